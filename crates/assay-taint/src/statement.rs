//! As much of SQL as says which columns a constant statement reads, and which it writes.
//!
//! Nothing is checked: what is not understood gives no column. Names are compared in lower case.

use std::sync::Arc;

use crate::place::{Column, Rows};

/// A longer statement is not read.
const LENGTH: usize = 16_384;

/// Where the value of a column comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Given {
    /// The bound value at this position.
    Position(u32),
    /// The bound value of this name.
    Name(Arc<str>),
}

/// A column that a statement writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) table: Arc<str>,
    /// `None`: one of them.
    pub(crate) column: Option<Arc<str>>,
    /// The value, if it is bound; else it is part of the statement.
    pub(crate) given: Option<Given>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Given(Given),
    Literal,
    Sign(char),
}

/// The rows that a `SELECT` gives. Its end may be missing.
pub(crate) fn selected(statement: &str) -> Option<Rows> {
    let tokens = tokens(statement)?;
    let mut tokens = tokens.as_slice();
    match tokens {
        [Token::Word(word), rest @ ..] if word == "select" => tokens = rest,
        _ => return None,
    }
    if let [Token::Word(word), rest @ ..] = tokens
        && (word == "distinct" || word == "all")
    {
        tokens = rest;
    }
    let from = top_level(tokens)
        .find(|(_, token)| is_word(token, "from"))?
        .0;
    let (items, rest) = tokens.split_at_checked(from)?;
    let tables = tables(rest);
    if tables.is_empty() {
        return None;
    }
    let all: Arc<[Arc<str>]> = tables.iter().map(|(_, table)| Arc::clone(table)).collect();
    let mut columns = Some(Vec::new());
    for item in split(items, ',') {
        if matches!(item.last(), Some(Token::Sign('*'))) && item.len() <= 3 {
            columns = None;
            break;
        }
        if let Some(columns) = &mut columns {
            columns.push(column(item, &tables, &all));
        }
    }
    Some(Rows {
        tables: all.to_vec(),
        columns,
        ..Rows::default()
    })
}

/// The columns that an `INSERT`, `REPLACE` or `UPDATE` writes.
pub(crate) fn written(statement: &str) -> Vec<Written> {
    let Some(tokens) = tokens(statement) else {
        return Vec::new();
    };
    match tokens.split_first() {
        Some((Token::Word(word), rest)) if word == "update" => updated(rest),
        Some((Token::Word(word), rest)) if word == "insert" || word == "replace" => inserted(rest),
        _ => Vec::new(),
    }
}

fn updated(tokens: &[Token]) -> Vec<Written> {
    let Some(set) = tokens.iter().position(|token| is_word(token, "set")) else {
        return Vec::new();
    };
    let Some((before, rest)) = tokens.split_at_checked(set) else {
        return Vec::new();
    };
    let Some(table) = before.iter().rev().find_map(word) else {
        return Vec::new();
    };
    let end = top_level(rest)
        .find(|(_, token)| is_word(token, "where") || is_word(token, "returning"))
        .map_or(rest.len(), |(at, _)| at);
    let assignments = rest.get(1..end).unwrap_or_default();
    let one = |item: &[Token]| {
        let equals = item.iter().position(|token| *token == Token::Sign('='))?;
        let (left, right) = item.split_at_checked(equals)?;
        let column = left.iter().rev().find_map(word)?;
        let given = match right.get(1..)? {
            [Token::Given(given)] => Some(given.clone()),
            _ => None,
        };
        Some(Written {
            table: Arc::from(table),
            column: Some(Arc::from(column)),
            given,
        })
    };
    split(assignments, ',')
        .into_iter()
        .filter_map(one)
        .collect()
}

fn inserted(tokens: &[Token]) -> Vec<Written> {
    let Some(into) = tokens.iter().position(|token| is_word(token, "into")) else {
        return Vec::new();
    };
    let mut rest = tokens.get(into + 1..).unwrap_or_default();
    let mut table = None;
    while let [first, tail @ ..] = rest {
        match first {
            Token::Word(word) if word != "values" => table = Some(word.as_str()),
            Token::Sign('.') => {}
            _ => break,
        }
        rest = tail;
    }
    let Some(table) = table else {
        return Vec::new();
    };
    let columns: Option<Vec<&str>> = match rest.first() {
        Some(Token::Sign('(')) => {
            let (inside, tail) = bracketed(rest);
            rest = tail;
            Some(inside.iter().filter_map(word).collect())
        }
        _ => None,
    };
    let Some(values) = rest.iter().position(|token| is_word(token, "values")) else {
        return Vec::new();
    };
    let (inside, _) = bracketed(rest.get(values + 1..).unwrap_or_default());
    let mut all = Vec::new();
    for (at, item) in split(inside, ',').into_iter().enumerate() {
        let given = match item {
            [Token::Given(given)] => Some(given.clone()),
            _ => None,
        };
        let column = columns.as_ref().and_then(|columns| columns.get(at));
        all.push(Written {
            table: Arc::from(table),
            column: column.map(|column| Arc::from(*column)),
            given,
        });
    }
    all
}

/// The tables of a `FROM` clause, with the names that the statement gives them.
fn tables(from: &[Token]) -> Vec<(Arc<str>, Arc<str>)> {
    let mut tables: Vec<(Arc<str>, Arc<str>)> = Vec::new();
    let mut expects = false;
    let mut at = 0;
    while let Some(token) = from.get(at) {
        at += 1;
        let text = match token {
            Token::Word(text) => text.as_str(),
            Token::Sign(',') => {
                expects = true;
                continue;
            }
            Token::Sign('(') => {
                let (inside, _) = bracketed(from.get(at - 1..).unwrap_or_default());
                at += inside.len() + 1;
                expects = false;
                continue;
            }
            _ => continue,
        };
        match text {
            "from" | "join" => expects = true,
            "where" | "group" | "order" | "limit" | "having" | "union" | "offset" | "for" => break,
            "lateral" | "only" => {}
            _ if expects => {
                let mut table = text;
                while let (Some(Token::Sign('.')), Some(Token::Word(next))) =
                    (from.get(at), from.get(at + 1))
                {
                    table = next;
                    at += 2;
                }
                let mut name = table;
                if from.get(at).is_some_and(|token| is_word(token, "as")) {
                    at += 1;
                }
                if let Some(Token::Word(alias)) = from.get(at)
                    && !is_keyword(alias)
                {
                    name = alias;
                    at += 1;
                }
                tables.push((Arc::from(name), Arc::from(table)));
                expects = false;
            }
            _ => {}
        }
    }
    tables
}

/// One item of a list of columns.
fn column(item: &[Token], tables: &[(Arc<str>, Arc<str>)], all: &Arc<[Arc<str>]>) -> Column {
    let (expression, alias) = match item {
        [front @ .., Token::Word(by), Token::Word(alias)] if by == "as" => (front, Some(alias)),
        [front @ .., Token::Word(alias)]
            if !front.is_empty() && !matches!(front.last(), Some(Token::Sign('.'))) =>
        {
            (front, Some(alias))
        }
        _ => (item, None),
    };
    let (of, own) = match expression {
        [Token::Word(column)] => (
            Some((Arc::clone(all), Arc::from(column.as_str()))),
            Some(column),
        ),
        [
            ..,
            Token::Word(table),
            Token::Sign('.'),
            Token::Word(column),
        ] if expression.len() % 2 == 1 => {
            let known = tables.iter().find(|(name, _)| **name == **table);
            let tables = known.map_or_else(
                || Arc::clone(all),
                |(_, table)| Arc::from([Arc::clone(table)]),
            );
            (Some((tables, Arc::from(column.as_str()))), Some(column))
        }
        _ => (None, None),
    };
    Column {
        name: alias.or(own).map(|name| Arc::from(name.as_str())),
        of,
    }
}

fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "where"
            | "group"
            | "order"
            | "limit"
            | "having"
            | "union"
            | "offset"
            | "on"
            | "using"
            | "join"
            | "inner"
            | "left"
            | "right"
            | "full"
            | "cross"
            | "natural"
            | "outer"
            | "for"
            | "set"
    )
}

fn is_word(token: &Token, wanted: &str) -> bool {
    matches!(token, Token::Word(word) if word == wanted)
}

fn word(token: &Token) -> Option<&str> {
    match token {
        Token::Word(word) => Some(word),
        Token::Given(_) | Token::Literal | Token::Sign(_) => None,
    }
}

/// The tokens outside brackets, with their positions.
fn top_level(tokens: &[Token]) -> impl Iterator<Item = (usize, &Token)> {
    let mut depth = 0_u32;
    tokens.iter().enumerate().filter(move |(_, token)| {
        match token {
            Token::Sign('(') => depth += 1,
            Token::Sign(')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    })
}

fn split(tokens: &[Token], by: char) -> Vec<&[Token]> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, token) in top_level(tokens) {
        if *token == Token::Sign(by) {
            parts.extend(tokens.get(start..at));
            start = at + 1;
        }
    }
    parts.extend(tokens.get(start..).filter(|part| !part.is_empty()));
    parts
}

/// What is in the bracket that the tokens begin with, and what follows it.
fn bracketed(tokens: &[Token]) -> (&[Token], &[Token]) {
    if !matches!(tokens.first(), Some(Token::Sign('('))) {
        return (&[], tokens);
    }
    let mut depth = 0_u32;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Sign('(') => depth += 1,
            Token::Sign(')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return (
                tokens.get(1..at).unwrap_or_default(),
                tokens.get(at + 1..).unwrap_or_default(),
            );
        }
    }
    (tokens.get(1..).unwrap_or_default(), &[])
}

fn tokens(statement: &str) -> Option<Vec<Token>> {
    if statement.len() > LENGTH {
        return None;
    }
    let mut tokens = Vec::new();
    let mut rest = statement;
    let mut positions = 0;
    while let Some(first) = rest.chars().next() {
        let tail = rest.get(first.len_utf8()..).unwrap_or_default();
        let named = |tail: &str| -> usize {
            tail.find(|c: char| !c.is_alphanumeric() && c != '_')
                .unwrap_or(tail.len())
        };
        let mut position = || {
            positions += 1;
            Token::Given(Given::Position(positions - 1))
        };
        let (token, left) = match first {
            _ if first.is_whitespace() => (None, tail),
            '-' if tail.starts_with('-') => (
                None,
                tail.find('\n').and_then(|at| tail.get(at..)).unwrap_or(""),
            ),
            '\'' => (Some(Token::Literal), behind(tail, '\'')),
            '"' | '`' | '[' => {
                let end = if first == '[' { ']' } else { first };
                let left = behind(tail, end);
                let length = tail.len().saturating_sub(left.len() + end.len_utf8());
                let name = tail.get(..length).unwrap_or_default().to_lowercase();
                (Some(Token::Word(name)), left)
            }
            '?' => (Some(position()), tail),
            '%' if tail.starts_with('s') => (Some(position()), tail.get(1..).unwrap_or_default()),
            '%' if tail.starts_with('(') => {
                let left = behind(tail, ')');
                let length = tail.len().saturating_sub(left.len() + 1);
                let name = Arc::from(tail.get(1..length).unwrap_or_default());
                let left = left.strip_prefix('s').unwrap_or(left);
                (Some(Token::Given(Given::Name(name))), left)
            }
            ':' | '@' | '$' => {
                let length = named(tail);
                let name = tail.get(..length).unwrap_or_default();
                let token = match name.parse::<u32>() {
                    Ok(number) => Token::Given(Given::Position(number.saturating_sub(1))),
                    Err(_) if name.is_empty() => Token::Sign(first),
                    Err(_) => Token::Given(Given::Name(Arc::from(name))),
                };
                (Some(token), tail.get(length..).unwrap_or_default())
            }
            _ if first.is_alphabetic() || first == '_' => {
                let length = named(rest);
                let name = rest.get(..length).unwrap_or_default().to_lowercase();
                (
                    Some(Token::Word(name)),
                    rest.get(length..).unwrap_or_default(),
                )
            }
            _ if first.is_ascii_digit() => {
                let length = rest
                    .find(|c: char| !c.is_ascii_alphanumeric() && c != '.')
                    .unwrap_or(rest.len());
                (Some(Token::Literal), rest.get(length..).unwrap_or_default())
            }
            _ => (Some(Token::Sign(first)), tail),
        };
        tokens.extend(token);
        rest = left;
    }
    Some(tokens)
}

/// What follows the next character of this kind.
fn behind(text: &str, end: char) -> &str {
    text.find(end)
        .and_then(|at| text.get(at + end.len_utf8()..))
        .unwrap_or("")
}

#[cfg(test)]
mod tests;
