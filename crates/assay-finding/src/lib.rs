//! What a review finds and how it is told: findings, rule facts, traces, fingerprints, the review itself.
//!
//! Everything that a report shows is in a [`Review`], already counted, sorted and rated; a report format only prints.
//! Nothing here reads a file or knows a syntax tree; places carry the lines of source text they need.
//!
//! ```
//! use assay_finding::{Coverage, Place, Review, Verdict};
//! use assay_source::Range;
//!
//! let place = Place::in_text("app.py", "import os\nos.system(line)\n", Range::new(10, 25));
//! assert_eq!((place.start.line, place.start.column), (2, 1));
//! assert_eq!(place.excerpt.text, "os.system(line)");
//!
//! let review = Review::new(Vec::new(), Vec::new(), Coverage::default());
//! assert_eq!(review.verdict(), Verdict::Clean);
//! ```

mod application;
pub mod baseline;
mod change;
pub mod compare;
mod coverage;
mod facts;
mod finding;
pub mod fingerprint;
mod gate;
pub mod inspection;
pub mod inventory;
mod lesson;
mod level;
pub mod matching;
mod normalise;
mod origin;
mod place;
pub mod plan;
mod proof;
mod rating;
mod remarks;
pub mod repair;
mod review;
pub mod standards;
mod summary;
mod suppression;

pub use application::{Application, EntryPoint, PackageRow, SettingRow, SettingValue};
pub use change::Change;
pub use coverage::{Advisories, Coverage, Entry, Problem, Skipped, Unmodelled, UnmodelledCall};
pub use facts::{Effort, Example, RuleFacts, is_called};
pub use finding::{Finding, Step};
pub use gate::{Gate, GateOutcome};
pub use inspection::Inspection;
pub use lesson::{
    Exercise, Lesson, LessonBlock, LessonPair, LineExercise, Offered, RepairExercise,
};
pub use level::{Level, Risk};
pub use origin::{Imported, Origin};
pub use place::{Excerpt, Place, Position};
pub use proof::{Proof, Request};
pub use rating::{Access, Circumstances, Factor, Matrix, Rating, Score, WhatIf};
pub use remarks::Remark;
pub use repair::Repair;
pub use review::{Counts, Review, Tool, Verdict};
pub use summary::{Area, ChapterState, RuleState, Summary};
pub use suppression::{Invalid, Suppressed, SuppressedBy, Suppressions, Unused};
