//! Classes of views: one route for each method that answers, or for each method that is exposed.

use std::collections::BTreeMap;

use assay_python::{ClassRef, FunctionRef};
use assay_source::Span;
use assay_taint::{Event, Fact, Played};

use super::build::{Answer, Builder, Registration, methods, rules, texts};
use super::rule::join;
use crate::decorators::{Applied, Target};
use crate::groups::Way;

/// The methods of a class that answer the HTTP methods of the same name.
const METHODS: [&str; 8] = [
    "get", "post", "put", "patch", "delete", "head", "options", "trace",
];

/// A method of a class that is put under a URL below that of the class.
struct Exposed<'a> {
    function: FunctionRef,
    event: &'a Event,
    played: &'a Played,
}

impl Builder<'_> {
    /// The routes of a class that is registered under a URL.
    pub(super) fn class(&mut self, registration: &Registration<'_>, class: ClassRef) {
        let mut found = false;
        for method in METHODS {
            let Some(function) = self.method(class, method) else {
                continue;
            };
            let upper = method.to_uppercase();
            if !registration.methods.is_empty() && !registration.methods.contains(&upper) {
                continue;
            }
            found = true;
            self.add_method(registration, class, function, vec![upper]);
        }
        if found {
            return;
        }
        let Some(function) = self.method(class, "dispatch_request") else {
            return;
        };
        let mut methods = registration.methods.clone();
        if methods.is_empty()
            && let Some((_, own)) = self.log.member(class, "methods")
        {
            methods = texts(own);
        }
        if methods.is_empty() {
            methods.push("GET".to_owned());
        }
        self.add_method(registration, class, function, methods);
    }

    fn add_method(
        &mut self,
        registration: &Registration<'_>,
        class: ClassRef,
        function: FunctionRef,
        methods: Vec<String>,
    ) {
        let own = self
            .log
            .function(function)
            .map(|ir| self.log.text(function.module, ir.name));
        let name = format!("{}.{}", self.class_name(class), own.unwrap_or(""));
        let answer = Answer {
            view: Some(function),
            class: Some(class),
            name: &name,
            place: self.log.place_of(function),
        };
        self.add(registration, &answer, methods);
    }

    /// The method of a class or of its bases, without its decorators.
    fn method(&self, class: ClassRef, name: &str) -> Option<FunctionRef> {
        let (base, fact) = self.log.member(class, name)?;
        let module = self.log.program.modules.get(base.module.0 as usize)?;
        let own = (0..).zip(&module.functions).filter(|(_, function)| {
            function.class == Some(base.class) && self.log.text(base.module, function.name) == name
        });
        let own = own.last().map(|(number, _)| FunctionRef {
            module: base.module,
            function: assay_python::ir::FunctionId(number),
        });
        own.or(fact.functions.last().copied())
    }

    fn class_name(&self, class: ClassRef) -> &str {
        let module = self.log.program.modules.get(class.module.0 as usize);
        let class = module.and_then(|module| module.classes.get(class.class.0 as usize));
        class.map_or("", |class| class.qualname.rsplit('.').next().unwrap_or(""))
    }

    fn class_place(&self, class: ClassRef) -> Option<Span> {
        let module = self.log.program.modules.get(class.module.0 as usize)?;
        let ir = module.classes.get(class.class.0 as usize)?;
        Some(self.log.span(class.module, ir.name_range))
    }

    /// Routes of classes whose methods are exposed one by one.
    pub(crate) fn exposed(&mut self) {
        let mut exposed: BTreeMap<ClassRef, Vec<Exposed<'_>>> = BTreeMap::new();
        for (event, played) in self.log.played("expose") {
            let applied = Applied {
                holder: event.function,
                span: event.span,
            };
            let Some(Target::Function(function)) = self.decorators.target(applied) else {
                continue;
            };
            let Some(class) = self.class_around(function) else {
                continue;
            };
            let known = exposed.entry(class).or_default();
            if !known.iter().any(|other| other.event.span == event.span) {
                known.push(Exposed {
                    function,
                    event,
                    played,
                });
            }
        }
        let mut mounted: Vec<(ClassRef, &Event, &Played)> = Vec::new();
        for (event, played) in self.log.played("mount-class") {
            let Some(child) = played.argument("view") else {
                continue;
            };
            for class in child.classes.iter().chain(&child.instances) {
                if !mounted
                    .iter()
                    .any(|(known, at, _)| known == class && at.span == event.span)
                {
                    mounted.push((*class, event, played));
                }
            }
        }
        let classes: Vec<ClassRef> = self
            .log
            .solution
            .classes
            .iter()
            .map(|facts| facts.class)
            .collect();
        for class in classes {
            let Some(facts) = self.log.class(class) else {
                continue;
            };
            let scheme = facts
                .roles
                .iter()
                .find(|(role, _)| role == "class-view")
                .map_or("", |(_, of)| of);
            let scheme = scheme.to_owned();
            let has_own = exposed.contains_key(&class);
            let registrations: Vec<(&Event, &Played)> = mounted
                .iter()
                .filter(|(known, ..)| *known == class)
                .map(|(_, event, played)| (*event, *played))
                .collect();
            if registrations.is_empty() && !has_own {
                continue;
            }
            if registrations.is_empty() && self.has_mounted_child(class, &mounted) {
                continue;
            }
            let registered: Vec<Option<(&Event, &Played)>> = if registrations.is_empty() {
                vec![None]
            } else {
                registrations.into_iter().map(Some).collect()
            };
            for registration in registered {
                self.exposed_class(class, &scheme, registration, &exposed);
            }
        }
    }

    fn has_mounted_child(&self, class: ClassRef, mounted: &[(ClassRef, &Event, &Played)]) -> bool {
        mounted.iter().any(|(child, ..)| {
            self.log
                .class(*child)
                .is_some_and(|facts| facts.mro.contains(&class))
        })
    }

    fn exposed_class(
        &mut self,
        class: ClassRef,
        scheme: &str,
        registered: Option<(&Event, &Played)>,
        exposed: &BTreeMap<ClassRef, Vec<Exposed<'_>>>,
    ) {
        let Some(facts) = self.log.class(class) else {
            return;
        };
        let ways = match registered {
            Some((_, played)) => self.groups.ways_of(&played.receiver),
            None => vec![Way {
                is_loose: true,
                ..Way::default()
            }],
        };
        let base = self.base(class, scheme, registered.map(|(_, played)| played));
        let mut seen: Vec<(&str, FunctionRef)> = Vec::new();
        for way in &ways {
            for owner in &facts.mro {
                for item in exposed.get(owner).map_or(&[][..], Vec::as_slice) {
                    let name = self
                        .log
                        .function(item.function)
                        .map_or("", |ir| self.log.text(item.function.module, ir.name));
                    // A method that a subclass has anew is another one.
                    if seen
                        .iter()
                        .any(|(known, function)| *known == name && *function != item.function)
                    {
                        continue;
                    }
                    seen.push((name, item.function));
                    for rule in rules(item.played) {
                        let rule = join(&base, &rule);
                        let mut methods = methods(item.played);
                        if methods.is_empty() {
                            methods.push("GET".to_owned());
                        }
                        let registration = Registration {
                            span: item.event.span,
                            function: item.event.function,
                            methods: Vec::new(),
                            rule: &rule,
                            endpoint: Some(format!("{}.{name}", self.class_name(class))),
                            way,
                        };
                        self.add_method(&registration, class, item.function, methods);
                    }
                }
            }
            let Some((event, _)) = registered else {
                continue;
            };
            for (_, offer) in facts.roles.iter().filter(|(role, _)| role == "offers") {
                let Some((methods, rule)) = offer.rsplit_once(' ') else {
                    continue;
                };
                let rule = join(&base, rule);
                let registration = Registration {
                    span: event.span,
                    function: event.function,
                    methods: Vec::new(),
                    rule: &rule,
                    endpoint: None,
                    way,
                };
                let name = self.class_name(class).to_owned();
                let answer = Answer {
                    view: None,
                    class: Some(class),
                    name: &name,
                    place: self.class_place(class),
                };
                let methods = methods.split(' ').map(str::to_owned).collect();
                self.add(&registration, &answer, methods);
            }
        }
    }

    /// The URL below which a class puts its methods.
    fn base(&self, class: ClassRef, scheme: &str, registered: Option<&Played>) -> String {
        let text = |name: &str| {
            self.log
                .member(class, name)
                .and_then(|(_, fact)| fact.text().map(str::to_owned))
        };
        let given = |name: &str| {
            registered
                .and_then(|played| played.argument(name))
                .and_then(Fact::text)
        };
        let name = self.class_name(class);
        let lower = name.to_lowercase();
        match scheme {
            "appbuilder-view" => text("route_base").unwrap_or_else(|| format!("/{lower}")),
            "appbuilder-api" => text("route_base").unwrap_or_else(|| {
                let version = text("version").unwrap_or_else(|| "v1".to_owned());
                let resource = text("resource_name").unwrap_or(lower);
                format!("/api/{version}/{resource}")
            }),
            "classful" => given("prefix")
                .map(str::to_owned)
                .or_else(|| text("route_base"))
                .unwrap_or_else(|| {
                    let short = lower.strip_suffix("view").unwrap_or(&lower);
                    format!("/{}", short.strip_suffix("index").unwrap_or(short))
                }),
            "admin" => match given("url").or(given("endpoint")) {
                Some(url) => url.to_owned(),
                None => {
                    let short = lower.strip_suffix("view").unwrap_or(&lower);
                    format!("/{short}")
                }
            },
            _ => String::new(),
        }
    }
}
