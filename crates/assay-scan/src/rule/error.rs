//! What can be wrong with the text of a rule, said with its file and line.

use thiserror::Error;

/// A rule cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{path}:{line}: {fault}")]
pub struct RuleError {
    /// The rule's file, as it was given.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// What is wrong there.
    pub fault: Fault,
}

impl RuleError {
    /// A fault at a line of a file.
    pub(crate) fn new(path: &str, line: u32, fault: Fault) -> Self {
        Self {
            path: path.to_owned(),
            line,
            fault,
        }
    }
}

/// What is wrong with a rule's text.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// More text than a rule may have.
    #[error("a rule page may have {limit} bytes at most; this one has {size}")]
    TooLarge {
        /// Its size in bytes.
        size: usize,
        /// The limit.
        limit: usize,
    },
    /// The page does not begin with `+++`.
    #[error("a rule page begins with facts between two lines of `+++`")]
    NoFacts,
    /// The facts do not end.
    #[error("the facts that begin here have no closing line of `+++`")]
    OpenFacts,
    /// A fact is missing, misspelt or of the wrong type.
    #[error("{0}")]
    Fact(String),
    /// A value is not of the list it must come from.
    #[error("unknown {what} `{value}`{}", suggest(.suggestion.as_deref()))]
    Unknown {
        /// What it ought to be.
        what: &'static str,
        /// What was written.
        value: String,
        /// The nearest value that exists.
        suggestion: Option<String>,
    },
    /// The message or another text names a part that no finding has.
    #[error("unknown part `{{{0}}}` in a message; there are {{source}}, {{sink}} and {{name}}")]
    UnknownPart(String),
    /// A code block has no end.
    #[error("the code block that begins here does not end")]
    OpenBlock,
    /// A word after the language of a code block means nothing.
    #[error(
        "unknown word `{0}` after the language of a code block; there are `vulnerable`, `safe` and `file=PATH`"
    )]
    BlockWord(String),
    /// The path of a block would leave the example.
    #[error("`{0}` is not a relative path with forward slashes inside the example")]
    BlockPath(String),
    /// A Python block of a rule page says nothing about itself.
    #[error("say `vulnerable` or `safe` after the language of this block")]
    NoVerdict,
    /// The page has no summary.
    #[error("the first paragraph, whose first sentence is the summary, is missing")]
    NoSummary,
    /// The id is not lower-case words with hyphens.
    #[error("`{0}` is not a rule id: use lower-case words with hyphens between them")]
    BadId(String),
    /// Two rules have one id.
    #[error("rule `{id}` is already defined in {other}")]
    Duplicate {
        /// The id.
        id: String,
        /// Where it was first defined.
        other: String,
    },
    /// The facts name no way of detecting.
    #[error("the rule says nothing under `[detect]`, so it can never report")]
    NoDetection,
    /// `code = true` without a check, or in a rule that cannot have one.
    #[error("`code = true` needs a check in the program; a rule of your own cannot have one")]
    NoCheck,
    /// A check without `code = true`.
    #[error("the rule has a check, but does not say `code = true` under `[detect]`")]
    UnusedCheck,
}

fn suggest(suggestion: Option<&str>) -> String {
    suggestion
        .map(|name| format!(", did you mean `{name}`?"))
        .unwrap_or_default()
}
