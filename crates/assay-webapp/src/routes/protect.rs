//! What stands before a view: decorators, hooks, checks in its body, CSRF protection and limits.

use assay_python::ir::Op;
use assay_python::{ClassRef, FunctionRef};
use assay_source::Span;
use assay_taint::{Event, Fact, Played};

use super::build::Draft;
use super::{Csrf, Limit};
use crate::applications::Hook;
use crate::decorators::{Applied, Decorators, Target};
use crate::extensions::Extension;
use crate::groups::{Groups, Kind};
use crate::guards::{Asked, By, Finder, Guard, Request};
use crate::log::Log;

/// Everything that protects views.
pub(crate) struct Protection<'a> {
    pub(crate) log: &'a Log<'a>,
    pub(crate) decorators: &'a Decorators,
    pub(crate) groups: &'a Groups,
    pub(crate) hooks: &'a [Hook],
    pub(crate) extensions: &'a [Extension],
    pub(crate) finder: Finder<'a>,
    /// Calls that take views out of the protection against forged requests.
    pub(crate) exempted: Vec<(&'a Event, &'a Played)>,
    /// Calls that limit views.
    pub(crate) limited: Vec<(&'a Event, &'a Played)>,
}

impl Protection<'_> {
    /// Finds what protects a route.
    pub(crate) fn protect(&mut self, draft: &mut Draft) {
        let mut guards = self.before(draft);
        self.group_decorators(draft, &mut guards);
        if let Some(class) = draft.route.class {
            self.class_decorators(draft, class, &mut guards);
        }
        let (own, late) = self.own_decorators(draft);
        guards.extend(own);
        guards.append(&mut draft.stated);
        if let Some(view) = draft.route.view {
            let inner = self.finder.view(view, draft.route.class, &requests(draft));
            guards.extend(inner);
        }
        let mut kept: Vec<Guard> = Vec::new();
        for guard in guards {
            let same = |known: &Guard| {
                known.span == guard.span && known.what == guard.what && known.name == guard.name
            };
            if !kept.iter().any(same) {
                kept.push(guard);
            }
        }
        draft.route.guards = kept;
        draft.route.late_guards = late;
        draft.route.csrf = self.csrf(draft);
        draft.route.limit = self.limit(draft);
    }

    /// Hooks that run before the view.
    fn before(&mut self, draft: &Draft) -> Vec<Guard> {
        let mut guards: Vec<Guard> = Vec::new();
        let mut requests = requests(draft);
        if let Some(view) = draft.route.view {
            let marks = self.finder.marks(view);
            for request in &mut requests {
                request.marks.clone_from(&marks);
            }
        }
        for hook in self.hooks {
            if !hook.when.starts_with("before") {
                continue;
            }
            let whose = match hook.blueprint {
                Some(index) => {
                    let on_the_way = draft.way.groups.iter().any(|site| {
                        let node = self.groups.nodes.get(site);
                        node.is_some_and(|node| node.kind == Kind::Blueprint && node.index == index)
                    });
                    if !on_the_way && !hook.when.starts_with("before-app") {
                        continue;
                    }
                    let name = self
                        .groups
                        .blueprints
                        .get(index)
                        .and_then(|blueprint| blueprint.name.clone());
                    if on_the_way {
                        format!("blueprint {}", name.unwrap_or_default())
                    } else {
                        "the application".to_owned()
                    }
                }
                None => {
                    let other = hook.application.is_some()
                        && draft.way.application.is_some()
                        && hook.application != draft.way.application;
                    if other {
                        continue;
                    }
                    "the application".to_owned()
                }
            };
            let mut found: Option<Guard> = None;
            for request in &requests {
                let takes_values = hook.when.ends_with("values");
                let guard =
                    self.finder
                        .hook(hook.function, hook.span, &whose, request, takes_values);
                if let Some(guard) = guard {
                    found
                        .get_or_insert(guard)
                        .methods
                        .extend(request.method.clone());
                }
            }
            if let Some(mut guard) = found {
                if guard.methods.len() >= requests.len() {
                    guard.methods.clear();
                }
                guards.push(guard);
            }
        }
        guards
    }

    /// Decorators that an API or name space puts around all its resources.
    fn group_decorators(&mut self, draft: &Draft, guards: &mut Vec<Guard>) {
        for site in &draft.way.groups {
            let Some(node) = self.groups.nodes.get(site) else {
                continue;
            };
            let items = node.decorators.iter().flat_map(|fact| &fact.items);
            for (_, item) in items {
                guards.extend(self.finder.valued(item, node.site));
            }
        }
    }

    /// `decorators = [login_required]` in a class of views, and checks of the class itself.
    fn class_decorators(&mut self, draft: &Draft, class: ClassRef, guards: &mut Vec<Guard>) {
        let method = draft
            .route
            .methods
            .first()
            .map(|method| method.to_lowercase());
        for name in ["decorators", "method_decorators"] {
            let Some((owner, fact)) = self.log.member(class, name) else {
                continue;
            };
            guards.extend(self.listed(owner, name, fact));
            // Flask-RESTful also takes a dictionary by method.
            if let Some(own) = method.as_deref().and_then(|method| fact.item(method)) {
                for (_, item) in &own.items {
                    guards.extend(self.finder.valued(item, draft.route.place));
                }
            }
        }
        for applied in self.decorators.of(Target::Class(class)).to_vec() {
            if applied != draft.applied {
                guards.extend(self.finder.applied(applied));
            }
        }
        let around = self
            .finder
            .around_class(class, draft.route.view, &requests(draft));
        guards.extend(around);
        for name in ["is_accessible", "before_request"] {
            let Some((_, fact)) = self.log.member(class, name) else {
                continue;
            };
            for function in &fact.functions {
                let place = self.log.place_of(*function).unwrap_or(draft.route.place);
                let guard = if name == "is_accessible" {
                    self.finder.permits(*function, place)
                } else {
                    self.finder.hook_of_class(class, *function, place)
                };
                guards.extend(guard);
            }
        }
    }

    /// The items of a list of decorators in the body of a class.
    fn listed(&mut self, class: ClassRef, name: &str, fact: &Fact) -> Vec<Guard> {
        let mut guards = Vec::new();
        let Some(module) = self.log.program.modules.get(class.module.0 as usize) else {
            return guards;
        };
        let Some(ir) = module.classes.get(class.class.0 as usize) else {
            return guards;
        };
        let body = FunctionRef {
            module: class.module,
            function: ir.body,
        };
        let mut places = Vec::new();
        let exports = self
            .log
            .function(body)
            .map_or(&[][..], |body| body.exports.as_slice());
        let register = exports
            .iter()
            .find(|(known, _)| self.log.text(class.module, *known) == name);
        let mut definition =
            register.and_then(|(_, register)| self.log.definition(body, *register));
        if let Some((Op::Copy { src, .. }, _)) = definition {
            definition = self.log.definition(body, *src);
        }
        if let Some((Op::Sequence { elements, .. }, _)) = definition {
            for element in elements {
                places.push(self.log.definition(body, element.value));
            }
        }
        let whole = self.log.span(class.module, ir.name_range);
        for (index, (_, item)) in fact.items.iter().enumerate() {
            let place = places.get(index).copied().flatten();
            let span = place.map_or(whole, |(_, span)| span);
            let called = matches!(place, Some((Op::Call { .. } | Op::CallMethod { .. }, _)));
            let found = if called {
                self.finder.applied(Applied { holder: body, span })
            } else {
                None
            };
            guards.extend(found.or_else(|| self.finder.valued(item, span)));
        }
        guards
    }

    /// The decorators of the view itself, and those that stand above its registration.
    fn own_decorators(&mut self, draft: &Draft) -> (Vec<Guard>, Vec<Guard>) {
        let (mut guards, mut late) = (Vec::new(), Vec::new());
        for applied in &draft.wraps {
            guards.extend(self.finder.applied(*applied));
        }
        let Some(view) = draft.route.view else {
            return (guards, late);
        };
        let chain = self.decorators.of(Target::Function(view)).to_vec();
        let at = chain.iter().position(|applied| *applied == draft.applied);
        // An exposed method is found by its mark, wherever that stands.
        let marks = self.log.roles_at(draft.applied.holder, draft.applied.span);
        let is_mark = marks.into_iter().any(|(_, played)| played.role == "expose");
        for (index, applied) in chain.iter().enumerate() {
            let Some(guard) = self.finder.applied(*applied) else {
                continue;
            };
            if !is_mark && at.is_some_and(|at| index > at) {
                late.push(guard);
            } else {
                guards.push(guard);
            }
        }
        (guards, late)
    }

    fn csrf(&self, draft: &Draft) -> Csrf {
        let route = &draft.route;
        if !route.changes_state() {
            return Csrf::SafeMethod;
        }
        for (event, played) in &self.exempted {
            if played.of == "csrf" && self.is_meant(played.argument("view"), draft) {
                return self
                    .token(draft)
                    .unwrap_or(Csrf::Exempt { span: event.span });
            }
        }
        let by = |extension: &&Extension| {
            let here = extension.applications.is_empty()
                || route
                    .application
                    .is_none_or(|own| extension.applications.contains(&own));
            extension.kind == "csrf" && extension.joined.is_some() && here
        };
        if let Some(extension) = self.extensions.iter().find(by) {
            return Csrf::Protected {
                by: extension.name.rsplit('.').next().unwrap_or("").to_owned(),
                span: extension.joined.unwrap_or(extension.span),
            };
        }
        let checks = route
            .view
            .into_iter()
            .flat_map(|view| self.log.events_of(view));
        let form = checks
            .filter_map(crate::log::played)
            .find(|(_, played)| played.role == "checks-form");
        if let Some((event, _)) = form
            && !self.goes_without_token(route.view)
        {
            return Csrf::Protected {
                by: "its form".to_owned(),
                span: event.span,
            };
        }
        self.token(draft).unwrap_or(Csrf::Unprotected)
    }

    /// True if a view makes its form without the token: `Form(meta={"csrf": False})`.
    fn goes_without_token(&self, view: Option<FunctionRef>) -> bool {
        let Some(view) = view else { return false };
        let Some(ir) = self.log.function(view) else {
            return false;
        };
        let file = self.log.program.module(view.module).file;
        let text = self.log.project.file(file).slice(ir.range);
        let spaceless: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        [
            "\"csrf\":False",
            "'csrf':False",
            "csrf=False",
            "csrf_enabled=False",
        ]
        .iter()
        .any(|spelling| spaceless.contains(spelling))
    }

    /// Requests that carry a token of their own need no other.
    fn token(&self, draft: &Draft) -> Option<Csrf> {
        let token = |guard: &Guard| guard.what == Asked::Token && guard.by != By::Query;
        let session = |guard: &Guard| matches!(guard.what, Asked::Login | Asked::Fresh);
        let guards = &draft.route.guards;
        (guards.iter().any(token) && !guards.iter().any(session)).then_some(Csrf::Token)
    }

    fn limit(&self, draft: &Draft) -> Option<Limit> {
        for (event, played) in &self.limited {
            if self.is_meant(played.argument("view"), draft) {
                return Some(Limit {
                    text: played
                        .argument("text")
                        .and_then(Fact::text)
                        .map(str::to_owned),
                    span: event.span,
                    is_default: false,
                });
            }
        }
        let limiter = self.extensions.iter().find(|extension| {
            let own = draft.route.application;
            let here = extension.applications.is_empty()
                || own.is_none_or(|own| extension.applications.contains(&own));
            here && extension.kind == "limiter"
                && extension
                    .argument("default")
                    .is_some_and(|fact| !fact.items.is_empty() || fact.texts().next().is_some())
        })?;
        let fact = limiter.argument("default")?;
        let item = fact.items.first().and_then(|(_, item)| item.text());
        Some(Limit {
            text: item.or(fact.text()).map(str::to_owned),
            span: limiter.span,
            is_default: true,
        })
    }

    /// True if a value is the view of a route, its class or a group that it belongs to.
    fn is_meant(&self, fact: Option<&Fact>, draft: &Draft) -> bool {
        let Some(fact) = fact else { return false };
        let site = |site: Span| draft.way.groups.contains(&site);
        draft
            .route
            .view
            .is_some_and(|view| fact.functions.contains(&view))
            || draft
                .route
                .class
                .is_some_and(|class| fact.classes.contains(&class))
            || fact.sites().any(site)
    }
}

/// The requests that a route answers, one for each method.
fn requests(draft: &Draft) -> Vec<Request> {
    let route = &draft.route;
    let blueprint = route
        .endpoint
        .as_deref()
        .and_then(|endpoint| endpoint.rsplit_once('.'));
    let is_plain = !route.rule.contains('<') && !route.rule.contains('…');
    let request = |method: &String| Request {
        method: Some(method.clone()),
        endpoint: route.endpoint.clone(),
        blueprint: blueprint.map(|(blueprint, _)| blueprint.to_owned()),
        path: is_plain.then(|| route.rule.clone()),
        parameters: route
            .parameters
            .iter()
            .map(|part| part.name.clone())
            .collect(),
        marks: Vec::new(),
    };
    route.methods.iter().map(request).collect()
}
