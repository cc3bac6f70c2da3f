//! Guided inspection: which places of this application each question is about.
//!
//! Questions are data ([`Checklist`]); their [`select`] says which places they mean.
//! Places come from what a scan knows anyway: the application as a whole, the engine's log, its answers to watches.
//! Nothing of this runs unless [`crate::Options::inspection`] asks for it.

mod checklist;
mod functions;
mod parts;
mod rank;
mod routes;
pub mod select;
mod settings;
mod spots;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use assay_finding::Inspection;
use assay_finding::inspection::{Group, Question, Topic};
use assay_python::program::FunctionRef;
use assay_source::Span;
use assay_taint::What;

pub use checklist::{Checklist, ChecklistError, PlaceText, QuestionText, TopicPage};

use crate::detect::{Facts, Watches};
use select::{PathText, Selector};
use spots::Spots;

/// Everything that questions are asked of.
pub(crate) struct Ground<'a> {
    pub(crate) facts: &'a Facts<'a>,
    /// Calls and assignments that were watched for, by name.
    calls: BTreeMap<&'a str, Vec<Use<'a>>>,
    writes: BTreeMap<&'a str, Vec<Use<'a>>>,
    /// Roles, sinks and sources of the engine's log, by name.
    roles: BTreeMap<&'a str, Vec<Use<'a>>>,
    sinks: BTreeMap<&'a str, Vec<Use<'a>>>,
    sources: BTreeMap<&'a str, Vec<Use<'a>>>,
    /// Who calls each function of the project.
    callers: BTreeMap<FunctionRef, BTreeSet<FunctionRef>>,
    /// The functions that run while a request is served, as far as calls are known, and how many calls deep.
    serving: BTreeMap<FunctionRef, u32>,
    /// The routes that each function answers, as people read them.
    pub(crate) answers: BTreeMap<FunctionRef, Vec<String>>,
}

/// Something that code does at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Use<'a> {
    pub(crate) span: Span,
    pub(crate) function: FunctionRef,
    /// The symbolic name of what is called, read or written.
    pub(crate) name: &'a str,
}

/// Asks the engine what a checklist wants to know.
pub(crate) fn ask(checklist: &Checklist, watches: &mut Watches) {
    use assay_taint::WatchTarget;
    let (calls, writes) = checklist.watched();
    for path in calls {
        watches.add(Watches::INSPECTION, 0, WatchTarget::Call(path), &[], &[]);
    }
    for path in writes {
        watches.add(Watches::INSPECTION, 0, WatchTarget::Write(path), &[], &[]);
    }
}

/// Finds the places of every question.
pub(crate) fn inspect(checklist: &Checklist, facts: &Facts<'_>) -> Inspection {
    let ground = Ground::new(facts);
    let topics = checklist.topics.iter().map(|topic| Topic {
        id: topic.id.clone(),
        title: topic.title.clone(),
        about: topic.about.clone(),
        questions: topic
            .questions
            .iter()
            .map(|question| ground.question(question))
            .collect(),
    });
    Inspection {
        topics: topics.collect(),
    }
}

impl<'a> Ground<'a> {
    fn new(facts: &'a Facts<'a>) -> Self {
        let mut ground = Self {
            facts,
            calls: BTreeMap::new(),
            writes: BTreeMap::new(),
            roles: BTreeMap::new(),
            sinks: BTreeMap::new(),
            sources: BTreeMap::new(),
            callers: BTreeMap::new(),
            serving: BTreeMap::new(),
            answers: BTreeMap::new(),
        };
        for hit in &facts.solution.hits {
            let asker = facts.watches.asker(hit.watch);
            let Some(asker) = asker.filter(|asker| asker.rule == Watches::INSPECTION) else {
                continue;
            };
            let used = Use {
                span: hit.span,
                function: hit.function,
                name: &hit.name,
            };
            let by_name = if asker.is_call {
                &mut ground.calls
            } else {
                &mut ground.writes
            };
            add(by_name, &asker.watched, used, facts);
        }
        for event in &facts.solution.events {
            let used = Use {
                span: event.span,
                function: event.function,
                name: &event.name,
            };
            match &event.what {
                What::Role(played) => add(&mut ground.roles, &played.role, used, facts),
                What::Sink(kind) => add(&mut ground.sinks, kind, used, facts),
                What::Source(kind) => add(&mut ground.sources, kind, used, facts),
            }
        }
        for edge in &facts.solution.edges {
            ground
                .callers
                .entry(edge.callee)
                .or_default()
                .insert(edge.caller);
        }
        for route in ground.own_routes() {
            if let Some(view) = route.view {
                let text = routes::title(route);
                ground.answers.entry(view).or_default().push(text);
            }
        }
        ground.serving = ground.serving();
        ground
    }

    /// The functions behind views, hooks and error handlers, with the calls that lead there.
    fn serving(&self) -> BTreeMap<FunctionRef, u32> {
        let app = self.facts.app;
        let mut callees: BTreeMap<FunctionRef, Vec<FunctionRef>> = BTreeMap::new();
        for edge in &self.facts.solution.edges {
            callees.entry(edge.caller).or_default().push(edge.callee);
        }
        let handlers = app.error_handlers.iter();
        let commands: BTreeSet<FunctionRef> = app
            .commands
            .iter()
            .map(|command| command.function)
            .collect();
        let entries = self.facts.solution.entries.iter();
        // The view of a route is first; what else it may run is found by calls, or stands one behind.
        let views = self.own_routes().filter_map(|route| route.view);
        let mut work: VecDeque<(FunctionRef, u32)> = views
            .chain(app.hooks.iter().map(|hook| hook.function))
            .chain(handlers.filter_map(|handler| handler.function))
            .chain(entries.map(|entry| entry.function))
            .map(|function| (function, 0))
            .chain(
                self.own_routes()
                    .flat_map(|route| route.functions.iter().map(|function| (*function, 1))),
            )
            .filter(|(function, _)| !commands.contains(function) && !self.is_of_commands(*function))
            .collect();
        let mut serving = BTreeMap::new();
        while let Some((function, steps)) = work.pop_front() {
            if let Entry::Vacant(place) = serving.entry(function) {
                place.insert(steps);
                let called = callees.get(&function).into_iter().flatten();
                work.extend(called.map(|callee| (*callee, steps.saturating_add(1))));
            }
        }
        serving
    }

    /// True if the path of a function says that it belongs to a command line.
    fn is_of_commands(&self, function: FunctionRef) -> bool {
        let module = self.facts.program.modules.get(function.module.0 as usize);
        module.is_some_and(|module| {
            let path = &self.facts.project.file(module.file).path;
            path.split(['/', '.'])
                .any(|part| matches!(part, "cli" | "commands" | "command" | "manage" | "scripts"))
        })
    }

    fn question(&self, text: &QuestionText) -> Question {
        let groups = text.places.iter().filter_map(|place| {
            let (found, first) = self.spots(&place.selector).finish();
            let total = found.len();
            (total > 0).then(|| Group {
                text: place.say(total),
                total: u32::try_from(total).unwrap_or(u32::MAX),
                first: u32::try_from(first).unwrap_or(u32::MAX),
                spots: found.into_iter().take(spots::MOST).collect(),
            })
        });
        let question = Question {
            id: text.id.clone(),
            text: text.text.clone(),
            look_for: text.look_for.clone(),
            asvs: text.asvs.clone(),
            cwe: text.cwe.clone(),
            always: text.always,
            ..Question::default()
        };
        let groups = groups.collect();
        question.with_groups(groups)
    }

    fn spots(&self, selector: &Selector) -> Spots<'_> {
        match selector {
            Selector::Routes(wanted) => self.routes(wanted),
            Selector::Functions(wanted) => self.functions(wanted),
            Selector::Uses(wanted) => self.uses(wanted),
            Selector::Handlers(_) => self.handlers(),
            Selector::Hooks(wanted) => self.hooks(wanted),
            Selector::Guards(wanted) => self.guards(wanted),
            Selector::Settings(wanted) => self.settings(wanted),
            Selector::Extensions(wanted) => self.extensions(wanted),
            Selector::Forms(wanted) => self.forms(wanted),
            Selector::Tables(wanted) => self.tables(wanted),
            Selector::Columns(wanted) => self.columns(wanted),
            Selector::Catches(wanted) => self.catches(wanted),
            Selector::Templates(wanted) => self.templates(wanted),
            Selector::Commands(_) => self.commands(),
            Selector::Deployment(wanted) => self.deployment(wanted),
        }
    }

    /// What was watched for, by the names of a selector.
    pub(crate) fn called<'g>(
        &'g self,
        names: &'g [PathText],
    ) -> impl Iterator<Item = Use<'a>> + use<'a, 'g> {
        let found = names.iter().filter_map(|name| self.calls.get(name.text()));
        found.flatten().copied()
    }

    /// Assignments, by the names of a selector.
    pub(crate) fn written<'g>(
        &'g self,
        names: &'g [PathText],
    ) -> impl Iterator<Item = Use<'a>> + use<'a, 'g> {
        let found = names.iter().filter_map(|name| self.writes.get(name.text()));
        found.flatten().copied()
    }

    /// Where these roles are played.
    pub(crate) fn played<'g>(
        &'g self,
        roles: &'g [String],
    ) -> impl Iterator<Item = Use<'a>> + use<'a, 'g> {
        of(&self.roles, roles)
    }

    /// Where these kinds of sinks are.
    pub(crate) fn sunk<'g>(
        &'g self,
        kinds: &'g [String],
    ) -> impl Iterator<Item = Use<'a>> + use<'a, 'g> {
        of(&self.sinks, kinds)
    }

    /// Where these kinds of sources are.
    pub(crate) fn read<'g>(
        &'g self,
        kinds: &'g [String],
    ) -> impl Iterator<Item = Use<'a>> + use<'a, 'g> {
        of(&self.sources, kinds)
    }

    /// Who calls a function of the project.
    pub(crate) fn callers_of(&self, function: FunctionRef) -> impl Iterator<Item = FunctionRef> {
        self.callers.get(&function).into_iter().flatten().copied()
    }

    /// True if a request may run the function.
    pub(crate) fn serves(&self, function: FunctionRef) -> bool {
        self.serving.contains_key(&function)
    }

    /// True if a place belongs to tests, examples, documents, or steps from one schema to the next.
    pub(crate) fn is_aside(&self, span: Span) -> bool {
        is_aside(self.facts, span)
    }
}

fn of<'a, 'g>(
    all: &'g BTreeMap<&'a str, Vec<Use<'a>>>,
    names: &'g [String],
) -> impl Iterator<Item = Use<'a>> + use<'a, 'g> {
    let found = names.iter().filter_map(|name| all.get(name.as_str()));
    found.flatten().copied()
}

fn is_aside(facts: &Facts<'_>, span: Span) -> bool {
    if facts.include_tests {
        return false;
    }
    let path = &facts.project.file(span.file).path;
    let mut folders = path.rsplit('/').skip(1);
    crate::test_code::is_test(path)
        || folders.any(|folder| {
            matches!(
                folder,
                "docs" | "doc" | "examples" | "example" | "migrations" | "alembic"
            )
        })
}

fn add<'a>(
    all: &mut BTreeMap<&'a str, Vec<Use<'a>>>,
    name: &'a str,
    used: Use<'a>,
    facts: &Facts<'_>,
) {
    if !is_aside(facts, used.span) {
        all.entry(name).or_default().push(used);
    }
}

#[cfg(test)]
mod tests;
