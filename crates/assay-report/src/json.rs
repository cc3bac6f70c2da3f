//! Our own format, for programs. `docs/json.md` describes it; a test keeps the two together.
//!
//! Fields may be added within a version. A change that breaks a reader makes a new [`VERSION`].

use std::io::{self, Write};

use assay_finding::{
    Change, Counts, Coverage, Effort, Finding, GateOutcome, Inspection, Level, Proof, Review, Risk,
    RuleFacts, Suppressed, Suppressions, Tool, Verdict,
};
use serde::Serialize;

use crate::write_json;

/// The version of the format.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    version: u32,
    tool: &'a Tool,
    verdict: &'static str,
    counts: Counts,
    findings: &'a [Finding],
    suppressed: &'a [Suppressed],
    suppressions: &'a Suppressions,
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<&'a Change>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gate: Option<&'a GateOutcome>,
    coverage: &'a Coverage,
    #[serde(skip_serializing_if = "Option::is_none")]
    inspection: Option<&'a Inspection>,
    rules: Vec<Rule<'a>>,
}

/// A rule's facts without its lesson, which is long and which `assay rules --format json` has.
#[derive(Serialize)]
struct Rule<'a> {
    id: &'a str,
    family: &'a str,
    title: &'a str,
    summary: &'a str,
    cwe: &'a [u32],
    owasp: &'a [String],
    risk: Risk,
    impact: Level,
    likelihood: Level,
    confidence: Level,
    effort: Effort,
    fix: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<Proof>,
    references: &'a [String],
}

impl<'a> From<&'a RuleFacts> for Rule<'a> {
    fn from(facts: &'a RuleFacts) -> Self {
        Self {
            id: &facts.id,
            family: &facts.family,
            title: &facts.title,
            summary: &facts.summary,
            cwe: &facts.cwe,
            owasp: &facts.owasp,
            risk: facts.risk(),
            impact: facts.impact,
            likelihood: facts.likelihood,
            confidence: facts.confidence,
            effort: facts.effort,
            fix: &facts.fix,
            proof: facts.proof,
            references: &facts.references,
        }
    }
}

pub(crate) fn write(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        format: "assay-review",
        version: VERSION,
        tool: &review.tool,
        verdict: match review.verdict() {
            Verdict::Clean => "clean",
            Verdict::Findings => "findings",
            Verdict::Incomplete => "incomplete",
        },
        counts: review.counts,
        findings: &review.findings,
        suppressed: &review.suppressed,
        suppressions: &review.suppressions,
        change: review.change.as_ref(),
        gate: review.gate.as_ref(),
        coverage: &review.coverage,
        inspection: review.inspection.as_ref(),
        rules: review.rules.iter().map(Rule::from).collect(),
    };
    write_json(&document, out)
}
