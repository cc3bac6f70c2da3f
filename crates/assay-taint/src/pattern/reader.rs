//! Reads a pattern from left to right.

use super::chars::{Chars, letters_with_odd_case};
use super::flags::Flags;
use super::piece::{AtEnd, Piece, Sequence};

/// The deepest nesting of groups.
const DEPTH: u32 = 50;

/// Reads a pattern.
pub(super) struct Reader<'p> {
    rest: &'p str,
    flags: Flags,
    /// True if a back reference occurs.
    referenced: bool,
    /// The characters inside lookarounds, which a back reference can repeat.
    looked_at: Chars,
    depth: u32,
}

impl<'p> Reader<'p> {
    pub(super) fn new(pattern: &'p str, flags: Flags) -> Self {
        Self {
            rest: pattern,
            flags,
            referenced: false,
            looked_at: Chars::NONE,
            depth: 0,
        }
    }

    /// True if nothing is left.
    pub(super) fn is_done(&self) -> bool {
        self.rest.is_empty()
    }

    /// The characters that only a back reference can repeat.
    pub(super) fn referenced(&self) -> Chars {
        if self.referenced {
            self.looked_at
        } else {
            Chars::NONE
        }
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let character = characters.next()?;
        self.rest = characters.as_str();
        Some(character)
    }

    fn eat(&mut self, text: &str) -> bool {
        let found = self.rest.strip_prefix(text);
        self.rest = found.unwrap_or(self.rest);
        found.is_some()
    }

    /// The text up to `end`, which is passed over.
    fn until(&mut self, end: char) -> Option<&str> {
        let (text, rest) = self.rest.split_once(end)?;
        self.rest = rest;
        Some(text)
    }

    /// Passes over white space and comments if the pattern is verbose.
    fn space(&mut self) {
        while self.flags.has(Flags::VERBOSE) {
            let trimmed = self
                .rest
                .trim_start_matches([' ', '\t', '\n', '\r', '\x0b', '\x0c']);
            let Some(comment) = trimmed.strip_prefix('#') else {
                self.rest = trimmed;
                return;
            };
            self.rest = comment.split_once('\n').map_or("", |(_, rest)| rest);
        }
    }

    /// `(?ix)` at the beginning, for the whole pattern.
    pub(super) fn global_flags(&mut self) -> Option<()> {
        while let Some(inner) = self.rest.strip_prefix("(?") {
            let letters = inner.len() - inner.trim_start_matches(char::is_alphabetic).len();
            let Some((names, rest)) = inner.split_at_checked(letters) else {
                return Some(());
            };
            let Some(rest) = rest.strip_prefix(')').filter(|_| letters > 0) else {
                return Some(());
            };
            self.flags = self.flags.with_letters(names)?;
            self.rest = rest;
        }
        Some(())
    }

    /// `a|b`, up to a closing parenthesis or the end.
    pub(super) fn alternatives(&mut self) -> Option<Piece> {
        self.depth += 1;
        if self.depth > DEPTH {
            return None;
        }
        let mut piece = self.sequence()?;
        while self.eat("|") {
            piece = piece.or(self.sequence()?);
        }
        self.depth -= 1;
        Some(piece)
    }

    fn sequence(&mut self) -> Option<Piece> {
        let mut sequence = Sequence::default();
        let mut only = None;
        let mut count = 0_u32;
        loop {
            self.space();
            match self.peek() {
                None | Some('|' | ')') => break,
                Some(_) => {}
            }
            let Some(piece) = self.atom()? else { continue };
            let piece = self.quantified(piece)?;
            count += 1;
            only = Some(piece);
            sequence.push(piece);
        }
        match only {
            Some(piece) if count == 1 => Some(piece),
            _ => Some(Piece {
                not_next: sequence.not_next,
                ..sequence.piece
            }),
        }
    }

    /// One item of a sequence; `Some(None)` for what stands for nothing, such as a comment.
    #[expect(
        clippy::option_option,
        reason = "no item and no answer are different things, and `?` serves the second"
    )]
    fn atom(&mut self) -> Option<Option<Piece>> {
        let piece = match self.next()? {
            '.' if self.flags.has(Flags::DOTALL) => Piece::one(Chars::ANY),
            '.' => Piece::one(Chars::ANY.without(Chars::of('\n'))),
            '^' => Piece::anchor(!self.flags.has(Flags::MULTILINE), AtEnd::No),
            '$' if self.flags.has(Flags::MULTILINE) => Piece::EMPTY,
            '$' => Piece::anchor(false, AtEnd::BeforeNewline),
            '[' => Piece::one(self.class()?),
            '(' => return self.group(),
            '\\' => self.escape()?,
            '*' | '+' | '?' => return None,
            character => Piece::one(self.cased(Chars::of(character))),
        };
        Some(Some(piece))
    }

    fn quantified(&mut self, mut piece: Piece) -> Option<Piece> {
        self.space();
        let Some((least, most)) = self.quantifier() else {
            return Some(piece);
        };
        if most.is_some_and(|most| most < least) {
            return None;
        }
        piece = piece.repeated(least, most);
        // Reluctant and possessive quantifiers accept no more than the plain one.
        if !self.eat("?") {
            self.eat("+");
        }
        self.space();
        if matches!(self.peek(), Some('*' | '+' | '?')) || self.clone_rest().quantifier().is_some()
        {
            return None;
        }
        Some(piece)
    }

    /// A reader of the same rest, to look ahead with.
    fn clone_rest(&self) -> Self {
        Self {
            rest: self.rest,
            flags: self.flags,
            referenced: false,
            looked_at: Chars::NONE,
            depth: self.depth,
        }
    }

    fn quantifier(&mut self) -> Option<(u32, Option<u32>)> {
        let simple = match self.peek()? {
            '*' => (0, None),
            '+' => (1, None),
            '?' => (0, Some(1)),
            '{' => return self.counted(),
            _ => return None,
        };
        self.next();
        Some(simple)
    }

    /// `{2}`, `{2,}`, `{,5}`, `{2,5}`; any other brace is an ordinary character.
    fn counted(&mut self) -> Option<(u32, Option<u32>)> {
        let (inside, rest) = self.rest.strip_prefix('{')?.split_once('}')?;
        let number = |text: &str| {
            let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| text.parse().unwrap_or(u32::MAX))
        };
        let bounds = match inside.split_once(',') {
            None => (number(inside)?, Some(number(inside)?)),
            Some((least, most)) => {
                let least = if least.is_empty() { 0 } else { number(least)? };
                let most = if most.is_empty() {
                    None
                } else {
                    Some(number(most)?)
                };
                (least, most)
            }
        };
        self.rest = rest;
        Some(bounds)
    }

    /// After `(`.
    #[expect(clippy::option_option, reason = "as for `atom`")]
    fn group(&mut self) -> Option<Option<Piece>> {
        let outer = self.flags;
        if !self.eat("?") {
            return self.closed(outer).map(Some);
        }
        if self.eat("#") {
            self.until(')')?;
            return Some(None);
        }
        if self.eat("P=") {
            self.until(')')?;
            return Some(Some(self.reference()));
        }
        if self.eat("P<") {
            self.until('>')?;
            return self.closed(outer).map(Some);
        }
        if self.eat("!") {
            return self.not_ahead(outer).map(Some);
        }
        if ["=", "<=", "<!"].iter().any(|mark| self.eat(mark)) {
            let inside = self.closed(outer)?;
            self.looked_at = self.looked_at.or(inside.all);
            return Some(Some(Piece::EMPTY));
        }
        if self.eat("(") {
            self.until(')')?;
            // A conditional with one branch may match nothing; taking that as possible is never wrong.
            let inside = self.closed(outer)?;
            return Some(Some(inside.or(Piece::EMPTY)));
        }
        if !self.eat(">") {
            let letters = self.until(':')?.to_owned();
            let (on, off) = letters.split_once('-').unwrap_or((&letters, ""));
            self.flags = self.flags.with_letters(on)?.without_letters(off)?;
        }
        self.closed(outer).map(Some)
    }

    /// The inside of a group and its end, after which the flags are as before.
    fn closed(&mut self, outer: Flags) -> Option<Piece> {
        let piece = self.alternatives()?;
        self.flags = outer;
        self.eat(")").then_some(piece)
    }

    /// `(?!…)`: of use where it forbids single characters, else passed over.
    fn not_ahead(&mut self, outer: Flags) -> Option<Piece> {
        let inside = self.closed(outer)?;
        self.looked_at = self.looked_at.or(inside.all);
        // Beyond ASCII sets are too large, and what is forbidden must not be.
        let not_next = if inside.exact && !inside.all.other {
            inside.all
        } else {
            Chars::NONE
        };
        Some(Piece {
            not_next,
            ..Piece::EMPTY
        })
    }

    /// A back reference repeats what stands elsewhere in the pattern.
    fn reference(&mut self) -> Piece {
        self.referenced = true;
        Piece {
            places: [Chars::ANY; 2],
            single: true,
            ..Piece::EMPTY
        }
    }

    /// After `\`, outside a class.
    fn escape(&mut self) -> Option<Piece> {
        match self.peek()? {
            'A' => Some(self.passed(Piece::anchor(true, AtEnd::No))),
            'Z' | 'z' => Some(self.passed(Piece::anchor(false, AtEnd::Exact))),
            'b' | 'B' => Some(self.passed(Piece::EMPTY)),
            '1'..='9' => {
                let octal = self.rest.get(..3).filter(|digits| is_octal(digits));
                if octal.is_some() {
                    let character = self.octal()?;
                    return Some(Piece::one(self.cased(Chars::of(character))));
                }
                self.next();
                if self.peek().is_some_and(|digit| digit.is_ascii_digit()) {
                    self.next();
                }
                Some(self.reference())
            }
            _ => {
                let set = match self.category() {
                    Some(set) => set,
                    None => Chars::of(self.escaped_character()?),
                };
                Some(Piece::one(self.cased(set)))
            }
        }
    }

    fn passed(&mut self, piece: Piece) -> Piece {
        self.next();
        piece
    }

    /// `d`, `W` and their like, after `\`.
    fn category(&mut self) -> Option<Chars> {
        let letter = self.peek()?;
        let unicode = !self.flags.has(Flags::ASCII);
        let plain = match letter.to_ascii_lowercase() {
            'd' => Chars::range('0', '9'),
            's' => {
                let separators = if unicode {
                    Chars::range('\x1c', '\x1f')
                } else {
                    Chars::NONE
                };
                Chars::range('\t', '\r').or(Chars::of(' ')).or(separators)
            }
            'w' => Chars::range('0', '9')
                .or(Chars::range('a', 'z'))
                .or(Chars::range('A', 'Z'))
                .or(Chars::of('_')),
            _ => return None,
        };
        self.next();
        let set = Chars {
            other: unicode,
            ..plain
        };
        Some(if letter.is_ascii_uppercase() {
            set.negated()
        } else {
            set
        })
    }

    /// A single character after `\`, inside or outside a class.
    fn escaped_character(&mut self) -> Option<char> {
        if self.peek()?.is_ascii_digit() {
            return self.octal();
        }
        match self.next()? {
            'a' => Some('\x07'),
            'f' => Some('\x0c'),
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            'v' => Some('\x0b'),
            'x' => self.hexadecimal(2),
            'u' => self.hexadecimal(4),
            'U' => self.hexadecimal(8),
            // `\N{…}` needs the names of Unicode, and other letters are errors.
            letter if letter.is_ascii_alphanumeric() => None,
            character => Some(character),
        }
    }

    fn hexadecimal(&mut self, digits: usize) -> Option<char> {
        let (text, rest) = self.rest.split_at_checked(digits)?;
        if !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.rest = rest;
        char::from_u32(u32::from_str_radix(text, 16).ok()?)
    }

    /// Up to three octal digits.
    fn octal(&mut self) -> Option<char> {
        let length = self
            .rest
            .bytes()
            .take(3)
            .take_while(|byte| matches!(byte, b'0'..=b'7'))
            .count();
        let (text, rest) = self.rest.split_at_checked(length)?;
        let number = u32::from_str_radix(text, 8)
            .ok()
            .filter(|number| *number <= 0o377)?;
        self.rest = rest;
        char::from_u32(number)
    }

    /// After `[`.
    fn class(&mut self) -> Option<Chars> {
        let negated = self.eat("^");
        let mut set = Chars::NONE;
        let mut first = true;
        while first || self.peek()? != ']' {
            first = false;
            let low = self.class_item()?;
            let is_range = self.rest.starts_with('-') && !self.rest.starts_with("-]");
            let ClassItem::Character(low) = low else {
                let ClassItem::Set(category) = low else {
                    return None;
                };
                if is_range {
                    return None;
                }
                set = set.or(category);
                continue;
            };
            if !is_range {
                set = set.or(Chars::of(low));
                continue;
            }
            self.next();
            let ClassItem::Character(high) = self.class_item()? else {
                return None;
            };
            if high < low {
                return None;
            }
            set = set.or(Chars::range(low, high));
        }
        self.next();
        if negated {
            let set = if self.flags.has(Flags::IGNORECASE) {
                set.both_cases()
            } else {
                set
            };
            return Some(set.negated());
        }
        Some(self.cased(set))
    }

    fn class_item(&mut self) -> Option<ClassItem> {
        let character = self.next()?;
        if character != '\\' {
            return Some(ClassItem::Character(character));
        }
        if self.eat("b") {
            return Some(ClassItem::Character('\x08'));
        }
        match self.category() {
            Some(set) => Some(ClassItem::Set(set)),
            None => self.escaped_character().map(ClassItem::Character),
        }
    }

    /// The set with both cases, if case is ignored.
    fn cased(&self, set: Chars) -> Chars {
        if !self.flags.has(Flags::IGNORECASE) {
            return set;
        }
        let mut set = set.both_cases();
        if !self.flags.has(Flags::ASCII) {
            if set.other {
                set = set.or(letters_with_odd_case());
            }
            set.other |= set.and(letters_with_odd_case()).ascii != 0;
        }
        set
    }
}

enum ClassItem {
    Character(char),
    Set(Chars),
}

fn is_octal(digits: &str) -> bool {
    digits.bytes().all(|byte| matches!(byte, b'0'..=b'7'))
}
