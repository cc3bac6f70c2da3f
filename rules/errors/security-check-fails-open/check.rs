//! A function that decides who may do something answers yes where it failed.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all operations only a few are asked for"
)]

use std::collections::BTreeSet;

use assay_scan::check::ir::{BlockId, Const, End, Op};
use assay_scan::check::{Context, Function, Report};

/// How the names of functions that decide begin.
const DECIDING: [&str; 14] = [
    "is_allowed",
    "is_authorized",
    "is_authorised",
    "is_authenticated",
    "is_admin",
    "is_owner",
    "is_valid_token",
    "is_valid_signature",
    "has_permission",
    "has_access",
    "has_role",
    "can_access",
    "authenticate",
    "authorize",
];

/// Words in such names; the function must also be named as a check.
const ABOUT: [&str; 12] = [
    "permission",
    "password",
    "signature",
    "token",
    "access",
    "auth",
    "credential",
    "csrf",
    "admin",
    "login",
    "otp",
    "hmac",
];

/// How the names of checks begin.
const CHECKING: [&str; 5] = ["check", "verify", "validate", "has", "can"];

/// How many blocks are followed from the handler to what it returns.
const FOLLOWED: usize = 4;

/// Reports handlers that lead to `return True` and do nothing else.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let deciding = deciding(ctx);
    let decides = |function: &Function<'_>| {
        let name = function.name(function.ir.name);
        says_that_it_decides(name) || deciding.contains(name)
    };
    for function in ctx.functions().filter(decides) {
        let says_so = says_that_it_decides(function.name(function.ir.name));
        for block in &function.ir.blocks {
            let caught = block
                .instrs
                .iter()
                .find(|instruction| matches!(instruction.op, Op::Catch { .. }));
            if let Some(caught) = caught
                && says_yes(function, block)
                && (says_so || !is_absence(function, &caught.op))
            {
                report.at_range(function, caught.range, function.name(function.ir.name));
            }
        }
    }
}

/// What is called where somebody is turned away if it says no: `if not may(user, "void"): abort(403)`.
fn deciding<'a>(ctx: &Context<'a>) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    for function in ctx.functions() {
        for block in &function.ir.blocks {
            let End::Branch {
                condition,
                then,
                otherwise,
            } = block.end
            else {
                continue;
            };
            if let Some((name, _)) = function
                .made_by(function.asked(condition))
                .and_then(|op| function.called(op))
                && (turns_away(function, then) || turns_away(function, otherwise))
            {
                found.insert(name);
            }
        }
    }
    found
}

/// True if only the absence of an entry is caught: whoever has no quota may have no limit.
fn is_absence(function: Function<'_>, caught: &Op) -> bool {
    let Op::Catch {
        types: Some(types), ..
    } = caught
    else {
        return false;
    };
    let words = function.words(*types);
    !words.is_empty()
        && words
            .iter()
            .all(|word| matches!(*word, "KeyError" | "IndexError" | "AttributeError"))
}

/// True if a block answers that somebody may not.
fn turns_away(function: Function<'_>, block: BlockId) -> bool {
    let block = function.ir.blocks.get(block.0 as usize);
    let mut instructions = block.into_iter().flat_map(|block| &block.instrs);
    instructions.any(|instruction| match &instruction.op {
        Op::Const {
            value: Const::Int(status),
            ..
        } => matches!(status, 401 | 403),
        Op::LoadGlobal { name, .. } | Op::Attr { name, .. } => {
            matches!(function.name(*name), "Forbidden" | "Unauthorized")
        }
        _ => false,
    })
}

fn says_that_it_decides(name: &str) -> bool {
    let name = name.trim_start_matches('_').to_ascii_lowercase();
    DECIDING.iter().any(|start| name.starts_with(start))
        || (CHECKING.iter().any(|start| name.starts_with(start))
            && ABOUT.iter().any(|word| name.contains(word)))
}

/// True if the handler surely ends in `return True`.
fn says_yes(function: Function<'_>, from: &assay_scan::check::ir::Block) -> bool {
    let mut block = from;
    for _ in 0..FOLLOWED {
        if block.instrs.iter().any(|i| asks_again(function, &i.op)) {
            return false;
        }
        match block.end {
            End::Return(value, _) => {
                let truths =
                    block
                        .instrs
                        .iter()
                        .rev()
                        .find_map(|instruction| match &instruction.op {
                            Op::Const {
                                dst,
                                value: constant,
                            } if *dst == value => Some(constant),
                            _ => None,
                        });
                let constant = truths.or_else(|| function.value(value).constant());
                return matches!(constant, Some(Const::Bool(true)));
            }
            End::Jump(BlockId(next)) => match function.ir.blocks.get(next as usize) {
                Some(next) => block = next,
                None => return false,
            },
            _ => return false,
        }
    }
    false
}

/// True for a call of another check, which refuses by raising: where one right is missing, a second one may do.
fn asks_again(function: Function<'_>, op: &Op) -> bool {
    let name = match op {
        Op::CallMethod { name, .. } => function.name(*name),
        Op::Call { callee, .. } => function.callee_name(*callee).unwrap_or_default(),
        _ => return false,
    };
    let name = name.trim_start_matches('_').to_ascii_lowercase();
    let is_check = CHECKING
        .iter()
        .chain(&["require", "assert", "ensure"])
        .any(|start| name.starts_with(start));
    is_check && ABOUT.iter().any(|word| name.contains(word))
}
