//! The vocabulary in which models and rules meet: kinds of sources and of sinks.
//!
//! `kinds.toml` lists them, each with one sentence.
//! There are at most 64 sink kinds, so that a set of them is one word.

use std::{collections::BTreeMap, sync::Arc};

use serde::Deserialize;

/// A kind of source: an index into [`Kinds::sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceKind(pub u8);

/// A kind of sink: an index into [`Kinds::sinks`], less than 64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SinkKind(pub u8);

/// A role that names play in an application: an index into [`Kinds::roles`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoleKind(pub u8);

/// A set of sink kinds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SinkKinds(pub u64);

impl SinkKind {
    /// The set of this kind alone.
    pub const fn only(self) -> SinkKinds {
        SinkKinds(1 << (self.0 & 63))
    }
}

impl SinkKinds {
    /// No kind.
    pub const NONE: Self = Self(0);
    /// Every kind, also those that are added later.
    pub const ALL: Self = Self(u64::MAX);

    /// True if `kind` is one of them.
    pub const fn contains(self, kind: SinkKind) -> bool {
        self.0 & kind.only().0 != 0
    }

    /// All kinds of both sets.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// True if there is no kind in it.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<SinkKind> for SinkKinds {
    fn from_iter<I: IntoIterator<Item = SinkKind>>(kinds: I) -> Self {
        kinds
            .into_iter()
            .fold(Self::NONE, |set, kind| set.union(kind.only()))
    }
}

/// What `kinds.toml` says of a kind of source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFacts {
    /// Its name, such as `remote`.
    pub name: Arc<str>,
    /// A noun phrase: what such a value is.
    pub text: Arc<str>,
    /// Cleaners, guards and numbers do not change that a value is one: an escaped secret is a secret.
    pub lasting: bool,
    /// It is one text or number: what has parts is something else, and its parts are no such value.
    pub scalar: bool,
    /// Whoever runs the application chose it: what equals such a value is no longer the client's.
    pub own: bool,
    /// The kind of what is read where such a value was kept before.
    pub kept: Option<Arc<str>>,
    /// Names that say a value is one.
    pub named: Named,
}

/// Names that say what a value is: `new_password` has the word `password`.
///
/// A name is cut into words at `_`, `-`, spaces and capitals; numbers at the end of a word do not count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// One of these words, or of these runs of words joined by `_`, must be in the name.
    pub words: Vec<String>,
    /// With one of these words the name means something else: `password_length`.
    #[serde(default)]
    pub unless: Vec<String>,
    /// True if parameters of this name count.
    #[serde(default)]
    pub parameters: bool,
    /// True if items under this key count, and what `.get` gives for it.
    #[serde(default)]
    pub items: bool,
    /// True if attributes of this name count.
    #[serde(default)]
    pub attributes: bool,
}

impl Named {
    /// True if a name says that what it names is one.
    pub fn means(&self, name: &str) -> bool {
        !self.words.is_empty() && self.is_told_by(&NameWords::of(name))
    }

    /// The same of a name that is cut into words already.
    pub fn is_told_by(&self, name: &NameWords) -> bool {
        let words = &name.0;
        let has_run = |wanted: &str| {
            (0..words.len()).any(|first| {
                let mut here = words.iter().skip(first);
                wanted
                    .split('_')
                    .all(|part| here.next().is_some_and(|word| word == part))
            })
        };
        self.words.iter().any(|wanted| has_run(wanted))
            && !words.iter().any(|word| self.unless.contains(word))
    }
}

/// The words of a name, in lower case; what is no name has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameWords(Vec<String>);

impl NameWords {
    /// Cuts a name into words.
    pub fn of(name: &str) -> Self {
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if name.len() > LONGEST_NAME || !name.bytes().all(is_name) {
            return Self::default();
        }
        Self(words(name))
    }
}

/// A longer text is a sentence, and no name.
const LONGEST_NAME: usize = 40;

/// The words of a name, in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for character in name.chars() {
        if !character.is_alphanumeric() || (character.is_uppercase() && was_lower) {
            words.push(String::new());
        }
        if character.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(character.to_lowercase());
        }
        was_lower = character.is_lowercase();
    }
    let bare = words
        .iter()
        .map(|word| word.trim_end_matches(|last: char| last.is_ascii_digit()));
    bare.filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// What a value needs to do harm in a sink.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Needs {
    /// Letters.
    Letters,
    /// Parts, as mappings have them: a text has none.
    Parts,
}

/// What `kinds.toml` says of a kind of sink.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SinkFacts {
    /// Its name, such as `sql`.
    pub name: Arc<str>,
    /// A verb phrase: what happens to the value there.
    pub text: Arc<str>,
    /// A value without any of these characters is harmless. `None`: no choice of characters is enough.
    pub dangerous: Option<Arc<str>>,
    /// A value from which each of these characters was removed, or refused, is harmless. `None`: as `dangerous`.
    pub removal: Option<Arc<str>>,
    /// A value that begins with none of these characters is harmless.
    pub start: Option<Arc<str>>,
    /// Between quotes a value is harmless without that quote and these characters. `None`: quotes do not help.
    pub quoted: Option<Arc<str>>,
    /// A number is harmless.
    pub numbers: bool,
    /// A constant beginning that fixes scheme and host makes it safe.
    pub pins_host: bool,
    /// What a value without is harmless, whatever else is in it.
    pub needs: Option<Needs>,
    /// What is written under such a name gets there.
    pub named: Named,
}

/// What `kinds.toml` says of a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleFacts {
    /// Its name, such as `blueprint`.
    pub name: Arc<str>,
    /// A sentence: what a call, a read or a class with this role does.
    pub text: Arc<str>,
    /// Each call makes an object of its own, which is told apart from others by the place of the call.
    pub makes: bool,
}

/// All kinds. Those of `kinds.toml` stand in order of their names, later ones behind them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kinds {
    sources: Vec<SourceFacts>,
    sinks: Vec<SinkFacts>,
    roles: Vec<RoleFacts>,
}

/// A mistake in `kinds.toml`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KindsError {
    /// The kind exists.
    #[error("the kind `{0}` exists already; use it, or choose another name")]
    Twice(String),
    /// The name means a group of kinds.
    #[error("`{0}` stands for a group of kinds; choose another name")]
    Reserved(String),
    /// There is no place for more.
    #[error(
        "there are more kinds than fit (64 of sinks, 256 of sources, 256 of roles); merge some"
    )]
    TooMany,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    #[serde(default)]
    source: BTreeMap<String, WrittenSource>,
    #[serde(default)]
    sink: BTreeMap<String, WrittenSink>,
    #[serde(default)]
    role: BTreeMap<String, WrittenRole>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRole {
    text: String,
    #[serde(default)]
    makes: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSource {
    text: String,
    #[serde(default)]
    lasting: bool,
    #[serde(default)]
    scalar: bool,
    #[serde(default)]
    own: bool,
    kept: Option<String>,
    #[serde(default)]
    named: Named,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSink {
    text: String,
    dangerous: Option<String>,
    removal: Option<String>,
    start: Option<String>,
    quoted: Option<String>,
    #[serde(default = "yes")]
    numbers: bool,
    #[serde(default)]
    pins_host: bool,
    needs: Option<Needs>,
    #[serde(default)]
    named: Named,
}

const fn yes() -> bool {
    true
}

impl Kinds {
    /// Every kind of source, by [`SourceKind`].
    pub fn sources(&self) -> &[SourceFacts] {
        &self.sources
    }

    /// Every kind of sink, by [`SinkKind`].
    pub fn sinks(&self) -> &[SinkFacts] {
        &self.sinks
    }

    /// Every role, by [`RoleKind`].
    pub fn roles(&self) -> &[RoleFacts] {
        &self.roles
    }

    /// The role with this name.
    pub fn role(&self, name: &str) -> Option<RoleKind> {
        let index = self.roles.iter().position(|facts| &*facts.name == name)?;
        u8::try_from(index).ok().map(RoleKind)
    }

    /// What is known of a role.
    pub fn role_facts(&self, role: RoleKind) -> Option<&RoleFacts> {
        self.roles.get(usize::from(role.0))
    }

    /// The kind of source with this name.
    pub fn source(&self, name: &str) -> Option<SourceKind> {
        let index = self.sources.iter().position(|facts| &*facts.name == name)?;
        u8::try_from(index).ok().map(SourceKind)
    }

    /// The kind of sink with this name.
    pub fn sink(&self, name: &str) -> Option<SinkKind> {
        let index = self.sinks.iter().position(|facts| &*facts.name == name)?;
        u8::try_from(index).ok().map(SinkKind)
    }

    /// What is known of a kind of source.
    pub fn source_facts(&self, kind: SourceKind) -> Option<&SourceFacts> {
        self.sources.get(usize::from(kind.0))
    }

    /// What is known of a kind of sink.
    pub fn sink_facts(&self, kind: SinkKind) -> Option<&SinkFacts> {
        self.sinks.get(usize::from(kind.0))
    }

    /// The name of a kind of source; empty if it is none of these kinds.
    pub fn source_name(&self, kind: SourceKind) -> &str {
        self.source_facts(kind).map_or("", |facts| &facts.name)
    }

    /// The name of a kind of sink; empty if it is none of these kinds.
    pub fn sink_name(&self, kind: SinkKind) -> &str {
        self.sink_facts(kind).map_or("", |facts| &facts.name)
    }

    /// The kinds of sink for which a number is harmless.
    pub fn numeric(&self) -> SinkKinds {
        self.all_sinks()
            .filter(|kind| self.sink_facts(*kind).is_some_and(|f| f.numbers))
            .collect()
    }

    /// The kinds of sink for which a text is harmless, whatever is in it.
    pub fn textual(&self) -> SinkKinds {
        self.all_sinks()
            .filter(|kind| {
                self.sink_facts(*kind)
                    .is_some_and(|f| f.needs == Some(Needs::Parts))
            })
            .collect()
    }

    /// Every kind of sink, in order.
    pub fn all_sinks(&self) -> impl Iterator<Item = SinkKind> + use<> {
        (0..u8::try_from(self.sinks.len()).unwrap_or(u8::MAX)).map(SinkKind)
    }

    /// Appends the kinds of one file.
    pub(crate) fn add(&mut self, written: Written) -> Result<(), KindsError> {
        for (name, facts) in written.source {
            if self.source(&name).is_some() {
                return Err(KindsError::Twice(name));
            }
            self.sources.push(SourceFacts {
                name: name.into(),
                text: facts.text.into(),
                lasting: facts.lasting,
                scalar: facts.scalar,
                own: facts.own,
                kept: facts.kept.map(Into::into),
                named: facts.named,
            });
        }
        for (name, facts) in written.sink {
            if self.sink(&name).is_some() {
                return Err(KindsError::Twice(name));
            }
            if name == "numbers" || name == "*" {
                return Err(KindsError::Reserved(name));
            }
            self.sinks.push(SinkFacts {
                name: name.into(),
                text: facts.text.into(),
                dangerous: facts.dangerous.map(Into::into),
                removal: facts.removal.map(Into::into),
                start: facts.start.map(Into::into),
                quoted: facts.quoted.map(Into::into),
                numbers: facts.numbers,
                pins_host: facts.pins_host,
                needs: facts.needs,
                named: facts.named,
            });
        }
        for (name, facts) in written.role {
            if self.role(&name).is_some() {
                return Err(KindsError::Twice(name));
            }
            self.roles.push(RoleFacts {
                name: name.into(),
                text: facts.text.into(),
                makes: facts.makes,
            });
        }
        if self.roles.len() > 256 || self.sinks.len() > 64 || self.sources.len() > 256 {
            return Err(KindsError::TooMany);
        }
        Ok(())
    }
}
