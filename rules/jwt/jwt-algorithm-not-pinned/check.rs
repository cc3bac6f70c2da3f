//! A token says itself how it is to be verified.

use assay_scan::check::ir::Op;
use assay_scan::check::{Call, Context, Report, Value};

/// What verifies.
const DECODING: [&str; 3] = ["jwt.decode", "jwt.decode_complete", "jose.jwt.decode"];

/// Reports calls without a list of algorithms, with one from the token, and with two kinds of keys in one list.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for call in DECODING.iter().flat_map(|name| ctx.calls(name)) {
        if is_verified(call) && !call.unpacks() && is_open(call) {
            report.at(call);
        }
    }
}

/// False where another rule says that nothing is verified, and where nobody knows.
fn is_verified(call: Call<'_>) -> bool {
    let options = call.argument("options");
    let verify = call.argument("verify");
    let known = !options.is_given() || matches!(options.op(), Some(Op::Dict { .. }));
    known && !options.key("verify_signature").is_false() && !verify.is_false()
}

fn is_open(call: Call<'_>) -> bool {
    let algorithms = match call.argument("algorithms") {
        given if given.is_given() => given,
        _ => call.positional(2),
    };
    if !algorithms.is_given() {
        return true;
    }
    let mut symmetric = false;
    let mut asymmetric = false;
    for element in algorithms.elements() {
        let text = element.text().unwrap_or_default();
        symmetric |= text.starts_with("HS");
        asymmetric |= ["RS", "ES", "PS", "Ed"]
            .iter()
            .any(|start| text.starts_with(start));
    }
    (symmetric && asymmetric) || is_from_token(call, algorithms)
}

/// `algorithms=[header["alg"]]`
fn is_from_token(call: Call<'_>, algorithms: Value<'_>) -> bool {
    let given = call
        .arguments
        .iter()
        .map(|argument| call.function.words(argument.value));
    algorithms.constant().is_none() && given.into_iter().any(|words| words.contains("alg"))
}
