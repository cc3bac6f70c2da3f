//! `assay fix`: repairs what a tool can repair; shows the difference unless told to write it.
//!
//! Every repair was applied in memory and the project analysed again before it is shown or written.

mod dependencies;
mod write;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, BufRead, IsTerminal, Write as _};
use std::path::Path;

use anyhow::{Result, bail};
use assay_finding::{Finding, Review};
use assay_fix::{Fix, Offer, Refused};
use assay_source::{Project, printable};
use serde_json::{Value, json};

use crate::advisories;
use crate::arguments;
use crate::brought::{Brought, Chosen, root_of};
use crate::exit::Exit;
use crate::output;
use crate::progress::Line;

/// What every repair that is shown has passed.
const PROOF: &str = "each was applied in memory and the whole project analysed again: its finding is gone, nothing new is found, every file parses, and each import stands there once";

pub(super) fn run(arguments: &arguments::Fix) -> Result<Exit> {
    if arguments.dependencies {
        return dependencies::run(arguments);
    }
    if arguments.interactive && !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        bail!(
            "`--interactive` asks about each repair and needs a terminal; show them without it, and write them with `--apply` or one by one with `--finding`"
        );
    }
    let threads = super::threads(0)?;
    threads.install(|| repair(arguments))
}

fn repair(arguments: &arguments::Fix) -> Result<Exit> {
    let packages = &arguments.packages;
    let brought = Brought::read(&root_of(&packages.path), &arguments.trust)?;
    let project = Project::read(&packages.path, &brought.read_options(&packages.exclude))?;
    super::scan::ensure_something_to_see(&packages.path, &project)?;
    // A rule that is asked for by name runs too; the others judge that nothing new is found.
    let mut select = arguments.rule.clone();
    if !select.is_empty() {
        select.push("default".to_owned());
    }
    let Chosen { rules, policy } = brought.choose(&select, &[], &[])?;
    let models = &brought.knowledge.models;
    let options = assay_scan::Options {
        advisories: advisories::choose(packages.advisories.as_deref())?,
        ..brought.options()
    };
    let line = Line::new();
    let look = |project: &Project| -> Review {
        assay_scan::scan(project, &rules, models, &options, &line)
    };
    let review = look(&project);
    // What was accepted, by a comment, the configuration or the baseline, is left as it is.
    let mut counting = review.clone();
    brought.finish(&mut counting, &policy);
    let counts: BTreeSet<&str> = counting
        .findings
        .iter()
        .map(|finding| finding.fingerprint.as_str())
        .collect();
    let is_wanted = |finding: &Finding| {
        let by_rule = arguments.rule.is_empty()
            || rules.get(&finding.rule).is_ok_and(|rule| {
                arguments
                    .rule
                    .iter()
                    .any(|name| rule.facts.answers_to(name))
            });
        let by_finding = arguments.finding.is_empty()
            || arguments
                .finding
                .iter()
                .any(|begin| finding.fingerprint.starts_with(begin.as_str()));
        by_rule && by_finding && counts.contains(finding.fingerprint.as_str())
    };
    if !arguments.finding.is_empty() && !review.findings.iter().any(is_wanted) {
        bail!("no finding has this fingerprint; `assay scan --format json` tells them");
    }
    let mut offer = assay_fix::offer(&project, &rules, &review, &is_wanted, &look);
    drop(line);
    if arguments.interactive {
        let chosen = ask(&offer.fixes)?;
        // What is written is proven as it is written, without the repairs that were not wanted.
        offer = assay_fix::only(&project, &review, &chosen, &|project| {
            assay_scan::scan(project, &rules, models, &options, &())
        });
    }
    let writes = arguments.apply || arguments.interactive;
    if writes {
        write::all(&project, &offer.texts)?;
    }
    let said = if arguments.format == "json" {
        let mut text = serde_json::to_string_pretty(&as_json(&offer, writes))?;
        text.push('\n');
        text
    } else {
        as_text(&offer, writes)
    };
    output::write(Path::new("-"), |out| out.write_all(said.as_bytes()))?;
    Ok(if offer.fixes.is_empty() || writes {
        Exit::Clean
    } else {
        Exit::Findings
    })
}

/// Shows each repair and asks whether it is wanted.
fn ask(fixes: &[Fix]) -> Result<Vec<Fix>> {
    let mut chosen = Vec::new();
    let mut answers = io::stdin().lock().lines();
    for (number, fix) in fixes.iter().enumerate() {
        let mut shown = shown_diff(&fix.diff);
        let _ = writeln!(shown, "{}", sentence(fix));
        loop {
            let mut out = io::stderr().lock();
            write!(
                out,
                "{shown}\n[{}/{}] Repair this? [y/n/q] ",
                number + 1,
                fixes.len()
            )?;
            out.flush()?;
            drop(out);
            let Some(answer) = answers.next().transpose()? else {
                return Ok(chosen);
            };
            match answer.trim().to_lowercase().as_str() {
                "y" | "yes" => chosen.push(fix.clone()),
                "n" | "no" => {}
                "q" | "quit" => return Ok(chosen),
                _ => {
                    shown.clear();
                    continue;
                }
            }
            break;
        }
    }
    Ok(chosen)
}

fn sentence(fix: &Fix) -> String {
    let note = fix
        .note
        .as_ref()
        .map_or_else(String::new, |note| format!(". {note}"));
    format!(
        "{}:{}: {}: {}{note}",
        fix.path,
        fix.line,
        fix.rules.join(", "),
        fix.say
    )
}

fn as_text(offer: &Offer, written: bool) -> String {
    let mut said = String::new();
    if !written {
        said += &shown_diff(&offer.diff);
    }
    let mut tell = |text: &str| {
        let _ = writeln!(said, "# {}", printable(text));
    };
    for fix in &offer.fixes {
        tell(&sentence(fix));
    }
    for refused in &offer.refused {
        tell(&refusal(refused));
    }
    let count = offer.fixes.len();
    if count == 0 {
        tell("Nothing here can be repaired by a tool.");
    } else {
        let what = if written { "written" } else { "offered" };
        let repairs = if count == 1 { "repair" } else { "repairs" };
        tell(&format!("{count} {repairs} {what}; {PROOF}."));
    }
    if offer.without > 0 {
        tell(&format!(
            "{} of rules that no tool can repair; `assay explain RULE` tells how to.",
            match offer.without {
                1 => "1 finding is".to_owned(),
                several => format!("{several} findings are"),
            }
        ));
    }
    if count > 0 && !written {
        tell("`--apply` writes these changes.");
    }
    said
}

fn refusal(refused: &Refused) -> String {
    let by = if refused.by_proof {
        "refused by the proof"
    } else {
        "not repaired"
    };
    format!(
        "{}:{}: {}: {by}: {}",
        refused.path, refused.line, refused.rule, refused.why
    )
}

/// A difference that is safe to print; where nothing had to be made safe, `patch` can apply it.
fn shown_diff(diff: &str) -> String {
    let mut shown = String::with_capacity(diff.len());
    for line in diff.split_inclusive('\n') {
        let text = line.trim_end_matches(['\n', '\r']);
        // A tab is no control that could do harm.
        let safe: Vec<String> = text.split('\t').map(printable).collect();
        shown += &safe.join("\t");
        shown += line.get(text.len()..).unwrap_or("\n");
    }
    shown
}

fn as_json(offer: &Offer, written: bool) -> Value {
    let fixes: Vec<Value> = offer.fixes.iter().map(fix_json).collect();
    let refused: Vec<Value> = offer
        .refused
        .iter()
        .map(|refused| {
            json!({
                "rule": refused.rule,
                "finding": refused.finding,
                "path": refused.path,
                "line": refused.line,
                "why": refused.why,
                "by_proof": refused.by_proof,
            })
        })
        .collect();
    json!({
        "format": "assay-fix-1",
        "written": written,
        "proof": { "analyses": offer.analyses, "text": PROOF },
        "fixes": fixes,
        "refused": refused,
        "without": offer.without,
    })
}

fn fix_json(fix: &Fix) -> Value {
    let edits: Vec<Value> = fix
        .edits
        .iter()
        .flat_map(|(path, edits)| {
            edits.iter().map(move |edit| {
                json!({ "path": path, "start": edit.start, "end": edit.end, "text": edit.text })
            })
        })
        .collect();
    json!({
        "rules": fix.rules,
        "findings": fix.findings,
        "path": fix.path,
        "line": fix.line,
        "say": fix.say,
        "note": fix.note,
        "proven": true,
        "edits": edits,
        "diff": fix.diff,
    })
}
