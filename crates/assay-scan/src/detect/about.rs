//! What a call is about, as far as the code around it tells: whether it deals with a secret, whether its result is used.
//!
//! ```python
//! etag = hashlib.md5(page).hexdigest()               # a label for a page
//! digest = hashlib.md5(password).hexdigest()         # a password
//! ```
//!
//! Names are all there is: what goes in, what is fed later by `update`, where the result goes, and the function around it.

use std::collections::BTreeSet;

use assay_python::ir::{ArgKind, End, Instr, Op, Reg};
use assay_source::Span;

use super::secret::name_words;
use crate::check::Function;

/// Words of names that mean something whose secrecy or origin matters.
const SECRETS: [&str; 25] = [
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "passwort",
    "pwd",
    "pw",
    "pin",
    "otp",
    "secret",
    "token",
    "credential",
    "login",
    "auth",
    "authentication",
    "sig",
    "shared",
    "signature",
    "signed",
    "sign",
    "signing",
    "hmac",
    "salt",
    "salted",
    "licence",
];

/// Words that show that chance alone goes in, which no collision harms.
const CHANCE: [&str; 5] = [
    "urandom",
    "token_bytes",
    "token_hex",
    "uuid4",
    "getrandbits",
];

/// Words of labels: for contents, caches and pictures, which nobody gains by forging.
const LABELS: [&str; 34] = [
    "asset",
    "assets",
    "avatar",
    "blob",
    "cache",
    "cached",
    "checksum",
    "chunk",
    "content",
    "contents",
    "crc",
    "dedup",
    "duplicate",
    "etag",
    "file",
    "filename",
    "fingerprint",
    "gravatar",
    "identifier",
    "image",
    "key",
    "media",
    "memoize",
    "path",
    "plugin",
    "plugins",
    "revision",
    "shard",
    "slug",
    "theme",
    "thumbnail",
    "ui",
    "url",
    "version",
];

/// Words of names for a label that may hold a secret to be hard to guess, and is none itself.
const TAGS: [&str; 6] = ["etag", "gravatar", "avatar", "checksum", "thumbnail", "crc"];

/// Words that show that a function is run many times over.
const ROUNDS: [&str; 4] = ["rounds", "iterations", "stretch", "stretching"];

/// Words that show that a function looks into lists of passwords that leaked.
const LEAKS: [&str; 7] = [
    "pwned",
    "hibp",
    "breach",
    "breached",
    "breaches",
    "leaked",
    "compromised",
];

/// What the names around a call speak of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    /// Something secret.
    Secret,
    /// A label of something.
    Label,
    /// Nothing known.
    Unknown,
}

/// What the names around the call speak of.
pub(super) fn topic(function: Function<'_>, call: Span) -> Topic {
    let Some(instruction) = function
        .instructions()
        .find(|instruction| is_call(instruction, call))
    else {
        return Topic::Unknown;
    };
    let mut words: BTreeSet<&str> = BTreeSet::new();
    collect_arguments(function, &instruction.op, &mut words);
    if let Some(result) = result(function, call) {
        for instruction in function.instructions() {
            collect_use(function, instruction, result, &mut words);
        }
    }
    if words.iter().any(|word| CHANCE.contains(word)) {
        return Topic::Label;
    }
    let own = function.name(function.ir.name);
    if name_words(own)
        .iter()
        .any(|part| TAGS.contains(&part.as_str()))
    {
        return Topic::Label;
    }
    if asks_for_leaks(function) {
        return Topic::Label;
    }
    words.insert(own);
    if words
        .iter()
        .any(|word| is_secret(word) || is_constant_key(word))
    {
        return Topic::Secret;
    }
    let label = |word: &&str| {
        let whole = word.to_ascii_lowercase();
        let mut parts = name_words(word);
        parts.push(whole);
        parts.iter().any(|part| LABELS.contains(&part.as_str()))
    };
    if words.iter().any(label) {
        Topic::Label
    } else {
        Topic::Unknown
    }
}

/// True if a function repeats what it does as often as somebody asks for, as those that make passwords slow to guess do.
pub(super) fn is_stretched(function: Function<'_>) -> bool {
    let repeats = function
        .ir
        .blocks
        .iter()
        .any(|block| matches!(block.end, End::Next { .. }));
    let names = function.instructions().filter_map(|instruction| {
        if let Op::LoadGlobal { name, .. } | Op::Attr { name, .. } = instruction.op {
            Some(name)
        } else {
            None
        }
    });
    let locals = (function.ir.params.iter().map(|param| param.name)).chain(names);
    repeats
        && locals
            .map(|name| name_words(function.name(name)))
            .any(|words| words.iter().any(|word| ROUNDS.contains(&word.as_str())))
}

/// True if what goes into a call is named after a secret there.
pub(super) fn takes_secret(function: Function<'_>, call: Span) -> bool {
    let mut words = BTreeSet::new();
    for instruction in function.instructions() {
        if is_call(instruction, call) {
            collect_arguments(function, &instruction.op, &mut words);
        }
    }
    words.iter().any(|word| is_secret(word))
}

/// True if the call has one of these keywords.
pub(super) fn has_keyword(function: Function<'_>, call: Span, names: &[&str]) -> bool {
    let is_named = |kind: ArgKind| match kind {
        ArgKind::Keyword(name) => names.contains(&function.name(name)),
        ArgKind::Positional | ArgKind::Star | ArgKind::DoubleStar => false,
    };
    function.instructions().any(|instruction| {
        let (Op::Call { args, .. } | Op::CallMethod { args, .. }) = &instruction.op else {
            return false;
        };
        is_call(instruction, call) && args.iter().any(|arg| is_named(arg.kind))
    })
}

/// True if a function asks whether a password is among those that leaked, for which the lists keep fast hashes.
pub(super) fn asks_for_leaks(function: Function<'_>) -> bool {
    name_words(function.name(function.ir.name))
        .iter()
        .any(|word| LEAKS.contains(&word.as_str()))
}

/// True if markup is made only to be taken apart at once: `Markup(text).unescape()` gives plain text.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "every other operation keeps the markup"
)]
pub(super) fn is_undone(function: Function<'_>, call: Span) -> bool {
    let Some(made) = result(function, call) else {
        return false;
    };
    let mut undone = false;
    let mut kept = function.local_name(made).is_some();
    for instruction in function.instructions() {
        let mut reads = false;
        instruction
            .op
            .for_each_read(|register| reads |= register == made);
        match &instruction.op {
            Op::CallMethod { object, name, .. } if *object == made => {
                let undoes = matches!(function.name(*name), "unescape" | "striptags");
                undone |= undoes;
                kept |= !undoes;
            }
            _ => kept |= reads,
        }
    }
    undone && !kept
}

/// True if something is done with what the call gives.
pub(super) fn is_used(function: Function<'_>, call: Span) -> bool {
    let Some(result) = result(function, call) else {
        return false;
    };
    let mut used = function.local_name(result).is_some()
        || function
            .ir
            .exports
            .iter()
            .any(|(_, register)| *register == result);
    for instruction in function.instructions() {
        instruction
            .op
            .for_each_read(|register| used |= register == result);
    }
    used || function
        .ir
        .blocks
        .iter()
        .any(|block| matches!(block.end, End::Return(register, _) if register == result))
}

/// What the call gives.
fn result(function: Function<'_>, call: Span) -> Option<Reg> {
    let mut result = None;
    function
        .instructions()
        .find(|instruction| is_call(instruction, call))?
        .op
        .for_each_written(|register| result = Some(register));
    result
}

fn is_call(instruction: &Instr, call: Span) -> bool {
    instruction.range == call.range
        && matches!(instruction.op, Op::Call { .. } | Op::CallMethod { .. })
}

fn is_secret(name: &str) -> bool {
    let words = name_words(name);
    let pair = |a: &str, b: &str| words.windows(2).any(|w| w == [a.to_owned(), b.to_owned()]);
    let known = |word: &str| SECRETS.contains(&word);
    words
        .iter()
        .any(|word| known(word) || word.strip_suffix('s').is_some_and(known))
        || pair("api", "key")
}

/// True for a constant that is called a key, and is neither one of a cache nor a column: `LINK_KEY`.
fn is_constant_key(name: &str) -> bool {
    let is_constant = !name.chars().any(char::is_lowercase);
    let words = name_words(name);
    let of_label = |word: &String| {
        LABELS.contains(&word.as_str())
            || [
                "primary", "foreign", "redis", "sort", "public", "index", "user", "dict", "object",
            ]
            .contains(&word.as_str())
    };
    match words.split_last() {
        Some((last, before)) => {
            is_constant && last == "key" && !before.is_empty() && !before.iter().any(of_label)
        }
        None => false,
    }
}

fn is_key(word: &str) -> bool {
    matches!(word, "key" | "secret" | "token" | "password" | "salt")
}

fn collect_arguments<'a>(function: Function<'a>, op: &'a Op, words: &mut BTreeSet<&'a str>) {
    let (Op::Call { args, .. } | Op::CallMethod { args, .. }) = op else {
        return;
    };
    for argument in args {
        words.extend(fed(function, argument.value));
    }
}

/// The names of what goes in. A signature that goes in is none that is made here, and most often one of a function.
fn fed(function: Function<'_>, register: Reg) -> impl Iterator<Item = &str> {
    let words = function.words(register).into_iter();
    words.filter(|word| {
        let parts = name_words(word);
        !parts.iter().any(|part| part == "signature") || parts.iter().any(|part| is_key(part))
    })
}

/// The names that get something made of the result, and what is fed to it.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the other operations give no name"
)]
fn collect_use<'a>(
    function: Function<'a>,
    instruction: &'a Instr,
    result: Reg,
    words: &mut BTreeSet<&'a str>,
) {
    let holds = |register: Reg| function.is_made_of(register, result);
    instruction.op.for_each_written(|register| {
        if let Some(name) = function.local_name(register)
            && holds(register)
        {
            words.insert(name);
        }
    });
    match &instruction.op {
        Op::CallMethod { object, args, .. } if holds(*object) => {
            for argument in args {
                words.extend(fed(function, argument.value));
            }
        }
        Op::Call { args, .. } | Op::CallMethod { args, .. } => {
            // `answer.set_etag(…)` says what it is for.
            if let Op::CallMethod { name, .. } = &instruction.op
                && args.iter().any(|argument| holds(argument.value))
            {
                words.insert(function.name(*name));
            }
            for argument in args {
                if let ArgKind::Keyword(name) = argument.kind
                    && holds(argument.value)
                {
                    words.insert(function.name(name));
                }
            }
        }
        Op::SetAttr { name, src, .. }
        | Op::StoreGlobal { name, src }
        | Op::StoreEnv { name, src, .. }
            if holds(*src) =>
        {
            words.insert(function.name(*name));
        }
        Op::SetItem { key, src, .. } if holds(*src) => {
            words.extend(function.value(*key).text());
        }
        Op::Dict { entries, .. } => {
            for (key, value) in entries {
                if let Some(key) = key
                    && holds(*value)
                {
                    words.extend(function.value(*key).text());
                }
            }
        }
        Op::Compare { left, right, .. } if holds(*left) || holds(*right) => {
            words.extend(function.words(*left));
            words.extend(function.words(*right));
        }
        _ => {}
    }
}
