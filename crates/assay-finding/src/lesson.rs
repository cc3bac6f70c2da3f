//! What a rule teaches, as plain facts: its page in pieces, the flaw beside its repair, and exercises.
//!
//! Exercises are made from examples that the rule's own tests check, so their answers are known to be right.

use serde::Serialize;

use crate::Example;

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
    /// The code with the flaw.
    pub before: String,
    /// What is offered; their order says nothing.
    pub offers: Vec<Offered>,
    /// Why, for those who chose another one.
    pub explanation: String,
}

/// A repair that is offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Offered {
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
    pub const fn question(&self) -> &'static str {
        match self {
            Self::Line(_) => "Which line has the flaw?",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_judged_by_line_or_by_number() {
        let line = Exercise::Line(LineExercise {
            id: "line-1".to_owned(),
            language: "python".to_owned(),
            code: "a\nb\n".to_owned(),
            right: vec![2],
            choices: vec![1, 2],
            explanation: String::new(),
        });
        assert!(line.is_right(2) && !line.is_right(1));
        let offer = |holds| Offered {
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
