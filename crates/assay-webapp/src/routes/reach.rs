//! What a view does: the functions it calls, what it reads of the request, which sinks, templates and tables it touches.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use assay_python::ir::{ArgKind, Const, Function, Op};
use assay_python::program::Resolved;
use assay_python::{ClassRef, FunctionRef, ModuleId};
use assay_source::Span;
use assay_taint::What;

use super::{Input, Route, Table, TemplateUse, Use};
use crate::log::Log;

/// How many functions are followed from a view.
const FUNCTIONS: usize = 256;

/// How many things of one sort are told of a view.
const THINGS: usize = 64;

/// Methods that change rows when called on a class of the database or a query of it.
const WRITES: &[&str] = &[
    "add",
    "create",
    "delete",
    "insert",
    "insert_many",
    "merge",
    "remove",
    "save",
    "update",
    "upsert",
];

/// What one function does by itself.
#[derive(Clone, Debug, Default)]
struct Does {
    inputs: Vec<Input>,
    sinks: Vec<Use>,
    templates: Vec<TemplateUse>,
    tables: Vec<Table>,
}

/// Looks into functions, each once.
pub(crate) struct Reach<'a> {
    log: &'a Log<'a>,
    known: BTreeMap<FunctionRef, Does>,
    /// Classes of the database and of forms, by what their role says.
    classes: BTreeMap<ClassRef, &'static str>,
}

impl<'a> Reach<'a> {
    pub(crate) fn new(log: &'a Log<'a>) -> Self {
        let mut classes = BTreeMap::new();
        for facts in &log.solution.classes {
            let role = facts
                .roles
                .iter()
                .find_map(|(role, _)| match role.as_str() {
                    "table" => Some("table"),
                    "form" => Some("form"),
                    "schema" => Some("schema"),
                    _ => None,
                });
            if let Some(role) = role {
                classes.insert(facts.class, role);
            }
        }
        Self {
            log,
            known: BTreeMap::new(),
            classes,
        }
    }

    /// Fills in what a route does.
    pub(crate) fn fill(&mut self, route: &mut Route) {
        for parameter in &route.parameters {
            route.inputs.push(Input {
                name: Some(parameter.name.clone()),
                from: "path".to_owned(),
                validated: (parameter.converter != "string" && parameter.converter != "path")
                    .then(|| parameter.converter.clone()),
                span: route.place,
            });
        }
        let Some(view) = route.view else { return };
        let mut seen: BTreeSet<FunctionRef> = BTreeSet::from([view]);
        let mut work = VecDeque::from([view]);
        while let Some(function) = work.pop_front() {
            if !self.known.contains_key(&function) {
                let does = self.does(function);
                self.known.insert(function, does);
            }
            if let Some(does) = self.known.get(&function) {
                extend(&mut route.inputs, &does.inputs, |a, b| {
                    a.name == b.name && a.from == b.from
                });
                extend(&mut route.sinks, &does.sinks, |a, b| {
                    a.kind == b.kind && a.name == b.name
                });
                extend(&mut route.templates, &does.templates, |a, b| {
                    a.name == b.name
                });
                for table in &does.tables {
                    let at = route
                        .tables
                        .iter()
                        .position(|known| known.name == table.name);
                    match at {
                        Some(at) => {
                            if let Some(known) = route.tables.get_mut(at) {
                                known.is_written |= table.is_written;
                            }
                        }
                        None if route.tables.len() < THINGS => route.tables.push(table.clone()),
                        None => {}
                    }
                }
            }
            for edge in self.log.edges_of(function) {
                if seen.len() < FUNCTIONS && seen.insert(edge.callee) {
                    work.push_back(edge.callee);
                }
            }
        }
        route.functions = seen.into_iter().collect();
    }

    fn does(&self, function: FunctionRef) -> Does {
        let mut does = Does::default();
        let Some(ir) = self.log.function(function) else {
            return does;
        };
        for event in self.log.events_of(function) {
            match &event.what {
                What::Sink(kind) => does.sinks.push(Use {
                    kind: kind.clone(),
                    name: event.name.clone(),
                    span: event.span,
                }),
                What::Role(played) if played.role == "render" => {
                    let name = played.argument("name");
                    let texts: Vec<&str> = name
                        .into_iter()
                        .flat_map(assay_taint::Fact::texts)
                        .collect();
                    for text in &texts {
                        does.templates.push(TemplateUse {
                            name: Some((*text).to_owned()),
                            span: event.span,
                        });
                    }
                    if texts.is_empty() {
                        does.templates.push(TemplateUse {
                            name: None,
                            span: event.span,
                        });
                    }
                }
                What::Role(_) | What::Source(_) => {}
            }
        }
        self.read_body(function, ir, &mut does);
        does
    }

    /// What the instructions of a function say: keys that are read, classes that are named.
    fn read_body(&self, function: FunctionRef, ir: &Function, does: &mut Does) {
        let module = function.module;
        let mut containers: BTreeMap<u32, (&str, Span)> = BTreeMap::new();
        let mut texts: BTreeMap<u32, &str> = BTreeMap::new();
        let mut classes: BTreeMap<u32, ClassRef> = BTreeMap::new();
        let mut whole: Vec<(u32, &str, Span)> = Vec::new();
        let mut used: BTreeSet<u32> = BTreeSet::new();
        for instruction in ir.blocks.iter().flat_map(|block| &block.instrs) {
            let span = self.log.span(module, instruction.range);
            match &instruction.op {
                Op::Const {
                    dst,
                    value: Const::Str(text),
                } => {
                    texts.insert(dst.0, text);
                }
                Op::Copy { dst, src } => {
                    if let Some(container) = containers.get(&src.0).copied() {
                        containers.insert(dst.0, container);
                    }
                    if let Some(class) = classes.get(&src.0).copied() {
                        classes.insert(dst.0, class);
                    }
                }
                Op::LoadGlobal { dst, name } => {
                    if let Some(class) = self.class_named(module, self.log.text(module, *name)) {
                        classes.insert(dst.0, class);
                        self.touch(class, false, span, does);
                    }
                }
                Op::Attr { dst, object, .. } => {
                    if let Some(class) = classes.get(&object.0).copied() {
                        classes.insert(dst.0, class);
                    }
                }
                Op::Item { object, key, .. } => {
                    if let Some((from, _)) = containers.get(&object.0) {
                        used.insert(object.0);
                        does.inputs
                            .push(input(texts.get(&key.0).copied(), from, None, span));
                    }
                }
                Op::Compare { left, right, .. } => {
                    if let (Some((from, _)), Some(text)) =
                        (containers.get(&right.0), texts.get(&left.0))
                    {
                        used.insert(right.0);
                        does.inputs.push(input(Some(text), from, None, span));
                    }
                }
                Op::CallMethod {
                    dst,
                    object,
                    name,
                    args,
                    ..
                } => {
                    let name = self.log.text(module, *name);
                    if let Some((from, _)) = containers.get(&object.0)
                        && matches!(name, "get" | "getlist" | "pop")
                    {
                        used.insert(object.0);
                        let key = args
                            .first()
                            .and_then(|arg| texts.get(&arg.value.0))
                            .copied();
                        let kind = args.iter().find(|arg| match arg.kind {
                            ArgKind::Keyword(name) => self.log.text(module, name) == "type",
                            _ => false,
                        });
                        let validated = kind.and_then(|arg| self.text_of(arg.range, span));
                        does.inputs.push(input(key, from, validated, span));
                    }
                    if let Some(class) = classes.get(&object.0).copied() {
                        classes.insert(dst.0, class);
                        if WRITES.contains(&name) {
                            self.touch(class, true, span, does);
                        }
                    }
                }
                Op::Call { callee, .. } => {
                    if let Some(class) = classes.get(&callee.0).copied() {
                        self.touch(class, true, span, does);
                    }
                }
                _ => {}
            }
            for (_, played) in self.log.roles_at(function, span) {
                if played.role == "request"
                    && let Some(dst) = instruction.op.destination()
                    && let Some(from) = container(&played.of)
                {
                    containers.insert(dst.0, (from, span));
                    whole.push((dst.0, from, span));
                }
            }
        }
        for (register, from, span) in whole {
            if !used.contains(&register) && matches!(from, "json" | "body" | "form" | "file") {
                does.inputs.push(input(None, from, None, span));
            }
        }
    }

    /// A class that is named: a table is touched, a form brings its fields.
    fn touch(&self, class: ClassRef, is_called: bool, span: Span, does: &mut Does) {
        let name = self.class_name(class);
        match self.classes.get(&class) {
            Some(&"table") => does.tables.push(Table {
                name: name.to_owned(),
                class: Some(class),
                is_written: is_called,
                span,
            }),
            Some(&"form") if is_called => {
                let Some(facts) = self.log.class(class) else {
                    return;
                };
                for owner in &facts.mro {
                    let members = self
                        .log
                        .class(*owner)
                        .map_or(&[][..], |facts| facts.members.as_slice());
                    for (field, fact) in members.iter().take(THINGS) {
                        let is_field = fact.names.iter().any(|(name, _)| name.ends_with("Field()"));
                        if is_field {
                            does.inputs.push(input(
                                Some(field),
                                "form",
                                Some(name.to_owned()),
                                span,
                            ));
                        }
                    }
                }
            }
            _ => {}
        }
    }

    fn class_name(&self, class: ClassRef) -> &str {
        let module = self.log.program.modules.get(class.module.0 as usize);
        let class = module.and_then(|module| module.classes.get(class.class.0 as usize));
        class.map_or("", |class| &class.qualname)
    }

    /// A class with a role that a global name means.
    fn class_named(&self, module: ModuleId, name: &str) -> Option<ClassRef> {
        if !name.starts_with(|c: char| c.is_uppercase()) {
            return None;
        }
        let mut at = module;
        for _ in 0..4 {
            let own = self.log.program.modules.get(at.0 as usize)?;
            let class = (0..)
                .zip(&own.classes)
                .find(|(_, class)| &*class.qualname == name);
            if let Some((number, _)) = class {
                let class = ClassRef {
                    module: at,
                    class: assay_python::ir::ClassId(number),
                };
                return self.classes.contains_key(&class).then_some(class);
            }
            let import = (0_u32..)
                .zip(&own.imports)
                .find(|(_, import)| import.name.as_deref() == Some(name));
            match import.map(|(index, _)| self.log.program.import(at, index)) {
                Some(Resolved::Member(there, _)) => at = *there,
                _ => return None,
            }
        }
        None
    }

    fn text_of(&self, range: assay_source::Range, span: Span) -> Option<String> {
        let text = &self.log.project.file(span.file).text;
        let text = text.get(range.start as usize..range.end as usize)?;
        (text.len() < 60).then(|| text.to_owned())
    }
}

fn input(name: Option<&str>, from: &str, validated: Option<String>, span: Span) -> Input {
    Input {
        name: name.map(str::to_owned),
        from: from.to_owned(),
        validated,
        span,
    }
}

/// The part of a request that a role of a model speaks of.
fn container(of: &str) -> Option<&'static str> {
    Some(match of {
        "query" => "query",
        "form" => "form",
        "json" => "json",
        "cookie" => "cookie",
        "header" => "header",
        "file" => "file",
        "body" => "body",
        "value" => "value",
        _ => return None,
    })
}

fn extend<T: Clone>(all: &mut Vec<T>, more: &[T], same: impl Fn(&T, &T) -> bool) {
    for item in more {
        if all.len() >= THINGS {
            return;
        }
        if !all.iter().any(|known| same(known, item)) {
            all.push(item.clone());
        }
    }
}
