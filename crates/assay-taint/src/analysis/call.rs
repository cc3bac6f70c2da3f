//! Calls: what is called, with what, and what comes back.

use std::sync::Arc;

use assay_python::ir::{self, CallKind, Const, FunctionKind, ParamKind};
use assay_python::{ClassRef, FunctionRef, Name};
use assay_source::Span;

use super::spelling::TEXT_METHOD;
use super::{Analysis, CALLING, Mode};
use crate::characters::JUDGED;
use crate::engine::Member;
use crate::state::{Cell, CellKind};
use crate::summary::Bounds;
use crate::trace::What;
use crate::value::{
    Bound, CellId, Deferred, Doubt, Key, Method, Object, Predicate, Value, Wrap, add_labels, types,
};

/// The arguments of a call.
#[derive(Clone, Debug, Default)]
pub(super) struct Args {
    pub(super) positional: Vec<Value>,
    pub(super) keywords: Vec<(Name, Value)>,
    /// The elements of a `*sequence` whose length is not known.
    pub(super) star: Option<Value>,
    /// The sequence itself, if it came in from outside: its positions can still be told apart.
    pub(super) sequence: Option<Value>,
    /// The values of a `**mapping` whose keys are not known.
    pub(super) double_star: Option<Value>,
    /// The mapping itself, if it came in from outside: its keys can still be told apart.
    pub(super) mapping: Option<Value>,
}

impl Args {
    pub(super) fn of(values: &[Value]) -> Self {
        Self {
            positional: values.to_vec(),
            ..Self::default()
        }
    }

    pub(super) fn keyword(&self, name: Name) -> Option<&Value> {
        self.keywords
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }

    /// Every value that is passed.
    pub(super) fn all(&self) -> impl Iterator<Item = &Value> {
        self.positional
            .iter()
            .chain(self.keywords.iter().map(|(_, value)| value))
            .chain(&self.star)
            .chain(&self.double_star)
    }
}

impl Analysis<'_> {
    pub(super) fn arguments(&mut self, args: &[ir::Arg]) -> Args {
        let mut result = Args::default();
        for arg in args {
            let value = self.read(arg.value);
            match arg.kind {
                ir::ArgKind::Positional if result.star.is_none() => result.positional.push(value),
                ir::ArgKind::Positional => {
                    result.sequence = None;
                    result.star = Some(result.star.take().unwrap_or_default().join(&value));
                }
                ir::ArgKind::Keyword(name) => {
                    let name = self.global_name(name);
                    result.keywords.push((name, value));
                }
                ir::ArgKind::Star => match self.elements(&value) {
                    Some(elements) if result.star.is_none() => result.positional.extend(elements),
                    _ => {
                        result.sequence = match value.objects() {
                            [Object::Root(_)] if result.star.is_none() => Some(value.clone()),
                            _ => None,
                        };
                        let element = self.element(&value);
                        result.star = Some(result.star.take().unwrap_or_default().join(&element));
                    }
                },
                ir::ArgKind::DoubleStar => self.spread(&value, &mut result),
            }
        }
        result
    }

    /// `**value`.
    pub(super) fn spread(&mut self, value: &Value, args: &mut Args) {
        if let Some(cell) = self.one_mapping(value) {
            let mut known = Vec::new();
            let mut rest = cell.rest.clone();
            for (key, value) in &cell.fields {
                let Key::Text(text) = key else { continue };
                match self.engine.symbols.name(text) {
                    Some(name) => known.push((name, value.clone())),
                    // Nobody asks for this key, but what it holds goes in.
                    None if value.labels().is_empty() => {}
                    None => rest = rest.join(value),
                }
            }
            args.keywords.extend(known);
            if rest != Value::Bottom {
                args.mapping = None;
                args.double_star = Some(args.double_star.take().unwrap_or_default().join(&rest));
            }
            return;
        }
        let only = args.double_star.is_none() && matches!(value.objects(), [Object::Root(_)]);
        args.mapping = only.then(|| value.clone());
        let all = self.member(value, &Key::Any);
        let labels = self.deep(value);
        let all = all.and_labels(&labels);
        args.double_star = Some(args.double_star.take().unwrap_or_default().join(&all));
    }

    /// The dictionary that the value is, or what those have in common that it may be.
    ///
    /// ```python
    /// def page():
    ///     return {} if app.config["CLOSED"] else {"title": TITLE, "name": request.args["name"]}
    /// render_template("page.html", **page())      # the title is not the client's
    /// ```
    fn one_mapping(&self, value: &Value) -> Option<Cell> {
        if value.objects().len() > 1 && value.data()?.open {
            return None;
        }
        let mut cells = value.objects().iter().map(|object| match object {
            Object::Cell(id) => self.cell(*id).filter(|cell| cell.kind == CellKind::Dict),
            _ => None,
        });
        let mut whole = cells.next()??.as_ref().clone();
        for cell in cells {
            let cell = cell?;
            let in_both =
                |key: &Key| whole.fields.contains_key(key) && cell.fields.contains_key(key);
            let mut joined = whole.join(cell);
            for (key, value) in &mut joined.fields {
                if !in_both(key) {
                    *value = value.join(&Value::Unknown);
                }
            }
            whole = joined;
        }
        Some(whole)
    }

    /// Calls a value.
    pub(super) fn call(&mut self, callee: &Value, args: &Args, kind: CallKind) -> Value {
        // Special methods may call for each other without end.
        if self.calling >= CALLING {
            self.draft.coarse = true;
            return self.unknown_call(callee, args, None);
        }
        self.calling += 1;
        let result = self.call_one(callee, args, kind);
        self.calling -= 1;
        result
    }

    fn call_one(&mut self, callee: &Value, args: &Args, kind: CallKind) -> Value {
        let callee = self.force(callee);
        if callee.objects().is_empty()
            || callee
                .objects()
                .iter()
                .any(|o| matches!(o, Object::Root(_)))
        {
            self.care(&callee);
        }
        let mut result = Value::Bottom;
        let mut resolved = false;
        let dead_before = self.dead;
        let mut alive = false;
        // Of several functions, those that would raise a TypeError are not the ones that are meant here.
        let choose = callee
            .objects()
            .iter()
            .any(|o| self.is_callable_with(o, args));
        for object in callee.objects() {
            if choose && !self.is_callable_with(object, args) {
                continue;
            }
            self.dead = false;
            let (value, known) = self.call_object(object, &callee, args, kind);
            resolved |= known;
            alive |= !self.dead;
            result = result.join(&value);
        }
        self.dead = dead_before;
        if !callee.objects().is_empty() && !alive && !callee.data().is_some_and(|data| data.open) {
            self.dead = true;
        }
        if !resolved
            && kind == CallKind::Decorator
            && let [function] = args.positional.as_slice()
        {
            return function.clone();
        }
        if !resolved {
            let guess = self.unknown_call(&callee, args, None);
            result = result.join(&guess);
        }
        result
    }

    fn call_object(
        &mut self,
        object: &Object,
        callee: &Value,
        args: &Args,
        kind: CallKind,
    ) -> (Value, bool) {
        match object {
            Object::Function(function, environment) => (
                self.call_function(*function, *environment, None, args, kind),
                true,
            ),
            Object::Bound(bound) => match &bound.method {
                Method::Function(function, environment) => (
                    self.call_function(*function, *environment, Some(&bound.receiver), args, kind),
                    true,
                ),
                Method::Native(name) => (
                    self.call_method(&bound.receiver, None, *name, args, kind),
                    true,
                ),
                Method::Partial(front, keywords) => {
                    let mut all = args.clone();
                    let mut positional = front.clone();
                    positional.append(&mut all.positional);
                    all.positional = positional;
                    for (name, value) in keywords {
                        if all.keyword(*name).is_none() {
                            all.keywords.push((*name, value.clone()));
                        }
                    }
                    (self.call(&bound.receiver, &all, kind), true)
                }
            },
            Object::Class(class) => (self.instantiate(*class, args), true),
            Object::Symbol(symbol) => (self.call_symbol(*symbol, callee, args, kind), true),
            Object::External(path) => {
                // `str.strip(text)`.
                if let Some(name) = path.strip_prefix(TEXT_METHOD)
                    && let Some(name) = self.engine.symbols.name(name)
                    && let Some((subject, rest)) = args.positional.split_first()
                {
                    let rest = Args {
                        positional: rest.to_vec(),
                        ..args.clone()
                    };
                    return (self.call_method(subject, None, name, &rest, kind), true);
                }
                let result = self.unknown_call(callee, args, Some(path));
                if kind == CallKind::Decorator
                    && let [function] = args.positional.as_slice()
                {
                    return (function.clone(), true);
                }
                let labels = result.labels().to_vec();
                let made = Value::object(Object::External(Arc::from(format!("{path}()"))));
                let mut data = made.to_data();
                data.open = true;
                let made: Value = data.into();
                (made.and_labels(&labels), true)
            }
            Object::Cell(id) => {
                let class = match self.cell(*id).map(|cell| cell.kind.clone()) {
                    Some(CellKind::Instance(_)) if self.mode == Mode::Static => {
                        return (self.defer(&Value::object(object.clone()), args, kind), true);
                    }
                    Some(CellKind::Instance(class)) => class,
                    Some(CellKind::Library(symbol)) => {
                        let receiver = Value::object(object.clone()).and_labels(callee.labels());
                        return (self.call_symbol_on(symbol, &receiver, args, kind), true);
                    }
                    _ => return (Value::Unknown, false),
                };
                let name = self.engine.symbols.names.call;
                let receiver = Value::object(object.clone());
                match self.engine.method_of(class, name) {
                    Some(Member::Value(_)) => {
                        let method = self.attribute(&receiver, name);
                        (self.call(&method, args, CallKind::Plain), true)
                    }
                    Some(Member::Symbol(symbol)) => {
                        (self.call_symbol(symbol, &receiver, args, kind), true)
                    }
                    None => (Value::Unknown, false),
                }
            }
            Object::Wrapped(Wrap::Static | Wrap::Class, inner) => {
                (self.call(inner, args, kind), true)
            }
            Object::Wrapped(Wrap::Property, _) => {
                // `@x.setter` above a method keeps the getter, which is what reads need.
                for object in args.positional.iter().flat_map(Value::objects) {
                    if let Object::Function(function, _) = object {
                        self.draft.setters.push(*function);
                    }
                }
                (Value::object(object.clone()), true)
            }
            Object::Deferred(deferred) if self.mode == Mode::Static => (
                self.defer(
                    &Value::object(Object::Deferred(Arc::clone(deferred))),
                    args,
                    kind,
                ),
                true,
            ),
            Object::Root(_)
            | Object::Module(_)
            | Object::Namespace(_)
            | Object::Super(..)
            | Object::Deferred(_) => (Value::Unknown, false),
        }
    }

    /// Puts a call off until functions are known.
    fn defer(&mut self, callee: &Value, args: &Args, kind: CallKind) -> Value {
        let deferred = Deferred {
            callee: callee.clone(),
            args: args.positional.clone(),
            keywords: args.keywords.clone(),
            decorator: kind == CallKind::Decorator,
            span: self.here(),
        };
        Value::object(Object::Deferred(Arc::new(deferred)))
    }

    /// Notes the place that makes an application of a class of its own, where the call was put off.
    fn note_site(&mut self, made: &Value, place: Span) {
        let [Object::Cell(id)] = made.objects() else {
            return;
        };
        let class = match self.cell(*id).map(|cell| &cell.kind) {
            Some(CellKind::Instance(class)) => *class,
            _ => return,
        };
        let base = self.engine.library_base(class);
        let site = base.and_then(|base| self.engine.symbols.site(base, place));
        if let (Some(site), Some(cell)) = (site, self.cell_mut(*id)) {
            cell.fields
                .insert(Key::Receiver, Value::object(Object::Symbol(site)));
        }
    }

    /// Runs a call that a module body put off.
    pub(super) fn run_deferred(&mut self, deferred: &Deferred) -> Value {
        if self.nesting > super::NESTING {
            self.bounds = Bounds::Met;
            return Value::Unknown;
        }
        self.bounds.narrow(self.at_most(super::NESTING));
        let args = Args {
            positional: deferred.args.iter().map(|arg| self.force(arg)).collect(),
            keywords: deferred.keywords.clone(),
            ..Args::default()
        };
        let kind = if deferred.decorator {
            CallKind::Decorator
        } else {
            CallKind::Plain
        };
        // What happens inside belongs to the module body, which is analysed on its own.
        let draft = std::mem::take(&mut self.draft);
        let dead = self.dead;
        self.nesting += 1;
        let result = self.call(&deferred.callee, &args, kind);
        self.note_site(&result, deferred.span);
        self.nesting -= 1;
        self.dead = dead;
        let inner = std::mem::replace(&mut self.draft, draft);
        self.draft.provisional |= inner.provisional;
        for used in inner.used {
            self.draft.use_of(used);
        }
        if result == Value::Unknown
            && deferred.decorator
            && let Some(function) = args.positional.first()
        {
            return function.clone();
        }
        result
    }

    /// A call of something that nobody knows: what goes in may come out.
    pub(super) fn unknown_call(
        &mut self,
        callee: &Value,
        args: &Args,
        name: Option<&Arc<str>>,
    ) -> Value {
        let mut labels = self.deep(callee);
        for arg in args.all() {
            add_labels(&mut labels, &self.deep(arg));
        }
        if labels.is_empty() {
            return Value::Unknown;
        }
        let here = self.here();
        let text = name.cloned().unwrap_or_else(|| Arc::from("?"));
        for label in &mut labels {
            // What one unresolved method makes of what another one made is anybody's guess.
            let least = if text.starts_with('?') && label.doubt > Doubt::None {
                Doubt::Guessed
            } else {
                Doubt::Unmodelled
            };
            label.doubt = label.doubt.max(least);
            label.trace = label.trace.step(here, What::Unmodelled(Arc::clone(&text)));
        }
        if let Some(name) = name
            && !name.starts_with('?')
            && labels
                .iter()
                .any(|label| matches!(label.origin, crate::value::Origin::Source(..)))
            && !self.draft.unmodelled.contains(name)
        {
            self.draft.unmodelled.push(Arc::clone(name));
        }
        let identity = self.made_identity();
        let result = Value::labelled(labels).identified(identity);
        if name.is_some_and(|name| !name.starts_with('?')) {
            return result;
        }
        // Something of the project that is not resolved: where its answer decides, it has judged what went in.
        let mut predicate = Predicate::default();
        for arg in args.all() {
            if !arg.labels().is_empty() {
                predicate.if_true.extend(self.subject_facts(arg, JUDGED));
            }
        }
        result.with_predicate(predicate)
    }

    /// Calls a value with plain positional arguments.
    pub(super) fn call_values(&mut self, callee: &Value, args: &[Value]) -> Value {
        self.call(callee, &Args::of(args), CallKind::Plain)
    }

    /// Calls a special method, if the class has it.
    pub(super) fn call_dunder(
        &mut self,
        receiver: &Value,
        name: Name,
        args: &[Value],
    ) -> Option<Value> {
        for object in receiver.objects() {
            let class = match object {
                Object::Cell(id) => match self.cell(*id).map(|cell| cell.kind.clone()) {
                    Some(CellKind::Instance(class)) => class,
                    _ => continue,
                },
                Object::Root(path) => match self.root_class(path) {
                    Some(class) => class,
                    None => continue,
                },
                _ => continue,
            };
            let Some(Member::Value(value)) = self.engine.method_of(class, name) else {
                continue;
            };
            let method = self.bind(&value, &Value::object(object.clone()));
            return Some(self.call_values(&method, args));
        }
        None
    }

    /// Runs a property's setter; true if the class has one of this name.
    pub(super) fn call_setter(
        &mut self,
        receiver: &Value,
        class: ClassRef,
        key: &Key,
        value: &Value,
    ) -> bool {
        let Key::Attr(name) = key else { return false };
        let Some(setter) = self.engine.setter_of(class, *name) else {
            return self.set_by_descriptor(receiver, class, *name, value);
        };
        if setter == self.function {
            return false;
        }
        self.call_function(
            setter,
            None,
            Some(receiver),
            &Args::of(std::slice::from_ref(value)),
            CallKind::Plain,
        );
        true
    }

    /// `receiver.name = value` where the class keeps an object with `__set__` under the name.
    /// One that has to learn its name first keeps the value under that, as a plain attribute does.
    fn set_by_descriptor(
        &mut self,
        receiver: &Value,
        class: ClassRef,
        name: Name,
        value: &Value,
    ) -> bool {
        let Some(Member::Value(held)) = self.engine.method_of(class, name) else {
            return false;
        };
        let set = self.engine.symbols.names.set;
        let held = self.force(&held);
        let [Object::Cell(id)] = held.objects() else {
            return false;
        };
        let named = self.engine.symbols.names.set_name;
        let own = match self.cell(*id).map(|cell| &cell.kind) {
            Some(CellKind::Instance(of)) => {
                self.engine.method_of(*of, set).is_some()
                    && self.engine.method_of(*of, named).is_none()
            }
            _ => false,
        };
        if !own || self.following > 1 {
            return false;
        }
        self.call_dunder(&held, set, &[receiver.clone(), value.clone()]);
        true
    }

    /// Makes an instance of a project class.
    pub(super) fn instantiate(&mut self, class: ClassRef, args: &Args) -> Value {
        let id = self.allocate_id();
        let mut cell = Cell::new(CellKind::Instance(class));
        // A class that also inherits from a library may have more attributes than the code shows.
        cell.rest = Value::Bottom;
        // An application of a class of its own is still told apart by the place that makes it.
        // In the module that defines the class, its bases are not known before the body has run.
        let made = match self.engine.library_base(class) {
            Some(base) => self.engine.symbols.site(base, self.here()),
            None if self.mode == Mode::Static => self.engine.symbols.site_at(self.here()),
            None => None,
        };
        if let Some(site) = made {
            cell.fields
                .insert(Key::Receiver, Value::object(Object::Symbol(site)));
        }
        self.put_cell(id, cell);
        let instance = Value::object(Object::Cell(id));
        if let (Some(_), Some(library)) = (made, self.engine.library_class(class)) {
            self.log_call(library, &Value::Unknown, args);
        }
        // `Color(text)` raises unless there is such a color.
        if let [value] = args.positional.as_slice()
            && self.engine.is_enumeration(class)
        {
            for (identity, mask) in self.subject_facts(value, crate::value::ALL) {
                self.state.learn(identity, mask);
            }
        }
        if self.mode == Mode::Static {
            self.fill_fields(class, id, args);
            self.fill_constants(class, id, args);
            return instance;
        }
        let init = self.engine.symbols.names.init;
        match self.engine.method_of(class, init) {
            Some(Member::Value(constructor)) => {
                let bound = self.bind(&constructor, &instance);
                let dead = self.dead;
                self.call(&bound, args, CallKind::Plain);
                self.dead = dead;
            }
            Some(Member::Symbol(_)) | None => {
                self.fill_fields(class, id, args);
                let post = self.engine.symbols.names.post_init;
                self.call_dunder(&instance, post, &[]);
            }
        }
        let inherited = self.engine.library_base(class);
        let inherited = inherited.filter(|_| self.engine.method_of(class, init).is_none());
        if inherited.is_some() && self.is_exception(class) {
            self.construct_exception(&instance, args);
        } else if let Some(base) = inherited
            && !self.engine.is_enumeration(class)
        {
            self.check_constructor(class, base, args);
            if self.fill_mapping(base, id, args) {
                return instance;
            }
            // What goes into a library's constructor may come out of its instance.
            let mut labels = smallvec::SmallVec::new();
            for arg in args.all() {
                add_labels(&mut labels, &self.deep(arg));
            }
            if let Some(cell) = self.cell_mut(id) {
                cell.rest = Value::Unknown.and_labels(&labels);
            }
        }
        instance
    }

    /// Calls a function of the project.
    pub(super) fn call_function(
        &mut self,
        function: FunctionRef,
        environment: Option<CellId>,
        receiver: Option<&Value>,
        args: &Args,
        kind: CallKind,
    ) -> Value {
        if self.mode == Mode::Static {
            let ir = self.engine.program.function(function);
            if matches!(ir.kind, FunctionKind::Lambda) || receiver.is_some() {
                return Value::Unknown;
            }
            return self.defer(
                &Value::object(Object::Function(function, environment)),
                args,
                kind,
            );
        }
        if let Some(result) = self.call_variants(function, environment, receiver, args) {
            return result;
        }
        self.call_function_itself(function, environment, receiver, args)
    }

    /// Calls a function, whatever else stands for it.
    pub(super) fn call_function_itself(
        &mut self,
        function: FunctionRef,
        environment: Option<CellId>,
        receiver: Option<&Value>,
        args: &Args,
    ) -> Value {
        let ir = self.engine.program.function(function);
        let mut values: Vec<Value> = Vec::with_capacity(ir.params.len());
        let mut positional: Vec<Value> = receiver.into_iter().cloned().collect();
        positional.extend(args.positional.iter().cloned());
        let given = i64::try_from(positional.len()).unwrap_or(i64::MAX);
        let mut next = positional.into_iter();
        let mut named: Vec<Name> = Vec::new();
        for (index, param) in (0_u32..).zip(&ir.params) {
            let name = self.engine.program.global(function.module, param.name);
            let value = match param.kind {
                ParamKind::VarArgs => {
                    let rest: Vec<Value> = next.by_ref().collect();
                    let mut cell = Cell::sequence(CellKind::Tuple, rest);
                    if let Some(star) = &args.star {
                        cell.blur();
                        cell.rest = cell.rest.join(star);
                    }
                    self.allocate(cell)
                }
                ParamKind::KwArgs => {
                    let mut cell = Cell::new(CellKind::Dict);
                    for (key, value) in &args.keywords {
                        if !named.contains(key) {
                            let text = self.engine.symbols.name_text(*key);
                            cell.fields
                                .insert(super::containers::text_key(&text), value.clone());
                        }
                    }
                    match (&args.mapping, &args.double_star) {
                        // A mapping that is handed on keeps its keys apart.
                        (Some(mapping), Some(_)) if cell.fields.is_empty() => mapping.clone(),
                        (Some(mapping), Some(_)) => self.allocate(cell).join(mapping),
                        (_, rest) => {
                            if let Some(rest) = rest {
                                cell.rest = rest.clone();
                            }
                            self.allocate(cell)
                        }
                    }
                }
                ParamKind::PositionalOnly | ParamKind::Regular | ParamKind::KeywordOnly => {
                    named.push(name);
                    let by_position = if param.kind == ParamKind::KeywordOnly {
                        None
                    } else {
                        next.next()
                    };
                    let by_name = || args.keyword(name).cloned();
                    // A sequence that is handed on keeps its positions apart.
                    let star = match (&args.sequence, param.kind) {
                        (_, ParamKind::KeywordOnly) => None,
                        (Some(sequence), _) => {
                            let at = i64::from(index) - given;
                            (at >= 0).then(|| self.member(sequence, &Key::Index(at)))
                        }
                        (None, _) => args.star.clone(),
                    };
                    let spread_by_name = match (&args.mapping, &args.double_star) {
                        (Some(mapping), Some(_)) => {
                            let key =
                                super::containers::text_key(&self.engine.symbols.name_text(name));
                            Some(self.member(mapping, &key))
                        }
                        (_, other) => other.clone(),
                    };
                    let spread = || match (&star, &spread_by_name) {
                        (Some(a), Some(b)) => Some(a.join(b)),
                        (Some(a), None) | (None, Some(a)) => Some(a.clone()),
                        (None, None) => None,
                    };
                    match by_position.or_else(by_name) {
                        Some(value) => value,
                        None => {
                            let default = param
                                .has_default
                                .then(|| self.default(function, environment, index));
                            match (spread(), default) {
                                (Some(a), Some(b)) => a.join(&b),
                                (Some(a), None) | (None, Some(a)) => a,
                                (None, None) => Value::Unknown,
                            }
                        }
                    }
                }
            };
            values.push(self.with_facts(value));
        }
        self.apply(function, environment, values)
    }

    fn default(&mut self, function: FunctionRef, environment: Option<CellId>, index: u32) -> Value {
        if let Some(environment) = environment
            && let Some(value) = self
                .cell(environment)
                .and_then(|cell| cell.fields.get(&Key::Default(function, index)).cloned())
        {
            return value;
        }
        let value = self.engine.default(function, index);
        self.force(&value)
    }

    pub(super) fn bound_partial(&self, callee: &Value, args: &Args) -> Value {
        Value::object(Object::Bound(Arc::new(Bound {
            receiver: callee.clone(),
            method: Method::Partial(args.positional.clone(), args.keywords.clone()),
        })))
    }

    pub(super) fn number() -> Value {
        Value::of_type(types::NUMBER)
    }

    pub(super) fn boolean(answer: bool) -> Value {
        Value::constant(Const::Bool(answer), None)
    }
}

/// The value, less sure.
pub(super) fn doubted(value: &Value, doubt: Doubt) -> Value {
    if value.labels().is_empty() {
        return value.clone();
    }
    let mut data = value.to_data();
    for label in &mut data.labels {
        label.doubt = label.doubt.max(doubt);
    }
    data.into()
}

impl Value {
    /// The value without the objects it refers to.
    pub(super) fn with_objects_dropped(&self) -> Self {
        if self.objects().is_empty() {
            return self.clone();
        }
        let mut data = self.to_data();
        data.objects.clear();
        data.open = true;
        data.into()
    }
}
