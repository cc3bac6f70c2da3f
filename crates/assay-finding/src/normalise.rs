//! Python text without what changes without meaning: layout, comments, quotes and the names of variables.
//!
//! This is no parser: it reads tokens, and a text it misreads is only matched less well.

/// Replacement fields of f-strings are followed this deep.
const MAX_DEPTH: u32 = 4;

/// Words that are not names of variables.
const KEYWORDS: [&str; 19] = [
    "None", "True", "False", "and", "as", "async", "await", "else", "for", "from", "if", "import",
    "in", "is", "lambda", "not", "or", "return", "yield",
];

/// The text of an expression or statement in normal form.
pub(crate) fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    write(text, MAX_DEPTH, &mut out);
    out
}

fn write(text: &str, depth: u32, out: &mut String) {
    let mut rest = text;
    let mut brackets = 0_u32;
    while let Some(first) = rest.chars().next() {
        if first.is_whitespace() || first == '\\' {
            rest = after(rest, first.len_utf8());
        } else if first == '#' {
            rest = after(rest, rest.find(['\n', '\r']).unwrap_or(rest.len()));
        } else if let Some(string) = StringToken::at(rest) {
            string.write(depth, out);
            rest = after(rest, string.length);
        } else if is_word(first) {
            let (word, behind) = split(rest, rest.find(|c| !is_word(c)).unwrap_or(rest.len()));
            write_word(word, behind, brackets > 0, out);
            rest = behind;
        } else {
            match first {
                '(' | '[' | '{' => brackets += 1,
                ')' | ']' | '}' => {
                    brackets = brackets.saturating_sub(1);
                    // A formatter adds and removes the last comma.
                    if out.ends_with(',') {
                        out.pop();
                    }
                }
                _ => {}
            }
            out.push(first);
            rest = after(rest, first.len_utf8());
        }
    }
}

fn write_word(word: &str, behind: &str, in_brackets: bool, out: &mut String) {
    let next = behind.trim_start();
    let is_callee = next.starts_with('(');
    let is_argument_name = in_brackets && next.starts_with('=') && !next.starts_with("==");
    let is_number = word.starts_with(|c: char| c.is_ascii_digit());
    let is_kept = out.ends_with('.')
        || is_callee
        || is_argument_name
        || is_number
        || KEYWORDS.contains(&word);
    if out.ends_with(is_word) {
        out.push(' ');
    }
    out.push_str(if is_kept { word } else { "_" });
}

/// A string literal, with its prefix and quotes.
struct StringToken<'a> {
    is_bytes: bool,
    is_format: bool,
    content: &'a str,
    length: usize,
}

impl<'a> StringToken<'a> {
    fn at(text: &'a str) -> Option<Self> {
        let prefix_length = text.find(['"', '\'']).filter(|length| *length <= 2)?;
        let (prefix, quoted) = split(text, prefix_length);
        let prefix = prefix.to_ascii_lowercase();
        if !prefix.chars().all(|letter| "rbuft".contains(letter)) {
            return None;
        }
        let quote = ["\"\"\"", "'''", "\"", "'"]
            .into_iter()
            .find(|quote| quoted.starts_with(quote))?;
        let body = after(quoted, quote.len());
        let is_format = prefix.contains(['f', 't']);
        let (content_length, closed) = content_length(body, quote, is_format);
        let (content, _) = split(body, content_length);
        let length =
            prefix_length + quote.len() + content_length + if closed { quote.len() } else { 0 };
        Some(Self {
            is_bytes: prefix.contains('b'),
            is_format,
            content,
            length,
        })
    }

    fn write(&self, depth: u32, out: &mut String) {
        if self.is_bytes {
            out.push('b');
        }
        out.push('"');
        let mut rest = self.content;
        while let Some((before, field)) =
            rest.split_once('{').filter(|_| self.is_format && depth > 0)
        {
            write_text(before, out);
            out.push('{');
            if let Some(behind) = field.strip_prefix('{') {
                rest = behind;
                continue;
            }
            let (inner, behind) = split(field, field_length(field));
            write(inner, depth - 1, out);
            rest = behind;
        }
        write_text(rest, out);
        out.push('"');
    }
}

/// Text of a literal: runs of white space are one.
fn write_text(text: &str, out: &mut String) {
    for character in text.chars() {
        if !character.is_whitespace() {
            out.push(character);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
}

/// The length of a literal's content, and whether its end was found.
///
/// Since Python 3.12 a replacement field may hold the quote that is around it.
fn content_length(body: &str, quote: &str, is_format: bool) -> (usize, bool) {
    let mut open = 0_u32;
    let mut skip = false;
    for (at, character) in body.char_indices() {
        let rest = after(body, at);
        if skip {
            skip = false;
        } else if character == '\\' || (is_format && open == 0 && rest.starts_with("{{")) {
            skip = true;
        } else if is_format && character == '{' {
            open += 1;
        } else if is_format && character == '}' {
            open = open.saturating_sub(1);
        } else if open == 0 && rest.starts_with(quote) {
            return (at, true);
        }
    }
    (body.len(), false)
}

/// The length of a replacement field up to the brace that closes it.
fn field_length(field: &str) -> usize {
    let mut open = 0_u32;
    for (at, character) in field.char_indices() {
        match character {
            '{' | '[' | '(' => open += 1,
            '}' if open == 0 => return at,
            '}' | ']' | ')' => open = open.saturating_sub(1),
            _ => {}
        }
    }
    field.len()
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Both sides of a byte offset that is known to be a boundary.
fn split(text: &str, at: usize) -> (&str, &str) {
    text.split_at_checked(at).unwrap_or((text, ""))
}

fn after(text: &str, at: usize) -> &str {
    split(text, at).1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(normalise(text), expected);
    }

    #[test]
    fn variables_lose_their_names_and_callees_keep_theirs() {
        check("cursor.execute(query, (a, b))", "_.execute(_,(_,_))");
        check("open(path)", "open(_)");
        check("request.args['q']", "_.args[\"q\"]");
    }

    #[test]
    fn argument_names_are_kept_and_comparisons_are_not_taken_for_them() {
        check("run(command, shell=True)", "run(_,shell=True)");
        check("run(a == b)", "run(_==_)");
    }

    #[test]
    fn layout_comments_and_quotes_do_not_matter() {
        check("f(  # why\n    'a',\n    b,\n)", "f(\"a\",_)");
        check("f(\"a\", b)", "f(\"a\",_)");
        check("not  x if\ty else z", "not _ if _ else _");
    }

    #[test]
    fn fields_of_format_strings_are_expressions() {
        check(
            "f\"a {name!r} {{b}} {d['k']}\"",
            "\"a {_!_} {b}} {_[\"k\"]}\"",
        );
        check("f'{f\"{f'{x}'}\"}'", "\"{\"{\"{_}\"}\"}\"");
    }

    #[test]
    fn broken_text_has_a_normal_form_too() {
        check("f('abc", "f(\"abc\"");
        check("f\"{a", "\"{_\"");
        check("\u{1f600}'\\", "\u{1f600}\"\\\"");
    }
}
