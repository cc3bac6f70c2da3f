//! Which functions may run while a request is served: those a framework calls, and what they may call.
//!
//! A coarse answer on purpose, for checks that only ask "does this matter to a request":
//! a call of a name may mean every function of that name, so the answer errs towards yes.

use std::collections::{BTreeMap, BTreeSet};

use assay_python::Program;
use assay_python::ir::{FunctionId, FunctionKind, Op};
use assay_python::program::{FunctionRef, ModuleId};
use assay_taint::Entry;

/// Functions that may run while a request is served.
#[derive(Debug, Default)]
pub(crate) struct Reach {
    functions: BTreeSet<FunctionRef>,
    entries: BTreeSet<FunctionRef>,
    /// Those that entries call themselves: of their own module, or as far as only one function has the name.
    helpers: BTreeSet<FunctionRef>,
}

impl Reach {
    pub(crate) fn new(program: &Program, entries: &[Entry]) -> Self {
        let by_name = functions_by_name(program);
        let mut functions = BTreeSet::new();
        let mut work: Vec<FunctionRef> = entries.iter().map(|entry| entry.function).collect();
        while let Some(function) = work.pop() {
            if !functions.insert(function) {
                continue;
            }
            for name in mentioned(program, function) {
                work.extend(by_name.get(name).into_iter().flatten());
            }
        }
        let entries: BTreeSet<FunctionRef> = entries.iter().map(|entry| entry.function).collect();
        let mut helpers = BTreeSet::new();
        for entry in &entries {
            for name in mentioned(program, *entry) {
                let named = by_name.get(name).map(Vec::as_slice).unwrap_or_default();
                let own = named.iter().filter(|one| one.module == entry.module);
                match named {
                    [one] => {
                        helpers.insert(*one);
                    }
                    _ => helpers.extend(own.copied()),
                }
            }
        }
        Self {
            functions,
            entries,
            helpers,
        }
    }

    /// True if a framework calls the function itself.
    pub(crate) fn is_entry(&self, function: FunctionRef) -> bool {
        self.entries.contains(&function)
    }

    /// True if a function that a framework calls calls this one.
    pub(crate) fn is_helper(&self, function: FunctionRef) -> bool {
        self.helpers.contains(&function)
    }

    /// True if the function may run while a request is served.
    pub(crate) fn contains(&self, function: FunctionRef) -> bool {
        self.functions.contains(&function)
    }
}

fn functions_by_name(program: &Program) -> BTreeMap<&str, Vec<FunctionRef>> {
    let mut by_name: BTreeMap<&str, Vec<FunctionRef>> = BTreeMap::new();
    for (module, id) in program.modules.iter().zip(0_u32..) {
        for (function, number) in module.functions.iter().zip(0_u32..) {
            let is_callable = matches!(function.kind, FunctionKind::Def | FunctionKind::AsyncDef);
            if let Some(name) = module
                .names
                .get(function.name.0 as usize)
                .filter(|_| is_callable)
            {
                let function = FunctionRef {
                    module: ModuleId(id),
                    function: FunctionId(number),
                };
                by_name.entry(name).or_default().push(function);
            }
        }
    }
    by_name
}

/// The names that a function calls or loads.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the other operations mention no name"
)]
fn mentioned(program: &Program, function: FunctionRef) -> BTreeSet<&str> {
    let Some(module) = program.modules.get(function.module.0 as usize) else {
        return BTreeSet::new();
    };
    let Some(function) = module.functions.get(function.function.0 as usize) else {
        return BTreeSet::new();
    };
    let instructions = function.blocks.iter().flat_map(|block| &block.instrs);
    let names = instructions.filter_map(|instruction| match &instruction.op {
        Op::LoadGlobal { name, .. }
        | Op::LoadEnv { name, .. }
        | Op::Attr { name, .. }
        | Op::CallMethod { name, .. } => module.names.get(name.0 as usize),
        // A function defined here may be called here.
        Op::MakeFunction { function, .. } => module
            .functions
            .get(function.0 as usize)
            .and_then(|inner| module.names.get(inner.name.0 as usize)),
        _ => None,
    });
    names.map(AsRef::as_ref).collect()
}
