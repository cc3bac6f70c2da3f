//! Any text under the names of deployment files: the readers end, and every place lies in the text.

#![no_main]

use assay_source::Project;
use assay_webapp::Deployment;
use libfuzzer_sys::fuzz_target;

const PATHS: &[&str] = &[
    "Dockerfile",
    "compose.yaml",
    ".github/workflows/a.yml",
    ".env",
    "Procfile",
    "a.service",
    "supervisord.conf",
    "gunicorn.conf.py",
    "uwsgi.ini",
    "nginx.conf",
    "seed.sql",
];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else {
        return;
    };
    let path = PATHS[usize::from(*first) % PATHS.len()];
    let project = Project::from_bytes([(path, rest)]);
    let (deployment, _) = Deployment::read(&project);
    for (_, variable) in deployment.variables() {
        let file = project.file(variable.span.file);
        let range = variable.span.range;
        assert!(
            file.text
                .get(range.start as usize..range.end as usize)
                .is_some()
        );
    }
});
