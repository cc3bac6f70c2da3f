//! Python text to names, intermediate representation and control-flow graph.

pub mod ir;
pub mod program;

pub use program::Program;
