//! The models themselves: one struct per table of the format, every name checked and every kind resolved.
//!
//! A table whose `call`, `read`, `write` or `name` is a list becomes one entry for each path of it.

use std::sync::Arc;

use crate::{
    condition::{Conditions, Constant},
    kind::{RoleKind, SinkKind, SinkKinds, SourceKind},
    path::{Path, Step},
    reference::Reference,
};

/// What one file says about one package.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Package {
    /// The name of the file, as it was given to the loader.
    pub file: Arc<str>,
    /// The package as it is imported.
    pub name: Arc<str>,
    /// Its public documentation.
    pub docs: Option<Arc<str>>,
    /// Names that behave as others.
    pub aliases: Vec<Alias>,
    /// Where values come from.
    pub sources: Vec<Source>,
    /// Where values do something.
    pub sinks: Vec<Sink>,
    /// Calls through which values pass.
    pub passes: Vec<Pass>,
    /// Calls that make values harmless.
    pub cleans: Vec<Clean>,
    /// Calls that check values.
    pub guards: Vec<Guard>,
    /// Calls that do not return.
    pub exits: Vec<Exit>,
    /// Calls that render a template.
    pub renders: Vec<Render>,
    /// Calls that call a function they are given.
    pub callbacks: Vec<Callback>,
    /// Calls that put values into containers.
    pub stores: Vec<Store>,
    /// Calls that take values out of containers.
    pub loads: Vec<Load>,
    /// Names and their values.
    pub constants: Vec<NamedConstant>,
    /// Functions that the framework calls.
    pub entries: Vec<Entry>,
    /// Objects that carry the body of a response.
    pub responses: Vec<Response>,
    /// What names do in an application.
    pub roles: Vec<Role>,
}

/// What a call or an attribute is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// Its path.
    pub path: Path,
    /// For a path that begins with `?`: the names a receiver may have, in lower case. Else empty.
    pub receiver: Vec<Arc<str>>,
}

/// `[[alias]]`: a name that behaves as another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The line of its table.
    pub line: u32,
    /// The name. Entries below it win over those of `is`.
    pub name: Path,
    /// What it behaves as.
    pub is: Path,
}

/// `[[source]]`: where values come from.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// The line of its table.
    pub line: u32,
    /// What gives the value.
    pub target: SourceTarget,
    /// Whose the value is.
    pub kind: SourceKind,
    /// A noun phrase for messages.
    pub text: Arc<str>,
    /// Kinds of sink for which the value is harmless from the start.
    pub safe: SinkKinds,
    /// Arguments of the call that made the object: functions that raise where its part is bad.
    pub checks: Vec<Reference>,
    /// When it counts.
    pub conditions: Conditions,
}

/// What gives the value of a [`Source`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceTarget {
    /// `read`: a name, attribute or item; its value and all its contents.
    Read(Symbol),
    /// `call`: a call.
    Call {
        /// What is called.
        callee: Symbol,
        /// What then holds the value; the result unless said otherwise.
        to: Vec<Reference>,
    },
}

/// `[[sink]]`: where values do something.
#[derive(Clone, Debug, PartialEq)]
pub struct Sink {
    /// The line of its table.
    pub line: u32,
    /// What takes the value.
    pub target: SinkTarget,
    /// What is done with it.
    pub kind: SinkKind,
    /// Of a list of arguments, what follows one of these constants does not count, as after `--`.
    pub until: Vec<Arc<str>>,
    /// Only files count: a folder makes the call fail, or tells nothing.
    pub file: bool,
    /// When it counts.
    pub conditions: Conditions,
}

/// What takes the value of a [`Sink`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SinkTarget {
    /// `call`: a call.
    Call {
        /// What is called.
        callee: Symbol,
        /// Which arguments are the sink.
        arg: Vec<Reference>,
    },
    /// `write`: an assignment to an attribute or item.
    Write {
        /// What is assigned to.
        place: Symbol,
        /// Which part of the assignment is the sink.
        part: Part,
    },
}

/// Which part of an assignment is the sink.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// What is assigned.
    #[default]
    Value,
    /// The key of the item.
    Key,
}

/// `[[pass]]`: a call, and exactly what comes out of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Pass {
    /// The line of its table.
    pub line: u32,
    /// What is called or read.
    pub target: Through,
    /// What goes in; empty if nothing comes out.
    pub from: Vec<Reference>,
    /// Where it comes out.
    pub to: Vec<Reference>,
    /// What it is then, if that is more than what went in.
    pub result: Option<PassAs>,
    /// When it counts.
    pub conditions: Conditions,
}

/// What a [`Pass`] or [`Clean`] is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Through {
    /// `call`: a call.
    Call(Symbol),
    /// `read`: an attribute or item.
    Read(Symbol),
}

/// `as`: what comes out of a [`Pass`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PassAs {
    /// The argument itself: its type, constants and parts. If it is missing, the ordinary result.
    Same,
    /// As `Same`, but a thing of its own: changing it does not change the argument.
    Copy,
    /// A number, or a text as harmless as one.
    Number,
    /// An absolute path without `..`.
    Resolved,
    /// A path of which the arguments are the parts, one behind the other.
    Joined,
    /// Unpacked or parsed: what was cleaned before may be dangerous again.
    Decoded,
    /// An instance of the project's class whose method is called, its fields filled from the argument.
    Instance,
}

/// `[[clean]]`: a call that makes values harmless for some kinds of sink.
#[derive(Clone, Debug, PartialEq)]
pub struct Clean {
    /// The line of its table.
    pub line: u32,
    /// What is called or read.
    pub target: Through,
    /// What goes in.
    pub from: Vec<Reference>,
    /// Where it comes out.
    pub to: Vec<Reference>,
    /// The kinds for which what comes out is harmless; never empty.
    pub kinds: SinkKinds,
    /// When it counts.
    pub conditions: Conditions,
}

/// `[[guard]]`: a call whose truth says that its argument is fine.
#[derive(Clone, Debug, PartialEq)]
pub struct Guard {
    /// The line of its table.
    pub line: u32,
    /// What is called.
    pub callee: Symbol,
    /// What is checked.
    pub arg: Vec<Reference>,
    /// The result that makes it safe.
    pub when: GuardWhen,
    /// It counts only for what came out of a [`Pass`] `as` this.
    pub needs: Option<PassAs>,
    /// The kinds for which it is then harmless; empty only if `refuses` says something.
    pub kinds: SinkKinds,
    /// A beginning that it then does not have.
    pub refuses: Option<Arc<str>>,
}

/// Which outcome of a [`Guard`] makes its argument safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuardWhen {
    /// It returns something true.
    True,
    /// It returns something false.
    False,
    /// `"returns"`: it comes back without an exception.
    Returns,
}

/// `[[exit]]`: a call that does not return.
#[derive(Clone, Debug, PartialEq)]
pub struct Exit {
    /// The line of its table.
    pub line: u32,
    /// What is called.
    pub callee: Symbol,
    /// When it counts.
    pub conditions: Conditions,
}

/// `[[render]]`: a call that renders a template.
#[derive(Clone, Debug, PartialEq)]
pub struct Render {
    /// The line of its table.
    pub line: u32,
    /// What is called. Its keyword arguments, and mappings that it is given, are the variables of the template.
    pub callee: Symbol,
    /// The name of the template, or its text.
    pub template: Vec<Reference>,
    /// False where values are put out as they are, if the template does not say otherwise.
    pub escaped: bool,
    /// When it counts.
    pub conditions: Conditions,
}

/// `[[callback]]`: a call that calls a function it is given.
#[derive(Clone, Debug, PartialEq)]
pub struct Callback {
    /// The line of its table.
    pub line: u32,
    /// What is called.
    pub callee: Symbol,
    /// The function that it calls, or the object of which it calls `method`.
    pub function: Vec<Reference>,
    /// The method of `function` that is called; `None`: `function` itself.
    pub method: Option<Arc<str>>,
    /// What the parameters of that function get, in order; each any of several.
    pub arguments: Vec<Vec<Reference>>,
    /// The positional arguments from here on, and all other keyword arguments, are handed on.
    pub rest: Option<u16>,
    /// A sequence whose items are positional arguments.
    pub star: Vec<Reference>,
    /// A mapping of keyword arguments.
    pub keywords: Vec<Reference>,
    /// Where the result of that function goes.
    pub result: Option<Reference>,
    /// When it counts.
    pub conditions: Conditions,
}

/// `[[store]]`: a call that puts a value into a container under a key.
#[derive(Clone, Debug, PartialEq)]
pub struct Store {
    /// The line of its table.
    pub line: u32,
    /// What is called.
    pub callee: Symbol,
    /// The container.
    pub into: Vec<Reference>,
    /// The key: one level for each element, which is any of several.
    pub key: Vec<Vec<Reference>>,
    /// What is put there.
    pub value: Vec<Reference>,
    /// When it counts.
    pub conditions: Conditions,
}

/// `[[load]]`: a call that takes a value out of a container by its key.
#[derive(Clone, Debug, PartialEq)]
pub struct Load {
    /// The line of its table.
    pub line: u32,
    /// What is called.
    pub callee: Symbol,
    /// The container.
    pub out: Vec<Reference>,
    /// The key: one level for each element, which is any of several.
    pub key: Vec<Vec<Reference>>,
    /// What comes out too.
    pub default: Vec<Reference>,
    /// Where it comes out.
    pub to: Vec<Reference>,
    /// When it counts.
    pub conditions: Conditions,
}

/// `[[constant]]`: a name and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedConstant {
    /// The line of its table.
    pub line: u32,
    /// The name.
    pub name: Path,
    /// Its value.
    pub value: Constant,
}

/// `[[entry]]`: functions that the framework calls.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The line of its table.
    pub line: u32,
    /// Which functions.
    pub target: EntryTarget,
    /// Whose values the parameters are.
    pub parameters: Option<SourceKind>,
    /// What the parameters are, in order: `flask.Response()`.
    pub types: Vec<Path>,
    /// Which argument holds the URL pattern: of the call that gave the decorator if the
    /// path ends in `()`, else of the call itself. Empty if there is none.
    pub route: Vec<Reference>,
    /// What is done with the result.
    pub result: Option<SinkKind>,
    /// When it counts.
    pub conditions: Conditions,
}

/// Which functions an [`Entry`] means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryTarget {
    /// The function that is given to a call, which may be a decorator.
    Call {
        /// What is called.
        path: Path,
        /// The function.
        function: Vec<Reference>,
    },
    /// Methods of the classes that inherit from a class.
    Methods {
        /// The class.
        base: Path,
        /// The names of the methods; never empty.
        methods: Vec<Arc<str>>,
    },
}

/// `[[response]]`: an object that carries the body of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The line of its table.
    pub line: u32,
    /// The object.
    pub value: Path,
    /// Where its body is.
    pub body: Vec<Step>,
    /// Where its content type may be.
    pub content_type: Vec<Vec<Step>>,
}

/// `[[role]]`: what a name does in an application, for those who look at the application as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Role {
    /// The line of its table.
    pub line: u32,
    /// The name.
    pub target: RoleTarget,
    /// What it does.
    pub role: RoleKind,
    /// Which part of it, or how: free text that belongs to the role, such as `login`.
    pub of: Option<Arc<str>>,
    /// Arguments by what they mean, in order of the names.
    pub args: Vec<(Arc<str>, Vec<Reference>)>,
    /// The same of the call that gave what is called: of `route("/x")` in `route("/x")(view)`.
    pub inner: Vec<(Arc<str>, Vec<Reference>)>,
    /// When it counts.
    pub conditions: Conditions,
}

/// What a [`Role`] is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoleTarget {
    /// `call`: a call.
    Call(Path),
    /// `read`: a name, attribute or item that is read.
    Read(Path),
    /// `write`: an attribute or item that is assigned. Its arguments are `"value"` and `"key"`.
    Write(Path),
    /// `base`: a class that classes of the application inherit from.
    Base(Path),
}
