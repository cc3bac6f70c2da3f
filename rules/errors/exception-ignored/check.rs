//! Every exception is caught and nothing is done about it.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all operations only a few are asked for"
)]

use assay_scan::check::ir::{End, Op};
use assay_scan::check::{Context, Function, Report};

/// Classes that catch everything.
const EVERYTHING: [&str; 2] = ["Exception", "BaseException"];

/// Reports handlers of everything that hold `pass` or `continue` alone.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for function in ctx.functions() {
        for block in &function.ir.blocks {
            let [.., last] = &*block.instrs else { continue };
            let caught = block
                .instrs
                .iter()
                .find_map(|instruction| match instruction.op {
                    Op::Catch { types, .. } => Some((instruction, types)),
                    _ => None,
                });
            let Some((instruction, types)) = caught else {
                continue;
            };
            let is_all = types.is_none_or(|types| catches_all(function, types));
            let is_empty = std::ptr::eq(last, instruction) && matches!(block.end, End::Jump(_));
            if is_all && is_empty {
                report.at_range(function, instruction.range, "except");
            }
        }
    }
}

fn catches_all(function: Function<'_>, types: assay_scan::check::ir::Reg) -> bool {
    function
        .callee_name(types)
        .is_some_and(|name| EVERYTHING.contains(&name))
}
