//! Where in a page each output stands.
//!
//! A tolerant HTML tokenizer ([`State`]) runs over the literal text in document order; an output leaves it as it is
//! but for what the output itself begins (an unquoted value, the host of a URL).
//! Branches start in the state before them, and the states after them are joined: a small set of states goes on.
//!
//! Macros are read in the states of the places that call them, blocks where they stand, and everything else in text.
//! What stands elsewhere, such as a block that replaces one of a parent, can be read from other states: [`Start`].

mod context;
mod elements;
mod pass;
mod script;
mod state;
mod url;

pub use context::{Context, Quote, ScriptPart, UrlPosition, UrlRole};
pub use elements::{Attribute, Element, ValuePart, elements};
pub use pass::{Contexts, Start, States};
pub use state::State;
