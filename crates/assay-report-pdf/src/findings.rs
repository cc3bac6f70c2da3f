//! Findings by rule: what they have in common is told once, and each place has its number.

use std::collections::BTreeMap;
use std::fmt;

use assay_finding::{Finding, Rating, Review, Risk, RuleFacts, Score, standards};
use assay_report::view;
use assay_source::capital;
use serde::Serialize;

use crate::diff;
use crate::document::location;
use crate::letters::Letters;
use crate::source::{self, Row};

/// The number of a finding: that of its issue, and that of its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    issue: usize,
    place: usize,
    /// False if the place stands in a table of its issue only.
    in_full: bool,
}

impl Number {
    /// The name that links use.
    pub(crate) fn label(self) -> String {
        if self.in_full {
            format!("f-{}-{}", self.issue, self.place)
        } else {
            format!("rest-{}", self.issue)
        }
    }
}

/// Numbers that follow each other as one: where to look, and `2.1 to 2.9`.
pub(crate) fn ranges(mut numbers: Vec<Number>) -> Vec<(String, String)> {
    numbers.sort_by_key(|number| (number.issue, number.place));
    let mut ranges: Vec<(Number, Number)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if last.issue == number.issue && last.place + 1 == number.place => {
                *last = number;
            }
            _ => ranges.push((number, number)),
        }
    }
    let text = |(first, last): (Number, Number)| {
        let text = match last.place - first.place {
            0 => first.to_string(),
            1 => format!("{first}, {last}"),
            _ => format!("{first} to {last}"),
        };
        (first.label(), text)
    };
    ranges.into_iter().map(text).collect()
}

/// How many findings are told in full; a document of thousands of pages would help nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Room {
    /// Up to so many, all are.
    pub(crate) all: usize,
    /// Of more, so many are, as many of each rule.
    pub(crate) some: usize,
}

/// Some hundred pages.
pub(crate) const ROOM: Room = Room {
    all: 1_500,
    some: 1_000,
};

impl Room {
    /// How many findings of each rule are told in full.
    fn of_each(self, findings: usize, rules: usize) -> usize {
        if findings <= self.all {
            findings
        } else {
            (self.some / rules.max(1)).max(1)
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.issue, self.place)
    }
}

/// A rule and all that it found.
#[derive(Serialize)]
pub(crate) struct Issue {
    number: usize,
    title: String,
    risk: &'static str,
    area: String,
    rule: String,
    counts: Vec<(&'static str, usize)>,
    standards: Standards,
    lesson: bool,
    effort: String,
    summary: String,
    danger: String,
    fix: String,
    diff: Vec<(&'static str, Vec<Row>)>,
    references: Vec<Reference>,
    places: usize,
    /// Where the places begin.
    label: String,
    findings: Vec<Item>,
    rest: Vec<Brief>,
}

/// A finding as a row of a table.
#[derive(Serialize)]
struct Brief {
    number: String,
    risk: &'static str,
    place: String,
    message: String,
    rating: String,
}

/// What the standards call it.
#[derive(PartialEq, Eq, Serialize)]
struct Standards {
    cwe: Vec<u32>,
    owasp: String,
    asvs: String,
}

#[derive(Serialize)]
struct Reference {
    text: String,
    /// Empty if it is nothing to follow.
    url: String,
}

#[derive(Serialize)]
struct Item {
    label: String,
    number: String,
    risk: &'static str,
    place: String,
    function: String,
    message: String,
    others: String,
    code: Vec<Row>,
    steps: Vec<Step>,
    impact: &'static str,
    likelihood: &'static str,
    access: &'static str,
    confidence: &'static str,
    reason: String,
    /// The factors, unless another finding of the issue has the same.
    rating: Option<RatingPart>,
    /// That other finding.
    rated_as: Option<(String, String)>,
    /// If they are others than those of the issue.
    standards: Option<Standards>,
    fingerprint: String,
}

#[derive(Serialize)]
struct Step {
    place: String,
    text: String,
    code: Vec<Row>,
}

#[derive(Serialize)]
struct RatingPart {
    impact: ScorePart,
    likelihood: ScorePart,
    what_if: Vec<(String, &'static str)>,
}

#[derive(Serialize)]
struct ScorePart {
    points: String,
    factors: Vec<(String, u8, String)>,
}

/// The findings of a review by rule, the worst first, and the number of each by fingerprint.
pub(crate) fn issues<'a>(
    review: &'a Review,
    room: Room,
    letters: &Letters<'_>,
) -> (Vec<Issue>, BTreeMap<&'a str, Number>) {
    let mut by_rule: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in &review.findings {
        by_rule.entry(&finding.rule).or_default().push(finding);
    }
    let mut groups: Vec<(&str, Vec<&Finding>)> = by_rule.into_iter().collect();
    for (_, findings) in &mut groups {
        // Among equals the order of files and lines stays.
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.risk));
    }
    groups.sort_by_key(|(_, findings)| {
        let worst = findings.first().map(|finding| finding.risk);
        let many = findings.iter().filter(|one| Some(one.risk) == worst);
        std::cmp::Reverse((worst, many.count()))
    });
    let of_each = room.of_each(review.findings.len(), groups.len());
    let mut numbers = BTreeMap::new();
    let mut issues = Vec::new();
    for (at, (rule, findings)) in (1..).zip(groups) {
        let number = |place: usize| Number {
            issue: at,
            place,
            in_full: place <= of_each,
        };
        for (place, finding) in (1..).zip(&findings) {
            numbers.insert(finding.fingerprint.as_str(), number(place));
        }
        issues.push(issue(review, letters, &number, rule, &findings));
    }
    (issues, numbers)
}

fn issue(
    review: &Review,
    letters: &Letters<'_>,
    number: &dyn Fn(usize) -> Number,
    rule: &str,
    findings: &[&Finding],
) -> Issue {
    let facts = review.rule(rule);
    let first = findings.first();
    let is_ours = first.is_none_or(|finding| !finding.imported);
    let common = first.map(|finding| standards_of(&finding.cwe, facts));
    let count = |risk: Risk| findings.iter().filter(|one| one.risk == risk).count();
    let text = |read: fn(&RuleFacts) -> &str| {
        facts
            .map(|facts| letters.line(read(facts)))
            .unwrap_or_default()
    };
    let counts = Risk::ALL.map(|risk| (risk.name(), count(risk)));
    let in_full = (1..)
        .zip(findings)
        .take_while(|(place, _)| number(*place).in_full);
    let (told, rest) = findings.split_at(in_full.count());
    Issue {
        number: number(1).issue,
        places: findings.len(),
        label: number(1).label(),
        title: letters.line(first.map_or(rule, |finding| view::title(review, finding))),
        risk: first.map_or("info", |finding| finding.risk.name()),
        area: text(|facts| &facts.family),
        rule: letters.line(rule),
        counts: counts.into_iter().filter(|(_, count)| *count > 0).collect(),
        lesson: facts.is_some(),
        effort: facts.map_or(String::new(), |facts| facts.effort.to_string()),
        summary: letters.line(&sentence(facts.map_or("", |facts| &facts.summary))),
        danger: text(|facts| &facts.danger),
        fix: text(|facts| facts.fix.trim_end_matches('.')),
        diff: match first.and_then(|finding| review.repairs.get(&finding.fingerprint)) {
            // What a tool would change here says more than an example.
            Some(repair) => repaired(&repair.diff, letters),
            None => facts
                .and_then(|facts| facts.example.as_ref())
                .map(|example| changes(&example.before, &example.after, letters))
                .unwrap_or_default(),
        },
        references: facts
            .map(|facts| references(&facts.references, is_ours, letters))
            .unwrap_or_default(),
        findings: items(told, number, facts, common.as_ref(), letters),
        rest: (told.len() + 1..)
            .zip(rest)
            .map(|(place, finding)| brief(number(place), finding, letters))
            .collect(),
        standards: common.unwrap_or_else(|| standards_of(&[], None)),
    }
}

fn items(
    findings: &[&Finding],
    number: &dyn Fn(usize) -> Number,
    facts: Option<&RuleFacts>,
    common: Option<&Standards>,
    letters: &Letters<'_>,
) -> Vec<Item> {
    let mut rated: BTreeMap<String, Number> = BTreeMap::new();
    let item = |(place, finding): (usize, &&Finding)| {
        let number = number(place);
        let rating = &finding.rating;
        let key = serde_json::to_string(rating).unwrap_or_default();
        let same = rated.get(&key).copied();
        rated.entry(key).or_insert(number);
        let standards = standards_of(&finding.cwe, facts);
        Item {
            label: number.label(),
            number: number.to_string(),
            risk: finding.risk.name(),
            place: letters.line(&location(&finding.place)),
            function: letters.line(&finding.function),
            message: letters.line(&sentence(&finding.message)),
            others: letters.line(&sentence(&finding.reported_by().unwrap_or_default())),
            code: source::place(&finding.place, letters),
            steps: steps(finding, letters),
            impact: rating.impact.level.name(),
            likelihood: rating.likelihood.level.name(),
            access: rating.access.text(),
            confidence: finding.confidence.name(),
            reason: letters.line(&finding.reason),
            rating: same.is_none().then(|| rating_part(rating, letters)),
            rated_as: same.map(|same| (same.label(), same.to_string())),
            standards: (Some(&standards) != common).then_some(standards),
            fingerprint: letters.seen(&finding.fingerprint),
        }
    };
    (1..).zip(findings).map(item).collect()
}

fn brief(number: Number, finding: &Finding, letters: &Letters<'_>) -> Brief {
    let rating = &finding.rating;
    Brief {
        number: number.to_string(),
        risk: finding.risk.name(),
        place: letters.line(&location(&finding.place)),
        message: letters.line(&sentence(&finding.message)),
        rating: format!(
            "{} / {}, {}",
            rating.impact.level,
            rating.likelihood.level,
            rating.access.text()
        ),
    }
}

fn steps(finding: &Finding, letters: &Letters<'_>) -> Vec<Step> {
    let mut shown = Vec::new();
    let step = |step: &assay_finding::Step| {
        let code = source::place(&step.place, letters);
        // A value often takes two steps at one place, which need not be seen twice.
        let is_new = code != shown;
        shown.clone_from(&code);
        Step {
            place: letters.line(&location(&step.place)),
            text: letters.line(&step.text),
            code: if is_new { code } else { Vec::new() },
        }
    };
    finding.trace.iter().map(step).collect()
}

fn rating_part(rating: &Rating, letters: &Letters<'_>) -> RatingPart {
    let score = |score: &Score| ScorePart {
        points: format!("{}.{}", score.tenths / 10, score.tenths % 10),
        factors: score
            .factors
            .iter()
            .map(|factor| {
                (
                    letters.line(&factor.name),
                    factor.points,
                    letters.line(&factor.reason),
                )
            })
            .collect(),
    };
    RatingPart {
        impact: score(&rating.impact),
        likelihood: score(&rating.likelihood),
        what_if: rating
            .what_if
            .iter()
            .map(|what| (letters.line(&what.text), what.risk.name()))
            .collect(),
    }
}

fn standards_of(cwe: &[u32], facts: Option<&RuleFacts>) -> Standards {
    Standards {
        cwe: cwe.to_vec(),
        owasp: facts
            .map(|facts| facts.owasp.join(", "))
            .unwrap_or_default(),
        asvs: standards::requirements(cwe).join(", "),
    }
}

/// The lines of a unified diff, without its headers.
fn repaired(diff: &str, letters: &Letters<'_>) -> Vec<(&'static str, Vec<Row>)> {
    let lines = diff.lines().filter_map(|line| {
        let is_header = ["--- a/", "+++ b/", "@@ -", "\\ No newline"]
            .iter()
            .any(|header| line.starts_with(header));
        let sign = match line.get(..1)? {
            "-" => "-",
            "+" => "+",
            _ => " ",
        };
        (!is_header).then(|| {
            (
                sign,
                source::line(line.get(1..).unwrap_or_default(), sign, letters),
            )
        })
    });
    lines.collect()
}

fn changes(before: &str, after: &str, letters: &Letters<'_>) -> Vec<(&'static str, Vec<Row>)> {
    let changes = diff::lines(before, after).into_iter();
    changes
        .map(|(sign, line)| (sign, source::line(line, sign, letters)))
        .collect()
}

/// Only addresses of pages can be followed, and of those only ours: a rule of the project and the report of
/// another tool may name anything.
fn references(references: &[String], is_ours: bool, letters: &Letters<'_>) -> Vec<Reference> {
    let is_page = |text: &&str| {
        (text.starts_with("https://") || text.starts_with("http://"))
            && text.chars().all(|character| character.is_ascii_graphic())
    };
    let reference = |text: &String| Reference {
        text: letters.line(text),
        url: Some(text.as_str())
            .filter(|text| is_ours && is_page(text))
            .unwrap_or_default()
            .to_owned(),
    };
    references.iter().map(reference).collect()
}

/// A message as a sentence of its own.
pub(crate) fn sentence(message: &str) -> String {
    if message.is_empty() || message.ends_with(['!', '?', ':']) {
        return message.to_owned();
    }
    capital(message.trim_end_matches('.')) + "."
}
