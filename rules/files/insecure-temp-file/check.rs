//! A file in a folder that everybody may write to has a name that is easy to guess: with the number of the process or
//! the time in it.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all operations only a few are asked for"
)]

use assay_scan::check::ir::{Op, Part, Reg};
use assay_scan::check::{Call, Context, Function, Report};

/// What opens a file.
const OPENING: [&str; 3] = ["builtins.open", "io.open", "codecs.open"];

/// Folders in which everybody may make files.
const SHARED: [&str; 3] = ["/tmp/", "/var/tmp/", "/dev/shm/"];

/// What tells one name from another, and is no secret.
const GUESSED: [&str; 8] = [
    "getpid", "getppid", "getuser", "getuid", "time", "now", "today", "strftime",
];

/// What nobody guesses, or what makes a folder of one's own.
const RANDOM: [&str; 9] = [
    "uuid",
    "uuid4",
    "token_hex",
    "token_urlsafe",
    "urandom",
    "mkdtemp",
    "random",
    "choice",
    "getrandbits",
];

/// Reports files that are written there under such a name.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for call in OPENING.iter().flat_map(|name| ctx.calls(name)) {
        let Some(path) = call.arguments.first() else {
            continue;
        };
        let words = call.function.words(path.value);
        let has = |names: &[&str]| names.iter().any(|name| words.contains(name));
        let is_shared = beginning(call.function, path.value)
            .is_some_and(|text| SHARED.iter().any(|folder| text.starts_with(folder)));
        if is_shared && has(&GUESSED) && !has(&RANDOM) && writes(call) {
            report.at(call);
        }
    }
}

/// The text with which a text that is put together begins.
fn beginning(function: Function<'_>, register: Reg) -> Option<&str> {
    match function.made_by(register)? {
        Op::Binary { left, .. } => function.value(*left).text(),
        Op::Format { parts, .. } => match parts.first()? {
            Part::Text(text) => Some(text),
            Part::Value { value, .. } => function.value(*value).text(),
        },
        Op::CallMethod { object, name, .. } if function.name(*name) == "format" => {
            function.value(*object).text()
        }
        _ => None,
    }
}

/// True if the file may be there already and is written to.
fn writes(call: Call<'_>) -> bool {
    let named = call.argument("mode");
    let mode = if named.is_given() {
        named
    } else {
        call.positional(1)
    };
    mode.text()
        .is_some_and(|mode| mode.contains(['w', 'a', '+']))
}
