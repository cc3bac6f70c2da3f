//! `assay prove`: findings as tests of the application, which fail until the flaw is repaired.

use std::fs;

use anyhow::{Context, Result, bail};
use assay_finding::{Finding, Review};

use super::review::{Look, review};
use crate::arguments::Prove;
use crate::exit::Exit;
use crate::output;

pub(super) fn run(arguments: &Prove) -> Result<Exit> {
    let review = review(&Look {
        path: &arguments.project,
        exclude: &arguments.exclude,
        trust: &arguments.trust,
        fixes: false,
        own: None,
        inspection: None,
        imports: &[],
    })?
    .review;
    let found = chosen(&review, &arguments.findings)?;
    let to_folder = !output::is_standard(&arguments.output);
    if to_folder {
        fs::create_dir_all(&arguments.output)
            .with_context(|| format!("could not make the folder {}", arguments.output.display()))?;
    } else if found.len() > 1 {
        bail!(
            "this means {} findings; name one, or a folder with --output",
            found.len()
        );
    }
    let mut written = 0_usize;
    for finding in found {
        let text = match assay_report::proof(&review, finding) {
            Ok(text) => text,
            Err(reason) => {
                output::note(&format!("no test for {}: {reason}", told(finding)));
                continue;
            }
        };
        let path = if to_folder {
            arguments.output.join(assay_report::proof_name(finding))
        } else {
            arguments.output.clone()
        };
        output::write(&path, |out| out.write_all(text.as_bytes()))?;
        if to_folder {
            output::note(&format!("wrote {} for {}", path.display(), told(finding)));
        }
        written += 1;
    }
    if written == 0 {
        bail!("no test was written");
    }
    Ok(Exit::Clean)
}

fn told(finding: &Finding) -> String {
    let place = &finding.place;
    format!("{} at {}:{}", finding.rule, place.path, place.start.line)
}

/// The findings that the names mean; each name has to mean one at least.
fn chosen<'a>(review: &'a Review, names: &[String]) -> Result<Vec<&'a Finding>> {
    let mut chosen = Vec::new();
    for name in names {
        let means = |finding: &&Finding| {
            let place = &finding.place;
            let is_fingerprint = name.len() >= 4 && finding.fingerprint.starts_with(name.as_str());
            name == "all"
                || finding.rule == *name
                || is_fingerprint
                || format!("{}:{}", place.path, place.start.line) == *name
        };
        let before = chosen.len();
        for finding in review.findings.iter().filter(means) {
            if !chosen.contains(&finding) {
                chosen.push(finding);
            }
        }
        let is_known = before < chosen.len() || review.findings.iter().any(|found| means(&found));
        if !is_known {
            bail!(
                "no finding `{name}`; name one by its rule, its place as in shop/auth.py:22, \
                 or the beginning of its fingerprint as `assay scan --format json` tells it"
            );
        }
    }
    Ok(chosen)
}
