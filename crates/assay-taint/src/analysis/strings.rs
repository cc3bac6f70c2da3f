//! Texts: concatenation, formatting and the methods of `str` and `bytes`.

use std::sync::Arc;

use assay_python::Name;
use assay_python::ir::Const;
use smallvec::SmallVec;

use super::Analysis;
use super::call::Args;
use super::spelling::{is_text_method, pins_host, pins_scheme, surrounds_subdomain};
use crate::characters::{BEGINS_SLASH, Characters, LAST_PART, PINNED};
use crate::fold::{self, Piece};
use crate::state::{Cell, CellKind};
use crate::trace::What;
use crate::value::{Aspect, Key, Label, Mask, Object, Origin, Predicate, Value, add_labels, types};

impl Analysis<'_> {
    /// A value on its way into a text.
    pub(super) fn piece(&mut self, value: &Value, numeric: bool) -> Value {
        let value = self.as_text(value);
        if numeric {
            return super::cleaned(&value, self.engine.symbols.numeric);
        }
        value
    }

    /// `repr(value)`: on one line, whatever is in it.
    pub(super) fn quoted(&mut self, value: &Value) -> Value {
        let repr = self.engine.symbols.names.repr;
        if self.has_method(value, repr)
            && let Some(text) = self.call_dunder(value, repr, &[])
        {
            return text;
        }
        let labels = self.deep(value);
        if labels.is_empty() {
            return self.as_text(value);
        }
        let mut data = Value::labelled(labels).to_data();
        data.types = types::STR;
        data.identity = self.made_identity();
        super::cleaned(
            &data.into(),
            self.engine.symbols.characters.quoted() | self.engine.symbols.structure_kinds,
        )
    }

    /// `str(value)`: a text, which is no operator document.
    pub(super) fn as_text(&mut self, value: &Value) -> Value {
        let text = self.displayed(value);
        super::cleaned(&text, self.engine.symbols.structure_kinds)
    }

    fn displayed(&mut self, value: &Value) -> Value {
        // Without a `__str__` it is `__repr__` that answers.
        let names = [
            self.engine.symbols.names.str,
            self.engine.symbols.names.repr,
        ];
        for name in names {
            if self.has_method(value, name)
                && let Some(text) = self.call_dunder(value, name, &[])
            {
                return text;
            }
        }
        if value.objects().is_empty() {
            if let Some(constants) = value.sure_constants() {
                let mut result = Value::Bottom;
                for (constant, span) in constants {
                    let Some(text) = fold::display(constant) else {
                        return value.clone();
                    };
                    result = result.join(&Value::constant(Const::Str(Arc::from(text)), *span));
                }
                return result;
            }
            return value.clone();
        }
        let labels = self.deep(value);
        let mut data = Value::labelled(labels).to_data();
        data.types = types::STR;
        data.identity = value.identity();
        // A resolved path is one as a text too.
        data.aspect = value
            .data()
            .and_then(|data| data.aspect)
            .filter(|(_, aspect)| *aspect == Aspect::Resolved);
        if self.is_structure(value) {
            return super::cleaned(&data.into(), self.engine.symbols.characters.quoted());
        }
        data.into()
    }

    /// True for a list or a mapping: as a text it shows what is in it as `repr` does, on one line.
    pub(super) fn is_structure(&self, value: &Value) -> bool {
        let Some(data) = value.data() else {
            return false;
        };
        let mapping = self.engine.symbols.mapping_class;
        !data.open
            && !data.objects.is_empty()
            && data.objects.iter().all(|object| match object {
                Object::Cell(id) => self.cell(*id).is_some_and(|cell| {
                    matches!(
                        cell.kind,
                        CellKind::List | CellKind::Tuple | CellKind::Set | CellKind::Dict
                    )
                }),
                Object::Symbol(symbol) => {
                    mapping.is_some_and(|class| self.engine.symbols.is_a(*symbol, class))
                }
                _ => false,
            })
    }

    /// What is known of a part of a path that has these `rest` behind it, and others in front if `behind`.
    fn placed(&self, lacks: Mask, behind: bool, rest: &[Value]) -> Mask {
        let is_empty = |value: &Value| value.sure_text().is_some_and(|text| text.is_empty());
        let mut rest = rest.iter().filter(|value| !is_empty(value)).peekable();
        if rest.peek().is_some() {
            let parts: Vec<SmallVec<[Label; 1]>> = rest.map(|value| self.deep(value)).collect();
            let is_named =
                |part: &SmallVec<[Label; 1]>| part.iter().all(|label| label.cleaned & PINNED != 0);
            let by_program = parts.iter().any(SmallVec::is_empty) && parts.iter().all(is_named);
            return Characters::followed(lacks, behind, by_program);
        }
        lacks | if behind { LAST_PART } else { 0 }
    }

    /// The parts of a path that are joined, each of which knows where it stands.
    pub(super) fn path_parts(&self, parts: &[Value]) -> Vec<Value> {
        let place = |(at, part): (usize, &Value)| {
            let mut labels = self.deep(part);
            let rest = parts.get(at + 1..).unwrap_or_default();
            for label in &mut labels {
                label.cleaned = self.placed(label.cleaned, at > 0, rest);
            }
            Value::labelled(labels)
        };
        parts.iter().enumerate().map(place).collect()
    }

    /// Texts one after the other.
    pub(super) fn concatenate(&mut self, pieces: &[Value]) -> Value {
        let constants: Option<Vec<&Const>> = pieces.iter().map(Value::sure_constant).collect();
        if let Some(constants) = constants {
            let mut text = String::new();
            let mut all = true;
            for constant in constants {
                match fold::display(constant) {
                    Some(piece) if text.len() + piece.len() <= 8192 => text.push_str(&piece),
                    _ => all = false,
                }
            }
            if all {
                let span = pieces
                    .iter()
                    .find_map(|piece| piece.constants().first().and_then(|c| c.1));
                return Value::constant(Const::Str(Arc::from(text)), span);
            }
        }
        // A field at the beginning may be a constant of whoever made the object: `self.base + path`.
        for label in pieces.first().map_or(&[][..], Value::labels) {
            if let crate::value::Origin::Root(path) = &label.origin
                && !path.keys.is_empty()
            {
                self.draft.care(path);
            }
        }
        let mut labels = smallvec::SmallVec::new();
        let mut prefix = String::new();
        let mut exact = true;
        // Who decides where a URL leads: the first piece that is not constant, unless a constant did before.
        let mut pinned = false;
        let mut first_open = true;
        // Whoever chose the first piece, as a set of source kinds: nobody else decides where the URL leads.
        let mut hosts: u64 = 0;
        let mut bytes = false;
        // A beginning that the application chose, for kinds where only that counts.
        let mut fixed = false;
        let characters = &self.engine.symbols.characters;
        // The constant text so far.
        let mut before = String::new();
        for (at, piece) in pieces.iter().enumerate() {
            if let Some(text) = piece.sure_constant().and_then(fold::display) {
                before.push_str(&text);
            }
            bytes |= piece.types() == types::BYTES;
            if exact {
                if let Some(text) = piece.sure_constant().and_then(fold::display) {
                    prefix.push_str(&text);
                    pinned = pinned || pins_host(&prefix);
                    continue;
                }
                if let Some(text) = piece.prefix() {
                    prefix.push_str(text);
                    pinned = pinned || pins_host(&prefix);
                }
                exact = false;
            }
            let mut own = self.deep(piece);
            let void = if prefix.is_empty() && first_open {
                0
            } else {
                characters.all_beginnings()
            };
            // Inside quotes that the application wrote, only what ends them does harm.
            let inside = characters.inside_quotes(&before);
            // `"handle_" + name` names one of the methods that were written for it.
            let limited = if before.chars().any(char::is_alphanumeric) {
                self.engine.symbols.attribute_kinds
            } else {
                0
            };
            let glued = is_glued(before.chars().next_back(), pieces.get(at + 1));
            let rest = pieces.get(at + 1..).unwrap_or_default();
            for label in &mut own {
                label.cleaned |= characters.harmless_inside(label.cleaned, inside) | limited;
                if glued {
                    label.cleaned |= PINNED;
                }
                label.cleaned = self.placed(label.cleaned, at > 0, rest);
                if at > 0 {
                    label.cleaned |= characters.harmless_behind(label.cleaned);
                }
            }
            let start = if fixed {
                Mask::MAX
            } else {
                characters.fixed_start(&prefix)
            };
            for label in &mut own {
                let behind = characters.behind(&prefix, label.cleaned);
                label.cleaned = label.cleaned & !void | start & characters.start_kinds() | behind;
            }
            fixed |= own.is_empty();
            if pins_scheme(&prefix) {
                for label in &mut own {
                    label.cleaned |= self.engine.symbols.scheme_kinds;
                }
            }
            let behind = rest.first().and_then(Value::sure_text);
            if first_open
                && behind.is_some_and(|behind| {
                    surrounds_subdomain(&prefix, behind, at + 2 == pieces.len())
                })
            {
                for label in &mut own {
                    if characters.stays_in_host(label.cleaned) {
                        label.cleaned |= self.engine.symbols.url_kinds;
                    }
                }
            }
            // Input of this function counts for itself: if it is the client's, the caller is told.
            let tainted = own.iter().any(|label| {
                matches!(label.origin, Origin::Source(..))
                    && label.cleaned & self.engine.symbols.url_kinds
                        != self.engine.symbols.url_kinds
            });
            if pinned {
                for label in &mut own {
                    label.cleaned |= self.engine.symbols.url_kinds;
                }
            } else if first_open && piece.sure_constants().is_none_or(|c| c.len() != 1) {
                pinned = !tainted;
                hosts = own.iter().fold(0, |set, label| set | source_bit(label));
            } else if !first_open && hosts != 0 {
                for label in &mut own {
                    let kind = source_bit(label);
                    if kind != 0 && hosts & kind == 0 {
                        label.cleaned |= self.engine.symbols.url_kinds;
                    }
                }
            }
            if piece.sure_constants().is_none_or(|c| c.len() != 1) {
                first_open = false;
            }
            add_labels(&mut labels, &own);
        }
        for label in &mut labels {
            label.cleaned |= self.engine.symbols.structure_kinds;
        }
        let mut data = Value::labelled(labels).to_data();
        data.open = true;
        data.types = if bytes { types::BYTES } else { types::STR };
        data.prefix = (!prefix.is_empty()).then(|| Arc::from(prefix));
        if !data.labels.is_empty() {
            data.identity = self.made_identity();
        }
        for piece in pieces.iter().filter(|piece| !piece.labels().is_empty()) {
            self.note_whole(piece.identity(), data.identity);
        }
        let value: Value = data.into();
        self.stepped(&value, &What::Text)
    }

    /// `template % arguments`.
    pub(super) fn percent_format(&mut self, template: &Value, arguments: &Value) -> Value {
        let values = self.elements(arguments);
        let pieces = template.sure_text().and_then(|text| fold::percent(text));
        let Some(pieces) = pieces else {
            let parts = [template.clone(), self.as_text(arguments)];
            let value = self.concatenate(&parts);
            return self.forget_prefix(value, template);
        };
        let mut parts = Vec::with_capacity(pieces.len());
        let conversions = template
            .sure_text()
            .and_then(|text| fold::conversions(text))
            .unwrap_or_default();
        for (piece, numeric) in pieces {
            let quoted = matches!(&piece, Piece::Position(at) if matches!(conversions.get(*at), Some('r' | 'a')));
            let part = match piece {
                Piece::Text(text) => Value::text(&text),
                Piece::Position(at) => match &values {
                    Some(values) => values.get(at).cloned().unwrap_or(Value::Unknown),
                    None if arguments.objects().is_empty() || self.is_single(arguments) => {
                        arguments.clone()
                    }
                    None => match i64::try_from(at) {
                        Ok(at) if !matches!(arguments.objects(), [Object::Root(_)]) => {
                            self.member(arguments, &Key::Index(at))
                        }
                        _ => arguments.clone(),
                    },
                },
                Piece::Named(name) => self.member(arguments, &Key::Text(Arc::from(name))),
            };
            let part = if quoted { self.quoted(&part) } else { part };
            parts.push(self.piece(&part, numeric));
        }
        self.concatenate(&parts)
    }

    /// True for objects that `%` takes as they are, not one by one.
    fn is_single(&self, value: &Value) -> bool {
        value.objects().iter().all(|object| match object {
            Object::Cell(id) => self.cell(*id).is_some_and(|cell| {
                matches!(cell.kind, CellKind::Instance(_) | CellKind::Library(_))
            }),
            _ => false,
        })
    }

    /// A template that is not constant says nothing of the beginning.
    fn forget_prefix(&self, value: Value, template: &Value) -> Value {
        if template.prefix().is_some() {
            return value;
        }
        let mut data = value.to_data();
        data.prefix = None;
        data.into()
    }

    /// `template.format(…)`.
    fn brace_format(&mut self, template: &Value, args: &Args) -> Value {
        let pieces = template.sure_text().and_then(|text| fold::braces(text));
        let Some(pieces) = pieces else {
            let mut parts = vec![template.clone()];
            parts.extend(args.positional.iter().cloned());
            parts.extend(args.keywords.iter().map(|(_, value)| value.clone()));
            parts.extend(args.star.iter().cloned());
            parts.extend(args.double_star.iter().cloned());
            return self.concatenate(&parts);
        };
        let mut parts = Vec::with_capacity(pieces.len());
        for (piece, numeric) in pieces {
            let part = match piece {
                Piece::Text(text) => Value::text(&text),
                Piece::Position(at) => match args.positional.get(at) {
                    Some(value) => value.clone(),
                    None => args.star.clone().unwrap_or(Value::Unknown),
                },
                Piece::Named(name) => {
                    let key = self.engine.symbols.name(&name);
                    match (key.and_then(|key| args.keyword(key)), &args.mapping) {
                        (Some(value), _) => value.clone(),
                        (None, Some(mapping)) => {
                            self.member(mapping, &Key::Text(Arc::from(name.as_str())))
                        }
                        (None, None) => args.double_star.clone().unwrap_or(Value::Unknown),
                    }
                }
            };
            parts.push(self.piece(&part, numeric));
        }
        self.concatenate(&parts)
    }

    /// A method of `str` or `bytes`; `None` if there is none of this name.
    pub(super) fn text_method(
        &mut self,
        receiver: &Value,
        name: Name,
        args: &Args,
    ) -> Option<Value> {
        let text = self.engine.symbols.name_text(name);
        if !is_text_method(&text) {
            return None;
        }
        if let Some(subjects) = receiver.sure_constants() {
            let constants: Option<Vec<Const>> = args
                .positional
                .iter()
                .map(|arg| arg.sure_constant().cloned())
                .collect();
            if let Some(constants) = constants
                && args.keywords.is_empty()
                && args.star.is_none()
            {
                let mut result = Value::Bottom;
                let mut all = true;
                for (subject, span) in subjects {
                    let folded = match subject {
                        Const::Str(subject) => fold::method(subject, &text, &constants),
                        Const::Bytes(bytes) if &*text == "decode" => std::str::from_utf8(bytes)
                            .ok()
                            .map(|text| Const::Str(Arc::from(text))),
                        _ => None,
                    };
                    match folded {
                        Some(folded) => result = result.join(&Value::constant(folded, *span)),
                        None => all = false,
                    }
                }
                if all {
                    return Some(result);
                }
            }
        }
        Some(match &*text {
            "format" => self.brace_format(receiver, args),
            "format_map" => {
                let mapping = args.positional.first().cloned().unwrap_or(Value::Unknown);
                let double_star = Some(self.element_values(&mapping));
                self.brace_format(
                    receiver,
                    &Args {
                        double_star,
                        mapping: Some(mapping),
                        ..Args::default()
                    },
                )
            }
            "join" => self.join_texts(receiver, args),
            "split" | "rsplit" | "splitlines" => self.split_text(receiver, &text, args),
            "partition" | "rpartition" => self.partitioned(receiver, &text, args),
            "lower" | "upper" | "strip" | "lstrip" | "rstrip" | "casefold" | "title"
            | "capitalize" | "swapcase" | "encode" | "decode" => {
                let mut data = receiver.to_data();
                data.constants.clear();
                data.objects.clear();
                data.open = true;
                data.prefix = None;
                data.predicate = None;
                data.aspect = None;
                data.labels = self.deep(receiver);
                data.types = if &*text == "encode" {
                    types::BYTES
                } else {
                    types::STR
                };
                data.identity = 0;
                let mut lost = 0;
                if matches!(&*text, "strip" | "lstrip") {
                    lost = self.engine.symbols.characters.all_beginnings();
                }
                let mut known = self.engine.symbols.structure_kinds;
                if lost != 0
                    && let Some(stripped) = args.positional.first().and_then(Value::sure_text)
                {
                    known |= self.engine.symbols.characters.stripped(stripped);
                }
                let escape = args.positional.first().and_then(Value::sure_text);
                if &*text == "encode"
                    && escape
                        .is_some_and(|name| matches!(&**name, "unicode_escape" | "unicode-escape"))
                {
                    known |= self.engine.symbols.characters.quoted();
                }
                for label in &mut data.labels {
                    label.cleaned = label.cleaned & !lost | known;
                }
                let value: Value = data.into();
                let identity = self.made_identity();
                let value = if value.labels().is_empty() {
                    value
                } else {
                    value.identified(identity)
                };
                let value = self.folded(value, receiver);
                self.stepped(&value, &What::Method(name))
            }
            "startswith" | "endswith" => {
                self.care(receiver);
                let predicate = match args.positional.first() {
                    Some(prefix) if &*text == "startswith" => {
                        self.prefix_predicate(receiver, prefix)
                    }
                    Some(suffix) => self.suffix_predicate(receiver, suffix),
                    None => Predicate::default(),
                };
                Value::of_type(types::NUMBER).with_predicate(predicate)
            }
            "isdigit" | "isdecimal" | "isnumeric" | "isalnum" | "isalpha" | "isidentifier" => {
                let mask = if matches!(&*text, "isdigit" | "isdecimal" | "isnumeric") {
                    let characters = &self.engine.symbols.characters;
                    self.engine.symbols.numeric | characters.without(|c| !c.is_numeric())
                } else {
                    let underscore = &*text == "isidentifier";
                    self.engine
                        .symbols
                        .characters
                        .without(|c| !(c.is_alphanumeric() || underscore && c == '_'))
                };
                let if_true = self.subject_facts(receiver, mask);
                let every_true = Self::every_facts(receiver, mask);
                Value::of_type(types::NUMBER).with_predicate(Predicate {
                    if_true,
                    every_true,
                    ..Predicate::default()
                })
            }
            "find" | "rfind" | "index" | "rindex" | "count" | "isspace" | "isupper" | "islower"
            | "istitle" | "isascii" | "isprintable" => Value::of_type(types::NUMBER),
            "hex" => {
                let digits = self
                    .engine
                    .symbols
                    .characters
                    .without(|c| !c.is_ascii_hexdigit());
                self.text_part(receiver, digits)
            }
            "translate" => self.translated(receiver, name, args),
            "replace" => self.replaced(receiver, name, args),
            _ => {
                let mut labels = self.deep(receiver);
                for arg in &args.positional {
                    add_labels(&mut labels, &self.deep(arg));
                }
                let value = self.text_of(labels);
                self.stepped(&value, &What::Method(name))
            }
        })
    }

    /// `str.maketrans(…)`: a mapping from characters to texts, or to `None`.
    pub(super) fn translation(&mut self, args: &Args) -> Value {
        let mut cell = Cell::new(CellKind::Dict);
        match args.positional.as_slice() {
            [table] => self.merge_mapping(&mut cell, table),
            [from, to, ..] => {
                let Some(removed) = args
                    .positional
                    .get(2)
                    .map_or(Some(""), |value| value.sure_text().map(|text| &**text))
                else {
                    return Value::Unknown;
                };
                let (Some(from), Some(to)) = (from.sure_text(), to.sure_text()) else {
                    return Value::Unknown;
                };
                let pairs = from
                    .chars()
                    .zip(to.chars())
                    .map(|(a, b)| (a, Const::Str(Arc::from(b.to_string()))));
                for (character, value) in
                    pairs.chain(removed.chars().map(|character| (character, Const::None)))
                {
                    let key = Key::Text(Arc::from(character.to_string()));
                    cell.fields.insert(key, Value::constant(value, None));
                }
            }
            [] => return Value::Unknown,
        }
        self.allocate(cell)
    }

    /// `receiver.translate(table)`.
    fn translated(&mut self, receiver: &Value, name: Name, args: &Args) -> Value {
        let characters = &self.engine.symbols.characters;
        let (mut gone, mut back) = (0, characters.all_beginnings());
        let table = match args.positional.first().map(Value::objects) {
            Some([Object::Cell(id)]) => self
                .cell(*id)
                .filter(|cell| cell.kind == CellKind::Dict)
                .cloned(),
            _ => None,
        };
        for (key, value) in table.iter().flat_map(|table| &table.fields) {
            let character = match key {
                Key::Text(text) => text
                    .chars()
                    .next()
                    .filter(|_| text.chars().nth(1).is_none()),
                Key::Index(code) => u32::try_from(*code).ok().and_then(char::from_u32),
                _ => None,
            };
            let Some(character) = character else { continue };
            match value.sure_constant() {
                Some(Const::None) => gone |= characters.without(|c| c == character),
                Some(Const::Str(text)) => {
                    gone |= characters.replaced(&character.to_string(), text);
                    back |= characters.reintroduced(text);
                }
                _ => {}
            }
        }
        let mut labels = self.deep(receiver);
        for label in &mut labels {
            label.cleaned = label.cleaned & !back | gone & !back;
        }
        let value = self.text_of(labels);
        self.stepped(&value, &What::Method(name))
    }

    /// `receiver.replace(old, new)`.
    fn replaced(&mut self, receiver: &Value, name: Name, args: &Args) -> Value {
        let characters = &self.engine.symbols.characters;
        let (mut gone, mut back) = (0, characters.all_beginnings());
        let old = args.positional.first().and_then(Value::sure_text);
        let new = args.positional.get(1).and_then(Value::sure_text);
        if let (Some(old), Some(new)) = (old, new) {
            back |= characters.reintroduced(new);
            if args.positional.len() == 2 && args.keywords.is_empty() {
                gone = characters.replaced(old, new);
            }
        }
        let absent = old.map_or(0, |text| characters.mentioned_alone(text));
        let mut labels = self.deep(receiver);
        for label in &mut labels {
            // What is not there is not replaced.
            if absent == 0 || label.cleaned & absent == 0 {
                label.cleaned = label.cleaned & !back | gone;
            }
        }
        if let Some(with) = args.positional.get(1) {
            add_labels(&mut labels, &self.deep(with));
        }
        let value = self.text_of(labels);
        // The same address, as browsers read it.
        let slashes = matches!(
            (old.map(|text| &**text), new.map(|text| &**text)),
            (Some("\\"), Some("/"))
        );
        let value = if slashes {
            self.folded(value, receiver)
        } else {
            value
        };
        self.stepped(&value, &What::Method(name))
    }

    fn text_of(&mut self, mut labels: smallvec::SmallVec<[Label; 1]>) -> Value {
        let tainted = !labels.is_empty();
        for label in &mut labels {
            label.cleaned |= self.engine.symbols.structure_kinds;
        }
        let mut data = Value::labelled(labels).to_data();
        data.types = types::STR;
        if tainted {
            data.identity = self.made_identity();
        }
        data.into()
    }

    /// A piece of a text that lacks some characters.
    pub(super) fn text_part(&mut self, receiver: &Value, lacks: Mask) -> Value {
        let mut labels = self.deep(receiver);
        let void = self.engine.symbols.characters.all_beginnings();
        for label in &mut labels {
            label.cleaned = label.cleaned & !void | lacks;
        }
        let value = self.text_of(labels);
        self.stepped(&value, &What::Text)
    }

    fn join_texts(&mut self, separator: &Value, args: &Args) -> Value {
        let Some(items) = args.positional.first() else {
            return Value::Unknown;
        };
        if let Some(elements) = self.elements(items) {
            let mut parts = Vec::with_capacity(elements.len() * 2);
            for (index, element) in elements.iter().enumerate() {
                if index > 0 {
                    parts.push(separator.clone());
                }
                parts.push(self.as_text(element));
            }
            return self.concatenate(&parts);
        }
        let element = self.element(items);
        let element = self.as_text(&element);
        let mut labels = self.deep(&element);
        let characters = &self.engine.symbols.characters;
        let void = characters.all_beginnings()
            | separator
                .sure_text()
                .map_or(0, |text| characters.mentioned(text));
        for label in &mut labels {
            label.cleaned &= !void;
        }
        add_labels(&mut labels, &self.deep(separator));
        let value = self.text_of(labels);
        self.stepped(&value, &What::Text)
    }

    /// What `subject.startswith(prefix)` says.
    fn prefix_predicate(&mut self, subject: &Value, prefix: &Value) -> Predicate {
        let mut predicate = Predicate::default();
        let prefixes = match self.elements(prefix) {
            Some(elements) => elements,
            None => vec![prefix.clone()],
        };
        if prefixes.iter().all(|prefix| match prefix.sure_text() {
            Some(text) => pins_host(text),
            None => self.is_own_root(prefix),
        }) {
            predicate.if_true = self.subject_facts(subject, self.engine.symbols.url_kinds);
        }
        if prefixes
            .iter()
            .all(|prefix| prefix.sure_text().is_some_and(|text| pins_scheme(text)))
        {
            let kinds = self.engine.symbols.scheme_kinds;
            predicate.if_true.extend(self.subject_facts(subject, kinds));
        }
        // A relative path that begins with a double slash leads to another host.
        let characters = &self.engine.symbols.characters;
        let texts: Option<Vec<&str>> = prefixes
            .iter()
            .map(|prefix| prefix.sure_text().map(|text| &**text))
            .collect();
        let refused = prefixes
            .iter()
            .filter_map(Value::sure_text)
            .fold(0, |mask, text| mask | characters.not_beginning(text));
        let mut begins = 0;
        if let Some(texts) = texts
            && !texts.is_empty()
        {
            if texts.iter().all(|text| text.starts_with('/')) {
                begins |= BEGINS_SLASH;
            }
            begins |= texts
                .iter()
                .fold(Mask::MAX, |mask, text| mask & characters.fixed_start(text));
        }
        predicate
            .if_true
            .extend(self.subject_facts(subject, begins));
        predicate
            .if_false
            .extend(self.subject_facts(subject, refused));
        if let Some((of, Aspect::Resolved)) = subject.data().and_then(|data| data.aspect) {
            let kept = prefixes.iter().all(|prefix| match prefix.sure_text() {
                Some(text) => text.ends_with('/') || text.ends_with('\\'),
                None => self.is_untainted(prefix),
            });
            if kept {
                let mask = self.engine.symbols.path_kinds;
                predicate.if_true.push((of, mask));
                if subject.identity() != 0 {
                    predicate.if_true.push((subject.identity(), mask));
                }
            }
        }
        predicate
    }

    /// The values of a mapping, joined.
    pub(super) fn element_values(&mut self, mapping: &Value) -> Value {
        self.member(mapping, &Key::Any)
    }
}

/// The kind of the source of a taint, as a set.
fn source_bit(label: &Label) -> u64 {
    match label.origin {
        Origin::Source(_, kind, _) => 1 << (kind & 63),
        Origin::Root(_) => 0,
    }
}

/// True if what stands before or behind makes it part of a longer name, so that it cannot be `..`.
fn is_glued(before: Option<char>, behind: Option<&Value>) -> bool {
    let is_name = |character: char| !matches!(character, '/' | '\\' | '.' | ':');
    if before.is_some_and(is_name) {
        return true;
    }
    let mut text = behind.and_then(Value::prefix).unwrap_or("").chars();
    let first = text.next();
    first.is_some_and(is_name) || first == Some('.') && text.next().is_some_and(is_name)
}
