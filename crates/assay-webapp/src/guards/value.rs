//! What a value is for a sender of whom nothing is known.

use std::sync::Arc;

use assay_python::FunctionRef;
use assay_python::ir::Const;
use assay_source::Span;

use super::Asked;

/// A value, as such a sender meets it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// Nothing reaches here.
    Bottom,
    /// It may be anything.
    Unknown,
    /// A constant.
    Constant(Const),
    /// Something that only known senders have: it is missing, false and equal to nothing.
    Missing(Mark),
    /// Something secret that the sender would have to show: it is equal to nothing, but may be there.
    Shown(Mark),
    /// A truth that hangs on the sender.
    Decided(bool, Mark),
    /// It hangs on the sender, and an unknown one may have it too.
    Depends(Mark),
    /// A mapping of a request or a session.
    Mapping(Mapping),
    /// The object that holds what this request has learned so far.
    Context,
    /// Some texts, or a list whose items are not all known.
    Texts(Vec<Arc<str>>, bool),
    /// A tuple.
    Tuple(Vec<Value>),
    /// What a decorator wraps.
    Wrapped,
    /// A function that is made within another one.
    Function(FunctionRef),
}

/// A mapping that a request brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mapping {
    Session,
    Headers,
    Other,
    /// The variable parts of the URL; true if there are any.
    Parameters(bool),
}

/// What makes a value one of the sender.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mark {
    pub(super) asked: Asked,
    /// Where it is read.
    pub(super) span: Span,
    /// What is read: `session["user"]`.
    pub(super) text: Arc<str>,
    /// True if it is an object with attributes of its own, a user.
    pub(super) is_whole: bool,
    /// True if something else, which is no matter of the sender, does as well: `user or is_public`.
    pub(super) is_optional: bool,
}

impl Value {
    /// What it is if either holds.
    pub(super) fn join(self, other: &Self) -> Self {
        match (self, other) {
            (Self::Bottom, other) => other.clone(),
            (value, Self::Bottom) => value,
            (value, other) if value == *other => value,
            (Self::Missing(mark), Self::Missing(second)) => {
                Self::Missing(if second.asked > mark.asked {
                    second.clone()
                } else {
                    mark
                })
            }
            (value, other) => value.joined_unlike(other),
        }
    }

    fn joined_unlike(self, other: &Self) -> Self {
        match (&self, other) {
            (Self::Missing(mark), falsy) | (falsy, Self::Missing(mark))
                if falsy.truth() == Some(false) =>
            {
                Self::Missing(mark.clone())
            }
            (Self::Decided(truth, mark), other) | (other, Self::Decided(truth, mark))
                if other.truth() == Some(*truth) =>
            {
                Self::Decided(*truth, mark.clone())
            }
            // `values or {}`
            (Self::Mapping(Mapping::Parameters(any)), Self::Unknown)
            | (Self::Unknown, Self::Mapping(Mapping::Parameters(any))) => {
                Self::Mapping(Mapping::Parameters(*any))
            }
            (Self::Tuple(mine), Self::Tuple(theirs)) if mine.len() == theirs.len() => Self::Tuple(
                mine.iter()
                    .zip(theirs)
                    .map(|(mine, theirs)| mine.clone().join(theirs))
                    .collect(),
            ),
            // Where a session does as well as a token, it is the session that counts.
            (
                Self::Missing(one) | Self::Decided(_, one) | Self::Depends(one),
                Self::Missing(mark) | Self::Decided(_, mark) | Self::Depends(mark),
            ) if one.asked == Asked::Token => Self::Depends(mark.clone()),
            (Self::Missing(mark) | Self::Decided(_, mark) | Self::Depends(mark), _)
            | (_, Self::Missing(mark) | Self::Decided(_, mark) | Self::Depends(mark)) => {
                Self::Depends(mark.clone())
            }
            _ => Self::Unknown,
        }
    }

    /// The same, where an unknown sender may have it too.
    pub(super) fn weaker(self) -> Self {
        match self {
            Self::Missing(mark) | Self::Decided(_, mark) => Self::Depends(mark),
            value => value,
        }
    }

    /// Whether Python takes it for true.
    pub(super) fn truth(&self) -> Option<bool> {
        match self {
            Self::Missing(_) => Some(false),
            Self::Decided(truth, _) => Some(*truth),
            Self::Constant(constant) => Some(is_true(constant)),
            Self::Mapping(Mapping::Parameters(any)) => Some(*any),
            Self::Bottom
            | Self::Unknown
            | Self::Shown(_)
            | Self::Depends(_)
            | Self::Mapping(_)
            | Self::Context
            | Self::Texts(..)
            | Self::Tuple(_)
            | Self::Wrapped
            | Self::Function(_) => None,
        }
    }

    /// True if a function that is given it may come to know something of the sender.
    pub(super) fn tells(&self) -> bool {
        match self {
            Self::Missing(_)
            | Self::Shown(_)
            | Self::Decided(..)
            | Self::Depends(_)
            | Self::Mapping(_)
            | Self::Context
            | Self::Wrapped
            | Self::Function(_) => true,
            Self::Tuple(items) => items.iter().any(Self::tells),
            Self::Bottom | Self::Unknown | Self::Constant(_) | Self::Texts(..) => false,
        }
    }

    /// What makes it one of the sender.
    pub(super) fn mark(&self) -> Option<&Mark> {
        match self {
            Self::Missing(mark)
            | Self::Shown(mark)
            | Self::Decided(_, mark)
            | Self::Depends(mark) => Some(mark),
            Self::Tuple(items) => items.iter().find_map(Self::mark),
            Self::Bottom
            | Self::Unknown
            | Self::Constant(_)
            | Self::Mapping(_)
            | Self::Context
            | Self::Texts(..)
            | Self::Wrapped
            | Self::Function(_) => None,
        }
    }

    /// The secret that the sender shows, if it is one or holds one.
    pub(super) fn shown(&self) -> Option<&Mark> {
        match self {
            Self::Shown(mark) => Some(mark),
            Self::Tuple(items) => items.iter().find_map(Self::shown),
            _ => None,
        }
    }

    /// The text that it is.
    pub(super) fn text(&self) -> Option<&Arc<str>> {
        match self {
            Self::Constant(Const::Str(text)) => Some(text),
            _ => None,
        }
    }

    /// The same, if that it is so hangs on the sender.
    pub(super) fn hanging_on(self, mark: &Mark) -> Self {
        match self {
            Self::Constant(Const::Bool(truth)) => Self::Decided(truth, mark.clone()),
            Self::Constant(constant) if !is_true(&constant) => Self::Missing(mark.clone()),
            Self::Tuple(items) => Self::Tuple(
                items
                    .into_iter()
                    .map(|item| item.hanging_on(mark))
                    .collect(),
            ),
            value => value,
        }
    }
}

fn is_true(constant: &Const) -> bool {
    match constant {
        Const::None => false,
        Const::Ellipsis => true,
        Const::Bool(value) => *value,
        Const::Int(value) => *value != 0,
        Const::Number(text) => text.chars().any(|c| ('1'..='9').contains(&c)),
        Const::Str(text) => !text.is_empty(),
        Const::Bytes(bytes) => !bytes.is_empty(),
    }
}
