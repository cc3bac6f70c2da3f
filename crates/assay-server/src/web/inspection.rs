//! The guided inspection: topics, their questions with the places of this application, and what people answer.

use std::collections::BTreeMap;

use assay_finding::Risk;
use assay_finding::inspection::{
    Group, Inspection, Judgement, Question, Spot, State as Far, Topic,
};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use serde::Serialize;
use serde_json::{Value, json};

use super::asked::Asked;
use super::prose::{Span, spans};
use super::render::segment;
use super::{Failure, Page};
use crate::guard::{Posted, Visitor};
use crate::state::{App, Look};
use crate::store::{self, Answered};

/// So many places of a group are told at once; the others stand behind a click.
const PLACES: usize = 8;
/// More are not told at all: who needs them has the code.
const MOST: usize = 400;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/inspection", get(show))
        .route("/inspection/{topic}", get(topic).post(answer))
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    title: &'a str,
    about: &'a str,
    text: String,
    asked: u32,
    answered: u32,
    open: u32,
    fails: u32,
    places: u32,
}

fn entries(inspection: &Inspection) -> Vec<Entry<'_>> {
    inspection.topics.iter().map(entry).collect()
}

fn entry(topic: &Topic) -> Entry<'_> {
    let tally = topic.tally();
    Entry {
        id: &topic.id,
        title: &topic.title,
        about: &topic.about,
        text: tally.text(),
        asked: tally.questions - tally.nothing,
        answered: tally.answered(),
        open: tally.open,
        fails: tally.fails,
        places: topic.questions.iter().map(Question::places).sum(),
    }
}

/// How far the inspection is, for the first page; nothing if there is none.
pub(super) fn summary(look: &Look) -> Option<Value> {
    let inspection = look.inspected()?;
    let tally = inspection.tally();
    Some(json!({
        "text": tally.text(),
        "answered": tally.answered(),
        "asked": tally.questions - tally.nothing,
        "open": tally.open,
        "fails": tally.fails,
    }))
}

async fn show(State(app): State<App>, visitor: Visitor, look: Look) -> Result<Response, Failure> {
    let inspection = look.inspected();
    let tally = inspection
        .as_ref()
        .map(Inspection::tally)
        .unwrap_or_default();
    let old = inspection
        .as_ref()
        .map_or(0, |inspection| old(&inspection.topics));
    let data = json!({
        "topics": inspection.as_ref().map(entries).unwrap_or_default(),
        "text": tally.text(),
        "tally": tally,
        "answered": tally.answered(),
        "asked": tally.questions - tally.nothing,
        "old": old,
    });
    let page = Page {
        at: "inspection",
        title: "Inspection",
        template: "inspection.html",
    };
    app.page(&visitor, &page, data)
}

fn old(topics: &[Topic]) -> usize {
    let questions = topics.iter().flat_map(|topic| &topic.questions);
    questions
        .filter(|question| question.state() == Far::Old)
        .count()
}

async fn topic(
    State(app): State<App>,
    visitor: Visitor,
    look: Look,
    Path(id): Path<String>,
    asked: Asked,
) -> Result<Response, Failure> {
    let inspection = look.inspected().ok_or(Failure::NotFound)?;
    let topic = inspection.topic(&id).ok_or(Failure::NotFound)?;
    let shown = asked.text("history");
    let history = match topic.question(shown) {
        Some(question) => app.store.answer_history(&id, &question.id).await?,
        None => Vec::new(),
    };
    let found = findings(&look);
    let mut asks: Vec<Asks<'_>> = topic
        .questions
        .iter()
        .map(|question| asks(&look, &found, &id, question))
        .collect();
    if asked.has("open") {
        asks.retain(|asks| asks.is_open);
    }
    let at = inspection
        .topics
        .iter()
        .position(|known| known.id == id)
        .unwrap_or(0);
    let next = inspection
        .topics
        .iter()
        .cycle()
        .skip(at + 1)
        .take(inspection.topics.len());
    let next = next
        .into_iter()
        .find(|topic| topic.id != id && topic.tally().open > 0);
    let data = json!({
        "id": id,
        "title": topic.title,
        "about": topic.about,
        "text": topic.tally().text(),
        "open": topic.tally().open,
        "only_open": asked.has("open"),
        "topics": entries(&inspection),
        "questions": asks,
        "first": asks.iter().find(|asks| asks.is_open).map(|asks| asks.id),
        "next": next.map(|topic| json!({ "id": topic.id, "title": topic.title })),
        "shown": shown,
        "history": history,
        "verdicts": verdicts(),
    });
    let page = Page {
        at: "inspection",
        title: &topic.title,
        template: "topic.html",
    };
    app.page(&visitor, &page, data)
}

fn verdicts() -> Vec<(&'static str, &'static str)> {
    Judgement::ALL
        .map(|judgement| (judgement.name(), judgement.text()))
        .into()
}

/// A question as its page shows it.
#[derive(Serialize)]
struct Asks<'a> {
    id: &'a str,
    text: Vec<Span>,
    look_for: Vec<Vec<Span>>,
    asvs: &'a [String],
    cwe: &'a [u32],
    groups: Vec<Places<'a>>,
    places_mark: &'a str,
    state: &'static str,
    state_text: &'static str,
    is_open: bool,
    is_old: bool,
    answer: Option<&'a Answered>,
    verdict_text: &'static str,
    version: i64,
}

#[derive(Serialize)]
struct Places<'a> {
    text: &'a str,
    total: u32,
    /// What is told at once.
    first: Vec<Shown<'a>>,
    /// What is read first, too, and stands behind a click.
    like: Vec<Shown<'a>>,
    /// The others.
    more: Vec<Shown<'a>>,
    /// So many are read first; 0 if all are alike.
    ahead: u32,
    untold: u32,
}

#[derive(Serialize)]
struct Shown<'a> {
    path: &'a str,
    line: u32,
    last_line: u32,
    name: &'a str,
    why: &'a str,
    /// The worst finding there, and how many there are.
    worst: Option<&'static str>,
    findings: usize,
    fingerprint: &'a str,
}

/// What somebody still has to do something about, by file: line, risk and fingerprint.
type Found<'a> = BTreeMap<&'a str, Vec<(u32, Risk, &'a str)>>;

fn findings(look: &Look) -> Found<'_> {
    let mut found = Found::new();
    for finding in look.findings() {
        if look.state(&finding.fingerprint).is_active() {
            let own = (
                finding.place.start.line,
                look.risk(finding),
                finding.fingerprint.as_str(),
            );
            found.entry(&finding.place.path).or_default().push(own);
        }
    }
    found
}

fn asks<'a>(look: &'a Look, found: &Found<'a>, topic: &str, question: &'a Question) -> Asks<'a> {
    let key = (topic.to_owned(), question.id.clone());
    let said = look.marks.answers.get(&key);
    let answer = said.filter(|said| !said.verdict.is_empty());
    let far = question.state();
    Asks {
        id: &question.id,
        text: spans(&question.text),
        look_for: question.look_for.iter().map(|point| spans(point)).collect(),
        asvs: &question.asvs,
        cwe: &question.cwe,
        groups: question
            .groups
            .iter()
            .map(|group| places(found, group))
            .collect(),
        places_mark: &question.places_mark,
        state: match far {
            Far::Open => "open",
            Far::Old => "old",
            Far::Answered(judgement) => judgement.name(),
            Far::Nothing => "nothing",
        },
        state_text: far.text(),
        is_open: far.is_open(),
        is_old: far == Far::Old,
        verdict_text: answer
            .and_then(|answer| Judgement::named(&answer.verdict))
            .map_or("", Judgement::text),
        answer,
        version: said.map_or(0, |said| said.version),
    }
}

fn places<'a>(found: &Found<'a>, group: &'a Group) -> Places<'a> {
    let mut spots = group.spots.iter().take(MOST).map(|spot| shown(found, spot));
    let ahead = usize::try_from(group.first).unwrap_or(usize::MAX);
    let at_once = if ahead == 0 {
        PLACES
    } else {
        PLACES.min(ahead)
    };
    let first: Vec<Shown<'_>> = spots.by_ref().take(at_once).collect();
    let like: Vec<Shown<'_>> = spots.by_ref().take(ahead.saturating_sub(at_once)).collect();
    let more: Vec<Shown<'_>> = spots.collect();
    let told = u32::try_from(first.len() + like.len() + more.len()).unwrap_or(u32::MAX);
    Places {
        text: &group.text,
        total: group.total,
        untold: group.total.saturating_sub(told),
        first,
        like,
        more,
        ahead: group.first,
    }
}

fn shown<'a>(found: &Found<'a>, spot: &'a Spot) -> Shown<'a> {
    let own = found.get(spot.path.as_str()).into_iter().flatten();
    let own = own.filter(|(line, _, _)| (spot.line..=spot.last_line).contains(line));
    let (mut findings, mut worst) = (0, None);
    for (_, risk, fingerprint) in own {
        findings += 1;
        worst = worst.max(Some((*risk, *fingerprint)));
    }
    Shown {
        path: &spot.path,
        line: spot.line,
        last_line: spot.last_line,
        name: &spot.name,
        why: &spot.why,
        worst: worst.map(|(risk, _)| risk.name()),
        fingerprint: worst.map_or("", |(_, fingerprint)| fingerprint),
        findings,
    }
}

/// Keeps an answer. The form names the version that was seen; after a conflict nothing is written.
async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let look = app.look().await?.ok_or(Failure::NotFound)?;
    let inspection = look
        .snapshot
        .seen
        .review
        .inspection
        .as_ref()
        .ok_or(Failure::NotFound)?;
    let topic = inspection.topic(&id).ok_or(Failure::NotFound)?;
    let question = topic
        .question(posted.text("question"))
        .ok_or(Failure::NotFound)?;
    let version = posted.version()?;
    let is_taken_back = posted.text("take_back") == "1";
    let verdict = if is_taken_back {
        ""
    } else {
        posted.text("verdict")
    };
    if verdict.is_empty() && !is_taken_back {
        return Err(Failure::Refused("choose whether it holds".to_owned()));
    }
    let answered = Answered {
        topic: id.clone(),
        question: question.id.clone(),
        verdict: verdict.to_owned(),
        evidence: posted.text("evidence").to_owned(),
        // What was looked at is what the page showed, not what there is by now.
        places_mark: posted.text("mark").chars().take(64).collect(),
        version,
        ..Answered::default()
    };
    match app
        .store
        .answer(&answered, &visitor.person, app.now())
        .await
    {
        Ok(()) => {}
        Err(store::Error::Conflict { .. }) => {
            return conflict(&app, &visitor, topic, question, &answered).await;
        }
        Err(error) => return Err(error.into()),
    }
    app.told().await?;
    Ok(Redirect::to(&format!(
        "/inspection/{}#q-{}",
        segment(&id),
        segment(&question.id)
    ))
    .into_response())
}

/// The page that shows what somebody else answered beside what was sent.
async fn conflict(
    app: &App,
    visitor: &Visitor,
    topic: &Topic,
    question: &Question,
    sent: &Answered,
) -> Result<Response, Failure> {
    let marks = app.marks().await?;
    let now = marks.answers.get(&(topic.id.clone(), question.id.clone()));
    let words = |verdict: &str| Judgement::named(verdict).map_or("no answer", Judgement::text);
    let data = json!({
        "topic": topic.id,
        "question": question.id,
        "text": spans(&question.text),
        "now": now,
        "now_text": now.map(|now| words(&now.verdict)),
        "version": now.map_or(0, |now| now.version),
        "sent": sent,
        "sent_text": words(&sent.verdict),
    });
    let page = Page {
        at: "inspection",
        title: "Somebody else was faster",
        template: "answer.html",
    };
    let mut response = app.page(visitor, &page, data)?;
    *response.status_mut() = StatusCode::CONFLICT;
    Ok(response)
}
