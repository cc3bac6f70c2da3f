//! Symbolic paths: how models and rules name things in Python code.
//!
//! A path is the name an application imports, followed by what is done with it:
//! `sqlite3.connect().cursor().execute`, `flask.Flask().config["DEBUG"]`, `flask.session[]`.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Deserializer, de};

/// One step of a [`Path`], or of the access path of a [`Reference`](crate::Reference).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// `.name`.
    Attr(Arc<str>),
    /// `.*`: any attribute that has no entry of its own name.
    AnyAttr,
    /// `()`: what calling gives; for a class, an instance.
    Call,
    /// `["key"]`: the item with this key; `[]`: any item.
    Item(Option<Arc<str>>),
    /// `[0]`: the item at this position.
    Index(u32),
    /// `[1:]`: the items from this position on.
    From(u32),
}

/// A symbolic path. The root is a module, or `?` for a receiver whose type is not known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path {
    /// The first name, or `?`.
    pub root: Arc<str>,
    /// What follows it.
    pub steps: Vec<Step>,
}

/// Why a text is not a path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// The first name is missing or has characters that no Python name has.
    #[error("`{0}` must begin with a name, such as `flask.request`, or with `?.`")]
    Root(String),
    /// Something other than a step follows.
    #[error("`{text}` is not a path: `{rest}` must be `.name`, `()`, `[]`, `[0]` or `[\"key\"]`")]
    Step {
        /// The whole text.
        text: String,
        /// What could not be read.
        rest: String,
    },
}

impl Path {
    /// True if the path begins with `?`: any receiver of a listed name.
    pub fn has_unknown_receiver(&self) -> bool {
        &*self.root == "?"
    }

    /// True if `other` is this path or continues it.
    pub fn is_prefix_of(&self, other: &Self) -> bool {
        self.root == other.root && other.steps.starts_with(&self.steps)
    }
}

/// Reads steps until the text ends.
pub(crate) fn parse_steps(text: &str, mut rest: &str) -> Result<Vec<Step>, PathError> {
    let mut steps = Vec::new();
    while !rest.is_empty() {
        let Some((step, after)) = next_step(rest) else {
            return Err(PathError::Step {
                text: text.to_owned(),
                rest: rest.to_owned(),
            });
        };
        steps.push(step);
        rest = after;
    }
    Ok(steps)
}

fn next_step(text: &str) -> Option<(Step, &str)> {
    if let Some(rest) = text.strip_prefix("()") {
        return Some((Step::Call, rest));
    }
    if let Some(rest) = text.strip_prefix(".*") {
        return Some((Step::AnyAttr, rest));
    }
    if let Some(rest) = text.strip_prefix('.') {
        let (name, rest) = take_name(rest)?;
        return Some((Step::Attr(name.into()), rest));
    }
    let rest = text.strip_prefix('[')?;
    if let Some(rest) = rest.strip_prefix(']') {
        return Some((Step::Item(None), rest));
    }
    if let Some(rest) = rest.strip_prefix('"') {
        let (key, rest) = rest.split_once("\"]")?;
        return Some((Step::Item(Some(key.into())), rest));
    }
    let (number, rest) = rest.split_once(']')?;
    let step = match number.strip_suffix(':') {
        Some(number) => Step::From(position(number)?),
        None => Step::Index(position(number)?),
    };
    Some((step, rest))
}

fn position(text: &str) -> Option<u32> {
    if text.starts_with('+') {
        None
    } else {
        text.parse().ok()
    }
}

/// Splits a Python name off the front of the text.
pub(crate) fn take_name(text: &str) -> Option<(&str, &str)> {
    let end = text
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(end)?;
    let first = name.chars().next()?;
    (!first.is_ascii_digit()).then_some((name, rest))
}

impl FromStr for Path {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        let (root, rest) = match text.strip_prefix('?') {
            Some(rest) => ("?", rest),
            None => take_name(text).ok_or_else(|| PathError::Root(text.to_owned()))?,
        };
        Ok(Self {
            root: root.into(),
            steps: parse_steps(text, rest)?,
        })
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attr(name) => write!(f, ".{name}"),
            Self::AnyAttr => f.write_str(".*"),
            Self::Call => f.write_str("()"),
            Self::Item(Some(key)) => write!(f, "[\"{key}\"]"),
            Self::Item(None) => f.write_str("[]"),
            Self::Index(position) => write!(f, "[{position}]"),
            Self::From(position) => write!(f, "[{position}:]"),
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.root)?;
        self.steps.iter().try_for_each(|step| step.fmt(f))
    }
}

impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, steps: &[Step]) {
        let path: Path = text.parse().unwrap();
        assert_eq!(path.steps, steps, "{text}");
        assert_eq!(path.to_string(), text);
    }

    fn attr(name: &str) -> Step {
        Step::Attr(name.into())
    }

    #[test]
    fn a_path_is_names_calls_and_items() {
        check("flask", &[]);
        check("flask.request.args", &[attr("request"), attr("args")]);
        check("a.B().c()", &[attr("B"), Step::Call, attr("c"), Step::Call]);
        check("a.b[]", &[attr("b"), Step::Item(None)]);
        check(
            "a.b[\"X-Y z\"]",
            &[attr("b"), Step::Item(Some("X-Y z".into()))],
        );
        check("a.b()[0]", &[attr("b"), Step::Call, Step::Index(0)]);
        check("a[12:]", &[Step::From(12)]);
        check(
            "a.B().*.c",
            &[attr("B"), Step::Call, Step::AnyAttr, attr("c")],
        );
        check("?.execute", &[attr("execute")]);
    }

    #[test]
    fn anything_else_is_no_path() {
        for text in [
            "", ".a", "1a", "a.", "a..b", "a(x)", "a[b]", "a[-1]", "a[+1]", "a[:1]", "a[\"b]",
            "a b", "a.?",
        ] {
            assert!(text.parse::<Path>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_path_continues_its_prefix() {
        let path = |text: &str| text.parse::<Path>().unwrap();
        assert!(path("a.b").is_prefix_of(&path("a.b().c")));
        assert!(!path("a.b").is_prefix_of(&path("a.bc")));
        assert!(path("?.x").has_unknown_receiver());
    }
}
