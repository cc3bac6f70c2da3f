//! What is wrong in a configuration: file, line, and what was meant.

use std::fmt;

use assay_scan::nearest;

/// Something wrong in a configuration.
#[derive(Debug)]
pub(crate) struct ConfigError {
    file: String,
    line: Option<usize>,
    text: String,
}

impl std::error::Error for ConfigError {}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(formatter, "{}:{line}: {}", self.file, self.text),
            None => write!(formatter, "{}: {}", self.file, self.text),
        }
    }
}

impl ConfigError {
    /// One at a byte of the file's text.
    pub(super) fn at(file: &str, text: &str, byte: usize, what: impl Into<String>) -> Self {
        let before = text.get(..byte).unwrap_or(text);
        Self {
            file: file.to_owned(),
            line: Some(before.matches('\n').count() + 1),
            text: what.into(),
        }
    }

    /// What the reader of TOML said, with the nearest of the names that it expected.
    pub(super) fn of(file: &str, text: &str, error: &toml::de::Error) -> Self {
        let what = told(error.message());
        match error.span() {
            Some(span) => Self::at(file, text, span.start, what),
            None => Self {
                file: file.to_owned(),
                line: None,
                text: what,
            },
        }
    }
}

/// ``unknown field `holliday`, expected one of `days`, `holidays` `` in words that help.
fn told(message: &str) -> String {
    let message = message.trim().replace('\n', ", ");
    let (what, is) = if message.starts_with("unknown field") {
        ("key", "is no key here")
    } else if message.starts_with("unknown variant") {
        ("word", "cannot stand here")
    } else {
        return message;
    };
    let mut names = message.split('`').skip(1).step_by(2);
    let Some(wanted) = names.next() else {
        return message;
    };
    let known: Vec<&str> = names.collect();
    match nearest(wanted, known.iter().copied()) {
        Some(near) => format!("`{wanted}` {is}, did you mean `{near}`?"),
        None if known.is_empty() => format!("`{wanted}` {is}"),
        None => format!("`{wanted}` {is}; the {what}s are {}", known.join(", ")),
    }
}
