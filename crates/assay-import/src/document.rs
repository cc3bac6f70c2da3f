//! A file: its encoding, its size, and which tool's it is.

use serde_json::Value;

use crate::json::at;
use crate::limits::FILE_BYTES;
use crate::reported::Report;
use crate::{bandit, pip_audit, sarif};

/// Why a file was not read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is larger than any such file.
    #[error("{0} is larger than {limit} MB; import the report of a part of the project", limit = FILE_BYTES / (1024 * 1024))]
    TooLarge(String),
    /// It is no text.
    #[error("{0} is no text in UTF-8 or UTF-16; write the report again")]
    NotText(String),
    /// It holds nothing.
    #[error("{0} is empty; the tool that should have written it may have failed")]
    Empty(String),
    /// It is no JSON.
    #[error("{file} is no JSON: {reason}; write the report again")]
    NotJson {
        /// The file.
        file: String,
        /// What is wrong, and where.
        reason: String,
    },
    /// It is JSON of another kind.
    #[error("{file} is {what}; {advice}")]
    Unknown {
        /// The file.
        file: String,
        /// What it seems to be.
        what: &'static str,
        /// What to do.
        advice: &'static str,
    },
}

/// Reads a file of this name with these bytes.
///
/// # Errors
///
/// When it is too large, no text, no JSON, or JSON of a kind that is not known.
pub fn read(file: &str, bytes: &[u8]) -> Result<Report, Error> {
    let file = assay_source::printable(file);
    if bytes.len() as u64 > FILE_BYTES {
        return Err(Error::TooLarge(file));
    }
    let Some(text) = decode(bytes) else {
        return Err(Error::NotText(file));
    };
    if text.trim().is_empty() {
        return Err(Error::Empty(file));
    }
    let document: Value = match serde_json::from_str(&text) {
        Ok(document) => document,
        Err(error) => {
            let reason = assay_source::printable(&error.to_string());
            return Err(Error::NotJson { file, reason });
        }
    };
    let runs = match kind(&document) {
        Kind::Sarif => sarif::runs(&document),
        Kind::Bandit => vec![bandit::run(&document)],
        Kind::PipAudit => vec![pip_audit::run(&document)],
        Kind::Unknown { what, advice } => return Err(Error::Unknown { file, what, advice }),
    };
    Ok(Report { file, runs })
}

/// PowerShell writes what a program prints as UTF-16.
fn decode(bytes: &[u8]) -> Option<String> {
    let wide = |bytes: &[u8], of: fn([u8; 2]) -> u16| {
        let units = bytes.as_chunks::<2>().0.iter().map(|pair| of(*pair));
        char::decode_utf16(units)
            .collect::<Result<String, _>>()
            .ok()
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8(rest.to_owned()).ok(),
        _ => String::from_utf8(bytes.to_owned()).ok(),
    }
}

enum Kind {
    Sarif,
    Bandit,
    PipAudit,
    Unknown {
        what: &'static str,
        advice: &'static str,
    },
}

const WANTED: &str = "wanted are SARIF 2.1.0, the JSON of Bandit, or the JSON of pip-audit";

fn kind(document: &Value) -> Kind {
    let has = |key: &str| document.get(key).is_some();
    let is_list = |key: &str| document.get(key).is_some_and(Value::is_array);
    let first = |key: &str| at(document, &["results"]).and_then(|list| list.get(0)?.get(key));
    let unknown = |what, advice| Kind::Unknown { what, advice };
    if is_list("runs") {
        let version = document
            .get("version")
            .and_then(Value::as_str)
            .unwrap_or("2");
        return if version.starts_with('2') {
            Kind::Sarif
        } else {
            unknown("SARIF of another version", "wanted is version 2.1.0")
        };
    }
    if is_list("dependencies") {
        return Kind::PipAudit;
    }
    if first("check_id").is_some() || (is_list("results") && has("paths")) {
        return unknown(
            "Semgrep's own JSON",
            "write SARIF with `semgrep scan --sarif --output FILE`",
        );
    }
    if is_list("results") && (has("metrics") || has("generated_at") || first("test_id").is_some()) {
        return Kind::Bandit;
    }
    if is_list("issues") {
        return unknown(
            "JSON of SonarQube or the like",
            "write SARIF, for which SonarQube's export has tools",
        );
    }
    if is_list("vulnerabilities") {
        return unknown("a report for GitLab or the like", WANTED);
    }
    match document.as_array() {
        // Before version 2.0 pip-audit wrote the list alone.
        Some(list) if list.iter().all(|entry| entry.get("name").is_some()) && !list.is_empty() => {
            Kind::PipAudit
        }
        Some(list) if list.iter().any(|entry| entry.get("noqa_row").is_some()) => unknown(
            "Ruff's own JSON",
            "write SARIF with `ruff check --output-format sarif`",
        ),
        _ => unknown("JSON that is no report we know", WANTED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> String {
        read("x.json", bytes).unwrap_err().to_string()
    }

    #[test]
    fn what_is_no_report_is_refused_with_what_to_do() {
        for (bytes, told) in [
            (&b""[..], "is empty"),
            (b"\xff\xff\x00", "no text"),
            (b"{", "no JSON"),
            (b"nul", "no JSON"),
            (b"[]", "no report we know"),
            (b"7", "no report we know"),
            (b"{\"runs\": 7}", "no report we know"),
            (b"{\"runs\": [], \"version\": \"1.0.0\"}", "another version"),
            (
                b"{\"results\": [{\"check_id\": 1}]}",
                "semgrep scan --sarif",
            ),
            (b"[{\"code\": \"S1\", \"noqa_row\": 1}]", "ruff check"),
        ] {
            let refused = refused(bytes);
            assert!(refused.contains(told), "{refused}");
        }
        assert!(refused("[".repeat(100_000).as_bytes()).contains("no JSON"));
    }

    #[test]
    fn other_encodings_of_unicode_are_read() {
        let text = "{\"runs\": []}";
        let mut wide = vec![0xff, 0xfe];
        wide.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        assert!(read("a", &wide).unwrap().is_empty());
        let mut marked = vec![0xef, 0xbb, 0xbf];
        marked.extend(text.as_bytes());
        assert!(read("a", &marked).unwrap().is_empty());
    }
}
