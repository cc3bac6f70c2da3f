//! Text in, representation out.

mod comprehensions;
mod conditions;
mod control;
mod exceptions;
mod expressions;
mod hostile;
mod patterns;
mod problems;
mod ranges;
mod scopes;
mod statements;
mod whole;

use assay_source::FileId;

use crate::ir::Module;
use crate::{dump, validate_module};

/// Lowers a text and checks what the representation promises.
fn module(text: &str) -> Module {
    let module = super::lower_text(FileId(0), text);
    assert_eq!(validate_module(&module), Ok(()), "{}", dump(&module));
    module
}

/// Lowers a text without problems and compares the dump; both begin with a line break.
#[track_caller]
fn check(text: &str, expected: &str) {
    let module = module(text.trim_start_matches('\n'));
    assert_eq!(module.problems, Vec::new());
    let dump = dump(&module);
    assert!(dump == expected.trim_start_matches('\n'), "{dump}");
}

/// The same without the module body.
#[track_caller]
fn check_functions(text: &str, expected: &str) {
    let module = module(text.trim_start_matches('\n'));
    assert_eq!(module.problems, Vec::new());
    let dump = dump(&module);
    let (_, functions) = dump.split_once("\n\n").unwrap();
    assert!(
        functions == expected.trim_start_matches('\n'),
        "{functions}"
    );
}
