//! Texts that are split: what a part surely lacks.

use assay_python::ir::Const;

use super::Analysis;
use super::call::Args;
use crate::state::{Cell, CellKind};
use crate::value::{Aspect, Key, Value};

impl Analysis<'_> {
    /// `text.partition(…)` and `text.rpartition(…)`.
    pub(super) fn partitioned(&mut self, receiver: &Value, name: &str, args: &Args) -> Value {
        let part = self.text_part(receiver, 0);
        let separator = args.positional.first().and_then(Value::sure_text);
        let gone = separator.map_or(0, |text| {
            self.engine.symbols.characters.mentioned_alone(text)
        });
        let free = super::cleaned(&part, gone);
        let parts = if name == "partition" {
            [free, Value::Unknown, part]
        } else {
            [part, Value::Unknown, free]
        };
        // What is found out of the one says nothing of the other.
        let parts = parts.map(|part| {
            if part.labels().is_empty() {
                return part;
            }
            let identity = self.made_identity();
            part.identified(identity)
        });
        self.allocate(Cell::sequence(CellKind::Tuple, parts.to_vec()))
    }

    /// `receiver.split(…)` and its like.
    pub(super) fn split_text(&mut self, receiver: &Value, method: &str, args: &Args) -> Value {
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
        let characters = &self.engine.symbols.characters;
        let lacks = match (method, args.positional.as_slice(), args.keywords.is_empty()) {
            ("splitlines", [], true) => characters.without(is_line_end),
            ("splitlines", ..) | (_, [_, ..], false) => 0,
            (_, [], _) => characters.without(char::is_whitespace),
            (_, [separator], _) => separator
                .sure_text()
                .map_or(0, |text| characters.mentioned_alone(text)),
            (_, [..], _) => 0,
        };
        cell.rest = self.text_part(receiver, lacks);
        self.outer_part(&mut cell, receiver, method, args);
        let tainted = !cell.rest.labels().is_empty();
        let parts = self.allocate(cell);
        if !tainted {
            return parts;
        }
        // What is asked of every part can be remembered of the list.
        let identity = self.made_identity();
        let parts = parts.identified(identity);
        match args.positional.as_slice() {
            [separator]
                if receiver.identity() != 0
                    && separator.sure_text().is_some_and(|text| &**text == "/") =>
            {
                parts.with_aspect(receiver.identity(), Aspect::PathParts)
            }
            _ => parts,
        }
    }

    /// The part at the end from which a text was split a given number of times: it lacks the separator.
    /// `name.rsplit(".", 1)[1]` is an extension without a dot.
    fn outer_part(&mut self, cell: &mut Cell, receiver: &Value, method: &str, args: &Args) {
        let [separator, times] = args.positional.as_slice() else {
            return;
        };
        let (Some(separator), Some(Const::Int(times @ 1..=16))) =
            (separator.sure_text(), times.sure_constant())
        else {
            return;
        };
        let lacks = self.engine.symbols.characters.mentioned_alone(separator);
        if lacks == 0 || !args.keywords.is_empty() {
            return;
        }
        let part = self.text_part(receiver, lacks);
        match method {
            "split" => {
                cell.fields.insert(Key::Index(0), part);
            }
            "rsplit" => {
                cell.fields.insert(Key::Index(*times), part.clone());
                cell.fields.insert(Key::Index(-1), part);
            }
            _ => {}
        }
    }
}

/// The characters at which `splitlines` splits.
fn is_line_end(character: char) -> bool {
    matches!(
        character,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}
