//! The inspection by people: questions with their state, answer and first places.

use assay_finding::Inspection;
use assay_finding::inspection::{Group, Judgement, Question, State, Topic};
use assay_report::view;
use serde::Serialize;

use crate::letters::Letters;

/// More places of one group than these are told by their number.
const PLACES: usize = 8;

#[derive(Serialize)]
pub(crate) struct InspectionPart {
    text: String,
    topics: Vec<TopicPart>,
}

#[derive(Serialize)]
struct TopicPart {
    title: String,
    about: String,
    text: String,
    questions: Vec<QuestionPart>,
}

#[derive(Serialize)]
struct QuestionPart {
    text: String,
    /// A risk, for its colour.
    colour: &'static str,
    state: String,
    standards: String,
    answer: String,
    evidence: Vec<String>,
    groups: Vec<GroupPart>,
}

#[derive(Serialize)]
struct GroupPart {
    text: String,
    spots: Vec<(String, String)>,
    more: String,
}

impl InspectionPart {
    pub(crate) fn of(inspection: &Inspection, letters: &Letters<'_>) -> Self {
        let topics = inspection.topics.iter();
        Self {
            text: letters.line(&inspection.tally().text()),
            topics: topics.map(|part| topic(part, letters)).collect(),
        }
    }
}

fn topic(topic: &Topic, letters: &Letters<'_>) -> TopicPart {
    TopicPart {
        title: letters.line(&topic.title),
        about: letters.line(&topic.about),
        text: letters.line(&topic.tally().text()),
        questions: topic
            .questions
            .iter()
            .map(|part| question(part, letters))
            .collect(),
    }
}

fn question(question: &Question, letters: &Letters<'_>) -> QuestionPart {
    let state = question.state();
    let answer = question.answer.as_ref();
    let evidence = answer.map_or("", |answer| &answer.evidence).lines();
    QuestionPart {
        text: letters.line(&question.text),
        colour: match state {
            State::Open | State::Old => "medium",
            State::Answered(Judgement::Fails) => "high",
            State::Answered(Judgement::Holds | Judgement::NotApplicable) => "low",
            State::Nothing => "info",
        },
        state: letters.line(state.text()),
        standards: letters.line(&view::standards(question)),
        answer: answer.map_or_else(String::new, |answer| letters.line(&view::answer(answer))),
        evidence: evidence.map(|line| letters.line(line)).collect(),
        groups: question
            .groups
            .iter()
            .map(|part| group(part, letters))
            .collect(),
    }
}

fn group(group: &Group, letters: &Letters<'_>) -> GroupPart {
    let spots = group.spots.iter().take(PLACES).map(|spot| {
        (
            letters.line(&format!("{}:{}", spot.path, spot.line)),
            letters.line(&spot.name),
        )
    });
    GroupPart {
        text: letters.line(&group.text),
        spots: spots.collect(),
        more: view::more_places(group, PLACES).unwrap_or_default(),
    }
}
