//! Joins what one request keeps with what another one reads: two parts of one path.
//!
//! A flow that begins at a column is held back until it is known who writes the column.
//! If a client does, the flow begins there, and what the client sent is what it is about.
//! If only the program does, there is no flow. If nobody is seen to write it, or it is not known what is written,
//! the flow stays as it is.
//! A value that goes from one column to another counts as the client's if the first one is.

use std::collections::BTreeMap;
use std::sync::Arc;

use assay_models::SourceKind;
use assay_python::FunctionRef;

use super::{Finisher, Source, general};
use crate::place::{Noun, Place};
use crate::summary::{Filled, Kept, Pending, Registered, Slot, Summary};
use crate::trace::Trace;
use crate::value::{Doubt, Label, Origin};

/// How often a value may go from column to column.
const ROUNDS: usize = 4;

/// How many ways into a column are told for one sink.
const WAYS: usize = 2;

/// How many writes are known of one column.
const WRITES: usize = 64;

/// A flow that begins where something was kept.
pub(super) struct Read {
    pub(super) source: Source,
    pub(super) pending: Pending,
    pub(super) before: Option<Trace>,
}

/// A client's value on its way into a column.
#[derive(Clone)]
struct Write {
    source: Source,
    /// What it is harmless for, and how sure that it comes here.
    label: Label,
    /// The parts of the path, one for each place where it is kept.
    traces: Vec<Trace>,
}

/// Everything that is written, by table.
#[derive(Default)]
struct Writes {
    clients: BTreeMap<Slot, Vec<Write>>,
    /// Whether each is surely the program's own, or among the taints.
    all: Vec<(Slot, bool)>,
}

impl Finisher<'_> {
    /// Ends the flows that were held back.
    pub(super) fn kept(&mut self, live: &[(FunctionRef, Arc<Summary>)], registered: &[Registered]) {
        let reads = std::mem::take(&mut self.reads);
        if reads.is_empty() {
            return;
        }
        let writes = self.writes(live, registered);
        for read in reads {
            let Some(Place::Column { tables, column }) = &read.source.2.place else {
                continue;
            };
            let mut ways = 0;
            for (write, sure) in writes.of_column(tables, column) {
                if !self.engine.symbols.harms_in(&write.label, &read.pending) {
                    continue;
                }
                let Some(kind) = self.kept_kind(write.source.1) else {
                    continue;
                };
                ways += 1;
                if ways <= WAYS {
                    self.add_joined(kind, write, &read, sure);
                }
            }
            let mut matching = writes
                .all
                .iter()
                .filter(|(slot, _)| slot.is_column(tables, column))
                .peekable();
            let own = matching.peek().is_some() && matching.all(|(_, own)| *own);
            if ways == 0 && !own {
                self.add_flow(read.source, &read.pending, read.before.as_ref());
            }
        }
    }

    /// The kind of what is read where a value of this kind was kept.
    fn kept_kind(&self, kind: u8) -> Option<u8> {
        let kinds = self.engine.symbols.models.kinds();
        let facts = kinds.source_facts(SourceKind(kind))?;
        Some(kinds.source(facts.kept.as_deref()?)?.0)
    }

    fn add_joined(&mut self, kind: u8, write: &Write, read: &Read, sure: bool) {
        let mut steps = Vec::new();
        for trace in &write.traces {
            self.steps(trace, &mut steps, 0);
        }
        if let Some(before) = &read.before {
            self.steps(before, &mut steps, 0);
        }
        self.steps(&read.pending.trace, &mut steps, 0);
        let doubt = write.label.doubt().max(read.pending.doubt);
        let doubt = if sure {
            doubt
        } else {
            doubt.max(Doubt::Unmodelled)
        };
        let place = read.source.2.place.as_ref().map(Place::words);
        let text = format!(
            "{}, kept as {},",
            write.source.2.text,
            place.unwrap_or_default()
        );
        let noun = Noun::plain(&Arc::from(text));
        self.add_steps((write.source.0, kind, noun), &read.pending, steps, doubt);
    }

    fn writes(&self, live: &[(FunctionRef, Arc<Summary>)], registered: &[Registered]) -> Writes {
        let mut writes = Writes::default();
        let mut moved: Vec<&Kept> = Vec::new();
        for (_, summary) in live {
            for slot in &summary.written {
                if !writes.all.contains(slot) {
                    writes.all.push(slot.clone());
                }
            }
            for kept in &summary.kept {
                match &kept.label.origin {
                    Origin::Source(span, kind, noun) => {
                        if matches!(noun.place, Some(Place::Column { .. })) {
                            moved.push(kept);
                        } else if self.kept_kind(*kind).is_some() {
                            let source = (*span, *kind, Arc::clone(noun));
                            writes.add(&kept.slot, Write::of(source, &kept.label));
                        }
                    }
                    Origin::Root(_) => {}
                }
            }
        }
        for entry in registered {
            let Some(summary) = general(self.engine, entry.function) else {
                continue;
            };
            for kept in &summary.kept {
                if let Origin::Root(path) = &kept.label.origin
                    && let Some(source) = self.parameter(entry, path)
                    && self.kept_kind(source.1).is_some()
                {
                    writes.add(&kept.slot, Write::of(source, &kept.label));
                }
            }
        }
        for _ in 0..ROUNDS {
            let mut found = Vec::new();
            for kept in &moved {
                let Origin::Source(_, _, noun) = &kept.label.origin else {
                    continue;
                };
                let Some(Place::Column { tables, column }) = &noun.place else {
                    continue;
                };
                for (write, sure) in writes.of_column(tables, column).take(WAYS) {
                    let mut write = write.clone();
                    write.label.cleaned |= kept.label.cleaned;
                    let doubt = write.label.doubt.max(kept.label.doubt);
                    write.label.doubt = if sure {
                        doubt
                    } else {
                        doubt.max(Doubt::Unmodelled)
                    };
                    write.traces.push(kept.label.trace.clone());
                    if write.traces.len() <= ROUNDS {
                        found.push((kept.slot.clone(), write));
                    }
                }
            }
            let mut more = false;
            for (slot, write) in found {
                more |= writes.add(&slot, write);
            }
            if !more {
                break;
            }
        }
        writes
    }
}

impl Write {
    fn of(source: Source, label: &Label) -> Self {
        Self {
            source,
            label: label.clone(),
            traces: vec![label.trace.clone()],
        }
    }
}

impl Writes {
    /// Adds a write; true if it was not known.
    fn add(&mut self, slot: &Slot, write: Write) -> bool {
        let known = self.clients.entry(slot.clone()).or_default();
        let same = known.iter().any(|other| {
            other.source.0 == write.source.0 && other.label.cleaned == write.label.cleaned
        });
        if same || known.len() >= WRITES {
            return false;
        }
        known.push(write);
        true
    }

    /// What clients write into a column, each with whether it surely is this one; the surest first.
    fn of_column(
        &self,
        tables: &[Arc<str>],
        column: &Arc<str>,
    ) -> impl Iterator<Item = (&Write, bool)> {
        let single = tables.len() == 1;
        let mut all: Vec<(&Write, bool)> = Vec::new();
        for table in tables {
            for filled in [Filled::One(Arc::clone(column)), Filled::Any, Filled::Some] {
                let sure = single && filled != Filled::Some;
                let slot = Slot {
                    table: Arc::clone(table),
                    column: filled,
                };
                let writes = self.clients.get(&slot).into_iter().flatten();
                all.extend(writes.map(|write| (write, sure)));
            }
        }
        all.sort_by_key(|(write, sure)| (!sure, write.label.doubt(), write.source.0));
        all.into_iter()
    }
}

impl Slot {
    fn is_column(&self, tables: &[Arc<str>], column: &Arc<str>) -> bool {
        tables.contains(&self.table)
            && match &self.column {
                Filled::One(one) => one == column,
                Filled::Any | Filled::Some => true,
            }
    }
}
