//! Parts of what a request and its sender bring: attributes and items; see [`super::run`].

use assay_python::ir::{Const, Reg};
use assay_source::Span;

use super::machine::Machine;
use super::run::{Done, Frame};
use super::users::TELLING;
use super::value::{Mapping, Mark, Value};
use super::{Asked, words};

impl<'a> Machine<'a> {
    pub(super) fn attribute(
        &mut self,
        frame: &mut Frame<'a>,
        object: Reg,
        name: &str,
        span: Span,
    ) -> Done {
        if let Some(value) = self.read(frame, span) {
            return Done::Value(value);
        }
        let receiver = frame.get(object);
        if matches!(receiver, Value::Bottom) {
            return Done::Value(Value::Bottom);
        }
        let edges = self.log.edges_at(frame.function, span);
        if !edges.is_empty() {
            let callees: Vec<_> = edges
                .iter()
                .map(|edge| (edge.callee, edge.leaves))
                .collect();
            let is_sender = matches!(receiver, Value::Missing(_) | Value::Depends(_));
            let done = self.enter(frame, &callees, &[], span);
            if !(is_sender && matches!(done, Done::Value(Value::Unknown))) {
                return done;
            }
        }
        if receiver == Value::Unknown
            && let Some(value) = self.marked(frame, name)
        {
            return Done::Value(value);
        }
        if receiver == Value::Unknown && self.is_wrapped(frame.function, object, name) {
            return Done::Value(Value::Wrapped);
        }
        Done::Value(match receiver {
            Value::Missing(mark) => self.part(mark, name, span),
            // Strangers are not authenticated, whatever else is said of them.
            Value::Depends(mark) if TELLING.contains(&name) => self.part(mark, name, span),
            Value::Depends(mark) => self.part(mark, name, span).weaker(),
            Value::Context => match frame.stored(name) {
                Some(value) => value,
                None => self.kept(name, span),
            },
            // Users of whatever kind say by these names whether they are known: a proxy of the project's own, too.
            Value::Unknown if TELLING.contains(&name) => {
                self.part(self.mark(Asked::Login, span, true), name, span)
            }
            Value::Unknown if !name.chars().any(char::is_lowercase) => {
                self.constant_of(frame.function, object, name)
            }
            Value::Mapping(Mapping::Other) => Value::Unknown,
            _ => Value::Unknown,
        })
    }

    /// An attribute or the answer of a method of what only known senders have.
    pub(super) fn part(&self, mut mark: Mark, name: &str, span: Span) -> Value {
        mark.text = self.quote(span);
        if name.contains("anonymous") {
            return Value::Decided(true, mark);
        }
        if words::is_right(name) && mark.asked < Asked::Role {
            mark.asked = Asked::Role;
        }
        mark.is_whole = false;
        Value::Missing(mark)
    }

    pub(super) fn item(
        &mut self,
        frame: &mut Frame<'a>,
        object: Reg,
        key: &Value,
        span: Span,
        raises: bool,
    ) -> Done {
        let receiver = frame.get(object);
        let value = match receiver {
            Value::Bottom => Value::Bottom,
            Value::Mapping(Mapping::Parameters(_)) => key
                .text()
                .map_or(Value::Unknown, |key| frame.parameter(key)),
            Value::Mapping(mapping) => match self.entry(mapping, key, span) {
                Some(Value::Missing(mark)) if raises && mapping == Mapping::Session => {
                    let own = key.text().is_some_and(|key| frame.written.contains(key));
                    if !own {
                        return self.leave(frame, mark, span);
                    }
                    Value::Unknown
                }
                Some(value) => value,
                None => Value::Unknown,
            },
            Value::Missing(mark) => {
                let key = key.text().map_or("", |key| key).to_owned();
                self.part(mark, &key, span)
            }
            Value::Tuple(items) => match key {
                Value::Constant(Const::Int(at)) => usize::try_from(*at)
                    .ok()
                    .and_then(|at| items.get(at))
                    .cloned()
                    .unwrap_or(Value::Unknown),
                _ => Value::Unknown,
            },
            _ => Value::Unknown,
        };
        Done::Value(value)
    }

    /// An entry of a mapping that the request brings, if it says something of the sender.
    pub(super) fn entry(&self, mapping: Mapping, key: &Value, span: Span) -> Option<Value> {
        if mapping == Mapping::Session && *key == Value::Unknown {
            // A key of its own for each object: `session.get(project.id)`.
            return Some(Value::Missing(self.mark(Asked::Login, span, true)));
        }
        let key = key.text()?;
        match mapping {
            Mapping::Session
                if words::is_person(key)
                    || words::is_rank(key)
                    || self.persons.contains(&**key) =>
            {
                let asked = if words::is_right(key) {
                    Asked::Role
                } else {
                    Asked::Login
                };
                Some(Value::Missing(self.mark(asked, span, true)))
            }
            Mapping::Headers if words::is_secret(key) => {
                Some(Value::Missing(self.mark(Asked::Token, span, false)))
            }
            Mapping::Other if words::is_secret(key) => Some(Value::Shown(self.mark(
                Asked::Token,
                span,
                words::is_token(key),
            ))),
            Mapping::Session | Mapping::Headers | Mapping::Other | Mapping::Parameters(_) => None,
        }
    }
}
