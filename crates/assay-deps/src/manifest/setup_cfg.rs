//! `setup.cfg` of setuptools: `install_requires`, extras, `setup_requires`, `tests_require`.

use assay_source::SourceFile;

use super::Reading;
use crate::requirement::Group;

/// Reads a `setup.cfg`.
pub(crate) fn read(file: &SourceFile, reading: &mut Reading) {
    let mut section = "";
    let mut group: Option<Group> = None;
    let mut at = 0;
    for raw in file.text.split_inclusive('\n') {
        let start = at;
        at += raw.len();
        let line = raw.trim_end();
        let is_continued = line.starts_with([' ', '\t']);
        let body = line.trim_start();
        if body.is_empty() || body.starts_with(['#', ';']) {
            continue;
        }
        if !is_continued {
            group = None;
            if let Some(name) = line
                .strip_prefix('[')
                .and_then(|line| line.strip_suffix(']'))
            {
                section = name.trim();
                continue;
            }
            let Some((key, value)) = line.split_once('=') else {
                continue;
            };
            group = group_of(section, key.trim());
            if let Some(group) = &group {
                let offset = start + line.len() - value.len();
                items(file, value, offset, group, reading);
            }
            continue;
        }
        if let Some(group) = &group {
            items(file, body, start + line.len() - body.len(), group, reading);
        }
    }
}

fn group_of(section: &str, key: &str) -> Option<Group> {
    match (section, key) {
        ("options", "install_requires") => Some(Group::Main),
        ("options", "setup_requires") => Some(Group::Build),
        ("options", "tests_require") => Some(Group::Development("tests".to_owned())),
        ("options.extras_require", name) => Some(Group::named(name)),
        _ => None,
    }
}

/// One requirement, or several between semicolons that are no markers.
fn items(file: &SourceFile, text: &str, start: usize, group: &Group, reading: &mut Reading) {
    let body = text.trim_start();
    // `file: requirements.txt` names a file, which is read by itself.
    if body.is_empty() || body.starts_with("file:") || body.starts_with('%') {
        return;
    }
    // setuptools drops a comment behind a requirement.
    let end = body.find(" #").unwrap_or(body.len());
    let body_start = start + text.len() - body.len();
    let kept = body.get(..end).unwrap_or(body).trim_end();
    reading.add(file, kept, body_start, group.clone());
}
