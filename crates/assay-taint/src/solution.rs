//! What the engine is asked for, and what it answers.

use assay_models::{Condition, Path};
use assay_python::FunctionRef;
use assay_source::{Problem, Span};

use crate::log::{ClassFacts, Edge, Event, GlobalFacts};

/// Limits of the analysis. They count steps, not seconds, so that results repeat.
#[derive(Clone, Debug)]
pub struct Options {
    /// Block visits per function before its answer becomes coarse.
    pub steps_per_function: u32,
    /// Analyses of one function for particular arguments.
    pub specialisations: u32,
    /// Sink kinds for which constants are of interest, see [`Literal`].
    pub literals: Vec<String>,
    /// Whether to record which model entries took part, see [`Reached`].
    pub record: bool,
    /// Whether memory is given back behind the review. Where the process ends with it, that only takes time.
    pub give_back: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            steps_per_function: 20_000,
            specialisations: 64,
            literals: vec!["secret-key".to_owned(), "password".to_owned()],
            record: false,
            give_back: true,
        }
    }
}

/// A question about calls or writes, for rules that are not about flows.
#[derive(Clone, Debug)]
pub struct Watch {
    /// Comes back in [`Hit::watch`].
    pub id: u32,
    /// What to look at.
    pub target: WatchTarget,
    /// All must surely hold.
    pub when: Vec<Condition>,
    /// None may surely hold.
    pub unless: Vec<Condition>,
}

/// What a [`Watch`] looks at.
#[derive(Clone, Debug)]
pub enum WatchTarget {
    /// Calls of this name.
    Call(Path),
    /// Assignments to this attribute or item. Conditions refer to `"value"`.
    Write(Path),
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where.
    pub span: Span,
    /// What happens there, in a few words.
    pub text: String,
    /// What of it others build on.
    pub kind: StepKind,
}

impl Step {
    /// A step that only tells something.
    #[must_use]
    pub fn plain(span: Span, text: &str) -> Self {
        Self {
            span,
            text: text.to_owned(),
            kind: StepKind::Other,
        }
    }
}

/// What a step is, where that matters beyond its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// Handed to a function of the project.
    Call,
    /// Becomes part of a text.
    Text,
    /// Assigned to a variable.
    Assigned,
    /// Becomes part of an object.
    Stored,
    /// Anything else.
    Other,
}

/// How sure a flow is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Rests on a guess, such as a method known by its name only.
    Low,
    /// Passes through a library that is not modelled, or through stored state.
    Medium,
    /// Every step is understood.
    High,
}

/// A value that somebody else controls reaches a dangerous place.
#[derive(Clone, Debug)]
pub struct Flow {
    /// Source kind.
    pub from: String,
    /// Where the value enters.
    pub source: Span,
    /// What it is, as a noun phrase.
    pub source_text: String,
    /// Sink kind.
    pub to: String,
    /// The dangerous call, write or return.
    pub sink: Span,
    /// The name of what is called or written.
    pub sink_text: String,
    /// Source first, sink last.
    pub steps: Vec<Step>,
    /// How sure it is.
    pub confidence: Confidence,
    /// Why it is not surer; empty for high confidence.
    pub reason: String,
    /// The function that holds the sink.
    pub function: FunctionRef,
}

/// A watched call or write whose conditions hold.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The watch's id.
    pub watch: u32,
    /// The call or the assignment.
    pub span: Span,
    /// The symbolic name that matched.
    pub name: String,
    /// The function that holds it.
    pub function: FunctionRef,
    /// For code checks: the arguments as far as they are constant, by position or name.
    pub arguments: Vec<(String, Option<String>)>,
}

/// A constant string reaches a sink.
#[derive(Clone, Debug)]
pub struct Literal {
    /// Sink kind.
    pub to: String,
    /// The literal.
    pub span: Span,
    /// The sink.
    pub sink: Span,
    /// The literal's text. Whoever prints it masks it.
    pub value: String,
    /// The function that holds the sink.
    pub function: FunctionRef,
}

/// A function that a framework calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The function.
    pub function: FunctionRef,
    /// The URL pattern, if it is constant.
    pub route: Option<String>,
}

/// Verbs of a model, to say which of its entries were reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names are the model format's")]
pub enum Verb {
    Alias,
    Source,
    Sink,
    Pass,
    Clean,
    Guard,
    Exit,
    Callback,
    Entry,
    Response,
    Store,
    Load,
    Role,
    Render,
}

/// A model entry took part in the analysis at a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reached {
    /// Index of the package in the models.
    pub package: u32,
    /// The verb.
    pub verb: Verb,
    /// Index of the entry among those of its verb in the package.
    pub entry: u32,
    /// Where.
    pub span: Span,
}

/// Everything the engine found.
#[derive(Debug, Default)]
pub struct Solution {
    /// Flows, sorted by sink, then source.
    pub flows: Vec<Flow>,
    /// Answers to watches, sorted by place.
    pub hits: Vec<Hit>,
    /// Constants that reach sinks, sorted by place.
    pub literals: Vec<Literal>,
    /// Functions that a framework calls, sorted.
    pub entries: Vec<Entry>,
    /// Names of external callables that no model knows and whose result carried a tainted value, with counts.
    pub unmodelled: Vec<(String, u32)>,
    /// Model entries that took part; recorded only if [`Options`] asks for it.
    pub reached: Vec<Reached>,
    /// What the application registers, configures and uses, sorted by place.
    pub events: Vec<Event>,
    /// Calls of functions of the project, sorted.
    pub edges: Vec<Edge>,
    /// Calls of anything else that never come back, sorted.
    pub exits: Vec<Span>,
    /// The classes of the project, sorted.
    pub classes: Vec<ClassFacts>,
    /// Variables of modules in capitals, by module and name.
    pub settings: Vec<GlobalFacts>,
    /// Where the analysis was cut short.
    pub problems: Vec<Problem>,
}
