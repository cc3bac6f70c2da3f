//! A message authentication code, or the hash of a password, is compared with `==`, which takes longer the more
//! characters agree.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all operations only a few are asked for"
)]

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use assay_scan::check::ir::{Arg, CmpOp, Const, Op, Reg};
use assay_scan::check::{Context, Function, Report};

use crate::checks::keys::{self, HASHES};

/// Methods that give the code as bytes or text.
const RESULTS: [&str; 3] = ["digest", "hexdigest", "finalize"];

/// Names that show that a key goes into the code.
const KEYED: [&str; 4] = ["hmac", "HMAC", "CMAC", "Poly1305"];

/// Names of what only some know, beside those of passwords.
const SECRETS: [&str; 7] = [
    "pin",
    "secret",
    "shared",
    "shared_secret",
    "secret_key",
    "signing_key",
    "SECRET_KEY",
];

/// How deep the text that is hashed is looked into.
const DEPTH: u32 = 6;

/// Reports comparisons of which one side was just computed with a key, or from a password.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let makers = Makers::new(ctx);
    for function in ctx.functions() {
        for instruction in function.instructions() {
            if let Op::Compare {
                op: CmpOp::Eq | CmpOp::NotEq,
                left,
                right,
                ..
            } = &instruction.op
            {
                let sides = [*left, *right];
                // What is compared with a constant is nobody's hash.
                if sides
                    .iter()
                    .any(|side| function.value(*side).constant().is_some())
                {
                    continue;
                }
                if (sides.iter()).any(|side| is_code(ctx, function, *side, &makers)) {
                    report.at_range(function, instruction.range, "==");
                }
            }
        }
    }
}

/// True for a code that was made with a key, or from a password.
pub(crate) fn is_code(
    ctx: &Context<'_>,
    function: Function<'_>,
    register: Reg,
    makers: &Makers<'_>,
) -> bool {
    is_computed_code(&function.words(register))
        || is_secret_hash(ctx, function, register)
        || (function
            .made_by(register)
            .and_then(|op| function.called(op)))
        .is_some_and(|(name, _)| makers.contains(name))
}

/// The names of functions of the project that give a code: `def sign(body): return hmac.new(…).hexdigest()`.
///
/// They are looked for when somebody asks.
pub(crate) struct Makers<'a> {
    ctx: Context<'a>,
    names: OnceCell<BTreeSet<&'a str>>,
}

impl<'a> Makers<'a> {
    pub(crate) fn new(ctx: &Context<'a>) -> Self {
        Self {
            ctx: *ctx,
            names: OnceCell::new(),
        }
    }

    fn contains(&self, name: &str) -> bool {
        let names = self.names.get_or_init(|| makers(&self.ctx));
        names.contains(name)
    }
}

fn makers<'a>(ctx: &Context<'a>) -> BTreeSet<&'a str> {
    let mut makers: BTreeMap<&str, bool> = BTreeMap::new();
    let is_code = |function: Function<'_>, register: Reg| {
        let words = function.words(register);
        let is_answer = matches!(function.made_by(register), Some(Op::Compare { .. }));
        (is_computed_code(&words) && !is_answer && !words.contains("compare_digest"))
            || is_secret_hash(ctx, function, register)
    };
    for function in ctx.functions() {
        // Another function of the same name may be the one that is called.
        let known = makers
            .entry(function.name(function.ir.name))
            .or_insert(true);
        if *known {
            let mut returned = function.returns().peekable();
            *known = returned.peek().is_some()
                && returned.all(|(register, _)| is_code(function, register));
        }
    }
    makers
        .into_iter()
        .filter_map(|(name, makes)| makes.then_some(name))
        .collect()
}

fn is_computed_code(words: &BTreeSet<&str>) -> bool {
    let has = |names: &[&str]| names.iter().any(|name| words.contains(name));
    has(&RESULTS) && has(&KEYED) && !words.contains("len")
}

/// True for the hash of a password, and for that of a key that was put before or behind a text.
fn is_secret_hash(ctx: &Context<'_>, function: Function<'_>, register: Reg) -> bool {
    let Some(op) = function.made_by(register) else {
        return false;
    };
    let is_secret = |name: &&str| ctx.is_named("password", name) || SECRETS.contains(name);
    let is_hash_of = |name: &str, args: &[Arg]| {
        let is_told = |arg: &Arg| function.parts(arg.value).iter().any(is_secret);
        makes_hash(name) && args.iter().any(is_told)
    };
    match op {
        // `sha256(key + body).hexdigest()`
        Op::CallMethod { object, name, .. } if RESULTS.contains(&function.name(*name)) => {
            let Some(Op::Call { args, .. } | Op::CallMethod { args, .. }) =
                function.made_by(*object)
            else {
                return false;
            };
            let words = function.near_words(*object);
            let (Some(first), true) =
                (args.first(), HASHES.iter().any(|name| words.contains(name)))
            else {
                return false;
            };
            function.words(first.value).iter().any(is_secret)
                || is_joined_with_constant(function, first.value, 0)
                || keys::joined_key(function, first.value).is_some()
        }
        // `hash_pin(request.form["pin"])`, a function of the project.
        Op::Call { callee, args, .. } => {
            is_hash_of(function.callee_name(*callee).unwrap_or_default(), args)
        }
        Op::CallMethod { name, args, .. } => is_hash_of(function.name(*name), args),
        _ => false,
    }
}

fn makes_hash(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["hash", "digest"].iter().any(|part| name.contains(part))
        || HASHES.iter().any(|hash| name == *hash)
}

/// True if a text of the code is put together with something that is not: `b"between us" + body`.
fn is_joined_with_constant(function: Function<'_>, register: Reg, depth: u32) -> bool {
    if depth > DEPTH {
        return false;
    }
    match function.made_by(register) {
        Some(Op::Binary { left, right, .. }) => {
            let sides = [*left, *right];
            let is_constant = |side: &Reg| match function.value(*side).constant() {
                Some(Const::Str(text)) => is_key(text.as_bytes()),
                Some(Const::Bytes(bytes)) => is_key(bytes),
                _ => false,
            };
            sides.iter().any(is_constant)
                && sides
                    .iter()
                    .any(|side| function.value(*side).constant().is_none())
        }
        Some(Op::CallMethod { object, name, .. }) if function.name(*name) == "encode" => {
            is_joined_with_constant(function, *object, depth + 1)
        }
        _ => false,
    }
}

/// True unless the text only tells sorts of hashes apart, as `b"file:"` does.
fn is_key(text: &[u8]) -> bool {
    text.len() >= 8 && text.iter().any(u8::is_ascii_digit) && !text.contains(&b' ')
}
