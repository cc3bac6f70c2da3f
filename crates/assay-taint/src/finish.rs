//! From summaries to an answer: which analyses count, what reaches entries, and how paths read.

mod handlers;
mod kept;
mod live;
mod told;

use live::{entered, functions, general, live, reached_by_classes, registered};

use std::collections::BTreeSet;
use std::sync::Arc;

use assay_models::{EntryTarget, PassAs, SinkKind, SourceKind};
use assay_python::ir::{FunctionId, FunctionKind, ParamKind};
use assay_python::{ClassRef, FunctionRef};
use assay_source::{Problem, ProblemKind, Span};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::engine::{Available, Engine, Member};
use crate::place::{Noun, Place};
use crate::solution::{Confidence, Entry, Flow, Hit, Reached, Solution, Step, StepKind};
use crate::state::{Cell, CellKind};
use crate::summary::{Pending, Registered, Returned, Summary, Used};
use crate::symbols::SymbolId;
use crate::trace::{Node, Trace, What};
use crate::value::{AccessPath, Doubt, Key, Label, Object, Origin, Root, Value};

/// How many steps of a path are shown.
const STEPS: usize = 40;

/// How many flows may be reported for one sink.
const FLOWS_PER_SINK: usize = 16;

type Source = (Span, u8, Arc<Noun>);

/// Puts the answer together.
pub(crate) fn solution(engine: &Engine<'_>) -> Solution {
    let functions = functions(engine);
    let registered = registered(engine, &functions);
    let live = live(engine, &functions, &registered);
    let mut finisher = Finisher {
        engine,
        flows: FxHashMap::default(),
        order: Vec::new(),
        reads: Vec::new(),
    };
    let mut solution = Solution::default();
    let mut unmodelled: FxHashMap<Arc<str>, u32> = FxHashMap::default();
    for (_, summary) in &live {
        for (origin, pending) in &summary.flows {
            if let Origin::Source(span, kind, text) = origin {
                finisher.add((*span, *kind, Arc::clone(text)), pending, None);
            }
        }
        for name in &summary.unmodelled {
            *unmodelled.entry(Arc::clone(name)).or_default() += 1;
        }
        for seen in &summary.seen {
            solution.hits.push(Hit {
                watch: seen.watch,
                span: seen.span,
                name: seen.name.clone(),
                function: seen.function,
                arguments: seen.arguments.clone(),
            });
        }
        solution.literals.extend(summary.literals.iter().cloned());
        for (id, span) in &summary.reached {
            solution.reached.push(Reached {
                package: id.package,
                verb: id.verb,
                entry: id.entry,
                span: *span,
            });
        }
    }
    finisher.entries(&registered);
    finisher.handlers(&registered);
    finisher.shared(&live);
    finisher.fields(&live, &registered);
    finisher.kept(&live, &registered);
    solution.flows = finisher.finish();
    told::tell(engine, &live, &mut solution);
    for function in &functions {
        if let Some(summary) = general(engine, *function)
            && summary.coarse
        {
            let ir = engine.program.function(*function);
            solution.problems.push(Problem::in_file(
                engine.file(function.module),
                Some(ir.name_range),
                ProblemKind::Budget,
                format!(
                    "`{}` is too involved to follow every path through it; look at it by hand",
                    ir.qualname
                ),
            ));
        }
    }
    for entry in &registered {
        let entry = Entry {
            function: entry.function,
            route: entry.route.as_deref().map(str::to_owned),
        };
        if !solution.entries.contains(&entry) {
            solution.entries.push(entry);
        }
    }
    solution
        .entries
        .sort_by(|a, b| (a.function, &a.route).cmp(&(b.function, &b.route)));
    solution
        .hits
        .sort_by(|a, b| (a.span, a.watch, &a.name).cmp(&(b.span, b.watch, &b.name)));
    solution
        .hits
        .dedup_by(|a, b| a.span == b.span && a.watch == b.watch);
    solution
        .literals
        .sort_by(|a, b| (a.span, &a.to, a.sink).cmp(&(b.span, &b.to, b.sink)));
    solution
        .literals
        .dedup_by(|a, b| a.span == b.span && a.to == b.to);
    if engine.options.record {
        solution.reached.extend(reached_by_classes(engine));
    }
    solution.reached.sort();
    solution.reached.dedup();
    solution.unmodelled = unmodelled
        .into_iter()
        .map(|(name, count)| (name.to_string(), count))
        .collect();
    solution
        .unmodelled
        .sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    solution
}

struct Finisher<'e> {
    engine: &'e Engine<'e>,
    /// The best flow for each pair of source and sink.
    flows: FxHashMap<(Span, u8, Span, u8), (Doubt, usize)>,
    order: Vec<Flow>,
    /// Flows that begin where something was kept; who wrote it is looked up at the end.
    reads: Vec<kept::Read>,
}

impl Finisher<'_> {
    /// Adds a flow; `before` are steps in front of those of the pending sink.
    fn add(&mut self, source: Source, pending: &Pending, before: Option<&Trace>) {
        if matches!(source.2.place, Some(Place::Column { .. })) {
            self.reads.push(kept::Read {
                source,
                pending: pending.clone(),
                before: before.cloned(),
            });
            return;
        }
        self.add_flow(source, pending, before);
    }

    fn add_flow(&mut self, source: Source, pending: &Pending, before: Option<&Trace>) {
        let doubt = pending.doubt;
        let key = (source.0, source.1, pending.sink, pending.kind);
        if self
            .flows
            .get(&key)
            .is_some_and(|(known, _)| *known < doubt)
        {
            return;
        }
        let mut steps = Vec::new();
        if let Some(before) = before {
            self.steps(before, &mut steps, 0);
        }
        self.steps(&pending.trace, &mut steps, 0);
        self.add_steps(source, pending, steps, doubt);
    }

    fn add_steps(&mut self, source: Source, pending: &Pending, mut steps: Vec<Step>, doubt: Doubt) {
        let kinds = self.engine.symbols.models.kinds();
        let (span, kind, text) = source;
        steps.dedup_by(|a, b| a.span == b.span && a.text == b.text);
        if steps.len() > STEPS {
            let tail = steps.split_off(steps.len() - STEPS / 2);
            steps.truncate(STEPS / 2);
            steps.extend(tail);
        }
        let key = (span, kind, pending.sink, pending.kind);
        if let Some((known, at)) = self.flows.get(&key) {
            let shorter = self
                .order
                .get(*at)
                .is_some_and(|flow| (doubt, steps.len()) < (*known, flow.steps.len()));
            if !shorter {
                return;
            }
            let at = *at;
            if let Some(flow) = self.order.get_mut(at) {
                flow.steps = steps;
                (flow.confidence, flow.reason) = confidence(doubt);
            }
            self.flows.insert(key, (doubt, at));
            return;
        }
        let (confidence, reason) = confidence(doubt);
        self.flows.insert(key, (doubt, self.order.len()));
        self.order.push(Flow {
            from: kinds.source_name(SourceKind(kind)).to_owned(),
            source: span,
            source_text: text.text.to_string(),
            to: kinds.sink_name(SinkKind(pending.kind)).to_owned(),
            sink: pending.sink,
            sink_text: pending.text.to_string(),
            steps,
            confidence,
            reason,
            function: pending.function,
        });
    }

    /// Parameters of entries are sources, their results sinks.
    fn entries(&mut self, registered: &[Registered]) {
        for entry in registered {
            let Some(summary) = entered(self.engine, entry) else {
                continue;
            };
            if entry.parameters.is_some() {
                for (path, pending) in &summary.pending {
                    if self.stays_inside(entry, path, pending)
                        || self.is_harmless_text(entry, pending)
                    {
                        continue;
                    }
                    if let Some(source) = self.parameter(entry, path) {
                        // Without its URL pattern nobody knows what a parameter may be.
                        let doubt = if entry.route.is_none() {
                            Doubt::Unmodelled
                        } else {
                            Doubt::None
                        };
                        let pending = Pending {
                            doubt: pending.doubt.max(doubt),
                            ..pending.clone()
                        };
                        self.add(source, &pending, None);
                    }
                }
            }
            let Some(page) = entry.result else { continue };
            for Returned {
                span,
                label,
                carrier,
                header,
            } in &summary.returned
            {
                let result = header.unwrap_or(page);
                if !self.engine.symbols.harms(label, result) || label.doubt() > Doubt::None {
                    continue;
                }
                let fits = carrier.is_some_and(|carrier| {
                    entry
                        .only
                        .iter()
                        .any(|only| self.engine.symbols.is_a(carrier, *only))
                });
                if !entry.only.is_empty() && !fits && header.is_none() {
                    continue;
                }
                let text: Arc<str> = Arc::from("return");
                let pending = Pending {
                    itself: false,
                    places: 0,
                    kind: result,
                    sink: *span,
                    function: entry.function,
                    trace: label.trace.step(*span, What::Sink(Arc::clone(&text))),
                    text,
                    doubt: label.doubt(),
                };
                match &label.origin {
                    Origin::Source(at, kind, text) => {
                        self.add((*at, *kind, Arc::clone(text)), &pending, None);
                    }
                    Origin::Root(path) => {
                        if let Some(source) = self.parameter(entry, path) {
                            self.add(source, &pending, None);
                        }
                    }
                }
            }
        }
    }

    /// The source that an entry's parameter is, unless its route converts it.
    fn parameter(&self, entry: &Registered, path: &AccessPath) -> Option<Source> {
        let kind = entry.parameters?;
        let Root::Param(number) = path.root else {
            return None;
        };
        let ir = self.engine.program.function(entry.function);
        let param = ir.params.get(number as usize)?;
        if number == 0 && ir.class.is_some() && !self.engine.is_static_method(entry.function) {
            return None;
        }
        let name = self
            .engine
            .program
            .global(entry.function.module, param.name);
        let name = self.engine.symbols.name_text(name);
        let says_number = |says| self.engine.says_number(entry.function.module, says);
        match &entry.route {
            Some(route) => match converter(route, &name) {
                Some("string" | "default" | "path" | "" | "any_path") => {}
                Some(_) => return None,
                // A parameter that the pattern does not name is not the client's.
                None if !matches!(param.kind, ParamKind::KwArgs) => return None,
                None => {}
            },
            None if param.annotation.as_ref().is_some_and(says_number) => return None,
            None => {}
        }
        let span = Span {
            file: self.engine.file(entry.function.module),
            range: param.range,
        };
        let what = if self.engine.symbols.exception == Some(kind) {
            "the text of the exception"
        } else {
            "the route parameter"
        };
        Some((
            span,
            kind,
            Noun::plain(&Arc::from(format!("{what} `{name}`"))),
        ))
    }

    /// True for a part of a URL that cannot leave the folder where it stands in a path: it has no slash.
    fn stays_inside(&self, entry: &Registered, path: &AccessPath, pending: &Pending) -> bool {
        let Root::Param(number) = path.root else {
            return false;
        };
        let ir = self.engine.program.function(entry.function);
        let (Some(param), Some(route)) = (ir.params.get(number as usize), &entry.route) else {
            return false;
        };
        let name = self
            .engine
            .program
            .global(entry.function.module, param.name);
        let name = self.engine.symbols.name_text(name);
        let characters = &self.engine.symbols.characters;
        matches!(converter(route, &name), Some("string" | "default" | ""))
            && characters.satisfied(pending.places | characters.slashless(), pending.kind)
    }

    /// True where texts do no harm, and a part of a URL arrives as the text that it is.
    fn is_harmless_text(&self, entry: &Registered, pending: &Pending) -> bool {
        let symbols = &self.engine.symbols;
        let parses = |symbol| {
            let mut passes = symbols.info(symbol).passes.iter();
            passes.any(|(_, pass)| pass.result == Some(PassAs::Decoded))
        };
        entry.route.is_some()
            && symbols.textual & (1 << (pending.kind & 63)) != 0
            && pending.trace.stays_text(parses)
    }

    /// State that module bodies made and functions share.
    fn shared(&mut self, live: &[(FunctionRef, Arc<Summary>)]) {
        let mut stored: Vec<(AccessPath, Label)> = Vec::new();
        for (_, summary) in live {
            for (path, cell) in &summary.changes {
                if matches!(path.root, Root::Static(_) | Root::Global(..)) {
                    collect(path, cell, summary, &mut stored, 0);
                }
            }
        }
        self.join_stored(&stored, live, |_, path| {
            matches!(path.root, Root::Static(_) | Root::Global(..))
        });
    }

    /// Fields of objects that the framework keeps between calls.
    fn fields(&mut self, live: &[(FunctionRef, Arc<Summary>)], registered: &[Registered]) {
        let entries: FxHashSet<FunctionRef> =
            registered.iter().map(|entry| entry.function).collect();
        let mut by_class: FxHashMap<ClassRef, Vec<(AccessPath, Label)>> = FxHashMap::default();
        for (function, summary) in live {
            let Some(class) = self.class_of(*function) else {
                continue;
            };
            for (path, cell) in &summary.changes {
                if path.root == Root::Param(0) {
                    collect(path, cell, summary, by_class.entry(class).or_default(), 0);
                }
            }
        }
        let called: FxHashSet<FunctionRef> = live
            .iter()
            .flat_map(|(_, summary)| &summary.used)
            .map(|used| match used {
                Used::General(callee) | Used::Special(callee, _) => *callee,
            })
            .collect();
        for (function, summary) in live {
            let Some(class) = self.class_of(*function) else {
                continue;
            };
            if !entries.contains(function) && called.contains(function) {
                continue;
            }
            let Some(info) = self.engine.classes.get(&class) else {
                continue;
            };
            for ancestor in &info.mro {
                let Some(stored) = by_class.get(ancestor).cloned() else {
                    continue;
                };
                let one = [(*function, Arc::clone(summary))];
                self.join_stored(&stored, &one, |_, path| {
                    path.root == Root::Param(0) && !path.keys.is_empty()
                });
            }
        }
    }

    fn class_of(&self, function: FunctionRef) -> Option<ClassRef> {
        let ir = self.engine.program.function(function);
        if matches!(ir.kind, FunctionKind::ClassBody) || self.engine.is_static_method(function) {
            return None;
        }
        Some(ClassRef {
            module: function.module,
            class: ir.class?,
        })
    }

    fn join_stored(
        &mut self,
        stored: &[(AccessPath, Label)],
        live: &[(FunctionRef, Arc<Summary>)],
        wanted: impl Fn(FunctionRef, &AccessPath) -> bool,
    ) {
        if stored.is_empty() {
            return;
        }
        let mut by_root: FxHashMap<Root, Vec<&(AccessPath, Label)>> = FxHashMap::default();
        let mut known: BTreeSet<(&AccessPath, &Origin)> = BTreeSet::new();
        for entry in stored {
            if known.insert((&entry.0, &entry.1.origin)) {
                by_root.entry(entry.0.root).or_default().push(entry);
            }
        }
        for (function, summary) in live {
            for (path, pending) in &summary.pending {
                if !wanted(*function, path) {
                    continue;
                }
                for (at, label) in by_root.get(&path.root).into_iter().flatten().copied() {
                    let Origin::Source(span, kind, text) = &label.origin else {
                        continue;
                    };
                    if !overlaps(&at.keys, &path.keys) {
                        continue;
                    }
                    if !self.engine.symbols.harms_in(label, pending) {
                        continue;
                    }
                    let mut noun = Arc::clone(text);
                    for key in path.keys.iter().skip(at.keys.len()) {
                        noun = self.engine.noun_inside(&noun, key).unwrap_or(noun);
                    }
                    // What was put on `g` is there for the rest of the same request.
                    let by = if self.is_of_request(path.root) {
                        label.doubt()
                    } else {
                        Doubt::Stored
                    };
                    let pending = Pending {
                        doubt: pending.doubt.max(by),
                        ..pending.clone()
                    };
                    self.add((*span, *kind, noun), &pending, Some(&label.trace));
                }
            }
        }
    }

    /// True for what an application puts on an object that lives as long as the request.
    fn is_of_request(&self, root: Root) -> bool {
        let Root::Global(owner, _) = root else {
            return false;
        };
        let symbol = u32::MAX - owner.0;
        owner.0 > symbol && self.engine.is_context(SymbolId(symbol))
    }

    /// The steps of a trace, in order.
    fn steps(&self, trace: &Trace, steps: &mut Vec<Step>, depth: u32) {
        let mut chain = Vec::new();
        let mut current = trace.clone();
        loop {
            chain.push(current.clone());
            if chain.len() > 4096 {
                break;
            }
            let next = match &*current.0 {
                Node::Source(..) | Node::Input(..) => break,
                Node::Step(before, ..) => before.clone(),
                Node::Call { before, .. } => before.clone(),
            };
            current = next;
        }
        for link in chain.iter().rev() {
            match &*link.0 {
                Node::Source(span, text) => {
                    steps.push(Step::plain(*span, &format!("{text} is read")));
                }
                Node::Input(span, what) | Node::Step(_, span, what) => {
                    let Some(text) = self.words(what) else {
                        continue;
                    };
                    let kind = match what {
                        What::Text => StepKind::Text,
                        What::Assigned(_) => StepKind::Assigned,
                        What::Stored => StepKind::Stored,
                        _ => StepKind::Other,
                    };
                    match steps.last_mut() {
                        // One text of several parts is one step, and not one for each part.
                        Some(last)
                            if kind == StepKind::Text
                                && last.kind == kind
                                && span.file == last.span.file
                                && span.range.start <= last.span.range.start
                                && span.range.end >= last.span.range.end =>
                        {
                            last.span = *span;
                        }
                        _ => steps.push(Step {
                            span: *span,
                            text,
                            kind,
                        }),
                    }
                }
                Node::Call {
                    call,
                    callee,
                    inside,
                    ..
                } => {
                    let name = self.engine.program.function(*callee).name;
                    let name = self.engine.program.global(callee.module, name);
                    let name = self.engine.symbols.name_text(name);
                    steps.push(Step {
                        span: *call,
                        text: format!("passed to `{name}`"),
                        kind: StepKind::Call,
                    });
                    if depth < 24 {
                        self.steps(inside, steps, depth + 1);
                    }
                }
            }
        }
    }

    fn words(&self, what: &What) -> Option<String> {
        Some(match what {
            What::Parameter(name) => {
                format!("arrives as `{}`", self.engine.symbols.name_text(*name))
            }
            What::State => "read from state that outlives the call".to_owned(),
            What::Assigned(name) => {
                format!("assigned to `{}`", self.engine.symbols.name_text(*name))
            }
            What::Stored => "stored in an object".to_owned(),
            What::Kept(place) => format!("kept as {place}"),
            What::Text => "becomes part of a text".to_owned(),
            What::Through(symbol) => {
                format!("goes through `{}`", self.engine.symbols.text(*symbol))
            }
            What::Unmodelled(name) if &**name == "?" => {
                "goes through a call that is not known".to_owned()
            }
            What::Unmodelled(name) => format!("goes through `{name}`, which no model describes"),
            What::Method(name) => {
                format!("goes through `.{}()`", self.engine.symbols.name_text(*name))
            }
            What::Sink(name) if &**name == "return" => "returned as the response".to_owned(),
            What::Sink(name) => format!("reaches `{name}`"),
        })
    }

    fn finish(self) -> Vec<Flow> {
        let mut flows = self.order;
        flows.sort_by(|a, b| {
            (a.sink, &a.to, &a.from, a.source).cmp(&(b.sink, &b.to, &b.from, b.source))
        });
        let mut kept: Vec<Flow> = Vec::with_capacity(flows.len());
        let mut count = 0;
        for flow in flows {
            let same = kept.last().is_some_and(|last| {
                (last.sink, &last.to, &last.from) == (flow.sink, &flow.to, &flow.from)
            });
            count = if same { count + 1 } else { 0 };
            if count < FLOWS_PER_SINK {
                kept.push(flow);
            }
        }
        kept
    }
}

/// The labels of everything that a change stores, with their paths.
fn collect(
    path: &AccessPath,
    cell: &Cell,
    summary: &Summary,
    stored: &mut Vec<(AccessPath, Label)>,
    depth: u32,
) {
    let rest = std::iter::once((&Key::Any, &cell.rest));
    for (key, value) in cell.fields.iter().chain(rest) {
        if *value == Value::Bottom {
            continue;
        }
        // What may be any field of an object says nothing about one of them.
        let vague = *key == Key::Any && path.keys.is_empty();
        let object = matches!(cell.kind, CellKind::Instance(_)) || path.root == Root::Param(0);
        if vague && object {
            continue;
        }
        let longer = match (path.root, key) {
            // A module variable is its own only member.
            (Root::Global(..), Key::Any) if path.keys.is_empty() => path.clone(),
            _ => match path.then(key) {
                Some(longer) => longer,
                None => continue,
            },
        };
        for label in value.labels() {
            if matches!(label.origin, Origin::Source(..)) && stored.len() < 4096 {
                stored.push((longer.clone(), label.clone()));
            }
        }
        if depth < 3 {
            for object in value.objects() {
                if let Object::Cell(id) = object
                    && let Some(inner) = summary.cells.get(id.0 as usize)
                {
                    collect(&longer, inner, summary, stored, depth + 1);
                }
            }
        }
    }
}

/// True if one of the paths leads into what the other means.
/// A place that nothing tells apart from the others of its container counts only for itself.
fn overlaps(stored: &[Key], read: &[Key]) -> bool {
    stored.iter().zip(read).all(|(x, y)| x == y) && (stored.len() <= read.len() || !read.is_empty())
}

fn confidence(doubt: Doubt) -> (Confidence, String) {
    match doubt {
        Doubt::None => (Confidence::High, String::new()),
        Doubt::Unmodelled => (
            Confidence::Medium,
            "the value passes through something that no model describes".to_owned(),
        ),
        Doubt::Stored => (
            Confidence::Medium,
            "the value is kept between two calls, and other code may change it".to_owned(),
        ),
        Doubt::Guessed => (
            Confidence::Low,
            "the way of the value is guessed".to_owned(),
        ),
        Doubt::NameOnly => (
            Confidence::Low,
            "a method is known by its name only".to_owned(),
        ),
    }
}

/// The converter that a URL pattern gives a parameter; `None` if the pattern does not name it.
fn converter<'r>(route: &'r str, parameter: &str) -> Option<&'r str> {
    for part in route.split('<').skip(1) {
        let inside = part.split('>').next()?;
        let (converter, name) = inside.rsplit_once(':').unwrap_or(("", inside));
        if name == parameter {
            return Some(converter.split('(').next().unwrap_or(converter));
        }
    }
    None
}
