//! A key under a name of the application's own, which something signs, encrypts or lets in with, stands in the code.

use assay_scan::check::ir::{Const, Op};
use assay_scan::check::{Context, Function, Range, Report};

use crate::checks::keys::{self, Given};

/// Reports the constants of keys that nothing else gives a value to.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let used = keys::own(ctx);
    if used.is_empty() {
        return;
    }
    let given: Vec<Given<'_>> = ctx
        .functions()
        .flat_map(|function| keys::given(function, |name| used.contains(name)))
        .collect();
    for one in &given {
        let Some((function, range)) = constant(one) else {
            continue;
        };
        // What is read elsewhere under the same name replaces it.
        let is_replaced = given
            .iter()
            .any(|other| other.name == one.name && constant(other).is_none());
        if !is_replaced && !keys::is_for_development(ctx, one.function) {
            report.at_range(function, range, one.name);
        }
    }
}

/// The constant that a key is given, if it can be one, and where it stands.
fn constant<'a>(given: &Given<'a>) -> Option<(Function<'a>, Range)> {
    let mut value = given.function.value(given.value);
    if let Some(Op::CallMethod { object, name, .. }) = value.op()
        && given.function.name(*name) == "encode"
    {
        value = given.function.value(*object);
    }
    let is_key = match value.constant()? {
        Const::Str(text) => keys::is_key_text(given.name, text),
        Const::Bytes(bytes) => {
            std::str::from_utf8(bytes).is_ok_and(|text| keys::is_key_text(given.name, text))
        }
        Const::None | Const::Ellipsis | Const::Bool(_) | Const::Int(_) | Const::Number(_) => false,
    };
    value.place().filter(|_| is_key)
}
