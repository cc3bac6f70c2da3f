//! The plan of repair as people have made it: each task with its state, who does it and until when.
//!
//! The plan of a review knows the causes; what was said of their findings decides the rest.
//! A task counts from the day on which a scan saw it first, so that a new scan moves no day.

use std::collections::BTreeSet;

use assay_finding::plan::{Owner, Task};
use assay_finding::{Effort, Risk};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::Reviewer;
use crate::state::{ByHand, Look};
use crate::store::{self, State};

/// How far a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    /// Nobody has said whether it is a flaw.
    Judge,
    /// It is one.
    Repair,
    /// It is one, and stays until a day.
    Accepted,
    /// It is none.
    Dismissed,
    /// Somebody says that it is repaired; the next scan tells.
    Repaired,
}

impl Stage {
    /// True if somebody still has to do something.
    pub(crate) const fn is_active(self) -> bool {
        match self {
            Self::Judge | Self::Repair => true,
            Self::Accepted | Self::Dismissed | Self::Repaired => false,
        }
    }

    /// The words for it.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Judge => "To judge",
            Self::Repair => "To repair",
            Self::Accepted => "Accepted",
            Self::Dismissed => "False alarm",
            Self::Repaired => "Repaired",
        }
    }

    /// The word for it, as in addresses.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Judge => "judge",
            Self::Repair => "repair",
            Self::Accepted => "accepted",
            Self::Dismissed => "dismissed",
            Self::Repaired => "repaired",
        }
    }
}

/// A task with what people say of it.
#[derive(Clone, Debug)]
pub(crate) struct Work<'a> {
    /// The task as the review plans it.
    pub(crate) task: &'a Task,
    /// How far it is.
    pub(crate) stage: Stage,
    /// The worst risk among the findings that are left.
    pub(crate) risk: Risk,
    /// The findings that somebody still has to do something about.
    pub(crate) left: Vec<&'a str>,
    /// Who does it; empty if nobody is known.
    pub(crate) owner: String,
    /// Where that is said; empty if somebody said it here.
    pub(crate) owner_by: &'a str,
    /// Who said it here last.
    pub(crate) assigned_by: Option<&'a str>,
    /// Until when.
    pub(crate) due: Option<Date>,
    /// True if somebody chose the day.
    pub(crate) due_chosen: bool,
    /// True if that day is over.
    pub(crate) overdue: bool,
    /// Since when it is known.
    pub(crate) since: Date,
    /// How long it takes, in minutes.
    pub(crate) effort: Effort,
    /// Known by what was said of its findings: another text if something was said since.
    pub(crate) version: String,
}

/// The day of a moment.
pub(crate) fn day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

/// All tasks, in the order of the plan.
///
/// `by_hand` are those of [`by_hand`], which come first: somebody wrote them because they matter.
pub(crate) fn all<'a>(
    look: &'a Look,
    by_hand: &'a [Task],
    reviewer: &dyn Reviewer,
    today: Date,
) -> Vec<Work<'a>> {
    let plan = look.snapshot.seen.review.plan.as_ref();
    let tasks = plan.map_or(&[][..], |plan| &plan.tasks);
    by_hand
        .iter()
        .chain(tasks)
        .map(|task| work(look, reviewer, today, task))
        .collect()
}

/// A task for each finding by hand: the plan of a scan knows nothing of them.
pub(crate) fn by_hand(look: &Look) -> Vec<Task> {
    let task = |one: &ByHand| {
        let (finding, facts) = (&one.finding, one.facts());
        let place = format!("{}:{}", finding.place.path, finding.place.start.line);
        Task {
            id: finding.fingerprint.clone(),
            title: format!("{} in {place}", facts.title),
            rule: finding.rule.clone(),
            risk: finding.risk,
            path: finding.place.path.clone(),
            line: Some(finding.place.start.line),
            findings: vec![finding.fingerprint.clone()],
            places: vec![place],
            owner: Owner {
                name: String::new(),
                by: String::new(),
            },
            effort: facts.effort,
            known_since: look.today,
            due: None,
            overdue: false,
            fix: facts.fix,
            example: None,
            check: format!("{} has looked at it again", one.manual.who),
            repairs: Vec::new(),
        }
    };
    look.by_hand.iter().map(task).collect()
}

/// The day of a moment as it is kept.
fn day_of(moment: &str) -> Option<Date> {
    moment.get(..10)?.parse().ok()
}

/// The task that a finding belongs to, if it is in the plan.
pub(crate) fn of_finding(
    look: &Look,
    reviewer: &dyn Reviewer,
    fingerprint: &str,
) -> Option<Planned> {
    let plan = look.snapshot.seen.review.plan.as_ref()?;
    let mut tasks = plan.tasks.iter();
    let task = tasks.find(|task| task.findings.iter().any(|one| one == fingerprint))?;
    let work = work(look, reviewer, look.today, task);
    Some(Planned {
        owner: work.owner.clone(),
        owner_by: work.owner_by.to_owned(),
        due: work.due.map(|due| due.to_string()),
        due_chosen: work.due_chosen,
        overdue: work.overdue,
        others: task.findings.len().saturating_sub(1),
        id: task.id.clone(),
    })
}

/// What the plan says of a finding.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Planned {
    /// Who repairs it.
    owner: String,
    /// Where that is said; empty if somebody said it here.
    owner_by: String,
    /// Until when.
    due: Option<String>,
    /// True if somebody chose the day.
    due_chosen: bool,
    /// True if that day is over.
    overdue: bool,
    /// So many findings are repaired with it.
    others: usize,
    /// The task.
    id: String,
}

/// One task, for pages and reports alike.
pub(crate) fn work<'a>(
    look: &'a Look,
    reviewer: &dyn Reviewer,
    today: Date,
    task: &'a Task,
) -> Work<'a> {
    let stage = stage(look, task);
    let is_left = |fingerprint: &&str| !stage.is_active() || look.state(fingerprint).is_active();
    let left: Vec<&str> = task
        .findings
        .iter()
        .map(String::as_str)
        .filter(is_left)
        .collect();
    let said = || {
        left.iter()
            .filter_map(|fingerprint| look.marks.judgements.get(*fingerprint))
    };
    let owners: BTreeSet<&str> = said()
        .map(|said| said.owner.as_str())
        .filter(|owner| !owner.is_empty())
        .collect();
    let (owner, owner_by) = if owners.is_empty() {
        (task.owner.name.clone(), task.owner.by.as_str())
    } else {
        (owners.into_iter().collect::<Vec<_>>().join(", "), "")
    };
    let assigned = said().filter(|said| !said.owner.is_empty());
    let assigned = assigned.max_by(|one, other| one.at.cmp(&other.at));
    let risks = left
        .iter()
        .filter_map(|fingerprint| Some(look.risk(look.finding(fingerprint)?)));
    let risk = risks.max().unwrap_or(task.risk);
    let seen = |fingerprint: &&str| match look.written(fingerprint) {
        Some(one) => day_of(&one.manual.at),
        None => day_of(&look.snapshot.known.get(*fingerprint)?.first_seen),
    };
    let since = left
        .iter()
        .filter_map(seen)
        .min()
        .unwrap_or(task.known_since);
    let chosen: Option<Date> = said().filter_map(|said| said.due.parse().ok()).min();
    let due = chosen.or_else(|| reviewer.due(risk, since));
    Work {
        task,
        stage,
        risk,
        owner,
        owner_by,
        assigned_by: assigned.map(|said| said.who.as_str()),
        due,
        due_chosen: chosen.is_some(),
        overdue: stage.is_active() && due.is_some_and(|due| due < today),
        since,
        effort: task.effort,
        version: version(look, &left),
        left,
    }
}

fn stage(look: &Look, task: &Task) -> Stage {
    let states: BTreeSet<State> = task
        .findings
        .iter()
        .map(|fingerprint| look.state(fingerprint))
        .collect();
    // What is confirmed has to be done, whatever else is left to be judged.
    let order = [
        (State::Confirmed, Stage::Repair),
        (State::Open, Stage::Judge),
        (State::Accepted, Stage::Accepted),
        (State::Repaired, Stage::Repaired),
    ];
    let first = order.into_iter().find(|(state, _)| states.contains(state));
    first.map_or(Stage::Dismissed, |(_, stage)| stage)
}

fn version(look: &Look, findings: &[&str]) -> String {
    let mut hash = Sha256::new();
    for fingerprint in findings {
        let said = look.marks.judgements.get(*fingerprint);
        hash.update(fingerprint.as_bytes());
        hash.update(said.map_or(0, |said| said.version).to_le_bytes());
    }
    store::hex(hash.finalize().get(..8).unwrap_or_default())
}

/// The work of several tasks, in hours that are full.
pub(crate) fn effort<'a>(works: impl IntoIterator<Item = &'a Work<'a>>) -> Effort {
    let minutes = works
        .into_iter()
        .fold(0_u32, |sum, work| sum.saturating_add(work.effort.minutes));
    Effort {
        minutes: minutes.div_ceil(60).saturating_mul(60),
    }
}
