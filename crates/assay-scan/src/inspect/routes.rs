//! Routes, what stands before them, and the tables that they touch.

use std::collections::{BTreeMap, BTreeSet};

use assay_models::Named;
use assay_python::program::FunctionRef;
use assay_source::{FileKind, Span};
use assay_webapp::{Csrf, Guard, Route};

use super::select::{Guards, Routes, Tables};
use super::spots::Spots;
use super::{Ground, Use, rank};

/// The parts of a request that its sender writes freely.
const NO_INPUT: [&str; 1] = ["path"];

impl<'a> Ground<'a> {
    /// Routes that belong to no test.
    pub(super) fn own_routes(&self) -> impl Iterator<Item = &'a Route> + use<'a> {
        let facts = self.facts;
        let routes = facts.app.routes.iter();
        routes.filter(move |route| {
            !super::is_aside(facts, route.registration) && !super::is_aside(facts, route.place)
        })
    }

    pub(super) fn routes(&self, wanted: &Routes) -> Spots<'a> {
        let mut spots = Spots::new(self);
        let doing: Vec<Use<'a>> = self
            .called(&wanted.call)
            .chain(self.played(&wanted.role))
            .collect();
        let doing: BTreeMap<FunctionRef, &str> = doing
            .iter()
            .map(|used| (used.function, used.name))
            .collect();
        for route in self.own_routes() {
            let Some(mut whys) = fits(route, wanted) else {
                continue;
            };
            if !wanted.call.is_empty() || !wanted.role.is_empty() {
                let mut functions = route.functions.iter();
                let Some(name) = functions.find_map(|function| doing.get(function)) else {
                    continue;
                };
                whys.push(format!("uses {}", super::spots::short_symbol(name)));
            }
            let whole = route
                .view
                .and_then(|view| self.facts.function(view))
                .map_or(route.place.range, |view| view.ir.range);
            let name = format!(
                "{} ({})",
                title(route),
                super::spots::short_name(&route.name)
            );
            spots.add(
                route.place,
                whole,
                &name,
                &whys.join(", "),
                rank::of_route(route),
            );
        }
        spots
    }

    pub(super) fn guards(&self, wanted: &Guards) -> Spots<'a> {
        let mut spots = Spots::new(self);
        let mut guards: BTreeMap<(&str, &str), (&Guard, usize)> = BTreeMap::new();
        for route in self.own_routes() {
            let list = if wanted.late {
                &route.late_guards
            } else {
                &route.guards
            };
            let mut seen = BTreeSet::new();
            for guard in list {
                let fits = (wanted.asks.is_empty() || has(&wanted.asks, guard.what.word()))
                    && wanted
                        .conditional
                        .is_none_or(|is| is == guard.is_conditional);
                let key = (guard.name.as_str(), guard.what.word());
                // What a template decides is shown to nobody, and refuses nobody.
                let is_code = self.facts.project.file(guard.span.file).kind == FileKind::Python;
                if is_code && fits && seen.insert(key) {
                    guards.entry(key).or_insert((guard, 0)).1 += 1;
                }
            }
        }
        for ((name, asks), (guard, routes)) in guards {
            let at = self.place_of_guard(name, guard);
            let before = if routes == 1 { "route" } else { "routes" };
            let condition = if guard.is_conditional {
                ", under a condition"
            } else {
                ""
            };
            let why = format!("asks for {asks}, before {routes} {before}{condition}");
            spots.add_span(at, name, &why);
        }
        spots
    }

    /// Where a guard is defined, if one function alone has its name; else the code that decides.
    fn place_of_guard(&self, name: &str, guard: &Guard) -> Span {
        let own = name.rsplit('.').next().unwrap_or(name);
        let mut defined = self
            .written_functions()
            .filter(|function| function.name(function.ir.name) == own);
        if let (Some(one), None) = (defined.next(), defined.next()) {
            return one.span(one.ir.name_range);
        }
        let mut steps = guard.reason.iter().rev().map(|step| step.span);
        steps
            .find(|span| !self.is_aside(*span))
            .unwrap_or(guard.span)
    }

    pub(super) fn tables(&self, wanted: &Tables) -> Spots<'a> {
        let mut spots = Spots::new(self);
        let mut tables: BTreeMap<&str, (Span, usize, usize)> = BTreeMap::new();
        for route in self.own_routes() {
            for table in &route.tables {
                let row = tables.entry(&table.name).or_insert((table.span, 0, 0));
                row.1 += 1;
                row.2 += usize::from(table.is_written);
            }
        }
        for (name, (span, touched, written)) in tables {
            let fits = wanted.written.is_none_or(|is| is == (written > 0))
                && (wanted.named.words.is_empty() || wanted.named.means(name));
            if fits && !self.is_aside(span) {
                let routes = if touched == 1 { "route" } else { "routes" };
                let why = format!("touched by {touched} {routes}, written by {written}");
                spots.add_span(span, name, &why);
            }
        }
        spots
    }
}

/// `POST /login`.
pub(super) fn title(route: &Route) -> String {
    format!("{} {}", route.methods.join(" "), route.rule)
}

/// Why a route is one of those that are wanted; `None` if it is not.
fn fits(route: &Route, wanted: &Routes) -> Option<Vec<String>> {
    let mut whys = Vec::new();
    let mut is = true;
    let mut must = |holds: bool| is &= holds;
    if let Some(open) = wanted.open {
        let methods: Vec<&str> = route.open_methods().collect();
        must(open != methods.is_empty());
        if open {
            whys.push(format!("open: {}", methods.join(" ")));
        }
    }
    must(
        wanted
            .changes
            .is_none_or(|changes| changes == route.changes_state()),
    );
    let writes = route.tables.iter().any(|table| table.is_written);
    must(wanted.writes.is_none_or(|wanted| wanted == writes));
    must(
        wanted
            .tables
            .is_none_or(|wanted| wanted != route.tables.is_empty()),
    );
    if !wanted.asks.is_empty() || !wanted.asks_not.is_empty() || wanted.writes == Some(true) {
        let asks: BTreeSet<&str> = route.guards.iter().map(|guard| guard.what.word()).collect();
        must(wanted.asks.is_empty() || asks.iter().any(|word| has(&wanted.asks, word)));
        must(!asks.iter().any(|word| has(&wanted.asks_not, word)));
        let asks: Vec<&str> = asks.into_iter().collect();
        whys.push(match asks.as_slice() {
            [] => "asks for nothing".to_owned(),
            some => format!("asks for {}", some.join(" and ")),
        });
    }
    if !wanted.csrf.is_empty() {
        must(has(&wanted.csrf, csrf(&route.csrf)));
        whys.push(format!("against forged requests: {}", csrf(&route.csrf)));
    }
    let asks_names = !wanted.input_named.words.is_empty();
    let free = |from: &str| !NO_INPUT.contains(&from);
    let inputs: Vec<String> = route
        .inputs
        .iter()
        .filter(|input| {
            (wanted.input.is_empty() && free(&input.from)) || has(&wanted.input, &input.from)
        })
        .filter(|input| !wanted.unvalidated || input.validated.is_none())
        .filter(|input| {
            let name = input.name.as_deref().unwrap_or_default();
            !asks_names || wanted.input_named.means(name)
        })
        .map(|input| {
            input
                .name
                .clone()
                .unwrap_or_else(|| format!("the {}", input.from))
        })
        .collect();
    if wanted.unvalidated || !wanted.input.is_empty() || asks_names {
        must(!inputs.is_empty());
        let names: BTreeSet<String> = inputs.into_iter().collect();
        whys.push(format!("reads {}", few(names)));
    }
    if !wanted.sink.is_empty() {
        let kinds: BTreeSet<String> = route
            .sinks
            .iter()
            .filter(|sink| has(&wanted.sink, &sink.kind))
            .map(|sink| super::spots::short_symbol(&sink.name).to_owned())
            .collect();
        must(!kinds.is_empty());
        whys.push(format!("uses {}", few(kinds)));
    }
    must(
        wanted
            .limited
            .is_none_or(|limited| limited == route.limit.is_some()),
    );
    must(
        wanted
            .parameter
            .is_none_or(|wanted| wanted != route.parameters.is_empty()),
    );
    must(
        wanted
            .api
            .is_none_or(|api| api == route.templates.is_empty()),
    );
    must(wanted.named.words.is_empty() || is_named(route, &wanted.named));
    is.then_some(whys)
}

fn is_named(route: &Route, named: &Named) -> bool {
    let is_part = |character: char| matches!(character, '/' | '<' | '>' | ':' | '{' | '}' | '.');
    let parts: Vec<&str> = route
        .rule
        .split(is_part)
        .chain(route.name.split('.'))
        .collect();
    let says = |words: &[String]| {
        let named = Named {
            words: words.to_vec(),
            ..Named::default()
        };
        parts.iter().any(|part| named.means(part))
    };
    says(&named.words) && !says(&named.unless)
}

fn has(list: &[String], word: &str) -> bool {
    list.iter().any(|known| known == word)
}

/// The first of some names.
fn few(names: BTreeSet<String>) -> String {
    const FEW: usize = 5;
    let more = names.len().saturating_sub(FEW);
    let mut names: Vec<String> = names.into_iter().take(FEW).collect();
    if more > 0 {
        names.push(format!("{more} more"));
    }
    names.join(", ")
}

fn csrf(csrf: &Csrf) -> &'static str {
    match csrf {
        Csrf::Unprotected => "none",
        Csrf::Protected { .. } => "protected",
        Csrf::Exempt { .. } => "exempt",
        Csrf::SafeMethod => "safe-method",
        Csrf::Token => "token",
    }
}
