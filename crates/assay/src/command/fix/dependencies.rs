//! `assay fix --dependencies`: writes repaired versions into manifests; shows the difference unless told to apply it.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use assay_deps::fix::{Edit, apply, edits};
use assay_source::{SourceFile, printable};

use super::write::write;
use crate::arguments::Fix;
use crate::command::deps;
use crate::exit::Exit;
use crate::output;

pub(super) fn run(arguments: &Fix) -> Result<Exit> {
    let known = deps::read(&arguments.packages)?;
    let (all, left) = edits(&known.dependencies.inventory, &known.dependencies.audit);
    let texts = apply(&known.project, &all);
    let mut said = String::new();
    for file in texts.keys() {
        let file = known.project.file(*file);
        let own: Vec<&Edit> = all.iter().filter(|edit| edit.file == file.id).collect();
        let text = texts.get(&file.id).map(String::as_str).unwrap_or_default();
        if arguments.apply {
            write(&known.project.root, file, text)?;
            for edit in own {
                let major = if edit.crosses_major {
                    " (a new major version)"
                } else {
                    ""
                };
                said += &format!(
                    "{}: {} {} → {}{major}\n",
                    file.path, edit.package, edit.old, edit.new
                );
            }
        } else {
            said += &difference(file, text);
        }
    }
    for left in &left {
        let file = known.project.files.get(left.file.0 as usize);
        let place = file.map_or_else(String::new, |file| {
            format!("{}:{}: ", file.path, file.position(left.range.start).line)
        });
        said += &format!("# {place}{} stays: {}\n", left.package, left.why);
    }
    if all.is_empty() && left.is_empty() {
        said.push_str("Nothing to repair.\n");
    } else if !arguments.apply && !all.is_empty() {
        said.push_str("# `--apply` writes these changes\n");
    }
    let said: String = said.lines().map(|line| printable(line) + "\n").collect();
    output::write(Path::new("-"), |out| out.write_all(said.as_bytes()))?;
    Ok(if left.is_empty() {
        Exit::Clean
    } else {
        Exit::Incomplete
    })
}

/// The lines that change, as `diff -u` shows them.
fn difference(file: &SourceFile, text: &str) -> String {
    let mut said = format!("--- a/{0}\n+++ b/{0}\n", file.path);
    let pairs: BTreeMap<usize, (&str, &str)> = file
        .text
        .lines()
        .zip(text.lines())
        .enumerate()
        .filter(|(_, (old, new))| old != new)
        .collect();
    for (number, (old, new)) in pairs {
        let line = number + 1;
        said += &format!("@@ -{line} +{line} @@\n-{old}\n+{new}\n");
    }
    said
}
