//! Configuration of nginx: directives with arguments and blocks.

use super::{Piece, range};
use crate::limits;

/// A directive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directive {
    /// Its name.
    pub name: Piece,
    /// Its arguments.
    pub arguments: Vec<Piece>,
    /// What stands in its block.
    pub block: Vec<Directive>,
}

impl Directive {
    /// The text of an argument; empty if there is none.
    pub fn argument(&self, position: usize) -> &str {
        self.arguments
            .get(position)
            .map_or("", |argument| &argument.text)
    }

    /// Where it stands, without its block.
    pub fn range(&self) -> assay_source::Range {
        let end = self
            .arguments
            .last()
            .map_or(self.name.range.end, |last| last.range.end);
        assay_source::Range::new(self.name.range.start, end)
    }

    /// The directives of its block with this name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Directive> {
        self.block.iter().filter(move |one| one.name.text == name)
    }
}

/// The directives of a text; what does not end is closed at the end of the file.
pub(crate) fn parse(text: &str) -> Vec<Directive> {
    let mut open: Vec<Directive> = vec![Directive::default()];
    let mut words: Vec<Piece> = Vec::new();
    let mut count = 0;
    for token in Tokens::new(text) {
        match token {
            Token::Word(word) => words.push(word),
            Token::End => {
                count += 1;
                if let (Some(directive), Some(outer)) = (directive(&mut words), open.last_mut()) {
                    outer.block.push(directive);
                }
            }
            Token::Open => {
                count += 1;
                // A block without a name is closed like any other.
                open.push(directive(&mut words).unwrap_or_default());
            }
            Token::Close => {
                words.clear();
                close(&mut open);
            }
        }
        if count > limits::NGINX_DIRECTIVES || open.len() > limits::NGINX_DEPTH {
            break;
        }
    }
    while open.len() > 1 {
        close(&mut open);
    }
    open.pop().map(|top| top.block).unwrap_or_default()
}

fn directive(words: &mut Vec<Piece>) -> Option<Directive> {
    let mut words = std::mem::take(words).into_iter();
    Some(Directive {
        name: words.next()?,
        arguments: words.collect(),
        block: Vec::new(),
    })
}

fn close(open: &mut Vec<Directive>) {
    if open.len() > 1
        && let Some(inner) = open.pop()
        && let Some(outer) = open.last_mut()
    {
        outer.block.push(inner);
    }
}

enum Token {
    Word(Piece),
    End,
    Open,
    Close,
}

struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn word(&mut self) -> Token {
        let start = self.at;
        let rest = self.rest();
        let quote = rest
            .chars()
            .next()
            .filter(|first| matches!(first, '"' | '\''));
        let mut word = String::new();
        let mut characters = rest.char_indices().skip(usize::from(quote.is_some()));
        let mut length = rest.len();
        let mut last = ' ';
        while let Some((at, character)) = characters.next() {
            if quote == Some(character) {
                length = at + 1;
                break;
            }
            if character == '\\' {
                word.push(character);
                if let Some((_, next)) = characters.next() {
                    word.push(next);
                }
                continue;
            }
            // `${name}` is a variable, not a block.
            let is_end = character.is_whitespace()
                || matches!(character, ';' | '}')
                || (character == '{' && last != '$');
            let in_variable = character == '}'
                && word
                    .rfind("${")
                    .is_some_and(|open| word.get(open..).is_some_and(|tail| !tail.contains('}')));
            if quote.is_none() && is_end && !in_variable {
                length = at;
                break;
            }
            word.push(character);
            last = character;
        }
        self.at = start + length;
        Token::Word(Piece {
            text: word,
            range: range(start, self.at),
        })
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            let rest = self.rest();
            let first = rest.chars().next()?;
            let sign = match first {
                ';' => Token::End,
                '{' => Token::Open,
                '}' => Token::Close,
                '#' => {
                    self.at += rest.find('\n').unwrap_or(rest.len());
                    continue;
                }
                _ if first.is_whitespace() => {
                    self.at += first.len_utf8();
                    continue;
                }
                _ => return Some(self.word()),
            };
            self.at += 1;
            return Some(sign);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_nest_and_know_their_place() {
        let text = "http {\n  server { # c\n    location ~ ^/a{2} {}\n    location /static {\n      alias '/srv/static/';\n    }\n    set $x \"${host}:{1}\";\n  }\n}\n";
        let top = parse(text);
        let server = &top[0].block[0];
        let location = server.all("location").last().expect("a location");
        assert_eq!(location.argument(0), "/static");
        let alias = &location.block[0].arguments[0];
        assert_eq!(alias.text, "/srv/static/");
        let range = alias.range;
        assert_eq!(
            text.get(range.start as usize..range.end as usize),
            Some("'/srv/static/'")
        );
        assert_eq!(
            server.all("set").next().map(|set| set.argument(1)),
            Some("${host}:{1}")
        );
    }

    #[test]
    fn broken_files_end() {
        for text in [
            "server {",
            "}}}}",
            "a",
            "'",
            "a \\",
            &"a {".repeat(1000),
            ";;;",
        ] {
            let _ = parse(text);
        }
    }
}
