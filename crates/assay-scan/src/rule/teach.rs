//! Lessons and exercises, made from a rule's page and its cases.
//!
//! Nothing is made up: a wrong line, a wrong repair and the right one are blocks that the rule's own tests check.
//! *Which line?* takes vulnerable code and asks for the line that is marked with `# finding`.
//! *Which repair holds?* puts the safe twin of such code beside other code of the rule that is reported,
//! the most similar first, so that people have to see what makes the difference.

use std::collections::BTreeSet;

use assay_finding::{
    Example, Exercise, Lesson, LessonBlock, LessonPair, LineExercise, Offered, RepairExercise,
};

use super::Rule;
use super::marker::{self, Claim};
use super::page::{Block, Body, Part, Section, Verdict};

/// How many exercises of each sort a lesson has.
const LINES: usize = 3;
const REPAIRS: usize = 2;

/// How many wrong repairs are offered.
const WRONG: usize = 3;

/// How much two pieces of code must have in common, in hundredths, to be two repairs of one.
const ALIKE: usize = 34;

impl Rule {
    /// What it teaches, with exercises; `cases` is its page of edge cases, if there is one.
    pub fn teach(&self, cases: Option<&Body>) -> Lesson {
        let facts = &self.facts;
        let pairs = self.lesson.pairs().filter_map(|pair| {
            let (before, after) = (pair.vulnerable.first()?, pair.safe.first()?);
            Some(LessonPair {
                heading: pair.heading.to_owned(),
                example: Example {
                    language: before.language.clone(),
                    before: marker::without(&before.code),
                    after: marker::without(&after.code),
                },
            })
        });
        Lesson {
            rule: facts.id.clone(),
            family: facts.family.clone(),
            title: facts.title.clone(),
            summary: facts.summary.clone(),
            fix: facts.fix.clone(),
            blocks: blocks(&self.lesson.body),
            pairs: pairs.collect(),
            references: facts.references.clone(),
            exercises: self.exercises(cases),
        }
    }

    fn exercises(&self, cases: Option<&Body>) -> Vec<Exercise> {
        let sections = &self.lesson.body.sections;
        let mut exercises = Vec::new();
        let blocks = sections
            .iter()
            .flat_map(|section| section.blocks_of(Verdict::Vulnerable));
        let lines = blocks.filter_map(|block| self.which_line(block));
        for (exercise, number) in lines.take(LINES).zip(1..) {
            let id = format!("line-{number}");
            exercises.push(Exercise::Line(LineExercise { id, ..exercise }));
        }
        let wrong = self.wrong(cases);
        let repairs = sections.iter().filter_map(|section| {
            let (before, after) = (
                only(section, Verdict::Vulnerable)?,
                only(section, Verdict::Safe)?,
            );
            self.which_repair(before, after, &wrong)
        });
        for (exercise, number) in repairs.take(REPAIRS).zip(1..) {
            let id = format!("repair-{number}");
            exercises.push(Exercise::Repair(RepairExercise { id, ..exercise }));
        }
        exercises
    }

    fn which_line(&self, block: &Block) -> Option<LineExercise> {
        let right = self.reported(block);
        let code = marker::without(&block.code);
        let choices: Vec<u32> = (1..)
            .zip(code.lines())
            .filter(|(_, line)| !line.trim().is_empty())
            .map(|(number, _)| number)
            .collect();
        // With every line an answer there is nothing to find.
        (!right.is_empty() && choices.len() > right.len().max(1)).then(|| LineExercise {
            id: String::new(),
            language: block.language.clone(),
            file: block.file.clone().unwrap_or_default(),
            code,
            right,
            choices,
            explanation: format!("{}. {}.", self.facts.summary, self.facts.fix),
        })
    }

    /// The lines of a block that this rule reports.
    fn reported(&self, block: &Block) -> Vec<u32> {
        let is_own = |claim: &Claim| match claim {
            Claim::Finding(None) => true,
            Claim::Finding(Some(rule)) => *rule == self.facts.id,
            Claim::Source | Claim::KnownMiss(_) | Claim::KnownNoise(_) => false,
        };
        let lines = (1..).zip(block.code.lines());
        lines
            .filter(|(_, line)| marker::claims(line).iter().any(is_own))
            .map(|(number, _)| number)
            .collect()
    }

    /// Every piece of code, whole in itself, that this rule reports.
    fn wrong<'a>(&'a self, cases: Option<&'a Body>) -> Vec<&'a Block> {
        let lesson = self.lesson.body.sections.iter();
        let lesson = lesson.filter_map(|section| only(section, Verdict::Vulnerable));
        let cases = cases.into_iter().flat_map(|body| &body.sections);
        let cases = cases.filter_map(|section| {
            let is_run = |block: &&Block| block.language == "python" || block.file.is_some();
            let mut blocks = section.blocks().filter(is_run);
            blocks.next().filter(|_| blocks.next().is_none())
        });
        lesson
            .chain(cases)
            .filter(|block| !self.reported(block).is_empty())
            .collect()
    }

    fn which_repair(
        &self,
        before: &Block,
        after: &Block,
        wrong: &[&Block],
    ) -> Option<RepairExercise> {
        let flawed = marker::without(&before.code);
        let right = Offered {
            file: after.file.clone().unwrap_or_default(),
            code: marker::without(&after.code),
            holds: true,
        };
        let mut seen = BTreeSet::from([squeezed(&flawed), squeezed(&right.code)]);
        let mut others: Vec<(usize, Offered)> = Vec::new();
        for block in wrong {
            let code = marker::without(&block.code);
            if block.language == before.language && seen.insert(squeezed(&code)) {
                let file = block.file.clone().unwrap_or_default();
                let likeness = likeness(&flawed, &code);
                let offered = Offered {
                    file,
                    code,
                    holds: false,
                };
                others.push((likeness, offered));
            }
        }
        others.sort_by_key(|(likeness, _)| std::cmp::Reverse(*likeness));
        let are_alike = others
            .first()
            .is_some_and(|(likeness, _)| *likeness >= ALIKE);
        if are_alike {
            others.retain(|(likeness, _)| *likeness >= ALIKE);
        }
        others.truncate(WRONG);
        if others.is_empty() {
            return None;
        }
        let mut offers: Vec<Offered> = others.into_iter().map(|(_, offered)| offered).collect();
        // Always the same place for the same code, and not always the first.
        let place = right.code.bytes().map(usize::from).sum::<usize>() % (offers.len() + 1);
        offers.insert(place, right);
        Some(RepairExercise {
            id: String::new(),
            language: before.language.clone(),
            before: if are_alike { flawed } else { String::new() },
            offers,
            explanation: format!("{}.", self.facts.fix),
        })
    }
}

/// The page in pieces.
fn blocks(body: &Body) -> Vec<LessonBlock> {
    let prose = |text: &str| LessonBlock::Prose {
        text: text.to_owned(),
    };
    let mut blocks = vec![prose(&body.opening)];
    for section in &body.sections {
        blocks.push(LessonBlock::Heading {
            text: section.heading.clone(),
        });
        for part in &section.parts {
            blocks.push(match part {
                Part::Prose(text) => prose(text),
                Part::Block(block) => LessonBlock::Code {
                    language: block.language.clone(),
                    file: block.file.clone().unwrap_or_default(),
                    verdict: block.verdict.map_or("", Verdict::word).to_owned(),
                    code: marker::without(&block.code),
                },
            });
        }
    }
    blocks
}

/// The one block of this verdict, if there is one only.
fn only(section: &Section, verdict: Verdict) -> Option<&Block> {
    let mut blocks = section.blocks_of(verdict);
    blocks.next().filter(|_| blocks.next().is_none())
}

/// Code without its layout.
fn squeezed(code: &str) -> String {
    code.split_whitespace().collect()
}

/// How many of the lines of the longer of two pieces both have, in hundredths.
fn likeness(one: &str, other: &str) -> usize {
    let lines = |code: &str| -> BTreeSet<String> {
        let lines = code.lines().map(squeezed);
        lines.filter(|line| !line.is_empty()).collect()
    };
    let (one, other) = (lines(one), lines(other));
    let both = one.intersection(&other).count();
    both * 100 / one.len().max(other.len()).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"+++
title      = "Run of input"
since      = "0.1"
cwe        = [95]
owasp      = ["A03:2021"]
impact     = "high"
likelihood = "high"
confidence = "high"
effort     = "30min"
message    = "{source} is run"
fix        = "Look it up in a table"

[detect.taint]
from = ["remote"]
to   = ["code"]
+++

Text that is run does what its writer wants.

## What can happen

Anything.

## A view

```python vulnerable
@app.get("/sum")
def total():
    text = request.args["text"]  # source
    return str(eval(text))  # finding
```

```python safe
@app.get("/sum")
def total():
    text = request.args["text"]
    return str(SUMS.get(text))
```
"#;

    const CASES: &str = r#"## A list of forbidden words is no repair

```python
@app.get("/sum")
def total():
    text = request.args["text"]
    text = text.replace("import", "")
    return str(eval(text))  # finding
```

## A number

```python
print(eval(str(int(request.args["n"]))))
```
"#;

    fn lesson(cases: &str) -> Lesson {
        let rule = Rule::parse("injection/run-of-input/rule.md", PAGE, None).expect("a rule");
        rule.teach(Some(&Body::parse("cases.md", cases).expect("cases")))
    }

    #[test]
    fn the_marked_line_is_the_answer_and_no_mark_is_shown() {
        let lesson = lesson(CASES);
        let exercise = lesson.exercise("line-1").expect("an exercise");
        assert!(exercise.is_right(4) && !exercise.is_right(3));
        let Exercise::Line(line) = exercise else {
            panic!("a line is asked for")
        };
        assert!(!line.code.contains("# finding") && !line.code.contains("# source"));
        assert_eq!(line.choices, [1, 2, 3, 4]);
    }

    #[test]
    fn a_case_that_is_reported_is_a_wrong_repair_and_one_that_is_not_is_none() {
        let lesson = lesson(CASES);
        let Some(Exercise::Repair(repair)) = lesson.exercise("repair-1") else {
            panic!("a repair is asked for")
        };
        let wrong: Vec<_> = repair.offers.iter().filter(|offer| !offer.holds).collect();
        assert_eq!(repair.offers.len(), 2);
        assert!(wrong[0].code.contains("replace") && !wrong[0].code.contains("# finding"));
        assert!(!repair.before.is_empty());
    }

    #[test]
    fn without_a_wrong_repair_none_is_asked_for() {
        assert!(lesson("").exercise("repair-1").is_none());
        assert!(lesson("").exercise("line-1").is_some());
    }

    #[test]
    fn a_lesson_has_its_page_in_pieces() {
        let lesson = lesson("");
        assert_eq!(lesson.pairs.len(), 1);
        assert_eq!(lesson.blocks.len(), 6);
        assert!(
            matches!(&lesson.blocks[1], LessonBlock::Heading { text } if text == "What can happen")
        );
    }
}
