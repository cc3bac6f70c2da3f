//! Findings of other tools: SARIF, the JSON of Bandit and of pip-audit, merged into a review of ours.
//!
//! A file is read without trust: it says what it likes, but only its text comes through, cut to a limit.
//! Places are looked up among the files that the review read; nothing is opened because a file names it.
//! What another tool reports where we report the same flaw becomes an origin of our finding;
//! what several others report becomes one finding of theirs; what has no place in the project is told as a problem.
//!
//! ```
//! use assay_finding::{Coverage, Review};
//! use assay_source::Project;
//!
//! let project = Project::from_texts([("app.py", "import os\nos.system(line)\n")]);
//! let bandit = r#"{"results": [{"filename": "./app.py", "line_number": 2, "test_id": "B605",
//!     "issue_severity": "HIGH", "issue_text": "A process with a shell.", "issue_cwe": {"id": 78}}], "metrics": {}}"#;
//! let mut review = Review::new(Vec::new(), Vec::new(), Coverage::default());
//! let report = assay_import::read("bandit.json", bandit.as_bytes())?;
//! assay_import::merge(&mut review, &project, &[report]);
//! assert_eq!(review.findings[0].reported_by().unwrap(), "Reported by Bandit (B605, severity high), and not by Assay");
//! # Ok::<(), assay_import::Error>(())
//! ```

mod bandit;
mod document;
mod facts;
mod index;
mod json;
mod kin;
mod limits;
mod merge;
mod packages;
mod paths;
mod pip_audit;
mod place;
mod reported;
mod sarif;
mod secrets;

pub use document::{Error, read};
pub use limits::FILE_BYTES;
pub use merge::merge;
pub use reported::Report;
