//! A token is made from claims among which there is no end.

use assay_scan::check::ir::Op;
use assay_scan::check::{Call, Context, Report};

/// Reports claims that are written down whole, without `exp`.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for name in ["jwt.encode", "jose.jwt.encode"] {
        for call in ctx.calls(name) {
            if is_endless(call) {
                report.at(call);
            }
        }
    }
}

fn is_endless(call: Call<'_>) -> bool {
    let claims = match call.argument("payload") {
        given if given.is_given() => given,
        _ => match call.argument("claims") {
            given if given.is_given() => given,
            _ => call.positional(0),
        },
    };
    let Some(Op::Dict { entries, .. }) = claims.op() else {
        return false;
    };
    let is_whole = entries.iter().all(|(key, _)| key.is_some());
    // Keys that are added later stand somewhere in the function.
    let mentions_end = call.function.texts().any(|text| text == "exp");
    is_whole && !entries.is_empty() && !mentions_end
}
