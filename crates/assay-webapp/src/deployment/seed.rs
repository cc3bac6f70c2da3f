//! What a SQL file puts into a fresh database: rows, and rights of accounts.

use assay_source::{SourceFile, Span};

use super::unit::Located;
use crate::format::{Piece, range};

/// The most rows read of one file; real data is larger and no seed.
const ROWS: usize = 10_000;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The table, in lower case.
    pub table: String,
    /// Columns in lower case, with their constants; what is computed is left out.
    pub values: Vec<(String, Located)>,
    /// The values in their brackets.
    pub span: Span,
}

/// The rows of `INSERT INTO table (columns) VALUES (…), (…)`.
pub(super) fn rows(file: &SourceFile) -> Vec<Row> {
    let mut tokens = Tokens {
        text: &file.text,
        at: 0,
    };
    let mut rows = Vec::new();
    while let Some(token) = tokens.next() {
        if rows.len() >= ROWS {
            break;
        }
        if token.is_word("insert") {
            insert(file, &mut tokens, &mut rows);
        }
    }
    rows
}

/// A right on the database that is given away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// What the account becomes: `SUPERUSER`, `ALL ON *.*`, `GRANT OPTION`.
    pub right: String,
    /// The statement up to what says so.
    pub span: Span,
}

/// The most words of one statement that are read.
const WORDS: usize = 64;

/// Rights that a file gives away.
pub(super) fn grants(file: &SourceFile) -> Vec<Grant> {
    let grants = rights(&file.text).into_iter();
    grants
        .map(|(right, range)| Grant {
            right,
            span: file.span(range),
        })
        .collect()
}

/// Rights that reach further than the tables of one application: `GRANT ALL ON *.*`, `ALTER ROLE shop SUPERUSER`;
/// each with the range of its statement up to what says so.
pub fn rights(text: &str) -> Vec<(String, assay_source::Range)> {
    let mut tokens = Tokens { text, at: 0 };
    let mut grants = Vec::new();
    let mut is_first = true;
    while let Some(token) = tokens.next() {
        let starts = is_first
            && ["grant", "create", "alter"]
                .iter()
                .any(|word| token.is_word(word));
        is_first = token.sign == Some(';');
        if starts && grants.len() < ROWS {
            grants.extend(grant(&mut tokens, &token));
            is_first = true;
        }
    }
    grants
}

/// What one statement gives away; reads up to its end.
fn grant(tokens: &mut Tokens<'_>, first: &Token) -> Option<(String, assay_source::Range)> {
    let is_grant = first.is_word("grant");
    let mut is_account = is_grant;
    let mut before: Vec<String> = Vec::new();
    let mut found: Option<(String, u32)> = None;
    for token in tokens.by_ref() {
        if token.sign == Some(';') {
            break;
        }
        if token.is_text || before.len() >= WORDS {
            continue;
        }
        let word = token.sign.map_or_else(
            || token.piece.text.to_ascii_lowercase(),
            |sign| sign.to_string(),
        );
        is_account |= matches!(word.as_str(), "role" | "user") && before.is_empty();
        before.push(word);
        let ends = |words: &[&str]| {
            before.len() >= words.len()
                && before
                    .iter()
                    .rev()
                    .zip(words.iter().rev())
                    .all(|(is, wanted)| is == wanted)
        };
        let is_all = is_grant && before.first().is_some_and(|word| word == "all");
        let right = if is_all && ends(&["*", ".", "*"]) {
            Some("ALL ON *.*")
        } else if is_all && ends(&["on", "database"]) {
            Some("ALL ON DATABASE")
        } else if is_grant && ends(&["with", "grant", "option"]) {
            Some("GRANT OPTION")
        } else if !is_grant && is_account && ends(&["superuser"]) {
            Some("SUPERUSER")
        } else {
            None
        };
        if let (Some(right), None) = (right, &found) {
            found = Some((right.to_owned(), token.piece.range.end));
        }
    }
    let (right, end) = found?;
    let range = assay_source::Range::new(first.piece.range.start, end);
    Some((right, range))
}

fn insert(file: &SourceFile, tokens: &mut Tokens<'_>, rows: &mut Vec<Row>) {
    let Some(table) = tokens.by_ref().find(|token| {
        !["or", "ignore", "replace", "into"]
            .iter()
            .any(|word| token.is_word(word))
    }) else {
        return;
    };
    let mut table = table.piece.text;
    let mut columns: Vec<String> = Vec::new();
    for token in tokens.by_ref() {
        match token.sign {
            Some('.') => table.clear(),
            Some(';') => return,
            Some(_) => {}
            None if token.is_word("values") => break,
            None if token.is_word("select") => return,
            None if table.is_empty() => table = token.piece.text,
            None => columns.push(token.piece.text.to_lowercase()),
        }
    }
    let mut row: Option<(u32, Vec<Vec<Token>>)> = None;
    let mut depth = 0_u32;
    for token in tokens.by_ref() {
        match token.sign {
            Some('(') => {
                depth += 1;
                if depth == 1 {
                    row = Some((token.piece.range.start, vec![Vec::new()]));
                    continue;
                }
            }
            Some(')') => {
                depth = depth.saturating_sub(1);
                if depth == 0
                    && let Some((start, values)) = row.take()
                {
                    let span = file.span(assay_source::Range::new(start, token.piece.range.end));
                    rows.push(Row {
                        table: table.to_lowercase(),
                        values: constants(file, &columns, values),
                        span,
                    });
                    if rows.len() >= ROWS {
                        return;
                    }
                    continue;
                }
            }
            Some(';') if depth == 0 => return,
            Some(',') if depth == 1 => {
                if let Some((_, values)) = &mut row {
                    values.push(Vec::new());
                }
                continue;
            }
            Some(_) | None => {}
        }
        if let Some((_, values)) = &mut row
            && let Some(value) = values.last_mut()
        {
            value.push(token);
        }
    }
}

/// The values that are one constant, by column.
fn constants(
    file: &SourceFile,
    columns: &[String],
    values: Vec<Vec<Token>>,
) -> Vec<(String, Located)> {
    let pairs = columns.iter().zip(values);
    pairs
        .filter_map(|(column, value)| match value.as_slice() {
            [only] if only.sign.is_none() => Some((column.clone(), Located::of(file, &only.piece))),
            _ => None,
        })
        .collect()
}

struct Token {
    piece: Piece,
    /// The sign, if it is one.
    sign: Option<char>,
    is_text: bool,
}

impl Token {
    fn is_word(&self, word: &str) -> bool {
        self.sign.is_none() && !self.is_text && self.piece.text.eq_ignore_ascii_case(word)
    }
}

struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl Tokens<'_> {
    fn take(&mut self, length: usize) -> Piece {
        let start = self.at;
        self.at += length;
        Piece::of(self.text, start, self.at)
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let first = rest.chars().next()?;
            if first.is_whitespace() {
                self.at += first.len_utf8();
            } else if rest.starts_with("--") {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                self.at += rest.find("*/").map_or(rest.len(), |end| end + 2);
            } else if matches!(first, '\'' | '"' | '`') {
                return Some(self.quoted(rest, first));
            } else if first.is_alphanumeric() || first == '_' {
                let length = rest
                    .find(|character: char| !character.is_alphanumeric() && character != '_')
                    .unwrap_or(rest.len());
                return Some(Token {
                    piece: self.take(length),
                    sign: None,
                    is_text: false,
                });
            } else {
                return Some(Token {
                    piece: self.take(first.len_utf8()),
                    sign: Some(first),
                    is_text: false,
                });
            }
        }
    }
}

impl Tokens<'_> {
    fn quoted(&mut self, rest: &str, quote: char) -> Token {
        let mut text = String::new();
        let mut characters = rest.char_indices().skip(1).peekable();
        let mut length = rest.len();
        while let Some((at, character)) = characters.next() {
            if character == quote {
                if characters.next_if(|(_, next)| *next == quote).is_none() {
                    length = at + 1;
                    break;
                }
            } else if character == '\\'
                && let Some((_, escaped)) =
                    characters.next_if(|(_, next)| *next == quote || *next == '\\')
            {
                text.push(escaped);
                continue;
            }
            text.push(character);
        }
        let start = self.at;
        self.at += length;
        Token {
            piece: Piece {
                text,
                range: range(start, self.at),
            },
            sign: None,
            is_text: quote == '\'',
        }
    }
}
