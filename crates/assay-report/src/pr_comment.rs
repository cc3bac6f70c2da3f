//! A comment on a pull or merge request, as a reviewer would write it: what is new, where, why it matters here, and the repair.
//!
//! The comment begins with a hidden mark, so that a bot finds the one it wrote before and updates it.
//! It stays below what code hosts take; the worst findings come first, then short lines, then their number.
//!
//! Text of the project is inert: hosts make links, notifications and references of `@name`, `#1` and the like
//! even where they are escaped, so such signs are cut off from what follows by an empty comment or stand in code.

#![allow(
    clippy::format_push_string,
    reason = "a comment is put together sentence by sentence"
)]

use std::io::{self, Write};

use assay_finding::{Change, Finding, Review, Risk};

use crate::markdown::{fenced, plain};
use crate::spans;
use crate::view::title;

/// What the comment begins with.
pub(crate) const MARK: &str = "<!-- assay:review -->";

/// The largest comment in bytes: GitHub takes 65,536 characters.
const LIMIT: usize = 65_000;
/// How much of it findings in full may take; the rest is for short lines.
const FULL: usize = 48_000;
/// How much is kept free for what was not looked at and the last line.
const RESERVE: usize = 4_000;
/// How many stations of a path, repaired findings and gaps are told.
const STEPS: usize = 12;
/// How many bytes of a message are told at once.
const MESSAGE: usize = 320;
const REPAIRED: usize = 10;
const GAPS: usize = 8;

pub(crate) fn write(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    let change = review.change.as_ref();
    let mut findings: Vec<&Finding> = review
        .findings
        .iter()
        .filter(|finding| change.is_none_or(|change| change.is_new(&finding.fingerprint)))
        .collect();
    findings.sort_by_key(|finding| std::cmp::Reverse((finding.risk, finding.confidence)));
    let mut text = head(review, change, &findings);
    let mut rest = findings.iter().zip(1_usize..).peekable();
    while let Some((finding, number)) = rest.peek() {
        let whole = in_full(review, finding, *number, true);
        let short = in_full(review, finding, *number, false);
        let block = if text.len() + whole.len() <= FULL {
            whole
        } else if text.len() + short.len() <= FULL {
            short
        } else {
            break;
        };
        text += &block;
        rest.next();
    }
    if rest.peek().is_some() {
        text += "#### In short, for want of space\n\n";
    }
    while let Some((finding, _)) = rest.peek() {
        let line = in_a_line(review, finding);
        if text.len() + line.len() > LIMIT - RESERVE {
            break;
        }
        text += &line;
        rest.next();
    }
    let left_out = rest.count();
    if left_out > 0 {
        text += &format!(
            "\n**{} for which this comment has no space**; `assay scan` and the other reports tell all.\n",
            counted(left_out, "further finding")
        );
    }
    text += &tail(review, change, LIMIT.saturating_sub(text.len()));
    out.write_all(text.as_bytes())
}

/// The mark, the summary in a sentence, and what the gate says.
fn head(review: &Review, change: Option<&Change>, findings: &[&Finding]) -> String {
    let mut text = format!("{MARK}\n### Security review\n\n");
    let new = if change.is_some() {
        "new finding"
    } else {
        "finding"
    };
    let by_risk: Vec<String> = Risk::ALL
        .into_iter()
        .filter_map(|risk| {
            let number = findings
                .iter()
                .filter(|finding| finding.risk == risk)
                .count();
            (number > 0).then(|| format!("{number} {risk}"))
        })
        .collect();
    text += &match findings.len() {
        0 if change.is_some() => "**Nothing new was found.**".to_owned(),
        0 => "**Nothing was found.**".to_owned(),
        number => format!("**{}**: {}.", counted(number, new), by_risk.join(", ")),
    };
    if let Some(change) = change {
        text += &format!(
            " Compared with {}: {} repaired, {} known before.",
            code(&change.base),
            change.repaired.len(),
            change.known
        );
    }
    if !review.coverage.is_complete() {
        text += " Not everything could be looked at, see below.";
    }
    text += "\n\n";
    if let Some(gate) = &review.gate {
        text += if gate.passed {
            "The gate is passed.\n\n"
        } else {
            "**The gate is not passed:**\n\n"
        };
        for reason in gate.reasons.iter().chain(&gate.notes) {
            text += &format!("- {}\n", prose(reason));
        }
        text += if gate.reasons.is_empty() && gate.notes.is_empty() {
            ""
        } else {
            "\n"
        };
    }
    text
}

/// A finding as a reviewer explains it; `details` adds the path, the rating and an example.
fn in_full(review: &Review, finding: &Finding, number: usize, details: bool) -> String {
    let facts = review.rule(&finding.rule);
    let message = finding.message.trim_end_matches('.');
    let mut told = prose(brief(message));
    if brief(message) != message {
        told += " …";
    }
    let mut text = format!(
        "#### {number}. {} ({})\n\n{}: {}.\n\n",
        prose(title(review, finding)),
        finding.risk,
        place(finding),
        told
    );
    text += &block(language(&finding.place.path), &finding.place.excerpt.text);
    text += "**Why it matters here:** ";
    if let Some(danger) = facts
        .map(|facts| first_sentence(&facts.danger))
        .filter(|danger| !danger.is_empty())
    {
        text += &format!("{} ", prose(danger));
    }
    text += &reached(finding);
    text += "\n\n";
    if let Some(facts) = facts {
        text += &format!("**Repair** ({}): {}.\n\n", facts.effort, prose(&facts.fix));
    }
    if details {
        text += &detailed(review, finding);
    }
    text
}

/// Who gets there, and by which request.
fn reached(finding: &Finding) -> String {
    let who = finding.rating.access.text();
    let sure = format!("Confidence: {}", finding.confidence);
    let why = if finding.reason.is_empty() {
        String::new()
    } else {
        format!(" ({})", prose(&finding.reason))
    };
    let others = finding.reported_by();
    let others = others.map_or(String::new(), |told| format!(" {}.", prose(&told)));
    match &finding.request {
        Some(request) => format!(
            "{} leads here; who can send it: {who}. {sure}{why}.{others}",
            code(&format!("{} {}", request.method, request.rule))
        ),
        None => format!("Who can reach it: {who}. {sure}{why}.{others}"),
    }
}

fn detailed(review: &Review, finding: &Finding) -> String {
    let mut text =
        String::from("<details>\n<summary>Path of the data, rating and example</summary>\n\n");
    let message = finding.message.trim_end_matches('.');
    if brief(message) != message {
        text += &format!("In full: {}.\n\n", prose(message));
    }
    for step in finding.trace.iter().take(STEPS) {
        text += &format!(
            "1. {}: {}\n",
            code(&format!("{}:{}", step.place.path, step.place.start.line)),
            prose(&step.text)
        );
    }
    if finding.trace.len() > STEPS {
        text += &format!("\n{} more.\n", counted(finding.trace.len() - STEPS, "step"));
    }
    let rating = &finding.rating;
    text += &format!(
        "\nImpact {}, likelihood {}:\n\n",
        rating.impact.level, rating.likelihood.level
    );
    for factor in rating
        .impact
        .factors
        .iter()
        .chain(&rating.likelihood.factors)
    {
        text += &format!(
            "- {}: {} of 9, {}\n",
            factor.name,
            factor.points,
            prose(&factor.reason)
        );
    }
    for what in &rating.what_if {
        text += &format!("- {}: the risk would be {}\n", prose(&what.text), what.risk);
    }
    text.push('\n');
    if let Some(example) = review
        .rule(&finding.rule)
        .and_then(|facts| facts.example.as_ref())
    {
        text += "For example, before:\n\n";
        text += &block(&example.language, &example.before);
        text += "After:\n\n";
        text += &block(&example.language, &example.after);
    }
    let cwe: Vec<String> = finding.cwe.iter().map(|cwe| format!("CWE-{cwe}")).collect();
    text + &format!(
        "{}; rule {}, fingerprint {}\n\n</details>\n\n",
        cwe.join(", "),
        code(&finding.rule),
        code(&finding.fingerprint)
    )
}

fn in_a_line(review: &Review, finding: &Finding) -> String {
    format!(
        "- {} ({}), {}\n",
        prose(title(review, finding)),
        finding.risk,
        place(finding)
    )
}

/// What was repaired and what was not looked at, as far as there is space.
fn tail(review: &Review, change: Option<&Change>, space: usize) -> String {
    let mut lines = Vec::new();
    let repaired = change
        .map(|change| change.repaired.as_slice())
        .unwrap_or_default();
    if !repaired.is_empty() {
        lines.push("\n**Repaired:**\n\n".to_owned());
    }
    for gone in repaired.iter().take(REPAIRED) {
        let at = code(&format!("{}:{}", gone.path, gone.line));
        lines.push(format!("- {at}: {}\n", prose(&gone.message)));
    }
    if repaired.len() > REPAIRED {
        lines.push(format!("- and {} more\n", repaired.len() - REPAIRED));
    }
    let gaps = review.summary().gaps;
    if !gaps.is_empty() {
        lines.push("\n**Not looked at:**\n\n".to_owned());
    }
    for gap in gaps.iter().take(GAPS) {
        lines.push(format!("- {}\n", prose(gap)));
    }
    if gaps.len() > GAPS {
        lines.push(format!(
            "- and {} more, which the other reports name\n",
            gaps.len() - GAPS
        ));
    }
    let last = format!(
        "\n<sub>{} {}; {} lines in {} files were read.</sub>\n",
        plain(&review.tool.name),
        plain(&review.tool.version),
        review.coverage.lines,
        review.coverage.file_count()
    );
    let mut text = String::new();
    for line in lines {
        if text.len() + line.len() + last.len() <= space {
            text += &line;
        }
    }
    text + &last
}

fn place(finding: &Finding) -> String {
    let place = &finding.place;
    let last = place.end.line.max(place.start.line);
    let lines = if last == place.start.line {
        place.start.line.to_string()
    } else {
        format!("{}-{last}", place.start.line)
    };
    code(&format!("{}:{lines}", place.path))
}

fn block(language: &str, text: &str) -> String {
    let mut bytes = Vec::new();
    // Writing to memory does not fail.
    drop(fenced(&mut bytes, language, text));
    String::from_utf8_lossy(&bytes).into_owned()
}

fn language(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("py" | "pyi" | "pyw") => "python",
        Some("html" | "htm" | "jinja" | "j2") => "html",
        Some("toml") => "toml",
        Some("yml" | "yaml") => "yaml",
        _ => "",
    }
}

fn first_sentence(text: &str) -> &str {
    let paragraph = text.split("\n\n").next().unwrap_or_default().trim();
    match paragraph.find(". ").or_else(|| paragraph.find(".\n")) {
        Some(end) => paragraph.get(..=end).unwrap_or(paragraph),
        None => paragraph,
    }
}

/// As much of a message as a reviewer reads; the rest is folded.
fn brief(text: &str) -> &str {
    let end = text.floor_char_boundary(MESSAGE);
    let beginning = text.get(..end).unwrap_or_default();
    if beginning.len() == text.len() {
        return text;
    }
    // Not within a list of versions, if a part ends before.
    let part = beginning.rfind("; ").or_else(|| beginning.rfind(' '));
    part.and_then(|part| beginning.get(..part))
        .unwrap_or(beginning)
}

/// Text as code, in which no host looks for references.
fn code(text: &str) -> String {
    format!("<code>{}</code>", inert(text))
}

/// Text in which what stands between backticks is code, and the rest mentions nobody and refers to nothing.
fn prose(text: &str) -> String {
    spans(text)
        .map(|(part, is_code)| if is_code { code(part) } else { inert(part) })
        .collect()
}

/// Text that formats nothing, with the signs of references cut off from what follows.
fn inert(text: &str) -> String {
    const SIGNS: &[char] = &['@', '#', '!', '~', '%', '$', '^', '&', '/', '-'];
    const CUT: &str = "<!---->";
    let mut inert = String::new();
    for part in text.split_inclusive(SIGNS) {
        inert += &plain(part);
        // A path and a word with a hyphen are to be read: only `GH-1`, `word/word#1` and `//host` would be more than text.
        let is_reference = part.ends_with(SIGNS) && !part.ends_with(['/', '-'])
            || part.ends_with("GH-")
            || part.ends_with("gh-");
        if is_reference {
            inert += CUT;
        }
    }
    inert
}

fn counted(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_mentioned_and_nothing_is_referred_to() {
        assert_eq!(
            prose("ask @octocat about #12, org/repo#1, !3, GH-4"),
            "ask \\@<!---->octocat about \\#<!---->12, org/repo\\#<!---->1, \\!<!---->3, GH-<!---->4"
        );
        assert_eq!(
            prose("`a@b` and `<b>` and `"),
            "<code>a\\@<!---->b</code> and <code>&lt;b&gt;</code> and \\`"
        );
        assert_eq!(prose("see http://a.example"), "see http&#58;//a.example");
    }

    #[test]
    fn a_long_message_is_told_as_far_as_somebody_reads() {
        let long = format!("a has flaws: {}", "B-1 (high); ".repeat(100));
        assert!(brief(&long).len() <= MESSAGE && brief(&long).ends_with("B-1 (high)"));
        assert_eq!(brief("short"), "short");
        assert!("é".repeat(400).starts_with(brief(&"é".repeat(400))));
    }

    #[test]
    fn the_first_sentence_of_a_lesson_is_enough() {
        assert_eq!(first_sentence("One. Two.\n\nThree."), "One.");
        assert_eq!(first_sentence("One\nline"), "One\nline");
    }
}
