//! Statements that are not control flow.

use ruff_python_ast::{
    Alias, Expr, Stmt, StmtAnnAssign, StmtAssert, StmtAssign, StmtAugAssign, StmtImportFrom,
    StmtRaise, StmtReturn, TypeParam, TypeParams,
};

use crate::ir::{Arg, ArgKind, CallKind, ClassId, Const, End, Field, Op, Reg};
use crate::syntax::limits::FINALLY_BYTES;
use crate::syntax::range_of;
use crate::syntax::scope::{noted, noted_name};

use super::Lowerer;
use super::expression::binary_operator;

impl<'a> Lowerer<'_, 'a> {
    /// The statements of a block.
    pub(super) fn statements(&mut self, body: &'a [Stmt]) {
        for statement in body {
            self.split_for_handler();
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(def) => self.function_def(def),
            Stmt::ClassDef(class) => self.class_def(class),
            Stmt::Return(statement) => self.return_statement(statement),
            Stmt::Delete(statement) => {
                for target in &statement.targets {
                    self.delete(target);
                }
            }
            Stmt::TypeAlias(alias) => {
                let hint = self.target_register(&alias.name);
                let value = self.expression_into(&alias.value, hint);
                self.assign(&alias.name, value);
            }
            Stmt::Assign(statement) => self.assign_statement(statement),
            Stmt::AugAssign(statement) => self.augmented(statement),
            Stmt::AnnAssign(statement) => self.annotated(statement),
            Stmt::For(statement) => self.for_loop(statement),
            Stmt::While(statement) => self.while_loop(statement),
            Stmt::If(statement) => self.if_statement(statement),
            Stmt::With(statement) => self.with(statement),
            Stmt::Match(statement) => self.match_statement(statement),
            Stmt::Raise(statement) => self.raise(statement),
            Stmt::Try(statement) => self.try_statement(statement),
            Stmt::Assert(statement) => self.assert(statement),
            Stmt::Import(statement) => {
                for alias in &statement.names {
                    self.import(alias);
                }
            }
            Stmt::ImportFrom(statement) => self.import_from(statement),
            Stmt::Expr(statement) => {
                if !statement.value.is_literal_expr() {
                    self.expression(&statement.value);
                }
            }
            Stmt::Break(_) => self.leave_loop(true),
            Stmt::Continue(_) => self.leave_loop(false),
            Stmt::Global(_) | Stmt::Nonlocal(_) | Stmt::Pass(_) | Stmt::IpyEscapeCommand(_) => {}
        }
    }

    fn return_statement(&mut self, statement: &'a StmtReturn) {
        let value = match &statement.value {
            Some(value) => self.expression(value),
            None => self.constant(Const::None, range_of(statement)),
        };
        self.leave_function(value, range_of(statement));
    }

    fn assign_statement(&mut self, statement: &'a StmtAssign) {
        let hint = statement
            .targets
            .first()
            .and_then(|target| self.target_register(target));
        let value = self.expression_into(&statement.value, hint);
        for target in &statement.targets {
            self.assign(target, value);
        }
    }

    /// `target op= value`: what the target refers to is evaluated once.
    fn augmented(&mut self, statement: &'a StmtAugAssign) {
        match &*statement.target {
            Expr::Attribute(node) => {
                let range = range_of(node);
                let object = self.expression(&node.value);
                let name = self.intern(node.attr.as_str());
                let dst = self.temp();
                self.emit(Op::Attr { dst, object, name }, range);
                let src = self.combined(statement, dst, None);
                self.emit(Op::SetAttr { object, name, src }, range);
            }
            Expr::Subscript(node) => {
                let range = range_of(node);
                let object = self.expression(&node.value);
                if let Expr::Slice(slice) = &*node.slice {
                    let left = self.slice_of(object, slice, range, None);
                    let src = self.combined(statement, left, None);
                    self.emit(Op::SetSlice { object, src }, range);
                } else {
                    let key = self.expression(&node.slice);
                    let dst = self.temp();
                    self.emit(Op::Item { dst, object, key }, range);
                    let src = self.combined(statement, dst, None);
                    self.emit(Op::SetItem { object, key, src }, range);
                }
            }
            target => {
                let left = self.expression(target);
                let hint = self.target_register(target);
                let value = self.combined(statement, left, hint);
                self.assign(target, value);
            }
        }
    }

    /// `left op value` of an augmented assignment.
    fn combined(&mut self, statement: &'a StmtAugAssign, left: Reg, hint: Option<Reg>) -> Reg {
        let right = self.expression(&statement.value);
        let dst = self.destination(hint);
        let op = binary_operator(statement.op);
        let in_place = true;
        self.emit(
            Op::Binary {
                dst,
                op,
                left,
                right,
                in_place,
            },
            range_of(statement),
        );
        dst
    }

    fn annotated(&mut self, statement: &'a StmtAnnAssign) {
        let annotation = self.annotation(&statement.annotation);
        if let Expr::Name(name) = &*statement.target
            && self.state.is_class
            && let Some(name) = noted_name(&name.node_index)
        {
            let class = self.current_scope().and_then(|scope| scope.class);
            self.field(
                class,
                Field {
                    name,
                    annotation: annotation.clone(),
                    has_default: statement.value.is_some(),
                },
            );
        }
        let Some(value) = &statement.value else {
            return;
        };
        let hint = self.target_register(&statement.target);
        let direct = hint.is_some();
        let reg = self.expression_into(value, hint);
        if !direct {
            // The value may be another variable's register, of which nothing shall be said.
            let own = self.temp();
            self.emit(Op::Copy { dst: own, src: reg }, range_of(&**value));
            self.emit(
                Op::Annotate {
                    reg: own,
                    annotation,
                },
                range_of(&*statement.annotation),
            );
            self.assign(&statement.target, own);
            return;
        }
        self.assign(&statement.target, reg);
        if let Some(reg) = hint {
            self.emit(
                Op::Annotate { reg, annotation },
                range_of(&*statement.annotation),
            );
        }
    }

    fn field(&mut self, class: Option<ClassId>, field: Field) {
        let Some(fields) = class.and_then(|class| self.fields.get_mut(class.0 as usize)) else {
            return;
        };
        // A short `finally` is written more than once.
        let mut recent = fields.iter().rev().take(FINALLY_BYTES as usize);
        let again = self.state.copies > 0 && recent.any(|known| known.name == field.name);
        if !again {
            fields.push(field);
        }
    }

    fn raise(&mut self, statement: &'a StmtRaise) {
        let value = statement.exc.as_ref().map(|value| self.expression(value));
        if let Some(cause) = &statement.cause {
            self.expression(cause);
        }
        self.end(End::Raise(value));
    }

    fn assert(&mut self, statement: &'a StmtAssert) {
        let range = range_of(statement);
        let holds = self.new_block();
        let fails = self.new_block();
        self.condition_of_assert(statement, holds, fails);
        self.start(fails);
        let error = self.names.intern("AssertionError");
        let callee = self.temp();
        self.emit(
            Op::LoadGlobal {
                dst: callee,
                name: error,
            },
            range,
        );
        let mut args = Vec::new();
        if let Some(message) = &statement.msg {
            let value = self.expression(message);
            args.push(Arg {
                kind: ArgKind::Positional,
                value,
                range: range_of(&**message),
            });
        }
        let dst = self.temp();
        self.emit(
            Op::Call {
                dst,
                callee,
                args: args.into_boxed_slice(),
                kind: CallKind::Plain,
            },
            range,
        );
        self.end(End::Raise(Some(dst)));
        self.start_if_reached(holds);
    }

    fn import(&mut self, alias: &'a Alias) {
        let node = alias
            .asname
            .as_ref()
            .map_or(&alias.name.node_index, |name| &name.node_index);
        let bind_top = alias.asname.is_none() && alias.name.contains('.');
        self.import_alias(alias, node, bind_top);
    }

    fn import_from(&mut self, statement: &'a StmtImportFrom) {
        for alias in &statement.names {
            let node = alias
                .asname
                .as_ref()
                .map_or(&alias.name.node_index, |name| &name.node_index);
            self.import_alias(alias, node, false);
        }
    }

    fn import_alias(
        &mut self,
        alias: &'a Alias,
        node: &ruff_python_ast::AtomicNodeIndex,
        bind_top: bool,
    ) {
        let range = range_of(alias);
        let Some(import) = noted(&alias.node_index) else {
            return;
        };
        let name = noted_name(node);
        let hint = name.and_then(|name| self.register_of(name));
        let dst = self.destination(hint);
        self.emit(
            Op::Import {
                dst,
                import,
                bind_top,
            },
            range,
        );
        if let Some(name) = name {
            self.store(name, dst, range);
        }
    }

    /// `def f[T]()`: nothing is known of `T`.
    pub(super) fn type_parameters(&mut self, parameters: Option<&TypeParams>) {
        for parameter in parameters.iter().flat_map(|list| &list.type_params) {
            let name = match parameter {
                TypeParam::TypeVar(parameter) => &parameter.name,
                TypeParam::TypeVarTuple(parameter) => &parameter.name,
                TypeParam::ParamSpec(parameter) => &parameter.name,
            };
            let range = range_of(parameter);
            let hint = noted_name(&name.node_index).and_then(|name| self.register_of(name));
            let dst = self.destination(hint);
            self.emit(Op::Unknown { dst }, range);
            self.store_noted(&name.node_index, dst, range);
        }
    }
}
