//! The first page: how bad it is, how it changes, what is done and what nobody has looked at.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use serde::Serialize;
use serde_json::json;

use super::{Failure, Page};
use crate::guard::Visitor;
use crate::state::{App, Look};
use crate::store::{self, State as Judged};

/// So many scans are shown in the trend.
const TREND: u32 = 30;
/// So many findings are named.
const FIRST: usize = 8;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/", get(show))
}

async fn show(State(app): State<App>, visitor: Visitor, look: Look) -> Result<Response, Failure> {
    let scans = app.store.scans(TREND).await?;
    let page = Page {
        at: "overview",
        title: "Overview",
        template: "overview.html",
    };
    let review = &look.snapshot.seen.review;
    let data = json!({
        "counts": counts(&look),
        "states": states(&look),
        "first": first(&look),
        "inspection": super::inspection::summary(&look),
        "outdated": look.findings().filter(|finding| look.is_outdated(finding)).count(),
        "trend": trend(&scans),
        "scan": look.snapshot.scan,
        "problems": review.coverage.problems.iter().take(20).collect::<Vec<_>>(),
        "files": look.snapshot.seen.project.files.len(),
        "lines": review.coverage.lines,
        "routes": review.application.as_ref().map_or(0, |application| application.routes.len()),
    });
    app.page(&visitor, &page, data)
}

/// The page that stands where a review will be.
pub(super) fn waiting(app: &App, visitor: &Visitor) -> Result<Response, Failure> {
    let page = Page {
        at: "overview",
        title: "The first scan",
        template: "waiting.html",
    };
    app.page(visitor, &page, ())
}

#[derive(Serialize)]
struct Count {
    risk: &'static str,
    /// Those that somebody still has to do something about.
    active: usize,
    /// All of them.
    all: usize,
}

fn counts(look: &Look) -> Vec<Count> {
    let count = |risk: assay_finding::Risk| {
        let of = look.findings().filter(|finding| look.risk(finding) == risk);
        let (mut active, mut all) = (0, 0);
        for finding in of {
            all += 1;
            active += usize::from(look.state(&finding.fingerprint).is_active());
        }
        Count {
            risk: risk.name(),
            active,
            all,
        }
    };
    assay_finding::Risk::ALL.map(count).into()
}

#[derive(Serialize)]
struct StateCount {
    name: &'static str,
    title: &'static str,
    many: usize,
}

fn states(look: &Look) -> Vec<StateCount> {
    let count = |state: Judged| StateCount {
        name: state.name(),
        title: state.title(),
        many: match state {
            Judged::Repaired => look
                .marks
                .judgements
                .values()
                .filter(|judgement| judgement.state == state)
                .count(),
            Judged::Open | Judged::Confirmed | Judged::FalseAlarm | Judged::Accepted => look
                .findings()
                .filter(|finding| look.state(&finding.fingerprint) == state)
                .count(),
        },
    };
    Judged::ALL.map(count).into()
}

#[derive(Serialize)]
struct First<'a> {
    fingerprint: &'a str,
    risk: &'static str,
    title: &'a str,
    message: &'a str,
    place: String,
    state: &'static str,
}

/// What to look at first: the worst that nobody has judged.
fn first(look: &Look) -> Vec<First<'_>> {
    let mut open: Vec<_> = look
        .findings()
        .filter(|finding| look.state(&finding.fingerprint) == Judged::Open)
        .collect();
    open.sort_by_key(|finding| std::cmp::Reverse((look.risk(finding), finding.confidence)));
    let rows = open.into_iter().take(FIRST).map(|finding| First {
        fingerprint: &finding.fingerprint,
        risk: look.risk(finding).name(),
        title: look.title(finding),
        message: &finding.message,
        place: format!("{}:{}", finding.place.path, finding.place.start.line),
        state: "open",
    });
    rows.collect()
}

#[derive(Serialize)]
struct Bar {
    number: i64,
    taken: String,
    total: i64,
    /// One piece for each risk: where it begins and how high it is, in hundredths.
    pieces: Vec<(&'static str, i64, i64)>,
    fresh: i64,
    gone: i64,
}

/// The scans as bars, the oldest first.
fn trend(scans: &[store::Scan]) -> Vec<Bar> {
    let total = |scan: &store::Scan| scan.counts.iter().sum::<i64>();
    let most = scans.iter().map(total).max().unwrap_or(0).max(1);
    let bar = |scan: &store::Scan| {
        let mut top = 100;
        // The worst stands at the bottom, where it can be compared.
        let pieces = assay_finding::Risk::ALL
            .iter()
            .zip(scan.counts)
            .map(|(risk, many)| {
                let height = many * 100 / most;
                top -= height;
                (risk.name(), top, height)
            });
        Bar {
            number: scan.number,
            taken: scan.taken.clone(),
            total: total(scan),
            pieces: pieces.collect(),
            fresh: scan.fresh,
            gone: scan.gone,
        }
    };
    scans.iter().rev().map(bar).collect()
}
