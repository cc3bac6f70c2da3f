//! Function summaries, and flows from source to sink.
//!
//! [`solve`] takes a linked program and the models, and says which values that somebody else controls
//! reach which dangerous places, through which steps. It knows kinds, not vulnerabilities.
//!
//! Each function is analysed once with symbolic parameters; what it returns, changes and passes to sinks
//! is its *summary*, in terms of the access paths of its parameters. At a call the summary is applied to
//! the actual arguments. Where the callee branches on, calls, or indexes by a parameter that is known at
//! the call, it is analysed again for that call, a bounded number of times.

#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "an abstract value may be a dozen things, and most operations are about one or two of them"
)]
#![allow(
    clippy::too_many_lines,
    reason = "one arm for each instruction, operator or verb reads better than many small functions"
)]
#![allow(
    clippy::similar_names,
    reason = "pairs such as `given` and `gives` name pairs of things"
)]
#![allow(
    clippy::single_match_else,
    reason = "both ways of a decision stand side by side"
)]
#![allow(
    clippy::unused_self,
    clippy::needless_pass_by_value,
    clippy::unnecessary_wraps,
    reason = "the steps of the analysis share one form of signature, so that they can be put together"
)]

mod analysis;
mod characters;
mod engine;
mod finish;
mod fold;
mod log;
mod native;
mod pattern;
mod place;
mod schedule;
mod solution;
mod state;
mod statement;
mod summary;
mod symbols;
mod templates;
mod trace;
mod value;

use assay_models::Models;
use assay_python::Program;

pub use log::{ClassFacts, Edge, Event, Fact, GlobalFacts, Played, What};
pub use solution::{
    Confidence, Entry, Flow, Hit, Literal, Options, Reached, Solution, Step, StepKind, Verb, Watch,
    WatchTarget,
};
pub use templates::Templates;

/// Finds the flows of a program, and answers the watches.
///
/// The answer depends on nothing but the arguments: not on the number of threads, nor on their order.
pub fn solve(program: &Program, models: &Models, watches: &[Watch], options: &Options) -> Solution {
    let mut symbols = symbols::Symbols::new(&program.names, models, watches);
    symbols.make_sites(program);
    let mut engine = engine::Engine::new(program, symbols, options);
    schedule::run(&mut engine);
    let solution = finish::solution(&engine);
    if options.give_back {
        engine.give_back();
    } else {
        std::mem::forget(engine);
    }
    solution
}
