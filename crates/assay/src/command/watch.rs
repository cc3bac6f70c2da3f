//! `assay scan --watch`: reviews again whenever a file of the project changes, and tells what is new and what was repaired.
//!
//! Watched are the folders that discovery walks, so what it ignores (`node_modules`, build output, what git ignores) wakes nobody.
//! A burst of changes is one change. Whether a review is needed is decided by the texts: a file that was saved
//! as it was, or one that is no part of the project, leads to none.

use std::collections::BTreeSet;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{IsTerminal, Write, stdout};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use assay_finding::Review;
use assay_report::{Format, Options};
use assay_source::{Project, ReadOptions, printable};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use super::scan::review;
use crate::arguments::Scan;
use crate::exit::Exit;
use crate::output;
use crate::surroundings::terminal_options;

/// So long nothing may happen before a burst of changes counts as over.
const QUIET: Duration = Duration::from_millis(150);
/// But after so long a review begins anyway.
const PATIENCE: Duration = Duration::from_secs(2);
/// So often folders are looked for while new ones appear.
const LOOKS: usize = 5;
/// Configuration of the project that is larger than this is not compared.
const BYTES: u64 = 1024 * 1024;

/// What the main thread is told.
enum Signal {
    Changed,
    End,
}

pub(super) fn run(arguments: &Scan) -> Result<Exit> {
    let threads = super::threads(arguments.jobs.map_or(0, usize::from))?;
    let (sender, signals) = channel();
    let mut folders = Folders::new(sender.clone())?;
    end_on_interrupt(sender)?;
    let mut last = None;
    let mut exit = Exit::Failed;
    let mut run = 0_u32;
    let mut seen = None;
    loop {
        // Watch first: what changes from here on is noticed.
        folders.follow(arguments)?;
        let inputs = inputs(arguments);
        if seen != Some(inputs) {
            seen = Some(inputs);
            run += 1;
            begin(run);
            match threads.install(|| review(arguments)) {
                Ok((review, judged)) => {
                    exit = judged;
                    show(&review, last.as_ref(), arguments)?;
                    last = Some(review);
                }
                // Half-written configuration, or no Python file left: the next change may repair it.
                Err(error) => {
                    exit = Exit::Failed;
                    output::complain(&format!("{error:#}"));
                }
            }
            say("Waiting for changes; Ctrl-C ends.\n")?;
        }
        if !is_woken(&signals) {
            return Ok(exit);
        }
    }
}

/// Waits until something changed and it is quiet again; false if it is time to end.
fn is_woken(signals: &Receiver<Signal>) -> bool {
    match signals.recv() {
        Ok(Signal::Changed) => {}
        Ok(Signal::End) | Err(_) => return false,
    }
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        match signals.recv_timeout(QUIET) {
            Ok(Signal::Changed) => {}
            Err(RecvTimeoutError::Timeout) => break,
            Ok(Signal::End) | Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
    true
}

/// The first Ctrl-C ends after the review that is being made, the second at once.
fn end_on_interrupt(sender: Sender<Signal>) -> Result<()> {
    let asked = AtomicBool::new(false);
    ctrlc::set_handler(move || {
        if asked.swap(true, Ordering::Relaxed) {
            #[expect(clippy::exit, reason = "nobody waits for what is being done")]
            std::process::exit(130);
        }
        drop(sender.send(Signal::End));
    })
    .context("could not listen for Ctrl-C")
}

/// The folders that are watched.
struct Folders {
    watcher: RecommendedWatcher,
    watched: BTreeSet<PathBuf>,
    has_complained: bool,
}

impl Folders {
    fn new(sender: Sender<Signal>) -> Result<Self> {
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            // Our own reading is no change. An error means that events were lost, which may have been changes.
            if event.is_ok_and(|event| event.kind.is_access()) {
                return;
            }
            drop(sender.send(Signal::Changed));
        });
        Ok(Self {
            watcher: watcher.context("could not watch for changes")?,
            watched: BTreeSet::new(),
            has_complained: false,
        })
    }

    /// Watches the folders that belong to the project now, and no others.
    ///
    /// A folder may come into one before that is watched, so it looks again until nothing is new.
    fn follow(&mut self, arguments: &Scan) -> Result<()> {
        for _ in 0..LOOKS {
            if !self.look(arguments)? {
                break;
            }
        }
        Ok(())
    }

    /// True if a folder was not watched before.
    fn look(&mut self, arguments: &Scan) -> Result<bool> {
        let folders = match Project::folders(&arguments.path, &read_options(arguments)) {
            Ok(folders) => folders,
            Err(error) if self.watched.is_empty() => return Err(error.into()),
            Err(error) => bail!("{error}; there is nothing left to watch"),
        };
        let mut wanted: BTreeSet<PathBuf> = folders.into_iter().collect();
        let own: Vec<PathBuf> = wanted.iter().map(|folder| folder.join(".assay")).collect();
        wanted.extend(own.into_iter().filter(|folder| folder.is_dir()));
        for gone in self.watched.difference(&wanted) {
            // A folder that was removed is no longer watched anyway.
            drop(self.watcher.unwatch(gone));
        }
        let mut failed = 0_usize;
        let mut reason = String::new();
        for folder in wanted.difference(&self.watched) {
            let mode = if folder.ends_with(".assay") {
                RecursiveMode::Recursive
            } else {
                RecursiveMode::NonRecursive
            };
            if let Err(error) = self.watcher.watch(folder, mode) {
                // One that vanished meanwhile needs no watch.
                if folder.exists() {
                    failed += 1;
                    reason = error.to_string();
                }
            }
        }
        if failed > 0 && !self.has_complained {
            self.has_complained = true;
            output::note(&format!(
                "{failed} of {} folders cannot be watched ({reason}); changes there are seen when something else changes",
                wanted.len()
            ));
        }
        let is_new = wanted.difference(&self.watched).next().is_some();
        self.watched = wanted;
        Ok(is_new)
    }
}

fn read_options(arguments: &Scan) -> ReadOptions {
    ReadOptions {
        exclude: arguments.exclude.clone(),
        ..ReadOptions::default()
    }
}

/// A number that stands for everything that a review depends on. What cannot be read counts as not there.
fn inputs(arguments: &Scan) -> u64 {
    let mut hasher = DefaultHasher::new();
    let Ok(project) = Project::read(&arguments.path, &read_options(arguments)) else {
        return hasher.finish();
    };
    let own = Project::read(
        &project.root.join(".assay"),
        &ReadOptions {
            git_ignore: false,
            ..ReadOptions::default()
        },
    );
    for project in [Some(&project), own.as_ref().ok()].into_iter().flatten() {
        for file in &project.files {
            (&file.path, &file.text).hash(&mut hasher);
        }
        for problem in &project.problems {
            problem.message.hash(&mut hasher);
        }
        for skipped in &project.skipped {
            (&skipped.path, skipped.count).hash(&mut hasher);
        }
    }
    for text in configuration(&project.root) {
        text.hash(&mut hasher);
    }
    hasher.finish()
}

/// The texts of our configuration at the top of the project, by name.
fn configuration(root: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries
        .filter(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let is_ours =
                name.trim_start_matches('.').starts_with("assay") || name == "pyproject.toml";
            let facts = entry.metadata();
            is_ours && facts.is_ok_and(|facts| facts.is_file() && facts.len() <= BYTES)
        })
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    paths
        .into_iter()
        .filter_map(|path| fs::read(&path).ok().map(|text| (path, text)))
        .collect()
}

/// Separates a review from the one before.
fn begin(run: u32) {
    let line = match (run, stdout().is_terminal()) {
        (1, _) => return,
        (_, true) => "\u{1b}[2J\u{1b}[3J\u{1b}[H".to_owned(),
        (run, false) => format!("\n======== review {run} ========\n\n"),
    };
    drop(say(&line));
}

/// The first review whole; of later ones what is new, what was repaired, and how many there are.
fn show(review: &Review, last: Option<&Review>, arguments: &Scan) -> Result<()> {
    let options = terminal_options(&arguments.color);
    let Some(last) = last else {
        return write(review, &options);
    };
    let mut told = review.clone();
    told.compare_to(last, "", true);
    let change = told.change.take().unwrap_or_default();
    if !told.findings.is_empty() {
        write(&told, &options)?;
        say("\n")?;
    }
    for gone in &change.repaired {
        say(&format!(
            "Repaired: {}:{}: {} [{}]\n",
            printable(&gone.path),
            gone.line,
            printable(&gone.message),
            printable(&gone.rule)
        ))?;
    }
    let problems = match review.coverage.problems.len() {
        0 => String::new(),
        1 => ", 1 problem with the input".to_owned(),
        number => format!(", {number} problems with the input"),
    };
    say(&format!(
        "{} in all: {} new, {} repaired{problems}.\n",
        match review.findings.len() {
            1 => "1 finding".to_owned(),
            number => format!("{number} findings"),
        },
        told.findings.len(),
        change.repaired.len()
    ))
}

fn write(review: &Review, options: &Options) -> Result<()> {
    output::write(Path::new("-"), |out| {
        assay_report::write(review, Format::Terminal, options, out)
    })
}

/// Writes to standard output at once, so that a reader behind a pipe does not wait.
fn say(text: &str) -> Result<()> {
    let mut out = stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .context("could not write to standard output")
}
