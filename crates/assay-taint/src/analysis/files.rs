//! Files that a function writes and reads again under the same name.
//!
//! ```python
//! with open("/tmp/note", "w") as note:
//!     note.write(text)
//! with open("/tmp/note") as note:
//!     note.read()                    # the text
//! ```

use std::sync::Arc;

use super::Analysis;
use super::call::Args;
use crate::value::{CellId, Identity, Object, Value};

/// What tells two names of files apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum FileName {
    /// A constant.
    Text(Arc<str>),
    /// A value that is known again.
    Same(Identity),
}

/// The name and the way in which `open` opens.
fn opened(args: &Args) -> Option<(FileName, bool)> {
    let name = args.positional.first()?;
    let name = match (name.sure_text(), name.identity()) {
        (Some(text), _) => FileName::Text(Arc::clone(text)),
        (None, 0) => return None,
        (None, identity) => FileName::Same(identity),
    };
    let mode = args.positional.get(1);
    let empties = mode.is_some_and(|mode| {
        mode.sure_text()
            .is_none_or(|mode| mode.starts_with(['w', 'x']))
    });
    Some((name, empties))
}

impl Analysis<'_> {
    /// The file that this function opened before under the same name.
    pub(super) fn opened_again(&self, callee: &str, args: &Args) -> Option<Value> {
        if callee != "builtins.open" {
            return None;
        }
        let (name, empties) = opened(args)?;
        if empties {
            return None;
        }
        // The last one that was opened on the way here.
        let known = self.files.get(&name)?.iter().rev();
        let id = known
            .copied()
            .find(|id| self.state.cells.get(*id).is_some())?;
        Some(Value::object(Object::Cell(id)))
    }

    /// Remembers a file that was opened.
    pub(super) fn remember_file(&mut self, callee: &str, args: &Args, file: &Value) {
        if callee != "builtins.open" {
            return;
        }
        if let (Some((name, _)), [Object::Cell(id)]) = (opened(args), file.objects()) {
            let id: CellId = *id;
            let known = self.files.entry(name).or_default();
            if !known.contains(&id) {
                known.push(id);
            }
        }
    }
}
