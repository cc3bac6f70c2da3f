//! The limits of one Python file, so that no file exhausts the stack or the memory.

/// How deep brackets may nest; Python itself refuses more.
pub(crate) const BRACKETS: usize = 200;

/// How deep blocks may nest; Python itself refuses more.
pub(crate) const INDENTS: usize = 100;

/// How many operators may hang on each other within one expression.
///
/// Each may make the tree one level deeper, and a tree is walked, and freed, by recursion.
pub(crate) const CHAIN: u32 = 5_000;

/// How many operators one `lambda` counts for.
///
/// A name used in the innermost of many functions costs a step in each of them.
pub(crate) const LAMBDA_WEIGHT: u32 = 20;

/// How many levels a tree may have: the last guard, exact where the others look at the text.
pub(crate) const TREE_DEPTH: u32 = 8_000;

/// How many elements of one display, arguments of one call or parts of one string are kept.
pub(crate) const ELEMENTS: usize = 10_000;

/// How many problems of one file are reported.
pub(crate) const PROBLEMS: usize = 20;

/// How many copies of `finally` may stand inside each other before the inner ones are shared.
pub(crate) const FINALLY_COPIES: u32 = 1;

/// How long a `finally` may be, in bytes, before all ways share one copy of it.
pub(crate) const FINALLY_BYTES: u32 = 5_000;

/// How many `with` blocks a `return` ends one by one; those further out are not mentioned.
pub(crate) const EXITS: usize = 16;

/// How long the dotted name of a function may grow, in bytes, before its beginning is left out.
pub(crate) const QUALNAME_BYTES: usize = 500;

/// How long the name of a class may be, in bytes, to become part of its private names.
pub(crate) const MANGLED_BYTES: usize = 250;

/// How deep a type annotation is followed.
pub(crate) const ANNOTATION_DEPTH: u32 = 16;

/// How long a string may be and still be read as an annotation, in bytes.
pub(crate) const ANNOTATION_BYTES: usize = 1_000;
