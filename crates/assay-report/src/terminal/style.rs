//! Colours, and text that fits the width.

use annotate_snippets::Renderer;
use annotate_snippets::renderer::{AnsiColor, Style};
use assay_finding::Risk;
use unicode_width::UnicodeWidthStr;

use crate::Options;

/// Knows whether there are colours, and how wide a line is.
#[derive(Clone, Copy)]
pub(super) struct Painter {
    colour: bool,
    pub(super) width: usize,
}

impl Painter {
    pub(super) fn new(options: &Options) -> Self {
        Self {
            colour: options.colour,
            width: options.width.max(40),
        }
    }

    pub(super) fn renderer(self) -> Renderer {
        let renderer = if self.colour {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        renderer.term_width(self.width)
    }

    pub(super) fn heading(self, text: &str) -> String {
        self.paint(Style::new().bold().underline(), text)
    }

    pub(super) fn strong(self, text: &str) -> String {
        self.paint(Style::new().bold(), text)
    }

    pub(super) fn faint(self, text: &str) -> String {
        self.paint(Style::new().dimmed(), text)
    }

    pub(super) fn good(self, text: &str) -> String {
        self.paint(AnsiColor::Green.on_default().bold(), text)
    }

    pub(super) fn risk(self, risk: Risk, text: &str) -> String {
        let colour = match risk {
            Risk::Critical | Risk::High => AnsiColor::BrightRed,
            Risk::Medium => AnsiColor::Yellow,
            Risk::Low => AnsiColor::BrightBlue,
            Risk::Info => AnsiColor::BrightGreen,
        };
        self.paint(colour.on_default().bold(), text)
    }

    fn paint(self, style: Style, text: &str) -> String {
        if self.colour {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }
}

/// `1 file`, `2 files`.
pub(super) fn plural(count: impl TryInto<u64>, one: &str, many: &str) -> String {
    let count = count.try_into().unwrap_or(u64::MAX);
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

/// A number with a comma at every three digits.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Text broken between words, so that no line is wider than `width` if its words allow.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && line.width() + 1 + word.width() > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_three() {
        assert_eq!(
            [0, 12, 123, 1234, 1_234_567].map(grouped),
            ["0", "12", "123", "1,234", "1,234,567"]
        );
    }

    #[test]
    fn text_is_broken_between_words_only() {
        assert_eq!(wrap("aa bb cc", 5), ["aa bb", "cc"]);
        assert_eq!(wrap("a/very/long/path and", 5), ["a/very/long/path", "and"]);
        assert_eq!(wrap("", 5), [""]);
    }
}
