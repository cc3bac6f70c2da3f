//! The tree of a template: statements, outputs, expressions, each with its place.

use std::sync::Arc;

use assay_source::{FileId, Problem, Range};

/// A template, parsed.
#[derive(Debug)]
pub struct Template {
    /// The file that it stands in.
    pub file: FileId,
    /// Its text.
    pub text: Arc<str>,
    /// What it consists of, in order.
    pub nodes: Vec<Node>,
    /// How many outputs it has; their ids are below this number.
    pub outputs: u32,
    /// What was not understood.
    pub problems: Vec<Problem>,
    /// True if something was not understood, so that the tree says less than the text.
    pub partial: bool,
}

impl Template {
    /// The text in a range.
    pub fn slice(&self, range: Range) -> &str {
        self.text
            .get(range.start as usize..range.end as usize)
            .unwrap_or_default()
    }
}

/// A place where a value is put out: `{{ … }}`, counted in the order of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputId(pub u32);

/// A name and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ident {
    /// The name.
    pub text: Arc<str>,
    /// Where it stands.
    pub range: Range,
}

/// A part of a template.
#[derive(Debug)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// The whole of it; for a statement with a body, its first tag.
    pub range: Range,
}

/// One way through an `if`.
#[derive(Debug)]
pub struct Branch {
    /// When it is taken.
    pub condition: Expression,
    /// What it holds.
    pub body: Vec<Node>,
}

/// A parameter of a macro or call block.
#[derive(Debug)]
pub struct Parameter {
    /// Its name.
    pub name: Ident,
    /// Its default.
    pub default: Option<Expression>,
}

/// What a part of a template is.
#[derive(Debug)]
pub enum NodeKind {
    /// Literal text; the node's range holds it, without what `-` trims.
    Text,
    /// `{{ value }}` and `{% print value %}`.
    Output {
        /// Which one.
        id: OutputId,
        /// What is put out.
        value: Expression,
    },
    /// `{% extends template %}`.
    Extends(Expression),
    /// `{% include template %}`; a list is tried in order.
    Include {
        /// The name, names or template.
        template: Expression,
        /// True with `ignore missing`.
        ignore_missing: bool,
        /// False with `without context`.
        with_context: bool,
    },
    /// `{% import template as target %}`.
    Import {
        /// The name of the template.
        template: Expression,
        /// What its macros are attributes of.
        target: Ident,
        /// True with `with context`.
        with_context: bool,
    },
    /// `{% from template import name as alias, … %}`.
    FromImport {
        /// The name of the template.
        template: Expression,
        /// The names, and what they are called here.
        names: Vec<(Ident, Option<Ident>)>,
        /// True with `with context`.
        with_context: bool,
    },
    /// `{% macro name(parameters) %}`.
    Macro {
        /// Its name.
        name: Ident,
        /// Its parameters.
        parameters: Vec<Parameter>,
        /// Its body.
        body: Vec<Node>,
    },
    /// `{% call(parameters) callee(…) %}`: the body is what `caller()` gives inside the callee.
    Call {
        /// Which output the result is.
        id: OutputId,
        /// The parameters of the body.
        parameters: Vec<Parameter>,
        /// The call.
        call: Expression,
        /// The body.
        body: Vec<Node>,
    },
    /// `{% block name %}`.
    Block {
        /// Its name.
        name: Ident,
        /// True if it sees the variables around it.
        scoped: bool,
        /// True if a child must override it.
        required: bool,
        /// Its body.
        body: Vec<Node>,
    },
    /// `{% set target = value %}`.
    Set {
        /// Names, tuples of them, or attributes of a namespace.
        target: Expression,
        /// The value.
        value: Expression,
    },
    /// `{% set target %}…{% endset %}`.
    SetBlock {
        /// What is set.
        target: Expression,
        /// Filters for the body, innermost an [`ExpressionKind::Body`].
        filter: Option<Expression>,
        /// The body.
        body: Vec<Node>,
    },
    /// `{% for target in iterable if filter %}…{% else %}`.
    For {
        /// Names or tuples of them.
        target: Expression,
        /// What is gone through.
        iterable: Expression,
        /// Which elements count.
        filter: Option<Expression>,
        /// True with `recursive`.
        recursive: bool,
        /// The body.
        body: Vec<Node>,
        /// What stands there if nothing counts.
        otherwise: Vec<Node>,
    },
    /// `{% if %}…{% elif %}…{% else %}`.
    If {
        /// The conditions and what they lead to.
        branches: Vec<Branch>,
        /// What stands there if none holds.
        otherwise: Vec<Node>,
    },
    /// `{% filter name %}`.
    Filter {
        /// The filters, innermost an [`ExpressionKind::Body`].
        filter: Expression,
        /// Which output the result is.
        id: OutputId,
        /// The body.
        body: Vec<Node>,
    },
    /// `{% with target = value, … %}`.
    With {
        /// What is bound.
        bindings: Vec<(Expression, Expression)>,
        /// The body.
        body: Vec<Node>,
    },
    /// `{% autoescape value %}`.
    Autoescape {
        /// Whether values are escaped inside.
        value: Expression,
        /// The body.
        body: Vec<Node>,
    },
    /// `{% trans %}…{% pluralize %}…{% endtrans %}`.
    Trans {
        /// Variables that are given a value.
        bindings: Vec<(Ident, Option<Expression>)>,
        /// The text for one.
        body: Vec<Node>,
        /// The text for more.
        plural: Vec<Node>,
    },
    /// `{% do expression %}`.
    Do(Expression),
    /// `{% break %}`.
    Break,
    /// `{% continue %}`.
    Continue,
    /// `{% debug %}`.
    Debug,
    /// A tag that Jinja itself does not have, or one that was not understood.
    Unknown {
        /// Its name, if it has one.
        name: Arc<str>,
    },
}

/// An expression.
#[derive(Debug)]
pub struct Expression {
    /// What it is.
    pub kind: ExpressionKind,
    /// Where it stands.
    pub range: Range,
    /// The depth of the tree below, for the limit.
    pub(crate) depth: usize,
}

/// An argument of a call, filter or test.
#[derive(Debug)]
pub struct Argument {
    /// How it is passed.
    pub kind: ArgumentKind,
    /// Its value.
    pub value: Expression,
}

/// How an argument is passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArgumentKind {
    /// By its position.
    Positional,
    /// `name=value`.
    Keyword(Ident),
    /// `*value`.
    Star,
    /// `**value`.
    DoubleStar,
}

/// What an expression is.
#[derive(Debug)]
#[expect(missing_docs, reason = "the names of the fields are those of Python")]
pub enum ExpressionKind {
    /// `none`.
    None,
    /// `true`, `false`.
    Bool(bool),
    /// An integer that fits.
    Integer(i64),
    /// Any other number, by its text.
    Number(Arc<str>),
    /// A text, decoded; adjacent ones are one.
    Text(Arc<str>),
    /// A variable.
    Name(Arc<str>),
    /// `[a, b]`.
    List(Vec<Expression>),
    /// `(a, b)`, also without parentheses.
    Tuple(Vec<Expression>),
    /// `{key: value}`.
    Dict(Vec<(Expression, Expression)>),
    /// `object.name`.
    Attribute {
        object: Box<Expression>,
        name: Ident,
    },
    /// `object[key]`.
    Item {
        object: Box<Expression>,
        key: Box<Expression>,
    },
    /// `object[start:stop:step]`.
    Slice {
        object: Box<Expression>,
        parts: [Option<Box<Expression>>; 3],
    },
    /// `callee(arguments)`.
    Call {
        callee: Box<Expression>,
        arguments: Vec<Argument>,
    },
    /// `value|name(arguments)`.
    Filter {
        value: Box<Expression>,
        name: Ident,
        arguments: Vec<Argument>,
    },
    /// `value is name(arguments)`.
    Test {
        value: Box<Expression>,
        name: Ident,
        arguments: Vec<Argument>,
        negated: bool,
    },
    /// `-a`, `+a`, `not a`.
    Unary {
        operator: UnaryOperator,
        operand: Box<Expression>,
    },
    /// `a + b`.
    Binary {
        operator: BinaryOperator,
        left: Box<Expression>,
        right: Box<Expression>,
    },
    /// `a < b <= c`.
    Compare {
        first: Box<Expression>,
        rest: Vec<(Comparison, Expression)>,
    },
    /// `a and b and c`.
    And(Vec<Expression>),
    /// `a or b or c`.
    Or(Vec<Expression>),
    /// `a ~ b ~ c`.
    Concat(Vec<Expression>),
    /// `value if condition else otherwise`.
    Conditional {
        condition: Box<Expression>,
        value: Box<Expression>,
        otherwise: Option<Box<Expression>>,
    },
    /// The body of the block that a filter stands above.
    Body,
    /// What was not understood.
    Unknown,
}

/// Operators with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are Python's")]
pub enum UnaryOperator {
    Not,
    Negative,
    Positive,
}

/// Operators with two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are Python's")]
pub enum BinaryOperator {
    Add,
    Subtract,
    Multiply,
    Divide,
    FloorDivide,
    Modulo,
    Power,
}

/// Comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are Python's")]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    NotIn,
}

impl Node {
    /// The bodies of a statement in document order.
    pub fn bodies(&self) -> Vec<&[Self]> {
        match &self.kind {
            NodeKind::Macro { body, .. }
            | NodeKind::Call { body, .. }
            | NodeKind::Block { body, .. }
            | NodeKind::SetBlock { body, .. }
            | NodeKind::Filter { body, .. }
            | NodeKind::With { body, .. }
            | NodeKind::Autoescape { body, .. } => vec![body],
            NodeKind::For {
                body, otherwise, ..
            }
            | NodeKind::Trans {
                body,
                plural: otherwise,
                ..
            } => vec![body, otherwise],
            NodeKind::If {
                branches,
                otherwise,
            } => {
                let mut bodies: Vec<&[Self]> =
                    branches.iter().map(|branch| &*branch.body).collect();
                bodies.push(otherwise);
                bodies
            }
            NodeKind::Text
            | NodeKind::Output { .. }
            | NodeKind::Extends(_)
            | NodeKind::Include { .. }
            | NodeKind::Import { .. }
            | NodeKind::FromImport { .. }
            | NodeKind::Set { .. }
            | NodeKind::Do(_)
            | NodeKind::Break
            | NodeKind::Continue
            | NodeKind::Debug
            | NodeKind::Unknown { .. } => Vec::new(),
        }
    }
}
