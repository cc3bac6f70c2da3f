//! How a tool repairs what a rule finds, as data: `[[repair]]` in the facts of a rule's page.
//!
//! A repair changes the call, the assignment or the text at the place of a finding.
//! What can be said in a few words is said here; shapes that need code are named under `shape`.
//!
//! Paths are written as a module and a name, with a colon between: `yaml:safe_load`.
//! In texts they stand in braces, `{os}.environ["SECRET_KEY"]`: the name is imported where it is not.

use serde::Deserialize;

/// One way to repair a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Repair {
    /// What it does, in the imperative: "wait for at most ten seconds".
    pub say: String,
    /// What somebody has to know before they apply it, if it changes more than the flaw.
    #[serde(default)]
    pub note: Option<String>,
    /// Only for calls of these: paths as they are imported, or `*.name` for every method of this name.
    #[serde(default)]
    pub of: Vec<String>,
    /// Only for calls with so many arguments at most.
    #[serde(default)]
    pub most: Option<usize>,
    /// Only where the source of the finding contains one of these.
    #[serde(default)]
    pub only: Vec<String>,
    /// Only for flows that end in a name that begins with one of these.
    #[serde(default)]
    pub sink: Vec<String>,
    /// Arguments that are added, or get another value.
    #[serde(default)]
    pub set: Vec<Argument>,
    /// Keywords that are taken away; `@1` is the second positional argument, if it is there.
    #[serde(default)]
    pub remove: Vec<String>,
    /// The function that is called instead.
    #[serde(default)]
    pub callee: Option<String>,
    /// What is written after the call, such as `.name`.
    #[serde(default)]
    pub suffix: Option<String>,
    /// The value that is assigned instead, whichever way: `name = value`, `config[…] = value`, `update(KEY=value)`.
    #[serde(default)]
    pub value: Option<String>,
    /// The settings that `value` is for, if the call names several; those that the rule detects if empty.
    #[serde(default)]
    pub keys: Vec<String>,
    /// Names inside the finding that are exchanged.
    #[serde(default)]
    pub exchange: Vec<Exchange>,
    /// Texts that go from the lists in which they stand.
    #[serde(default)]
    pub drop: Vec<String>,
    /// A setting that is made beside the one that was found.
    #[serde(default)]
    pub beside: Option<Beside>,
    /// Pieces of the finding that are exchanged as they stand, the first that is found; for files of all kinds.
    #[serde(default)]
    pub text: Vec<Exchange>,
    /// The statement goes.
    #[serde(default)]
    pub delete: bool,
    /// What needs code.
    #[serde(default)]
    pub shape: Option<RepairShape>,
}

/// An argument of a call.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Argument {
    /// Its keyword.
    pub name: String,
    /// Its place, if it may be given without its name; from 0.
    pub at: Option<usize>,
    /// What it becomes.
    pub value: String,
    /// True if it is left alone unless it is given.
    #[serde(default)]
    pub given: bool,
}

/// A setting.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beside {
    /// Its key.
    pub key: String,
    /// Its value.
    pub value: String,
}

/// A name that becomes another.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// What stands there: a path as it is imported, a number, or `"text"` for a constant;
    /// `"text*` for a constant that begins so.
    pub old: String,
    /// What comes instead.
    pub new: String,
}

/// Repairs that need code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RepairShape {
    /// Values of a SQL statement become bound parameters.
    BoundParameters,
    /// A command for the shell becomes a list of arguments.
    ArgumentList,
    /// A secret in the code becomes a variable of the environment.
    SecretFromEnvironment,
    /// A fallback of an environment variable goes.
    NoFallback,
    /// `==` between secrets becomes a comparison that takes the same time.
    ConstantTime,
    /// A generator that can be guessed becomes one that cannot.
    SystemRandom,
    /// `Markup(text)` becomes escaped text; text of a page is escaped.
    Escaped,
    /// `|safe` goes from a template's output.
    UnsafeFilter,
    /// A form gets its token.
    FormToken,
    /// The application gets `CSRFProtect`.
    CsrfProtect,
    /// The name of an upload goes through `secure_filename`.
    SecureFilename,
    /// `send_file` becomes `send_from_directory`.
    SendFromDirectory,
    /// The decorator above the route comes below it.
    GuardBelowRoute,
    /// `assert check` becomes `if not check: abort(403)`.
    AssertToAbort,
    /// Output in a string of a script goes through `tojson`, without the quotes around it.
    ScriptOutput,
    /// An attribute gets quotes.
    QuotedAttribute,
    /// Output is escaped by a filter.
    EscapedOutput,
    /// A log line shows the text by `%r`, so that no line break stays.
    LoggedText,
    /// Modules for XML come from `defusedxml`.
    DefusedImport,
    /// A decorator goes.
    NoDecorator,
    /// A flag from the environment is compared with `1`.
    FlagFromEnvironment,
    /// `--` before an argument that may begin with a dash.
    EndOfOptions,
    /// The text of an exception stays inside.
    ErrorText,
}
