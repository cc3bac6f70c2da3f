//! What a request writes outside of the program and reads back: files and variables of the environment.
//!
//! ```python
//! with open(PATH, "w") as file:
//!     file.write(name)
//! with open(PATH) as file:
//!     os.system(file.read())
//! ```
//!
//! A file is known by its path: by the same constant, or by the same value.
//! Under it stands the open file that was written last, so that whatever goes into that is in the file.
//! What other requests wrote does not count here.

use std::sync::Arc;

use super::call::Args;
use super::{Analysis, IdentityKey, Mode};
use crate::native::Builtin;
use crate::state::{Cell, CellKind};
use crate::symbols::SymbolId;
use crate::trace::What;
use crate::value::{CellId, Key, Label, Object, Value};

/// The cell of what is outside: the first that there is.
pub(crate) const OUTSIDE: CellId = CellId(CellId::STATIC);

/// How many files and variables are followed.
const FILES: usize = 128;

/// What the name of a path that is a constant begins with.
const PATH: &str = "path ";

/// What the name of a file begins with that only this function knows.
const OWN: char = '\u{1}';

impl Analysis<'_> {
    /// Writes to what is outside, and reads from it, as a call does.
    pub(super) fn with_outside(
        &mut self,
        builtin: Builtin,
        receiver: &Value,
        args: &Args,
        result: Value,
    ) -> Value {
        if self.mode == Mode::Static {
            return result;
        }
        let given = |analysis: &Self, at: usize, name: &str| -> Value {
            let name = analysis.engine.symbols.name(name);
            let named = name.and_then(|name| args.keyword(name));
            let value = args.positional.get(at).or(named);
            value.cloned().unwrap_or(Value::Bottom)
        };
        match builtin {
            Builtin::Open => {
                let (path, mode) = (given(self, 0, "file"), given(self, 1, "mode"));
                self.opened(&path, &mode, result)
            }
            Builtin::PathOpen => {
                let mode = given(self, 0, "mode");
                self.opened(receiver, &mode, result)
            }
            Builtin::PathRead => match self.file_name(receiver) {
                Some(name) => {
                    let held = self.outside(&name);
                    let labels = self.deep(&held);
                    result.and_labels(&labels)
                }
                None => result,
            },
            Builtin::PathWrite => {
                let content = given(self, 0, "data");
                if let Some(name) = self.file_name(receiver) {
                    self.put_outside(name, &content, false);
                }
                result
            }
            Builtin::UploadSaved => {
                if let Some(name) = self.file_name(&given(self, 0, "dst")) {
                    self.put_outside(name, receiver, false);
                }
                result
            }
            Builtin::DescriptorWrite => {
                let content = given(self, 1, "data");
                if let Some(name) = self.file_name(&given(self, 0, "fd")) {
                    self.put_outside(name, &content, true);
                }
                result
            }
            Builtin::PathMade => match (args.positional.as_slice(), result.identity()) {
                ([path], 0) => match path.sure_text() {
                    Some(text) => {
                        let text = Arc::from(format!("{PATH}{text}"));
                        let identity = self.identity(IdentityKey::Text(text));
                        result.identified(identity)
                    }
                    None => self.recognisable(result),
                },
                _ => self.recognisable(result),
            },
            Builtin::TemporaryName => {
                let labels = self.deep(&result);
                self.temporary_name().and_labels(&labels)
            }
            Builtin::TemporaryPair => {
                let labels = self.deep(&result);
                let name = self.temporary_name();
                // The descriptor stands for the file as the path does.
                let pair = vec![name.clone(), name.and_labels(&labels)];
                self.allocate(Cell::sequence(CellKind::Tuple, pair))
            }
            Builtin::TemporaryFile => {
                let path = self.temporary_name();
                let attribute = self.engine.symbols.name("name");
                if let (Some(attribute), [Object::Cell(id)]) = (attribute, result.objects())
                    && let Some(cell) = self.cell_mut(*id)
                {
                    cell.fields.insert(Key::Attr(attribute), path.clone());
                    if let Some(name) = self.file_name(&path) {
                        self.put_outside(name, &result, false);
                    }
                }
                result
            }
            Builtin::VariableRead => {
                let name = given(self, 0, "key");
                match name.sure_text() {
                    Some(name) => {
                        let held = self.outside(&variable(name));
                        let held = self.stepped(&held, &What::State);
                        result.join(&held)
                    }
                    None => result,
                }
            }
            _ => result,
        }
    }

    /// `os.environ[name] = value`.
    pub(super) fn put_variable(&mut self, symbol: SymbolId, key: &Key, value: &Value) {
        if let Key::Text(name) = key
            && self.is_environment_of_process(symbol)
        {
            self.put_outside(variable(name), value, false);
        }
    }

    /// What this request put into `os.environ[name]`.
    pub(super) fn variable_set(&self, symbol: SymbolId, name: &str) -> Value {
        if self.is_environment_of_process(symbol) {
            self.outside(&variable(name))
        } else {
            Value::Bottom
        }
    }

    fn is_environment_of_process(&self, symbol: SymbolId) -> bool {
        self.engine.symbols.info(symbol).builtin == Some(Builtin::Variables)
    }

    /// A value that is told apart from others although nothing is known of it.
    pub(super) fn recognisable(&mut self, value: Value) -> Value {
        if value.identity() != 0 || value.sure_constants().is_some() || self.mode == Mode::Static {
            return value;
        }
        let identity = self.made_identity();
        value.identified(identity)
    }

    /// An open file: one for writing is what is in the file from now on, one for reading brings what is in it.
    fn opened(&mut self, path: &Value, mode: &Value, result: Value) -> Value {
        let Some(name) = self.file_name(path) else {
            return result;
        };
        let mode = match mode {
            Value::Bottom => Some("r"),
            mode => mode.sure_text().map(|mode| &**mode),
        };
        let has = |letters: &[char]| mode.is_none_or(|mode| mode.contains(letters));
        let (reads, writes) = (
            has(&['r', '+', 'a']) || mode == Some("b"),
            has(&['w', 'x', 'a', '+']),
        );
        let keeps = !has(&['w', 'x']);
        let held = self.outside(&name);
        if reads && held != Value::Bottom {
            let held = self.stepped(&held, &What::State);
            let labels = self.deep(&held);
            for object in result.objects() {
                if let Object::Cell(id) = object
                    && let Some(cell) = self.cell_mut(*id)
                {
                    cell.rest = cell.rest.join(&Value::Unknown.and_labels(&labels));
                }
            }
        }
        if writes && matches!(result.objects(), [Object::Cell(_)]) {
            self.put_outside(name, &result, keeps || mode.is_none());
        }
        result
    }

    /// The arguments of a call that opens the file at the path that it is given first, with what is in the file:
    /// as sinks see them, for which the path is not worse for that, and as they are passed on.
    pub(super) fn with_contents(&mut self, args: &Args) -> Option<(Args, Args)> {
        let path = args.positional.first()?;
        let held = self.outside(&self.file_name(path)?);
        let held = self.stepped(&held, &What::State);
        let mut labels = self.deep(&held);
        let with = |labels: &[Label]| {
            let mut args = args.clone();
            if let Some(first) = args.positional.first_mut() {
                *first = path.and_labels(labels);
            }
            args
        };
        let read = with(&labels);
        for label in &mut labels {
            label.cleaned |= self.engine.symbols.path_kinds;
        }
        Some((with(&labels), read))
    }

    /// A path that nobody else has. It is as good as a constant.
    fn temporary_name(&self) -> Value {
        let here = self.here();
        Value::text(&format!("<{} {}>", here.file.0, here.range.start))
    }

    /// By what a file is known.
    fn file_name(&self, path: &Value) -> Option<Arc<str>> {
        if let Some(text) = path.sure_text() {
            return Some(Arc::from(format!("{PATH}{text}")));
        }
        let identity = path.identity();
        match self.identity_text(identity) {
            Some(text) if text.starts_with(PATH) => return Some(Arc::from(text)),
            _ => {}
        }
        (identity != 0).then(|| Arc::from(format!("{OWN}{identity}")))
    }

    fn outside(&self, name: &Arc<str>) -> Value {
        let key = Key::Text(Arc::clone(name));
        let held = self.cell(OUTSIDE).and_then(|cell| cell.fields.get(&key));
        held.cloned().unwrap_or_default()
    }

    fn put_outside(&mut self, name: Arc<str>, value: &Value, more: bool) {
        let key = Key::Text(name);
        let value = self.with_facts(value.clone());
        if let Some(cell) = self.cell_mut(OUTSIDE)
            && (cell.fields.len() < FILES || cell.fields.contains_key(&key))
        {
            let known = cell.fields.get(&key).filter(|_| more).cloned();
            let value = known.unwrap_or_default().join(&value);
            cell.fields.insert(key, value);
        }
    }

    /// Forgets the files that only this function knows.
    pub(super) fn forget_own_files(&mut self) {
        if !self.state.statics.contains_key(&OUTSIDE) {
            return;
        }
        if let Some(cell) = self.cell_mut(OUTSIDE) {
            let is_own = |key: &Key| matches!(key, Key::Text(name) if name.starts_with(OWN));
            let own: Vec<Key> = (cell.fields.keys().filter(|key| is_own(key)).cloned()).collect();
            for key in own {
                cell.fields.remove(&key);
            }
        }
    }
}

fn variable(name: &str) -> Arc<str> {
    Arc::from(format!("variable {name}"))
}
