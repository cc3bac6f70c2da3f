//! An installed environment, read from its `*.dist-info` folders. Nothing of it is run.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use assay_deps::Requirement;
use assay_deps::manifest::installed::{metadata, requirements};

/// The largest `METADATA` that is read.
const LARGEST: u64 = 4 * 1024 * 1024;

/// The packages of an environment: its folder, its interpreter, or a `site-packages` folder.
pub(crate) fn read(path: &Path) -> Result<Vec<Requirement>> {
    let folders = site_packages(path);
    if folders.is_empty() {
        bail!(
            "no installed packages found at {}; name a virtual environment or its python",
            path.display()
        );
    }
    let mut packages = Vec::new();
    for folder in folders {
        for entry in sorted(&folder) {
            if entry.extension().is_none_or(|suffix| suffix != "dist-info") {
                continue;
            }
            let file = entry.join("METADATA");
            let is_fine = fs::symlink_metadata(&file)
                .is_ok_and(|metadata| metadata.is_file() && metadata.len() <= LARGEST);
            if let Some(text) = is_fine.then(|| fs::read(&file).ok()).flatten() {
                packages.extend(metadata(&String::from_utf8_lossy(&text)));
            }
        }
    }
    Ok(requirements(&packages))
}

fn site_packages(path: &Path) -> Vec<PathBuf> {
    if path
        .file_name()
        .is_some_and(|name| name == "site-packages" || name == "dist-packages")
    {
        return vec![path.to_owned()];
    }
    // `bin/python` stands in the environment that it belongs to; a link out of it is not followed.
    let home = if path.is_dir() {
        Some(path)
    } else {
        path.parent().and_then(Path::parent)
    };
    let Some(home) = home else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for lib in ["lib", "lib64", "Lib"] {
        let lib = home.join(lib);
        if fs::symlink_metadata(&lib).is_ok_and(|metadata| metadata.file_type().is_symlink()) {
            continue;
        }
        let versions = sorted(&lib).into_iter().chain([lib.clone()]);
        for version in versions {
            for name in ["site-packages", "dist-packages"] {
                let folder = version.join(name);
                if folder.is_dir() {
                    found.push(folder);
                }
            }
        }
    }
    found
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}
