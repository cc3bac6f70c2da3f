//! Text as Python: literals, names and lines that cannot become code.

use std::fmt::Write as _;

use assay_source::printable;

/// A string literal in ASCII.
pub(super) fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            ' '..='~' => out.push(character),
            // Writing to a string cannot fail.
            _ => drop(write!(out, "\\U{:08x}", u32::from(character))),
        }
    }
    out.push('"');
    out
}

/// A line for a docstring: nothing in it ends the docstring.
pub(super) fn plain(text: &str) -> String {
    printable(text)
        .replace('\\', "/")
        .replace('"', "'")
        .replace(['\n', '\r'], " ")
}

/// A name made of what a rule is called.
pub(super) fn identifier(text: &str) -> String {
    text.chars()
        .map(|character| {
            if character.is_ascii_alphanumeric() {
                character
            } else {
                '_'
            }
        })
        .collect()
}

/// The lines with the empty ones that Python's style asks for: two around what stands at the top, one elsewhere.
pub(super) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut was_empty, mut last) = (false, "");
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() {
            was_empty = true;
            continue;
        }
        if !out.is_empty() {
            out.push_str(gap(last, line, was_empty));
        }
        was_empty = false;
        last = line;
        out.push_str(line);
        out.push('\n');
    }
    out
}

fn gap(last: &str, line: &str, was_empty: bool) -> &'static str {
    let is_top = |line: &str| !line.starts_with([' ', ')', ']', '}']);
    let defines = |line: &str| {
        ["def ", "class ", "@"]
            .iter()
            .any(|word| line.starts_with(word))
    };
    if last.starts_with('@') || !was_empty && !defines(line) {
        ""
    } else if defines(line) || is_top(line) && !is_top(last) && !last.starts_with([')', ']', '}']) {
        "\n\n"
    } else {
        "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gets_out_of_a_literal() {
        assert_eq!(literal("a\"\\\n\u{202e}"), r#""a\"\\\U0000000a\U0000202e""#);
        assert!(!plain("\"\"\"\nimport os").contains('"'));
        assert!(!plain("x\\").contains('\\'));
    }
}
