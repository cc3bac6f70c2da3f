//! Text into pieces: literal text, outputs, statements; and the inside of tags into tokens.
//!
//! As in Jinja, a tag ends at the first end delimiter outside of brackets and strings.
//! One that never ends, or whose brackets do not match, still becomes a piece, with an error.
//! Every byte is looked at a bounded number of times: a search that failed once is not repeated.

use assay_source::Range;

use crate::Options;

/// A part of the text.
#[derive(Debug)]
pub(crate) enum Piece {
    /// Literal text.
    Text(Range),
    /// `{{ … }}`.
    Output(Tag),
    /// `{% … %}` or a line statement.
    Statement(Tag),
    /// Something wrong with the text between tags.
    Wrong(Range, &'static str),
}

/// The inside of a tag.
#[derive(Debug)]
pub(crate) struct Tag {
    /// The whole tag.
    pub(crate) range: Range,
    /// Its tokens.
    pub(crate) tokens: Vec<Token>,
    /// What could not be read as a token.
    pub(crate) wrong: Option<(Range, &'static str)>,
}

/// A token of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// What it is.
    pub(crate) kind: TokenKind,
    /// Where it stands.
    pub(crate) range: Range,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A name or keyword.
    Name,
    /// An integer.
    Integer,
    /// Another number.
    Number,
    /// A text in quotes.
    Text,
    /// Anything else.
    Operator(&'static str),
}

/// Operators, the longer ones first.
const OPERATORS: [&str; 30] = [
    "**", "//", "==", "!=", ">=", "<=", "+", "-", "*", "/", "%", "~", "[", "]", "(", ")", "{", "}",
    ">", "<", "=", ".", ":", "|", ",", ";", "!", "@", "&", "^",
];

/// Splits a text.
pub(crate) struct Pieces<'a> {
    text: &'a str,
    options: Options,
    starts: Vec<(String, Start)>,
    first_bytes: [bool; 256],
    position: usize,
    /// Text before the next tag loses its trailing white space, or text after the last its leading one.
    trim_next: bool,
    raw: bool,
    /// Ends that do not occur any more behind the position where they were looked for.
    gone: Vec<String>,
    waiting: Vec<Piece>,
    /// The insides of the comments so far.
    pub(crate) comments: Vec<Range>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start {
    Block,
    Variable,
    Comment,
    LineComment,
}

impl<'a> Pieces<'a> {
    pub(crate) fn new(text: &'a str, options: &Options) -> Self {
        let options = options.usable();
        let mut starts = vec![
            (options.comment_start.clone(), Start::Comment),
            (options.block_start.clone(), Start::Block),
            (options.variable_start.clone(), Start::Variable),
        ];
        if let Some(prefix) = &options.line_comment {
            starts.push((prefix.clone(), Start::LineComment));
        }
        starts.sort_by_key(|(delimiter, _)| std::cmp::Reverse(delimiter.len()));
        let mut first_bytes = [false; 256];
        let lines = options.line_statement.is_some().then_some(b'\n');
        for byte in starts
            .iter()
            .filter_map(|(delimiter, _)| delimiter.bytes().next())
            .chain(lines)
        {
            if let Some(slot) = first_bytes.get_mut(usize::from(byte)) {
                *slot = true;
            }
        }
        Self {
            text,
            options,
            starts,
            first_bytes,
            position: 0,
            trim_next: false,
            raw: false,
            gone: Vec::new(),
            waiting: Vec::new(),
            comments: Vec::new(),
        }
    }

    fn rest(&self, from: usize) -> &'a str {
        self.text.get(from..).unwrap_or_default()
    }

    /// The place of `needle` at or behind `from`.
    fn find(&mut self, needle: &str, from: usize) -> Option<usize> {
        if self.gone.iter().any(|gone| gone == needle) {
            return None;
        }
        let found = self.rest(from).find(needle);
        if found.is_none() {
            self.gone.push(needle.to_owned());
        }
        found.map(|at| from + at)
    }

    /// The text from the last tag to `end`, trimmed as the tags around it say.
    fn text_until(&mut self, end: usize, trim_end: bool) -> Option<Piece> {
        let start = self.position;
        let whole = self.text.get(start..end).unwrap_or_default();
        let mut text = whole;
        if self.trim_next {
            text = text.trim_start();
        }
        let start = start + (whole.len() - text.len());
        if trim_end {
            text = text.trim_end();
        }
        self.trim_next = false;
        (!text.is_empty()).then(|| Piece::Text(range(start, start + text.len())))
    }

    /// The next tag: where it starts, the length of its delimiter, and what it is.
    fn next_start(&self) -> Option<(usize, usize, Option<Start>)> {
        let bytes = self.text.as_bytes();
        let mut at = self.position;
        if let Some(found) = self.line_statement(at, at == 0) {
            return Some(found);
        }
        while let Some(byte) = bytes.get(at) {
            if self.first_bytes.get(usize::from(*byte)) == Some(&true)
                && self.text.is_char_boundary(at)
            {
                let rest = self.rest(at);
                if let Some((delimiter, start)) = self
                    .starts
                    .iter()
                    .find(|(delimiter, _)| rest.starts_with(delimiter.as_str()))
                {
                    return Some((at, delimiter.len(), Some(*start)));
                }
                if let Some(found) = self.line_statement(at + 1, *byte == b'\n') {
                    return Some(found);
                }
            }
            at += 1;
        }
        None
    }

    /// A line statement that begins at `at`, if that is the beginning of a line.
    fn line_statement(
        &self,
        at: usize,
        line_begins: bool,
    ) -> Option<(usize, usize, Option<Start>)> {
        let prefix = self
            .options
            .line_statement
            .as_ref()
            .filter(|_| line_begins)?;
        let line = self.rest(at);
        let inner = line.trim_start_matches([' ', '\t', '\x0b']);
        inner
            .starts_with(prefix.as_str())
            .then(|| (at + (line.len() - inner.len()), prefix.len(), None))
    }

    fn raw_end(&mut self) -> Option<(usize, usize, bool)> {
        let mut from = self.position;
        let (start, end) = (
            self.options.block_start.clone(),
            self.options.block_end.clone(),
        );
        loop {
            let at = self.find(&start, from)?;
            let inner = self.rest(at + start.len());
            let trimmed = inner.strip_prefix(['-', '+']).unwrap_or(inner).trim_start();
            if let Some(after) = trimmed.strip_prefix("endraw") {
                let after = after.trim_start();
                let after = after.strip_prefix(['-', '+']).unwrap_or(after);
                if let Some(after) = after.strip_prefix(end.as_str()) {
                    return Some((at, self.text.len() - after.len(), inner.starts_with('-')));
                }
            }
            from = at + start.len();
        }
    }

    fn tag(&mut self, start: usize, inner: usize, end: &str, line: bool) -> Tag {
        let mut lexer = Lexer {
            pieces: self,
            position: inner,
            brackets: Vec::new(),
            tokens: Vec::new(),
            wrong: None,
        };
        if !line && lexer.pieces.rest(inner).starts_with(['-', '+']) {
            lexer.position += 1;
        }
        let trims = if line {
            lexer.run_line()
        } else {
            lexer.run(end)
        };
        let (position, tokens, wrong) = (lexer.position, lexer.tokens, lexer.wrong);
        self.position = position;
        self.trim_next = trims;
        let is_raw = matches!(tokens.as_slice(), [only] if only.kind == TokenKind::Name
            && self.text.get(only.range.start as usize..only.range.end as usize) == Some("raw"));
        self.raw = is_raw && end == self.options.block_end;
        Tag {
            range: range(start, position),
            tokens,
            wrong,
        }
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        loop {
            if let Some(piece) = self.waiting.pop() {
                return Some(piece);
            }
            if self.raw {
                self.raw = false;
                let (end, after, trims) = self.raw_end().unwrap_or_else(|| {
                    let end = self.text.len();
                    let wrong = range(self.position.min(end), end);
                    self.waiting
                        .push(Piece::Wrong(wrong, "`raw` without `endraw`"));
                    (end, end, false)
                });
                let text = self.text_until(end, trims);
                self.position = after;
                self.trim_next = self.text.get(..after).is_some_and(|text| {
                    text.strip_suffix(self.options.block_end.as_str())
                        .is_some_and(|text| text.ends_with('-'))
                });
                if let Some(text) = text {
                    return Some(text);
                }
                continue;
            }
            if self.position >= self.text.len() {
                return None;
            }
            let Some((at, length, start)) = self.next_start() else {
                let end = self.text.len();
                let text = self.text_until(end, false);
                self.position = end;
                return text;
            };
            let inner = at + length;
            let trim_end = start.is_some() && self.rest(inner).starts_with('-');
            let text = self.text_until(at, trim_end);
            self.position = at;
            match start {
                Some(Start::Comment) => {
                    let end = self.options.comment_end.clone();
                    if let Some(found) = self.find(&end, inner) {
                        self.trim_next = self
                            .text
                            .get(inner..found)
                            .is_some_and(|text| text.ends_with('-'));
                        self.comments.push(range(inner, found));
                        self.position = found + end.len();
                    } else {
                        self.position = self.text.len();
                        let wrong = range(at, self.text.len());
                        self.waiting
                            .push(Piece::Wrong(wrong, "a comment without an end"));
                    }
                }
                Some(Start::LineComment) => {
                    self.position = self
                        .rest(inner)
                        .find('\n')
                        .map_or(self.text.len(), |end| inner + end);
                    self.comments.push(range(inner, self.position));
                }
                Some(Start::Block) => {
                    let end = self.options.block_end.clone();
                    let tag = self.tag(at, inner, &end, false);
                    self.waiting.push(Piece::Statement(tag));
                }
                Some(Start::Variable) => {
                    let end = self.options.variable_end.clone();
                    let tag = self.tag(at, inner, &end, false);
                    self.waiting.push(Piece::Output(tag));
                }
                None => {
                    let tag = self.tag(at, inner, "", true);
                    self.waiting.push(Piece::Statement(tag));
                }
            }
            if let Some(text) = text {
                return Some(text);
            }
        }
    }
}

/// Reads the tokens of one tag.
struct Lexer<'p, 'a> {
    pieces: &'p mut Pieces<'a>,
    position: usize,
    brackets: Vec<u8>,
    tokens: Vec<Token>,
    wrong: Option<(Range, &'static str)>,
}

impl Lexer<'_, '_> {
    /// Reads to the end delimiter; true if it trims the text behind it.
    fn run(&mut self, end: &str) -> bool {
        loop {
            self.skip_space(true);
            let rest = self.pieces.rest(self.position);
            if rest.is_empty() {
                self.fail(self.position, "a tag without an end");
                return false;
            }
            // `}}` may close two mappings, but no other bracket can stand open before an end.
            if self.brackets.last().is_none_or(|open| *open != b'{') || !end.starts_with('}') {
                let mark = rest.strip_prefix(['-', '+']).unwrap_or(rest);
                let at_end =
                    rest.starts_with(end) || (rest.len() != mark.len() && mark.starts_with(end));
                if at_end {
                    if !self.brackets.is_empty() {
                        self.fail(self.position, "a bracket that is not closed");
                    }
                    let trims = !rest.starts_with(end) && rest.starts_with('-');
                    let marked = usize::from(!rest.starts_with(end));
                    self.position += marked + end.len();
                    return trims;
                }
            }
            if !self.token() {
                // Whatever comes is not an expression: go on behind the next end.
                let from = self.position;
                let next = self.pieces.find(end, from).map(|at| at + end.len());
                self.position = next.unwrap_or(self.pieces.text.len());
                return false;
            }
        }
    }

    /// Reads to the end of the line, or further if brackets are open.
    fn run_line(&mut self) -> bool {
        loop {
            self.skip_space(!self.brackets.is_empty());
            let rest = self.pieces.rest(self.position);
            if rest.is_empty() || (rest.starts_with('\n') && self.brackets.is_empty()) {
                self.position += usize::from(!rest.is_empty());
                return false;
            }
            if !self.token() {
                self.position += rest.find('\n').map_or(rest.len(), |at| at + 1);
                return false;
            }
        }
    }

    fn skip_space(&mut self, lines: bool) {
        let rest = self.pieces.rest(self.position);
        let inner = rest.trim_start_matches(|c: char| c.is_whitespace() && (lines || c != '\n'));
        self.position += rest.len() - inner.len();
    }

    fn fail(&mut self, at: usize, message: &'static str) {
        let end = (at + 1).min(self.pieces.text.len());
        self.wrong.get_or_insert((range(at.min(end), end), message));
    }

    fn push(&mut self, kind: TokenKind, length: usize) {
        let end = self.position + length;
        self.tokens.push(Token {
            kind,
            range: range(self.position, end),
        });
        self.position = end;
    }

    /// Reads one token; false if there is none.
    fn token(&mut self) -> bool {
        let rest = self.pieces.rest(self.position);
        let Some(first) = rest.chars().next() else {
            return false;
        };
        if first == '_' || first.is_alphabetic() {
            let length = rest
                .find(|c: char| c != '_' && !c.is_alphanumeric())
                .unwrap_or(rest.len());
            self.push(TokenKind::Name, length);
        } else if first.is_ascii_digit() {
            self.number(rest);
        } else if matches!(first, '"' | '\'') {
            let Some(length) = self.text_length(rest, first) else {
                self.fail(self.position, "a text without a closing quote");
                self.position += 1;
                return false;
            };
            self.push(TokenKind::Text, length);
        } else if let Some(operator) = OPERATORS
            .iter()
            .find(|operator| rest.starts_with(**operator))
        {
            return self.operator(operator);
        } else {
            self.fail(self.position, "a character that no expression has");
            return false;
        }
        true
    }

    fn operator(&mut self, operator: &'static str) -> bool {
        let at = self.position;
        match operator {
            "(" | "[" | "{" => self.brackets.extend(operator.bytes()),
            ")" | "]" | "}" => {
                let wanted = match operator {
                    ")" => b'(',
                    "]" => b'[',
                    _ => b'{',
                };
                if self.brackets.pop() != Some(wanted) {
                    self.fail(at, "a bracket that was not opened");
                    return false;
                }
            }
            _ => {}
        }
        self.push(TokenKind::Operator(operator), operator.len());
        true
    }

    fn number(&mut self, rest: &str) {
        let digits = |text: &str| {
            text.find(|c: char| !c.is_ascii_digit() && c != '_')
                .unwrap_or(text.len())
        };
        let prefixed = ["0x", "0X", "0o", "0O", "0b", "0B"]
            .iter()
            .any(|prefix| rest.starts_with(prefix));
        if prefixed {
            let length = rest
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .unwrap_or(rest.len());
            self.push(TokenKind::Integer, length);
            return;
        }
        let mut length = digits(rest);
        let mut kind = TokenKind::Integer;
        let after = |length: usize| rest.get(length..).unwrap_or_default();
        // `a.0.1` reads two positions; it is no number with a fraction.
        let position = self.tokens.last().is_some_and(|last| {
            last.kind == TokenKind::Operator(".") && last.range.end as usize == self.position
        });
        let fraction = after(length).strip_prefix('.').map_or(0, digits);
        if !position && fraction > 0 && after(length + 1).starts_with(|c: char| c.is_ascii_digit())
        {
            length += 1 + fraction;
            kind = TokenKind::Number;
        }
        if let Some(exponent) = after(length).strip_prefix(['e', 'E']) {
            let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            let power = digits(unsigned);
            if power > 0 {
                length += 1 + (exponent.len() - unsigned.len()) + power;
                kind = TokenKind::Number;
            }
        }
        self.push(kind, length);
    }

    /// The length of a text with its quotes.
    fn text_length(&mut self, rest: &str, quote: char) -> Option<usize> {
        let key = if quote == '"' { "\"" } else { "'" };
        if self.pieces.gone.iter().any(|gone| gone == key) {
            return None;
        }
        let mut escaped = false;
        for (at, byte) in rest.bytes().enumerate().skip(1) {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                _ if char::from(byte) == quote => return Some(at + 1),
                _ => {}
            }
        }
        self.pieces.gone.push(key.to_owned());
        None
    }
}

/// A range of bytes; files are far smaller than four gigabytes.
pub(crate) fn range(start: usize, end: usize) -> Range {
    let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Range::new(number(start), number(end))
}
