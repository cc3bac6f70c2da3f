//! Bytes to text: byte order marks, Python's encoding declaration, UTF-8.
//!
//! Decoding never fails. What a declared encoding does not allow becomes U+FFFD, with a problem:
//! Python itself would refuse to run such a file, yet hiding from a reviewer must not be that easy.
//! Python also accepts codecs that turn comments into code, such as `utf-7` and `unicode_escape`;
//! they are not supported, and a file that asks for one is reported.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::lines::saturating;
use crate::{FileKind, ProblemKind, Range};

/// How the bytes of a file became text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextEncoding {
    /// The name of the encoding.
    pub name: &'static str,
    /// True if the file began with a byte order mark.
    pub mark: bool,
    /// True if some bytes were not valid and were replaced.
    pub lossy: bool,
}

impl TextEncoding {
    /// What text that was never bytes has.
    pub(crate) const TEXT: Self = Self {
        name: "UTF-8",
        mark: false,
        lossy: false,
    };
}

/// Text, how it was made, and what was wrong with the bytes.
#[derive(Debug)]
pub(crate) struct Decoded {
    pub(crate) text: String,
    pub(crate) encoding: TextEncoding,
    pub(crate) problem: Option<DecodeProblem>,
}

/// Something wrong with the bytes of a file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct DecodeProblem {
    pub(crate) kind: ProblemKind,
    pub(crate) range: Option<Range>,
    pub(crate) message: String,
}

/// What the declaration in a Python file asks for.
#[derive(Debug, PartialEq, Eq)]
enum Declared {
    Nothing,
    Latin1,
    Ascii,
    Known(&'static Encoding),
    Unknown(String),
}

/// Decodes the bytes of a file. A Python file may declare its encoding in one of the first two lines.
pub(crate) fn decode(bytes: Vec<u8>, kind: FileKind) -> Decoded {
    if let Some((encoding, length)) = Encoding::for_bom(&bytes) {
        let rest = bytes.get(length..).unwrap_or_default();
        if encoding == UTF_16LE || encoding == UTF_16BE {
            return with_encoding(rest, encoding, true);
        }
        return match std::str::from_utf8(rest) {
            Ok(text) => Decoded {
                text: text.to_owned(),
                encoding: TextEncoding {
                    mark: true,
                    ..TextEncoding::TEXT
                },
                problem: None,
            },
            Err(_) => with_encoding(rest, UTF_8, true),
        };
    }
    let declared = if kind == FileKind::Python {
        declared_encoding(&bytes)
    } else {
        Declared::Nothing
    };
    match declared {
        Declared::Nothing => utf8(bytes),
        Declared::Known(encoding) if encoding == UTF_8 => utf8(bytes),
        Declared::Known(encoding) => with_encoding(&bytes, encoding, false),
        Declared::Latin1 => latin1(&bytes),
        Declared::Ascii => ascii(bytes),
        Declared::Unknown(name) => unknown(bytes, &name),
    }
}

fn utf8(bytes: Vec<u8>) -> Decoded {
    match String::from_utf8(bytes) {
        Ok(text) => Decoded {
            text,
            encoding: TextEncoding::TEXT,
            problem: None,
        },
        Err(error) => with_encoding(error.as_bytes(), UTF_8, false),
    }
}

fn with_encoding(bytes: &[u8], encoding: &'static Encoding, mark: bool) -> Decoded {
    let (text, lossy) = encoding.decode_without_bom_handling(bytes);
    let text = text.into_owned();
    let problem = lossy.then(|| DecodeProblem {
        kind: ProblemKind::Encoding,
        range: text
            .find('\u{fffd}')
            .map(|at| Range::new(saturating(at), saturating(at + '\u{fffd}'.len_utf8()))),
        message: format!(
            "some bytes are not valid {}; save the file in the encoding it declares",
            encoding.name()
        ),
    });
    Decoded {
        text,
        encoding: TextEncoding {
            name: encoding.name(),
            mark,
            lossy,
        },
        problem,
    }
}

/// Python's `latin-1` maps each byte to the character of the same number; the web's encoding of that name does not.
fn latin1(bytes: &[u8]) -> Decoded {
    let text = encoding_rs::mem::decode_latin1(bytes).into_owned();
    Decoded {
        text,
        encoding: TextEncoding {
            name: "ISO-8859-1",
            mark: false,
            lossy: false,
        },
        problem: None,
    }
}

fn ascii(bytes: Vec<u8>) -> Decoded {
    let at = bytes.iter().position(|byte| !byte.is_ascii());
    let mut decoded = utf8(bytes);
    decoded.encoding.name = "US-ASCII";
    if let Some(at) = at {
        decoded.encoding.lossy = true;
        decoded.problem = Some(DecodeProblem {
            kind: ProblemKind::Encoding,
            range: Some(Range::new(saturating(at), saturating(at))),
            message: "the file declares ASCII but holds other bytes; declare utf-8".to_owned(),
        });
    }
    decoded
}

fn unknown(bytes: Vec<u8>, name: &str) -> Decoded {
    let mut decoded = utf8(bytes);
    decoded.encoding.lossy = true;
    decoded.problem = Some(DecodeProblem {
        kind: ProblemKind::Encoding,
        range: decoded
            .text
            .find(name)
            .map(|at| Range::new(saturating(at), saturating(at + name.len()))),
        message: format!(
            "the encoding `{name}` is not supported, read as UTF-8 instead; save the file as UTF-8"
        ),
    });
    decoded
}

/// Finds a declaration such as `# -*- coding: latin-1 -*-` as Python does (PEP 263):
/// in the first line, or in the second if the first holds nothing but white space or a comment.
fn declared_encoding(bytes: &[u8]) -> Declared {
    let mut rest = bytes;
    for _ in 0..2 {
        let end = rest
            .iter()
            .position(|byte| matches!(byte, b'\n' | b'\r'))
            .unwrap_or(rest.len());
        let (line, after) = rest.split_at(end);
        let blank = line
            .iter()
            .position(|byte| !matches!(byte, b' ' | b'\t' | b'\x0c'));
        match blank.and_then(|at| line.get(at..)) {
            Some([b'#', comment @ ..]) => {
                if let Some(name) = coding(comment) {
                    return named(name);
                }
            }
            Some(_) => return Declared::Nothing,
            None => {}
        }
        rest = match after {
            [b'\r', b'\n', rest @ ..] | [_, rest @ ..] => rest,
            [] => return Declared::Nothing,
        };
    }
    Declared::Nothing
}

/// The name after the first `coding:` or `coding=` that has one.
fn coding(comment: &[u8]) -> Option<&str> {
    const WORD: &[u8] = b"coding";
    for (at, window) in comment.windows(WORD.len()).enumerate() {
        if window != WORD {
            continue;
        }
        let Some([b':' | b'=', rest @ ..]) = comment.get(at + WORD.len()..) else {
            continue;
        };
        let rest = rest.trim_ascii_start();
        let end = rest
            .iter()
            .position(|byte| !(byte.is_ascii_alphanumeric() || b"-_.".contains(byte)))
            .unwrap_or(rest.len());
        if let Some(name) = rest.get(..end).filter(|name| !name.is_empty()) {
            return std::str::from_utf8(name).ok();
        }
    }
    None
}

/// Python's codec names are looser than the web's labels: case, `_` and `-` do not matter, and there are nicknames.
fn named(name: &str) -> Declared {
    let plain = name.to_ascii_lowercase().replace('_', "-");
    let label = match plain.as_str() {
        "latin-1" | "latin1" | "latin" | "l1" | "iso-8859-1" | "iso8859-1" | "8859" | "cp819"
        | "iso-latin-1" => return Declared::Latin1,
        "ascii" | "us-ascii" | "646" => return Declared::Ascii,
        "utf-8" | "utf8" | "u8" | "utf" | "utf-8-sig" | "utf8-ucs2" | "utf8-ucs4" | "cp65001"
        | "utf-8-unix" | "utf-8-dos" | "utf-8-mac" => "utf-8",
        // Python decides on 16 bits only by byte order mark, and refuses the name in a declaration of 8-bit text.
        "utf-16" | "utf-16-le" | "utf-16-be" | "utf16" => {
            return Declared::Unknown(name.to_owned());
        }
        "cp932" | "ms932" | "mskanji" | "sjis" | "shiftjis" => "shift_jis",
        "cp949" | "uhc" | "euckr" => "euc-kr",
        "cp950" => "big5",
        "cp936" | "ms936" => "gbk",
        "eucjp" => "euc-jp",
        "cp866" => "ibm866",
        "cp874" => "windows-874",
        "mac-roman" | "macroman" => "macintosh",
        "mac-cyrillic" => "x-mac-cyrillic",
        "shift-jis" => "shift_jis",
        other => other,
    };
    let number = label
        .strip_prefix("cp125")
        .or_else(|| label.strip_prefix("windows125"));
    let found = match number {
        Some(digit) => Encoding::for_label(format!("windows-125{digit}").as_bytes()),
        None => Encoding::for_label(label.as_bytes()),
    };
    match found {
        // The web's `replacement` encoding and its private ones are not Python's.
        Some(encoding)
            if encoding != encoding_rs::REPLACEMENT && encoding != encoding_rs::X_USER_DEFINED =>
        {
            Declared::Known(encoding)
        }
        Some(_) | None => Declared::Unknown(name.to_owned()),
    }
}
