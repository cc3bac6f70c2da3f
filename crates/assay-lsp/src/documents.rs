//! What is open in the editor, with the changes that were typed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use assay_source::LineIndex;
use lsp_types::{TextDocumentContentChangeEvent, TextDocumentItem, Uri};

use crate::{Seen, place};

/// A text that is open.
pub(crate) struct Document {
    /// Its file.
    pub(crate) path: PathBuf,
    /// The editor counts its changes.
    pub(crate) version: i32,
    /// What stands there now.
    pub(crate) text: Arc<str>,
}

impl Document {
    /// True if a review saw what stands here now.
    pub(crate) fn is_in(&self, seen: &Seen, path: &str) -> bool {
        let file = seen.project.file_at(path);
        file.is_some_and(|file| file.text == self.text)
    }
}

/// The texts that are open, by their address.
#[derive(Default)]
pub(crate) struct Documents(BTreeMap<String, Document>);

impl Documents {
    /// A text was opened; false if it is no file.
    pub(crate) fn open(&mut self, item: TextDocumentItem) -> bool {
        let Some(path) = place::path_of(&item.uri) else {
            return false;
        };
        let document = Document {
            path,
            version: item.version,
            text: item.text.into(),
        };
        self.0.insert(item.uri.as_str().to_owned(), document);
        true
    }

    /// A text was changed; false if it was never opened.
    pub(crate) fn change(
        &mut self,
        uri: &Uri,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
    ) -> bool {
        let Some(document) = self.0.get_mut(uri.as_str()) else {
            return false;
        };
        document.version = version;
        for change in changes {
            document.text = match change.range {
                None => change.text.into(),
                Some(range) => replaced(&document.text, range, &change.text).into(),
            };
        }
        true
    }

    /// A text was closed.
    pub(crate) fn close(&mut self, uri: &Uri) -> bool {
        self.0.remove(uri.as_str()).is_some()
    }

    /// The text at an address.
    pub(crate) fn get(&self, uri: &Uri) -> Option<&Document> {
        self.0.get(uri.as_str())
    }

    /// The text of a file.
    pub(crate) fn at(&self, path: &Path) -> Option<&Document> {
        self.0.values().find(|document| document.path == path)
    }

    /// The texts of a folder by their path in it.
    pub(crate) fn of(&self, folder: &Path) -> BTreeMap<String, Arc<str>> {
        let within = |document: &Document| {
            let path = place::within(folder, &document.path)?;
            Some((path, Arc::clone(&document.text)))
        };
        self.0.values().filter_map(within).collect()
    }
}

/// A text with a range of it replaced.
fn replaced(text: &str, range: lsp_types::Range, by: &str) -> String {
    let bytes = place::bytes(text, &LineIndex::new(text), range);
    let before = text.get(..bytes.start as usize).unwrap_or_default();
    let after = text.get(bytes.end as usize..).unwrap_or_default();
    [before, by, after].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use lsp_types::{Position, Range};

    #[test]
    fn columns_count_utf16_units() {
        let range = Range::new(Position::new(1, 3), Position::new(1, 4));
        assert_eq!(replaced("a\n𝄞xyz\n", range, "!"), "a\n𝄞x!z\n");
        let far = Range::new(Position::new(0, 99), Position::new(7, 0));
        assert_eq!(replaced("ab\ncd", far, "|"), "ab|");
    }
}
