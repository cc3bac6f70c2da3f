//! The log of all analyses that count, spelled out.

use std::sync::Arc;

use assay_models::{RoleTarget, SinkKind, SourceKind};
use assay_python::ir::FunctionId;
use assay_python::{ClassRef, FunctionRef, ModuleId};
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::analysis::Analysis;
use crate::engine::Engine;
use crate::log::{ClassFacts, Edge, Event, GlobalFacts, Logged, LoggedWhat, Played, What};
use crate::solution::Solution;
use crate::summary::Summary;
use crate::symbols::EntryId;
use crate::value::Value;

/// Spells out the log.
pub(super) fn tell(
    engine: &Engine<'_>,
    live: &[(FunctionRef, Arc<Summary>)],
    solution: &mut Solution,
) {
    let mut edges: FxHashSet<Edge> = FxHashSet::default();
    let told: Vec<Vec<Event>> = live
        .par_iter()
        .map(|(function, summary)| {
            let events = summary.log.events.iter();
            events
                .filter_map(|logged| event(engine, *function, logged))
                .collect()
        })
        .collect();
    solution.events = told.into_iter().flatten().collect();
    for (function, summary) in live {
        for (span, callee, leaves) in &summary.log.edges {
            edges.insert(Edge {
                caller: *function,
                span: *span,
                callee: *callee,
                leaves: *leaves,
            });
        }
        solution.exits.extend(&summary.log.exits);
    }
    let key = |event: &Event| {
        let order = match &event.what {
            What::Role(played) => (0, played.role.clone()),
            What::Source(kind) => (1, kind.clone()),
            What::Sink(kind) => (2, kind.clone()),
        };
        (event.function, event.span, order)
    };
    // Stable: analyses for particular arguments stay in the order in which they were used.
    solution.events.sort_by_cached_key(key);
    let mut kept: Vec<Event> = Vec::with_capacity(solution.events.len());
    for event in solution.events.drain(..) {
        let here = kept
            .iter()
            .rev()
            .take_while(|known| known.function == event.function && known.span == event.span);
        if !here.clone().any(|known| *known == event) {
            kept.push(event);
        }
    }
    solution.events = kept;
    solution.edges = edges.into_iter().collect();
    solution.edges.sort_unstable();
    solution.exits.sort_unstable();
    solution.exits.dedup();
    solution.classes = classes(engine);
    solution.settings = settings(engine);
}

fn event(engine: &Engine<'_>, function: FunctionRef, logged: &Logged) -> Option<Event> {
    let kinds = engine.symbols.models.kinds();
    let what = match &logged.what {
        LoggedWhat::Source(kind) => What::Source(kinds.source_name(SourceKind(*kind)).to_owned()),
        LoggedWhat::Sink(kind) => What::Sink(kinds.sink_name(SinkKind(*kind)).to_owned()),
        LoggedWhat::Role(logged) => {
            let (role, of) = role(engine, logged.entry)?;
            What::Role(Box::new(Played {
                role,
                of,
                receiver: logged.receiver.clone(),
                arguments: logged.arguments.clone(),
                inner: logged.inner.clone(),
            }))
        }
    };
    Some(Event {
        function,
        span: logged.span,
        what,
        name: engine.symbols.text(logged.symbol),
    })
}

fn role(engine: &Engine<'_>, id: EntryId) -> Option<(String, String)> {
    let models = engine.symbols.models;
    let package = models.packages().get(id.package as usize)?;
    let role = package.roles.get(id.entry as usize)?;
    let name = &models.kinds().role_facts(role.role)?.name;
    Some((
        name.to_string(),
        role.of.as_deref().unwrap_or("").to_owned(),
    ))
}

fn classes(engine: &Engine<'_>) -> Vec<ClassFacts> {
    let mut classes: Vec<ClassRef> = engine.classes.keys().copied().collect();
    classes.sort_unstable();
    let facts = |class: ClassRef| {
        let info = engine.classes.get(&class)?;
        let mut libraries = Vec::new();
        let mut roles = Vec::new();
        for library in info
            .mro
            .iter()
            .filter_map(|class| engine.classes.get(class))
            .flat_map(|info| &info.libraries)
        {
            let text = engine.symbols.text(*library);
            if !libraries.contains(&text) {
                libraries.push(text);
            }
            for (id, entry) in &engine.symbols.info(*library).roles {
                if matches!(entry.target, RoleTarget::Base(_))
                    && let Some(role) = role(engine, *id)
                    && !roles.contains(&role)
                {
                    roles.push(role);
                }
            }
        }
        let body = FunctionRef {
            module: class.module,
            function: engine.program.class(class).body,
        };
        Some(ClassFacts {
            class,
            mro: info.mro.clone(),
            libraries,
            roles,
            members: Analysis::facts_of(engine, body, named(engine, &info.members)),
        })
    };
    classes.into_par_iter().filter_map(facts).collect()
}

fn settings(engine: &Engine<'_>) -> Vec<GlobalFacts> {
    let of = |module: ModuleId| -> Vec<GlobalFacts> {
        let Some(values) = engine.globals_of(module) else {
            return Vec::new();
        };
        let mut values = named(engine, values);
        values.retain(|(name, _)| name.chars().all(|c| !c.is_lowercase()) && name.len() > 1);
        if values.is_empty() {
            return Vec::new();
        }
        let body = FunctionRef {
            module,
            function: FunctionId(0),
        };
        Analysis::facts_of(engine, body, values)
            .into_iter()
            .map(|(name, fact)| GlobalFacts { module, name, fact })
            .collect()
    };
    let modules: Vec<ModuleId> = engine.program.modules().map(|(module, _)| module).collect();
    let all: Vec<Vec<GlobalFacts>> = modules.into_par_iter().map(of).collect();
    all.into_iter().flatten().collect()
}

/// Values by name, in order of names.
fn named(
    engine: &Engine<'_>,
    values: &rustc_hash::FxHashMap<assay_python::Name, Value>,
) -> Vec<(String, Value)> {
    let mut named: Vec<(String, Value)> = values
        .iter()
        .map(|(name, value)| (engine.symbols.name_text(*name).to_string(), value.clone()))
        .collect();
    named.sort_by(|a, b| a.0.cmp(&b.0));
    named
}
