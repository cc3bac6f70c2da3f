//! What parts of a pattern match, and how parts combine.

use super::chars::Chars;

/// Whether every match of a piece touches the end of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum AtEnd {
    No,
    /// `$`: at the end, or before a line feed at the end.
    BeforeNewline,
    /// `\Z`.
    Exact,
}

/// What a part of a pattern matches.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are answers to separate questions"
)]
pub(super) struct Piece {
    /// Every character that a match can hold.
    pub(super) all: Chars,
    /// The characters that can come first and second.
    pub(super) places: [Chars; 2],
    /// True if it may match the empty string.
    pub(super) empty: bool,
    /// True if it may match a single character.
    pub(super) single: bool,
    /// True if every match touches the beginning of the text.
    pub(super) at_start: bool,
    /// Whether every match touches the end of the text.
    pub(super) at_end: AtEnd,
    /// Characters that must not follow, by a negative lookahead at its end.
    pub(super) not_next: Chars,
    /// True if it matches exactly one character, any of `all` and no other.
    pub(super) exact: bool,
}

impl Piece {
    pub(super) const EMPTY: Self = Self {
        all: Chars::NONE,
        places: [Chars::NONE; 2],
        empty: true,
        single: false,
        at_start: false,
        at_end: AtEnd::No,
        not_next: Chars::NONE,
        exact: false,
    };

    /// Any one character of a set.
    pub(super) fn one(set: Chars) -> Self {
        Self {
            all: set,
            places: [set, Chars::NONE],
            empty: false,
            single: true,
            exact: true,
            ..Self::EMPTY
        }
    }

    /// A piece that matches nothing, but only in some place.
    pub(super) fn anchor(at_start: bool, at_end: AtEnd) -> Self {
        Self {
            at_start,
            at_end,
            ..Self::EMPTY
        }
    }

    /// True if it is an anchor or a lookaround.
    fn takes_nothing(&self) -> bool {
        self.empty && !self.single && self.places == [Chars::NONE; 2]
    }

    pub(super) fn or(self, second: Self) -> Self {
        let ([a, b], [c, d]) = (self.places, second.places);
        Self {
            all: self.all.or(second.all),
            places: [a.or(c), b.or(d)],
            empty: self.empty || second.empty,
            single: self.single || second.single,
            at_start: self.at_start && second.at_start,
            at_end: self.at_end.min(second.at_end),
            not_next: self.not_next.and(second.not_next),
            exact: self.exact && second.exact,
        }
    }

    pub(super) fn repeated(self, least: u32, most: Option<u32>) -> Self {
        if most == Some(0) {
            return Self::EMPTY;
        }
        let once = most == Some(1);
        let [first, second] = self.places;
        let again = if once { Chars::NONE } else { first };
        Self {
            places: [first, second.or(again)],
            empty: self.empty || least == 0,
            // Two or more of something that is not empty are more than one character, but that gains nothing.
            single: self.single,
            at_start: self.at_start && least > 0,
            at_end: if least > 0 { self.at_end } else { AtEnd::No },
            not_next: if least > 0 {
                self.not_next
            } else {
                Chars::NONE
            },
            exact: self.exact && least == 1 && once,
            ..self
        }
    }
}

/// Pieces one after another, as the piece they make.
pub(super) struct Sequence {
    pub(super) piece: Piece,
    /// What must not come right after what was pushed.
    pub(super) not_next: Chars,
    /// What must not come first if all that was pushed is empty.
    not_first: Chars,
}

impl Default for Sequence {
    fn default() -> Self {
        Self {
            piece: Piece::EMPTY,
            not_next: Chars::NONE,
            not_first: Chars::NONE,
        }
    }
}

impl Sequence {
    pub(super) fn push(&mut self, next: Piece) {
        let whole = self.piece;
        let [mut first, mut second] = whole.places;
        let [next_first, next_second] = next.places;
        if whole.empty {
            first = first.or(next_first.without(self.not_first));
            second = second.or(next_second);
        }
        if whole.single {
            second = second.or(next_first.without(self.not_next));
        }
        self.piece = Piece {
            all: whole.all.or(next.all),
            places: [first, second],
            empty: whole.empty && next.empty,
            single: (whole.single && next.empty) || (whole.empty && next.single),
            at_start: whole.at_start || next.at_start,
            at_end: whole.at_end.max(next.at_end),
            not_next: Chars::NONE,
            exact: false,
        };
        if next.takes_nothing() {
            self.not_next = self.not_next.or(next.not_next);
        } else {
            self.not_next = next.not_next;
        }
        self.not_first = self.not_first.or(next.not_next);
    }
}
