//! Reading JSON that may hold anything: what is missing or of another type is nothing.

use serde_json::Value;

use crate::limits;

/// What stands at the end of a way of keys.
pub(crate) fn at<'a>(value: &'a Value, way: &[&str]) -> Option<&'a Value> {
    way.iter().try_fold(value, |value, key| value.get(key))
}

/// A text at the end of a way of keys; empty if there is none.
pub(crate) fn text<'a>(value: &'a Value, way: &[&str]) -> &'a str {
    at(value, way).and_then(Value::as_str).unwrap_or_default()
}

/// A list at the end of a way of keys; empty if there is none.
pub(crate) fn list<'a>(value: &'a Value, way: &[&str]) -> &'a [Value] {
    at(value, way)
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
}

/// A count at the end of a way of keys.
pub(crate) fn number(value: &Value, way: &[&str]) -> Option<u32> {
    let number = at(value, way)?.as_u64()?;
    Some(u32::try_from(number).unwrap_or(u32::MAX))
}

/// Text on one line, no longer than so many characters.
pub(crate) fn line(text: &str, characters: usize) -> String {
    let mut line = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        if length > 0 {
            line.push(' ');
            length += 1;
        }
        for character in word.chars() {
            if length >= characters {
                line.push('…');
                return line;
            }
            line.push(character);
            length += 1;
        }
    }
    line
}

/// A name of a tool or rule as it may stand in an id: letters, digits and a few signs.
pub(crate) fn name(text: &str) -> String {
    let is_plain =
        |character: char| character.is_ascii_alphanumeric() || "._:/-@+".contains(character);
    let plain = |character: char| if is_plain(character) { character } else { '-' };
    text.trim().chars().take(limits::NAME).map(plain).collect()
}

/// An address that may be followed, or nothing.
pub(crate) fn address(text: &str) -> String {
    let is_page = text.starts_with("https://") || text.starts_with("http://");
    let is_plain = text.len() <= limits::PATH
        && text
            .chars()
            .all(|character| character.is_ascii_graphic() && !"\"'<>`\\()".contains(character));
    if is_page && is_plain {
        text.to_owned()
    } else {
        String::new()
    }
}

/// The number in `CWE-89: …`, `external/cwe/cwe-089` or `cwe89`.
pub(crate) fn weakness(text: &str) -> Option<u32> {
    let lower = text.get(..40.min(text.len()))?.to_ascii_lowercase();
    let after = lower
        .rsplit_once("cwe")?
        .1
        .trim_start_matches(['-', '_', ' ', ':']);
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    digits
        .parse()
        .ok()
        .filter(|number| (1..10_000).contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weaknesses_are_read_in_every_spelling() {
        for text in ["CWE-89: SQL", "external/cwe/cwe-089", "cwe89", "CWE_89"] {
            assert_eq!(weakness(text), Some(89), "{text}");
        }
        for text in ["A03:2021", "cwe-", "cwe-99999999999", ""] {
            assert_eq!(weakness(text), None, "{text}");
        }
    }

    #[test]
    fn only_plain_addresses_of_pages_are_kept() {
        assert_eq!(address("https://a.example/b#c"), "https://a.example/b#c");
        for hostile in [
            "javascript:alert(1)",
            "https://a\"onclick=",
            "data:text/html,x",
            "https://a b",
        ] {
            assert_eq!(address(hostile), "");
        }
    }

    #[test]
    fn names_hold_no_signs_that_formats_know() {
        assert_eq!(name("B608`\n<x>\u{202e}"), "B608---x--");
    }
}
