//! What configures the application, in the order in which it happens.
//!
//! A factory calls helpers, and those write settings too: functions are walked callers first, and what a call does
//! stands where the call stands. Each function counts once.

use std::collections::{BTreeMap, BTreeSet};

use assay_python::ir::Const;
use assay_python::{FunctionRef, Program};
use assay_source::{Project, Span};
use assay_taint::{Event, Fact, Played, Solution, What};

use super::keys::is_switch;
use super::load::{Loader, is_key};
use super::value::Reader;
use super::{Condition, Decision, EnvironmentKind, Road, is_test};
use super::{place, supply};
use crate::deployment::{Deployment, UnitKind, VariableValue};

/// How deep calls of helpers are followed.
const DEPTH: usize = 32;

/// Everything that configures the application, in order.
#[derive(Default)]
pub(super) struct Steps {
    pub(super) decisions: Vec<Decision>,
    pub(super) steps: Vec<Step>,
    /// True if settings come from outside the project.
    pub(super) is_open: bool,
    /// The first place that loads settings.
    pub(super) first_load: Option<(Span, FunctionRef)>,
}

/// One of them.
pub(super) enum Step {
    /// A decision.
    Set(usize),
    /// Settings are loaded from one of these.
    Load(Load),
}

/// A load of settings.
pub(super) struct Load {
    pub(super) alternatives: Vec<Alternative>,
    /// Loads of one group exclude each other.
    pub(super) group: usize,
    /// True if it happens under a condition.
    pub(super) is_conditional: bool,
}

/// What may be loaded.
pub(super) struct Alternative {
    pub(super) name: String,
    pub(super) span: Option<Span>,
    pub(super) decisions: Vec<usize>,
    pub(super) is_fallback: bool,
}

/// What a function does, in order of places.
enum Item<'a> {
    Event(&'a Event, &'a Played),
    Call(FunctionRef),
}

pub(super) fn steps(
    project: &Project,
    program: &Program,
    solution: &Solution,
    deployment: &Deployment,
) -> Steps {
    let mut walk = Walk {
        project,
        program,
        loader: Loader::new(project, program, solution),
        reader: Reader::new(project, program, solution),
        items: BTreeMap::new(),
        visited: BTreeSet::new(),
        loads: Vec::new(),
        deployment,
        found: Steps::default(),
    };
    walk.collect(solution);
    let roots = walk.roots(solution);
    for root in roots {
        walk.function(root, 0);
    }
    walk.variables(deployment);
    walk.found
}

struct Walk<'a> {
    project: &'a Project,
    program: &'a Program,
    loader: Loader<'a>,
    reader: Reader<'a>,
    items: BTreeMap<FunctionRef, Vec<(u32, Item<'a>)>>,
    visited: BTreeSet<FunctionRef>,
    /// Loads so far: the function, the block, the group.
    loads: Vec<(FunctionRef, usize, usize)>,
    deployment: &'a Deployment,
    found: Steps,
}

impl<'a> Walk<'a> {
    fn collect(&mut self, solution: &'a Solution) {
        for event in &solution.events {
            let What::Role(played) = &event.what else {
                continue;
            };
            if matches!(played.role.as_str(), "setting" | "settings-from")
                && !is_test(&self.project.file(event.span.file).path)
            {
                let items = self.items.entry(event.function).or_default();
                items.push((event.span.range.start, Item::Event(event, played)));
            }
        }
    }

    /// Functions that configure and are not called by one that does; those are added with their calls.
    fn roots(&mut self, solution: &'a Solution) -> Vec<FunctionRef> {
        let mut callers: BTreeMap<FunctionRef, Vec<(FunctionRef, u32)>> = BTreeMap::new();
        for edge in &solution.edges {
            if edge.caller != edge.callee && !is_test(&self.project.file(edge.span.file).path) {
                callers
                    .entry(edge.callee)
                    .or_default()
                    .push((edge.caller, edge.span.range.start));
            }
        }
        let mut todo: Vec<FunctionRef> = self.items.keys().copied().collect();
        let mut relevant: BTreeSet<FunctionRef> = todo.iter().copied().collect();
        let mut called = BTreeSet::new();
        while let Some(callee) = todo.pop() {
            for (caller, start) in callers.get(&callee).into_iter().flatten() {
                called.insert(callee);
                self.items
                    .entry(*caller)
                    .or_default()
                    .push((*start, Item::Call(callee)));
                if relevant.insert(*caller) {
                    todo.push(*caller);
                }
            }
        }
        for items in self.items.values_mut() {
            items.sort_by_key(|(start, _)| *start);
        }
        let (mut roots, rest): (Vec<_>, Vec<_>) = relevant
            .into_iter()
            .partition(|function| !called.contains(function));
        // Bodies of modules run before anything that is only called by a framework.
        roots.sort_by_key(|function| (function.function.0 != 0, *function));
        roots.extend(rest);
        roots
    }

    fn function(&mut self, function: FunctionRef, depth: usize) {
        if depth > DEPTH || !self.visited.insert(function) {
            return;
        }
        let Some(items) = self.items.remove(&function) else {
            return;
        };
        for (_, item) in items {
            match item {
                Item::Event(event, played) => self.event(event, played),
                Item::Call(callee) => self.function(callee, depth + 1),
            }
        }
    }

    fn event(&mut self, event: &Event, played: &Played) {
        match (played.role.as_str(), played.of.as_str()) {
            ("setting", "run") => self.run(event, played),
            ("setting", _) => self.write(event, played),
            (_, "object") => self.object(event, played),
            (_, "mapping") => self.mapping(event, played),
            (_, "file") => self.file(event, played),
            (_, "prefixed-environment") => self.prefixed(played),
            (_, "file-named-by-variable") => self.found.is_open = true,
            _ => {}
        }
    }

    fn condition(&self, event: &Event) -> Option<Condition> {
        place::around(self.project, self.program, event.function, event.span.range).condition
    }

    fn write(&mut self, event: &Event, played: &Played) {
        let key = match played.argument("key").and_then(Fact::text) {
            Some(key) => key.to_owned(),
            None => match attribute_key(&event.name) {
                Some(key) => key.to_owned(),
                None => return,
            },
        };
        let nothing = Fact {
            open: true,
            ..Fact::default()
        };
        let fact = played.argument("value").unwrap_or(&nothing);
        let written = place::assigned(self.program, event.function, event.span.range);
        let condition = self.condition(event);
        self.set(
            &key,
            fact,
            written,
            event.span,
            Some(event.function),
            Road::Code,
            condition,
        );
    }

    /// `app.run(debug=…)`.
    fn run(&mut self, event: &Event, played: &Played) {
        let Some(fact) = played.argument("DEBUG") else {
            return;
        };
        let written = place::argument(
            self.program,
            event.function,
            event.span.range,
            "debug",
            Some(2),
        );
        self.set(
            "DEBUG",
            fact,
            written,
            event.span,
            Some(event.function),
            Road::Run,
            None,
        );
    }

    fn mapping(&mut self, event: &Event, played: &Played) {
        let condition = self.condition(event);
        for (name, is_keyword) in [("each", true), ("from", false)] {
            let Some(fact) = played.argument(name) else {
                continue;
            };
            for (key, value) in &fact.items {
                if !is_key(key) {
                    continue;
                }
                let literal = value.constants.first().and_then(|(_, span)| *span);
                if literal.is_some_and(|span| is_test(&self.project.file(span.file).path)) {
                    continue;
                }
                let written = is_keyword
                    .then(|| {
                        place::argument(self.program, event.function, event.span.range, key, None)
                    })
                    .flatten();
                let span = written.or(literal).unwrap_or(event.span);
                self.set(
                    key,
                    value,
                    written,
                    span,
                    Some(event.function),
                    Road::Code,
                    condition.clone(),
                );
            }
        }
    }

    /// `app.config.from_prefixed_env()`: what the deployment sets counts, and more may come from outside.
    fn prefixed(&mut self, played: &Played) {
        self.found.is_open = true;
        let prefix = match played.argument("from") {
            None => "FLASK",
            Some(fact) => match fact.text() {
                Some(prefix) => prefix,
                None => return,
            },
        };
        let decisions = supply::prefixed(self.project, self.deployment, prefix);
        for at in self.add_all(decisions) {
            self.found.steps.push(Step::Set(at));
        }
    }

    fn file(&mut self, event: &Event, played: &Played) {
        let name = played.argument("from").and_then(Fact::text);
        let file = name.and_then(|name| self.loader.file_named(name));
        match file {
            Some(file) => {
                let decisions = self.loader.of_file(&self.reader, file);
                let decisions = self.add_all(decisions);
                self.load(
                    event,
                    vec![Alternative {
                        name: String::new(),
                        span: None,
                        decisions,
                        is_fallback: false,
                    }],
                );
            }
            None => self.found.is_open = true,
        }
    }

    fn object(&mut self, event: &Event, played: &Played) {
        let Some(fact) = played.argument("from") else {
            return;
        };
        let loaded = self.loader.objects(fact);
        let is_guess = loaded.is_empty();
        let loaded = if is_guess {
            self.loader.candidates()
        } else {
            loaded
        };
        if loaded.is_empty() {
            self.found.is_open |= fact.open;
            return;
        }
        // One class for which nothing speaks but its name is too little.
        if is_guess && loaded.len() < 2 {
            self.found.is_open = true;
            return;
        }
        let around = place::around(self.project, self.program, event.function, event.span.range);
        let mut alternatives = Vec::new();
        for object in loaded {
            let decisions = self.loader.of_object(&self.reader, object.object);
            let is_named_default = self.loader.is_named_default(event.span, &object);
            let decisions = self.add_all(decisions);
            alternatives.push(Alternative {
                name: object.name,
                span: Some(object.span),
                decisions,
                is_fallback: around.is_otherwise || is_named_default || object.is_default,
            });
        }
        self.load(event, alternatives);
    }

    fn add_all(&mut self, decisions: Vec<Decision>) -> Vec<usize> {
        let first = self.found.decisions.len();
        self.found.decisions.extend(decisions);
        (first..self.found.decisions.len()).collect()
    }

    fn load(&mut self, event: &Event, alternatives: Vec<Alternative>) {
        self.found
            .first_load
            .get_or_insert((event.span, event.function));
        let is_conditional = self.condition(event).is_some();
        let found = place::function(self.program, event.function);
        let block = found.and_then(|(_, ir)| place::block_of(ir, event.span.range));
        let mut group = self.loads.len();
        if let (Some((_, ir)), Some(block)) = (found, block) {
            let other = self.loads.iter().find(|(function, other, _)| {
                *function == event.function && place::exclude(ir, *other, block)
            });
            group = other.map_or(group, |(_, _, group)| *group);
            self.loads.push((event.function, block, group));
        } else {
            self.loads.push((event.function, usize::MAX, group));
        }
        self.found.steps.push(Step::Load(Load {
            alternatives,
            group,
            is_conditional,
        }));
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one for each field of a decision"
    )]
    fn set(
        &mut self,
        key: &str,
        fact: &Fact,
        written: Option<Span>,
        span: Span,
        function: Option<FunctionRef>,
        road: Road,
        condition: Option<Condition>,
    ) {
        let read = self.reader.read(fact, written);
        let at = self.found.decisions.len();
        self.found.decisions.push(Decision {
            key: key.to_owned(),
            value: read.value,
            span,
            function,
            road,
            condition,
            any_text_is_true: read.any_text_is_true && is_switch(key),
        });
        // What a start sets holds for that start only.
        if road != Road::Run {
            self.found.steps.push(Step::Set(at));
        }
    }

    /// `FLASK_DEBUG` and its like where the application is deployed: Flask reads them before everything else.
    fn variables(&mut self, deployment: &Deployment) {
        let read = self.switches();
        for (unit, variable) in deployment.variables() {
            let is_deployed = matches!(
                unit.kind,
                UnitKind::Stage
                    | UnitKind::Service
                    | UnitKind::Container
                    | UnitKind::Process
                    | UnitKind::Daemon
            );
            if !is_deployed || !unit.is_final || unit.is_development || variable.is_build_argument {
                continue;
            }
            let path = &self.project.file(variable.span.file).path;
            if is_test(path) || EnvironmentKind::of(path) == EnvironmentKind::Development {
                continue;
            }
            let VariableValue::Known(text) = &variable.value else {
                continue;
            };
            let is_on = !matches!(
                text.to_ascii_lowercase().as_str(),
                "0" | "false" | "no" | "off" | "none" | ""
            );
            let value = match variable.name.as_str() {
                "FLASK_DEBUG" => Some(is_on),
                "FLASK_ENV" if text == "development" => Some(true),
                _ => None,
            };
            let mut set: Vec<(String, bool)> = Vec::new();
            set.extend(value.map(|value| ("DEBUG".to_owned(), value)));
            // A switch that the application reads from a variable of its own.
            for key in read.get(variable.name.as_str()).into_iter().flatten() {
                set.push((key.clone(), is_on));
            }
            for (key, value) in set {
                self.found.decisions.push(Decision {
                    key,
                    value: super::Value::Known(Const::Bool(value)),
                    span: variable.span,
                    function: None,
                    road: Road::Variable,
                    condition: None,
                    any_text_is_true: false,
                });
            }
        }
    }
}

impl Walk<'_> {
    /// Variables that switches of the application are read from, with the keys of those switches.
    fn switches(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut read: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for decision in &self.found.decisions {
            if let super::Value::FromEnvironment { variable, .. } = &decision.value
                && is_switch(&decision.key)
                && variable != "FLASK_DEBUG"
            {
                let keys = read.entry(variable.clone()).or_default();
                keys.insert(decision.key.clone());
            }
        }
        read
    }
}

/// The setting behind an attribute of the application.
fn attribute_key(name: &str) -> Option<&'static str> {
    let (_, attribute) = name.rsplit_once('.')?;
    Some(match attribute {
        "debug" => "DEBUG",
        "testing" => "TESTING",
        "secret_key" => "SECRET_KEY",
        "permanent_session_lifetime" => "PERMANENT_SESSION_LIFETIME",
        _ => return None,
    })
}
