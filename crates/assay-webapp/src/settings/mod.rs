//! The settings of the application: every value that decides about security, in each environment, with the line that decides it.
//!
//! ```python
//! class Base:
//!     SESSION_COOKIE_SECURE = True
//! class Development(Base):
//!     DEBUG = True
//! app.config.from_object(environments[os.getenv("SHOP_ENV", "production")])
//! app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
//! ```
//!
//! The engine's log says what is written and loaded; [`order`] puts that in the order in which it happens,
//! [`value`] says what each value is, and [`resolve`] plays it once for each environment.
//! An *environment* is one of several classes or modules that an application may load.
//! What stands under a condition is kept beside what it may replace.
//! What comes from outside the project (`from_envvar`, a file that is not there) makes [`Settings::is_open`] true:
//! then nothing is said of keys that nobody sets.

mod environment;
mod keys;
mod load;
mod order;
mod place;
mod resolve;
mod supply;
mod value;
mod view;

use std::collections::BTreeSet;

use assay_python::{FunctionRef, Program};
use assay_source::{FileKind, Project, Span};
use assay_taint::{Solution, What};

pub use environment::{Environment, EnvironmentKind};
pub use keys::{Default as KeyDefault, KEYS, Key, key};
pub use place::asked_debugging;
pub use value::{Missing, Value};
pub use view::text;

use crate::deployment::Deployment;

/// The settings of the applications of a project.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// Where applications are made, none in tests: in factories first, then by place.
    pub made: Vec<(Span, FunctionRef)>,
    /// The environments; a project that tells none apart has one.
    pub environments: Vec<Environment>,
    /// Every place that gives a setting a value.
    pub decisions: Vec<Decision>,
    /// Every key that has a value somewhere, by name.
    pub settings: Vec<Setting>,
    /// True if more settings come from outside the project.
    pub is_open: bool,
    /// True if the project names its dependencies, so that it is an application and not a piece of one.
    pub is_whole: bool,
    /// What the application does that some settings are about.
    pub uses: BTreeSet<Use>,
    /// What the project gives to variables that settings read, by variable and place.
    pub supplies: Vec<Supply>,
}

/// A value that a file of the project gives to a variable of the environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supply {
    /// The variable.
    pub variable: String,
    /// Its value.
    pub text: String,
    /// Where it is given.
    pub span: Span,
    /// The service, process or file that has it.
    pub unit: String,
    /// True if that serves development or tests.
    pub is_development: bool,
    /// True if the file is a pattern that people copy, such as `.env.example`.
    pub is_example: bool,
}

/// What an application does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    /// It keeps something in Flask's session.
    Sessions,
    /// It takes files from clients.
    Uploads,
    /// It sends pages made from templates.
    Pages,
}

/// A key with its value in each environment.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// The key.
    pub key: String,
    /// One for each of [`Settings::environments`].
    pub values: Vec<Final>,
}

/// What a setting is in one environment: indices into [`Settings::decisions`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Final {
    /// What may hold in the end: the last decision, and before it those that it replaces under a condition only.
    /// Empty if nothing sets the key here.
    pub decisions: Vec<usize>,
    /// What was replaced.
    pub overridden: Vec<usize>,
}

/// A place that gives a setting a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The setting.
    pub key: String,
    /// The value.
    pub value: Value,
    /// The place.
    pub span: Span,
    /// The function around it; `None` outside Python.
    pub function: Option<FunctionRef>,
    /// How it gets there.
    pub road: Road,
    /// What it depends on.
    pub condition: Option<Condition>,
    /// True if the value is a text of the environment as it is, so that `"0"` and `"false"` count as true.
    pub any_text_is_true: bool,
}

/// How a value becomes a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Road {
    /// It is written by code: an item, an attribute, `update`.
    Code,
    /// It stands in a class or module that is loaded.
    Object,
    /// It stands in a file that is loaded.
    File,
    /// It is an argument of the call that starts the server.
    Run,
    /// It is a variable of the environment that Flask itself reads.
    Variable,
}

/// What a decision depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The condition as it is written.
    pub text: String,
    /// True if it asks which environment this is.
    pub is_about_environment: bool,
}

impl Settings {
    /// Puts the settings together.
    pub(crate) fn build(
        project: &Project,
        program: &Program,
        solution: &Solution,
        deployment: &Deployment,
    ) -> Self {
        let mut made = Vec::new();
        for event in &solution.events {
            if let What::Role(played) = &event.what
                && played.role == "application"
                && !is_aside(&project.file(event.span.file).path)
            {
                made.push((event.span, event.function));
            }
        }
        // A factory makes the application that is meant; beside it stand scripts and tools.
        made.sort_by_key(|(span, function): &(Span, FunctionRef)| {
            (function.function.0 == 0, *span)
        });
        let mut settings = Self {
            made,
            is_whole: project.files_of(FileKind::Manifest).next().is_some(),
            uses: uses(project, solution),
            ..Self::default()
        };
        let found = order::steps(project, program, solution, deployment);
        // An application of a class of its own is known by the first load of settings.
        if settings.made.is_empty() {
            settings.made.extend(found.first_load);
        }
        resolve::resolve(&mut settings, found);
        settings.supplies = supply::supplies(project, deployment, &settings.decisions);
        settings
    }

    /// What the project gives to a variable of the environment.
    pub fn supplied<'a>(&'a self, variable: &'a str) -> impl Iterator<Item = &'a Supply> {
        self.supplies
            .iter()
            .filter(move |supply| supply.variable == variable)
    }

    /// A key with its values.
    pub fn setting(&self, key: &str) -> Option<&Setting> {
        let at = self
            .settings
            .binary_search_by(|setting| setting.key.as_str().cmp(key));
        self.settings.get(at.ok()?)
    }
}

fn uses(project: &Project, solution: &Solution) -> BTreeSet<Use> {
    let mut uses = BTreeSet::new();
    for event in &solution.events {
        if is_test(&project.file(event.span.file).path) {
            continue;
        }
        if event.name.starts_with("flask.session") {
            uses.insert(Use::Sessions);
        } else if event.name.starts_with("flask.request.files")
            || event.name.starts_with("flask_wtf.file.FileField")
        {
            uses.insert(Use::Uploads);
        } else if matches!(
            event.name.as_str(),
            "flask.render_template" | "flask.stream_template" | "flask.render_template_string"
        ) {
            uses.insert(Use::Pages);
        }
    }
    uses
}

/// True if an application made there is none that is deployed.
fn is_aside(path: &str) -> bool {
    let mut folders = path.rsplit('/').skip(1);
    is_test(path) || folders.any(|part| matches!(part, "bin" | "scripts" | "tools"))
}

/// True if the file holds tests or examples; what they configure is no application of the project.
pub(crate) fn is_test(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let mut parts = path.rsplit('/');
    let name = parts.next().unwrap_or_default();
    let stem = name.strip_suffix(".py").unwrap_or(name);
    stem.starts_with("test_")
        || stem.ends_with("_test")
        || matches!(
            stem,
            "conftest" | "tests" | "testlib" | "testing" | "testcase"
        )
        || parts.any(|part| {
            matches!(
                part,
                "test"
                    | "tests"
                    | "testing"
                    | "unittests"
                    | "end_to_end_tests"
                    | "__tests__"
                    | "example"
                    | "examples"
                    | "docs"
                    | "doc"
            )
        })
}

#[cfg(test)]
mod tests;
