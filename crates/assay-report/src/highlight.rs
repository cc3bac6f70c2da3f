//! Colours for source text: enough to read by, made without a syntax tree.

/// A piece of text, and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// `keyword`, `string`, `comment`, `number`, `call`, or nothing.
    pub class: &'static str,
    /// The piece.
    pub text: &'a str,
}

const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "case", "class",
    "continue", "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if",
    "import", "in", "is", "lambda", "match", "nonlocal", "not", "or", "pass", "raise", "return",
    "try", "while", "with", "yield",
];

/// The pieces of a text of Python, or of anything that looks like it; together they are the text.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (class, length) = match first {
            '#' => ("comment", rest.find('\n').unwrap_or(rest.len())),
            '"' | '\'' => ("string", string(rest, first)),
            _ if first.is_alphabetic() || first == '_' => word(rest),
            _ if first.is_ascii_digit() => (
                "number",
                run(rest, |c| c.is_alphanumeric() || c == '.' || c == '_'),
            ),
            _ => ("", run(rest, is_plain).max(first.len_utf8())),
        };
        let (piece, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        pieces.push(Piece { class, text: piece });
        rest = after;
    }
    pieces
}

fn is_plain(character: char) -> bool {
    !(character.is_alphanumeric() || matches!(character, '#' | '"' | '\'' | '_'))
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|character| !belongs(character))
        .unwrap_or(text.len())
}

fn word(text: &str) -> (&'static str, usize) {
    let length = run(text, |character| {
        character.is_alphanumeric() || character == '_'
    });
    let (word, after) = text.split_at_checked(length).unwrap_or((text, ""));
    // `f"…"` and the like.
    if length <= 2 && after.starts_with(['"', '\'']) && word.chars().all(|c| "rbfuRBFU".contains(c))
    {
        let quote = if after.starts_with('"') { '"' } else { '\'' };
        return ("string", length + string(after, quote));
    }
    if KEYWORDS.contains(&word) {
        ("keyword", length)
    } else if after.starts_with('(') {
        ("call", length)
    } else {
        ("", length)
    }
}

/// The length of a string that starts here; an open one ends with its line, or with the text if it has three quotes.
fn string(text: &str, quote: char) -> usize {
    let three: String = std::iter::repeat_n(quote, 3).collect();
    if text.starts_with(&three) {
        let inside = text.get(3..).and_then(|inside| inside.find(&three));
        return inside.map_or(text.len(), |at| at + 6);
    }
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' => return at,
            _ if character == quote => return at + character.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(text: &str) -> Vec<(&'static str, &str)> {
        let pieces = pieces(text);
        assert_eq!(
            pieces.iter().map(|piece| piece.text).collect::<String>(),
            text
        );
        let coloured = pieces.into_iter().filter(|piece| !piece.class.is_empty());
        coloured.map(|piece| (piece.class, piece.text)).collect()
    }

    #[test]
    fn words_strings_and_comments_are_told_apart() {
        assert_eq!(
            classes("return run(f'a {b}', 12)  # later"),
            [
                ("keyword", "return"),
                ("call", "run"),
                ("string", "f'a {b}'"),
                ("number", "12"),
                ("comment", "# later"),
            ]
        );
    }

    #[test]
    fn no_text_is_lost_however_broken() {
        for text in [
            "'",
            "\"\"\"a",
            "ö'\\",
            "#",
            "'a\nb'",
            "é\u{301}\"\\\"",
            "rb'",
            "'''a'''b'''",
        ] {
            classes(text);
        }
    }
}
