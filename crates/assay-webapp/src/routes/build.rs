//! Putting the routes together: from the calls that register views to one entry for each URL and view.

use std::collections::{BTreeMap, BTreeSet};

use assay_python::ir::Const;
use assay_python::{ClassRef, FunctionRef};
use assay_source::Span;
use assay_taint::{Event, Fact, Played};

use super::rule::{join, parameters};
use super::{Csrf, Route};
use crate::decorators::{Applied, Decorators, Target};
use crate::groups::{Groups, Way};
use crate::guards::Guard;
use crate::log::Log;

/// How many routes one registration may give.
const ROUTES: usize = 512;

/// More views than this for one URL that is not known are a guess.
const VIEWS: usize = 4;

/// What is known of an application while its routes are put together.
pub(crate) struct Builder<'a> {
    pub(crate) log: &'a Log<'a>,
    pub(crate) decorators: &'a Decorators,
    pub(crate) groups: &'a Groups,
    pub(crate) drafts: Vec<Draft>,
}

/// A route before its guards are found.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) route: Route,
    pub(crate) way: Way,
    /// The registration, as a decorator of the view or of its class.
    pub(crate) applied: Applied,
    /// Wrappers in the argument of the registration: `login_required(view)`.
    pub(crate) wraps: Vec<Applied>,
    /// Guards that the registration itself states.
    pub(crate) stated: Vec<Guard>,
}

/// What a registration says.
pub(super) struct Registration<'e> {
    pub(super) span: Span,
    pub(super) function: FunctionRef,
    pub(super) methods: Vec<String>,
    pub(super) rule: &'e str,
    pub(super) endpoint: Option<String>,
    pub(super) way: &'e Way,
}

/// What answers.
pub(super) struct Answer<'e> {
    pub(super) view: Option<FunctionRef>,
    pub(super) class: Option<ClassRef>,
    pub(super) name: &'e str,
    pub(super) place: Option<Span>,
}

impl Builder<'_> {
    /// Routes of functions and classes that are registered by a call or decorator.
    pub(crate) fn registered(&mut self) {
        let events: Vec<(&Event, &Played)> = self.log.played("route").collect();
        for (event, played) in events {
            let rules = rules(played);
            let ways = self.groups.ways_of(&played.receiver);
            let (functions, classes) = self.views(event, played);
            let methods = methods(played);
            let endpoint = played
                .argument("endpoint")
                .and_then(Fact::text)
                .map(str::to_owned);
            let endpoint = endpoint.or_else(|| self.as_view(event));
            if functions.len() + classes.len() > 1 && self.by_rows(event, &methods, &ways) {
                continue;
            }
            // `for rule, view in [("/a", a), ("/b", b)]`: the first goes with the first.
            let pairs = rules.len() == functions.len() && rules.len() > 1;
            for way in &ways {
                for (number, rule) in rules.iter().enumerate() {
                    if self.drafts.len() > 20_000 {
                        return;
                    }
                    let registration = Registration {
                        span: event.span,
                        function: event.function,
                        methods: methods.clone(),
                        rule,
                        endpoint: endpoint.clone(),
                        way,
                    };
                    let chosen = functions
                        .iter()
                        .enumerate()
                        .filter(|(at, _)| !pairs || *at == number);
                    for (_, function) in chosen.take(ROUTES) {
                        self.function(&registration, *function);
                    }
                    for class in classes.iter().take(ROUTES) {
                        self.class(&registration, *class);
                    }
                    if functions.is_empty() && classes.is_empty() && !is_bare(played) {
                        let answer = Answer {
                            view: None,
                            class: None,
                            name: "?",
                            place: None,
                        };
                        self.add(&registration, &answer, registration.methods.clone());
                    }
                }
            }
        }
    }

    /// Leaves out what says less than another route of the same registration, as it stands in the part of a library
    /// or helper that hands registrations on, and views of which nothing is known but that one of many is meant.
    pub(crate) fn prune(&mut self) {
        let is_open = |draft: &Draft| draft.route.rule.contains('…');
        let mut best: BTreeMap<Applied, (bool, bool)> = BTreeMap::new();
        let mut views: BTreeMap<Applied, BTreeSet<FunctionRef>> = BTreeMap::new();
        let mut seen: BTreeSet<FunctionRef> = BTreeSet::new();
        for draft in &self.drafts {
            let known = best.entry(draft.applied).or_default();
            known.0 |= draft.route.view.is_some();
            known.1 |= !is_open(draft);
            if let Some(view) = draft.route.view {
                if is_open(draft) {
                    views.entry(draft.applied).or_default().insert(view);
                } else {
                    seen.insert(view);
                }
            }
        }
        let answered: BTreeSet<String> = self
            .drafts
            .iter()
            .filter(|draft| draft.route.view.is_some())
            .map(|draft| draft.route.rule.clone())
            .collect();
        self.drafts.retain(|draft| {
            let is_empty = draft.route.view.is_none()
                && draft.route.class.is_none()
                && draft.route.methods.is_empty();
            if is_empty && answered.contains(&draft.route.rule) {
                return false;
            }
            let (has_view, has_rule) = best.get(&draft.applied).copied().unwrap_or_default();
            let many = views.get(&draft.applied).map_or(0, BTreeSet::len) > VIEWS;
            let is_known = draft.route.view.is_some_and(|view| seen.contains(&view));
            let says_less = (draft.route.view.is_none() && has_view)
                || (is_open(draft) && (has_rule || is_known || many));
            !says_less
        });
    }

    /// Registers the rows of a list that a loop goes through; false if there is none.
    fn by_rows(&mut self, event: &Event, methods: &[String], ways: &[Way]) -> bool {
        let rows = super::rows::rows(self.log, event);
        for way in ways {
            for (target, rules) in &rows {
                for rule in rules {
                    let registration = Registration {
                        span: event.span,
                        function: event.function,
                        methods: methods.to_vec(),
                        rule,
                        endpoint: None,
                        way,
                    };
                    match target {
                        Target::Function(function) => self.function(&registration, *function),
                        Target::Class(class) => self.class(&registration, *class),
                    }
                }
            }
        }
        !rows.is_empty()
    }

    pub(super) fn function(&mut self, registration: &Registration<'_>, function: FunctionRef) {
        let class = self.class_around(function);
        let name = self.log.name_of(function);
        let answer = Answer {
            view: Some(function),
            class,
            name: name.rsplit("<locals>.").next().unwrap_or(name),
            place: self.log.place_of(function),
        };
        let mut methods = registration.methods.clone();
        if methods.is_empty() {
            methods.push("GET".to_owned());
        }
        self.add(registration, &answer, methods);
    }

    /// The class whose method a function is.
    pub(super) fn class_around(&self, function: FunctionRef) -> Option<ClassRef> {
        let class = self.log.function(function)?.class?;
        Some(ClassRef {
            module: function.module,
            class,
        })
    }

    /// Adds a route.
    pub(super) fn add(
        &mut self,
        registration: &Registration<'_>,
        answer: &Answer<'_>,
        mut methods: Vec<String>,
    ) {
        methods.sort();
        methods.dedup();
        if methods.iter().any(|method| method == "GET") || methods.len() > 1 {
            methods.retain(|method| method != "HEAD" && method != "OPTIONS");
        }
        let rule = join(&registration.way.prefix, registration.rule);
        let rule = if rule.starts_with('/') {
            rule
        } else {
            format!("/{rule}")
        };
        let (blueprint, names) = self.groups.blueprint_of(registration.way);
        let own = registration.endpoint.clone().or_else(|| {
            let name = answer.name.rsplit('.').next().unwrap_or(answer.name);
            (answer.view.is_some() && answer.class.is_none()).then(|| name.to_owned())
        });
        let endpoint = own.map(|own| match &names {
            Some(names) => format!("{names}.{own}"),
            None => own,
        });
        let applied = Applied {
            holder: registration.function,
            span: registration.span,
        };
        let same = |draft: &Draft| {
            draft.applied == applied
                && draft.route.rule == rule
                && draft.route.methods == methods
                && draft.route.view == answer.view
                && draft.route.class == answer.class
        };
        if self.drafts.iter().rev().take(64).any(same) {
            return;
        }
        let wraps = self.wraps(applied);
        self.drafts.push(Draft {
            route: Route {
                parameters: parameters(&rule),
                methods,
                rule,
                endpoint,
                view: answer.view,
                class: answer.class,
                name: answer.name.to_owned(),
                registration: registration.span,
                place: answer.place.unwrap_or(registration.span),
                blueprint,
                application: registration.way.application,
                is_loose: registration.way.is_loose,
                guards: Vec::new(),
                late_guards: Vec::new(),
                csrf: Csrf::Unprotected,
                limit: None,
                inputs: Vec::new(),
                sinks: Vec::new(),
                templates: Vec::new(),
                tables: Vec::new(),
                functions: Vec::new(),
            },
            way: registration.way.clone(),
            applied,
            wraps,
            stated: Vec::new(),
        });
    }

    /// The functions and classes that a registration may mean.
    fn views(&self, event: &Event, played: &Played) -> (Vec<FunctionRef>, Vec<ClassRef>) {
        let applied = Applied {
            holder: event.function,
            span: event.span,
        };
        match self.decorators.target(applied) {
            Some(Target::Function(function)) => return (vec![function], Vec::new()),
            Some(Target::Class(class)) => return (Vec::new(), vec![class]),
            None => {}
        }
        let (mut functions, mut classes) = (Vec::new(), Vec::new());
        let views = played.arguments.iter().chain(&played.inner);
        for (_, fact) in views.filter(|(name, _)| name == "view") {
            let mut own: Vec<FunctionRef> = Vec::new();
            for function in &fact.functions {
                if !self.is_wrapper(*function) && !own.contains(function) {
                    own.push(*function);
                }
            }
            if own.is_empty() {
                own.extend(fact.functions.last());
            }
            functions.extend(own);
            classes.extend(fact.classes.iter().chain(&fact.instances));
        }
        (functions, classes)
    }

    /// True if a function is what a decorator gives: it calls a parameter of the function around it.
    fn is_wrapper(&self, function: FunctionRef) -> bool {
        let Some(outer) = self
            .log
            .parent(function)
            .and_then(|outer| self.log.function(outer))
        else {
            return false;
        };
        let Some(ir) = self.log.function(function) else {
            return false;
        };
        let reads = ir.blocks.iter().flat_map(|block| &block.instrs);
        let mut reads = reads.filter_map(|instruction| match &instruction.op {
            assay_python::ir::Op::LoadEnv { depth, name, .. } if *depth > 0 => Some(*name),
            _ => None,
        });
        reads.any(|name| outer.params.iter().any(|param| param.name == name))
    }

    /// The name that `as_view("name")` gives, in the arguments of a registration.
    fn as_view(&self, event: &Event) -> Option<String> {
        let inside = self.log.events_of(event.function).iter().filter(|other| {
            other.span.file == event.span.file
                && other.span.range.start >= event.span.range.start
                && other.span.range.end <= event.span.range.end
        });
        inside
            .filter_map(crate::log::played)
            .find(|(_, played)| played.role == "as-view")
            .and_then(|(_, played)| played.argument("name")?.text().map(str::to_owned))
    }

    /// Calls around the view in the arguments of a registration.
    fn wraps(&self, applied: Applied) -> Vec<Applied> {
        if self.decorators.target(applied).is_some() {
            return Vec::new();
        }
        let (span, holder) = (applied.span, applied.holder);
        let inside = |other: Span| {
            other.file == span.file
                && other != span
                && other.range.start >= span.range.start
                && other.range.end <= span.range.end
        };
        let events = self.log.events_of(holder).iter().map(|event| event.span);
        let edges = self.log.edges_of(holder).iter().map(|edge| edge.span);
        let spans: BTreeSet<Span> = events.chain(edges).filter(|span| inside(*span)).collect();
        spans
            .into_iter()
            .map(|span| Applied { holder, span })
            .collect()
    }
}

/// A registration of a name without a view, as `add_url_rule(rule, endpoint)` is.
fn is_bare(played: &Played) -> bool {
    played.argument("view").is_none()
}

/// The patterns that a registration may mean.
pub(super) fn rules(played: &Played) -> Vec<String> {
    let mut rules = Vec::new();
    let given = played.arguments.iter().chain(&played.inner);
    for (_, fact) in given.filter(|(name, _)| name == "rule") {
        let before = rules.len();
        let mut texts: Vec<(u32, &str)> = fact
            .constants
            .iter()
            .filter_map(|(constant, span)| match constant {
                Const::Str(text) => Some((span.map_or(0, |span| span.range.start), &**text)),
                _ => None,
            })
            .collect();
        texts.sort_unstable();
        for (_, text) in texts {
            rules.push(text.to_owned());
        }
        for (_, item) in &fact.items {
            rules.extend(item.texts().map(str::to_owned));
        }
        if rules.len() == before {
            rules.push(fact.prefix.clone().unwrap_or_else(|| "/".to_owned()) + "…");
        }
    }
    rules
}

/// The methods that a registration names.
pub(super) fn methods(played: &Played) -> Vec<String> {
    if !played.of.is_empty() && played.of.chars().all(|c| c.is_ascii_uppercase()) {
        return vec![played.of.clone()];
    }
    played.argument("methods").map(texts).unwrap_or_default()
}

/// The texts of a list, in capitals.
pub(super) fn texts(fact: &Fact) -> Vec<String> {
    let items = fact.items.iter().flat_map(|(_, item)| item.texts());
    let mut all: Vec<String> = items.chain(fact.texts()).map(str::to_uppercase).collect();
    all.sort();
    all.dedup();
    all
}
