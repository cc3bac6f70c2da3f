//! What the long reports say in the same words: the titles of findings, the method, the terms, the colours of source text.
//!
//! ```
//! let words: Vec<&str> = assay_report::view::glossary().iter().map(|word| word.word).collect();
//! assert!(words.contains(&"sink"));
//! ```

use assay_finding::inspection::{Answer, Group, Question, State};
use assay_finding::{Finding, Review};
use serde::Serialize;

pub use crate::highlight::{Piece, pieces};

/// How a review is made, in paragraphs.
pub const METHOD: &[&str] = &[
    "The application was read and not run. Values were followed from where they enter to where they do harm, through functions, modules and templates; routes, guards and settings were put together from the code; packages were looked up in advisories. What cannot be judged by a machine, such as whether a right fits a role, is left to people and listed as such.",
    "Each finding is rated by the method of the OWASP risk rating: factors from 0 to 9 points make an impact and a likelihood, below 3 low, below 6 medium, else high; a matrix makes the risk of the two.",
];

/// A term and what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Word {
    /// The term.
    pub word: &'static str,
    /// What it means.
    pub means: &'static str,
}

/// The title of a finding: that of its rule, or the rule's name if nothing is known of it.
pub fn title<'a>(review: &'a Review, finding: &'a Finding) -> &'a str {
    review
        .rule(&finding.rule)
        .map_or(&finding.rule, |facts| &facts.title)
}

/// The terms that reports use.
pub fn glossary() -> Vec<Word> {
    [
        (
            "source",
            "where a value enters that somebody outside chooses",
        ),
        ("sink", "where a value can do harm"),
        (
            "guard",
            "a check that lets only some values or some senders pass",
        ),
        (
            "open route",
            "a URL that answers without asking who sent the request",
        ),
        (
            "forged request",
            "a request that another site makes the browser of a user send (CSRF)",
        ),
        (
            "fingerprint",
            "what identifies a finding from one version of the code to the next",
        ),
        (
            "advisory",
            "a published report of a flaw in a package, with the versions that have it",
        ),
        (
            "CWE",
            "Common Weakness Enumeration, a list of kinds of flaws",
        ),
        (
            "ASVS",
            "Application Security Verification Standard, a list of requirements by OWASP",
        ),
    ]
    .map(|(word, means)| Word { word, means })
    .into()
}

/// How far a question is, with a mark of its own for what needs somebody.
pub fn state(state: State) -> String {
    match state {
        State::Open | State::Old => format!("OPEN{}", state.text().trim_start_matches("open")),
        State::Answered(_) | State::Nothing => state.text().to_owned(),
    }
}

/// What a question is about in the words of auditors: `ASVS 6.3.1; CWE-307`.
pub fn standards(question: &Question) -> String {
    let asvs = format!("ASVS {}", question.asvs.join(", "));
    let cwe = question.cwe.iter().map(|number| format!("CWE-{number}"));
    let cwe: Vec<String> = cwe.collect();
    if cwe.is_empty() {
        asvs
    } else {
        format!("{asvs}; {}", cwe.join(", "))
    }
}

/// Who answered what and when: `holds, says kim on 2026-11-23`.
pub fn answer(answer: &Answer) -> String {
    let day = answer
        .date
        .map_or_else(String::new, |date| format!(" on {date}"));
    let who = if answer.reviewer.is_empty() {
        "somebody"
    } else {
        &answer.reviewer
    };
    format!("{}, says {who}{day}", answer.verdict.text())
}

/// What is said of the places that are not printed, if there are any.
pub fn more_places(group: &Group, most: usize) -> Option<String> {
    let shown = group.spots.len().min(most);
    let more = usize::try_from(group.total)
        .unwrap_or(usize::MAX)
        .saturating_sub(shown);
    (more > 0).then(|| format!("and {more} more"))
}
