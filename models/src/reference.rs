//! References to what goes into a call and what comes out of it.
//!
//! In TOML a reference is a position (`0`), the positions from one on (`"1:"`), a keyword (`"timeout"`),
//! or one of `"self"`, `"*"`, `"**"` and `"return"`.
//! A text may carry an access path: `"0[]"`, `"self.body"`, `'return["id"]'`.
//! Where a list of references stands, it means any of them.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Deserializer, de};

use crate::path::{PathError, Step, parse_steps, take_name};

/// Where a [`Reference`] begins.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Base {
    /// The argument at this position; the receiver is not counted.
    Position(u16),
    /// `1:`: the positional arguments from this position on.
    From(u16),
    /// The argument with this keyword. For a write, `value` is what is written and `key` the key.
    Keyword(Arc<str>),
    /// `self`: the receiver of a method call.
    Receiver,
    /// `*`: every argument.
    Every,
    /// `**`: every keyword argument.
    Keywords,
    /// `return`: the result.
    Result,
}

/// A reference to an argument, the receiver or the result, or to something inside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// The argument, receiver or result.
    pub base: Base,
    /// What is meant inside it; empty for all of it.
    pub path: Vec<Step>,
}

/// Why a text is not a reference.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceError {
    /// It does not begin with a position or a name.
    #[error("`{0}` is not a reference: write a position, a keyword, \"self\", \"*\" or \"return\"")]
    Base(String),
    /// The access path cannot be read.
    #[error(transparent)]
    Path(#[from] PathError),
}

impl Reference {
    /// A reference without access path.
    pub const fn new(base: Base) -> Self {
        Self {
            base,
            path: Vec::new(),
        }
    }

    /// The whole result.
    pub const fn result() -> Self {
        Self::new(Base::Result)
    }
}

impl FromStr for Reference {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        let wrong = || ReferenceError::Base(text.to_owned());
        let digits = text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len());
        let (base, rest) = if let Some(rest) = text.strip_prefix("**") {
            (Base::Keywords, rest)
        } else if let Some(rest) = text.strip_prefix('*') {
            (Base::Every, rest)
        } else if digits > 0 {
            let (number, rest) = text.split_at_checked(digits).ok_or_else(wrong)?;
            let number = number.parse().map_err(|_| wrong())?;
            match rest.strip_prefix(':') {
                Some(rest) => (Base::From(number), rest),
                None => (Base::Position(number), rest),
            }
        } else {
            let (name, rest) = take_name(text).ok_or_else(wrong)?;
            let base = match name {
                "self" => Base::Receiver,
                "return" => Base::Result,
                _ => Base::Keyword(name.into()),
            };
            (base, rest)
        };
        Ok(Self {
            base,
            path: parse_steps(text, rest)?,
        })
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.base {
            Base::Position(position) => write!(f, "{position}")?,
            Base::From(position) => write!(f, "{position}:")?,
            Base::Keyword(name) => f.write_str(name)?,
            Base::Receiver => f.write_str("self")?,
            Base::Every => f.write_str("*")?,
            Base::Keywords => f.write_str("**")?,
            Base::Result => f.write_str("return")?,
        }
        self.path.iter().try_for_each(|step| step.fmt(f))
    }
}

impl<'de> Deserialize<'de> for Reference {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Reference;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a reference such as 0, \"timeout\", \"self\" or \"0[]\"")
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Reference, E> {
                let position = u16::try_from(value)
                    .map_err(|_| E::custom(format!("{value} is no position of an argument")))?;
                Ok(Reference::new(Base::Position(position)))
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Reference, E> {
                self.visit_i64(i64::try_from(value).unwrap_or(i64::MAX))
            }

            fn visit_str<E: de::Error>(self, value: &str) -> Result<Reference, E> {
                value.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, base: Base, path: &[Step]) {
        let reference: Reference = text.parse().unwrap();
        assert_eq!(
            reference,
            Reference {
                base,
                path: path.to_vec()
            },
            "{text}"
        );
        assert_eq!(reference.to_string(), text);
    }

    #[test]
    fn a_reference_is_a_place_of_a_call() {
        check("0", Base::Position(0), &[]);
        check("12[]", Base::Position(12), &[Step::Item(None)]);
        check("self.body", Base::Receiver, &[Step::Attr("body".into())]);
        check(
            "return[\"id\"]",
            Base::Result,
            &[Step::Item(Some("id".into()))],
        );
        check("1:", Base::From(1), &[]);
        check("*", Base::Every, &[]);
        check("**[]", Base::Keywords, &[Step::Item(None)]);
        check("selfish", Base::Keyword("selfish".into()), &[]);
    }

    #[test]
    fn anything_else_is_no_reference() {
        for text in ["", "-1", "0x", ".a", "a b", "99999999"] {
            assert!(text.parse::<Reference>().is_err(), "{text:?}");
        }
    }
}
