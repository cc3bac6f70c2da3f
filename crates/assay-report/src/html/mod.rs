//! The report as one HTML file that needs nothing else: no request leaves it, and its policy allows none.
//!
//! The text comes from the template `page.html`, which escapes whatever it is given.
//! Only two things go in as markup, both made here: source text with its colours, and our own style and script,
//! which the policy names by their hashes, so that no other script can run.

mod inspection;

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Write};

use assay_finding::{Finding, Place, Review, Risk, RuleFacts, Score, Tool, WhatIf, standards};
use assay_source::printable;
use base64::Engine as _;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, escape_formatter};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::highlight::pieces;
use crate::spans;
use crate::view::{METHOD, Word, glossary, title};

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// With more findings than this, what stands in one becomes part of the page when somebody opens it.
///
/// A browser that runs no script shows it all the same. Until then it is text, which costs a browser nearly nothing,
/// but which its own search on the page does not find; so it is done only where it must be.
const MANY: usize = 500;

/// The width that bars have room for, and where they begin.
const BARS: (u32, u32) = (460, 160);

#[derive(Serialize)]
struct Page<'a> {
    style: &'static str,
    style_hash: String,
    script: &'static str,
    script_hash: String,
    tool: &'a Tool,
    summary: assay_finding::Summary,
    counts: Vec<Count>,
    areas: Vec<AreaRow>,
    first: Vec<First>,
    plan: &'a Option<assay_finding::plan::Plan>,
    findings: Vec<Row<'a>>,
    folded: bool,
    lessons: Vec<Lesson<'a>>,
    inspection: Option<inspection::Part>,
    application: &'a Option<assay_finding::Application>,
    coverage: &'a assay_finding::Coverage,
    remarks: Vec<assay_finding::Remark>,
    method: &'static [&'static str],
    glossary: Vec<Word>,
}

#[derive(Serialize)]
struct Count {
    risk: &'static str,
    count: u32,
}

#[derive(Serialize)]
struct AreaRow {
    name: String,
    y: usize,
    bars: Vec<Bar>,
    numbers: Vec<u32>,
}

#[derive(Serialize)]
struct Bar {
    risk: &'static str,
    count: u32,
    x: u32,
    width: u32,
}

#[derive(Serialize)]
struct First {
    id: String,
    risk: &'static str,
    title: String,
    message: String,
    place: String,
}

#[derive(Serialize)]
struct Row<'a> {
    id: String,
    risk: &'static str,
    area: &'a str,
    search: String,
    title: &'a str,
    place: String,
    function: String,
    message: String,
    others: String,
    imported: bool,
    by: &'static str,
    code: String,
    steps: Vec<StepRow>,
    impact: &'a Score,
    likelihood: &'a Score,
    access: &'static str,
    confidence: &'static str,
    reason: String,
    what_if: &'a [WhatIf],
    cwe: &'a [u32],
    owasp: String,
    asvs: String,
    rule: &'a str,
    fingerprint: &'a str,
    /// Where its lesson stands; empty if there is none.
    lesson: String,
    /// What a tool can do, and the difference that it makes.
    say: &'a str,
    note: &'a str,
    proof: &'a str,
    diff: String,
}

/// What the findings of a rule mean.
#[derive(Serialize)]
struct Lesson<'a> {
    id: String,
    title: &'a str,
    summary: &'a str,
    danger: &'a str,
    fix: &'a str,
    effort: String,
    before: String,
    after: String,
    references: Vec<Reference<'a>>,
}

#[derive(Serialize)]
struct Reference<'a> {
    text: &'a str,
    /// False for what is nothing to follow: a rule of the project may name anything.
    page: bool,
}

#[derive(Serialize)]
struct StepRow {
    place: String,
    text: String,
    code: String,
}

pub(crate) fn write(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    // Whatever the page is given is text of the project, unless it was made here.
    environment.set_formatter(|out, state, value| match value.as_str() {
        Some(text) if !value.is_safe() => escape_formatter(out, state, &shown(text).into()),
        _ => escape_formatter(out, state, value),
    });
    environment.add_filter("prose", |text: &str| Value::from_safe_string(prose(text)));
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment
        .add_template("page.html", PAGE)
        .map_err(io::Error::other)?;
    let template = environment
        .get_template("page.html")
        .map_err(io::Error::other)?;
    template
        .render_captured_to(minijinja::value::Serde(page(review)), out)
        .map(drop)
        .map_err(io::Error::other)
}

fn page(review: &Review) -> Page<'_> {
    let summary = review.summary();
    let counts = Risk::ALL.map(|risk| Count {
        risk: risk.name(),
        count: review.counts.get(risk),
    });
    let most = summary
        .areas
        .iter()
        .map(|area| area.counts.total)
        .max()
        .unwrap_or(1)
        .max(1);
    let areas = summary.areas.iter().enumerate();
    let areas = areas.map(|(at, area)| area_row(at, area, most)).collect();
    let first = summary.first.iter().filter_map(|at| {
        let finding = review.findings.get(*at)?;
        Some(First {
            id: id(finding),
            risk: finding.risk.name(),
            title: title(review, finding).to_owned(),
            message: finding.message.clone(),
            place: at_place(&finding.place),
        })
    });
    let mut findings: Vec<&Finding> = review.findings.iter().collect();
    findings.sort_by_key(|finding| Reverse(finding.risk));
    Page {
        style: STYLE,
        style_hash: hash(STYLE),
        script: SCRIPT,
        script_hash: hash(SCRIPT),
        tool: &review.tool,
        counts: counts.into(),
        areas,
        first: first.collect(),
        summary,
        plan: &review.plan,
        findings: findings
            .into_iter()
            .map(|finding| row(review, finding))
            .collect(),
        folded: review.findings.len() > MANY,
        lessons: lessons(review),
        inspection: review.inspection.as_ref().map(inspection::Part::of),
        application: &review.application,
        coverage: &review.coverage,
        remarks: review.remarks(),
        method: METHOD,
        glossary: glossary(),
    }
}

fn area_row(at: usize, area: &assay_finding::Area, most: u32) -> AreaRow {
    let mut x = BARS.1;
    let mut bars = Vec::new();
    for risk in Risk::ALL {
        let count = area.counts.get(risk);
        if count > 0 {
            let width = (count.saturating_mul(BARS.0) / most).max(3);
            bars.push(Bar {
                risk: risk.name(),
                count,
                x,
                width,
            });
            x += width + 1;
        }
    }
    AreaRow {
        name: area.name.clone(),
        y: at * 26 + 5,
        bars,
        numbers: Risk::ALL.map(|risk| area.counts.get(risk)).into(),
    }
}

fn row<'a>(review: &'a Review, finding: &'a Finding) -> Row<'a> {
    let facts = review.rule(&finding.rule);
    let weaknesses: Vec<String> = finding.cwe.iter().map(|cwe| format!("cwe-{cwe}")).collect();
    let repair = review.repairs.get(&finding.fingerprint);
    let coloured = |text: &str| {
        let mut code = String::new();
        colour(text, &mut code);
        code
    };
    Row {
        id: id(finding),
        risk: finding.risk.name(),
        area: facts.map_or("other", |facts| &facts.family),
        search: format!(
            "{} {} {} {}",
            finding.rule,
            weaknesses.join(" "),
            shown(&finding.message),
            shown(&finding.reported_by().unwrap_or_default())
        ),
        title: title(review, finding),
        place: at_place(&finding.place),
        function: finding.function.clone(),
        message: finding.message.clone(),
        others: finding.reported_by().unwrap_or_default(),
        imported: finding.imported,
        by: match (finding.imported, finding.origins.is_empty()) {
            (true, _) => "theirs",
            (false, true) => "ours",
            (false, false) => "both",
        },
        code: code(&finding.place),
        steps: finding
            .trace
            .iter()
            .map(|step| StepRow {
                place: at_place(&step.place),
                text: step.text.clone(),
                code: code(&step.place),
            })
            .collect(),
        impact: &finding.rating.impact,
        likelihood: &finding.rating.likelihood,
        access: finding.rating.access.text(),
        confidence: finding.confidence.name(),
        reason: finding.reason.clone(),
        what_if: &finding.rating.what_if,
        cwe: &finding.cwe,
        owasp: facts
            .map(|facts| facts.owasp.join(", "))
            .unwrap_or_default(),
        asvs: standards::requirements(&finding.cwe).join(", "),
        rule: &finding.rule,
        fingerprint: &finding.fingerprint,
        lesson: facts.map(lesson_id).unwrap_or_default(),
        say: repair.map_or("", |repair| &repair.say),
        note: repair
            .and_then(|repair| repair.note.as_deref())
            .unwrap_or_default(),
        proof: repair.map_or("", |repair| &repair.proof),
        diff: repair
            .map(|repair| coloured(&repair.diff))
            .unwrap_or_default(),
    }
}

fn lesson_id(facts: &RuleFacts) -> String {
    format!("lesson-{}", facts.id)
}

/// The lessons of the rules that found something.
fn lessons(review: &Review) -> Vec<Lesson<'_>> {
    let all = review.findings.iter();
    let found: BTreeSet<&str> = all.map(|finding| finding.rule.as_str()).collect();
    let rules = review.rules.iter();
    rules
        .filter(|facts| found.contains(facts.id.as_str()))
        .map(lesson)
        .collect()
}

fn lesson(facts: &RuleFacts) -> Lesson<'_> {
    let coloured = |text: &str| {
        let mut code = String::new();
        colour(text, &mut code);
        code
    };
    let example = facts.example.as_ref();
    Lesson {
        id: lesson_id(facts),
        title: &facts.title,
        summary: facts.summary.trim_end_matches('.'),
        danger: &facts.danger,
        fix: facts.fix.trim_end_matches('.'),
        effort: facts.effort.to_string(),
        before: example.map_or_else(String::new, |example| coloured(&example.before)),
        after: example.map_or_else(String::new, |example| coloured(&example.after)),
        references: references(facts),
    }
}

fn references(facts: &RuleFacts) -> Vec<Reference<'_>> {
    let is_page = |text: &str| text.starts_with("https://") || text.starts_with("http://");
    let all = facts.references.iter();
    all.map(|text| Reference {
        text,
        page: is_page(text),
    })
    .collect()
}

fn id(finding: &Finding) -> String {
    format!("f-{}", finding.fingerprint)
}

fn at_place(place: &Place) -> String {
    format!("{}:{}", place.path, place.start.line)
}

/// Text of the project on one line, with nothing in it that is not seen.
fn shown(text: &str) -> String {
    printable(&text.replace(['\n', '\t', '\r'], " "))
}

/// Text as people write it, with what stands between back quotes as code.
fn prose(text: &str) -> String {
    let mut html = String::new();
    for (part, is_code) in spans(&shown(text)) {
        let (begin, end) = if is_code {
            ("<code>", "</code>")
        } else {
            ("", "")
        };
        html.push_str(begin);
        html.push_str(&escape(part));
        html.push_str(end);
    }
    html
}

/// The lines of a place, with colours and the place marked.
fn code(place: &Place) -> String {
    let excerpt = &place.excerpt;
    let text = excerpt.text.as_str();
    let (start, end) = (excerpt.mark.start as usize, excerpt.mark.end as usize);
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    let mut code = String::new();
    colour(part(0, start), &mut code);
    code.push_str("<mark>");
    colour(part(start, end), &mut code);
    code.push_str("</mark>");
    colour(part(end, text.len()), &mut code);
    code
}

fn colour(text: &str, out: &mut String) {
    for piece in pieces(text) {
        let lines: Vec<String> = piece
            .text
            .split('\n')
            .map(|line| escape(&printable_line(line)))
            .collect();
        let text = lines.join("\n");
        match piece.class {
            "" => out.push_str(&text),
            "number" => drop(write!(out, "<span class=\"number2\">{text}</span>")),
            class => drop(write!(out, "<span class=\"{class}\">{text}</span>")),
        }
    }
}

/// Tabs stay; everything else that is not seen is shown.
fn printable_line(line: &str) -> String {
    line.split('\t')
        .map(printable)
        .collect::<Vec<_>>()
        .join("\t")
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(character),
        }
    }
    escaped
}

fn hash(text: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text))
}
