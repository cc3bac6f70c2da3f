//! The steps of a taint, as links that are followed only when a finding is printed.

use std::sync::Arc;

use assay_python::{FunctionRef, Name};
use assay_source::Span;

use crate::symbols::SymbolId;

/// How many links are looked at for unresolved methods.
const LINKS: usize = 128;

/// The last step of a taint; the others hang behind it.
#[derive(Clone, Debug)]
pub(crate) struct Trace(pub(crate) Arc<Node>);

/// A link of a trace.
#[derive(Debug)]
pub(crate) enum Node {
    /// Where it begins: a source.
    Source(Span, Arc<str>),
    /// Where it begins inside a function: what came in.
    Input(Span, What),
    /// One step further.
    Step(Trace, Span, What),
    /// Through a function: the steps before the call, the call, and the steps inside.
    Call {
        before: Trace,
        call: Span,
        callee: FunctionRef,
        inside: Trace,
    },
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// Becomes a parameter.
    Parameter(Name),
    /// Read from state that outlives the call.
    State,
    /// Assigned to a variable.
    Assigned(Name),
    /// Stored in an attribute or item.
    Stored,
    /// Becomes part of a text.
    Text,
    /// Goes through a library call.
    Through(SymbolId),
    /// Goes through a call that nobody knows.
    Unmodelled(Arc<str>),
    /// Goes through a method of a built-in type.
    Method(Name),
    /// Kept between requests.
    Kept(Arc<str>),
    /// Reaches the sink.
    Sink(Arc<str>),
}

impl Trace {
    pub(crate) fn source(span: Span, text: &Arc<str>) -> Self {
        Self(Arc::new(Node::Source(span, Arc::clone(text))))
    }

    pub(crate) fn input(span: Span, what: What) -> Self {
        Self(Arc::new(Node::Input(span, what)))
    }

    /// One step further; a repeated step is not taken again.
    pub(crate) fn step(&self, span: Span, what: What) -> Self {
        if let Node::Step(_, last, said) = &*self.0
            && *last == span
            && *said == what
        {
            return self.clone();
        }
        Self(Arc::new(Node::Step(self.clone(), span, what)))
    }

    /// True if something was made of the value, beyond giving it names.
    pub(crate) fn is_changed(&self) -> bool {
        let mut current = self;
        loop {
            current = match &*current.0 {
                Node::Source(..) | Node::Input(..) => return false,
                Node::Call { .. } => return true,
                Node::Step(before, _, What::Assigned(_) | What::Sink(_)) => before,
                Node::Step(..) => return true,
            };
        }
    }

    /// True if the value went through a method that could not be resolved.
    pub(crate) fn is_guessed(&self) -> bool {
        let mut queue = vec![self];
        let mut steps = 0;
        while let Some(trace) = queue.pop() {
            steps += 1;
            match &*trace.0 {
                Node::Step(_, _, What::Unmodelled(name)) if name.starts_with('?') => return true,
                Node::Step(before, ..) if steps < LINKS => queue.push(before),
                Node::Call { before, inside, .. } if steps < LINKS => {
                    queue.extend([before, inside]);
                }
                Node::Source(..) | Node::Input(..) | Node::Step(..) | Node::Call { .. } => {}
            }
        }
        false
    }

    /// True if the value stayed the text that it was, as far as every step of its way is known.
    pub(crate) fn stays_text(&self, parses: impl Fn(SymbolId) -> bool) -> bool {
        let mut queue = vec![self];
        let mut steps = 0;
        while let Some(trace) = queue.pop() {
            steps += 1;
            match &*trace.0 {
                _ if steps > LINKS => return false,
                Node::Step(_, _, What::Unmodelled(_) | What::State | What::Kept(_)) => {
                    return false;
                }
                Node::Step(_, _, What::Through(symbol)) if parses(*symbol) => return false,
                Node::Step(before, ..) => queue.push(before),
                Node::Call { before, inside, .. } => queue.extend([before, inside]),
                Node::Source(..) | Node::Input(..) => {}
            }
        }
        true
    }

    pub(crate) fn call(&self, call: Span, callee: FunctionRef, inside: Self) -> Self {
        Self(Arc::new(Node::Call {
            before: self.clone(),
            call,
            callee,
            inside,
        }))
    }
}
