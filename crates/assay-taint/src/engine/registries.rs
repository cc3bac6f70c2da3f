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
//! Module bodies put calls of project functions off, so that the registry is still empty when functions are analysed.
//! Here the few functions that fill such containers, and the bodies that call them, run once before everything else.
//! Of what they leave only the callables count; their summaries are thrown away.

use std::sync::{Arc, Mutex};

use assay_python::ir::{self, FunctionId, FunctionKind, Op, Reg};
use assay_python::{FunctionRef, ModuleId, Name};
use rustc_hash::FxHashSet;

use super::Engine;
use crate::analysis::Analysis;
use crate::value::{CellId, Key, Object, Root, Value};

/// How many functions may fill registries.
const FILLERS: usize = 64;

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
        for filler in fillers {
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
            .filter(|(module, ir)| self.mentions(*module, ir, &names))
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
        for body in &bodies {
            let summary = Analysis::summary(self, *body, &[], 0);
            for (path, cell) in &summary.changes {
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
        self.forget_summaries();
    }

    /// Functions that put what they are given into a container of their module.
    fn fillers(&self) -> Vec<FunctionRef> {
        let mut fillers = Vec::new();
        for (module, ir) in self.program.modules() {
            for (index, function) in (0..).zip(&ir.functions) {
                if matches!(function.kind, FunctionKind::Def)
                    && fillers.len() < FILLERS
                    && self.fills(module, function)
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

    fn fills(&self, module: ModuleId, function: &ir::Function) -> bool {
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
        for instr in function.blocks.iter().flat_map(|block| &block.instrs) {
            match &instr.op {
                Op::LoadGlobal { dst, name } if is_container(*name) => containers.push(*dst),
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
