//! How deep an expression is, for the limit.

use crate::tree::{Argument, Expression, ExpressionKind};

/// The depth of the deepest part.
pub(crate) fn deepest(kind: &ExpressionKind) -> usize {
    fn all<'e>(parts: impl IntoIterator<Item = &'e Expression>) -> usize {
        parts
            .into_iter()
            .map(|part| part.depth)
            .max()
            .unwrap_or_default()
    }
    let of = |arguments: &[Argument]| {
        arguments
            .iter()
            .map(|argument| argument.value.depth)
            .max()
            .unwrap_or_default()
    };
    match kind {
        ExpressionKind::None
        | ExpressionKind::Bool(_)
        | ExpressionKind::Integer(_)
        | ExpressionKind::Number(_)
        | ExpressionKind::Text(_)
        | ExpressionKind::Name(_)
        | ExpressionKind::Body
        | ExpressionKind::Unknown => 0,
        ExpressionKind::List(items)
        | ExpressionKind::Tuple(items)
        | ExpressionKind::And(items)
        | ExpressionKind::Or(items)
        | ExpressionKind::Concat(items) => all(items),
        ExpressionKind::Dict(items) => items
            .iter()
            .map(|(key, value)| key.depth.max(value.depth))
            .max()
            .unwrap_or_default(),
        ExpressionKind::Attribute { object, .. } => object.depth,
        ExpressionKind::Item { object, key } => object.depth.max(key.depth),
        ExpressionKind::Slice { object, parts } => object
            .depth
            .max(all(parts.iter().flatten().map(AsRef::as_ref))),
        ExpressionKind::Call { callee, arguments } => callee.depth.max(of(arguments)),
        ExpressionKind::Filter {
            value, arguments, ..
        }
        | ExpressionKind::Test {
            value, arguments, ..
        } => value.depth.max(of(arguments)),
        ExpressionKind::Unary { operand, .. } => operand.depth,
        ExpressionKind::Binary { left, right, .. } => left.depth.max(right.depth),
        ExpressionKind::Compare { first, rest } => {
            first.depth.max(all(rest.iter().map(|(_, value)| value)))
        }
        ExpressionKind::Conditional {
            condition,
            value,
            otherwise,
        } => condition
            .depth
            .max(value.depth)
            .max(otherwise.as_ref().map_or(0, |otherwise| otherwise.depth)),
    }
}
