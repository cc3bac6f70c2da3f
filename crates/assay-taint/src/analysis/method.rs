//! Calls of methods: of containers, instances, library objects, and of what nobody knows.

use std::sync::Arc;

use assay_python::ir::{self, CallKind, Const, Op, Reg};
use assay_python::{FunctionRef, Name};
use rustc_hash::FxHashMap;

use super::call::{Args, doubted};
use super::{Analysis, Mode};
use crate::state::{Cell, CellKind};
use crate::value::{CellId, Doubt, Key, Object, Value};

impl Analysis<'_> {
    /// `receiver.name(args)`.
    pub(super) fn call_method(
        &mut self,
        receiver: &Value,
        register: Option<Reg>,
        name: Name,
        args: &Args,
        kind: CallKind,
    ) -> Value {
        let receiver = self.force(receiver);
        let receiver = &self.with_facts(receiver);
        self.text_sinks(receiver, name, args);
        let mut result = Value::Bottom;
        let mut open = receiver
            .data()
            .is_none_or(|data| data.open || data.objects.is_empty());
        // An attribute of a class has the type that the class gives it, even if an instance might hide it.
        let typed = receiver.objects().iter().any(|object| match object {
            Object::Symbol(_) => true,
            Object::Cell(id) => match self.cell(*id).map(|cell| &cell.kind) {
                Some(CellKind::Instance(class)) => self.engine.method_of(*class, name).is_some(),
                _ => false,
            },
            _ => false,
        });
        let dead_before = self.dead;
        let mut alive = receiver.objects().is_empty() || open;
        // `task.delay(…)`: what hands its arguments on is meant for the functions that take them.
        let tasks = receiver.objects().len() > 1
            && self.function_method(name).is_some_and(|method| {
                let callbacks = &self.engine.symbols.info(method).callbacks;
                callbacks
                    .iter()
                    .any(|(_, callback)| callback.rest == Some(0))
            });
        let choose = tasks
            && receiver
                .objects()
                .iter()
                .any(|o| self.is_callable_with(o, args));
        for object in receiver.objects() {
            if choose && !self.is_callable_with(object, args) {
                continue;
            }
            self.dead = false;
            let single = if receiver.objects().len() == 1 && !open {
                receiver.clone()
            } else {
                Value::object(object.clone()).and_labels(receiver.labels())
            };
            let part = match object {
                // The input of a known type is dealt with as that type.
                Object::Root(path) if typed && self.root_class(path).is_none() => {
                    self.care(receiver);
                    Some(Value::Bottom)
                }
                Object::Cell(id) => self.container_or_attribute(&single, *id, name, args, kind),
                Object::Root(path) => {
                    let class = self.root_class(path);
                    let known = class.and_then(|class| self.engine.method_of(class, name));
                    if class.is_some_and(|class| self.engine.is_overridden(class, name)) {
                        self.draft.care(path);
                    }
                    let field = || class.is_some_and(|class| self.is_called_field(class, name));
                    if known.is_some() || field() {
                        let method = self.attribute(&single, name);
                        Some(self.call(&method, args, kind))
                    } else {
                        None
                    }
                }
                Object::Bound(_) | Object::Function(..) | Object::Wrapped(..)
                    if name == self.engine.symbols.names.call =>
                {
                    Some(self.call(&single, args, kind))
                }
                Object::Function(general, _) if name == self.engine.symbols.names.register => {
                    self.register_variant(*general, &single, name, args)
                }
                Object::Function(..) if self.function_method(name).is_some() => self
                    .function_method(name)
                    .map(|method| self.call_symbol_on(method, &single, args, kind)),
                Object::External(path) => {
                    let path = format!("{path}.{}", self.engine.symbols.name_text(name));
                    let doubted_sink = self.doubted_sinks(receiver, register, name, args);
                    if let Some(rows) = self.doubted_source(receiver, register, name, args) {
                        alive = true;
                        result = result.join(&rows);
                        continue;
                    }
                    if doubted_sink {
                        alive = true;
                        result = result.join(&Value::object(Object::External(Arc::from(format!(
                            "{path}()"
                        )))));
                        continue;
                    }
                    let plain = Args::default();
                    let is_condition = compares(&self.engine.symbols.name_text(name));
                    let given = if is_condition { &plain } else { args };
                    let value = self.unknown_call(&single, given, Some(&Arc::from(path)));
                    if kind == CallKind::Decorator {
                        Some(args.positional.first().cloned().unwrap_or(value))
                    } else {
                        Some(value)
                    }
                }
                Object::Super(class, inner)
                    if name == self.engine.symbols.names.init
                        && self.engine.after(*class, name).is_none()
                        && self.is_exception(*class) =>
                {
                    self.construct_exception(inner, args);
                    Some(Value::constant(Const::None, None))
                }
                Object::Super(..) | Object::Symbol(_) if self.makes_class(object, name, args) => {
                    (args.positional.get(3)).map(|body| self.member(body, &Key::Receiver))
                }
                Object::Class(class)
                    if &*self.engine.symbols.name_text(name) == "__subclasses__" =>
                {
                    Some(self.subclasses(*class))
                }
                Object::Class(_) | Object::Super(..) | Object::Symbol(_)
                    if name == self.engine.symbols.names.new
                        && self.bare_class(object, args).is_some() =>
                {
                    let class = self.bare_class(object, args);
                    class.map(|class| self.allocate(Cell::new(CellKind::Instance(class))))
                }
                Object::Symbol(symbol) if self.kept_attribute(*symbol, name, args).is_some() => {
                    let path = self.kept_attribute(*symbol, name, args);
                    let value = path.map(|path| self.namespace_value(&path));
                    let default = args.positional.get(1);
                    value.map(|value| match default {
                        Some(default) => value.join(default),
                        None => value,
                    })
                }
                Object::Symbol(symbol)
                    if self.engine.symbols.attribute(*symbol, name).is_none() =>
                {
                    self.text_or_unknown(&single, *symbol, name, args)
                }
                Object::Deferred(_) if self.mode == Mode::Static => Some(
                    args.positional
                        .first()
                        .cloned()
                        .filter(|_| kind == CallKind::Decorator)
                        .unwrap_or(Value::Unknown),
                ),
                _ => {
                    let method = self.attribute(&single, name);
                    let method = self.as_method_of(method, &single, name);
                    if method.objects().is_empty() {
                        None
                    } else if let [Object::Symbol(library)] = method.objects()
                        && let Some(owner) = self.known_owner(object, *library, &single)
                    {
                        Some(self.call_symbol_on(*library, &owner, args, kind))
                    } else {
                        Some(self.call(&method, args, kind))
                    }
                }
            };
            match part {
                Some(part) => {
                    alive |= !self.dead;
                    result = result.join(&part);
                }
                None => {
                    open = true;
                    alive = true;
                }
            }
        }
        self.dead = dead_before || !alive;
        if open {
            let part = self.open_method(receiver, register, name, args, kind);
            result = result.join(&part);
        }
        result
    }

    /// True for what instances of a class keep under a name that no class of the project has a method for.
    ///
    /// ```python
    /// self.handler = handler
    /// self.handler(request)
    /// ```
    fn is_called_field(&self, class: assay_python::ClassRef, name: Name) -> bool {
        self.engine.is_set_attribute(name)
            && self.engine.library_base(class).is_none()
            && self.engine.methods_named(name).is_empty()
    }

    /// The class of which `cls.__new__(cls)` and `super().__new__(cls)` make an instance without its constructor.
    fn bare_class(&self, object: &Object, args: &Args) -> Option<assay_python::ClassRef> {
        let [Object::Class(class)] = args.positional.first()?.objects() else {
            return None;
        };
        let new = self.engine.symbols.names.new;
        let own = matches!(object, Object::Class(_))
            && matches!(
                self.engine.method_of(*class, new),
                Some(crate::engine::Member::Value(_))
            );
        (!own && self.mode == Mode::Full).then_some(*class)
    }

    /// The receiver of a library's method, where it counts which one it is: `View.as_view(…)` of a class of the
    /// project, objects that are told apart by the place that made them, and paths of files.
    fn known_owner(
        &self,
        object: &Object,
        method: crate::symbols::SymbolId,
        receiver: &Value,
    ) -> Option<Value> {
        use crate::native::Builtin::{PathOpen, PathRead, PathWrite};
        let symbols = &self.engine.symbols;
        match object {
            Object::Class(_) => Some(receiver.clone()),
            Object::Symbol(symbol)
                if symbols.site_of(*symbol).is_some()
                    || matches!(
                        symbols.info(method).builtin,
                        Some(PathOpen | PathRead | PathWrite)
                    ) =>
            {
                Some(receiver.clone())
            }
            _ => None,
        }
    }

    /// A library method of a value speaks of the value: what it checks is known of that.
    pub(super) fn as_method_of(&mut self, method: Value, receiver: &Value, name: Name) -> Value {
        if receiver.identity() == 0
            || method.labels().is_empty()
            || !matches!(method.objects(), [Object::Symbol(_)])
            || method.identity() != self.part_identity(receiver, &Key::Attr(name))
        {
            return method;
        }
        let method = method.identified(receiver.identity());
        match receiver.data().and_then(|data| data.aspect) {
            Some((of, aspect)) => method.with_aspect(of, aspect),
            None => method,
        }
    }

    pub(super) fn container_or_attribute(
        &mut self,
        receiver: &Value,
        id: CellId,
        name: Name,
        args: &Args,
        kind: CallKind,
    ) -> Option<Value> {
        if let Some(value) = self.record_method(receiver, id, name, args) {
            return Some(value);
        }
        if let Some(value) = self.container_method(receiver, id, name, args) {
            return Some(value);
        }
        let cell = self.cell(id)?;
        match &cell.kind {
            CellKind::Library(symbol) => {
                let symbol = *symbol;
                let method = self.engine.symbols.attribute(symbol, name)?;
                self.note_aliases(symbol, method);
                let source = self.symbol_value(method);
                let value = self.call_symbol_on(method, receiver, args, kind);
                Some(value.and_labels(source.labels()))
            }
            CellKind::Instance(_) => {
                let method = self.attribute(receiver, name);
                if method.objects().is_empty() {
                    // A method that the class does not have: perhaps of a library base.
                    return None;
                }
                if let [Object::Symbol(symbol)] = method.objects() {
                    return Some(self.call_symbol_on(*symbol, receiver, args, kind));
                }
                Some(self.call(&method, args, kind))
            }
            CellKind::Environment(_) | CellKind::Root(_) => None,
            _ => {
                let labels = self.deep(receiver);
                Some(Value::Unknown.and_labels(&labels))
            }
        }
    }

    /// What a library adds to the project's functions: `task.delay(…)`.
    pub(super) fn function_method(&self, name: Name) -> Option<crate::symbols::SymbolId> {
        let symbols = &self.engine.symbols;
        symbols
            .function_class
            .and_then(|class| symbols.attribute(class, name))
    }

    /// A method that the model of its library does not mention.
    pub(super) fn text_or_unknown(
        &mut self,
        receiver: &Value,
        symbol: crate::symbols::SymbolId,
        name: Name,
        args: &Args,
    ) -> Option<Value> {
        if !receiver.labels().is_empty()
            && let Some(value) = self.text_method(&receiver.with_objects_dropped(), name, args)
        {
            return Some(value);
        }
        if !receiver.labels().is_empty()
            && let Some(value) = self.open_container_method(receiver, name, args)
        {
            return Some(value);
        }
        let name_text = self.engine.symbols.name_text(name);
        let text = format!("{}.{name_text}", self.engine.symbols.text(symbol));
        // What is found under a key is not the key.
        let others = (&*name_text == "get").then(|| {
            let mut others = args.clone();
            others.positional = args.positional.iter().skip(1).cloned().collect();
            others
        });
        let given = others.as_ref().unwrap_or(args);
        Some(self.unknown_call(receiver, given, Some(&Arc::from(text))))
    }

    /// What models say of methods of texts, which the engine knows otherwise by heart.
    pub(super) fn text_sinks(&mut self, receiver: &Value, name: Name, args: &Args) {
        let engine = self.engine;
        let Some(method) = engine
            .symbols
            .text_class
            .and_then(|class| engine.symbols.attribute(class, name))
        else {
            return;
        };
        let may_be_text = receiver.objects().iter().all(|object| match object {
            Object::Root(path) => self.root_class(path).is_none(),
            Object::Symbol(symbol) => engine.symbols.attribute(*symbol, name).is_none(),
            _ => false,
        });
        if !may_be_text {
            return;
        }
        let text: Arc<str> = Arc::from(engine.symbols.text(method));
        let here = self.here();
        for (id, sink) in &engine.symbols.info(method).sinks {
            let assay_models::SinkTarget::Call { arg, .. } = &sink.target else {
                continue;
            };
            if !self.conditions(&sink.conditions, receiver, args) {
                continue;
            }
            self.draft.reached(*id, here);
            for reference in arg {
                for value in self.argument(reference, receiver, args) {
                    let value = Self::as_file(sink, value);
                    self.check_sink(sink.kind.0, &value, &text, Doubt::None);
                }
            }
        }
    }

    /// A method of something whose class is not known.
    pub(super) fn open_method(
        &mut self,
        receiver: &Value,
        register: Option<Reg>,
        name: Name,
        args: &Args,
        kind: CallKind,
    ) -> Value {
        self.care(receiver);
        self.care_for_holder(receiver);
        if kind == CallKind::Decorator {
            return args.positional.first().cloned().unwrap_or(Value::Unknown);
        }
        // `def init(app): @app.route("/")`: nobody says what `app` is, but this is how handlers are registered.
        if let Some(symbol) = self.engine.symbols.registrars.get(&name)
            && !receiver
                .objects()
                .iter()
                .any(|o| matches!(o, Object::Symbol(_) | Object::External(_)))
            && args
                .positional
                .first()
                .and_then(Value::sure_text)
                .is_some_and(|text| text.starts_with('/'))
        {
            return self.call_symbol_on(*symbol, &Value::Unknown, args, kind);
        }
        let bare = receiver.with_objects_dropped();
        if let Some(value) = self.text_method(&bare, name, args) {
            self.doubted_sinks(receiver, register, name, args);
            return value;
        }
        let doubted_sink = self.doubted_sinks(receiver, register, name, args);
        if let Some(rows) = self.doubted_source(receiver, register, name, args) {
            return rows;
        }
        if let Some(value) = self.open_container_method(receiver, name, args) {
            return value;
        }
        // A method that only few classes of the project have.
        let candidates: Vec<FunctionRef> = (self.engine.methods_named(name).iter().copied())
            .filter(|function| self.takes(*function, 1, args))
            .collect();
        let outside = receiver
            .objects()
            .iter()
            .any(|object| matches!(object, Object::Symbol(_) | Object::External(_)));
        if !candidates.is_empty() && receiver.constants().is_empty() && !outside {
            let mut result = Value::Bottom;
            let dead = self.dead;
            for function in candidates {
                let value =
                    self.call_function(function, None, Some(receiver), args, CallKind::Plain);
                result = result.join(&doubted(&value, Doubt::NameOnly));
            }
            self.dead = dead;
            return result.join(&Value::Unknown);
        }
        // What a sink known by its name alone answers is not made of what went in.
        if doubted_sink
            || matches!(receiver, Value::Unknown)
                && args.all().all(|arg| matches!(arg, Value::Unknown))
        {
            return Value::Unknown;
        }
        let word = self.engine.symbols.name_text(name);
        let text = Arc::from(format!("?.{word}"));
        if looks_up(&word) || compares(&word) {
            // What is found by a key is not made of the key.
            return self.unknown_call(receiver, &Args::default(), Some(&text));
        }
        self.unknown_call(receiver, args, Some(&text))
    }

    /// What a method of `incoming.args` does depends on what `incoming` is.
    pub(super) fn care_for_holder(&mut self, receiver: &Value) {
        for object in receiver.objects() {
            if let Object::Root(path) = object
                && !path.keys.is_empty()
            {
                let holder = crate::value::AccessPath::new(path.root);
                if self.root_class(&holder).is_none() {
                    self.draft.care(&holder);
                }
            }
        }
    }

    /// The variable or attribute that holds a receiver, in lower case.
    pub(super) fn receiver_name(&mut self, register: Reg) -> Option<Arc<str>> {
        if self.receiver_names.is_none() {
            let mut names: FxHashMap<Reg, Arc<str>> = FxHashMap::default();
            let module = self.function.module;
            let text = |name: ir::Name| -> Arc<str> {
                let global = self.engine.program.global(module, name);
                Arc::from(self.engine.symbols.name_text(global).to_lowercase())
            };
            for (index, local) in (0..).zip(&self.ir.locals) {
                names.insert(Reg(index), text(*local));
            }
            for block in &self.ir.blocks {
                for instr in &block.instrs {
                    match &instr.op {
                        Op::Attr { dst, name, .. }
                        | Op::LoadGlobal { dst, name }
                        | Op::LoadEnv { dst, name, .. }
                        | Op::CallMethod { dst, name, .. } => {
                            names.entry(*dst).or_insert_with(|| text(*name));
                        }
                        _ => {}
                    }
                }
            }
            self.receiver_names = Some(names);
        }
        self.receiver_names.as_ref()?.get(&register).cloned()
    }
}

/// True for the names that conditions on columns have: what a column is compared with becomes a parameter.
fn compares(name: &str) -> bool {
    matches!(
        name,
        "in_" | "not_in" | "notin_" | "ilike" | "not_ilike" | "notilike"
    )
}

/// True for names of methods that find something by what they are given.
pub(super) fn looks_up(name: &str) -> bool {
    const VERBS: &[&str] = &[
        "count", "delete", "exists", "fetch", "filter", "find", "first", "get", "has", "is",
        "list", "lookup", "one", "query", "remove", "search", "validate", "verify", "check",
        "execute", "commit", "scalar",
    ];
    let first = name
        .trim_start_matches('_')
        .split('_')
        .next()
        .unwrap_or(name);
    VERBS.contains(&first)
}
