//! The code of the project: its folders, and each file as a whole with findings and routes in the margin.
//!
//! Only what the review read is shown, from memory: a path of a request is looked up and never opened.
//! Secrets that the review made unreadable stay so.

use std::collections::{BTreeMap, BTreeSet};

use assay_finding::Risk;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::get;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::code::{self, Coloured};
use super::{Failure, Page};
use crate::guard::Visitor;
use crate::listed::{self, Source};
use crate::state::{App, Look};

/// So many lines on a page.
const LINES: u32 = 1500;
/// So many files of a search.
const FOUND: usize = 200;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/code", get(top))
        .route("/code/", get(top))
        .route("/code/{*path}", get(show))
}

/// What an address asks for beside the path.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// A part of the name of files.
    name: String,
    /// The line that somebody wants to see.
    line: String,
    /// The last one.
    to: String,
}

async fn top(
    State(app): State<App>,
    visitor: Visitor,
    look: Look,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    folder(&app, &visitor, &look, "", &asked)
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    look: Look,
    Path(path): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let path = path.trim_end_matches('/');
    if look.snapshot.seen.project.file_at(path).is_some() {
        return file(&app, &visitor, &look, path, &asked);
    }
    folder(&app, &visitor, &look, path, &asked)
}

/// What is to be done in a file or folder.
#[derive(Clone, Copy, Default)]
struct Work {
    many: usize,
    worst: Option<Risk>,
}

impl Work {
    fn add(&mut self, other: Self) {
        self.many += other.many;
        self.worst = self.worst.max(other.worst);
    }
}

#[derive(Serialize)]
struct Entry {
    name: String,
    path: String,
    is_folder: bool,
    files: usize,
    lines: u32,
    many: usize,
    worst: &'static str,
}

fn folder(
    app: &App,
    visitor: &Visitor,
    look: &Look,
    path: &str,
    asked: &Asked,
) -> Result<Response, Failure> {
    let today = look.today.to_string();
    let mut work: BTreeMap<&str, Work> = BTreeMap::new();
    for one in listed::all(look).filter(|one| one.is_to_do(&today)) {
        work.entry(one.path).or_default().add(Work {
            many: 1,
            worst: Some(one.risk),
        });
    }
    let name = asked.name.trim().to_lowercase();
    let begin = if path.is_empty() {
        String::new()
    } else {
        format!("{path}/")
    };
    let mut entries: BTreeMap<(bool, String), (Entry, Work)> = BTreeMap::new();
    let mut is_there = path.is_empty();
    let mut cut = false;
    for file in &look.snapshot.seen.project.files {
        let Some(rest) = file.path.strip_prefix(&begin) else {
            continue;
        };
        is_there = true;
        let here = work.get(&*file.path).copied().unwrap_or_default();
        let (is_folder, shown) = if name.is_empty() {
            match rest.split_once('/') {
                Some((folder, _)) => (true, folder),
                None => (false, rest),
            }
        } else if rest.to_lowercase().contains(&name) {
            (false, rest)
        } else {
            continue;
        };
        if !name.is_empty() && entries.len() >= FOUND {
            cut = true;
            break;
        }
        let (entry, sum) = entries
            .entry((!is_folder, shown.to_owned()))
            .or_insert_with(|| {
                let entry = Entry {
                    name: assay_source::printable(shown),
                    path: format!("{begin}{shown}"),
                    is_folder,
                    files: 0,
                    lines: 0,
                    many: 0,
                    worst: "",
                };
                (entry, Work::default())
            });
        entry.files += 1;
        entry.lines = entry.lines.saturating_add(file.lines.count());
        sum.add(here);
    }
    if !is_there {
        return Err(Failure::NotFound);
    }
    let entries = entries.into_values().map(|(entry, sum)| Entry {
        many: sum.many,
        worst: sum.worst.map_or("", Risk::name),
        ..entry
    });
    let data = json!({
        "path": path,
        "parts": parts(path),
        "entries": entries.collect::<Vec<_>>(),
        "name": asked.name.trim(),
        "cut": cut,
        "skipped": look.snapshot.seen.project.skipped.len(),
    });
    let title = if path.is_empty() { "Code" } else { path };
    let page = Page {
        at: "code",
        title,
        template: "folder.html",
    };
    app.page(visitor, &page, data)
}

/// The folders of a path, each with its whole path.
fn parts(path: &str) -> Vec<(&str, &str)> {
    let ends = path
        .match_indices('/')
        .map(|(at, _)| at)
        .chain(std::iter::once(path.len()));
    let part = |end: usize| {
        let whole = path.get(..end)?;
        let name = whole.rsplit('/').next().filter(|name| !name.is_empty())?;
        Some((name, whole))
    };
    ends.filter_map(part).collect()
}

/// A finding in the margin.
#[derive(Clone, Serialize)]
struct Mark<'a> {
    fingerprint: &'a str,
    risk: &'static str,
    title: &'a str,
    line: u32,
    state: &'static str,
    state_title: &'static str,
    to_do: bool,
}

/// A route in the margin.
#[derive(Serialize)]
struct RouteMark {
    methods: String,
    rule: String,
    open: bool,
}

/// A line and its margin.
#[derive(Serialize)]
struct FileLine<'a> {
    number: u32,
    pieces: Vec<Coloured>,
    asked: bool,
    findings: Vec<Mark<'a>>,
    routes: Vec<RouteMark>,
}

fn file(
    app: &App,
    visitor: &Visitor,
    look: &Look,
    path: &str,
    asked: &Asked,
) -> Result<Response, Failure> {
    let project = &look.snapshot.seen.project;
    let file = project.file_at(path).ok_or(Failure::NotFound)?;
    let today = look.today.to_string();
    let mut marks: BTreeMap<u32, Vec<Mark<'_>>> = BTreeMap::new();
    for one in listed::all(look).filter(|one| one.path == path && one.source != Source::Gone) {
        let state = one.state();
        marks.entry(one.line).or_default().push(Mark {
            fingerprint: one.fingerprint,
            risk: one.risk.name(),
            title: one.title,
            line: one.line,
            state: state.name(),
            state_title: state.title(),
            to_do: one.is_to_do(&today),
        });
    }
    let aside: Vec<Mark<'_>> = marks.values().flatten().cloned().collect();
    let mut routes = routes_of(look, path);
    // The last line of a text that ends with a line's end is none.
    let count = file.lines.count();
    let count = if file.line_text(count).is_empty() {
        count.saturating_sub(1).max(1)
    } else {
        count
    };
    let line = asked
        .line
        .parse::<u32>()
        .ok()
        .filter(|line| (1..=count).contains(line));
    let to = asked
        .to
        .parse::<u32>()
        .ok()
        .or(line)
        .map(|to| to.min(count));
    let part = line.map_or(0, |line| line.saturating_sub(1) / LINES);
    let (from, last) = (part * LINES + 1, ((part + 1) * LINES).min(count));
    let nothing = BTreeMap::new();
    let hidden = look.snapshot.hidden.get(path).unwrap_or(&nothing);
    let shown = code::of_file(file, from..=last, hidden);
    let lines = shown.into_iter().map(|code| FileLine {
        asked: line.is_some_and(|line| line <= code.number)
            && to.is_some_and(|to| code.number <= to),
        findings: marks.remove(&code.number).unwrap_or_default(),
        routes: routes.remove(&code.number).unwrap_or_default(),
        number: code.number,
        pieces: code.pieces,
    });
    let around = |part: u32| path_of_part(path, part);
    let data = json!({
        "path": path,
        "parts": parts(path),
        "lines": lines.collect::<Vec<_>>(),
        "count": count,
        "from": from,
        "last": last,
        "before": part.checked_sub(1).map(around),
        "after": (last < count).then(|| around(part + 1)),
        "aside": aside,
        "selected": line.map(|line| (line, to.unwrap_or(line).max(line))),
        "hidden": !hidden.is_empty(),
    });
    let page = Page {
        at: "code",
        title: path,
        template: "file.html",
    };
    app.page(visitor, &page, data)
}

fn path_of_part(path: &str, part: u32) -> String {
    let parts: Vec<String> = path.split('/').map(super::render::segment).collect();
    format!("/code/{}?line={}", parts.join("/"), part * LINES + 1)
}

/// The routes whose views stand in a file, by line.
fn routes_of(look: &Look, path: &str) -> BTreeMap<u32, Vec<RouteMark>> {
    let mut routes: BTreeMap<u32, Vec<RouteMark>> = BTreeMap::new();
    let mut told = BTreeSet::new();
    let application = look.snapshot.seen.review.application.iter();
    let all = application.flat_map(|application| &application.routes);
    for route in all.filter(|route| route.path == path) {
        if told.insert((route.line, &route.rule, &route.methods)) {
            routes.entry(route.line).or_default().push(RouteMark {
                methods: route.methods.join(" "),
                rule: route.rule.clone(),
                open: !route.open.is_empty(),
            });
        }
    }
    routes
}
