//! Objects with named parts that the standard library makes: named tuples, namespaces, dataclasses, getters.
//!
//! ```python
//! Pair = namedtuple("Pair", "left right")     # a factory, which knows the names
//! pair = Pair(left, right)                    # a tuple, whose fields have names too
//! replace(point, x=3).y                       # the same part as before
//! ```

use std::sync::Arc;

use assay_python::Name;
use assay_python::ir::Const;

use super::call::Args;
use super::{Analysis, Mode};
use crate::state::{Cell, CellKind};
use crate::symbols::SymbolId;
use crate::value::{Bound, CellId, Key, Method, Object, Value, add_labels, types};

/// How deep `deepcopy` copies.
const DEPTH: u32 = 4;

impl Analysis<'_> {
    /// `namedtuple(type, names)`: a thing that remembers the names.
    pub(super) fn named_tuple_type(&mut self, symbol: SymbolId, args: &Args) -> Option<Value> {
        let made = self.engine.symbols.called(symbol)?;
        let names = args.positional.get(1)?;
        let names: Vec<Value> = match names.sure_text() {
            Some(text) => text
                .split([' ', ','])
                .filter(|name| !name.is_empty())
                .map(Value::text)
                .collect(),
            None => self.elements(names)?,
        };
        let mut cell = Cell::new(CellKind::Library(made));
        for (index, name) in (0..).zip(names) {
            name.sure_text()?;
            cell.fields.insert(Key::Index(index), name);
        }
        Some(self.allocate(cell))
    }

    /// A call of what `namedtuple` gave.
    pub(super) fn named_tuple(&mut self, receiver: &Value, args: &Args) -> Option<Value> {
        let [Object::Cell(id)] = receiver.objects() else {
            return None;
        };
        let names: Vec<Value> = self.cell(*id)?.fields.values().cloned().collect();
        let mut positional = args.positional.iter();
        let mut values = Vec::with_capacity(names.len());
        let mut attributes = Vec::with_capacity(names.len());
        for name in &names {
            let text = name.sure_text()?;
            let name = self.engine.symbols.name(text);
            let value = positional
                .next()
                .or_else(|| args.keyword(name?))
                .or(args.star.as_ref())
                .or(args.double_star.as_ref())
                .cloned()
                .unwrap_or(Value::Unknown);
            let value = self.with_facts(value);
            attributes.extend(name.map(|name| (Key::Attr(name), value.clone())));
            values.push(value);
        }
        let mut cell = Cell::sequence(CellKind::Tuple, values);
        for (key, value) in attributes {
            cell.fields.insert(key, value);
        }
        Some(self.allocate(cell))
    }

    /// `SimpleNamespace(a=…)`.
    pub(super) fn namespace(&mut self, args: &Args) -> Option<Value> {
        if args.double_star.is_some() || !args.positional.is_empty() {
            return None;
        }
        let mut cell = Cell::new(CellKind::Dict);
        for (name, value) in &args.keywords {
            cell.fields.insert(Key::Attr(*name), value.clone());
        }
        Some(self.allocate(cell))
    }

    /// `Counter(items)`: the items are the keys, and how often there is one is a number.
    pub(super) fn counter(&mut self, items: Option<&Value>) -> Value {
        let mut cell = Cell::new(CellKind::Dict);
        if let Some(items) = items {
            let mapping = matches!(items.objects(), [Object::Cell(id)] if self.cell(*id).is_some_and(|cell| cell.kind == CellKind::Dict));
            if mapping {
                self.merge_mapping(&mut cell, items);
            } else {
                let item = self.element(items);
                cell.fields.insert(Key::Receiver, item);
            }
        }
        cell.rest = cell.rest.join(&Value::of_type(types::NUMBER));
        self.allocate(cell)
    }

    /// Remembers what a text of JSON was made of.
    pub(super) fn note_dumped(&mut self, text: &Value, args: &Args) {
        if let Some(value) = args.positional.first()
            && text.identity() != 0
            && matches!(value.objects(), [Object::Cell(_)])
            && !value.data().is_some_and(|data| data.open)
        {
            self.dumped.insert(text.identity(), value.clone());
        }
    }

    /// `json.loads(json.dumps(value))`: the value again, as a copy.
    pub(super) fn loaded(&mut self, text: &Value) -> Option<Value> {
        let value = self.dumped.get(&text.identity())?.clone();
        Some(self.deep_copied(&value, 0))
    }

    /// `itemgetter(…)` and `attrgetter(…)`: a thing that remembers what to look for.
    pub(super) fn getter(&mut self, symbol: SymbolId, args: &Args) -> Option<Value> {
        let made = self.engine.symbols.called(symbol)?;
        let mut cell = Cell::new(CellKind::Library(made));
        for (index, value) in (0..).zip(&args.positional) {
            cell.fields.insert(Key::Index(index), value.clone());
        }
        Some(self.allocate(cell))
    }

    /// A call of what they gave.
    pub(super) fn gotten(&mut self, receiver: &Value, subject: &Value, items: bool) -> Value {
        let keys: Option<Vec<Value>> = match receiver.objects() {
            [Object::Cell(id)] => self
                .cell(*id)
                .map(|cell| cell.fields.values().cloned().collect()),
            _ => None,
        };
        let Some(keys) = keys.filter(|keys| !keys.is_empty()) else {
            let labels = self.deep(subject);
            return Value::Unknown.and_labels(&labels);
        };
        let mut parts: Vec<Value> = Vec::with_capacity(keys.len());
        for key in &keys {
            parts.push(if items {
                self.item(subject, key)
            } else {
                self.dotted(subject, key)
            });
        }
        match parts.as_slice() {
            [part] => part.clone(),
            _ => self.allocate(Cell::sequence(CellKind::Tuple, parts)),
        }
    }

    /// The attribute of a name such as `owner.name`.
    fn dotted(&mut self, subject: &Value, key: &Value) -> Value {
        let Some(text) = key.sure_text().cloned() else {
            let labels = self.deep(subject);
            return Value::Unknown.and_labels(&labels);
        };
        let mut value = subject.clone();
        for part in text.split('.') {
            value = match self.engine.symbols.name(part) {
                Some(name) => self.attribute(&value, name),
                None => Value::Unknown,
            };
        }
        value
    }

    /// `field(default=…)` or `field(default_factory=…)` of a dataclass.
    pub(super) fn declared_field(&self, args: &Args) -> Option<Value> {
        let named = |text: &str| {
            let name = self.engine.symbols.name(text)?;
            args.keyword(name).cloned()
        };
        if let Some(default) = named("default") {
            return Some(default);
        }
        Some(match named("default_factory") {
            Some(factory) => self.bound_partial(&factory, &Args::default()),
            None => Value::Unknown,
        })
    }

    /// The default of a field of a new instance: each gets one of its own.
    pub(super) fn field_default(&mut self, default: &Value) -> Value {
        if self.mode == Mode::Static {
            return default.clone();
        }
        match default.objects() {
            [Object::Bound(bound)] => match bound.as_ref() {
                Bound {
                    receiver,
                    method: Method::Partial(front, keywords),
                } if front.is_empty() && keywords.is_empty() => self.call_values(receiver, &[]),
                _ => default.clone(),
            },
            _ => default.clone(),
        }
    }

    /// The attributes of an object as a mapping: `vars(x)`, `x.__dict__`, `asdict(x)`, `x._asdict()`.
    pub(super) fn as_mapping(&mut self, value: &Value) -> Option<Value> {
        let [Object::Cell(id)] = value.objects() else {
            return None;
        };
        let cell = Arc::clone(self.cell(*id)?);
        let mut mapping = Cell::new(CellKind::Dict);
        for (key, value) in &cell.fields {
            if let Key::Attr(name) = key {
                let key = Key::Text(self.engine.symbols.name_text(*name));
                mapping.fields.insert(key, value.clone());
            }
        }
        if mapping.fields.is_empty() || cell.many || id.is_static() {
            return None;
        }
        mapping.rest = cell.rest.clone();
        Some(self.allocate(mapping).and_labels(value.labels()))
    }

    /// A copy with some parts replaced: `dataclasses.replace(x, a=…)`, `x._replace(a=…)`.
    pub(super) fn with_parts(&mut self, value: &Value, args: &Args) -> Option<Value> {
        let [Object::Cell(id)] = value.objects() else {
            return None;
        };
        let old = Arc::clone(self.cell(*id)?);
        let mut copy = old.as_ref().clone();
        for (name, new) in &args.keywords {
            let key = Key::Attr(*name);
            let before = old.fields.get(&key)?;
            // The position that holds the same part.
            let position = old.fields.iter().find_map(|(key, value)| match key {
                Key::Index(at) if value == before => Some(*at),
                _ => None,
            });
            if let Some(at) = position {
                copy.set(&Key::Index(at), new.clone());
            }
            copy.set(&key, new.clone());
        }
        if let Some(rest) = &args.double_star {
            copy.set_any(rest);
        }
        copy.many = false;
        Some(self.allocate(copy).and_labels(value.labels()))
    }

    /// The methods that a named tuple has beside those of tuples.
    pub(super) fn record_method(
        &mut self,
        receiver: &Value,
        id: CellId,
        name: Name,
        args: &Args,
    ) -> Option<Value> {
        let text = self.engine.symbols.name_text(name);
        if !matches!(&*text, "_replace" | "_asdict") {
            return None;
        }
        if let CellKind::Instance(class) = self.cell(id)?.kind
            && self.engine.method_of(class, name).is_some()
        {
            return None;
        }
        if &*text == "_replace" {
            self.with_parts(receiver, args)
        } else {
            self.as_mapping(receiver)
        }
    }

    /// `deepcopy(x)`: what is inside is copied too.
    pub(super) fn deep_copied(&mut self, value: &Value, depth: u32) -> Value {
        let [Object::Cell(id)] = value.objects() else {
            return value.clone();
        };
        let Some(cell) = self.cell(*id).cloned() else {
            return value.clone();
        };
        if matches!(cell.kind, CellKind::Environment(_) | CellKind::Root(_)) || depth > DEPTH {
            return value.clone();
        }
        let mut copy = cell.as_ref().clone();
        copy.many = false;
        for (key, inner) in &cell.fields {
            let inner = self.deep_copied(inner, depth + 1);
            copy.fields.insert(key.clone(), inner);
        }
        copy.rest = self.deep_copied(&cell.rest, depth + 1);
        copy.copied = cell.copied || cell.many || id.is_static();
        self.allocate(copy).and_labels(value.labels())
    }

    /// `islice(items, stop)` and `islice(items, start, stop)` of a list whose elements are known.
    pub(super) fn first_elements(&mut self, args: &Args) -> Option<Value> {
        let (items, start, stop) = match args.positional.as_slice() {
            [items, stop] => (items, None, stop),
            [items, start, stop] => (items, Some(start), stop),
            _ => return None,
        };
        self.elements(items)?;
        let known =
            |value: &Value| matches!(value.sure_constant(), Some(Const::Int(at)) if *at >= 0);
        if !known(stop) || start.is_some_and(|start| !known(start)) {
            return None;
        }
        let bounds = [start.cloned(), Some(stop.clone()), None];
        Some(self.slice(items, &bounds))
    }

    /// `reduce(function, items, start)`, element by element where they are known.
    pub(super) fn reduced(
        &mut self,
        function: &Value,
        items: &Value,
        start: Option<&Value>,
    ) -> Value {
        const ELEMENTS: usize = 8;
        if let Some(elements) = self.elements(items).filter(|all| all.len() <= ELEMENTS) {
            let mut elements = elements.into_iter();
            let first = start.cloned().or_else(|| elements.next());
            let mut result = first.unwrap_or(Value::Unknown);
            for element in elements {
                result = self.call_values(function, &[result, element]);
            }
            return result;
        }
        let element = self.element(items);
        let start = start.cloned().unwrap_or_else(|| element.clone());
        let once = self.call_values(function, &[start.clone(), element.clone()]);
        let twice = self.call_values(function, &[once.clone(), element]);
        once.join(&twice).join(&start)
    }

    /// `a | b` of two mappings, as a new one.
    pub(super) fn united_mappings(&mut self, a: &Value, b: &Value) -> Option<Value> {
        let [Object::Cell(id)] = a.objects() else {
            return None;
        };
        let cell = self.cell(*id)?;
        if cell.kind != CellKind::Dict || a.data().is_some_and(|data| data.open) {
            return None;
        }
        let mut copy = cell.as_ref().clone();
        copy.many = false;
        self.merge_mapping(&mut copy, b);
        let mut labels = smallvec::SmallVec::new();
        add_labels(&mut labels, a.labels());
        add_labels(&mut labels, b.labels());
        Some(self.allocate(copy).and_labels(&labels))
    }
}
