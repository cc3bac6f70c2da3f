//! A hash of passwords is told to do too little work, by a number that stands in the code.
//!
//! What a caller gives is not asked for: tests give little, to be quick.

use assay_scan::check::ir::Const;
use assay_scan::check::{Context, Report};

/// The fewest rounds of PBKDF2.
const ROUNDS: i64 = 100_000;

/// The fewest doublings of bcrypt.
const DOUBLINGS: i64 = 10;

/// The least work of scrypt.
const WORK: i64 = 16_384;

/// The least memory of Argon2, in KiB.
const MEMORY: i64 = 7168;

/// Calls, the position and name of the number, and what it has to be at least.
const NUMBERS: [(&str, usize, &str, i64); 9] = [
    ("hashlib.pbkdf2_hmac", 3, "iterations", ROUNDS),
    ("bcrypt.gensalt", 0, "rounds", DOUBLINGS),
    (
        "flask_bcrypt.generate_password_hash",
        1,
        "rounds",
        DOUBLINGS,
    ),
    (
        "flask_bcrypt.Bcrypt().generate_password_hash",
        1,
        "rounds",
        DOUBLINGS,
    ),
    (
        "cryptography.hazmat.primitives.kdf.pbkdf2.PBKDF2HMAC",
        3,
        "iterations",
        ROUNDS,
    ),
    (
        "cryptography.hazmat.primitives.kdf.scrypt.Scrypt",
        2,
        "n",
        WORK,
    ),
    ("Crypto.Protocol.KDF.PBKDF2", 3, "count", ROUNDS),
    ("Cryptodome.Protocol.KDF.PBKDF2", 3, "count", ROUNDS),
    ("argon2.PasswordHasher", 1, "memory_cost", MEMORY),
];

/// Reports calls with a smaller number.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for (name, position, keyword, least) in NUMBERS {
        for call in ctx.calls(name) {
            let value = match call.argument(keyword) {
                given if given.is_given() => given,
                _ => call.positional(position),
            };
            if matches!(value.constant(), Some(Const::Int(number)) if *number < least) {
                report.at(call);
            }
        }
    }
    for call in ctx.calls("werkzeug.security.generate_password_hash") {
        let method = match call.argument("method") {
            given if given.is_given() => given,
            _ => call.positional(1),
        };
        if method.text().is_some_and(is_quick) {
            report.at(call);
        }
    }
}

/// True for `pbkdf2:sha256:2000`.
fn is_quick(method: &str) -> bool {
    let rounds = method.rsplit(':').next().unwrap_or(method);
    method.starts_with("pbkdf2:") && rounds.parse::<i64>().is_ok_and(|rounds| rounds < ROUNDS)
}
