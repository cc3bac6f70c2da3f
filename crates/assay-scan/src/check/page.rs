//! The pages of a project as a check sees them: templates with their tags.

use assay_source::{FileKind, Range, SourceFile, Span};
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
    pub template: Template,
    /// Its tags in document order.
    pub elements: Vec<Element>,
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
    /// The templates of the project, outside of tests. Each call reads them anew.
    pub fn markup_files(&self) -> impl Iterator<Item = MarkupFile<'a>> + use<'a> {
        let files = self.project.files_of(FileKind::Template);
        files
            .filter(|file| !test_code::is_test(&file.path))
            .map(|file| {
                let template = parse(file.id, &file.text, &Options::default());
                MarkupFile {
                    file,
                    elements: elements(&template),
                    template,
                }
            })
    }
}
