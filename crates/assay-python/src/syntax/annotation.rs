//! Type annotations, as far as names go.

use ruff_python_ast::{Expr, ExprSubscript, Operator};
use ruff_python_parser::parse_expression;

use crate::ir::{Name, TypeExpr};

use super::depth;
use super::limits::{ANNOTATION_BYTES, ANNOTATION_DEPTH};

/// What an annotation names; `intern` gives the names.
pub(super) fn annotation(expression: &Expr, intern: &mut dyn FnMut(&str) -> Name) -> TypeExpr {
    convert(expression, intern, ANNOTATION_DEPTH)
}

fn convert(expression: &Expr, intern: &mut dyn FnMut(&str) -> Name, depth: u32) -> TypeExpr {
    let Some(depth) = depth.checked_sub(1) else {
        return TypeExpr::Other;
    };
    match expression {
        Expr::Name(_) | Expr::Attribute(_) => path(expression).map_or(TypeExpr::Other, |texts| {
            TypeExpr::Path(texts.into_iter().map(intern).collect())
        }),
        Expr::StringLiteral(literal) => quoted(literal.value.to_str(), intern, depth),
        Expr::Subscript(node) => generic(node, intern, depth),
        Expr::BinOp(node) if node.op == Operator::BitOr => {
            let mut members = Vec::new();
            union_member(&node.left, intern, depth, &mut members);
            union_member(&node.right, intern, depth, &mut members);
            TypeExpr::Union(members)
        }
        Expr::Starred(node) => convert(&node.value, intern, depth),
        _ => TypeExpr::Other,
    }
}

/// The parts of `a.b.c`.
fn path(expression: &Expr) -> Option<Vec<&str>> {
    let mut parts = Vec::new();
    let mut current = expression;
    loop {
        match current {
            Expr::Attribute(node) => {
                parts.push(node.attr.as_str());
                current = &node.value;
            }
            Expr::Name(name) => {
                parts.push(name.id.as_str());
                parts.reverse();
                return Some(parts);
            }
            _ => return None,
        }
    }
}

/// `"Shop"`: the text is parsed, unless it is long or deep.
fn quoted(text: &str, intern: &mut dyn FnMut(&str) -> Name, depth: u32) -> TypeExpr {
    if text.len() > ANNOTATION_BYTES || depth::too_deep(text).is_some() {
        return TypeExpr::Other;
    }
    parse_expression(text).map_or(TypeExpr::Other, |parsed| {
        convert(parsed.expr(), intern, depth)
    })
}

fn generic(node: &ExprSubscript, intern: &mut dyn FnMut(&str) -> Name, depth: u32) -> TypeExpr {
    let arguments: &[Expr] = match &*node.slice {
        Expr::Tuple(tuple) => &tuple.elts,
        single => std::slice::from_ref(single),
    };
    match path(&node.value).and_then(|parts| parts.last().copied()) {
        Some("Optional" | "Union") => {
            let mut members = Vec::new();
            for argument in arguments {
                union_member(argument, intern, depth, &mut members);
            }
            TypeExpr::Union(members)
        }
        Some("Literal") => TypeExpr::Literal,
        Some("Annotated") => arguments
            .first()
            .map_or(TypeExpr::Other, |first| convert(first, intern, depth)),
        _ => {
            let base = convert(&node.value, intern, depth);
            if base == TypeExpr::Other {
                return TypeExpr::Other;
            }
            let arguments = arguments
                .iter()
                .map(|argument| convert(argument, intern, depth))
                .collect();
            TypeExpr::Generic(Box::new(base), arguments)
        }
    }
}

/// Adds one side of a union; unions inside are joined and `None` is left out.
fn union_member(
    expression: &Expr,
    intern: &mut dyn FnMut(&str) -> Name,
    depth: u32,
    members: &mut Vec<TypeExpr>,
) {
    if matches!(expression, Expr::NoneLiteral(_)) {
        return;
    }
    match convert(expression, intern, depth) {
        TypeExpr::Union(inner) => members.extend(inner),
        other => members.push(other),
    }
}
