//! `assay inspect`: what people should judge, with the places of this application.

use std::sync::Arc;

use anyhow::{Result, bail};
use serde::Serialize;

use super::review::{Look, review};
use crate::arguments::Inspect;
use crate::exit::Exit;
use crate::output;

/// An inspection for programs.
#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    version: u32,
    tally: assay_finding::inspection::Tally,
    topics: &'a [assay_finding::inspection::Topic],
}

pub(super) fn run(arguments: &Inspect) -> Result<Exit> {
    output::ensure_writable(&arguments.output)?;
    let checklist = assay_rules::checklist();
    let checklist = match &arguments.topic {
        Some(topic) => checklist.only(topic).map_err(anyhow::Error::msg)?,
        None => checklist.clone(),
    };
    let looked = review(&Look {
        path: &arguments.path,
        exclude: &arguments.exclude,
        trust: &arguments.trust,
        fixes: false,
        own: None,
        inspection: Some(Arc::new(checklist)),
        imports: &[],
    })?;
    let Some(inspection) = &looked.review.inspection else {
        bail!("the places to inspect could not be found; `assay scan` tells what went wrong")
    };
    output::write(&arguments.output, |out| match arguments.format.as_str() {
        "json" => {
            let document = Document {
                format: "assay-inspection",
                version: 1,
                tally: inspection.tally(),
                topics: &inspection.topics,
            };
            assay_report::write_json(&document, out)
        }
        _ => assay_report::inspection_markdown(inspection, out),
    })?;
    Ok(Exit::Clean)
}
