//! Whether files of a project changed, told from names, sizes and times alone, so that it can be asked often.

use std::collections::BTreeSet;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use assay_source::{Project, ReadOptions, may_be_read};

/// A number that is another one if a file that has a say in the review is.
pub(super) fn state(path: &Path, options: &ReadOptions) -> u64 {
    let mut hasher = DefaultHasher::new();
    let mut folders: BTreeSet<PathBuf> = Project::folders(path, options)
        .unwrap_or_default()
        .into_iter()
        .collect();
    let own = path.join(".assay");
    folders.extend(own.is_dir().then_some(own));
    for folder in folders {
        let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
        let mut names: Vec<_> = entries.map(|entry| entry.file_name()).collect();
        names.sort();
        for name in names {
            let file = folder.join(&name);
            if !has_a_say(&name.to_string_lossy(), &folder) {
                continue;
            }
            let Ok(facts) = fs::symlink_metadata(&file) else {
                continue;
            };
            if facts.is_file() {
                (file, facts.len(), facts.modified().ok()).hash(&mut hasher);
            }
        }
    }
    hasher.finish()
}

fn has_a_say(name: &str, folder: &Path) -> bool {
    let in_templates = folder
        .iter()
        .any(|part| part.eq_ignore_ascii_case("templates"));
    in_templates
        || folder.ends_with(".assay")
        || name.trim_start_matches('.').starts_with("assay.")
        || may_be_read(name)
}
