//! What a rule teaches, as plain facts: its page in pieces, the flaw beside its repair, and exercises.
//!
//! Exercises are made from examples that the rule's own tests check, so their answers are known to be right.

use serde::Serialize;

use crate::{Example, Finding, RuleFacts};

/// The lesson of a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Lesson {
    /// The rule's id.
    pub rule: String,
    /// Its family.
    pub family: String,
    /// What is wrong, in a few words.
    pub title: String,
    /// The first sentence.
    pub summary: String,
    /// What to do, in one sentence.
    pub fix: String,
    /// The page, in order.
    pub blocks: Vec<LessonBlock>,
    /// Each flaw beside its repair.
    pub pairs: Vec<LessonPair>,
    /// Where to read more.
    pub references: Vec<String>,
    /// The exercises; empty if the examples allow none.
    pub exercises: Vec<Exercise>,
}

/// A piece of a lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum LessonBlock {
    /// A heading.
    Heading {
        /// Its text.
        text: String,
    },
    /// A paragraph or list, in Markdown.
    Prose {
        /// Its text.
        text: String,
    },
    /// Code.
    Code {
        /// Its language, such as `python`.
        language: String,
        /// The file it stands for; empty if that does not matter.
        file: String,
        /// `vulnerable`, `safe`, or empty.
        verdict: String,
        /// The code, without the marks that tests read.
        code: String,
    },
}

/// A flaw beside its repair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LessonPair {
    /// What it is about, such as the name of a library.
    pub heading: String,
    /// The code before and after.
    pub example: Example,
}

/// Something to answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Exercise {
    /// Which line has the flaw?
    Line(LineExercise),
    /// Which of these repairs holds?
    Repair(RepairExercise),
}

/// Code with a flaw in one line of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineExercise {
    /// Its name within the lesson, such as `line-1`; it stays as long as the example does.
    pub id: String,
    /// The language of the code.
    pub language: String,
    /// The file that it stands for; empty if that does not matter.
    pub file: String,
    /// The code.
    pub code: String,
    /// The lines, from 1, that count as an answer: those that the rule reports.
    pub right: Vec<u32>,
    /// The lines that may be chosen: not the empty ones.
    pub choices: Vec<u32>,
    /// Why, for those who chose another line.
    pub explanation: String,
}

/// Code with a flaw, and what somebody changed to repair it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RepairExercise {
    /// Its name within the lesson, such as `repair-1`.
    pub id: String,
    /// The language of the code.
    pub language: String,
    /// The code with the flaw; empty if what is offered is not about one piece of code, and only one of it is safe.
    pub before: String,
    /// What is offered; their order says nothing.
    pub offers: Vec<Offered>,
    /// Why, for those who chose another one.
    pub explanation: String,
}

/// A repair that is offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Offered {
    /// The file that it stands for; empty if that does not matter.
    pub file: String,
    /// The code.
    pub code: String,
    /// True if the flaw is gone.
    pub holds: bool,
}

impl Lesson {
    /// The exercise of this name.
    pub fn exercise(&self, id: &str) -> Option<&Exercise> {
        self.exercises.iter().find(|exercise| exercise.id() == id)
    }
}

impl Exercise {
    /// Its name within the lesson.
    pub fn id(&self) -> &str {
        match self {
            Self::Line(exercise) => &exercise.id,
            Self::Repair(exercise) => &exercise.id,
        }
    }

    /// The question.
    pub fn question(&self) -> &'static str {
        match self {
            Self::Line(_) => "Which line has the flaw?",
            Self::Repair(exercise) if exercise.before.is_empty() => "Which of these holds?",
            Self::Repair(_) => "Which repair holds?",
        }
    }

    /// True if an answer is right: a line for [`Exercise::Line`], the number of an offer, from 0, for [`Exercise::Repair`].
    pub fn is_right(&self, answer: u32) -> bool {
        match self {
            Self::Line(exercise) => exercise.right.contains(&answer),
            Self::Repair(exercise) => {
                let offer = exercise.offers.get(answer as usize);
                offer.is_some_and(|offer| offer.holds)
            }
        }
    }

    /// What to say to somebody who answered.
    pub fn explanation(&self) -> &str {
        match self {
            Self::Line(exercise) => &exercise.explanation,
            Self::Repair(exercise) => &exercise.explanation,
        }
    }
}

/// How many lines around a finding an exercise shows, on each side.
const AROUND: u32 = 7;

impl LineExercise {
    /// An exercise made from a finding: the lines around it in `text`, the file that holds it.
    ///
    /// None if the lines hold a secret, if they are others than those of the finding, or if there is nothing to choose from.
    pub fn of_finding(finding: &Finding, facts: &RuleFacts, text: &str) -> Option<Self> {
        let place = &finding.place;
        if place.excerpt.hidden || place.excerpt.cut {
            return None;
        }
        let first = place.start.line.saturating_sub(AROUND).max(1);
        let last = place.end.line.saturating_add(AROUND);
        let lines: Vec<(u32, &str)> = (1..)
            .zip(text.lines())
            .filter(|(number, _)| (first..=last).contains(number))
            .collect();
        let own = lines
            .iter()
            .filter(|(number, _)| (place.start.line..=place.end.line).contains(number));
        let own: Vec<&str> = own.map(|(_, line)| *line).collect();
        let is_same = own.iter().copied().eq(place.excerpt.text.lines());
        let code: Vec<&str> = lines.iter().map(|(_, line)| *line).collect();
        let of_window = |line: u32| line.saturating_sub(first).saturating_add(1);
        let choices: Vec<u32> = lines
            .iter()
            .filter(|(_, line)| !line.trim().is_empty())
            .map(|(number, _)| of_window(*number))
            .collect();
        (is_same && choices.len() > own.len().max(2)).then(|| Self {
            id: format!("finding-{}", finding.fingerprint),
            language: place
                .path
                .rsplit_once('.')
                .map_or(
                    "",
                    |(_, ending)| if ending == "py" { "python" } else { ending },
                )
                .to_owned(),
            file: place.path.clone(),
            code: code.join("\n"),
            right: (of_window(place.start.line)..=of_window(place.end.line)).collect(),
            choices,
            explanation: format!("{}. {}.", finding.message, facts.fix),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_judged_by_line_or_by_number() {
        let line = Exercise::Line(LineExercise {
            id: "line-1".to_owned(),
            language: "python".to_owned(),
            file: String::new(),
            code: "a\nb\n".to_owned(),
            right: vec![2],
            choices: vec![1, 2],
            explanation: String::new(),
        });
        assert!(line.is_right(2) && !line.is_right(1));
        let offer = |holds| Offered {
            file: String::new(),
            code: String::new(),
            holds,
        };
        let repair = Exercise::Repair(RepairExercise {
            id: "repair-1".to_owned(),
            language: "python".to_owned(),
            before: String::new(),
            offers: vec![offer(false), offer(true)],
            explanation: String::new(),
        });
        assert!(repair.is_right(1) && !repair.is_right(0) && !repair.is_right(9));
    }
}
