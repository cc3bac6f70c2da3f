//! Applications and blueprints, hooks, error handlers and commands: what views are registered with.

use assay_python::{ClassRef, FunctionRef};
use assay_source::Span;

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
