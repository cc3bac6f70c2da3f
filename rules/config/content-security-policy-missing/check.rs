//! One finding for an application whose pages are sent without a policy.

use assay_scan::check::{Context, FileKind, Report, Use};

/// How a policy is spelled where it is sent: in code, templates and configurations of proxies.
const SPELLINGS: [&str; 6] = [
    "content-security-policy",
    "content_security_policy",
    "contentsecuritypolicy",
    "talisman",
    "seasurf_csp",
    "secure.headers",
];

pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let settings = &ctx.app.settings;
    let Some((made, function)) = settings.made.first() else {
        return;
    };
    let sends_pages = settings.uses.contains(&Use::Pages);
    if !settings.is_whole
        || !sends_pages
        || ctx
            .project
            .files
            .iter()
            .any(|file| is_sent(file.kind, &file.path) && is_mentioned(&file.text))
    {
        return;
    }
    if let Some(function) = ctx.function(*function) {
        report.at_range(function, made.range, "Content-Security-Policy");
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

/// True if the text speaks of a policy, in any case.
fn is_mentioned(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    SPELLINGS.iter().any(|spelling| text.contains(spelling))
}
