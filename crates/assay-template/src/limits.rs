//! Every limit on what is made of a template, each with its reason.

/// The depth of nested statements and of nested expressions.
/// Beyond it statements lose their nesting and expressions their meaning, so that whoever walks the tree may recurse.
pub const DEPTH: usize = 100;

/// The number of problems kept for one template; the first ones tell what is wrong.
pub const PROBLEMS: usize = 20;

/// The number of HTML states that are followed at once, where branches leave different ones.
pub const STATES: usize = 6;

/// How many times the length of the template the HTML tokenizer may read, before loops are read only once.
pub const READINGS: u64 = 24;

/// The bytes of an attribute's or element's name that are kept: all known names are shorter.
pub const NAME: usize = 24;
