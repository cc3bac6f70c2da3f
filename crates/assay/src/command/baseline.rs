//! `assay baseline`: accepts the findings of today, follows those that moved, and drops what is gone.

use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use assay_finding::baseline::{Acceptance, Baseline, Entry, Update};
use assay_finding::{Finding, Review};
use assay_source::{Project, printable};
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::page::{Page, Painter};
use crate::accepted::Accepted;
use crate::advisories;
use crate::arguments::{self, BaselineCommand, BaselineFile, BaselineLook, Record, Trust};
use crate::brought::{Brought, root_of};
use crate::exit::Exit;
use crate::output;
use crate::progress::Line;
use crate::surroundings;

pub(super) fn run(arguments: &arguments::Baseline) -> Result<Exit> {
    match &arguments.command {
        None => record(&arguments.record),
        Some(BaselineCommand::List(file)) => list(file),
        Some(BaselineCommand::Show { name, file }) => show(name, file),
        Some(BaselineCommand::Prune { look }) => prune(look),
    }
}

/// A project, reviewed with everything that counts but the baseline itself.
struct Reviewed {
    project: Project,
    review: Review,
    accepted: Accepted,
}

/// The review; `names` are rules that somebody asks for.
fn reviewed(look: &BaselineLook, names: &[String]) -> Result<Reviewed> {
    let root = root_of(&look.path);
    // Before the review, which takes longer than to say that the file is broken.
    let accepted = Accepted::of(&root, look.baseline.as_deref())?;
    let trust = Trust {
        config: look.config.clone(),
        no_baseline: true,
        ..Trust::default()
    };
    let brought = Brought::read(&root, &trust)?;
    for name in names {
        brought
            .knowledge
            .rules
            .choose(std::slice::from_ref(name), &[])?;
    }
    let project = Project::read(&look.path, &brought.read_options(&look.exclude))?;
    super::scan::ensure_something_to_see(&look.path, &project)?;
    let chosen = brought.choose(&[], &[], &[])?;
    let options = assay_scan::Options {
        advisories: advisories::choose(None)?,
        ..brought.options()
    };
    let line = Line::new();
    let models = &brought.knowledge.models;
    let threads = super::threads(0)?;
    let mut review =
        threads.install(|| assay_scan::scan(&project, &chosen.rules, models, &options, &line));
    brought.finish(&mut review, &chosen.policy);
    Ok(Reviewed {
        project,
        review,
        accepted,
    })
}

impl Reviewed {
    fn update(&self, acceptance: &Acceptance, choose: impl Fn(&Finding) -> bool) -> Update {
        let root = &self.project.root;
        // A file that is there and was not read may still hold its findings.
        let was_judged = |path: &str| {
            self.project.file_at(path).is_some()
                || std::fs::symlink_metadata(root.join(path)).is_err()
        };
        let base = self.accepted.baseline.clone().unwrap_or_default();
        base.update(
            &self.review,
            surroundings::day(),
            acceptance,
            was_judged,
            choose,
        )
    }

    /// Writes an update if it changes anything, and tells it.
    fn write(&self, update: &Update) -> Result<()> {
        let name = &self.accepted.name;
        let is_new = self.accepted.baseline.is_none();
        let before = self.accepted.baseline.as_ref().map(Baseline::text);
        if before.as_deref() != Some(update.baseline.text().as_str()) {
            self.accepted.write(&update.baseline)?;
        }
        output::write(Path::new("-"), |out| tell(update, name, is_new, out))
    }
}

fn record(arguments: &Record) -> Result<Exit> {
    let until = arguments.until.as_deref().map(|text| {
        text.parse()
            .with_context(|| format!("`{text}` is no day; write it like 2027-01-31"))
    });
    let until = until.transpose()?;
    if arguments.reason.trim().is_empty() {
        bail!("say why the findings are accepted: `--reason TEXT`");
    }
    let paths = patterns(&arguments.paths)?;
    let reviewed = reviewed(&arguments.look, &arguments.rule)?;
    let acceptance = Acceptance {
        reason: arguments.reason.clone(),
        who: arguments.who.clone().or_else(user).unwrap_or_default(),
        until,
        renew: arguments.renew,
    };
    let update = reviewed.update(&acceptance, |finding| {
        let facts = reviewed.review.rule(&finding.rule);
        let is_named = |name: &String| facts.is_some_and(|facts| facts.answers_to(name));
        let path = &finding.place.path;
        (arguments.rule.is_empty() || arguments.rule.iter().any(is_named))
            && (arguments.paths.is_empty()
                || paths.matched_path_or_any_parents(path, false).is_ignore())
    });
    reviewed.write(&update)?;
    Ok(Exit::Clean)
}

fn prune(look: &BaselineLook) -> Result<Exit> {
    let reviewed = reviewed(look, &[])?;
    if reviewed.accepted.baseline.is_none() {
        bail!(
            "there is no {}; `assay baseline` writes one",
            reviewed.accepted.name
        );
    }
    let update = reviewed.update(&Acceptance::default(), |_| false);
    reviewed.write(&update)?;
    Ok(Exit::Clean)
}

/// Who runs the program, as far as the environment says.
fn user() -> Option<String> {
    let names = ["GIT_AUTHOR_NAME", "USER", "USERNAME"];
    let mut said = names
        .into_iter()
        .filter_map(|name| std::env::var(name).ok());
    said.find(|name| !name.trim().is_empty())
}

fn patterns(patterns: &[String]) -> Result<Gitignore> {
    let mut builder = GitignoreBuilder::new("");
    for pattern in patterns {
        builder.add_line(None, pattern).with_context(|| {
            format!("the pattern `{pattern}` is not valid; write it as in .gitignore")
        })?;
    }
    Ok(builder.build()?)
}

fn tell(update: &Update, name: &str, is_new: bool, out: &mut dyn Write) -> io::Result<()> {
    let mut line = |text: String| writeln!(out, "{}", printable(&text));
    for entry in &update.added {
        line(format!("accepted  {}", place(entry)))?;
    }
    for (before, after) in &update.moved {
        line(format!("moved     {}, was {}", place(after), place(before)))?;
    }
    for entry in &update.gone {
        line(format!("gone      {}", place(entry)))?;
    }
    for entry in &update.expired {
        let until = entry.until.map(|day| day.to_string()).unwrap_or_default();
        line(format!(
            "over      {}, since {until}; `--renew` accepts it again",
            place(entry)
        ))?;
    }
    let wrote = if is_new {
        "wrote"
    } else {
        "brought up to date:"
    };
    line(format!(
        "{wrote} {name}: {} accepted, {} of them new, {} moved, {} dropped because they are gone",
        update.baseline.entries.len(),
        update.added.len(),
        update.moved.len(),
        update.gone.len()
    ))
}

fn place(entry: &Entry) -> String {
    if entry.function.is_empty() {
        format!("{} in {}", entry.rule, entry.path)
    } else {
        format!("{} in {}, {}", entry.rule, entry.path, entry.function)
    }
}

fn read(file: &BaselineFile) -> Result<Baseline> {
    let accepted = Accepted::of(&root_of(&file.path), file.baseline.as_deref())?;
    let name = accepted.name;
    accepted
        .baseline
        .with_context(|| format!("there is no {name}; `assay baseline` writes one"))
}

fn list(file: &BaselineFile) -> Result<Exit> {
    let baseline = read(file)?;
    output::write(Path::new("-"), |out| {
        let mut page = Page::new(Painter::for_standard_output(), out);
        for entry in &baseline.entries {
            let short = entry.fingerprint.get(..12).unwrap_or(&entry.fingerprint);
            page.line(&printable(&format!(
                "{short}  {}: {}{}",
                place(entry),
                entry.reason,
                words(entry)
            )))?;
        }
        let over = baseline
            .entries
            .iter()
            .filter(|entry| entry.is_over(surroundings::day()))
            .count();
        let over = if over > 0 {
            format!(", {over} past their day")
        } else {
            String::new()
        };
        page.line(&format!("{} accepted{over}.", baseline.entries.len()))
    })?;
    Ok(Exit::Clean)
}

/// Who and until when.
fn words(entry: &Entry) -> String {
    let who = if entry.who.is_empty() {
        String::new()
    } else {
        format!(", by {}", entry.who)
    };
    let over = if entry.is_over(surroundings::day()) {
        " (over)"
    } else {
        ""
    };
    let until = entry
        .until
        .map_or_else(String::new, |day| format!(", until {day}{over}"));
    format!("{who}{until}")
}

fn show(name: &str, file: &BaselineFile) -> Result<Exit> {
    let baseline = read(file)?;
    let is_meant = |entry: &&Entry| {
        (name.len() >= 4 && entry.fingerprint.starts_with(name))
            || entry.rule == name
            || entry.path == name
    };
    let entries: Vec<&Entry> = baseline.entries.iter().filter(is_meant).collect();
    if entries.is_empty() {
        bail!(
            "nothing that was accepted is called `{name}`; `assay baseline list` lists the beginnings of fingerprints"
        );
    }
    output::write(Path::new("-"), |out| {
        let mut page = Page::new(Painter::for_standard_output(), out);
        for entry in entries {
            page.heading(&printable(&place(entry)))?;
            for (title, text) in [
                ("Code", &entry.code),
                ("Reason", &entry.reason),
                ("Who", &entry.who),
                ("Fingerprint", &entry.fingerprint),
            ] {
                if !text.is_empty() {
                    page.entry(title, &printable(text))?;
                }
            }
            if let Some(until) = entry.until {
                let over = if entry.is_over(surroundings::day()) {
                    ", which is over"
                } else {
                    ""
                };
                page.entry("Until", &format!("{until}{over}"))?;
            }
            for comment in &entry.comments {
                page.line(&printable(comment))?;
            }
            page.line("")?;
        }
        Ok(())
    })?;
    Ok(Exit::Clean)
}
