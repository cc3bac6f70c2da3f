//! Where applications, blueprints and APIs stand: under which prefixes their views are reachable.

use std::collections::BTreeMap;

use assay_source::Span;
use assay_taint::Fact;

use crate::applications::{Application, Blueprint};
use crate::log::Log;
use crate::routes::rule::join;

/// How deep groups are nested at most.
const DEPTH: usize = 8;

/// How many ways a group may be registered.
const WAYS: usize = 16;

/// What stands for a prefix that is not known.
const OPEN: &str = "/…";

/// What is registered under URLs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Application,
    Blueprint,
    Api,
}

/// An application, blueprint or API, by the call that makes it.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    /// Its place among the applications or blueprints.
    pub(crate) index: usize,
    pub(crate) site: Span,
    pub(crate) name: Option<String>,
    prefix: Option<String>,
    pub(crate) decorators: Option<Fact>,
}

/// One way to reach a group.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Way {
    pub(crate) prefix: String,
    pub(crate) application: Option<usize>,
    /// The groups on the way, the outermost first.
    pub(crate) groups: Vec<Span>,
    pub(crate) is_loose: bool,
}

#[derive(Clone, Debug)]
struct Mount {
    parent: Fact,
    prefix: Option<String>,
}

/// All groups and how they are put together.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    pub(crate) nodes: BTreeMap<Span, Node>,
    mounts: BTreeMap<Span, Vec<Mount>>,
    pub(crate) applications: Vec<Application>,
    pub(crate) blueprints: Vec<Blueprint>,
}

impl Groups {
    pub(crate) fn new(log: &Log<'_>) -> Self {
        let mut all = Self::default();
        for (event, _) in log.played("application") {
            let index = all.applications.len();
            let node = Node {
                kind: Kind::Application,
                index,
                site: event.span,
                name: None,
                prefix: None,
                decorators: None,
            };
            if all.nodes.insert(event.span, node).is_none() {
                all.applications.push(Application {
                    site: event.span,
                    function: event.function,
                    name: event.name.clone(),
                });
            }
        }
        for (event, played) in log.played("blueprint") {
            let index = all.blueprints.len();
            let name = played
                .argument("name")
                .and_then(Fact::text)
                .map(str::to_owned);
            let prefix = match (prefix(played.argument("prefix")), &name) {
                (None, Some(name)) if played.of == "namespace" => Some(format!("/{name}")),
                (prefix, _) => prefix,
            };
            // `api.namespace("notes")` makes and registers.
            if played.of == "namespace" && played.receiver.sites().next().is_some() {
                all.mount(event.span, &played.receiver, None);
            }
            let node = Node {
                kind: Kind::Blueprint,
                index,
                site: event.span,
                name: name.clone(),
                prefix,
                decorators: played.argument("decorators").cloned(),
            };
            if all.nodes.insert(event.span, node).is_none() {
                all.blueprints.push(Blueprint {
                    site: event.span,
                    function: event.function,
                    name,
                    prefixes: Vec::new(),
                });
            }
        }
        for (event, played) in log.played("api") {
            let default = if played.of.is_empty() {
                None
            } else {
                Some(played.of.clone())
            };
            let node = Node {
                kind: Kind::Api,
                index: 0,
                site: event.span,
                name: None,
                prefix: prefix(played.argument("prefix")).or(default),
                decorators: played.argument("decorators").cloned(),
            };
            all.nodes.insert(event.span, node);
            if let Some(owner) = played.argument("owner") {
                all.mount(event.span, owner, None);
            }
        }
        for (_, played) in log.played("mount") {
            let given = prefix(played.argument("prefix"));
            if let Some(parent) = played.argument("parent") {
                for child in played.receiver.sites() {
                    all.mount(child, parent, given.clone());
                }
            }
            if let Some(child) = played.argument("child") {
                for child in child.sites() {
                    all.mount(child, &played.receiver, given.clone());
                }
            }
        }
        let prefixes: Vec<(usize, Vec<String>)> = all
            .nodes
            .values()
            .filter(|node| node.kind == Kind::Blueprint)
            .map(|node| {
                let ways = all.ways(node.site).into_iter().filter(|way| !way.is_loose);
                (node.index, ways.map(|way| way.prefix).collect())
            })
            .collect();
        for (index, prefixes) in prefixes {
            if let Some(blueprint) = all.blueprints.get_mut(index) {
                blueprint.prefixes = prefixes;
            }
        }
        all
    }

    fn mount(&mut self, child: Span, parent: &Fact, prefix: Option<String>) {
        let mounts = self.mounts.entry(child).or_default();
        let same = |mount: &Mount| mount.prefix == prefix && mount.parent.names == parent.names;
        if !mounts.iter().any(same) && mounts.len() < WAYS {
            mounts.push(Mount {
                parent: Fact {
                    names: parent.names.clone(),
                    ..Fact::default()
                },
                prefix,
            });
        }
    }

    /// The ways to reach what is registered with one of these objects.
    pub(crate) fn ways_of(&self, owner: &Fact) -> Vec<Way> {
        let mut ways = Vec::new();
        for site in owner.sites() {
            ways.extend(self.ways(site));
        }
        if ways.is_empty() {
            let is_application = owner.names.iter().any(|(name, _)| name == "flask.Flask()");
            ways.push(Way {
                application: if is_application {
                    self.only_application()
                } else {
                    None
                },
                is_loose: !is_application && !owner.names.is_empty(),
                ..Way::default()
            });
        }
        ways.dedup();
        ways.truncate(WAYS);
        ways
    }

    /// The ways to reach a group.
    pub(crate) fn ways(&self, site: Span) -> Vec<Way> {
        let mut ways = Vec::new();
        self.climb(site, &mut Vec::new(), &mut ways);
        ways
    }

    fn climb(&self, site: Span, below: &mut Vec<Span>, ways: &mut Vec<Way>) {
        let Some(node) = self.nodes.get(&site) else {
            return;
        };
        if below.contains(&site) || below.len() >= DEPTH || ways.len() >= WAYS {
            return;
        }
        if node.kind == Kind::Application {
            ways.push(Way {
                prefix: String::new(),
                application: Some(node.index),
                groups: Vec::new(),
                is_loose: false,
            });
            return;
        }
        let finish = |mut way: Way, given: Option<&String>| {
            // A class of the project's own hands on what it is given, most often nothing: `**options`.
            let given = given.filter(|given| *given != OPEN || node.prefix.is_none());
            if let Some(own) = given.or(node.prefix.as_ref()) {
                way.prefix = join(&way.prefix, own);
            }
            way.groups.push(site);
            way
        };
        let mounts = self.mounts.get(&site).map_or(&[][..], Vec::as_slice);
        below.push(site);
        let mut found = Vec::new();
        for mount in mounts {
            // What is given at the registration of this group takes the place of its own prefix.
            let mut above = Vec::new();
            for parent in mount.parent.sites() {
                self.climb(parent, below, &mut above);
            }
            if above.is_empty() {
                above.push(Way {
                    application: self.only_application(),
                    ..Way::default()
                });
            }
            for way in above {
                let way = finish(way, mount.prefix.as_ref());
                if !found.contains(&way) {
                    found.push(way);
                }
            }
        }
        below.pop();
        if found.is_empty() {
            let loose = Way {
                is_loose: true,
                ..Way::default()
            };
            found.push(finish(loose, None));
        }
        ways.extend(found);
    }

    /// The application, if there is only one.
    pub(crate) fn only_application(&self) -> Option<usize> {
        (self.applications.len() == 1).then_some(0)
    }

    /// The blueprint of a way, and the dotted name that endpoints begin with.
    pub(crate) fn blueprint_of(&self, way: &Way) -> (Option<usize>, Option<String>) {
        let nodes = way.groups.iter().filter_map(|site| self.nodes.get(site));
        let blueprints: Vec<&Node> = nodes.filter(|node| node.kind == Kind::Blueprint).collect();
        let index = blueprints.last().map(|node| node.index);
        let names: Option<Vec<&str>> = blueprints.iter().map(|node| node.name.as_deref()).collect();
        (
            index,
            names
                .map(|names| names.join("."))
                .filter(|name| !name.is_empty()),
        )
    }
}

/// A prefix that is given: its text, or a sign that it is not known.
fn prefix(fact: Option<&Fact>) -> Option<String> {
    let fact = fact?;
    if let Some(text) = fact.text() {
        return Some(text.to_owned());
    }
    match fact.constants.as_slice() {
        [(assay_python::ir::Const::None, _)] if !fact.open => None,
        [(assay_python::ir::Const::Str(text), _)] => Some(text.to_string()),
        _ => Some(
            fact.prefix
                .clone()
                .map_or_else(|| OPEN.to_owned(), |prefix| prefix + "…"),
        ),
    }
}
