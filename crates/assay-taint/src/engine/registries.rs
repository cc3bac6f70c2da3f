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
//! Module bodies put calls of project functions off, so that the registry is still empty when functions are analysed.
//! Here the few functions that fill such containers, and the bodies that call them, run once before everything else.
//! Of what they leave only the callables count; their summaries are thrown away.

use std::sync::{Arc, Mutex};

use assay_python::ir::{self, FunctionId, FunctionKind, Op, Reg};
use assay_python::{ClassRef, FunctionRef, ModuleId, Name};
use rustc_hash::FxHashSet;

use super::Engine;
use super::classes::names_class;
use crate::analysis::Analysis;
use crate::summary::Used;
use crate::value::{CellId, Key, Object, Root, Value};

/// How many functions may fill registries.
const FILLERS: usize = 64;

/// How many analyses of callees are looked at for one module body.
const SUMMARIES: usize = 256;

/// How many module bodies are run for them.
const BODIES: usize = 256;

/// Methods that put something into a container.
const PUTS: [&str; 5] = ["append", "add", "insert", "setdefault", "update"];

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
        for filler in fillers {
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
        let mut found: Vec<(CellId, Key, Value)> = Vec::new();
        let mut methods: Vec<(ClassRef, Name, Value)> = Vec::new();
        for body in &bodies {
            // What a callee changes whoever calls it stands in the callee's own summary.
            let mut summaries = vec![Arc::new(Analysis::summary(self, *body, &[], 0))];
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
            for (path, cell) in summaries.iter().flat_map(|summary| &summary.changes) {
                if let (Root::Global(module, name), []) = (path.root, path.keys.as_slice())
                    && let Some(class) = self.class_of_number(module)
                    && let Some(callables) = callables_in(&cell.get(&Key::Any))
                {
                    methods.push((class, name, callables));
                }
                let (Root::Static(id), []) = (path.root, path.keys.as_slice()) else {
                    continue;
                };
                let rest = std::iter::once((&Key::Any, &cell.rest));
                for (key, value) in cell.fields.iter().chain(rest) {
                    if let Some(callables) = callables_in(value) {
                        found.push((id, key.clone(), callables));
                    }
                }
            }
        }
        for (id, key, callables) in found {
            let index = (id.0 as usize).checked_sub(CellId::STATIC as usize);
            let Some(slot) = index.and_then(|index| self.cells.get_mut(index)) else {
                continue;
            };
            let cell = Arc::make_mut(slot);
            match key {
                Key::Any => cell.rest = cell.rest.join(&callables),
                key => {
                    let old = cell.fields.get(&key).cloned().unwrap_or_default();
                    cell.set(&key, old.join(&callables));
                }
            }
        }
        for (class, name, callables) in methods {
            if let Some(info) = self.classes.get_mut(&class) {
                info.members.insert(name, callables);
            }
        }
        self.forget_summaries();
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

    /// Functions that put what they are given into a container of their module.
    fn fillers(&self) -> Vec<FunctionRef> {
        let mut fillers = Vec::new();
        for (module, ir) in self.program.modules() {
            for (index, function) in (0..).zip(&ir.functions) {
                if matches!(function.kind, FunctionKind::Def)
                    && fillers.len() < FILLERS
                    && self.fills(module, index, function)
                {
                    fillers.push(FunctionRef {
                        module,
                        function: FunctionId(index),
                    });
                }
            }
        }
        fillers
    }

    fn fills(&self, module: ModuleId, index: u32, function: &ir::Function) -> bool {
        let reference = FunctionRef {
            module,
            function: FunctionId(index),
        };
        if self.hook_of(reference).is_some() {
            return function.blocks.iter().flat_map(|block| &block.instrs).any(
                |instr| match &instr.op {
                    Op::SetItem { .. } => true,
                    Op::CallMethod { name, .. } => {
                        let name = self.program.global(module, *name);
                        PUTS.contains(&&*self.symbols.name_text(name))
                    }
                    _ => false,
                },
            );
        }
        let globals = self.globals.get(module.0 as usize);
        let is_container = |name: ir::Name| {
            let name = self.program.global(module, name);
            globals
                .and_then(|names| names.get(&name))
                .is_some_and(|value| {
                    let objects = value.objects();
                    objects
                        .iter()
                        .any(|object| matches!(object, Object::Cell(_)))
                })
        };
        let given = |register: Reg| (register.0 as usize) < function.params.len();
        let mut containers: Vec<Reg> = Vec::new();
        let mut made: Vec<Reg> = Vec::new();
        let first = function.params.first().map(|param| {
            let name = self.program.global(module, param.name);
            self.symbols.name_text(name)
        });
        let is_class = first.as_deref().is_some_and(names_class);
        for instr in function.blocks.iter().flat_map(|block| &block.instrs) {
            match &instr.op {
                Op::LoadGlobal { dst, name } if is_container(*name) => containers.push(*dst),
                // A decorator gives the class a method.
                Op::MakeFunction { dst, .. } if is_class => made.push(*dst),
                Op::SetAttr {
                    object: Reg(0),
                    src,
                    ..
                } if is_class && made.contains(src) => return true,
                Op::SetItem { object, src, .. } if containers.contains(object) && given(*src) => {
                    return true;
                }
                Op::CallMethod {
                    object, name, args, ..
                } if containers.contains(object) => {
                    let name = self.program.global(module, *name);
                    let puts = PUTS.contains(&&*self.symbols.name_text(name));
                    if puts && args.iter().any(|arg| given(arg.value)) {
                        return true;
                    }
                }
                _ => {}
            }
        }
        false
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

/// The functions and classes of the project that a value may be.
fn callables_in(value: &Value) -> Option<Value> {
    let mut found = Value::Bottom;
    for object in value.objects() {
        match object {
            Object::Function(function, _) => {
                let plain = Value::object(Object::Function(*function, None));
                found = found.join(&plain);
            }
            Object::Class(_) => found = found.join(&Value::object(object.clone())),
            _ => {}
        }
    }
    (found != Value::Bottom).then_some(found)
}
