//! Applications and blueprints, hooks, error handlers and commands: what views are registered with.

use assay_python::{ClassRef, FunctionRef};
use assay_source::Span;
use assay_taint::{Fact, Played};

use crate::groups::{Groups, Kind};
use crate::log::Log;

/// An application object, told apart by the place that makes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Application {
    /// The call that makes it.
    pub site: Span,
    /// The function that holds the call: a factory, or the body of a module.
    pub function: FunctionRef,
    /// The library name that is called.
    pub name: String,
}

/// A group of routes: a blueprint, or the name space of an API.
#[derive(Clone, Debug, PartialEq)]
pub struct Blueprint {
    /// The call that makes it.
    pub site: Span,
    /// The function that holds the call.
    pub function: FunctionRef,
    /// Its name, if it is constant.
    pub name: Option<String>,
    /// The prefixes under which it is reachable, one for each way it is registered; empty if it is never.
    pub prefixes: Vec<String>,
}

/// A function that runs before or after views.
#[derive(Clone, Debug, PartialEq)]
pub struct Hook {
    /// When it runs, as the model says: `before-request`, `before-app-request`, `after-request`, …
    pub when: String,
    /// The function.
    pub function: FunctionRef,
    /// Where it is registered.
    pub span: Span,
    /// The blueprint whose views it runs for; `None` for those of the whole application.
    pub blueprint: Option<usize>,
    /// The application; `None` if it is not known which.
    pub application: Option<usize>,
}

/// A function that answers when a request fails.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorHandler {
    /// The status that it answers for.
    pub code: Option<i64>,
    /// The exception that it answers for: the symbolic name of a library class.
    pub exception: Option<String>,
    /// The exception, if it is a class of the project.
    pub class: Option<ClassRef>,
    /// The function.
    pub function: Option<FunctionRef>,
    /// Where it is registered.
    pub span: Span,
    /// The blueprint whose views it answers for; `None` for the whole application.
    pub blueprint: Option<usize>,
}

/// A command of the command line.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    /// The function.
    pub function: FunctionRef,
    /// Where it is registered.
    pub span: Span,
}

/// The group and the application that something is registered with.
fn owner(played: &Played, groups: &Groups) -> (Option<usize>, Option<usize>) {
    let nodes: Vec<_> = played
        .receiver
        .sites()
        .filter_map(|site| groups.nodes.get(&site))
        .collect();
    let of = |kind: Kind| {
        nodes
            .iter()
            .find(|node| node.kind == kind)
            .map(|node| node.index)
    };
    (of(Kind::Blueprint), of(Kind::Application))
}

/// The hooks of all applications and groups.
pub(crate) fn hooks(log: &Log<'_>, groups: &Groups) -> Vec<Hook> {
    let mut all = Vec::new();
    for (event, played) in log.played("hook") {
        let (blueprint, application) = owner(played, groups);
        let functions = played
            .argument("function")
            .map_or(&[][..], |fact| &fact.functions);
        for function in functions {
            let hook = Hook {
                when: played.of.clone(),
                function: *function,
                span: event.span,
                blueprint,
                application,
            };
            if !all.contains(&hook) {
                all.push(hook);
            }
        }
    }
    all
}

/// The error handlers of all applications and groups.
pub(crate) fn error_handlers(log: &Log<'_>, groups: &Groups) -> Vec<ErrorHandler> {
    let mut all = Vec::new();
    for (event, played) in log.played("error-handler") {
        let code = played.argument("code");
        let number = code
            .and_then(Fact::constant)
            .and_then(|constant| match constant {
                assay_python::ir::Const::Int(code) => Some(*code),
                _ => None,
            });
        let handler = ErrorHandler {
            code: number,
            exception: code
                .and_then(|fact| fact.names.first())
                .map(|(name, _)| name.clone()),
            class: code.and_then(|fact| fact.classes.first()).copied(),
            function: played
                .argument("handler")
                .and_then(|fact| fact.functions.last())
                .copied(),
            span: event.span,
            blueprint: owner(played, groups).0,
        };
        if !all.contains(&handler) {
            all.push(handler);
        }
    }
    all
}

/// The commands of the command line.
pub(crate) fn commands(log: &Log<'_>) -> Vec<Command> {
    let mut all = Vec::new();
    for (event, played) in log.played("command") {
        let function = played
            .argument("function")
            .and_then(|fact| fact.functions.last());
        if let Some(function) = function {
            let command = Command {
                function: *function,
                span: event.span,
            };
            if !all.contains(&command) {
                all.push(command);
            }
        }
    }
    all
}
