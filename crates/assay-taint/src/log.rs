//! The log: what an application registers, configures and uses, as the engine met it on its way.
//!
//! Flows answer one question; the application as a whole (its routes, guards and settings) raises others,
//! and they rest on the same knowledge: what a name means, which object a method is called on,
//! which function a factory returns. So the engine writes down every call, read and write that a model
//! gives a *role*, with its arguments as *facts*, and every call of a function of the project.
//! Only analyses that count are heard: a helper that registers views is logged once for each way it is called.

use assay_python::ir::Const;
use assay_python::{ClassRef, FunctionRef, ModuleId};
use assay_source::Span;

use crate::symbols::{EntryId, SymbolId};

/// A call, read or write that a model says something of.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The function that holds it.
    pub function: FunctionRef,
    /// Where.
    pub span: Span,
    /// What it is.
    pub what: What,
    /// The symbolic name that is called, read or written.
    pub name: String,
}

/// What an [`Event`] is.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A name with a role.
    Role(Box<Played>),
    /// A source of this kind is read.
    Source(String),
    /// A sink of this kind is called or written, whatever goes in.
    Sink(String),
}

/// A role that was played.
#[derive(Clone, Debug, PartialEq)]
pub struct Played {
    /// The role.
    pub role: String,
    /// Which part of it, as the model says.
    pub of: String,
    /// The object whose method it is.
    pub receiver: Fact,
    /// The arguments that the model names, those that were given.
    pub arguments: Vec<(String, Fact)>,
    /// The same of the call that gave what is called.
    pub inner: Vec<(String, Fact)>,
}

/// What is known of a value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fact {
    /// Constants it may be, each with its literal.
    pub constants: Vec<(Const, Option<Span>)>,
    /// True if it may be something that is not listed here.
    pub open: bool,
    /// Functions of the project it may be: a wrapper before what it wraps.
    pub functions: Vec<FunctionRef>,
    /// Classes of the project it may be.
    pub classes: Vec<ClassRef>,
    /// Instances of these classes of the project.
    pub instances: Vec<ClassRef>,
    /// Modules of the project it may be.
    pub modules: Vec<ModuleId>,
    /// Things of libraries it may be, by symbolic name; with the place that made it, if its role makes objects.
    pub names: Vec<(String, Option<Span>)>,
    /// Sources that it is made of: kind and place.
    pub sources: Vec<(String, Span)>,
    /// Items and attributes, as far as known: `key`, `0`, `.attribute`.
    pub items: Vec<(String, Fact)>,
    /// The text it surely begins with.
    pub prefix: Option<String>,
}

/// A call of a function of the project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edge {
    /// The caller.
    pub caller: FunctionRef,
    /// The call.
    pub span: Span,
    /// The callee.
    pub callee: FunctionRef,
    /// True if this call never comes back.
    pub leaves: bool,
}

/// A class of the project.
#[derive(Clone, Debug)]
pub struct ClassFacts {
    /// Which.
    pub class: ClassRef,
    /// Itself and its bases in the project, in order of look-up.
    pub mro: Vec<ClassRef>,
    /// Bases from libraries, of it and of its bases, by symbolic name.
    pub libraries: Vec<String>,
    /// Roles that models give to those, each with which part of it.
    pub roles: Vec<(String, String)>,
    /// What its body binds, in order of names; functions as such.
    pub members: Vec<(String, Fact)>,
}

/// A variable of a module whose name is in capitals, as settings are.
#[derive(Clone, Debug)]
pub struct GlobalFacts {
    /// The module.
    pub module: ModuleId,
    /// The name.
    pub name: String,
    /// Its value when the module has run.
    pub fact: Fact,
}

impl Fact {
    /// The one text it surely is.
    pub fn text(&self) -> Option<&str> {
        match self.constant()? {
            Const::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The one constant it surely is.
    pub fn constant(&self) -> Option<&Const> {
        match self.constants.as_slice() {
            [(constant, _)] if self.is_constant() => Some(constant),
            _ => None,
        }
    }

    /// True if it surely is one of its constants.
    pub fn is_constant(&self) -> bool {
        !self.open
            && !self.constants.is_empty()
            && self.functions.is_empty()
            && self.classes.is_empty()
            && self.instances.is_empty()
            && self.modules.is_empty()
            && self.names.is_empty()
            && self.items.is_empty()
    }

    /// Every text that it may be.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.constants
            .iter()
            .filter_map(|(constant, _)| match constant {
                Const::Str(text) => Some(&**text),
                _ => None,
            })
    }

    /// An item or attribute.
    pub fn item(&self, key: &str) -> Option<&Self> {
        self.items
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, fact)| fact)
    }

    /// The places that made it, for objects whose role makes them.
    pub fn sites(&self) -> impl Iterator<Item = Span> + '_ {
        self.names.iter().filter_map(|(_, site)| *site)
    }
}

impl Played {
    /// An argument by the name that the model gives it.
    pub fn argument(&self, name: &str) -> Option<&Fact> {
        let named = |list: &'_ [(String, Fact)]| list.iter().position(|(known, _)| known == name);
        let own = named(&self.arguments).and_then(|at| self.arguments.get(at));
        let inner = || named(&self.inner).and_then(|at| self.inner.get(at));
        own.or_else(inner).map(|(_, fact)| fact)
    }
}

/// What one analysis wrote down.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log {
    pub(crate) events: Vec<Logged>,
    pub(crate) edges: Vec<(Span, FunctionRef, bool)>,
    pub(crate) exits: Vec<Span>,
}

/// An event, before names are spelled out.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Logged {
    pub(crate) span: Span,
    /// In which round of a loop, where rounds are told apart.
    pub(crate) round: u32,
    pub(crate) symbol: SymbolId,
    pub(crate) what: LoggedWhat,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum LoggedWhat {
    Role(Box<LoggedRole>),
    Source(u8),
    Sink(u8),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LoggedRole {
    pub(crate) entry: EntryId,
    pub(crate) receiver: Fact,
    pub(crate) arguments: Vec<(String, Fact)>,
    pub(crate) inner: Vec<(String, Fact)>,
}

impl Log {
    pub(crate) fn event(&mut self, event: Logged) {
        let same = |known: &&mut Logged| {
            known.span == event.span
                && known.round == event.round
                && known.symbol == event.symbol
                && known.what.is_like(&event.what)
        };
        match self.events.iter_mut().rev().find(same) {
            // A later visit of the same place knows what an earlier one knew, and more.
            Some(known) => *known = event,
            None => self.events.push(event),
        }
    }

    pub(crate) fn edge(&mut self, span: Span, callee: FunctionRef, leaves: bool) {
        match self
            .edges
            .iter_mut()
            .rev()
            .find(|(at, to, _)| *at == span && *to == callee)
        {
            Some(known) => known.2 = leaves,
            None => self.edges.push((span, callee, leaves)),
        }
    }
}

impl LoggedWhat {
    fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Role(a), Self::Role(b)) => a.entry == b.entry,
            (Self::Source(a), Self::Source(b)) | (Self::Sink(a), Self::Sink(b)) => a == b,
            (Self::Role(_) | Self::Source(_) | Self::Sink(_), _) => false,
        }
    }
}
