//! Findings by hand as findings like others, at the lines where their code stands now.

use assay_finding::{
    Access, Effort, Factor, Finding, Level, Matrix, Origin, Place, Rating, Risk, RuleFacts, Score,
};
use assay_source::{Project, Range, SourceFile};

use super::Hidden;
use crate::store::Manual;

/// A finding by hand, and where it stands by now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ByHand {
    /// As it was written.
    pub(crate) manual: Manual,
    /// As a finding.
    pub(crate) finding: Finding,
    /// False if its lines are no longer there; the finding then names those that were.
    pub(crate) is_found: bool,
}

/// The word for its tool in reports.
const TOOL: &str = "by hand";

impl ByHand {
    /// Looks for the place of a finding.
    pub(crate) fn of(manual: Manual, project: &Project, matrix: &Matrix) -> Self {
        let found = project
            .file_at(&manual.path)
            .and_then(|file| Some(Place::of(file, lines_now(file, &manual)?)));
        let is_found = found.is_some();
        let place = found.unwrap_or_else(|| place_then(&manual));
        let (impact, likelihood) = (level(&manual.impact), level(&manual.likelihood));
        let risk = matrix.risk(impact, likelihood);
        let reason = if is_found {
            String::new()
        } else {
            "the lines that it was written for are no longer there".to_owned()
        };
        let finding = Finding {
            rule: rule(&manual),
            message: manual.description.clone(),
            risk,
            rating: Rating {
                risk,
                access: Access::Unknown,
                impact: score(impact, &manual.who),
                likelihood: score(likelihood, &manual.who),
                what_if: Vec::new(),
            },
            confidence: Level::High,
            reason,
            cwe: manual.cwe.parse().into_iter().collect(),
            function: String::new(),
            request: None,
            trace: Vec::new(),
            fingerprint: manual.fingerprint(),
            imported: true,
            origins: vec![Origin {
                tool: manual.who.clone(),
                version: String::new(),
                rule: TOOL.to_owned(),
                line: place.start.line,
                severity: String::new(),
                message: manual.title.clone(),
            }],
            place,
        };
        Self {
            manual,
            finding,
            is_found,
        }
    }

    /// The same without the secrets that the review made unreadable.
    pub(crate) fn hiding(mut self, hidden: &Hidden) -> Self {
        let place = &mut self.finding.place;
        let Some(hidden) = hidden.get(&place.path) else {
            return self;
        };
        let numbered = (place.start.line..).zip(place.excerpt.text.lines());
        let lines = numbered.map(|(number, line)| hidden.get(&number).map_or(line, String::as_str));
        let text = lines.collect::<Vec<_>>().join("\n");
        if text != place.excerpt.text {
            let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
            place.excerpt.mark = Range::new(0, end);
            place.excerpt.text = text;
            place.excerpt.hidden = true;
            place.excerpt.before = None;
        }
        self
    }

    /// The facts that a report tells of it, as of a rule.
    pub(crate) fn facts(&self) -> RuleFacts {
        let manual = &self.manual;
        RuleFacts {
            id: self.finding.rule.clone(),
            family: "by-hand".to_owned(),
            title: manual.title.clone(),
            since: env!("CARGO_PKG_VERSION").to_owned(),
            cwe: self.finding.cwe.clone(),
            owasp: Vec::new(),
            also: Vec::new(),
            impact: level(&manual.impact),
            likelihood: level(&manual.likelihood),
            confidence: Level::High,
            effort: Effort { minutes: 60 },
            message: manual.description.clone(),
            fix: manual.repair.clone(),
            references: Vec::new(),
            summary: manual.description.clone(),
            danger: manual.description.clone(),
            example: None,
            proof: None,
            help: manual.description.clone(),
            default_on: false,
            known_misses: 0,
            known_noise: 0,
        }
    }
}

/// Points that stand for a level that somebody stated.
pub(super) const fn tenths(level: Level) -> u32 {
    match level {
        Level::Low => 20,
        Level::Medium => 40,
        Level::High => 70,
    }
}

pub(super) fn level(name: &str) -> Level {
    match name {
        "high" => Level::High,
        "medium" => Level::Medium,
        _ => Level::Low,
    }
}

fn score(level: Level, who: &str) -> Score {
    let tenths = tenths(level);
    Score {
        level,
        tenths,
        factors: vec![Factor {
            name: "stated".to_owned(),
            points: u8::try_from(tenths / 10).unwrap_or(9),
            reason: format!("{who} says so"),
        }],
    }
}

fn rule(manual: &Manual) -> String {
    format!("by-hand-{}", manual.id.get(..8).unwrap_or(&manual.id))
}

/// The bytes of its lines in the file: at the old lines, else at the nearest that have the same text.
fn lines_now(file: &SourceFile, manual: &Manual) -> Option<Range> {
    let wanted: Vec<&str> = manual.lines.lines().map(str::trim).collect();
    let first = wanted.first()?;
    let old = u32::try_from(manual.from_line).unwrap_or(1);
    let stands_at = |line: u32| {
        (line..)
            .zip(&wanted)
            .all(|(line, wanted)| file.line_text(line).trim() == *wanted)
    };
    let same = (1..=file.lines.count()).filter(|line| file.line_text(*line).trim() == *first);
    let line = same
        .filter(|line| stands_at(*line))
        .min_by_key(|line| line.abs_diff(old))?;
    let last = line
        .saturating_add(u32::try_from(wanted.len()).unwrap_or(1))
        .saturating_sub(1);
    let begin = file.lines.range(line)?.start;
    let end = file.lines.range(last)?.start;
    let length = u32::try_from(file.line_text(last).len()).unwrap_or(0);
    Some(Range::new(begin, end.saturating_add(length)))
}

/// The place as it was when it was written.
fn place_then(manual: &Manual) -> Place {
    let length = u32::try_from(manual.lines.len()).unwrap_or(0);
    let mut place = Place::in_text(&manual.path, &manual.lines, Range::new(0, length));
    let moved = u32::try_from(manual.from_line)
        .unwrap_or(1)
        .saturating_sub(1);
    place.start.line = place.start.line.saturating_add(moved);
    place.end.line = place.end.line.saturating_add(moved);
    place
}

/// The risk of a finding by hand that is no rule's.
pub(super) fn own_risk(matrix: &Matrix, finding: &Finding, impact: &str, likelihood: &str) -> Risk {
    let or = |own: &str, rated: Level| if own.is_empty() { rated } else { level(own) };
    matrix.risk(
        or(impact, finding.rating.impact.level),
        or(likelihood, finding.rating.likelihood.level),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manual(lines: &str, from_line: i64) -> Manual {
        Manual {
            id: "0123456789abcdef".to_owned(),
            title: "Orders of others".to_owned(),
            description: "Nobody checks whose order it is".to_owned(),
            impact: "high".to_owned(),
            likelihood: "medium".to_owned(),
            cwe: "639".to_owned(),
            path: "a.py".to_owned(),
            from_line,
            to_line: from_line,
            lines: lines.to_owned(),
            who: "ann".to_owned(),
            ..Manual::default()
        }
    }

    #[track_caller]
    fn check(text: &str, lines: &str, from: i64, expected: (bool, u32)) {
        let project = Project::from_texts([("a.py", text)]);
        let found = ByHand::of(manual(lines, from), &project, &Matrix::default());
        assert_eq!((found.is_found, found.finding.place.start.line), expected);
    }

    #[test]
    fn its_place_follows_the_code() {
        check("a\nb\nc\n", "b", 2, (true, 2));
        check("new\na\n    b\nc\n", "b", 2, (true, 3));
        check("b\nx\nx\nb\n", "b", 3, (true, 4));
        check("a\nb\nc\n", "b\nc", 2, (true, 2));
    }

    #[test]
    fn lines_that_are_gone_are_told_as_they_were() {
        check("a\n", "b\nc", 7, (false, 7));
        check("b\nx\n", "b\nc", 1, (false, 1));
    }

    #[test]
    fn its_risk_is_what_was_said() {
        let project = Project::from_texts([("a.py", "b\n")]);
        let found = ByHand::of(manual("b", 1), &project, &Matrix::default());
        assert_eq!(found.finding.risk, Risk::High);
        assert_eq!(found.finding.cwe, [639]);
        assert!(found.finding.reported_by().unwrap().contains("ann"));
    }
}
