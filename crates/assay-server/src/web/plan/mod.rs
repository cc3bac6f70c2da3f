//! The plan: a board by how far each task is, a calendar by who does it, and the form that says who and until when.

mod assign;
mod board;
mod calendar;
mod progress;

use std::collections::BTreeSet;

use assay_finding::Risk;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Serialize;
use serde_json::{Value, json};

use super::asked::{Asked, has_words};
use super::{Failure, Page};
use crate::guard::Visitor;
use crate::state::{App, Look};
use crate::work::{self, Work};

/// Whoever has no name stands under this one in addresses.
const NOBODY: &str = "-";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/plan", get(show))
        .route("/assign/plan", post(assign::assign))
}

/// A task as a page shows it.
#[derive(Serialize)]
struct Card<'a> {
    id: &'a str,
    title: &'a str,
    rule: &'a str,
    fix: &'a str,
    check: &'a str,
    path: &'a str,
    line: Option<u32>,
    risk: &'static str,
    stage: &'static str,
    stage_title: &'static str,
    owner: &'a str,
    owner_by: &'a str,
    due: Option<String>,
    due_chosen: bool,
    overdue: bool,
    since: String,
    effort: String,
    /// How many findings it closes, and how many of them are left.
    findings: usize,
    left: usize,
    /// Where its first finding is shown.
    first: &'a str,
    version: &'a str,
}

fn card<'a>(work: &'a Work<'_>) -> Card<'a> {
    let task = work.task;
    Card {
        id: &task.id,
        title: &task.title,
        rule: &task.rule,
        fix: &task.fix,
        check: &task.check,
        path: &task.path,
        line: task.line,
        risk: work.risk.name(),
        stage: work.stage.name(),
        stage_title: work.stage.title(),
        owner: &work.owner,
        owner_by: work.owner_by,
        due: work.due.map(|due| due.to_string()),
        due_chosen: work.due_chosen,
        overdue: work.overdue,
        since: work.since.to_string(),
        effort: work.effort.to_string(),
        findings: task.findings.len(),
        left: work.left.len(),
        first: work.left.first().copied().unwrap_or_default(),
        version: &work.version,
    }
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    look: Look,
    asked: Asked,
) -> Result<Response, Failure> {
    let today = work::day(app.now());
    let by_hand = work::by_hand(&look);
    let all = work::all(&look, &by_hand, app.reviewer.as_ref(), today);
    let owners = owners(&app, &all).await?;
    let progress = progress::progress(&look, &all);
    let wanted: Vec<Work<'_>> = all
        .into_iter()
        .filter(|work| is_wanted(work, &asked))
        .collect();
    let is_calendar = asked.text("view") == "calendar";
    let view = if is_calendar {
        calendar::view(&wanted, &asked, today)
    } else {
        board::view(&look, &wanted, &asked)
    };
    let data = json!({
        "view": if is_calendar { "calendar" } else { "board" },
        "to_board": asked.with("view", ""),
        "to_calendar": asked.with("view", "calendar"),
        "today": today.to_string(),
        "progress": progress,
        "owners": owners,
        "nobody": NOBODY,
        "asked": asked_for(&asked),
        "back": asked.with("", ""),
        "shown": view,
    });
    let page = Page {
        at: "plan",
        title: "Plan",
        template: if is_calendar {
            "calendar.html"
        } else {
            "plan.html"
        },
    };
    app.page(&visitor, &page, data)
}

fn asked_for(asked: &Asked) -> Value {
    json!({
        "q": asked.text("q"),
        "owner": asked.text("owner"),
        "risk": asked.text("risk"),
        "overdue": asked.has("overdue"),
        "column": asked.text("column"),
        "risks": Risk::ALL.map(Risk::name),
    })
}

fn is_wanted(work: &Work<'_>, asked: &Asked) -> bool {
    let (owner, risk) = (asked.text("owner"), asked.text("risk"));
    let task = work.task;
    (owner.is_empty() || owner == work.owner || (owner == NOBODY && work.owner.is_empty()))
        && (risk.is_empty() || risk == work.risk.name())
        && (!asked.has("overdue") || work.overdue)
        && has_words(
            &asked.words(),
            &[&task.title, &task.path, &task.rule, &work.owner],
        )
}

/// Who may be meant: who has a task already, and who may log in.
async fn owners(app: &App, works: &[Work<'_>]) -> Result<BTreeSet<String>, Failure> {
    let mut owners: BTreeSet<String> = works.iter().map(|work| work.owner.clone()).collect();
    let people = app.store.people().await?;
    owners.extend(
        people
            .into_iter()
            .filter(|person| person.active)
            .map(|person| person.name),
    );
    if !app.options.has_logins() {
        owners.insert(app.options.person.clone());
    }
    owners.remove("");
    Ok(owners)
}

/// What is done by now of what the store knows of.
#[derive(Clone, Debug, Default, Serialize)]
struct Repaired<'a> {
    fingerprint: &'a str,
    title: &'a str,
    path: &'a str,
    line: i64,
    risk: &'a str,
    at: &'a str,
    who: &'a str,
    owner: &'a str,
}

/// What is repaired, the latest first.
fn repaired(look: &Look) -> Vec<Repaired<'_>> {
    let said = look.marks.judgements.values();
    let done = said.filter(|said| said.state == crate::store::State::Repaired);
    let mut done: Vec<Repaired<'_>> = done
        .filter_map(|said| {
            let known = look.snapshot.known.get(&said.fingerprint)?;
            Some(Repaired {
                fingerprint: &said.fingerprint,
                title: &known.title,
                path: &known.path,
                line: known.line,
                risk: &known.risk,
                at: &said.at,
                who: &said.who,
                owner: &said.owner,
            })
        })
        .collect();
    done.sort_by(|one, other| (other.at, one.fingerprint).cmp(&(one.at, other.fingerprint)));
    done
}
