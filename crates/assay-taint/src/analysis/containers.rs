//! The methods of lists, dictionaries, sets and their kin.

use std::sync::Arc;

use assay_python::Name;
use assay_python::ir::Const;

use super::Analysis;
use super::call::{Args, doubted};
use crate::characters::JUDGED;
use crate::state::{Cell, CellKind};
use crate::trace::What;
use crate::value::{ALL, CellId, Doubt, Key, Label, Mask, Object, Origin, Value, key_of};

impl Analysis<'_> {
    /// A method of a built-in container; `None` if it has none of this name.
    pub(super) fn container_method(
        &mut self,
        receiver: &Value,
        id: CellId,
        name: Name,
        args: &Args,
    ) -> Option<Value> {
        let text = self.engine.symbols.name_text(name);
        let kind = self.cell(id)?.kind.clone();
        match kind {
            CellKind::List | CellKind::Set | CellKind::Tuple | CellKind::Generator => {
                self.sequence_method(receiver, id, &text, args)
            }
            CellKind::Dict => self.mapping_method(receiver, id, &text, args),
            CellKind::Root(_)
            | CellKind::Instance(_)
            | CellKind::Library(_)
            | CellKind::Environment(_) => None,
        }
    }

    fn sequence_method(
        &mut self,
        receiver: &Value,
        id: CellId,
        name: &str,
        args: &Args,
    ) -> Option<Value> {
        let first = args.positional.first().cloned().unwrap_or(Value::Unknown);
        let first = self.with_facts(first);
        match name {
            "append" | "add" => {
                let value = self.stepped(&first, &What::Stored);
                if let Some(cell) = self.cell_mut(id) {
                    if cell.is_sequence() {
                        cell.push(&value);
                    } else {
                        cell.rest = cell.rest.join(&value);
                    }
                }
                Some(none())
            }
            "appendleft" => {
                let value = self.stepped(&first, &What::Stored);
                self.edit(id, |elements| elements.insert(0, value.clone()), &value);
                Some(none())
            }
            "insert" => {
                let value = args.positional.get(1).cloned().unwrap_or(Value::Unknown);
                let value = self.stepped(&value, &What::Stored);
                match first.sure_constant() {
                    Some(Const::Int(at)) => {
                        let at = *at;
                        self.edit(
                            id,
                            |elements| {
                                let place = position(at, elements.len());
                                elements.insert(place, value.clone());
                            },
                            &value,
                        );
                    }
                    _ => self.store_any(&Value::object(Object::Cell(id)), &value),
                }
                Some(none())
            }
            "extend" | "update" | "extendleft" | "union" | "symmetric_difference_update" => {
                let target = if name == "union" {
                    let copy = self.cell(id)?.as_ref().clone();
                    self.allocate(copy)
                } else {
                    Value::object(Object::Cell(id))
                };
                let Some(Object::Cell(target_id)) = target.objects().first().cloned() else {
                    return Some(target);
                };
                match self.elements(&first) {
                    Some(more) if name == "extend" => {
                        let joined = more
                            .iter()
                            .fold(Value::Bottom, |all, value| all.join(value));
                        self.edit(
                            target_id,
                            |elements| elements.extend(more.iter().cloned()),
                            &joined,
                        );
                    }
                    _ => {
                        let element = self.element(&first);
                        let behind = name == "extend";
                        match self.cell_mut(target_id) {
                            Some(cell) if behind && cell.is_sequence() && !cell.many => {
                                cell.length = None;
                                cell.rest = cell.rest.join(&element);
                            }
                            _ => self.store_any(&target, &element),
                        }
                    }
                }
                Some(if name == "union" { target } else { none() })
            }
            "pop" | "popleft" => {
                let index = if name == "popleft" {
                    Some(0)
                } else if args.positional.is_empty() {
                    Some(-1)
                } else {
                    match first.sure_constant() {
                        Some(Const::Int(at)) => Some(*at),
                        _ => None,
                    }
                };
                let cell = self.cell(id)?;
                let elements = if cell.many { None } else { cell.elements() };
                match (index, elements) {
                    (Some(at), Some(mut elements)) if !elements.is_empty() => {
                        let length = i64::try_from(elements.len()).unwrap_or(0);
                        let at = if at < 0 { at + length } else { at };
                        match usize::try_from(at) {
                            Ok(at) if at < elements.len() => {
                                let value = elements.remove(at);
                                let kind = self.cell(id)?.kind.clone();
                                if let Some(cell) = self.cell_mut(id) {
                                    *cell = Cell::sequence(kind, elements);
                                }
                                Some(value)
                            }
                            _ => Some(Value::Unknown),
                        }
                    }
                    _ => {
                        let value = self.element(receiver);
                        if let Some(cell) = self.cell_mut(id) {
                            cell.blur();
                        }
                        // What is left is not what was taken.
                        let value = self.with_facts(value);
                        if value.labels().is_empty() {
                            return Some(value);
                        }
                        let identity = self.made_identity();
                        Some(value.identified(identity))
                    }
                }
            }
            "remove" | "discard" | "sort" => {
                let constants = self.cell(id)?.elements();
                let removed = first.sure_constant().cloned();
                if let (Some(mut elements), Some(removed), "remove") = (constants, removed, name)
                    && elements.iter().all(|e| e.sure_constant().is_some())
                    && let Some(at) = elements
                        .iter()
                        .position(|e| e.sure_constant() == Some(&removed))
                {
                    elements.remove(at);
                    let kind = self.cell(id)?.kind.clone();
                    if let Some(cell) = self.cell_mut(id) {
                        *cell = Cell::sequence(kind, elements);
                    }
                } else if let Some(cell) = self.cell_mut(id) {
                    cell.blur();
                }
                Some(none())
            }
            "reverse" => {
                self.edit(id, |elements| elements.reverse(), &Value::Bottom);
                Some(none())
            }
            "clear" => {
                self.clear(id);
                Some(none())
            }
            "copy" | "difference" | "intersection" | "symmetric_difference" => {
                let mut copy = self.cell(id)?.as_ref().clone();
                if name != "copy" {
                    copy.blur();
                }
                copy.many = false;
                Some(self.allocate(copy).and_labels(receiver.labels()))
            }
            "index" | "count" | "issubset" | "issuperset" | "isdisjoint" => {
                Some(Value::of_type(crate::value::types::NUMBER))
            }
            "send" | "asend" => {
                let next = self.send(id, &first);
                Some(self.element(receiver).join(&next))
            }
            "__next__" => Some(self.element(receiver)),
            "close" | "throw" => Some(none()),
            _ => None,
        }
    }

    fn mapping_method(
        &mut self,
        receiver: &Value,
        id: CellId,
        name: &str,
        args: &Args,
    ) -> Option<Value> {
        let first = args.positional.first().cloned().unwrap_or(Value::Unknown);
        let second = args
            .positional
            .get(1)
            .cloned()
            .or_else(|| args.keywords.first().map(|(_, value)| value.clone()));
        match name {
            "get" | "pop" | "setdefault" => {
                let known = first.sure_constant().map(key_of);
                let cell = self.cell(id)?;
                let held = match &known {
                    Some(key) => cell.get(key),
                    None => {
                        let all = cell.everything();
                        self.care(&first);
                        all
                    }
                };
                let surely = known.as_ref().is_some_and(|key| {
                    self.cell(id)
                        .is_some_and(|cell| cell.fields.contains_key(key) && !cell.many)
                });
                let mut value = held.clone();
                if !surely {
                    let default = second.clone().unwrap_or_else(|| {
                        if name == "pop" {
                            Value::Unknown
                        } else {
                            none()
                        }
                    });
                    value = value.join(&default);
                    if name == "setdefault" {
                        match &known {
                            Some(key) => {
                                let joined = held.join(&default);
                                self.store(&Value::object(Object::Cell(id)), key, &joined);
                            }
                            None => self.store_any_key(id, &default),
                        }
                    }
                }
                let value = if name == "get" {
                    let fixed = self.cell(id).is_some_and(|cell| {
                        cell.rest == Value::Bottom
                            && !cell.many
                            && !cell.fields.contains_key(&Key::Receiver)
                    });
                    self.looked_up(value, &first, if fixed { ALL } else { JUDGED })
                } else {
                    value
                };
                if name == "pop" {
                    self.delete_item(&Value::object(Object::Cell(id)), &first);
                }
                Some(self.force(&value).and_labels(receiver.labels()))
            }
            "update" => {
                let mut cell = self.cell(id)?.as_ref().clone();
                if !args.positional.is_empty() {
                    self.merge_mapping(&mut cell, &first);
                }
                for (key, value) in &args.keywords {
                    let key = Key::Text(self.engine.symbols.name_text(*key));
                    cell.set(&key, value.clone());
                }
                if let Some(more) = &args.double_star {
                    self.merge_mapping(&mut cell, more);
                }
                if let Some(slot) = self.cell_mut(id) {
                    *slot = cell;
                }
                Some(none())
            }
            "items" | "most_common" => {
                let cell = self.cell(id)?.as_ref().clone();
                Some(self.mapping_items(&cell).and_labels(receiver.labels()))
            }
            "keys" | "iterkeys" | "elements" => {
                let element = self.element(receiver);
                let mut cell = Cell::new(CellKind::Generator);
                cell.rest = element;
                Some(self.allocate(cell))
            }
            "values" | "itervalues" => {
                let cell = self.cell(id)?;
                let simple = cell.rest == Value::Bottom && !cell.many;
                let values: Vec<Value> = cell
                    .fields
                    .iter()
                    .filter(|(key, _)| !matches!(key, Key::Receiver | Key::Env))
                    .map(|(_, value)| value.clone())
                    .collect();
                let all = cell.everything();
                let made = if simple {
                    Cell::sequence(CellKind::List, values)
                } else {
                    let mut made = Cell::new(CellKind::List);
                    made.rest = all;
                    made
                };
                Some(self.allocate(made).and_labels(receiver.labels()))
            }
            "iteritems" => {
                let cell = self.cell(id)?.as_ref().clone();
                Some(self.mapping_items(&cell).and_labels(receiver.labels()))
            }
            "copy" => {
                let copy = self.cell(id)?.as_ref().clone();
                Some(self.allocate(copy).and_labels(receiver.labels()))
            }
            "clear" => {
                self.clear(id);
                Some(none())
            }
            "popitem" => {
                let value = self.member(receiver, &Key::Any);
                let key = self.element(receiver);
                Some(self.allocate(Cell::sequence(CellKind::Tuple, vec![key, value])))
            }
            "move_to_end" => Some(none()),
            "has_key" | "total" => Some(Value::of_type(crate::value::types::NUMBER)),
            _ => None,
        }
    }

    fn mapping_items(&mut self, cell: &Cell) -> Value {
        let mut pairs = Vec::new();
        for (key, value) in &cell.fields {
            let key = match key {
                Key::Text(text) if !text.starts_with('\0') => Value::text(text),
                Key::Index(at) => Value::constant(Const::Int(*at), None),
                Key::Receiver | Key::Env => continue,
                _ => Value::Unknown,
            };
            if pairs.len() < 32 {
                pairs
                    .push(self.allocate(Cell::sequence(CellKind::Tuple, vec![key, value.clone()])));
            }
        }
        let exact = cell.rest == Value::Bottom && cell.fields.len() <= 32 && !cell.many;
        if !exact {
            let keys = cell
                .fields
                .get(&Key::Receiver)
                .cloned()
                .unwrap_or(Value::Unknown);
            let value = cell.everything();
            pairs.push(self.allocate(Cell::sequence(CellKind::Tuple, vec![keys, value])));
        }
        let mut list = Cell::sequence(CellKind::List, pairs);
        if !exact {
            list.blur();
        }
        self.allocate(list)
    }

    /// Changes a sequence whose positions are known; else adds `value` somewhere.
    fn edit(&mut self, id: CellId, change: impl FnOnce(&mut Vec<Value>), value: &Value) {
        let Some(cell) = self.cell(id) else { return };
        let exact = !cell.many && matches!(cell.kind, CellKind::List | CellKind::Tuple);
        match cell.elements() {
            Some(mut elements) if exact => {
                change(&mut elements);
                let kind = cell.kind.clone();
                if let Some(cell) = self.cell_mut(id) {
                    *cell = Cell::sequence(kind, elements);
                }
            }
            _ => {
                let value = value.clone();
                if let Some(cell) = self.cell_mut(id) {
                    cell.blur();
                    cell.rest = cell.rest.join(&value);
                }
            }
        }
    }

    fn clear(&mut self, id: CellId) {
        if let Some(cell) = self.cell_mut(id) {
            if cell.many {
                return;
            }
            cell.fields.clear();
            cell.rest = Value::Bottom;
            cell.length = matches!(cell.kind, CellKind::List).then_some(0);
        }
    }

    fn store_any_key(&mut self, id: CellId, value: &Value) {
        if let Some(cell) = self.cell_mut(id) {
            cell.set_any(value);
        }
    }

    /// Puts an entry into a dictionary that is being built.
    pub(super) fn put_entry(&mut self, cell: &mut Cell, key: &Value, value: &Value) {
        let value = self.with_facts(value.clone());
        if let Some(constant) = key.sure_constant() {
            cell.set(&key_of(constant), value);
            return;
        }
        let labels = self.deep(key);
        cell.set_any(&value);
        if !labels.is_empty() {
            let keys = cell.fields.get(&Key::Receiver).cloned().unwrap_or_default();
            cell.fields.insert(
                Key::Receiver,
                keys.join(&Value::Unknown.and_labels(&labels)),
            );
        }
    }

    /// Adds the entries of one mapping to another.
    pub(super) fn merge_mapping(&mut self, cell: &mut Cell, from: &Value) {
        let exact = from.objects().len() == 1 && !from.data().is_some_and(|data| data.open);
        if let [Object::Cell(id)] = from.objects()
            && let Some(other) = self.cell(*id).cloned()
            && other.kind == CellKind::Dict
            && exact
        {
            for (key, value) in &other.fields {
                cell.set(key, value.clone());
            }
            if other.rest != Value::Bottom {
                cell.set_any(&other.rest);
            }
            return;
        }
        // A list of pairs.
        if let Some(pairs) = self.elements(from) {
            for pair in pairs {
                if let Some(parts) = self.elements(&pair)
                    && let [key, value] = parts.as_slice()
                {
                    self.put_entry(cell, key, value);
                }
            }
            return;
        }
        // Pairs of which nobody knows how many there are: `dict(zip(names, values))`.
        if exact
            && let [Object::Cell(id)] = from.objects()
            && self
                .cell(*id)
                .is_some_and(|cell| matches!(cell.kind, CellKind::List | CellKind::Generator))
        {
            let pair = self.element(from);
            if let Some(parts) = self.elements(&pair)
                && let [key, value] = parts.as_slice()
            {
                let labels = self.deep(key);
                cell.set_any(value);
                if !labels.is_empty() {
                    let keys = cell.fields.get(&Key::Receiver).cloned().unwrap_or_default();
                    let key = Value::Unknown.and_labels(&labels);
                    cell.fields.insert(Key::Receiver, keys.join(&key));
                }
                return;
            }
        }
        let all = self.member(from, &Key::Any);
        let labels = self.deep(from);
        let all = all.and_labels(&labels);
        cell.set_any(&all);
        if !labels.is_empty() {
            let keys = cell.fields.get(&Key::Receiver).cloned().unwrap_or_default();
            cell.fields.insert(
                Key::Receiver,
                keys.join(&Value::Unknown.and_labels(&labels)),
            );
        }
    }

    /// `a |= b` on dictionaries.
    pub(super) fn update_mapping(&mut self, a: &Value, b: &Value) -> bool {
        let [Object::Cell(id)] = a.objects() else {
            return false;
        };
        let Some(cell) = self.cell(*id) else {
            return false;
        };
        if cell.kind != CellKind::Dict {
            return false;
        }
        let mut cell = cell.as_ref().clone();
        self.merge_mapping(&mut cell, b);
        if let Some(slot) = self.cell_mut(*id) {
            *slot = cell;
        }
        true
    }

    /// `a + b` on lists and tuples.
    pub(super) fn concatenate_lists(
        &mut self,
        a: &Value,
        b: &Value,
        in_place: bool,
    ) -> Option<Value> {
        let [Object::Cell(id)] = a.objects() else {
            return None;
        };
        let cell = self.cell(*id)?;
        if !cell.is_sequence() {
            return None;
        }
        let kind = cell.kind.clone();
        if in_place && kind == CellKind::List {
            let args = Args {
                positional: vec![b.clone()],
                ..Args::default()
            };
            self.sequence_method(a, *id, "extend", &args);
            return Some(a.clone());
        }
        let (left, right) = (cell.elements(), self.elements(b));
        if let (Some(mut left), Some(right)) = (left, right) {
            left.extend(right);
            return Some(self.allocate(Cell::sequence(kind, left)));
        }
        let mut made = Cell::new(kind);
        let (x, y) = (self.element(a), self.element(b));
        made.rest = x.join(&y);
        Some(self.allocate(made))
    }

    /// A container method on something whose kind is not known: what it would do to any container.
    pub(super) fn open_container_method(
        &mut self,
        receiver: &Value,
        name: Name,
        args: &Args,
    ) -> Option<Value> {
        let text = self.engine.symbols.name_text(name);
        let first = args.positional.first().cloned().unwrap_or(Value::Unknown);
        match &*text {
            "append" | "add" | "appendleft" | "insert" => {
                let value = args.positional.last().cloned().unwrap_or(Value::Unknown);
                let value = self.stepped(&value, &What::Stored);
                self.store_some_item(receiver, &value);
                self.taint_same(receiver, &value);
                Some(none())
            }
            "extend" => {
                let element = self.element(&first);
                self.store_some_item(receiver, &element);
                self.taint_same(receiver, &element);
                Some(none())
            }
            "update" => {
                for (key, value) in &args.keywords {
                    let key = Key::Text(self.engine.symbols.name_text(*key));
                    self.store(receiver, &key, value);
                }
                if !args.positional.is_empty() {
                    self.update_some(receiver, &first);
                }
                Some(none())
            }
            "get" | "pop" | "setdefault" | "getlist" => {
                let held = match first.sure_constant() {
                    Some(constant) if !args.positional.is_empty() => {
                        let key = key_of(constant);
                        self.member(receiver, &key)
                    }
                    _ => self.member(receiver, &Key::Any),
                };
                let mut value = held;
                if let Some(default) = args.positional.get(1) {
                    value = value.join(default);
                }
                let value = self.force(&value);
                if value.identity() == 0
                    && !value.labels().is_empty()
                    && let Some(constant) = first.sure_constant()
                {
                    let key = key_of(constant);
                    let identity = self.part_identity(receiver, &key);
                    return Some(self.with_facts(value.identified(identity)));
                }
                if &*text == "get" && self.deep(receiver).iter().all(is_input) {
                    return Some(self.looked_up(value, &first, JUDGED));
                }
                Some(value)
            }
            "items" | "iteritems" => {
                let value = self.member(receiver, &Key::Any);
                let key = self.some_key(receiver);
                let pair = self.allocate(Cell::sequence(CellKind::Tuple, vec![key, value]));
                let mut list = Cell::new(CellKind::Generator);
                list.rest = pair;
                Some(self.allocate(list))
            }
            "values" | "copy" | "lists" => {
                let mut list = Cell::new(CellKind::Generator);
                list.rest = self.member(receiver, &Key::Any);
                if &*text == "copy" {
                    Some(receiver.clone())
                } else {
                    Some(self.allocate(list))
                }
            }
            "keys" => {
                let mut list = Cell::new(CellKind::Generator);
                list.rest = self.some_key(receiver);
                Some(self.allocate(list))
            }
            _ => None,
        }
    }

    /// One of the keys of a mapping: those of one that came in are its caller's to tell.
    fn some_key(&mut self, mapping: &Value) -> Value {
        let is_input = |object: &Object| matches!(object, Object::Root(_));
        if !mapping.objects().is_empty() && mapping.objects().iter().all(is_input) {
            let keys = self.member(mapping, &Key::Receiver);
            return Value::Unknown.and_labels(keys.labels());
        }
        let labels = self.deep(mapping);
        Value::Unknown.and_labels(&labels)
    }

    /// `receiver.update(from)` of an object that is no plain dictionary. Keys that are known are told apart.
    fn update_some(&mut self, receiver: &Value, from: &Value) {
        if let [Object::Cell(id)] = from.objects()
            && let Some(cell) = self.cell(*id).cloned()
            && cell.kind == CellKind::Dict
            && cell.rest == Value::Bottom
            && !cell.many
            && (cell.fields.keys()).all(|key| matches!(key, Key::Text(_) | Key::Index(_)))
            && (receiver.objects().iter()).any(|o| matches!(o, Object::Cell(_) | Object::Root(_)))
        {
            for (key, value) in &cell.fields {
                self.store(receiver, key, value);
            }
            return;
        }
        let all = self.member(from, &Key::Any);
        self.store_some_item(receiver, &all);
        // What is read of it may have been there before.
        self.taint_same(receiver, &doubted(&all, Doubt::Unmodelled));
    }

    /// What was found under a key: if there is something, the key is one that somebody else chose before.
    fn looked_up(&self, found: Value, key: &Value, mask: Mask) -> Value {
        if key.labels().is_empty() || key.sure_constants().is_some() || found == Value::Bottom {
            return found;
        }
        let mut predicate = found
            .data()
            .and_then(|data| data.predicate.as_deref().cloned())
            .unwrap_or_default();
        predicate.if_true.extend(self.subject_facts(key, mask));
        found.with_predicate(predicate)
    }

    /// Taints every register that holds the same unknown value.
    fn taint_same(&mut self, receiver: &Value, value: &Value) {
        let labels = self.deep(value);
        let identity = receiver.identity();
        if labels.is_empty()
            || identity == 0
            || receiver
                .objects()
                .iter()
                .any(|o| matches!(o, Object::Cell(_) | Object::Root(_)))
        {
            return;
        }
        for register in &mut self.state.registers {
            if register.identity() == identity {
                *register = register.and_labels(&labels);
            }
        }
    }
}

/// True for what comes in from callers, who may know more of it.
fn is_input(label: &Label) -> bool {
    matches!(label.origin, Origin::Root(_))
}

fn none() -> Value {
    Value::constant(Const::None, None)
}

fn position(at: i64, length: usize) -> usize {
    let size = i64::try_from(length).unwrap_or(i64::MAX);
    let at = if at < 0 {
        (at + size).max(0)
    } else {
        at.min(size)
    };
    usize::try_from(at).unwrap_or(0)
}

/// A text key of a container.
pub(super) fn text_key(text: &str) -> Key {
    Key::Text(Arc::from(text))
}
