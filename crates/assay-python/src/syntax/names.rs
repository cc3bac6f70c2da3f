//! The names of a module, each kept once.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::ir::Name;

use super::limits::MANGLED_BYTES;

/// Gives every distinct text a [`Name`], in order of first appearance.
#[derive(Default)]
pub(crate) struct Interner {
    by_text: FxHashMap<Arc<str>, Name>,
    texts: Vec<Arc<str>>,
}

impl Interner {
    /// The name for a text.
    pub(crate) fn intern(&mut self, text: &str) -> Name {
        if let Some(&name) = self.by_text.get(text) {
            return name;
        }
        let name = Name(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        let text: Arc<str> = Arc::from(text);
        self.by_text.insert(Arc::clone(&text), name);
        self.texts.push(text);
        name
    }

    /// The text of a name.
    pub(crate) fn text(&self, name: Name) -> Arc<str> {
        self.texts
            .get(name.0 as usize)
            .map_or_else(|| Arc::from(""), Arc::clone)
    }

    /// How many names there are.
    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    /// All names.
    pub(crate) fn into_texts(self) -> Vec<Arc<str>> {
        self.texts
    }
}

/// A name as the body of a class sees it.
///
/// ```python
/// class Shop:
///     def open(self):
///         self.__key = 1      # sets `_Shop__key`
/// ```
pub(crate) fn mangled(text: &str, class: Option<&str>) -> Option<String> {
    if !text.starts_with("__") || text.ends_with("__") || text.contains('.') {
        return None;
    }
    let class = class?.trim_start_matches('_');
    if class.is_empty() || class.len() > MANGLED_BYTES {
        return None;
    }
    Some(format!("_{class}{text}"))
}
