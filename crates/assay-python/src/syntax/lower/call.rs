//! Calls and decorators.

use assay_source::Range;
use ruff_python_ast::{Arguments, Decorator, Expr, ExprCall};

use crate::ir::{Arg, ArgKind, CallKind, Name, Op, Reg};
use crate::syntax::limits::ELEMENTS;
use crate::syntax::range_of;

use super::Lowerer;

/// What is called.
#[derive(Clone, Copy)]
pub(super) enum Callee {
    /// A value.
    Value(Reg),
    /// A method of an object.
    Method {
        object: Reg,
        name: Name,
        name_range: Range,
    },
}

impl<'a> Lowerer<'_, 'a> {
    /// A call.
    pub(super) fn call(&mut self, node: &'a ExprCall, hint: Option<Reg>) -> Reg {
        let callee = self.callee(&node.func);
        let args = self.arguments(&node.arguments, range_of(node));
        let dst = self.destination(hint);
        self.emit_call(dst, callee, args, CallKind::Plain, range_of(node));
        dst
    }

    fn callee(&mut self, function: &'a Expr) -> Callee {
        let Expr::Attribute(node) = function else {
            return Callee::Value(self.expression(function));
        };
        Callee::Method {
            object: self.expression(&node.value),
            name: self.intern(node.attr.as_str()),
            name_range: range_of(&node.attr),
        }
    }

    fn emit_call(
        &mut self,
        dst: Reg,
        callee: Callee,
        args: Box<[Arg]>,
        kind: CallKind,
        range: Range,
    ) {
        let op = match callee {
            Callee::Value(callee) => Op::Call {
                dst,
                callee,
                args,
                kind,
            },
            Callee::Method {
                object,
                name,
                name_range,
            } => Op::CallMethod {
                dst,
                object,
                name,
                name_range,
                args,
                kind,
            },
        };
        self.emit(op, range);
    }

    fn arguments(&mut self, arguments: &'a Arguments, range: Range) -> Box<[Arg]> {
        let count = arguments.args.len() + arguments.keywords.len();
        let mut args = Vec::with_capacity(count.min(ELEMENTS));
        for argument in arguments.args.iter().take(ELEMENTS) {
            let (kind, value) = match argument {
                Expr::Starred(starred) => (ArgKind::Star, &*starred.value),
                other => (ArgKind::Positional, other),
            };
            args.push(self.argument(kind, value));
        }
        for keyword in arguments
            .keywords
            .iter()
            .take(ELEMENTS.saturating_sub(args.len()))
        {
            let kind = match &keyword.arg {
                Some(name) => ArgKind::Keyword(self.intern(name.as_str())),
                None => ArgKind::DoubleStar,
            };
            args.push(self.argument(kind, &keyword.value));
        }
        if count > ELEMENTS {
            self.too_many(range, "the call", count);
        }
        args.into_boxed_slice()
    }

    fn argument(&mut self, kind: ArgKind, value: &'a Expr) -> Arg {
        Arg {
            kind,
            value: self.expression(value),
            range: range_of(value),
        }
    }

    /// Evaluates the decorators above a statement.
    pub(super) fn decorators(&mut self, decorators: &'a [Decorator]) -> Vec<(Callee, Range)> {
        decorators
            .iter()
            .map(|decorator| {
                let callee = self.callee(&decorator.expression);
                (callee, range_of(&decorator.expression))
            })
            .collect()
    }

    /// Applies decorators to a function or class, the nearest first.
    pub(super) fn decorate(
        &mut self,
        decorators: Vec<(Callee, Range)>,
        value: Reg,
        range: Range,
    ) -> Reg {
        let mut value = value;
        for (callee, decorator) in decorators.into_iter().rev() {
            let dst = self.temp();
            let argument = Arg {
                kind: ArgKind::Positional,
                value,
                range,
            };
            self.emit_call(
                dst,
                callee,
                Box::new([argument]),
                CallKind::Decorator,
                decorator,
            );
            value = dst;
        }
        value
    }
}
