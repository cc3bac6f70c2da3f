//! What a function's own text says of the checks in it, where the analysis does not understand them.
//!
//! ```python
//! def checked(path):
//!     if is_absolute(path) or any(part in HIDDEN for part in path.split("/")):
//!         raise ValueError("not a good path")
//!     return path
//! ```
//!
//! Nobody can say in general what such a check lets through, but whoever wrote it judged the value.
//! Checks that every program makes are none: whether there is a value, how long it is, whether the file exists,
//! and which extension a name has.

use std::collections::BTreeMap;

use assay_python::ir::{self, BlockId, CmpOp, Const, End, Op, Reg};

use super::Analysis;
use crate::characters::JUDGED;
use crate::value::{Identity, Origin, Root, Value};

/// How many texts made of a value are remembered.
const WHOLES: usize = 8;

/// How far back a condition is followed.
const FOLLOWED: usize = 256;

/// Functions and methods that say nothing about what a value may do.
const PLAIN: [&str; 46] = [
    "len",
    "isinstance",
    "type",
    "bool",
    "str",
    "hasattr",
    "callable",
    "print",
    "exists",
    "lexists",
    "isfile",
    "isdir",
    "islink",
    "is_file",
    "is_dir",
    "startswith",
    "lower",
    "upper",
    "casefold",
    "strip",
    "split",
    "get",
    "encode",
    "decode",
    "format",
    "flash",
    "debug",
    "info",
    "warning",
    "error",
    "rsplit",
    "splitext",
    "endswith",
    "rpartition",
    "replace",
    "sub",
    "join",
    "lstrip",
    "rstrip",
    "partition",
    "repr",
    "int",
    "float",
    "translate",
    "urlparse",
    "urlsplit",
];

/// Those of them whose answer says more where it is the verdict.
const TELLING: [&str; 3] = ["get", "int", "float"];

/// Those of them that look at an extension.
const EXTENSION: [&str; 4] = ["rsplit", "splitext", "endswith", "rpartition"];

/// What is done in a function, register by register.
struct Deeds<'i> {
    made_of: BTreeMap<Reg, Vec<Reg>>,
    calls: BTreeMap<Reg, &'i str>,
    compares: BTreeMap<Reg, (CmpOp, Reg, Reg)>,
    constants: BTreeMap<Reg, &'i Const>,
}

impl<'i> Deeds<'i> {
    fn of(function: &'i ir::Function, names: &'i [std::sync::Arc<str>]) -> Self {
        let mut deeds = Self {
            made_of: BTreeMap::new(),
            calls: BTreeMap::new(),
            compares: BTreeMap::new(),
            constants: BTreeMap::new(),
        };
        let text = |name: &ir::Name| names.get(name.0 as usize).map_or("", |name| &**name);
        let mut globals: BTreeMap<Reg, &'i str> = BTreeMap::new();
        for instr in function.blocks.iter().flat_map(|block| &block.instrs) {
            match &instr.op {
                Op::LoadGlobal { dst, name } | Op::LoadEnv { dst, name, .. } => {
                    globals.insert(*dst, text(name));
                }
                Op::Call { dst, callee, .. } => {
                    let name = globals.get(callee).copied().unwrap_or("");
                    deeds.calls.insert(*dst, name);
                }
                Op::CallMethod { dst, name, .. } => {
                    deeds.calls.insert(*dst, text(name));
                }
                Op::Compare {
                    dst,
                    op,
                    left,
                    right,
                } => {
                    deeds.compares.insert(*dst, (*op, *left, *right));
                }
                Op::Const { dst, value } => {
                    deeds.constants.insert(*dst, value);
                }
                Op::Append {
                    container, value, ..
                } => deeds.made_of.entry(*container).or_default().push(*value),
                _ => {}
            }
            let mut read = Vec::new();
            instr.op.for_each_read(|register| read.push(register));
            instr.op.for_each_written(|register| {
                deeds
                    .made_of
                    .entry(register)
                    .or_default()
                    .extend(read.iter().copied());
            });
        }
        for block in &function.blocks {
            if let End::Next { dst, iterator, .. } = block.end {
                deeds.made_of.entry(dst).or_default().push(iterator);
            }
        }
        deeds
    }

    fn is_plain(name: &str) -> bool {
        PLAIN.contains(&name)
    }

    /// True if the instruction that makes a register asks more than every program asks.
    fn judges(&self, register: Reg) -> bool {
        if let Some(name) = self.calls.get(&register) {
            return !Self::is_plain(name);
        }
        match self.compares.get(&register) {
            Some((CmpOp::In | CmpOp::NotIn | CmpOp::Eq | CmpOp::NotEq, left, right)) => {
                !self.constants.contains_key(left) && !self.constants.contains_key(right)
            }
            Some(_) | None => false,
        }
    }

    /// The parameters that a condition is made of, if it judges them.
    fn judged_by(&self, condition: Reg, parameters: usize) -> Vec<u16> {
        let (found, judges) = self.behind(condition, parameters);
        if judges { found } else { Vec::new() }
    }

    /// The parameters that a value is made of, and whether any step on the way judges.
    fn behind(&self, condition: Reg, parameters: usize) -> (Vec<u16>, bool) {
        let mut seen = vec![condition];
        let mut at = 0;
        let mut judges = false;
        let mut found = Vec::new();
        while let Some(register) = seen.get(at).copied() {
            at += 1;
            judges |= self.judges(register);
            if (register.0 as usize) < parameters
                && let Ok(number) = u16::try_from(register.0)
            {
                found.push(number);
            }
            for part in self.made_of.get(&register).into_iter().flatten() {
                if seen.len() < FOLLOWED && !seen.contains(part) {
                    seen.push(*part);
                }
            }
        }
        (found, judges)
    }
}

impl Analysis<'_> {
    /// Remembers that a text was made of a value.
    pub(super) fn note_whole(&mut self, part: Identity, whole: Identity) {
        if part != 0 && whole != 0 && part != whole {
            let wholes = self.wholes.entry(part).or_default();
            if wholes.len() < WHOLES && !wholes.contains(&whole) {
                wholes.push(whole);
            }
        }
    }

    /// A function of the project judged a value, and so the texts that were made of it before.
    pub(super) fn judge(&mut self, identity: Identity) {
        self.state.learn(identity, JUDGED);
        for whole in self.wholes.get(&identity).cloned().unwrap_or_default() {
            self.state.learn(whole, JUDGED);
        }
    }

    /// What comes back of the parameters that were judged.
    pub(super) fn with_judgement(value: Value, judged: &[u16]) -> Value {
        let concerned = |origin: &Origin| matches!(origin, Origin::Root(path) if matches!(path.root, Root::Param(number) if judged.contains(&number)));
        if judged.is_empty() || !value.labels().iter().any(|label| concerned(&label.origin)) {
            return value;
        }
        let mut data = value.to_data();
        for label in &mut data.labels {
            if concerned(&label.origin) {
                label.cleaned |= JUDGED;
            }
        }
        data.into()
    }
}

/// The parameters over which a function raises, for reasons of its own.
pub(crate) fn judged_parameters(
    function: &ir::Function,
    names: &[std::sync::Arc<str>],
) -> Vec<u16> {
    let mut judged: Vec<u16> = Vec::new();
    let mut deeds = None;
    for block in &function.blocks {
        let End::Branch {
            condition,
            then,
            otherwise,
        } = block.end
        else {
            continue;
        };
        if raises(function, then) == raises(function, otherwise) {
            continue;
        }
        let deeds = deeds.get_or_insert_with(|| Deeds::of(function, names));
        judged.extend(deeds.judged_by(condition, function.params.len()));
    }
    for block in function.blocks.iter().filter(|b| b.handler.is_some()) {
        for instr in &block.instrs {
            let Op::CallMethod { object, name, .. } = &instr.op else {
                continue;
            };
            // `resolved.relative_to(folder)` raises unless the path is below the folder.
            let name = names.get(name.0 as usize);
            if name.is_some_and(|name| &**name == "relative_to") {
                let deeds = deeds.get_or_insert_with(|| Deeds::of(function, names));
                judged.extend(deeds.behind(*object, function.params.len()).0);
            }
        }
    }
    judged.sort_unstable();
    judged.dedup();
    judged
}

/// True if a function looks at nothing but the extension of a name.
pub(crate) fn looks_at_extension(function: &ir::Function, names: &[std::sync::Arc<str>]) -> bool {
    let deeds = Deeds::of(function, names);
    deeds.calls.values().any(|name| EXTENSION.contains(name))
        && deeds.calls.values().all(|name| Deeds::is_plain(name))
}

/// True if a verdict rests on nothing but questions whose answers are understood, and were found to be no guard:
/// `return "example.com" in url`.
pub(crate) fn asks_little(function: &ir::Function, names: &[std::sync::Arc<str>]) -> bool {
    let deeds = Deeds::of(function, names);
    let instrs = || function.blocks.iter().flat_map(|block| &block.instrs);
    (deeds.calls.values()).all(|name| Deeds::is_plain(name) && !TELLING.contains(name))
        && deeds
            .compares
            .keys()
            .all(|register| !deeds.judges(*register))
        && !instrs().any(|instr| matches!(instr.op, Op::Item { .. } | Op::Slice { .. }))
        && !(function.blocks.iter()).any(|block| matches!(block.end, End::Next { .. }))
}

/// True if a block does nothing but raise in the end.
fn raises(function: &ir::Function, mut block: BlockId) -> bool {
    for _ in 0..3 {
        match function
            .blocks
            .get(block.0 as usize)
            .map(|block| &block.end)
        {
            Some(End::Raise(_)) => return true,
            Some(End::Jump(next)) => block = *next,
            _ => return false,
        }
    }
    false
}
