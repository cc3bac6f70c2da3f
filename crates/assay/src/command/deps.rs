//! `assay deps`: the packages of a project, what is known of them, and whether the project reaches it.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use assay_deps::advisory::{Advisory, NOTICE, Rating};
use assay_deps::{
    Audit, Certainty, Database, Evidence, Requirement, Standing, Upgrade, Vulnerable, Wanted,
    audit_of,
};
use assay_models::Models;
use assay_scan::Dependencies;
use assay_source::{Project, ReadOptions, printable};
use serde::Serialize;

use super::page::{Page, Painter};
use crate::advisories;
use crate::arguments::{Deps, Packages};
use crate::environment;
use crate::exit::Exit;
use crate::index::{self, Answers};
use crate::output;
use crate::progress::Line;
use crate::surroundings;

/// The packages of a project, with what they need to be shown.
pub(super) struct Known {
    pub(super) project: Project,
    pub(super) dependencies: Dependencies,
    pub(super) database: Option<Arc<Database>>,
    /// What the package index said, if it was asked.
    answers: Option<Answers>,
}

/// Reads a project and looks its packages up.
pub(super) fn read(packages: &Packages) -> Result<Known> {
    let database = advisories::choose(packages.advisories.as_deref())?;
    let options = ReadOptions {
        exclude: packages.exclude.clone(),
        ..ReadOptions::default()
    };
    let project = Project::read(&packages.path, &options)?;
    let options = assay_scan::Options {
        advisories: database.clone(),
        today: Some(surroundings::today()),
        ..assay_scan::Options::default()
    };
    let line = Line::new();
    let threads = super::threads(0)?;
    let mut dependencies =
        threads.install(|| assay_scan::dependencies(&project, Models::embedded(), &options, &line));
    drop(line);
    if let Some(path) = packages.python.as_deref().or(packages.venv.as_deref()) {
        let installed = environment::read(path)?;
        let judged = audit_of(
            &installed,
            database.as_deref().unwrap_or_else(|| Database::embedded()),
            |_| false,
        );
        merge(&mut dependencies.audit, judged);
        dependencies.inventory.requirements.extend(installed);
    }
    Ok(Known {
        project,
        dependencies,
        database,
        answers: None,
    })
}

fn merge(audit: &mut Audit, more: Audit) {
    audit.vulnerable.extend(more.vulnerable);
    audit.judged += more.judged;
    audit.open += more.open;
    audit.elsewhere += more.elsewhere;
}

impl Known {
    pub(super) fn place(&self, requirement: &Requirement) -> (String, Option<u32>) {
        match self.project.files.get(requirement.span.file.0 as usize) {
            Some(file) => (
                file.path.to_string(),
                Some(file.position(requirement.span.range.start).line),
            ),
            None => ("(installed)".to_owned(), None),
        }
    }

    fn found(&self, requirement: &Requirement) -> Option<&Vulnerable> {
        self.dependencies.audit.vulnerable.iter().find(|found| {
            found.requirement.span == requirement.span && found.requirement.name == requirement.name
        })
    }

    fn standing(&self, requirement: &Requirement) -> Option<Standing> {
        let releases = self.answers.as_ref()?.packages.get(&requirement.name)?;
        releases.as_ref()?.standing(requirement)
    }

    fn advisories(&self) -> usize {
        self.database
            .as_deref()
            .unwrap_or_else(|| Database::embedded())
            .len()
    }
}

pub(super) fn run(arguments: &Deps) -> Result<Exit> {
    let mut known = read(&arguments.packages)?;
    if arguments.online {
        let requirements = known.dependencies.inventory.requirements.iter();
        let timeout = Duration::from_secs(arguments.timeout);
        known.answers = Some(index::ask(requirements, &arguments.index_url, timeout)?);
    }
    output::write(Path::new("-"), |out| {
        if arguments.format == "json" {
            assay_report::write_json(&document(&known), out)
        } else {
            table(&known, out)
        }
    })?;
    let is_vulnerable = known.dependencies.surely_vulnerable().next().is_some();
    let requirements = &known.dependencies.inventory.requirements;
    let is_yanked = requirements.iter().any(|requirement| {
        let standing = known.standing(requirement);
        standing.is_some_and(|standing| standing.yanked.is_some())
    });
    let is_answered = known
        .answers
        .as_ref()
        .is_none_or(|answers| answers.unanswered.is_empty());
    Ok(if is_vulnerable || is_yanked {
        Exit::Findings
    } else if known.dependencies.inventory.problems.is_empty() && is_answered {
        Exit::Clean
    } else {
        Exit::Incomplete
    })
}

/// The column that only the package index can fill.
const NEWEST: usize = 2;

fn table(known: &Known, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(Painter::for_standard_output(), out);
    let rows: Vec<[String; 7]> = known
        .dependencies
        .inventory
        .requirements
        .iter()
        .map(|requirement| row(known, requirement))
        .collect();
    let heads = [
        "package",
        "version",
        "newest",
        "group",
        "brought by",
        "advisories",
        "reach",
    ];
    let is_online = known.answers.is_some();
    let width = |column: usize| {
        let cells = rows
            .iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count());
        cells
            .chain(heads.get(column).map(|head| head.len()))
            .max()
            .unwrap_or(0)
            .min(48)
    };
    let widths: Vec<usize> = (0..heads.len()).map(width).collect();
    let line = |cells: &[String]| {
        let cells = cells
            .iter()
            .zip(&widths)
            .enumerate()
            .filter(|(column, _)| is_online || *column != NEWEST)
            .map(|(_, (cell, width))| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let mut last = String::new();
    for (requirement, row) in known.dependencies.inventory.requirements.iter().zip(&rows) {
        let (path, _) = known.place(requirement);
        if path != last {
            if !last.is_empty() {
                page.line("")?;
            }
            page.heading(&printable(&path))?;
            page.line(&line(&heads.map(str::to_owned)))?;
            last = path;
        }
        page.line(&line(row))?;
    }
    page.line("")?;
    for problem in &known.dependencies.inventory.problems {
        let file = problem.file.map(|file| known.project.file(file));
        let place = match (file, problem.range) {
            (Some(file), Some(range)) => {
                format!("{}:{}: ", file.path, file.position(range.start).line)
            }
            (Some(file), None) => format!("{}: ", file.path),
            (None, _) => String::new(),
        };
        page.line(&printable(&format!("problem: {place}{}", problem.message)))?;
    }
    for line in told_by_index(known).iter().chain(&[summary(known)]) {
        for line in line.lines() {
            page.line(&printable(line))?;
        }
    }
    Ok(())
}

/// What the package index said, beyond the newest versions.
fn told_by_index(known: &Known) -> Vec<String> {
    let Some(answers) = &known.answers else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    let mut outdated = 0;
    for requirement in &known.dependencies.inventory.requirements {
        let Some(standing) = known.standing(requirement) else {
            continue;
        };
        outdated += usize::from(standing.is_outdated);
        if let Some(reason) = &standing.yanked {
            let (path, line) = known.place(requirement);
            let line = line.map_or_else(String::new, |line| format!(":{line}"));
            let reason = reason.lines().next().map_or("no reason given", str::trim);
            lines.push(format!(
                "yanked: {path}{line}: {} {}: {reason}",
                requirement.written,
                requirement.specifier.trim_start_matches('=')
            ));
        }
    }
    lines.push(format!(
        "{outdated} outdated, {} yanked, says {}.",
        lines.len(),
        answers.url
    ));
    if answers.old > 0 {
        lines.push(format!(
            "{} answers are older than a day, because the index gave no newer ones.",
            answers.old
        ));
    }
    if !answers.unanswered.is_empty() {
        lines.push(format!(
            "Nothing is known of {} packages: the index did not answer.",
            answers.unanswered.len()
        ));
    }
    if let Some(problem) = &answers.problem {
        lines.push(format!("The first unanswered question was for {problem}."));
    }
    lines
}

fn newest(known: &Known, requirement: &Requirement) -> String {
    let is_absent = |answers: &Answers| answers.packages.get(&requirement.name) == Some(&None);
    if known.answers.as_ref().is_some_and(is_absent) {
        return "not in the index".to_owned();
    }
    let Some(standing) = known.standing(requirement) else {
        return String::new();
    };
    let mark = if standing.yanked.is_some() {
        " (yanked)"
    } else if standing.is_outdated {
        " (outdated)"
    } else {
        ""
    };
    let newest = standing.newest.map(|newest| newest.to_string());
    format!("{}{mark}", newest.unwrap_or_else(|| "none".to_owned()))
}

fn summary(known: &Known) -> String {
    let audit = &known.dependencies.audit;
    let sure = known.dependencies.surely_vulnerable().count();
    let admits = audit.vulnerable.len() - sure;
    let snapshot = known
        .dependencies
        .snapshot
        .map(|day| day.to_string())
        .unwrap_or_default();
    let age = known.dependencies.age.unwrap_or(0);
    let old = if age > surroundings::OLD_ADVISORIES {
        format!(", {age} days old: `assay advisories update` fetches newer ones")
    } else {
        String::new()
    };
    format!(
        "{sure} vulnerable, {admits} whose range admits a vulnerable version; {} versions judged, {} not fixed, {} from elsewhere.\n{} advisories, the newest of {snapshot}{old}.",
        audit.judged,
        audit.open,
        audit.elsewhere,
        known.advisories()
    )
}

fn row(known: &Known, requirement: &Requirement) -> [String; 7] {
    let found = known.found(requirement);
    let version = match &requirement.wanted {
        Wanted::Elsewhere(_) => "elsewhere".to_owned(),
        _ if requirement.specifier.is_empty() => "any".to_owned(),
        _ => requirement.specifier.trim_start_matches("==").to_owned(),
    };
    let advisories = found.map_or_else(String::new, |found| {
        let worst = found.advisories.iter().find_map(Advisory::rating);
        let worst = worst.map_or_else(String::new, |rating| match rating.score {
            Some(score) => format!(" {} {score:.1}", rating.level.name()),
            None => format!(" {}", rating.level.name()),
        });
        let upgrade = match &found.upgrade {
            Upgrade::To {
                version,
                crosses_major,
            } => format!(
                " → {version}{}",
                if *crosses_major { " (major)" } else { "" }
            ),
            Upgrade::Above(_) | Upgrade::Unknown => " → ?".to_owned(),
        };
        let sure = if found.certainty == Certainty::Admitted {
            "admits "
        } else {
            ""
        };
        format!("{sure}{}{worst}{upgrade}", found.advisories.len())
    });
    let reach = found
        .and_then(|found| known.dependencies.evidence_of(&found.requirement.name))
        .map_or_else(String::new, |evidence| {
            let route = evidence.uses.iter().find_map(|found| found.route.clone());
            match route {
                Some(route) => format!("{} from {route}", evidence.reach.name()),
                None => evidence.reach.name().to_owned(),
            }
        });
    [
        requirement.written.clone(),
        version,
        newest(known, requirement),
        requirement.group.text().to_owned(),
        requirement.via.join(" › "),
        advisories,
        reach,
    ]
    .map(|cell| printable(&cell))
}

/// What `--format json` writes.
#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    version: u32,
    advisories: Snapshot,
    index: Option<IndexRow<'a>>,
    manifests: Vec<ManifestRow<'a>>,
    packages: Vec<PackageRow<'a>>,
    problems: Vec<ProblemRow<'a>>,
}

#[derive(Serialize)]
struct Snapshot {
    snapshot: Option<String>,
    days_old: Option<i64>,
    count: usize,
    notice: &'static str,
}

#[derive(Serialize)]
struct IndexRow<'a> {
    url: &'a str,
    answered: usize,
    old: usize,
    unanswered: &'a [String],
    problem: Option<&'a str>,
}

#[derive(Serialize)]
struct ManifestRow<'a> {
    path: &'a str,
    format: &'static str,
    requirements: usize,
}

#[derive(Serialize)]
struct PackageRow<'a> {
    name: &'a str,
    written: &'a str,
    version: Option<String>,
    specifier: &'a str,
    extras: &'a [String],
    marker: Option<&'a str>,
    group: &'a str,
    development: bool,
    origin: assay_deps::Origin,
    direct: bool,
    via: &'a [String],
    path: String,
    line: Option<u32>,
    hashes: usize,
    certainty: Option<Certainty>,
    vulnerabilities: Vec<AdvisoryRow<'a>>,
    upgrade: Option<UpgradeRow>,
    index: Option<ReleaseRow>,
    evidence: Option<&'a Evidence>,
}

#[derive(Serialize)]
struct ReleaseRow {
    listed: bool,
    newest: Option<String>,
    outdated: bool,
    yanked: Option<String>,
}

#[derive(Serialize)]
struct AdvisoryRow<'a> {
    id: &'a str,
    aliases: &'a [String],
    rating: Option<Rating>,
    cwe: Vec<u32>,
    fixed: Vec<String>,
    urls: &'a [String],
    reach: Option<&'static str>,
}

#[derive(Serialize)]
struct UpgradeRow {
    version: Option<String>,
    above: Option<String>,
    crosses_major: Option<bool>,
}

#[derive(Serialize)]
struct ProblemRow<'a> {
    path: &'a str,
    line: Option<u32>,
    text: &'a str,
}

fn document(known: &Known) -> Document<'_> {
    let dependencies = &known.dependencies;
    let inventory = &dependencies.inventory;
    Document {
        format: "assay-deps",
        version: 1,
        advisories: Snapshot {
            snapshot: dependencies.snapshot.map(|day| day.to_string()),
            days_old: dependencies.age,
            count: known.advisories(),
            notice: NOTICE,
        },
        index: known.answers.as_ref().map(|answers| IndexRow {
            url: &answers.url,
            answered: answers.packages.len(),
            old: answers.old,
            unanswered: &answers.unanswered,
            problem: answers.problem.as_deref(),
        }),
        manifests: inventory
            .manifests
            .iter()
            .map(|manifest| ManifestRow {
                path: &manifest.path,
                format: manifest.format.name(),
                requirements: manifest.requirements,
            })
            .collect(),
        packages: inventory
            .requirements
            .iter()
            .map(|requirement| package(known, requirement))
            .collect(),
        problems: inventory
            .problems
            .iter()
            .map(|problem| {
                let file = problem.file.map(|file| known.project.file(file));
                ProblemRow {
                    path: file.map_or("", |file| &file.path),
                    line: file
                        .zip(problem.range)
                        .map(|(file, range)| file.position(range.start).line),
                    text: &problem.message,
                }
            })
            .collect(),
    }
}

fn package<'a>(known: &'a Known, requirement: &'a Requirement) -> PackageRow<'a> {
    let found = known.found(requirement);
    let evidence = found.and_then(|_| known.dependencies.evidence_of(&requirement.name));
    let (path, line) = known.place(requirement);
    PackageRow {
        name: &requirement.name,
        written: &requirement.written,
        version: requirement.version().map(ToString::to_string),
        specifier: &requirement.specifier,
        extras: &requirement.extras,
        marker: requirement.marker.as_deref(),
        group: requirement.group.text(),
        development: requirement.group.is_development(),
        origin: requirement.origin,
        direct: requirement.is_direct(),
        via: &requirement.via,
        path,
        line,
        hashes: requirement.hashes,
        certainty: found.map(|found| found.certainty),
        vulnerabilities: found
            .into_iter()
            .flat_map(|found| &found.advisories)
            .map(|advisory| AdvisoryRow {
                id: &advisory.id,
                aliases: &advisory.aliases,
                rating: advisory.rating(),
                cwe: advisory.weaknesses().collect(),
                fixed: advisory.fixed().iter().map(ToString::to_string).collect(),
                urls: &advisory.urls,
                reach: evidence
                    .and_then(|evidence| evidence.advisories.get(&advisory.id))
                    .map(|reach| reach.name()),
            })
            .collect(),
        upgrade: found.map(|found| match &found.upgrade {
            Upgrade::To {
                version,
                crosses_major,
            } => UpgradeRow {
                version: Some(version.to_string()),
                above: None,
                crosses_major: Some(*crosses_major),
            },
            Upgrade::Above(version) => UpgradeRow {
                version: None,
                above: Some(version.to_string()),
                crosses_major: None,
            },
            Upgrade::Unknown => UpgradeRow {
                version: None,
                above: None,
                crosses_major: None,
            },
        }),
        index: release(known, requirement),
        evidence,
    }
}

fn release(known: &Known, requirement: &Requirement) -> Option<ReleaseRow> {
    let releases = known.answers.as_ref()?.packages.get(&requirement.name)?;
    let Some(releases) = releases else {
        return Some(ReleaseRow {
            listed: false,
            newest: None,
            outdated: false,
            yanked: None,
        });
    };
    let standing = releases.standing(requirement)?;
    Some(ReleaseRow {
        listed: true,
        newest: standing.newest.map(|newest| newest.to_string()),
        outdated: standing.is_outdated,
        yanked: standing.yanked,
    })
}
