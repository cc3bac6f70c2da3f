//! What the package index says of packages, asked for by `assay deps --online` alone.
//!
//! One question a package, one after the other, never more than [`PACE`] allows. Answers are kept for a day in the
//! user's cache, each written in one piece. What cannot be asked is counted and told, and never stops the rest:
//! an older answer stands in for it, and after [`PATIENCE`] failures in a row the index is left alone.
//! The index learns the names of the packages.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use assay_deps::{Releases, Requirement, Wanted};
use indicatif::ProgressBar;
use serde::{Deserialize, Serialize};

use crate::advisories;
use crate::network;
use crate::output;

/// The index of the Python community.
pub(crate) const MAIN: &str = "https://pypi.org/simple/";

/// The form of the answer, as PEP 691 names it.
const FORM: &str = "application/vnd.pypi.simple.v1+json";

/// The shortest time from one question to the next.
const PACE: Duration = Duration::from_millis(50);

/// How long an answer is used before it is asked for again, in seconds.
const FRESH: u64 = 24 * 60 * 60;

/// After so many failures in a row, the index counts as out of reach.
const PATIENCE: usize = 3;

/// How long we leave an index alone that says it is busy, before we ask once more.
const WAIT: Duration = Duration::from_secs(2);

/// How long all questions together may take.
const WHOLE: Duration = Duration::from_mins(10);

/// The largest answer that is read; those of packages with thousands of files have some five million bytes.
const LARGEST: u64 = 64 * 1024 * 1024;

/// What the index said.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    /// The index that was asked.
    pub(crate) url: String,
    /// By name; `None` for a package that the index does not have.
    pub(crate) packages: BTreeMap<String, Option<Releases>>,
    /// The packages of which nothing is known, because the index did not answer.
    pub(crate) unanswered: Vec<String>,
    /// How many answers are older than a day, because the index did not give a newer one.
    pub(crate) old: usize,
    /// Why the first question was not answered.
    pub(crate) problem: Option<String>,
}

/// An answer in the cache.
#[derive(Serialize, Deserialize)]
struct Kept {
    format: String,
    version: u32,
    /// When it was given, in seconds since 1970.
    asked: u64,
    releases: Option<Releases>,
}

/// Asks an index for every package that comes from one.
///
/// # Errors
///
/// If the address cannot be that of an index; an index that does not answer is no error.
pub(crate) fn ask<'a>(
    requirements: impl Iterator<Item = &'a Requirement>,
    url: &str,
    timeout: Duration,
) -> Result<Answers> {
    let url = format!("{}/", url.trim_end_matches('/'));
    if url.contains(['@', '?', '#']) {
        bail!("an index with a password, a query or a fragment in its address cannot be asked");
    }
    let names: BTreeSet<&str> = requirements
        .filter(|requirement| !matches!(requirement.wanted, Wanted::Elsewhere(_)))
        .map(|requirement| requirement.name.as_str())
        .filter(|name| is_plain(name))
        .collect();
    let mut asker = Asker {
        agent: network::agent(&url, timeout, timeout)?,
        cache: cache(&url),
        url,
        began: Instant::now(),
        last: None,
        failures: 0,
    };
    let mut answers = Answers {
        url: asker.url.clone(),
        ..Answers::default()
    };
    let bar = ProgressBar::new(names.len() as u64);
    bar.set_message("asking the package index");
    for name in names {
        asker.answer(name, &mut answers);
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(answers)
}

/// True for a name in normal form, which is as good in an address as it is as the name of a file.
fn is_plain(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    !name.is_empty() && name.len() <= 128 && name.bytes().all(is_plain)
}

/// The folder for the answers of an index.
fn cache(url: &str) -> Option<PathBuf> {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || c == '.' {
            c
        } else {
            '-'
        }
    };
    let folder: String = url.chars().map(plain).take(100).collect();
    Some(
        output::folder_of(&advisories::cache()?)
            .join("index")
            .join(folder.trim_matches(['-', '.'])),
    )
}

struct Asker {
    agent: ureq::Agent,
    url: String,
    cache: Option<PathBuf>,
    began: Instant,
    last: Option<Instant>,
    failures: usize,
}

impl Asker {
    fn answer(&mut self, name: &str, answers: &mut Answers) {
        let file = self
            .cache
            .as_ref()
            .map(|folder| folder.join(format!("{name}.json")));
        let kept = file.as_deref().and_then(kept);
        let now = now();
        let is_fresh = |kept: &Kept| kept.asked <= now && now - kept.asked < FRESH;
        if let Some(kept) = kept.as_ref().filter(|kept| is_fresh(kept)) {
            answers
                .packages
                .insert(name.to_owned(), kept.releases.clone());
            return;
        }
        match self.fetch(name) {
            Ok(releases) => {
                self.failures = 0;
                if let Some(file) = &file {
                    keep(file, releases.as_ref());
                }
                answers.packages.insert(name.to_owned(), releases);
            }
            Err(error) => {
                self.failures += 1;
                answers
                    .problem
                    .get_or_insert_with(|| format!("{name}: {error:#}"));
                match kept {
                    Some(kept) => {
                        answers.old += 1;
                        answers.packages.insert(name.to_owned(), kept.releases);
                    }
                    None => answers.unanswered.push(name.to_owned()),
                }
            }
        }
    }

    /// Asks for one package; `None` if the index does not have it.
    fn fetch(&mut self, name: &str) -> Result<Option<Releases>> {
        if self.failures >= PATIENCE {
            bail!("the index did not answer before");
        }
        let mut has_waited = false;
        loop {
            if self.began.elapsed() > WHOLE {
                bail!("all questions together took too long");
            }
            if let Some(last) = self.last {
                thread::sleep(PACE.saturating_sub(last.elapsed()));
            }
            self.last = Some(Instant::now());
            let request = self
                .agent
                .get(format!("{}{name}/", self.url))
                .header("Accept", FORM);
            match request.call() {
                Ok(mut response) => {
                    let announced = response.body().content_length();
                    let kind = response.body().mime_type().unwrap_or_default();
                    if kind.contains("html") {
                        bail!(
                            "the index answers with pages for people; Assay reads JSON (PEP 691)"
                        );
                    }
                    let reader = response.body_mut().as_reader();
                    let bytes = network::read_whole(reader, announced, LARGEST)?;
                    return Ok(Some(Releases::read(name, &bytes)?));
                }
                Err(ureq::Error::StatusCode(404)) => return Ok(None),
                Err(ureq::Error::StatusCode(429 | 503)) if !has_waited => {
                    has_waited = true;
                    thread::sleep(WAIT);
                }
                Err(error) => return Err(error).context("the index did not answer"),
            }
        }
    }
}

fn kept(file: &Path) -> Option<Kept> {
    let kept: Kept = serde_json::from_slice(&fs::read(file).ok()?).ok()?;
    (kept.format == "assay-index" && kept.version == 1).then_some(kept)
}

/// A cache that cannot be written is no reason to stop; the next run asks again.
fn keep(file: &Path, releases: Option<&Releases>) {
    let kept = Kept {
        format: "assay-index".to_owned(),
        version: 1,
        asked: now(),
        releases: releases.cloned(),
    };
    let Ok(text) = serde_json::to_vec(&kept) else {
        return;
    };
    if fs::create_dir_all(output::folder_of(file)).is_ok() {
        drop(output::write(file, |out| out.write_all(&text)));
    }
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}
