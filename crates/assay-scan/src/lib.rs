//! Runs rules over a project.
//!
//! [`scan`] takes the files, the rules and the models, and gives a review. It ships no rules of its own:
//! [`RuleSet::parse`] reads them from text, ours as well as those a project keeps in `.assay/rules/`.
//!
//! A panic while a file is read or a rule judges is our bug; it becomes a problem of the review, and the scan goes on.
//!
//! ```
//! use assay_models::Models;
//! use assay_scan::{Options, RuleSet, scan};
//! use assay_source::Project;
//!
//! let project = Project::from_texts([("app.py", "import os\n")]);
//! let review = scan(&project, &RuleSet::default(), Models::embedded(), &Options::default(), &());
//! assert!(review.findings.is_empty());
//! ```

mod application;
pub mod check;
mod dependencies;
mod detect;
mod entry;
pub mod inspect;
mod message;
mod options;
mod reach;
pub mod rule;
mod scan;
mod standing;
mod suppress;
mod test_code;
mod wall;

pub use application::route_rows;
pub use dependencies::Dependencies;
pub use detect::{
    By, DependencyKind, Detect, Scalar, SecretKind, SettingQuestion, SettingTest, Used, Where,
};
pub use options::{Options, Progress, Stage};
pub use rule::{Called, Rule, RuleError, RuleSet, UnknownRule, nearest};
pub use scan::{STACK_BYTES, dependencies, scan};
pub use test_code::is_test;
