//! The packages that the project needs: what is known of them, what clears it, and whether the project reaches it.

use std::collections::BTreeMap;

use assay_finding::PackageRow;
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
    Router::new().route("/dependencies", get(show))
}

#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    version: &'a str,
    path: &'a str,
    line: u32,
    via: &'a str,
    /// The advisories, each with the address that tells more.
    ids: Vec<(&'a str, Option<String>)>,
    upgrade: &'a str,
    reach: &'a str,
    finding: Option<&'a Mark>,
}

/// The worst finding at the line that asks for a package.
#[derive(Serialize)]
struct Mark {
    fingerprint: String,
    risk: &'static str,
    title: String,
    many: usize,
    #[serde(skip)]
    rank: assay_finding::Risk,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    look: Look,
    asked: Asked,
) -> Result<Response, Failure> {
    let review = &look.snapshot.seen.review;
    let packages = review
        .application
        .as_ref()
        .map_or(&[][..], |application| &application.packages);
    let marks = marks(&look);
    let mut rows: Vec<Row<'_>> = packages
        .iter()
        .map(|package| row(package, &marks))
        .collect();
    // What has to be done comes first; else the order of the files stays.
    rows.sort_by_key(|row| std::cmp::Reverse((row.finding.map(|mark| mark.rank), row.ids.len())));
    let counts = json!({
        "all": rows.len(),
        "known": rows.iter().filter(|row| !row.ids.is_empty()).count(),
        "advisories": rows.iter().map(|row| row.ids.len()).sum::<usize>(),
        "upgrade": rows.iter().filter(|row| !row.upgrade.is_empty()).count(),
        "found": rows.iter().filter(|row| row.finding.is_some()).count(),
    });
    let words = asked.words();
    let is_wanted = |row: &Row<'_>| {
        let ids: Vec<&str> = row.ids.iter().map(|(id, _)| *id).collect();
        (!asked.has("known") || !row.ids.is_empty())
            && (!asked.has("found") || row.finding.is_some())
            && (!asked.has("direct") || row.via.is_empty())
            && has_words(&words, &[row.name, row.path, row.via, &ids.join(" ")])
    };
    let data = json!({
        "counts": counts,
        "advisories": review.coverage.advisories,
        "is_old": review.coverage.advisories.as_ref().is_some_and(assay_finding::Advisories::is_old),
        "asked": {
            "q": asked.text("q"),
            "known": asked.has("known"),
            "found": asked.has("found"),
            "direct": asked.has("direct"),
        },
        "list": asked.page(rows.into_iter().filter(is_wanted).collect()),
    });
    let page = Page {
        at: "dependencies",
        title: "Packages",
        template: "dependencies.html",
    };
    app.page(&visitor, &page, data)
}

fn marks(look: &Look) -> BTreeMap<(String, u32), Mark> {
    let review = &look.snapshot.seen.review;
    let mut marks: BTreeMap<(String, u32), Mark> = BTreeMap::new();
    for finding in &review.findings {
        let is_package = review
            .rule(&finding.rule)
            .is_some_and(|facts| facts.family == "dependencies");
        if !is_package || !look.state(&finding.fingerprint).is_active() {
            continue;
        }
        let rank = look.risk(finding);
        let new = Mark {
            fingerprint: finding.fingerprint.clone(),
            risk: rank.name(),
            title: assay_report::view::title(review, finding).to_owned(),
            many: 1,
            rank,
        };
        let place = (finding.place.path.clone(), finding.place.start.line);
        match marks.entry(place) {
            std::collections::btree_map::Entry::Vacant(empty) => drop(empty.insert(new)),
            std::collections::btree_map::Entry::Occupied(mut known) => {
                let many = known.get().many + 1;
                if new.rank > known.get().rank {
                    known.insert(new);
                }
                known.get_mut().many = many;
            }
        }
    }
    marks
}

fn row<'a>(package: &'a PackageRow, marks: &'a BTreeMap<(String, u32), Mark>) -> Row<'a> {
    let (path, line) = file_and_line(&package.place).unwrap_or((&package.place, 0));
    Row {
        name: &package.name,
        version: &package.version,
        path,
        line,
        via: &package.via,
        ids: package
            .ids
            .iter()
            .map(|id| (id.as_str(), address(id)))
            .collect(),
        upgrade: &package.upgrade,
        reach: &package.reach,
        finding: marks.get(&(path.to_owned(), line)),
    }
}

/// Where an advisory is told, if its name is one that stands in an address as it is.
fn address(id: &str) -> Option<String> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let is_known = ["GHSA-", "PYSEC-", "CVE-"]
        .iter()
        .any(|begin| id.starts_with(begin));
    (is_known && id.bytes().all(is_plain)).then(|| format!("https://osv.dev/vulnerability/{id}"))
}
