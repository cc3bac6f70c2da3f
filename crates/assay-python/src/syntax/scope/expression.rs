//! Expressions, as the scope walk sees them.

use ruff_python_ast::{
    AtomicNodeIndex, Comprehension, Expr, ExprNamed, FStringPart, InterpolatedStringElement,
    Parameters,
};

use super::collect::Collector;
use super::{Flags, ScopeNode, note};

impl<'a> Collector<'a> {
    /// An expression that may be missing.
    pub(super) fn optional(&mut self, expression: Option<&'a Expr>) {
        if let Some(expression) = expression {
            self.expression(expression);
        }
    }

    /// An expression that is evaluated.
    pub(super) fn expression(&mut self, expression: &'a Expr) {
        match expression {
            // The commonest leaves need no level of their own.
            Expr::Name(name) => {
                self.use_name(
                    name.id.as_str(),
                    &name.node_index,
                    name.range.start().to_u32(),
                );
            }
            Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_)
            | Expr::IpyEscapeCommand(_) => {}
            _ => self.deeper(|walk| walk.expression_inside(expression)),
        }
    }

    fn expressions(&mut self, expressions: &'a [Expr]) {
        for expression in expressions {
            self.expression(expression);
        }
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each kind of expression")]
    fn expression_inside(&mut self, expression: &'a Expr) {
        match expression {
            Expr::BoolOp(node) => self.expressions(&node.values),
            Expr::Named(node) => self.named(node),
            Expr::BinOp(node) => {
                self.expression(&node.left);
                self.expression(&node.right);
            }
            Expr::UnaryOp(node) => self.expression(&node.operand),
            Expr::Lambda(node) => {
                if let Some(parameters) = &node.parameters {
                    self.defaults(parameters);
                }
                let mark = self.begin(ScopeNode::Lambda(node));
                note(&node.node_index, self.scope_id().0);
                if let Some(parameters) = &node.parameters {
                    self.parameters(parameters);
                }
                self.expression(&node.body);
                self.end(mark);
            }
            Expr::If(node) => {
                self.expression(&node.test);
                self.expression(&node.body);
                self.expression(&node.orelse);
            }
            Expr::Dict(node) => {
                for item in &node.items {
                    self.optional(item.key.as_ref());
                    self.expression(&item.value);
                }
            }
            Expr::Set(node) => self.expressions(&node.elts),
            Expr::ListComp(node) => {
                self.comprehension(&node.node_index, &node.generators, None, &node.elt);
            }
            Expr::SetComp(node) => {
                self.comprehension(&node.node_index, &node.generators, None, &node.elt);
            }
            Expr::DictComp(node) => {
                self.comprehension(
                    &node.node_index,
                    &node.generators,
                    node.key.as_deref(),
                    &node.value,
                );
            }
            Expr::Generator(node) => {
                self.comprehension(&node.node_index, &node.generators, None, &node.elt);
            }
            Expr::Await(node) => self.expression(&node.value),
            Expr::Yield(node) => {
                self.mark_generator();
                self.optional(node.value.as_deref());
            }
            Expr::YieldFrom(node) => {
                self.mark_generator();
                self.expression(&node.value);
            }
            Expr::Compare(node) => {
                self.expression(&node.left);
                self.expressions(&node.comparators);
            }
            Expr::Call(node) => {
                self.expression(&node.func);
                self.expressions(&node.arguments.args);
                for keyword in &node.arguments.keywords {
                    self.expression(&keyword.value);
                }
            }
            Expr::FString(node) => {
                for part in &node.value {
                    if let FStringPart::FString(part) = part {
                        self.elements(&part.elements);
                    }
                }
            }
            Expr::TString(node) => {
                for part in &node.value {
                    self.elements(&part.elements);
                }
            }
            Expr::Attribute(node) => self.expression(&node.value),
            Expr::Subscript(node) => {
                self.expression(&node.value);
                self.expression(&node.slice);
            }
            Expr::Starred(node) => self.expression(&node.value),
            Expr::List(node) => self.expressions(&node.elts),
            Expr::Tuple(node) => self.expressions(&node.elts),
            Expr::Slice(node) => {
                self.optional(node.lower.as_deref());
                self.optional(node.upper.as_deref());
                self.optional(node.step.as_deref());
            }
            Expr::Name(_)
            | Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_)
            | Expr::IpyEscapeCommand(_) => {}
        }
    }

    fn mark_generator(&mut self) {
        if let Some(scope) = self.function_scope() {
            scope.is_generator = true;
        }
    }

    fn named(&mut self, node: &'a ExprNamed) {
        self.expression(&node.value);
        let Expr::Name(name) = &*node.target else {
            self.expression(&node.target);
            return;
        };
        let in_comprehension = self
            .scope()
            .is_some_and(|scope| matches!(scope.node, ScopeNode::Comprehension));
        let flags = if in_comprehension {
            Flags::OUTWARD
        } else {
            Flags::BOUND.and(Flags::REBOUND)
        };
        self.declare(
            name.id.as_str(),
            &name.node_index,
            name.range.start().to_u32(),
            flags,
        );
    }

    /// The first iterable belongs to the scope around, the rest to the comprehension.
    fn comprehension(
        &mut self,
        node: &AtomicNodeIndex,
        generators: &'a [Comprehension],
        key: Option<&'a Expr>,
        element: &'a Expr,
    ) {
        if let Some(first) = generators.first() {
            self.expression(&first.iter);
        }
        let mark = self.begin(ScopeNode::Comprehension);
        note(node, self.scope_id().0);
        for (index, generator) in generators.iter().enumerate() {
            if index > 0 {
                self.expression(&generator.iter);
            }
            self.target(&generator.target, Flags::default());
            self.expressions(&generator.ifs);
        }
        self.optional(key);
        self.expression(element);
        self.end(mark);
    }

    fn elements(&mut self, elements: &'a [InterpolatedStringElement]) {
        for element in elements {
            if let InterpolatedStringElement::Interpolation(hole) = element {
                self.expression(&hole.expression);
                if let Some(spec) = &hole.format_spec {
                    self.deeper(|walk| walk.elements(&spec.elements));
                }
            }
        }
    }

    /// The default values of parameters, which belong to the scope around.
    pub(super) fn defaults(&mut self, parameters: &'a Parameters) {
        for parameter in parameters.iter_non_variadic_params() {
            self.optional(parameter.default.as_deref());
        }
    }

    /// The parameters, which belong to the function.
    pub(super) fn parameters(&mut self, parameters: &'a Parameters) {
        for parameter in parameters {
            self.bind_identifier(parameter.name(), Flags::default());
        }
    }

    /// Something that is assigned to, or deleted.
    pub(super) fn target(&mut self, target: &'a Expr, more: Flags) {
        match target {
            Expr::Name(name) => {
                self.bind(
                    name.id.as_str(),
                    &name.node_index,
                    name.range.start().to_u32(),
                    more,
                );
            }
            Expr::Tuple(node) => {
                self.deeper(|walk| {
                    for target in &node.elts {
                        walk.target(target, more);
                    }
                });
            }
            Expr::List(node) => {
                self.deeper(|walk| {
                    for target in &node.elts {
                        walk.target(target, more);
                    }
                });
            }
            Expr::Starred(node) => self.deeper(|walk| walk.target(&node.value, more)),
            _ => self.expression(target),
        }
    }
}
