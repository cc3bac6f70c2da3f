//! Settings whose final value is a flaw, in an environment that matters.

use std::collections::BTreeMap;

use assay_python::ir::Const;
use assay_taint::Confidence;
use assay_webapp::settings::{
    Decision, Environment, EnvironmentKind, KeyDefault, Missing, Road, Setting, Settings, Use,
    Value, key, text,
};
use serde::Deserialize;

use super::Facts;
use super::draft::Draft;

/// What a rule says of settings.
#[derive(Clone, Debug)]
pub struct SettingQuestion {
    /// The keys that it is about.
    pub keys: Vec<String>,
    /// What the value must be: all of these.
    pub when: Vec<SettingTest>,
    /// True if the default counts too, where nobody sets the key.
    pub unset: bool,
    /// Where it must hold.
    pub place: Where,
    /// The roads on which the value must come.
    pub by: Vec<By>,
    /// What the application must do.
    pub used: Vec<Used>,
}

/// In which environments a value counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Where {
    /// In those that are not for development or tests.
    #[default]
    Production,
    /// In those, and in the one that is taken when nobody chooses.
    Fallback,
    /// In all of them.
    Any,
}

/// How a value becomes a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// Code writes it.
    Code,
    /// It stands in a class or module of settings.
    Object,
    /// It stands in a file of settings.
    File,
    /// The call that starts the server has it.
    Run,
    /// The deployment sets the variable that Flask reads.
    Variable,
}

/// What an application does that a setting is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Used {
    /// It writes to the session.
    Sessions,
    /// It takes files.
    Uploads,
    /// It sends pages.
    Pages,
}

/// A test of a value.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SettingTest {
    /// It is this constant.
    Is(Scalar),
    /// It is one of these; texts are compared without case.
    In(Vec<Scalar>),
    /// It is `None`.
    None(bool),
    /// Python takes it for true.
    Truthy(bool),
    /// Python takes it for false.
    Falsy(bool),
    /// It is a number or a time in seconds above this.
    Above(f64),
    /// It is one below this.
    Below(f64),
    /// It is a text that begins so.
    Prefix(String),
    /// It is a text that contains this, without case.
    Contains(String),
    /// It is a text, and not an empty one.
    Text(bool),
    /// It is a text of fewer bytes.
    Short(usize),
    /// It is a secret that everybody knows, such as `changeme`.
    WellKnown(bool),
    /// It is a text of the environment as it is, so that `"0"` is true.
    AnyText(bool),
    /// What stands in for a missing variable passes this test.
    Fallback(Box<SettingTest>),
}

/// A constant of a rule.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Scalar {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A text.
    Text(String),
}

impl SettingQuestion {
    /// True if it is about secrets, whose text must not be shown.
    pub(crate) fn is_about_secrets(&self) -> bool {
        self.keys
            .iter()
            .any(|name| key(name).is_some_and(|key| key.is_secret))
    }
}

/// Drafts for the settings that answer the question.
pub(super) fn detect(facts: &Facts<'_>, question: &SettingQuestion, drafts: &mut Vec<Draft>) {
    let settings = &facts.app.settings;
    let Some((made, factory)) = settings.made.first() else {
        return;
    };
    let is_used = |used: &Used| {
        settings.uses.contains(&match used {
            Used::Sessions => Use::Sessions,
            Used::Uploads => Use::Uploads,
            Used::Pages => Use::Pages,
        })
    };
    if !question.used.iter().all(is_used) {
        return;
    }
    for name in &question.keys {
        let mut found: BTreeMap<usize, Vec<&Environment>> = BTreeMap::new();
        let mut is_unset = false;
        let setting = settings.setting(name);
        for (number, environment) in settings.environments.iter().enumerate() {
            if !question.place.holds(environment) {
                continue;
            }
            let last = setting.and_then(|setting| setting.values.get(number));
            match last {
                Some(last) if !last.decisions.is_empty() => {
                    for at in &last.decisions {
                        if settings
                            .decisions
                            .get(*at)
                            .is_some_and(|decision| question.asks(decision))
                        {
                            found.entry(*at).or_default().push(environment);
                        }
                    }
                }
                Some(_) | None => is_unset |= environment.kind == EnvironmentKind::Production,
            }
        }
        let apart = settings
            .decisions
            .iter()
            .enumerate()
            .filter(|(_, decision)| {
                decision.key == *name
                    && matches!(decision.road, Road::Run | Road::Variable)
                    && question.asks(decision)
            });
        found.extend(apart.map(|(at, _)| (at, Vec::new())));
        for (at, environments) in found {
            if let Some(decision) = settings.decisions.get(at)
                && !facts.is_test_file(decision.span.file)
            {
                drafts.push(draft(settings, decision, &environments));
            }
        }
        let nothing_known = setting.is_none_or(is_open_somewhere);
        if question.unset
            && is_unset
            && nothing_known
            && settings.is_whole
            && !settings.is_open
            && question.default_asks(name)
        {
            drafts.push(Draft {
                span: *made,
                function: Some(*factory),
                confidence: Confidence::Medium,
                reason: "nothing in the project sets it".to_owned(),
                source: "not set".to_owned(),
                sink: String::new(),
                name: name.clone(),
                trace: Vec::new(),
                judged: None,
            });
        }
    }
}

/// True if the key has no value in any environment.
fn is_open_somewhere(setting: &Setting) -> bool {
    setting
        .values
        .iter()
        .all(|value| value.decisions.is_empty())
}

fn draft(settings: &Settings, decision: &Decision, environments: &[&Environment]) -> Draft {
    let names: Vec<&str> = environments
        .iter()
        .map(|environment| environment.name.as_str())
        .collect();
    let is_fallback_only = !environments.is_empty()
        && environments
            .iter()
            .all(|environment| environment.kind != EnvironmentKind::Production);
    let (confidence, reason) = if decision.condition.is_some() {
        (Confidence::Medium, "it is set only under a condition")
    } else if is_fallback_only {
        (
            Confidence::Medium,
            "it holds unless another environment is chosen",
        )
    } else {
        (Confidence::High, "")
    };
    let sink = if settings.environments.len() < 2 || names.is_empty() {
        "every environment".to_owned()
    } else {
        format!("`{}`", names.join("`, `"))
    };
    Draft {
        span: decision.span,
        function: decision.function,
        confidence,
        reason: reason.to_owned(),
        source: text(&decision.key, &decision.value),
        sink,
        name: decision.key.clone(),
        trace: Vec::new(),
        judged: None,
    }
}

impl Where {
    fn holds(self, environment: &Environment) -> bool {
        match self {
            Self::Production => environment.kind == EnvironmentKind::Production,
            Self::Fallback => {
                environment.kind == EnvironmentKind::Production
                    || (environment.is_fallback && environment.kind == EnvironmentKind::Development)
            }
            Self::Any => true,
        }
    }
}

impl SettingQuestion {
    fn asks(&self, decision: &Decision) -> bool {
        let by = match decision.road {
            Road::Code => By::Code,
            Road::Object => By::Object,
            Road::File => By::File,
            Road::Run => By::Run,
            Road::Variable => By::Variable,
        };
        let is_excused = decision
            .condition
            .as_ref()
            .is_some_and(|condition| condition.is_about_environment);
        self.by.contains(&by) && !is_excused && self.when.iter().all(|test| test.holds(decision))
    }

    fn default_asks(&self, name: &str) -> bool {
        let value = match key(name).map(|key| key.default) {
            Some(KeyDefault::None) => Const::None,
            Some(KeyDefault::Bool(value)) => Const::Bool(value),
            Some(KeyDefault::Number(value)) => Const::Int(value),
            Some(KeyDefault::Text(text)) => Const::Str(text.into()),
            Some(KeyDefault::Other(_)) | None => return false,
        };
        self.when.iter().all(|test| test.of_constant(&value))
    }
}

impl SettingTest {
    fn holds(&self, decision: &Decision) -> bool {
        match (self, &decision.value) {
            (Self::AnyText(wanted), _) => decision.any_text_is_true == *wanted,
            (
                Self::Fallback(test),
                Value::FromEnvironment {
                    missing: Missing::Default(constant),
                    ..
                },
            ) => test.of_constant(constant),
            (
                Self::Fallback(test),
                Value::FromEnvironment {
                    missing: Missing::Nothing,
                    ..
                },
            ) => test.of_constant(&Const::None),
            (Self::Fallback(_), _) => false,
            (_, Value::Known(constant)) => self.of_constant(constant),
            (_, Value::Seconds(seconds)) => self.of_constant(&Const::Int(*seconds)),
            (_, Value::FromEnvironment { .. } | Value::Computed) => false,
        }
    }

    fn of_constant(&self, constant: &Const) -> bool {
        let text = match constant {
            Const::Str(text) => Some(&**text),
            Const::Bytes(bytes) => std::str::from_utf8(bytes).ok(),
            Const::None | Const::Ellipsis | Const::Bool(_) | Const::Int(_) | Const::Number(_) => {
                None
            }
        };
        match self {
            Self::Is(scalar) => scalar.is(constant),
            Self::In(scalars) => scalars.iter().any(|scalar| scalar.is(constant)),
            Self::None(wanted) => matches!(constant, Const::None) == *wanted,
            Self::Truthy(wanted) => truth(constant) == Some(*wanted),
            Self::Falsy(wanted) => truth(constant) == Some(!*wanted),
            Self::Above(limit) => number(constant).is_some_and(|number| number > *limit),
            Self::Below(limit) => number(constant).is_some_and(|number| number < *limit),
            Self::Prefix(prefix) => text.is_some_and(|text| text.starts_with(prefix.as_str())),
            Self::Contains(part) => text.is_some_and(|text| {
                text.to_ascii_lowercase()
                    .contains(&part.to_ascii_lowercase())
            }),
            Self::Text(wanted) => text.is_some_and(|text| !text.is_empty()) == *wanted,
            Self::Short(length) => {
                text.is_some_and(|text| !text.is_empty() && text.len() < *length)
            }
            Self::WellKnown(wanted) => text.is_some_and(is_well_known) == *wanted,
            Self::AnyText(_) | Self::Fallback(_) => false,
        }
    }
}

impl Scalar {
    fn is(&self, constant: &Const) -> bool {
        match (self, constant) {
            (Self::Bool(one), Const::Bool(other)) => one == other,
            (Self::Int(one), Const::Int(other)) => one == other,
            (Self::Text(one), Const::Str(other)) => one.eq_ignore_ascii_case(other),
            (Self::Bool(_) | Self::Int(_) | Self::Text(_), _) => false,
        }
    }
}

fn truth(constant: &Const) -> Option<bool> {
    Some(match constant {
        Const::None => false,
        Const::Bool(value) => *value,
        Const::Int(number) => *number != 0,
        Const::Str(text) => !text.is_empty(),
        Const::Bytes(bytes) => !bytes.is_empty(),
        Const::Ellipsis => true,
        Const::Number(_) => return None,
    })
}

fn number(constant: &Const) -> Option<f64> {
    match constant {
        #[expect(clippy::cast_precision_loss, reason = "settings are small numbers")]
        Const::Int(number) => Some(*number as f64),
        Const::Number(text) => text.parse().ok(),
        Const::None | Const::Ellipsis | Const::Bool(_) | Const::Str(_) | Const::Bytes(_) => None,
    }
}

/// True for texts that stand in tutorials, and for placeholders.
fn is_well_known(text: &str) -> bool {
    let plain: String = text
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    matches!(
        plain.as_str(),
        "dev"
            | "development"
            | "devkey"
            | "secret"
            | "secretkey"
            | "mysecret"
            | "mysecretkey"
            | "supersecret"
            | "supersecretkey"
            | "verysecret"
            | "verysecretkey"
            | "key"
            | "password"
            | "test"
            | "testing"
            | "testkey"
            | "default"
            | "defaultsecret"
            | "defaultkey"
            | "notsecret"
            | "insecure"
            | "unsafe"
            | "foo"
            | "bar"
            | "foobar"
            | "abc"
            | "abc123"
            | "123456"
            | "12345678"
            | "1234567890"
            | "flask"
            | "example"
            | "todo"
            | "xxx"
            | "thisissecret"
            | "hardtoguessstring"
            | "youwillneverguess"
            | "jwtsecret"
            | "jwtsecretkey"
            | "superdupersecret"
            | "secret123"
            | "notasecret"
            | "thisisasecretkey"
            | "temporarysecretkey"
            | "yoursecretkey"
            | "yoursecretkeyhere"
            | "mykey"
    ) || [
        "changeme",
        "changethis",
        "replaceme",
        "changeit",
        "devsecret",
        "insecuredev",
        "pleasechange",
    ]
    .iter()
    .any(|part| plain.contains(part))
}
