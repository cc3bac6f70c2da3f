//! Constants.

use std::sync::Arc;

use ruff_python_ast::{Expr, ExprNumberLiteral, Number};

use crate::ir::{Const, Op, Reg};
use crate::syntax::range_of;

use super::Lowerer;

impl<'a> Lowerer<'_, 'a> {
    /// A literal.
    pub(super) fn literal(&mut self, expression: &'a Expr, hint: Option<Reg>) -> Reg {
        let value = match expression {
            Expr::StringLiteral(node) => Const::Str(Arc::from(node.value.to_str())),
            Expr::BytesLiteral(node) => {
                let bytes: Vec<u8> = node.value.bytes().collect();
                Const::Bytes(Arc::from(bytes))
            }
            Expr::NumberLiteral(node) => self.number(node),
            Expr::BooleanLiteral(node) => Const::Bool(node.value),
            Expr::EllipsisLiteral(_) => Const::Ellipsis,
            _ => Const::None,
        };
        let dst = self.destination(hint);
        self.emit(Op::Const { dst, value }, range_of(expression));
        dst
    }

    fn number(&self, node: &ExprNumberLiteral) -> Const {
        if let Some(value) = integer(&node.value) {
            return Const::Int(value);
        }
        let range = range_of(node);
        let text = self
            .text
            .get(range.start as usize..range.end as usize)
            .unwrap_or_default();
        Const::Number(Arc::from(text))
    }
}

/// The value of a number that is an integer and fits.
pub(super) fn integer(number: &Number) -> Option<i64> {
    match number {
        Number::Int(value) => value.as_i64(),
        Number::Float(_) | Number::Complex { .. } => None,
    }
}
