//! Which decorators stand above a function or class, in order.

use std::collections::BTreeMap;

use assay_python::ir::{CallKind, FunctionId, Op, Reg};
use assay_python::{ClassRef, FunctionRef, ModuleId, Program};
use assay_source::Span;

/// A decorator: the function whose body holds it, and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Applied {
    pub(crate) holder: FunctionRef,
    pub(crate) span: Span,
}

/// What is decorated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Target {
    Function(FunctionRef),
    Class(ClassRef),
}

/// All decorators of a program, the innermost first.
#[derive(Debug, Default)]
pub(crate) struct Decorators {
    above: BTreeMap<Target, Vec<Applied>>,
    below: BTreeMap<Applied, Target>,
}

impl Decorators {
    pub(crate) fn new(program: &Program) -> Self {
        let mut all = Self::default();
        for (id, module) in program.modules() {
            for (number, function) in (0..).zip(&module.functions) {
                let holder = FunctionRef {
                    module: id,
                    function: FunctionId(number),
                };
                let instructions = function.blocks.iter().flat_map(|block| &block.instrs);
                let mut held: BTreeMap<Reg, Target> = BTreeMap::new();
                for instruction in instructions {
                    all.take(
                        id,
                        holder,
                        &instruction.op,
                        &mut held,
                        |range| Span {
                            file: module.file,
                            range,
                        },
                        instruction.range,
                    );
                }
            }
        }
        all
    }

    fn take(
        &mut self,
        module: ModuleId,
        holder: FunctionRef,
        op: &Op,
        held: &mut BTreeMap<Reg, Target>,
        span: impl Fn(assay_source::Range) -> Span,
        range: assay_source::Range,
    ) {
        match op {
            Op::MakeFunction { dst, function, .. } => {
                let function = *function;
                held.insert(*dst, Target::Function(FunctionRef { module, function }));
            }
            Op::MakeClass { dst, class, .. } => {
                let class = *class;
                held.insert(*dst, Target::Class(ClassRef { module, class }));
            }
            Op::Call {
                dst,
                args,
                kind: CallKind::Decorator,
                ..
            }
            | Op::CallMethod {
                dst,
                args,
                kind: CallKind::Decorator,
                ..
            } => {
                let target = args.first().and_then(|arg| held.get(&arg.value)).copied();
                if let Some(target) = target {
                    let applied = Applied {
                        holder,
                        span: span(range),
                    };
                    self.above.entry(target).or_default().push(applied);
                    self.below.insert(applied, target);
                    held.insert(*dst, target);
                }
            }
            _ => {}
        }
    }

    /// The decorators of a function or class, the innermost first.
    pub(crate) fn of(&self, target: Target) -> &[Applied] {
        self.above.get(&target).map_or(&[], Vec::as_slice)
    }

    /// Every decorator and what it stands above, by place.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Applied, Target)> + '_ {
        self.below
            .iter()
            .map(|(applied, target)| (*applied, *target))
    }

    /// What a decorator stands above.
    pub(crate) fn target(&self, applied: Applied) -> Option<Target> {
        self.below.get(&applied).copied()
    }
}
