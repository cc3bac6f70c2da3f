//! A nonce that was drawn once, or that is made of what stays the same, serves for more than one message.

use assay_scan::check::ir::{BinOp, Const, FunctionId, Op, Reg};
use assay_scan::check::{Call, Context, Function, Report, Value};

use crate::checks::keys;

/// Modes of ciphers, whose first argument is the nonce.
const MODES: [&str; 6] = [
    "cryptography.hazmat.primitives.ciphers.modes.CBC",
    "cryptography.hazmat.primitives.ciphers.modes.CFB",
    "cryptography.hazmat.primitives.ciphers.modes.CFB8",
    "cryptography.hazmat.primitives.ciphers.modes.CTR",
    "cryptography.hazmat.primitives.ciphers.modes.GCM",
    "cryptography.hazmat.primitives.ciphers.modes.OFB",
];

/// Methods that encrypt, whose first argument is the nonce.
const ENCRYPTING: [&str; 3] = [
    "cryptography.hazmat.primitives.ciphers.aead.AESCCM().encrypt",
    "cryptography.hazmat.primitives.ciphers.aead.AESGCM().encrypt",
    "cryptography.hazmat.primitives.ciphers.aead.ChaCha20Poly1305().encrypt",
];

/// Constructors that take the nonce by name.
const NAMED: [&str; 4] = [
    "Crypto.Cipher.AES.new",
    "Crypto.Cipher.ChaCha20_Poly1305.new",
    "Cryptodome.Cipher.AES.new",
    "Cryptodome.Cipher.ChaCha20_Poly1305.new",
];

/// Methods that make a text as long as is wanted.
const PADDING: [&str; 3] = ["ljust", "rjust", "zfill"];

/// How many steps lead from a text to the nonce.
const DEPTH: u32 = 5;

/// Reports encryption with such a nonce; the other rule of the folder reports texts of the code.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for call in (MODES.iter().chain(&ENCRYPTING)).flat_map(|name| ctx.calls(name)) {
        judge(call, call.positional(0), report);
    }
    for call in NAMED.iter().flat_map(|name| ctx.calls(name)) {
        for name in ["iv", "nonce"] {
            judge(call, call.argument(name), report);
        }
        judge(call, call.positional(2), report);
    }
}

fn judge(call: Call<'_>, nonce: Value<'_>, report: &mut Report<'_>) {
    let mut arguments = call.arguments.iter();
    let register = arguments
        .find(|argument| {
            let same = call.function.value(argument.value).op().zip(nonce.op());
            same.is_some_and(|(one, other)| std::ptr::eq(one, other))
        })
        .map(|argument| argument.value);
    if let Some(register) = register
        && nonce.constant().is_none()
        && (is_drawn_once(nonce)
            || is_kept(call.function, register)
            || stays(call.function, register, 0))
    {
        report.at(call);
    }
}

/// A constant of the module that a call made: `NONCE = os.urandom(12)`.
fn is_drawn_once(nonce: Value<'_>) -> bool {
    let is_call = matches!(nonce.op(), Some(Op::Call { .. } | Op::CallMethod { .. }));
    is_call && (nonce.place()).is_some_and(|(function, _)| function.id.function == FunctionId(0))
}

/// An attribute that nothing but the constructor sets: `self.nonce = os.urandom(12)`.
fn is_kept(function: Function<'_>, register: Reg) -> bool {
    let Some(Op::Attr { object, name, .. }) = function.made_by(register) else {
        return false;
    };
    if !function.near_words(*object).contains("self") {
        return false;
    }
    let mut setters = function.module.functions.iter().filter(|other| {
        let instructions = other.blocks.iter().flat_map(|block| &block.instrs);
        instructions.into_iter().any(
            |instruction| matches!(instruction.op, Op::SetAttr { name: set, .. } if set == *name),
        )
    });
    let class = |qualname: &str| qualname.rsplit_once('.').map(|(class, _)| class.to_owned());
    let first = setters.next();
    setters.next().is_none()
        && first.is_some_and(|first| {
            function.name(first.name) == "__init__"
                && first.params.len() < 3
                && class(&first.qualname) == class(&function.ir.qualname)
        })
}

/// True for a nonce that is made of the key, of a constant, or of a text that comes again.
fn stays(function: Function<'_>, register: Reg, depth: u32) -> bool {
    if depth > DEPTH {
        return false;
    }
    let is_key = |register: Reg| {
        keys::name_of(function, register)
            .is_some_and(|name| keys::is_key_name(name) || name.eq_ignore_ascii_case("key"))
    };
    let number = |register: Reg| matches!(function.value(register).constant(), Some(Const::Int(_)));
    match function.made_by(register) {
        // `KEY[:16]`
        Some(Op::Slice { object, .. }) => is_key(*object) || stays(function, *object, depth + 1),
        // `b"\0" * 12`
        Some(Op::Binary {
            op: BinOp::Mul,
            left,
            right,
            ..
        }) => {
            function.value(*left).constant().is_some()
                && function.value(*right).constant().is_some()
        }
        // `bytes(12)`
        Some(Op::Call { callee, args, .. }) => {
            function.callee_name(*callee) == Some("bytes")
                && matches!(&**args, [only] if number(only.value))
        }
        Some(Op::CallMethod {
            object, name, args, ..
        }) => match function.name(*name) {
            name if PADDING.contains(&name) => true,
            // `hashlib.md5(KEY).digest()`
            "digest" => {
                let Some(Op::CallMethod { args, .. } | Op::Call { args, .. }) =
                    function.made_by(*object)
                else {
                    return false;
                };
                args.first().is_some_and(|first| is_key(first.value))
            }
            "encode" => args.is_empty() && stays(function, *object, depth + 1),
            _ => false,
        },
        _ => false,
    }
}
