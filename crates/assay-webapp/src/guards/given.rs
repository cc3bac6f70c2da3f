//! The constants that a decorator with arguments is given: `@requires(optional=True)`.

use std::collections::BTreeMap;

use assay_python::FunctionRef;
use assay_python::ir::{Arg, ArgKind, CallKind, Const, Name, Op};

use super::find::{Finder, Found};
use super::value::Value;
use crate::decorators::Applied;

impl Finder<'_> {
    /// The constants that a decorator with arguments is given, as in `@requires(optional=True)`.
    pub(super) fn given(&self, applied: Applied) -> BTreeMap<(FunctionRef, Name), Value> {
        let mut given = BTreeMap::new();
        let Some(ir) = self.log.function(applied.holder) else {
            return given;
        };
        let calls = ir.blocks.iter().flat_map(|block| &block.instrs);
        let mut calls = calls.filter_map(|instruction| match &instruction.op {
            Op::Call {
                args,
                kind: CallKind::Plain,
                ..
            }
            | Op::CallMethod {
                args,
                kind: CallKind::Plain,
                ..
            } => (self.log.span(applied.holder.module, instruction.range) == applied.span)
                .then_some(args),
            _ => None,
        });
        let Some(args) = calls.next() else {
            return given;
        };
        let edges = self.log.edges_at(applied.holder, applied.span);
        for edge in edges {
            // What the factory makes is called at the same place, but with what is decorated.
            let parent = self.log.parent(edge.callee);
            let is_made = parent.is_some_and(|parent| edges.iter().any(|e| e.callee == parent))
                || self.log.name_of(edge.callee).ends_with("__call__");
            if is_made {
                continue;
            }
            let Some(callee) = self.log.function(edge.callee) else {
                continue;
            };
            let first = usize::from(callee.class.is_some());
            for (index, param) in callee.params.iter().enumerate().skip(first) {
                let text = self.log.text(edge.callee.module, param.name);
                let mut positional = args.iter().filter(|arg| arg.kind == ArgKind::Positional);
                let named = args.iter().find(|arg| match arg.kind {
                    ArgKind::Keyword(name) => self.log.text(applied.holder.module, name) == text,
                    _ => false,
                });
                let value = match named.or_else(|| positional.nth(index - first)) {
                    Some(arg) => self.constant(applied.holder, arg),
                    None if param.has_default => self.default(edge.callee, index),
                    None => None,
                };
                if let Some(value) = value {
                    given.insert((edge.callee, param.name), value);
                }
            }
        }
        given
    }

    fn constant(&self, function: FunctionRef, arg: &Arg) -> Option<Value> {
        match self.log.definition(function, arg.value)? {
            (Op::Const { value, .. }, _) => Some(Value::Constant(value.clone())),
            _ => None,
        }
    }

    /// The default of a parameter, if it is a constant.
    fn default(&self, function: FunctionRef, index: usize) -> Option<Value> {
        let parent = self.log.function(function)?.parent?;
        let holder = FunctionRef {
            module: function.module,
            function: parent,
        };
        let instructions = self
            .log
            .function(holder)?
            .blocks
            .iter()
            .flat_map(|block| &block.instrs);
        let defaults = instructions.filter_map(|instruction| match &instruction.op {
            Op::MakeFunction {
                function: made,
                defaults,
                ..
            } if *made == function.function => Some(defaults),
            _ => None,
        });
        let mut defaults = defaults.flat_map(|defaults| defaults.iter());
        let (_, register) = defaults.find(|(at, _)| *at as usize == index)?;
        match self.log.definition(holder, *register)? {
            (
                Op::Const {
                    value: value @ (Const::None | Const::Bool(_) | Const::Int(_) | Const::Str(_)),
                    ..
                },
                _,
            ) => Some(Value::Constant(value.clone())),
            _ => None,
        }
    }

    /// What a decorator asks when it is given these constants.
    pub(super) fn with_given(
        &mut self,
        function: FunctionRef,
        given: &BTreeMap<(FunctionRef, Name), Value>,
        depth: u32,
    ) -> Option<Found> {
        let known = std::mem::take(&mut self.known);
        let memo = std::mem::take(&mut self.machine.memo);
        let before = std::mem::replace(&mut self.machine.given, given.clone());
        let found = self.decorator(function, depth);
        self.known = known;
        self.machine.memo = memo;
        self.machine.given = before;
        found
    }
}
