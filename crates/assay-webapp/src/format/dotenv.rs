//! Environment files: `NAME=value`, as python-dotenv and Docker read them.

use super::{Piece, lines, range};

/// One assignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Assignment {
    /// The variable.
    pub(crate) name: Piece,
    /// Its value; `None` where the name stands alone.
    pub(crate) value: Option<Piece>,
    /// True if nothing in the value is replaced, because it stands in single quotes.
    pub(crate) is_literal: bool,
}

/// The assignments of a text. Lines that are none are passed over, as the programs that read such files do.
pub(crate) fn parse(text: &str) -> Vec<Assignment> {
    let mut found = Vec::new();
    let mut skip_to = 0;
    for (start, line) in lines(text) {
        // The rest of a value that goes over lines.
        if start < skip_to {
            continue;
        }
        let line_end = start + line.len();
        let body = line.trim_start();
        let body = body
            .strip_prefix("export")
            .filter(|rest| rest.starts_with(char::is_whitespace))
            .map_or(body, str::trim_start);
        let name_start = line_end - body.len();
        let (name, rest) = match body.split_once('=') {
            Some((name, rest)) => (name, Some(rest)),
            None => (body, None),
        };
        let name = name.trim_end();
        if !is_name(name) {
            continue;
        }
        let name = Piece {
            text: name.to_owned(),
            range: range(name_start, name_start + name.len()),
        };
        let Some(rest) = rest else {
            found.push(Assignment {
                name,
                value: None,
                is_literal: false,
            });
            continue;
        };
        let start = line_end - rest.trim_start_matches([' ', '\t']).len();
        let (value, end, is_literal) = value(text, start, line_end);
        skip_to = end;
        found.push(Assignment {
            name,
            value: Some(value),
            is_literal,
        });
    }
    found
}

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}

/// The value that starts at `start`, where it ends, and whether it is literal.
fn value(text: &str, start: usize, line_end: usize) -> (Piece, usize, bool) {
    let rest = text.get(start..).unwrap_or_default();
    let quote = rest
        .chars()
        .next()
        .filter(|first| matches!(first, '"' | '\''));
    if let Some(quote) = quote
        && let Some((inner, length)) = quoted(rest, quote)
    {
        let piece = Piece {
            text: inner,
            range: range(start, start + length),
        };
        return (piece, start + length, quote == '\'');
    }
    let line = text.get(start..line_end).unwrap_or_default();
    let end = line
        .match_indices('#')
        .map(|(at, _)| at)
        .find(|at| {
            *at == 0
                || line
                    .get(..*at)
                    .is_some_and(|before| before.ends_with([' ', '\t']))
        })
        .unwrap_or(line.len());
    let kept = line.get(..end).unwrap_or_default().trim_end();
    (Piece::of(text, start, start + kept.len()), line_end, false)
}

/// The text in quotes and how many bytes it takes with them; `None` if it does not end.
fn quoted(rest: &str, quote: char) -> Option<(String, usize)> {
    let mut inner = String::new();
    let mut characters = rest.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' if quote == '"' => match characters.next()?.1 {
                'n' => inner.push('\n'),
                't' => inner.push('\t'),
                other => inner.push(other),
            },
            _ if character == quote => return Some((inner, at + 1)),
            _ => inner.push(character),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Vec<(String, Option<String>)> {
        let all = parse(text);
        all.into_iter()
            .map(|one| (one.name.text, one.value.map(|value| value.text)))
            .collect()
    }

    #[test]
    fn the_grammar_of_environment_files() {
        let text = "# c\nA=1\nexport B = \"two\\nlines\" # c\nC='a b'\nD=x#y # c\nE=\nF\n=G\nH=\"over\nlines\"\nI=2\r\n";
        let some = |text: &str| Some(text.to_owned());
        let expected = [
            ("A", some("1")),
            ("B", some("two\nlines")),
            ("C", some("a b")),
            ("D", some("x#y")),
            ("E", some("")),
            ("F", None),
            ("H", some("over\nlines")),
            ("I", some("2")),
        ];
        assert_eq!(
            pairs(text),
            expected.map(|(name, value)| (name.to_owned(), value))
        );
    }
}
