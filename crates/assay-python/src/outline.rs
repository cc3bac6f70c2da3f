//! The shape of a Python file as it is written: calls, arguments, texts and imports with their places.
//!
//! What lowers a file forgets its layout; who changes one needs it.
//! An [`Outline`] is a flat list of nodes in source order, each with its range and the node around it,
//! so that walking it needs no recursion.
//! It is made only of files that parse without a problem.
//!
//! ```
//! use assay_python::outline::{Outline, Shape};
//!
//! let outline = Outline::of("import yaml\nyaml.load(text)\n").unwrap();
//! let call = outline.ids().find(|id| matches!(outline.shape(*id), Shape::Call { .. })).unwrap();
//! let arguments = outline.arguments(call);
//! assert_eq!(arguments.len(), 1);
//! ```

use assay_source::Range;

/// A node of an [`Outline`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodeId(pub(crate) u32);

/// The nodes of a file.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    pub(crate) nodes: Vec<Node>,
}

/// A node.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) range: Range,
    pub(crate) parent: Option<NodeId>,
    pub(crate) shape: Shape,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The module itself.
    Module,
    /// A name that is read or bound.
    Name,
    /// `base.name`; the base is its child.
    Attribute {
        /// Where the name stands.
        name: Range,
    },
    /// `base[key]`; both are its children.
    Subscript,
    /// `callee(…)`; the callee and an [`Shape::Arguments`] are its children.
    Call {
        /// The arguments with their parentheses.
        parentheses: Range,
    },
    /// The arguments of a call, or the bases of a class.
    Arguments,
    /// `name=value` in a call, or `**value`; the value is its child.
    Keyword {
        /// The name; `None` for `**value`.
        name: Option<String>,
    },
    /// `*value`.
    Starred,
    /// A text or bytes without holes.
    Text {
        /// What it says; of bytes nothing is kept.
        value: String,
        /// True for bytes.
        bytes: bool,
        /// The literals that stand side by side.
        parts: Vec<TextPart>,
    },
    /// An f-string, with the texts that stand beside it.
    Format {
        /// The literals that stand side by side.
        parts: Vec<TextPart>,
    },
    /// `True`, `False` or `None`.
    Constant,
    /// A number.
    Number,
    /// `left operator right`.
    Binary {
        /// `+`, `%`, …
        operator: &'static str,
    },
    /// `left or right …`.
    Or,
    /// `left and right …`.
    And,
    /// `not value`.
    Not,
    /// `left == right`, with all operators of the chain.
    Compare {
        /// `==`, `!=`, …
        operators: Vec<&'static str>,
    },
    /// A tuple.
    Tuple {
        /// True if its parentheses are part of its range.
        parenthesised: bool,
    },
    /// A list.
    List,
    /// A dictionary; keys and values are its children in turn.
    Dict,
    /// An expression that stands as a statement.
    Expression,
    /// `target = value`; the value is the last child.
    Assign,
    /// `target: type = value`.
    Annotated,
    /// `target += value`.
    Augmented,
    /// `return value`.
    Return,
    /// `assert test, message`.
    Assert,
    /// `import a.b as c, d`.
    Import {
        /// What is imported.
        names: Vec<Imported>,
    },
    /// `from module import name as other`.
    From {
        /// The module, without its dots.
        module: String,
        /// How many dots stand before it.
        level: u32,
        /// What is imported.
        names: Vec<Imported>,
    },
    /// `def`, its decorators, parameters and body.
    Function {
        /// Where its name stands.
        name: Range,
    },
    /// `class`.
    Class {
        /// Where its name stands.
        name: Range,
    },
    /// A parameter of a function.
    Parameter {
        /// Its name.
        name: String,
    },
    /// `@expression` above a function or class.
    Decorator,
    /// `except … as name`.
    Handler {
        /// The name that is bound.
        name: Option<String>,
    },
    /// Another statement: `if`, `for`, `with`, `pass`, …
    Statement,
    /// Another expression, or a part of one.
    Other,
}

/// One name of an import statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The name as the module has it, dotted for `import a.b`.
    pub name: String,
    /// What it is called here.
    pub alias: Option<String>,
    /// Both, as they stand.
    pub range: Range,
}

/// One literal of a text: several may stand side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextPart {
    /// All of it, prefix and quotes included.
    pub range: Range,
    /// What stands between the quotes.
    pub content: Range,
    /// True if `\` means itself.
    pub raw: bool,
    /// True for an f-string.
    pub format: bool,
    /// The holes of an f-string.
    pub holes: Vec<Hole>,
}

/// `{expression!r:spec}` in an f-string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hole {
    /// With its braces.
    pub range: Range,
    /// The expression.
    pub expression: Range,
    /// `r`, `s` or `a`.
    pub conversion: Option<char>,
    /// True if a format or `=` follows.
    pub formatted: bool,
}

impl Outline {
    /// The outline of a file; `None` if it does not parse, or is nested too deeply.
    pub fn of(text: &str) -> Option<Self> {
        crate::syntax::outline(text)
    }

    fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.0 as usize)
    }

    /// All nodes, in source order, those around before those inside.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        (0..u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)).map(NodeId)
    }

    /// What a node is.
    pub fn shape(&self, id: NodeId) -> &Shape {
        self.node(id).map_or(&Shape::Other, |node| &node.shape)
    }

    /// Where a node stands.
    pub fn range(&self, id: NodeId) -> Range {
        self.node(id)
            .map_or_else(|| Range::new(0, 0), |node| node.range)
    }

    /// The node around.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.node(id)?.parent
    }

    /// The nodes around, the nearest first.
    pub fn around(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(self.parent(id), |id| self.parent(*id))
    }

    /// The nodes inside, at any depth.
    pub fn inside(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        let range = self.range(id);
        let first = id.0.saturating_add(1);
        (first..u32::try_from(self.nodes.len()).unwrap_or(u32::MAX))
            .map(NodeId)
            .take_while(move |inner| self.range(*inner).start < range.end)
            .filter(move |inner| self.range(*inner).end <= range.end)
    }

    /// The nodes directly inside, in source order.
    pub fn children(&self, id: NodeId) -> Vec<NodeId> {
        self.inside(id)
            .filter(|inner| self.parent(*inner) == Some(id))
            .collect()
    }

    /// The nodes with exactly this range, the outermost first.
    pub fn at(&self, range: Range) -> Vec<NodeId> {
        let first = self
            .nodes
            .partition_point(|node| node.range.start < range.start);
        (u32::try_from(first).unwrap_or(u32::MAX)..)
            .map(NodeId)
            .map_while(|id| self.node(id).map(|node| (id, node.range)))
            .take_while(|(_, own)| own.start == range.start)
            .filter(|(_, own)| *own == range)
            .map(|(id, _)| id)
            .collect()
    }

    /// The callee of a call.
    pub fn callee(&self, call: NodeId) -> Option<NodeId> {
        matches!(self.shape(call), Shape::Call { .. }).then_some(())?;
        self.children(call).into_iter().next()
    }

    /// The arguments of a call: expressions, [`Shape::Starred`] and [`Shape::Keyword`].
    pub fn arguments(&self, call: NodeId) -> Vec<NodeId> {
        self.children(call)
            .into_iter()
            .find(|id| *self.shape(*id) == Shape::Arguments)
            .map(|arguments| self.children(arguments))
            .unwrap_or_default()
    }

    /// The keyword of a call with this name, and its value.
    pub fn keyword(&self, call: NodeId, name: &str) -> Option<(NodeId, NodeId)> {
        let keyword = self.arguments(call).into_iter().find(
            |id| matches!(self.shape(*id), Shape::Keyword { name: Some(own) } if own == name),
        )?;
        Some((keyword, self.children(keyword).into_iter().next()?))
    }

    /// The positional arguments of a call, up to the first `*values`.
    pub fn positional(&self, call: NodeId) -> Vec<NodeId> {
        self.arguments(call)
            .into_iter()
            .take_while(|id| !matches!(self.shape(*id), Shape::Keyword { .. } | Shape::Starred))
            .collect()
    }

    /// True for a statement.
    pub fn is_statement(&self, id: NodeId) -> bool {
        matches!(
            self.shape(id),
            Shape::Expression
                | Shape::Assign
                | Shape::Annotated
                | Shape::Augmented
                | Shape::Return
                | Shape::Assert
                | Shape::Import { .. }
                | Shape::From { .. }
                | Shape::Function { .. }
                | Shape::Class { .. }
                | Shape::Statement
        )
    }

    /// The statement that a node is, or stands in.
    pub fn statement(&self, id: NodeId) -> Option<NodeId> {
        std::iter::once(id)
            .chain(self.around(id))
            .find(|id| self.is_statement(*id))
    }

    /// The function or class whose body a node stands in; `None` at the top of the module.
    pub fn function(&self, id: NodeId) -> Option<NodeId> {
        self.around(id)
            .find(|id| matches!(self.shape(*id), Shape::Function { .. }))
    }
}

/// True if a module comes with Python.
pub fn is_standard_library(module: &str) -> bool {
    crate::syntax::is_standard_library(module)
}
