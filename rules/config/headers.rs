//! Whether the application sends a header: what the rules about headers of answers share.

use assay_scan::check::{Context, FileKind};

/// True if code, a template or the configuration of a proxy spells one of these, in any case.
pub(crate) fn is_sent(ctx: &Context<'_>, spellings: &[&str]) -> bool {
    let mut files = ctx.project.files.iter();
    files.any(|file| {
        decides(file.kind, &file.path) && {
            let text = file.text.to_ascii_lowercase();
            spellings.iter().any(|spelling| text.contains(spelling))
        }
    })
}

/// True for files that decide what is sent: not prose about it, and no tests.
fn decides(kind: FileKind, path: &str) -> bool {
    let is_test = path.split('/').any(|part| matches!(part, "test" | "tests"));
    let is_prose = [".md", ".rst", ".txt", ".toml", ".json"]
        .iter()
        .any(|suffix| path.ends_with(suffix));
    !is_test && !is_prose && kind != FileKind::Manifest
}
