//! The flags of Python's `re` module.

/// Flags of the `re` module, with Python's numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flags(pub(crate) u32);

impl Flags {
    pub(crate) const IGNORECASE: Self = Self(2);
    pub(crate) const LOCALE: Self = Self(4);
    pub(crate) const MULTILINE: Self = Self(8);
    pub(crate) const DOTALL: Self = Self(16);
    pub(crate) const UNICODE: Self = Self(32);
    pub(crate) const VERBOSE: Self = Self(64);
    pub(crate) const ASCII: Self = Self(256);

    pub(crate) fn has(self, flag: Self) -> bool {
        self.0 & flag.0 != 0
    }

    /// The flag of a letter in `(?i)`.
    pub(super) fn of_letter(letter: char) -> Option<Self> {
        match letter {
            'a' => Some(Self::ASCII),
            'i' => Some(Self::IGNORECASE),
            'm' => Some(Self::MULTILINE),
            's' => Some(Self::DOTALL),
            'u' => Some(Self::UNICODE),
            'x' => Some(Self::VERBOSE),
            _ => None,
        }
    }

    /// These flags and those of some letters; `None` if a letter is not one we know.
    pub(super) fn with_letters(self, letters: &str) -> Option<Self> {
        letters.chars().try_fold(self, |flags, letter| {
            Some(Self(flags.0 | Self::of_letter(letter)?.0))
        })
    }

    /// These flags but those of some letters.
    pub(super) fn without_letters(self, letters: &str) -> Option<Self> {
        Some(Self(self.0 & !Self(0).with_letters(letters)?.0))
    }
}
