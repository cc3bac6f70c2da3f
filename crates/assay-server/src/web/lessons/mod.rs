//! Lessons: what each weakness is, with the team's own line beside the repaired one, and exercises with progress.

mod exercise;
mod lesson;
mod training;

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
use training::Training;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/lessons", get(show))
        .route("/lessons/{rule}", get(lesson::show).post(exercise::solve))
}

#[derive(Serialize)]
struct Row<'a> {
    rule: &'a str,
    family: &'a str,
    title: &'a str,
    summary: &'a str,
    risk: &'static str,
    /// How many findings of it there are, and how many were confirmed.
    open: usize,
    confirmed: usize,
    tried: i64,
    right: i64,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    look: Look,
    asked: Asked,
) -> Result<Response, Failure> {
    let review = &look.snapshot.seen.review;
    let progress = app.store.progress().await?;
    let training = Training::of(&look, &progress);
    let words = asked.words();
    let mut rows: Vec<Row<'_>> = Vec::new();
    for facts in &review.rules {
        let own = training.of_rule(&facts.id);
        let mine = progress
            .iter()
            .find(|one| one.who == visitor.person && one.rule == facts.id);
        let row = Row {
            rule: &facts.id,
            family: &facts.family,
            title: &facts.title,
            summary: &facts.summary,
            risk: facts.risk().name(),
            open: own.open,
            confirmed: own.confirmed,
            tried: mine.map_or(0, |mine| mine.tried),
            right: mine.map_or(0, |mine| mine.right),
        };
        let is_wanted = (!asked.has("here") || row.open + row.confirmed > 0)
            && (!asked.has("new") || row.tried == 0);
        if is_wanted && has_words(&words, &[row.rule, row.family, row.title]) {
            rows.push(row);
        }
    }
    // What this project has comes first.
    rows.sort_by(|one, other| {
        let rank = |row: &Row<'_>| (row.confirmed, row.open);
        rank(other)
            .cmp(&rank(one))
            .then_with(|| (one.family, one.rule).cmp(&(other.family, other.rule)))
    });
    let data = json!({
        "plan": training.plan(),
        "is_guess": training.is_guess(),
        "people": training.people(),
        "weak": training.weak(),
        "asked": { "q": asked.text("q"), "here": asked.has("here"), "new": asked.has("new") },
        "all": review.rules.len(),
        "list": asked.page(rows),
    });
    let page = Page {
        at: "lessons",
        title: "Lessons",
        template: "lessons.html",
    };
    app.page(&visitor, &page, data)
}
