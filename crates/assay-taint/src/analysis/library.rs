//! Calls of library functions, as their models describe them.

use std::sync::Arc;

use assay_models::{self as models, Base, Condition, Constant, PassAs, Reference, Step, Test};
use assay_python::ir::{BinOp, CallKind, Const};
use smallvec::SmallVec;

use super::call::Args;
use super::{Analysis, IdentityKey, cleaned};
use crate::solution::Literal;
use crate::state::{Cell, CellKind};
use crate::summary::{Pending, Registered, Returned, Seen};
use crate::symbols::SymbolId;
use crate::trace::{Trace, What};
use crate::value::{
    Aspect, CellId, Doubt, Key, Label, Mask, Object, Origin, Predicate, Value, key_of, truthy,
    types,
};

/// How many functions one registration may mean.
const REGISTERED: usize = 4;

impl Analysis<'_> {
    /// Calls a library function through a value that carries its receiver's labels.
    pub(super) fn call_symbol(&mut self, symbol: SymbolId, callee: &Value, args: &Args, kind: CallKind) -> Value {
        let receiver = callee.with_symbol_dropped();
        self.call_symbol_on(symbol, &receiver, args, kind)
    }

    /// Calls a library function or method.
    pub(super) fn call_symbol_on(&mut self, symbol: SymbolId, receiver: &Value, args: &Args, kind: CallKind) -> Value {
        let engine = self.engine;
        let info = engine.symbols.info(symbol);
        let text: Arc<str> = Arc::from(engine.symbols.text(symbol));
        let here = self.here();
        for alias in &info.aliases {
            self.draft.reached(*alias, here);
        }
        for (id, sink) in &info.sinks {
            if !self.conditions(&sink.conditions, receiver, args) {
                continue;
            }
            let models::SinkTarget::Call { arg, .. } = &sink.target else { continue };
            self.draft.reached(*id, here);
            for reference in arg {
                for value in self.sunk(sink, reference, receiver, args) {
                    self.check_sink(sink.kind.0, &value, &text, Doubt::None);
                }
            }
        }
        for watch in &info.call_watches {
            self.check_watch(*watch, &text, receiver, args);
        }
        for (id, exit) in &info.exits {
            if self.conditions(&exit.conditions, receiver, args) {
                self.draft.reached(*id, here);
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
        let made = engine.symbols.called(symbol);
        if let Some(made) = made {
            self.note_aliases(symbol, made);
        }
        let modelled = info.modelled || made.is_some_and(|made| !engine.symbols.is_bare(made));
        if kind == CallKind::Decorator
            && info.passes.is_empty()
            && let [function] = args.positional.as_slice()
        {
            return function.clone();
        }
        let mut result = match made {
            Some(made) if engine.symbols.info(made).stateful || !engine.symbols.info(made).entries.is_empty() => {
                let mut cell = Cell::new(CellKind::Library(made));
                if !engine.symbols.info(made).entries.is_empty() {
                    for (index, value) in (0..).zip(&args.positional) {
                        cell.fields.insert(Key::Index(index), value.clone());
                    }
                    for (name, value) in &args.keywords {
                        cell.fields.insert(Key::Attr(*name), value.clone());
                    }
                }
                self.add_parts(made, &mut cell);
                let value = self.allocate(cell);
                let read = self.symbol_value(made);
                value.and_labels(read.labels())
            }
            Some(made) => self.symbol_value(made),
            None => Value::Unknown,
        };
        result = self.pass_through(symbol, receiver, args, result);
        result = self.run_callbacks(symbol, receiver, args, result);
        if !modelled {
            let passed = self.unknown_call(receiver, args, Some(&text));
            result = result.and_labels(passed.labels());
        }
        for (id, source) in &info.sources {
            if !self.conditions(&source.conditions, receiver, args) {
                continue;
            }
            self.draft.reached(*id, here);
            let label = Label {
                origin: Origin::Source(here, source.kind.0, Arc::clone(&source.text)),
                cleaned: source.safe.0.into(),
                trace: Trace::source(here, &source.text),
                doubt: Doubt::None,
            };
            let models::SourceTarget::Call { to, .. } = &source.target else { continue };
            if to.is_empty() {
                // What comes from outside is surely no constant, though it may be: `os.getenv("MODE", "live")`.
                if result.sure_constants().is_some() {
                    result = result.join(&Value::Unknown);
                }
                result = result.and_labels(&[label]);
                continue;
            }
            for target in to {
                result = self.deliver(target, receiver, args, result, Value::Unknown.and_labels(std::slice::from_ref(&label)));
            }
        }
        result = self.guarded(symbol, receiver, args, result);
        if !result.labels().is_empty() && result.identity() == 0 {
            let constants: Option<Vec<String>> = args
                .positional
                .iter()
                .map(|arg| arg.sure_constant().map(|constant| format!("{constant:?}")))
                .collect();
            let identity = match constants {
                Some(constants) if args.keywords.is_empty() && args.star.is_none() && info.sources.is_empty() => {
                    self.identity(IdentityKey::Call(symbol, receiver.identity(), constants))
                }
                _ => self.made_identity(),
            };
            result = result.identified(identity);
        }
        self.with_facts(result)
    }

    /// What a sink takes: of a list, what stands before a constant that ends it.
    fn sunk(&mut self, sink: &models::Sink, reference: &Reference, receiver: &Value, args: &Args) -> SmallVec<[Value; 2]> {
        let ends = |value: &Value| value.sure_text().is_some_and(|text| sink.until.contains(text));
        if !sink.until.is_empty() {
            if let (Base::From(first), []) = (&reference.base, reference.path.as_slice()) {
                let given = args.positional.iter().skip(*first as usize);
                if let Some(end) = given.clone().position(ends) {
                    return given.take(end).cloned().collect();
                }
            }
            if let Some((Step::From(first), front)) = reference.path.split_last() {
                let list = Reference { base: reference.base.clone(), path: front.to_vec() };
                for value in self.argument(&list, receiver, args) {
                    let [Object::Cell(id)] = value.objects() else { continue };
                    let Some(cell) = self.cell(*id) else { continue };
                    let known = cell.fields.iter().filter(|(key, _)| matches!(key, Key::Index(at) if *at >= i64::from(*first)));
                    if let Some(end) = known.clone().position(|(_, value)| ends(value)) {
                        return known.take(end).map(|(_, value)| value.clone()).collect();
                    }
                }
            }
        }
        let mut values = self.argument(reference, receiver, args);
        if let (Base::From(first), []) = (&reference.base, reference.path.as_slice()) {
            self.convert(&mut values, args.positional.len().saturating_sub(*first as usize));
        }
        values
    }

    /// Arguments behind a template (`"… %r …", name`), as its conversions write them.
    fn convert(&mut self, values: &mut [Value], positional: usize) {
        let Some((template, rest)) = values.split_first_mut() else { return };
        let Some(conversions) = template.sure_text().and_then(|text| crate::fold::conversions(text)) else { return };
        for (value, conversion) in rest.iter_mut().take(positional.saturating_sub(1)).zip(conversions) {
            match conversion {
                'r' | 'a' => *value = self.quoted(value),
                's' => {}
                _ => *value = cleaned(value, self.engine.symbols.numeric),
            }
        }
    }

    /// What `pass`, `clean`, `store` and `load` entries say of the call.
    fn pass_through(&mut self, symbol: SymbolId, receiver: &Value, args: &Args, mut result: Value) -> Value {
        let info = self.engine.symbols.info(symbol);
        let here = self.here();
        for (id, pass) in &info.passes {
            if !self.conditions(&pass.conditions, receiver, args) {
                continue;
            }
            self.draft.reached(*id, here);
            let mut value = Value::Bottom;
            for reference in &pass.from {
                for part in self.argument(reference, receiver, args) {
                    let part = match pass.result {
                        Some(PassAs::Same | PassAs::Copy) => part,
                        _ => {
                            let labels = self.deep(&part);
                            let carried = Value::labelled(labels);
                            let carried = match part.data().and_then(|data| data.prefix.clone()) {
                                Some(_) | None => carried,
                            };
                            match pass.result {
                                Some(PassAs::Resolved) => self.add_aspect(carried, &part, Aspect::Resolved),
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
                Some(PassAs::Same | PassAs::Resolved) | None => value,
            };
            let value = self.stepped(&value, &What::Through(symbol));
            for target in &pass.to {
                let value = value.clone();
                if matches!(pass.result, Some(PassAs::Same | PassAs::Copy)) && matches!(target.base, Base::Result) && target.path.is_empty() {
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
            let key = self.store_key(&load.key, receiver, args).unwrap_or(Key::Any);
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
                if target.path.is_empty() && matches!(target.base, Base::Result) && result.objects().is_empty() {
                    result = if result == Value::Unknown { value.clone() } else { result.join(&value) };
                } else {
                    result = self.deliver(target, receiver, args, result, value.clone());
                }
            }
        }
        result
    }

    fn store_key(&mut self, levels: &[Vec<Reference>], receiver: &Value, args: &Args) -> Option<Key> {
        let mut text = String::new();
        for level in levels {
            let value = level
                .iter()
                .find_map(|reference| self.argument(reference, receiver, args).into_iter().next())?;
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
    fn deliver(&mut self, target: &Reference, receiver: &Value, args: &Args, result: Value, value: Value) -> Value {
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
                if !result.objects().iter().any(|object| matches!(object, Object::Cell(_))) {
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
        let Some((last, front)) = path.split_last() else { return };
        let mut holder = holder.clone();
        for step in front {
            holder = match self.step_key(step) {
                Some(key) => self.member(&holder, &key),
                None => self.element(&holder),
            };
        }
        match self.step_key(last) {
            Some(Key::Any) | None => self.store_any(&holder, value),
            Some(key) => {
                // What is put there adds to what is there: a buffer is written more than once.
                let old = match holder.objects() {
                    [Object::Cell(id)] => self.cell(*id).and_then(|cell| cell.fields.get(&key).cloned()),
                    _ => None,
                };
                let old = old.filter(|old| !self.is_untouched(old));
                let joined = old.map_or_else(|| value.clone(), |old| old.join(value));
                self.store(&holder, &key, &joined);
            }
        }
    }

    fn step_key(&self, step: &Step) -> Option<Key> {
        match step {
            Step::Attr(name) => Some(match self.engine.symbols.name(name) {
                Some(name) => Key::Attr(name),
                None => Key::Text(Arc::clone(name)),
            }),
            Step::Item(Some(text)) => Some(Key::Text(Arc::clone(text))),
            Step::Index(at) => Some(Key::Index(i64::from(*at))),
            Step::Item(None) => Some(Key::Any),
            Step::AnyAttr | Step::Call | Step::From(_) => None,
        }
    }

    /// The values that a reference means in this call.
    pub(super) fn argument(&mut self, reference: &Reference, receiver: &Value, args: &Args) -> SmallVec<[Value; 2]> {
        let mut values: SmallVec<[Value; 2]> = SmallVec::new();
        match &reference.base {
            Base::Position(at) => match args.positional.get(*at as usize) {
                Some(value) => values.push(value.clone()),
                None => match &args.sequence {
                    Some(sequence) => {
                        let at = i64::from(*at).saturating_sub(i64::try_from(args.positional.len()).unwrap_or(0));
                        values.push(self.member(sequence, &Key::Index(at)));
                    }
                    None => values.extend(args.star.clone()),
                },
            },
            Base::Keyword(name) => {
                let named = self.engine.symbols.name(name).and_then(|name| args.keyword(name));
                match named {
                    Some(value) => values.push(value.clone()),
                    None => match &args.mapping {
                        Some(mapping) => values.push(self.member(mapping, &Key::Text(Arc::clone(name)))),
                        None => values.extend(args.double_star.clone()),
                    },
                }
            }
            Base::Receiver => values.push(receiver.clone()),
            Base::From(first) => {
                values.extend(args.positional.iter().skip(*first as usize).cloned());
                values.extend(args.star.clone());
            }
            Base::Keywords => {
                values.extend(args.keywords.iter().map(|(_, value)| value.clone()));
                values.extend(args.double_star.clone());
            }
            Base::Every => values.extend(args.all().cloned()),
            Base::Result => {}
        }
        for step in &reference.path {
            let mut next: SmallVec<[Value; 2]> = SmallVec::new();
            for value in &values {
                // A text, and what nothing is known of, is no list of arguments: it is its own first item.
                let text = value.types() & (types::STR | types::BYTES | types::NUMBER) != 0;
                let opaque = !value.objects().iter().any(|o| matches!(o, Object::Cell(_) | Object::Root(_)));
                if (text || opaque) && (*step == Step::Index(0) || *step == Step::Item(None) && !value.labels().is_empty()) {
                    // What is found out of one item says nothing of the whole.
                    let whole = text || value.identity() == 0 || value.labels().is_empty();
                    let item = if whole {
                        value.clone()
                    } else {
                        let item = self.with_facts(value.clone());
                        let identity = self.made_identity();
                        item.identified(identity)
                    };
                    next.push(item);
                    continue;
                }
                if text && !matches!(step, Step::Attr(_)) || opaque && matches!(step, Step::From(_)) {
                    continue;
                }
                match step {
                    Step::From(first) => match self.elements(value) {
                        Some(elements) => next.extend(elements.into_iter().skip(*first as usize)),
                        None => {
                            let element = self.element(value);
                            next.push(element);
                        }
                    },
                    Step::Index(at) => match self.elements(value) {
                        Some(elements) => next.extend(elements.get(*at as usize).cloned()),
                        None if value.objects().iter().any(|o| matches!(o, Object::Cell(_) | Object::Root(_))) => {
                            let item = self.member(value, &Key::Index(i64::from(*at)));
                            next.push(item);
                        }
                        None => {}
                    },
                    Step::Item(None) => {
                        if value.objects().is_empty() && value.labels().is_empty() {
                            continue;
                        }
                        let item = self.member(value, &Key::Any);
                        next.push(item);
                    }
                    Step::Item(Some(text)) => {
                        let item = self.member(value, &Key::Text(Arc::clone(text)));
                        next.push(item);
                    }
                    Step::Attr(_) => {
                        if let Some(key) = self.step_key(step) {
                            let held = match value.objects() {
                                [Object::Cell(id)] => self.cell(*id).and_then(|cell| cell.fields.get(&key).cloned()),
                                [Object::Root(_), ..] | [_, Object::Root(_), ..] => Some(self.member(value, &key)),
                                _ => None,
                            };
                            next.extend(held);
                        }
                    }
                    Step::AnyAttr | Step::Call => {}
                }
            }
            values = next;
        }
        values.into_iter().map(|value| self.with_facts(value)).collect()
    }

    /// True if all of `when` surely hold and none of `unless` may.
    pub(super) fn conditions(&mut self, conditions: &models::Conditions, receiver: &Value, args: &Args) -> bool {
        conditions.when.iter().all(|condition| self.holds(condition, receiver, args))
            && !conditions.unless.iter().any(|condition| self.holds(condition, receiver, args))
    }

    /// True if a condition surely holds.
    pub(super) fn holds(&mut self, condition: &Condition, receiver: &Value, args: &Args) -> bool {
        let mut value = None;
        for reference in &condition.arg {
            // Spread arguments may hold anything.
            let found = self.argument(reference, receiver, args).into_iter().reduce(|a, b| a.join(&b));
            if found.is_some() {
                value = found;
                break;
            }
        }
        let Some(value) = value else {
            return match &condition.test {
                Test::Missing | Test::Off | Test::Not(_) => args.double_star.is_none(),
                _ => false,
            };
        };
        match &condition.test {
            // What is spread may be anything, so it is not surely given.
            Test::Given => {
                let names = &self.engine.symbols;
                return condition.arg.iter().any(|reference| match &reference.base {
                    Base::Position(at) => args.positional.len() > *at as usize,
                    Base::Keyword(name) => names.name(name).is_some_and(|name| args.keyword(name).is_some()),
                    Base::From(_) | Base::Receiver | Base::Keywords | Base::Every | Base::Result => true,
                });
            }
            Test::Missing => return false,
            Test::Type(path) => return self.has_type(&value, path),
            Test::Overrides(method) => return self.overrides(&value, method),
            _ => {}
        }
        let Some(constants) = value.sure_constants() else {
            self.care(&value);
            return false;
        };
        constants.iter().all(|(constant, _)| test(&condition.test, constant))
    }

    /// True for an instance of a project class that has a method of its own under this name.
    fn overrides(&mut self, value: &Value, method: &str) -> bool {
        self.care(value);
        let Some(name) = self.engine.symbols.name(method) else { return false };
        value.objects().iter().any(|object| {
            let class = match object {
                Object::Cell(id) => match self.cell(*id).map(|cell| &cell.kind) {
                    Some(CellKind::Instance(class)) => Some(*class),
                    _ => None,
                },
                Object::Root(path) => self.root_class(path),
                _ => None,
            };
            class.is_some_and(|class| matches!(self.engine.method_of(class, name), Some(crate::engine::Member::Value(_))))
        })
    }

    fn has_type(&mut self, value: &Value, path: &models::Path) -> bool {
        let Some(wanted) = self.engine.symbols.path(path) else { return false };
        let called = self.engine.symbols.called(wanted);
        let data = value.data();
        if data.is_some_and(|data| data.open) && value.objects().is_empty() {
            self.care(value);
        }
        value.objects().iter().any(|object| {
            let symbol = match object {
                Object::Symbol(symbol) => *symbol,
                Object::Cell(id) => match self.cell(*id).map(|cell| &cell.kind) {
                    Some(CellKind::Library(symbol)) => *symbol,
                    _ => return false,
                },
                _ => return false,
            };
            self.engine.symbols.is_a(symbol, wanted)
                || called.is_some_and(|called| self.engine.symbols.is_a(symbol, called))
        })
    }

    /// Records what of a value reaches a sink.
    pub(super) fn check_sink(&mut self, kind: u8, value: &Value, text: &Arc<str>, doubt: Doubt) {
        let here = self.here();
        let bit: Mask = 1 << (kind & 63);
        if self.engine.literal_kinds & bit != 0 {
            self.check_literal(kind, value);
        }
        for label in self.deep(value) {
            if !self.engine.symbols.harms(&label, kind) {
                continue;
            }
            let pending = Pending {
                kind,
                sink: here,
                function: self.function,
                text: Arc::clone(text),
                trace: label.trace.step(here, What::Sink(Arc::clone(text))),
                doubt: label.doubt.max(doubt),
            };
            self.reach(pending, &label.origin);
        }
    }

    fn check_literal(&mut self, kind: u8, value: &Value) {
        self.care(value);
        let sink = self.here();
        for (constant, span) in value.constants().to_vec() {
            let text = match &constant {
                Const::Str(text) => text.to_string(),
                Const::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                _ => continue,
            };
            if text.is_empty() {
                continue;
            }
            let literal = Literal {
                to: self.engine.symbols.models.kinds().sink_name(models::SinkKind(kind)).to_owned(),
                span: span.unwrap_or(sink),
                sink,
                value: text,
                function: self.function,
            };
            if !self.draft.literals.iter().any(|known| known.span == literal.span && known.to == literal.to) {
                self.draft.literals.push(literal);
            }
        }
    }

    fn check_watch(&mut self, index: u32, name: &str, receiver: &Value, args: &Args) {
        let Some(watch) = self.engine.symbols.watches.get(index as usize) else { return };
        let holds = watch.when.iter().all(|condition| self.holds(condition, receiver, args))
            && !watch.unless.iter().any(|condition| self.holds(condition, receiver, args));
        if !holds {
            return;
        }
        let mut arguments = Vec::new();
        for (index, value) in args.positional.iter().enumerate() {
            arguments.push((index.to_string(), value.sure_constant().and_then(crate::fold::display)));
        }
        for (key, value) in &args.keywords {
            let key = self.engine.symbols.name_text(*key).to_string();
            arguments.push((key, value.sure_constant().and_then(crate::fold::display)));
        }
        let seen = Seen { watch: watch.id, span: self.here(), name: name.to_owned(), arguments, function: self.function };
        if !self.draft.seen.contains(&seen) {
            self.draft.seen.push(seen);
        }
    }

    /// Looks at an assignment to an attribute or item of a library object.
    pub(super) fn check_write(&mut self, target: &Value, key: &Key, key_value: Option<&Value>, value: &Value) {
        if target.objects().iter().any(|object| matches!(object, Object::Root(_))) {
            self.care(target);
        }
        for object in target.objects().to_vec() {
            let symbol = match &object {
                Object::Symbol(symbol) => *symbol,
                Object::Cell(id) => match self.cell(*id).map(|cell| cell.kind.clone()) {
                    Some(CellKind::Library(symbol)) => symbol,
                    Some(CellKind::Instance(class)) => match self.engine.library_base(class) {
                        Some(symbol) => symbol,
                        None => continue,
                    },
                    _ => continue,
                },
                Object::Root(path) => match self.root_class(path).and_then(|class| self.engine.library_base(class)) {
                    Some(symbol) => symbol,
                    None => continue,
                },
                _ => continue,
            };
            let place = match key {
                Key::Attr(name) => self.engine.symbols.attribute(symbol, *name),
                Key::Text(text) => self.engine.symbols.item(symbol, Some(text)),
                _ => self.engine.symbols.item(symbol, None),
            };
            let Some(place) = place else { continue };
            self.note_aliases(symbol, place);
            let info = self.engine.symbols.info(place);
            // What holds for any item holds for this one too.
            let any = match key {
                Key::Text(_) => self.engine.symbols.item(symbol, None).filter(|any| *any != place),
                _ => None,
            };
            let any = any.map_or(&[][..], |any| self.engine.symbols.info(any).writes.as_slice());
            let more = any.iter().filter(|(_, sink)| info.writes.iter().all(|(_, own)| own.kind != sink.kind));
            let names = &self.engine.symbols.names;
            let mut args = Args { keywords: vec![(names.value, value.clone())], ..Args::default() };
            if let Some(key) = key_value {
                args.keywords.push((names.key, key.clone()));
            }
            let text: Arc<str> = Arc::from(self.engine.symbols.text(place));
            let here = self.here();
            for (id, sink) in info.writes.iter().chain(more) {
                if !self.conditions(&sink.conditions, target, &args) {
                    continue;
                }
                let models::SinkTarget::Write { part, .. } = &sink.target else { continue };
                self.draft.reached(*id, here);
                match part {
                    models::Part::Value => self.check_sink(sink.kind.0, value, &text, Doubt::None),
                    models::Part::Key => {
                        if let Some(key) = key_value {
                            self.check_sink(sink.kind.0, key, &text, Doubt::None);
                        }
                    }
                }
            }
            for watch in &info.write_watches {
                self.check_watch(*watch, &text, target, &args);
            }
        }
    }

    /// Registers functions that a framework will call; gives the function back, as a decorator does.
    fn check_entries(&mut self, symbol: SymbolId, receiver: &Value, args: &Args) -> Option<Value> {
        let info = self.engine.symbols.info(symbol);
        if info.entries.is_empty() {
            return None;
        }
        let mut given = None;
        for (id, entry) in &info.entries {
            // What is said of the result holds when the function has run.
            let first = |condition: &&Condition| !crate::symbols::speaks_of_result(condition);
            if !entry.conditions.when.iter().filter(first).all(|condition| self.holds(condition, receiver, args))
                || entry.conditions.unless.iter().filter(first).any(|condition| self.holds(condition, receiver, args))
            {
                continue;
            }
            let only = self.engine.symbols.result_types(&entry.conditions);
            let types: Vec<SymbolId> = entry.types.iter().filter_map(|path| self.engine.symbols.path(path)).collect();
            let models::EntryTarget::Call { function, path } = &entry.target else { continue };
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
                    self.argument(reference, receiver, args).into_iter().next()?
                };
                value.sure_text().cloned()
            });
            for reference in function {
                for value in self.argument(reference, receiver, args) {
                    let value = self.force(&value);
                    for object in value.objects() {
                        if let (Object::Class(class), Some(route)) = (object, &route) {
                            self.draft.class_routes.push((*class, Arc::clone(route)));
                        }
                    }
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

    /// The project functions behind a value, also inside wrappers that decorators made.
    fn functions_in(&self, value: &Value) -> Vec<assay_python::FunctionRef> {
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
                            queue.extend(cell.fields.iter().filter(|(key, _)| **key != Key::Env).map(|(_, value)| value.clone()));
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
                    Object::Deferred(deferred) => queue.extend(deferred.args.iter().cloned()),
                    _ => {}
                }
            }
        }
        functions
    }

    fn run_callbacks(&mut self, symbol: SymbolId, receiver: &Value, args: &Args, mut result: Value) -> Value {
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
                inner.positional.push(if value == Value::Bottom { Value::Unknown } else { value });
            }
            if let Some(first) = callback.rest {
                inner.positional.extend(args.positional.iter().skip(first as usize).cloned());
                inner.keywords.extend(args.keywords.iter().cloned());
                inner.star = args.star.clone();
                inner.double_star = args.double_star.clone();
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
                                Key::Text(text) => Some((engine.symbols.name(text)?, value.clone())),
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
                            Some(name) => self.call_method(&function, None, name, &inner, CallKind::Plain),
                            None => continue,
                        },
                        None if function.objects().is_empty() => continue,
                        None => self.call(&function, &inner, CallKind::Plain),
                    };
                    self.dead = dead;
                    if let Some(target) = &callback.result {
                        if target.path.is_empty() && matches!(target.base, Base::Result) && result == Value::Unknown {
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

    fn deliver_result(&mut self, target: &Reference, receiver: &Value, args: &Args, result: Value, value: Value) -> Value {
        if matches!(target.base, Base::Result) && matches!(target.path.as_slice(), [Step::Item(None)]) && result == Value::Unknown {
            let mut cell = Cell::new(CellKind::Generator);
            cell.rest = value;
            return self.allocate(cell);
        }
        self.deliver(target, receiver, args, result, value)
    }

    fn guarded(&mut self, symbol: SymbolId, receiver: &Value, args: &Args, result: Value) -> Value {
        let info = self.engine.symbols.info(symbol);
        let mut predicate = Predicate::default();
        for (id, guard) in &info.guards {
            self.draft.reached(*id, self.here());
            for reference in &guard.arg {
                for value in self.argument(reference, receiver, args) {
                    let mut facts = self.subject_facts(&value, guard.kinds.0.into());
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

    /// Sinks that a method name alone suggests, where the receiver's name agrees.
    pub(super) fn doubted_sinks(&mut self, receiver: &Value, register: Option<assay_python::ir::Reg>, name: assay_python::Name, args: &Args) -> bool {
        let Some(sinks) = self.engine.symbols.unknown_sinks.get(&name) else { return false };
        let Some(held) = register.and_then(|register| self.receiver_name(register)) else { return false };
        let mut found = false;
        for (id, sink) in sinks {
            let models::SinkTarget::Call { callee, arg } = &sink.target else { continue };
            if !callee.receiver.iter().any(|known| *known == held || held.ends_with(&format!("_{known}"))) {
                continue;
            }
            if !self.conditions(&sink.conditions, receiver, args) {
                continue;
            }
            self.draft.reached(*id, self.here());
            let text: Arc<str> = Arc::from(format!("{held}.{}", self.engine.symbols.name_text(name)));
            for reference in arg {
                for value in self.argument(reference, receiver, args) {
                    self.check_sink(sink.kind.0, &value, &text, Doubt::Unmodelled);
                }
            }
            found = true;
        }
        found
    }

    /// What a method name alone suggests to come from outside, where the receiver's name agrees.
    pub(super) fn doubted_source(
        &mut self,
        receiver: &Value,
        register: Option<assay_python::ir::Reg>,
        name: assay_python::Name,
        args: &Args,
    ) -> Option<Value> {
        let sources = self.engine.symbols.unknown_sources.get(&name)?;
        let held = self.receiver_name(register?)?;
        let here = self.here();
        let mut result: Option<Value> = None;
        for (id, source) in sources {
            let models::SourceTarget::Call { callee, .. } = &source.target else { continue };
            let named = callee.receiver.iter().any(|known| *known == held || held.ends_with(&format!("_{known}")));
            if !named || !self.conditions(&source.conditions, receiver, args) {
                continue;
            }
            self.draft.reached(*id, here);
            let label = Label {
                origin: Origin::Source(here, source.kind.0, Arc::clone(&source.text)),
                cleaned: Mask::from(source.safe.0),
                trace: Trace::source(here, &source.text),
                doubt: Doubt::NameOnly,
            };
            result = Some(result.unwrap_or(Value::Unknown).and_labels(&[label]));
        }
        let identity = self.made_identity();
        result.map(|value| value.identified(identity))
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
        self.operator_method(plain, a, b).or_else(|| self.operator_method(reflected, b, a))
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
    pub(super) fn item_through(&mut self, value: &Value, key: &Key, mut labels: SmallVec<[Label; 1]>) -> SmallVec<[Label; 1]> {
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
        labels
    }

    /// Labels that come through reading `part`, as its model says.
    pub(super) fn passed_on(&mut self, part: SymbolId, mut labels: SmallVec<[Label; 1]>) -> SmallVec<[Label; 1]> {
        let symbols = &self.engine.symbols;
        let info = symbols.info(part);
        let here = self.here();
        for (id, pass) in info.passes.iter().filter(|(_, pass)| matches!(pass.target, models::Through::Read(_))) {
            self.draft.reached(*id, here);
            if pass.from.is_empty() {
                labels.clear();
            }
            for label in &mut labels {
                match pass.result {
                    Some(PassAs::Number) => label.cleaned |= symbols.numeric,
                    Some(PassAs::Decoded) => label.cleaned = 0,
                    Some(PassAs::Same | PassAs::Copy | PassAs::Resolved) | None => {}
                }
            }
        }
        for (id, clean) in info.cleans.iter().filter(|(_, clean)| matches!(clean.target, models::Through::Read(_))) {
            self.draft.reached(*id, here);
            for label in &mut labels {
                label.cleaned |= Mask::from(clean.kinds.0);
            }
        }
        labels
    }

    /// The headers of a response, which remember what is put into them.
    fn add_parts(&mut self, made: SymbolId, cell: &mut Cell) {
        let engine = self.engine;
        for (_, response) in &engine.symbols.info(made).responses {
            for path in response.content_type.iter().filter(|path| path.len() > 1) {
                let Some(first) = path.first() else { continue };
                let Some(key) = self.step_key(first) else { continue };
                let Key::Attr(name) = key else { continue };
                let Some(part) = engine.symbols.attribute(made, name) else { continue };
                if engine.symbols.info(part).stateful && !cell.fields.contains_key(&key) {
                    let part = self.allocate(Cell::new(CellKind::Library(part)));
                    cell.fields.insert(key, part);
                }
            }
        }
    }

    /// True for a part of a library object into which nothing was put.
    fn is_untouched(&self, value: &Value) -> bool {
        let [Object::Cell(id)] = value.objects() else { return false };
        self.cell(*id).is_some_and(|cell| {
            matches!(cell.kind, CellKind::Library(_)) && cell.fields.is_empty() && cell.rest == Value::Bottom
        })
    }

    /// A part of an object with state that has state of its own: it is made when it is first looked at.
    pub(super) fn kept_part(&mut self, owner: CellId, key: &Key, value: Value) -> Value {
        let [Object::Symbol(symbol)] = value.objects() else { return value };
        if !self.engine.symbols.info(*symbol).stateful || owner.is_static() || self.cell(owner).is_none_or(|cell| cell.many) {
            return value;
        }
        let part = self.allocate(Cell::new(CellKind::Library(*symbol)));
        if let Some(cell) = self.cell_mut(owner) {
            cell.fields.insert(key.clone(), part.clone());
        }
        part.and_labels(value.labels())
    }

    /// Keeps what a function returns that could be the body of a page.
    pub(super) fn check_returned(&mut self, value: &Value) {
        let mut pages = Vec::new();
        self.page_labels(value, None, &mut pages, 0);
        let here = self.here();
        for (label, carrier) in pages {
            self.draft.returns(Returned { span: here, label, carrier, header: None });
        }
        for object in value.objects() {
            if let Object::Cell(id) = object
                && let Some(cell) = self.cell(*id)
                && cell.kind == CellKind::Tuple
                && let Some(elements) = cell.elements()
            {
                for part in elements.iter().skip(1) {
                    self.check_returned_headers(part);
                }
            }
        }
    }

    /// `return body, 200, {"X-Title": title}`: what goes into the headers.
    fn check_returned_headers(&mut self, headers: &Value) {
        let [Object::Cell(id)] = headers.objects() else { return };
        let Some(cell) = self.cell(*id).cloned() else { return };
        if cell.kind != CellKind::Dict {
            return;
        }
        let engine = self.engine;
        let Some(part) = engine.symbols.header_parts.first() else { return };
        let span = self.here();
        for (key, value) in &cell.fields {
            let Key::Text(name) = key else { continue };
            let Some(place) = engine.symbols.item(*part, Some(name)) else { continue };
            for (_, sink) in &engine.symbols.info(place).writes {
                if !matches!(sink.target, models::SinkTarget::Write { part: models::Part::Value, .. }) {
                    continue;
                }
                for label in self.deep(value) {
                    self.draft.returns(Returned { span, label, carrier: None, header: Some(sink.kind.0) });
                }
            }
        }
    }

    fn page_labels(&mut self, value: &Value, carrier: Option<SymbolId>, pages: &mut Vec<(Label, Option<SymbolId>)>, depth: u32) {
        if depth > 3 || value.types() & (types::NUMBER | types::DICT) != 0 {
            return;
        }
        let value = &self.with_facts(value.clone());
        let mut objects = false;
        for object in value.objects() {
            match object {
                Object::Cell(id) => {
                    objects = true;
                    let Some(cell) = self.cell(*id).cloned() else { continue };
                    match &cell.kind {
                        CellKind::Tuple => {
                            if let Some(elements) = cell.elements()
                                && let Some((body, rest)) = elements.split_first()
                            {
                                if rest.iter().any(|part| self.says_other_type(part)) {
                                    continue;
                                }
                                self.page_labels(body, carrier, pages, depth + 1);
                            }
                        }
                        CellKind::Generator => {
                            let element = cell.everything();
                            self.page_labels(&element, carrier, pages, depth + 1);
                        }
                        CellKind::Library(symbol) => {
                            let single = Value::object(object.clone());
                            self.response_labels(*symbol, &single, pages, depth);
                        }
                        _ => {}
                    }
                }
                Object::Symbol(symbol) if !self.engine.symbols.info(*symbol).responses.is_empty() => objects = true,
                // A mapping is made into JSON.
                Object::Symbol(symbol)
                    if self.engine.symbols.mapping_class.is_some_and(|class| self.engine.symbols.is_a(*symbol, class)) =>
                {
                    objects = true;
                    let here = self.here();
                    for alias in self.engine.symbols.aliases_of(*symbol) {
                        self.draft.reached(alias, here);
                    }
                }
                _ => {}
            }
        }
        if !objects {
            pages.extend(value.labels().iter().map(|label| (label.clone(), carrier)));
        }
    }

    fn response_labels(&mut self, symbol: SymbolId, value: &Value, pages: &mut Vec<(Label, Option<SymbolId>)>, depth: u32) {
        let engine = self.engine;
        for (id, response) in &engine.symbols.info(symbol).responses {
            self.draft.reached(*id, self.here());
            let held = |analysis: &mut Self, path: &[Step]| {
                let reference = Reference { base: Base::Receiver, path: path.to_vec() };
                analysis.argument(&reference, value, &Args::default()).into_iter().reduce(|a, b| a.join(&b))
            };
            let other = response.content_type.iter().any(|path| {
                let said = match path.split_last() {
                    Some((Step::Item(Some(name)), front)) => {
                        held(self, front).and_then(|headers| self.header(&headers, name)).or_else(|| held(self, path))
                    }
                    _ => held(self, path),
                };
                said.is_some_and(|value| {
                    value.sure_constants().is_some_and(|constants| {
                        constants.iter().all(|(constant, _)| match constant {
                            Const::Str(text) => !is_html(text),
                            _ => false,
                        })
                    })
                })
            });
            if other {
                continue;
            }
            if let Some(body) = held(self, &response.body) {
                self.page_labels(&body, Some(symbol), pages, depth + 1);
            }
        }
    }

    /// True for a mapping of headers that says the body is not a page.
    fn says_other_type(&mut self, headers: &Value) -> bool {
        let value = self.header(headers, "Content-Type");
        value.as_ref().and_then(Value::sure_text).is_some_and(|text| !is_html(text))
    }

    /// What a mapping has under the name of a header, in whatever case.
    fn header(&self, headers: &Value, name: &str) -> Option<Value> {
        let [Object::Cell(id)] = headers.objects() else { return None };
        let cell = self.cell(*id)?;
        let value = cell.fields.iter().find_map(|(key, value)| match key {
            Key::Text(text) if text.eq_ignore_ascii_case(name) => Some(value),
            _ => None,
        })?;
        Some(if headers.data()?.open { value.join(&Value::Unknown) } else { value.clone() })
    }
}

/// Content types that a browser runs scripts of.
fn is_html(content_type: &str) -> bool {
    let lower = content_type.to_ascii_lowercase();
    ["html", "svg", "xml"].iter().any(|kind| lower.contains(kind))
}

fn same(constant: &Const, wanted: &Constant, fold_case: bool) -> bool {
    match (constant, wanted) {
        (Const::Bool(a), Constant::Bool(b)) => a == b,
        (Const::Int(a), Constant::Int(b)) => a == b,
        (Const::Number(a), Constant::Float(b)) => a.parse::<f64>().is_ok_and(|a| (a - b).abs() < f64::EPSILON),
        (Const::Str(a), Constant::Text(b)) if fold_case => a.eq_ignore_ascii_case(b),
        (Const::Str(a), Constant::Text(b)) => **a == **b,
        (Const::None, Constant::Text(b)) => b == "None",
        _ => false,
    }
}

fn test(test: &Test, constant: &Const) -> bool {
    let text = match constant {
        Const::Str(text) => Some(&**text),
        _ => None,
    };
    match test {
        Test::Is(wanted) => same(constant, wanted, false),
        Test::Not(wanted) => !same(constant, wanted, false),
        Test::Given => true,
        Test::Missing | Test::Type(_) | Test::Overrides(_) => false,
        Test::Truthy => truthy(constant),
        Test::Falsy | Test::Off => !truthy(constant),
        Test::In(list) => list.iter().any(|wanted| same(constant, wanted, true)),
        Test::Literal => match constant {
            Const::Str(text) => !text.is_empty(),
            Const::Bytes(bytes) => !bytes.is_empty(),
            _ => false,
        },
        Test::Below(limit) => matches!(constant, Const::Int(value) if value < limit),
        Test::Bits(bits) => matches!(constant, Const::Int(value) if value & bits != 0),
        Test::Prefix(prefix) => text.is_some_and(|text| text.starts_with(&**prefix)),
        Test::Contains(part) => text.is_some_and(|text| text.contains(&**part)),
        Test::Matches(pattern) => text.is_some_and(|text| {
            regex::Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(text))
        }),
    }
}

impl Value {
    /// The value as the receiver of a method: its labels, without the method's own name.
    pub(super) fn with_symbol_dropped(&self) -> Self {
        let Some(data) = self.data() else { return self.clone() };
        if data.objects.is_empty() {
            return self.clone();
        }
        let mut data = data.clone();
        data.objects.retain(|object| !matches!(object, Object::Symbol(_)));
        data.open = true;
        data.into()
    }
}

/// A constant of a model.
pub(super) fn constant(constant: &Constant) -> Const {
    match constant {
        Constant::Bool(value) => Const::Bool(*value),
        Constant::Int(value) => Const::Int(*value),
        Constant::Float(value) => Const::Number(Arc::from(format!("{value:?}"))),
        Constant::Text(text) => Const::Str(Arc::from(&**text)),
    }
}
