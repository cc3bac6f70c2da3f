//! The parser's tree as an [`Outline`]: flat, and in words of our own.

use assay_source::Range;
use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, TraversalSignal, walk_body};
use ruff_python_ast::{
    Alias, AnyNodeRef, BoolOp, ConversionFlag, FStringPart, InterpolatedStringElement, StringFlags,
    UnaryOp,
};
use ruff_text_size::Ranged;

use super::limits::TREE_DEPTH;
use super::{abandon, depth, parse, place, range_of};
use crate::outline::{Hole, Imported, Node, NodeId, Outline, Shape, TextPart};

/// The outline of a text that parses.
pub(crate) fn outline(text: &str) -> Option<Outline> {
    u32::try_from(text.len()).ok()?;
    if depth::too_deep(text).is_some() {
        return None;
    }
    let parsed = parse::parse(text)?;
    let mut builder = Builder {
        nodes: vec![Node {
            range: Range::new(0, u32::try_from(text.len()).ok()?),
            parent: None,
            shape: Shape::Module,
        }],
        open: vec![NodeId(0)],
        too_deep: false,
    };
    walk_body(&mut builder, &parsed.syntax().body);
    if builder.too_deep {
        abandon(parsed);
        return None;
    }
    parsed.errors().is_empty().then_some(Outline {
        nodes: builder.nodes,
    })
}

struct Builder {
    nodes: Vec<Node>,
    open: Vec<NodeId>,
    too_deep: bool,
}

impl<'a> SourceOrderVisitor<'a> for Builder {
    fn enter_node(&mut self, node: AnyNodeRef<'a>) -> TraversalSignal {
        // The names of keywords and attributes are part of the shapes around them.
        if matches!(node, AnyNodeRef::Identifier(_)) {
            return TraversalSignal::Skip;
        }
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(Node {
            range: range_of(&node),
            parent: self.open.last().copied(),
            shape: shape(node),
        });
        // Left again also if it is not walked.
        self.open.push(id);
        if self.open.len() > TREE_DEPTH as usize {
            self.too_deep = true;
        }
        if self.too_deep {
            TraversalSignal::Skip
        } else {
            TraversalSignal::Traverse
        }
    }

    fn leave_node(&mut self, node: AnyNodeRef<'a>) {
        if !matches!(node, AnyNodeRef::Identifier(_)) {
            self.open.pop();
        }
    }
}

fn shape(node: AnyNodeRef<'_>) -> Shape {
    match node {
        AnyNodeRef::ExprName(_) => Shape::Name,
        AnyNodeRef::ExprAttribute(attribute) => Shape::Attribute {
            name: range_of(&attribute.attr),
        },
        AnyNodeRef::ExprSubscript(_) => Shape::Subscript,
        AnyNodeRef::ExprCall(call) => Shape::Call {
            parentheses: range_of(&call.arguments),
        },
        AnyNodeRef::Arguments(_) => Shape::Arguments,
        AnyNodeRef::Keyword(keyword) => Shape::Keyword {
            name: keyword.arg.as_ref().map(ToString::to_string),
        },
        AnyNodeRef::ExprStarred(_) => Shape::Starred,
        AnyNodeRef::ExprStringLiteral(text) => Shape::Text {
            value: text.value.to_str().to_owned(),
            bytes: false,
            parts: text
                .value
                .iter()
                .map(|part| literal(part.range(), part.flags))
                .collect(),
        },
        AnyNodeRef::ExprBytesLiteral(text) => Shape::Text {
            value: String::new(),
            bytes: true,
            parts: text
                .value
                .iter()
                .map(|part| literal(part.range(), part.flags))
                .collect(),
        },
        AnyNodeRef::ExprFString(text) => Shape::Format {
            parts: text.value.iter().map(format_part).collect(),
        },
        AnyNodeRef::ExprBooleanLiteral(_) | AnyNodeRef::ExprNoneLiteral(_) => Shape::Constant,
        AnyNodeRef::ExprNumberLiteral(_) => Shape::Number,
        AnyNodeRef::ExprBinOp(binary) => Shape::Binary {
            operator: binary.op.as_str(),
        },
        AnyNodeRef::ExprBoolOp(operation) => match operation.op {
            BoolOp::And => Shape::And,
            BoolOp::Or => Shape::Or,
        },
        AnyNodeRef::ExprUnaryOp(operation) if operation.op == UnaryOp::Not => Shape::Not,
        AnyNodeRef::ExprCompare(compare) => Shape::Compare {
            operators: compare
                .ops
                .iter()
                .map(ruff_python_ast::CmpOp::as_str)
                .collect(),
        },
        AnyNodeRef::ExprTuple(tuple) => Shape::Tuple {
            parenthesised: tuple.parenthesized,
        },
        AnyNodeRef::ExprList(_) => Shape::List,
        AnyNodeRef::ExprDict(_) => Shape::Dict,
        AnyNodeRef::StmtExpr(_) => Shape::Expression,
        AnyNodeRef::StmtAssign(_) => Shape::Assign,
        AnyNodeRef::StmtAnnAssign(_) => Shape::Annotated,
        AnyNodeRef::StmtAugAssign(_) => Shape::Augmented,
        AnyNodeRef::StmtReturn(_) => Shape::Return,
        AnyNodeRef::StmtAssert(_) => Shape::Assert,
        AnyNodeRef::StmtImport(import) => Shape::Import {
            names: import.names.iter().map(imported).collect(),
        },
        AnyNodeRef::StmtImportFrom(import) => Shape::From {
            module: import
                .module
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            level: import.level,
            names: import.names.iter().map(imported).collect(),
        },
        AnyNodeRef::StmtFunctionDef(function) => Shape::Function {
            name: range_of(&function.name),
        },
        AnyNodeRef::StmtClassDef(class) => Shape::Class {
            name: range_of(&class.name),
        },
        AnyNodeRef::Parameter(parameter) => Shape::Parameter {
            name: parameter.name.to_string(),
        },
        AnyNodeRef::Decorator(_) => Shape::Decorator,
        AnyNodeRef::ExceptHandlerExceptHandler(handler) => Shape::Handler {
            name: handler.name.as_ref().map(ToString::to_string),
        },
        other if other.is_statement() => Shape::Statement,
        _ => Shape::Other,
    }
}

fn imported(alias: &Alias) -> Imported {
    Imported {
        name: alias.name.to_string(),
        alias: alias.asname.as_ref().map(ToString::to_string),
        range: range_of(alias),
    }
}

fn literal(range: ruff_text_size::TextRange, flags: impl StringFlags) -> TextPart {
    let start = (range.start() + flags.opener_len()).min(range.end());
    let end = (range.end() - flags.closer_len()).max(start);
    TextPart {
        range: place(range),
        content: Range::new(start.to_u32(), end.to_u32()),
        raw: flags.prefix().is_raw(),
        format: false,
        holes: Vec::new(),
    }
}

fn format_part(part: &FStringPart) -> TextPart {
    match part {
        FStringPart::Literal(text) => literal(text.range(), text.flags),
        FStringPart::FString(text) => {
            let holes = text.elements.iter().filter_map(|element| match element {
                InterpolatedStringElement::Interpolation(hole) => Some(Hole {
                    range: range_of(hole),
                    expression: range_of(&*hole.expression),
                    conversion: match hole.conversion {
                        ConversionFlag::None => None,
                        ConversionFlag::Str => Some('s'),
                        ConversionFlag::Ascii => Some('a'),
                        ConversionFlag::Repr => Some('r'),
                    },
                    formatted: hole.format_spec.is_some() || hole.debug_text.is_some(),
                }),
                InterpolatedStringElement::Literal(_) => None,
            });
            TextPart {
                format: true,
                holes: holes.collect(),
                ..literal(text.range(), text.flags)
            }
        }
    }
}

/// True if a module comes with Python.
pub(crate) fn is_standard_library(module: &str) -> bool {
    let first = module.split('.').next().unwrap_or_default();
    ruff_python_stdlib::sys::is_known_standard_library(13, first)
}
