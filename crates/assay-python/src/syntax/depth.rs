//! Looks for nesting that would exhaust the stack, before the parser sees the text.
//!
//! One linear pass that knows strings, comments, brackets and indentation, and nothing else of Python.
//! It counts, for every place, how many tokens may hang on each other there:
//! a comma starts anew, a closing bracket returns to what was counted outside it.
//! Whatever it accepts, the parser and the recursive walks behind it can bear.
//! Text made to mislead it is caught by the exact count of levels in [`super::scope`].

use super::limits::{BRACKETS, CHAIN, INDENTS, LAMBDA_WEIGHT};

/// Where a text is nested too deeply, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooDeep {
    /// The byte at which the limit was passed.
    pub(crate) offset: usize,
    /// What was too deep.
    pub(crate) what: Depth,
}

/// The limits that a text can pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Too many open brackets.
    Brackets,
    /// Too many blocks inside each other.
    Indents,
    /// Too many operators in one expression.
    Chain,
}

/// The first place that is nested too deeply.
pub(crate) fn too_deep(text: &str) -> Option<TooDeep> {
    let mut scan = Scan {
        bytes: text.as_bytes(),
        at: 0,
        levels: vec![Level::new(Opened::Line)],
        below: 0,
        indents: Vec::new(),
    };
    scan.run().err()
}

/// What opened a level of nesting.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opened {
    /// The logical line itself.
    Line,
    /// A bracket.
    Bracket,
    /// A `{` in an f-string, which returns to its text at `}`.
    Hole(Quote),
}

/// How a string is quoted.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Quote {
    byte: u8,
    triple: bool,
}

/// One level of nesting.
#[derive(Clone, Copy)]
struct Level {
    opened: Opened,
    /// Tokens that may hang on each other since the last comma.
    chain: u32,
    /// Lambdas that wait for their colon: a comma then separates parameters.
    lambdas: u32,
}

impl Level {
    const fn new(opened: Opened) -> Self {
        Self {
            opened,
            chain: 0,
            lambdas: 0,
        }
    }
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    levels: Vec<Level>,
    /// The sum of the chains of all levels but the last.
    below: u32,
    indents: Vec<u32>,
}

impl Scan<'_> {
    fn run(&mut self) -> Result<(), TooDeep> {
        self.indentation()?;
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' | b'\r' => self.newline()?,
                b'#' => self.comment(),
                b'\\' => self.at += self.escaped_width(),
                b'"' | b'\'' => self.string(false)?,
                b'(' | b'[' | b'{' => self.open(Opened::Bracket)?,
                b')' | b']' | b'}' => self.close()?,
                b',' => self.comma(),
                b';' => self.semicolon(),
                b':' => self.colon()?,
                b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => self.word()?,
                b'0'..=b'9' => self.number(),
                b' ' | b'\t' | 0x0c => self.at += 1,
                _ => self.operator()?,
            }
        }
        Ok(())
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn peek_at(&self, offset: usize) -> Option<u8> {
        self.bytes.get(self.at + offset).copied()
    }

    fn fail(&self, what: Depth) -> TooDeep {
        TooDeep {
            offset: self.at.min(self.bytes.len()),
            what,
        }
    }

    fn level(&mut self) -> Option<&mut Level> {
        self.levels.last_mut()
    }

    /// Counts a token that may make the tree deeper.
    fn count(&mut self) -> Result<(), TooDeep> {
        self.count_times(1)
    }

    fn count_times(&mut self, times: u32) -> Result<(), TooDeep> {
        let below = self.below;
        if let Some(level) = self.level() {
            level.chain += times;
            if level.chain.saturating_add(below) > CHAIN {
                return Err(self.fail(Depth::Chain));
            }
        }
        Ok(())
    }

    fn newline(&mut self) -> Result<(), TooDeep> {
        self.at += 1;
        if self.levels.len() == 1
            && let Some(level) = self.level()
        {
            level.chain = 0;
            level.lambdas = 0;
        }
        self.indentation()
    }

    /// Measures the indentation of a line, unless it is blank.
    ///
    /// Lines inside brackets count too, because a parser may give up on an unclosed bracket.
    fn indentation(&mut self) -> Result<(), TooDeep> {
        let mut column = 0_u32;
        loop {
            match self.peek() {
                Some(b' ') => column += 1,
                Some(b'\t') => column = (column / 8 + 1) * 8,
                Some(0x0c) => column = 0,
                Some(b'\n' | b'\r' | b'#') | None => return Ok(()),
                Some(_) => break,
            }
            self.at += 1;
        }
        while self.indents.last().is_some_and(|&last| last > column) {
            self.indents.pop();
        }
        if self.indents.last().is_none_or(|&last| last < column) {
            self.indents.push(column);
        }
        let limit = if self.levels.len() == 1 {
            INDENTS
        } else {
            INDENTS + BRACKETS
        };
        if self.indents.len() > limit + 1 {
            return Err(self.fail(Depth::Indents));
        }
        self.restart_at_statement();
        Ok(())
    }

    /// Starts to count anew at a line that begins a statement, though a bracket seems open:
    /// no expression goes on past such a keyword, so the bracket was forgotten.
    fn restart_at_statement(&mut self) {
        if self.levels.len() == 1 {
            return;
        }
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest
            .iter()
            .take(8)
            .take_while(|byte| byte.is_ascii_lowercase())
            .count();
        let starts = matches!(
            rest.get(..length).unwrap_or_default(),
            b"def" | b"class" | b"return" | b"import" | b"while" | b"with" | b"try" | b"raise"
        );
        if starts
            && !rest
                .get(length)
                .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
            && let Some(level) = self.level()
        {
            level.chain = 0;
            level.lambdas = 0;
        }
    }

    fn comment(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.at += rest
            .iter()
            .position(|&byte| byte == b'\n' || byte == b'\r')
            .unwrap_or(rest.len());
    }

    /// The width of a backslash and what it takes with it.
    fn escaped_width(&self) -> usize {
        match (self.peek_at(1), self.peek_at(2)) {
            (Some(b'\r'), Some(b'\n')) => 3,
            (Some(_), _) => 2,
            (None, _) => 1,
        }
    }

    fn open(&mut self, opened: Opened) -> Result<(), TooDeep> {
        self.count()?;
        self.below += self.level().map_or(0, |level| level.chain);
        self.levels.push(Level::new(opened));
        if self.levels.len() > BRACKETS + 1 {
            return Err(self.fail(Depth::Brackets));
        }
        self.at += 1;
        Ok(())
    }

    fn close(&mut self) -> Result<(), TooDeep> {
        let closing = self.peek();
        self.at += 1;
        let Some(level) = self.levels.last().copied() else {
            return Ok(());
        };
        match level.opened {
            Opened::Line => {}
            Opened::Bracket => self.pop(),
            Opened::Hole(quote) if closing == Some(b'}') => {
                self.pop_hole();
                self.text(quote)?;
            }
            Opened::Hole(_) => {}
        }
        Ok(())
    }

    fn pop(&mut self) {
        self.levels.pop();
        let chain = self.level().map_or(0, |level| level.chain);
        self.below = self.below.saturating_sub(chain);
    }

    /// Ends a hole; the holes of a string stand side by side and do not hang on each other.
    fn pop_hole(&mut self) {
        self.pop();
        if let Some(level) = self.level() {
            level.chain = level.chain.saturating_sub(1);
        }
    }

    fn comma(&mut self) {
        self.at += 1;
        if let Some(level) = self.level()
            && level.lambdas == 0
        {
            level.chain = 0;
        }
    }

    fn semicolon(&mut self) {
        self.at += 1;
        if self.levels.len() == 1
            && let Some(level) = self.level()
        {
            level.chain = 0;
            level.lambdas = 0;
        }
    }

    fn colon(&mut self) -> Result<(), TooDeep> {
        self.count()?;
        self.at += 1;
        let Some(level) = self.level() else {
            return Ok(());
        };
        if level.lambdas > 0 {
            level.lambdas -= 1;
        } else if let Opened::Hole(quote) = level.opened {
            return self.text(quote);
        }
        Ok(())
    }

    fn operator(&mut self) -> Result<(), TooDeep> {
        self.count()?;
        self.at += 1;
        // The second byte of an operator is not a second operator, save where it may be:
        // `not --x` has two.
        if matches!(
            (self.bytes.get(self.at - 1), self.peek()),
            (Some(b'*'), Some(b'*'))
                | (Some(b'/'), Some(b'/'))
                | (Some(b'.'), Some(b'.'))
                | (_, Some(b'='))
        ) {
            self.at += 1;
        }
        Ok(())
    }

    fn number(&mut self) {
        while self
            .peek()
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.')
        {
            self.at += 1;
        }
    }

    fn word(&mut self) -> Result<(), TooDeep> {
        let start = self.at;
        let rest = self.bytes.get(start..).unwrap_or_default();
        self.at += rest
            .iter()
            .position(|&byte| !is_word(byte))
            .unwrap_or(rest.len());
        let word = self.bytes.get(start..self.at).unwrap_or_default();
        if word.len() <= 2
            && matches!(self.peek(), Some(b'"' | b'\''))
            && let Some(interpolated) = string_prefix(word)
        {
            return self.string(interpolated);
        }
        if word.len() > 6 {
            return Ok(());
        }
        match word {
            b"not" | b"if" | b"else" | b"await" | b"yield" | b"async" | b"for" => self.count(),
            b"lambda" => {
                if let Some(level) = self.level() {
                    level.lambdas += 1;
                }
                self.count_times(LAMBDA_WEIGHT)
            }
            _ => Ok(()),
        }
    }

    /// A string literal, from its opening quote.
    fn string(&mut self, interpolated: bool) -> Result<(), TooDeep> {
        let Some(byte) = self.peek() else {
            return Ok(());
        };
        let triple = self.peek_at(1) == Some(byte) && self.peek_at(2) == Some(byte);
        if !triple && self.peek_at(1) == Some(byte) {
            self.at += 2;
            return Ok(());
        }
        self.at += if triple { 3 } else { 1 };
        let quote = Quote { byte, triple };
        if interpolated {
            return self.text(quote);
        }
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let plain = rest
                .iter()
                .position(|&byte| byte == quote.byte || matches!(byte, b'\\' | b'\n' | b'\r'));
            self.at += plain.unwrap_or(rest.len());
            match self.peek() {
                None => return Ok(()),
                Some(b'\\') => self.at += self.escaped_width(),
                Some(byte) if self.string_ends(quote, byte) => return Ok(()),
                Some(_) => self.at += 1,
            }
        }
    }

    /// True, and past it, if the string ends here: at its quote, or at the end of a line it cannot cross.
    fn string_ends(&mut self, quote: Quote, byte: u8) -> bool {
        if (byte == b'\n' || byte == b'\r') && !quote.triple {
            return true;
        }
        if byte != quote.byte {
            return false;
        }
        if !quote.triple {
            self.at += 1;
            return true;
        }
        let ends = self.peek_at(1) == Some(byte) && self.peek_at(2) == Some(byte);
        if ends {
            self.at += 3;
        }
        ends
    }

    /// The text of an f-string, up to its end or to the next hole.
    fn text(&mut self, quote: Quote) -> Result<(), TooDeep> {
        while let Some(byte) = self.peek() {
            if self.string_ends(quote, byte) {
                return Ok(());
            }
            match byte {
                b'\\' if self.peek_at(1) != Some(b'{') => self.at += self.escaped_width(),
                b'{' if self.peek_at(1) == Some(b'{') => self.at += 2,
                b'{' => return self.open(Opened::Hole(quote)),
                b'}' if matches!(self.levels.last(), Some(level) if level.opened == Opened::Hole(quote)) =>
                {
                    // The end of a format specification.
                    self.at += 1;
                    self.pop_hole();
                }
                _ => self.at += 1,
            }
        }
        Ok(())
    }
}

/// True for the bytes of words.
fn is_word(byte: u8) -> bool {
    WORD.get(usize::from(byte)).copied().unwrap_or(false)
}

/// The bytes that words are made of; what is not ASCII counts among them.
const WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut rest: &mut [bool] = &mut table;
    let mut byte = 0_u8;
    while let [first, others @ ..] = rest {
        *first = byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
        rest = others;
        byte = byte.wrapping_add(1);
    }
    table
};

/// Whether a word before a quote makes a string, and if so, whether the string has holes.
fn string_prefix(word: &[u8]) -> Option<bool> {
    let mut interpolated = false;
    for byte in word {
        match byte.to_ascii_lowercase() {
            b'f' | b't' => interpolated = true,
            b'r' | b'b' | b'u' => {}
            _ => return None,
        }
    }
    Some(interpolated)
}
