//! A build step fetches something over a connection that others can change.

use assay_scan::check::deployment::{Command, UnitKind};
use assay_scan::check::{Context, Report};

/// Reports downloads without encryption or with its check switched off.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let units = ctx.app.deployment.units.iter();
    for unit in units.filter(|unit| matches!(unit.kind, UnitKind::Stage | UnitKind::Job)) {
        for copied in unit.copies.iter().filter(|copied| copied.is_add) {
            if copied.sources.iter().any(|source| is_open(source)) {
                report.at_place(copied.span, "ADD");
            }
        }
        for step in unit.steps.iter().filter(|step| is_unsafe(step)) {
            let name = step.program().first().map_or("", |word| word.text.as_str());
            report.at_place(unit.span_of(step.range()), name);
        }
    }
}

fn is_unsafe(step: &Command) -> bool {
    let words: Vec<&str> = step
        .program()
        .iter()
        .map(|word| word.text.as_str())
        .collect();
    let [program, arguments @ ..] = words.as_slice() else {
        return false;
    };
    let has = |names: &[&str]| arguments.iter().any(|word| names.contains(word));
    let address = arguments.iter().any(|word| is_open(word));
    match program.rsplit('/').next().unwrap_or_default() {
        "curl" => {
            // `-k` may stand among other letters; what is local needs no certificate.
            let is_unchecked = has(&["--insecure"])
                || arguments.iter().any(|word| {
                    word.starts_with('-')
                        && !word.starts_with("--")
                        && word.contains('k')
                        && word.len() < 7
                });
            is_unchecked && !arguments.iter().any(|word| is_local(word))
        }
        "wget" => has(&["--no-check-certificate"]),
        "pip" | "pip3" | "python" | "python3" | "uv" => {
            let is_pip = *program != "python" && *program != "python3" || has(&["pip"]);
            let from = arguments.iter().any(|word| {
                word.split_once('=')
                    .is_some_and(|(name, value)| name.ends_with("index-url") && is_open(value))
            });
            is_pip
                && (has(&["--trusted-host"])
                    || from
                    || (address && has(&["-i", "--index-url", "--extra-index-url"])))
        }
        "git" => arguments.windows(2).any(
            |pair| matches!(pair, [_, value] if value.eq_ignore_ascii_case("http.sslverify=false")),
        ),
        _ => false,
    }
}

fn is_local(address: &str) -> bool {
    ["localhost", "127.0.0.1", "::1"]
        .iter()
        .any(|name| address.contains(name))
}

fn is_open(address: &str) -> bool {
    address.starts_with("http://") && !is_local(address)
}
