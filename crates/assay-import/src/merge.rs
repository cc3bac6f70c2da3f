//! Merging: what others report beside what we report.

use std::collections::{BTreeMap, BTreeSet};

use assay_finding::{
    Finding, Imported, Origin, Place, Problem, Review, RuleFacts, Step, fingerprint,
};
use assay_source::{FileKind, Project, SourceFile, printable};

use crate::facts;
use crate::index::{Index, Near, Target};
use crate::kin::{Flaw, Kin};
use crate::limits;
use crate::packages::{self, Found};
use crate::paths::Paths;
use crate::place::{self, Lost};
use crate::reported::{Report, Reported, Run, Spot, Subject};
use crate::secrets;

/// Puts the findings of other tools into a review.
///
/// The project has to be the one that was reviewed.
pub fn merge(review: &mut Review, project: &Project, reports: &[Report]) {
    let kin = Kin::of(&review.rules);
    let mut merge = Merge::new(review, project, &kin);
    let runs: Vec<(&str, &Run)> = reports
        .iter()
        .flat_map(|report| report.runs.iter().map(|run| (report.file.as_str(), run)))
        .collect();
    let mut waiting = Vec::new();
    for (at, (file, run)) in runs.iter().enumerate() {
        merge.begin(file, run);
        merge.place(at, run, &mut waiting);
    }
    // In the order of the project, the worst first, so that it does not matter which file was named first.
    waiting.sort_by(|one, other| one.order().cmp(&other.order()));
    for near in Near::ALL {
        waiting.retain(|result| !merge.joins_ours(result, near));
    }
    for result in waiting {
        merge.add(result);
    }
    merge.finish();
}

/// A finding of another tool with its place in the project.
struct Waiting<'a> {
    run: usize,
    tool: &'a str,
    slug: String,
    reported: &'a Reported,
    flaw: Flaw,
    cwe: Vec<u32>,
    place: Place,
    trace: Vec<Step>,
    message: String,
    fingerprint: String,
    reason: String,
    origin: Origin,
}

impl Waiting<'_> {
    fn order(&self) -> impl Ord + '_ {
        (
            (
                &self.place.path,
                self.place.start.line,
                std::cmp::Reverse(self.reported.risk),
            ),
            (&self.slug, &self.reported.rule, self.place.bytes),
            (&self.message, self.run),
        )
    }

    fn lines(&self) -> (u32, u32) {
        (self.place.start.line, self.place.end.line)
    }
}

struct Merge<'a> {
    review: &'a mut Review,
    project: &'a Project,
    kin: &'a Kin,
    index: Index,
    imported: Vec<Imported>,
    problems: Vec<Problem>,
    added: Vec<(Finding, Flaw)>,
    rules: BTreeMap<String, RuleFacts>,
    /// What was said at a finding already: tool, rule and line.
    said: BTreeSet<(Target, String, String, u32)>,
    /// Advisories that were told of a package.
    advisories: BTreeSet<(String, String)>,
}

impl<'a> Merge<'a> {
    fn new(review: &'a mut Review, project: &'a Project, kin: &'a Kin) -> Self {
        let mut index = Index::default();
        for (at, finding) in review.findings.iter().enumerate() {
            index.add(Target::Ours(at), finding);
        }
        for (at, suppressed) in review.suppressed.iter().enumerate() {
            index.add(Target::Suppressed(at), &suppressed.finding);
        }
        Self {
            review,
            project,
            kin,
            index,
            imported: Vec::new(),
            problems: Vec::new(),
            added: Vec::new(),
            rules: BTreeMap::new(),
            said: BTreeSet::new(),
            advisories: BTreeSet::new(),
        }
    }

    fn begin(&mut self, file: &str, run: &Run) {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        self.imported.push(Imported {
            file: file.to_owned(),
            tool: run.tool.clone(),
            version: run.version.clone(),
            results: count(run.results.len())
                .saturating_add(run.suppressed)
                .saturating_add(run.unread),
            suppressed: run.suppressed,
            unread: run.unread,
            ..Imported::default()
        });
        let tool = &run.tool;
        if run.unread > 0 {
            let number = run.unread;
            self.problem("", None, format!("{file}: {number} findings of {tool} have no rule or place, or are too many, and were left out"));
        }
        for told in run.problems.iter().take(limits::NAMED) {
            self.problem("", None, format!("{file}: {tool} {told}"));
        }
        if let Some(more) = run.problems.len().checked_sub(limits::NAMED + 1) {
            self.problem(
                "",
                None,
                format!("{file}: {tool} tells {} more problems", more + 1),
            );
        }
    }

    fn problem(&mut self, path: &str, line: Option<u32>, text: String) {
        self.problems.push(Problem {
            path: path.to_owned(),
            line,
            kind: "import".to_owned(),
            text,
        });
    }

    fn counts(&mut self, run: usize, count: impl FnOnce(&mut Imported)) {
        if let Some(imported) = self.imported.get_mut(run) {
            count(imported);
        }
    }

    /// Finds the place of each finding of a run.
    fn place(&mut self, run: usize, of: &'a Run, waiting: &mut Vec<Waiting<'a>>) {
        let spots = of.results.iter().flat_map(|reported| {
            let place = match &reported.subject {
                Subject::Place(spot) => Some(spot),
                Subject::Package { .. } => None,
            };
            place
                .into_iter()
                .chain(reported.steps.iter().map(|(spot, _)| spot))
        });
        let paths = Paths::new(self.project, spots.map(|spot| spot.path.as_str()));
        let mut lost: BTreeMap<(Lost, String), Vec<(u32, &str)>> = BTreeMap::new();
        for reported in &of.results {
            match &reported.subject {
                Subject::Place(spot) => match found(&paths, spot) {
                    Ok((file, place)) => {
                        waiting.push(self.waiting(run, of, reported, (file, place), &paths));
                    }
                    Err(place) => {
                        let places = lost.entry(place).or_default();
                        places.push((spot.line, &reported.rule));
                    }
                },
                Subject::Package { name, ids } => self.package(run, of, reported, (name, ids)),
            }
        }
        for ((why, path), list) in lost {
            let number = u32::try_from(list.len()).unwrap_or(u32::MAX);
            self.counts(run, |imported| imported.unplaced += number);
            let text = told_lost(&of.tool, why, &list);
            self.problem(&path, None, text);
        }
    }

    fn waiting(
        &self,
        run: usize,
        of: &'a Run,
        reported: &'a Reported,
        (file, place): (&'a SourceFile, Place),
        paths: &Paths<'a>,
    ) -> Waiting<'a> {
        let slug = of.slug();
        let mut cwe = reported.cwe.clone();
        if cwe.is_empty() {
            cwe.extend(self.kin.weaknesses(&slug, &reported.rule));
        }
        let rule = format!("{slug}:{}", reported.rule);
        let context = fingerprint::Context {
            rule: &rule,
            path: &place.path,
            sink: file.slice(place.bytes),
            ..fingerprint::Context::default()
        };
        let fingerprint = if file.kind == FileKind::Python {
            context.fingerprint()
        } else {
            context.fingerprint_of_lines()
        };
        let step = |(spot, text): &(Spot, String)| {
            let (_, place) = found(paths, spot).ok()?;
            let text = if text.is_empty() {
                "the data passes here"
            } else {
                text
            };
            Some(Step {
                place,
                text: text.to_owned(),
            })
        };
        let trace = reported.steps.iter().filter_map(step).collect();
        let (place, message) = if secrets::is_about_secret(&cwe) {
            secrets::hidden(place, &reported.message)
        } else {
            (place, reported.message.clone())
        };
        Waiting {
            run,
            tool: &of.tool,
            origin: origin(of, reported, place.start.line, message.clone()),
            flaw: self.kin.theirs(&slug, &reported.rule, &cwe),
            slug,
            reported,
            cwe,
            place,
            trace,
            message,
            fingerprint,
            reason: String::new(),
        }
    }

    /// True if a finding of ours that is so near means the same flaw.
    fn joins_ours(&mut self, result: &Waiting<'_>, near: Near) -> bool {
        let candidates = self.index.near(&result.place.path, result.lines(), near);
        let mut joined = None;
        for target in candidates {
            let finding = match target {
                Target::Ours(at) => self.review.findings.get(at),
                Target::Suppressed(at) => self.review.suppressed.get(at).map(|one| &one.finding),
                Target::Added(_) => None,
            };
            let Some(finding) = finding else { continue };
            let flaw = self.kin.ours(&finding.rule).with(&finding.cwe);
            if !flaw.is(&result.flaw) {
                continue;
            }
            // Two findings of one rule on two lines are two, even if we report only one of them.
            let is_taken = near != Near::Here
                && finding.origins.iter().any(|origin| {
                    origin.tool == result.tool
                        && origin.rule == result.reported.rule
                        && origin.line != result.origin.line
                });
            if is_taken {
                continue;
            }
            joined = Some(self.join(target, result));
            if near != Near::Here {
                break;
            }
        }
        let Some((target, is_new)) = joined else {
            return false;
        };
        self.counts(result.run, |imported| match target {
            _ if !is_new => imported.folded += 1,
            Target::Suppressed(_) => imported.suppressed += 1,
            Target::Ours(_) | Target::Added(_) => imported.same += 1,
        });
        true
    }

    /// Adds an origin to a finding, unless it is there; true if it was not.
    fn join(&mut self, target: Target, result: &Waiting<'_>) -> (Target, bool) {
        let is_new = self.say(target, &result.slug, &result.origin);
        let finding = match target {
            Target::Ours(at) => self.review.findings.get_mut(at),
            Target::Suppressed(at) => self
                .review
                .suppressed
                .get_mut(at)
                .map(|one| &mut one.finding),
            Target::Added(at) => self.added.get_mut(at).map(|(finding, _)| finding),
        };
        if let Some(finding) = finding.filter(|_| is_new) {
            finding.origins.push(result.origin.clone());
        }
        (target, is_new)
    }

    fn say(&mut self, target: Target, slug: &str, origin: &Origin) -> bool {
        self.said
            .insert((target, slug.to_owned(), origin.rule.clone(), origin.line))
    }

    /// Adds a finding that we do not report, or joins it to one of another tool.
    fn add(&mut self, result: Waiting<'_>) {
        for near in [Near::Here, Near::Beside] {
            let candidates = self.index.near(&result.place.path, result.lines(), near);
            let same = candidates.into_iter().find(|target| {
                let Target::Added(at) = target else {
                    return false;
                };
                let Some((finding, flaw)) = self.added.get(*at) else {
                    return false;
                };
                let own = finding
                    .origins
                    .iter()
                    .find(|origin| origin.tool == result.tool);
                match own {
                    // One tool knows what it tells apart.
                    Some(own) => own.rule == result.origin.rule && own.line == result.origin.line,
                    None => flaw.is(&result.flaw),
                }
            });
            if let Some(target) = same {
                self.join(target, &result);
                self.counts(result.run, |imported| imported.folded += 1);
                return;
            }
        }
        self.counts(result.run, |imported| imported.added += 1);
        self.put(result);
    }

    fn put(&mut self, result: Waiting<'_>) {
        let rule = format!("{}:{}", result.slug, result.reported.rule);
        let (kin, review) = (self.kin, &self.review);
        self.rules.entry(rule.clone()).or_insert_with(|| {
            let ours = match &result.reported.subject {
                Subject::Place(_) => kin
                    .meant(&result.slug, &result.reported.rule)
                    .and_then(|ours| review.rule(ours)),
                Subject::Package { .. } => review.rules.iter().find(|ours| {
                    let is_it = |weakness| result.cwe.contains(weakness);
                    ours.family == "dependencies" && ours.cwe.iter().any(is_it)
                }),
            };
            facts::facts(&rule, result.tool, result.reported, &result.cwe, ours)
        });
        let rating = facts::rating(result.tool, result.reported);
        let target = Target::Added(self.added.len());
        self.say(target, &result.slug, &result.origin);
        let finding = Finding {
            rule,
            message: result.message,
            risk: rating.risk,
            rating,
            confidence: result.reported.confidence,
            reason: result.reason,
            cwe: result.cwe,
            place: result.place,
            function: String::new(),
            request: None,
            trace: result.trace,
            fingerprint: result.fingerprint,
            imported: true,
            origins: vec![result.origin],
        };
        self.index.add(target, &finding);
        self.added.push((finding, result.flaw));
    }

    /// An advisory of a package.
    fn package(
        &mut self,
        run: usize,
        of: &'a Run,
        reported: &'a Reported,
        (name, ids): (&str, &[String]),
    ) {
        let id = ids.first().cloned().unwrap_or_default();
        let known = (name.to_owned(), id.clone());
        let slug = of.slug();
        let found = packages::find(self.review, self.project, name, ids);
        let mut reason = String::new();
        let place = match found {
            Found::Same(at) => {
                let line = self
                    .review
                    .findings
                    .get(at)
                    .map_or(1, |finding| finding.place.start.line);
                let origin = Origin {
                    rule: id,
                    ..origin(of, reported, line, reported.message.clone())
                };
                let is_new = self.say(Target::Ours(at), &slug, &origin);
                if let Some(finding) = self.review.findings.get_mut(at).filter(|_| is_new) {
                    finding.origins.push(origin);
                }
                self.counts(run, |imported| {
                    if is_new {
                        imported.same += 1;
                    } else {
                        imported.folded += 1;
                    }
                });
                return;
            }
            Found::Line(place) => place,
            Found::Manifest(place) => {
                reason = format!(
                    "no manifest of the project asks for {name}: another package brings it, or it is only installed"
                );
                place
            }
            Found::Nowhere => {
                self.counts(run, |imported| imported.unplaced += 1);
                let tool = &of.tool;
                self.problem(
                    "",
                    None,
                    format!(
                        "{tool} reports {id} of {name}, which no manifest of the project asks for"
                    ),
                );
                return;
            }
        };
        if !self.advisories.insert(known) {
            self.counts(run, |imported| imported.folded += 1);
            return;
        }
        let rule = format!("{slug}:{}", reported.rule);
        let context = fingerprint::Context {
            rule: &rule,
            path: &place.path,
            sink: name,
            source: &id,
            ..fingerprint::Context::default()
        };
        let fingerprint = context.fingerprint_of_lines();
        self.counts(run, |imported| imported.added += 1);
        let result = Waiting {
            run,
            tool: &of.tool,
            origin: Origin {
                rule: id,
                ..origin(of, reported, place.start.line, reported.message.clone())
            },
            flaw: self.kin.theirs(&slug, &reported.rule, &reported.cwe),
            slug,
            reported,
            cwe: reported.cwe.clone(),
            trace: Vec::new(),
            message: reported.message.clone(),
            fingerprint,
            place,
            reason,
        };
        self.put(result);
    }

    fn finish(self) {
        for finding in &mut self.review.findings {
            finding.origins.sort();
        }
        for suppressed in &mut self.review.suppressed {
            suppressed.finding.origins.sort();
        }
        let added = self.added.into_iter().map(|(finding, _)| finding);
        self.review.add_imported(
            added.collect(),
            self.rules.into_values().collect(),
            self.imported,
            self.problems,
        );
    }
}

fn origin(run: &Run, reported: &Reported, line: u32, message: String) -> Origin {
    Origin {
        tool: run.tool.clone(),
        version: run.version.clone(),
        rule: reported.rule.clone(),
        line,
        severity: reported.severity.clone(),
        message,
    }
}

/// `Bandit reports B608 (line 3) and B101 (line 9) here, and the file is not in the project`.
fn told_lost(tool: &str, why: Lost, list: &[(u32, &str)]) -> String {
    let mut named: Vec<String> = list
        .iter()
        .take(limits::NAMED)
        .map(|(line, rule)| format!("{rule} (line {line})"))
        .collect();
    if list.len() > limits::NAMED {
        named.push(format!("{} more", list.len() - limits::NAMED));
    }
    let named = named.join(", ");
    match why {
        Lost::File => format!("{tool} reports {named} in a file that this review did not read"),
        Lost::Line => format!(
            "{tool} reports {named} at lines that are gone or changed since; run {tool} again"
        ),
    }
}

/// The file and place that a tool means.
fn found<'a>(paths: &Paths<'a>, spot: &Spot) -> Result<(&'a SourceFile, Place), (Lost, String)> {
    let Some(file) = paths.file(&spot.path) else {
        return Err((Lost::File, printable(&spot.path)));
    };
    match place::range(file, spot) {
        Ok(range) => Ok((file, place::place(file, range))),
        Err(lost) => Err((lost, file.path.to_string())),
    }
}
