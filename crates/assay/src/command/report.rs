//! `assay report`: a review in several formats at once, with its plan.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};

use super::review::{Look, review};
use crate::arguments::Report;
use crate::exit::Exit;
use crate::output;
use crate::surroundings::file_options;

pub(super) fn run(arguments: &Report) -> Result<Exit> {
    let file = single_file(arguments)?;
    for format in &arguments.format {
        format.ensure_can_go_to(&arguments.output)?;
    }
    if file {
        output::ensure_writable(&arguments.output)?;
    }
    let mut looked = review(&Look {
        own: Some(&arguments.output),
        inspection: Some(Arc::new(assay_rules::checklist().clone())),
        ..Look::planned(&arguments.path, &arguments.planning)
    })?;
    looked.review.plan = Some(looked.plan(&arguments.planning)?);
    let exit = looked.judge(None)?;
    let review = looked.review;
    if !file {
        fs::create_dir_all(&arguments.output)
            .with_context(|| format!("could not make the folder {}", arguments.output.display()))?;
    }
    for format in &arguments.format {
        let path = if file {
            arguments.output.clone()
        } else {
            arguments.output.join(format.file_name())
        };
        let options = file_options("never", &arguments.path);
        output::write(&path, |out| format.write(&review, &options, out))?;
        if !output::is_standard(&path) {
            output::note(&format!("wrote {}", path.display()));
        }
    }
    Ok(exit)
}

/// True if the output is the file of a single report: standard output, or a name that ends as the format's files do.
fn single_file(arguments: &Report) -> Result<bool> {
    let path = &arguments.output;
    if output::is_standard(path) {
        return match arguments.format.as_slice() {
            [_] => Ok(true),
            _ => bail!("several reports do not fit into standard output; name a folder"),
        };
    }
    Ok(match arguments.format.as_slice() {
        [format] => {
            let ending = Path::new(format.file_name()).extension();
            !path.is_dir() && path.extension().is_some() && path.extension() == ending
        }
        _ => false,
    })
}

/// The folder of the reports, as a pattern that leaves it out of the review.
pub(super) fn folder_pattern(project: &Path, folder: &Path) -> Option<String> {
    let root = fs::canonicalize(project).ok()?;
    let folder = fs::canonicalize(folder).ok()?;
    let inside = folder.strip_prefix(root).ok()?.to_str()?.replace('\\', "/");
    (!inside.is_empty()).then(|| format!("/{inside}"))
}
