//! Which places of an application a question is about, as data; [`super`] finds them.

use std::str::FromStr;

use assay_models::{Named, Path};
use serde::Deserialize;
use toml::Spanned;

/// Which places.
#[derive(Clone, Debug)]
pub enum Selector {
    /// Routes.
    Routes(Routes),
    /// Functions that do something.
    Functions(Functions),
    /// Single calls, reads and writes.
    Uses(Uses),
    /// Functions that answer when a request fails.
    Handlers(Handlers),
    /// Functions that run before or after views.
    Hooks(Hooks),
    /// What stands before views, each once.
    Guards(Guards),
    /// Settings, where they are decided.
    Settings(Settings),
    /// Extensions, where they are set up.
    Extensions(Extensions),
    /// Forms and schemas.
    Forms(Forms),
    /// Tables that views touch.
    Tables(Tables),
    /// Columns of tables, by their name.
    Columns(Columns),
    /// Clauses that catch exceptions of every sort.
    Catches(Catches),
    /// Templates.
    Templates(Templates),
    /// Commands of the command line.
    Commands(Commands),
    /// What runs the application: images, services, processes, proxies.
    Deployment(Deployment),
}

/// A list in which each entry of any counts; empty means that it is not asked.
type Any = Vec<String>;

/// Which routes; all that is given must be true.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Routes {
    /// Somebody unknown may call it, or nobody unknown.
    pub open: Option<bool>,
    /// It changes something by its methods.
    pub changes: Option<bool>,
    /// It writes tables.
    pub writes: Option<bool>,
    /// It touches tables.
    pub tables: Option<bool>,
    /// One of its guards asks for one of these.
    pub asks: Any,
    /// None of its guards asks for any of these.
    pub asks_not: Any,
    /// How forged requests are kept out.
    pub csrf: Any,
    /// It reads one of these parts of the request.
    pub input: Any,
    /// It reads something of such a name.
    pub input_named: Named,
    /// Something that it reads is not validated.
    pub unvalidated: bool,
    /// It does one of these.
    pub sink: Any,
    /// It is limited in how often it may be called.
    pub limited: Option<bool>,
    /// Its URL has a variable part.
    pub parameter: Option<bool>,
    /// It renders no template.
    pub api: Option<bool>,
    /// Its URL or the name of its view says one of these.
    pub named: Named,
    /// A function of these runs while it answers.
    pub call: Vec<PathText>,
    /// A role of these is played while it answers.
    pub role: Any,
}

/// Which functions: those that do one of these things themselves, and those that lead to them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Functions {
    /// They call one of these.
    pub call: Vec<PathText>,
    /// They write one of these.
    pub write: Vec<PathText>,
    /// They play one of these roles.
    pub role: Any,
    /// They do something of these kinds.
    pub sink: Any,
    /// They read something of these kinds.
    pub source: Any,
    /// Their names say one of these, and a request may run them.
    pub named: Named,
    /// One of their parameters is called so, and a request may run them.
    pub parameter: Named,
    /// So many steps of callers count too.
    pub callers: u32,
    /// Only those that a request may run.
    pub serving: bool,
    /// Only those that do nothing of these kinds themselves.
    pub without_sink: Any,
}

/// Which single places.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Uses {
    /// Calls of these.
    pub call: Vec<PathText>,
    /// Assignments to these.
    pub write: Vec<PathText>,
    /// These roles.
    pub role: Any,
    /// These kinds of sinks.
    pub sink: Any,
    /// These kinds of sources.
    pub source: Any,
    /// Only those whose name begins so.
    pub starting: Any,
    /// Not those whose first argument is a constant text.
    pub computed: bool,
    /// Not those in whose text one of these stands.
    pub unless_text: Any,
    /// Only what a request may run.
    pub serving: bool,
}

/// Which error handlers.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Handlers {}

/// Which hooks.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Hooks {
    /// When they run.
    pub when: Any,
}

/// Which guards.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Guards {
    /// What they ask for.
    pub asks: Any,
    /// They hold under a condition only.
    pub conditional: Option<bool>,
    /// They stand above the registration and never run.
    pub late: bool,
}

/// Which settings.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// These keys.
    pub key: Any,
    /// Keys whose name says one of these.
    pub named: Named,
    /// Keys of these that nobody sets are told where the application is made.
    pub unset: bool,
}

/// Which extensions.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Extensions {
    /// What they are for.
    pub kind: Any,
}

/// Which forms and schemas.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Forms {
    /// A field of them is called so.
    pub field: Named,
}

/// Which tables.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tables {
    /// Views write them, or only read them.
    pub written: Option<bool>,
    /// Their name says one of these.
    pub named: Named,
}

/// Which columns.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Columns {
    /// Their name says one of these.
    pub named: Named,
}

/// Which clauses that catch.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Catches {
    /// Only where a request may run them.
    pub serving: bool,
}

/// Which templates; all that is given must be true.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Templates {
    /// They have a form that posts.
    pub form: bool,
    /// They have script of their own.
    pub script: bool,
    /// They load script or style from elsewhere.
    pub foreign: bool,
}

/// All commands.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Commands {}

/// Which parts of the deployment.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Deployment {
    /// Configurations of proxies instead.
    pub proxies: bool,
    /// Only those that start a server.
    pub servers: bool,
    /// Those that serve development or tests count too.
    pub development: bool,
}

/// A symbolic path as it is written, and what it means.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct PathText {
    path: Path,
    text: String,
}

impl PathText {
    /// What it means.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How the engine spells it.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl TryFrom<String> for PathText {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let path = Path::from_str(&text).map_err(|error| format!("`{text}`: {error}"))?;
        let text = path.to_string();
        Ok(Self { path, text })
    }
}

/// A selector as it is written: what the places are called, and exactly one of the rest.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlaceTable {
    pub(super) say: Spanned<String>,
    routes: Option<Routes>,
    functions: Option<Functions>,
    uses: Option<Uses>,
    handlers: Option<Handlers>,
    hooks: Option<Hooks>,
    guards: Option<Guards>,
    settings: Option<Settings>,
    extensions: Option<Extensions>,
    forms: Option<Forms>,
    tables: Option<Tables>,
    columns: Option<Columns>,
    catches: Option<Catches>,
    templates: Option<Templates>,
    commands: Option<Commands>,
    deployment: Option<Deployment>,
}

impl PlaceTable {
    /// The one that is written.
    pub(super) fn read(self) -> Result<Selector, String> {
        let all = [
            self.routes.map(Selector::Routes),
            self.functions.map(Selector::Functions),
            self.uses.map(Selector::Uses),
            self.handlers.map(Selector::Handlers),
            self.hooks.map(Selector::Hooks),
            self.guards.map(Selector::Guards),
            self.settings.map(Selector::Settings),
            self.extensions.map(Selector::Extensions),
            self.forms.map(Selector::Forms),
            self.tables.map(Selector::Tables),
            self.columns.map(Selector::Columns),
            self.catches.map(Selector::Catches),
            self.templates.map(Selector::Templates),
            self.commands.map(Selector::Commands),
            self.deployment.map(Selector::Deployment),
        ];
        let mut given = all.into_iter().flatten();
        match (given.next(), given.next()) {
            (Some(one), None) => Ok(one),
            (None, _) => {
                Err("say which places these are: `routes`, `functions`, `uses`, …".to_owned())
            }
            (Some(_), Some(_)) => Err(
                "these are several sorts of places; give each a place of its own, with one of them"
                    .to_owned(),
            ),
        }
    }
}

/// What selectors name that others must know: the engine, and the vocabulary.
#[derive(Default)]
pub(crate) struct Asked<'a> {
    pub(crate) calls: &'a [PathText],
    pub(crate) writes: &'a [PathText],
    pub(crate) roles: &'a [String],
    pub(crate) sinks: &'a [String],
    pub(crate) sources: &'a [String],
}

impl Selector {
    /// What it names that others must know.
    pub(crate) fn asked(&self) -> Asked<'_> {
        match self {
            Self::Routes(routes) => Asked {
                calls: &routes.call,
                roles: &routes.role,
                sinks: &routes.sink,
                ..Asked::default()
            },
            Self::Functions(functions) => Asked {
                calls: &functions.call,
                writes: &functions.write,
                roles: &functions.role,
                sinks: &functions.sink,
                sources: &functions.source,
            },
            Self::Uses(uses) => Asked {
                calls: &uses.call,
                writes: &uses.write,
                roles: &uses.role,
                sinks: &uses.sink,
                sources: &uses.source,
            },
            Self::Handlers(_)
            | Self::Hooks(_)
            | Self::Guards(_)
            | Self::Settings(_)
            | Self::Extensions(_)
            | Self::Forms(_)
            | Self::Tables(_)
            | Self::Columns(_)
            | Self::Catches(_)
            | Self::Templates(_)
            | Self::Commands(_)
            | Self::Deployment(_) => Asked::default(),
        }
    }
}
