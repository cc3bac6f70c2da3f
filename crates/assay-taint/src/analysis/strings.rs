//! Texts: concatenation, formatting and the methods of `str` and `bytes`.

use std::sync::Arc;

use assay_python::Name;
use assay_python::ir::Const;

use super::Analysis;
use super::call::Args;
use crate::fold::{self, Piece};
use crate::state::{Cell, CellKind};
use crate::trace::What;
use crate::value::{Aspect, Key, Label, Object, Predicate, Value, add_labels, types};

impl Analysis<'_> {
    /// A value on its way into a text.
    pub(super) fn piece(&mut self, value: &Value, numeric: bool) -> Value {
        let value = self.as_text(value);
        if numeric {
            return super::cleaned(&value, self.engine.symbols.numeric);
        }
        value
    }

    /// `str(value)`.
    pub(super) fn as_text(&mut self, value: &Value) -> Value {
        let str_name = self.engine.symbols.names.str;
        if self.has_method(value, str_name)
            && let Some(text) = self.call_dunder(value, str_name, &[])
        {
            return text;
        }
        if value.objects().is_empty() {
            if let Some(constants) = value.sure_constants() {
                let mut result = Value::Bottom;
                for (constant, span) in constants {
                    let Some(text) = fold::display(constant) else { return value.clone() };
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
        data.into()
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
                let span = pieces.iter().find_map(|piece| piece.constants().first().and_then(|c| c.1));
                return Value::constant(Const::Str(Arc::from(text)), span);
            }
        }
        let mut labels = smallvec::SmallVec::new();
        let mut prefix = String::new();
        let mut exact = true;
        // Who decides where a URL leads: the first piece that is not constant, unless a constant did before.
        let mut pinned = false;
        let mut first_open = true;
        let mut bytes = false;
        for piece in pieces {
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
            // A static part of the input says nothing about who decides.
            let tainted = own.iter().any(|label| label.cleaned & self.engine.symbols.url_kinds != self.engine.symbols.url_kinds);
            if pinned {
                for label in &mut own {
                    label.cleaned |= self.engine.symbols.url_kinds;
                }
            } else if first_open && !tainted && own.is_empty() && !piece.sure_constants().is_some_and(|c| c.len() == 1) {
                pinned = true;
            }
            if !piece.sure_constants().is_some_and(|c| c.len() == 1) {
                first_open = false;
            }
            add_labels(&mut labels, &own);
        }
        let mut data = Value::labelled(labels).to_data();
        data.open = true;
        data.types = if bytes { types::BYTES } else { types::STR };
        data.prefix = (!prefix.is_empty()).then(|| Arc::from(prefix));
        if !data.labels.is_empty() {
            data.identity = self.made_identity();
        }
        let value: Value = data.into();
        self.stepped(&value, &What::Text)
    }

    /// `template % arguments`.
    pub(super) fn percent_format(&mut self, template: &Value, arguments: &Value) -> Value {
        let values = self.elements(arguments);
        let pieces = template
            .sure_text()
            .and_then(|text| fold::percent(text));
        let Some(pieces) = pieces else {
            let parts = [template.clone(), self.as_text(arguments)];
            let value = self.concatenate(&parts);
            return self.forget_prefix(value, template);
        };
        let mut parts = Vec::with_capacity(pieces.len());
        for (piece, numeric) in pieces {
            let part = match piece {
                Piece::Text(text) => Value::text(&text),
                Piece::Position(at) => match &values {
                    Some(values) => values.get(at).cloned().unwrap_or(Value::Unknown),
                    None if arguments.objects().is_empty() => arguments.clone(),
                    None => match i64::try_from(at) {
                        Ok(at) if !matches!(arguments.objects(), [Object::Root(_)]) => {
                            self.member(arguments, &Key::Index(at))
                        }
                        _ => arguments.clone(),
                    },
                },
                Piece::Named(name) => self.member(arguments, &Key::Text(Arc::from(name))),
            };
            parts.push(self.piece(&part, numeric));
        }
        self.concatenate(&parts)
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
                    let name = self.engine.symbols.name(&name);
                    match name.and_then(|name| args.keyword(name)) {
                        Some(value) => value.clone(),
                        None => args.double_star.clone().unwrap_or(Value::Unknown),
                    }
                }
            };
            parts.push(self.piece(&part, numeric));
        }
        self.concatenate(&parts)
    }

    /// A method of `str` or `bytes`; `None` if there is none of this name.
    pub(super) fn text_method(&mut self, receiver: &Value, name: Name, args: &Args) -> Option<Value> {
        let text = self.engine.symbols.name_text(name);
        if !is_text_method(&text) {
            return None;
        }
        if let Some(subjects) = receiver.sure_constants() {
            let constants: Option<Vec<Const>> =
                args.positional.iter().map(|arg| arg.sure_constant().cloned()).collect();
            if let Some(constants) = constants
                && args.keywords.is_empty()
                && args.star.is_none()
            {
                let mut result = Value::Bottom;
                let mut all = true;
                for (subject, span) in subjects {
                    let folded = match subject {
                        Const::Str(subject) => fold::method(subject, &text, &constants),
                        Const::Bytes(bytes) if &*text == "decode" => {
                            std::str::from_utf8(bytes).ok().map(|text| Const::Str(Arc::from(text)))
                        }
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
                self.brace_format(receiver, &Args { double_star, ..Args::default() })
            }
            "join" => self.join_texts(receiver, args),
            "split" | "rsplit" | "splitlines" => self.split_text(receiver, &text, args),
            "partition" | "rpartition" => {
                let part = self.text_part(receiver);
                self.allocate(Cell::sequence(CellKind::Tuple, vec![part.clone(), Value::Unknown, part]))
            }
            "lower" | "upper" | "strip" | "lstrip" | "rstrip" | "casefold" | "title" | "capitalize" | "swapcase"
            | "encode" | "decode" => {
                let mut data = receiver.to_data();
                data.constants.clear();
                data.objects.clear();
                data.open = true;
                data.prefix = None;
                data.predicate = None;
                data.aspect = None;
                data.labels = self.deep(receiver);
                data.types = if &*text == "encode" { types::BYTES } else { types::STR };
                data.identity = 0;
                let value: Value = data.into();
                let identity = self.made_identity();
                let value = if value.labels().is_empty() { value } else { value.identified(identity) };
                let value = self.folded(value, receiver);
                self.stepped(&value, &What::Method(name))
            }
            "startswith" | "endswith" => {
                self.care(receiver);
                let predicate = match args.positional.first() {
                    Some(prefix) if &*text == "startswith" => self.prefix_predicate(receiver, prefix),
                    _ => Predicate::default(),
                };
                Value::of_type(types::NUMBER).with_predicate(predicate)
            }
            "isdigit" | "isdecimal" | "isnumeric" | "isalnum" | "isalpha" | "isidentifier" => {
                let mask = if matches!(&*text, "isdigit" | "isdecimal" | "isnumeric") {
                    self.engine.symbols.numeric
                } else {
                    let underscore = &*text == "isidentifier";
                    self.engine.symbols.kinds_excluded(|dangerous| {
                        !dangerous.chars().any(|c| c.is_alphanumeric() || (underscore && c == '_'))
                    })
                };
                let if_true = self.subject_facts(receiver, mask);
                Value::of_type(types::NUMBER)
                    .with_predicate(Predicate { if_true, ..Predicate::default() })
            }
            "find" | "rfind" | "index" | "rindex" | "count" | "isspace" | "isupper" | "islower" | "istitle"
            | "isascii" | "isprintable" => Value::of_type(types::NUMBER),
            "replace" => {
                let mut labels = self.deep(receiver);
                if let Some(with) = args.positional.get(1) {
                    add_labels(&mut labels, &self.deep(with));
                }
                let removed = args.positional.first().and_then(|c| c.sure_text().cloned());
                let value = self.text_of(labels);
                let value = self.stepped(&value, &What::Method(name));
                match removed {
                    Some(removed) => {
                        let mask = self.engine.symbols.kinds_without(&removed);
                        super::cleaned(&value, mask)
                    }
                    None => value,
                }
            }
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

    fn text_of(&mut self, labels: smallvec::SmallVec<[Label; 1]>) -> Value {
        let tainted = !labels.is_empty();
        let mut data = Value::labelled(labels).to_data();
        data.types = types::STR;
        if tainted {
            data.identity = self.made_identity();
        }
        data.into()
    }

    fn text_part(&mut self, receiver: &Value) -> Value {
        let labels = self.deep(receiver);
        let value = self.text_of(labels);
        self.stepped(&value, &What::Text)
    }

    fn split_text(&mut self, receiver: &Value, method: &str, args: &Args) -> Value {
        if let Some(subject) = receiver.sure_text()
            && args.positional.len() <= 1
            && args.keywords.is_empty()
        {
            let separator = args.positional.first().map(Value::sure_text);
            let parts: Option<Vec<Value>> = match (method, separator) {
                ("splitlines", _) => Some(subject.lines().map(Value::text).collect()),
                (_, None) => Some(subject.split_whitespace().map(Value::text).collect()),
                (_, Some(Some(separator))) if !separator.is_empty() => {
                    Some(subject.split(&**separator).map(Value::text).collect())
                }
                _ => None,
            };
            if let Some(parts) = parts {
                return self.allocate(Cell::sequence(CellKind::List, parts));
            }
        }
        let mut cell = Cell::new(CellKind::List);
        cell.rest = self.text_part(receiver);
        self.allocate(cell)
    }

    fn join_texts(&mut self, separator: &Value, args: &Args) -> Value {
        let Some(items) = args.positional.first() else { return Value::Unknown };
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
        if prefixes.iter().all(|prefix| prefix.sure_text().is_some_and(|text| pins_host(text))) {
            predicate.if_true = self.subject_facts(subject, self.engine.symbols.url_kinds);
        }
        // A relative path that begins with a double slash leads to another host.
        if prefixes.iter().any(|prefix| matches!(prefix.sure_text().map(|t| &**t), Some("//"))) {
            let facts = self.subject_facts(subject, 0);
            predicate.if_false.extend(facts);
        }
        if let Some((of, Aspect::Resolved)) = subject.data().and_then(|data| data.aspect) {
            let kept = prefixes.iter().all(|prefix| match prefix.sure_text() {
                Some(text) => text.ends_with('/') || text.ends_with('\\'),
                None => self.deep(prefix).iter().all(|label| {
                    !matches!(label.origin, crate::value::Origin::Source(..))
                }),
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

/// True if a text that begins so leads to a host that is fixed, whatever follows.
pub(crate) fn pins_host(prefix: &str) -> bool {
    if let Some((scheme, rest)) = prefix.split_once("://") {
        return !scheme.is_empty() && rest.find(['/', '?', '#']).is_some_and(|at| at > 0);
    }
    let mut chars = prefix.chars();
    match chars.next() {
        Some('/') => chars.next().is_some_and(|c| c != '/' && c != '\\'),
        Some('?' | '#') => true,
        Some(c) if c.is_alphanumeric() => prefix.contains(['/', '?', '#']),
        _ => false,
    }
}

/// The methods of `str` and `bytes`, but for those that only containers share a name with.
pub(super) fn is_text_method(name: &str) -> bool {
    matches!(
        name,
        "capitalize" | "casefold" | "center" | "count" | "decode" | "encode" | "endswith" | "expandtabs" | "find"
            | "format" | "format_map" | "index" | "isalnum" | "isalpha" | "isascii" | "isdecimal" | "isdigit"
            | "isidentifier" | "islower" | "isnumeric" | "isprintable" | "isspace" | "istitle" | "isupper" | "join"
            | "ljust" | "lower" | "lstrip" | "partition" | "removeprefix" | "removesuffix" | "replace" | "rfind"
            | "rindex" | "rjust" | "rpartition" | "rsplit" | "rstrip" | "split" | "splitlines" | "startswith"
            | "strip" | "swapcase" | "title" | "translate" | "upper" | "zfill" | "hex"
    )
}
