//! What each instruction means for a sender of whom nothing is known; see [`super::run`].

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use assay_python::ir::{
    Arg, ArgKind, BinOp, BlockId, CallKind, Const, Function, Name, Op, SequenceKind, UnaryOp,
};
use assay_python::{ClassRef, FunctionRef};
use assay_source::Span;
use assay_taint::What;

use super::run::{Answer, Check, Done, Frame, Outcome, Request};
use super::users::Users;
use super::value::{Mapping, Mark, Value};
use super::{Asked, words};
use crate::log::Log;

/// How many calls deep a check is looked for.
pub(super) const DEPTH: u32 = 8;

/// How many instructions one question may take.
pub(super) const STEPS: u32 = 400_000;

/// How many characters of the source a reason quotes.
const QUOTED: usize = 60;

/// A function that is run, for a known sender or not, and what `self` is in it.
pub(super) type Question = (FunctionRef, bool, Option<ClassRef>);

pub(crate) struct Machine<'a> {
    pub(super) log: &'a Log<'a>,
    /// What came of questions lately.
    pub(super) memo: BTreeMap<Question, Vec<Answer>>,
    /// The class whose methods are run: what `self` is.
    pub(super) this: Option<ClassRef>,
    /// The class whose `__call__` stands for what its `__init__` was given to wrap.
    pub(super) wrapping: Option<ClassRef>,
    /// What the project itself takes for the sender.
    users: Users,
    /// The keys of the session that say who the sender is, beside those whose names do.
    pub(super) persons: BTreeSet<String>,
    /// The functions that set attributes of what they are given, and which.
    pub(super) markers: BTreeMap<FunctionRef, Vec<String>>,
    pub(super) active: Vec<FunctionRef>,
    pub(super) steps: u32,
    /// Constants that the decorator which is looked into was given, by function and parameter.
    pub(super) given: BTreeMap<(FunctionRef, Name), Value>,
    /// The functions that ask who the sender is, themselves or through others.
    pub(super) asking: BTreeSet<FunctionRef>,
    /// The functions that remember something for the rest of the request.
    pub(super) keeping: Vec<FunctionRef>,
    pub(super) context: BTreeMap<String, Option<Value>>,
    /// How often something was asked for whose answer is still being worked out: what was made of it must be forgotten.
    pub(super) unsettled: u32,
    /// The names in `context` whose answers rest on one that is still being worked out.
    pub(super) provisional: BTreeSet<String>,
    /// The same of `memo`.
    pub(super) unsettled_memo: BTreeSet<Question>,
    /// Whether blocks hold a call that never comes back, as far as somebody asked.
    pub(super) exits: RefCell<HashMap<(FunctionRef, BlockId), bool>>,
}

impl<'a> Machine<'a> {
    pub(crate) fn new(log: &'a Log<'a>) -> Self {
        let users = Users::new(log);
        let mut asking = users.asking.clone();
        let mut keeping = Vec::new();
        for event in &log.solution.events {
            if let What::Role(played) = &event.what
                && matches!(
                    played.role.as_str(),
                    "identity" | "protect" | "context" | "request" | "verify"
                )
            {
                asking.insert(event.function);
                if played.role == "context" && keeping.last() != Some(&event.function) {
                    keeping.push(event.function);
                }
            }
        }
        for _ in 0..DEPTH {
            let callers: Vec<FunctionRef> = log
                .solution
                .edges
                .iter()
                .filter(|edge| asking.contains(&edge.callee))
                .map(|edge| edge.caller)
                .collect();
            let before = asking.len();
            asking.extend(callers);
            if asking.len() == before {
                break;
            }
        }
        Self {
            log,
            memo: BTreeMap::new(),
            this: None,
            wrapping: None,
            users,
            persons: super::persons::keys(log),
            markers: super::marks::markers(log),
            active: Vec::new(),
            steps: 0,
            given: BTreeMap::new(),
            asking,
            keeping,
            context: BTreeMap::new(),
            unsettled: 0,
            provisional: BTreeSet::new(),
            unsettled_memo: BTreeSet::new(),
            exits: RefCell::default(),
        }
    }

    /// Runs a function for a sender; a known one goes the other way where the sender decides.
    pub(super) fn ask(
        &mut self,
        function: FunctionRef,
        request: &Rc<Request>,
        is_known: bool,
    ) -> Rc<Outcome> {
        self.ask_about(function, &[], request, is_known)
    }

    /// A question of its own: it has all steps to itself.
    fn ask_about(
        &mut self,
        function: FunctionRef,
        arguments: &[Value],
        request: &Rc<Request>,
        is_known: bool,
    ) -> Rc<Outcome> {
        self.steps = 0;
        self.run(function, arguments, request, is_known, 0)
    }

    /// The same for a function that is given the endpoint and the variable parts of the URL.
    pub(super) fn ask_with_values(
        &mut self,
        function: FunctionRef,
        request: &Rc<Request>,
        is_known: bool,
    ) -> Rc<Outcome> {
        let endpoint = request.endpoint.as_deref();
        let endpoint = endpoint.map_or(Value::Unknown, |text| {
            Value::Constant(Const::Str(Arc::from(text)))
        });
        let values = Value::Mapping(Mapping::Parameters(!request.parameters.is_empty()));
        self.ask_about(function, &[endpoint, values], request, is_known)
    }

    /// Text keys that a function writes to the session.
    pub(super) fn session_writes(&self, function: FunctionRef, ir: &Function) -> Vec<Arc<str>> {
        let mut keys = Vec::new();
        let writes = self
            .log
            .events_of(function)
            .iter()
            .any(|event| matches!(&event.what, What::Sink(kind) if kind == "session-value"));
        if !writes {
            return keys;
        }
        for instruction in ir.blocks.iter().flat_map(|block| &block.instrs) {
            if let Op::SetItem { key, .. } = &instruction.op
                && let Some((
                    Op::Const {
                        value: Const::Str(text),
                        ..
                    },
                    _,
                )) = self.log.definition(function, *key)
            {
                keys.push(text.clone());
            }
        }
        keys
    }

    /// What an instruction gives.
    #[expect(clippy::too_many_lines, reason = "one arm for each operation")]
    pub(super) fn step(&mut self, frame: &mut Frame<'a>, op: &'a Op, span: Span) -> Done {
        let value = match op {
            Op::Const { value, .. } => Value::Constant(value.clone()),
            Op::Copy { src, .. }
            | Op::Await { src, .. }
            | Op::Iter { src, .. }
            | Op::Enter { src, .. }
            | Op::Unpack { src, .. }
            | Op::StoreEnv { src, .. } => frame.get(*src),
            Op::Logical { left, right, .. } => match (frame.get(*right), frame.get(*left).mark()) {
                (Value::Unknown, Some(mark)) => Value::Depends(Mark {
                    is_optional: true,
                    ..mark.clone()
                }),
                (value, _) => value,
            },
            Op::LoadGlobal { name, .. } => match self.read(frame, span) {
                Some(value) => value,
                None if self.users.contains(self.log, frame.function.module, *name) => {
                    Value::Missing(self.mark(Asked::Login, span, true))
                }
                None => self.global(frame.function, *name),
            },
            Op::Import { .. } => self.read(frame, span).unwrap_or(Value::Unknown),
            Op::LoadEnv { depth: 0, name, .. } => {
                frame.variables.get(name).cloned().unwrap_or(Value::Bottom)
            }
            Op::LoadEnv { name, .. } => match self.read(frame, span) {
                Some(value) => value,
                None => self.around(frame.function, *name),
            },
            Op::Attr { object, name, .. } => {
                let name = self.log.text(frame.function.module, *name);
                return self.attribute(frame, *object, name, span);
            }
            Op::Item { object, key, .. } => {
                let key = frame.get(*key);
                return self.item(frame, *object, &key, span, true);
            }
            Op::Call {
                callee, args, kind, ..
            } => {
                let receiver = frame.get(*callee);
                if let Some(value) = self.asked_mark(frame, *callee, args) {
                    return Done::Value(value);
                }
                return self.call(frame, &receiver, None, args, *kind, span);
            }
            Op::CallMethod {
                object,
                name,
                args,
                kind,
                ..
            } => {
                let receiver = frame.get(*object);
                let name = self.log.text(frame.function.module, *name);
                if *kind == CallKind::Plain && self.is_wrapped(frame.function, *object, name) {
                    frame.outcome.goal = true;
                    return Done::Value(Value::Unknown);
                }
                if let Some(own) = self.own_method(frame, *object, name) {
                    let values: Vec<Value> = args.iter().map(|arg| frame.get(arg.value)).collect();
                    return self.enter(frame, &[(own, false)], &arguments(args, &values), span);
                }
                return self.call(frame, &receiver, Some(name), args, *kind, span);
            }
            Op::Compare {
                op, left, right, ..
            } => {
                let (first, second) = (frame.get(*left), frame.get(*right));
                self.compare(frame, *op, (&first, *left), (&second, *right))
            }
            Op::Unary {
                op: UnaryOp::Not,
                operand,
                ..
            } => match frame.get(*operand) {
                Value::Bottom => Value::Bottom,
                value => match (value.truth(), value.mark()) {
                    (Some(truth), Some(mark)) => Value::Decided(!truth, mark.clone()),
                    (Some(truth), None) => Value::Constant(Const::Bool(!truth)),
                    (None, Some(mark)) => Value::Depends(mark.clone()),
                    (None, None) => Value::Unknown,
                },
            },
            Op::Sequence { kind, elements, .. } => {
                let values: Vec<Value> = elements
                    .iter()
                    .map(|element| frame.get(element.value))
                    .collect();
                let texts: Vec<Arc<str>> = values
                    .iter()
                    .filter_map(|value| value.text().cloned())
                    .collect();
                if texts.len() == values.len() {
                    Value::Texts(texts, true)
                } else if *kind == SequenceKind::Tuple && values.len() <= 8 {
                    Value::Tuple(values)
                } else {
                    Value::Texts(texts, false)
                }
            }
            Op::Binary {
                op: BinOp::Add | BinOp::BitOr,
                left,
                right,
                ..
            } => match (frame.get(*left), frame.get(*right)) {
                (Value::Texts(mut mine, a), Value::Texts(theirs, b)) => {
                    mine.extend(theirs);
                    Value::Texts(mine, a && b)
                }
                _ => Value::Unknown,
            },
            Op::SetAttr { object, name, src } => {
                if frame.get(*object) == Value::Context {
                    let name = self.log.text(frame.function.module, *name).to_owned();
                    let value = match frame.get(*src) {
                        // Whoever is kept as the user hangs on the sender, strangers included.
                        Value::Unknown if words::is_sender(&name) => {
                            Value::Depends(self.mark(Asked::Login, span, true))
                        }
                        value => value,
                    };
                    frame.outcome.stores.push((name, value));
                }
                Value::Unknown
            }
            // `any(compare_digest(sent, key) for key in KEYS)` hangs on what is sent.
            Op::Append {
                container, value, ..
            } => {
                if let Value::Decided(_, mark) = frame.get(*value) {
                    frame.put(*container, &Value::Depends(mark));
                }
                Value::Unknown
            }
            Op::MakeFunction { function, .. } => Value::Function(FunctionRef {
                module: frame.function.module,
                function: *function,
            }),
            _ => Value::Unknown,
        };
        Done::Value(value)
    }

    /// What a name with a role means at a place.
    pub(super) fn read(&self, frame: &mut Frame<'a>, span: Span) -> Option<Value> {
        for (event, played) in self.log.roles_at(frame.function, span) {
            match (played.role.as_str(), played.of.as_str()) {
                ("identity", "session") if event.name.ends_with("[]") => {}
                ("identity", "session") => return Some(Value::Mapping(Mapping::Session)),
                ("identity", of) if played.arguments.is_empty() && !event.name.ends_with("()") => {
                    return Some(Value::Missing(self.mark(asked(of), span, true)));
                }
                ("context", _) => return Some(Value::Context),
                ("request", "header") => return Some(Value::Mapping(Mapping::Headers)),
                ("request", of @ ("endpoint" | "path" | "method" | "blueprint")) => {
                    frame.outcome.reads_request = true;
                    let request = &frame.request;
                    let known = match of {
                        "endpoint" => &request.endpoint,
                        "path" => &request.path,
                        "method" => &request.method,
                        _ => &request.blueprint,
                    };
                    return Some(known.as_deref().map_or(Value::Unknown, |text| {
                        Value::Constant(Const::Str(Arc::from(text)))
                    }));
                }
                ("request", "query" | "form" | "json" | "cookie" | "value") => {
                    return Some(Value::Mapping(Mapping::Other));
                }
                _ => {}
            }
        }
        None
    }

    /// The sender does not get past a place.
    pub(super) fn leave(&self, frame: &mut Frame<'a>, mark: Mark, span: Span) -> Done {
        let value = Value::Missing(mark.clone());
        let check = Check {
            span,
            mark,
            chain: Vec::new(),
        };
        frame.outcome.refusals.push(check.clone());
        frame.outcome.checks.push(check);
        if frame.is_known {
            Done::Value(value)
        } else {
            Done::Left
        }
    }

    #[expect(
        clippy::too_many_lines,
        reason = "the ways a call may mean something, in order"
    )]
    fn call(
        &mut self,
        frame: &mut Frame<'a>,
        receiver: &Value,
        method: Option<&str>,
        args: &'a [Arg],
        kind: CallKind,
        span: Span,
    ) -> Done {
        let values: Vec<Value> = args.iter().map(|arg| frame.get(arg.value)).collect();
        if kind == CallKind::Decorator {
            return Done::Value(values.into_iter().next().unwrap_or(Value::Unknown));
        }
        if *receiver == Value::Bottom {
            return Done::Value(Value::Bottom);
        }
        if *receiver == Value::Wrapped {
            frame.outcome.goal = true;
            return Done::Value(Value::Unknown);
        }
        if self.log.is_exit(span) {
            return Done::Left;
        }
        for (event, played) in self.log.roles_at(frame.function, span) {
            match played.role.as_str() {
                "protect" => {
                    let mark = self.mark(asked(&played.of), span, false);
                    return self.leave(frame, mark, span);
                }
                "verify" => {
                    if let Some(mark) = values.iter().find_map(Value::mark) {
                        return self.leave(frame, mark.clone(), span);
                    }
                }
                "compare" => {
                    if let Some(mark) = values.iter().find_map(Value::mark) {
                        return Done::Value(Value::Decided(false, mark.clone()));
                    }
                }
                "identity" if !event.name.ends_with("[]") && played.of != "session" => {
                    return Done::Value(Value::Missing(self.mark(asked(&played.of), span, true)));
                }
                _ => {}
            }
        }
        if let (Some(name), Value::Mapping(mapping)) = (method, receiver) {
            let looks = matches!(name, "get" | "pop" | "getlist" | "setdefault");
            if let (true, Mapping::Parameters(_), Some(key)) =
                (looks, mapping, values.first().and_then(Value::text))
            {
                return Done::Value(frame.parameter(key));
            }
            let entry = values
                .first()
                .filter(|_| looks)
                .and_then(|key| self.entry(*mapping, key, span));
            let own = values
                .first()
                .and_then(Value::text)
                .is_some_and(|key| frame.written.contains(key));
            return Done::Value(match entry {
                Some(value) if !(own && name == "setdefault") => value,
                _ => Value::Unknown,
            });
        }
        if let (Some("get"), Value::Context) = (method, receiver) {
            let name = values.first().and_then(Value::text).cloned();
            let own = name.as_ref().and_then(|name| frame.stored(name));
            return Done::Value(
                own.unwrap_or_else(|| name.map_or(Value::Unknown, |name| self.kept(&name, span))),
            );
        }
        self.note_owner(frame, method, args, &values, span);
        let edges = self.log.edges_at(frame.function, span);
        let callees: Vec<(FunctionRef, bool)> = match receiver {
            _ if !edges.is_empty() => edges
                .iter()
                .map(|edge| (edge.callee, edge.leaves))
                .collect(),
            Value::Function(function) if method.is_none() => vec![(*function, false)],
            _ => Vec::new(),
        };
        let is_sender = matches!(receiver, Value::Missing(_) | Value::Depends(_));
        if !callees.is_empty() {
            let done = self.enter(frame, &callees, &arguments(args, &values), span);
            if !(is_sender && matches!(done, Done::Value(Value::Unknown))) {
                return done;
            }
        } else if method == Some("dispatch_request") {
            // A class of views hands on to the library, which calls the view.
            frame.outcome.goal = true;
            return Done::Value(Value::Unknown);
        }
        // `Permissions.UPDATE.can()`, wherever that comes from.
        if (method, receiver, args.is_empty()) == (Some("can"), &Value::Unknown, true)
            && words::is_right(&self.quote(span))
        {
            return Done::Value(Value::Missing(self.mark(Asked::Role, span, false)));
        }
        match (method, receiver) {
            (Some(name), Value::Missing(mark)) => {
                return Done::Value(self.part(mark.clone(), name, span));
            }
            (Some(name), Value::Depends(mark)) => {
                return Done::Value(self.part(mark.clone(), name, span).weaker());
            }
            (None, Value::Missing(_) | Value::Depends(_)) => {
                return Done::Value(receiver.clone());
            }
            _ => {}
        }
        if values.contains(&Value::Wrapped) && values.len() <= 2 {
            return Done::Value(Value::Wrapped);
        }
        if let (Some("startswith"), Some(text)) = (method, receiver.text()) {
            let begins = |prefix: &Value| prefix.text().map(|prefix| text.starts_with(&**prefix));
            let answer = match values.first() {
                Some(Value::Texts(all, true)) => {
                    Some(all.iter().any(|prefix| text.starts_with(&**prefix)))
                }
                Some(prefix) => begins(prefix),
                None => None,
            };
            return Done::Value(
                answer.map_or(Value::Unknown, |truth| Value::Constant(Const::Bool(truth))),
            );
        }
        if method.is_none_or(|name| {
            !matches!(
                name,
                "debug" | "info" | "warning" | "error" | "log" | "append" | "add"
            )
        }) && let Some(Value::Missing(mark)) = values
            .iter()
            .find(|value| matches!(value, Value::Missing(_)))
        {
            let mut mark = mark.clone();
            mark.is_whole = true;
            return Done::Value(Value::Missing(mark));
        }
        if let Some(value) = values
            .iter()
            .find(|value| matches!(value, Value::Depends(_)))
        {
            return Done::Value(value.clone());
        }
        // What is looked up by a token that is sent, is found for its owner.
        let shown = values.iter().find_map(Value::shown);
        if let Some(mark) = shown.filter(|mark| mark.is_whole) {
            return Done::Value(Value::Depends(mark.clone()));
        }
        Done::Value(Value::Unknown)
    }

    pub(super) fn mark(&self, asked: Asked, span: Span, is_whole: bool) -> Mark {
        Mark {
            asked,
            span,
            text: self.quote(span),
            is_whole,
            is_optional: false,
        }
    }

    /// The text at a place, on one line and not too long.
    pub(super) fn quote(&self, span: Span) -> Arc<str> {
        let text = &self.log.project.file(span.file).text;
        let range = span.range.start as usize..span.range.end as usize;
        let words: Vec<&str> = text.get(range).unwrap_or("").split_whitespace().collect();
        let line = words.join(" ");
        match line.char_indices().nth(QUOTED) {
            Some((at, _)) => Arc::from(format!("{}…", line.get(..at).unwrap_or(""))),
            None => Arc::from(line),
        }
    }
}

/// Positional arguments, as far as they are in order; all unknown unless one of them says something of the sender.
fn arguments(args: &[Arg], values: &[Value]) -> Vec<Value> {
    let given: Vec<Value> = args
        .iter()
        .zip(values)
        .take_while(|(arg, _)| arg.kind == ArgKind::Positional)
        .map(|(_, value)| {
            if *value == Value::Bottom {
                Value::Unknown
            } else {
                value.clone()
            }
        })
        .collect();
    let tells = |value: &Value| value.mark().is_some() || matches!(value, Value::Mapping(_));
    if given.iter().any(tells) {
        given
    } else {
        Vec::new()
    }
}

/// What a role of a model asks for.
pub(crate) fn asked(of: &str) -> Asked {
    match of {
        "login" | "user" | "session" => Asked::Login,
        "fresh" => Asked::Fresh,
        "role" => Asked::Role,
        "owner" => Asked::Owner,
        "token" | "credentials" | "claims" => Asked::Token,
        _ => Asked::Other,
    }
}
