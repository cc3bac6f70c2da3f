//! What each instruction means for a sender of whom nothing is known; see [`super::run`].

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use assay_python::FunctionRef;
use assay_python::ir::{
    Arg, ArgKind, BinOp, CallKind, Const, Function, Name, Op, Reg, SequenceKind, UnaryOp,
};
use assay_source::Span;
use assay_taint::What;

use super::run::{Check, Done, Frame, Outcome, Request};
use super::value::{Mapping, Mark, Value};
use super::{Asked, Step, words};
use crate::log::Log;

/// How many calls deep a check is looked for.
const DEPTH: u32 = 5;

/// How many instructions one question may take.
const STEPS: u32 = 400_000;

/// How many characters of the source a reason quotes.
const QUOTED: usize = 60;

pub(crate) struct Machine<'a> {
    pub(super) log: &'a Log<'a>,
    pub(super) memo: BTreeMap<(FunctionRef, bool), Rc<Outcome>>,
    pub(super) active: Vec<FunctionRef>,
    pub(super) steps: u32,
    /// Constants that the decorator which is looked into was given, by function and parameter.
    pub(super) given: BTreeMap<(FunctionRef, Name), Value>,
    /// The functions that ask who the sender is, themselves or through others.
    asking: BTreeSet<FunctionRef>,
    /// The functions that remember something for the rest of the request.
    pub(super) keeping: Vec<FunctionRef>,
    pub(super) context: BTreeMap<String, Option<Value>>,
    /// How often something was asked for whose answer is still being worked out: what was made of it must be forgotten.
    pub(super) unsettled: u32,
    /// The names in `context` whose answers rest on one that is still being worked out.
    pub(super) provisional: BTreeSet<String>,
    /// The same of `memo`.
    pub(super) unsettled_memo: BTreeSet<(FunctionRef, bool)>,
}

impl<'a> Machine<'a> {
    pub(crate) fn new(log: &'a Log<'a>) -> Self {
        let mut asking = BTreeSet::new();
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
        for exit in &log.solution.edges {
            if exit.leaves {
                asking.insert(exit.caller);
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
            active: Vec::new(),
            steps: 0,
            given: BTreeMap::new(),
            asking,
            keeping,
            context: BTreeMap::new(),
            unsettled: 0,
            provisional: BTreeSet::new(),
            unsettled_memo: BTreeSet::new(),
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
                None => self.global(frame.function, self.log.text(frame.function.module, *name)),
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
                    let value = frame.get(*src);
                    frame.outcome.stores.push((name, value));
                }
                Value::Unknown
            }
            _ => Value::Unknown,
        };
        Done::Value(value)
    }

    /// What a name with a role means at a place.
    fn read(&self, frame: &mut Frame<'a>, span: Span) -> Option<Value> {
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

    /// A constant of a module, as far as it is one.
    fn global(&self, function: FunctionRef, name: &str) -> Value {
        if name.chars().any(char::is_lowercase) {
            return Value::Unknown;
        }
        let module = self.log.program.lookup_name(name).and_then(|name| {
            let mut module = function.module;
            for _ in 0..4 {
                let imports = &self.log.program.module(module).imports;
                let text = self.log.program.name_of(name);
                let found = (0_u32..)
                    .zip(imports)
                    .find(|(_, import)| import.name.as_deref() == Some(text));
                match found.map(|(index, _)| self.log.program.import(module, index)) {
                    Some(assay_python::program::Resolved::Member(there, _)) => module = *there,
                    _ => return Some(module),
                }
            }
            None
        });
        let Some(module) = module else {
            return Value::Unknown;
        };
        let settings = &self.log.solution.settings;
        let at = settings
            .partition_point(|setting| (setting.module, setting.name.as_str()) < (module, name));
        let Some(setting) = settings
            .get(at)
            .filter(|setting| setting.module == module && setting.name == name)
        else {
            return Value::Unknown;
        };
        let fact = &setting.fact;
        if let Some(text) = fact.text() {
            return Value::Constant(Const::Str(Arc::from(text)));
        }
        let texts: Option<Vec<Arc<str>>> = fact
            .items
            .iter()
            .map(|(_, item)| item.text().map(Arc::from))
            .collect();
        match texts {
            Some(texts) if !texts.is_empty() => Value::Texts(texts, !fact.open),
            _ => Value::Unknown,
        }
    }

    fn attribute(&mut self, frame: &mut Frame<'a>, object: Reg, name: &str, span: Span) -> Done {
        if let Some(value) = self.read(frame, span) {
            return Done::Value(value);
        }
        let receiver = frame.get(object);
        if matches!(receiver, Value::Bottom) {
            return Done::Value(Value::Bottom);
        }
        if !self.log.edges_at(frame.function, span).is_empty() {
            return self.enter(frame, &[], span);
        }
        Done::Value(match receiver {
            Value::Missing(mark) => self.part(mark, name, span),
            Value::Depends(mark) => self.part(mark, name, span).weaker(),
            Value::Context => match frame.stored(name) {
                Some(value) => value,
                None => self.kept(name, span),
            },
            // Users of whatever kind say by these names whether they are known: a proxy of the project's own, too.
            Value::Unknown if matches!(name, "is_authenticated" | "is_anonymous") => {
                self.part(self.mark(Asked::Login, span, true), name, span)
            }
            Value::Mapping(Mapping::Other) => Value::Unknown,
            _ => Value::Unknown,
        })
    }

    /// An attribute or the answer of a method of what only known senders have.
    fn part(&self, mut mark: Mark, name: &str, span: Span) -> Value {
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

    fn item(
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
            Mapping::Session if words::is_person(key) => {
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
            Mapping::Other if words::is_secret(key) => {
                Some(Value::Shown(self.mark(Asked::Token, span, false)))
            }
            Mapping::Session | Mapping::Headers | Mapping::Other | Mapping::Parameters(_) => None,
        }
    }

    /// The sender does not get past a place.
    fn leave(&self, frame: &mut Frame<'a>, mark: Mark, span: Span) -> Done {
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
        if !self.log.edges_at(frame.function, span).is_empty() {
            return self.enter(frame, &arguments(args, &values), span);
        }
        match (method, receiver) {
            (Some(name), Value::Missing(mark)) => {
                return Done::Value(self.part(mark.clone(), name, span));
            }
            (Some(name), Value::Depends(mark)) => {
                return Done::Value(self.part(mark.clone(), name, span).weaker());
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
        Done::Value(Value::Unknown)
    }

    /// Calls functions of the project.
    fn enter(&mut self, frame: &mut Frame<'a>, values: &[Value], span: Span) -> Done {
        let edges = self.log.edges_at(frame.function, span);
        if edges.iter().all(|edge| edge.leaves)
            && !edges.iter().any(|edge| self.asking.contains(&edge.callee))
        {
            return Done::Left;
        }
        let mut all: Option<Value> = None;
        let mut leaves = true;
        for edge in edges {
            let own = self.is_method(edge.callee);
            let known = self.asking.contains(&edge.callee) || !values.is_empty();
            if !known || frame.depth >= DEPTH || self.steps > STEPS {
                frame.outcome.is_cut |= known;
                all = Some(all.unwrap_or(Value::Bottom).join(&Value::Unknown));
                leaves = false;
                continue;
            }
            let mut given = vec![Value::Unknown; usize::from(own)];
            given.extend(values.iter().cloned());
            let request = Rc::clone(&frame.request);
            let outcome = self.run(edge.callee, &given, &request, false, frame.depth + 1);
            frame.outcome.reads_request |= outcome.reads_request;
            frame.outcome.is_cut |= outcome.is_cut;
            frame.outcome.goal |= outcome.goal;
            let step = Step {
                span,
                text: format!("calls {}", self.log.name_of(edge.callee)),
            };
            let through = |check: &Check| {
                let mut chain = vec![step.clone()];
                chain.extend(check.chain.iter().cloned());
                Check {
                    chain,
                    ..check.clone()
                }
            };
            frame
                .outcome
                .owners
                .extend(outcome.owners.iter().map(through));
            let stays = !outcome.returns.is_empty();
            let known_stays = || !outcome.checks.is_empty();
            frame
                .outcome
                .refusals
                .extend(outcome.refusals.iter().map(through));
            if !stays {
                if known_stays() {
                    frame
                        .outcome
                        .checks
                        .extend(outcome.checks.iter().map(through));
                    if frame.is_known {
                        leaves = false;
                        all = Some(all.unwrap_or(Value::Bottom).join(&Value::Unknown));
                    }
                }
                continue;
            }
            leaves = false;
            let mut value = outcome.value.clone().unwrap_or(Value::Unknown);
            if let Some(check) = outcome.checks.last() {
                value = value.hanging_on(&Mark {
                    is_whole: true,
                    ..check.mark.clone()
                });
            }
            all = Some(all.unwrap_or(Value::Bottom).join(&value));
        }
        if leaves {
            return Done::Left;
        }
        Done::Value(all.unwrap_or(Value::Unknown))
    }

    fn is_method(&self, function: FunctionRef) -> bool {
        self.log.function(function).is_some_and(|ir| {
            let first = ir
                .params
                .first()
                .map(|param| self.log.text(function.module, param.name));
            ir.class.is_some() && matches!(first, Some("self" | "cls"))
        })
    }

    /// A parameter of a function around a function: what a decorator wraps or was given.
    fn around(&self, function: FunctionRef, name: Name) -> Value {
        let mut around = self.log.parent(function);
        for _ in 0..4 {
            let Some(outer) = around else { break };
            let Some(ir) = self.log.function(outer) else {
                break;
            };
            if ir.params.iter().any(|param| param.name == name) {
                return self
                    .given
                    .get(&(outer, name))
                    .cloned()
                    .unwrap_or(Value::Wrapped);
            }
            around = self.log.parent(outer);
        }
        Value::Unknown
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
