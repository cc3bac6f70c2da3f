//! All modules of a project, linked: the module graph and global names.
//!
//! A module's dotted name follows from its path: `src/` and similar roots are left out,
//! a folder without `__init__.py` is a namespace package.
//! Resolution is static: it says which project module an import means, or that it is external.
//! What a name holds is not asked here; that is the business of the taint engine.

mod append;
mod link;
mod star;
#[cfg(test)]
mod tests;
mod tree;

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use crate::ir::{self, ClassId, FunctionId, Module};
pub use append::{Appended, Page};
use tree::{Place, Tree};

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
    /// A folder of the project without `__init__.py`, by its path from the root with dots for slashes.
    /// Ask [`Program::namespace_member`] what is in it.
    Namespace(Arc<str>),
    /// A name inside a module of the project (`from module import name`); it need not exist there.
    Member(ModuleId, Name),
    /// A function of the project itself, which only appended modules name.
    Function(FunctionRef),
    /// Something outside the project, by its full dotted path (`flask.request`).
    /// The path of a relative import that leads nowhere begins with its dots;
    /// `from flask import *` is `flask.*`.
    External(Arc<str>),
}

/// Where a global variable of a module comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GlobalResolution {
    /// The module itself binds it: by assignment, definition, import, or `global` in a function.
    Defined,
    /// A star import brings it. One answer is sure;
    /// several mean that any of these modules outside the project may have it, the last import first.
    FromStar(Vec<Resolved>),
    /// Python's own, such as `open` or `__name__`.
    Builtin,
    /// Nothing we see binds it.
    Unknown,
}

/// All modules, linked. Made by [`Program::link`].
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
    /// For `import a.b` this is `a.b`, whether or not it is bound by another name.
    pub imports: Vec<Vec<Resolved>>,
    /// For each module, for each of its imports, what the first part of `import a.b` means.
    tops: Vec<Vec<Option<Resolved>>>,
    /// For each module, the names its body binds, sorted.
    bound: Vec<Vec<Name>>,
    /// For each module, the names in its literal `__all__`, sorted.
    exported: Vec<Option<Vec<Name>>>,
    /// For each module, its star imports in order, as places in its list of imports.
    stars: Vec<Vec<u32>>,
    /// For each module, the names that its functions bind with `global`, sorted; found when first asked for.
    stored: Vec<OnceLock<Vec<Name>>>,
    /// Python's own names that occur, sorted.
    builtins: Vec<Name>,
    name_index: FxHashMap<Arc<str>, Name>,
    module_index: FxHashMap<Arc<str>, ModuleId>,
    tree: Tree,
    /// What rendering a template calls, by the name or text of the template; sorted.
    pages: Vec<Page>,
}

#[expect(
    clippy::indexing_slicing,
    reason = "ids are made by linking only, one for each module, name and import"
)]
impl Program {
    /// The function behind a reference.
    pub fn function(&self, function: FunctionRef) -> &ir::Function {
        &self.module(function.module).functions[function.function.0 as usize]
    }

    /// The class behind a reference.
    pub fn class(&self, class: ClassRef) -> &ir::Class {
        &self.module(class.module).classes[class.class.0 as usize]
    }

    /// The module with an id.
    pub fn module(&self, module: ModuleId) -> &Module {
        &self.modules[module.0 as usize]
    }

    /// All modules with their ids.
    pub fn modules(&self) -> impl Iterator<Item = (ModuleId, &Module)> {
        (0..).map(ModuleId).zip(&self.modules)
    }

    /// The dotted name of a module.
    pub fn module_name(&self, module: ModuleId) -> &str {
        &self.module_names[module.0 as usize]
    }

    /// The module of a dotted name; of several, the first by path.
    pub fn module_named(&self, name: &str) -> Option<ModuleId> {
        self.module_index.get(name).copied()
    }

    /// The text of a name.
    pub fn name_of(&self, name: Name) -> &str {
        &self.names[name.0 as usize]
    }

    /// The name with a text, if it occurs in the program.
    pub fn lookup_name(&self, text: &str) -> Option<Name> {
        self.name_index.get(text).copied()
    }

    /// The global name of a module's local one.
    pub fn global(&self, module: ModuleId, name: ir::Name) -> Name {
        self.global_names[module.0 as usize][name.0 as usize]
    }

    /// What an import means; `import` is the place in [`Module::imports`].
    pub fn import(&self, module: ModuleId, import: u32) -> &Resolved {
        &self.imports[module.0 as usize][import as usize]
    }

    /// What an import statement binds when it binds the first part of the path:
    /// `a` for `import a.b`, otherwise the same as [`Program::import`].
    pub fn import_top(&self, module: ModuleId, import: u32) -> &Resolved {
        self.tops[module.0 as usize][import as usize]
            .as_ref()
            .unwrap_or_else(|| self.import(module, import))
    }

    /// What a name means where `module` reads it as a global variable.
    pub fn resolve_global(&self, module: ModuleId, name: Name) -> GlobalResolution {
        if self.binds(module, name) {
            return GlobalResolution::Defined;
        }
        let builtin = self.builtins.binary_search(&name).is_ok();
        match self.starred_name(module, name) {
            Some(resolved) => GlobalResolution::FromStar(vec![resolved]),
            None if builtin => GlobalResolution::Builtin,
            None => {
                let external = self.external_stars(module, name);
                if external.is_empty() {
                    GlobalResolution::Unknown
                } else {
                    GlobalResolution::FromStar(external)
                }
            }
        }
    }

    /// What `module.name` means as seen from outside: something the module binds or gets by a star import,
    /// or a submodule. `None` if nothing we see provides it.
    /// A [`Resolved::Member`] in the answer is bound by the body of that very module.
    pub fn resolve_member(&self, module: ModuleId, name: Name) -> Option<Resolved> {
        if self.binds(module, name) {
            return Some(Resolved::Member(module, name));
        }
        if let Some(resolved) = self
            .starred_name(module, name)
            .or_else(|| self.submodule(module, name))
        {
            return Some(resolved);
        }
        let mut external = self.external_stars(module, name);
        (external.len() == 1).then(|| external.pop()).flatten()
    }

    /// What `name` means in a [`Resolved::Namespace`].
    pub fn namespace_member(&self, namespace: &str, name: Name) -> Option<Resolved> {
        let folder = self.tree.namespace(namespace)?;
        self.tree
            .child(folder, self.name_of(name))
            .map(|place| self.resolved(place))
    }

    /// True if the module's own code binds the name as a global variable.
    pub fn binds(&self, module: ModuleId, name: Name) -> bool {
        let at = module.0 as usize;
        self.bound[at].binary_search(&name).is_ok()
            || self.stored[at]
                .get_or_init(|| self.stored_globals(module))
                .binary_search(&name)
                .is_ok()
    }

    /// The module or namespace of this name in a package.
    pub fn submodule(&self, package: ModuleId, name: Name) -> Option<Resolved> {
        let folder = self.tree.package_folder(package)?;
        self.tree
            .child(folder, self.name_of(name))
            .map(|place| self.resolved(place))
    }

    fn stored_globals(&self, module: ModuleId) -> Vec<Name> {
        let instrs = self
            .module(module)
            .functions
            .iter()
            .flat_map(|function| &function.blocks)
            .flat_map(|block| &block.instrs);
        let mut names: Vec<Name> = instrs
            .filter_map(|instr| {
                if let ir::Op::StoreGlobal { name, .. } = instr.op {
                    Some(self.global(module, name))
                } else {
                    None
                }
            })
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    fn resolved(&self, place: Place) -> Resolved {
        match place {
            Place::Module(module) => Resolved::Module(module),
            Place::Folder(folder) => Resolved::Namespace(self.tree.namespace_name(folder)),
        }
    }
}
