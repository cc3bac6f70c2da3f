//! `def`, `lambda` and `class`, where control reaches them.

use std::sync::Arc;

use ruff_python_ast::{
    AtomicNodeIndex, Expr, ExprLambda, Parameters, StmtClassDef, StmtFunctionDef,
};

use crate::ir::{Class, ClassId, Field, FunctionId, Op, Reg};
use crate::syntax::range_of;
use crate::syntax::scope::{Scope, ScopeId, ScopeNode, noted, noted_name};

use super::Lowerer;
use super::function::undecorated;

impl<'m, 'a> Lowerer<'m, 'a> {
    /// `def`.
    pub(super) fn function_def(&mut self, def: &'a StmtFunctionDef) {
        let range = undecorated(self.text, range_of(def), &def.decorator_list);
        let decorators = self.decorators(&def.decorator_list);
        let defaults = self.defaults(Some(&def.parameters));
        let Some(function) = self
            .noted_scope(&def.node_index)
            .map(|scope| scope.function)
        else {
            return;
        };
        let name = noted_name(&def.name.node_index);
        let hint = name
            .filter(|_| decorators.is_empty())
            .and_then(|name| self.register_of(name));
        let dst = self.destination(hint);
        self.emit(
            Op::MakeFunction {
                dst,
                function,
                defaults,
            },
            range,
        );
        let value = self.decorate(decorators, dst, range_of(&def.name));
        self.store_noted(&def.name.node_index, value, range_of(&def.name));
    }

    /// `lambda`.
    pub(super) fn lambda(&mut self, node: &'a ExprLambda, hint: Option<Reg>) -> Reg {
        let defaults = self.defaults(node.parameters.as_deref());
        let dst = self.destination(hint);
        let function = self
            .noted_scope(&node.node_index)
            .map(|scope| scope.function);
        let op = match function {
            Some(function) => Op::MakeFunction {
                dst,
                function,
                defaults,
            },
            None => Op::Unknown { dst },
        };
        self.emit(op, range_of(node));
        dst
    }

    fn noted_scope(&self, node: &AtomicNodeIndex) -> Option<&'m Scope<'a>> {
        self.scope(ScopeId(noted(node)?))
    }

    /// The default values, by the number of the parameter.
    fn defaults(&mut self, parameters: Option<&'a Parameters>) -> Box<[(u32, Reg)]> {
        let mut defaults = Vec::new();
        for (index, parameter) in parameters.into_iter().flatten().enumerate() {
            if let Some(default) = parameter.default() {
                let value = self.expression(default);
                defaults.push((u32::try_from(index).unwrap_or(u32::MAX), value));
            }
        }
        defaults.into_boxed_slice()
    }

    /// `class`.
    pub(super) fn class_def(&mut self, node: &'a StmtClassDef) {
        let range = undecorated(self.text, range_of(node), &node.decorator_list);
        let decorators = self.decorators(&node.decorator_list);
        let mut bases = Vec::new();
        let mut keywords = Vec::new();
        if let Some(arguments) = &node.arguments {
            for base in &arguments.args {
                let base = match base {
                    Expr::Starred(starred) => &starred.value,
                    other => other,
                };
                bases.push(self.expression(base));
            }
            for keyword in &arguments.keywords {
                let value = self.expression(&keyword.value);
                if let Some(name) = &keyword.arg {
                    keywords.push((self.intern(name.as_str()), value));
                }
            }
        }
        let Some(class) = self
            .noted_scope(&node.node_index)
            .and_then(|scope| scope.class)
        else {
            return;
        };
        let hint = noted_name(&node.name.node_index)
            .filter(|_| decorators.is_empty())
            .and_then(|name| self.register_of(name));
        let dst = self.destination(hint);
        self.emit(
            Op::MakeClass {
                dst,
                class,
                bases: bases.into_boxed_slice(),
                keywords: keywords.into_boxed_slice(),
            },
            range,
        );
        let value = self.decorate(decorators, dst, range_of(&node.name));
        self.store_noted(&node.name.node_index, value, range_of(&node.name));
    }
}

/// The record of a class.
pub(super) fn record(
    lowerer: &mut Lowerer<'_, '_>,
    id: ScopeId,
    fields: Vec<Field>,
) -> Option<Class> {
    let scope = lowerer.scope(id)?;
    let ScopeNode::Class(node) = scope.node else {
        return None;
    };
    let parent = scope
        .parent
        .and_then(|parent| lowerer.scope(parent))
        .map_or(FunctionId(0), |parent| parent.function);
    let qualname: Arc<str> = lowerer.qualname_of(scope.function);
    debug_assert!(scope.class.is_none_or(|ClassId(class)| class < u32::MAX));
    Some(Class {
        name: lowerer.names.intern(node.name.as_str()),
        qualname,
        body: scope.function,
        parent,
        fields,
        range: undecorated(lowerer.text, range_of(node), &node.decorator_list),
        name_range: range_of(&node.name),
    })
}
