//! The routes: who may call them, what keeps forged requests out, what they read and what they reach.

use std::collections::{BTreeMap, BTreeSet};

use assay_finding::Risk;
use assay_finding::inventory::{GuardRow, InputRow, RouteRow};
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use serde::Serialize;
use serde_json::json;

use super::asked::{Asked, has_words};
use super::{Failure, Page};
use crate::guard::Visitor;
use crate::state::{App, Look};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/routes", get(show))
}

#[derive(Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, as the page shows it"
)]
struct Row<'a> {
    rule: &'a str,
    methods: &'a [String],
    view: &'a str,
    path: &'a str,
    line: u32,
    unregistered: bool,
    open: &'a [String],
    /// True if each of its methods is open.
    all_open: bool,
    changes: bool,
    guards: &'a [GuardRow],
    late: &'a [GuardRow],
    csrf: &'static str,
    forgeable: bool,
    limit: Option<&'a str>,
    inputs: &'a [InputRow],
    unvalidated: usize,
    sinks: &'a [String],
    templates: &'a [String],
    written: Vec<&'a str>,
    /// How many findings begin at it, and the worst of them.
    findings: usize,
    worst: Option<&'static str>,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    look: Look,
    asked: Asked,
) -> Result<Response, Failure> {
    let application = look.snapshot.seen.review.application.as_ref();
    let all = application.map_or(&[][..], |application| &application.routes);
    let found = findings(&look);
    let rows: Vec<Row<'_>> = all.iter().map(|route| row(route, &found)).collect();
    let sinks: BTreeSet<&str> = all
        .iter()
        .flat_map(|route| &route.sinks)
        .map(String::as_str)
        .collect();
    let count = |is: fn(&Row<'_>) -> bool| rows.iter().filter(|row| is(row)).count();
    let counts = json!({
        "all": rows.len(),
        "open": count(is_open),
        "changes": count(|row| row.changes),
        "both": count(|row| row.changes && is_open(row)),
        "forgeable": count(|row| row.forgeable),
        "unvalidated": count(|row| row.unvalidated > 0),
    });
    let words = asked.words();
    let rows: Vec<Row<'_>> = rows
        .into_iter()
        .filter(|row| is_wanted(row, &asked, &words))
        .collect();
    let data = json!({
        "counts": counts,
        "sinks": sinks,
        "asked": {
            "q": asked.text("q"),
            "open": asked.has("open"),
            "changes": asked.has("changes"),
            "forgeable": asked.has("forgeable"),
            "unvalidated": asked.has("unvalidated"),
            "sink": asked.text("sink"),
        },
        "list": asked.page(rows),
    });
    let page = Page {
        at: "routes",
        title: "Routes",
        template: "routes.html",
    };
    app.page(&visitor, &page, data)
}

fn is_open(row: &Row<'_>) -> bool {
    !row.open.is_empty()
}

fn is_wanted(row: &Row<'_>, asked: &Asked, words: &[String]) -> bool {
    let sink = asked.text("sink");
    (!asked.has("open") || is_open(row))
        && (!asked.has("changes") || row.changes)
        && (!asked.has("forgeable") || row.forgeable)
        && (!asked.has("unvalidated") || row.unvalidated > 0)
        && (sink.is_empty() || row.sinks.iter().any(|own| own == sink))
        && has_words(
            words,
            &[row.rule, row.view, row.path, &row.methods.join(" ")],
        )
}

/// How many findings begin at a URL and a method, and how bad the worst is.
type Found<'a> = BTreeMap<(&'a str, &'a str), (usize, Risk)>;

fn findings(look: &Look) -> Found<'_> {
    let mut found = Found::new();
    for finding in &look.snapshot.seen.review.findings {
        let Some(request) = &finding.request else {
            continue;
        };
        if !look.state(&finding.fingerprint).is_active() {
            continue;
        }
        let risk = look.risk(finding);
        let (many, worst) = found
            .entry((&request.rule, &request.method))
            .or_insert((0, risk));
        *many += 1;
        *worst = (*worst).max(risk);
    }
    found
}

fn row<'a>(route: &'a RouteRow, found: &Found<'_>) -> Row<'a> {
    let written: Vec<&str> = route
        .tables
        .iter()
        .filter(|table| table.written)
        .map(|table| table.name.as_str())
        .collect();
    let is_safe = |method: &String| matches!(method.as_str(), "GET" | "HEAD" | "OPTIONS");
    let own = route
        .methods
        .iter()
        .filter_map(|method| found.get(&(route.rule.as_str(), method.as_str())));
    let (findings, worst) = own.fold((0, None), |(many, worst), (more, risk)| {
        (many + more, worst.max(Some(*risk)))
    });
    Row {
        rule: &route.rule,
        methods: &route.methods,
        view: &route.view,
        path: &route.path,
        line: route.line,
        unregistered: route.unregistered,
        open: &route.open,
        all_open: route
            .methods
            .iter()
            .all(|method| route.open.contains(method)),
        changes: !route.methods.iter().all(is_safe) || !written.is_empty(),
        guards: &route.guards,
        late: &route.late_guards,
        csrf: csrf(&route.csrf),
        forgeable: matches!(route.csrf.as_str(), "none" | "exempt"),
        limit: route.limit.as_deref(),
        unvalidated: route
            .inputs
            .iter()
            .filter(|input| input.validated.is_none())
            .count(),
        inputs: &route.inputs,
        sinks: &route.sinks,
        templates: &route.templates,
        written,
        findings,
        worst: worst.map(Risk::name),
    }
}

/// How forged requests are kept out, in words.
fn csrf(word: &str) -> &'static str {
    match word {
        "none" => "not kept out",
        "exempt" => "exempt",
        "protected" => "kept out",
        "safe-method" => "reads only",
        "token" => "needs a token of its own",
        _ => "unknown",
    }
}
