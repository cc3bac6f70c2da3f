//! A token is made from what others know: the time, an address, a number.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all operations only a few are asked for"
)]

use std::collections::BTreeSet;

use assay_scan::check::ir::{Op, Reg};
use assay_scan::check::{Context, Function, Report};

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
            if is_token(name) && is_known(&function.words(value)) {
                report.at_range(function, instruction.range, name);
            }
        }
        if is_opening_code(&own) {
            let inside: BTreeSet<&str> = ctx
                .functions()
                .filter(|inner| {
                    inner.id.module == function.id.module
                        && inner.ir.parent == Some(function.id.function)
                })
                .chain([function])
                .flat_map(|inner| inner.mentions())
                .collect();
            for (value, range) in function.returns() {
                let all: BTreeSet<&str> = inside.union(&words(function, value)).copied().collect();
                if is_drawn(&all) {
                    report.at_range(function, range, function.name(function.ir.name));
                }
            }
        }
        let makes = ["make_", "generate_", "create_", "new_"]
            .iter()
            .any(|start| own.starts_with(start));
        if makes && is_token(&own) {
            for (value, range) in function.returns() {
                if is_known(&words(function, value)) {
                    report.at_range(function, range, function.name(function.ir.name));
                }
            }
        }
    }
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

/// True if a value is drawn from the `random` module.
fn is_drawn(words: &BTreeSet<&str>) -> bool {
    let has = |names: &[&str]| names.iter().any(|name| words.contains(name));
    words.contains("random") && has(&DRAWS) && !has(&SECRET)
}
