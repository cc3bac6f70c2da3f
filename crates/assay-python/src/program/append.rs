//! Modules that no Python file is the source of: templates, lowered to the same representation.
//!
//! They are added when everything is linked, and say themselves what their imports mean.
//! No import statement finds them; a call that renders a template finds them as a [`Page`].

use std::sync::{Arc, OnceLock};

use super::{FunctionRef, ModuleId, Name, Program, Resolved};
use crate::ir::Module;

/// A module and what its imports mean.
#[derive(Debug)]
pub struct Appended {
    /// The module.
    pub module: Module,
    /// What it is called in messages.
    pub name: Arc<str>,
    /// For each of its imports, what it means.
    pub imports: Vec<Resolved>,
}

/// What rendering a template calls.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Page {
    /// The name by which the application asks for the template, or its text.
    pub name: Arc<str>,
    /// The function; its keyword arguments are the variables of the template.
    pub function: FunctionRef,
}

impl Program {
    /// The id that the next appended module gets.
    pub fn next_module(&self) -> ModuleId {
        ModuleId(u32::try_from(self.modules.len()).unwrap_or(u32::MAX))
    }

    /// Adds modules behind all others, in this order, and the pages that are in them.
    pub fn append(&mut self, appended: Vec<Appended>, pages: Vec<Page>) {
        for Appended {
            module,
            name,
            imports,
        } in appended
        {
            let names = module.names.iter().map(|name| self.intern(name)).collect();
            self.global_names.push(names);
            self.tops.push(vec![None; imports.len()]);
            self.imports.push(imports);
            self.module_names.push(name);
            self.bound.push(Vec::new());
            self.exported.push(None);
            self.stars.push(Vec::new());
            self.stored.push(OnceLock::new());
            self.modules.push(module);
        }
        self.pages.extend(pages);
        self.pages.sort();
        self.pages.dedup();
    }

    /// What rendering the template with this name or text calls: each template of the name.
    pub fn pages(&self, name: &str) -> &[Page] {
        let start = self.pages.partition_point(|page| &*page.name < name);
        let rest = self.pages.get(start..).unwrap_or_default();
        let count = rest.iter().take_while(|page| &*page.name == name).count();
        rest.get(..count).unwrap_or_default()
    }

    /// Every template, sorted by name.
    pub fn all_pages(&self) -> &[Page] {
        &self.pages
    }

    fn intern(&mut self, text: &Arc<str>) -> Name {
        if let Some(name) = self.name_index.get(text) {
            return *name;
        }
        let name = Name(u32::try_from(self.names.len()).unwrap_or(u32::MAX));
        self.names.push(Arc::clone(text));
        self.name_index.insert(Arc::clone(text), name);
        name
    }
}
