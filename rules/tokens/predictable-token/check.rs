//! A token is made from what others know: the time, an address, a number.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all operations only a few are asked for"
)]

use std::collections::BTreeSet;

use assay_scan::check::ir::{Op, Reg};
use assay_scan::check::{Context, Function, Report};

use crate::checks::keys;

/// Words in the names of tokens.
const TOKENS: [&str; 12] = [
    "reset_token",
    "confirm_token",
    "confirmation_token",
    "activation_token",
    "verification_token",
    "session_token",
    "session_id",
    "api_key",
    "api_token",
    "access_token",
    "auth_token",
    "invite_code",
];

/// What cannot be guessed, once it is in.
const SECRET: [&str; 12] = [
    "secrets",
    "urandom",
    "token_hex",
    "token_urlsafe",
    "token_bytes",
    "uuid4",
    "hmac",
    "SECRET_KEY",
    "secret_key",
    "SystemRandom",
    "sign",
    "salt",
];

/// Hash functions, which hide nothing that can be guessed.
const HASHES: [&str; 7] = [
    "md5",
    "sha1",
    "sha224",
    "sha256",
    "sha384",
    "sha512",
    "b64encode",
];

/// Values that others know.
const KNOWN: [&str; 9] = [
    "email",
    "mail",
    "username",
    "time",
    "now",
    "utcnow",
    "timestamp",
    "user_id",
    "name",
];

/// What draws from the `random` module, which can be computed from what it gave before.
const DRAWS: [&str; 8] = [
    "choice",
    "choices",
    "getrandbits",
    "randbytes",
    "randint",
    "random",
    "randrange",
    "sample",
];

/// Words before `code` that make it something that opens something.
const OPENING: [&str; 24] = [
    "access",
    "activation",
    "auth",
    "backup",
    "booking",
    "confirm",
    "confirmation",
    "download",
    "gift",
    "invitation",
    "invite",
    "link",
    "login",
    "otp",
    "pin",
    "recovery",
    "referral",
    "reset",
    "security",
    "share",
    "short",
    "sms",
    "verification",
    "voucher",
];

/// Last words of the names of functions that make what opens something.
const PASSES: [&str; 10] = [
    "code", "coupon", "invite", "key", "pass", "password", "secret", "ticket", "token", "voucher",
];

/// Those of them of which a draw makes one, and does not pick one.
const DRAWN: [&str; 4] = ["coupon", "pass", "password", "voucher"];

/// Words behind the name of what is made: `voucher_for`.
const BEHIND: [&str; 4] = ["for", "from", "of", "with"];

/// Reports assignments to tokens.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for function in ctx.functions() {
        let own = function.name(function.ir.name).to_ascii_lowercase();
        for instruction in function.instructions() {
            let (name, value) = match instruction.op {
                Op::SetAttr { name, src, .. } => (function.name(name), src),
                Op::SetItem { key, src, .. } => {
                    (function.value(key).text().unwrap_or_default(), src)
                }
                Op::Copy { dst, src } => (function.local_name(dst).unwrap_or_default(), src),
                _ => continue,
            };
            let words = function.words(value);
            let is_machine = has_machine(&words) && pass(&name.to_ascii_lowercase()).is_some();
            if is_token(name) && is_known(&words) || is_machine {
                report.at_range(function, instruction.range, name);
            }
        }
        if is_opening_code(&own) {
            let inside = inside(ctx, function);
            for (value, range) in function.returns() {
                let all: BTreeSet<&str> = inside.union(&words(function, value)).copied().collect();
                if is_drawn(&all) {
                    report.at_range(function, range, function.name(function.ir.name));
                }
            }
        }
        let pass = pass(&own);
        for (value, range) in function.returns().filter(|_| pass.is_some()) {
            let words = words(function, value);
            let has = |names: &[&str]| names.iter().any(|name| words.contains(name));
            let mut drawn = words.clone();
            drawn.extend(inside(ctx, function));
            let is_text = has(&["join", "getrandbits", "randbytes"]) && is_drawn(&drawn);
            let is_hash = pass == Some("token") && is_known(&words);
            if has_machine(&words)
                || is_hash
                || is_text && pass.is_some_and(|pass| DRAWN.contains(&pass))
            {
                report.at_range(function, range, function.name(function.ir.name));
            }
        }
        let makes = ["make_", "generate_", "create_", "new_"]
            .iter()
            .any(|start| own.starts_with(start));
        if makes && pass != Some("token") && is_token(&own) {
            for (value, range) in function.returns() {
                if is_known(&words(function, value)) {
                    report.at_range(function, range, function.name(function.ir.name));
                }
            }
        }
    }
}

/// All that a function and those that are written in it mention.
fn inside<'a>(ctx: &Context<'a>, function: Function<'a>) -> BTreeSet<&'a str> {
    let inner = ctx.functions().filter(|inner| {
        inner.id.module == function.id.module && inner.ir.parent == Some(function.id.function)
    });
    let all = inner.chain([function]);
    all.flat_map(|one| one.mentions()).collect()
}

/// True for what is made of the clock and the address of the machine.
fn has_machine(words: &BTreeSet<&str>) -> bool {
    let has = |names: &[&str]| names.iter().any(|name| words.contains(name));
    has(&["uuid1", "getnode"]) && !has(&SECRET)
}

fn words(function: Function<'_>, value: Reg) -> BTreeSet<&str> {
    function.words(value)
}

fn is_token(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    TOKENS.iter().any(|token| lower.contains(token))
        && !lower.contains("expire")
        && !lower.ends_with("_at")
}

/// True if a value is made of what others know, and of nothing else.
fn is_known(words: &BTreeSet<&str>) -> bool {
    let has = |names: &[&str]| names.iter().any(|name| words.contains(name));
    let hashed = has(&HASHES) && has(&KNOWN);
    (words.contains("uuid1") || hashed) && !has(&SECRET)
}

/// `make_booking_code`, `short_code`, `new_voucher_code`.
fn is_opening_code(name: &str) -> bool {
    let mut words = name.rsplit('_');
    words.next() == Some("code") && words.next().is_some_and(|word| OPENING.contains(&word))
}

/// What a function makes that opens something, by its name: `guest_pass`, `link_key`, `voucher_for`.
fn pass(name: &str) -> Option<&str> {
    let words: Vec<&str> = name.split('_').collect();
    let words = match words.as_slice() {
        [before @ .., last] if BEHIND.contains(last) => before,
        all => all,
    };
    let last = words.last().filter(|last| PASSES.contains(last))?;
    (*last != "key" || keys::is_key_name(&words.join("_"))).then_some(*last)
}

/// True if a value is drawn from the `random` module.
fn is_drawn(words: &BTreeSet<&str>) -> bool {
    let has = |names: &[&str]| names.iter().any(|name| words.contains(name));
    words.contains("random") && has(&DRAWS) && !has(&SECRET)
}
