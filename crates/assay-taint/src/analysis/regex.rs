//! Regular expressions: what a match says of its subject, and which characters its groups can hold.
//!
//! ```python
//! found = re.match(r"(\w+):(.*)", line)
//! found.group(1)                     # letters and digits
//! found.group(2)                     # anything
//! ```

use std::sync::Arc;

use assay_python::ir::Const;

use smallvec::SmallVec;

use super::Analysis;
use super::call::Args;
use crate::pattern::{self, Mode as MatchMode};
use crate::state::{Cell, CellKind};
use crate::symbols::SymbolId;
use crate::trace::What;
use crate::value::{Key, Label, Mask, Object, Predicate, Value, add_labels, types};

impl Analysis<'_> {
    /// The pattern and the flags that a compiled pattern was made of.
    pub(super) fn compiled(&self, receiver: &Value) -> Option<(Value, Option<Value>)> {
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
    pub(super) fn substituted(
        &mut self,
        symbol: SymbolId,
        receiver: &Value,
        args: &Args,
    ) -> Option<Value> {
        let compiled = self.compiled(receiver);
        let mut positional = args.positional.iter();
        let (pattern, flags) = match compiled {
            Some(compiled) => compiled,
            None => (positional.next()?.clone(), None),
        };
        let (new, subject) = (positional.next()?, positional.next()?);
        let flags_word = self.engine.symbols.name("flags");
        let only_flags = args
            .keywords
            .iter()
            .all(|(word, _)| Some(*word) == flags_word);
        if positional.next().is_some() || !only_flags {
            return None;
        }
        let flags = flags.or_else(|| args.keywords.first().map(|(_, flags)| flags.clone()));
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

    /// For which kinds a text that such a pattern matches is harmless.
    fn pattern_mask(&self, text: &str, flags: pattern::Flags, mode: MatchMode) -> Mask {
        let language = pattern::language(text, flags, mode);
        let mut mask = language.map_or(0, |language| self.language_mask(&language));
        // A name below a host that the pattern spells out.
        if self.engine.symbols.characters.stays_in_host(mask)
            && pattern::closes_with_domain(text, flags)
        {
            mask |= self.engine.symbols.url_kinds;
        }
        let is_beginning = mode != MatchMode::Search
            || text.starts_with(['^', '\\']) && !flags.has(pattern::Flags::MULTILINE);
        if is_beginning && pattern::begins_with_host(text, flags) {
            mask |= self.engine.symbols.url_kinds;
        }
        mask
    }

    /// For which kinds a text of this language is harmless.
    fn language_mask(&self, language: &pattern::CharSet) -> Mask {
        let symbols = &self.engine.symbols;
        let mut mask = symbols
            .characters
            .without(|character| language.lacks(character));
        mask |= (symbols.characters)
            .not_starting(|character| !language.can_start_with(character.encode_utf8(&mut [0; 4])));
        if language.may_end_with_line() {
            mask |= symbols.characters.harmless_but_for_line_end(mask);
        }
        // A path of this host: one slash, and neither a second one nor a backslash behind it.
        let other_host = ["//", "/\\"]
            .iter()
            .any(|start| language.can_start_with(start));
        if language.starts_only_with("/") && !other_host {
            mask |= symbols.url_kinds;
        }
        mask
    }

    /// What a regular expression says of its subject, and what the match holds.
    pub(super) fn matched(
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
        if let (Some(text), Some(flags)) = (pattern_text(pattern), pattern_flags(flags)) {
            mask = self.pattern_mask(&text, flags, mode);
        }
        let value = match self.match_cell(symbol, pattern, flags, &labels) {
            Some(value) if !labels.is_empty() => value,
            _ => {
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
                data.into()
            }
        };
        let if_true = self.subject_facts(subject, mask);
        let identity = self.made_identity();
        let value = if labels.is_empty() {
            value
        } else {
            value.identified(identity)
        };
        // `re.search("[^a-z]", name)` finds nothing: no such character is in it.
        let absent = match (mode, pattern_text(pattern), pattern_flags(flags)) {
            (MatchMode::Search, Some(text), Some(flags)) => pattern::single(&text, flags),
            _ => None,
        };
        let if_false = absent.map_or_else(SmallVec::new, |absent| {
            let characters = &self.engine.symbols.characters;
            let lacks = characters.without(|c| c.is_ascii() && !absent.lacks(c));
            self.subject_facts(subject, lacks)
        });
        let value = value.with_predicate(Predicate {
            if_true,
            if_false,
            ..Predicate::default()
        });
        self.stepped(&value, &What::Through(symbol))
    }

    /// A match that tells its groups apart: under their numbers and names, the whole of it under 0.
    fn match_cell(
        &mut self,
        symbol: SymbolId,
        pattern: &Value,
        flags: Option<&Value>,
        labels: &[Label],
    ) -> Option<Value> {
        let made = self.engine.symbols.called(symbol)?;
        let text = pattern_text(pattern)?;
        let flags = pattern_flags(flags)?;
        let groups = pattern::groups(&text)?;
        let mut cell = Cell::new(CellKind::Library(made));
        let whole = self.group_value(symbol, &text, flags, labels);
        cell.fields.insert(Key::Index(0), whole);
        for (number, group) in (1..).zip(groups) {
            let value = self.group_value(symbol, &group.body, flags, labels);
            if let Some(name) = group.name {
                cell.fields
                    .insert(Key::Text(Arc::from(name)), value.clone());
            }
            cell.fields.insert(Key::Index(number), value);
        }
        let made = self.allocate(cell);
        let mut data = made.to_data();
        data.constants.push((Const::None, None));
        Some(data.into())
    }

    /// A text that a pattern describes as a whole.
    fn group_value(
        &mut self,
        symbol: SymbolId,
        body: &str,
        flags: pattern::Flags,
        labels: &[Label],
    ) -> Value {
        let mask = self.pattern_mask(body, flags, MatchMode::FullMatch);
        let void = self.engine.symbols.characters.all_beginnings();
        let mut data = Value::labelled(labels.iter().cloned().collect()).to_data();
        for label in &mut data.labels {
            label.cleaned = label.cleaned & !void | mask | self.engine.symbols.structure_kinds;
        }
        data.types = types::STR;
        data.identity = self.made_identity();
        self.stepped(&data.into(), &What::Through(symbol))
    }

    /// `found.group(…)`, `found.groups()`, `found.groupdict()`; `None` if the groups are not known.
    pub(super) fn group(
        &mut self,
        symbol: SymbolId,
        receiver: &Value,
        args: &Args,
    ) -> Option<Value> {
        let id = receiver.objects().iter().find_map(Self::own_cell)?;
        let cell = Arc::clone(self.cell(id)?);
        if !matches!(cell.kind, CellKind::Library(_)) || !cell.fields.contains_key(&Key::Index(0)) {
            return None;
        }
        for (entry, _) in &self.engine.symbols.info(symbol).passes {
            self.draft.reached(*entry, self.here());
        }
        let text = self.engine.symbols.text(symbol);
        if text.ends_with("groups") {
            let values = (cell.fields.iter())
                .filter(|(key, _)| matches!(key, Key::Index(1..)))
                .map(|(_, value)| value.clone())
                .collect();
            return Some(self.allocate(Cell::sequence(CellKind::Tuple, values)));
        }
        if text.ends_with("groupdict") {
            let mut named = Cell::new(CellKind::Dict);
            for (key, value) in &cell.fields {
                if matches!(key, Key::Text(_)) {
                    named.set(key, value.clone());
                }
            }
            return Some(self.allocate(named));
        }
        let mut values = Vec::new();
        for arg in &args.positional {
            let key = crate::value::key_of(arg.sure_constant()?);
            values.push(cell.fields.get(&key)?.clone());
        }
        Some(match values.as_slice() {
            [] => cell.fields.get(&Key::Index(0))?.clone(),
            [value] => value.clone(),
            _ => self.allocate(Cell::sequence(CellKind::Tuple, values)),
        })
    }

    /// `re.findall(…)` and `re.finditer(…)`; `None` if the pattern is not known.
    pub(super) fn found_all(
        &mut self,
        symbol: SymbolId,
        receiver: &Value,
        args: &Args,
    ) -> Option<Value> {
        let mut positional = args.positional.iter();
        let (pattern, flags) = match self.compiled(receiver) {
            Some(compiled) => compiled,
            None => (positional.next()?.clone(), args.positional.get(2).cloned()),
        };
        let subject = positional.next()?.clone();
        self.care(&pattern);
        let labels = self.deep(&subject);
        if labels.is_empty() || !args.keywords.is_empty() {
            return None;
        }
        for (entry, _) in &self.engine.symbols.info(symbol).passes {
            self.draft.reached(*entry, self.here());
        }
        let made = if self.engine.symbols.text(symbol).ends_with("finditer") {
            let item = self.engine.symbols.called(symbol)?;
            let item = self.engine.symbols.item(item, None)?;
            let found = self.match_cell(symbol, &pattern, flags.as_ref(), &labels)?;
            let id = found.objects().iter().find_map(Self::own_cell)?;
            if let Some(cell) = self.cell_mut(id) {
                cell.kind = CellKind::Library(item);
            }
            Value::object(Object::Cell(id))
        } else {
            let text = pattern_text(&pattern)?;
            let flags = pattern_flags(flags.as_ref())?;
            let groups = pattern::groups(&text)?;
            let mut values = Vec::with_capacity(groups.len());
            for group in &groups {
                values.push(self.group_value(symbol, &group.body, flags, &labels));
            }
            match values.as_slice() {
                [] => self.group_value(symbol, &text, flags, &labels),
                [value] => value.clone(),
                _ => self.allocate(Cell::sequence(CellKind::Tuple, values)),
            }
        };
        let mut list = Cell::new(CellKind::List);
        list.rest = made;
        Some(self.allocate(list))
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
