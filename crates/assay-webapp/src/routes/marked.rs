//! Routes that are only marked: a decorator of the application's own notes the URL, and code that goes through the
//! marked functions registers them later.
//!
//! ```python
//! class Plugin(BlueprintPlugin):
//!     @BlueprintPlugin.route("/logs", methods=["GET"])
//!     def logs(self):
//! ```
//!
//! What such code does is not followed; the look of the decorator says enough to list the route.
//! It counts as one whose registration is not seen, under a prefix that is not known.

use std::collections::BTreeSet;

use assay_python::FunctionRef;
use assay_python::ir::{Arg, ArgKind, CallKind, Const, Function, Op, Reg};
use assay_python::program::Resolved;

use super::build::{Builder, Registration};
use crate::decorators::{Applied, Target};
use crate::groups::Way;
use crate::settings::is_test;

/// Names of decorators that take a URL.
const NAMES: [&str; 2] = ["route", "expose"];

/// Names of decorators that take a URL and are a method.
const VERBS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// What a decorator that marks says.
struct Mark {
    rule: String,
    methods: Vec<String>,
    /// The call that made the object whose method the decorator is, if that is a group.
    group: Option<assay_source::Span>,
}

/// How many copies and imports are followed to it.
const FOLLOWED: usize = 6;

impl Builder<'_> {
    /// Adds the functions and classes that are marked and not registered in a way that is understood.
    pub(crate) fn marked(&mut self) {
        let known: BTreeSet<FunctionRef> = self
            .drafts
            .iter()
            .filter(|draft| !draft.route.rule.contains('…'))
            .filter_map(|draft| draft.route.view)
            .collect();
        let decorators = self.decorators;
        for (applied, target) in decorators.all() {
            let path = &self.log.project.file(applied.span.file).path;
            let is_registered = self
                .log
                .roles_at(applied.holder, applied.span)
                .any(|(_, played)| matches!(played.role.as_str(), "route" | "expose"));
            if is_registered || is_test(path) {
                continue;
            }
            let Some(mark) = self.mark(applied) else {
                continue;
            };
            if self.by_own_group(applied, target, &mark) {
                continue;
            }
            let is_known = match target {
                Target::Function(function) => known.contains(&function),
                Target::Class(_) => false,
            };
            if is_known {
                continue;
            }
            let in_class = self
                .log
                .function(applied.holder)
                .is_some_and(|ir| ir.kind == assay_python::ir::FunctionKind::ClassBody);
            let way = Way {
                prefix: if in_class { "/…" } else { "" }.to_owned(),
                is_loose: true,
                ..Way::default()
            };
            let registration = Registration {
                span: applied.span,
                function: applied.holder,
                methods: mark.methods,
                rule: &mark.rule,
                endpoint: None,
                way: &way,
            };
            match target {
                Target::Function(function) => self.function(&registration, function),
                Target::Class(class) => self.class(&registration, class),
            }
        }
    }

    /// Registers what a group of a class of the project's own is given by its decorator: the decorator says the URL
    /// and the methods, which the class hands on in ways that are not followed. False if the group is not known.
    ///
    /// ```python
    /// class Group(Blueprint):
    ///     def route(self, rule, **options):
    ///         def wrapper(view):
    ///             self.add_url_rule(rule, view.__name__, view, **options)
    /// ```
    fn by_own_group(&mut self, applied: Applied, target: Target, mark: &Mark) -> bool {
        let ways = match mark.group {
            Some(site) => self.groups.ways(site),
            None => Vec::new(),
        };
        let Target::Function(function) = target else {
            return false;
        };
        if ways.is_empty() {
            return false;
        }
        self.drafts.retain(|draft| {
            let route = &draft.route;
            let is_blind = route.view.is_none() && route.class.is_none();
            let is_same = route.view == Some(function) || is_blind;
            draft.applied == applied || !is_same || !route.rule.ends_with(&mark.rule)
        });
        for way in &ways {
            let registration = Registration {
                span: applied.span,
                function: applied.holder,
                methods: mark.methods.clone(),
                rule: &mark.rule,
                endpoint: None,
                way,
            };
            self.function(&registration, function);
        }
        true
    }

    /// The call that made the group whose method a decorator is.
    fn group(&self, function: FunctionRef, object: Reg) -> Option<assay_source::Span> {
        let (mut function, mut object) = (function, object);
        for _ in 0..FOLLOWED {
            let (op, span) = self.log.definition(function, object)?;
            if self.groups.nodes.contains_key(&span) {
                return Some(span);
            }
            (function, object) = match op {
                Op::Copy { src, .. } => (function, *src),
                Op::LoadGlobal { name, .. } => {
                    let name = self.log.text(function.module, *name);
                    super::rows::exported(self.log, function.module, name)?
                }
                Op::Import { import, .. } => {
                    let Resolved::Member(module, name) =
                        self.log.program.import(function.module, *import)
                    else {
                        return None;
                    };
                    super::rows::exported(self.log, *module, self.log.program.name_of(*name))?
                }
                _ => return None,
            };
        }
        None
    }

    /// The URL and methods of a decorator that looks like one that marks routes.
    fn mark(&self, applied: Applied) -> Option<Mark> {
        let ir = self.log.function(applied.holder)?;
        let callee = decorator(self.log, applied, ir)?;
        let mut group = None;
        let (name, args) = match self.log.definition(applied.holder, callee)?.0 {
            Op::CallMethod {
                object, name, args, ..
            } => {
                group = self.group(applied.holder, *object);
                (self.log.text(applied.holder.module, *name), args)
            }
            Op::Call { callee, args, .. } => {
                let name = match self.log.definition(applied.holder, *callee)?.0 {
                    Op::LoadGlobal { name, .. } | Op::Attr { name, .. } => {
                        self.log.text(applied.holder.module, *name)
                    }
                    Op::Import { import, .. } => {
                        let module = self.log.program.module(applied.holder.module);
                        module.imports.get(*import as usize)?.name.as_deref()?
                    }
                    _ => return None,
                };
                (name, args)
            }
            _ => return None,
        };
        if !NAMES.contains(&name) && !VERBS.contains(&name) {
            return None;
        }
        let first = args.first().filter(|arg| arg.kind == ArgKind::Positional)?;
        let rule = self
            .constant_text(applied.holder, first.value)
            .filter(|text| text.starts_with('/'))?;
        let mut methods = self.named_methods(applied.holder, args);
        if methods.is_empty() && VERBS.contains(&name) {
            methods.push(name.to_uppercase());
        }
        Some(Mark {
            rule,
            methods,
            group,
        })
    }

    fn constant_text(&self, function: FunctionRef, register: Reg) -> Option<String> {
        match self.log.definition(function, register)?.0 {
            Op::Const {
                value: Const::Str(text),
                ..
            } => Some(text.to_string()),
            _ => None,
        }
    }

    /// `methods=["GET", "POST"]`.
    fn named_methods(&self, function: FunctionRef, args: &[Arg]) -> Vec<String> {
        let list = args.iter().find(|arg| match arg.kind {
            ArgKind::Keyword(name) => self.log.text(function.module, name) == "methods",
            _ => false,
        });
        let Some((Op::Sequence { elements, .. }, _)) =
            list.and_then(|list| self.log.definition(function, list.value))
        else {
            return Vec::new();
        };
        elements
            .iter()
            .filter_map(|element| self.constant_text(function, element.value))
            .map(|method| method.to_uppercase())
            .collect()
    }
}

/// The register that holds a decorator where it is applied.
fn decorator(log: &crate::log::Log<'_>, applied: Applied, ir: &Function) -> Option<Reg> {
    let instructions = ir.blocks.iter().flat_map(|block| &block.instrs);
    let mut applications = instructions.filter_map(|instruction| match &instruction.op {
        Op::Call {
            callee,
            kind: CallKind::Decorator,
            ..
        } if log.span(applied.holder.module, instruction.range) == applied.span => Some(*callee),
        _ => None,
    });
    applications.next()
}
