//! Extensions: what is set up for an application beside its own code.

use assay_source::Span;
use assay_taint::Fact;

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
