//! A message authentication code is compared with `==`, which takes longer the more characters agree.

use std::collections::BTreeSet;

use assay_scan::check::ir::{CmpOp, Op};
use assay_scan::check::{Context, Report};

/// Methods that give the code as bytes or text.
const RESULTS: [&str; 3] = ["digest", "hexdigest", "finalize"];

/// Names that show that a key goes into the code.
const KEYED: [&str; 4] = ["hmac", "HMAC", "CMAC", "Poly1305"];

/// Reports comparisons of which one side was just computed with a key.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for function in ctx.functions() {
        for instruction in function.instructions() {
            if let Op::Compare {
                op: CmpOp::Eq | CmpOp::NotEq,
                left,
                right,
                ..
            } = &instruction.op
            {
                let sides = [left, right].map(|side| function.words(*side));
                if sides.iter().any(is_computed_code) {
                    report.at_range(function, instruction.range, "==");
                }
            }
        }
    }
}

fn is_computed_code(words: &BTreeSet<&str>) -> bool {
    let has = |names: &[&str]| names.iter().any(|name| words.contains(name));
    has(&RESULTS) && has(&KEYED) && !words.contains("len")
}
