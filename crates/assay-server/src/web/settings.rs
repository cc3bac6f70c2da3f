//! The settings that decide about security: what each is in each environment, and the line that decides it.

use std::collections::BTreeMap;

use assay_finding::SettingRow;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use serde::Serialize;
use serde_json::json;

use super::asked::{Asked, file_and_line, has_words};
use super::{Failure, Page};
use crate::guard::Visitor;
use crate::state::{App, Look};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/settings", get(show))
}

#[derive(Serialize)]
struct Row<'a> {
    key: &'a str,
    means: &'a str,
    cells: Vec<Cell<'a>>,
    differs: bool,
    has_finding: bool,
}

#[derive(Clone, Serialize)]
struct Cell<'a> {
    value: &'a str,
    /// False if nobody sets it, so that the default counts.
    is_set: bool,
    path: &'a str,
    line: u32,
    finding: Option<&'a Mark>,
}

/// A finding at the line that decides a setting.
#[derive(Serialize)]
struct Mark {
    fingerprint: String,
    title: String,
    risk: &'static str,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    look: Look,
    asked: Asked,
) -> Result<Response, Failure> {
    let application = look.snapshot.seen.review.application.as_ref();
    let settings = application.map_or(&[][..], |application| &application.settings);
    let environments = application.map_or(&[][..], |application| &application.environments);
    let marks = marks(&look);
    let rows: Vec<Row<'_>> = settings
        .iter()
        .map(|setting| row(setting, &marks))
        .collect();
    let counts = json!({
        "all": rows.len(),
        "differs": rows.iter().filter(|row| row.differs).count(),
        "found": rows.iter().filter(|row| row.has_finding).count(),
    });
    let words = asked.words();
    let is_wanted = |row: &Row<'_>| {
        (!asked.has("differs") || row.differs)
            && (!asked.has("found") || row.has_finding)
            && has_words(&words, &[row.key, row.means])
    };
    let data = json!({
        "counts": counts,
        "environments": environments,
        "asked": { "q": asked.text("q"), "differs": asked.has("differs"), "found": asked.has("found") },
        "list": asked.page(rows.into_iter().filter(is_wanted).collect()),
    });
    let page = Page {
        at: "settings",
        title: "Settings",
        template: "settings.html",
    };
    app.page(&visitor, &page, data)
}

/// The worst finding that somebody still has to do something about, by the key that it names and the line.
fn marks(look: &Look) -> BTreeMap<(String, u32), Vec<(String, Mark)>> {
    let review = &look.snapshot.seen.review;
    let mut marks: BTreeMap<(String, u32), Vec<(String, Mark)>> = BTreeMap::new();
    for finding in &review.findings {
        if !look.state(&finding.fingerprint).is_active() {
            continue;
        }
        let mark = Mark {
            fingerprint: finding.fingerprint.clone(),
            title: assay_report::view::title(review, finding).to_owned(),
            risk: look.risk(finding).name(),
        };
        let text = format!("{} {}", finding.message, finding.place.excerpt.text);
        let place = (finding.place.path.clone(), finding.place.start.line);
        marks.entry(place).or_default().push((text, mark));
    }
    marks
}

fn row<'a>(
    setting: &'a SettingRow,
    marks: &'a BTreeMap<(String, u32), Vec<(String, Mark)>>,
) -> Row<'a> {
    let cell = |value: &'a assay_finding::SettingValue| {
        let (path, line) = file_and_line(&value.place).unwrap_or_default();
        let at = marks.get(&(path.to_owned(), line)).into_iter().flatten();
        // A line may hold several settings; a finding that does not name this one is about another.
        let own = at.filter(|(text, _)| text.contains(setting.key.as_str()));
        Cell {
            value: &value.value,
            is_set: !value.place.is_empty(),
            path,
            line,
            finding: own.map(|(_, mark)| mark).next(),
        }
    };
    let cells: Vec<Cell<'_>> = setting.values.iter().map(cell).collect();
    let first = cells.first().map(|cell| cell.value);
    Row {
        key: &setting.key,
        means: &setting.means,
        differs: cells.iter().any(|cell| Some(cell.value) != first),
        has_finding: cells.iter().any(|cell| cell.finding.is_some()),
        cells,
    }
}
