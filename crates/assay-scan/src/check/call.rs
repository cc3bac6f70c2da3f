//! Calls and assignments that the engine resolved.

use assay_python::ir::{self, ArgKind, Op};
use assay_source::Range;
use assay_taint::Hit;

use super::{Function, Value};

/// A call of a watched name.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    /// The function that holds it.
    pub function: Function<'a>,
    /// The whole call.
    pub range: Range,
    /// The symbolic name that is called.
    pub name: &'a str,
    /// The arguments, in order.
    pub arguments: &'a [ir::Arg],
}

/// An assignment to a watched attribute or item.
#[derive(Clone, Copy)]
pub struct Write<'a> {
    /// The function that holds it.
    pub function: Function<'a>,
    /// The whole assignment.
    pub range: Range,
    /// The symbolic name that is written.
    pub name: &'a str,
    source: Option<ir::Reg>,
}

impl<'a> Call<'a> {
    pub(super) fn find(function: Function<'a>, hit: &'a Hit) -> Option<Self> {
        let mut there = function
            .instructions()
            .filter(|instruction| instruction.range == hit.span.range);
        let arguments = there.find_map(|instruction| {
            if let Op::Call { args, .. } | Op::CallMethod { args, .. } = &instruction.op {
                Some(args)
            } else {
                None
            }
        })?;
        Some(Self {
            function,
            range: hit.span.range,
            name: &hit.name,
            arguments,
        })
    }

    /// The argument passed by this keyword; unknown if it is not given.
    pub fn argument(&self, keyword: &str) -> Value<'a> {
        let given = self.arguments.iter().find(|argument| match argument.kind {
            ArgKind::Keyword(name) => self.function.name(name) == keyword,
            ArgKind::Positional | ArgKind::Star | ArgKind::DoubleStar => false,
        });
        given.map_or_else(
            || Value::missing(self.function),
            |argument| self.function.value(argument.value),
        )
    }

    /// The argument at this position, as long as nothing is unpacked before it.
    pub fn positional(&self, position: usize) -> Value<'a> {
        let before = self
            .arguments
            .iter()
            .take_while(|argument| argument.kind == ArgKind::Positional);
        let given = before.into_iter().nth(position);
        given.map_or_else(
            || Value::missing(self.function),
            |argument| self.function.value(argument.value),
        )
    }

    /// True if `*` or `**` may pass arguments that are not seen.
    pub fn unpacks(&self) -> bool {
        self.arguments
            .iter()
            .any(|argument| matches!(argument.kind, ArgKind::Star | ArgKind::DoubleStar))
    }
}

impl<'a> Write<'a> {
    pub(super) fn find(function: Function<'a>, hit: &'a Hit) -> Self {
        let mut there = function
            .instructions()
            .filter(|instruction| instruction.range == hit.span.range);
        let source = there.find_map(|instruction| {
            if let Op::SetAttr { src, .. } | Op::SetItem { src, .. } = instruction.op {
                Some(src)
            } else {
                None
            }
        });
        Self {
            function,
            range: hit.span.range,
            name: &hit.name,
            source,
        }
    }

    /// What is written; unknown if it is written in another way, such as `update(…)`.
    pub fn value(&self) -> Value<'a> {
        self.source.map_or_else(
            || Value::missing(self.function),
            |register| self.function.value(register),
        )
    }
}
