//! A signature is checked only if one is sent, or only as much of it as is sent.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all operations only a few are asked for"
)]

use assay_scan::check::ir::{Block, BlockId, CmpOp, End, Op, Reg, UnaryOp};
use assay_scan::check::{Context, Function, Report};

use crate::checks::timing_unsafe_comparison::{Makers, is_code};

/// Parts of names of functions that say whether a signature is right.
const CHECKING: [&str; 5] = ["verif", "valid", "check", "match", "sealed"];

/// Words of what signs a message.
const SIGNATURES: [&str; 5] = ["signature", "sig", "hmac", "seal", "digest"];

/// How many empty blocks are followed to the code behind them.
const EMPTY: usize = 8;

/// Reports checks that a message without a signature passes.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let makers = Makers::new(ctx);
    for function in ctx.functions() {
        if !function.mentions().contains("request") {
            continue;
        }
        for instruction in function.instructions() {
            if let Op::CallMethod {
                object, name, args, ..
            } = &instruction.op
                && function.name(*name) == "startswith"
                && let Some(name) = args.first().and_then(|arg| sent(function, arg.value))
                && is_code(ctx, function, *object, &makers)
            {
                report.at_range(function, instruction.range, name);
            }
        }
        for block in &function.ir.blocks {
            let Some((name, there, missing)) = presence(function, block) else {
                continue;
            };
            let Some(next) = block_of(function, there) else {
                continue;
            };
            // Whoever shows the right signature goes on where those do who show none.
            if let Some(right) = passing(ctx, function, next, name, &makers)
                && behind(function, right) == behind(function, missing)
                && let Some(last) = next.instrs.last()
            {
                report.at_range(function, last.range, name);
            }
        }
    }
}

/// For a block that ends with asking whether something was sent: what, and the ways on with it and without it.
fn presence<'a>(function: Function<'a>, block: &Block) -> Option<(&'a str, BlockId, BlockId)> {
    let End::Branch {
        condition,
        then,
        otherwise,
    } = block.end
    else {
        return None;
    };
    let (register, is_there) = match function.made_by(condition) {
        Some(Op::Compare {
            op: op @ (CmpOp::Is | CmpOp::IsNot | CmpOp::Eq | CmpOp::NotEq),
            left,
            right,
            ..
        }) if function.value(*right).is_false() => {
            (*left, matches!(op, CmpOp::IsNot | CmpOp::NotEq))
        }
        Some(Op::Unary {
            op: UnaryOp::Not,
            operand,
            ..
        }) => (*operand, false),
        _ => (condition, true),
    };
    let name = sent(function, register)?;
    Some(if is_there {
        (name, then, otherwise)
    } else {
        (name, otherwise, then)
    })
}

/// The name of a variable that a header or a parameter of the request was put into.
fn sent(function: Function<'_>, register: Reg) -> Option<&str> {
    let name = variable(function, register)?;
    let words = function.words(register);
    let is_part = ["headers", "args", "form", "values", "json", "get_json"]
        .iter()
        .any(|part| words.contains(part));
    (is_part && words.contains("request")).then_some(name)
}

/// The local variable that a register is or was copied from.
fn variable(function: Function<'_>, register: Reg) -> Option<&str> {
    function.local_name(register).or_else(|| {
        let mut copies = function.instructions();
        copies.find_map(|instruction| match instruction.op {
            Op::Copy { dst, src } if dst == register => function.local_name(src),
            _ => None,
        })
    })
}

/// For a block that ends with asking whether the signature in this variable is right: the way on if it is.
fn passing(
    ctx: &Context<'_>,
    function: Function<'_>,
    block: &Block,
    name: &str,
    makers: &Makers<'_>,
) -> Option<BlockId> {
    let End::Branch {
        condition,
        then,
        otherwise,
    } = block.end
    else {
        return None;
    };
    let is_it = |register: Reg| variable(function, register) == Some(name);
    let (condition, is_turned) = match function.made_by(condition)? {
        Op::Unary {
            op: UnaryOp::Not,
            operand,
            ..
        } => (*operand, true),
        _ => (condition, false),
    };
    let says_right = match function.made_by(condition)? {
        Op::Compare {
            op: op @ (CmpOp::Eq | CmpOp::NotEq),
            left,
            right,
            ..
        } => {
            let is_asked = (is_it(*left) && is_code(ctx, function, *right, makers))
                || (is_it(*right) && is_code(ctx, function, *left, makers));
            is_asked.then_some(*op == CmpOp::Eq)
        }
        op => {
            let (called, args) = function.called(op)?;
            (checks(called, name) && args.iter().any(|arg| is_it(arg.value))).then_some(true)
        }
    }?;
    Some(if says_right == is_turned {
        otherwise
    } else {
        then
    })
}

/// True if a function says whether a signature is right, going by its name and that of what it is given.
fn checks(called: &str, given: &str) -> bool {
    let called = called.to_ascii_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| called.contains(part));
    let given = given.to_ascii_lowercase();
    let is_signature = has(&SIGNATURES) || SIGNATURES.iter().any(|part| given.contains(part));
    called == "compare_digest" || (has(&CHECKING) && is_signature)
}

fn block_of(function: Function<'_>, id: BlockId) -> Option<&Block> {
    function.ir.blocks.get(id.0 as usize)
}

/// The block that is run next, not counting those without instructions.
fn behind(function: Function<'_>, mut id: BlockId) -> BlockId {
    for _ in 0..EMPTY {
        match block_of(function, id) {
            Some(block) if block.instrs.is_empty() => match block.end {
                End::Jump(next) => id = next,
                _ => break,
            },
            _ => break,
        }
    }
    id
}
