//! Reads and writes of attributes and items.

use std::sync::Arc;

use assay_python::ir::Const;
use assay_python::{ClassRef, Name};
use smallvec::SmallVec;

use super::call::doubted;
use super::spelling::{TEXT_METHOD, is_text_method};
use super::store::keeps_items_apart;
use super::{Analysis, IdentityKey, Mode};
use crate::engine::Member;
use crate::fold;
use crate::state::CellKind;
use crate::symbols::SymbolId;
use crate::value::{
    AccessPath, Aspect, Bound, CellId, Doubt, Key, Label, Method, Object, Origin, Value, Wrap,
    key_of, types,
};

impl Analysis<'_> {
    /// Works out calls that module bodies put off.
    pub(super) fn force(&mut self, value: &Value) -> Value {
        if !value
            .objects()
            .iter()
            .any(|object| matches!(object, Object::Deferred(_)))
        {
            return value.clone();
        }
        if self.mode == Mode::Static {
            return value.clone();
        }
        let mut data = value.to_data();
        let objects = std::mem::take(&mut data.objects);
        let mut deferred = Vec::new();
        for object in objects {
            match object {
                Object::Deferred(call) => deferred.push(call),
                other => data.objects.push(other),
            }
        }
        data.identity = 0;
        let mut result = if data.objects.is_empty() && data.constants.is_empty() && !data.open {
            Value::Bottom
        } else {
            data.into()
        };
        for call in deferred {
            result = result.join(&self.run_deferred(&call));
        }
        result
    }

    /// `value.name`.
    pub(super) fn attribute(&mut self, value: &Value, name: Name) -> Value {
        let value = &self.force(value);
        // A member of an enumeration is what the class says it is; no other constant has a `value`.
        if name == self.engine.symbols.names.value && value.sure_constants().is_some() {
            return value.clone();
        }
        let key = Key::Attr(name);
        let mut result = Value::Bottom;
        for object in value.objects() {
            let part = self.attribute_of(object, name, value);
            result = result.join(&part);
        }
        let data = value.data();
        if data.is_none_or(|data| data.open || data.objects.is_empty()) {
            result = result.join(&Value::Unknown);
            if let Some((of, Aspect::UrlParts)) = data.and_then(|data| data.aspect)
                && self.engine.symbols.names.is_url_host(name)
            {
                result = result.with_aspect(of, Aspect::UrlHost);
            }
        }
        match data.and_then(|data| data.aspect) {
            None if name == self.engine.symbols.names.parts && value.identity() != 0 => {
                result = result.with_aspect(value.identity(), Aspect::PathParts);
            }
            Some((of, Aspect::UrlParts)) if self.engine.symbols.names.is_url_host(name) => {
                result = result.with_aspect(of, Aspect::UrlHost);
            }
            Some((of, Aspect::UrlParts)) if name == self.engine.symbols.names.scheme => {
                result = result.with_aspect(of, Aspect::UrlScheme);
            }
            // Whatever is above a resolved path contains it, and what it was before that.
            Some((of, Aspect::Resolved)) if name == self.engine.symbols.names.parents => {
                result = result
                    .identified(value.identity())
                    .with_aspect(of, Aspect::Resolved);
            }
            _ => {}
        }
        let inherited = self.without_scalars(inherited_labels(value), value);
        if !inherited.is_empty() {
            let mut inherited = self.read_through(value, name, inherited);
            // What has a stream is an open file, and so is the stream: neither is a path.
            // Of a stream that a model knows, sinks know it too, and what is read from it may be one.
            if self.engine.symbols.name("stream") == Some(name) && result.objects().is_empty() {
                for label in &mut inherited {
                    label.cleaned |= self.engine.symbols.path_kinds;
                }
            }
            result = result.and_labels(&inherited);
        }
        if result.identity() == 0 && !result.labels().is_empty() && value.identity() != 0 {
            let identity = self.part_identity(value, &key);
            result = result.identified(identity);
        }
        self.with_facts(result)
    }

    fn attribute_of(&mut self, object: &Object, name: Name, value: &Value) -> Value {
        let key = Key::Attr(name);
        match object {
            Object::Cell(id) => self.cell_attribute(*id, name),
            Object::Root(path) => {
                if let Some(class) = self.root_class(path)
                    && let Some(found) = self.engine.method_of(class, name)
                    && !self.find_root(path).is_some_and(|id| {
                        self.cell(id)
                            .is_some_and(|cell| cell.fields.contains_key(&key))
                    })
                {
                    let receiver = Value::object(object.clone()).and_labels(value.labels());
                    if let Some(bound) = self.class_member(&found, &receiver, class) {
                        // A plain value of the class may be hidden by one of the instance.
                        if matches!(&found, Member::Value(value) if !is_property(value)) {
                            // `model = None` of a base class: whoever calls it may know which class it is.
                            if self.engine.is_overridden(class, name) {
                                self.care(&receiver);
                            }
                            let bound = self.with_class_variable(bound, class, name);
                            return bound.join(&self.member_of_root(path, &key));
                        }
                        return bound;
                    }
                }
                let mut result = self.member_of_root(path, &key);
                if let Some(class) = self.root_class(path) {
                    self.consult(class);
                    let hint = self.engine.field_hint(class, name);
                    if let Some(hint) = hint {
                        result = join_hint(&result, &hint);
                    }
                }
                result
            }
            Object::Symbol(symbol) => self.symbol_attribute(*symbol, name),
            Object::External(path) => {
                let name = self.engine.symbols.name_text(name);
                Value::object(Object::External(Arc::from(format!("{path}.{name}"))))
            }
            Object::Module(module) => {
                let value = self.engine.module_attribute(*module, name);
                self.force(&value)
            }
            Object::Namespace(path) => self.engine.namespace_attribute(path, name),
            Object::Class(class) => match self.engine.method_of(*class, name) {
                Some(Member::Value(value)) => {
                    let value = self.force(&value);
                    match value.objects() {
                        [Object::Wrapped(Wrap::Static, inner)] => (**inner).clone(),
                        [Object::Wrapped(Wrap::Class, inner)] => {
                            self.bind(inner, &Value::object(object.clone()))
                        }
                        _ => self.with_class_variable(value, *class, name),
                    }
                }
                Some(Member::Symbol(symbol)) => {
                    self.note_bases(*class);
                    let value = self.symbol_value(symbol);
                    self.rows_of_class(symbol, *class, value)
                }
                None => Value::Unknown,
            },
            Object::Super(class, receiver) => match self.above(*class, receiver, name) {
                Some(found) => {
                    let receiver = (**receiver).clone();
                    self.class_member(&found, &receiver, *class)
                        .unwrap_or(Value::Unknown)
                }
                None => Value::Unknown,
            },
            // `@x.setter` keeps the property.
            Object::Wrapped(Wrap::Property, _) => Value::object(object.clone()),
            Object::Function(..) | Object::Bound(_) | Object::Wrapped(..) | Object::Deferred(_) => {
                Value::Unknown
            }
        }
    }

    fn cell_attribute(&mut self, id: CellId, name: Name) -> Value {
        let key = Key::Attr(name);
        let Some(cell) = self.cell(id).cloned() else {
            return Value::Unknown;
        };
        let receiver = Value::object(Object::Cell(id));
        match &cell.kind {
            CellKind::Instance(class) => {
                let held = cell.fields.get(&key).cloned();
                if name == self.engine.symbols.names.dict
                    && let Some(mapping) = self.as_mapping(&receiver)
                {
                    return mapping;
                }
                if let Some(value) = &held
                    && !cell.many
                {
                    return self.force(value);
                }
                let found = self.engine.method_of(*class, name);
                let from_class = found
                    .as_ref()
                    .and_then(|found| self.class_member(found, &receiver, *class));
                let class = *class;
                let from_class =
                    from_class.map(|value| self.with_class_variable(value, class, name));
                let class = &class;
                let value = match (held, from_class) {
                    (Some(a), Some(b)) => a.join(&b),
                    (Some(a), None) | (None, Some(a)) => a,
                    (None, None) => {
                        let getattr = self.engine.symbols.names.getattr;
                        let text = Value::text(&self.engine.symbols.name_text(name));
                        let fallback = if self.following <= 1
                            && self.engine.method_of(*class, getattr).is_some()
                        {
                            self.call_dunder(&receiver, getattr, &[text])
                        } else {
                            None
                        };
                        fallback.unwrap_or_else(|| cell.rest.join(&Value::Unknown))
                    }
                };
                let mut value = self.force(&value);
                if id.is_static() {
                    let path = AccessPath::new(crate::value::Root::Static(id));
                    let root = self.member_of_root(&path, &key);
                    value = value.and_labels(root.labels());
                }
                value
            }
            CellKind::Library(symbol) => match cell.fields.get(&key) {
                Some(value) => {
                    if let Some(child) = self.engine.symbols.attribute(*symbol, name) {
                        self.note_aliases(*symbol, child);
                    }
                    // A mapping given for the headers becomes what the library makes of headers.
                    let mapping = matches!(value.objects(), [Object::Cell(id)] if self.cell(*id).is_some_and(|cell| cell.kind == CellKind::Dict));
                    if mapping {
                        let library = self.symbol_attribute(*symbol, name);
                        return value.join(&library);
                    }
                    value.clone()
                }
                None => {
                    let value = self.symbol_attribute(*symbol, name);
                    let value = self.with_receiver(value, &receiver, name);
                    let value = self.kept_part(id, &key, value);
                    self.checked_part(&cell, *symbol, name, value)
                }
            },
            CellKind::Environment(_) => cell.get(&key),
            _ => match cell.fields.get(&key) {
                // A named tuple keeps its fields by name.
                Some(value) => self.in_namespace(id, &key, value.clone()),
                None if self.is_namespace(id, name) => self.in_namespace(id, &key, Value::Unknown),
                None => Value::object(Object::Bound(Arc::new(Bound {
                    receiver,
                    method: Method::Native(name),
                }))),
            },
        }
    }

    /// A library method remembers the object with state that it belongs to.
    fn with_receiver(&mut self, value: Value, receiver: &Value, name: Name) -> Value {
        if let [Object::Symbol(_)] = value.objects() {
            let labels = self.deep(receiver);
            let labels = self.read_through(receiver, name, labels);
            return value.and_labels(&labels);
        }
        value
    }

    /// The labels of a library object as an attribute of it carries them: a model may say that less comes out.
    fn read_through(
        &mut self,
        value: &Value,
        name: Name,
        mut labels: SmallVec<[Label; 1]>,
    ) -> SmallVec<[Label; 1]> {
        for object in value.objects() {
            let owner = match object {
                Object::Symbol(symbol) => Some(*symbol),
                Object::Cell(id) => match self.cell(*id).map(|cell| &cell.kind) {
                    Some(CellKind::Library(symbol)) => Some(*symbol),
                    _ => None,
                },
                _ => None,
            };
            let Some(child) = owner.and_then(|owner| self.engine.symbols.attribute(owner, name))
            else {
                continue;
            };
            labels = self.passed_on(child, labels);
        }
        self.inside(labels, &Key::Attr(name))
    }

    fn symbol_attribute(&mut self, symbol: SymbolId, name: Name) -> Value {
        match self.engine.symbols.attribute(symbol, name) {
            Some(child) => self.symbol_child(symbol, child),
            None => match self.namespace_path(symbol, name) {
                Some(path) => self.namespace_value(&path),
                None if self.engine.symbols.builtin_type(symbol) == types::STR => {
                    self.unbound_text_method(name)
                }
                None => Value::Unknown,
            },
        }
    }

    /// `str.strip`, to be called with the text.
    fn unbound_text_method(&self, name: Name) -> Value {
        let text = self.engine.symbols.name_text(name);
        if !is_text_method(&text) {
            return Value::Unknown;
        }
        Value::object(Object::External(Arc::from(format!("{TEXT_METHOD}{text}"))))
    }

    /// A part of a library object, perhaps one that an alias lends it.
    fn symbol_child(&mut self, symbol: SymbolId, child: SymbolId) -> Value {
        self.note_aliases(symbol, child);
        self.symbol_value(child)
    }

    /// Records the aliases through which a step from one symbol comes to another.
    pub(super) fn note_aliases(&mut self, symbol: SymbolId, child: SymbolId) {
        if self.draft.record {
            let here = self.here();
            for alias in self.engine.symbols.aliases_between(symbol, child) {
                self.draft.reached(alias, here);
            }
        }
    }

    /// Records the aliases through which a class inherits from a library.
    fn note_bases(&mut self, class: ClassRef) {
        if self.draft.record
            && let Some(info) = self.engine.classes.get(&class)
        {
            let here = self.here();
            for base in info
                .mro
                .iter()
                .filter_map(|class| self.engine.classes.get(class))
                .flat_map(|info| &info.libraries)
            {
                for alias in self.engine.symbols.aliases_of(*base) {
                    self.draft.reached(alias, here);
                }
            }
        }
    }

    /// A library object, with the taint that reading it brings.
    pub(super) fn symbol_value(&mut self, symbol: SymbolId) -> Value {
        self.log_read(symbol);
        let value = Value::object(Object::Symbol(symbol));
        let identity = self.identity(IdentityKey::Symbol(symbol));
        let info = self.engine.symbols.info(symbol);
        if let Some((id, constant)) = &info.constant {
            self.draft.reached(*id, self.here());
            return Value::constant(super::arguments::constant(&constant.value), None);
        }
        let Some(source) = &info.read else {
            return value;
        };
        let here = self.here();
        self.draft.reached(source.id, here);
        let label = self.engine.symbols.source_label(source, here);
        let mut data = value.to_data();
        data.labels.push(label);
        data.identity = identity;
        let value = data.into();
        self.with_facts(value)
    }

    /// What a class member becomes when it is reached through an instance.
    fn class_member(&mut self, found: &Member, receiver: &Value, class: ClassRef) -> Option<Value> {
        match found {
            Member::Symbol(symbol) => {
                self.note_bases(class);
                self.passed_on(*symbol, SmallVec::new());
                let value = self.symbol_value(*symbol);
                Some(self.rows_of_class(*symbol, class, value))
            }
            Member::Value(value) => {
                let value = self.force(value);
                let mut result = Value::Bottom;
                for object in value.objects() {
                    let part = match object {
                        Object::Function(..) => self.bind(&Value::object(object.clone()), receiver),
                        // Properties that read each other would go on for ever.
                        Object::Wrapped(Wrap::Property, _) if self.following > 1 => Value::Unknown,
                        Object::Wrapped(Wrap::Property, inner) => {
                            let bound = self.bind(inner, receiver);
                            self.call_values(&bound, &[])
                        }
                        Object::Wrapped(Wrap::Static, inner) => (**inner).clone(),
                        Object::Wrapped(Wrap::Class, inner) => {
                            let class = self.class_of(receiver);
                            self.bind(inner, &class)
                        }
                        Object::Cell(_) if self.following <= 1 => {
                            let descriptor = Value::object(object.clone());
                            let get = self.engine.symbols.names.get;
                            let owner = Value::object(Object::Class(class));
                            let given = [receiver.clone(), owner];
                            (self.call_dunder(&descriptor, get, &given)).unwrap_or(descriptor)
                        }
                        other => Value::object(other.clone()),
                    };
                    result = result.join(&part);
                }
                let mut plain = value.to_data();
                plain.objects.clear();
                if plain.open || !plain.constants.is_empty() || !plain.labels.is_empty() {
                    result = result.join(&plain.into());
                }
                Some(result)
            }
        }
    }

    pub(super) fn class_of(&self, receiver: &Value) -> Value {
        for object in receiver.objects() {
            match object {
                Object::Class(_) => return Value::object(object.clone()),
                Object::Cell(id) => {
                    if let Some(CellKind::Instance(class)) = self.cell(*id).map(|cell| &cell.kind) {
                        return Value::object(Object::Class(*class));
                    }
                }
                Object::Root(path) => {
                    if let Some(class) = self.root_class(path) {
                        return Value::object(Object::Class(class));
                    }
                }
                _ => {}
            }
        }
        Value::Unknown
    }

    /// Binds functions to a receiver.
    pub(super) fn bind(&self, function: &Value, receiver: &Value) -> Value {
        let mut result = Value::Bottom;
        for object in function.objects() {
            let part = match object {
                Object::Function(function, environment) => {
                    Value::object(Object::Bound(Arc::new(Bound {
                        receiver: receiver.clone(),
                        method: Method::Function(*function, *environment),
                    })))
                }
                other => Value::object(other.clone()),
            };
            result = result.join(&part);
        }
        if function.objects().is_empty() {
            Value::Unknown
        } else {
            result
        }
    }

    /// What a model says of an item of a library object that keeps state; where it says nothing, nobody
    /// knows what is kept there.
    fn library_item(&mut self, id: CellId, key: &Key) -> Option<Value> {
        let CellKind::Library(symbol) = self.cell(id)?.kind else {
            return None;
        };
        let item = match key {
            Key::Text(text) => self.engine.symbols.item(symbol, Some(text)),
            _ => self.engine.symbols.item(symbol, None),
        };
        let Some(item) = item else {
            return Some(Value::Unknown);
        };
        let value = self.symbol_child(symbol, item);
        let rows = self.cell(id).and_then(|cell| cell.rows.clone());
        Some(self.of_rows(value, rows))
    }

    /// What is at a key of a value: containers, instances and input, without running code.
    pub(super) fn member(&mut self, value: &Value, key: &Key) -> Value {
        if let Key::Attr(name) = key
            && !matches!(value.objects(), [Object::Cell(id)] if self.is_environment(*id))
        {
            return self.attribute(value, *name);
        }
        let mut result = Value::Bottom;
        for object in value.objects() {
            let part = match object {
                Object::Cell(id) => match (self.matched_name(*id, key), self.cell(*id)) {
                    (Some(name), _) => self.attribute(&Value::object(object.clone()), name),
                    (None, Some(cell)) => {
                        let mut held = match key {
                            Key::Any => cell.everything(),
                            _ => cell.get(key),
                        };
                        if matches!(key, Key::Text(_) | Key::Index(_))
                            && !cell.fields.contains_key(key)
                            && let Some(some) = cell.fields.get(&Key::Any)
                        {
                            held = held.join(&self.under_some_key(*id, some));
                        }
                        // A `TypedDict` declares its keys as fields.
                        if let (Key::Text(text), CellKind::Instance(_)) = (key, &cell.kind)
                            && !cell.holds(key)
                            && let Some(name) = self.engine.symbols.name(text)
                            && let Some(field) = cell.fields.get(&Key::Attr(name))
                        {
                            held = held.join(field);
                        }
                        let shared = id.is_static() || cell.many;
                        let held = if held == Value::Bottom && !shared {
                            Value::Bottom
                        } else {
                            held
                        };
                        if id.is_static() {
                            let path = AccessPath::new(crate::value::Root::Static(*id));
                            let root = self.member_of_root(&path, key);
                            held.and_labels(root.labels())
                        } else {
                            // What was put there is there.
                            let known = !shared && cell.fields.contains_key(key);
                            let held = if cell.holds(key) {
                                held
                            } else {
                                self.told_apart(held, key)
                            };
                            match self.library_item(*id, key) {
                                Some(item) if !known => held.join(&item),
                                _ => held,
                            }
                        }
                    }
                    (None, None) => Value::Unknown,
                },
                Object::Root(path) => self.member_of_root(path, key),
                Object::Symbol(symbol) => match key {
                    Key::Text(text) => match self.engine.symbols.item(*symbol, Some(text)) {
                        Some(child) => {
                            let value = self.symbol_child(*symbol, child);
                            let value = self.of_entry(value, child, text);
                            value.join(&self.variable_set(*symbol, text))
                        }
                        None => Value::Unknown.join(&self.variable_set(*symbol, text)),
                    },
                    Key::Any | Key::Index(_) => match self.engine.symbols.item(*symbol, None) {
                        Some(child) => self.symbol_child(*symbol, child),
                        None => Value::Unknown,
                    },
                    _ => Value::Unknown,
                },
                Object::Function(_, Some(environment)) if *key == Key::Env => {
                    Value::object(Object::Cell(*environment))
                }
                Object::Bound(bound) if *key == Key::Receiver => bound.receiver.clone(),
                Object::Bound(bound) if *key == Key::Env => match &bound.method {
                    Method::Function(_, Some(environment)) => {
                        Value::object(Object::Cell(*environment))
                    }
                    _ => Value::Unknown,
                },
                Object::Module(module) => self.module_item(*module, key),
                _ => Value::Unknown,
            };
            result = result.join(&part);
        }
        if value
            .data()
            .is_none_or(|data| data.open || data.objects.is_empty())
        {
            result = result.join(&Value::Unknown);
        }
        let mut inherited = inherited_labels(value);
        if matches!(key, Key::Text(_)) {
            inherited = self.without_scalars(inherited, value);
        }
        if inherited.is_empty() {
            return result;
        }
        let inherited = self.item_through(value, key, inherited);
        result.and_labels(&inherited)
    }

    /// One of the elements that a container does not tell apart: a check of it says nothing of the others.
    ///
    /// ```python
    /// verb, rest = line.split(" ", 1)
    /// if verb == "show": ...             # says nothing of `rest`
    /// ```
    fn told_apart(&mut self, element: Value, key: &Key) -> Value {
        if element.identity() == 0
            || element.labels().is_empty()
            || !matches!(key, Key::Text(_) | Key::Index(_))
        {
            return element;
        }
        let element = self.with_facts(element);
        let identity = self.identity(IdentityKey::Part(element.identity(), key.clone()));
        self.with_facts(element.identified(identity))
    }

    fn is_environment(&self, id: CellId) -> bool {
        self.cell(id)
            .is_some_and(|cell| matches!(cell.kind, CellKind::Environment(_)))
    }

    /// What is at a key of what came in at a path, with what this activation changed.
    pub(super) fn member_of_root(&mut self, path: &AccessPath, key: &Key) -> Value {
        let mut added = Value::Bottom;
        if let Some(id) = self.find_root(path)
            && let Some(cell) = self.cell(id)
        {
            if let Some(value) = cell.fields.get(key) {
                if !cell.many {
                    let value = value.join(&cell.rest);
                    let is_of_object = matches!(path.keys.last(), Some(Key::Attr(_)));
                    if *key != Key::Any || !is_of_object || !keeps_items_apart(&cell.kind) {
                        return value;
                    }
                    // A list of an object is filled by several methods: what one puts into it hides nothing.
                    // Their parts are not told apart any more: lists that are filled from themselves would grow.
                    let whole = path.then(key).unwrap_or_else(|| path.clone());
                    let original = self.root_value(&whole);
                    return value.join(&Value::Unknown.and_labels(original.labels()));
                }
                added = value.clone();
            }
            added = added.join(&cell.rest);
            if matches!(key, Key::Text(_) | Key::Index(_))
                && keeps_items_apart(&cell.kind)
                && let Some(some) = cell.fields.get(&Key::Any)
            {
                added = added.join(&doubted(some, Doubt::Guessed));
            }
            if *key == Key::Any {
                added = added.join(&cell.everything());
            }
        }
        let original = match path.then(key) {
            Some(longer) => self.root_value(&longer),
            None => {
                // Deeper than paths lead: it may be another part.
                let label = self.root_label(path);
                doubted(&Value::Unknown.and_labels(&[label]), Doubt::Unmodelled)
            }
        };
        original.join(&added)
    }

    /// `value[key]`.
    pub(super) fn item(&mut self, value: &Value, key: &Value) -> Value {
        if let (Some(subject), Some(Const::Int(at))) = (value.sure_constant(), key.sure_constant())
            && let Some(folded) = fold::index(subject, *at)
        {
            return Value::constant(folded, None);
        }
        self.care_for_key(value, key);
        self.fill_key(value, key);
        let mut result = Value::Bottom;
        match key.sure_constants() {
            Some(constants) if constants.len() <= 4 => {
                for (constant, _) in constants {
                    result = result.join(&self.member(value, &key_of(constant)));
                }
            }
            _ => {
                // An instance's own `__getitem__` comes first.
                result = self.member(value, &Key::Any);
            }
        }
        for object in value.objects() {
            if let Object::Cell(id) = object
                && let Some(CellKind::Instance(class)) =
                    self.cell(*id).map(|cell| cell.kind.clone())
            {
                let name = self.engine.symbols.names.getitem;
                if self.engine.method_of(class, name).is_some() {
                    let receiver = Value::object(object.clone());
                    if let Some(called) =
                        self.call_dunder(&receiver, name, std::slice::from_ref(key))
                    {
                        result = called;
                    }
                }
            }
        }
        if result == Value::Bottom {
            result = Value::Unknown;
        }
        if value.types() & types::STR != 0 && value.objects().is_empty() {
            let mut data = result.to_data();
            data.types = types::STR;
            result = data.into();
        }
        let mut result = self.force(&result);
        // What was found of every element holds of this one.
        let known = self.state.fact(value.identity());
        if known != 0 {
            result = super::cleaned(&result, known);
        }
        if result.identity() == 0 && !result.labels().is_empty() {
            let identity = match (key.sure_constant(), value.identity()) {
                (Some(constant), identity) if identity != 0 => {
                    let key = key_of(constant);
                    self.part_identity(value, &key)
                }
                _ => self.made_identity(),
            };
            return self.with_facts(result.identified(identity));
        }
        self.with_facts(result)
    }

    /// An unknown key decides only where the container tells its keys apart.
    pub(super) fn care_for_key(&mut self, value: &Value, key: &Value) {
        if key.sure_constants().is_none()
            && (value.objects().iter()).any(|o| matches!(o, Object::Cell(_) | Object::Root(_)))
        {
            self.care(key);
        }
    }

    /// Reads along a path from the inputs of a call.
    pub(super) fn follow(&mut self, start: &Value, keys: &[Key]) -> Value {
        let mut value = start.clone();
        self.following += 1;
        for key in keys {
            value = self.member(&value, key);
        }
        self.following -= 1;
        value
    }
}

/// The labels that what is inside a value has as well: those that say the whole is tainted.
/// A label that only names the input is not one: the part of the input has a label of its own.
pub(super) fn inherited_labels(value: &Value) -> smallvec::SmallVec<[Label; 1]> {
    let Some(data) = value.data() else {
        return smallvec::SmallVec::new();
    };
    data.labels
        .iter()
        .filter(|label| match &label.origin {
            Origin::Source(..) => true,
            Origin::Root(path) => !data
                .objects
                .iter()
                .any(|object| matches!(object, Object::Root(at) if at == path)),
        })
        .cloned()
        .collect()
}

/// A value of a field, with the types that the class's constructor gives it.
fn join_hint(value: &Value, hint: &Value) -> Value {
    let mut data = value.to_data();
    for object in hint.objects() {
        if !data.objects.contains(object) {
            data.objects.push(object.clone());
        }
    }
    data.into()
}

/// True for a property, which no attribute of an instance can hide.
fn is_property(value: &Value) -> bool {
    let objects = value.objects();
    let is_one = |object: &Object| matches!(object, Object::Wrapped(Wrap::Property, _));
    !objects.is_empty() && objects.iter().all(is_one)
}
