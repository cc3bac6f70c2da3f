//! Reviews the folder for the workbench, with everything that has a say in it.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use assay_finding::plan::Plan;
use assay_finding::{Finding, Lesson, Matrix, Repair, Review, Risk};
use assay_scan::{Options, Progress, Stage};
use assay_server::{Reviewer, Seen};
use assay_source::{Project, ReadOptions};
use jiff::civil::Date;
use rayon::ThreadPool;

use super::changes;
use crate::advisories;
use crate::arguments::{GateArguments, Trust, Workbench};
use crate::brought::{Brought, Chosen, root_of};
use crate::command::plan;
use crate::format::ReportFormat;
use crate::gatekeeper::Gatekeeper;
use crate::progress::told;
use crate::surroundings;

/// A folder that is reviewed.
pub(super) struct Folder {
    path: PathBuf,
    exclude: Vec<String>,
    trust: Trust,
    name: String,
    threads: ThreadPool,
    /// What the last review was made with, and what the files were like before.
    last: Mutex<Option<Arc<Last>>>,
}

struct Last {
    state: u64,
    read: ReadOptions,
    brought: Brought,
    chosen: Chosen,
    options: Options,
}

impl Last {
    fn look(&self, project: &Project, progress: &dyn Progress) -> Review {
        let models = &self.brought.knowledge.models;
        assay_scan::scan(project, &self.chosen.rules, models, &self.options, progress)
    }
}

impl Folder {
    pub(super) fn new(arguments: &Workbench, name: String) -> Result<Self> {
        let folder = Self {
            path: std::fs::canonicalize(&arguments.path)
                .with_context(|| format!("could not open {}", arguments.path.display()))?,
            exclude: arguments.exclude.clone(),
            trust: arguments.trust.clone(),
            name,
            threads: crate::command::threads(0)?,
            last: Mutex::new(None),
        };
        // What cannot be read at all is told before a browser opens.
        let brought = Brought::read(&root_of(&folder.path), &folder.trust)?;
        let project = Project::read(&folder.path, &brought.read_options(&folder.exclude))?;
        crate::command::scan::ensure_something_to_see(&folder.path, &project)?;
        Ok(folder)
    }

    fn seen(&self, progress: &dyn Fn(&str)) -> Result<Seen> {
        progress("looking for files");
        let brought = Brought::read(&root_of(&self.path), &self.trust)?;
        let read = brought.read_options(&self.exclude);
        // First: what changes from here on is noticed.
        let state = changes::state(&self.path, &read);
        let project = Project::read(&self.path, &read)?;
        crate::command::scan::ensure_something_to_see(&self.path, &project)?;
        let chosen = brought.choose(&[], &[], &[])?;
        let options = Options {
            advisories: advisories::choose(None)?,
            inspection: Some(Arc::new(assay_rules::checklist().clone())),
            ..brought.options()
        };
        let last = Last {
            state,
            read,
            brought,
            chosen,
            options,
        };
        // Progress is told across threads; what is told by one thread is kept for the one that asked.
        let told = Told::default();
        let mut review = std::thread::scope(|scope| {
            let work = scope.spawn(|| self.threads.install(|| last.look(&project, &told)));
            while !work.is_finished() {
                if let Some(words) = told.news() {
                    progress(&words);
                }
                std::thread::sleep(std::time::Duration::from_millis(100));
            }
            work.join()
        })
        .map_err(|_| anyhow::anyhow!("the scan failed by a mistake of ours; please report it"))?;
        last.brought.finish(&mut review, &last.chosen.policy);
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(last));
        Ok(Seen { review, project })
    }
}

impl Folder {
    /// What the last review was made with. Nobody waits for another who works with it.
    fn last(&self) -> Option<Arc<Last>> {
        self.last
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Reviewer for Folder {
    fn review(&self, progress: &dyn Fn(&str)) -> Result<Seen, String> {
        self.seen(progress).map_err(|error| format!("{error:#}"))
    }

    fn fix(&self, seen: &Seen, fingerprint: &str) -> Option<Repair> {
        let last = self.last()?;
        let wanted = |finding: &Finding| finding.fingerprint == fingerprint;
        let look = |project: &Project| last.look(project, &());
        let (project, review) = (&seen.project, &seen.review);
        let offer = || assay_fix::offer(project, &last.chosen.rules, review, &wanted, &look);
        let offer = self.threads.install(offer);
        let mut repairs = assay_fix::repairs(project, review, &offer);
        repairs.remove(fingerprint)
    }

    fn plan(&self, judged: &Review, earlier: Option<Plan>) -> Option<Plan> {
        let last = self.last()?;
        let config = &last.brought.config;
        let today = surroundings::day()?;
        let root = root_of(&self.path);
        Some(plan::made(judged, &root, config, today, earlier, None))
    }

    fn judge(&self, judged: &mut Review) -> Result<(), String> {
        let Some(last) = self.last() else {
            return Ok(());
        };
        let own = GateArguments::default();
        let gate = Gatekeeper::of(&last.brought, &last.chosen, &own, None);
        let root = root_of(&self.path);
        let config = &last.brought.config;
        let plan = |review: &Review| {
            let today = surroundings::day().unwrap_or_default();
            Ok(plan::made(review, &root, config, today, None, None))
        };
        let judged = gate.judge(judged, plan);
        judged.map(drop).map_err(|error| format!("{error:#}"))
    }

    fn lesson(&self, rule: &str) -> Option<Lesson> {
        assay_rules::lesson(rule)
    }

    fn due(&self, risk: Risk, since: Date) -> Option<Date> {
        self.last()?.brought.config.calendar().due(risk, since)
    }

    fn matrix(&self) -> Matrix {
        self.last()
            .map(|last| last.brought.config.matrix())
            .unwrap_or_default()
    }

    fn proof(&self, seen: &Seen, fingerprint: &str) -> Result<(String, String), String> {
        let review = &seen.review;
        let finding = review
            .findings
            .iter()
            .find(|finding| finding.fingerprint == fingerprint);
        let finding = finding.ok_or_else(|| "the finding is gone".to_owned())?;
        let text = assay_report::proof(review, finding).map_err(|reason| reason.to_string())?;
        Ok((assay_report::proof_name(finding), text))
    }

    fn formats(&self) -> Vec<(String, String)> {
        let formats = ReportFormat::names()
            .into_iter()
            .filter_map(ReportFormat::named);
        let made = formats.filter(|format| *format != ReportFormat::Pdf || cfg!(feature = "pdf"));
        made.map(|format| (format.name().to_owned(), format.file_name().to_owned()))
            .collect()
    }

    fn report(&self, judged: &Review, format: &str) -> Result<Vec<u8>, String> {
        let format =
            ReportFormat::named(format).ok_or_else(|| format!("there is no format {format}"))?;
        let options = assay_report::Options {
            project: self.name.clone(),
            time: surroundings::now(),
            ..assay_report::Options::default()
        };
        let mut bytes = Vec::new();
        format
            .write(judged, &options, &mut bytes)
            .map_err(|error| format!("the report could not be written: {error}"))?;
        Ok(bytes)
    }

    fn changed(&self) -> bool {
        let Some(last) = self.last() else {
            return false;
        };
        changes::state(&self.path, &last.read) != last.state
    }
}

/// What a scan tells, kept until somebody asks.
#[derive(Default)]
struct Told {
    stage: Mutex<(&'static str, usize, usize)>,
    said: Mutex<String>,
}

impl Told {
    fn news(&self) -> Option<String> {
        let (stage, done, steps) = *self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        if stage.is_empty() {
            return None;
        }
        let words = if steps > 1 {
            format!("{stage}, {done} of {steps}")
        } else {
            stage.to_owned()
        };
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if *said == words {
            return None;
        }
        said.clone_from(&words);
        Some(words)
    }
}

impl Progress for Told {
    fn begin(&self, stage: Stage, steps: usize) {
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = (told(stage), 0, steps);
    }

    fn step(&self) {
        self.stage.lock().unwrap_or_else(PoisonError::into_inner).1 += 1;
    }
}
