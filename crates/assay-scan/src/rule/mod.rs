//! A rule: what is known about it, how it detects, and what it teaches.

mod error;
mod facts;
mod lesson;
pub mod marker;
pub(crate) mod nearest;
mod page;
pub mod repair;
mod set;
mod teach;

use assay_finding::RuleFacts;

pub use error::{Fault, RuleError};
pub use lesson::{DANGER, Lesson, Pair};
pub use nearest::nearest;
pub use page::{Block, Body, PAGE_LIMIT, Page, Part, Section, Verdict};
pub use set::{Called, RuleSet, UnknownRule};

use crate::check::Check;
use crate::detect::Detect;

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its page, as the path was given.
    pub path: String,
    /// What is known about it.
    pub facts: RuleFacts,
    /// How it detects.
    pub detects: Vec<Detect>,
    /// How a tool repairs it, the best way first.
    pub repairs: Vec<repair::Repair>,
    /// What it teaches.
    pub lesson: Lesson,
    /// The code of a rule for which data is not enough.
    pub check: Option<Check>,
    /// Further names that other tools have for it, beside those that [`RuleFacts::also`] tells readers.
    pub elsewhere: Vec<String>,
}

impl Rule {
    /// Reads a rule from the text of its page; the path ends in `family/id/rule.md`.
    ///
    /// # Errors
    /// If the page or a fact of it is wrong, or if `check` and the facts disagree about code.
    pub fn parse(path: &str, text: &str, check: Option<Check>) -> Result<Self, RuleError> {
        let page = Page::parse(path, text)?;
        let facts::Stated {
            facts,
            detects,
            repairs,
        } = facts::read(path, &page)?;
        let is_code = detects
            .iter()
            .any(|detect| matches!(detect, Detect::Code { .. }));
        match (is_code, check.is_some()) {
            (true, false) => return Err(RuleError::new(path, page.facts_line, Fault::NoCheck)),
            (false, true) => return Err(RuleError::new(path, page.facts_line, Fault::UnusedCheck)),
            (true, true) | (false, false) => {}
        }
        for section in &page.body.sections {
            for block in section.blocks() {
                if block.language == "python" && block.verdict.is_none() {
                    return Err(RuleError::new(
                        path,
                        block.first_line.saturating_sub(1),
                        Fault::NoVerdict,
                    ));
                }
            }
        }
        Ok(Self {
            path: path.to_owned(),
            facts,
            detects,
            repairs,
            lesson: Lesson { body: page.body },
            check,
            elsewhere: Vec::new(),
        })
    }

    /// Counts the `known-miss` and `known-noise` markers of its `cases.md` into its facts.
    ///
    /// # Errors
    /// If the cases cannot be read.
    pub fn with_cases(mut self, path: &str, text: &str) -> Result<Self, RuleError> {
        let body = Body::parse(path, text)?;
        let lesson = self.lesson.body.sections.iter();
        let lines = lesson
            .chain(&body.sections)
            .flat_map(Section::blocks)
            .flat_map(|block| block.code.lines());
        let (mut misses, mut noise) = (0, 0);
        for claim in lines.flat_map(marker::claims) {
            match claim {
                marker::Claim::KnownMiss(_) => misses += 1,
                marker::Claim::KnownNoise(_) => noise += 1,
                marker::Claim::Finding(_) | marker::Claim::Source => {}
            }
        }
        self.facts.known_misses = misses;
        self.facts.known_noise = noise;
        Ok(self)
    }
}

#[cfg(test)]
mod tests;
