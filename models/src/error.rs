//! What can be wrong with a file of models, and what to do about it.

use crate::kind::KindsError;

/// A file of models that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The text is not TOML, or a table has wrong fields or values.
    #[error("{file}:{line}: {message}")]
    Text {
        /// The file.
        file: String,
        /// The line, from 1.
        line: u32,
        /// What the reader says.
        message: String,
    },
    /// The kinds of `kinds.toml` clash.
    #[error("{file}: {mistake}")]
    Kinds {
        /// The file.
        file: String,
        /// What is wrong.
        mistake: KindsError,
    },
    /// An entry says something that cannot be meant.
    #[error("{file}:{line}: [[{table}]] `{entry}`: {mistake}")]
    Entry {
        /// The file.
        file: String,
        /// The line, from 1.
        line: u32,
        /// The table, such as `sink`.
        table: &'static str,
        /// The path of the entry.
        entry: String,
        /// What is wrong.
        mistake: Mistake,
    },
}

/// What is wrong with an entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// No such kind of source.
    #[error("there is no source kind `{kind}`; kinds.toml has {known}")]
    UnknownSource {
        /// What was written.
        kind: String,
        /// The kinds that exist.
        known: String,
    },
    /// No such kind of sink.
    #[error("there is no sink kind `{kind}`; kinds.toml has {known}")]
    UnknownSink {
        /// What was written.
        kind: String,
        /// The kinds that exist.
        known: String,
    },
    /// No such role.
    #[error("there is no role `{role}`; kinds.toml has {known}")]
    UnknownRole {
        /// What was written.
        role: String,
        /// The roles that exist.
        known: String,
    },
    /// A cleaner or guard for nothing.
    #[error("say what it makes safe: `kinds = [\"html\"]`, or `[\"*\"]` for every kind")]
    NoKinds,
    /// Too wide.
    #[error(
        "a path that begins with `?` needs `receiver = [\"cursor\", …]`: \
             the names a receiver may have"
    )]
    NoReceiver,
    /// Without effect.
    #[error("`receiver` is only for paths that begin with `?`; remove it")]
    UselessReceiver,
    /// `?` where only known names make sense.
    #[error("a path that begins with `?` cannot stand here; name a module")]
    UnknownReceiver,
    /// Neither or both of two alternatives.
    #[error("give either `{0}` or `{1}`, and only one of them")]
    EitherOr(&'static str, &'static str),
    /// A field that is needed.
    #[error("`{0}` is missing or empty")]
    Missing(&'static str),
    /// A field that has no meaning here.
    #[error("`{0}` has no meaning here; remove it")]
    Useless(&'static str),
    /// Only a method of an unknown object has no name.
    #[error("the path names nothing that could be called; write `{0}.method`")]
    NoMethod(String),
    /// An alias that would be followed without end.
    #[error("`{0}` begins with the alias itself, so that it would never end")]
    EndlessAlias(String),
}
