//! The plan of repair: tasks by cause, in the order in which they close most risk for the least work,
//! each with an owner, a day and the check that proves it done.
//!
//! ```
//! use assay_finding::plan::{Calendar, Owner, Plan, Start};
//! use assay_finding::{Coverage, Review};
//! use jiff::civil::date;
//!
//! let review = Review::new(Vec::new(), Vec::new(), Coverage::default());
//! let start = Start { today: date(2026, 11, 22), calendar: Calendar::default(), earlier: None };
//! let plan = Plan::of(&review, &start, &|_| Owner::nobody());
//! assert!(plan.tasks.is_empty());
//! ```

mod calendar;
mod group;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Effort, Example, Finding, Place, Repair, Review, Risk, RuleFacts, fingerprint};

pub use calendar::Calendar;
use group::{Cause, Group};

/// What is to be done, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Always `assay-plan`.
    pub format: String,
    /// The version of the format.
    pub version: u32,
    /// The day it was made.
    pub made: Date,
    /// The work of all tasks.
    pub effort: Effort,
    /// The tasks, the most worthwhile first.
    pub tasks: Vec<Task>,
}

/// One repair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// What identifies it from plan to plan.
    pub id: String,
    /// What to repair, and where.
    pub title: String,
    /// The rule whose findings it closes.
    pub rule: String,
    /// The worst risk among them.
    pub risk: Risk,
    /// Where the repair is made.
    pub path: String,
    /// The line, if the cause has one.
    pub line: Option<u32>,
    /// The findings that it closes, by fingerprint.
    pub findings: Vec<String>,
    /// Their places: file and line.
    pub places: Vec<String>,
    /// Who repairs it.
    pub owner: Owner,
    /// How long it takes.
    pub effort: Effort,
    /// Since when it is known.
    pub known_since: Date,
    /// The day by which it must be repaired.
    pub due: Option<Date>,
    /// True if that day is over.
    pub overdue: bool,
    /// What to do, in one sentence.
    pub fix: String,
    /// Code like it, before and after.
    pub example: Option<Example>,
    /// How one knows that it is done.
    pub check: String,
    /// What a tool can change, if the review asked for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repairs: Vec<Repair>,
}

/// Who repairs something, and how we know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// The name, a team or an address; empty if nobody is known.
    pub name: String,
    /// Where that is said.
    pub by: String,
}

impl Owner {
    /// Nobody is known.
    pub fn nobody() -> Self {
        Self {
            name: String::new(),
            by: "no file of owners, no history and no team covers this place".to_owned(),
        }
    }
}

/// What a plan starts from.
#[derive(Clone, Debug)]
pub struct Start {
    /// What day it is.
    pub today: Date,
    /// How long each risk may stay.
    pub calendar: Calendar,
    /// An earlier plan: what it knew stays known since then, and keeps its day.
    pub earlier: Option<Plan>,
}

impl Plan {
    /// The version of the format.
    pub const VERSION: u32 = 1;

    /// The plan for a review.
    pub fn of(review: &Review, start: &Start, owner: &dyn Fn(&Place) -> Owner) -> Self {
        let family = |rule: &str| {
            let facts = review.rule(rule);
            facts.map(|facts| facts.family.clone()).unwrap_or_default()
        };
        let groups = group::group(&review.findings, family);
        let tasks = groups
            .into_iter()
            .filter_map(|group| task(review, start, owner, &group));
        let mut tasks: Vec<Task> = tasks.collect();
        tasks.sort_by(order);
        let minutes = tasks
            .iter()
            .fold(0_u32, |sum, task| sum.saturating_add(task.effort.minutes));
        // A sum of estimates is not known to the minute.
        let minutes = minutes.div_ceil(60).saturating_mul(60);
        Self {
            format: "assay-plan".to_owned(),
            version: Self::VERSION,
            made: start.today,
            effort: Effort { minutes },
            tasks,
        }
    }

    /// The tasks whose day is over.
    pub fn overdue(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().filter(|task| task.overdue)
    }
}

/// What closing one finding of a risk is worth.
const fn worth(risk: Risk) -> u64 {
    match risk {
        Risk::Critical => 100,
        Risk::High => 40,
        Risk::Medium => 10,
        Risk::Low => 3,
        Risk::Info => 1,
    }
}

/// The worst risk first; among equals, what closes most for the least work.
fn order(one: &Task, other: &Task) -> std::cmp::Ordering {
    // Risk closed per minute, as fractions: cross multiplication keeps whole numbers.
    let value = |task: &Task, minutes: u32| {
        worth(task.risk) * task.findings.len() as u64 * u64::from(minutes.max(1))
    };
    let by_effort = value(other, one.effort.minutes).cmp(&value(one, other.effort.minutes));
    by_effort
        .then_with(|| other.risk.cmp(&one.risk))
        .then_with(|| (&one.path, one.line, &one.rule).cmp(&(&other.path, other.line, &other.rule)))
}

/// The repairs of these findings, each once.
fn repairs(review: &Review, members: &[&Finding]) -> Vec<Repair> {
    let mut repairs: Vec<Repair> = Vec::new();
    for finding in members {
        let repair = review.repairs.get(&finding.fingerprint);
        repairs.extend(repair.filter(|repair| !repairs.contains(repair)).cloned());
    }
    repairs
}

fn task(
    review: &Review,
    start: &Start,
    owner: &dyn Fn(&Place) -> Owner,
    group: &Group,
) -> Option<Task> {
    let members: Vec<&Finding> = group
        .findings
        .iter()
        .filter_map(|at| review.findings.get(*at))
        .collect();
    let worst = members.iter().max_by_key(|finding| finding.risk)?;
    let facts = review.rule(&worst.rule);
    let place = repaired(&group.cause, &members).unwrap_or(&worst.place);
    let line = match &group.cause {
        Cause::Place { line, .. } | Cause::Package { line, .. } => Some(*line),
        Cause::Application | Cause::File { .. } if members.len() == 1 => Some(place.start.line),
        Cause::Application | Cause::File { .. } => None,
    };
    let path = place.path.clone();
    let id = id(&worst.rule, &group.cause, &members);
    let before = earlier(start, &id, &members);
    let known_since = before.map_or(start.today, |task| task.known_since);
    let computed = start.calendar.due(worst.risk, known_since);
    // A day that was given stays, unless the risk has grown.
    let due = match before {
        Some(task) if task.risk >= worst.risk => task.due.or(computed),
        _ => computed,
    };
    Some(Task {
        title: title(facts, worst, &group.cause, members.len()),
        rule: worst.rule.clone(),
        risk: worst.risk,
        line,
        findings: members
            .iter()
            .map(|finding| finding.fingerprint.clone())
            .collect(),
        places: members
            .iter()
            .map(|finding| format!("{}:{}", finding.place.path, finding.place.start.line))
            .collect(),
        owner: owner(place),
        effort: effort(facts, &group.cause, members.len()),
        known_since,
        due,
        overdue: due.is_some_and(|due| due < start.today),
        fix: facts.map(|facts| facts.fix.clone()).unwrap_or_default(),
        example: facts.and_then(|facts| facts.example.clone()),
        repairs: repairs(review, &members),
        check: check(worst, members.len()),
        id,
        path,
    })
}

/// How one knows that a task is done.
fn check(worst: &Finding, findings: usize) -> String {
    let places = match findings {
        1 => "this place".to_owned(),
        number => format!("these {number} places"),
    };
    match worst.origins.first().filter(|_| worst.imported) {
        Some(origin) => format!("{} no longer reports {places}", origin.tool),
        None => format!(
            "`assay scan --select {}` no longer reports {places}",
            worst.rule
        ),
    }
}

/// The place that is repaired, among those that the findings show.
fn repaired<'a>(cause: &Cause, members: &[&'a Finding]) -> Option<&'a Place> {
    let (Cause::Place { path, line } | Cause::Package { path, line }) = cause else {
        return None;
    };
    let steps = members.iter().flat_map(|finding| {
        let steps = finding.trace.iter().map(|step| &step.place);
        std::iter::once(&finding.place).chain(steps)
    });
    steps
        .into_iter()
        .find(|place| place.path == *path && place.start.line == *line)
}

/// Stays the same while at least the rule, the file and the function do.
fn id(rule: &str, cause: &Cause, members: &[&Finding]) -> String {
    let (path, finding): (&str, &str) = match cause {
        Cause::Application => ("application", ""),
        Cause::File { path } => (path, ""),
        // Lines move; the first finding does not.
        Cause::Place { path, .. } | Cause::Package { path, .. } => {
            let first = members.first().map(|finding| finding.fingerprint.as_str());
            (path, first.unwrap_or_default())
        }
    };
    let mut id = fingerprint::hash(&["assay-task-1", rule, path, finding]);
    id.truncate(12);
    id
}

/// The task of an earlier plan that this one continues.
fn earlier<'a>(start: &'a Start, id: &str, members: &[&Finding]) -> Option<&'a Task> {
    let tasks = &start.earlier.as_ref()?.tasks;
    tasks.iter().find(|task| task.id == id).or_else(|| {
        // The group may have been made differently; the oldest that knew one of the findings counts.
        let knew = tasks.iter().filter(|task| {
            let has = |finding: &&Finding| task.findings.contains(&finding.fingerprint);
            members.iter().any(has)
        });
        knew.min_by_key(|task| task.known_since)
    })
}

fn title(facts: Option<&RuleFacts>, worst: &Finding, cause: &Cause, closes: usize) -> String {
    let what = facts.map_or(worst.rule.as_str(), |facts| facts.title.as_str());
    let place = match cause {
        Cause::Place { path, line } | Cause::Package { path, line } => format!("in {path}:{line}"),
        Cause::Application if closes > 1 => "in the application".to_owned(),
        Cause::Application => format!("in {}:{}", worst.place.path, worst.place.start.line),
        Cause::File { path } => format!("in {path}"),
    };
    match closes {
        0 | 1 => format!("{what} {place}"),
        _ => format!("{what} {place}; closes {closes} findings"),
    }
}

/// The first repair of a sort takes longest; where one place is repaired, the others come free.
fn effort(facts: Option<&RuleFacts>, cause: &Cause, findings: usize) -> Effort {
    let first = facts.map_or(30, |facts| facts.effort.minutes);
    let more = u32::try_from(findings.saturating_sub(1)).unwrap_or(u32::MAX);
    let minutes = match cause {
        Cause::Package { .. } | Cause::Place { .. } => first,
        Cause::Application => first.saturating_add(more.saturating_mul(first / 6)),
        Cause::File { .. } => first.saturating_add(more.saturating_mul(first / 3)),
    };
    Effort { minutes }
}

#[cfg(test)]
mod tests;
