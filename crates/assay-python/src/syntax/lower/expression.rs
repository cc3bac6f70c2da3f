//! Expressions.

use assay_source::Range;
use ruff_python_ast::{
    CmpOp as Comparison, Expr, ExprAttribute, ExprDict, ExprSlice, ExprSubscript, Operator,
    UnaryOp as Unary,
};

use crate::ir::{BinOp, CmpOp, Const, Element, Op, Reg, SequenceKind, UnaryOp};
use crate::syntax::limits::ELEMENTS;
use crate::syntax::range_of;

use super::Lowerer;

impl<'a> Lowerer<'_, 'a> {
    /// Evaluates an expression; the result may be in the register of a local name.
    pub(super) fn expression(&mut self, expression: &'a Expr) -> Reg {
        self.expression_into(expression, None)
    }

    /// Evaluates an expression, into the given register if it makes a new value.
    ///
    /// The caller copies if the result is elsewhere.
    pub(super) fn expression_into(&mut self, expression: &'a Expr, hint: Option<Reg>) -> Reg {
        match expression {
            Expr::Name(node) => self.read_noted(&node.node_index, range_of(node)),
            Expr::Attribute(node) => self.attribute(node, hint),
            Expr::Call(node) => self.call(node, hint),
            Expr::Subscript(node) => self.subscript(node, hint),
            Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_) => self.literal(expression, hint),
            Expr::FString(node) => self.f_string(node, hint),
            Expr::TString(node) => self.t_string(node, hint),
            Expr::BoolOp(node) => self.short_circuit(node, hint),
            Expr::Compare(node) if node.ops.len() > 1 => self.comparison_chain(node, hint),
            Expr::If(node) => self.conditional(node, hint),
            Expr::Lambda(node) => self.lambda(node, hint),
            Expr::List(node) => self.sequence(SequenceKind::List, &node.elts, range_of(node), hint),
            Expr::Tuple(node) => {
                self.sequence(SequenceKind::Tuple, &node.elts, range_of(node), hint)
            }
            Expr::Set(node) => self.sequence(SequenceKind::Set, &node.elts, range_of(node), hint),
            Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::Generator(_) => {
                self.comprehension(expression)
            }
            _ => self.rarer_expression(expression, hint),
        }
    }

    fn rarer_expression(&mut self, expression: &'a Expr, hint: Option<Reg>) -> Reg {
        let range = range_of(expression);
        match expression {
            Expr::Named(node) => {
                let value = self.expression(&node.value);
                let dst = self.destination(hint);
                self.copy_into(dst, value, range);
                self.assign(&node.target, value);
                dst
            }
            Expr::BinOp(node) => {
                let left = self.expression(&node.left);
                let right = self.expression(&node.right);
                let dst = self.destination(hint);
                let op = binary_operator(node.op);
                let in_place = false;
                self.emit(
                    Op::Binary {
                        dst,
                        op,
                        left,
                        right,
                        in_place,
                    },
                    range,
                );
                dst
            }
            Expr::UnaryOp(node) => self.unary(node.op, &node.operand, range, hint),
            Expr::Compare(node) => {
                let left = self.expression(&node.left);
                let (Some(op), Some(right)) = (node.ops.first(), node.comparators.first()) else {
                    return left;
                };
                let right = self.expression(right);
                let dst = self.destination(hint);
                let op = comparison_operator(*op);
                self.emit(
                    Op::Compare {
                        dst,
                        op,
                        left,
                        right,
                    },
                    range,
                );
                dst
            }
            Expr::Dict(node) => self.dictionary(node, hint),
            Expr::Await(node) => {
                let src = self.expression(&node.value);
                let dst = self.destination(hint);
                self.emit(Op::Await { dst, src }, range);
                dst
            }
            Expr::Yield(node) => {
                let src = match &node.value {
                    Some(value) => self.expression(value),
                    None => self.constant(Const::None, range),
                };
                let dst = self.destination(hint);
                self.emit(Op::Yield { dst, src }, range);
                dst
            }
            Expr::YieldFrom(node) => {
                let src = self.expression(&node.value);
                let dst = self.destination(hint);
                self.emit(Op::YieldFrom { dst, src }, range);
                dst
            }
            // A star where none may be, and a slice inside a tuple of keys.
            Expr::Starred(node) => self.expression_into(&node.value, hint),
            Expr::Slice(node) => {
                let (lower, upper, step) = self.slice_bounds(node);
                let elements = [lower, upper, step]
                    .into_iter()
                    .flatten()
                    .map(|value| Element { value, star: false })
                    .collect();
                let dst = self.destination(hint);
                let kind = SequenceKind::Tuple;
                self.emit(
                    Op::Sequence {
                        dst,
                        kind,
                        elements,
                    },
                    range,
                );
                dst
            }
            _ => {
                let dst = self.destination(hint);
                self.emit(Op::Unknown { dst }, range);
                dst
            }
        }
    }

    fn dictionary(&mut self, node: &'a ExprDict, hint: Option<Reg>) -> Reg {
        let range = range_of(node);
        let mut entries = Vec::with_capacity(node.items.len().min(ELEMENTS));
        for item in node.items.iter().take(ELEMENTS) {
            let key = item.key.as_ref().map(|key| self.expression(key));
            entries.push((key, self.expression(&item.value)));
        }
        if node.items.len() > ELEMENTS {
            self.too_many(range, "the dictionary", node.items.len());
        }
        let dst = self.destination(hint);
        let entries = entries.into_boxed_slice();
        self.emit(Op::Dict { dst, entries }, range);
        dst
    }

    fn attribute(&mut self, node: &'a ExprAttribute, hint: Option<Reg>) -> Reg {
        let object = self.expression(&node.value);
        let name = self.intern(node.attr.as_str());
        let dst = self.destination(hint);
        self.emit(Op::Attr { dst, object, name }, range_of(node));
        dst
    }

    fn subscript(&mut self, node: &'a ExprSubscript, hint: Option<Reg>) -> Reg {
        let object = self.expression(&node.value);
        if let Expr::Slice(slice) = &*node.slice {
            return self.slice_of(object, slice, range_of(node), hint);
        }
        let key = self.expression(&node.slice);
        let dst = self.destination(hint);
        self.emit(Op::Item { dst, object, key }, range_of(node));
        dst
    }

    /// `object[lower:upper:step]`.
    pub(super) fn slice_of(
        &mut self,
        object: Reg,
        slice: &'a ExprSlice,
        range: Range,
        hint: Option<Reg>,
    ) -> Reg {
        let (lower, upper, step) = self.slice_bounds(slice);
        let dst = self.destination(hint);
        self.emit(
            Op::Slice {
                dst,
                object,
                lower,
                upper,
                step,
            },
            range,
        );
        dst
    }

    /// The bounds of a slice.
    pub(super) fn slice_bounds(
        &mut self,
        slice: &'a ExprSlice,
    ) -> (Option<Reg>, Option<Reg>, Option<Reg>) {
        let lower = slice.lower.as_ref().map(|bound| self.expression(bound));
        let upper = slice.upper.as_ref().map(|bound| self.expression(bound));
        let step = slice.step.as_ref().map(|bound| self.expression(bound));
        (lower, upper, step)
    }

    fn unary(&mut self, op: Unary, operand: &'a Expr, range: Range, hint: Option<Reg>) -> Reg {
        if op == Unary::USub
            && let Expr::NumberLiteral(number) = operand
            && let Some(value) = super::constant::integer(&number.value).and_then(i64::checked_neg)
        {
            let dst = self.destination(hint);
            let value = Const::Int(value);
            self.emit(Op::Const { dst, value }, range);
            return dst;
        }
        let operand = self.expression(operand);
        let dst = self.destination(hint);
        let op = match op {
            Unary::Not => UnaryOp::Not,
            Unary::USub => UnaryOp::Neg,
            Unary::UAdd => UnaryOp::Pos,
            Unary::Invert => UnaryOp::Invert,
        };
        self.emit(Op::Unary { dst, op, operand }, range);
        dst
    }

    fn sequence(
        &mut self,
        kind: SequenceKind,
        items: &'a [Expr],
        range: Range,
        hint: Option<Reg>,
    ) -> Reg {
        let mut elements = Vec::with_capacity(items.len().min(ELEMENTS));
        for item in items.iter().take(ELEMENTS) {
            let (item, star) = match item {
                Expr::Starred(starred) => (&*starred.value, true),
                other => (other, false),
            };
            let value = self.expression(item);
            elements.push(Element { value, star });
        }
        // Tables of numbers, as parser generators write them, lose nothing that matters.
        let lost = items.iter().skip(ELEMENTS);
        if lost.clone().any(|item| !is_plain_number(item)) {
            self.too_many(range, "the display", items.len());
        }
        let dst = self.destination(hint);
        let elements = elements.into_boxed_slice();
        self.emit(
            Op::Sequence {
                dst,
                kind,
                elements,
            },
            range,
        );
        dst
    }
}

/// True for a number as a table would hold it.
fn is_plain_number(expression: &Expr) -> bool {
    match expression {
        Expr::NumberLiteral(_) => true,
        Expr::UnaryOp(node) => node.operand.is_number_literal_expr(),
        _ => false,
    }
}

/// Our word for an operator.
pub(super) const fn binary_operator(operator: Operator) -> BinOp {
    match operator {
        Operator::Add => BinOp::Add,
        Operator::Sub => BinOp::Sub,
        Operator::Mult => BinOp::Mul,
        Operator::MatMult => BinOp::MatMul,
        Operator::Div => BinOp::Div,
        Operator::Mod => BinOp::Mod,
        Operator::Pow => BinOp::Pow,
        Operator::LShift => BinOp::LShift,
        Operator::RShift => BinOp::RShift,
        Operator::BitOr => BinOp::BitOr,
        Operator::BitXor => BinOp::BitXor,
        Operator::BitAnd => BinOp::BitAnd,
        Operator::FloorDiv => BinOp::FloorDiv,
    }
}

/// Our word for a comparison.
pub(super) const fn comparison_operator(operator: Comparison) -> CmpOp {
    match operator {
        Comparison::Eq => CmpOp::Eq,
        Comparison::NotEq => CmpOp::NotEq,
        Comparison::Lt => CmpOp::Lt,
        Comparison::LtE => CmpOp::LtE,
        Comparison::Gt => CmpOp::Gt,
        Comparison::GtE => CmpOp::GtE,
        Comparison::Is => CmpOp::Is,
        Comparison::IsNot => CmpOp::IsNot,
        Comparison::In => CmpOp::In,
        Comparison::NotIn => CmpOp::NotIn,
    }
}
