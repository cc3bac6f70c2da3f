//! Recognises Python 2, which parses in part and deserves a better message.

use assay_source::Range;
use ruff_python_ast::{ExceptHandler, ExceptHandlerExceptHandler, Expr, ModModule, Stmt};

use super::range_of;

/// How far into an erroneous line we look.
const LINE_BYTES: usize = 200;

/// How many errors are looked at.
const ERRORS: usize = 50;

/// The first syntax error that Python 2 explains, and what was written there.
pub(super) fn looks_old(
    text: &str,
    errors: impl Iterator<Item = Range>,
) -> Option<(Range, &'static str)> {
    errors.take(ERRORS).find_map(|range| {
        Some((
            range,
            old_spelling(line_around(text, range.start as usize))?,
        ))
    })
}

/// The line that holds an offset, or as much of it as is near.
fn line_around(text: &str, offset: usize) -> &str {
    let before = text.as_bytes().get(..offset).unwrap_or_default();
    let start = before
        .iter()
        .rev()
        .take(LINE_BYTES)
        .position(|&byte| byte == b'\n')
        .map_or(offset.saturating_sub(LINE_BYTES), |distance| {
            offset - distance
        });
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    let length = rest
        .iter()
        .take(2 * LINE_BYTES)
        .position(|&byte| byte == b'\n')
        .unwrap_or(rest.len().min(2 * LINE_BYTES));
    // A cut inside a character only means that a very long line is not looked at.
    text.get(start..start + length).unwrap_or_default().trim()
}

fn old_spelling(line: &str) -> Option<&'static str> {
    let statement = line.rsplit(": ").next().unwrap_or(line).trim_start();
    for candidate in [line, statement] {
        let (word, rest) = candidate.split_once(' ').unwrap_or((candidate, ""));
        let rest = rest.trim_start();
        let has_operand =
            rest.starts_with(|first: char| first.is_alphanumeric() || "_\"'`%>".contains(first));
        match word {
            "print" if has_operand => return Some("a print statement"),
            "exec" if has_operand => return Some("an exec statement"),
            "raise" if rest.contains(", ") => return Some("raise with a comma"),
            "except" if rest.contains(',') => return Some("except with a comma"),
            _ => {}
        }
    }
    if line.contains('`') {
        return Some("backticks");
    }
    if line.contains(" <> ") {
        return Some("the operator <>");
    }
    None
}

/// `except Error, name:` of Python 2, which newer versions read as two error classes.
///
/// A class begins with a capital letter and a variable does not.
pub(super) fn except_comma(handler: &ExceptHandlerExceptHandler) -> Option<(&Expr, &Expr)> {
    if handler.name.is_some() {
        return None;
    }
    let Some(Expr::Tuple(tuple)) = handler.type_.as_deref() else {
        return None;
    };
    if tuple.parenthesized {
        return None;
    }
    let [types, name] = tuple.elts.as_slice() else {
        return None;
    };
    let Expr::Name(variable) = name else {
        return None;
    };
    variable
        .id
        .starts_with(|first: char| first.is_lowercase() || first == '_')
        .then_some((types, name))
}

/// The first such handler of a module, among the statements of its functions and classes.
pub(super) fn old_handler(module: &ModModule) -> Option<(Range, &'static str)> {
    let mut bodies: Vec<&[Stmt]> = vec![&module.body];
    while let Some(body) = bodies.pop() {
        for statement in body {
            match statement {
                Stmt::FunctionDef(def) => bodies.push(&def.body),
                Stmt::ClassDef(class) => bodies.push(&class.body),
                Stmt::If(node) => bodies.push(&node.body),
                Stmt::For(node) => bodies.push(&node.body),
                Stmt::While(node) => bodies.push(&node.body),
                Stmt::With(node) => bodies.push(&node.body),
                Stmt::Try(node) => {
                    bodies.push(&node.body);
                    for ExceptHandler::ExceptHandler(handler) in &node.handlers {
                        if except_comma(handler).is_some() {
                            return Some((range_of(handler), "except with a comma"));
                        }
                    }
                }
                _ => {}
            }
        }
    }
    None
}
