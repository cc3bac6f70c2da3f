//! Registrations in a loop over a literal list: `for view, rule in VIEWS: api.add_resource(view, rule)`.
//!
//! The engine joins what the rows hold, so that it is no longer known which URL belongs to which view.
//! Where the list is written down in one piece, its rows say so.

use std::collections::BTreeSet;

use assay_python::ir::{ClassId, Const, End, Function, FunctionId, Op, Reg};
use assay_python::program::Resolved;
use assay_python::{ClassRef, FunctionRef, ModuleId};
use assay_taint::Event;

use crate::decorators::Target;
use crate::log::Log;

/// How many imports and copies are followed.
const FOLLOWED: usize = 6;

/// How many rows are read.
const ROWS: usize = 2048;

/// A row of a list: a view and the patterns under which it is registered.
pub(super) type Row = (Target, Vec<String>);

/// The rows of the list that a registration goes through, if it is in a loop over one.
pub(super) fn rows(log: &Log<'_>, event: &Event) -> Vec<Row> {
    let Some(ir) = log.function(event.function) else {
        return Vec::new();
    };
    let Some((function, list)) =
        iterated(log, event, ir).and_then(|list| literal(log, event.function, list))
    else {
        return Vec::new();
    };
    let Some(Op::Sequence { elements, .. }) = log.definition(function, list).map(|(op, _)| op)
    else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    for element in elements.iter().take(ROWS) {
        let Some((
            Op::Sequence {
                elements: parts, ..
            },
            _,
        )) = log.definition(function, element.value)
        else {
            return Vec::new();
        };
        let mut target = None;
        let mut rules = Vec::new();
        for part in parts {
            match log.definition(function, part.value) {
                Some((
                    Op::Const {
                        value: Const::Str(text),
                        ..
                    },
                    _,
                )) if text.is_empty() || text.starts_with('/') => {
                    rules.push(text.to_string());
                }
                Some((Op::Const { .. }, _)) => {}
                _ => target = target.or_else(|| view(log, function, part.value)),
            }
        }
        match target {
            Some(target) if !rules.is_empty() => rows.push((target, rules)),
            _ => return Vec::new(),
        }
    }
    rows
}

/// The register that is iterated over to get the arguments of a registration.
fn iterated(log: &Log<'_>, event: &Event, ir: &Function) -> Option<Reg> {
    let module = event.function.module;
    let mut from: BTreeSet<Reg> = BTreeSet::new();
    for instruction in ir.blocks.iter().flat_map(|block| &block.instrs) {
        if log.span(module, instruction.range) == event.span
            && let Op::Call { args, .. } | Op::CallMethod { args, .. } = &instruction.op
        {
            from.extend(args.iter().map(|arg| arg.value));
        }
    }
    for _ in 0..FOLLOWED {
        let mut more = Vec::new();
        for instruction in ir.blocks.iter().flat_map(|block| &block.instrs) {
            let mut writes = false;
            instruction
                .op
                .for_each_written(|register| writes |= from.contains(&register));
            if writes
                && matches!(
                    instruction.op,
                    Op::Copy { .. } | Op::Unpack { .. } | Op::Item { .. } | Op::CallMethod { .. }
                )
            {
                instruction.op.for_each_read(|register| more.push(register));
            }
        }
        from.extend(more);
    }
    ir.blocks.iter().find_map(|block| match &block.end {
        End::Next { dst, iterator, .. } if from.contains(dst) => {
            match log.definition(event.function, *iterator)? {
                (Op::Iter { src, .. }, _) => Some(*src),
                _ => None,
            }
        }
        _ => None,
    })
}

/// The function and register that hold the literal list behind a register.
fn literal(log: &Log<'_>, function: FunctionRef, register: Reg) -> Option<(FunctionRef, Reg)> {
    let (mut function, mut register) = (function, register);
    for _ in 0..FOLLOWED {
        match log.definition(function, register)?.0 {
            Op::Sequence { .. } => return Some((function, register)),
            Op::Copy { src, .. } => register = *src,
            Op::LoadGlobal { name, .. } => {
                let name = log.text(function.module, *name);
                (function, register) = exported(log, function.module, name)?;
            }
            Op::Import { import, .. } => {
                let Resolved::Member(module, name) = log.program.import(function.module, *import)
                else {
                    return None;
                };
                (function, register) = exported(log, *module, log.program.name_of(*name))?;
            }
            _ => return None,
        }
    }
    None
}

/// The register that holds a global name when its module has run.
pub(super) fn exported(log: &Log<'_>, module: ModuleId, name: &str) -> Option<(FunctionRef, Reg)> {
    let body = FunctionRef {
        module,
        function: FunctionId(0),
    };
    let exports = &log.function(body)?.exports;
    let (_, register) = exports
        .iter()
        .find(|(known, _)| log.text(module, *known) == name)?;
    Some((body, *register))
}

/// The class or function that a register holds.
fn view(log: &Log<'_>, function: FunctionRef, register: Reg) -> Option<Target> {
    let (mut function, mut register) = (function, register);
    for _ in 0..FOLLOWED {
        let module = function.module;
        match log.definition(function, register)?.0 {
            Op::Copy { src, .. } => register = *src,
            Op::MakeFunction { function, .. } => {
                let function = *function;
                return Some(Target::Function(FunctionRef { module, function }));
            }
            Op::MakeClass { class, .. } => {
                let class: ClassId = *class;
                return Some(Target::Class(ClassRef { module, class }));
            }
            // A decorated view, or `Item.as_view("item")`.
            Op::Call { args, .. } => register = args.first()?.value,
            Op::CallMethod { object, .. } => register = *object,
            Op::LoadGlobal { name, .. } => {
                (function, register) = exported(log, module, log.text(module, *name))?;
            }
            Op::Import { import, .. } => {
                let Resolved::Member(there, name) = log.program.import(module, *import) else {
                    return None;
                };
                (function, register) = exported(log, *there, log.program.name_of(*name))?;
            }
            Op::Attr { object, name, .. } => {
                let (Op::Import { import, .. }, _) = log.definition(function, *object)? else {
                    return None;
                };
                let Resolved::Module(there) = log.program.import(module, *import) else {
                    return None;
                };
                (function, register) = exported(log, *there, log.text(module, *name))?;
            }
            _ => return None,
        }
    }
    None
}
