//! What a function does, in terms of what comes in.

use std::sync::Arc;

use assay_python::{ClassRef, FunctionRef};
use assay_source::Span;
use smallvec::SmallVec;

use crate::analysis::Variant;
use crate::log::Log;
use crate::solution::Literal;
use crate::state::{Cell, State};
use crate::symbols::{EntryId, SymbolId};
use crate::trace::Trace;
use crate::value::{
    AccessPath, Aspect, Doubt, Identity, Label, Mask, Origin, Predicate, Value, intersect, types,
};

/// How many unresolved sinks a summary keeps.
const PENDING: usize = 64;

/// How many places a summary remembers to be written.
const SLOTS: usize = 512;

/// How many paths a summary may depend on.
const CARES: usize = 12;

/// A value on its way into a sink.
#[derive(Clone, Debug)]
pub(crate) struct Pending {
    /// The sink kind.
    pub(crate) kind: u8,
    /// The call, write or return that is the sink, and the function that holds it.
    pub(crate) sink: Span,
    pub(crate) function: FunctionRef,
    /// What is called or written.
    pub(crate) text: Arc<str>,
    pub(crate) trace: Trace,
    pub(crate) doubt: Doubt,
    /// It is the input itself that gets there, and not something that was made of it.
    pub(crate) itself: bool,
    /// Where in a path the input stands by then: some of `characters::PLACES`.
    pub(crate) places: Mask,
}

/// Where a value is kept between requests: a column of a table, or a key of a store.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Slot {
    pub(crate) table: Arc<str>,
    pub(crate) column: Filled,
}

/// Which column of a table a value goes into.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Filled {
    /// This one.
    One(Arc<str>),
    /// Any: whoever gives the value chooses.
    Any,
    /// One of them; nothing says which.
    Some,
}

/// A taint that is kept between requests.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) slot: Slot,
    pub(crate) label: Label,
    pub(crate) span: Span,
}

/// What is known of one input in a particular analysis.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Seed {
    /// Constants, callables and library objects.
    pub(crate) value: Value,
    /// It is an instance of this class.
    pub(crate) class: Option<ClassRef>,
    /// It is a library object that keeps state.
    pub(crate) library: bool,
}

/// How far the nesting of an analysis can differ without making a difference.
///
/// What an analysis may take depends on how deep it is nested. One that met none of these bounds would be the same
/// wherever they are wider, and also where they are narrower but still not met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bounds {
    /// None was met, and none would be down to this nesting.
    UpTo(u32),
    /// One was met.
    Met,
}

impl Default for Bounds {
    fn default() -> Self {
        Self::UpTo(u32::MAX)
    }
}

impl Bounds {
    /// The same, if it holds no further down than this.
    pub(crate) fn narrow(&mut self, last: u32) {
        if let Self::UpTo(known) = self {
            *known = (*known).min(last);
        }
    }

    /// True if an analysis made at one nesting would be the same at another.
    pub(crate) fn allow(self, made: u32, asked: u32) -> bool {
        made == asked || matches!(self, Self::UpTo(last) if asked <= last)
    }
}

/// Another analysis that a summary rests on.
#[derive(Clone, Debug)]
pub(crate) enum Used {
    /// The general summary of a function.
    General(FunctionRef),
    /// One made for particular arguments.
    Special(FunctionRef, Arc<Summary>),
}

/// A watched call or write whose conditions hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) function: FunctionRef,
    pub(crate) watch: u32,
    pub(crate) span: Span,
    pub(crate) name: String,
    pub(crate) arguments: Vec<(String, Option<String>)>,
}

/// A function that a framework calls, as found while running the code that registers it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Registered {
    pub(crate) function: FunctionRef,
    pub(crate) parameters: Option<u8>,
    pub(crate) result: Option<u8>,
    /// What its parameters are, in order.
    pub(crate) types: Vec<SymbolId>,
    /// The result is a page only if it is one of these.
    pub(crate) only: Vec<SymbolId>,
    pub(crate) route: Option<Arc<str>>,
    /// The classes and numbers of errors that it handles.
    pub(crate) asked: Value,
    /// The class that inherits the function and changes what it calls.
    pub(crate) class: Option<ClassRef>,
    pub(crate) span: Span,
}

/// A taint that a function returns as a page, or as a header of one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Returned {
    pub(crate) span: Span,
    pub(crate) label: Label,
    /// The response object that carries it.
    pub(crate) carrier: Option<SymbolId>,
    /// The sink kind of the header; `None` for the body, where the entry says what it is.
    pub(crate) header: Option<u8>,
}

/// What a function does.
#[derive(Clone, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says one thing of the analysis, and none excludes another"
)]
pub(crate) struct Summary {
    /// What it returns.
    pub(crate) result: Value,
    /// The exceptions that leave it and carry input or taints.
    pub(crate) raised: Value,
    /// The cells that `result` and the changes refer to, by their number in this summary.
    pub(crate) cells: Vec<Arc<Cell>>,
    /// Changes to what came in, and to cells of module bodies.
    pub(crate) changes: Vec<(AccessPath, Arc<Cell>)>,
    /// What is kept for later requests, with its taints.
    pub(crate) kept: Vec<Kept>,
    /// Where something is kept, and whether it is surely the program's own or among the taints.
    pub(crate) written: Vec<(Slot, bool)>,
    /// Sinks that input reaches.
    pub(crate) pending: Vec<(AccessPath, Pending)>,
    /// Flows that begin inside.
    pub(crate) flows: Vec<(Origin, Pending)>,
    /// Watched calls.
    pub(crate) seen: Vec<Seen>,
    /// Constants at sinks.
    pub(crate) literals: Vec<Literal>,
    /// Input that decides branches, callees or keys.
    pub(crate) cares: Vec<AccessPath>,
    /// Input that is harmless for some kinds whenever the function comes back.
    pub(crate) ensures: Vec<(AccessPath, Mask)>,
    /// Parameters that the function judged in ways that are not understood, if it comes back.
    pub(crate) judges: Vec<u16>,
    /// The same as `ensures` if what comes back is true, or false.
    pub(crate) if_true: Vec<(AccessPath, Mask)>,
    pub(crate) if_false: Vec<(AccessPath, Mask)>,
    /// It is the first item of the tuple that comes back whose truth says so.
    pub(crate) first_decides: bool,
    /// The result is this aspect of input.
    pub(crate) aspect: Option<(AccessPath, Aspect)>,
    /// False if it never comes back.
    pub(crate) returns: bool,
    /// What may be the body of a page or one of its headers.
    pub(crate) returned: Vec<Returned>,
    /// Other analyses that it used.
    pub(crate) used: Vec<Used>,
    /// Functions it registers with a framework.
    pub(crate) registered: Vec<Registered>,
    /// Classes that it gives a URL pattern.
    pub(crate) class_routes: Vec<(ClassRef, Arc<str>)>,
    /// Library calls that no model knows.
    pub(crate) unmodelled: Vec<Arc<str>>,
    /// Model entries that took part.
    pub(crate) reached: Vec<(EntryId, Span)>,
    /// What it registers, configures and uses.
    pub(crate) log: Log,
    /// Instructions that it took.
    pub(crate) cost: u32,
    /// True if the analysis was cut short.
    pub(crate) coarse: bool,
    /// True if a callee's summary was not there yet.
    pub(crate) provisional: bool,
    /// At which other nestings it would be the same.
    pub(crate) bounds: Bounds,
    /// True if it shows where the constants that it was made for stand.
    pub(crate) places: bool,
    /// Constructors that were asked what they put into fields.
    pub(crate) consulted: Vec<FunctionRef>,
}

impl Summary {
    /// True if a caller would see no difference.
    pub(crate) fn same(&self, other: &Self) -> bool {
        self.result == other.result
            && self.raised == other.raised
            && self.returns == other.returns
            && self.cells == other.cells
            && self.changes == other.changes
            && self.cares == other.cares
            && self.ensures == other.ensures
            && self.if_true == other.if_true
            && self.if_false == other.if_false
            && self.first_decides == other.first_decides
            && self.kept.len() == other.kept.len()
            && self
                .kept
                .iter()
                .zip(&other.kept)
                .all(|(a, b)| a.slot == b.slot && a.label == b.label)
            && self.pending.len() == other.pending.len()
            && self.pending.iter().zip(&other.pending).all(|(a, b)| {
                let same = a.1.kind == b.1.kind && a.1.sink == b.1.sink;
                a.0 == b.0 && same && a.1.places == b.1.places
            })
    }
}

/// A summary while the function is being analysed.
#[derive(Debug, Default)]
pub(crate) struct SummaryDraft {
    pub(crate) result: Value,
    pub(crate) raised: Value,
    pub(crate) exit: Option<State>,
    pub(crate) if_true: Option<SmallVec<[(Identity, Mask); 2]>>,
    pub(crate) if_false: Option<SmallVec<[(Identity, Mask); 2]>>,
    pub(crate) first_decides: Option<bool>,
    pub(crate) yielded: Value,
    pub(crate) kept: Vec<Kept>,
    pub(crate) written: Vec<(Slot, bool)>,
    pub(crate) pending: Vec<(AccessPath, Pending)>,
    pub(crate) flows: Vec<(Origin, Pending)>,
    pub(crate) seen: Vec<Seen>,
    pub(crate) literals: Vec<Literal>,
    pub(crate) cares: Vec<AccessPath>,
    pub(crate) returned: Vec<Returned>,
    pub(crate) used: Vec<Used>,
    pub(crate) registered: Vec<Registered>,
    pub(crate) class_routes: Vec<(ClassRef, Arc<str>)>,
    pub(crate) unmodelled: Vec<Arc<str>>,
    pub(crate) reached: Vec<(EntryId, Span)>,
    pub(crate) log: Log,
    pub(crate) defaults: Vec<(FunctionRef, u32, Value)>,
    pub(crate) made: Vec<FunctionRef>,
    pub(crate) setters: Vec<FunctionRef>,
    pub(crate) variants: Vec<(FunctionRef, Variant)>,
    /// Classes, their bases, and what makes them if that is no plain `type`.
    pub(crate) classes: Vec<(ClassRef, Vec<Value>, Option<Value>)>,
    pub(crate) coarse: bool,
    pub(crate) provisional: bool,
    pub(crate) record: bool,
}

impl SummaryDraft {
    pub(crate) fn care(&mut self, path: &AccessPath) {
        if self.cares.len() < CARES && !path.is_shared() && !self.cares.contains(path) {
            self.cares.push(path.clone());
        }
    }

    pub(crate) fn reached(&mut self, entry: EntryId, here: Span) {
        if self.record && !self.reached.contains(&(entry, here)) {
            self.reached.push((entry, here));
        }
    }

    pub(crate) fn found(&mut self, pending: Pending, origin: Origin) {
        let known = self.flows.iter().any(|(from, flow)| {
            *from == origin && flow.kind == pending.kind && flow.sink == pending.sink
        });
        if !known && self.flows.len() < 4096 {
            self.flows.push((origin, pending));
        }
    }

    pub(crate) fn pend(&mut self, pending: Pending, path: AccessPath) {
        let room = self.pending.len() < PENDING;
        let known = self.pending.iter_mut().find(|(at, flow)| {
            *at == path && flow.kind == pending.kind && flow.sink == pending.sink
        });
        match known {
            Some((_, known)) => {
                let places = known.places & pending.places;
                if known.doubt > pending.doubt {
                    *known = pending;
                }
                known.places = places;
            }
            None if room => self.pending.push((path, pending)),
            None => {}
        }
    }

    pub(crate) fn keep(&mut self, kept: Kept) {
        let known = self.kept.iter().any(|other| {
            other.slot == kept.slot && other.span == kept.span && other.label == kept.label
        });
        if !known && self.kept.len() < PENDING {
            self.kept.push(kept);
        }
    }

    pub(crate) fn write(&mut self, slot: Slot, own: bool) {
        let write = (slot, own);
        if !self.written.contains(&write) && self.written.len() < SLOTS {
            self.written.push(write);
        }
    }

    pub(crate) fn use_of(&mut self, used: Used) {
        let known = self.used.iter().any(|other| match (other, &used) {
            (Used::General(a), Used::General(b)) => a == b,
            (Used::Special(_, a), Used::Special(_, b)) => Arc::ptr_eq(a, b),
            (Used::General(_) | Used::Special(..), _) => false,
        });
        if !known {
            self.used.push(used);
        }
    }

    pub(crate) fn returns(&mut self, returned: Returned) {
        if !self.returned.contains(&returned) && self.returned.len() < PENDING {
            self.returned.push(returned);
        }
    }

    pub(crate) fn register(&mut self, registered: Registered) {
        if !self.registered.contains(&registered) {
            self.registered.push(registered);
        }
    }

    /// One of the ways out, with a value, and the first item of that if it is a tuple that begins with a yes or no.
    pub(crate) fn leave(&mut self, value: Value, first: Option<&Value>, state: &State) {
        let none = Predicate::default();
        let same = *self.first_decides.get_or_insert(first.is_some()) == first.is_some();
        if !same {
            self.first_decides = Some(false);
            self.if_true = Some(SmallVec::new());
            self.if_false = Some(SmallVec::new());
        }
        let verdict = first.filter(|_| same).unwrap_or(&value);
        let truth = verdict
            .truth()
            .or_else(|| says_something(verdict).then_some(true));
        let predicate = verdict.data().and_then(|data| data.predicate.clone());
        let predicate = predicate.as_deref().unwrap_or(&none);
        let way = |slot: &mut Option<SmallVec<[(Identity, Mask); 2]>>,
                   more: &[(Identity, Mask)]| {
            let mut facts: SmallVec<[(Identity, Mask); 2]> = state.facts.iter().copied().collect();
            facts.extend(more.iter().copied());
            *slot = Some(match slot.take() {
                None => facts,
                Some(known) => intersect(&known, &facts),
            });
        };
        if truth != Some(false) {
            way(&mut self.if_true, &predicate.if_true);
        }
        if truth != Some(true) {
            way(&mut self.if_false, &predicate.if_false);
        }
        self.result = self.result.join(&value);
        match &mut self.exit {
            None => self.exit = Some(state.clone()),
            Some(exit) => {
                exit.join(state);
            }
        }
    }
}

/// True for a text that surely is not empty.
fn says_something(value: &Value) -> bool {
    value.types() == types::STR && value.prefix().is_some_and(|prefix| !prefix.is_empty())
}
