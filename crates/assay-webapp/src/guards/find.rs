//! Finding the guards of a view: in its decorators, in the hooks that run before it, and in its body.

use std::collections::BTreeMap;
use std::rc::Rc;

use assay_python::ir::{ArgKind, CallKind, Op};
use assay_python::{ClassRef, FunctionRef};
use assay_source::Span;
use assay_taint::Fact;

use super::machine::{Machine, asked};
use super::run::{Check, Outcome, Request};
use super::{Asked, By, Guard, Step, words};
use crate::decorators::{Applied, Decorators, Target};
use crate::log::Log;

/// How many lines above a check are read for the condition around it.
const LINES: usize = 60;

/// How many calls away a refusal may be that only some are turned away by: those farther off refuse odd states.
const FAR: usize = 4;

/// How many decorators deep a decorator is looked into.
const DEPTH: u32 = 4;

/// A guard that was found inside something.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) asked: Asked,
    pub(super) steps: Vec<Step>,
    pub(super) is_conditional: bool,
}

/// Finds guards, remembering what it has looked into.
pub(crate) struct Finder<'a> {
    pub(super) log: &'a Log<'a>,
    pub(super) decorators: &'a Decorators,
    pub(super) machine: Machine<'a>,
    pub(super) known: BTreeMap<FunctionRef, Option<Found>>,
    hooks: BTreeMap<(FunctionRef, Request), Option<Found>>,
    asks_request: BTreeMap<FunctionRef, bool>,
}

impl<'a> Finder<'a> {
    pub(crate) fn new(log: &'a Log<'a>, decorators: &'a Decorators) -> Self {
        Self {
            log,
            decorators,
            machine: Machine::new(log),
            known: BTreeMap::new(),
            hooks: BTreeMap::new(),
            asks_request: BTreeMap::new(),
        }
    }

    /// The guard that a decorator is, if it is one.
    pub(crate) fn applied(&mut self, applied: Applied) -> Option<Guard> {
        let found = self.found_at(applied, 0).or_else(|| self.named(applied))?;
        Some(self.guard(applied.span, By::Decorator, found))
    }

    /// True if a decorator is code of the project that is seen to call what it wraps, and not within a `with`, which may
    /// turn senders away.
    fn is_understood(&mut self, applied: Applied) -> bool {
        let request = Rc::new(Request::default());
        let edges = self.log.edges_at(applied.holder, applied.span);
        edges.iter().any(|edge| {
            self.parts(edge.callee).into_iter().any(|part| {
                let mut ops = self
                    .log
                    .function(part)
                    .into_iter()
                    .flat_map(|ir| &ir.blocks)
                    .flat_map(|block| &block.instrs);
                if ops.any(|instruction| matches!(instruction.op, Op::Enter { .. })) {
                    return false;
                }
                self.machine.ask(part, &request, true).goal
                    || self.machine.ask(part, &request, false).goal
            })
        })
    }

    /// True if the code of a decorator may answer or raise something that turns senders away.
    fn may_refuse(&mut self, applied: Applied) -> bool {
        let edges = self.log.edges_at(applied.holder, applied.span);
        edges.iter().any(|edge| {
            let parts = self.parts(edge.callee);
            parts.into_iter().any(|part| self.machine.may_deny(part))
        })
    }

    /// A decorator that nobody has seen from the inside, by its name: `@require_login`, `@Permissions.STATUS.require(403)`.
    fn named(&mut self, applied: Applied) -> Option<Found> {
        let quoted = self.machine.quote(applied.span);
        let name = quoted.split('(').next().unwrap_or("");
        let asked = words::guard(name)?;
        // What a model knows plays no part here, as `jwt_required(optional=True)`.
        let last = last(name);
        let imports = &self.log.program.module(applied.holder.module).imports;
        let is_modelled = imports.iter().any(|import| {
            import.name.as_deref() == Some(last)
                && self
                    .log
                    .role_of(&format!("{}.{last}()", import.module))
                    .is_some()
        });
        let plays = self
            .log
            .roles_at(applied.holder, applied.span)
            .next()
            .is_some();
        if is_modelled || plays {
            return None;
        }
        // One that was looked into may turn senders away for reasons that were not understood, if it does at all.
        let is_understood = self.is_understood(applied);
        if is_understood && !self.may_refuse(applied) {
            return None;
        }
        Some(Found {
            asked,
            steps: vec![Step {
                span: applied.span,
                text: "whose name says so".to_owned(),
            }],
            is_conditional: is_understood,
        })
    }

    /// The guard that is handed on as a value, in a list of decorators.
    pub(crate) fn valued(&mut self, fact: &Fact, place: Span) -> Option<Guard> {
        for (name, _) in &fact.names {
            if let Some(("protect", of)) = self.log.role_of(name) {
                let found = Found {
                    asked: asked(of),
                    steps: Vec::new(),
                    is_conditional: false,
                };
                let mut guard = self.guard(place, By::Decorator, found);
                name.trim_end_matches("()")
                    .rsplit('.')
                    .next()
                    .unwrap_or(name)
                    .clone_into(&mut guard.name);
                return Some(guard);
            }
        }
        let found = fact
            .functions
            .iter()
            .find_map(|function| self.decorator(*function, 0))?;
        let mut guard = self.guard(place, By::Decorator, found);
        if let Some(function) = fact.functions.last() {
            last(self.log.name_of(*function)).clone_into(&mut guard.name);
        }
        Some(guard)
    }

    fn guard(&self, span: Span, by: By, found: Found) -> Guard {
        let quoted = self.machine.quote(span);
        let name = quoted
            .split('(')
            .next()
            .unwrap_or("")
            .trim_start_matches('@');
        let mut reason = vec![Step {
            span,
            text: format!("{} {name}", by.word()),
        }];
        reason.extend(found.steps);
        Guard {
            what: found.asked,
            by,
            methods: Vec::new(),
            span,
            name: last(name).to_owned(),
            reason,
            is_conditional: found.is_conditional,
        }
    }

    pub(super) fn found_at(&mut self, applied: Applied, depth: u32) -> Option<Found> {
        for (_, played) in self.log.roles_at(applied.holder, applied.span) {
            match played.role.as_str() {
                "protect" => {
                    return Some(Found {
                        asked: asked(&played.of),
                        steps: Vec::new(),
                        // Something that guards nothing may stand in its place.
                        is_conditional: self
                            .log
                            .edges_at(applied.holder, applied.span)
                            .iter()
                            .any(|edge| self.gives_back(edge.callee)),
                    });
                }
                "route" | "hook" | "expose" | "error-handler" | "command" => return None,
                _ => {}
            }
        }
        let edges = self.log.edges_at(applied.holder, applied.span);
        let given = self.given(applied);

        edges.iter().find_map(|edge| {
            if let Some(found) = self.instance(edge.callee, depth) {
                return Some(found);
            }
            // The call of a factory also applies what it makes.
            if given.is_empty() {
                self.decorator(edge.callee, depth)
            } else {
                self.with_given(edge.callee, &given, depth)
            }
        })
    }

    /// True if a function gives back what it is given and does nothing else: `lambda view: view`.
    fn gives_back(&self, function: FunctionRef) -> bool {
        self.log.function(function).is_some_and(|ir| match ir.blocks.as_slice() {
            [only] => {
                only.instrs.is_empty()
                    && matches!(only.end, assay_python::ir::End::Return(register, _) if register.0 == 0)
            }
            _ => false,
        })
    }

    /// What a class asks that is used as a decorator: its objects stand for the function that they were made with.
    fn instance(&mut self, maker: FunctionRef, depth: u32) -> Option<Found> {
        let ir = self.log.function(maker)?;
        let class = ClassRef {
            module: maker.module,
            class: ir.class?,
        };
        if self.log.text(maker.module, ir.name) != "__init__" || depth > DEPTH {
            return None;
        }
        let (_, fact) = self.log.member(class, "__call__")?;
        let call = fact.functions.first().copied()?;
        // One that makes a function is given what it wraps by the call.
        if self.parts(call).len() > 1 {
            return None;
        }
        let before = self.machine.wrapping.replace(class);
        let memo = std::mem::take(&mut self.machine.memo);
        let found = self.wrapper(call, depth);
        self.machine.wrapping = before;
        self.machine.memo = memo;
        found
    }

    /// What a decorator of the project asks of the sender.
    pub(super) fn decorator(&mut self, function: FunctionRef, depth: u32) -> Option<Found> {
        if let Some(known) = self.known.get(&function) {
            return known.clone();
        }
        if depth > DEPTH {
            return None;
        }
        self.known.insert(function, None);
        let inside = self.parts(function);
        let found = inside.iter().find_map(|part| self.wrapper(*part, depth));
        self.known.insert(function, found.clone());
        found
    }

    /// A function and the functions in it.
    fn parts(&self, function: FunctionRef) -> Vec<FunctionRef> {
        let mut inside = vec![function];
        let mut at = 0;
        while let Some(outer) = inside.get(at).copied() {
            at += 1;
            if at > 16 {
                break;
            }
            let Some(module) = self.log.program.modules.get(outer.module.0 as usize) else {
                break;
            };
            for (number, inner) in (0..).zip(&module.functions) {
                if inner.parent == Some(outer.function) {
                    inside.push(FunctionRef {
                        module: outer.module,
                        function: assay_python::ir::FunctionId(number),
                    });
                }
            }
        }
        inside
    }

    /// A part of a decorator: the wrapper that calls what is wrapped, or a function that hands it to another decorator.
    fn wrapper(&mut self, function: FunctionRef, depth: u32) -> Option<Found> {
        let above = self.decorators.of(Target::Function(function)).to_vec();
        for applied in above {
            if let Some(mut found) = self.found_at(applied, depth + 1) {
                let text = format!(
                    "which is decorated with {}",
                    self.machine.quote(applied.span)
                );
                found.steps.insert(
                    0,
                    Step {
                        span: applied.span,
                        text,
                    },
                );
                // Behind a login the wrapper itself may ask for more.
                if found.asked != Asked::Role
                    && let Some(more) = self.lets_through(function, &Rc::new(Request::default()))
                    && more.asked == Asked::Role
                {
                    found.asked = Asked::Role;
                    found.steps.extend(more.steps);
                }
                return Some(found);
            }
        }
        if let Some(found) = self.handed_on(function, depth) {
            return Some(found);
        }
        self.lets_through(function, &Rc::new(Request::default()))
    }

    /// What a function asks before it calls what it stands around.
    pub(super) fn lets_through(
        &mut self,
        function: FunctionRef,
        request: &Rc<Request>,
    ) -> Option<Found> {
        let known = self.machine.ask(function, request, true);
        if !known.goal {
            return None;
        }
        let unknown = self.machine.ask(function, request, false);
        if unknown.goal {
            return conditional(&unknown.refusals, "which turns senders away where");
        }
        if unknown.checks.is_empty() {
            return None;
        }
        let (asked, mut steps) = self.told(&unknown, &known);
        if let Some(first) = steps.first_mut() {
            first.text = format!("which lets through only if {}", first.text);
        }
        Some(Found {
            asked,
            steps,
            is_conditional: false,
        })
    }

    /// A call in a decorator that gives what is wrapped to another one: `return login_required(view)`.
    fn handed_on(&mut self, function: FunctionRef, depth: u32) -> Option<Found> {
        let ir = self.log.function(function)?;
        for instruction in ir.blocks.iter().flat_map(|block| &block.instrs) {
            let args = match &instruction.op {
                Op::Call {
                    callee,
                    args,
                    kind: CallKind::Plain,
                    ..
                } => {
                    // `f(*a)` runs what is wrapped, it wraps nothing.
                    if matches!(
                        self.log.definition(function, *callee),
                        Some((Op::LoadEnv { .. }, _))
                    ) {
                        continue;
                    }
                    args
                }
                Op::CallMethod {
                    args,
                    kind: CallKind::Plain,
                    ..
                } => args,
                _ => continue,
            };
            let hands = args.iter().any(|arg| {
                arg.kind == ArgKind::Positional
                    && ((arg.value.0 as usize) < ir.params.len()
                        || self.log.definition(function, arg.value).is_some_and(|(op, _)| {
                            matches!(op, Op::MakeFunction { .. })
                                || matches!(op, Op::LoadEnv { depth: 0, name, .. } if ir.params.iter().any(|param| param.name == *name))
                        }))
            });
            if !hands {
                continue;
            }
            let applied = Applied {
                holder: function,
                span: self.log.span(function.module, instruction.range),
            };
            if let Some(mut found) = self.found_at(applied, depth + 1) {
                let text = format!("which hands on to {}", self.machine.quote(applied.span));
                found.steps.insert(
                    0,
                    Step {
                        span: applied.span,
                        text,
                    },
                );
                return Some(found);
            }
        }
        None
    }

    /// What is asked, and the reasons in words.
    pub(super) fn told(&self, unknown: &Outcome, known: &Outcome) -> (Asked, Vec<Step>) {
        let all = unknown.checks.iter().chain(&known.checks);
        let asked = all
            .map(|check| check.mark.asked)
            .max()
            .unwrap_or(Asked::Other);
        let steps = unknown.checks.iter().take(2).flat_map(reasons).collect();
        (asked, steps)
    }

    /// The guard that a hook is for a request, if it is one.
    pub(crate) fn hook(
        &mut self,
        function: FunctionRef,
        span: Span,
        whose: &str,
        request: &Request,
        takes_values: bool,
    ) -> Option<Guard> {
        let asks = match self.asks_request.get(&function) {
            Some(asks) => *asks,
            None => {
                let request = Rc::new(Request::default());
                let asks = self.machine.ask(function, &request, false).reads_request
                    || self.machine.ask(function, &request, true).reads_request;
                self.asks_request.insert(function, asks);
                asks
            }
        };
        let request = if asks || takes_values {
            request.clone()
        } else {
            Request::default()
        };
        let key = (function, request.clone());
        if !self.hooks.contains_key(&key) {
            let found = self.hook_found(function, &Rc::new(request), takes_values);
            self.hooks.insert(key.clone(), found);
        }
        let found = self.hooks.get(&key).cloned().flatten()?;
        let name = last(self.log.name_of(function)).to_owned();
        let mut reason = vec![Step {
            span,
            text: format!("{name} runs before each view of {whose}"),
        }];
        reason.extend(found.steps);
        Some(Guard {
            what: found.asked,
            by: By::Hook,
            methods: Vec::new(),
            span,
            name,
            reason,
            is_conditional: found.is_conditional,
        })
    }

    fn hook_found(
        &mut self,
        function: FunctionRef,
        request: &Rc<Request>,
        takes_values: bool,
    ) -> Option<Found> {
        for applied in self.decorators.of(Target::Function(function)).to_vec() {
            if let Some(found) = self.found_at(applied, 0) {
                return Some(found);
            }
        }
        let (unknown, known) = if takes_values {
            (
                self.machine.ask_with_values(function, request, false),
                self.machine.ask_with_values(function, request, true),
            )
        } else {
            (
                self.machine.ask(function, request, false),
                self.machine.ask(function, request, true),
            )
        };
        if !known.passes {
            return None;
        }
        if unknown.passes {
            return conditional(&unknown.refusals, "it turns senders away where");
        }
        if unknown.checks.is_empty() {
            return None;
        }
        let (asked, mut steps) = self.told(&unknown, &known);
        if let Some(first) = steps.first_mut() {
            first.text = format!("it goes on only if {}", first.text);
        }
        Some(Found {
            asked,
            steps,
            is_conditional: false,
        })
    }

    /// True if a method says to unknown senders that they may not see a class of views: `is_accessible`.
    pub(crate) fn permits(&mut self, function: FunctionRef, span: Span) -> Option<Guard> {
        let request = Rc::new(Request::default());
        let unknown = self.machine.ask(function, &request, false);
        let known = self.machine.ask(function, &request, true);
        let value = unknown.value.clone();
        let denied =
            unknown.returns.is_empty() || value.is_some_and(|value| value.truth() == Some(false));
        if !denied {
            return None;
        }
        let mut found = self.told(&unknown, &known);
        if found.1.is_empty() {
            let mark = unknown.value.as_ref().and_then(|value| value.mark())?;
            found = (
                mark.asked,
                vec![Step {
                    span: mark.span,
                    text: format!("`{}` is there", mark.text),
                }],
            );
        }
        let name = last(self.log.name_of(function)).to_owned();
        let mut reason = vec![Step {
            span,
            text: format!("{name} decides who sees the class"),
        }];
        reason.extend(found.1);
        Some(Guard {
            what: found.0,
            by: By::Call,
            methods: Vec::new(),
            span,
            name,
            reason,
            is_conditional: false,
        })
    }

    /// The guards in the body of a view, for each of its methods.
    ///
    /// A view of a class calls the methods of that class, whichever base it comes from.
    pub(crate) fn view(
        &mut self,
        function: FunctionRef,
        class: Option<ClassRef>,
        requests: &[Request],
    ) -> Vec<Guard> {
        self.machine.this = class;
        let guards = self.view_of_this(function, requests);
        self.machine.this = None;
        guards
    }

    fn view_of_this(&mut self, function: FunctionRef, requests: &[Request]) -> Vec<Guard> {
        let mut guards: Vec<Guard> = Vec::new();
        for request in requests {
            let request = Rc::new(request.clone());
            let unknown = self.machine.ask(function, &request, false);
            let known = self.machine.ask(function, &request, true);
            let shared = |block: u32| known.returns.iter().any(|(other, _)| *other == block);
            // An error that everybody may meet is answered alike, if only some also get somewhere else.
            let gets_further = known
                .returns
                .iter()
                .any(|(block, _)| unknown.returns.iter().all(|(other, _)| other != block));
            // Who is known already may be sent on from a page for strangers, which is not the other way round.
            let sends_on = !known.returns.is_empty()
                && unknown.reach >= known.reach
                && known
                    .returns
                    .iter()
                    .all(|(_, register)| self.machine.denies(function, *register, 0));
            let turned_away = !sends_on
                && unknown.returns.iter().all(|(block, register)| {
                    (gets_further || !shared(*block)) && self.machine.denies(function, *register, 0)
                });
            let mut found = Vec::new();
            let goes_on = !known.returns.is_empty() || !known.checks.is_empty();
            if turned_away && goes_on {
                // The last decision is the one after which there is no way on.
                if let Some(check) = unknown.checks.last() {
                    found.push(check.clone());
                }
            }
            // What is asked on the way of somebody known counts if a stranger does not get past it: a list that
            // shows more to some people is a list for everybody.
            let refused = |check: &&Check| {
                turned_away
                    || unknown
                        .refusals
                        .iter()
                        .any(|refusal| refusal.span == check.span && !refusal.mark.is_optional)
            };
            let further = known
                .checks
                .iter()
                .filter(|check| matches!(check.mark.asked, Asked::Role | Asked::Owner))
                .filter(refused);
            found.extend(further.cloned());
            let refusal = unknown.refusals.iter().find(|check| {
                check.mark.asked.is_authentication()
                    && check.chain.len() <= FAR
                    && !self.is_for_some_requests(check)
            });
            if let (true, Some(check)) = (found.is_empty(), refusal) {
                let mut guard = self.inner(check, by(check));
                guard.is_conditional = true;
                add(&mut guards, guard, request.method.as_deref());
            }
            let mut owners = known.owners.clone();
            owners.extend(unknown.owners.iter().cloned());
            for check in found {
                add(
                    &mut guards,
                    self.inner(&check, by(&check)),
                    request.method.as_deref(),
                );
            }
            for check in owners {
                add(
                    &mut guards,
                    self.inner(&check, By::Query),
                    request.method.as_deref(),
                );
            }
        }
        for guard in &mut guards {
            if requests.iter().all(|request| {
                request
                    .method
                    .as_ref()
                    .is_some_and(|method| guard.methods.contains(method))
            }) {
                guard.methods.clear();
            }
        }
        guards
    }

    /// True if the client chooses by what it sends whether the check is made: `if args.get("private"): …`.
    fn is_for_some_requests(&self, check: &Check) -> bool {
        let file = self.log.project.file(check.span.file);
        let mut at = file.lines.line(check.span.range.start);
        let indent = |line: &str| line.len() - line.trim_start().len();
        let text_of = |line: u32| file.lines.range(line).map(|range| file.slice(range));
        let Some(mut depth) = text_of(at).map(indent) else {
            return false;
        };
        for _ in 0..LINES {
            let Some(above) = at.checked_sub(1) else {
                return false;
            };
            at = above;
            let Some(line) = text_of(at) else {
                return false;
            };
            let body = line.trim();
            if body.is_empty() || body.starts_with('#') || indent(line) >= depth {
                continue;
            }
            depth = indent(line);
            if body.starts_with("def ") || body.starts_with("async def ") {
                return false;
            }
            if body.starts_with("if ") || body.starts_with("elif ") {
                let words = body.split(|c: char| !c.is_alphanumeric() && c != '_');
                return words
                    .into_iter()
                    .any(|word| matches!(word, "args" | "form" | "params" | "payload" | "values"));
            }
        }
        false
    }

    fn inner(&self, check: &Check, by: By) -> Guard {
        let span = check.chain.first().map_or(check.span, |step| step.span);
        let name = match check.chain.first() {
            Some(step) => last(step.text.trim_start_matches("calls ")).to_owned(),
            None => check.mark.text.to_string(),
        };
        Guard {
            what: check.mark.asked,
            by,
            methods: Vec::new(),
            span,
            name,
            reason: reasons(check),
            is_conditional: false,
        }
    }
}

/// How a check of a view stands in it.
fn by(check: &Check) -> By {
    if check.chain.is_empty() {
        By::Inline
    } else {
        By::Call
    }
}

/// The guard that turns unknown senders away in some cases only.
fn conditional(refusals: &[Check], why: &str) -> Option<Found> {
    let check = refusals
        .iter()
        .find(|check| check.mark.asked.is_authentication())?;
    let mut steps = reasons(check);
    if let Some(first) = steps.first_mut() {
        first.text = format!("{why} {}", first.text);
    }
    Some(Found {
        asked: check.mark.asked,
        steps,
        is_conditional: true,
    })
}

fn reasons(check: &Check) -> Vec<Step> {
    let mut steps = check.chain.clone();
    steps.push(Step {
        span: check.span,
        text: format!("`{}` says who the sender is", check.mark.text),
    });
    steps
}

fn add(guards: &mut Vec<Guard>, mut guard: Guard, method: Option<&str>) {
    let method = method.map(str::to_owned);
    let same = guards
        .iter_mut()
        .find(|known| known.span == guard.span && known.what == guard.what && known.by == guard.by);
    match same {
        Some(known) => known.methods.extend(method),
        None => {
            guard.methods.extend(method);
            guards.push(guard);
        }
    }
}

/// The last part of a dotted name.
fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}
