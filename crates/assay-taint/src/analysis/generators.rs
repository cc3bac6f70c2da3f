//! What goes into a generator and what it returns: `send` and the value of `yield from`.
//!
//! ```python
//! def work():
//!     name = yield                   # what is sent
//!     return name
//! def outer():
//!     name = yield from work()       # what it returns
//! ```
//!
//! What is sent is one more input of the function, behind its parameters.
//! A generator remembers the call that made it, so that `send` can run it again with what it brings.

use std::sync::Arc;

use assay_python::FunctionRef;
use assay_python::ir::{self, Op};

use super::Analysis;
use crate::state::CellKind;
use crate::value::{AccessPath, Bound, CellId, Key, Method, Object, Root, Value};

/// The number of the input that is sent: no function has so many parameters.
pub(super) const SENT: u16 = u16::MAX;

/// True for a generator that does something with what is sent to it.
pub(crate) fn listens(function: &ir::Function) -> bool {
    if !function.is_generator {
        return false;
    }
    let instrs = || function.blocks.iter().flat_map(|block| &block.instrs);
    let is_read = |wanted: ir::Reg| {
        let mut found = false;
        for instr in instrs() {
            instr
                .op
                .for_each_read(|register| found |= register == wanted);
        }
        for block in &function.blocks {
            block
                .end
                .for_each_read(|register| found |= register == wanted);
        }
        found
    };
    instrs().any(|instr| match &instr.op {
        Op::Yield { dst, .. } => is_read(*dst),
        Op::YieldFrom { .. } => true,
        _ => false,
    })
}

impl Analysis<'_> {
    /// What a `yield` gives: whatever is sent.
    pub(super) fn sent(&mut self) -> Value {
        if self.engine.listens(self.function) {
            self.root_value(&AccessPath::new(Root::Param(SENT)))
        } else {
            Value::Unknown
        }
    }

    /// Remembers in a generator how it was made.
    pub(super) fn remember_call(
        &mut self,
        function: FunctionRef,
        environment: Option<CellId>,
        values: Vec<Value>,
        made: &Value,
    ) {
        let call = Value::object(Object::Bound(Arc::new(Bound {
            receiver: Value::object(Object::Function(function, environment)),
            method: Method::Partial(values, Vec::new()),
        })));
        for object in made.objects() {
            if let Object::Cell(id) = object
                && let Some(cell) = self.cell_mut(*id)
                && cell.kind == CellKind::Generator
            {
                cell.fields.insert(Key::Receiver, call.clone());
            }
        }
    }

    /// Sends a value into a generator; gives what it may yield next.
    pub(super) fn send(&mut self, generator: CellId, value: &Value) -> Value {
        let call = self
            .cell(generator)
            .and_then(|cell| cell.fields.get(&Key::Receiver).cloned());
        let Some([Object::Bound(bound)]) = call.as_ref().map(Value::objects) else {
            return Value::Bottom;
        };
        let ([Object::Function(function, environment)], Method::Partial(values, _)) =
            (bound.receiver.objects(), &bound.method)
        else {
            return Value::Bottom;
        };
        if *function == self.function {
            return Value::Bottom;
        }
        let dead = self.dead;
        let made = self.apply_with(*function, *environment, values, Some(value.clone()));
        self.dead = dead;
        let returned = self.returned_by(&made);
        let element = self.element(&made);
        if let Some(cell) = self.cell_mut(generator) {
            cell.rest = cell.rest.join(&element);
            if let Some(returned) = returned {
                let known = cell.fields.get(&Key::Env).cloned().unwrap_or_default();
                cell.fields.insert(Key::Env, known.join(&returned));
            }
        }
        element
    }

    fn returned_by(&self, generator: &Value) -> Option<Value> {
        let mut returned = None;
        for object in generator.objects() {
            if let Object::Cell(id) = object
                && let Some(value) = self.cell(*id)?.fields.get(&Key::Env)
            {
                returned = Some(returned.unwrap_or(Value::Bottom).join(value));
            }
        }
        returned
    }

    /// The value of `yield from source`: what the inner generator returns. What is sent goes there.
    pub(super) fn delegate(&mut self, source: &Value) -> Value {
        let sent = self.sent();
        for object in source.objects().to_vec() {
            if let Object::Cell(id) = object
                && self.cell(id).is_some_and(|cell| {
                    cell.kind == CellKind::Generator && cell.fields.contains_key(&Key::Receiver)
                })
            {
                self.send(id, &sent);
            }
        }
        let is_generator = |object: &Object| match object {
            Object::Cell(id) => self
                .cell(*id)
                .is_some_and(|cell| cell.kind == CellKind::Generator),
            _ => false,
        };
        if source.objects().iter().all(is_generator) {
            self.returned_by(source).unwrap_or(Value::Unknown)
        } else {
            Value::Unknown
        }
    }
}
