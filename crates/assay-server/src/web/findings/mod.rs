//! All findings, as a list that is filtered, searched and judged, one at a time or many at once.

mod triage;

use std::collections::{BTreeMap, BTreeSet};

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use axum::routing::get;
use serde::Serialize;
use serde_json::json;

use super::{Failure, Page};
use crate::guard::Visitor;
use crate::listed::{self, Filter, Listed, NOBODY, Source};
use crate::state::{App, Look};
use crate::store::State as Judged;

/// So many on a page.
const ROWS: usize = 100;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/findings", get(show).post(triage::judge))
}

/// A row of the list.
#[derive(Serialize)]
struct Row<'a> {
    fingerprint: &'a str,
    version: i64,
    risk: &'static str,
    title: &'a str,
    message: &'a str,
    path: &'a str,
    line: u32,
    state: &'static str,
    state_title: &'static str,
    until: &'a str,
    owner: &'a str,
    due: &'a str,
    overdue: bool,
    reason: &'a str,
    comments: i64,
    outdated: bool,
    expired: bool,
    source: &'static str,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    look: Look,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let filter = Filter::of(query.as_deref().unwrap_or_default());
    let today = look.today.to_string();
    let chosen = filter.choose(&look, &today);
    let pages = chosen.len().div_ceil(ROWS).max(1);
    let at = filter.page.min(pages);
    let from = (at - 1) * ROWS;
    let rows = chosen
        .iter()
        .skip(from)
        .take(ROWS)
        .map(|one| row(&look, one, &today));
    let rows: Vec<Row<'_>> = rows.collect();
    let data = json!({
        "all": chosen.len(),
        "from": from + 1,
        "to": from + rows.len(),
        "rows": rows,
        "filter": {
            "risk": filter.risk, "state": filter.state, "rule": filter.rule, "area": filter.area,
            "path": filter.path, "owner": filter.owner, "words": filter.words, "sort": filter.sort,
        },
        "is_filtered": !filter.is_empty(),
        "query": filter.query_of_page(at),
        "here": address(&filter.query_of_page(at)),
        "before": (at > 1).then(|| address(&filter.query_of_page(at - 1))),
        "after": (at < pages).then(|| address(&filter.query_of_page(at + 1))),
        "at": at,
        "pages": pages,
        "choices": choices(&look, &today),
        "nobody": NOBODY,
        "today": today,
        "owners": owners(&app, &look).await?,
    });
    let page = Page {
        at: "findings",
        title: "Findings",
        template: "findings.html",
    };
    app.page(&visitor, &page, data)
}

/// The address of a list.
pub(super) fn address(query: &str) -> String {
    if query.is_empty() {
        "/findings".to_owned()
    } else {
        format!("/findings?{query}")
    }
}

fn row<'a>(look: &Look, one: &Listed<'a>, today: &str) -> Row<'a> {
    let state = one.state();
    let judgement = one.judgement;
    let said = |field: fn(&crate::store::Judgement) -> &String| {
        judgement.map_or("", |judgement| field(judgement))
    };
    let due = said(|judgement| &judgement.due);
    Row {
        fingerprint: one.fingerprint,
        version: judgement.map_or(0, |judgement| judgement.version),
        risk: one.risk.name(),
        title: one.title,
        message: one.message,
        path: one.path,
        line: one.line,
        state: state.name(),
        state_title: state.title(),
        until: said(|judgement| &judgement.until),
        owner: one.owner(),
        due,
        overdue: !due.is_empty() && due < today && one.is_to_do(today),
        reason: said(|judgement| &judgement.reason),
        comments: look
            .marks
            .comments
            .get(one.fingerprint)
            .copied()
            .unwrap_or(0),
        outdated: one.outdated,
        expired: one.is_expired(today),
        source: match one.source {
            Source::Scan => "",
            Source::Hand => "by hand",
            Source::Suppressed => "suppressed in the project",
            Source::Gone => "gone",
        },
    }
}

#[derive(Serialize)]
struct Choices<'a> {
    states: Vec<(&'static str, &'static str, usize)>,
    rules: Vec<(&'a str, &'a str)>,
    areas: BTreeSet<&'a str>,
    owners: BTreeSet<&'a str>,
}

/// What a list can be filtered by.
fn choices<'a>(look: &'a Look, today: &str) -> Choices<'a> {
    let mut rules: BTreeMap<&str, &str> = BTreeMap::new();
    let (mut areas, mut owners) = (BTreeSet::new(), BTreeSet::new());
    let mut states: BTreeMap<&str, usize> = BTreeMap::new();
    for one in listed::all(look) {
        rules.insert(one.rule, one.title);
        areas.insert(one.area);
        if !one.owner().is_empty() {
            owners.insert(one.owner());
        }
        let mut count =
            |name: &'static str, is: bool| *states.entry(name).or_default() += usize::from(is);
        count("to-do", one.is_to_do(today));
        count("all", one.source != Source::Gone);
        count("suppressed", one.source == Source::Suppressed);
        count("outdated", one.outdated);
        count("expired", one.is_expired(today));
        count(one.state().name(), one.source != Source::Suppressed);
    }
    let named = [
        ("to-do", "to do"),
        ("open", Judged::Open.title()),
        ("confirmed", Judged::Confirmed.title()),
        ("false-alarm", Judged::FalseAlarm.title()),
        ("accepted", Judged::Accepted.title()),
        ("expired", "acceptance is over"),
        ("repaired", Judged::Repaired.title()),
        ("outdated", "code changed since"),
        ("suppressed", "suppressed in the project"),
        ("all", "all that are there"),
    ];
    let states = named.map(|(name, title)| (name, title, states.get(name).copied().unwrap_or(0)));
    let mut rules: Vec<_> = rules.into_iter().collect();
    rules.sort_by_key(|(id, title)| (*title, *id));
    Choices {
        states: states.into(),
        rules,
        areas,
        owners,
    }
}

/// Who may be an owner, as far as anybody said: those that were named, those of the plan, those who log in.
pub(super) async fn owners(app: &App, look: &Look) -> Result<BTreeSet<String>, Failure> {
    let said = look
        .marks
        .judgements
        .values()
        .map(|judgement| judgement.owner.clone());
    let plan = look
        .snapshot
        .seen
        .review
        .plan
        .iter()
        .flat_map(|plan| &plan.tasks);
    let mut owners: BTreeSet<String> = said
        .chain(plan.map(|task| task.owner.name.clone()))
        .collect();
    if app.options.has_logins() {
        owners.extend(
            app.store
                .people()
                .await?
                .into_iter()
                .map(|person| person.name),
        );
    }
    owners.remove("");
    Ok(owners)
}
