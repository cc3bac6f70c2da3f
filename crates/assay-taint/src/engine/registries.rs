//! What module bodies put into registries through functions of the project.
//!
//! ```python
//! HANDLERS = {}
//!
//! def handler(name):
//!     def enter(function):
//!         HANDLERS[name] = function
//!         return function
//!     return enter
//!
//! @handler("show")
//! def show(text): ...
//! ```
//!
//! Classes enter themselves by a metaclass, by `__init_subclass__` or by a decorator:
//!
//! ```python
//! class Plugin:
//!     def __init_subclass__(cls, **options):
//!         PLUGINS[cls.__name__] = cls
//! ```
//!
//! A registry may also be an object that a module makes, with the container in an attribute:
//!
//! ```python
//! class Registry:
//!     def __init__(self): self.entries = {}
//!     def enter(self, name): ...      # self.entries[name] = function
//!
//! registry = Registry()
//! ```
//!
//! Module bodies put calls of project functions off, so that the registry is still empty when functions are analysed.
//! Here the few functions that fill such containers, and the bodies that call them, run once before everything else.
//! Of what they leave only the callables count; their summaries are thrown away.

use std::sync::{Arc, Mutex};

use assay_python::ir::{self, FunctionId, FunctionKind, Op};
use assay_python::{ClassRef, FunctionRef, ModuleId, Name};
use rustc_hash::FxHashSet;

mod fillers;

use fillers::{Filler, Holder};

use super::Engine;
use crate::analysis::Analysis;
use crate::state::{Cell, CellKind, State};
use crate::summary::{Summary, Used};
use crate::value::{CellId, Key, Object, Root, Value};

/// How many analyses of callees are looked at for one module body.
const SUMMARIES: usize = 256;

/// How many module bodies are run for them.
const BODIES: usize = 256;

/// How deep containers in registries are looked into for callables.
const NESTED: u32 = 3;

/// A container of a module, or one in an attribute of a module's object, and what a key of it holds.
struct Entered {
    owner: CellId,
    attributes: Vec<Key>,
    kind: CellKind,
    key: Key,
    callables: Value,
}

impl Engine<'_> {
    /// Puts into registries what module bodies register.
    pub(super) fn fill_registries(&mut self) {
        let fillers = self.fillers();
        if fillers.is_empty() {
            return;
        }
        let mut needed: Vec<FunctionRef> = Vec::new();
        let mut names: FxHashSet<Name> = FxHashSet::default();
        let mut hooks: Vec<ClassRef> = Vec::new();
        let mut empty: Vec<(CellId, Key, CellId)> = Vec::new();
        for Filler {
            function: filler,
            holder,
        } in fillers
        {
            if let Some(holder) = holder {
                self.give_container(&holder, &mut empty);
            }
            // Without its constructor an object has no container.
            for constructor in self.constructors(filler) {
                if !needed.contains(&constructor) {
                    needed.push(constructor);
                }
            }
            hooks.extend(self.hook_of(filler));
            let mut at = Some(filler.function);
            while let Some(function) = at {
                let reference = FunctionRef {
                    module: filler.module,
                    function,
                };
                let ir = self.program.function(reference);
                if !matches!(ir.kind, FunctionKind::Def) {
                    break;
                }
                names.insert(self.program.global(filler.module, ir.name));
                if !needed.contains(&reference) {
                    needed.push(reference);
                }
                at = ir.parent;
            }
        }
        let bodies: Vec<FunctionRef> = (self.program.modules())
            .filter(|(module, ir)| {
                self.mentions(*module, ir, &names) || self.inherits(*module, ir, &hooks)
            })
            .map(|(module, _)| FunctionRef {
                module,
                function: FunctionId(0),
            })
            .take(BODIES)
            .collect();
        if bodies.is_empty() {
            return;
        }
        for function in &needed {
            let summary = Analysis::summary(self, *function, &[], 0);
            self.keep(*function, summary);
        }
        let mut found: Vec<Entered> = Vec::new();
        let mut methods: Vec<(ClassRef, Name, Value)> = Vec::new();
        for body in &bodies {
            // What a callee changes whoever calls it stands in the callee's own summary.
            let (summary, state) = Analysis::summary_of_body(self, *body);
            self.bound(*body, &state, &mut found);
            let mut summaries = vec![Arc::new(summary)];
            let mut at = 0;
            while let Some(summary) = summaries.get(at).cloned() {
                at += 1;
                let special = |used: &Used| match used {
                    Used::Special(_, summary) => Some(Arc::clone(summary)),
                    Used::General(_) => None,
                };
                if summaries.len() < SUMMARIES {
                    summaries.extend(summary.used.iter().filter_map(special));
                }
            }
            for summary in &summaries {
                self.entered(summary, &mut found, &mut methods);
            }
        }
        for entered in found {
            self.enter(entered);
        }
        for (owner, attribute, container) in empty {
            let is_empty = |cell: &mut Cell| cell.fields.is_empty() && cell.rest == Value::Bottom;
            if self.shared_cell(container).is_some_and(is_empty)
                && let Some(cell) = self.shared_cell(owner)
            {
                cell.fields.remove(&attribute);
            }
        }
        for (class, name, callables) in methods {
            if let Some(info) = self.classes.get_mut(&class) {
                info.members.insert(name, callables);
            }
        }
        self.forget_summaries();
    }

    /// Gives the objects that modules make of a class the container that their constructor would.
    fn give_container(&mut self, holder: &Holder, given: &mut Vec<(CellId, Key, CellId)>) {
        let attribute = Key::Attr(holder.attribute);
        for index in 0..self.cells.len() {
            let Some(CellKind::Instance(class)) =
                self.cells.get(index).map(|cell| cell.kind.clone())
            else {
                continue;
            };
            let owner = CellId(CellId::STATIC + u32::try_from(index).unwrap_or(0));
            if self.is_subclass(class, holder.class)
                && (self.shared_cell(owner))
                    .is_some_and(|cell| !cell.fields.contains_key(&attribute))
            {
                let container = self.share(Cell::new(holder.kind.clone()));
                if let Some(cell) = self.shared_cell(owner) {
                    cell.set(&attribute, Value::object(Object::Cell(container)));
                }
                given.push((owner, attribute.clone(), container));
            }
        }
    }

    /// What a summary says that registries hold afterwards.
    fn entered(
        &mut self,
        summary: &Summary,
        found: &mut Vec<Entered>,
        methods: &mut Vec<(ClassRef, Name, Value)>,
    ) {
        let made = |id: CellId| summary.cells.get(id.0 as usize);
        for (path, cell) in &summary.changes {
            if let (Root::Global(module, name), []) = (path.root, path.keys.as_slice())
                && let Some(class) = self.class_of_number(module)
                && let Some(callables) = self.callables_in(&cell.get(&Key::Any), &made, 0)
            {
                methods.push((class, name, callables));
            }
            let Root::Static(owner) = path.root else {
                continue;
            };
            let is_attribute = |key: &Key| matches!(key, Key::Attr(_));
            if !path.keys.iter().all(is_attribute) {
                continue;
            }
            self.held(owner, &path.keys, cell, &made, found);
        }
    }

    /// What the objects that a module body makes itself hold at its end.
    fn bound(&mut self, body: FunctionRef, state: &State, found: &mut Vec<Entered>) {
        let program = self.program;
        let made = |id: CellId| state.cells.get(id);
        let cell_in = |value: &Value| match value.objects() {
            [Object::Cell(id)] => Some(*id),
            _ => None,
        };
        for (name, register) in &program.function(body).exports {
            let name = program.global(body.module, *name);
            let globals = self.globals.get(body.module.0 as usize);
            let known = globals.and_then(|names| names.get(&name));
            let value = state.registers.get(register.0 as usize);
            let (Some(owner), Some(object)) = (
                known.and_then(cell_in),
                value.and_then(cell_in).and_then(made),
            ) else {
                continue;
            };
            for (attribute, value) in &object.fields {
                if let Key::Attr(_) = attribute
                    && let Some(container) = cell_in(value).and_then(made)
                {
                    self.held(
                        owner,
                        std::slice::from_ref(attribute),
                        container,
                        &made,
                        found,
                    );
                }
            }
        }
    }

    /// Notes the callables of one container.
    fn held<'c>(
        &mut self,
        owner: CellId,
        attributes: &[Key],
        container: &Cell,
        made: &impl Fn(CellId) -> Option<&'c Arc<Cell>>,
        found: &mut Vec<Entered>,
    ) {
        let rest = std::iter::once((&Key::Any, &container.rest));
        for (key, value) in container.fields.iter().chain(rest) {
            if let Some(callables) = self.callables_in(value, made, 0) {
                found.push(Entered {
                    owner,
                    attributes: attributes.to_vec(),
                    kind: container.kind.clone(),
                    key: key.clone(),
                    callables,
                });
            }
        }
    }

    /// Puts a callable where a registry keeps it.
    fn enter(&mut self, entered: Entered) {
        let mut id = entered.owner;
        for attribute in &entered.attributes {
            let Some(cell) = self.shared_cell(id) else {
                return;
            };
            let known = (cell.fields.get(attribute).into_iter())
                .flat_map(Value::objects)
                .find_map(|object| match object {
                    Object::Cell(id) => Some(*id),
                    _ => None,
                });
            id = match known {
                Some(known) => known,
                None => {
                    let kind = match entered.kind {
                        CellKind::List | CellKind::Set => entered.kind.clone(),
                        _ => CellKind::Dict,
                    };
                    let made = self.share(Cell::new(kind));
                    let held = Value::object(Object::Cell(made));
                    if let Some(cell) = self.shared_cell(id) {
                        cell.set(attribute, held);
                    }
                    made
                }
            };
        }
        let Some(cell) = self.shared_cell(id) else {
            return;
        };
        match entered.key {
            Key::Any => cell.rest = cell.rest.join(&entered.callables),
            key => {
                let old = cell.fields.get(&key).cloned().unwrap_or_default();
                cell.set(&key, old.join(&entered.callables));
            }
        }
    }

    fn shared_cell(&mut self, id: CellId) -> Option<&mut Cell> {
        let index = (id.0 as usize).checked_sub(CellId::STATIC as usize)?;
        self.cells.get_mut(index).map(Arc::make_mut)
    }

    /// A new cell that all functions share.
    fn share(&mut self, cell: Cell) -> CellId {
        let id = CellId::STATIC + u32::try_from(self.cells.len()).unwrap_or(0);
        self.cells.push(Arc::new(cell));
        CellId(id)
    }

    /// The functions and classes of the project that a value may be, also in tuples and the like.
    fn callables_in<'c>(
        &mut self,
        value: &Value,
        made: &impl Fn(CellId) -> Option<&'c Arc<Cell>>,
        depth: u32,
    ) -> Option<Value> {
        let mut found = Value::Bottom;
        for object in value.objects() {
            let part = match object {
                Object::Function(function, _) => Value::object(Object::Function(*function, None)),
                Object::Class(_) => Value::object(object.clone()),
                Object::Cell(id) if depth < NESTED => {
                    let Some(cell) = made(*id) else {
                        continue;
                    };
                    let Some(kept) = self.with_callables(cell, made, depth + 1) else {
                        continue;
                    };
                    Value::object(Object::Cell(self.share(kept)))
                }
                _ => continue,
            };
            found = found.join(&part);
        }
        (found != Value::Bottom).then_some(found)
    }

    /// A container or object with the callables in it; nothing is known of the rest of it.
    fn with_callables<'c>(
        &mut self,
        cell: &Cell,
        made: &impl Fn(CellId) -> Option<&'c Arc<Cell>>,
        depth: u32,
    ) -> Option<Cell> {
        let mut kept = Cell::new(cell.kind.clone());
        kept.length = cell.length;
        let mut is_used = false;
        for (key, value) in &cell.fields {
            let callables = self.callables_in(value, made, depth);
            is_used |= callables.is_some();
            let value = callables.unwrap_or(Value::Unknown);
            kept.fields.insert(key.clone(), value);
        }
        if let Some(callables) = self.callables_in(&cell.rest, made, depth) {
            is_used = true;
            kept.rest = callables;
        }
        is_used.then_some(kept)
    }

    /// The class at whose subclasses or instances a function runs when they are made.
    fn hook_of(&self, function: FunctionRef) -> Option<ClassRef> {
        let ir = self.program.function(function);
        let class = ClassRef {
            module: function.module,
            class: ir.class?,
        };
        let name = self.program.global(function.module, ir.name);
        let names = &self.symbols.names;
        let is_hook = name == names.init_subclass
            || (name == names.new || name == names.init) && self.is_metaclass(class);
        is_hook.then_some(class)
    }

    /// True if a module makes classes that run such functions.
    fn inherits(&self, module: ModuleId, ir: &ir::Module, hooks: &[ClassRef]) -> bool {
        (0..).zip(&ir.classes).any(|(index, _)| {
            let class = ClassRef {
                module,
                class: ir::ClassId(index),
            };
            let metaclass = self.metaclass(class);
            hooks.iter().any(|hook| {
                *hook != class && self.is_subclass(class, *hook)
                    || metaclass.is_some_and(|metaclass| self.is_subclass(metaclass, *hook))
            })
        })
    }

    /// True if a module body mentions one of the names.
    fn mentions(&self, module: ModuleId, ir: &ir::Module, names: &FxHashSet<Name>) -> bool {
        let Some(body) = ir.functions.first() else {
            return false;
        };
        body.blocks
            .iter()
            .flat_map(|block| &block.instrs)
            .any(|instr| {
                let name = match &instr.op {
                    Op::LoadGlobal { name, .. }
                    | Op::CallMethod { name, .. }
                    | Op::Attr { name, .. } => *name,
                    // The body's own functions and imports are registers.
                    Op::Call { callee, .. } => match body.locals.get(callee.0 as usize) {
                        Some(name) => *name,
                        None => return false,
                    },
                    _ => return false,
                };
                names.contains(&self.program.global(module, name))
            })
    }

    /// Forgets what was worked out so far.
    fn forget_summaries(&mut self) {
        for slot in self.summaries.iter_mut().flatten() {
            *slot = None;
        }
        let functions: Vec<FunctionRef> = self.specials.keys().copied().collect();
        for function in functions {
            self.specials.insert(function, Mutex::default());
        }
        if let Ok(unfinished) = self.unfinished.get_mut() {
            unfinished.clear();
        }
    }
}
