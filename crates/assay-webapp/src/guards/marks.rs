//! Views that a decorator has marked, and hooks that ask for the mark.
//!
//! ```python
//! def public(view):
//!     view.is_public = True
//!     return view
//!
//! @app.before_request
//! def ask():
//!     view = current_app.view_functions.get(request.endpoint)
//!     if not getattr(view, "is_public", False) and "user" not in session:
//!         abort(401)
//! ```

use std::collections::BTreeMap;

use assay_python::FunctionRef;
use assay_python::ir::{Arg, Const, FunctionId, Op, Reg};

use super::find::Finder;
use super::machine::Machine;
use super::run::Frame;
use super::value::Value;
use crate::decorators::Target;
use crate::log::Log;

/// The functions that set attributes of their first parameter to true, and which.
pub(super) fn markers(log: &Log<'_>) -> BTreeMap<FunctionRef, Vec<String>> {
    let mut markers: BTreeMap<FunctionRef, Vec<String>> = BTreeMap::new();
    for (module, code) in log.program.modules() {
        for (function, ir) in (0..).map(FunctionId).zip(&code.functions).skip(1) {
            let function = FunctionRef { module, function };
            if ir.class.is_some() || ir.params.is_empty() {
                continue;
            }
            for instruction in ir.blocks.iter().flat_map(|block| &block.instrs) {
                let Op::SetAttr { object, name, src } = &instruction.op else {
                    continue;
                };
                let is_true = matches!(
                    log.definition(function, *src),
                    Some((
                        Op::Const {
                            value: Const::Bool(true),
                            ..
                        },
                        _
                    ))
                );
                if is_true && is_first(log, function, *object) {
                    let name = log.text(module, *name).to_owned();
                    markers.entry(function).or_default().push(name);
                }
            }
        }
    }
    markers
}

/// True if a register holds the first parameter of a function.
fn is_first(log: &Log<'_>, function: FunctionRef, register: Reg) -> bool {
    if register.0 == 0 {
        return true;
    }
    let first = log.function(function).and_then(|ir| ir.params.first());
    match log.definition(function, register) {
        Some((Op::LoadEnv { depth: 0, name, .. }, _)) => {
            first.is_some_and(|first| first.name == *name)
        }
        _ => false,
    }
}

impl Finder<'_> {
    /// The marks that the decorators of a view have put on it.
    pub(crate) fn marks(&self, view: FunctionRef) -> Vec<String> {
        let mut marks = Vec::new();
        for applied in self.decorators.of(Target::Function(view)) {
            for edge in self.log.edges_at(applied.holder, applied.span) {
                marks.extend(
                    self.machine
                        .markers
                        .get(&edge.callee)
                        .into_iter()
                        .flatten()
                        .cloned(),
                );
            }
        }
        marks
    }
}

impl Machine<'_> {
    /// Whether the view of the request has a mark, where a function that looks up views reads one.
    pub(super) fn marked(&self, frame: &mut Frame<'_>, name: &str) -> Option<Value> {
        let is_mark = self.markers.values().flatten().any(|known| known == name);
        if !is_mark || !self.looks_up(frame.function) {
            return None;
        }
        frame.outcome.reads_request = true;
        Some(if frame.request.endpoint.is_some() {
            let has = frame.request.marks.iter().any(|known| known == name);
            Value::Constant(Const::Bool(has))
        } else {
            Value::Unknown
        })
    }

    /// The same where it is asked for by name: `getattr(view, "is_public", False)`.
    pub(super) fn asked_mark(
        &self,
        frame: &mut Frame<'_>,
        callee: Reg,
        args: &[Arg],
    ) -> Option<Value> {
        let [object, name, ..] = args else {
            return None;
        };
        let Some((Op::LoadGlobal { name: called, .. }, _)) =
            self.log.definition(frame.function, callee)
        else {
            return None;
        };
        let called = self.log.text(frame.function.module, *called);
        if !matches!(called, "getattr" | "hasattr") || frame.get(object.value) != Value::Unknown {
            return None;
        }
        let name = frame.get(name.value);
        self.marked(frame, name.text()?)
    }

    /// True if a function reads the views of the application by endpoint.
    fn looks_up(&self, function: FunctionRef) -> bool {
        let blocks = self.log.function(function).map_or(&[][..], |ir| &ir.blocks);
        let mut ops = blocks.iter().flat_map(|block| &block.instrs);
        ops.any(|instruction| match &instruction.op {
            Op::Attr { name, .. } => self.log.text(function.module, *name) == "view_functions",
            _ => false,
        })
    }
}
