//! The pages of a project as a check sees them: templates with their tags.

use std::sync::OnceLock;

use assay_source::{FileId, FileKind, Project, Range, SourceFile, Span};
use assay_template::html::elements;
use assay_template::{Options, Template, parse};

pub use assay_template::html::{Attribute, Element, ValuePart};

use super::Context;
use crate::test_code;

/// A template or plain HTML file.
pub struct MarkupFile<'a> {
    /// The file.
    pub file: &'a SourceFile,
    /// Its tree.
    pub template: &'a Template,
    /// Its tags in document order.
    pub elements: &'a [Element],
}

/// The pages of a project, parsed when the first check asks for them.
#[derive(Default)]
pub(crate) struct Pages {
    parsed: OnceLock<Vec<Page>>,
}

struct Page {
    file: FileId,
    template: Template,
    elements: Vec<Element>,
}

impl Pages {
    fn of(&self, project: &Project) -> &[Page] {
        // Not in parallel: a thread that waits here must not begin another rule, which would wait for itself.
        self.parsed.get_or_init(|| {
            let files = project.files_of(FileKind::Template);
            files
                .filter(|file| !test_code::is_test(&file.path))
                .map(|file| {
                    let template = parse(file.id, &file.text, &Options::default());
                    Page {
                        file: file.id,
                        elements: elements(&template),
                        template,
                    }
                })
                .collect()
        })
    }
}

impl MarkupFile<'_> {
    /// A place in it.
    pub fn span(&self, range: Range) -> Span {
        Span {
            file: self.file.id,
            range,
        }
    }
}

impl<'a> Context<'a> {
    /// The templates of the project, outside of tests.
    pub fn markup_files(&self) -> impl Iterator<Item = MarkupFile<'a>> + use<'a> {
        let project = self.project;
        let pages = self.pages.of(project).iter();
        pages.map(move |page| MarkupFile {
            file: project.file(page.file),
            template: &page.template,
            elements: &page.elements,
        })
    }
}
