//! What a text is put together from, by name: `"…%s" % user.password` has the part `password`.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "most operations make no text, and have no name"
)]

use std::collections::BTreeSet;

use assay_python::ir::{ArgKind, Const, Op, Reg};

use super::Function;

/// How deep an expression is looked into.
const DEPTH: u32 = 8;

/// How many registers are looked at.
const REGISTERS: usize = 128;

/// Functions that hand on what they are given, as text.
const HANDING_ON: [&str; 8] = [
    "str",
    "repr",
    "format",
    "dumps",
    "bytes",
    "text_type",
    "unicode",
    "dict",
];

/// Last words of names of variables that hold where something lies.
const WHERE: [&str; 7] = [
    "path",
    "file",
    "filename",
    "dir",
    "directory",
    "folder",
    "location",
];

/// Methods that give an entry by its name: `request.form.get("password")`, `ctx.arg("card_number")`.
const ENTRY: [&str; 7] = ["get", "pop", "getlist", "arg", "param", "field", "value"];

/// Methods that give the text that they are called on, in another form.
const SAME_TEXT: [&str; 8] = [
    "strip", "encode", "decode", "lower", "upper", "lstrip", "rstrip", "copy",
];

/// True for the name of a variable that holds where something lies.
fn says_where(name: &str) -> bool {
    let last = name.rsplit('_').next().unwrap_or(name);
    WHERE.contains(&last.to_ascii_lowercase().as_str())
}

impl<'a> Function<'a> {
    /// What a condition asks under its `not`s.
    pub fn asked(&self, condition: Reg) -> Reg {
        let mut register = condition;
        // In a loop, `found = not found` is made of itself.
        for _ in 0..DEPTH {
            match self.made_by(register) {
                Some(Op::Unary { operand, .. }) => register = *operand,
                _ => break,
            }
        }
        register
    }

    /// The names under which the parts of a text or a container were found: variables, attributes and keys.
    ///
    /// What other functions make of a value is not looked at, so `len(password)` has no part.
    pub fn parts(&self, register: Reg) -> BTreeSet<&'a str> {
        let mut found = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut work = vec![(register, 0)];
        while let Some((register, depth)) = work.pop() {
            if depth > DEPTH || seen.len() >= REGISTERS || !seen.insert(register) {
                continue;
            }
            let name = self.variable(register);
            found.extend(name);
            // `key_path = settings["private_key"]` says that the entry is where the key lies.
            if name.is_some_and(says_where) {
                continue;
            }
            for instruction in self.writers(register).flatten() {
                let more = self.made_of(&instruction.op, &mut found);
                work.extend(more.into_iter().map(|register| (register, depth + 1)));
            }
        }
        found
    }

    /// The text that a register surely is, or the name of the global that it is.
    pub fn callee_name(&self, register: Reg) -> Option<&'a str> {
        self.writers(register)
            .flatten()
            .find_map(|instruction| match &instruction.op {
                Op::LoadGlobal { name, .. } | Op::LoadEnv { name, .. } | Op::Attr { name, .. } => {
                    Some(self.name(*name))
                }
                _ => self.local_name(register),
            })
    }

    /// What a text is made of; names of finished parts go to `found`.
    fn made_of(&self, op: &'a Op, found: &mut BTreeSet<&'a str>) -> Vec<Reg> {
        match op {
            Op::Attr { object, name, .. } => {
                let name = self.name(*name);
                found.insert(name);
                // `form.password.data` is the password.
                if name == "data" {
                    vec![*object]
                } else {
                    Vec::new()
                }
            }
            Op::LoadGlobal { name, .. } | Op::LoadEnv { name, .. } => {
                found.insert(self.name(*name));
                Vec::new()
            }
            Op::Item { key, .. } => {
                found.extend(self.value(*key).text());
                Vec::new()
            }
            Op::Copy { .. }
            | Op::Await { .. }
            | Op::Binary { .. }
            | Op::Logical { .. }
            | Op::Format { .. }
            | Op::Sequence { .. } => op.reads(),
            Op::Dict { entries, .. } => entries.iter().map(|(_, value)| *value).collect(),
            Op::CallMethod {
                object, name, args, ..
            } => match self.name(*name) {
                name if ENTRY.contains(&name) => {
                    let key = args
                        .first()
                        .and_then(|first| self.value(first.value).text());
                    found.extend(key);
                    Vec::new()
                }
                "format" | "join" | "dumps" => {
                    let all = args.iter().filter(|arg| arg.kind != ArgKind::DoubleStar);
                    all.map(|arg| arg.value).collect()
                }
                name if SAME_TEXT.contains(&name) => vec![*object],
                _ => Vec::new(),
            },
            Op::Call { callee, args, .. } => {
                let name = self.callee_name(*callee).unwrap_or_default();
                if HANDING_ON.contains(&name) {
                    args.iter().map(|arg| arg.value).collect()
                } else {
                    Vec::new()
                }
            }
            _ => Vec::new(),
        }
    }

    /// The constant texts of the function.
    pub fn texts(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.instructions()
            .filter_map(|instruction| match &instruction.op {
                Op::Const {
                    value: Const::Str(text),
                    ..
                } => Some(&**text),
                _ => None,
            })
    }

    /// Every name that the function uses: globals, attributes, methods and constant keys.
    pub fn mentions(&self) -> BTreeSet<&'a str> {
        let names = self
            .instructions()
            .filter_map(|instruction| match &instruction.op {
                Op::LoadGlobal { name, .. }
                | Op::LoadEnv { name, .. }
                | Op::Attr { name, .. }
                | Op::SetAttr { name, .. }
                | Op::CallMethod { name, .. } => Some(self.name(*name)),
                Op::Item { key, .. } => self.value(*key).text(),
                _ => None,
            });
        names.collect()
    }
}

impl<'a> Function<'a> {
    /// The one instruction of this function that makes a value; copies are followed, constants of modules are not.
    pub fn made_by(&self, register: Reg) -> Option<&'a Op> {
        let mut register = register;
        for _ in 0..DEPTH {
            let mut writers = self.writers(register);
            let only = writers.next()??;
            if writers.next().is_some() {
                return None;
            }
            match &only.op {
                Op::Copy { src, .. } => register = *src,
                op => return Some(op),
            }
        }
        None
    }

    /// What the function returns, each with its statement's range.
    pub fn returns(&self) -> impl Iterator<Item = (Reg, assay_source::Range)> + use<'a> {
        self.ir.blocks.iter().filter_map(|block| match block.end {
            assay_python::ir::End::Return(value, range) => Some((value, range)),
            _ => None,
        })
    }
}
