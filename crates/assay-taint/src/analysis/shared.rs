//! State under names: attributes that functions assign to classes, and what an application puts on objects of libraries.

use assay_python::{ClassRef, ModuleId, Name};

use super::call::doubted;
use super::{Analysis, IdentityKey, Mode};
use crate::state::CellKind;
use crate::symbols::SymbolId;
use crate::value::{AccessPath, CellId, Data, Doubt, Key, Object, Root, Value, key_of};

impl Analysis<'_> {
    /// Where an attribute of a class lives that functions assign.
    pub(super) fn class_variable(&self, class: ClassRef, name: Name) -> Option<AccessPath> {
        if self.mode == Mode::Static {
            return None;
        }
        self.engine.class_attribute(class, name)
    }

    /// What functions assigned to an attribute of a class, beside what its body says.
    pub(super) fn with_class_variable(
        &mut self,
        value: Value,
        class: ClassRef,
        name: Name,
    ) -> Value {
        let Some(path) = self.class_variable(class, name) else {
            return value;
        };
        if let Some(id) = self.find_root(&path)
            && let Some(cell) = self.cell(id)
        {
            let held = cell.get(&Key::Any);
            return self.force(&held);
        }
        let shared = self.root_value(&path);
        value.join(&shared)
    }

    /// Where an attribute lives that the application itself puts on an object of a library (`g.basket = …`):
    /// it is like a module variable that functions share.
    pub(super) fn namespace_path(&self, symbol: SymbolId, name: Name) -> Option<AccessPath> {
        if self.mode == Mode::Static
            || !self.engine.is_set_attribute(name)
            || self.engine.symbols.attribute(symbol, name).is_some()
            || self.engine.symbols.text(symbol).contains(['(', '['])
                && self.engine.held_in_attribute(name).is_none()
        {
            return None;
        }
        let owner = namespace_of(symbol)?;
        Some(AccessPath::new(Root::Global(owner, name)))
    }

    /// Where `g.get("basket")` looks: what the application put on `g` as an attribute.
    pub(super) fn kept_attribute(
        &self,
        symbol: SymbolId,
        method: Name,
        args: &super::call::Args,
    ) -> Option<AccessPath> {
        let text = args.positional.first()?.sure_text()?;
        let name = self.engine.symbols.name(text)?;
        let method = self.engine.symbols.name_text(method);
        if !matches!(&*method, "get" | "pop") || !self.engine.is_context(symbol) {
            return None;
        }
        self.namespace_path(symbol, name)
    }

    pub(super) fn namespace_value(&mut self, path: &AccessPath) -> Value {
        if let Some(id) = self.find_root(path)
            && let Some(cell) = self.cell(id)
        {
            let value = cell.get(&Key::Any);
            return self.force(&value);
        }
        let label = self.root_label(path);
        let identity = self.identity(IdentityKey::Root(path.clone()));
        let mut data = Data {
            open: true,
            labels: smallvec::smallvec![label],
            identity,
            ..Data::default()
        };
        if self.root_class(path).is_some() {
            data.objects.push(Object::Root(path.clone()));
        }
        self.with_facts(data.into())
    }

    /// What an object keeps under a key that nobody knows, as it is read under one that is known.
    /// An object that was made here holds nothing else; in any other the key may have been there before.
    ///
    /// ```python
    /// watch.update(form.data)
    /// open(os.path.join(watch["uuid"], "log.txt"))      # no field of the form
    /// ```
    pub(super) fn under_some_key(&self, id: CellId, some: &Value) -> Value {
        let own = !id.is_static() && self.cell(id).is_some_and(|cell| !cell.many && !cell.copied);
        if own {
            some.clone()
        } else {
            doubted(some, Doubt::Guessed)
        }
    }

    /// True for a shared object without a class, as `threading.local()` gives one, and an attribute that the
    /// project sets on something. A mapping has methods instead.
    pub(super) fn is_namespace(&self, id: CellId, name: Name) -> bool {
        let bare = |cell: &crate::state::Cell| {
            cell.kind == CellKind::Dict
                && cell.rest == Value::Bottom
                && cell.fields.keys().all(|key| matches!(key, Key::Attr(_)))
        };
        id.is_static()
            && self.engine.is_set_attribute(name)
            && self.cell(id).is_some_and(|cell| bare(cell))
            && !is_mapping_method(&self.engine.symbols.name_text(name))
    }

    /// An attribute of such an object, with what other functions put there.
    pub(super) fn in_namespace(&mut self, id: CellId, key: &Key, value: Value) -> Value {
        if !id.is_static() {
            return value;
        }
        let path = AccessPath::new(Root::Static(id));
        let root = self.member_of_root(&path, key);
        value.and_labels(root.labels())
    }

    /// `groups["a"]` of a `defaultdict(list)`: a list of its own, as long as every key is known.
    pub(super) fn fill_key(&mut self, value: &Value, key: &Value) {
        let [Object::Cell(id)] = value.objects() else {
            return;
        };
        let id = *id;
        let Some(cell) = self.cell(id) else { return };
        if cell.kind != CellKind::Dict || cell.many || id.is_static() {
            return;
        }
        let Some(factory) = cell.fields.get(&Key::Env).cloned() else {
            return;
        };
        match key.sure_constant().map(key_of) {
            Some(key) if cell.holds(&key) => {}
            Some(key) => {
                let made = self.call_values(&factory, &[]);
                if let Some(cell) = self.cell_mut(id) {
                    cell.set(&key, made);
                }
            }
            None => {
                if let Some(cell) = self.cell_mut(id) {
                    cell.many = true;
                }
            }
        }
    }
}

/// The module that stands for the attributes of an object of a library: none of the project has such a number.
fn namespace_of(symbol: SymbolId) -> Option<ModuleId> {
    u32::MAX.checked_sub(symbol.0).map(ModuleId)
}

fn is_mapping_method(name: &str) -> bool {
    matches!(
        name,
        "clear"
            | "copy"
            | "get"
            | "items"
            | "keys"
            | "pop"
            | "popitem"
            | "setdefault"
            | "update"
            | "values"
    )
}
