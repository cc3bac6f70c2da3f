//! Objects of the project that stand for the sender: a proxy of its own, as in a copy of a login library.
//!
//! ```python
//! visitor = LocalProxy(lambda: find())
//! if not visitor.is_authenticated: …
//! ```
//!
//! Nobody but users is asked whether they are authenticated. So a global object that is, anywhere in the project,
//! is the sender everywhere.

use std::collections::BTreeSet;

use assay_python::ir::{FunctionId, Name, Op};
use assay_python::program::{self, Resolved};
use assay_python::{FunctionRef, ModuleId};

use crate::log::Log;

/// How many modules a name is handed on through.
const IMPORTS: usize = 4;

/// Attributes that only users have.
pub(super) const TELLING: [&str; 2] = ["is_authenticated", "is_anonymous"];

/// A global variable: the module that binds it, and its name.
type Global = (ModuleId, program::Name);

/// What the project itself takes for the sender.
#[derive(Debug, Default)]
pub(super) struct Users {
    globals: BTreeSet<Global>,
    /// What they are called.
    names: BTreeSet<program::Name>,
    /// The functions that ask one of them, or somebody else, whether they are known.
    pub(super) asking: BTreeSet<FunctionRef>,
}

impl Users {
    pub(super) fn new(log: &Log<'_>) -> Self {
        let mut users = Self::default();
        for (function, ir) in functions(log) {
            for instruction in ir.blocks.iter().flat_map(|block| &block.instrs) {
                let Op::Attr { object, name, .. } = &instruction.op else {
                    continue;
                };
                if !TELLING.contains(&log.text(function.module, *name)) {
                    continue;
                }
                users.asking.insert(function);
                if let Some((Op::LoadGlobal { name, .. }, _)) = log.definition(function, *object)
                    && is_variable(log.text(function.module, *name))
                {
                    users.globals.insert(home(log, function.module, *name));
                }
            }
        }
        if users.globals.is_empty() {
            return users;
        }
        users.names = users.globals.iter().map(|(_, name)| *name).collect();
        for (function, ir) in functions(log) {
            let mut loads = ir.blocks.iter().flat_map(|block| &block.instrs);
            let asks = loads.any(|instruction| match &instruction.op {
                Op::LoadGlobal { name, .. } => users.contains(log, function.module, *name),
                _ => false,
            });
            if asks {
                users.asking.insert(function);
            }
        }
        users
    }

    /// True if a global name of a module is the sender.
    pub(super) fn contains(&self, log: &Log<'_>, module: ModuleId, name: Name) -> bool {
        // Only imports can hide it, and they keep the name.
        self.names.contains(&log.program.global(module, name))
            && self.globals.contains(&home(log, module, name))
    }
}

/// Every function, but not the bodies of modules.
fn functions<'a>(
    log: &Log<'a>,
) -> impl Iterator<Item = (FunctionRef, &'a assay_python::ir::Function)> {
    log.program.modules().flat_map(|(module, code)| {
        let functions = (0..).map(FunctionId).zip(&code.functions).skip(1);
        functions.map(move |(function, ir)| (FunctionRef { module, function }, ir))
    })
}

/// True for names of objects; classes are written otherwise.
fn is_variable(name: &str) -> bool {
    !name.starts_with(char::is_uppercase)
}

/// The module that binds a name, through imports.
pub(super) fn home(log: &Log<'_>, module: ModuleId, name: Name) -> Global {
    let name = log.program.global(module, name);
    let text = log.program.name_of(name);
    let mut module = module;
    for _ in 0..IMPORTS {
        let imports = &log.program.module(module).imports;
        let found = (0_u32..)
            .zip(imports)
            .find(|(_, import)| import.name.as_deref() == Some(text));
        match found.map(|(index, _)| log.program.import(module, index)) {
            Some(Resolved::Member(there, _)) => module = *there,
            _ => break,
        }
    }
    (module, name)
}
