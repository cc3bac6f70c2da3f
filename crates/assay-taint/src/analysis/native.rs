//! Built-in functions: conversions, iteration helpers, and what decorators of the language do.

use std::sync::Arc;

use assay_python::ir::{CallKind, Const};

use super::call::Args;
use super::{Analysis, cleaned};
use crate::native::Builtin;
use crate::pattern::Mode as MatchMode;
use crate::state::{Cell, CellKind};
use crate::symbols::SymbolId;
use crate::trace::What;
use crate::value::{AccessPath, Aspect, Key, Object, Predicate, Root, Value, Wrap, types};

impl Analysis<'_> {
    /// What a built-in function gives; `None` leaves the call to its model.
    #[expect(
        clippy::too_many_lines,
        reason = "one arm for each function of the language"
    )]
    pub(super) fn builtin(
        &mut self,
        builtin: Builtin,
        symbol: SymbolId,
        receiver: &Value,
        args: &Args,
        kind: CallKind,
    ) -> Option<Value> {
        let first = args.positional.first().cloned();
        let second = args.positional.get(1).cloned();
        let value = first.clone().unwrap_or(Value::Unknown);
        Some(match builtin {
            // Models tell what these do; see [`super::files`].
            Builtin::Open
            | Builtin::PathOpen
            | Builtin::PathRead
            | Builtin::FileRead
            | Builtin::PathWrite
            | Builtin::PathMade
            | Builtin::DescriptorWrite
            | Builtin::UploadSaved
            | Builtin::TemporaryName
            | Builtin::TemporaryPair
            | Builtin::TemporaryFile
            | Builtin::Variables
            | Builtin::VariableRead => return None,
            Builtin::Exception => return Some(self.exception(symbol, args)),
            Builtin::Int | Builtin::Float | Builtin::Complex | Builtin::Round | Builtin::Abs => {
                if matches!(builtin, Builtin::Int | Builtin::Float) {
                    self.refused(&value);
                }
                if let (Builtin::Int, Some(constant), 1) =
                    (builtin, value.sure_constant(), args.positional.len())
                {
                    let parsed = match constant {
                        Const::Str(text) => text.trim().parse().ok().map(Const::Int),
                        Const::Int(value) => Some(Const::Int(*value)),
                        Const::Bool(value) => Some(Const::Int(i64::from(*value))),
                        _ => None,
                    };
                    if let Some(parsed) = parsed {
                        return Some(Value::constant(parsed, None));
                    }
                }
                // `int(x)` raises unless x is a number: whoever comes back has checked x too.
                if matches!(builtin, Builtin::Int | Builtin::Float) && args.positional.len() == 1 {
                    for (identity, mask) in self.subject_facts(&value, self.engine.symbols.numeric)
                    {
                        self.state.learn(identity, mask);
                    }
                }
                self.numeric(&value)
            }
            Builtin::Bool | Builtin::Callable | Builtin::Hasattr => {
                self.care(&value);
                match (builtin, value.truth()) {
                    (Builtin::Bool, Some(truth)) => Self::boolean(truth),
                    (Builtin::Bool, None) => {
                        let predicate = value
                            .data()
                            .and_then(|data| data.predicate.as_deref().cloned());
                        Self::number().with_predicate(predicate.unwrap_or_default())
                    }
                    _ => Self::number(),
                }
            }
            Builtin::All | Builtin::Any => {
                let element = self.element(&value);
                let predicate = element
                    .data()
                    .and_then(|data| data.predicate.as_deref().cloned());
                Self::number().with_predicate(match (builtin, predicate) {
                    (Builtin::All, Some(mut predicate)) => {
                        predicate.if_true.extend(predicate.every_true);
                        Predicate {
                            if_true: predicate.if_true,
                            ..Predicate::default()
                        }
                    }
                    (_, Some(predicate)) => Predicate {
                        if_false: predicate.every_false.into_iter().collect(),
                        ..Predicate::default()
                    },
                    (_, None) => Predicate::default(),
                })
            }
            Builtin::Len => {
                if let Some(Const::Str(text)) = value.sure_constant() {
                    return Some(Value::constant(
                        Const::Int(i64::try_from(text.chars().count()).ok()?),
                        None,
                    ));
                }
                if let Some(elements) = self.elements(&value) {
                    return Some(Value::constant(
                        Const::Int(i64::try_from(elements.len()).ok()?),
                        None,
                    ));
                }
                self.care(&value);
                // What has a length above zero is true.
                let said = value
                    .data()
                    .and_then(|data| data.predicate.as_deref().cloned())
                    .unwrap_or_default();
                let length = Self::number().with_predicate(said);
                self.add_aspect(length, &value, Aspect::Length)
            }
            Builtin::Id | Builtin::Sum => Self::number(),
            Builtin::Ord => match super::dynamic::code_of(value.sure_constant()) {
                Some(code) => Value::constant(code, None),
                None => self.numeric(&value),
            },
            Builtin::Chr => {
                if let Some(Const::Int(code)) = value.sure_constant()
                    && let Some(character) = u32::try_from(*code).ok().and_then(char::from_u32)
                {
                    return Some(Value::text(&character.to_string()));
                }
                // Any number is some character.
                let mut labels = self.deep(&value);
                for label in &mut labels {
                    label.cleaned = 0;
                }
                Value::of_type(types::STR).and_labels(&labels)
            }
            Builtin::Range => {
                if let Some(numbers) = self.small_range(&args.positional) {
                    return Some(self.allocate(Cell::sequence(CellKind::List, numbers)));
                }
                let mut cell = Cell::new(CellKind::Generator);
                cell.rest = Self::number();
                self.allocate(cell)
            }
            Builtin::Str | Builtin::Repr | Builtin::Format => {
                if first.is_none() {
                    return Some(Value::text(""));
                }
                let text = if builtin == Builtin::Repr {
                    self.quoted(&value)
                } else {
                    self.as_text(&value)
                };
                if builtin == Builtin::Str && text.identity() != 0 && !text.labels().is_empty() {
                    return Some(self.stepped(&text, &What::Through(symbol)));
                }
                let result = self.stepped(&text, &What::Through(symbol));
                if result.types() == 0 && !result.labels().is_empty() {
                    let mut data = result.to_data();
                    data.types = types::STR;
                    return Some(data.into());
                }
                result
            }
            Builtin::Bytes => {
                let labels = self.deep(&value);
                if labels.is_empty()
                    && let Some(Const::Str(text)) = value.sure_constant()
                {
                    return Some(Value::constant(Const::Bytes(text.as_bytes().into()), None));
                }
                // An empty `bytearray()` can be filled.
                if first.is_none() {
                    let identity = self.made_identity();
                    return Some(Value::of_type(types::BYTES).identified(identity));
                }
                let mut data = Value::labelled(labels).to_data();
                data.types = types::BYTES;
                data.into()
            }
            Builtin::List
            | Builtin::Tuple
            | Builtin::Set
            | Builtin::Sorted
            | Builtin::Reversed
            | Builtin::Iter
            | Builtin::StrJoin => self.sequence(builtin, &value, args),
            Builtin::Dict | Builtin::DefaultDict => {
                let mut cell = Cell::new(CellKind::Dict);
                if builtin == Builtin::DefaultDict {
                    let made = if value.objects().is_empty() {
                        Value::Bottom
                    } else {
                        self.call(&value, &Args::default(), CallKind::Plain)
                    };
                    if made == Value::Bottom {
                        cell.many = true;
                    } else {
                        cell.fields.insert(Key::Env, value.clone());
                    }
                    cell.rest = made;
                    if let Some(from) = &second {
                        self.merge_mapping(&mut cell, from);
                    }
                } else if first.is_some() {
                    self.merge_mapping(&mut cell, &value);
                }
                for (name, value) in &args.keywords {
                    cell.fields.insert(
                        Key::Text(self.engine.symbols.name_text(*name)),
                        value.clone(),
                    );
                }
                if let Some(rest) = &args.double_star {
                    cell.set_any(rest);
                }
                self.allocate(cell)
            }
            Builtin::Counter => self.counter(first.as_ref()),
            Builtin::ChainMap => {
                let mut cell = Cell::new(CellKind::Dict);
                for mapping in args.positional.iter().rev() {
                    self.merge_mapping(&mut cell, mapping);
                }
                self.allocate(cell)
            }
            // What the text holds is remembered behind the model of the call.
            Builtin::Dumped => return None,
            Builtin::Loaded => return self.loaded(&value),
            Builtin::Enumerate => {
                if let Some(elements) = self.elements(&value)
                    && elements.len() <= 32
                {
                    let pairs = (0..)
                        .zip(elements)
                        .map(|(index, element)| {
                            let index = Value::constant(Const::Int(index), None);
                            self.allocate(Cell::sequence(CellKind::Tuple, vec![index, element]))
                        })
                        .collect();
                    return Some(self.allocate(Cell::sequence(CellKind::List, pairs)));
                }
                let element = self.element(&value);
                let pair = self.allocate(Cell::sequence(
                    CellKind::Tuple,
                    vec![Self::number(), element],
                ));
                self.generator(pair)
            }
            Builtin::Zip => {
                let columns: Option<Vec<Vec<Value>>> = args
                    .positional
                    .iter()
                    .map(|arg| self.elements(arg))
                    .collect();
                if let Some(columns) = columns
                    && let Some(length) = columns.iter().map(Vec::len).min()
                    && columns.iter().all(|column| column.len() == length)
                    && (1..=16).contains(&length)
                    && args.star.is_none()
                {
                    let mut rows = Vec::with_capacity(length);
                    for at in 0..length {
                        let row = columns.iter().filter_map(|column| column.get(at).cloned());
                        let row = Cell::sequence(CellKind::Tuple, row.collect());
                        rows.push(self.allocate(row));
                    }
                    return Some(self.allocate(Cell::sequence(CellKind::List, rows)));
                }
                let parts = args
                    .positional
                    .iter()
                    .map(|arg| self.element(arg))
                    .collect();
                let tuple = self.allocate(Cell::sequence(CellKind::Tuple, parts));
                self.generator(tuple)
            }
            Builtin::Map => {
                let elements: Vec<Value> = args
                    .positional
                    .iter()
                    .skip(1)
                    .map(|arg| self.element(arg))
                    .collect();
                let result = self.call_values(&value, &elements);
                self.generator(result)
            }
            Builtin::Filter => {
                let items = second.unwrap_or(Value::Unknown);
                let mut element = self.element(&items);
                if element.identity() == 0 && !element.labels().is_empty() {
                    let identity = self.made_identity();
                    element = element.identified(identity);
                }
                let verdict = self.call_values(&value, std::slice::from_ref(&element));
                if let Some(predicate) = verdict.data().and_then(|data| data.predicate.clone()) {
                    for (identity, mask) in &predicate.if_true {
                        if *identity == element.identity() {
                            element = cleaned(&element, *mask);
                        }
                    }
                }
                self.generator(element)
            }
            Builtin::Reduce => {
                let items = second.unwrap_or(Value::Unknown);
                self.reduced(&value, &items, args.positional.get(2))
            }
            Builtin::Next | Builtin::MinMax => {
                let mut result = if args.positional.len() > 1 && builtin == Builtin::MinMax {
                    args.positional
                        .iter()
                        .fold(Value::Bottom, |all, value| all.join(value))
                } else {
                    self.element(&value)
                };
                if builtin == Builtin::Next
                    && let Some(default) = &second
                {
                    result = result.join(default);
                }
                result
            }
            Builtin::Isinstance => {
                let class = second.unwrap_or(Value::Unknown);
                self.instance_test(&value, &class)
            }
            Builtin::Getattr => {
                let name = second.unwrap_or(Value::Unknown);
                self.care(&name);
                let mut result = Value::Bottom;
                match name.sure_constants() {
                    Some(constants) => {
                        for (constant, _) in constants {
                            let Const::Str(text) = constant else {
                                continue;
                            };
                            let part = match self.engine.symbols.name(text) {
                                Some(name) => self.attribute(&value, name),
                                None => Value::Unknown,
                            };
                            result = result.join(&part);
                        }
                    }
                    None => {
                        // The model of `getattr` says what an unknown name means; the result may be any member.
                        result = self.any_member(&value);
                    }
                }
                match args.positional.get(2) {
                    Some(default) => result.join(default),
                    None => result,
                }
            }
            Builtin::Setattr => {
                let name = second.unwrap_or(Value::Unknown);
                let what = args.positional.get(2).cloned().unwrap_or(Value::Unknown);
                if name.sure_text().is_none() {
                    self.keep_member(&value, &Key::Any, Some(&name), &what);
                }
                match name
                    .sure_text()
                    .and_then(|text| self.engine.symbols.name(text))
                {
                    Some(name) => self.store_checked(&value, &Key::Attr(name), None, &what),
                    // Any attribute of an object may be meant: that is what the sink for names is about.
                    None if !value.objects().iter().any(|o| matches!(o, Object::Cell(_))) => {}
                    None => {
                        let instance = value.objects().iter().any(|o| {
                            matches!(o, Object::Cell(id) if self.cell(*id).is_some_and(|c| matches!(c.kind, CellKind::Instance(_))))
                        });
                        if !instance {
                            self.store_any(&value, &what);
                        }
                    }
                }
                Value::constant(Const::None, None)
            }
            Builtin::Vars => match self.as_mapping(&value) {
                Some(mapping) => mapping,
                None => {
                    let labels = self.deep(&value);
                    Value::Unknown.and_labels(&labels)
                }
            },
            Builtin::Type => {
                if args.positional.len() != 1 {
                    return Some(Value::Unknown);
                }
                self.type_of(&value)
            }
            Builtin::Super => self.super_value(args),
            Builtin::Property => Value::object(Object::Wrapped(Wrap::Property, Arc::new(value))),
            Builtin::Staticmethod => Value::object(Object::Wrapped(Wrap::Static, Arc::new(value))),
            Builtin::Classmethod => Value::object(Object::Wrapped(Wrap::Class, Arc::new(value))),
            Builtin::Identity => value,
            Builtin::Wraps => {
                // `wraps(f)` and `lru_cache(...)` give a decorator; a function given directly comes back.
                if kind == CallKind::Decorator {
                    value
                } else {
                    Value::Unknown
                }
            }
            Builtin::Partial => {
                let rest = Args {
                    positional: args.positional.iter().skip(1).cloned().collect(),
                    keywords: args.keywords.clone(),
                    ..Args::default()
                };
                self.bound_partial(&value, &rest)
            }
            Builtin::NamedTuple => return self.named_tuple_type(symbol, args),
            Builtin::NamedTupleMade => return self.named_tuple(receiver, args),
            Builtin::Namespace => return self.namespace(args),
            Builtin::ItemGetter | Builtin::AttrGetter => return self.getter(symbol, args),
            Builtin::GottenItem => self.gotten(receiver, &value, true),
            Builtin::GottenAttr => self.gotten(receiver, &value, false),
            Builtin::Field => return self.declared_field(args),
            Builtin::Parts => return self.as_mapping(&value),
            Builtin::OwnParts => return self.as_mapping(receiver),
            Builtin::ImportModule => return self.imported_by_name(&value, false),
            Builtin::ImportTop => {
                let top = args.positional.len() < 4;
                return self.imported_by_name(&value, top);
            }
            Builtin::Locals => self.variables(),
            Builtin::Globals => self.module_variables(),
            Builtin::Replace => return self.with_parts(&value, args),
            Builtin::Islice => return self.first_elements(args),
            Builtin::Gather if args.star.is_none() => {
                self.allocate(Cell::sequence(CellKind::List, args.positional.clone()))
            }
            Builtin::Gather => return None,
            Builtin::PathJoin => {
                let parts: Option<Vec<&Arc<str>>> =
                    args.positional.iter().map(Value::sure_text).collect();
                match parts {
                    Some(parts) if args.star.is_none() && !parts.is_empty() => {
                        Value::text(&crate::fold::path_join(&parts))
                    }
                    _ => return None,
                }
            }
            Builtin::Copy => self.copied(&value),
            Builtin::DeepCopy => self.deep_copied(&value, 0),
            Builtin::Print => {
                let named = |text: &str| {
                    let name = self.engine.symbols.name(text)?;
                    Some((
                        args.keyword(name)?.clone(),
                        self.engine.symbols.name("write")?,
                    ))
                };
                if let Some((file, write)) = named("file") {
                    for printed in &args.positional {
                        let printed = self.as_text(printed);
                        let given = Args::of(std::slice::from_ref(&printed));
                        self.call_method(&file, None, write, &given, CallKind::Plain);
                    }
                }
                Value::constant(Const::None, None)
            }
            Builtin::UrlParse => {
                let labels = self.deep(&value);
                let parts = Value::labelled(labels);
                let parts = self.add_aspect(parts, &value, Aspect::UrlParts);
                let identity = self.made_identity();
                let parts = if parts.labels().is_empty() {
                    parts
                } else {
                    parts.identified(identity)
                };
                self.stepped(&parts, &What::Through(symbol))
            }
            Builtin::RegexCompile => {
                let mut cell = Cell::new(CellKind::Library(self.engine.symbols.called(symbol)?));
                cell.fields.insert(Key::Index(0), value);
                if let Some(flags) =
                    second.or_else(|| args.keywords.first().map(|keyword| keyword.1.clone()))
                {
                    cell.fields.insert(Key::Index(1), flags);
                }
                self.allocate(cell)
            }
            Builtin::RegexMatch | Builtin::RegexFullMatch | Builtin::RegexSearch => {
                let mode = match builtin {
                    Builtin::RegexFullMatch => MatchMode::FullMatch,
                    Builtin::RegexMatch => MatchMode::Match,
                    _ => MatchMode::Search,
                };
                // `re.match(pattern, text)`, or a method of a compiled pattern.
                let compiled = self.compiled(receiver);
                let (pattern, subject, flags) = match compiled {
                    Some((pattern, flags)) => (pattern, value, flags),
                    None => {
                        let named = |text: &str| {
                            self.engine
                                .symbols
                                .name(text)
                                .and_then(|name| args.keyword(name))
                                .cloned()
                        };
                        let subject = second.or_else(|| named("string")).unwrap_or(Value::Unknown);
                        (
                            value,
                            subject,
                            args.positional.get(2).cloned().or_else(|| named("flags")),
                        )
                    }
                };
                self.matched(symbol, &pattern, &subject, flags.as_ref(), mode)
            }
            Builtin::RegexAll => return self.found_all(symbol, receiver, args),
            Builtin::RegexGroup => return self.group(symbol, receiver, args),
            Builtin::MakeTrans => self.translation(args),
            Builtin::RegexSub => return self.substituted(symbol, receiver, args),
            Builtin::CommonPath => {
                let element = self.element(&value);
                let labels = self.deep(&element);
                let mut result = Value::labelled(labels);
                if let Some(elements) = self.elements(&value) {
                    for part in elements {
                        if let Some((_, Aspect::Resolved)) =
                            part.data().and_then(|data| data.aspect)
                        {
                            result = result.with_aspect(part.identity(), Aspect::Resolved);
                        }
                    }
                }
                result
            }
            Builtin::Environ => second.unwrap_or(Value::Unknown),
        })
    }

    fn numeric(&mut self, value: &Value) -> Value {
        let labels = self.deep(value);
        let mut data = Value::labelled(labels).to_data();
        data.open = true;
        data.types = types::NUMBER;
        for label in &mut data.labels {
            label.cleaned |= self.engine.symbols.numeric;
        }
        data.into()
    }

    fn generator(&mut self, element: Value) -> Value {
        let mut cell = Cell::new(CellKind::Generator);
        cell.rest = if element == Value::Bottom {
            Value::Unknown
        } else {
            element
        };
        self.allocate(cell)
    }

    fn sequence(&mut self, builtin: Builtin, value: &Value, args: &Args) -> Value {
        let kind = match builtin {
            Builtin::Tuple => CellKind::Tuple,
            Builtin::Set => CellKind::Set,
            Builtin::Iter => return value.clone(),
            _ => CellKind::List,
        };
        if args.positional.is_empty() {
            return self.allocate(Cell::sequence(kind, Vec::new()));
        }
        if let (Some(elements), Builtin::List | Builtin::Tuple) = (self.elements(value), builtin) {
            return self
                .allocate(Cell::sequence(kind, elements))
                .and_labels(value.labels());
        }
        if let (Some(mut elements), Builtin::Reversed) = (self.elements(value), builtin) {
            elements.reverse();
            return self.allocate(Cell::sequence(kind, elements));
        }
        if let (Some(text), Builtin::Set | Builtin::List | Builtin::Tuple) =
            (value.sure_text(), builtin)
            && text.len() <= 128
        {
            let letters: Vec<Value> = text.chars().map(|c| Value::text(&c.to_string())).collect();
            return self.allocate(Cell::sequence(kind, letters));
        }
        let mut cell = Cell::new(kind);
        for arg in &args.positional {
            let mut element = match builtin {
                Builtin::Reversed | Builtin::Sorted => self.moved(arg),
                _ => self.element(arg),
            };
            if builtin == Builtin::Set {
                element = self.as_element(element, arg);
            }
            if builtin == Builtin::StrJoin {
                element = element.join(&Value::Bottom);
            }
            cell.rest = cell.rest.join(&element);
        }
        self.allocate(cell)
    }

    fn any_member(&mut self, value: &Value) -> Value {
        let mut result = Value::Unknown;
        for object in value.objects() {
            match object {
                Object::Module(module) => {
                    for value in self.engine.callables_of_module(*module) {
                        result = result.join(&value);
                    }
                }
                Object::Cell(id) => {
                    if let Some(CellKind::Instance(class)) =
                        self.cell(*id).map(|cell| cell.kind.clone())
                    {
                        for value in self.engine.callables_of_class(class) {
                            result =
                                result.join(&self.bind(&value, &Value::object(object.clone())));
                        }
                    }
                }
                Object::Root(path) => {
                    if let Some(class) = self.root_class(path) {
                        for value in self.engine.callables_of_class(class) {
                            result =
                                result.join(&self.bind(&value, &Value::object(object.clone())));
                        }
                    }
                }
                _ => {}
            }
        }
        let labels = self.deep(value);
        result.and_labels(&labels)
    }

    fn type_of(&mut self, value: &Value) -> Value {
        for object in value.objects() {
            match object {
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
        self.care(value);
        Value::Unknown
    }

    fn super_value(&mut self, args: &Args) -> Value {
        let receiver = match args.positional.get(1) {
            Some(value) => value.clone(),
            None => self.root_or_parameter(),
        };
        let class = args
            .positional
            .first()
            .and_then(|value| match value.objects() {
                [Object::Class(class)] => Some(*class),
                _ => None,
            });
        match class.or_else(|| self.method_class()) {
            Some(class) => Value::object(Object::Super(class, Arc::new(receiver))),
            None => Value::Unknown,
        }
    }

    fn root_or_parameter(&mut self) -> Value {
        self.root_value(&AccessPath::new(Root::Param(0)))
    }

    pub(super) fn copied(&mut self, value: &Value) -> Value {
        if let [Object::Cell(id)] = value.objects()
            && let Some(cell) = self.cell(*id)
        {
            let mut copy = cell.as_ref().clone();
            copy.many = false;
            return self.allocate(copy).and_labels(value.labels());
        }
        value.clone()
    }
}
