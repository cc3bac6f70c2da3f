//! From Python text to the intermediate representation: parsing, scopes and lowering.
//!
//! The only module that knows the Python parser we use; nothing of it is visible outside.
//! Reading never fails: whatever the text, it gives a [`Module`] and the problems met on the way.
//!
//! The order of things: [`depth`] looks for nesting that would exhaust the stack,
//! [`parse`] makes the tree, [`scope`] finds out who owns each name,
//! [`lower`](mod@lower) writes one function after the other.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the parser's enums are not ours, and most walks care for few of their cases"
)]

mod annotation;
mod depth;
mod exports;
mod limits;
mod lower;
mod names;
mod outline;
mod parse;
mod python2;
mod scope;
#[cfg(test)]
mod tests;

use assay_source::{FileId, Problem, ProblemKind, Range, SourceFile};
use ruff_python_ast::ModModule;
use ruff_python_parser::Parsed;
use ruff_text_size::{Ranged, TextRange};

use crate::ir::{Block, End, Function, FunctionKind, Module, Name};
use crate::validate::validate_module;

use self::limits::PROBLEMS;

pub(crate) use self::outline::{is_standard_library, outline};

/// Lowers one Python file.
///
/// Call it on a thread with a stack of 64 MB or more.
pub fn lower(file: &SourceFile) -> Module {
    Module {
        lines: file.lines.count(),
        ..lower_text(file.id, &file.text)
    }
}

/// Lowers the text of a Python file.
pub(crate) fn lower_text(file: FileId, text: &str) -> Module {
    let mut problems = Problems::new(file);
    let module = read(file, text, &mut problems).unwrap_or_else(|| unread(file, text));
    debug_assert!(
        text.len() > CHECKED_BYTES || validate_module(&module) == Ok(()),
        "{:?}",
        validate_module(&module)
    );
    Module {
        problems: problems.list,
        ..module
    }
}

/// How long a text may be for its module to be checked in debug builds.
const CHECKED_BYTES: usize = 20_000;

fn read(file: FileId, text: &str, problems: &mut Problems) -> Option<Module> {
    if u32::try_from(text.len()).is_err() {
        problems.add(
            ProblemKind::TooLarge,
            None,
            "the file is too large to be read; split it",
        );
        return None;
    }
    if let Some(place) = depth::too_deep(text) {
        problems.too_deep(place);
        return None;
    }
    let parsed = parse::parse(text)?;
    let comments = parse::comments(&parsed);
    let statements = parse::statements(&parsed);
    let partial = parse::report(&parsed, text, problems);
    let scopes = scope::collect(parsed.syntax());
    if scopes.too_deep {
        problems.add(
            ProblemKind::TooDeep,
            None,
            "the file is nested too deeply to be analysed, and was left out; split its expressions",
        );
        abandon(parsed);
        return None;
    }
    let exports = exports::exports(parsed.syntax());
    let mut module = lower::module(file, text, scopes, exports, problems);
    module.comments = comments;
    module.statements = statements;
    module.partial |= partial;
    Some(module)
}

/// Forgets a tree that is too deep to be freed by recursion.
///
/// Only text made to mislead [`depth`] comes here; it costs memory, where freeing it would end the program.
fn abandon(parsed: Parsed<ModModule>) {
    std::mem::forget(parsed);
}

/// The module of a file that was not parsed: an empty body.
fn unread(file: FileId, text: &str) -> Module {
    let range = Range::new(0, u32::try_from(text.len()).unwrap_or(u32::MAX));
    let body = Function {
        name: Name(0),
        qualname: "<module>".into(),
        kind: FunctionKind::Module,
        params: Vec::new(),
        locals: Vec::new(),
        registers: 0,
        captured: Vec::new(),
        is_generator: false,
        blocks: vec![Block {
            instrs: Vec::new(),
            end: End::Unreachable,
            handler: None,
        }],
        parent: None,
        class: None,
        exports: Vec::new(),
        returns: None,
        docstring: None,
        range,
        name_range: range,
    };
    Module {
        file,
        names: vec!["<module>".into()],
        functions: vec![body],
        classes: Vec::new(),
        imports: Vec::new(),
        exports: None,
        comments: Vec::new(),
        statements: Vec::new(),
        problems: Vec::new(),
        partial: true,
        lines: lines(text),
    }
}

/// How many lines a text has.
fn lines(text: &str) -> u32 {
    let breaks = text.bytes().filter(|&byte| byte == b'\n').count();
    let last = usize::from(!text.is_empty() && !text.ends_with('\n'));
    u32::try_from(breaks + last).unwrap_or(u32::MAX)
}

/// The place of a node.
pub(crate) fn range_of(node: &impl Ranged) -> Range {
    place(node.range())
}

fn place(range: TextRange) -> Range {
    Range::new(range.start().to_u32(), range.end().to_u32())
}

/// The problems of a file, not too many of them.
pub(crate) struct Problems {
    file: FileId,
    list: Vec<Problem>,
}

impl Problems {
    const fn new(file: FileId) -> Self {
        Self {
            file,
            list: Vec::new(),
        }
    }

    /// Adds a problem, unless there are enough.
    pub(crate) fn add(
        &mut self,
        kind: ProblemKind,
        range: Option<Range>,
        message: impl Into<String>,
    ) {
        let problem = Problem::in_file(self.file, range, kind, message);
        // The parser may say the same thing twice of one place.
        if self.list.len() < PROBLEMS && self.list.last() != Some(&problem) {
            self.list.push(problem);
        }
    }

    fn too_deep(&mut self, place: depth::TooDeep) {
        let offset = u32::try_from(place.offset).unwrap_or(u32::MAX);
        let what = match place.what {
            depth::Depth::Brackets => "brackets are nested too deeply",
            depth::Depth::Indents => "blocks are nested too deeply",
            depth::Depth::Chain => "an expression has too many operators",
        };
        self.add(
            ProblemKind::TooDeep,
            Some(Range::new(offset, offset)),
            format!("{what}, so the file was not analysed; split it up"),
        );
    }
}
