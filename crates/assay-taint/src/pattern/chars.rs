//! Sets of characters, exact for ASCII.

/// A set of characters: exact for ASCII, all or nothing beyond it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chars {
    pub(super) ascii: u128,
    pub(super) other: bool,
}

impl Chars {
    pub(super) const NONE: Self = Self {
        ascii: 0,
        other: false,
    };
    pub(super) const ANY: Self = Self {
        ascii: u128::MAX,
        other: true,
    };

    pub(super) fn of(character: char) -> Self {
        let number = u32::from(character);
        if number < 128 {
            Self {
                ascii: 1 << number,
                other: false,
            }
        } else {
            Self {
                ascii: 0,
                other: true,
            }
        }
    }

    /// The characters from `low` to `high`.
    pub(super) fn range(low: char, high: char) -> Self {
        let (low, high) = (u32::from(low), u32::from(high));
        let ascii = (low..=high.min(127)).fold(0, |set, number| set | (1 << number));
        Self {
            ascii,
            other: high > 127,
        }
    }

    pub(super) fn contains(self, character: char) -> bool {
        let one = Self::of(character);
        self.ascii & one.ascii != 0 || (self.other && one.other)
    }

    pub(super) fn or(self, more: Self) -> Self {
        Self {
            ascii: self.ascii | more.ascii,
            other: self.other || more.other,
        }
    }

    pub(super) fn and(self, limit: Self) -> Self {
        Self {
            ascii: self.ascii & limit.ascii,
            other: self.other && limit.other,
        }
    }

    /// The set without the ASCII characters of `less`.
    pub(super) fn without(self, less: Self) -> Self {
        Self {
            ascii: self.ascii & !less.ascii,
            other: self.other,
        }
    }

    /// Everything not in the set. Beyond ASCII something always remains, for we do not know what was in it.
    pub(super) fn negated(self) -> Self {
        Self {
            ascii: !self.ascii,
            other: true,
        }
    }

    /// Both cases of every letter.
    pub(super) fn both_cases(self) -> Self {
        const UPPER: u128 = 0x07ff_fffe << 64;
        const LOWER: u128 = 0x07ff_fffe << 96;
        let ascii = self.ascii | ((self.ascii & UPPER) << 32) | ((self.ascii & LOWER) >> 32);
        Self { ascii, ..self }
    }
}

/// The letters that equal something beyond ASCII when case is ignored: `ı`, the Kelvin sign and the long `s`.
pub(super) fn letters_with_odd_case() -> Chars {
    "iIkKsS".chars().map(Chars::of).fold(Chars::NONE, Chars::or)
}
