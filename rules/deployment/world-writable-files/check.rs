//! A build step makes files writable for everybody.

use assay_scan::check::deployment::{Command, UnitKind};
use assay_scan::check::{Context, Report};

/// Reports `chmod 777` and its like in images.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let stages = ctx.app.deployment.units_of(UnitKind::Stage);
    for stage in stages.filter(|stage| !stage.is_development) {
        for step in stage.steps.iter().filter(|step| opens_to_all(step)) {
            report.at_place(stage.span_of(step.range()), "chmod");
        }
    }
}

fn opens_to_all(step: &Command) -> bool {
    let [program, arguments @ ..] = step.program() else {
        return false;
    };
    if program.text.rsplit('/').next() != Some("chmod") {
        return false;
    }
    let mut words = arguments
        .iter()
        .map(|word| word.text.as_str())
        .filter(|word| !is_option(word));
    let Some(mode) = words.next() else {
        return false;
    };
    let mut targets =
        words.filter(|word| !word.starts_with("/tmp") && !word.starts_with("/var/tmp"));
    is_open(mode) && targets.next().is_some()
}

fn is_option(word: &str) -> bool {
    word.starts_with("--")
        || matches!(
            word,
            "-R" | "-v" | "-f" | "-c" | "-Rf" | "-vR" | "-Rv" | "-fR"
        )
}

/// `777`, `0666`, `a+rwx`, `o+w`, `ugo=rwx`; not `1777`, in which only owners remove.
fn is_open(mode: &str) -> bool {
    if mode.bytes().all(|byte| byte.is_ascii_digit()) {
        let is_sticky = mode.len() == 4 && mode.starts_with('1');
        return matches!(mode.as_bytes().last(), Some(b'2' | b'3' | b'6' | b'7')) && !is_sticky;
    }
    mode.split(',').any(|part| {
        let Some((who, rights)) = part.split_once(['+', '=']) else {
            return false;
        };
        who.contains(['o', 'a']) && rights.contains('w')
    })
}
