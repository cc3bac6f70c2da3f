//! Branches, loops and `with`, and how control leaves them.

use assay_source::Range;
use ruff_python_ast::{Expr, StmtFor, StmtIf, StmtWhile, StmtWith};

use crate::ir::{BlockId, End, Op, Reg};
use crate::syntax::limits::EXITS;
use crate::syntax::range_of;

use super::Lowerer;
use super::try_::Finally;

/// Something around a statement that `return`, `break` or `continue` must leave.
pub(super) enum Context<'a> {
    /// A loop.
    Loop {
        /// Where `break` goes.
        after: BlockId,
        /// Where `continue` goes.
        head: BlockId,
    },
    /// A `with`, whose end comes before: its context managers and where they were written.
    With(Vec<(Reg, Range)>),
    /// A `finally`, whose body comes before.
    Finally(Finally<'a>),
}

impl<'a> Lowerer<'_, 'a> {
    /// `if`, `elif` and `else`, without recursion over the `elif`s.
    pub(super) fn if_statement(&mut self, statement: &'a StmtIf) {
        let after = self.new_block();
        let then = self.new_block();
        let mut clauses = statement.elif_else_clauses.iter().peekable();
        let mut otherwise = if clauses.peek().is_some() {
            self.new_block()
        } else {
            after
        };
        self.condition(&statement.test, then, otherwise);
        self.start_if_reached(then);
        self.statements(&statement.body);
        self.jump(after);
        while let Some(clause) = clauses.next() {
            self.start_if_reached(otherwise);
            otherwise = if clauses.peek().is_some() {
                self.new_block()
            } else {
                after
            };
            if let Some(test) = &clause.test {
                let then = self.new_block();
                self.condition(test, then, otherwise);
                self.start_if_reached(then);
            }
            self.statements(&clause.body);
            self.jump(after);
        }
        self.start_if_reached(after);
    }

    /// `while`.
    pub(super) fn while_loop(&mut self, statement: &'a StmtWhile) {
        let outermost = self.enter_loop(range_of(statement));
        let head = self.new_block();
        let body = self.new_block();
        let done = self.new_block();
        let after = self.new_block();
        self.start(head);
        if is_true(&statement.test) {
            self.jump(body);
        } else {
            self.condition(&statement.test, body, done);
        }
        self.start_if_reached(body);
        self.state.contexts.push(Context::Loop { after, head });
        self.statements(&statement.body);
        self.state.contexts.pop();
        self.jump(head);
        self.leave_loop_range(outermost);
        self.start_if_reached(done);
        self.statements(&statement.orelse);
        self.start_if_reached(after);
    }

    /// `for`.
    pub(super) fn for_loop(&mut self, statement: &'a StmtFor) {
        let src = self.expression(&statement.iter);
        let iterator = self.temp();
        self.emit(Op::Iter { dst: iterator, src }, range_of(&*statement.iter));
        let outermost = self.enter_loop(range_of(statement));
        let head = self.new_block();
        let body = self.new_block();
        let done = self.new_block();
        let after = self.new_block();
        self.start(head);
        let hint = self.target_register(&statement.target);
        let dst = self.destination(hint);
        self.end(End::Next {
            dst,
            iterator,
            body,
            done,
        });
        self.start(body);
        self.assign(&statement.target, dst);
        self.state.contexts.push(Context::Loop { after, head });
        self.statements(&statement.body);
        self.state.contexts.pop();
        self.jump(head);
        self.leave_loop_range(outermost);
        self.start(done);
        self.statements(&statement.orelse);
        self.start_if_reached(after);
    }

    /// Inside a loop a name may be bound by a statement further down.
    fn enter_loop(&mut self, range: Range) -> bool {
        let outermost = self.state.loop_end == 0;
        if outermost {
            self.state.loop_end = range.end;
        }
        outermost
    }

    fn leave_loop_range(&mut self, outermost: bool) {
        if outermost {
            self.state.loop_end = 0;
        }
    }

    /// `with`.
    pub(super) fn with(&mut self, statement: &'a StmtWith) {
        let outside = self.handler();
        let mut managers = Vec::with_capacity(statement.items.len());
        let mut resumed = None;
        for item in &statement.items {
            let range = range_of(item);
            let manager = self.expression(&item.context_expr);
            let hint = item
                .optional_vars
                .as_ref()
                .and_then(|target| self.target_register(target));
            let dst = self.destination(hint);
            self.emit(Op::Enter { dst, src: manager }, range);
            if let Some(target) = &item.optional_vars {
                self.assign(target, dst);
            }
            managers.push((manager, range));
            if suppresses(&item.context_expr) {
                let after = self.new_block();
                resumed = Some(after);
                self.set_handler(Some(after));
            }
        }
        self.state.contexts.push(Context::With(managers));
        self.statements(&statement.body);
        if let Some(Context::With(managers)) = self.state.contexts.pop()
            && self.is_open()
        {
            for (src, range) in managers.into_iter().rev() {
                self.emit(Op::Exit { src }, range);
            }
        }
        if let Some(after) = resumed {
            self.jump(after);
            self.set_handler(outside);
            self.start_if_reached(after);
        }
    }

    /// Leaves the function with a value: the ends of `with` and `finally` come before.
    pub(super) fn leave_function(&mut self, value: Reg, range: Range) {
        for index in (0..self.state.contexts.len()).rev() {
            match self.state.contexts.get(index) {
                Some(Context::With(_)) => self.exit_managers(index),
                Some(Context::Finally(_)) => {
                    if let Some(kept) = self.state.returned {
                        self.copy_into(kept, value, range);
                    }
                    let entry = self.new_block();
                    let entry = self.finally_at(index, |finally| finally.on_return(entry));
                    self.jump_or_end(entry);
                    return;
                }
                Some(Context::Loop { .. }) | None => {}
            }
        }
        self.end(End::Return(value, range));
    }

    /// `break` or `continue`.
    pub(super) fn leave_loop(&mut self, is_break: bool) {
        for index in (0..self.state.contexts.len()).rev() {
            match self.state.contexts.get(index) {
                Some(Context::With(_)) => self.exit_managers(index),
                Some(Context::Finally(_)) => {
                    let entry = self.new_block();
                    let entry = self.finally_at(index, |finally| {
                        if is_break {
                            finally.on_break(entry)
                        } else {
                            finally.on_continue(entry)
                        }
                    });
                    self.jump_or_end(entry);
                    return;
                }
                Some(&Context::Loop { after, head }) => {
                    let target = if is_break { after } else { head };
                    self.jump_or_end(Some(target));
                    return;
                }
                None => {}
            }
        }
        // Outside a loop this is an error in the program: nothing follows.
        self.end(End::Unreachable);
    }

    /// The ends of a `with`, on the way out of it.
    fn exit_managers(&mut self, index: usize) {
        let Some(Context::With(managers)) = self.state.contexts.get(index) else {
            return;
        };
        let last: Vec<(Reg, Range)> = managers.iter().rev().take(EXITS).copied().collect();
        for (src, range) in last {
            self.emit(Op::Exit { src }, range);
        }
    }

    /// Asks the `finally` at a place in the contexts where it wants to be entered.
    fn finally_at(
        &mut self,
        index: usize,
        entry: impl FnOnce(&mut Finally<'a>) -> BlockId,
    ) -> Option<BlockId> {
        match self.state.contexts.get_mut(index) {
            Some(Context::Finally(finally)) => Some(entry(finally)),
            Some(Context::Loop { .. } | Context::With(_)) | None => None,
        }
    }

    /// Ends the open block with a jump, or an unreachable one that is opened for it.
    fn jump_or_end(&mut self, target: Option<BlockId>) {
        match target {
            Some(target) => self.end(End::Jump(target)),
            None => self.end(End::Unreachable),
        }
    }
}

/// True for `while True`.
fn is_true(test: &Expr) -> bool {
    match test {
        Expr::BooleanLiteral(literal) => literal.value,
        Expr::NumberLiteral(literal) => literal
            .value
            .as_int()
            .is_some_and(|int| int.as_u64().is_some_and(|value| value != 0)),
        _ => false,
    }
}

/// `contextlib.suppress(…)`: after an exception, control goes on behind the block.
fn suppresses(expression: &Expr) -> bool {
    let Expr::Call(call) = expression else {
        return false;
    };
    let name = match &*call.func {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(node) => node.attr.as_str(),
        _ => return false,
    };
    name == "suppress"
}
