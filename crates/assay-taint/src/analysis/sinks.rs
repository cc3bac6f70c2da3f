//! Values that reach sinks, constants of interest, and watched calls and writes.

use std::sync::Arc;

use assay_models::{self as models, Base, Reference, Step};
use assay_python::Name;
use assay_python::ir::Const;
use smallvec::SmallVec;

use super::Analysis;
use super::call::Args;
use crate::characters::{OF_FILE, PLACES};
use crate::log::LoggedWhat;
use crate::place::Noun;
use crate::solution::Literal;
use crate::state::CellKind;
use crate::summary::{Pending, Seen};
use crate::trace::{Trace, What};
use crate::value::{Doubt, Key, Label, Mask, Object, Origin, Value};

impl Analysis<'_> {
    /// What a sink takes: of a list, what stands before a constant that ends it.
    pub(super) fn sunk(
        &mut self,
        sink: &models::Sink,
        reference: &Reference,
        receiver: &Value,
        args: &Args,
    ) -> SmallVec<[Value; 2]> {
        let ends = |value: &Value| {
            value
                .sure_text()
                .is_some_and(|text| sink.until.contains(text))
        };
        if !sink.until.is_empty() {
            if let (Base::From(first), []) = (&reference.base, reference.path.as_slice()) {
                let given = args.positional.iter().skip(*first as usize);
                if let Some(end) = given.clone().position(ends) {
                    return given.take(end).cloned().collect();
                }
            }
            if let Some((Step::From(first), front)) = reference.path.split_last() {
                let list = Reference {
                    base: reference.base.clone(),
                    path: front.to_vec(),
                };
                for value in self.argument(&list, receiver, args) {
                    let [Object::Cell(id)] = value.objects() else {
                        continue;
                    };
                    let Some(cell) = self.cell(*id) else { continue };
                    let known = cell.fields.iter().filter(
                        |(key, _)| matches!(key, Key::Index(at) if *at >= i64::from(*first)),
                    );
                    if let Some(end) = known.clone().position(|(_, value)| ends(value)) {
                        return known.take(end).map(|(_, value)| value.clone()).collect();
                    }
                }
            }
        }
        let mut values = self.argument(reference, receiver, args);
        if let (Base::From(first), []) = (&reference.base, reference.path.as_slice()) {
            self.convert(
                &mut values,
                args.positional.len().saturating_sub(*first as usize),
            );
        }
        values
    }

    /// What of a value a sink of files looks at.
    pub(super) fn as_file(sink: &models::Sink, value: Value) -> Value {
        if sink.file {
            return super::cleaned(&value, OF_FILE);
        }
        value
    }

    /// Records what of a value reaches a sink.
    pub(super) fn check_sink(&mut self, kind: u8, value: &Value, text: &Arc<str>, doubt: Doubt) {
        let here = self.here();
        let bit: Mask = 1 << (kind & 63);
        if self.engine.literal_kinds & bit != 0 {
            self.check_literal(kind, value);
        }
        if self.engine.symbols.path_kinds & bit != 0 && self.is_stream(value) {
            return;
        }
        let one_line = if self.writes_lines(kind) && self.is_structure(value) {
            self.engine.symbols.characters.quoted()
        } else {
            0
        };
        for mut label in self.deep(value) {
            label.cleaned |= one_line;
            if !self.engine.symbols.harms(&label, kind) {
                continue;
            }
            let pending = Pending {
                kind,
                sink: here,
                function: self.function,
                text: Arc::clone(text),
                trace: label.trace.step(here, What::Sink(Arc::clone(text))),
                doubt: label.doubt().max(doubt),
                itself: is_itself(value, &label.origin),
                places: label.cleaned & PLACES,
            };
            self.reach(pending, &label.origin);
        }
    }

    /// True if a sink's argument is given in another of its forms, so that what is spread cannot be it.
    pub(super) fn is_given_otherwise(
        &self,
        sink: &[Reference],
        reference: &Reference,
        args: &Args,
    ) -> bool {
        let is_given = |reference: &Reference| match &reference.base {
            Base::Position(at) => args.positional.len() > *at as usize,
            Base::Keyword(name) => {
                (self.engine.symbols.name(name)).is_some_and(|name| args.keyword(name).is_some())
            }
            _ => false,
        };
        // One position and names: one argument, as different functions call it.
        let one = sink.split_first().is_some_and(|(first, others)| {
            let named = |other: &Reference| matches!(other.base, Base::Keyword(_));
            matches!(first.base, Base::Position(_)) && others.iter().all(named)
        });
        if !one {
            return false;
        }
        !is_given(reference) && sink.iter().any(is_given)
    }

    /// True for an open file or an upload: what takes the name of a file takes it as it is.
    pub(super) fn is_stream(&self, value: &Value) -> bool {
        value.objects().iter().any(|object| match object {
            Object::Symbol(symbol) => self.engine.symbols.is_stream(*symbol),
            Object::Cell(id) => match self.cell(*id).map(|cell| &cell.kind) {
                Some(CellKind::Library(symbol)) => self.engine.symbols.is_stream(*symbol),
                _ => false,
            },
            _ => false,
        })
    }

    /// What is written under a name may get somewhere by that alone: `reset_token = …`.
    pub(super) fn check_name(&mut self, name: Result<Name, &str>, value: &Value) {
        if value.labels().is_empty() {
            return;
        }
        let kinds = self.engine.symbols.sinks_of_name(name);
        if kinds.is_empty() {
            return;
        }
        let text: Arc<str> = match name {
            Ok(name) => self.engine.symbols.name_text(name),
            Err(text) => Arc::from(text),
        };
        for kind in kinds {
            // A source may say that a name alone tells nothing of it, and no cleaner does.
            let excused = |label: &Label| label.cleaned & (1 << (kind & 63)) != 0;
            if !value.labels().iter().all(excused) {
                self.check_sink(kind, value, &text, Doubt::None);
            }
        }
    }

    /// True for logs, where everything becomes text.
    fn writes_lines(&self, kind: u8) -> bool {
        let kinds = self.engine.symbols.models.kinds();
        kinds.sink_name(models::SinkKind(kind)) == "log"
    }

    pub(super) fn check_literal(&mut self, kind: u8, value: &Value) {
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
                to: self
                    .engine
                    .symbols
                    .models
                    .kinds()
                    .sink_name(models::SinkKind(kind))
                    .to_owned(),
                span: span.unwrap_or(sink),
                sink,
                value: text,
                function: self.function,
            };
            if !self
                .draft
                .literals
                .iter()
                .any(|known| known.span == literal.span && known.to == literal.to)
            {
                self.draft.literals.push(literal);
            }
        }
    }

    pub(super) fn check_watch(&mut self, index: u32, name: &str, receiver: &Value, args: &Args) {
        let Some(watch) = self.engine.symbols.watches.get(index as usize) else {
            return;
        };
        let holds = watch
            .when
            .iter()
            .all(|condition| self.holds(condition, receiver, args))
            && !watch
                .unless
                .iter()
                .any(|condition| self.holds(condition, receiver, args));
        if !holds {
            return;
        }
        let mut arguments = Vec::new();
        for (index, value) in args.positional.iter().enumerate() {
            arguments.push((
                index.to_string(),
                value.sure_constant().and_then(crate::fold::display),
            ));
        }
        for (key, value) in &args.keywords {
            let key = self.engine.symbols.name_text(*key).to_string();
            arguments.push((key, value.sure_constant().and_then(crate::fold::display)));
        }
        let seen = Seen {
            watch: watch.id,
            span: self.here(),
            name: name.to_owned(),
            arguments,
            function: self.function,
        };
        if !self.draft.seen.contains(&seen) {
            self.draft.seen.push(seen);
        }
    }

    /// Looks at an assignment to an attribute or item of a library object.
    pub(super) fn check_write(
        &mut self,
        target: &Value,
        key: &Key,
        key_value: Option<&Value>,
        value: &Value,
    ) {
        if target
            .objects()
            .iter()
            .any(|object| matches!(object, Object::Root(_)))
        {
            self.care(target);
        }
        self.keep_member(target, key, key_value, value);
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
                Object::Root(path) => match self
                    .root_class(path)
                    .and_then(|class| self.engine.library_base(class))
                {
                    Some(symbol) => symbol,
                    None => continue,
                },
                _ => continue,
            };
            let place = match key {
                Key::Attr(name) if self.has_setter(&object, *name) => continue,
                Key::Attr(name) => self.engine.symbols.attribute(symbol, *name),
                Key::Text(text) => self.engine.symbols.item(symbol, Some(text)),
                _ => self.engine.symbols.item(symbol, None),
            };
            let Some(place) = place else { continue };
            self.note_aliases(symbol, place);
            let info = self.engine.symbols.info(place);
            // What holds for any item holds for this one too.
            let any = match key {
                Key::Text(_) => self
                    .engine
                    .symbols
                    .item(symbol, None)
                    .filter(|any| *any != place),
                _ => None,
            };
            let any_item = any;
            let any = any.map_or(&[][..], |any| {
                self.engine.symbols.info(any).writes.as_slice()
            });
            let more = any
                .iter()
                .filter(|(_, sink)| info.writes.iter().all(|(_, own)| own.kind != sink.kind));
            let names = &self.engine.symbols.names;
            let mut args = Args {
                keywords: vec![(names.value, value.clone())],
                ..Args::default()
            };
            if let Some(key) = key_value {
                args.keywords.push((names.key, key.clone()));
            }
            let text: Arc<str> = Arc::from(self.engine.symbols.text(place));
            let here = self.here();
            self.log_write(place, target, &args);
            self.keep_written(place, &args);
            if let Some(any) = any_item {
                self.log_write(any, target, &args);
                self.keep_written(any, &args);
            }
            for (id, sink) in info.writes.iter().chain(more) {
                if !self.conditions(&sink.conditions, target, &args) {
                    continue;
                }
                let models::SinkTarget::Write { part, .. } = &sink.target else {
                    continue;
                };
                self.draft.reached(*id, here);
                self.log_use(place, LoggedWhat::Sink(sink.kind.0));
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

    /// True if code of the project runs when this attribute is written.
    fn has_setter(&self, object: &Object, name: assay_python::Name) -> bool {
        let class = match object {
            Object::Cell(id) => match self.cell(*id).map(|cell| &cell.kind) {
                Some(CellKind::Instance(class)) => Some(*class),
                _ => None,
            },
            Object::Root(path) => self.root_class(path),
            _ => None,
        };
        class.is_some_and(|class| self.engine.setter_of(class, name).is_some())
    }

    /// A constructor that a class inherits from a library takes keywords as attributes: `Person(name=name)`.
    pub(super) fn check_constructor(
        &mut self,
        class: assay_python::ClassRef,
        base: crate::symbols::SymbolId,
        args: &Args,
    ) {
        self.keep_constructed(class, args);
        for (name, value) in &args.keywords {
            if self.engine.setter_of(class, *name).is_some() {
                continue;
            }
            let Some(place) = self.engine.symbols.attribute(base, *name) else {
                continue;
            };
            let text: Arc<str> = Arc::from(self.engine.symbols.text(place));
            let here = self.here();
            for (id, sink) in &self.engine.symbols.info(place).writes {
                self.draft.reached(*id, here);
                self.check_sink(sink.kind.0, value, &text, Doubt::None);
            }
        }
    }

    /// Sinks that a method name alone suggests, where the receiver's name agrees.
    pub(super) fn doubted_sinks(
        &mut self,
        receiver: &Value,
        register: Option<assay_python::ir::Reg>,
        name: assay_python::Name,
        args: &Args,
    ) -> bool {
        let Some(sinks) = self.engine.symbols.unknown_sinks.get(&name) else {
            return false;
        };
        let Some(held) = register.and_then(|register| self.receiver_name(register)) else {
            return false;
        };
        let mut found = false;
        for (id, sink) in sinks {
            let models::SinkTarget::Call { callee, arg } = &sink.target else {
                continue;
            };
            if !callee
                .receiver
                .iter()
                .any(|known| *known == held || held.ends_with(&format!("_{known}")))
            {
                continue;
            }
            if !self.conditions(&sink.conditions, receiver, args) {
                continue;
            }
            self.draft.reached(*id, self.here());
            let text: Arc<str> =
                Arc::from(format!("{held}.{}", self.engine.symbols.name_text(name)));
            for reference in arg {
                for value in self.argument(reference, receiver, args) {
                    let value = Self::as_file(sink, value);
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
            let models::SourceTarget::Call { callee, .. } = &source.target else {
                continue;
            };
            let named = callee
                .receiver
                .iter()
                .any(|known| *known == held || held.ends_with(&format!("_{known}")));
            if !named || !self.conditions(&source.conditions, receiver, args) {
                continue;
            }
            self.draft.reached(*id, here);
            let label = Label {
                origin: Origin::Source(here, source.kind.0, Noun::plain(&source.text)),
                cleaned: Mask::from(source.safe.0),
                trace: Trace::source(here, &source.text),
                doubt: Doubt::NameOnly,
            };
            result = Some(result.unwrap_or(Value::Unknown).and_labels(&[label]));
        }
        let identity = self.made_identity();
        result.map(|value| value.identified(identity))
    }
}

/// True if a value is the input that a taint comes from.
pub(super) fn is_itself(value: &Value, origin: &Origin) -> bool {
    match origin {
        Origin::Root(path) => (value.objects().iter())
            .any(|object| matches!(object, Object::Root(known) if known == path)),
        Origin::Source(..) => false,
    }
}
