//! Statements, as the scope walk sees them: what they bind and what they use.

use std::sync::Arc;

use ruff_python_ast::{
    Alias, ExceptHandler, Expr, Pattern, Stmt, StmtClassDef, StmtFunctionDef, StmtImportFrom,
    TypeParam, TypeParams,
};
use ruff_text_size::Ranged;

use crate::ir::Import;
use crate::syntax::{python2, range_of};

use super::collect::Collector;
use super::{Flags, ScopeNode, note};

impl<'a> Collector<'a> {
    /// The statements of a block.
    pub(super) fn body(&mut self, body: &'a [Stmt]) {
        for statement in body {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &'a Stmt) {
        self.deeper(|walk| walk.statement_inside(statement));
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each kind of statement")]
    fn statement_inside(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(def) => self.function_def(def),
            Stmt::ClassDef(class) => self.class_def(class),
            Stmt::Return(statement) => self.optional(statement.value.as_deref()),
            Stmt::Delete(statement) => {
                for target in &statement.targets {
                    self.target(target, Flags::default());
                }
            }
            Stmt::TypeAlias(alias) => {
                self.expression(&alias.value);
                self.target(&alias.name, Flags::default());
            }
            Stmt::Assign(assign) => {
                self.expression(&assign.value);
                for target in &assign.targets {
                    self.target(target, Flags::default());
                }
            }
            Stmt::AugAssign(assign) => {
                if let Expr::Name(_) = &*assign.target {
                    self.expression(&assign.target);
                }
                self.expression(&assign.value);
                self.target(&assign.target, Flags::default());
            }
            Stmt::AnnAssign(assign) => {
                self.optional(assign.value.as_deref());
                match &*assign.target {
                    // `name: int` alone makes a name local to a function, but binds nothing elsewhere.
                    Expr::Name(name) if assign.value.is_none() && !self.in_function() => {
                        self.note_name(name.id.as_str(), &name.node_index);
                    }
                    target => self.target(target, Flags::default()),
                }
            }
            Stmt::For(statement) => {
                self.expression(&statement.iter);
                self.target(&statement.target, Flags::default());
                self.body(&statement.body);
                self.body(&statement.orelse);
            }
            Stmt::While(statement) => {
                self.expression(&statement.test);
                self.body(&statement.body);
                self.body(&statement.orelse);
            }
            Stmt::If(statement) => {
                self.expression(&statement.test);
                self.body(&statement.body);
                for clause in &statement.elif_else_clauses {
                    self.optional(clause.test.as_ref());
                    self.body(&clause.body);
                }
            }
            Stmt::With(statement) => {
                for item in &statement.items {
                    self.expression(&item.context_expr);
                    if let Some(target) = &item.optional_vars {
                        self.target(target, Flags::default());
                    }
                }
                self.body(&statement.body);
            }
            Stmt::Match(statement) => {
                self.expression(&statement.subject);
                for case in &statement.cases {
                    self.pattern(&case.pattern);
                    self.optional(case.guard.as_deref());
                    self.body(&case.body);
                }
            }
            Stmt::Raise(statement) => {
                self.optional(statement.exc.as_deref());
                self.optional(statement.cause.as_deref());
            }
            Stmt::Try(statement) => {
                if !statement.finalbody.is_empty()
                    && let Some(scope) = self.function_scope()
                {
                    scope.has_finally = true;
                }
                self.body(&statement.body);
                for handler in &statement.handlers {
                    self.handler(handler);
                }
                self.body(&statement.orelse);
                self.body(&statement.finalbody);
            }
            Stmt::Assert(statement) => {
                self.expression(&statement.test);
                self.optional(statement.msg.as_deref());
            }
            Stmt::Import(statement) => {
                for alias in &statement.names {
                    self.import(alias);
                }
            }
            Stmt::ImportFrom(statement) => self.import_from(statement),
            Stmt::Global(statement) => {
                for name in &statement.names {
                    let offset = name.range().start().to_u32();
                    self.declare(name.as_str(), &name.node_index, offset, Flags::GLOBAL);
                }
            }
            Stmt::Nonlocal(statement) => {
                for name in &statement.names {
                    let offset = name.range().start().to_u32();
                    self.declare(name.as_str(), &name.node_index, offset, Flags::NONLOCAL);
                }
            }
            Stmt::Expr(statement) => self.expression(&statement.value),
            Stmt::Pass(_) | Stmt::Break(_) | Stmt::Continue(_) | Stmt::IpyEscapeCommand(_) => {}
        }
    }

    fn function_def(&mut self, def: &'a StmtFunctionDef) {
        for decorator in &def.decorator_list {
            self.expression(&decorator.expression);
        }
        self.defaults(&def.parameters);
        self.bind_identifier(&def.name, Flags::default());
        let mark = self.begin(ScopeNode::Function(def));
        note(&def.node_index, self.scope_id().0);
        self.type_parameters(def.type_params.as_deref());
        self.parameters(&def.parameters);
        self.body(&def.body);
        self.end(mark);
    }

    fn class_def(&mut self, class: &'a StmtClassDef) {
        for decorator in &class.decorator_list {
            self.expression(&decorator.expression);
        }
        if let Some(arguments) = &class.arguments {
            for base in &arguments.args {
                self.expression(base);
            }
            for keyword in &arguments.keywords {
                self.expression(&keyword.value);
            }
        }
        self.bind_identifier(&class.name, Flags::default());
        let mark = self.begin(ScopeNode::Class(class));
        note(&class.node_index, self.scope_id().0);
        self.body(&class.body);
        self.end(mark);
    }

    /// `def f[T]()`: the name is a variable of the function itself, which is near enough.
    fn type_parameters(&mut self, parameters: Option<&'a TypeParams>) {
        for parameter in parameters.iter().flat_map(|list| &list.type_params) {
            let name = match parameter {
                TypeParam::TypeVar(parameter) => &parameter.name,
                TypeParam::TypeVarTuple(parameter) => &parameter.name,
                TypeParam::ParamSpec(parameter) => &parameter.name,
            };
            self.bind_identifier(name, Flags::default());
        }
    }

    fn handler(&mut self, handler: &'a ExceptHandler) {
        let ExceptHandler::ExceptHandler(handler) = handler;
        if let Some((types, name)) = python2::except_comma(handler) {
            self.expression(types);
            self.target(name, Flags::default());
        } else {
            self.optional(handler.type_.as_deref());
        }
        if let Some(name) = &handler.name {
            self.bind_identifier(name, Flags::default());
        }
        self.body(&handler.body);
    }

    fn import(&mut self, alias: &'a Alias) {
        let module = self.names.intern(alias.name.as_str());
        let module = self.names.text(module);
        self.push_import(alias, 0, module, None);
        if let Some(name) = &alias.asname {
            self.bind_identifier(name, Flags::default());
        } else {
            let top = alias.name.split('.').next().unwrap_or_default();
            let offset = alias.range().start().to_u32();
            self.bind(top, &alias.name.node_index, offset, Flags::default());
        }
    }

    fn import_from(&mut self, statement: &'a StmtImportFrom) {
        let module = statement
            .module
            .as_ref()
            .map_or("", |module| module.as_str());
        let module = self.names.intern(module);
        let module = self.names.text(module);
        for alias in &statement.names {
            let name = self.names.intern(alias.name.as_str());
            let name = self.names.text(name);
            self.push_import(alias, statement.level, Arc::clone(&module), Some(name));
            if let Some(name) = &alias.asname {
                self.bind_identifier(name, Flags::default());
            } else if alias.name.as_str() != "*" {
                self.bind_identifier(&alias.name, Flags::default());
            }
        }
    }

    fn push_import(
        &mut self,
        alias: &'a Alias,
        level: u32,
        module: Arc<str>,
        name: Option<Arc<str>>,
    ) {
        note(
            &alias.node_index,
            u32::try_from(self.imports.len()).unwrap_or(u32::MAX),
        );
        let function = self.function();
        self.imports.push(Import {
            level,
            module,
            name,
            range: range_of(alias),
            function,
        });
    }

    fn pattern(&mut self, pattern: &'a Pattern) {
        self.deeper(|walk| walk.pattern_inside(pattern));
    }

    fn pattern_inside(&mut self, pattern: &'a Pattern) {
        match pattern {
            Pattern::MatchValue(pattern) => self.expression(&pattern.value),
            Pattern::MatchSingleton(_) => {}
            Pattern::MatchSequence(pattern) => {
                for pattern in &pattern.patterns {
                    self.pattern(pattern);
                }
            }
            Pattern::MatchMapping(pattern) => {
                for key in &pattern.keys {
                    self.expression(key);
                }
                for pattern in &pattern.patterns {
                    self.pattern(pattern);
                }
                if let Some(rest) = &pattern.rest {
                    self.bind_identifier(rest, Flags::default());
                }
            }
            Pattern::MatchClass(pattern) => {
                self.expression(&pattern.cls);
                for pattern in &pattern.arguments.patterns {
                    self.pattern(pattern);
                }
                for keyword in &pattern.arguments.keywords {
                    self.pattern(&keyword.pattern);
                }
            }
            Pattern::MatchStar(pattern) => {
                if let Some(name) = &pattern.name {
                    self.bind_identifier(name, Flags::default());
                }
            }
            Pattern::MatchAs(pattern) => {
                if let Some(inner) = &pattern.pattern {
                    self.pattern(inner);
                }
                if let Some(name) = &pattern.name {
                    self.bind_identifier(name, Flags::default());
                }
            }
            Pattern::MatchOr(pattern) => {
                for pattern in &pattern.patterns {
                    self.pattern(pattern);
                }
            }
        }
    }
}
