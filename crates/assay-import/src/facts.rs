//! What reports tell of another tool's rule, made of what the tool says and, where we know the flaw, of our own lesson.

use assay_finding::{Effort, Level, Rating, Risk, RuleFacts};

use crate::reported::Reported;

/// How long a repair takes, if nothing is known of the flaw.
const EFFORT: Effort = Effort { minutes: 30 };

/// The area of flaws that we do not know.
const AREA: &str = "other tools";

/// The facts of the rule of a finding, with our own for the same flaw.
pub(crate) fn facts(
    id: &str,
    tool: &str,
    reported: &Reported,
    cwe: &[u32],
    ours: Option<&RuleFacts>,
) -> RuleFacts {
    let (impact, likelihood) = levels(reported.risk);
    let about = if reported.about.is_empty() {
        format!("{tool} reports this; Assay does not.")
    } else {
        sentence(&reported.about)
    };
    let fix = ours.map_or_else(
        || {
            format!(
                "Judge what {tool} reports, and repair the place or tell {tool} why it is right"
            )
        },
        |ours| ours.fix.clone(),
    );
    RuleFacts {
        id: id.to_owned(),
        family: ours.map_or(AREA, |ours| &ours.family).to_owned(),
        title: reported.title.trim_end_matches('.').to_owned(),
        since: String::new(),
        cwe: cwe.to_vec(),
        owasp: ours.map(|ours| ours.owasp.clone()).unwrap_or_default(),
        also: Vec::new(),
        impact,
        likelihood,
        confidence: reported.confidence,
        effort: ours.map_or(EFFORT, |ours| ours.effort),
        message: String::new(),
        fix,
        references: Some(reported.page.clone())
            .filter(|page| !page.is_empty())
            .into_iter()
            .chain(
                ours.into_iter()
                    .flat_map(|ours| ours.references.iter().cloned()),
            )
            .collect(),
        summary: about.clone(),
        danger: ours.map(|ours| ours.danger.clone()).unwrap_or_default(),
        example: ours.and_then(|ours| ours.example.clone()),
        proof: None,
        help: format!("{about}\n"),
        default_on: true,
        known_misses: 0,
        known_noise: 0,
    }
}

/// The rating of a finding that only another tool reports, and why it is so.
pub(crate) fn rating(tool: &str, reported: &Reported) -> Rating {
    let reason = if reported.severity.is_empty() {
        format!("{tool} does not say how bad it is")
    } else {
        format!("{tool} says: severity {}", reported.severity)
    };
    Rating::given(reported.risk, &reason)
}

/// The levels that [`Rating::given`] has for a risk.
fn levels(risk: Risk) -> (Level, Level) {
    let rating = Rating::given(risk, "");
    (rating.impact.level, rating.likelihood.level)
}

fn sentence(text: &str) -> String {
    if text.ends_with(['.', '!', '?', '…']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}
