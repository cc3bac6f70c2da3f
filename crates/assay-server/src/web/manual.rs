//! Findings that people write: the form, and what becomes of it.

use assay_source::SourceFile;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

use super::{Failure, Page, code};
use crate::guard::{Posted, Visitor};
use crate::state::{App, Look};
use crate::store::Manual;

/// The most lines that a finding is about.
const LINES: u32 = 200;
/// Lines around them in the form.
const AROUND: u32 = 2;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/manual/new", get(new))
        .route("/manual", post(create))
        .route("/manual/{id}", get(edit).post(rewrite))
}

/// The lines that were selected.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    path: String,
    from: String,
    to: String,
}

async fn new(
    State(app): State<App>,
    visitor: Visitor,
    look: Look,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let from: i64 = asked.from.parse().unwrap_or(0);
    let to: i64 = asked.to.parse().unwrap_or(from);
    let manual = Manual {
        impact: "medium".to_owned(),
        likelihood: "medium".to_owned(),
        path: asked.path,
        from_line: from.min(to),
        to_line: from.max(to),
        ..Manual::default()
    };
    form(&app, &visitor, &look, &manual)
}

async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    look: Look,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let one = look
        .by_hand
        .iter()
        .find(|one| one.manual.id == id)
        .ok_or(Failure::NotFound)?;
    let place = &one.finding.place;
    let manual = Manual {
        path: place.path.clone(),
        from_line: place.start.line.into(),
        to_line: place.end.line.into(),
        ..one.manual.clone()
    };
    form(&app, &visitor, &look, &manual)
}

fn form(app: &App, visitor: &Visitor, look: &Look, manual: &Manual) -> Result<Response, Failure> {
    let project = &look.snapshot.seen.project;
    let file = project.file_at(&manual.path);
    let shown = file.and_then(|file| excerpt(look, file, manual));
    let is_new = manual.id.is_empty();
    let page = Page {
        at: "code",
        title: if is_new {
            "Record a finding"
        } else {
            "Rewrite a finding"
        },
        template: "manual.html",
    };
    let paths: Vec<&str> = if file.is_some() {
        Vec::new()
    } else {
        project
            .files
            .iter()
            .map(|file| &*file.path)
            .take(2000)
            .collect()
    };
    app.page(
        visitor,
        &page,
        json!({ "manual": manual, "is_new": is_new, "code": shown, "paths": paths,
        "fingerprint": manual.fingerprint() }),
    )
}

/// The lines that it is about, with some around them.
fn excerpt(look: &Look, file: &SourceFile, manual: &Manual) -> Option<Value> {
    let (from, to) = (
        u32::try_from(manual.from_line).ok()?,
        u32::try_from(manual.to_line).ok()?,
    );
    if from == 0 || to > file.lines.count() || to - from > LINES {
        return None;
    }
    let first = from.saturating_sub(AROUND).max(1);
    let last = to.saturating_add(AROUND).min(file.lines.count());
    let nothing = BTreeMap::new();
    let hidden = look.snapshot.hidden.get(&*file.path).unwrap_or(&nothing);
    let mut lines = code::of_file(file, first..=last, hidden);
    for line in &mut lines {
        line.marked = (from..=to).contains(&line.number);
    }
    Some(json!(lines))
}

/// What a form says.
fn written(look: &Look, posted: &Posted) -> Result<Manual, Failure> {
    let number = |name: &str| {
        posted
            .text(name)
            .parse::<u32>()
            .map_err(|_| Failure::Refused("say which lines it is about".to_owned()))
    };
    let (one, other) = (number("from")?, number("to")?);
    let (from, to) = (one.min(other), one.max(other));
    let path = posted.text("path");
    let file = look.snapshot.seen.project.file_at(path);
    let file =
        file.ok_or_else(|| Failure::Refused("there is no such file in the review".to_owned()))?;
    if from == 0 || to > file.lines.count() {
        return Err(Failure::Refused(format!(
            "the file has lines 1 to {}",
            file.lines.count()
        )));
    }
    if to - from >= LINES {
        return Err(Failure::Refused(format!("choose at most {LINES} lines")));
    }
    let lines: Vec<&str> = (from..=to).map(|line| file.line_text(line)).collect();
    if lines.iter().all(|line| line.trim().is_empty()) {
        return Err(Failure::Refused(
            "choose lines that are not empty: by their text the finding is found again".to_owned(),
        ));
    }
    let text = |name: &str| posted.text(name).to_owned();
    Ok(Manual {
        title: text("title"),
        description: text("description"),
        impact: text("impact"),
        likelihood: text("likelihood"),
        cwe: text("cwe"),
        path: file.path.to_string(),
        from_line: from.into(),
        to_line: to.into(),
        lines: lines.join("\n"),
        repair: text("repair"),
        ..Manual::default()
    })
}

async fn create(
    State(app): State<App>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Failure> {
    let look = app.look().await?.ok_or(Failure::NotFound)?;
    let manual = written(&look, &posted)?;
    keep(&app, &visitor, &manual).await
}

async fn rewrite(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let look = app.look().await?.ok_or(Failure::NotFound)?;
    let one = look
        .by_hand
        .iter()
        .find(|one| one.manual.id == id)
        .ok_or(Failure::NotFound)?;
    let version = posted.version()?;
    let manual = if posted.get("withdraw").is_some() {
        Manual {
            withdrawn: true,
            version,
            ..one.manual.clone()
        }
    } else if posted.text("path") == one.manual.path
        && !one.is_found
        && posted.text("from") == one.manual.from_line.to_string()
    {
        // Its lines are gone; what is said of it may still change.
        let text = |name: &str| posted.text(name).to_owned();
        Manual {
            title: text("title"),
            description: text("description"),
            impact: text("impact"),
            likelihood: text("likelihood"),
            cwe: text("cwe"),
            repair: text("repair"),
            version,
            ..one.manual.clone()
        }
    } else {
        Manual {
            id,
            version,
            ..written(&look, &posted)?
        }
    };
    keep(&app, &visitor, &manual).await
}

async fn keep(app: &App, visitor: &Visitor, manual: &Manual) -> Result<Response, Failure> {
    let id = app
        .store
        .put_manual(manual, &visitor.person, app.now())
        .await?;
    app.told().await?;
    if manual.withdrawn {
        return Ok(Redirect::to("/findings").into_response());
    }
    let manual = Manual {
        id,
        ..Manual::default()
    };
    Ok(Redirect::to(&format!("/finding/{}", manual.fingerprint())).into_response())
}
