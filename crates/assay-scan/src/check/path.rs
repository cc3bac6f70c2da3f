//! What an expression reads, as text with dots: `session["user_id"]` is `session[user_id]`.

use std::collections::BTreeSet;

use assay_python::ir::{Op, Reg};

use super::Function;
use super::value::{constant_text, explore};

/// How many steps of one path are followed.
const STEPS: u32 = 8;

impl Function<'_> {
    /// Every name, attribute, item and call that goes into a register, as far as expressions reach.
    ///
    /// `Order.owner == g.user["id"]` gives `Order`, `Order.owner`, `g`, `g.user` and `g.user[id]`.
    /// Calls end in `()`. What is put into a local variable once is spelled out.
    pub fn paths(&self, register: Reg) -> BTreeSet<String> {
        let (_, registers) = explore(*self, register, true);
        registers
            .into_iter()
            .filter_map(|register| path(*self, register, 0))
            .collect()
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the other operations are no paths"
)]
fn path(function: Function<'_>, register: Reg, steps: u32) -> Option<String> {
    if steps > STEPS {
        return None;
    }
    let of = |register: Reg| path(function, register, steps + 1);
    let mut writers = function.writers(register);
    let (first, second) = (writers.next(), writers.next());
    let (Some(Some(instruction)), None) = (first, second) else {
        return function.local_name(register).map(str::to_owned);
    };
    match &instruction.op {
        Op::LoadGlobal { name, .. } | Op::LoadEnv { name, .. } => {
            Some(function.name(*name).to_owned())
        }
        Op::Copy { src, .. } | Op::Await { src, .. } => of(*src),
        Op::Attr { object, name, .. } => Some(format!("{}.{}", of(*object)?, function.name(*name))),
        Op::Item { object, key, .. } => {
            let key = constant_text(function, *key).unwrap_or("");
            Some(format!("{}[{key}]", of(*object)?))
        }
        Op::Call { callee, .. } => Some(format!("{}()", of(*callee)?)),
        Op::CallMethod { object, name, .. } => {
            Some(format!("{}.{}()", of(*object)?, function.name(*name)))
        }
        _ => None,
    }
}
