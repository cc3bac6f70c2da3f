//! Packages: vulnerable versions, and flaws in how packages are asked for.

use std::fmt::Write as _;

use assay_deps::{
    Advisory, Certainty, Evidence, FlawKind, Group, Reach, Threat, Upgrade, Vulnerable,
};
use assay_finding::Level;
use assay_taint::{Confidence, Step};
use serde::Deserialize;

use super::Facts;
use super::draft::{Draft, Judged};
use crate::rule::Rule;

/// So many advisories are told with all facts in one message; of the others only the ids.
const TOLD: usize = 12;

/// Weaknesses of advisories that a finding carries, at most.
const WEAKNESSES: usize = 8;

/// What is wrong with a package or how it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DependencyKind {
    /// The version is fixed, and vulnerable.
    Vulnerable,
    /// The newest version that a range admits is vulnerable.
    RangeVulnerable,
    /// Some version that a range admits is vulnerable.
    RangeAdmits,
    /// A name that imitates another.
    Imitation,
    /// A second index beside the main one.
    Confusion,
    /// An index over a connection that is not safe.
    Cleartext,
    /// No hashes.
    HashesMissing,
    /// A line of versions that nobody repairs any more.
    EndOfLife,
}

/// Drafts for one kind.
pub(super) fn detect(
    facts: &Facts<'_>,
    rule: &Rule,
    kind: DependencyKind,
    drafts: &mut Vec<Draft>,
) {
    let certainty = match kind {
        DependencyKind::Vulnerable => Some(Certainty::Exact),
        DependencyKind::RangeVulnerable => Some(Certainty::Newest),
        DependencyKind::RangeAdmits => Some(Certainty::Admitted),
        DependencyKind::Imitation
        | DependencyKind::Confusion
        | DependencyKind::Cleartext
        | DependencyKind::HashesMissing
        | DependencyKind::EndOfLife => None,
    };
    if let Some(certainty) = certainty {
        let found = &facts.dependencies.audit.vulnerable;
        let found = found.iter().filter(|found| found.certainty == certainty);
        let here = found.filter(|found| !facts.is_test_file(found.requirement.span.file));
        drafts.extend(here.map(|found| vulnerable(facts, rule, found)));
        return;
    }
    for flaw in &facts.dependencies.flaws {
        let same = match flaw.kind {
            FlawKind::Imitation => DependencyKind::Imitation,
            FlawKind::Confusion => DependencyKind::Confusion,
            FlawKind::Cleartext => DependencyKind::Cleartext,
            FlawKind::HashesMissing => DependencyKind::HashesMissing,
            FlawKind::EndOfLife => DependencyKind::EndOfLife,
        };
        if same == kind && !facts.is_test_file(flaw.span.file) {
            drafts.push(Draft {
                span: flaw.span,
                function: None,
                confidence: Confidence::High,
                reason: String::new(),
                source: flaw.text.clone(),
                sink: flaw.name.clone(),
                name: flaw.name.clone(),
                trace: Vec::new(),
                judged: None,
            });
        }
    }
}

fn vulnerable(facts: &Facts<'_>, rule: &Rule, found: &Vulnerable) -> Draft {
    let requirement = &found.requirement;
    let evidence = facts.dependencies.evidence_of(&requirement.name);
    let mut reasons = Vec::new();
    if !requirement.via.is_empty() {
        reasons.push(format!(
            "brought by {}",
            requirement.via.join(", which brings ")
        ));
    }
    if requirement.group.is_development() {
        reasons.push(format!("only for {}", requirement.group.text()));
    }
    reasons.extend(evidence.map(Evidence::sentence));
    if let Some(marker) = &requirement.marker {
        reasons.push(format!("only where {marker}"));
    }
    let confidence = match (found.certainty, &requirement.marker) {
        (Certainty::Exact, None) => Confidence::High,
        (Certainty::Exact | Certainty::Newest, _) => Confidence::Medium,
        (Certainty::Admitted, _) => Confidence::Low,
    };
    let name = match requirement.specifier.trim_start_matches('=').trim() {
        "" => requirement.written.clone(),
        specifier => format!("{} {specifier}", requirement.written),
    };
    let worst = found.advisories.iter().find_map(Advisory::rating);
    let mut cwe: Vec<u32> = rule.facts.cwe.clone();
    for weakness in found.advisories.iter().flat_map(Advisory::weaknesses) {
        if !cwe.contains(&weakness) && cwe.len() < WEAKNESSES {
            cwe.push(weakness);
        }
    }
    Draft {
        span: requirement.span,
        function: None,
        confidence,
        reason: reasons.join("; "),
        source: told(found),
        sink: name.clone(),
        name,
        trace: evidence.map(trace).unwrap_or_default(),
        judged: Some(Judged {
            impact: worst.map_or(rule.facts.impact, |rating| match rating.level {
                Threat::Critical | Threat::High => Level::High,
                Threat::Medium => Level::Medium,
                Threat::Low | Threat::None => Level::Low,
            }),
            likelihood: likelihood(rule, &requirement.group, evidence),
            cwe,
        }),
    }
}

/// What the program does with the package moves how likely the flaw is met.
fn likelihood(rule: &Rule, group: &Group, evidence: Option<&Evidence>) -> Level {
    if group.is_development() {
        return Level::Low;
    }
    match evidence.map(|evidence| evidence.reach) {
        Some(Reach::Reachable) if evidence.is_some_and(Evidence::is_served) => Level::High,
        Some(Reach::Imported | Reach::NotImported) => Level::Low,
        Some(Reach::Reachable | Reach::Unknown) | None => rule.facts.likelihood,
    }
}

fn trace(evidence: &Evidence) -> Vec<Step> {
    let imports = evidence.imports.iter().take(1).map(|site| {
        let text = format!("{} is imported", evidence.package);
        Step::plain(site.span, &text)
    });
    let uses = evidence.uses.iter().map(|found| {
        let route = match &found.route {
            Some(route) => format!(", reached from {route}"),
            None => String::new(),
        };
        let text = format!("{}: `{}`{route}", found.text, found.symbol);
        Step::plain(found.site.span, &text)
    });
    imports.chain(uses).collect()
}

/// The number of advisories, their facts, and what to do.
fn told(found: &Vulnerable) -> String {
    let count = found.advisories.len();
    let mut text = match count {
        1 => "a known vulnerability: ".to_owned(),
        count => format!("{count} known vulnerabilities: "),
    };
    let some = found.advisories.iter().take(TOLD).map(facts_of);
    text += &some.collect::<Vec<_>>().join("; ");
    if count > TOLD {
        let rest = found.advisories.iter().skip(TOLD);
        let ids: Vec<String> = rest
            .map(|advisory| advisory.ids().collect::<Vec<_>>().join(" = "))
            .collect();
        let _ = write!(text, "; and {}", ids.join(", "));
    }
    match &found.upgrade {
        Upgrade::To {
            version,
            crosses_major,
        } => {
            let step = if *crosses_major {
                ", a new major version"
            } else {
                ""
            };
            let _ = write!(text, ". {version} is the nearest version without any{step}");
        }
        Upgrade::Above(version) => {
            let _ = write!(
                text,
                ". Versions up to {version} are affected, and no repaired one is known"
            );
        }
        Upgrade::Unknown => text.push_str(". No version without any is known"),
    }
    text
}

fn facts_of(advisory: &Advisory) -> String {
    let best = advisory.best_id();
    let others: Vec<&str> = advisory.ids().filter(|id| *id != best).collect();
    let mut parts = Vec::new();
    if !others.is_empty() {
        parts.push(others.join(", "));
    }
    if let Some(rating) = advisory.rating() {
        parts.push(match (rating.score, rating.version) {
            (Some(score), Some(version)) => {
                format!("CVSS {version} {score:.1} {}", rating.level.name())
            }
            _ => rating.level.name().to_owned(),
        });
    }
    if !advisory.cwes.is_empty() {
        parts.push(advisory.cwes.join(", "));
    }
    let fixed: Vec<String> = advisory.fixed().iter().map(ToString::to_string).collect();
    if fixed.is_empty() {
        parts.push("no repaired version known".to_owned());
    } else {
        parts.push(format!("repaired in {}", fixed.join(", ")));
    }
    format!("{best} ({})", parts.join("; "))
}
