//! `assay plan`: what to repair in which order, by whom and until when.

use std::path::Path;

use anyhow::{Context, Result};
use assay_finding::Review;
use assay_finding::plan::{Plan, Start};
use jiff::civil::Date;

use super::review::{Look, review};
use crate::arguments::{self, Planning};
use crate::blame::History;
use crate::config::Config;
use crate::exit::Exit;
use crate::kept::Document;
use crate::output;
use crate::owners::Owners;
use crate::surroundings;

/// A plan that was kept.
const PLAN: Document = Document {
    what: "plan",
    made_by: "assay plan --format json",
    header: ("assay-plan", Plan::VERSION),
    bytes: 256 * 1024 * 1024,
};

pub(super) fn run(arguments: &arguments::Plan) -> Result<Exit> {
    output::ensure_writable(&arguments.output)?;
    let planning = &arguments.planning;
    let plan = review(&Look::planned(&arguments.path, planning))?.plan(planning)?;
    output::write(&arguments.output, |out| match arguments.format.as_str() {
        "json" => assay_report::write_json(&plan, out),
        "csv" => assay_report::plan_csv(&plan, out),
        "icalendar" => assay_report::plan_icalendar(&plan, out),
        _ => assay_report::plan_markdown(&plan, out),
    })?;
    let overdue = plan.overdue().count();
    if overdue > 0 {
        output::note(&format!("{overdue} tasks are overdue"));
    }
    Ok(if arguments.fail_overdue && overdue > 0 {
        Exit::Findings
    } else {
        Exit::Clean
    })
}

/// The plan for a review, as the configuration and the command line have it.
pub(super) fn plan(
    review: &Review,
    root: &Path,
    config: &Config,
    planning: &Planning,
) -> Result<Plan> {
    let today = match &planning.today {
        Some(text) => day(text)?,
        None => surroundings::day().unwrap_or_default(),
    };
    let history = planning.blame.then(|| History::of(root)).transpose()?;
    if history.as_ref().is_some_and(History::is_shallow) {
        output::note(
            "the clone is shallow, so lines of older commits have no owner; `git fetch --unshallow` fetches these",
        );
    }
    let earlier = planning.since.as_deref().map(earlier).transpose()?;
    Ok(made(review, root, config, today, earlier, history))
}

/// The plan for a review, counted from a day; what an earlier plan knew keeps its day.
pub(super) fn made(
    review: &Review,
    root: &Path,
    config: &Config,
    today: Date,
    earlier: Option<Plan>,
    history: Option<History>,
) -> Plan {
    let owners = Owners::of(root, &config.owners).with_history(history);
    let start = Start {
        today,
        calendar: config.calendar(),
        earlier,
    };
    Plan::of(review, &start, &|place| owners.owner(place))
}

fn day(text: &str) -> Result<Date> {
    text.parse()
        .with_context(|| format!("`{text}` is no day; write it like 2026-11-22"))
}

/// A plan that was kept.
pub(super) fn earlier(path: &Path) -> Result<Plan> {
    PLAN.read(path, |plan: &Plan| (plan.format.as_str(), plan.version))
}
