//! Writes of attributes and items.

use assay_python::Name;

use super::Analysis;
use super::call::doubted;
use crate::state::{Cell, CellKind};
use crate::trace::What;
use crate::value::{Doubt, Key, Object, Root, Value, key_of};

impl Analysis<'_> {
    /// Writes at a known key, without looking at sinks.
    pub(super) fn store(&mut self, target: &Value, key: &Key, value: &Value) {
        if *key == Key::Any {
            self.store_some_item(target, value);
            return;
        }
        let mut value = self.with_facts(value.clone());
        if value.identity() == 0 && !value.labels().is_empty() {
            // What is found out of it later is remembered of what is kept here.
            let identity = self.made_identity();
            value = value.identified(identity);
        }
        let single = target.objects().len() == 1 && !target.data().is_some_and(|data| data.open);
        for object in target.objects().to_vec() {
            let id = match &object {
                Object::Cell(id) => *id,
                Object::Symbol(symbol) => {
                    self.put_variable(*symbol, key, &value);
                    if let Key::Attr(name) = key
                        && let Some(path) = self.namespace_path(*symbol, *name)
                    {
                        let id = self.root_cell(&path);
                        if let Some(cell) = self.cell_mut(id) {
                            cell.set(&Key::Any, value.clone());
                        }
                    }
                    continue;
                }
                Object::Class(class) => {
                    if let Key::Attr(name) = key
                        && let Some(path) = self.class_variable(*class, *name)
                    {
                        let id = self.root_cell(&path);
                        if let Some(cell) = self.cell_mut(id) {
                            cell.set(&Key::Any, value.clone());
                        }
                    }
                    continue;
                }
                Object::Root(path) => {
                    if let Some(class) = self.root_class(path)
                        && self.call_setter(&Value::object(object.clone()), class, key, &value)
                    {
                        continue;
                    }
                    self.root_cell(path)
                }
                _ => continue,
            };
            if let Some(CellKind::Instance(class)) = self.cell(id).map(|cell| cell.kind.clone())
                && self.call_setter(&Value::object(object.clone()), class, key, &value)
            {
                continue;
            }
            let Some(cell) = self.cell_mut(id) else {
                continue;
            };
            if single {
                cell.set(key, value.clone());
            } else {
                let old = cell.get(key);
                cell.set(key, old.join(&value));
            }
        }
    }

    /// Writes an item whose key is not known, or adds an element. The attributes of an object stay what they are.
    pub(super) fn store_some_item(&mut self, target: &Value, value: &Value) {
        let value = self.with_facts(value.clone());
        for object in target.objects().to_vec() {
            let id = match &object {
                Object::Cell(id) => *id,
                Object::Root(path) => self.root_cell(path),
                _ => continue,
            };
            let Some(cell) = self.cell_mut(id) else {
                continue;
            };
            match &cell.kind {
                CellKind::Dict => cell.set_any(&value),
                kind if keeps_items_apart(kind) => {
                    for (key, old) in &mut cell.fields {
                        if matches!(key, Key::Text(_) | Key::Index(_)) {
                            *old = old.join(&doubted(&value, Doubt::Guessed));
                        }
                    }
                    let old = cell.fields.get(&Key::Any).cloned().unwrap_or_default();
                    cell.fields.insert(Key::Any, old.join(&value));
                }
                _ => {
                    cell.blur();
                    cell.rest = cell.rest.join(&value);
                }
            }
        }
    }

    /// Writes at a key that is not known, attribute or item.
    pub(super) fn store_any(&mut self, target: &Value, value: &Value) {
        let value = self.with_facts(value.clone());
        for object in target.objects().to_vec() {
            let id = match &object {
                Object::Cell(id) => *id,
                Object::Root(path) => self.root_cell(path),
                _ => continue,
            };
            if let Some(cell) = self.cell_mut(id) {
                cell.blur();
                cell.rest = cell.rest.join(&value);
            }
        }
    }

    /// Writes an attribute or item; looks at what models and watches say of the place.
    pub(super) fn store_checked(
        &mut self,
        target: &Value,
        key: &Key,
        key_value: Option<&Value>,
        value: &Value,
    ) {
        self.check_write(target, key, key_value, value);
        let stored = self.stepped(value, &What::Stored);
        self.store(target, key, &stored);
    }

    /// `target[key] = value`.
    pub(super) fn store_item(&mut self, target: &Value, key: &Value, value: &Value) {
        let setitem = self.engine.symbols.names.setitem;
        if self.has_method(target, setitem) {
            self.call_dunder(target, setitem, &[key.clone(), value.clone()]);
            return;
        }
        self.care_for_key(target, key);
        match key.sure_constants() {
            Some([(constant, _)]) => {
                let constant = key_of(constant);
                self.store_checked(target, &constant, Some(key), value);
            }
            _ => {
                self.check_write(target, &Key::Any, Some(key), value);
                let stored = self.stepped(value, &What::Stored);
                for object in target.objects().to_vec() {
                    let id = match &object {
                        Object::Cell(id) => *id,
                        Object::Root(path) => self.root_cell(path),
                        _ => continue,
                    };
                    let labels = self.deep(key);
                    if self
                        .cell(id)
                        .is_some_and(|cell| keeps_items_apart(&cell.kind))
                    {
                        self.store_some_item(&Value::object(object.clone()), &stored);
                        continue;
                    }
                    if let Some(cell) = self.cell_mut(id) {
                        cell.set_any(&stored);
                        // Tainted keys come out of iteration.
                        if !labels.is_empty() && matches!(cell.kind, CellKind::Dict) {
                            let keys = cell.fields.get(&Key::Receiver).cloned().unwrap_or_default();
                            let keys = keys.join(&Value::Unknown.and_labels(&labels));
                            cell.fields.insert(Key::Receiver, keys);
                        }
                    }
                }
            }
        }
    }

    pub(super) fn has_method(&self, value: &Value, name: Name) -> bool {
        value.objects().iter().any(|object| match object {
            Object::Cell(id) => match self.cell(*id).map(|cell| &cell.kind) {
                Some(CellKind::Instance(class)) => self.engine.method_of(*class, name).is_some(),
                _ => false,
            },
            _ => false,
        })
    }

    pub(super) fn delete_item(&mut self, target: &Value, key: &Value) {
        let index = match key.sure_constant() {
            Some(constant) => key_of(constant),
            None => Key::Any,
        };
        for object in target.objects().to_vec() {
            let Object::Cell(id) = object else { continue };
            let Some(cell) = self.cell_mut(id) else {
                continue;
            };
            match (&index, cell.elements()) {
                (Key::Index(at), Some(mut elements)) if cell.is_sequence() => {
                    let length = i64::try_from(elements.len()).unwrap_or(0);
                    let at = if *at < 0 { at + length } else { *at };
                    match usize::try_from(at) {
                        Ok(at) if at < elements.len() && !cell.many => {
                            elements.remove(at);
                            *cell = Cell::sequence(cell.kind.clone(), elements);
                        }
                        _ => cell.blur(),
                    }
                }
                (Key::Any, _) => cell.blur(),
                (key, _) if !cell.many => {
                    cell.fields.remove(key);
                }
                _ => {}
            }
        }
    }
}

/// True for objects that have attributes beside items: an item of any key is kept under [`Key::Any`].
pub(super) fn keeps_items_apart(kind: &CellKind) -> bool {
    match kind {
        CellKind::Instance(_) => true,
        CellKind::Root(path) => !(matches!(path.root, Root::Global(..)) && path.keys.is_empty()),
        CellKind::List
        | CellKind::Tuple
        | CellKind::Set
        | CellKind::Dict
        | CellKind::Generator
        | CellKind::Library(_)
        | CellKind::Environment(_) => false,
    }
}
