//! Environments: which of several classes of settings serves production, by its name.

use assay_source::Span;

/// One of the classes or modules that an application may take its settings from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment {
    /// Its name: that of the class or module without `Config` and the like, in lower case.
    pub name: String,
    /// What it serves.
    pub kind: EnvironmentKind,
    /// True if it is taken when nobody chooses.
    pub is_fallback: bool,
    /// The class or module; `None` if the project tells no environments apart.
    pub span: Option<Span>,
}

/// What an environment serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EnvironmentKind {
    /// Its name says development, or something like it.
    Development,
    /// Its name says tests.
    Testing,
    /// Anything else: production, or a name that does not say.
    Production,
}

impl EnvironmentKind {
    /// The kind by the name of an environment.
    pub fn of(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
        let is = |words: &[&str]| {
            name.split(|character: char| !character.is_ascii_alphanumeric())
                .any(|part| words.contains(&part))
        };
        if has(&["prod"]) {
            Self::Production
        } else if has(&["test", "pytest"]) || is(&["ci", "travis"]) {
            Self::Testing
        } else if has(&["develop", "debug", "local", "sandbox", "example"])
            || is(&["dev"])
            || name.starts_with("dev")
        {
            Self::Development
        } else {
            Self::Production
        }
    }
}

/// The name of an environment by that of its class or module.
pub(super) fn name_of(class: &str) -> String {
    let last = class.rsplit('.').next().unwrap_or(class);
    let lower = last.to_ascii_lowercase();
    let mut name = lower.as_str();
    loop {
        let shorter = [
            "configuration",
            "config",
            "settings",
            "setting",
            "environment",
            "conf",
        ]
        .iter()
        .find_map(|word| name.strip_suffix(word).or_else(|| name.strip_prefix(word)));
        match shorter.map(|name| name.trim_matches('_')) {
            Some(rest) => name = rest,
            None => break,
        }
        if name.is_empty() {
            return "default".to_owned();
        }
    }
    name.to_owned()
}
