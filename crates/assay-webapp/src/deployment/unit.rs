//! Everything that runs with an environment of its own: a stage of an image, a service, a process, a job.

use assay_source::{Range, SourceFile, Span};

use super::server::Start;
use crate::format::Piece;
use crate::format::shell::Command;

/// A unit of the deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// What it is.
    pub kind: UnitKind,
    /// What it is called in its file; the path where it has no name.
    pub name: String,
    /// Where it begins.
    pub span: Span,
    /// True if its name or file says that it serves development or tests.
    pub is_development: bool,
    /// True for the stage that an image is made of, and for everything that is no stage.
    pub is_final: bool,
    /// Its environment variables, in order; the last of a name counts.
    pub variables: Vec<Variable>,
    /// Files with more variables.
    pub env_files: Vec<Located>,
    /// Commands that it runs while it is made or before the server: `RUN`, scripts of jobs.
    pub steps: Vec<Command>,
    /// What it runs in the end, in order; several if they are joined by `&&`.
    pub commands: Vec<Command>,
    /// The instruction or key that holds the commands.
    pub command_span: Option<Span>,
    /// The servers among its commands.
    pub servers: Vec<Start>,
    /// The system user that it runs as.
    pub user: Option<Located>,
    /// Ports that it makes reachable.
    pub ports: Vec<Port>,
    /// The image that it runs or is built on; of stages in a row the first.
    pub image: Option<Image>,
    /// The folder and the file that its image is built from.
    pub build: Option<Build>,
    /// Folders, files and secrets of the host that it sees.
    pub mounts: Vec<Mount>,
    /// Rights beyond those of an ordinary container.
    pub rights: Vec<Right>,
    /// Files that are copied or fetched into the image.
    pub copies: Vec<Copied>,
}

impl Unit {
    /// A unit of which nothing is known yet.
    pub(crate) fn new(file: &SourceFile, kind: UnitKind, name: &str, range: Range) -> Self {
        Self {
            kind,
            name: name.to_owned(),
            span: file.span(range),
            is_development: is_development(&file.path) || is_development(name),
            is_final: true,
            variables: Vec::new(),
            env_files: Vec::new(),
            steps: Vec::new(),
            commands: Vec::new(),
            command_span: None,
            servers: Vec::new(),
            user: None,
            ports: Vec::new(),
            image: None,
            build: None,
            mounts: Vec::new(),
            rights: Vec::new(),
            copies: Vec::new(),
        }
    }

    /// The variable of this name that counts: the last one.
    pub fn variable(&self, name: &str) -> Option<&Variable> {
        self.variables
            .iter()
            .rev()
            .find(|variable| variable.name == name)
    }

    /// The place of a range in the unit's file.
    pub fn span_of(&self, range: Range) -> Span {
        Span {
            file: self.span.file,
            range,
        }
    }

    /// Takes commands as what the unit runs, with the variables that stand in front of them.
    pub(crate) fn run(&mut self, file: &SourceFile, commands: Vec<Command>, range: Range) {
        for command in &commands {
            for (name, value, word) in command.assignments() {
                self.variables.push(Variable {
                    name: name.to_owned(),
                    value: Interpolated::of(value).into(),
                    span: file.span(word.range),
                    is_build_argument: false,
                });
            }
        }
        self.servers = commands
            .iter()
            .filter_map(|command| Start::of(file, command))
            .collect();
        self.commands = commands;
        self.command_span = Some(file.span(range));
    }
}

/// Sorts of units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnitKind {
    /// A stage of a Dockerfile.
    Stage,
    /// A service of a compose file.
    Service,
    /// A container of a Kubernetes object.
    Container,
    /// An environment file.
    EnvFile,
    /// A process of a Procfile.
    Process,
    /// A program that systemd or supervisor runs.
    Daemon,
    /// The configuration file of a server such as gunicorn or uWSGI.
    Server,
    /// A job of continuous integration.
    Job,
}

/// A text and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

impl Located {
    pub(crate) fn of(file: &SourceFile, piece: &Piece) -> Self {
        Self {
            text: piece.text.clone(),
            span: file.span(piece.range),
        }
    }
}

/// An environment variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: VariableValue,
    /// Where name and value stand.
    pub span: Span,
    /// True for `ARG`, which is there while an image is built, not when it runs.
    pub is_build_argument: bool,
}

/// What is known of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VariableValue {
    /// Exactly this text.
    Known(String),
    /// The value of another variable, and this text if that is not set: `${NAME:-text}`.
    Default(String, String),
    /// Something that is not in the project.
    Outside,
}

impl VariableValue {
    /// The text it has unless something outside says otherwise.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Known(text) | Self::Default(_, text) => Some(text),
            Self::Outside => None,
        }
    }
}

/// A text with `$NAME`, `${NAME}`, `${NAME:-text}` resolved as far as the file tells.
pub(crate) struct Interpolated {
    /// The text, with defaults in place.
    pub(crate) text: String,
    /// The first variable that has a default.
    default: Option<String>,
    /// True if a variable without a default is in it.
    is_open: bool,
}

impl Interpolated {
    pub(crate) fn of(text: &str) -> Self {
        Self::with(text, |_| None)
    }

    /// Asks `known` for the values of variables that have no default.
    pub(crate) fn with(text: &str, known: impl Fn(&str) -> Option<String>) -> Self {
        let mut result = Self {
            text: String::with_capacity(text.len()),
            default: None,
            is_open: false,
        };
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('$') {
            result.text.push_str(before);
            if let Some(after) = after.strip_prefix('$') {
                result.text.push('$');
                rest = after;
                continue;
            }
            let braced = after
                .strip_prefix('{')
                .and_then(|rest| rest.split_once('}'));
            let (inner, behind) = braced.unwrap_or_else(|| {
                let end = after
                    .find(|character: char| !character.is_ascii_alphanumeric() && character != '_')
                    .unwrap_or(after.len());
                after.split_at_checked(end).unwrap_or((after, ""))
            });
            if inner.is_empty() {
                result.text.push('$');
                rest = after;
                continue;
            }
            result.variable(inner, &known);
            rest = behind;
        }
        result.text.push_str(rest);
        result
    }

    fn variable(&mut self, inner: &str, known: &impl Fn(&str) -> Option<String>) {
        let end = inner
            .find(|character: char| !character.is_ascii_alphanumeric() && character != '_')
            .unwrap_or(inner.len());
        let (name, operator) = inner.split_at_checked(end).unwrap_or((inner, ""));
        let default = operator
            .strip_prefix(":-")
            .or_else(|| operator.strip_prefix('-'));
        match (known(name), default) {
            (Some(value), _) => self.text.push_str(&value),
            (None, Some(default)) => {
                self.text.push_str(default);
                self.default.get_or_insert_with(|| name.to_owned());
            }
            (None, None) => self.is_open = true,
        }
    }
}

impl From<Interpolated> for VariableValue {
    fn from(text: Interpolated) -> Self {
        match text {
            Interpolated { is_open: true, .. } => Self::Outside,
            Interpolated {
                default: Some(name),
                text,
                ..
            } => Self::Default(name, text),
            Interpolated { text, .. } => Self::Known(text),
        }
    }
}

/// A port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port {
    /// The address of the host that it is reachable at; `None` if no other machine reaches it.
    pub host: Option<String>,
    /// The port inside the unit.
    pub port: String,
    /// Where it stands.
    pub span: Span,
}

impl Port {
    /// True if other machines reach it.
    pub fn is_public(&self) -> bool {
        self.host
            .as_deref()
            .is_some_and(|host| !matches!(host, "127.0.0.1" | "localhost" | "::1" | "[::1]"))
    }
}

/// An image by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// The name with its registry, such as `ghcr.io/shop/web`.
    pub name: String,
    /// The tag, such as `3.13-slim`.
    pub tag: Option<String>,
    /// True if a digest fixes it.
    pub has_digest: bool,
    /// True if a part of the name comes from outside.
    pub is_open: bool,
    /// Where it stands.
    pub span: Span,
}

impl Image {
    /// Reads `registry/name:tag@digest`.
    pub(crate) fn of(text: &Interpolated, span: Span) -> Self {
        let (rest, digest) = match text.text.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest)),
            None => (text.text.as_str(), None),
        };
        let last = rest.rfind('/').map_or(0, |at| at + 1);
        let colon = rest
            .get(last..)
            .and_then(|name| name.find(':'))
            .map(|at| last + at);
        let (name, tag) = match colon.and_then(|at| rest.split_at_checked(at)) {
            Some((name, tag)) => (name, Some(tag.trim_start_matches(':').to_owned())),
            None => (rest, None),
        };
        Self {
            name: name.to_owned(),
            tag: tag.filter(|tag| !tag.is_empty()),
            has_digest: digest.is_some(),
            is_open: text.is_open,
            span,
        }
    }

    /// The last part of the name: `python` of `docker.io/library/python`.
    pub fn short_name(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or_default()
    }
}

/// What an image is built from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Build {
    /// The folder, from the top of the project.
    pub context: String,
    /// The file, from the top of the project.
    pub dockerfile: String,
    /// The stage, if not the last.
    pub target: Option<String>,
}

/// Something of the host that a unit sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// What of the host: a path, a volume or a secret.
    pub source: String,
    /// Where in the unit.
    pub target: String,
    /// Where it is said.
    pub span: Span,
}

/// A right beyond those of an ordinary container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Right {
    /// Which.
    pub kind: RightKind,
    /// Where it is given.
    pub span: Span,
}

/// Sorts of rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RightKind {
    /// All rights of the host.
    Privileged,
    /// A capability that leads to all others.
    Capability,
    /// The network of the host.
    HostNetwork,
    /// The processes or shared memory of the host.
    HostProcesses,
    /// The socket of the container daemon.
    DaemonSocket,
    /// A folder of the host that decides what runs there.
    HostFolder,
    /// No confinement of system calls.
    Unconfined,
}

/// A file that becomes part of an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The sources, as written.
    pub sources: Vec<String>,
    /// Where they go.
    pub target: String,
    /// True for `ADD`, which also fetches and unpacks.
    pub is_add: bool,
    /// True if they come from another stage or image.
    pub is_from_stage: bool,
    /// The whole instruction.
    pub span: Span,
}

/// True if a path or name says that what it names serves development or tests.
pub(crate) fn is_development(name: &str) -> bool {
    name.split(|character: char| !character.is_ascii_alphanumeric())
        .any(|word| {
            matches!(
                word.to_ascii_lowercase().as_str(),
                "dev"
                    | "devel"
                    | "develop"
                    | "development"
                    | "devcontainer"
                    | "test"
                    | "tests"
                    | "testing"
                    | "e2e"
                    | "local"
                    | "debug"
                    | "override"
                    | "example"
                    | "examples"
                    | "sample"
                    | "samples"
                    | "template"
                    | "docs"
                    | "demo"
                    | "ci"
                    | "tox"
                    | "bench"
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_in_texts_are_told_apart() {
        let of = |text: &str| VariableValue::from(Interpolated::of(text));
        assert_eq!(of("1"), VariableValue::Known("1".to_owned()));
        assert_eq!(of("a$$b"), VariableValue::Known("a$b".to_owned()));
        assert_eq!(
            of("${A:-x}y"),
            VariableValue::Default("A".to_owned(), "xy".to_owned())
        );
        for text in ["$A", "${A}", "${A:?say it}", "x-$A-y"] {
            assert_eq!(of(text), VariableValue::Outside, "{text}");
        }
    }

    #[test]
    fn images_have_names_tags_and_digests() {
        let of = |text: &str| {
            let image = Image::of(&Interpolated::of(text), Span::default());
            (image.name, image.tag, image.has_digest)
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(of("python:3.7"), ("python".to_owned(), some("3.7"), false));
        assert_eq!(
            of("localhost:5000/shop"),
            ("localhost:5000/shop".to_owned(), None, false)
        );
        assert_eq!(of("a/b:1@sha256:0"), ("a/b".to_owned(), some("1"), true));
    }
}
