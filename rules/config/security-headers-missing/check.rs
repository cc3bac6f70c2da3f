//! One finding for an application that sends none of the headers that make browsers careful.

use assay_scan::check::{Context, FileKind, Report, Use};

/// How the headers are spelled where they are sent.
const HEADERS: [&str; 8] = [
    "x-content-type-options",
    "x_content_type_options",
    "strict-transport-security",
    "strict_transport_security",
    "x-frame-options",
    "x_frame_options",
    "talisman",
    "secure.headers",
];

/// How a content security policy is spelled; one that is sent takes care of frames.
const POLICY: [&str; 3] = [
    "content-security-policy",
    "content_security_policy",
    "frame-ancestors",
];

pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let settings = &ctx.app.settings;
    let Some((made, function)) = settings.made.first() else {
        return;
    };
    if !settings.is_whole || ctx.routes().next().is_none() {
        return;
    }
    let sent = |spellings: &[&str]| {
        let mut files = ctx.project.files.iter();
        files.any(|file| {
            is_sent(file.kind, &file.path) && {
                let text = file.text.to_ascii_lowercase();
                spellings.iter().any(|spelling| text.contains(spelling))
            }
        })
    };
    // The rule about the policy speaks for pages that are sent without one.
    let is_told = settings.uses.contains(&Use::Pages) && !sent(&POLICY);
    if is_told || sent(&HEADERS) {
        return;
    }
    if let Some(function) = ctx.function(*function) {
        let headers = "X-Content-Type-Options, Strict-Transport-Security or X-Frame-Options";
        report.at_range(function, made.range, headers);
    }
}

/// True for files that decide what is sent: not prose about it, and no tests.
fn is_sent(kind: FileKind, path: &str) -> bool {
    let is_test = path.split('/').any(|part| matches!(part, "test" | "tests"));
    let is_prose = [".md", ".rst", ".txt", ".toml", ".json"]
        .iter()
        .any(|suffix| path.ends_with(suffix));
    !is_test && !is_prose && kind != FileKind::Manifest
}
