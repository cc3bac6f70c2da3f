//! What the pages show, as plain data: a review, already counted, sorted and rated, with its text made fit for paper.

use std::collections::BTreeMap;

use assay_finding::plan::{Plan, Task};
use assay_finding::{Coverage, Level, Place, Review, Risk};
use assay_report::{Options, view};
use serde::Serialize;

use crate::change::ChangePart;
use crate::findings::{self, Issue, Number, Room};
use crate::inspection::InspectionPart;
use crate::letters::Letters;

/// More gaps than these stand under *Coverage* only, so that the summary stays a page.
const GAPS: usize = 5;
/// With more findings than these, the outline names their rules only.
const BOOKMARKS: usize = 2_000;
/// More tasks than these are no plan for paper; the other forms have them all.
const TASKS: usize = 500;
/// A task names so many of its findings, or ranges of them.
const NAMED: usize = 12;

#[derive(Serialize)]
pub(crate) struct Document {
    project: String,
    day: String,
    date: Option<(i32, u8, u8)>,
    tool: String,
    snapshot: String,
    days_old: Option<i64>,
    notice: String,
    worst: &'static str,
    state: String,
    total: u32,
    counts: Vec<(&'static str, u32)>,
    areas: Vec<Area>,
    matrix: Vec<Vec<Cell>>,
    first: Vec<First>,
    gaps_first: Vec<String>,
    gaps: Vec<String>,
    issues: Vec<Issue>,
    bookmarks: bool,
    in_full: bool,
    change: Option<ChangePart>,
    plan: Option<PlanPart>,
    inspection: Option<InspectionPart>,
    routes: Vec<Route>,
    environments: Vec<String>,
    settings: Vec<Setting>,
    packages: Vec<Package>,
    coverage: CoveragePart,
    chapters: Vec<Chapter>,
    rules: Vec<RuleRow>,
    method: &'static [&'static str],
    glossary: Vec<view::Word>,
}

#[derive(Serialize)]
struct Area {
    name: String,
    numbers: Vec<u32>,
    total: u32,
}

/// Findings of one impact and likelihood.
#[derive(Clone, Serialize)]
struct Cell {
    count: u32,
    risk: &'static str,
}

#[derive(Serialize)]
struct First {
    label: String,
    number: String,
    risk: &'static str,
    title: String,
    message: String,
    place: String,
}

#[derive(Serialize)]
struct PlanPart {
    made: String,
    effort: String,
    overdue: usize,
    /// Why tasks have no owner, if some have none.
    unowned: String,
    total: usize,
    tasks: Vec<TaskRow>,
}

#[derive(Serialize)]
struct TaskRow {
    title: String,
    fix: String,
    risk: &'static str,
    owner: String,
    by: String,
    effort: String,
    known: String,
    due: String,
    overdue: bool,
    check: String,
    closes: Vec<(String, String)>,
    more: usize,
}

#[derive(Serialize)]
struct Route {
    rule: String,
    methods: String,
    view: String,
    place: String,
    open: String,
    guards: Vec<String>,
    csrf: String,
    sinks: String,
}

#[derive(Serialize)]
struct Setting {
    key: String,
    means: String,
    values: Vec<(String, String)>,
}

#[derive(Serialize)]
struct Package {
    name: String,
    version: String,
    place: String,
    via: String,
    ids: String,
    upgrade: String,
    reach: String,
}

#[derive(Serialize)]
struct CoveragePart {
    files: Vec<(String, u32)>,
    lines: u64,
    functions: u32,
    entries: usize,
    from_project: Vec<String>,
    skipped: Vec<(String, String, u32)>,
    calls: u32,
    unmodelled: Vec<(String, u32)>,
    suppressed: Vec<(String, String, String)>,
    remarks: Vec<(String, String, Vec<String>)>,
}

#[derive(Serialize)]
struct Chapter {
    title: String,
    checked: String,
    failed: String,
    by_hand: String,
}

#[derive(Serialize)]
struct RuleRow {
    rule: String,
    title: String,
    found: u32,
    suppressed: u32,
}

impl Document {
    pub(crate) fn of(
        review: &Review,
        options: &Options,
        room: Room,
        letters: &Letters<'_>,
    ) -> Self {
        let summary = review.summary();
        let (issues, numbers) = findings::issues(review, room, letters);
        let gaps: Vec<String> = summary.gaps.iter().map(|gap| letters.line(gap)).collect();
        let advisories = review.coverage.advisories.as_ref();
        let application = review.application.clone().unwrap_or_default();
        let day = options.time.split('T').next().unwrap_or_default();
        let area = |area: &assay_finding::Area| Area {
            name: letters.line(&area.name),
            numbers: Risk::ALL.map(|risk| area.counts.get(risk)).into(),
            total: area.counts.total,
        };
        let first = summary.first.iter().filter_map(|at| {
            let finding = review.findings.get(*at)?;
            let number = numbers.get(finding.fingerprint.as_str())?;
            Some(First {
                label: number.label(),
                number: number.to_string(),
                risk: finding.risk.name(),
                title: letters.line(view::title(review, finding)),
                message: letters.line(&findings::sentence(&finding.message)),
                place: letters.line(&location(&finding.place)),
            })
        });
        Self {
            project: letters.line(&options.project),
            day: written(day),
            date: date(day),
            tool: letters.seen(&format!("{} {}", review.tool.name, review.tool.version)),
            snapshot: advisories.map_or(String::new(), |known| written(&known.snapshot)),
            days_old: advisories.and_then(|known| known.days_old),
            notice: advisories.map_or(String::new(), |known| letters.line(&known.notice)),
            worst: review.worst().map_or("", Risk::name),
            state: letters.line(&summary.state),
            total: review.counts.total,
            counts: Risk::ALL
                .map(|risk| (risk.name(), review.counts.get(risk)))
                .into(),
            areas: summary.areas.iter().map(area).collect(),
            matrix: matrix(review),
            first: first.collect(),
            gaps_first: gaps.iter().take(GAPS).cloned().collect(),
            gaps,
            bookmarks: review.findings.len() <= BOOKMARKS,
            in_full: review.findings.len() <= room.all,
            change: review
                .change
                .as_ref()
                .map(|change| ChangePart::of(change, review, &numbers, letters)),
            plan: review
                .plan
                .as_ref()
                .map(|plan| plan_part(plan, &numbers, letters)),
            inspection: review
                .inspection
                .as_ref()
                .map(|inspection| InspectionPart::of(inspection, letters)),
            issues,
            routes: routes(&application, letters),
            environments: application
                .environments
                .iter()
                .map(|name| letters.line(name))
                .collect(),
            settings: settings(&application, letters),
            packages: packages(&application, letters),
            coverage: coverage(review, letters),
            chapters: summary
                .chapters
                .iter()
                .map(|chapter| Chapter {
                    title: format!("V{} {}", chapter.number, chapter.title),
                    checked: chapter.checked.join(", "),
                    failed: chapter.failed.join(", "),
                    by_hand: chapter.by_hand.join(", "),
                })
                .collect(),
            rules: summary
                .rules
                .iter()
                .map(|state| RuleRow {
                    rule: letters.line(&state.rule),
                    title: letters.line(&state.title),
                    found: state.found,
                    suppressed: state.suppressed,
                })
                .collect(),
            method: view::METHOD,
            glossary: view::glossary(),
        }
    }
}

pub(crate) fn location(place: &Place) -> String {
    format!("{}:{}", place.path, place.start.line)
}

/// `2026-11-23` as year, month and day.
fn date(day: &str) -> Option<(i32, u8, u8)> {
    let mut parts = day.split('-');
    let date = (
        parts.next()?.parse().ok()?,
        parts.next()?.parse().ok()?,
        parts.next()?.parse().ok()?,
    );
    ((1..=12).contains(&date.1) && (1..=31).contains(&date.2)).then_some(date)
}

/// A day as people write it, which is the same for readers of all countries.
pub(crate) fn written(day: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = date(day).and_then(|date| MONTHS.get(usize::from(date.1).checked_sub(1)?));
    match (date(day), month) {
        (Some((year, _, day)), Some(month)) => format!("{day} {month} {year}"),
        _ => day.to_owned(),
    }
}

/// How many findings each pair of impact and likelihood has, the highest impact first, and the worst risk among them.
fn matrix(review: &Review) -> Vec<Vec<Cell>> {
    const LEVELS: [Level; 3] = [Level::Low, Level::Medium, Level::High];
    let cell = |impact: Level, likelihood: Level| {
        let here = review.findings.iter().filter(|finding| {
            let rating = &finding.rating;
            (rating.impact.level, rating.likelihood.level) == (impact, likelihood)
        });
        let (count, worst) = here.fold((0, None), |(count, worst), finding| {
            (count + 1, worst.max(Some(finding.risk)))
        });
        Cell {
            count,
            risk: worst.map_or("", Risk::name),
        }
    };
    let row = |impact| LEVELS.map(|likelihood| cell(impact, likelihood)).into();
    LEVELS.into_iter().rev().map(row).collect()
}

fn plan_part(plan: &Plan, numbers: &BTreeMap<&str, Number>, letters: &Letters<'_>) -> PlanPart {
    let row = |task: &Task| {
        let closes = task
            .findings
            .iter()
            .filter_map(|fingerprint| numbers.get(fingerprint.as_str()));
        let mut closes = findings::ranges(closes.copied().collect());
        let more = closes.len().saturating_sub(NAMED);
        closes.truncate(NAMED);
        TaskRow {
            title: letters.line(&task.title),
            fix: letters.line(task.fix.trim_end_matches('.')),
            risk: task.risk.name(),
            owner: letters.line(&task.owner.name),
            by: letters.line(&task.owner.by),
            effort: task.effort.to_string(),
            known: written(&task.known_since.to_string()),
            due: task
                .due
                .map(|due| written(&due.to_string()))
                .unwrap_or_default(),
            overdue: task.overdue,
            check: letters.line(&task.check),
            closes,
            more,
        }
    };
    PlanPart {
        made: written(&plan.made.to_string()),
        effort: plan.effort.to_string(),
        overdue: plan.overdue().count(),
        unowned: plan
            .tasks
            .iter()
            .find(|task| task.owner.name.is_empty())
            .map(|task| letters.line(&task.owner.by))
            .unwrap_or_default(),
        total: plan.tasks.len(),
        tasks: plan.tasks.iter().take(TASKS).map(row).collect(),
    }
}

fn routes(application: &assay_finding::Application, letters: &Letters<'_>) -> Vec<Route> {
    let route = |route: &assay_finding::inventory::RouteRow| Route {
        rule: letters.line(&route.rule),
        methods: letters.line(&route.methods.join(", ")),
        view: letters.line(&route.view),
        place: letters.line(&format!("{}:{}", route.path, route.line)),
        open: letters.line(&route.open.join(", ")),
        guards: route
            .guards
            .iter()
            .map(|guard| letters.line(&format!("{}: {}", guard.asks, guard.name)))
            .collect(),
        csrf: letters.line(&route.csrf),
        sinks: letters.line(&route.sinks.join(", ")),
    };
    application.routes.iter().map(route).collect()
}

fn settings(application: &assay_finding::Application, letters: &Letters<'_>) -> Vec<Setting> {
    let setting = |setting: &assay_finding::SettingRow| Setting {
        key: letters.line(&setting.key),
        means: letters.line(&setting.means),
        values: setting
            .values
            .iter()
            .map(|value| (letters.line(&value.value), letters.line(&value.place)))
            .collect(),
    };
    application.settings.iter().map(setting).collect()
}

fn packages(application: &assay_finding::Application, letters: &Letters<'_>) -> Vec<Package> {
    let package = |package: &assay_finding::PackageRow| Package {
        name: letters.line(&package.name),
        version: letters.line(&package.version),
        place: letters.line(&package.place),
        via: letters.line(&package.via),
        ids: letters.line(&package.ids.join(", ")),
        upgrade: letters.line(&package.upgrade),
        reach: letters.line(&package.reach),
    };
    application.packages.iter().map(package).collect()
}

/// What is said of changes, suppressions and the gate; the suppressed findings themselves have a table.
fn remarks(review: &Review, letters: &Letters<'_>) -> Vec<(String, String, Vec<String>)> {
    const MOST: usize = 200;
    let remarks = review.remarks().into_iter();
    let remarks = remarks.filter(|remark| remark.title != "Suppressed");
    remarks
        .map(|remark| {
            let lines = remark.lines.iter().take(MOST);
            (
                remark.title.to_owned(),
                letters.line(&remark.text),
                lines.map(|line| letters.line(line)).collect(),
            )
        })
        .collect()
}

fn coverage(review: &Review, letters: &Letters<'_>) -> CoveragePart {
    let coverage: &Coverage = &review.coverage;
    let suppressed = review.suppressed.iter().map(|suppressed| {
        let finding = &suppressed.finding;
        (
            letters.line(&finding.rule),
            letters.line(&location(&finding.place)),
            letters.line(&format!(
                "{} ({})",
                suppressed.reason_or_none(),
                suppressed.told()
            )),
        )
    });
    let top = coverage.unmodelled.top.iter();
    CoveragePart {
        files: coverage
            .files
            .iter()
            .map(|(kind, number)| (letters.line(kind), *number))
            .collect(),
        lines: coverage.lines,
        functions: coverage.functions,
        entries: coverage.entries.len(),
        from_project: coverage
            .from_project
            .iter()
            .map(|path| letters.line(path))
            .collect(),
        skipped: coverage
            .skipped
            .iter()
            .map(|skipped| {
                (
                    letters.line(&skipped.path),
                    letters.line(&skipped.text),
                    skipped.files,
                )
            })
            .collect(),
        calls: coverage.unmodelled.calls,
        unmodelled: top
            .map(|call| (letters.line(&call.name), call.calls))
            .collect(),
        suppressed: suppressed.collect(),
        remarks: remarks(review, letters),
    }
}
