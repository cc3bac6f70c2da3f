//! `assay init`: sets a repository up for reviews, with the files that its hosts and tools read.
//!
//! It looks at the repository, decides for each target what to do, and shows it; `--apply` writes.
//! A file of somebody else is never replaced: it is added to where that cannot change what is there,
//! and otherwise the lines to add are shown. `--force` replaces only files that are Assay's own.

mod change;
mod repository;
mod target;

use std::path::Path;

use anyhow::{Context, Result, bail};
use assay_source::printable;

use crate::arguments::Init;
use crate::exit::Exit;
use crate::output;
use change::{Action, Change};
use repository::Repository;
pub(crate) use target::TARGETS;
use target::Target;

pub(super) fn run(arguments: &Init) -> Result<Exit> {
    let root = std::fs::canonicalize(&arguments.path).with_context(|| {
        format!(
            "nothing found at {}; check the path",
            arguments.path.display()
        )
    })?;
    if !root.is_dir() {
        bail!("{} is no folder; name a repository", root.display());
    }
    let repository = Repository::look(&root);
    let targets: Vec<Target> = Target::all()
        .filter(|target| {
            if arguments.only.is_empty() {
                target.fits(&repository)
            } else {
                arguments.only.iter().any(|name| name == target.name)
            }
        })
        .collect();
    let mut text = String::new();
    for target in &targets {
        let change = Change::of(target, &repository, arguments.force);
        if arguments.apply {
            change.apply(&root)?;
        }
        text += &told(target, &change, arguments.apply);
    }
    if arguments.only.is_empty() && !targets.iter().any(|target| target.is_host) {
        text += "No host was recognised; `--only github` and the like set up one of \
                 github, gitlab, jenkins, azure, bitbucket.\n\n";
    }
    if !arguments.apply {
        text += "Nothing was written; `assay init --apply` writes the files.\n";
    }
    output::write(Path::new("-"), |out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Clean)
}

/// What became of a target, or would.
fn told(target: &Target, change: &Change, applied: bool) -> String {
    let (name, path) = (target.name, change.path);
    let (line, body) = match (&change.action, applied) {
        (Action::Create(text), false) => (format!("would write {path}"), Some(text)),
        (Action::Create(_), true) => (format!("wrote {path}"), None),
        (Action::Replace(text), false) => (format!("would write over {path}"), Some(text)),
        (Action::Replace(_), true) => (format!("wrote over {path}"), None),
        (Action::Append { added, .. }, false) => (format!("would add to {path}"), Some(added)),
        (Action::Append { .. }, true) => (format!("added to {path}"), None),
        (Action::Snippet { why, text }, _) => {
            (format!("{path}: {why}; add this by hand"), Some(text))
        }
        (Action::Nothing(why), _) => (format!("{path}: {why}"), None),
    };
    let mut told = format!("{name}: {line}\n");
    for line in body.iter().flat_map(|text| text.lines()) {
        told += format!("    {}", printable(line)).trim_end();
        told.push('\n');
    }
    told + "\n"
}
