//! Keys to which an application gives names of its own: what they are called, and where they sign, encrypt or let in.
//!
//! ```python
//! hmac.new(settings.LINK_KEY, text, "sha256")
//! hashlib.sha1((current_app.config["SHARE_KEY"] + text).encode())
//! ```

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all operations only a few are asked for"
)]

use std::collections::BTreeSet;

use assay_scan::check::ir::{Arg, ArgKind, CmpOp, Op, Reg};
use assay_scan::check::{Context, Function};

/// Hash functions, which sign where a key is put together with a text.
pub(crate) const HASHES: [&str; 8] = [
    "md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b", "blake2s",
];

/// Classes whose first argument is a key.
const KEYED: [&str; 7] = [
    "Fernet",
    "Signer",
    "TimestampSigner",
    "Serializer",
    "TimedSerializer",
    "URLSafeSerializer",
    "URLSafeTimedSerializer",
];

/// Words before `key` that make it one of a table or a cache, or one that everybody may know.
const HARMLESS: [&str; 18] = [
    "primary",
    "foreign",
    "cache",
    "redis",
    "sort",
    "partition",
    "public",
    "dict",
    "index",
    "registry",
    "group",
    "object",
    "row",
    "user",
    "lookup",
    "site",
    "queue",
    "idempotency",
];

/// Keys of settings, whose last value is known, so that others tell more about them.
const SETTINGS: [&str; 4] = [
    "secret_key",
    "jwt_secret_key",
    "wtf_csrf_secret_key",
    "security_password_salt",
];

/// How deep a text that is put together is looked into.
const DEPTH: u32 = 6;

/// True for a name of two words or more of which the last says that it is a key: `LINK_KEY`, `callback_secret`.
pub(crate) fn is_key_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let Some((before, last)) = lower.rsplit_once('_') else {
        return false;
    };
    let before = before.rsplit('_').next().unwrap_or_default();
    matches!(last, "key" | "secret") && !before.is_empty() && !HARMLESS.contains(&before)
}

/// The name of the attribute, entry or global that a value surely is, also as bytes.
pub(crate) fn name_of(function: Function<'_>, register: Reg) -> Option<&str> {
    let mut register = register;
    for _ in 0..DEPTH {
        match function.made_by(register)? {
            Op::Attr { name, .. } | Op::LoadGlobal { name, .. } => {
                return Some(function.name(*name));
            }
            Op::Item { key, .. } => return function.value(*key).text(),
            Op::CallMethod {
                object, name, args, ..
            } => match function.name(*name) {
                "encode" | "decode" | "strip" => register = *object,
                "get" => return function.value(args.first()?.value).text(),
                _ => return None,
            },
            Op::Call { callee, args, .. } => {
                if !matches!(
                    function.callee_name(*callee)?,
                    "bytes" | "str" | "to_bytes" | "force_bytes"
                ) {
                    return None;
                }
                register = args.first()?.value;
            }
            _ => return None,
        }
    }
    None
}

/// The name of the key that is put before or behind a text: `(SHARE_KEY + text).encode()`, `f"{text}{SHARE_KEY}"`.
pub(crate) fn joined_key(function: Function<'_>, register: Reg) -> Option<&str> {
    parts(function, register, 0)
        .into_iter()
        .filter_map(|part| name_of(function, part))
        .find(|name| is_key_name(name))
}

/// What a text is put together from; nothing if it is none.
fn parts(function: Function<'_>, register: Reg, depth: u32) -> Vec<Reg> {
    if depth > DEPTH {
        return Vec::new();
    }
    let more = |sides: &[Reg]| {
        let mut all = sides.to_vec();
        all.extend(
            sides
                .iter()
                .flat_map(|side| parts(function, *side, depth + 1)),
        );
        all
    };
    match function.made_by(register) {
        Some(Op::Binary { left, right, .. }) => more(&[*left, *right]),
        Some(op @ (Op::Format { .. } | Op::Sequence { .. })) => more(&op.reads()),
        Some(Op::CallMethod {
            object, name, args, ..
        }) => match function.name(*name) {
            "encode" => parts(function, *object, depth + 1),
            "join" | "format" => {
                let args: Vec<Reg> = args.iter().map(|arg| arg.value).collect();
                more(&args)
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The names of all that a function signs, encrypts or lets in with.
pub(crate) fn used(function: Function<'_>) -> BTreeSet<&str> {
    let keys = function
        .instructions()
        .flat_map(|instruction| match &instruction.op {
            Op::CallMethod {
                object, name, args, ..
            } => {
                let is_of = |module: &str| function.near_words(*object).contains(module);
                let name = function.name(*name);
                match name {
                    "new" | "digest" if is_of("hmac") => {
                        named(function, argument(function, args, 0))
                    }
                    "encode" | "decode" if is_of("jwt") => {
                        named(function, argument(function, args, 1))
                    }
                    "compare_digest" => compared(function, args),
                    _ if HASHES.contains(&name) && is_of("hashlib") => hashed(function, args),
                    _ if KEYED.contains(&name) => named(function, argument(function, args, 0)),
                    _ => Vec::new(),
                }
            }
            Op::Call { callee, args, .. } => {
                match function.callee_name(*callee).unwrap_or_default() {
                    "compare_digest" => compared(function, args),
                    name if HASHES.contains(&name) => hashed(function, args),
                    name if KEYED.contains(&name) => named(function, argument(function, args, 0)),
                    _ => Vec::new(),
                }
            }
            Op::Compare {
                op: CmpOp::Eq | CmpOp::NotEq,
                left,
                right,
                ..
            } => {
                let given = |side: Reg| function.words(side).contains("request");
                let sides = [(*left, *right), (*right, *left)];
                let names = sides
                    .into_iter()
                    .filter_map(|(side, other)| Some((name_of(function, side)?, other)));
                // Which names are near is dearer to ask.
                names
                    .filter(|(name, other)| is_key_name(name) && given(*other))
                    .map(|(name, _)| name)
                    .collect()
            }
            _ => Vec::new(),
        });
    keys.filter(|name| is_key_name(name)).collect()
}

/// All keys that the application uses under names of its own.
pub(crate) fn own<'a>(ctx: &Context<'a>) -> BTreeSet<&'a str> {
    (ctx.functions().flat_map(used))
        .filter(|name| !is_setting(&name.to_ascii_lowercase()))
        .collect()
}

/// True for the name, in lower case, of a key of which the settings tell more.
pub(crate) fn is_setting(lower: &str) -> bool {
    SETTINGS.contains(&lower)
}

fn named(function: Function<'_>, register: Option<Reg>) -> Vec<&str> {
    register
        .and_then(|register| name_of(function, register))
        .into_iter()
        .collect()
}

fn compared<'a>(function: Function<'a>, args: &[Arg]) -> Vec<&'a str> {
    args.iter()
        .filter_map(|arg| name_of(function, arg.value))
        .collect()
}

fn hashed<'a>(function: Function<'a>, args: &[Arg]) -> Vec<&'a str> {
    args.first()
        .and_then(|arg| joined_key(function, arg.value))
        .into_iter()
        .collect()
}

/// The argument at a position, or the one that is called `key` or `secret_key`.
fn argument(function: Function<'_>, args: &[Arg], position: usize) -> Option<Reg> {
    let named = args.iter().find(|arg| match arg.kind {
        ArgKind::Keyword(name) => matches!(function.name(name), "key" | "secret_key"),
        _ => false,
    });
    let placed = args
        .get(position)
        .filter(|arg| arg.kind == ArgKind::Positional);
    named.or(placed).map(|arg| arg.value)
}

/// A value that the code gives to a key.
pub(crate) struct Given<'a> {
    /// Where.
    pub(crate) function: Function<'a>,
    pub(crate) name: &'a str,
    pub(crate) value: Reg,
}

/// What a function, class or module gives to names of these.
pub(crate) fn given<'a>(
    function: Function<'a>,
    is_wanted: impl Fn(&str) -> bool,
) -> Vec<Given<'a>> {
    let mut found: Vec<(&'a str, Reg)> = Vec::new();
    for instruction in function.instructions() {
        match &instruction.op {
            Op::StoreGlobal { name, src }
            | Op::StoreEnv { name, src, .. }
            | Op::SetAttr { name, src, .. } => {
                found.push((function.name(*name), *src));
            }
            Op::SetItem { key, src, .. } => {
                found.extend(function.value(*key).text().map(|key| (key, *src)));
            }
            Op::Dict { entries, .. } => {
                let entry = |(key, value): &(Option<Reg>, Reg)| {
                    Some((function.value((*key)?).text()?, *value))
                };
                found.extend(entries.iter().filter_map(entry));
            }
            _ => {}
        }
    }
    let exports = function.ir.exports.iter();
    found.extend(exports.map(|(name, value)| (function.name(*name), *value)));
    let known = found.into_iter().filter(|(name, _)| is_wanted(name));
    known
        .map(|(name, value)| Given {
            function,
            name,
            value,
        })
        .collect()
}

/// True if a class, function or file is for development, by its name.
pub(crate) fn is_for_development(ctx: &Context<'_>, function: Function<'_>) -> bool {
    let says = |text: &str| {
        let text = text.to_ascii_lowercase();
        [
            "test", "dev", "local", "example", "sample", "demo", "debug", "docs/",
        ]
        .iter()
        .any(|word| text.contains(word))
    };
    says(&function.ir.qualname) || says(&ctx.project.file(function.module.file).path)
}

/// True for a text that can be a key, and is no name, path or hole to be filled in.
pub(crate) fn is_key_text(name: &str, text: &str) -> bool {
    let letters: BTreeSet<char> = text.chars().collect();
    let is_name = text
        .bytes()
        .all(|byte| byte.is_ascii_uppercase() || matches!(byte, b'_' | b'-'));
    let lower = text.to_ascii_lowercase();
    text.len() >= 4
        && letters.len() > 2
        && !is_name
        && !lower.eq_ignore_ascii_case(name)
        && !text.contains(['{', '<', '$', '%', '\n'])
        && !text.starts_with(['/', '.', '~'])
        && !lower.contains("://")
        && !["your", "placeholder", "redacted"]
            .iter()
            .any(|word| lower.contains(word))
}
