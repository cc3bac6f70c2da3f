//! One function: its registers, its first instructions, its record.

use std::sync::Arc;

use assay_source::Range;
use ruff_python_ast::{AnyParameterRef, Decorator, Expr, Parameters, Stmt};
use ruff_text_size::Ranged;

use crate::ir::{Const, End, Function, FunctionId, FunctionKind, Name, Op, Param, ParamKind, Reg};
use crate::syntax::limits::QUALNAME_BYTES;
use crate::syntax::range_of;
use crate::syntax::scope::{Flags, Scope, ScopeId, ScopeNode, noted_name};

use super::Lowerer;
use super::block::Blocks;
use super::control::Context;
use super::name::{Place, Slot};

/// The state of the function being written.
#[derive(Default)]
pub(super) struct State<'a> {
    /// Marks the entries of the table that belong to this function.
    pub(super) stamp: u32,
    /// The scope of the function.
    pub(super) scope: ScopeId,
    pub(super) blocks: Blocks,
    pub(super) registers: u32,
    pub(super) locals: Vec<Name>,
    pub(super) captured: Vec<Name>,
    /// The name of the class around, for names that begin with two underscores.
    pub(super) private: Option<Arc<str>>,
    /// The loops, `with` and `finally` blocks around the current statement.
    pub(super) contexts: Vec<Context<'a>>,
    /// How many copies of `finally` bodies the current statement is inside of.
    pub(super) copies: u32,
    /// Holds the value of a `return` while `finally` runs.
    pub(super) returned: Option<Reg>,
    /// Where the outermost loop around the current statement ends.
    pub(super) loop_end: u32,
    /// How many comprehensions the current expression is inside of.
    pub(super) comprehensions: u32,
    /// True for module and class bodies, whose names may be read before they are bound.
    pub(super) is_body: bool,
    /// True in a class body.
    pub(super) is_class: bool,
}

/// Writes one function.
pub(super) fn write<'a>(lowerer: &mut Lowerer<'_, 'a>, id: ScopeId, scope: &Scope<'a>) -> Function {
    lowerer.state = State {
        stamp: scope.function.0.saturating_add(1),
        scope: id,
        private: scope.private.clone(),
        is_body: matches!(scope.node, ScopeNode::Module(_) | ScopeNode::Class(_)),
        is_class: matches!(scope.node, ScopeNode::Class(_)),
        contexts: std::mem::take(&mut lowerer.state.contexts),
        ..State::default()
    };
    lowerer.state.contexts.clear();
    let head = Head::of(lowerer, scope);
    let parent = scope
        .parent
        .and_then(|parent| lowerer.scope(parent))
        .map(|parent| parent.function);
    let qualname = qualname(lowerer, scope, parent, &head.text);
    lowerer.qualnames.push(Arc::clone(&qualname));
    let params = parameters(lowerer, head.parameters);
    registers(lowerer, scope, &params);
    let entry = lowerer.new_block();
    lowerer.start(entry);
    store_captured_parameters(lowerer, scope, &params);
    body(lowerer, scope.node, head.range);
    let exports = exports(lowerer, scope);
    let name = lowerer.names.intern(&head.text);
    let returns = head.returns.map(|returns| lowerer.annotation(returns));
    let state = &mut lowerer.state;
    Function {
        name,
        qualname,
        kind: head.kind,
        params,
        locals: std::mem::take(&mut state.locals),
        registers: state.registers,
        captured: std::mem::take(&mut state.captured),
        is_generator: scope.is_generator,
        blocks: state.blocks.finish(),
        parent,
        class: scope.class,
        exports,
        returns,
        docstring: docstring(scope.node),
        range: head.range,
        name_range: head.name_range,
    }
}

/// What the record of a function takes from its syntax.
struct Head<'a> {
    text: String,
    kind: FunctionKind,
    parameters: Option<&'a Parameters>,
    returns: Option<&'a Expr>,
    range: Range,
    name_range: Range,
}

impl<'a> Head<'a> {
    fn of(lowerer: &Lowerer<'_, 'a>, scope: &Scope<'a>) -> Self {
        match scope.node {
            ScopeNode::Function(def) => Self {
                text: def.name.as_str().to_owned(),
                kind: if def.is_async {
                    FunctionKind::AsyncDef
                } else {
                    FunctionKind::Def
                },
                parameters: Some(&def.parameters),
                returns: def.returns.as_deref(),
                range: undecorated(lowerer.text, range_of(def), &def.decorator_list),
                name_range: range_of(&def.name),
            },
            ScopeNode::Class(class) => Self {
                text: class.name.as_str().to_owned(),
                kind: FunctionKind::ClassBody,
                parameters: None,
                returns: None,
                range: undecorated(lowerer.text, range_of(class), &class.decorator_list),
                name_range: range_of(&class.name),
            },
            ScopeNode::Lambda(lambda) => Self {
                text: "<lambda>".to_owned(),
                kind: FunctionKind::Lambda,
                parameters: lambda.parameters.as_deref(),
                returns: None,
                range: range_of(lambda),
                name_range: range_of(lambda),
            },
            ScopeNode::Module(_) | ScopeNode::Comprehension => {
                let range = Range::new(0, u32::try_from(lowerer.text.len()).unwrap_or(u32::MAX));
                Self {
                    text: "<module>".to_owned(),
                    kind: FunctionKind::Module,
                    parameters: None,
                    returns: None,
                    range,
                    name_range: range,
                }
            }
        }
    }
}

/// The statement without its decorators: from the first line after them that holds code.
pub(super) fn undecorated(text: &str, range: Range, decorators: &[Decorator]) -> Range {
    let Some(last) = decorators.last() else {
        return range;
    };
    let mut start = last.range().end().to_usize();
    let end = range.end as usize;
    while let Some(rest) = text.get(start..end) {
        let blank = rest.len() - rest.trim_start().len();
        start += blank;
        if !rest.trim_start().starts_with('#') {
            break;
        }
        let line = text.get(start..end).unwrap_or_default();
        start += line.find('\n').unwrap_or(line.len());
    }
    Range::new(
        u32::try_from(start.min(end)).unwrap_or(range.start),
        range.end,
    )
}

/// Python's dotted name: `Shop.cart.<locals>.total`.
fn qualname(
    lowerer: &Lowerer<'_, '_>,
    scope: &Scope<'_>,
    parent: Option<FunctionId>,
    text: &str,
) -> Arc<str> {
    let Some(parent) = parent else {
        return Arc::from(text);
    };
    let mut outer = scope.parent.and_then(|outer| lowerer.scope(outer));
    while let Some(around) = outer
        && matches!(around.node, ScopeNode::Comprehension)
    {
        outer = around.parent.and_then(|outer| lowerer.scope(outer));
    }
    let mut around = lowerer.qualname_of(parent);
    if around.len() > QUALNAME_BYTES {
        around = Arc::from("…");
    }
    let in_function = outer.is_some_and(Scope::has_environment);
    if in_function {
        Arc::from(format!("{around}.<locals>.{text}"))
    } else if parent == FunctionId(0) {
        Arc::from(text)
    } else {
        Arc::from(format!("{around}.{text}"))
    }
}

/// The parameters, which take the first registers.
fn parameters(lowerer: &mut Lowerer<'_, '_>, parameters: Option<&Parameters>) -> Vec<Param> {
    let Some(list) = parameters else {
        return Vec::new();
    };
    let mut params = Vec::with_capacity(list.len());
    let positional = list.posonlyargs.len();
    let regular = positional + list.args.len();
    let mut plain = 0;
    for parameter in list {
        let kind = match parameter {
            AnyParameterRef::Variadic(_)
                if list
                    .kwarg
                    .as_deref()
                    .is_some_and(|last| std::ptr::eq(last, parameter.as_parameter())) =>
            {
                ParamKind::KwArgs
            }
            AnyParameterRef::Variadic(_) => ParamKind::VarArgs,
            AnyParameterRef::NonVariadic(_) => {
                plain += 1;
                if plain <= positional {
                    ParamKind::PositionalOnly
                } else if plain <= regular {
                    ParamKind::Regular
                } else {
                    ParamKind::KeywordOnly
                }
            }
        };
        let name = noted_name(&parameter.name().node_index)
            .unwrap_or_else(|| lowerer.names.intern(parameter.name().as_str()));
        let annotation = parameter
            .annotation()
            .map(|annotation| lowerer.annotation(annotation));
        params.push(Param {
            name,
            kind,
            has_default: parameter.default().is_some(),
            annotation,
            range: range_of(parameter.name()),
        });
    }
    params
}

/// Gives registers to the local names, and to the variables of comprehensions.
fn registers<'a>(lowerer: &mut Lowerer<'_, 'a>, scope: &Scope<'a>, params: &[Param]) {
    let length = lowerer.names.len();
    if lowerer.table.len() < length {
        lowerer.table.resize(length, Slot::default());
    }
    let stamp = lowerer.state.stamp;
    for param in params {
        let reg = lowerer.new_local(param.name);
        if let Some(entry) = lowerer.table.get_mut(param.name.0 as usize) {
            *entry = Slot {
                stamp,
                place: Place::Local(reg),
                ..Slot::default()
            };
        }
    }
    let is_module = matches!(scope.node, ScopeNode::Module(_));
    for variable in &scope.variables {
        let owned = variable.flags.is_own() || (is_module && variable.flags.has(Flags::BOUND));
        if !owned {
            continue;
        }
        let existing = lowerer
            .table
            .get(variable.name.0 as usize)
            .filter(|slot| slot.stamp == stamp)
            .map(|slot| slot.place);
        let place = if scope.has_environment() && variable.flags.is_captured() {
            lowerer.state.captured.push(variable.name);
            Place::Env(0, variable.name)
        } else {
            existing.unwrap_or_else(|| Place::Local(lowerer.new_local(variable.name)))
        };
        let slot = Slot {
            stamp,
            place,
            rebound: variable.flags.has(Flags::REBOUND),
            stored: false,
            first: variable.first,
            own: true,
        };
        if let Some(entry) = lowerer.table.get_mut(variable.name.0 as usize) {
            *entry = slot;
        }
    }
    for &id in &scope.comprehensions {
        lowerer.comprehension_locals(id);
    }
    if scope.has_finally {
        let name = lowerer.names.intern("<return>");
        lowerer.state.returned = Some(lowerer.new_local(name));
    }
    lowerer.state.registers = u32::try_from(lowerer.state.locals.len()).unwrap_or(u32::MAX);
}

fn store_captured_parameters(lowerer: &mut Lowerer<'_, '_>, scope: &Scope<'_>, params: &[Param]) {
    for (index, param) in params.iter().enumerate() {
        if scope
            .variable(param.name)
            .is_some_and(|variable| variable.flags.is_captured())
        {
            let src = Reg(u32::try_from(index).unwrap_or(u32::MAX));
            let name = param.name;
            lowerer.emit(
                Op::StoreEnv {
                    depth: 0,
                    name,
                    src,
                },
                param.range,
            );
        }
    }
}

fn body<'a>(lowerer: &mut Lowerer<'_, 'a>, node: ScopeNode<'a>, range: Range) {
    match node {
        ScopeNode::Module(module) => lowerer.statements(&module.body),
        ScopeNode::Class(class) => lowerer.statements(&class.body),
        ScopeNode::Function(def) => {
            lowerer.type_parameters(def.type_params.as_deref());
            lowerer.statements(&def.body);
        }
        ScopeNode::Lambda(lambda) => {
            let value = lowerer.expression(&lambda.body);
            lowerer.end(End::Return(value, range_of(&*lambda.body)));
        }
        ScopeNode::Comprehension => {}
    }
    if lowerer.is_open() {
        let end = Range::new(range.end, range.end);
        let value = lowerer.constant(Const::None, end);
        lowerer.end(End::Return(value, end));
    }
}

fn exports(lowerer: &Lowerer<'_, '_>, scope: &Scope<'_>) -> Vec<(Name, Reg)> {
    if !lowerer.state.is_body {
        return Vec::new();
    }
    scope
        .variables
        .iter()
        .filter_map(|variable| {
            let slot = lowerer.table.get(variable.name.0 as usize)?;
            match slot.place {
                Place::Local(reg) if slot.stamp == lowerer.state.stamp && slot.stored => {
                    Some((variable.name, reg))
                }
                _ => None,
            }
        })
        .collect()
}

fn docstring(node: ScopeNode<'_>) -> Option<Range> {
    let body: &[Stmt] = match node {
        ScopeNode::Module(module) => &module.body,
        ScopeNode::Class(class) => &class.body,
        ScopeNode::Function(def) => &def.body,
        ScopeNode::Lambda(_) | ScopeNode::Comprehension => return None,
    };
    match body.first() {
        Some(Stmt::Expr(statement)) if statement.value.is_string_literal_expr() => {
            Some(range_of(statement))
        }
        _ => None,
    }
}
