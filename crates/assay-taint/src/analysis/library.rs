//! Calls of library functions, as their models describe them.

use std::sync::Arc;

use assay_models::{self as models, Base, PassAs, Reference, Step};
use assay_python::ir::{BinOp, CallKind};
use smallvec::SmallVec;

use super::call::Args;
use super::{Analysis, IdentityKey, cleaned};
use crate::log::LoggedWhat;
use crate::native::Builtin;
use crate::state::{Cell, CellKind};
use crate::symbols::SymbolId;
use crate::trace::{Trace, What};
use crate::value::{Aspect, Doubt, Key, Label, Object, Origin, Predicate, Value, key_of};

impl Analysis<'_> {
    /// Calls a library function through a value that carries its receiver's labels.
    pub(super) fn call_symbol(
        &mut self,
        symbol: SymbolId,
        callee: &Value,
        args: &Args,
        kind: CallKind,
    ) -> Value {
        let receiver = callee.with_symbol_dropped();
        let result = self.call_symbol_on(symbol, &receiver, args, kind);
        self.of_number(symbol, args, result)
    }

    /// Calls a library function or method.
    pub(super) fn call_symbol_on(
        &mut self,
        symbol: SymbolId,
        receiver: &Value,
        args: &Args,
        kind: CallKind,
    ) -> Value {
        let engine = self.engine;
        let info = engine.symbols.info(symbol);
        let text: Arc<str> = Arc::from(engine.symbols.text(symbol));
        let here = self.here();
        let read = match info.builtin {
            Some(Builtin::FileRead) => self.with_contents(args),
            _ => None,
        };
        // What is in a file makes its path no worse.
        let (sunk, args) = match &read {
            Some((sunk, read)) => (sunk, read),
            None => (args, args),
        };
        for alias in &info.aliases {
            self.draft.reached(*alias, here);
        }
        for (id, sink) in &info.sinks {
            if !self.conditions(&sink.conditions, receiver, args) {
                continue;
            }
            let models::SinkTarget::Call { arg, .. } = &sink.target else {
                continue;
            };
            self.draft.reached(*id, here);
            self.log_use(symbol, LoggedWhat::Sink(sink.kind.0));
            for reference in arg {
                if self.is_given_otherwise(arg, reference, args) {
                    continue;
                }
                for value in self.sunk(sink, reference, receiver, sunk) {
                    let value = Self::as_file(sink, value);
                    self.check_sink(sink.kind.0, &value, &text, Doubt::None);
                }
            }
        }
        for watch in &info.call_watches {
            self.check_watch(*watch, &text, receiver, args);
        }
        self.log_call(symbol, receiver, args);
        self.keep_called(symbol, receiver, args);
        self.fill_called(symbol, receiver, args);
        for (id, exit) in &info.exits {
            if self.conditions(&exit.conditions, receiver, args) {
                self.draft.reached(*id, here);
                self.log_exit();
                self.abort(&text, args);
                self.dead = true;
            }
        }
        if self.dead {
            return Value::Bottom;
        }
        if let Some(registered) = self.check_entries(symbol, receiver, args) {
            return registered;
        }
        if let Some(builtin) = info.builtin
            && let Some(value) = self.builtin(builtin, symbol, receiver, args, kind)
        {
            return value;
        }
        let made = engine.symbols.called(symbol).map(|made| {
            // An object that is told apart by its place is of a class that may go by another name.
            let site = self.made_here(made);
            self.note_aliases(symbol, made);
            self.note_aliases(symbol, site);
            site
        });
        let modelled = info.modelled || made.is_some_and(|made| !engine.symbols.is_bare(made));
        if kind == CallKind::Decorator
            && info.passes.is_empty()
            && let [function] = args.positional.as_slice()
        {
            return function.clone();
        }
        let mut result = match made {
            Some(made)
                if engine.symbols.info(made).stateful
                    || engine.symbols.info(made).keeps_arguments() =>
            {
                let mut cell = Cell::new(CellKind::Library(made));
                if engine.symbols.info(made).keeps_arguments() {
                    cell.fields.insert(Key::Receiver, receiver.clone());
                    for (index, value) in (0..).zip(&args.positional) {
                        cell.fields.insert(Key::Index(index), value.clone());
                    }
                    for (name, value) in &args.keywords {
                        cell.fields.insert(Key::Attr(*name), value.clone());
                    }
                }
                self.add_parts(made, &mut cell);
                cell.rows = self.rows_of_call(symbol, receiver, args);
                self.remember_rows(symbol, receiver, cell.rows.as_ref());
                let value = self.allocate(cell);
                let read = self.symbol_value(made);
                value.and_labels(read.labels())
            }
            Some(made) => self.symbol_value(made),
            None => Value::Unknown,
        };
        result = self.pass_through(symbol, receiver, args, result);
        result = self.run_callbacks(symbol, receiver, args, result);
        if self.render(symbol, receiver, args) {
            // What is unescaped was told where it is put out.
            result = cleaned(&result, engine.symbols.page_kinds);
        }
        if !modelled {
            let passed = self.unknown_call(receiver, args, Some(&text));
            result = result.and_labels(passed.labels());
        }
        for (id, source) in &info.sources {
            if !self.conditions(&source.conditions, receiver, args) {
                continue;
            }
            self.draft.reached(*id, here);
            self.log_use(symbol, LoggedWhat::Source(source.kind.0));
            let noun = self.noun_of_call(symbol, receiver, args, &source.text);
            let label = Label {
                origin: Origin::Source(here, source.kind.0, noun),
                cleaned: source.safe.0.into(),
                trace: Trace::source(here, &source.text),
                doubt: Doubt::None,
            };
            let models::SourceTarget::Call { to, .. } = &source.target else {
                continue;
            };
            // What comes from outside is surely no constant, though it may be: `os.getenv("MODE", "live")`.
            let is_result =
                |target: &Reference| matches!(target.base, Base::Result) && target.path.is_empty();
            if to.iter().any(is_result) && result.sure_constants().is_some() {
                result = result.join(&Value::Unknown);
            }
            for target in to {
                result = self.deliver(
                    target,
                    receiver,
                    args,
                    result,
                    Value::Unknown.and_labels(std::slice::from_ref(&label)),
                );
            }
        }
        result = self.guarded(symbol, receiver, args, result);
        result = self.looked_for(symbol, receiver, args, result);
        if !result.labels().is_empty() && result.identity() == 0 {
            let constants: Option<Vec<String>> = args
                .positional
                .iter()
                .map(|arg| arg.sure_constant().map(|constant| format!("{constant:?}")))
                .collect();
            let identity = match constants {
                Some(constants)
                    if args.keywords.is_empty()
                        && args.star.is_none()
                        && info.sources.is_empty() =>
                {
                    self.identity(IdentityKey::Call(symbol, receiver.identity(), constants))
                }
                _ => self.made_identity(),
            };
            result = result.identified(identity);
        }
        match info.builtin {
            Some(Builtin::Dumped) => self.note_dumped(&result, args),
            Some(builtin) => result = self.with_outside(builtin, receiver, args, result),
            None => {}
        }
        self.with_facts(result)
    }

    /// What `pass`, `clean`, `store` and `load` entries say of the call.
    fn pass_through(
        &mut self,
        symbol: SymbolId,
        receiver: &Value,
        args: &Args,
        mut result: Value,
    ) -> Value {
        let info = self.engine.symbols.info(symbol);
        let here = self.here();
        for (id, pass) in &info.passes {
            if !self.conditions(&pass.conditions, receiver, args) {
                continue;
            }
            self.draft.reached(*id, here);
            let mut value = Value::Bottom;
            let mut parts = Vec::new();
            for reference in &pass.from {
                parts.extend(self.argument(reference, receiver, args));
            }
            if pass.result == Some(PassAs::Joined) && args.star.is_none() {
                for part in self.path_parts(&parts) {
                    value = value.join(&part);
                }
            } else {
                for part in parts {
                    let part = match pass.result {
                        Some(PassAs::Same | PassAs::Copy) => part,
                        _ => {
                            let labels = self.deep(&part);
                            let carried = Value::labelled(labels);
                            let carried = match part.data().and_then(|data| data.prefix.clone()) {
                                Some(_) | None => carried,
                            };
                            match pass.result {
                                Some(PassAs::Resolved) => {
                                    self.add_aspect(carried, &part, Aspect::Resolved)
                                }
                                _ => carried,
                            }
                        }
                    };
                    value = value.join(&part);
                }
            }
            if value == Value::Bottom {
                continue;
            }
            let value = match pass.result {
                Some(PassAs::Number) => cleaned(&value, self.engine.symbols.numeric),
                Some(PassAs::Decoded) => {
                    let mut data = value.to_data();
                    for label in &mut data.labels {
                        label.cleaned = 0;
                    }
                    data.into()
                }
                Some(PassAs::Copy) => self.copied(&value),
                Some(PassAs::Resolved) => cleaned(&value, self.engine.symbols.option_kinds),
                Some(PassAs::Instance) => self.instance_filled(receiver, &value).unwrap_or(value),
                Some(PassAs::Same | PassAs::Joined) | None => value,
            };
            let value = self.stepped(&value, &What::Through(symbol));
            for target in &pass.to {
                let value = value.clone();
                if matches!(
                    pass.result,
                    Some(PassAs::Same | PassAs::Copy | PassAs::Instance)
                ) && matches!(target.base, Base::Result)
                    && target.path.is_empty()
                {
                    result = value;
                } else {
                    result = self.deliver(target, receiver, args, result, value);
                }
            }
        }
        for (id, clean) in &info.cleans {
            if !self.conditions(&clean.conditions, receiver, args) {
                continue;
            }
            self.draft.reached(*id, here);
            let mut value = Value::Bottom;
            for reference in &clean.from {
                for part in self.argument(reference, receiver, args) {
                    let labels = self.deep(&part);
                    value = value.join(&Value::labelled(labels));
                }
            }
            let value = cleaned(&value, clean.kinds.0.into());
            let value = self.stepped(&value, &What::Through(symbol));
            for target in &clean.to {
                result = self.deliver(target, receiver, args, result, value.clone());
            }
        }
        for (id, store) in &info.stores {
            if !self.conditions(&store.conditions, receiver, args) {
                continue;
            }
            self.draft.reached(*id, here);
            let key = self.store_key(&store.key, receiver, args);
            let mut value = Value::Bottom;
            for reference in &store.value {
                for part in self.argument(reference, receiver, args) {
                    value = value.join(&part);
                }
            }
            let value = self.stepped(&value, &What::Stored);
            for reference in &store.into {
                for target in self.argument(reference, receiver, args) {
                    match &key {
                        Some(key) => self.store(&target, key, &value),
                        None => self.store_any(&target, &value),
                    }
                }
            }
        }
        for (id, load) in &info.loads {
            if !self.conditions(&load.conditions, receiver, args) {
                continue;
            }
            self.draft.reached(*id, here);
            let key = self
                .store_key(&load.key, receiver, args)
                .unwrap_or(Key::Any);
            let mut value = Value::Bottom;
            for reference in &load.out {
                for target in self.argument(reference, receiver, args) {
                    value = value.join(&self.member(&target, &key));
                }
            }
            for reference in &load.default {
                for part in self.argument(reference, receiver, args) {
                    value = value.join(&part);
                }
            }
            let value = self.stepped(&value, &What::Through(symbol));
            for target in &load.to {
                if target.path.is_empty()
                    && matches!(target.base, Base::Result)
                    && result.objects().is_empty()
                {
                    result = if result == Value::Unknown {
                        value.clone()
                    } else {
                        result.join(&value)
                    };
                } else {
                    result = self.deliver(target, receiver, args, result, value.clone());
                }
            }
        }
        result
    }

    fn store_key(
        &mut self,
        levels: &[Vec<Reference>],
        receiver: &Value,
        args: &Args,
    ) -> Option<Key> {
        let mut text = String::new();
        for level in levels {
            let value = level.iter().find_map(|reference| {
                self.argument(reference, receiver, args).into_iter().next()
            })?;
            let constant = value.sure_constant()?;
            if let (Key::Index(_), true) = (key_of(constant), levels.len() == 1) {
                return Some(key_of(constant));
            }
            text.push_str(&crate::fold::display(constant)?);
            if levels.len() > 1 {
                text.push('\u{1}');
            }
        }
        Some(Key::Text(Arc::from(text)))
    }

    /// Puts what came out of a call where the model says.
    pub(super) fn deliver(
        &mut self,
        target: &Reference,
        receiver: &Value,
        args: &Args,
        result: Value,
        value: Value,
    ) -> Value {
        let labels = self.deep(&value);
        match target.base {
            Base::Result if target.path.is_empty() => {
                let mut result = result.and_labels(&labels);
                if let Some(aspect) = value.data().and_then(|data| data.aspect) {
                    result = result.with_aspect(aspect.0, aspect.1);
                }
                result
            }
            Base::Result => {
                let mut result = result;
                if !result
                    .objects()
                    .iter()
                    .any(|object| matches!(object, Object::Cell(_)))
                {
                    // `return[]`: a container with this inside.
                    let cell = self.allocate(Cell::new(CellKind::List));
                    result = cell.and_labels(result.labels());
                }
                self.deliver_at(&result.clone(), &target.path, &value);
                result
            }
            Base::Receiver => {
                if target.path.is_empty() {
                    self.taint_object(receiver, &labels);
                } else {
                    self.deliver_at(receiver, &target.path, &value);
                }
                result
            }
            Base::Position(_) | Base::From(_) | Base::Keyword(_) | Base::Keywords | Base::Every => {
                let bare = Reference::new(target.base.clone());
                for holder in self.argument(&bare, receiver, args) {
                    if target.path.is_empty() {
                        self.taint_object(&holder, &labels);
                    } else {
                        self.deliver_at(&holder, &target.path, &value);
                    }
                }
                result
            }
        }
    }

    fn taint_object(&mut self, holder: &Value, labels: &[Label]) {
        if labels.is_empty() {
            return;
        }
        let value = Value::Unknown.and_labels(labels);
        self.store_any(holder, &value);
        let identity = holder.identity();
        if identity != 0 {
            for register in &mut self.state.registers {
                if register.identity() == identity {
                    *register = register.and_labels(labels);
                }
            }
        }
    }

    fn deliver_at(&mut self, holder: &Value, path: &[Step], value: &Value) {
        let Some((last, front)) = path.split_last() else {
            return;
        };
        let mut holder = holder.clone();
        for step in front {
            let inner = match self.step_key(step) {
                Some(key) => self.member(&holder, &key),
                None => self.element(&holder),
            };
            holder = match self.step_key(last) {
                // `return[][1]`: pairs of which the second is this.
                Some(Key::Index(at @ 0..8)) if inner.objects().is_empty() => {
                    let width = usize::try_from(at).map_or(1, |at| at + 1);
                    let pair = Cell::sequence(CellKind::Tuple, vec![Value::Unknown; width]);
                    let pair = self.allocate(pair);
                    self.store_any(&holder, &pair);
                    pair
                }
                // `return[][]`: groups of what went in.
                Some(Key::Any) if inner.objects().is_empty() => {
                    let group = self.allocate(Cell::new(CellKind::List));
                    self.store_any(&holder, &group);
                    group
                }
                _ => inner,
            };
        }
        match self.step_key(last) {
            Some(Key::Any) | None => self.store_any(&holder, value),
            Some(key) => {
                // What is put there adds to what is there: a buffer is written more than once.
                let old = match holder.objects() {
                    [Object::Cell(id)] => self
                        .cell(*id)
                        .and_then(|cell| cell.fields.get(&key).cloned()),
                    _ => None,
                };
                let old = old.filter(|old| !self.is_untouched(old));
                let joined = old.map_or_else(|| value.clone(), |old| old.join(value));
                self.store(&holder, &key, &joined);
            }
        }
    }

    fn guarded(&mut self, symbol: SymbolId, receiver: &Value, args: &Args, result: Value) -> Value {
        let info = self.engine.symbols.info(symbol);
        let mut predicate = Predicate::default();
        for (id, guard) in &info.guards {
            self.draft.reached(*id, self.here());
            for reference in &guard.arg {
                for value in self.argument(reference, receiver, args) {
                    let characters = &self.engine.symbols.characters;
                    let refused = guard.refuses.as_deref();
                    let mask = crate::value::Mask::from(guard.kinds.0)
                        | refused.map_or(0, |text| characters.not_beginning(text));
                    let mut facts = self.subject_facts(&value, mask);
                    match guard.needs {
                        Some(PassAs::Resolved) => match value.data().and_then(|data| data.aspect) {
                            Some((of, Aspect::Resolved)) => facts.push((of, guard.kinds.0.into())),
                            _ => continue,
                        },
                        Some(_) => continue,
                        None => {}
                    }
                    match guard.when {
                        models::GuardWhen::True => predicate.if_true.extend(facts),
                        models::GuardWhen::False => predicate.if_false.extend(facts),
                        models::GuardWhen::Returns => {
                            for (identity, mask) in facts {
                                self.state.learn(identity, mask);
                            }
                        }
                    }
                }
            }
        }
        result.with_predicate(predicate)
    }

    /// What an operator does with a library object whose model says so: `Markup("<b>%s</b>") % x`.
    pub(super) fn library_operator(&mut self, op: BinOp, a: &Value, b: &Value) -> Option<Value> {
        let (plain, reflected) = match op {
            BinOp::Add => ("__add__", "__radd__"),
            BinOp::Mod => ("__mod__", "__rmod__"),
            BinOp::Mul => ("__mul__", "__rmul__"),
            BinOp::Div => ("__truediv__", "__rtruediv__"),
            BinOp::BitOr => ("__or__", "__ror__"),
            _ => return None,
        };
        self.operator_method(plain, a, b)
            .or_else(|| self.operator_method(reflected, b, a))
    }

    fn operator_method(&mut self, name: &str, receiver: &Value, other: &Value) -> Option<Value> {
        if receiver.objects().is_empty() {
            return None;
        }
        let name = self.engine.symbols.name(name)?;
        let method = receiver.objects().iter().find_map(|object| {
            let owner = match object {
                Object::Symbol(symbol) => *symbol,
                Object::Cell(id) => match self.cell(*id).map(|cell| &cell.kind) {
                    Some(CellKind::Library(symbol)) => *symbol,
                    _ => return None,
                },
                _ => return None,
            };
            let method = self.engine.symbols.attribute(owner, name)?;
            self.engine.symbols.info(method).modelled.then_some(method)
        })?;
        let args = Args::of(std::slice::from_ref(other));
        Some(self.call_symbol_on(method, receiver, &args, CallKind::Plain))
    }

    /// The labels of a whole as an item of it carries them: a model may say that less comes out.
    pub(super) fn item_through(
        &mut self,
        value: &Value,
        key: &Key,
        mut labels: SmallVec<[Label; 1]>,
    ) -> SmallVec<[Label; 1]> {
        for object in value.objects() {
            let owner = match object {
                Object::Symbol(symbol) => *symbol,
                Object::Cell(id) => match self.cell(*id).map(|cell| &cell.kind) {
                    Some(CellKind::Library(symbol)) => *symbol,
                    _ => continue,
                },
                _ => continue,
            };
            let item = match key {
                Key::Text(text) => self.engine.symbols.item(owner, Some(text)),
                _ => self.engine.symbols.item(owner, None),
            };
            if let Some(item) = item {
                labels = self.passed_on(item, labels);
            }
        }
        self.inside(labels, key)
    }
}

impl Value {
    /// The value as the receiver of a method: its labels, without the method's own name.
    pub(super) fn with_symbol_dropped(&self) -> Self {
        let Some(data) = self.data() else {
            return self.clone();
        };
        if data.objects.is_empty() {
            return self.clone();
        }
        let mut data = data.clone();
        data.objects
            .retain(|object| !matches!(object, Object::Symbol(_)));
        data.open = true;
        data.into()
    }
}
