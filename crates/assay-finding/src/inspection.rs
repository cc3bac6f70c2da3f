//! What people judge: topics, their questions, the places of this application that each is about, and the answers.
//!
//! Flows are found by a machine; whether a design holds is judged by somebody who reads it.
//! An [`Inspection`] tells where to read. Answers are kept elsewhere and put in with [`Inspection::answer`];
//! what nobody answered stays open, and every report says so.
//!
//! ```
//! use assay_finding::inspection::{Answer, Inspection, Judgement, Question, Topic};
//!
//! let question = Question { id: "one-answer".to_owned(), always: true, ..Question::default() };
//! let topic = Topic { id: "authentication".to_owned(), questions: vec![question], ..Topic::default() };
//! let mut inspection = Inspection { topics: vec![topic] };
//! assert_eq!(inspection.open(), 1);
//!
//! let answer = Answer { verdict: Judgement::Holds, reviewer: "kim".to_owned(), ..Answer::default() };
//! assert!(inspection.answer("authentication", "one-answer", answer));
//! assert_eq!((inspection.open(), inspection.tally().holds), (0, 1));
//! ```

use std::fmt::Write as _;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A guided inspection of an application.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Inspection {
    /// The topics, in the order in which they are best read.
    pub topics: Vec<Topic>,
}

/// A part of the design, such as authentication.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Topic {
    /// The name people type, such as `error-handling`.
    pub id: String,
    /// The name people read.
    pub title: String,
    /// What it is about, in a sentence.
    pub about: String,
    /// The questions.
    pub questions: Vec<Question>,
}

/// A question that somebody answers by reading code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Question {
    /// Its name within the topic, such as `session-renewed`.
    pub id: String,
    /// The question.
    pub text: String,
    /// What to look for, in short points.
    pub look_for: Vec<String>,
    /// The requirements of the verification standard (ASVS 5.0) that it is about.
    pub asvs: Vec<String>,
    /// The weaknesses that a wrong answer means.
    pub cwe: Vec<u32>,
    /// True if it is asked although no place of it was found.
    pub always: bool,
    /// Where to read, by what the places have in common; groups without a place are left out.
    pub groups: Vec<Group>,
    /// What its places are, whatever their lines: an answer given for other places is old.
    pub places_mark: String,
    /// What somebody said; `None` as long as nobody did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
}

/// Places that have something in common.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Group {
    /// What: `14 functions take part in login`.
    pub text: String,
    /// How many there are, also if not all are told.
    pub total: u32,
    /// So many of the places are read first, because requests reach them directly or because of what they do;
    /// none if no place differs from the others.
    #[serde(skip_serializing_if = "is_zero")]
    pub first: u32,
    /// The places: those that are read first, and within each part by file and line.
    pub spots: Vec<Spot>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// A place to read.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Spot {
    /// The file, from the top of the project, with `/`.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The last line of what stands there.
    pub last_line: u32,
    /// What it is: a function, a URL with its methods, a setting.
    pub name: String,
    /// Why it is told, such as `calls login_user`; may be empty.
    pub why: String,
}

/// What somebody said to a question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Whether it holds.
    pub verdict: Judgement,
    /// How they know.
    #[serde(default)]
    pub evidence: String,
    /// Who said so.
    pub reviewer: String,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// The [`Question::places_mark`] that they saw; empty if that was not kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub places_mark: String,
}

/// Whether what a question asks for holds.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Judgement {
    /// It does.
    Holds,
    /// It does not: there is something to repair.
    #[default]
    Fails,
    /// The application has nothing of the sort.
    NotApplicable,
}

impl Judgement {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Holds, Self::Fails, Self::NotApplicable];

    /// The word that data uses: `holds`, `fails`, `not-applicable`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "fails",
            Self::NotApplicable => "not-applicable",
        }
    }

    /// The words that people read.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "does not hold",
            Self::NotApplicable => "does not apply",
        }
    }

    /// The judgement of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// How far a question is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Somebody has to answer it.
    Open,
    /// It was answered, but its places are others by now.
    Old,
    /// It is answered.
    Answered(Judgement),
    /// No place of the application is about it, and nobody has to answer it.
    Nothing,
}

impl State {
    /// The words that people read.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Old => "open again: its places have changed",
            Self::Answered(judgement) => judgement.text(),
            Self::Nothing => "nothing found for it",
        }
    }

    /// True if somebody has to look.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Old)
    }
}

/// How many questions are how far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// All of them.
    pub questions: u32,
    /// Unanswered, or answered for other places.
    pub open: u32,
    /// Answered: it holds.
    pub holds: u32,
    /// Answered: it does not.
    pub fails: u32,
    /// Answered: it does not apply.
    pub not_applicable: u32,
    /// Not asked, because no place is about it.
    pub nothing: u32,
}

impl Tally {
    fn count<'a>(questions: impl IntoIterator<Item = &'a Question>) -> Self {
        let mut tally = Self::default();
        for question in questions {
            tally.questions += 1;
            *match question.state() {
                State::Open | State::Old => &mut tally.open,
                State::Answered(Judgement::Holds) => &mut tally.holds,
                State::Answered(Judgement::Fails) => &mut tally.fails,
                State::Answered(Judgement::NotApplicable) => &mut tally.not_applicable,
                State::Nothing => &mut tally.nothing,
            } += 1;
        }
        tally
    }

    /// How many were answered.
    pub const fn answered(self) -> u32 {
        self.holds + self.fails + self.not_applicable
    }

    /// In one sentence, without a full stop: `3 of 40 questions are open, one does not hold`.
    pub fn text(self) -> String {
        let asked = self.questions - self.nothing;
        let are = |number: u32| if number == 1 { "is" } else { "are" };
        let mut text = match (self.open, asked) {
            (_, 0) => "No question is asked of this application".to_owned(),
            (0, _) => format!("All {asked} questions are answered"),
            (open, _) => format!("{open} of {asked} questions {} open", are(open)),
        };
        match self.fails {
            0 => {}
            1 => text.push_str(", one does not hold"),
            several => drop(write!(text, ", {several} do not hold")),
        }
        text
    }
}

impl Inspection {
    /// How many questions somebody has to answer.
    pub fn open(&self) -> u32 {
        self.tally().open
    }

    /// How many questions are how far.
    pub fn tally(&self) -> Tally {
        Tally::count(self.topics.iter().flat_map(|topic| &topic.questions))
    }

    /// The topic of this name.
    pub fn topic(&self, id: &str) -> Option<&Topic> {
        self.topics.iter().find(|topic| topic.id == id)
    }

    /// Puts in what somebody said. False if there is no such question.
    pub fn answer(&mut self, topic: &str, question: &str, answer: Answer) -> bool {
        let topic = self.topics.iter_mut().find(|known| known.id == topic);
        let question = topic.and_then(|topic| {
            let mut questions = topic.questions.iter_mut();
            questions.find(|known| known.id == question)
        });
        question.is_some_and(|question| {
            question.answer = Some(answer);
            true
        })
    }
}

impl Topic {
    /// How many of its questions are how far.
    pub fn tally(&self) -> Tally {
        Tally::count(&self.questions)
    }

    /// The question of this name.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.id == id)
    }
}

impl Question {
    /// How many places it is about.
    pub fn places(&self) -> u32 {
        self.groups.iter().map(|group| group.total).sum()
    }

    /// How far it is.
    pub fn state(&self) -> State {
        match &self.answer {
            Some(answer) if self.is_old(answer) => State::Old,
            Some(answer) => State::Answered(answer.verdict),
            None if self.always || !self.groups.is_empty() => State::Open,
            None => State::Nothing,
        }
    }

    /// True if an answer was given for other places than there are now.
    pub fn is_old(&self, answer: &Answer) -> bool {
        !answer.places_mark.is_empty() && answer.places_mark != self.places_mark
    }

    /// Gives it its places, and what they are known by: what is told of them, whatever their lines.
    #[must_use]
    pub fn with_groups(mut self, groups: Vec<Group>) -> Self {
        let mut hash = Sha256::new();
        let mut add = |text: &str| {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        };
        for group in &groups {
            add(&group.text);
            for spot in &group.spots {
                add(&spot.path);
                add(&spot.name);
                add(&spot.why);
            }
        }
        self.places_mark.clear();
        for byte in hash.finalize().iter().take(8) {
            let _ = write!(self.places_mark, "{byte:02x}");
        }
        self.groups = groups;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(name: &str, line: u32) -> Spot {
        Spot {
            path: "shop.py".to_owned(),
            line,
            last_line: line,
            name: name.to_owned(),
            why: String::new(),
        }
    }

    fn question(spots: Vec<Spot>) -> Question {
        let group = Group {
            text: "these take part".to_owned(),
            total: u32::try_from(spots.len()).unwrap(),
            spots,
            ..Group::default()
        };
        Question::default().with_groups(vec![group])
    }

    fn answered(mark: &str) -> Answer {
        Answer {
            verdict: Judgement::Holds,
            reviewer: "kim".to_owned(),
            places_mark: mark.to_owned(),
            ..Answer::default()
        }
    }

    #[test]
    fn an_answer_is_old_when_its_places_are_others() {
        let before = question(vec![spot("login", 3)]);
        let mut moved = question(vec![spot("login", 30)]);
        moved.answer = Some(answered(&before.places_mark));
        assert_eq!(moved.state(), State::Answered(Judgement::Holds));

        let mut more = question(vec![spot("login", 3), spot("login_by_mail", 9)]);
        more.answer = Some(answered(&before.places_mark));
        assert_eq!(more.state(), State::Old);
        assert!(more.state().is_open());
    }

    #[test]
    fn only_what_has_places_or_is_always_asked_is_open() {
        let silent = Question::default();
        assert_eq!(silent.state(), State::Nothing);
        let always = Question {
            always: true,
            ..Question::default()
        };
        assert_eq!(always.state(), State::Open);
        assert_eq!(question(vec![spot("login", 3)]).state(), State::Open);
    }

    #[test]
    fn a_tally_is_told_in_a_sentence() {
        let mut fails = question(vec![spot("login", 3)]);
        fails.answer = Some(Answer::default());
        let topic = Topic {
            questions: vec![fails, question(vec![spot("a", 1)]), Question::default()],
            ..Topic::default()
        };
        let tally = topic.tally();
        assert_eq!(
            (tally.questions, tally.answered(), tally.nothing),
            (3, 1, 1)
        );
        assert_eq!(tally.text(), "1 of 2 questions is open, one does not hold");
    }

    #[test]
    fn names_of_judgements_are_read_as_they_are_written() {
        for one in Judgement::ALL {
            assert_eq!(Judgement::named(one.name()), Some(one));
            let json = serde_json::to_string(&one).unwrap();
            assert_eq!(json, format!("\"{}\"", one.name()));
        }
        assert_eq!(Judgement::named("Holds"), None);
    }

    #[test]
    fn an_answer_for_a_question_that_is_gone_changes_nothing() {
        let mut inspection = Inspection::default();
        assert!(!inspection.answer("authentication", "gone", Answer::default()));
    }
}
