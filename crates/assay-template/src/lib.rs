//! Jinja templates as trees with places, and the HTML context of everything that they put out.
//!
//! [`parse`] never fails: what it does not understand becomes a problem, and the rest of the template a tree.
//! [`html::Contexts::of`] then runs a tolerant HTML tokenizer over the text in document order and says for each output
//! where its value will stand: in text, in an attribute, at the start of a URL, inside a string of a script.
//!
//! ```
//! use assay_source::FileId;
//! use assay_template::html::{Context, Contexts};
//! use assay_template::{Options, parse};
//!
//! let template = parse(FileId(0), "<p title={{ name }}>{{ name|upper }}</p>", &Options::default());
//! assert!(template.problems.is_empty());
//! let contexts = Contexts::of(&template);
//! assert!(matches!(contexts.outputs[0][..], [Context::Attribute { .. }]));
//! assert_eq!(contexts.outputs[1], [Context::Text]);
//! ```

mod depth;
mod expression;
mod lex;
mod literal;
mod options;
mod parse;
mod statement;
mod tree;

pub mod html;
pub mod limits;

#[cfg(test)]
mod tests;

pub use options::Options;
pub use parse::{comments, parse};
pub use tree::{
    Argument, ArgumentKind, BinaryOperator, Branch, Comparison, Expression, ExpressionKind, Ident,
    Node, NodeKind, OutputId, Parameter, Template, UnaryOperator,
};
