//! Calls of functions of the project, and what is around a function in others; see [`super::run`].

use std::rc::Rc;

use assay_python::ir::{Name, Op, Reg};
use assay_python::{ClassRef, FunctionRef};
use assay_source::Span;

use super::Step;
use super::machine::{DEPTH, Machine, STEPS};
use super::run::{Check, Done, Frame};
use super::value::{Mark, Value};

/// How many functions around a function are looked at.
const AROUND: usize = 4;

/// How many blocks a function may have that is looked into although nothing says that it asks for the sender.
const SHORT: usize = 4;

impl<'a> Machine<'a> {
    /// Calls functions of the project.
    ///
    /// The callees come each with whether this call of it never comes back.
    pub(super) fn enter(
        &mut self,
        frame: &mut Frame<'a>,
        callees: &[(FunctionRef, bool)],
        values: &[Value],
        span: Span,
    ) -> Done {
        if callees.iter().all(|(_, leaves)| *leaves)
            && !callees
                .iter()
                .any(|(callee, _)| self.asking.contains(callee))
        {
            return Done::Left;
        }
        let mut all: Option<Value> = None;
        let mut leaves = true;
        for (callee, _) in callees {
            let callee = *callee;
            let own = self.is_method(callee);
            let wraps = values.contains(&Value::Wrapped) || self.log.parent(callee).is_some();
            let known = self.asking.contains(&callee)
                || wraps
                || values.iter().any(Value::tells)
                || self.is_short(callee);
            if !known || frame.depth >= DEPTH || self.steps > STEPS {
                frame.outcome.is_cut |= known;
                all = Some(all.unwrap_or(Value::Bottom).join(&Value::Unknown));
                leaves = false;
                continue;
            }
            let mut given = vec![Value::Unknown; usize::from(own)];
            given.extend(values.iter().cloned());
            let request = Rc::clone(&frame.request);
            let outcome = self.run(callee, &given, &request, false, frame.depth + 1);
            frame.outcome.reads_request |= outcome.reads_request;
            frame.outcome.is_cut |= outcome.is_cut;
            frame.outcome.goal |= outcome.goal;
            let step = Step {
                span,
                text: format!("calls {}", self.log.name_of(callee)),
            };
            let through = |check: &Check| {
                let mut chain = vec![step.clone()];
                chain.extend(check.chain.iter().cloned());
                Check {
                    chain,
                    ..check.clone()
                }
            };
            frame
                .outcome
                .owners
                .extend(outcome.owners.iter().map(through));
            // What another decorator makes of the view lets only some senders through to it.
            if frame.is_known && wraps && !outcome.goal && !outcome.checks.is_empty() {
                let known = self.run(callee, &given, &request, true, frame.depth + 1);
                frame.outcome.goal |= known.goal;
            }
            let stays = !outcome.returns.is_empty();
            if stays && wraps && !outcome.goal {
                frame
                    .outcome
                    .checks
                    .extend(outcome.checks.iter().map(through));
            }
            let known_stays = || !outcome.checks.is_empty();
            frame
                .outcome
                .refusals
                .extend(outcome.refusals.iter().map(through));
            if !stays {
                if known_stays() {
                    frame
                        .outcome
                        .checks
                        .extend(outcome.checks.iter().map(through));
                    if frame.is_known {
                        leaves = false;
                        all = Some(all.unwrap_or(Value::Bottom).join(&Value::Unknown));
                    }
                }
                continue;
            }
            leaves = false;
            let mut value = outcome.value.clone().unwrap_or(Value::Unknown);
            if let Some(check) = outcome.checks.last() {
                value = value.hanging_on(&Mark {
                    is_whole: true,
                    ..check.mark.clone()
                });
            }
            all = Some(all.unwrap_or(Value::Bottom).join(&value));
        }
        if leaves {
            return Done::Left;
        }
        Done::Value(all.unwrap_or(Value::Unknown))
    }

    /// True if looking into a function costs next to nothing.
    fn is_short(&self, function: FunctionRef) -> bool {
        let ir = self.log.function(function);
        ir.is_some_and(|ir| ir.blocks.len() <= SHORT)
    }

    pub(super) fn is_method(&self, function: FunctionRef) -> bool {
        self.log.function(function).is_some_and(|ir| {
            let first = ir
                .params
                .first()
                .map(|param| self.log.text(function.module, param.name));
            ir.class.is_some() && matches!(first, Some("self" | "cls"))
        })
    }

    /// A parameter of a function around a function: what a decorator wraps or was given.
    pub(super) fn around(&self, function: FunctionRef, name: Name) -> Value {
        let mut around = self.log.parent(function);
        for _ in 0..AROUND {
            let Some(outer) = around else { break };
            let Some(ir) = self.log.function(outer) else {
                break;
            };
            let first = ir.params.first().map(|param| param.name);
            if first == Some(name) && self.is_method(outer) {
                return Value::Unknown;
            }
            if ir.params.iter().any(|param| param.name == name) {
                return self
                    .given
                    .get(&(outer, name))
                    .cloned()
                    .unwrap_or(Value::Wrapped);
            }
            around = self.log.parent(outer);
        }
        Value::Unknown
    }

    /// The method that `self.name(…)` calls in a view of the class that is looked at.
    pub(super) fn own_method(
        &self,
        frame: &Frame<'a>,
        object: Reg,
        name: &str,
    ) -> Option<FunctionRef> {
        let this = self.this?;
        if !self.is_self(frame.function, object) || !self.is_of(frame.function, this) {
            return None;
        }
        let (_, fact) = self.log.member(this, name)?;
        fact.functions.first().copied()
    }

    /// True if a register holds the object whose method a function is.
    fn is_self(&self, function: FunctionRef, register: Reg) -> bool {
        if !self.is_method(function) {
            return false;
        }
        if register.0 == 0 {
            return true;
        }
        let first = self
            .log
            .function(function)
            .and_then(|ir| ir.params.first())
            .map(|param| param.name);
        match self.log.definition(function, register) {
            Some((Op::LoadEnv { depth: 0, name, .. }, _)) => first == Some(*name),
            Some((Op::Copy { src, .. }, _)) => src.0 == 0,
            _ => false,
        }
    }

    /// True if a function is a method of a class or of one of its bases.
    pub(super) fn is_of(&self, function: FunctionRef, class: ClassRef) -> bool {
        let own = self.log.function(function).and_then(|ir| ir.class);
        let Some(own) = own else { return false };
        let own = ClassRef {
            module: function.module,
            class: own,
        };
        self.log
            .class(class)
            .is_some_and(|facts| facts.mro.contains(&own))
    }

    /// True if an attribute is the function that a decorator, which is a class, was given to wrap.
    pub(super) fn is_wrapped(&self, function: FunctionRef, object: Reg, name: &str) -> bool {
        let Some(class) = self.wrapping else {
            return false;
        };
        if !self.is_of(function, class) || !self.is_self(function, object) {
            return false;
        }
        let maker = self
            .log
            .member(class, "__init__")
            .and_then(|(_, fact)| fact.functions.first().copied());
        let Some((maker, ir)) = maker.and_then(|maker| Some((maker, self.log.function(maker)?)))
        else {
            return false;
        };
        let mut ops = ir.blocks.iter().flat_map(|block| &block.instrs);
        ops.any(|instruction| match &instruction.op {
            Op::SetAttr {
                object,
                name: set,
                src,
            } => {
                self.log.text(maker.module, *set) == name
                    && self.is_self(maker, *object)
                    && (src.0 as usize) < ir.params.len()
            }
            _ => false,
        })
    }
}
