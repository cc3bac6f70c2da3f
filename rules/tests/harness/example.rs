//! The examples of a page as small projects: the blocks of one verdict in one section belong together.

use std::collections::BTreeMap;

use assay_scan::rule::marker::{Claim, claims, without};
use assay_scan::rule::{Block, Body, Section, Verdict};

/// Stands in front of every Python file.
pub(crate) const PRELUDE: &str = include_str!("../../prelude.py");

/// A small project made of blocks.
pub(crate) struct Example {
    /// The page and the heading, for messages.
    pub(crate) title: String,
    /// What it claims to be.
    pub(crate) verdict: Option<Verdict>,
    /// The files, by path.
    pub(crate) files: BTreeMap<String, ExampleFile>,
}

/// One file of an example.
pub(crate) struct ExampleFile {
    /// What is scanned.
    pub(crate) text: String,
    /// How many lines stand before the block's own.
    pub(crate) prelude: u32,
    /// The page's line of the block's first.
    pub(crate) first_line: u32,
    /// The page's line of the closing fence.
    pub(crate) last_line: u32,
    /// What each line claims, by line of the page.
    pub(crate) claims: BTreeMap<u32, Vec<Claim>>,
}

impl Example {
    /// The prelude by itself.
    pub(crate) fn of_prelude() -> Self {
        let file = ExampleFile {
            text: PRELUDE.to_owned(),
            prelude: 0,
            first_line: 1,
            last_line: u32::try_from(PRELUDE.lines().count()).expect("a short file"),
            claims: BTreeMap::new(),
        };
        Self {
            title: "prelude.py".to_owned(),
            verdict: Some(Verdict::Safe),
            files: BTreeMap::from([("app.py".to_owned(), file)]),
        }
    }
}

impl ExampleFile {
    /// A line of the scanned text as a line of the page; `None` inside the prelude.
    pub(crate) fn page_line(&self, line: u32) -> Option<u32> {
        let own = line.checked_sub(self.prelude + 1)?;
        Some(self.first_line + own)
    }
}

/// The examples of a page.
pub(crate) fn examples(
    id: &str,
    page: &str,
    body: &Body,
    faults: &mut Vec<String>,
) -> Vec<Example> {
    let verdicts = [Some(Verdict::Vulnerable), Some(Verdict::Safe), None];
    let sections = body
        .sections
        .iter()
        .flat_map(|section| verdicts.map(|verdict| (section, verdict)));
    sections
        .filter_map(|(section, verdict)| example(id, page, section, verdict, faults))
        .collect()
}

fn example(
    id: &str,
    page: &str,
    section: &Section,
    verdict: Option<Verdict>,
    faults: &mut Vec<String>,
) -> Option<Example> {
    let title = format!("{id}/{page}");
    let mut files = BTreeMap::new();
    let is_run = |block: &&Block| block.verdict == verdict && (verdict.is_some() || is_code(block));
    for block in section.blocks().filter(is_run) {
        let line = block.first_line.saturating_sub(1);
        let is_python = block.language == "python";
        let path = match &block.file {
            Some(path) => path.clone(),
            None if is_python => unnamed(&files),
            None => {
                faults.push(format!(
                    "{title}:{line}: a block that is not Python needs `file=PATH`"
                ));
                continue;
            }
        };
        let file = file(block, is_python);
        if files.insert(path.clone(), file).is_some() {
            faults.push(format!(
                "{title}:{line}: `{path}` stands twice in one example"
            ));
        }
    }
    (!files.is_empty()).then_some(Example {
        title,
        verdict,
        files,
    })
}

/// True if a block without verdict is part of a case; others are illustrations, such as a shell session.
fn is_code(block: &Block) -> bool {
    block.language == "python" || block.file.is_some()
}

/// `app.py`, then `app2.py` and so on.
fn unnamed(files: &BTreeMap<String, ExampleFile>) -> String {
    let names = (2..).map(|number| format!("app{number}.py"));
    std::iter::once("app.py".to_owned())
        .chain(names)
        .find(|name| !files.contains_key(name))
        .expect("endless names")
}

fn file(block: &Block, is_python: bool) -> ExampleFile {
    let lines = block.code.lines().zip(block.first_line..);
    let claims = lines
        .map(|(line, number)| (number, claims(line)))
        .filter(|(_, claims)| !claims.is_empty())
        .collect();
    let prelude = if is_python { PRELUDE } else { "" };
    // Other formats may know no comment where the marker stands.
    let code = if is_python {
        block.code.clone()
    } else {
        without(&block.code)
    };
    ExampleFile {
        text: format!("{prelude}{code}"),
        prelude: u32::try_from(prelude.lines().count()).expect("a short file"),
        first_line: block.first_line,
        last_line: block.last_line,
        claims,
    }
}
