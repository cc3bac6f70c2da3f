//! How a test of the application shows that a flaw is there, and the request that leads to it.

use serde::{Deserialize, Serialize};

use crate::inventory::InputRow;

/// What a proof test watches while it sends a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Proof {
    /// The text of the statements that reach the database.
    Statement,
    /// The commands that are started.
    Command,
    /// The Python code that is compiled.
    Code,
    /// Whether an expression in the value is worked out by the template engine.
    Template,
    /// The elements of the page that comes back.
    Markup,
    /// Where the answer sends the browser.
    Redirect,
    /// The files that are opened.
    File,
    /// The hosts that are looked up.
    Host,
    /// The names that are looked up while objects are rebuilt.
    Objects,
    /// Whether somebody unknown is let in.
    Login,
    /// Whether a request without a token is let in.
    Token,
    /// Whether cookies are kept to encrypted connections.
    CookieSecure,
    /// Whether cookies are kept from scripts.
    CookieHttpOnly,
    /// Whether cookies are kept from requests of other sites.
    CookieSameSite,
    /// Whether the application starts in debug mode.
    Debug,
    /// Whether an answer repeats the text of an exception.
    Detail,
}

/// The request that leads to a finding, as far as the routes tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Request {
    /// The method.
    pub method: String,
    /// The whole URL pattern.
    pub rule: String,
    /// The part of it that carries the value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carrier: Option<InputRow>,
    /// Everything that the view reads.
    pub inputs: Vec<InputRow>,
}

impl Request {
    /// True if the view reads a file that is sent to it.
    pub fn has_upload(&self) -> bool {
        let is_file = |input: &InputRow| input.from == "file";
        self.carrier.as_ref().is_some_and(is_file) || self.inputs.iter().any(is_file)
    }
}
