//! A repair before it is proven: edits of one or several files, and what has to be imported there.

use std::collections::BTreeMap;

use assay_finding::Finding;
use assay_python::outline::NodeId;
use assay_scan::rule::Rule;
use assay_source::Project;

use crate::edit::Edit;
use crate::source::{Import, Source};

/// What a repair would change.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Draft {
    pub(crate) edits: BTreeMap<String, Vec<Edit>>,
    pub(crate) imports: BTreeMap<String, Vec<Import>>,
    /// What a reader has to know, besides what the rule says.
    pub(crate) note: Option<String>,
}

/// What a repair looks at.
pub(crate) struct Case<'a> {
    pub(crate) project: &'a Project,
    pub(crate) sources: &'a BTreeMap<String, Source<'a>>,
    pub(crate) rule: &'a Rule,
    pub(crate) finding: &'a Finding,
}

/// A draft, nothing if this way of repairing is not for this code, or why it cannot be done.
pub(crate) type Attempt = Result<Option<Draft>, String>;

impl<'a> Case<'a> {
    pub(crate) fn source(&self) -> Option<&'a Source<'a>> {
        self.sources.get(&self.finding.place.path)
    }

    /// The call that the finding is about.
    pub(crate) fn call(&self) -> Option<(&'a Source<'a>, NodeId)> {
        let source = self.source()?;
        Some((source, source.call_at(self.finding.place.bytes)?))
    }

    /// What the flow ends in, as in `sqlite3.Connection().execute`.
    pub(crate) fn sink(&self) -> &'a str {
        let last = self.finding.trace.last();
        let name = last.and_then(|step| step.text.split('`').nth(1));
        name.unwrap_or_default()
    }
}

impl Draft {
    pub(crate) fn of(path: &str, edits: Vec<Edit>, imports: Vec<Import>) -> Self {
        let mut draft = Self::default();
        draft.edits.insert(path.to_owned(), edits);
        if !imports.is_empty() {
            draft.imports.insert(path.to_owned(), imports);
        }
        draft
    }

    pub(crate) fn noted(mut self, note: &str) -> Self {
        self.note = Some(note.to_owned());
        self
    }

    /// The edits of one file.
    pub(crate) fn add(&mut self, path: &str, edits: Vec<Edit>, imports: Vec<Import>) {
        self.edits.entry(path.to_owned()).or_default().extend(edits);
        if !imports.is_empty() {
            let own = self.imports.entry(path.to_owned()).or_default();
            own.extend(imports);
        }
    }
}
