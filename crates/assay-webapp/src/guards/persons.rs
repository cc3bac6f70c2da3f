//! Keys of the session that say who the sender is, whatever they are called: whoever has none is told to log in.
//!
//! ```python
//! if "cook" not in session:
//!     abort(401)
//! ```

use std::collections::BTreeSet;

use assay_python::FunctionRef;
use assay_python::ir::{BlockId, Const, End, Function, FunctionId, Op, Reg};

use super::words;
use crate::log::Log;

/// How deep a condition is searched.
const DEPTH: u32 = 6;

/// How many registers of one condition are looked at.
const REGISTERS: usize = 48;

/// The keys for whose absence some function of the project answers that the sender is not known.
pub(super) fn keys(log: &Log<'_>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (module, code) in log.program.modules() {
        for (function, ir) in (0..).map(FunctionId).zip(&code.functions).skip(1) {
            let function = FunctionRef { module, function };
            if !reads_session(log, function) {
                continue;
            }
            for block in &ir.blocks {
                let End::Branch {
                    condition,
                    then,
                    otherwise,
                } = block.end
                else {
                    continue;
                };
                if turns_away(log, function, ir, then) || turns_away(log, function, ir, otherwise) {
                    found.extend(keys_in(log, function, condition));
                }
            }
        }
    }
    found.retain(|key| !words::is_of_another(key));
    found
}

fn reads_session(log: &Log<'_>, function: FunctionRef) -> bool {
    log.events_of(function).iter().any(is_session)
}

fn is_session(event: &assay_taint::Event) -> bool {
    match &event.what {
        assay_taint::What::Role(played) => played.role == "identity" && played.of == "session",
        assay_taint::What::Source(_) | assay_taint::What::Sink(_) => false,
    }
}

/// True if a block says that the sender is not known: by its status, by the exception, by sending them to the login.
fn turns_away(log: &Log<'_>, function: FunctionRef, ir: &Function, block: BlockId) -> bool {
    let Some(block) = ir.blocks.get(block.0 as usize) else {
        return false;
    };
    block
        .instrs
        .iter()
        .any(|instruction| match &instruction.op {
            Op::Const {
                value: Const::Int(status),
                ..
            } => matches!(status, 401 | 403),
            Op::Const {
                value: Const::Str(text),
                ..
            } => words::is_login(text),
            Op::LoadGlobal { name, .. } | Op::Attr { name, .. } | Op::CallMethod { name, .. } => {
                words::is_denial(log.text(function.module, *name))
            }
            _ => false,
        })
}

/// The constant keys by which a condition reads the session.
fn keys_in(log: &Log<'_>, function: FunctionRef, condition: Reg) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut work = vec![(condition, 0)];
    let mut seen = 0;
    while let Some((register, depth)) = work.pop() {
        seen += 1;
        if depth > DEPTH || seen > REGISTERS {
            continue;
        }
        let Some((op, _)) = log.definition(function, register) else {
            continue;
        };
        let (holder, key) = match op {
            Op::Compare { left, right, .. } => (Some(*right), Some(*left)),
            Op::Item { object, key, .. } => (Some(*object), Some(*key)),
            Op::CallMethod { object, args, .. } => {
                (Some(*object), args.first().map(|arg| arg.value))
            }
            _ => (None, None),
        };
        if let (Some(holder), Some(key)) = (holder, key)
            && let Some((_, span)) = log.definition(function, holder)
            && log.events_at(function, span).iter().any(is_session)
            && let Some((
                Op::Const {
                    value: Const::Str(text),
                    ..
                },
                _,
            )) = log.definition(function, key)
        {
            found.insert(text.to_string());
        }
        op.for_each_read(|read| work.push((read, depth + 1)));
    }
    found
}
