//! Who can reach a place: the circumstances that move a finding's risk.
//!
//! What is known comes from the routes: which functions run when they are called, and who may call them.

use std::collections::{BTreeMap, BTreeSet};

use assay_finding::inventory::InputRow;
use assay_finding::{Access, Request};
use assay_python::ir::FunctionKind;
use assay_python::program::FunctionRef;
use assay_source::Span;
use assay_taint::Step;
use assay_webapp::{Asked, Input, Route};

use crate::application;
use crate::detect::Facts;
use crate::test_code;

/// Kinds of sources that only those who run the application choose.
const OF_THE_OPERATOR: [&str; 3] = ["argument", "environment", "terminal"];

/// Who can reach each function, and the places that only operators feed.
#[derive(Debug, Default)]
pub(crate) struct Standing {
    doors: Vec<Door>,
    /// The doors that lead to each function, by their number.
    of: BTreeMap<FunctionRef, Vec<u32>>,
    operators: BTreeSet<Span>,
}

/// A route as a way in.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Door {
    /// An index into the routes of the application.
    route: usize,
    view: Option<FunctionRef>,
    registration: Span,
    access: Access,
    text: String,
}

/// Who can reach a place, why we think so, and by which request.
#[derive(Debug)]
pub(crate) struct Reached {
    pub(crate) access: (Access, String),
    pub(crate) request: Option<Request>,
}

impl Reached {
    fn no_request(access: Access, text: &str) -> Self {
        Self {
            access: (access, text.to_owned()),
            request: None,
        }
    }
}

impl Standing {
    pub(crate) fn new(routes: &[Route], flows: &[assay_taint::Flow]) -> Self {
        let mut of: BTreeMap<FunctionRef, Vec<u32>> = BTreeMap::new();
        for (number, route) in (0..).zip(routes) {
            for function in &route.functions {
                of.entry(*function).or_default().push(number);
            }
        }
        let of_operator = |flow: &&assay_taint::Flow| OF_THE_OPERATOR.contains(&&*flow.from);
        let operators = flows.iter().filter(of_operator).map(|flow| flow.source);
        Self {
            doors: routes
                .iter()
                .enumerate()
                .map(|(index, route)| door(index, route))
                .collect(),
            of,
            operators: operators.collect(),
        }
    }

    /// Who can reach what is found in `function`, fed along `trace`.
    pub(crate) fn of(
        &self,
        facts: &Facts<'_>,
        place: Span,
        function: Option<FunctionRef>,
        trace: &[Step],
    ) -> Reached {
        let source = trace.first().map(|step| step.span);
        if test_code::is_test(&facts.project.file(place.file).path) {
            return Reached::no_request(Access::Developer, "it is test code");
        }
        if source.is_some_and(|source| self.operators.contains(&source)) {
            let text = "the value comes from those who run the application";
            return Reached::no_request(Access::Operator, text);
        }
        let function = function.or_else(|| self.view_at(facts, place));
        let Some(function) = function else {
            return whole();
        };
        let doors = || {
            let numbers = self.of.get(&function).into_iter().flatten();
            numbers.filter_map(|number| self.doors.get(*number as usize))
        };
        // The value enters in a view: only the routes of that view matter.
        let enters = |door: &&Door| {
            let both = source.zip(door.view);
            both.is_some_and(|(source, view)| holds(facts, view, source))
        };
        let widest = |doors: &mut dyn Iterator<Item = &Door>| {
            doors
                .max_by(|one, other| (one.access, &other.text).cmp(&(other.access, &one.text)))
                .cloned()
        };
        let door = widest(&mut doors().filter(enters)).or_else(|| widest(&mut doors()));
        match door {
            Some(door) => Reached {
                request: facts
                    .app
                    .routes
                    .get(door.route)
                    .map(|route| request(facts, route, trace)),
                access: (door.access, door.text),
            },
            None if is_top_level(facts, function) => whole(),
            None => Reached::no_request(Access::Unknown, "no route was seen that leads here"),
        }
    }

    /// The view whose definition or registration holds a place.
    fn view_at(&self, facts: &Facts<'_>, place: Span) -> Option<FunctionRef> {
        // Only what leads somewhere is a door.
        let doors = self.of.values().flatten();
        let doors = doors.filter_map(|number| self.doors.get(*number as usize));
        let at = |door: &&Door| {
            within(place, door.registration)
                || door.view.is_some_and(|view| holds(facts, view, place))
        };
        doors.filter(at).filter_map(|door| door.view).min()
    }
}

fn whole() -> Reached {
    Reached::no_request(
        Access::Application,
        "it holds for the application as a whole",
    )
}

/// The request by which a value gets to a view.
fn request(facts: &Facts<'_>, route: &Route, trace: &[Step]) -> Request {
    let carrier = carrier(facts, route, trace).map(application::input_row);
    let method = method(&route.methods, carrier.as_ref());
    Request {
        method: method.unwrap_or("GET").to_owned(),
        rule: route.rule.clone(),
        carrier,
        inputs: route.inputs.iter().map(application::input_row).collect(),
    }
}

/// What of the request carries the value: what the view reads where the value enters,
/// or that part of it by which the path goes on in the same view.
fn carrier<'r>(facts: &Facts<'_>, route: &'r Route, trace: &[Step]) -> Option<&'r Input> {
    let source = trace.first()?.span;
    let at = |step: &Step| {
        let meets = |input: &&Input| within(step.span, input.span) || within(input.span, step.span);
        route.inputs.iter().find(meets)
    };
    let name = facts.project.file(source.file).slice(source.range);
    let is_part_of_url =
        |input: &&Input| input.from == "path" && input.name.as_deref() == Some(name);
    let is_here = route.view.is_some_and(|view| holds(facts, view, source));
    let own =
        |step: &&Step| is_here && route.view.is_some_and(|view| holds(facts, view, step.span));
    at(trace.first()?)
        .or_else(|| route.inputs.iter().find(is_part_of_url))
        .or_else(|| trace.iter().filter(own).find_map(at))
}

/// The method that brings such a value: what stands in a body is not sent with `GET`.
fn method<'a>(methods: &'a [String], carrier: Option<&InputRow>) -> Option<&'a str> {
    let has_body = |method: &str| matches!(method, "POST" | "PUT" | "PATCH");
    let wants_body = carrier
        .is_some_and(|carrier| matches!(carrier.from.as_str(), "form" | "json" | "file" | "body"));
    let fitting = methods.iter().find(|method| has_body(method) == wants_body);
    fitting.or(methods.first()).map(String::as_str)
}

fn within(place: Span, other: Span) -> bool {
    place.file == other.file
        && other.range.start <= place.range.start
        && place.range.end <= other.range.end
}

fn holds(facts: &Facts<'_>, function: FunctionRef, place: Span) -> bool {
    facts.function(function).is_some_and(|function| {
        let definition = Span {
            file: function.module.file,
            range: function.ir.range,
        };
        within(place, definition)
    })
}

/// True for what runs when a module is imported.
fn is_top_level(facts: &Facts<'_>, function: FunctionRef) -> bool {
    let kind = facts.function(function).map(|function| function.ir.kind);
    matches!(kind, Some(FunctionKind::Module | FunctionKind::ClassBody))
}

/// The widest that a route lets in.
fn door(index: usize, route: &Route) -> Door {
    let (access, text) = match route.open_methods().next() {
        Some(method) => (
            Access::Anybody,
            format!("{method} {} is open to everybody", route.rule),
        ),
        None => guarded(route),
    };
    Door {
        route: index,
        view: route.view,
        registration: route.registration,
        access,
        text,
    }
}

fn guarded(route: &Route) -> (Access, String) {
    let method = route.methods.first().map_or("", String::as_str);
    let role = route
        .authentication()
        .find(|guard| guard.what == Asked::Role);
    let (access, asked) = if role.is_some() {
        (Access::Role, "a role")
    } else {
        (Access::Login, "a login")
    };
    let guard = role.or_else(|| route.authentication().next());
    let by = guard.map_or_else(String::new, |guard| format!(", by {}", guard.name));
    let text = format!("{method} {} asks for {asked}{by}", route.rule);
    (access, text)
}
