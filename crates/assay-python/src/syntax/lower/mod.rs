//! Writes the intermediate representation, one function after the other.
//!
//! Functions are numbered in order of appearance, as the scope walk found them,
//! and none is written inside another, so depth of nesting costs no stack.

mod block;
mod call;
mod class;
mod comprehension;
mod condition;
mod constant;
mod control;
mod expression;
mod function;
mod name;
mod pattern;
mod statement;
mod target;
mod text;
mod try_;

use std::sync::Arc;

use assay_source::{FileId, ProblemKind, Range};

use crate::ir::{Class, Field, FunctionId, Module, Name, Reg, TypeExpr};

use self::function::State;
use self::name::Slot;
use super::annotation::annotation;
use super::names::{Interner, mangled};
use super::scope::{Scope, ScopeId, Scopes};
use super::{Problems, lines};

/// Lowers a module whose scopes are known.
pub(super) fn module(
    file: FileId,
    text: &str,
    scopes: Scopes<'_>,
    exports: Option<Vec<String>>,
    problems: &mut Problems,
) -> Module {
    let Scopes {
        list: scopes,
        functions: function_scopes,
        classes: class_scopes,
        imports,
        names,
        too_deep: _,
    } = scopes;
    let mut lowerer = Lowerer {
        text,
        scopes: &scopes,
        names,
        problems,
        table: Vec::new(),
        comprehension_registers: vec![0; scopes.len()],
        qualnames: Vec::new(),
        fields: Vec::new(),
        state: State::default(),
    };
    lowerer.fields.resize_with(class_scopes.len(), Vec::new);
    let mut functions = Vec::with_capacity(function_scopes.len());
    for &id in &function_scopes {
        if let Some(scope) = scopes.get(id.0 as usize) {
            functions.push(function::write(&mut lowerer, id, scope));
        }
    }
    let fields = std::mem::take(&mut lowerer.fields);
    let classes = class_scopes
        .iter()
        .zip(fields)
        .filter_map(|(&scope, fields)| lowerer.class_record(scope, fields))
        .collect();
    let exports = exports.map(|texts| {
        texts
            .iter()
            .map(|text| lowerer.names.intern(text))
            .collect()
    });
    Module {
        file,
        names: lowerer.names.into_texts(),
        functions,
        classes,
        imports,
        exports,
        comments: Vec::new(),
        statements: Vec::new(),
        problems: Vec::new(),
        partial: false,
        lines: lines(text),
    }
}

/// What all functions of a module share, and the state of the one being written.
pub(super) struct Lowerer<'m, 'a> {
    text: &'a str,
    scopes: &'m [Scope<'a>],
    names: Interner,
    problems: &'m mut Problems,
    /// Where the current function finds each name, by [`Name`].
    table: Vec<Slot>,
    /// The first register of each comprehension's variables, by [`ScopeId`].
    comprehension_registers: Vec<u32>,
    /// The dotted name of each function written so far.
    qualnames: Vec<Arc<str>>,
    /// The annotated names of each class.
    fields: Vec<Vec<Field>>,
    state: State<'a>,
}

impl<'m, 'a> Lowerer<'m, 'a> {
    /// A scope.
    fn scope(&self, id: ScopeId) -> Option<&'m Scope<'a>> {
        self.scopes.get(id.0 as usize)
    }

    /// The name for a text, as the class around the current function sees it.
    fn intern(&mut self, text: &str) -> Name {
        if text.starts_with("__") {
            let private = self.state.private.as_deref();
            if let Some(text) = mangled(text, private) {
                return self.names.intern(&text);
            }
        }
        self.names.intern(text)
    }

    /// What an annotation names.
    fn annotation(&mut self, expression: &ruff_python_ast::Expr) -> TypeExpr {
        annotation(expression, &mut |text| self.names.intern(text))
    }

    /// A new register with a name; temporaries come after all of them.
    fn new_local(&mut self, name: Name) -> Reg {
        let reg = Reg(u32::try_from(self.state.locals.len()).unwrap_or(u32::MAX));
        self.state.locals.push(name);
        reg
    }

    /// A new temporary.
    fn temp(&mut self) -> Reg {
        let reg = Reg(self.state.registers);
        self.state.registers = self.state.registers.saturating_add(1);
        reg
    }

    /// The register to write to: the one asked for, or a new one.
    fn destination(&mut self, hint: Option<Reg>) -> Reg {
        hint.unwrap_or_else(|| self.temp())
    }

    /// Says that a display, call or string was too long to be kept whole.
    fn too_many(&mut self, range: Range, what: &str, count: usize) {
        let kept = super::limits::ELEMENTS;
        self.problems.add(
            ProblemKind::TooMany,
            Some(range),
            format!("{what} has {count} elements; only the first {kept} were analysed"),
        );
    }

    fn class_record(&mut self, scope: ScopeId, fields: Vec<Field>) -> Option<Class> {
        class::record(self, scope, fields)
    }

    fn qualname_of(&self, function: FunctionId) -> Arc<str> {
        self.qualnames
            .get(function.0 as usize)
            .map_or_else(|| Arc::from(""), Arc::clone)
    }
}
