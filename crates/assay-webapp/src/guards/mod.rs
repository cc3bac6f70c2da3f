//! Who may call a view: what is asked of the sender of a request before the view runs.
//!
//! A guard is a decorator, a hook or a check in the view that lets only some senders through.
//! Those of libraries are data (role `protect`). Those of the application are found by running its code in thought
//! as a sender of whom nothing is known: what such a sender cannot reach is guarded.

mod calls;
mod compare;
mod denial;
mod dispatch;
mod find;
mod given;
mod globals;
mod kept;
mod machine;
mod marks;
mod parts;
mod persons;
mod run;
mod users;
mod value;
mod words;

use assay_source::Span;

pub(crate) use find::Finder;
pub(crate) use run::Request;

/// Something that lets only some senders through to a view.
#[derive(Clone, Debug, PartialEq)]
pub struct Guard {
    /// What is asked of the sender.
    pub what: Asked,
    /// How it stands before the view.
    pub by: By,
    /// The methods for which it holds; empty if for all of the route.
    pub methods: Vec<String>,
    /// Where it is put before the view: the decorator, the registration of the hook, the call, the condition.
    pub span: Span,
    /// What it is called, such as `login_required`.
    pub name: String,
    /// Why it is one, from the view inward.
    pub reason: Vec<Step>,
    /// True if it holds under a condition only that says nothing of the sender: a setting, the object that is asked for.
    pub is_conditional: bool,
}

/// What a [`Guard`] asks of the sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Asked {
    /// To be a known user.
    Login,
    /// To have logged in lately.
    Fresh,
    /// To have a role or a permission.
    Role,
    /// To own the object that is asked for.
    Owner,
    /// To send a token, a key or a signature.
    Token,
    /// Something that could not be told apart.
    Other,
}

/// How a [`Guard`] stands before a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    /// A decorator of the view, of its class or of all views of a group.
    Decorator,
    /// A function that runs before the view.
    Hook,
    /// A helper that the view calls.
    Call,
    /// A condition in the view itself.
    Inline,
    /// The query that loads the object.
    Query,
}

/// One step of a chain of reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where.
    pub span: Span,
    /// In words, such as `decorator login_required`.
    pub text: String,
}

impl Asked {
    /// One word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Fresh => "fresh login",
            Self::Role => "role",
            Self::Owner => "owner",
            Self::Token => "token",
            Self::Other => "other",
        }
    }

    /// True if it says that the sender is known, in whichever way.
    pub fn is_authentication(self) -> bool {
        match self {
            Self::Login | Self::Fresh | Self::Role | Self::Owner | Self::Token => true,
            Self::Other => false,
        }
    }
}

impl By {
    /// One word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Decorator => "decorator",
            Self::Hook => "hook",
            Self::Call => "call",
            Self::Inline => "condition",
            Self::Query => "query",
        }
    }
}

impl Guard {
    /// True if it holds for a method.
    pub fn holds_for(&self, method: &str) -> bool {
        self.methods.is_empty() || self.methods.iter().any(|known| known == method)
    }
}
