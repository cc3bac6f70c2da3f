//! Exceptions that leave a view arrive at the application's error handlers, with what they carry.
//!
//! ```python
//! @app.errorhandler(Refused)
//! def refused(error):
//!     return f"<p>{error.message}</p>"
//!
//! @app.route("/show")
//! def show():
//!     raise Refused(request.args["name"])
//! ```

use assay_python::ir::Const;

use super::{
    Arc, Finisher, Key, Label, Object, Origin, Pending, Registered, Returned, Root, Summary, Value,
    What, general,
};
use crate::state::{Cell, CellKind};
use crate::value::Doubt;

/// The exceptions of werkzeug that have a status of their own.
const STATUS: [(&str, i64); 10] = [
    ("BadRequest", 400),
    ("Unauthorized", 401),
    ("Forbidden", 403),
    ("NotFound", 404),
    ("MethodNotAllowed", 405),
    ("Conflict", 409),
    ("Gone", 410),
    ("UnprocessableEntity", 422),
    ("TooManyRequests", 429),
    ("InternalServerError", 500),
];

/// How deep it is looked into what an exception carries.
const DEPTH: u32 = 4;

impl Finisher<'_> {
    /// Joins what views raise with the handlers that catch it.
    pub(super) fn handlers(&mut self, registered: &[Registered]) {
        let handlers: Vec<&Registered> = registered
            .iter()
            .filter(|entry| entry.asked != Value::Bottom)
            .collect();
        if handlers.is_empty() {
            return;
        }
        for entry in registered.iter().filter(|e| e.asked == Value::Bottom) {
            let Some(raiser) = general(self.engine, entry.function) else {
                continue;
            };
            let cells: Vec<Arc<Cell>> = (raiser.raised.objects().iter())
                .filter_map(|object| match object {
                    Object::Cell(id) => raiser.cells.get(id.0 as usize).cloned(),
                    _ => None,
                })
                .collect();
            for cell in cells {
                let catching = handlers.iter().filter(|h| self.catches(&h.asked, &cell));
                let catching: Vec<&Registered> = catching.copied().collect();
                for handler in catching {
                    self.handled(entry, &raiser, &cell, handler);
                }
            }
        }
    }

    /// True if a handler that was registered for something is called for an exception.
    fn catches(&self, asked: &Value, raised: &Cell) -> bool {
        let status = asked.constants().iter().any(|(constant, _)| {
            matches!(constant, Const::Int(code) if self.status(raised) == Some(*code))
        });
        status
            || asked
                .objects()
                .iter()
                // Whatever a library raises is an exception.
                .any(|wanted| {
                    let kind = &raised.kind;
                    self.engine.is_kind_of(kind, wanted, Some("Exception"))
                })
    }

    /// The HTTP status of an exception of werkzeug.
    fn status(&self, raised: &Cell) -> Option<i64> {
        let CellKind::Library(symbol) = raised.kind else {
            return None;
        };
        let code = self.engine.symbols.name("code").map(Key::Attr)?;
        if let Some(Const::Int(code)) = raised.fields.get(&code).and_then(Value::sure_constant) {
            return Some(*code);
        }
        let text = self.engine.symbols.text(symbol);
        let name = text.trim_end_matches("()").rsplit('.').next()?.to_owned();
        let known = STATUS.iter().find(|(known, _)| **known == name);
        known.map(|(_, status)| *status)
    }

    /// What an exception carries into a handler.
    fn handled(
        &mut self,
        entry: &Registered,
        raiser: &Summary,
        raised: &Cell,
        handler: &Registered,
    ) {
        let Some(summary) = general(self.engine, handler.function) else {
            return;
        };
        for (path, pending) in &summary.pending {
            if path.root != Root::Param(0) {
                continue;
            }
            for label in self.carried(raiser, raised, &path.keys) {
                let pending = Pending {
                    doubt: pending.doubt.max(label.doubt()),
                    ..pending.clone()
                };
                if self.engine.symbols.harms_in(&label, &pending) {
                    self.add_carried(entry, &label, &pending);
                }
            }
        }
        let Some(page) = handler.result else { return };
        for Returned {
            span,
            label,
            header,
            ..
        } in &summary.returned
        {
            let Origin::Root(path) = &label.origin else {
                continue;
            };
            // An error that is given back as it is becomes the page that its class makes of it.
            let whole = path.keys.is_empty() && !label.trace.is_changed();
            if path.root != Root::Param(0) || label.doubt() > Doubt::None || whole {
                continue;
            }
            let kind = header.unwrap_or(page);
            let text: Arc<str> = Arc::from("return");
            let pending = Pending {
                itself: false,
                places: 0,
                kind,
                sink: *span,
                function: handler.function,
                trace: label.trace.step(*span, What::Sink(Arc::clone(&text))),
                text,
                doubt: Doubt::None,
            };
            for mut carried in self.carried(raiser, raised, &path.keys) {
                carried.cleaned |= label.cleaned;
                if carried.doubt() == Doubt::None && self.engine.symbols.harms(&carried, kind) {
                    self.add_carried(entry, &carried, &pending);
                }
            }
        }
    }

    fn add_carried(&mut self, entry: &Registered, label: &Label, pending: &Pending) {
        match &label.origin {
            Origin::Source(span, kind, text) => {
                self.add(
                    (*span, *kind, Arc::clone(text)),
                    pending,
                    Some(&label.trace),
                );
            }
            Origin::Root(path) => {
                if let Some(source) = self.parameter(entry, path) {
                    self.add(source, pending, Some(&label.trace));
                }
            }
        }
    }

    /// The taints at a path of an exception. As a whole it shows its arguments.
    fn carried(&self, raiser: &Summary, raised: &Cell, keys: &[Key]) -> Vec<Label> {
        let mut labels = Vec::new();
        let shown = ["args", "description"].map(|name| self.engine.symbols.name(name));
        match keys.split_first() {
            Some((first, rest)) => {
                let value = raised.fields.get(first).unwrap_or(&raised.rest);
                labels_at(raiser, value, rest, 0, &mut labels);
            }
            None => {
                for name in shown.into_iter().flatten() {
                    if let Some(value) = raised.fields.get(&Key::Attr(name)) {
                        labels_at(raiser, value, &[], 0, &mut labels);
                    }
                }
            }
        }
        labels
    }
}

fn labels_at(summary: &Summary, value: &Value, keys: &[Key], depth: u32, labels: &mut Vec<Label>) {
    for label in value.labels() {
        if !labels.contains(label) {
            labels.push(label.clone());
        }
    }
    if depth >= DEPTH {
        return;
    }
    for object in value.objects() {
        let Object::Cell(id) = object else { continue };
        let Some(cell) = summary.cells.get(id.0 as usize) else {
            continue;
        };
        match keys.split_first() {
            Some((first, rest)) => {
                let inner = cell.fields.get(first).unwrap_or(&cell.rest);
                labels_at(summary, inner, rest, depth + 1, labels);
            }
            None => {
                for inner in cell.fields.values().chain([&cell.rest]) {
                    labels_at(summary, inner, &[], depth + 1, labels);
                }
            }
        }
    }
}
