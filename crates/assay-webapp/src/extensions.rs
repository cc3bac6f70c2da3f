//! Extensions: what is set up for an application beside its own code.

use assay_source::Span;
use assay_taint::Fact;

use crate::groups::{Groups, Kind};
use crate::log::Log;

/// An extension of an application.
#[derive(Clone, Debug, PartialEq)]
pub struct Extension {
    /// What it is for, as the model says: `csrf`, `headers`, `cors`, `session`, `limiter`, `cache`, `database`, `mail`,
    /// `socket`, `login`, `jwt`, `security`, `admin`, …
    pub kind: String,
    /// The library name that is called.
    pub name: String,
    /// The call that makes it.
    pub span: Span,
    /// Where it is joined to an application: the same call, or one of `init_app`. `None` if that is never seen.
    pub joined: Option<Span>,
    /// The applications that it is joined to: indexes into [`crate::WebApp::applications`]; empty if not known.
    pub applications: Vec<usize>,
    /// The arguments that the model names, of both calls.
    pub arguments: Vec<(String, Fact)>,
}

impl Extension {
    /// An argument by the name that the model gives it.
    pub fn argument(&self, name: &str) -> Option<&Fact> {
        let mut arguments = self.arguments.iter();
        arguments
            .find(|(known, _)| known == name)
            .map(|(_, fact)| fact)
    }
}

/// Finds the extensions: calls that make them, and calls of `init_app` that join them to an application.
pub(crate) fn find(log: &Log<'_>, groups: &Groups) -> Vec<Extension> {
    let mut all: Vec<Extension> = Vec::new();
    for (event, played) in log.played("extension") {
        let owner = played.argument("app");
        let is_joined = owner.is_some_and(|owner| !is_none(owner));
        if let Some(known) = all.iter_mut().find(|known| known.span == event.span) {
            known.joined = known.joined.or(is_joined.then_some(event.span));
            continue;
        }
        all.push(Extension {
            kind: played.of.clone(),
            name: event.name.clone(),
            span: event.span,
            joined: is_joined.then_some(event.span),
            applications: owner
                .map(|owner| applications(owner, groups))
                .unwrap_or_default(),
            arguments: played.arguments.clone(),
        });
    }
    for (event, played) in log.played("join") {
        let sites: Vec<Span> = played.receiver.sites().collect();
        for extension in &mut all {
            let by_kind = sites.is_empty() && extension.kind == played.of;
            if !by_kind && !sites.contains(&extension.span) {
                continue;
            }
            extension.joined.get_or_insert(event.span);
            if let Some(owner) = played.argument("app") {
                for application in applications(owner, groups) {
                    if !extension.applications.contains(&application) {
                        extension.applications.push(application);
                    }
                }
            }
            extension.arguments.extend(played.arguments.iter().cloned());
        }
    }
    all
}

fn is_none(fact: &Fact) -> bool {
    fact.constant() == Some(&assay_python::ir::Const::None)
}

fn applications(owner: &Fact, groups: &Groups) -> Vec<usize> {
    let nodes = owner.sites().filter_map(|site| groups.nodes.get(&site));
    let mut all: Vec<usize> = nodes
        .filter(|node| node.kind == Kind::Application)
        .map(|node| node.index)
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}
