//! `assay advisories`: shows which advisories are used, and fetches newer ones when asked to.
//!
//! The network is used by `update` alone, and only when the user runs it.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use assay_deps::{Database, advisory};
use indicatif::{ProgressBar, ProgressStyle};

use crate::advisories;
use crate::arguments::Advisories;
use crate::exit::Exit;
use crate::network;
use crate::output;
use crate::surroundings;

/// OSV's archive of the advisories of `PyPI`.
pub(crate) const ARCHIVE: &str = "https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip";

/// The largest archive that is fetched; today's has some thirty million bytes.
const LARGEST: u64 = 512 * 1024 * 1024;

/// An archive with far fewer advisories than those at hand is not a newer one, but a broken one.
const SHARE: usize = 2;

pub(super) fn run(arguments: &Advisories) -> Result<Exit> {
    match arguments {
        Advisories::Show => show(),
        Advisories::Update { url } => update(url),
    }
}

fn show() -> Result<Exit> {
    let chosen = advisories::choose(None)?;
    let database = chosen.as_deref().unwrap_or_else(|| Database::embedded());
    let origin = if chosen.is_some() {
        "from the cache"
    } else {
        "embedded"
    };
    let age = database.age(surroundings::today());
    let text = format!(
        "{} advisories, the newest of {} ({age} days ago), {origin}\n\n{}\n",
        database.len(),
        database.snapshot,
        advisory::NOTICE
    );
    output::write(Path::new("-"), |out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Clean)
}

fn update(url: &str) -> Result<Exit> {
    let path = advisories::cache()
        .context("there is no place for a cache; set ASSAY_CACHE to a folder")?;
    let bytes =
        fetch(url).with_context(|| format!("could not fetch {url}; what was there stays"))?;
    let (database, skipped) = advisory::from_zip(&bytes)
        .context("what was fetched cannot be used; what was there stays")?;
    advisories::tell(&skipped);
    let known = fs::read(&path)
        .ok()
        .and_then(|bytes| Database::unpack(&bytes).ok());
    if let Some(known) = &known
        && database.len() < known.len() / SHARE
    {
        bail!(
            "what was fetched holds {} advisories, what is there {}; it stays",
            database.len(),
            known.len()
        );
    }
    if let Some(known) = &known
        && database.snapshot < known.snapshot
    {
        bail!(
            "what was fetched is older ({}) than what is there ({}), which stays",
            database.snapshot,
            known.snapshot
        );
    }
    let packed = database.pack();
    // What is written is read back first: a database that nobody can read must not take the place of one.
    Database::unpack(&packed)?;
    fs::create_dir_all(output::folder_of(&path)).context("the cache folder cannot be made")?;
    output::write(&path, |out| out.write_all(&packed))?;
    let text = format!(
        "{} advisories, the newest of {}, are in {}\n",
        database.len(),
        database.snapshot,
        path.display()
    );
    output::write(Path::new("-"), |out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Clean)
}

/// Fetches all of an address, over HTTPS unless it is this machine.
fn fetch(url: &str) -> Result<Vec<u8>> {
    let agent = network::agent(url, Duration::from_secs(30), Duration::from_mins(10))?;
    let mut response = agent.get(url).call()?;
    let announced = response.body().content_length();
    let bar = match announced {
        Some(length) if std::io::IsTerminal::is_terminal(&std::io::stderr()) => {
            ProgressBar::new(length)
        }
        Some(_) | None => ProgressBar::hidden(),
    };
    if let Ok(style) = ProgressStyle::with_template("{msg} {bytes}/{total_bytes} {bar}") {
        bar.set_style(style);
    }
    bar.set_message("fetching advisories");
    let reader = bar.wrap_read(response.body_mut().as_reader());
    let bytes = network::read_whole(reader, announced, LARGEST);
    bar.finish_and_clear();
    bytes
}
