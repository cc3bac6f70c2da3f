//! Any text as a project of up to four Python files: lowering and linking end, and every answer can be asked for.

#![no_main]

use assay_python::{Program, lower};
use assay_source::Project;
use libfuzzer_sys::fuzz_target;

const PATHS: [&str; 4] = ["pkg/__init__.py", "pkg/a.py", "b.py", "app/c.py"];

fuzz_target!(|bytes: &[u8]| {
    let files = PATHS.into_iter().zip(bytes.split(|byte| *byte == 0));
    let project = Project::from_bytes(files);
    let modules = project.files.iter().map(lower).collect();
    let program = Program::link(modules, &project);
    for (id, module) in program.modules() {
        assert_eq!(program.module(id).file, module.file);
        for import in (0..).take(module.imports.len()) {
            program.import_top(id, import);
        }
        for name in (0..)
            .map(assay_python::Name)
            .take(program.names.len().min(200))
        {
            program.resolve_global(id, name);
            program.resolve_member(id, name);
        }
    }
});
