//! Objects of libraries that are told apart by the place that makes them.
//!
//! Two blueprints are two things, though both are `flask.Blueprint()`. Where a model gives a call a role that
//! makes objects, each place that may be such a call gets a node of its own, which behaves as the common one.
//! The places are found by the callee's last name before the analysis begins, since the tree does not change
//! while it runs; a place that turns out to call something else leaves its node unused.

use assay_models::RoleTarget;
use assay_python::ir::{Function, Module, Op};
use assay_python::{ModuleId, Name, Program};
use assay_source::Span;
use rustc_hash::FxHashMap;

use super::{Edge, SymbolId, Symbols};

/// How many generations of subclasses are followed.
const GENERATIONS: usize = 3;

impl Symbols<'_> {
    /// Makes the nodes.
    pub(crate) fn make_sites(&mut self, program: &Program) {
        let makers = self.makers();
        if makers.is_empty() {
            return;
        }
        let makers = self.with_subclasses(program, makers);
        for (id, module) in program.modules() {
            let imported = imported(program, id, module);
            for function in &module.functions {
                self.sites_of(program, id, module, function, &imported, &makers);
            }
        }
    }

    /// The node of what is made at a place, if it has one of its own.
    pub(crate) fn site(&self, made: SymbolId, place: Span) -> Option<SymbolId> {
        self.sites.get(&(made, place)).copied()
    }

    /// The same where it is not known yet what is made there, as in the module that defines the class.
    pub(crate) fn site_at(&self, place: Span) -> Option<SymbolId> {
        self.sites_by_place.get(&place).copied()
    }

    /// The place that made an object with a node of its own.
    pub(crate) fn site_of(&self, made: SymbolId) -> Option<Span> {
        self.site_places.get(&made).copied()
    }

    /// What is made by calls of a name, by the last part of the name.
    fn makers(&self) -> FxHashMap<Name, Vec<SymbolId>> {
        let mut makers: FxHashMap<Name, Vec<SymbolId>> = FxHashMap::default();
        for (index, node) in (0..).zip(&self.nodes) {
            let makes = node.info.roles.iter().any(|(_, role)| {
                matches!(role.target, RoleTarget::Call(_))
                    && self
                        .models
                        .kinds()
                        .role_facts(role.role)
                        .is_some_and(|facts| facts.makes)
            });
            if let (true, Some(Edge::Attr(name)), Some(made)) =
                (makes, node.edge, self.called(SymbolId(index)))
            {
                let known = makers.entry(name).or_default();
                if !known.contains(&made) {
                    known.push(made);
                }
            }
        }
        makers
    }

    /// The same for classes of the project that inherit from what is made, by the last part of their name.
    fn with_subclasses(
        &self,
        program: &Program,
        mut makers: FxHashMap<Name, Vec<SymbolId>>,
    ) -> FxHashMap<Name, Vec<SymbolId>> {
        for _ in 0..GENERATIONS {
            let mut found: Vec<(Name, Vec<SymbolId>)> = Vec::new();
            for (id, module) in program.modules() {
                let imported = imported(program, id, module);
                for function in &module.functions {
                    for (class, base) in subclasses(program, id, function, module, &imported) {
                        if let Some(made) = makers.get(&base)
                            && !makers.contains_key(&class)
                        {
                            found.push((class, made.clone()));
                        }
                    }
                }
            }
            if found.is_empty() {
                break;
            }
            makers.extend(found);
        }
        makers
    }

    fn sites_of(
        &mut self,
        program: &Program,
        id: ModuleId,
        module: &Module,
        function: &Function,
        imported: &FxHashMap<Name, Name>,
        makers: &FxHashMap<Name, Vec<SymbolId>>,
    ) {
        let mut held: FxHashMap<u32, Name> = FxHashMap::default();
        for instruction in function.blocks.iter().flat_map(|block| &block.instrs) {
            let called = match &instruction.op {
                Op::LoadGlobal { dst, name } | Op::LoadEnv { dst, name, .. } => {
                    let name = program.global(id, *name);
                    held.insert(dst.0, imported.get(&name).copied().unwrap_or(name));
                    continue;
                }
                Op::Attr { dst, name, .. } => {
                    held.insert(dst.0, program.global(id, *name));
                    continue;
                }
                Op::Import { dst, import, .. } => {
                    let name = module.imports.get(*import as usize);
                    let name = name.and_then(|import| import.name.as_deref());
                    if let Some(name) = name.and_then(|name| program.lookup_name(name)) {
                        held.insert(dst.0, name);
                    }
                    continue;
                }
                Op::MakeClass { dst, class, .. } => {
                    if let Some(class) = module.classes.get(class.0 as usize) {
                        held.insert(dst.0, program.global(id, class.name));
                    }
                    continue;
                }
                Op::Copy { dst, src } => {
                    if let Some(name) = held.get(&src.0).copied() {
                        held.insert(dst.0, name);
                    }
                    continue;
                }
                Op::Call { callee, .. } => held.get(&callee.0).copied(),
                Op::CallMethod { name, .. } => Some(program.global(id, *name)),
                _ => continue,
            };
            let Some(made) = called.and_then(|name| makers.get(&name)) else {
                continue;
            };
            let place = Span {
                file: module.file,
                range: instruction.range,
            };
            for made in made {
                self.add_site(*made, place);
            }
        }
    }

    fn add_site(&mut self, made: SymbolId, place: Span) {
        if self.sites.contains_key(&(made, place)) {
            return;
        }
        let Some((parent, edge, info)) = self
            .nodes
            .get(made.0 as usize)
            .map(|node| (node.parent, node.edge, node.info.clone()))
        else {
            return;
        };
        let site = self.add_node(parent, edge);
        if let Some(node) = self.nodes.get_mut(site.0 as usize) {
            node.is.push(made);
            node.info = info;
        }
        self.sites.insert((made, place), site);
        self.sites_by_place.entry(place).or_insert(site);
        self.site_places.insert(site, place);
    }
}

/// What the names that a module imports are called where they come from.
fn imported(program: &Program, id: ModuleId, module: &Module) -> FxHashMap<Name, Name> {
    let mut names = FxHashMap::default();
    let Some(body) = module.functions.first() else {
        return names;
    };
    for instruction in body.blocks.iter().flat_map(|block| &block.instrs) {
        let Op::Import { dst, import, .. } = &instruction.op else {
            continue;
        };
        let own = module
            .imports
            .get(*import as usize)
            .and_then(|import| import.name.as_deref())
            .and_then(|name| program.lookup_name(name));
        let local = body.exports.iter().find(|(_, register)| register == dst);
        if let (Some(own), Some((local, _))) = (own, local) {
            names.insert(program.global(id, *local), own);
        }
    }
    names
}

/// The classes that a function defines, each with the last part of the name of a base.
fn subclasses(
    program: &Program,
    id: ModuleId,
    function: &Function,
    module: &Module,
    imported: &FxHashMap<Name, Name>,
) -> Vec<(Name, Name)> {
    let mut held: FxHashMap<u32, Name> = FxHashMap::default();
    let mut found = Vec::new();
    for instruction in function.blocks.iter().flat_map(|block| &block.instrs) {
        match &instruction.op {
            Op::LoadGlobal { dst, name } | Op::LoadEnv { dst, name, .. } => {
                let name = program.global(id, *name);
                held.insert(dst.0, imported.get(&name).copied().unwrap_or(name));
            }
            Op::Attr { dst, name, .. } => {
                held.insert(dst.0, program.global(id, *name));
            }
            Op::Import { dst, import, .. } => {
                let name = module.imports.get(*import as usize);
                let name = name.and_then(|import| import.name.as_deref());
                if let Some(name) = name.and_then(|name| program.lookup_name(name)) {
                    held.insert(dst.0, name);
                }
            }
            Op::MakeClass {
                dst, class, bases, ..
            } => {
                let Some(class) = module.classes.get(class.0 as usize) else {
                    continue;
                };
                let class = program.global(id, class.name);
                let bases = bases.iter().filter_map(|base| held.get(&base.0));
                found.extend(bases.map(|base| (class, *base)));
                held.insert(dst.0, class);
            }
            _ => {}
        }
    }
    found
}
