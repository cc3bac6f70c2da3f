//! Conditions and short circuits.
//!
//! Where a condition decides a branch, `and`, `or`, `not` and chained comparisons become branches
//! on plain conditions, so that each path knows what holds on it.
//! Where the value is wanted, the two ends are joined in one register.

use assay_source::Range;
use ruff_python_ast::{BoolOp, Expr, ExprBoolOp, ExprCompare, ExprIf, StmtAssert, UnaryOp};

use crate::ir::{BlockId, Op, Reg};
use crate::syntax::range_of;

use super::Lowerer;
use super::expression::comparison_operator;

impl<'a> Lowerer<'_, 'a> {
    /// Branches on a condition.
    pub(super) fn condition(&mut self, test: &'a Expr, then: BlockId, otherwise: BlockId) {
        self.decide(test, then, otherwise, None);
    }

    /// Branches on the condition of an `assert`, which is marked at each branch.
    pub(super) fn condition_of_assert(
        &mut self,
        statement: &'a StmtAssert,
        holds: BlockId,
        fails: BlockId,
    ) {
        self.decide(&statement.test, holds, fails, Some(range_of(statement)));
    }

    fn decide(
        &mut self,
        test: &'a Expr,
        then: BlockId,
        otherwise: BlockId,
        asserted: Option<Range>,
    ) {
        let (mut test, mut then, mut otherwise) = (test, then, otherwise);
        while let Expr::UnaryOp(node) = test
            && node.op == UnaryOp::Not
        {
            test = &node.operand;
            std::mem::swap(&mut then, &mut otherwise);
        }
        match test {
            Expr::BoolOp(node) => {
                let Some((last, first)) = node.values.split_last() else {
                    return;
                };
                for value in first {
                    let next = self.new_block();
                    match node.op {
                        BoolOp::And => self.decide(value, next, otherwise, asserted),
                        BoolOp::Or => self.decide(value, then, next, asserted),
                    }
                    self.start_if_reached(next);
                }
                self.decide(last, then, otherwise, asserted);
            }
            Expr::If(node) => {
                let first = self.new_block();
                let second = self.new_block();
                self.decide(&node.test, first, second, None);
                self.start_if_reached(first);
                self.decide(&node.body, then, otherwise, asserted);
                self.start_if_reached(second);
                self.decide(&node.orelse, then, otherwise, asserted);
            }
            Expr::Compare(node) if node.ops.len() > 1 => {
                let mut left = self.expression(&node.left);
                let last = node.ops.len().saturating_sub(1);
                for (index, (op, right)) in node.ops.iter().zip(&node.comparators).enumerate() {
                    let right_reg = self.expression(right);
                    let dst = self.temp();
                    self.emit(
                        Op::Compare {
                            dst,
                            op: comparison_operator(*op),
                            left,
                            right: right_reg,
                        },
                        range_of(node),
                    );
                    left = right_reg;
                    if index == last {
                        self.decide_on(dst, then, otherwise, asserted);
                    } else {
                        let next = self.new_block();
                        self.decide_on(dst, next, otherwise, asserted);
                        self.start(next);
                    }
                }
            }
            _ => {
                let condition = self.expression(test);
                self.decide_on(condition, then, otherwise, asserted);
            }
        }
    }

    fn decide_on(
        &mut self,
        condition: Reg,
        then: BlockId,
        otherwise: BlockId,
        asserted: Option<Range>,
    ) {
        if let Some(range) = asserted {
            self.emit(Op::Assert { condition }, range);
        }
        self.branch(condition, then, otherwise);
    }

    /// `a and b`, `a or b` as a value.
    pub(super) fn short_circuit(&mut self, node: &'a ExprBoolOp, hint: Option<Reg>) -> Reg {
        let and = node.op == BoolOp::And;
        let range = range_of(node);
        let Some((last, first)) = node.values.split_last() else {
            return self.unknown(range);
        };
        let mut joins = Vec::with_capacity(first.len());
        for (index, value) in first.iter().enumerate() {
            let left = self.expression(value);
            let hint = if index == 0 { hint } else { None };
            joins.push(self.evaluate_on(left, and, hint, range));
        }
        let value = self.expression(last);
        self.join_circuits(joins, value, and, range)
    }

    /// `a < b < c` as a value.
    pub(super) fn comparison_chain(&mut self, node: &'a ExprCompare, hint: Option<Reg>) -> Reg {
        let range = range_of(node);
        let mut left = self.expression(&node.left);
        let mut joins = Vec::with_capacity(node.ops.len());
        let last = node.ops.len().saturating_sub(1);
        let mut value = left;
        for (index, (op, right)) in node.ops.iter().zip(&node.comparators).enumerate() {
            let right = self.expression(right);
            value = self.temp();
            self.emit(
                Op::Compare {
                    dst: value,
                    op: comparison_operator(*op),
                    left,
                    right,
                },
                range,
            );
            left = right;
            if index < last {
                let hint = if index == 0 { hint } else { None };
                joins.push(self.evaluate_on(value, true, hint, range));
            }
        }
        self.join_circuits(joins, value, true, range)
    }

    /// Ends the block after a left operand: one way takes it as the result, the other goes on.
    fn evaluate_on(&mut self, left: Reg, and: bool, hint: Option<Reg>, range: Range) -> Join {
        let dst = self.destination(hint);
        let short = self.new_block();
        let on = self.new_block();
        let after = self.new_block();
        if and {
            self.branch(left, on, short);
        } else {
            self.branch(left, short, on);
        }
        self.start(short);
        self.copy_into(dst, left, range);
        self.jump(after);
        self.start(on);
        Join { left, dst, after }
    }

    /// Joins short circuits from the innermost out.
    fn join_circuits(&mut self, joins: Vec<Join>, value: Reg, and: bool, range: Range) -> Reg {
        let mut right = value;
        for Join { left, dst, after } in joins.into_iter().rev() {
            self.emit(
                Op::Logical {
                    dst,
                    and,
                    left,
                    right,
                },
                range,
            );
            self.start(after);
            right = dst;
        }
        right
    }

    /// `a if test else b` as a value.
    pub(super) fn conditional(&mut self, node: &'a ExprIf, hint: Option<Reg>) -> Reg {
        let dst = self.destination(hint);
        let then = self.new_block();
        let otherwise = self.new_block();
        let after = self.new_block();
        self.condition(&node.test, then, otherwise);
        self.start(then);
        let value = self.expression_into(&node.body, Some(dst));
        self.copy_into(dst, value, range_of(&*node.body));
        self.jump(after);
        self.start(otherwise);
        let value = self.expression_into(&node.orelse, Some(dst));
        self.copy_into(dst, value, range_of(&*node.orelse));
        self.jump(after);
        self.start(after);
        dst
    }
}

/// A short circuit whose second half is still being written.
struct Join {
    left: Reg,
    dst: Reg,
    after: BlockId,
}
