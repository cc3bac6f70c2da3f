//! What is kept for the rest of a request, and queries for what belongs to the sender; see [`super::run`].

use std::rc::Rc;

use assay_python::ir::{Arg, ArgKind};
use assay_source::Span;
use assay_taint::What;

use super::Asked;
use super::machine::Machine;
use super::run::{Check, Frame, Request};
use super::value::{Mark, Value};

/// Methods of queries that choose rows.
const FILTERS: &[&str] = &[
    "filter",
    "filter_by",
    "where",
    "having",
    "get",
    "get_or_404",
    "first_or_404",
    "find_one",
    "find",
];

impl<'a> Machine<'a> {
    /// What was kept under a name for the rest of the request.
    pub(super) fn kept(&mut self, name: &str, span: Span) -> Value {
        if let Some(known) = self.context.get(name) {
            if self.provisional.contains(name) {
                self.unsettled += 1;
            }
            return match known {
                Some(Value::Missing(mark)) => Value::Missing(Mark {
                    text: self.quote(span),
                    ..mark.clone()
                }),
                Some(value) => value.clone(),
                None => {
                    self.unsettled += 1;
                    Value::Unknown
                }
            };
        }
        self.context.insert(name.to_owned(), None);
        let before = self.unsettled;
        let mut all = Value::Bottom;
        let mut first: Option<Mark> = None;
        for function in self.keeping.clone() {
            if self.active.contains(&function) {
                self.unsettled += 1;
                continue;
            }
            let request = Rc::new(Request::default());
            let known = self.run(function, &[], &request, true, 1);
            if !known.stores.iter().any(|(stored, _)| stored == name) {
                continue;
            }
            let outcome = self.run(function, &[], &request, false, 1);
            let mark = outcome.checks.last().map(|check| check.mark.clone());
            for (_, value) in outcome.stores.iter().filter(|(stored, _)| stored == name) {
                let value = match &mark {
                    Some(mark) => value.clone().hanging_on(mark),
                    None => value.clone(),
                };
                all = all.join(&value);
            }
            first = first.or(mark);
        }
        // Only known senders get where it is set.
        if let (Value::Bottom, Some(mark)) = (&all, &first) {
            all = Value::Missing(Mark {
                is_whole: true,
                ..mark.clone()
            });
        }
        let value = if matches!(
            all,
            Value::Missing(_) | Value::Decided(..) | Value::Depends(_)
        ) {
            all
        } else {
            Value::Unknown
        };
        // While another answer is being worked out, this one may rest on its absence.
        let is_outermost = !self
            .context
            .iter()
            .any(|(other, known)| other != name && known.is_none());
        if is_outermost {
            self.settle();
            self.unsettled = before;
        } else if self.unsettled != before {
            self.provisional.insert(name.to_owned());
        }
        self.context.insert(name.to_owned(), Some(value.clone()));
        value
    }

    /// Forgets what rests on an answer that was still being worked out, once that is there.
    ///
    /// Until then it is kept, or names that are kept with the help of each other would be worked out
    /// in each order in which one can come from one to the other.
    fn settle(&mut self) {
        for name in std::mem::take(&mut self.provisional) {
            self.context.remove(&name);
        }
        for key in std::mem::take(&mut self.unsettled_memo) {
            self.memo.remove(&key);
        }
    }

    /// A query that asks for what belongs to the sender.
    pub(super) fn note_owner(
        &self,
        frame: &mut Frame<'a>,
        method: Option<&str>,
        args: &[Arg],
        values: &[Value],
        span: Span,
    ) {
        let filters = method.is_some_and(|name| FILTERS.contains(&name));
        let is_sql = || {
            let mut events = self.log.events_at(frame.function, span).iter();
            events.any(|event| matches!(&event.what, What::Sink(kind) if kind == "sql"))
        };
        if !filters && !is_sql() {
            return;
        }
        let mut marks =
            args.iter()
                .zip(values)
                .filter_map(|(arg, value)| match (arg.kind, value) {
                    (ArgKind::Keyword(_), Value::Missing(mark)) => Some(mark),
                    (ArgKind::Positional, Value::Decided(_, mark))
                        if mark.asked == Asked::Owner =>
                    {
                        Some(mark)
                    }
                    (_, Value::Tuple(_)) if !filters => value.mark(),
                    _ => None,
                });
        if let Some(mark) = marks.next()
            && mark.asked != Asked::Token
        {
            let mark = Mark {
                asked: Asked::Owner,
                ..mark.clone()
            };
            frame.outcome.owners.push(Check {
                span,
                mark,
                chain: Vec::new(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::rc::Rc;

    use assay_models::Models;
    use assay_python::Program;
    use assay_source::Project;

    use super::super::machine::Machine;
    use super::super::run::Request;
    use crate::log::Log;

    /// Hooks that each keep one name, and ask for all the others before they do.
    fn entangled(names: usize) -> String {
        let mut text = String::from(
            "from flask import Flask, g, session, abort\n\
             app = Flask(__name__)\n",
        );
        for own in 0..names {
            let _ = write!(text, "@app.before_request\ndef load_{own}():\n");
            for other in (0..names).filter(|other| *other != own) {
                let _ = write!(text, "    if g.name_{other} is None:\n        return\n");
            }
            let _ = writeln!(text, "    g.name_{own} = session.get('user_id')");
        }
        text.push_str("@app.get('/')\ndef page():\n    if g.name_0 is None:\n        abort(401)\n");
        text
    }

    /// How many instructions are gone through to know who may see the page.
    fn steps(names: usize) -> u32 {
        let project = Project::from_texts([("app.py", entangled(names).as_str())]);
        let modules = project.files.iter().map(assay_python::lower).collect();
        let program = Program::link(modules, &project);
        let models = Models::embedded();
        let solution = assay_taint::solve(&program, models, &[], &assay_taint::Options::default());
        let log = Log::new(&project, &program, models, &solution);
        let mut machine = Machine::new(&log);
        let page = solution
            .entries
            .iter()
            .map(|entry| entry.function)
            .find(|function| log.name_of(*function) == "page")
            .expect("the page is an entry");
        machine.ask(page, &Rc::new(Request::default()), false);
        machine.steps
    }

    #[test]
    fn names_that_rest_on_each_other_are_not_worked_out_in_every_order() {
        // Each of so many hooks asks for all the other names: that many times that many questions, and no more.
        for names in [4_usize, 8, 12] {
            let questions = u32::try_from(names * names).expect("a small number");
            let steps = steps(names);
            assert!(steps <= 25 * questions, "{steps} for {names} names");
        }
    }
}
