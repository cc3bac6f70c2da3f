//! How far a URL is known when something is put into it.

use super::context::UrlPosition;

/// What has been read of a URL.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Url {
    /// Nothing.
    Start,
    /// Letters that may be a scheme or the first part of a path.
    Word(String),
    /// A scheme that names a host: `https:`, and how many slashes behind it.
    Scheme(u8),
    /// One slash.
    Slash,
    /// The rest, in this part.
    In(UrlPosition),
}

impl Url {
    pub(super) fn text(&mut self, byte: u8) {
        let next = match (&mut *self, byte) {
            // Browsers drop tabs and line breaks everywhere, and white space in front.
            (_, b'\n' | b'\r' | b'\t') | (Self::Start, b' ') => return,
            (Self::In(position), _) => {
                match (*position, byte) {
                    (UrlPosition::Host, b'/') => *position = UrlPosition::Path,
                    (UrlPosition::Host | UrlPosition::Path | UrlPosition::AfterOutput, b'?') => {
                        *position = UrlPosition::Query;
                    }
                    (
                        UrlPosition::Host
                        | UrlPosition::Path
                        | UrlPosition::AfterOutput
                        | UrlPosition::Query,
                        b'#',
                    ) => *position = UrlPosition::Fragment,
                    _ => {}
                }
                return;
            }
            (Self::Start | Self::Word(_), b'?') => Self::In(UrlPosition::Query),
            (Self::Start | Self::Word(_), b'#') => Self::In(UrlPosition::Fragment),
            (Self::Start, b'/' | b'\\') => Self::Slash,
            (Self::Slash, b'/' | b'\\') => Self::In(UrlPosition::Host),
            (Self::Slash, b'?') => Self::In(UrlPosition::Query),
            (Self::Slash, b'#') => Self::In(UrlPosition::Fragment),
            (Self::Slash, _) => Self::In(UrlPosition::Path),
            (Self::Start, _) => Self::Word(char::from(byte.to_ascii_lowercase()).to_string()),
            (Self::Word(word), b':') => match word.as_str() {
                "http" | "https" | "ws" | "wss" | "ftp" => Self::Scheme(0),
                "javascript" | "data" | "vbscript" => Self::In(UrlPosition::Script),
                _ => Self::In(UrlPosition::Opaque),
            },
            (Self::Word(_), b'/') => Self::In(UrlPosition::Path),
            (Self::Word(word), _) => {
                if word.len() > crate::limits::NAME {
                    Self::In(UrlPosition::Path)
                } else {
                    word.push(char::from(byte.to_ascii_lowercase()));
                    return;
                }
            }
            (Self::Scheme(slashes), b'/' | b'\\') => {
                if *slashes == 0 {
                    Self::Scheme(1)
                } else {
                    Self::In(UrlPosition::Host)
                }
            }
            (Self::Scheme(_), _) => Self::In(UrlPosition::Host),
        };
        *self = next;
    }

    /// The part in which the next byte stands.
    pub(super) fn position(&self) -> UrlPosition {
        match self {
            Self::Start => UrlPosition::Start,
            // Letters alone do not decide: `java{{ x }}` may still become a scheme. Nobody writes that, and
            // `page{{ number }}` is common, so the beginning counts as fixed.
            Self::Word(_) => UrlPosition::Path,
            Self::Scheme(_) => UrlPosition::Host,
            // What begins with a slash itself would name a host, but runs nothing.
            Self::Slash => UrlPosition::Path,
            Self::In(position) => *position,
        }
    }

    /// Something unknown was put in.
    pub(super) fn output(&mut self) {
        let position = self.position();
        *self = Self::In(if position == UrlPosition::Start {
            UrlPosition::AfterOutput
        } else {
            position
        });
    }
}
