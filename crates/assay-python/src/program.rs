//! All modules of a project, linked: the module graph and global names.
//!
//! A module's dotted name follows from its path: `src/` and similar roots are left out,
//! a folder without `__init__.py` is a namespace package.
//! Resolution is static: it says which project module an import means, or that it is external.

use std::sync::Arc;

use crate::ir::{self, ClassId, FunctionId, Module};

/// A name, the same across all modules: an index into [`Program::names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(pub u32);

/// A module of the program: an index into [`Program::modules`], in order of file path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModuleId(pub u32);

/// A function of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FunctionRef {
    /// Its module.
    pub module: ModuleId,
    /// Its place there.
    pub function: FunctionId,
}

/// A class of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassRef {
    /// Its module.
    pub module: ModuleId,
    /// Its place there.
    pub class: ClassId,
}

/// What a module path or an import means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// A module of the project.
    Module(ModuleId),
    /// A folder of the project without `__init__.py`, by its dotted name.
    Namespace(Arc<str>),
    /// A name inside a module of the project (`from module import name`); it need not exist there.
    Member(ModuleId, Name),
    /// Something outside the project, by its full dotted path (`flask.request`).
    External(Arc<str>),
}

/// All modules, linked.
#[derive(Debug)]
pub struct Program {
    /// The modules, sorted by file path.
    pub modules: Vec<Module>,
    /// The dotted name of each module.
    pub module_names: Vec<Arc<str>>,
    /// Every name of every module, once; the order depends only on the modules.
    pub names: Vec<Arc<str>>,
    /// For each module, for each of its local names, the global one.
    pub global_names: Vec<Vec<Name>>,
    /// For each module, for each of its imports, what it means.
    pub imports: Vec<Vec<Resolved>>,
}

impl Program {
    /// The function behind a reference.
    pub fn function(&self, function: FunctionRef) -> &ir::Function {
        &self.modules[function.module.0 as usize].functions[function.function.0 as usize]
    }
}
