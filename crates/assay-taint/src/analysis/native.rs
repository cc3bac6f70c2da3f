//! Built-in functions: conversions, iteration helpers, and what decorators of the language do.

use std::sync::Arc;

use assay_python::ir::{CallKind, Const};

use super::call::Args;
use super::{Analysis, cleaned};
use crate::native::Builtin;
use crate::pattern::{self, Mode as MatchMode};
use crate::state::{Cell, CellKind};
use crate::symbols::SymbolId;
use crate::trace::What;
use crate::value::{
    AccessPath, Aspect, Key, Object, Predicate, Root, Value, Wrap, add_labels, types,
};

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
                self.add_aspect(Self::number(), &value, Aspect::Length)
            }
            Builtin::Ord | Builtin::Id | Builtin::Sum => Self::number(),
            Builtin::Chr => Value::of_type(types::STR).and_labels(&self.deep(&value)),
            Builtin::Range => {
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
                    cell.rest = made;
                    cell.many = true;
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
            Builtin::Print => Value::constant(Const::None, None),
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
            let mut element = self.element(arg);
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

    /// The pattern and the flags that a compiled pattern was made of.
    fn compiled(&self, receiver: &Value) -> Option<(Value, Option<Value>)> {
        let [Object::Cell(id)] = receiver.objects() else {
            return None;
        };
        let cell = self.cell(*id)?;
        Some((
            cell.fields.get(&Key::Index(0))?.clone(),
            cell.fields.get(&Key::Index(1)).cloned(),
        ))
    }

    /// `re.sub(pattern, new, subject)`: characters that the pattern takes out are gone.
    fn substituted(&mut self, symbol: SymbolId, receiver: &Value, args: &Args) -> Option<Value> {
        let compiled = self.compiled(receiver);
        let mut positional = args.positional.iter();
        let (pattern, flags) = match compiled {
            Some(compiled) => compiled,
            None => (positional.next()?.clone(), None),
        };
        let (new, subject) = (positional.next()?, positional.next()?);
        if positional.next().is_some() || !args.keywords.is_empty() {
            return None;
        }
        let new = new.sure_text()?;
        let removed = pattern::single(&pattern_text(&pattern)?, pattern_flags(flags.as_ref())?)?;
        let characters = &self.engine.symbols.characters;
        let gone = characters.without(|c| c.is_ascii() && !removed.lacks(c) && !new.contains(c));
        let back = characters.all_beginnings() | characters.reintroduced(new);
        let mut labels = self.deep(subject);
        for label in &mut labels {
            label.cleaned = label.cleaned & !back | gone;
        }
        let mut data = Value::labelled(labels).to_data();
        data.types = types::STR;
        if !data.labels.is_empty() {
            data.identity = self.made_identity();
        }
        let value: Value = data.into();
        Some(self.stepped(&value, &What::Through(symbol)))
    }

    /// What a regular expression says of its subject, and what the match holds.
    fn matched(
        &mut self,
        symbol: SymbolId,
        pattern: &Value,
        subject: &Value,
        flags: Option<&Value>,
        mode: MatchMode,
    ) -> Value {
        self.care(pattern);
        let labels = self.deep(subject);
        let mut mask = 0;
        if let (Some(text), Some(flags)) = (pattern_text(pattern), pattern_flags(flags))
            && let Some(language) = pattern::language(&text, flags, mode)
        {
            mask = self
                .engine
                .symbols
                .characters
                .without(|character| language.lacks(character));
            if language.may_end_with_line() {
                mask |= self
                    .engine
                    .symbols
                    .characters
                    .harmless_but_for_line_end(mask);
            }
            // A path of this host: one slash, and neither a second one nor a backslash behind it.
            let other_host = ["//", "/\\"]
                .iter()
                .any(|start| language.can_start_with(start));
            if language.starts_only_with("/") && !other_host {
                mask |= self.engine.symbols.url_kinds;
            }
        }
        let made = match self.engine.symbols.called(symbol) {
            Some(made) => Value::object(Object::Symbol(made)),
            None => Value::Unknown,
        };
        let mut data = made.to_data();
        data.open = true;
        add_labels(&mut data.labels, &labels);
        for label in &mut data.labels {
            label.cleaned |= mask;
        }
        let value: Value = data.into();
        let if_true = self.subject_facts(subject, mask);
        let identity = self.made_identity();
        let value = if value.labels().is_empty() {
            value
        } else {
            value.identified(identity)
        };
        let value = value.with_predicate(Predicate {
            if_true,
            ..Predicate::default()
        });
        self.stepped(&value, &What::Through(symbol))
    }
}

fn pattern_text(pattern: &Value) -> Option<String> {
    match pattern.sure_constant()? {
        Const::Str(text) => Some(text.to_string()),
        Const::Bytes(bytes) => String::from_utf8(bytes.to_vec()).ok(),
        _ => None,
    }
}

/// The flags of a pattern; `None` if they are given but not known.
fn pattern_flags(flags: Option<&Value>) -> Option<pattern::Flags> {
    let Some(flags) = flags else {
        return Some(pattern::Flags::default());
    };
    match flags.sure_constant()? {
        Const::Int(flags) => u32::try_from(*flags).ok().map(pattern::Flags),
        _ => None,
    }
}
