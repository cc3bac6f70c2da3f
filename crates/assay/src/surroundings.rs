//! What the terminal and the environment say.

use std::io::{IsTerminal, stdout};
use std::path::Path;

use std::time::{SystemTime, UNIX_EPOCH};

use assay_deps::Date;
use assay_report::Options;

/// Advisories that are older than so many days miss what was found since.
pub(crate) const OLD_ADVISORIES: i64 = 90;

/// What day it is.
pub(crate) fn today() -> Date {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    Date::from_unix(since.map_or(0, |since| since.as_secs()))
}

/// What day it is, in the words of the calendar.
pub(crate) fn day() -> Option<jiff::civil::Date> {
    today().to_string().parse().ok()
}

/// The time as UTC to the second, for the report formats that must say when they were made.
pub(crate) fn now() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let seconds = since.map_or(0, |since| since.as_secs());
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!(
        "{}T{hour:02}:{minute:02}:{second:02}",
        Date::from_unix(seconds)
    )
}

/// The narrowest and widest that text is laid out.
const WIDTHS: (u16, u16) = (60, 120);

/// How to write to standard output, given `--color`.
pub(crate) fn terminal_options(colour: &str) -> Options {
    let is_terminal = stdout().is_terminal();
    let colour = match colour {
        "always" => true,
        "never" => false,
        _ => {
            is_terminal
                && !is_set("NO_COLOR")
                && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
        }
    };
    let width = terminal_size::terminal_size_of(stdout())
        .map(|(width, _)| width.0.clamp(WIDTHS.0, WIDTHS.1));
    let width = width
        .filter(|_| is_terminal)
        .map_or(Options::default().width, usize::from);
    Options {
        colour,
        width,
        time: now(),
        ..Options::default()
    }
}

/// How to write to a file, given `--color`: as to a terminal of eighty columns, and colours only if asked for.
pub(crate) fn file_options(colour: &str, project: &Path) -> Options {
    Options {
        colour: colour == "always",
        project: name_of(project),
        time: now(),
        ..Options::default()
    }
}

/// What a project is called: as its folder is.
fn name_of(project: &Path) -> String {
    let path = std::fs::canonicalize(project).unwrap_or_else(|_| project.to_owned());
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// A panic is caught and told as a problem; its trace is for us, who set `RUST_BACKTRACE`.
pub(crate) fn keep_panics_quiet() {
    if !is_set("RUST_BACKTRACE") {
        std::panic::set_hook(Box::new(|_| {}));
    }
}

/// An empty variable counts as not set, as <https://no-color.org> has it.
fn is_set(variable: &str) -> bool {
    std::env::var_os(variable).is_some_and(|value| !value.is_empty())
}
