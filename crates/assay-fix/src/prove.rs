//! The proof: repaired texts are analysed as the project was, and the two reviews compared.

use std::collections::{BTreeMap, BTreeSet};

use assay_finding::{Finding, Review};
use assay_python::outline::{Outline, Shape};
use assay_source::{FileKind, Project, Range};

use crate::draft::Draft;
use crate::edit::{self, Edit};
use crate::imports;
use crate::leftovers;
use crate::source::{Import, Source};
use crate::{Fix, Offer, Proposal, Refused, diff};

/// How often drafts are dropped and the rest analysed again.
const ROUNDS: usize = 8;

/// Keeps the proposals that hold together.
pub(crate) fn prove(
    project: &Project,
    review: &Review,
    proposals: Vec<Proposal>,
    scan: &dyn Fn(&Project) -> Review,
) -> Offer {
    let mut offer = Offer::default();
    let mut kept = Vec::new();
    let mut together = Combined::default();
    for proposal in proposals {
        let alone = Combined::default().with(project, &proposal.draft);
        let fits = alone.and_then(|alone| alone.parse(project).map(|()| alone));
        let joined = fits.and_then(|_| together.with(project, &proposal.draft));
        match joined {
            Ok(joined) => {
                together = joined;
                kept.push(proposal);
            }
            Err(why) => refuse(&mut offer, &proposal, &why),
        }
    }
    for round in 0..=ROUNDS {
        if kept.is_empty() {
            break;
        }
        together = Combined::of(project, &kept);
        let changed = together.project(project);
        let after = scan(&changed);
        offer.analyses += 1;
        let comparison = Comparison::of(review, &after, &together, &kept, &changed);
        let mut faults = comparison.faults();
        if faults.is_empty() {
            let left = after.findings.iter();
            let left = left.map(|one| (one.rule.clone(), one.place.path.clone()));
            offer.left = Some(left.collect());
            break;
        }
        if round == ROUNDS {
            // What cannot be told apart is not offered at all.
            faults = (0..kept.len())
                .map(|at| {
                    (
                        at,
                        "it was not proven within the analyses allowed".to_owned(),
                    )
                })
                .collect();
        }
        let mut number = 0;
        kept.retain(|proposal| {
            let fault = faults.get(&number);
            number += 1;
            if let Some(why) = fault {
                refuse(&mut offer, proposal, why);
            }
            fault.is_none()
        });
    }
    if !kept.is_empty() {
        together = Combined::of(project, &kept);
        for (path, edits) in &together.edits {
            let Some(file) = project.file_at(path) else {
                continue;
            };
            if let Some(text) = edit::apply(&file.text, edits) {
                offer.diff += &diff::unified(path, &file.text, edits);
                offer.texts.insert(path.clone(), text);
            }
        }
    }
    offer.fixes = kept.iter().map(|proposal| fix(project, proposal)).collect();
    offer.fixes.sort_by(|one, other| {
        (&one.path, one.line, &one.rules).cmp(&(&other.path, other.line, &other.rules))
    });
    offer
}

fn refuse(offer: &mut Offer, proposal: &Proposal, why: &str) {
    let findings = proposal.findings.iter();
    offer
        .refused
        .extend(findings.map(|finding| Refused::of(finding, why.to_owned(), true)));
}

fn fix(project: &Project, proposal: &Proposal) -> Fix {
    let alone = Combined::default().with(project, &proposal.draft);
    let edits = alone.map(|alone| alone.edits).unwrap_or_default();
    let mut shown = String::new();
    for (path, edits) in &edits {
        if let Some(file) = project.file_at(path) {
            shown += &diff::unified(path, &file.text, edits);
        }
    }
    let first = proposal.findings.first();
    let rules: BTreeSet<String> = proposal
        .findings
        .iter()
        .map(|one| one.rule.clone())
        .collect();
    Fix {
        rules: rules.into_iter().collect(),
        findings: proposal
            .findings
            .iter()
            .map(|one| one.fingerprint.clone())
            .collect(),
        path: first.map(|one| one.place.path.clone()).unwrap_or_default(),
        line: first.map_or(0, |one| one.place.start.line),
        say: proposal.say.clone(),
        note: proposal.draft.note.clone(),
        edits,
        diff: shown,
        draft: proposal.draft.clone(),
    }
}

/// Several drafts in one: the edits of each file, imports included.
#[derive(Clone, Default)]
struct Combined {
    plain: BTreeMap<String, Vec<Edit>>,
    imports: BTreeMap<String, Vec<Import>>,
    /// Both.
    edits: BTreeMap<String, Vec<Edit>>,
}

impl Combined {
    fn of(project: &Project, proposals: &[Proposal]) -> Self {
        proposals.iter().fold(Self::default(), |all, proposal| {
            all.with(project, &proposal.draft).unwrap_or(all)
        })
    }

    /// This with one more draft.
    fn with(&self, project: &Project, draft: &Draft) -> Result<Self, String> {
        let mut all = self.clone();
        for (path, edits) in &draft.edits {
            all.plain
                .entry(path.clone())
                .or_default()
                .extend(edits.iter().cloned());
        }
        for (path, imports) in &draft.imports {
            all.imports
                .entry(path.clone())
                .or_default()
                .extend(imports.iter().cloned());
        }
        let paths: BTreeSet<&String> = draft.edits.keys().chain(draft.imports.keys()).collect();
        for path in paths {
            let Some(file) = project.file_at(path) else {
                return Err(format!("{path} is not part of the project"));
            };
            if file.encoding.lossy || file.encoding.name != "UTF-8" {
                return Err(format!("{path} is not plain UTF-8"));
            }
            let mut edits = all.plain.get(path).cloned().unwrap_or_default();
            let is_python = file.kind == FileKind::Python;
            let source = is_python.then(|| Source::of(file)).flatten();
            if let (Some(imports), Some(source)) = (all.imports.get(path), &source) {
                edits.extend(imports::insertions(source, imports));
            }
            let sorted = edit::sorted(edits);
            if edit::apply(&file.text, &sorted).is_none() {
                return Err("it would change the same text as another repair; apply that one, then ask again".to_owned());
            }
            let cleared = match &source {
                Some(source) => leftovers::cleared(project, source, sorted),
                None => sorted,
            };
            all.edits.insert(path.clone(), cleared);
        }
        Ok(all)
    }

    /// Whether every file parses and has its imports once.
    fn parse(&self, project: &Project) -> Result<(), String> {
        for (path, edits) in &self.edits {
            let Some(file) = project
                .file_at(path)
                .filter(|file| file.kind == FileKind::Python)
            else {
                continue;
            };
            let text = edit::apply(&file.text, edits).unwrap_or_default();
            let Some(outline) = Outline::of(&text) else {
                return Err(format!("{path} would no longer parse"));
            };
            for import in self.imports.get(path).into_iter().flatten() {
                if count(&outline, import) != 1 {
                    return Err(format!("`{}` would be imported twice", import.module));
                }
            }
        }
        Ok(())
    }

    fn project(&self, project: &Project) -> Project {
        let mut changed = project.clone();
        for (path, edits) in &self.edits {
            let text = project
                .file_at(path)
                .and_then(|file| edit::apply(&file.text, edits));
            if let Some(text) = text {
                changed = changed.with_text(path, text);
            }
        }
        changed
    }

    fn edits_of(&self, path: &str) -> &[Edit] {
        self.edits.get(path).map_or(&[], Vec::as_slice)
    }
}

/// How often a module imports something at its top.
fn count(outline: &Outline, import: &Import) -> usize {
    let top = outline.ids().filter(|id| {
        outline
            .parent(*id)
            .is_some_and(|parent| *outline.shape(parent) == Shape::Module)
    });
    top.map(|id| match (outline.shape(id), &import.name) {
        (Shape::Import { names }, None) => names
            .iter()
            .filter(|name| name.name == import.module && name.alias.is_none())
            .count(),
        (
            Shape::From {
                module,
                level: 0,
                names,
            },
            Some(wanted),
        ) if *module == import.module => names.iter().filter(|name| name.name == *wanted).count(),
        _ => 0,
    })
    .sum()
}

/// What is known before and after.
struct Comparison<'a> {
    before: &'a Review,
    after: &'a Review,
    together: &'a Combined,
    kept: &'a [Proposal],
    changed: &'a Project,
}

impl<'a> Comparison<'a> {
    fn of(
        before: &'a Review,
        after: &'a Review,
        together: &'a Combined,
        kept: &'a [Proposal],
        changed: &'a Project,
    ) -> Self {
        Self {
            before,
            after,
            together,
            kept,
            changed,
        }
    }

    /// The proposals that do not hold, with the reason.
    fn faults(&self) -> BTreeMap<usize, String> {
        let mut faults = BTreeMap::new();
        let fixed: BTreeSet<&str> = self
            .kept
            .iter()
            .flat_map(|proposal| &proposal.findings)
            .map(|finding| finding.fingerprint.as_str())
            .collect();
        let mut expected: BTreeMap<(&str, &str, u32), usize> = BTreeMap::new();
        let mut known: BTreeSet<&str> = BTreeSet::new();
        for finding in &self.before.findings {
            if !fixed.contains(finding.fingerprint.as_str()) {
                *expected.entry(self.moved(finding)).or_default() += 1;
                known.insert(&finding.fingerprint);
            }
        }
        let mut unexpected: Vec<&Finding> = Vec::new();
        for finding in &self.after.findings {
            let at = (
                finding.rule.as_str(),
                finding.place.path.as_str(),
                finding.place.bytes.start,
            );
            match expected.get_mut(&at) {
                Some(count) if *count > 0 => *count -= 1,
                _ if known.contains(finding.fingerprint.as_str()) => {}
                _ => unexpected.push(finding),
            }
        }
        let mut explained = BTreeSet::new();
        for (number, proposal) in self.kept.iter().enumerate() {
            for finding in &proposal.findings {
                let edits = self.together.edits_of(&finding.place.path);
                let region = edit::moved_range(finding.place.bytes, edits);
                for (index, other) in unexpected.iter().enumerate() {
                    let is_same =
                        other.rule == finding.rule && other.place.path == finding.place.path;
                    if is_same && touches(other.place.bytes, region) {
                        explained.insert(index);
                        faults.insert(number, "the finding would still be there".to_owned());
                    }
                }
            }
        }
        for (index, finding) in unexpected.iter().enumerate() {
            if explained.contains(&index) {
                continue;
            }
            let why = format!(
                "something new would be found: {} at {}:{}",
                finding.rule, finding.place.path, finding.place.start.line
            );
            for number in self.blamed(finding) {
                faults.entry(number).or_insert_with(|| why.clone());
            }
        }
        for path in self.new_problems() {
            for (number, proposal) in self.kept.iter().enumerate() {
                if proposal.draft.edits.contains_key(&path) {
                    faults
                        .entry(number)
                        .or_insert_with(|| format!("{path} would no longer be understood"));
                }
            }
        }
        faults
    }

    fn moved(&self, finding: &'a Finding) -> (&'a str, &'a str, u32) {
        let edits = self.together.edits_of(&finding.place.path);
        let start = edit::moved(finding.place.bytes.start, edits);
        (&finding.rule, &finding.place.path, start)
    }

    /// The proposals whose edits stand on the path of a new finding; else those of its files; else all.
    fn blamed(&self, finding: &Finding) -> Vec<usize> {
        let places: Vec<_> = finding.places().collect();
        let numbered = || self.kept.iter().enumerate();
        let near = numbered().filter(|(_, proposal)| {
            proposal.draft.edits.iter().any(|(path, edits)| {
                edits.iter().any(|one| {
                    let lines = self.lines_of(path, one);
                    places.iter().any(|place| {
                        place.path == *path
                            && lines.0 <= place.end.line
                            && place.start.line <= lines.1
                    })
                })
            })
        });
        let near: Vec<usize> = near.map(|(number, _)| number).collect();
        if !near.is_empty() {
            return near;
        }
        let inside: Vec<usize> = numbered()
            .filter(|(_, proposal)| {
                places
                    .iter()
                    .any(|place| proposal.draft.edits.contains_key(&place.path))
            })
            .map(|(number, _)| number)
            .collect();
        if inside.is_empty() {
            (0..self.kept.len()).collect()
        } else {
            inside
        }
    }

    /// The lines of the repaired file that an edit has become.
    fn lines_of(&self, path: &str, one: &Edit) -> (u32, u32) {
        let edits = self.together.edits_of(path);
        let range = edit::moved_range(Range::new(one.start, one.end), edits);
        self.changed.file_at(path).map_or((0, 0), |file| {
            (file.lines.line(range.start), file.lines.line(range.end))
        })
    }

    /// Files of which more was not understood than before.
    fn new_problems(&self) -> Vec<String> {
        let counted = |review: &'a Review| {
            let mut counts: BTreeMap<(&'a str, &'a str), usize> = BTreeMap::new();
            for problem in &review.coverage.problems {
                *counts.entry((&problem.path, &problem.kind)).or_default() += 1;
            }
            counts
        };
        let before = counted(self.before);
        counted(self.after)
            .into_iter()
            .filter(|(key, count)| before.get(key).is_none_or(|old| old < count))
            .map(|((path, _), _)| path.to_owned())
            .collect()
    }
}

fn touches(one: Range, other: Range) -> bool {
    one.start <= other.end && other.start <= one.end
}
