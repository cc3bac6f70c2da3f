//! Statements of templates as instructions.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use assay_python::ir::{Const, End, FunctionKind, Op, ParamKind, Reg};
use assay_python::{Appended, FunctionRef};
use assay_source::Range;
use assay_template::html::Contexts;
use assay_template::{Expression, ExpressionKind, Node, NodeKind, Parameter};

use super::build::{FunctionBuilder, ModuleBuilder, positional};
use super::variables::Variables;
use super::{Literal, Site, Source, constant_names, place, visit};

/// The lowering of one function of a template.
pub(super) struct Lowerer<'a> {
    pub(super) site: &'a Site<'a>,
    pub(super) source: &'a Source,
    pub(super) contexts: &'a Contexts,
    at: usize,
    literal: Option<Literal>,
    pub(super) module: ModuleBuilder,
    pub(super) code: FunctionBuilder,
    pub(super) variables: Variables,
    pub(super) escaped: bool,
    /// True where nothing is put out: at the top of a template that extends another.
    pub(super) suppressed: bool,
    /// For a template that extends another: which of its own blocks a child replaces, as conditions.
    replaced: BTreeMap<Arc<str>, Reg>,
    /// Imported macros by their name here: template, macro, and whether they see the variables.
    imported: &'a Imported,
}

/// Where a macro comes from: the templates that may be meant, its name there, and whether the context goes along.
type MacroSource = (Vec<Arc<str>>, Arc<str>, bool);

/// What a template imports.
#[derive(Default)]
struct Imported {
    /// `import template as name`.
    modules: BTreeMap<Arc<str>, (Vec<Arc<str>>, bool)>,
    /// `from template import macro as name`.
    macros: BTreeMap<Arc<str>, MacroSource>,
}

/// Where the escaping of each part of a template is decided.
type Part<'t> = (&'t Node, bool);

/// A template as a module.
pub(super) fn lower(site: &Site<'_>, at: usize, contexts: &Contexts) -> Appended {
    let empty = Source::empty();
    let source = site.sources.get(at).unwrap_or(&empty);
    let template = &source.template;
    let whole = place(
        source.literal,
        Range::new(0, u32::try_from(template.text.len()).unwrap_or(u32::MAX)),
    );
    let mut module = ModuleBuilder::new(whole);
    let mut render =
        FunctionBuilder::new(&mut module, &[("context", ParamKind::KwArgs, whole)], whole);
    let page = render.function(&mut module, site.function(at, super::PAGE), whole);
    render.call(page, vec![positional(Reg(0), whole)], whole);
    let name = title(source);
    render.finish(&mut module, &name, FunctionKind::Def);
    let imported = imports(&template.nodes);
    let code = FunctionBuilder::new(
        &mut module,
        &[("context", ParamKind::Regular, whole)],
        whole,
    );
    let extends = template
        .nodes
        .iter()
        .any(|node| matches!(node.kind, NodeKind::Extends(_)));
    let mut lowerer = Lowerer {
        site,
        source,
        contexts,
        at,
        literal: source.literal,
        module,
        code,
        variables: Variables {
            context: Some(Reg(0)),
            scopes: vec![BTreeMap::new()],
            own: None,
        },
        escaped: source.escaped,
        suppressed: extends,
        replaced: BTreeMap::new(),
        imported: &imported,
    };
    if extends {
        lowerer.replace_blocks(&template.nodes, whole);
    }
    // What a child sets is there when its parent runs, and what both set when its own blocks do.
    let order = |node: &&Node| match node.kind {
        NodeKind::Extends(_) => 1,
        NodeKind::Block { .. } => 2,
        _ => 0,
    };
    let mut nodes: Vec<&Node> = template.nodes.iter().collect();
    if extends {
        nodes.sort_by_key(order);
    }
    for node in nodes {
        lowerer.node(node);
    }
    lowerer.finish(&name);
    // Blocks and macros, in the order in which their numbers were given.
    let mut parts: Vec<Part<'_>> = Vec::new();
    let mut seen: BTreeSet<(bool, &str)> = BTreeSet::new();
    escapings(&template.nodes, source.escaped, &mut |node, escaped| {
        let key = match &node.kind {
            NodeKind::Block { name, .. } => (true, &*name.text),
            NodeKind::Macro { name, .. } => (false, &*name.text),
            _ => return,
        };
        if seen.insert(key) {
            parts.push((node, escaped));
        }
    });
    for (node, escaped) in parts {
        lowerer.escaped = escaped;
        lowerer.suppressed = false;
        match &node.kind {
            NodeKind::Block { name, body, .. } => {
                let range = lowerer.place(node.range);
                lowerer.begin(&[("context", ParamKind::Regular, range)], range);
                lowerer.nodes(body);
                lowerer.finish(&name.text);
            }
            NodeKind::Macro {
                name,
                parameters,
                body,
            } => {
                let range = lowerer.place(node.range);
                lowerer.begin_macro(parameters, range);
                lowerer.nodes(body);
                lowerer.finish(&name.text);
            }
            _ => {}
        }
    }
    lowerer.module.finish(template.file, &name, source.lines)
}

/// How a template is called in a path.
fn title(source: &Source) -> Arc<str> {
    match (&source.literal, source.names.last()) {
        (None, Some(name)) => Arc::clone(name),
        _ => "template".into(),
    }
}

/// Visits nodes with whether values are escaped there.
fn escapings<'t>(nodes: &'t [Node], escaped: bool, visitor: &mut impl FnMut(&'t Node, bool)) {
    for node in nodes {
        visitor(node, escaped);
        let inside = match &node.kind {
            NodeKind::Autoescape { value, .. } => truth(value).unwrap_or(escaped),
            _ => escaped,
        };
        for body in node.bodies() {
            escapings(body, inside, visitor);
        }
    }
}

/// The variable that says that a block is replaced.
fn replaced_key(name: &str) -> String {
    format!("\u{0}replaced {name}")
}

/// True if a block shows that of its parent as well.
fn keeps_parent(nodes: &[Node], text: &str) -> bool {
    let mut keeps = false;
    visit(nodes, &mut |node| {
        let written = text.get(node.range.start as usize..node.range.end as usize);
        keeps |= written.is_some_and(|written| written.contains("super"));
    });
    keeps
}

fn truth(value: &Expression) -> Option<bool> {
    match &value.kind {
        ExpressionKind::Bool(value) => Some(*value),
        _ => None,
    }
}

fn imports(nodes: &[Node]) -> Imported {
    let mut imported = Imported::default();
    visit(nodes, &mut |node| match &node.kind {
        NodeKind::Import {
            template,
            target,
            with_context,
        } => {
            let names = constant_names(template);
            imported
                .modules
                .insert(Arc::clone(&target.text), (names, *with_context));
        }
        NodeKind::FromImport {
            template,
            names,
            with_context,
        } => {
            for (name, alias) in names {
                let here = alias.as_ref().unwrap_or(name);
                let from = (
                    constant_names(template),
                    Arc::clone(&name.text),
                    *with_context,
                );
                imported.macros.insert(Arc::clone(&here.text), from);
            }
        }
        _ => {}
    });
    imported
}

impl Lowerer<'_> {
    pub(super) fn place(&self, range: Range) -> Range {
        place(self.literal, range)
    }

    fn begin(&mut self, params: &[(&str, ParamKind, Range)], range: Range) {
        self.code = FunctionBuilder::new(&mut self.module, params, range);
        self.variables = Variables {
            context: Some(Reg(0)),
            scopes: vec![BTreeMap::new()],
            own: None,
        };
    }

    fn begin_macro(&mut self, parameters: &[Parameter], range: Range) {
        let mut params = vec![("<context>", ParamKind::Regular, range)];
        params.extend(parameters.iter().map(|parameter| {
            (
                &*parameter.name.text,
                ParamKind::Regular,
                self.place(parameter.name.range),
            )
        }));
        for more in ["varargs", "kwargs"] {
            let kind = if more == "kwargs" {
                ParamKind::KwArgs
            } else {
                ParamKind::VarArgs
            };
            if parameters
                .iter()
                .all(|parameter| &*parameter.name.text != more)
            {
                params.push((more, kind, range));
            }
        }
        self.begin(&params, range);
        let mut names = BTreeSet::new();
        let mut entries = Vec::new();
        for ((name, ..), register) in params.iter().zip(0_u32..).skip(1) {
            let key = self.code.text(name, range);
            entries.push((Some(key), Reg(register)));
            names.insert(Arc::from(*name));
        }
        let own = self.code.value(range, |dst| Op::Dict {
            dst,
            entries: entries.into(),
        });
        self.variables.own = Some((own, names));
    }

    fn finish(&mut self, name: &str) {
        let fresh = FunctionBuilder::new(&mut self.module, &[], Range::default());
        let code = std::mem::replace(&mut self.code, fresh);
        code.finish(&mut self.module, name, FunctionKind::Def);
    }

    /// The macros that a callee names, and whether they see the variables here.
    pub(super) fn macros_of(&self, callee: &Expression) -> Option<(Vec<FunctionRef>, bool)> {
        let find = |templates: &[Arc<str>], name: &str| -> Vec<FunctionRef> {
            templates
                .iter()
                .flat_map(|template| self.site.macros(&self.source.asks_for(template), name))
                .collect()
        };
        match &callee.kind {
            ExpressionKind::Name(name) => {
                if let Some((templates, name, with_context)) = self.imported.macros.get(name) {
                    return Some((find(templates, name), *with_context))
                        .filter(|(found, _)| !found.is_empty());
                }
                let own = self.site.members.get(self.at)?.macros.get(name)?;
                Some((vec![self.site.function(self.at, *own)], true))
            }
            ExpressionKind::Attribute { object, name } => {
                let ExpressionKind::Name(module) = &object.kind else {
                    return None;
                };
                let (templates, with_context) = self.imported.modules.get(module)?;
                Some((find(templates, &name.text), *with_context))
                    .filter(|(found, _)| !found.is_empty())
            }
            _ => None,
        }
    }

    pub(super) fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            self.node(node);
        }
    }

    fn scoped(&mut self, inside: impl FnOnce(&mut Self)) {
        self.variables.scopes.push(BTreeMap::new());
        inside(self);
        self.variables.scopes.pop();
    }

    fn node(&mut self, node: &Node) {
        let range = self.place(node.range);
        match &node.kind {
            NodeKind::Output { id, value } => self.output(*id, value, range),
            NodeKind::Extends(parent) => {
                for page in constant_names(parent)
                    .iter()
                    .flat_map(|name| self.site.pages(&self.source.asks_for(name)))
                {
                    self.call_page(page, range);
                }
            }
            NodeKind::Include {
                template,
                with_context,
                ..
            } => {
                if *with_context {
                    self.spill(range);
                    for page in constant_names(template)
                        .iter()
                        .flat_map(|name| self.site.pages(&self.source.asks_for(name)))
                    {
                        self.call_page(page, range);
                    }
                }
            }
            NodeKind::Block { name, scoped, .. } => {
                if *scoped {
                    self.spill(range);
                }
                let own = self
                    .site
                    .members
                    .get(self.at)
                    .and_then(|members| members.blocks.get(&name.text));
                if let Some(own) = own {
                    let own = self.site.function(self.at, *own);
                    let replaced = match self.replaced.get(&name.text) {
                        Some(replaced) => *replaced,
                        None => self.is_replaced(&name.text, range),
                    };
                    self.unless(replaced, |lowerer| lowerer.call_page(own, range));
                }
            }
            NodeKind::Call {
                id,
                parameters,
                call,
                body,
            } => {
                self.output(*id, call, range);
                self.scoped(|lowerer| {
                    for parameter in parameters {
                        let value = lowerer.handed_back(call, range);
                        lowerer.bind(&parameter.name.text, value);
                    }
                    lowerer.nodes(body);
                });
            }
            NodeKind::Set { target, value } => {
                let value = self.expression(value);
                self.store(target, value, range);
            }
            NodeKind::SetBlock { target, body, .. } => {
                self.nodes(body);
                let value = self.code.unknown(range);
                self.store(target, value, range);
            }
            NodeKind::For {
                target,
                iterable,
                filter,
                body,
                otherwise,
                ..
            } => {
                self.for_loop(target, iterable, filter.as_ref(), body, range);
                if !otherwise.is_empty() {
                    self.nodes(otherwise);
                }
            }
            NodeKind::If {
                branches,
                otherwise,
            } => self.conditions(branches, otherwise),
            NodeKind::Filter { body, .. } => self.nodes(body),
            NodeKind::With { bindings, body } => self.scoped(|lowerer| {
                for (target, value) in bindings {
                    let value = lowerer.expression(value);
                    if let ExpressionKind::Name(name) = &target.kind {
                        lowerer.bind(name, value);
                    }
                }
                lowerer.nodes(body);
            }),
            NodeKind::Autoescape { value, body } => {
                let before = self.escaped;
                self.escaped = truth(value).unwrap_or(before);
                self.nodes(body);
                self.escaped = before;
            }
            NodeKind::Trans {
                bindings,
                body,
                plural,
            } => self.scoped(|lowerer| {
                for (name, value) in bindings {
                    let value = match value {
                        Some(value) => lowerer.expression(value),
                        None => lowerer.variable(&name.text, range),
                    };
                    lowerer.bind(&name.text, value);
                }
                lowerer.nodes(body);
                lowerer.nodes(plural);
            }),
            NodeKind::Do(value) => {
                self.expression(value);
            }
            NodeKind::Text
            | NodeKind::Macro { .. }
            | NodeKind::Import { .. }
            | NodeKind::FromImport { .. }
            | NodeKind::Break
            | NodeKind::Continue
            | NodeKind::Debug
            | NodeKind::Unknown { .. } => {}
        }
    }

    /// Writes down which blocks of its parents this template replaces: all those that do not call `super()`.
    /// Which of its own a child replaces is read before, for both stand in the same variables.
    fn replace_blocks(&mut self, nodes: &[Node], range: Range) {
        let Some(object) = self.variables.context else {
            return;
        };
        let text = &*self.source.template.text;
        let mut blocks: Vec<(Arc<str>, bool)> = Vec::new();
        visit(nodes, &mut |node| {
            if let NodeKind::Block { name, body, .. } = &node.kind {
                blocks.push((Arc::clone(&name.text), keeps_parent(body, text)));
            }
        });
        for (name, _) in &blocks {
            let replaced = self.is_replaced(name, range);
            self.replaced.insert(Arc::clone(name), replaced);
        }
        for (name, keeps) in blocks {
            if !keeps {
                let key = self.code.text(&replaced_key(&name), range);
                let src = self.code.constant(Const::Bool(true), range);
                self.code.emit(Op::SetItem { object, key, src }, range);
            }
        }
    }

    /// Whether a child replaces a block.
    fn is_replaced(&mut self, name: &str, range: Range) -> Reg {
        let Some(object) = self.variables.context else {
            return self.code.unknown(range);
        };
        let key = self.code.text(&replaced_key(name), range);
        self.code.value(range, |dst| Op::Item { dst, object, key })
    }

    fn unless(&mut self, condition: Reg, inside: impl FnOnce(&mut Self)) {
        let (after, otherwise) = (self.code.block(), self.code.block());
        self.code.end(
            End::Branch {
                condition,
                then: after,
                otherwise,
            },
            otherwise,
        );
        inside(self);
        self.code.go(after);
    }

    /// What a macro may hand to the body of `call`: something of what it was given.
    fn handed_back(&mut self, call: &Expression, range: Range) -> Reg {
        let ExpressionKind::Call { arguments, .. } = &call.kind else {
            return self.code.unknown(range);
        };
        let mut value = self.code.unknown(range);
        for argument in arguments {
            let given = self.expression(&argument.value);
            let key = self.code.unknown(range);
            let part = self.code.value(range, |dst| Op::Item {
                dst,
                object: given,
                key,
            });
            value = self.either(value, range, |_| given);
            value = self.either(value, range, |_| part);
        }
        value
    }

    /// Calls a page or block with the variables of this one.
    fn call_page(&mut self, page: FunctionRef, range: Range) {
        let Some(context) = self.variables.context else {
            return;
        };
        let callee = self.code.function(&mut self.module, page, range);
        self.code
            .call(callee, vec![positional(context, range)], range);
    }

    /// Makes variables of loops visible to what is called with the variables of the template.
    fn spill(&mut self, range: Range) {
        let Some(object) = self.variables.context else {
            return;
        };
        let all: BTreeMap<Arc<str>, Reg> = self
            .variables
            .scopes
            .iter()
            .flatten()
            .map(|(k, v)| (k.clone(), *v))
            .collect();
        for (name, src) in all {
            let key = self.code.text(&name, range);
            self.code.emit(Op::SetItem { object, key, src }, range);
        }
    }

    /// Assigns to what a `set` names.
    fn store(&mut self, target: &Expression, value: Reg, range: Range) {
        match &target.kind {
            ExpressionKind::Name(name) => self.assign(name, value, range),
            ExpressionKind::Attribute { object, name } => {
                let object = self.expression(object);
                let name = self.module.name(&name.text);
                self.code.emit(
                    Op::SetAttr {
                        object,
                        name,
                        src: value,
                    },
                    range,
                );
            }
            ExpressionKind::Tuple(items) => {
                for (item, value) in items.iter().zip(self.unpack(items.len(), value, range)) {
                    self.store(item, value, range);
                }
            }
            _ => {}
        }
    }

    /// Binds what a `for` names.
    fn bind_target(&mut self, target: &Expression, value: Reg, range: Range) {
        match &target.kind {
            ExpressionKind::Name(name) => self.bind(name, value),
            ExpressionKind::Tuple(items) => {
                for (item, value) in items.iter().zip(self.unpack(items.len(), value, range)) {
                    self.bind_target(item, value, range);
                }
            }
            _ => {}
        }
    }

    /// The elements of a value that is taken apart into so many.
    fn unpack(&mut self, count: usize, src: Reg, range: Range) -> Vec<Reg> {
        let targets: Vec<Reg> = (0..count).map(|_| self.code.temporary()).collect();
        let unpacked = Op::Unpack {
            targets: targets.clone().into(),
            star: None,
            src,
        };
        self.code.emit(unpacked, range);
        targets
    }

    fn for_loop(
        &mut self,
        target: &Expression,
        iterable: &Expression,
        filter: Option<&Expression>,
        nodes: &[Node],
        range: Range,
    ) {
        let src = self.expression(iterable);
        let iterator = self.code.value(range, |dst| Op::Iter { dst, src });
        let (head, body, done) = (self.code.block(), self.code.block(), self.code.block());
        self.code.go(head);
        let element = self.code.temporary();
        self.code.end(
            End::Next {
                dst: element,
                iterator,
                body,
                done,
            },
            body,
        );
        self.scoped(|lowerer| {
            lowerer.bind_target(target, element, range);
            let numbers = lowerer.code.unknown(range);
            lowerer.bind(&"loop".into(), numbers);
            match filter {
                Some(filter) => lowerer.branch(filter, |lowerer| lowerer.nodes(nodes), |_| {}),
                None => lowerer.nodes(nodes),
            }
        });
        self.code.end(End::Jump(head), done);
    }

    fn conditions(&mut self, branches: &[assay_template::Branch], otherwise: &[Node]) {
        let after = self.code.block();
        for branch in branches {
            let (then, next) = (self.code.block(), self.code.block());
            self.ask(&branch.condition, then, next, then);
            self.nodes(&branch.body);
            self.code.end(End::Jump(after), next);
        }
        self.nodes(otherwise);
        self.code.go(after);
    }
}
