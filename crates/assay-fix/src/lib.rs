//! Repairs of findings as edits, each proven before it is offered.
//!
//! A rule's page says how a tool repairs what it finds (`[[repair]]`), as data or by the name of a shape that needs code.
//! From that and the outline of the file comes a draft: edits, and names to import.
//! All drafts that do not touch each other are applied to the project in memory, and the whole of it is analysed again.
//! A repair is offered only if its finding is gone, nothing is found that was not there before,
//! every file still parses, and each import stands there once; the others are refused, and it is said why.
//!
//! Nothing is written here: [`Offer::texts`] holds the repaired files, and the program writes them.
//!
//! ```
//! use assay_fix::offer;
//! use assay_models::Models;
//! use assay_scan::{Options, scan};
//! use assay_source::Project;
//!
//! let rules = assay_rules::all();
//! let project = Project::from_texts([("app.py", "import yaml\n\n\ndef load(text):\n    return yaml.load(text, Loader=yaml.Loader)\n")]);
//! let look = |project: &Project| scan(project, rules, Models::embedded(), &Options::default(), &());
//! let review = look(&project);
//! let offer = offer(&project, rules, &review, &|_| true, &look);
//! assert!(offer.texts["app.py"].contains("yaml.safe_load(text)"));
//! ```

#![allow(
    clippy::wildcard_enum_match_arm,
    clippy::format_push_string,
    reason = "a repair fits few of the many shapes of code, and differences are put together line by line"
)]
#![allow(
    clippy::unnecessary_wraps,
    reason = "all shapes of repairs answer in one way, though some never say why not"
)]

mod call;
mod diff;
mod draft;
mod edit;
mod imports;
mod leftovers;
mod prove;
mod recipe;
mod shape;
mod source;
mod statement;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use assay_finding::repair::Change;
use assay_finding::{Finding, Repair, Review};
use assay_scan::RuleSet;
use assay_source::{FileKind, Project, SourceFile};

pub use edit::Edit;

use draft::{Case, Draft};
use source::Source;

/// A repair that was proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The rules whose findings it removes.
    pub rules: Vec<String>,
    /// The fingerprints of these findings.
    pub findings: Vec<String>,
    /// The file and line of the first of them.
    pub path: String,
    /// The line.
    pub line: u32,
    /// What it does.
    pub say: String,
    /// What somebody has to know before they apply it.
    pub note: Option<String>,
    /// The edits of each file, in order and with the imports, if it is applied alone.
    pub edits: BTreeMap<String, Vec<Edit>>,
    /// The same as a unified diff.
    pub diff: String,
    draft: Draft,
}

/// A repair that was not offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The rule.
    pub rule: String,
    /// The fingerprint of the finding.
    pub finding: String,
    /// Where the finding is.
    pub path: String,
    /// The line.
    pub line: u32,
    /// Why.
    pub why: String,
    /// True if the repair could be written, and the proof failed.
    pub by_proof: bool,
}

/// What can be repaired.
#[derive(Clone, Debug, Default)]
pub struct Offer {
    /// The repairs, in order of place; they can be applied together.
    pub fixes: Vec<Fix>,
    /// What has a repair in principle, and not here.
    pub refused: Vec<Refused>,
    /// How many findings were asked for whose rule knows no repair.
    pub without: usize,
    /// The repaired files with all of `fixes`, by path.
    pub texts: BTreeMap<String, String>,
    /// The difference of all of them.
    pub diff: String,
    /// How often the project was analysed for the proof.
    pub analyses: usize,
    /// The rules and files of what is found after all repairs.
    left: Option<BTreeSet<(String, String)>>,
}

/// A draft with what it is for.
#[derive(Clone, Debug)]
pub(crate) struct Proposal {
    pub(crate) findings: Vec<Finding>,
    pub(crate) say: String,
    pub(crate) draft: Draft,
}

/// The repairs of the findings that are wanted, proven together.
///
/// `review` is what `scan` says of `project` as it is.
pub fn offer(
    project: &Project,
    rules: &RuleSet,
    review: &Review,
    wanted: &dyn Fn(&Finding) -> bool,
    scan: &dyn Fn(&Project) -> Review,
) -> Offer {
    let mut refused = Vec::new();
    let mut without = 0;
    let findings: Vec<&Finding> = review
        .findings
        .iter()
        .filter(|finding| wanted(finding))
        .collect();
    let repairable = |finding: &Finding| {
        let rule = rules.get(&finding.rule).ok();
        rule.is_some_and(|rule| !rule.repairs.is_empty())
    };
    let paths: BTreeSet<&str> = findings
        .iter()
        .filter(|finding| repairable(finding))
        .flat_map(|finding| finding.places())
        .map(|place| place.path.as_str())
        .collect();
    let sources: BTreeMap<String, Source<'_>> = paths
        .into_iter()
        .filter_map(|path| {
            let file = project
                .file_at(path)
                .filter(|file| file.kind == FileKind::Python)?;
            Some((path.to_owned(), Source::of(file)?))
        })
        .collect();
    let mut proposals: Vec<Proposal> = Vec::new();
    for finding in findings {
        let Ok(rule) = rules.get(&finding.rule) else {
            without += 1;
            continue;
        };
        if rule.repairs.is_empty() {
            without += 1;
            continue;
        }
        let case = Case {
            project,
            sources: &sources,
            rule,
            finding,
        };
        match draft(&case) {
            Ok((draft, say)) => {
                let same = proposals
                    .iter_mut()
                    .find(|proposal| proposal.draft == draft);
                match same {
                    Some(same) => same.findings.push(finding.clone()),
                    None => proposals.push(Proposal {
                        findings: vec![finding.clone()],
                        say,
                        draft,
                    }),
                }
            }
            Err(why) => refused.push(Refused::of(finding, why, false)),
        }
    }
    let mut offer = prove::prove(project, review, proposals, scan);
    // What another repair took along needs none of its own.
    if let Some(left) = &offer.left {
        refused.retain(|one| left.contains(&(one.rule.clone(), one.path.clone())));
    }
    offer.refused.extend(refused);
    offer.refused.sort_by(|one, other| {
        (&one.path, one.line, &one.rule).cmp(&(&other.path, other.line, &other.rule))
    });
    offer.without = without;
    offer
}

/// Some of the repairs of an offer, proven again without the others.
pub fn only(
    project: &Project,
    review: &Review,
    fixes: &[Fix],
    scan: &dyn Fn(&Project) -> Review,
) -> Offer {
    let proposals = fixes.iter().map(|fix| Proposal {
        findings: review
            .findings
            .iter()
            .filter(|finding| fix.findings.contains(&finding.fingerprint))
            .cloned()
            .collect(),
        say: fix.say.clone(),
        draft: fix.draft.clone(),
    });
    prove::prove(project, review, proposals.collect(), scan)
}

/// The repairs of an offer by the fingerprints of the findings, as reports tell them: no secret that was found is shown.
pub fn repairs(project: &Project, review: &Review, offer: &Offer) -> BTreeMap<String, Repair> {
    let mut repairs = BTreeMap::new();
    for fix in &offer.fixes {
        let mut diff = String::new();
        let mut changes = Vec::new();
        for (path, edits) in &fix.edits {
            let Some(file) = project.file_at(path) else {
                continue;
            };
            diff += &diff::unified(path, &hidden(file, review), edits);
            changes.extend(edits.iter().map(|edit| {
                let (start, end) = (file.position(edit.start), file.position(edit.end));
                Change {
                    path: path.clone(),
                    line: start.line,
                    column: start.column,
                    end_line: end.line,
                    end_column: end.column,
                    text: edit.text.clone(),
                }
            }));
        }
        let repair = Repair {
            say: fix.say.clone(),
            note: fix.note.clone(),
            proof: Repair::PROOF.to_owned(),
            diff,
            changes,
        };
        for finding in &fix.findings {
            repairs.insert(finding.clone(), repair.clone());
        }
    }
    repairs
}

/// The text of a file with the secrets that were found made unreadable, in as many bytes.
fn hidden(file: &SourceFile, review: &Review) -> String {
    let mut text = file.text.to_string();
    let places = review.findings.iter().flat_map(Finding::places);
    for place in places.filter(|place| place.path == *file.path && place.excerpt.hidden) {
        let excerpt = &place.excerpt;
        let start = place.bytes.start.saturating_sub(excerpt.mark.start) as usize;
        // A cut excerpt does not say where its text stands: the place itself is hidden then.
        let (range, new) = if excerpt.cut {
            let range = place.bytes.start as usize..place.bytes.end as usize;
            (range.clone(), "*".repeat(range.len()))
        } else {
            (start..start + excerpt.text.len(), excerpt.text.clone())
        };
        if text.get(range.clone()).is_some() && new.len() == range.len() {
            text.replace_range(range, &new);
        }
    }
    text
}

/// The first way to repair that fits.
fn draft(case: &Case<'_>) -> Result<(Draft, String), String> {
    let mut why = None;
    for repair in &case.rule.repairs {
        match recipe::attempt(case, repair) {
            Ok(Some(mut draft)) => {
                if let Some(note) = &repair.note {
                    draft.note.get_or_insert_with(|| note.clone());
                }
                return Ok((draft, repair.say.clone()));
            }
            Ok(None) => {}
            Err(reason) => why = why.or(Some(reason)),
        }
    }
    Err(why.unwrap_or_else(|| "no repair is known for code of this shape".to_owned()))
}

impl Refused {
    fn of(finding: &Finding, why: String, by_proof: bool) -> Self {
        Self {
            rule: finding.rule.clone(),
            finding: finding.fingerprint.clone(),
            path: finding.place.path.clone(),
            line: finding.place.start.line,
            why,
            by_proof,
        }
    }
}
