//! What is known of a register without running the engine: the one instruction that gives it its value.

use std::collections::BTreeSet;

use assay_python::ir::{Arg, Const, FunctionId, Op, Part, Reg};
use assay_source::Range;

use super::Function;

/// How many copies and names are followed to a value.
const FOLLOWED: u32 = 16;

/// How deep an expression is searched for words.
const WORD_DEPTH: u32 = 12;

/// How many registers are searched for words.
const WORD_REGISTERS: usize = 512;

/// A value, as far as one instruction decides it.
#[derive(Clone, Copy)]
pub struct Value<'a> {
    function: Function<'a>,
    op: Option<&'a Op>,
    is_given: bool,
}

impl<'a> Value<'a> {
    /// A value that is not there.
    pub(super) fn missing(function: Function<'a>) -> Self {
        Self {
            function,
            op: None,
            is_given: false,
        }
    }

    pub(super) fn of(function: Function<'a>, register: Reg) -> Self {
        let (function, op) = definition(function, register);
        Self {
            function,
            op,
            is_given: true,
        }
    }

    /// True if the argument or key stands there at all.
    pub fn is_given(&self) -> bool {
        self.is_given
    }

    /// The instruction that makes it.
    pub fn op(&self) -> Option<&'a Op> {
        self.op
    }

    /// The constant that it surely is.
    pub fn constant(&self) -> Option<&'a Const> {
        if let Op::Const { value, .. } = self.op? {
            Some(value)
        } else {
            None
        }
    }

    /// The text that it surely is.
    pub fn text(&self) -> Option<&'a str> {
        match self.constant()? {
            Const::Str(text) => Some(text),
            Const::None
            | Const::Ellipsis
            | Const::Bool(_)
            | Const::Int(_)
            | Const::Number(_)
            | Const::Bytes(_) => None,
        }
    }

    /// The text with which it surely begins: `f"{ROOT}/login"`, `"/tmp/%s" % name`.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the other operations put no text together"
    )]
    pub fn beginning(&self) -> Option<&'a str> {
        let function = self.function;
        self.text().or_else(|| match self.op? {
            Op::Binary { left, .. } => function.value(*left).text(),
            Op::Format { parts, .. } => match parts.first()? {
                Part::Text(text) => Some(text),
                Part::Value { value, .. } => function.value(*value).text(),
            },
            Op::CallMethod { object, name, .. } if function.name(*name) == "format" => {
                function.value(*object).text()
            }
            _ => None,
        })
    }

    /// True if it is surely `False`, `None`, zero or empty.
    pub fn is_false(&self) -> bool {
        match self.constant() {
            Some(Const::None | Const::Bool(false) | Const::Int(0)) => true,
            Some(Const::Str(text)) => text.is_empty(),
            Some(Const::Bytes(bytes)) => bytes.is_empty(),
            Some(Const::Ellipsis | Const::Bool(true) | Const::Int(_) | Const::Number(_)) | None => {
                false
            }
        }
    }

    /// True if it is surely `True` or the number one.
    pub fn is_true(&self) -> bool {
        matches!(self.constant(), Some(Const::Bool(true) | Const::Int(1)))
    }

    /// The value of a key of a dictionary display; missing if there is none.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        let value = match self.op {
            Some(Op::Dict { entries, .. }) => entries.iter().rev().find_map(|(name, value)| {
                let name = Self::of(self.function, (*name)?);
                (name.text() == Some(key)).then_some(*value)
            }),
            _ => None,
        };
        value.map_or_else(
            || Self::missing(self.function),
            |register| Self::of(self.function, register),
        )
    }

    /// Where the instruction that makes it stands.
    pub fn place(&self) -> Option<(Function<'a>, Range)> {
        let op = self.op?;
        let mut instructions = self.function.instructions();
        let made = instructions.find(|instruction| std::ptr::eq(&raw const instruction.op, op))?;
        Some((self.function, made.range))
    }

    /// The elements of a list, tuple or set display; none if it is anything else.
    pub fn elements(&self) -> Vec<Self> {
        match self.op {
            Some(Op::Sequence { elements, .. }) => elements
                .iter()
                .map(|element| Self::of(self.function, element.value))
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// The instruction that gives a register its value, if there is only one; copies and module constants are followed.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the other operations make no such value"
)]
fn definition(mut function: Function<'_>, mut register: Reg) -> (Function<'_>, Option<&Op>) {
    for _ in 0..FOLLOWED {
        let Some(op) = only_definition(function, register) else {
            return (function, None);
        };
        match op {
            Op::Copy { src, .. } => register = *src,
            Op::LoadGlobal { name, .. } => {
                // A constant of the module: `OPTIONS = {…}` at the top, used below.
                let body = assay_python::program::FunctionRef {
                    module: function.id.module,
                    function: FunctionId(0),
                };
                let Some(body) = Function::of(function.program, function.index, body) else {
                    return (function, Some(op));
                };
                let stored = body
                    .ir
                    .exports
                    .iter()
                    .find(|(exported, _)| exported == name);
                let Some((_, stored)) = stored.filter(|_| !is_rewritten(function, *name)) else {
                    return (function, Some(op));
                };
                function = body;
                register = *stored;
            }
            _ => return (function, Some(op)),
        }
    }
    (function, None)
}

/// True if some function of the module says `global name` and assigns.
fn is_rewritten(function: Function<'_>, wanted: assay_python::ir::Name) -> bool {
    let functions = function.module.functions.iter();
    let mut instructions = functions
        .flat_map(|function| &function.blocks)
        .flat_map(|block| &block.instrs);
    instructions.any(
        |instruction| matches!(&instruction.op, Op::StoreGlobal { name, .. } if *name == wanted),
    )
}

fn only_definition(function: Function<'_>, register: Reg) -> Option<&Op> {
    if (register.0 as usize) < function.ir.params.len() {
        return None;
    }
    let mut writers = function.writers(register);
    let only = writers.next()??;
    writers.next().is_none().then_some(&only.op)
}

/// The words of an expression; see [`Function::words`].
pub(super) fn words(function: Function<'_>, register: Reg) -> BTreeSet<&str> {
    explore(function, register, true).0
}

/// See [`Function::near_words`].
pub(super) fn near_words(function: Function<'_>, register: Reg) -> BTreeSet<&str> {
    explore(function, register, false).0
}

/// See [`Function::uses_parameter`].
pub(super) fn uses_parameter(function: Function<'_>, register: Reg) -> bool {
    let count = function.ir.params.len();
    explore(function, register, true)
        .1
        .iter()
        .any(|register| (register.0 as usize) < count)
}

/// See [`Function::is_made_of`].
pub(super) fn is_made_of(function: Function<'_>, register: Reg, part: Reg) -> bool {
    explore(function, register, true).1.contains(&part)
}

/// The words and the registers that an expression is made of.
/// With `far`, what variables were made of too.
pub(super) fn explore(
    function: Function<'_>,
    register: Reg,
    far: bool,
) -> (BTreeSet<&str>, BTreeSet<Reg>) {
    let mut words = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut work = vec![(register, 0)];
    while let Some((register, depth)) = work.pop() {
        if depth > WORD_DEPTH || seen.len() >= WORD_REGISTERS || !seen.insert(register) {
            continue;
        }
        let variable = function.local_name(register);
        words.extend(variable);
        if variable.is_some() && !far {
            continue;
        }
        for instruction in function.writers(register).flatten() {
            for operand in operands(function, &instruction.op, &mut words) {
                work.push((operand, depth + 1));
            }
        }
    }
    (words, seen)
}

/// The text that a register surely is.
pub(super) fn constant_text(function: Function<'_>, register: Reg) -> Option<&str> {
    if let Op::Const {
        value: Const::Str(text),
        ..
    } = only_definition(function, register)?
    {
        Some(text)
    } else {
        None
    }
}

impl<'a> Function<'a> {
    /// The name of a parameter or local variable.
    pub fn local_name(&self, register: Reg) -> Option<&'a str> {
        let name = *self.ir.locals.get(register.0 as usize)?;
        Some(self.name(name))
    }

    /// For a call, the name of the function or method and what it is given.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the other operations call nothing by a name"
    )]
    pub fn called(&self, op: &'a Op) -> Option<(&'a str, &'a [Arg])> {
        match op {
            Op::Call { callee, args, .. } => Some((self.callee_name(*callee)?, args)),
            Op::CallMethod { name, args, .. } => Some((self.name(*name), args)),
            _ => None,
        }
    }

    /// The variable of the text that a register is, or is a copy of.
    pub fn variable(&self, register: Reg) -> Option<&'a str> {
        self.local_name(register)
            .filter(|name| !name.starts_with('<'))
    }
}

/// What an expression is made of; names in it go to `words`.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the other operations are no expressions to look into"
)]
fn operands<'a>(function: Function<'a>, op: &'a Op, words: &mut BTreeSet<&'a str>) -> Vec<Reg> {
    match op {
        Op::LoadGlobal { name, .. } | Op::LoadEnv { name, .. } => {
            words.insert(function.name(*name));
            Vec::new()
        }
        Op::Attr { name, .. } | Op::CallMethod { name, .. } => {
            words.insert(function.name(*name));
            op.reads()
        }
        Op::Item { key, .. } => {
            if let Some(Op::Const {
                value: Const::Str(text),
                ..
            }) = only_definition(function, *key)
            {
                words.insert(text);
            }
            op.reads()
        }
        Op::Call { .. }
        | Op::Copy { .. }
        | Op::Await { .. }
        | Op::Iter { .. }
        | Op::Unary { .. }
        | Op::Binary { .. }
        | Op::Compare { .. }
        | Op::Logical { .. }
        | Op::Format { .. }
        | Op::Sequence { .. } => op.reads(),
        _ => Vec::new(),
    }
}
