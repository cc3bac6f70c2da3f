//! Any text as every format of manifest: reading ends, and every place lies in its file.

#![no_main]

use assay_deps::{Database, Inventory, audit};
use assay_source::Project;
use libfuzzer_sys::fuzz_target;

const PATHS: [&str; 12] = [
    "requirements.txt",
    "pyproject.toml",
    "setup.cfg",
    "setup.py",
    "Pipfile",
    "Pipfile.lock",
    "poetry.lock",
    "uv.lock",
    "pdm.lock",
    "pylock.toml",
    "environment.yml",
    "Dockerfile",
];

fuzz_target!(|bytes: &[u8]| {
    for path in PATHS {
        let project = Project::from_bytes([(path, bytes)]);
        let inventory = Inventory::read(&project);
        for requirement in &inventory.requirements {
            let file = project.file(requirement.span.file);
            let ranges = [Some(requirement.span.range), requirement.version_range];
            for range in ranges.into_iter().flatten() {
                assert!(
                    file.text
                        .get(range.start as usize..range.end as usize)
                        .is_some()
                );
            }
        }
        audit(&inventory, Database::embedded());
    }
});
