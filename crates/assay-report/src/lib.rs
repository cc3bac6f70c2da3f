//! A review as text: one file per format.
//!
//! A format only prints. Whatever is counted, sorted or rated was so in [`Review`], and nothing here can reach a syntax tree.
//! Each format makes hostile content inert for its own medium: file names, source text and messages
//! come from the reviewed project, and may hold terminal commands or marks that turn text around.
//!
//! ```
//! use assay_finding::{Coverage, Review};
//! use assay_report::{Format, Options};
//!
//! let review = Review::new(Vec::new(), Vec::new(), Coverage::default());
//! let mut out = Vec::new();
//! assay_report::write(&review, Format::Terminal, &Options::default(), &mut out)?;
//! assert!(String::from_utf8_lossy(&out).contains("Nothing found"));
//! # Ok::<(), std::io::Error>(())
//! ```

mod compare;
mod csv;
mod github;
mod gitlab;
mod highlight;
mod html;
mod inert_json;
mod inspection;
mod json;
mod junit;
mod markdown;
mod plan;
mod pr_comment;
mod proof;
mod sarif;
mod sonar;
mod terminal;
pub mod view;

use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

use assay_finding::Review;

pub use compare::comparison_markdown;
pub use inert_json::write_json;
pub use inspection::inspection_markdown;
pub use markdown::plain as plain_markdown;
pub use plan::{plan_csv, plan_icalendar, plan_markdown};
pub use proof::{NoProof, proof, proof_name};

/// The formats a review can be written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// For people, at a terminal or in the log of a build.
    #[default]
    Terminal,
    /// For programs: our own format, documented and versioned.
    Json,
    /// For code hosts and editors: SARIF 2.1.0.
    Sarif,
    /// One HTML file that needs nothing else.
    Html,
    /// For wikis and merge requests.
    Markdown,
    /// For spreadsheets.
    Csv,
    /// The generic issue import of SonarQube.
    Sonar,
    /// GitLab's report of static application security testing.
    Gitlab,
    /// For servers that show tests.
    Junit,
    /// Commands for the log of a GitHub workflow.
    Github,
    /// A comment on a pull or merge request.
    PrComment,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Terminal,
        Self::Json,
        Self::Sarif,
        Self::Html,
        Self::Markdown,
        Self::Csv,
        Self::Sonar,
        Self::Gitlab,
        Self::Junit,
        Self::Github,
        Self::PrComment,
    ];

    /// The name that people type.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Terminal => "terminal",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Html => "html",
            Self::Markdown => "markdown",
            Self::Csv => "csv",
            Self::Sonar => "sonar",
            Self::Gitlab => "gitlab",
            Self::Junit => "junit",
            Self::Github => "github",
            Self::PrComment => "pr-comment",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

/// A name that is no format's.
#[derive(Debug, thiserror::Error)]
#[error(
    "there is no format `{0}`; use one of terminal, json, sarif, html, markdown, csv, sonar, gitlab, junit, github, pr-comment"
)]
pub struct UnknownFormat(String);

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|format| format.name() == name)
            .ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}

/// What formats want to know that no review says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// True to use colours.
    pub colour: bool,
    /// The number of columns.
    pub width: usize,
    /// The name of what was reviewed, for the formats that have a title page; may be empty.
    pub project: String,
    /// When the review was made, as `2026-11-22T12:00:00`, for the formats that must say so.
    pub time: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            colour: false,
            width: 80,
            project: String::new(),
            time: "1970-01-01T00:00:00".to_owned(),
        }
    }
}

/// Writes a review in a format.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn write(
    review: &Review,
    format: Format,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Terminal => terminal::write(review, options, out),
        Format::Json => json::write(review, out),
        Format::Sarif => sarif::write(review, out),
        Format::Html => html::write(review, out),
        Format::Markdown => markdown::write(review, out),
        Format::Csv => csv::write(review, out),
        Format::Sonar => sonar::write(review, out),
        Format::Gitlab => gitlab::write(review, &options.time, out),
        Format::Junit => junit::write(review, out),
        Format::Github => github::write(review, out),
        Format::PrComment => pr_comment::write(review, out),
    }
}

/// The parts of a text, and whether each stands between back quotes, as code does; one without a partner is a character.
pub(crate) fn spans(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut rest = text;
    let mut is_code = false;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let quote = rest.split_once('`');
        let part = quote.filter(|(_, behind)| is_code || behind.contains('`'));
        let (part, behind) = part.unwrap_or((rest, ""));
        let kind = is_code;
        is_code = !is_code;
        rest = behind;
        Some((part, kind))
    })
}

/// Text that is safe to print, cut with an ellipsis where a format takes no more characters.
pub(crate) fn within(text: &str, most: usize) -> String {
    let lines: Vec<String> = text.lines().map(assay_source::printable).collect();
    let text = lines.join("\n");
    if text.chars().nth(most).is_none() {
        return text;
    }
    let kept = text.chars().take(most.saturating_sub(1));
    kept.chain(['…']).collect()
}
