//! What a rule teaches: its page, section by section, with the vulnerable and the safe code side by side.

use std::fmt::Write as _;

use assay_finding::Example;

use super::marker;
use super::page::{Block, Body, Part, Section, Verdict};

/// The heading that every rule has.
pub const DANGER: &str = "What can happen";

/// What a rule teaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// The page.
    pub body: Body,
}

/// Vulnerable code and the same code repaired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair<'a> {
    /// The heading they stand under.
    pub heading: &'a str,
    /// The flaw: one block per file.
    pub vulnerable: Vec<&'a Block>,
    /// The repair: one block per file.
    pub safe: Vec<&'a Block>,
}

impl Lesson {
    /// What an attacker gains, in prose.
    pub fn danger(&self) -> Option<&str> {
        self.body
            .section(DANGER)?
            .parts
            .iter()
            .find_map(|part| match part {
                Part::Prose(text) => Some(text.as_str()),
                Part::Block(_) => None,
            })
    }

    /// The pairs, in order; sections without code have none.
    pub fn pairs(&self) -> impl Iterator<Item = Pair<'_>> {
        self.body.sections.iter().filter_map(Section::pair)
    }
}

impl Lesson {
    /// The first blocks of the first pair, for those who have room for one.
    pub(super) fn example(&self) -> Option<Example> {
        let pair = self.pairs().next()?;
        let (before, after) = (pair.vulnerable.first()?, pair.safe.first()?);
        Some(Example {
            language: before.language.clone(),
            before: marker::without(&before.code),
            after: marker::without(&after.code),
        })
    }
}

impl Section {
    /// The blocks of the section, by verdict; `None` if one side is missing.
    pub fn pair(&self) -> Option<Pair<'_>> {
        let vulnerable: Vec<_> = self.blocks_of(Verdict::Vulnerable).collect();
        let safe: Vec<_> = self.blocks_of(Verdict::Safe).collect();
        let complete = !vulnerable.is_empty() && !safe.is_empty();
        complete.then_some(Pair {
            heading: &self.heading,
            vulnerable,
            safe,
        })
    }
}

/// The page as Markdown for readers: without markers, each block under the word that judges it.
pub(super) fn markdown(body: &Body) -> String {
    let mut text = body.opening.clone();
    for section in &body.sections {
        let _ = write!(text, "\n\n## {}", section.heading);
        for part in &section.parts {
            match part {
                Part::Prose(prose) => {
                    let _ = write!(text, "\n\n{prose}");
                }
                Part::Block(block) => write_block(&mut text, block),
            }
        }
    }
    text.push('\n');
    text
}

fn write_block(text: &mut String, block: &Block) {
    let title = match block.verdict {
        Some(Verdict::Vulnerable) => "Vulnerable",
        Some(Verdict::Safe) => "Safe",
        None => "",
    };
    match (&block.file, title) {
        (None, "") => {}
        (Some(file), "") => drop(write!(text, "\n\n`{file}`:")),
        (None, title) => drop(write!(text, "\n\n{title}:")),
        (Some(file), title) => drop(write!(text, "\n\n{title}, `{file}`:")),
    }
    // Code that holds a fence needs a longer one.
    let mut fence = "```".to_owned();
    while block.code.contains(&fence) {
        fence.push('`');
    }
    let _ = write!(
        text,
        "\n\n{fence}{}\n{}{fence}",
        block.language,
        marker::without(&block.code)
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "Short. Long.\n\n## What can happen\n\nThings.\n\n## Flask\n\n\
        ```python vulnerable\nrun(a)  # finding\n```\n\nBecause.\n\n```python safe file=b.py\nrun(1)\n```\n\n## Notes\n\nText.\n";

    fn lesson() -> Lesson {
        Lesson {
            body: Body::parse("a/rule.md", BODY).expect("a body"),
        }
    }

    #[test]
    fn a_section_with_both_verdicts_is_a_pair() {
        let lesson = lesson();
        let pairs: Vec<_> = lesson.pairs().collect();
        assert_eq!(pairs.len(), 1);
        assert_eq!(pairs[0].heading, "Flask");
        assert_eq!(lesson.danger(), Some("Things."));
    }

    #[test]
    fn readers_get_the_page_without_markers() {
        assert_eq!(
            markdown(&lesson().body),
            "Short. Long.\n\n## What can happen\n\nThings.\n\n## Flask\n\nVulnerable:\n\n```python\nrun(a)\n```\n\n\
             Because.\n\nSafe, `b.py`:\n\n```python\nrun(1)\n```\n\n## Notes\n\nText.\n"
        );
    }
}
