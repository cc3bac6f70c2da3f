//! A file in a folder that everybody may write to has a name that is easy to guess: with the number of the process or
//! the time in it.

use assay_scan::check::{Call, Context, Report};

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
        let is_shared = call
            .function
            .value(path.value)
            .beginning()
            .is_some_and(|text| SHARED.iter().any(|folder| text.starts_with(folder)));
        if is_shared && has(&GUESSED) && !has(&RANDOM) && writes(call) {
            report.at(call);
        }
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
