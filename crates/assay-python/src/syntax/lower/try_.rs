//! `try`, `except`, `else` and `finally`.
//!
//! The body of a `finally` is written once for each way into it that the program uses:
//! the normal end, an exception, `return`, `break` and `continue`; so each copy knows where it goes on.
//! Inside such copies the copies would multiply, and a long body would cost much memory:
//! there one copy is shared by all ways, and goes on wherever one of them would.

use assay_source::Range;
use ruff_python_ast::{ExceptHandler, ExceptHandlerExceptHandler, Expr, Stmt, StmtTry};

use crate::ir::{BlockId, Const, End, Op, Reg};
use crate::syntax::limits::{FINALLY_BYTES, FINALLY_COPIES};
use crate::syntax::scope::noted_name;
use crate::syntax::{python2, range_of};

use super::Lowerer;
use super::control::Context;

/// A `finally` that waits for the ways into it.
pub(super) struct Finally<'a> {
    body: &'a [Stmt],
    /// The entry of the only copy, if it is shared.
    shared: Option<BlockId>,
    returned: Option<BlockId>,
    broken: Option<BlockId>,
    continued: Option<BlockId>,
}

impl Finally<'_> {
    /// Where `return` enters.
    pub(super) fn on_return(&mut self, new: BlockId) -> BlockId {
        let entry = self.shared.unwrap_or(new);
        *self.returned.get_or_insert(entry)
    }

    /// Where `break` enters.
    pub(super) fn on_break(&mut self, new: BlockId) -> BlockId {
        let entry = self.shared.unwrap_or(new);
        *self.broken.get_or_insert(entry)
    }

    /// Where `continue` enters.
    pub(super) fn on_continue(&mut self, new: BlockId) -> BlockId {
        let entry = self.shared.unwrap_or(new);
        *self.continued.get_or_insert(entry)
    }
}

impl<'a> Lowerer<'_, 'a> {
    /// `try`.
    pub(super) fn try_statement(&mut self, statement: &'a StmtTry) {
        if statement.finalbody.is_empty() {
            self.try_except(statement);
            return;
        }
        let outside = self.handler();
        let length = match (statement.finalbody.first(), statement.finalbody.last()) {
            (Some(first), Some(last)) => range_of(last).end.saturating_sub(range_of(first).start),
            _ => 0,
        };
        let is_shared = self.state.copies >= FINALLY_COPIES || length > FINALLY_BYTES;
        let shared = is_shared.then(|| self.new_block());
        let raised = shared.unwrap_or_else(|| self.new_block());
        self.state.contexts.push(Context::Finally(Finally {
            body: &statement.finalbody,
            shared,
            returned: None,
            broken: None,
            continued: None,
        }));
        self.set_handler(Some(raised));
        self.try_except(statement);
        let normal = shared.unwrap_or_else(|| self.new_block());
        let ends = self.is_open();
        self.jump(normal);
        self.set_handler(outside);
        let Some(Context::Finally(finally)) = self.state.contexts.pop() else {
            return;
        };
        self.state.copies += 1;
        match shared {
            Some(entry) => self.shared_finally(&finally, entry, ends, statement),
            None => self.finally_copies(&finally, normal, raised, statement),
        }
        self.state.copies -= 1;
    }

    /// One copy of the body for each way in; control goes on behind the normal one.
    fn finally_copies(
        &mut self,
        finally: &Finally<'a>,
        normal: BlockId,
        raised: BlockId,
        statement: &StmtTry,
    ) {
        let range = range_of(statement);
        if self.is_reached(raised) {
            self.start(raised);
            self.statements(finally.body);
            if self.is_open() {
                self.end(End::Raise(None));
            }
        }
        if let Some(entry) = finally.returned {
            self.start(entry);
            self.statements(finally.body);
            self.return_kept(range);
        }
        if let Some(entry) = finally.broken {
            self.start(entry);
            self.statements(finally.body);
            if self.is_open() {
                self.leave_loop(true);
            }
        }
        if let Some(entry) = finally.continued {
            self.start(entry);
            self.statements(finally.body);
            if self.is_open() {
                self.leave_loop(false);
            }
        }
        if self.is_reached(normal) {
            self.start(normal);
            self.statements(finally.body);
        }
    }

    /// One copy of the body, from which control goes on wherever a way in would have gone.
    fn shared_finally(
        &mut self,
        finally: &Finally<'a>,
        entry: BlockId,
        ends: bool,
        statement: &StmtTry,
    ) {
        let range = range_of(statement);
        self.start_if_reached(entry);
        self.statements(finally.body);
        if !self.is_open() {
            return;
        }
        let after = self.new_block();
        if ends {
            self.fork(after, range);
        }
        for way in [finally.returned, finally.broken, finally.continued]
            .into_iter()
            .enumerate()
            .filter_map(|(way, used)| used.map(|_| way))
        {
            let leave = self.new_block();
            let stay = self.new_block();
            self.branch_unknown(leave, stay, range);
            self.start(leave);
            match way {
                0 => self.return_kept(range),
                1 => self.leave_loop(true),
                _ => self.leave_loop(false),
            }
            self.start(stay);
        }
        self.end(End::Raise(None));
        self.start_if_reached(after);
    }

    /// Goes to a block or stays, nobody knows.
    fn fork(&mut self, target: BlockId, range: Range) {
        let stay = self.new_block();
        self.branch_unknown(target, stay, range);
        self.start(stay);
    }

    fn return_kept(&mut self, range: Range) {
        if !self.is_open() {
            return;
        }
        let value = match self.state.returned {
            Some(kept) => kept,
            None => self.constant(Const::None, range),
        };
        self.leave_function(value, range);
    }

    /// `try` without its `finally`.
    fn try_except(&mut self, statement: &'a StmtTry) {
        if statement.handlers.is_empty() {
            self.statements(&statement.body);
            self.statements(&statement.orelse);
            return;
        }
        let outside = self.handler();
        let caught = self.new_block();
        let after = self.new_block();
        self.set_handler(Some(caught));
        self.statements(&statement.body);
        self.set_handler(outside);
        if self.is_open() {
            self.statements(&statement.orelse);
            self.jump(after);
        }
        if self.is_reached(caught) {
            self.start(caught);
            self.handlers(&statement.handlers, after);
        }
        self.start_if_reached(after);
    }

    /// The `except` clauses, tried in order.
    fn handlers(&mut self, handlers: &'a [ExceptHandler], after: BlockId) {
        for ExceptHandler::ExceptHandler(handler) in handlers {
            let (types, old_name) = match python2::except_comma(handler) {
                Some((types, name)) => (Some(types), Some(name)),
                None => (handler.type_.as_deref(), None),
            };
            let types_reg = types.map(|types| self.expression(types));
            let catches_all = types.is_none_or(is_base_exception);
            let next = self.new_block();
            if !catches_all {
                let body = self.new_block();
                self.branch_unknown(body, next, range_of(handler));
                self.start(body);
            }
            self.handler_body(handler, types_reg, old_name);
            self.jump(after);
            self.start_if_reached(next);
        }
        if self.is_open() {
            self.end(End::Raise(None));
        }
    }

    fn handler_body(
        &mut self,
        handler: &'a ExceptHandlerExceptHandler,
        types: Option<Reg>,
        old_name: Option<&'a Expr>,
    ) {
        let range = range_of(handler);
        let name = handler.name.as_ref();
        let hint = match old_name {
            Some(target) => self.target_register(target),
            None => name
                .and_then(|name| noted_name(&name.node_index))
                .and_then(|name| self.register_of(name)),
        };
        let dst = self.destination(hint);
        self.emit(Op::Catch { dst, types }, range);
        if let Some(name) = name {
            self.store_noted(&name.node_index, dst, range_of(name));
        }
        if let Some(target) = old_name {
            self.assign(target, dst);
        }
        self.statements(&handler.body);
        if self.is_open()
            && let Some(name) = name
        {
            self.delete_noted(&name.node_index, range_of(name));
        }
    }
}

/// True for `BaseException`, which catches whatever is raised.
fn is_base_exception(types: &Expr) -> bool {
    matches!(types, Expr::Name(name) if name.id.as_str() == "BaseException")
}
