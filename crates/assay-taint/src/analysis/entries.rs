//! Functions that a framework will call, and those that a library calls at once.

use std::sync::Arc;

use assay_models::{self as models, Base, Condition, PassAs, Reference, Step};
use assay_python::ir::{CallKind, Const};
use smallvec::SmallVec;

use super::call::Args;
use super::{Analysis, Mode};
use crate::state::{Cell, CellKind};
use crate::summary::Registered;
use crate::symbols::SymbolId;
use crate::value::{CellId, Key, Label, Mask, Object, Value};

/// How many functions one registration may mean.
const REGISTERED: usize = 4;

impl Analysis<'_> {
    /// Registers functions that a framework will call; gives the function back, as a decorator does.
    pub(super) fn check_entries(
        &mut self,
        symbol: SymbolId,
        receiver: &Value,
        args: &Args,
    ) -> Option<Value> {
        let info = self.engine.symbols.info(symbol);
        if info.entries.is_empty() {
            return None;
        }
        let mut given = None;
        for (id, entry) in &info.entries {
            // What is said of the result holds when the function has run.
            let first = |condition: &&Condition| !crate::symbols::speaks_of_result(condition);
            if !entry
                .conditions
                .when
                .iter()
                .filter(first)
                .all(|condition| self.holds(condition, receiver, args))
                || entry
                    .conditions
                    .unless
                    .iter()
                    .filter(first)
                    .any(|condition| self.holds(condition, receiver, args))
            {
                continue;
            }
            let only = self.engine.symbols.result_types(&entry.conditions);
            let types: Vec<SymbolId> = entry
                .types
                .iter()
                .filter_map(|path| self.engine.symbols.path(path))
                .collect();
            let models::EntryTarget::Call { function, path } = &entry.target else {
                continue;
            };
            let inner = matches!(path.steps.last(), Some(Step::Call));
            let route = entry.route.iter().find_map(|reference| {
                let value = if inner {
                    let key = match &reference.base {
                        Base::Position(at) => Key::Index(i64::from(*at)),
                        Base::Keyword(name) => Key::Attr(self.engine.symbols.name(name)?),
                        _ => return None,
                    };
                    match receiver.objects() {
                        [Object::Cell(id)] => self.cell(*id)?.fields.get(&key)?.clone(),
                        _ => return None,
                    }
                } else {
                    self.argument(reference, receiver, args)
                        .into_iter()
                        .next()?
                };
                value.sure_text().cloned()
            });
            let asked = self.asked(inner, receiver, args);
            for reference in function {
                for value in self.argument(reference, receiver, args) {
                    let value = self.force(&value);
                    for object in value.objects() {
                        if let (Object::Class(class), Some(route)) = (object, &route) {
                            self.draft.class_routes.push((*class, Arc::clone(route)));
                        }
                    }
                    self.enter_wrapper(&value);
                    let targets = self.functions_in(&value);
                    // One of many, by a name that is not known: most of them are no handlers.
                    if targets.len() > REGISTERED {
                        continue;
                    }
                    for target in targets {
                        let here = self.here();
                        self.draft.reached(*id, here);
                        self.draft.register(Registered {
                            function: target,
                            parameters: entry.parameters.map(|kind| kind.0),
                            result: entry.result.map(|kind| kind.0),
                            types: types.clone(),
                            only: only.clone(),
                            route: route.clone(),
                            asked: asked.clone(),
                            class: None,
                            span: here,
                        });
                    }
                    given.get_or_insert(value);
                }
            }
        }
        if let Some(made) = self.engine.symbols.called(symbol) {
            // What such a decorator gives has methods of its own: `@main.command()`.
            given = given.map(|given| given.join(&Value::object(Object::Symbol(made))));
        } else if info.passes.is_empty() && info.sinks.is_empty() {
            return given;
        }
        given.filter(|_| args.positional.len() == 1 && args.keywords.is_empty())
    }

    /// The classes and numbers for which a handler is registered: `errorhandler(Refused)`, `errorhandler(404)`.
    fn asked(&mut self, inner: bool, receiver: &Value, args: &Args) -> Value {
        let first = if inner {
            match receiver.objects() {
                [Object::Cell(id)] => {
                    let cell = self.cell(*id);
                    cell.and_then(|cell| cell.fields.get(&Key::Index(0)).cloned())
                }
                _ => None,
            }
        } else {
            args.positional.first().cloned()
        };
        let mut asked = Value::Bottom;
        let first = first.map(|first| self.force(&first)).unwrap_or_default();
        for object in first.objects() {
            if matches!(object, Object::Class(_) | Object::Symbol(_)) {
                asked = asked.join(&Value::object(object.clone()));
            }
        }
        match first.sure_constant() {
            Some(Const::Int(code)) => Value::constant(Const::Int(*code), None),
            _ => asked,
        }
    }

    /// Looks at a wrapper that a decorator made together with what it wraps: `wrapper` may hand on more than it gets.
    ///
    /// ```python
    /// def wrapper(*args, **kwargs):
    ///     return view(request.args["id"], *args, **kwargs)
    /// ```
    fn enter_wrapper(&mut self, value: &Value) {
        if self.mode == Mode::Static {
            return;
        }
        for object in value.objects() {
            let Object::Function(function, Some(environment)) = object else {
                continue;
            };
            let wraps = self.cell(*environment).is_some_and(|cell| {
                let own = matches!(&cell.kind, CellKind::Environment(of) if *of == self.function);
                !own && cell.fields.values().any(|value| {
                    let inner = value.objects().iter();
                    inner
                        .clone()
                        .any(|object| matches!(object, Object::Function(..)))
                })
            });
            if !wraps {
                continue;
            }
            // Nobody's arguments: those of the route are looked at where the view is an entry itself.
            let args = Args {
                star: Some(Value::Unknown),
                double_star: Some(Value::Unknown),
                ..Args::default()
            };
            let before = (self.dead, self.specials, self.callee_cost);
            self.call_function(*function, Some(*environment), None, &args, CallKind::Plain);
            (self.dead, self.specials, self.callee_cost) = before;
        }
    }

    /// The project functions behind a value, also inside wrappers that decorators made.
    pub(super) fn functions_in(&self, value: &Value) -> Vec<assay_python::FunctionRef> {
        let mut functions = Vec::new();
        let mut queue = vec![value.clone()];
        let mut steps = 0;
        while let Some(value) = queue.pop() {
            steps += 1;
            if steps > 64 {
                break;
            }
            for object in value.objects() {
                match object {
                    Object::Function(function, environment) => {
                        if !functions.contains(function) {
                            functions.push(*function);
                        }
                        // A wrapper closes over the function that it wraps.
                        if let Some(cell) = environment.and_then(|id| self.cell(id))
                            && !matches!(&cell.kind, CellKind::Environment(of) if *of == self.function)
                        {
                            queue.extend(
                                cell.fields
                                    .iter()
                                    .filter(|(key, _)| **key != Key::Env)
                                    .map(|(_, value)| value.clone()),
                            );
                        }
                    }
                    Object::Bound(bound) => {
                        if let crate::value::Method::Function(function, _) = &bound.method
                            && !functions.contains(function)
                        {
                            functions.push(*function);
                        }
                        if let crate::value::Method::Partial(..) = &bound.method {
                            queue.push(bound.receiver.clone());
                        }
                    }
                    // An instance that is called in place of the function that it was given.
                    Object::Cell(id) => {
                        let call = self.engine.symbols.names.call;
                        if let Some(cell) = self.cell(*id)
                            && let CellKind::Instance(class) = cell.kind
                            && self.engine.method_of(class, call).is_some()
                        {
                            queue.extend(cell.fields.iter().map(|(_, value)| value.clone()));
                        }
                    }
                    Object::Deferred(deferred) => queue.extend(deferred.args.iter().cloned()),
                    _ => {}
                }
            }
        }
        functions
    }

    pub(super) fn run_callbacks(
        &mut self,
        symbol: SymbolId,
        receiver: &Value,
        args: &Args,
        mut result: Value,
    ) -> Value {
        let engine = self.engine;
        for (id, callback) in &engine.symbols.info(symbol).callbacks {
            if !self.conditions(&callback.conditions, receiver, args) {
                continue;
            }
            self.draft.reached(*id, self.here());
            let mut inner = Args::default();
            for references in &callback.arguments {
                let mut value = Value::Bottom;
                for reference in references {
                    for part in self.argument(reference, receiver, args) {
                        value = value.join(&part);
                    }
                }
                inner.positional.push(if value == Value::Bottom {
                    Value::Unknown
                } else {
                    value
                });
            }
            if let Some(first) = callback.rest {
                inner
                    .positional
                    .extend(args.positional.iter().skip(first as usize).cloned());
                inner.keywords.extend(args.keywords.iter().cloned());
                inner.star.clone_from(&args.star);
                inner.double_star.clone_from(&args.double_star);
            }
            for reference in &callback.star {
                for value in self.argument(reference, receiver, args) {
                    match self.elements(&value) {
                        Some(elements) => inner.positional.extend(elements),
                        None => {
                            let element = self.element(&value);
                            inner.star = Some(inner.star.take().unwrap_or_default().join(&element));
                        }
                    }
                }
            }
            for reference in &callback.keywords {
                for value in self.argument(reference, receiver, args) {
                    if let [Object::Cell(id)] = value.objects()
                        && let Some(cell) = self.cell(*id)
                    {
                        let named: Vec<_> = cell
                            .fields
                            .iter()
                            .filter_map(|(key, value)| match key {
                                Key::Text(text) => {
                                    Some((engine.symbols.name(text)?, value.clone()))
                                }
                                _ => None,
                            })
                            .collect();
                        inner.keywords.extend(named);
                    }
                }
            }
            for reference in &callback.function {
                for function in self.argument(reference, receiver, args) {
                    let dead = self.dead;
                    let value = match &callback.method {
                        Some(method) => match engine.symbols.name(method) {
                            Some(name) => {
                                self.call_method(&function, None, name, &inner, CallKind::Plain)
                            }
                            None => continue,
                        },
                        None if function.objects().is_empty() => continue,
                        None => self.call(&function, &inner, CallKind::Plain),
                    };
                    self.dead = dead;
                    if let Some(target) = &callback.result {
                        if target.path.is_empty()
                            && matches!(target.base, Base::Result)
                            && result == Value::Unknown
                        {
                            result = value;
                        } else {
                            result = self.deliver_result(target, receiver, args, result, value);
                        }
                    }
                }
            }
        }
        result
    }

    pub(super) fn deliver_result(
        &mut self,
        target: &Reference,
        receiver: &Value,
        args: &Args,
        result: Value,
        value: Value,
    ) -> Value {
        if matches!(target.base, Base::Result)
            && matches!(target.path.as_slice(), [Step::Item(None)])
            && result == Value::Unknown
        {
            let mut cell = Cell::new(CellKind::Generator);
            cell.rest = value;
            return self.allocate(cell);
        }
        self.deliver(target, receiver, args, result, value)
    }

    /// Labels that come through reading `part`, as its model says.
    pub(super) fn passed_on(
        &mut self,
        part: SymbolId,
        mut labels: SmallVec<[Label; 1]>,
    ) -> SmallVec<[Label; 1]> {
        let symbols = &self.engine.symbols;
        let info = symbols.info(part);
        let here = self.here();
        for (id, pass) in info
            .passes
            .iter()
            .filter(|(_, pass)| matches!(pass.target, models::Through::Read(_)))
        {
            self.draft.reached(*id, here);
            if pass.from.is_empty() {
                labels.clear();
            }
            for label in &mut labels {
                match pass.result {
                    Some(PassAs::Number) => label.cleaned |= symbols.numeric,
                    Some(PassAs::Decoded) => label.cleaned = 0,
                    Some(
                        PassAs::Same
                        | PassAs::Copy
                        | PassAs::Resolved
                        | PassAs::Joined
                        | PassAs::Instance,
                    )
                    | None => {}
                }
            }
        }
        for (id, clean) in info
            .cleans
            .iter()
            .filter(|(_, clean)| matches!(clean.target, models::Through::Read(_)))
        {
            self.draft.reached(*id, here);
            for label in &mut labels {
                label.cleaned |= Mask::from(clean.kinds.0);
            }
        }
        labels
    }

    /// The headers of a response, which remember what is put into them.
    pub(super) fn add_parts(&mut self, made: SymbolId, cell: &mut Cell) {
        let engine = self.engine;
        for (_, response) in &engine.symbols.info(made).responses {
            for path in response.content_type.iter().filter(|path| path.len() > 1) {
                let Some(first) = path.first() else { continue };
                let Some(key) = self.step_key(first) else {
                    continue;
                };
                let Key::Attr(name) = key else { continue };
                let Some(part) = engine.symbols.attribute(made, name) else {
                    continue;
                };
                if engine.symbols.info(part).stateful && !cell.fields.contains_key(&key) {
                    let part = self.allocate(Cell::new(CellKind::Library(part)));
                    cell.fields.insert(key, part);
                }
            }
        }
    }

    /// True for a part of a library object into which nothing was put.
    pub(super) fn is_untouched(&self, value: &Value) -> bool {
        let [Object::Cell(id)] = value.objects() else {
            return false;
        };
        self.cell(*id).is_some_and(|cell| {
            matches!(cell.kind, CellKind::Library(_))
                && cell.fields.is_empty()
                && cell.rest == Value::Bottom
        })
    }

    /// A part of an object with state that has state of its own: it is made when it is first looked at.
    pub(super) fn kept_part(&mut self, owner: CellId, key: &Key, value: Value) -> Value {
        let [Object::Symbol(symbol)] = value.objects() else {
            return value;
        };
        if !self.engine.symbols.info(*symbol).stateful
            || owner.is_static()
            || self.cell(owner).is_none_or(|cell| cell.many)
        {
            return value;
        }
        let part = self.allocate(Cell::new(CellKind::Library(*symbol)));
        if let Some(cell) = self.cell_mut(owner) {
            cell.fields.insert(key.clone(), part.clone());
        }
        part.and_labels(value.labels())
    }
}
