//! What `from module import *` brings.
//!
//! ```python
//! from .models import *        # every public name of models, or those in its __all__
//! from flask import *          # unknown: flask is not part of the project
//! ```
//!
//! A star takes what the module's `__all__` names, else every name without a leading underscore,
//! which includes what the module itself got by a star. Circles of stars end at a module seen before.

use super::{ModuleId, Name, Program, Resolved};

/// How many modules one question about a star may visit.
/// Real chains of stars are a few modules long; a circle of thousands is an attack on our time.
const VISITED: usize = 256;

#[expect(
    clippy::indexing_slicing,
    reason = "ids are made by linking only, one for each module and import"
)]
impl Program {
    /// What the star imports of a module say about a name; the last import wins, as in Python.
    pub(super) fn starred_name(&self, module: ModuleId, name: Name) -> Option<Resolved> {
        self.search_stars(module, name, &mut vec![module])
    }

    fn search_stars(
        &self,
        module: ModuleId,
        name: Name,
        visited: &mut Vec<ModuleId>,
    ) -> Option<Resolved> {
        self.starred(module).find_map(|resolved| {
            let Resolved::Module(target) = *resolved else {
                return None;
            };
            if visited.len() >= VISITED || visited.contains(&target) {
                return None;
            }
            visited.push(target);
            self.exports(target, name, visited)
        })
    }

    /// What a star import of `module` binds `name` to.
    fn exports(
        &self,
        module: ModuleId,
        name: Name,
        visited: &mut Vec<ModuleId>,
    ) -> Option<Resolved> {
        let listed = self.lists(module, name)?;
        if self.binds(module, name) {
            return Some(Resolved::Member(module, name));
        }
        if let Some(resolved) = self.search_stars(module, name, visited) {
            return Some(resolved);
        }
        // A name that only `__all__` mentions is a submodule, which the star imports, or made in a way we do not see.
        listed.then(|| {
            self.submodule(module, name)
                .unwrap_or(Resolved::Member(module, name))
        })
    }

    /// Whether `module` exports `name` if it has it: `Some(true)` if `__all__` says so,
    /// `Some(false)` if there is no `__all__` and the name is public, `None` if not.
    fn lists(&self, module: ModuleId, name: Name) -> Option<bool> {
        match &self.exported[module.0 as usize] {
            Some(list) => list.binary_search(&name).is_ok().then_some(true),
            None => (!self.name_of(name).starts_with('_')).then_some(false),
        }
    }

    /// The places outside the project that a name may come from by stars, the last import first.
    pub(super) fn external_stars(&self, module: ModuleId, name: Name) -> Vec<Resolved> {
        let mut found = Vec::new();
        if !self.name_of(name).starts_with('_') {
            self.collect_external(module, name, &mut vec![module], &mut found);
        }
        found
    }

    fn collect_external(
        &self,
        module: ModuleId,
        name: Name,
        visited: &mut Vec<ModuleId>,
        found: &mut Vec<Resolved>,
    ) {
        for resolved in self.starred(module) {
            match resolved {
                Resolved::External(path) => {
                    let path = path.strip_suffix('*').unwrap_or(path);
                    let full = Resolved::External(format!("{path}{}", self.name_of(name)).into());
                    if !found.contains(&full) {
                        found.push(full);
                    }
                }
                Resolved::Module(target) => {
                    if visited.len() < VISITED
                        && !visited.contains(target)
                        && self.lists(*target, name).is_some()
                    {
                        visited.push(*target);
                        self.collect_external(*target, name, visited, found);
                    }
                }
                Resolved::Namespace(_) | Resolved::Member(..) | Resolved::Function(_) => {}
            }
        }
    }

    /// What the star imports of a module name, the last first.
    fn starred(&self, module: ModuleId) -> impl Iterator<Item = &Resolved> {
        self.stars[module.0 as usize]
            .iter()
            .rev()
            .map(move |import| self.import(module, *import))
    }
}
