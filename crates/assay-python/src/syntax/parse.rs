//! Calls the parser, and says what it could not read.

use assay_source::{ProblemKind, Range, printable};
use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{ModModule, PythonVersion};
use ruff_python_parser::{Mode, ParseOptions, Parsed, parse_unchecked};

use super::{Problems, place, python2, range_of};
use crate::ir::Statement;

/// Parses a module, as far as it goes.
pub(super) fn parse(text: &str) -> Option<Parsed<ModModule>> {
    let options = ParseOptions::from(Mode::Module).with_target_version(PythonVersion::latest());
    parse_unchecked(text, options).try_into_module()
}

/// Where the comments are.
pub(super) fn comments(parsed: &Parsed<ModModule>) -> Vec<Range> {
    parsed
        .tokens()
        .iter()
        .filter(|token| token.kind() == TokenKind::Comment)
        .map(range_of)
        .collect()
}

/// The logical lines, each with the number of blocks around it.
///
/// ```python
/// @app.route("/")     # one with the line below
/// def index():
///     return page(    # one with the line below
///         1)
/// ```
pub(super) fn statements(parsed: &Parsed<ModModule>) -> Vec<Statement> {
    let mut statements: Vec<Statement> = Vec::new();
    let mut depth = 0_u16;
    let mut open: Option<(Range, bool)> = None;
    let mut decorated = None;
    for token in parsed.tokens() {
        let kind = token.kind();
        if kind == TokenKind::Indent {
            depth = depth.saturating_add(1);
        } else if kind == TokenKind::Dedent {
            depth = depth.saturating_sub(1);
        } else if kind == TokenKind::Newline {
            let Some((range, is_decorator)) = open.take() else {
                continue;
            };
            let start = decorated.take().unwrap_or(range.start);
            if is_decorator {
                decorated = Some(start);
            } else {
                let range = Range::new(start, range.end);
                statements.push(Statement { range, depth });
            }
        } else if !is_layout(kind) {
            let range = range_of(token);
            match &mut open {
                Some((whole, _)) => whole.end = range.end,
                None => open = Some((range, kind == TokenKind::At)),
            }
        }
    }
    statements
}

fn is_layout(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Comment | TokenKind::NonLogicalNewline | TokenKind::EndOfFile
    )
}

/// Reports what did not parse; true if there was anything.
pub(super) fn report(parsed: &Parsed<ModModule>, text: &str, problems: &mut Problems) -> bool {
    let errors = parsed.errors();
    let old = python2::looks_old(text, errors.iter().map(|error| place(error.location)))
        .or_else(|| python2::old_handler(parsed.syntax()));
    if let Some((range, what)) = old {
        // One sentence instead of a list: every print statement is an error.
        problems.add(
            ProblemKind::Syntax,
            Some(range),
            format!("looks like Python 2 ({what}); what is not also Python 3 was left out"),
        );
        return true;
    }
    for error in errors {
        problems.add(
            ProblemKind::Syntax,
            Some(place(error.location)),
            format!(
                "not valid Python: {}; this part was left out",
                printable(&error.error.to_string())
            ),
        );
    }
    !errors.is_empty()
}
