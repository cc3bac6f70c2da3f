//! Files of a project as text with places, and the problems met while reading them.

mod span;

pub use span::{FileId, Range, Span};
