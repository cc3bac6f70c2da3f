//! The routes of an application: which URL leads to which function, and what stands before and behind it.

mod build;
mod classes;
mod marked;
mod openapi;
mod protect;
mod reach;
mod rows;
pub(crate) mod rule;

use assay_python::{ClassRef, FunctionRef};
use assay_source::Span;

use crate::applications::Hook;
use crate::decorators::Decorators;
use crate::extensions::Extension;
use crate::groups::Groups;
use crate::guards::{Finder, Guard};
use crate::log::Log;

/// A URL, its methods and the function that answers.
///
/// A class of views gives one route for each of its methods, and a blueprint that is registered twice gives its routes twice.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// The methods, sorted; without `HEAD` and `OPTIONS` where Flask adds them by itself.
    pub methods: Vec<String>,
    /// The whole URL pattern with all prefixes; `…` stands for what is not known.
    pub rule: String,
    /// The name for `url_for`, if it is known.
    pub endpoint: Option<String>,
    /// The function that answers, without its decorators; `None` if it stands in a library.
    pub view: Option<FunctionRef>,
    /// The class of which it is a method.
    pub class: Option<ClassRef>,
    /// The name of the view, for people: `Item.get`.
    pub name: String,
    /// The call that registers it.
    pub registration: Span,
    /// The name of the function or class in its definition, or the registration again.
    pub place: Span,
    /// Its group: an index into [`crate::WebApp::blueprints`].
    pub blueprint: Option<usize>,
    /// Its application: an index into [`crate::WebApp::applications`].
    pub application: Option<usize>,
    /// True if the group or API that it belongs to is never registered with an application that we see.
    pub is_loose: bool,
    /// The variable parts of the URL.
    pub parameters: Vec<Parameter>,
    /// What stands before the view.
    pub guards: Vec<Guard>,
    /// Guards that were meant to stand before the view and never run, because they are above the decorator that registers it.
    pub late_guards: Vec<Guard>,
    /// How forged requests are kept out.
    pub csrf: Csrf,
    /// How often it may be called.
    pub limit: Option<Limit>,
    /// What of the request it reads.
    pub inputs: Vec<Input>,
    /// What it does that can do harm.
    pub sinks: Vec<Use>,
    /// The templates that it renders.
    pub templates: Vec<TemplateUse>,
    /// The classes and tables of the database that it touches.
    pub tables: Vec<Table>,
    /// The functions of the project that may run while it answers, itself included; sorted.
    pub functions: Vec<FunctionRef>,
}

/// A variable part of a URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its converter, `string` if none is written.
    pub converter: String,
}

/// How requests that another site makes the browser send are kept out.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Csrf {
    /// Nothing does.
    #[default]
    Unprotected,
    /// By an extension for the whole application, or by a form that checks its token.
    Protected {
        /// What does.
        by: String,
        /// Where it is set up.
        span: Span,
    },
    /// The protection of the application is taken away from it.
    Exempt {
        /// Where.
        span: Span,
    },
    /// It changes nothing by its methods: only `GET`, `HEAD`, `OPTIONS`.
    SafeMethod,
    /// The sender shows a token or a key with each request, which browsers do not add by themselves.
    Token,
}

/// How often a view may be called.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// What is written, such as `5 per minute`, if it is constant.
    pub text: Option<String>,
    /// Where.
    pub span: Span,
    /// True if it is that of the whole application.
    pub is_default: bool,
}

/// What a view reads of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Its name, such as `email`; `None` for the whole.
    pub name: Option<String>,
    /// Where it comes from: `query`, `form`, `json`, `cookie`, `header`, `file`, `body`, `path`, `value`.
    pub from: String,
    /// How it is validated: `int`, the name of a form or schema, a converter; `None` if nothing is seen.
    pub validated: Option<String>,
    /// Where it is read.
    pub span: Span,
}

/// Something that a view does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The kind of sink.
    pub kind: String,
    /// What is called or written.
    pub name: String,
    /// Where.
    pub span: Span,
}

/// A template that a view renders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateUse {
    /// Its name, if it is constant.
    pub name: Option<String>,
    /// Where.
    pub span: Span,
}

/// A class or table of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The name of the class or table.
    pub name: String,
    /// The class, if it is one of the project.
    pub class: Option<ClassRef>,
    /// True if rows are added, changed or removed.
    pub is_written: bool,
    /// Where it is touched first.
    pub span: Span,
}

impl Route {
    /// True if some method of it changes something by its meaning.
    pub fn changes_state(&self) -> bool {
        self.methods
            .iter()
            .any(|method| !matches!(method.as_str(), "GET" | "HEAD" | "OPTIONS" | "TRACE"))
    }

    /// The guards that know the sender.
    pub fn authentication(&self) -> impl Iterator<Item = &Guard> {
        let guards = self.guards.iter();
        guards.filter(|guard| guard.what.is_authentication())
    }

    /// True if each of its methods is guarded by something that knows the sender.
    pub fn is_authenticated(&self) -> bool {
        self.open_methods().next().is_none()
    }

    /// The methods that somebody unknown may call.
    pub fn open_methods(&self) -> impl Iterator<Item = &str> {
        let open = |method: &&String| {
            !self
                .guards
                .iter()
                .any(|guard| guard.what.is_authentication() && guard.holds_for(method))
        };
        self.methods.iter().filter(open).map(String::as_str)
    }
}

/// Finds all routes, what stands before them and what they do; sorted by URL and method.
pub(crate) fn find(
    log: &Log<'_>,
    groups: &Groups,
    hooks: &[Hook],
    extensions: &[Extension],
) -> Vec<Route> {
    let decorators = Decorators::new(log.program);
    let mut builder = build::Builder {
        log,
        decorators: &decorators,
        groups,
        drafts: Vec::new(),
    };
    builder.registered();
    builder.exposed();
    builder.prune();
    builder.marked();
    builder.described();
    let drafts = builder.drafts;
    let mut protection = protect::Protection {
        log,
        decorators: &decorators,
        groups,
        hooks,
        extensions,
        finder: Finder::new(log, &decorators),
        exempted: log.played("exempt").collect(),
        limited: log.played("limit").collect(),
    };
    let mut reach = reach::Reach::new(log);
    let mut routes = Vec::with_capacity(drafts.len());
    for mut draft in drafts {
        protection.protect(&mut draft);
        reach.fill(&mut draft.route);
        routes.push(draft.route);
    }
    routes.sort_by(|a, b| {
        (&a.rule, &a.methods, a.registration, &a.name).cmp(&(
            &b.rule,
            &b.methods,
            b.registration,
            &b.name,
        ))
    });
    routes
}
