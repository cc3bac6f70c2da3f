//! The inspection as rows for the page: every question with its state, its answer and its first places.

use assay_finding::Inspection;
use assay_finding::inspection::{Question, State, Topic};
use serde::Serialize;

use crate::inspection::PLACES;
use crate::view;

#[derive(Serialize)]
pub(super) struct Part {
    text: String,
    topics: Vec<TopicRow>,
}

#[derive(Serialize)]
struct TopicRow {
    id: String,
    title: String,
    about: String,
    text: String,
    questions: Vec<QuestionRow>,
}

#[derive(Serialize)]
struct QuestionRow {
    text: String,
    /// For the colour of its badge.
    class: &'static str,
    state: String,
    name: String,
    standards: String,
    answer: String,
    evidence: Vec<String>,
    look_for: Vec<String>,
    groups: Vec<GroupRow>,
}

#[derive(Serialize)]
struct GroupRow {
    text: String,
    spots: Vec<(String, String, String)>,
    more: Option<String>,
}

impl Part {
    pub(super) fn of(inspection: &Inspection) -> Self {
        Self {
            text: inspection.tally().text(),
            topics: inspection.topics.iter().map(topic).collect(),
        }
    }
}

fn topic(topic: &Topic) -> TopicRow {
    TopicRow {
        id: topic.id.clone(),
        title: topic.title.clone(),
        about: topic.about.clone(),
        text: topic.tally().text(),
        questions: topic
            .questions
            .iter()
            .map(|question| row(topic, question))
            .collect(),
    }
}

fn row(topic: &Topic, question: &Question) -> QuestionRow {
    use assay_finding::inspection::Judgement;
    let state = question.state();
    let is_asked = state != State::Nothing;
    let answer = question.answer.as_ref();
    QuestionRow {
        text: question.text.clone(),
        class: match state {
            State::Open | State::Old => "medium",
            State::Answered(Judgement::Fails) => "high",
            State::Answered(Judgement::Holds | Judgement::NotApplicable) => "low",
            State::Nothing => "info",
        },
        state: state.text().to_owned(),
        name: format!("{}/{}", topic.id, question.id),
        standards: view::standards(question),
        answer: answer.map(view::answer).unwrap_or_default(),
        evidence: answer
            .map(|answer| answer.evidence.lines().map(str::to_owned).collect())
            .unwrap_or_default(),
        look_for: question
            .look_for
            .iter()
            .filter(|_| is_asked)
            .cloned()
            .collect(),
        groups: question
            .groups
            .iter()
            .map(|group| GroupRow {
                text: group.text.clone(),
                spots: group
                    .spots
                    .iter()
                    .take(PLACES)
                    .map(|spot| {
                        let place = format!("{}:{}", spot.path, spot.line);
                        (place, spot.name.clone(), spot.why.clone())
                    })
                    .collect(),
                more: view::more_places(group, PLACES),
            })
            .collect(),
    }
}
