//! What is known to be wrong with packages.

mod database;
mod osv;
mod record;
mod score;

pub use database::{Database, DatabaseError, NOTICE};
pub use osv::{Skipped, from_dump, from_json, from_zip};
pub use record::{Advisory, Affected, End, Span as AffectedSpan, Threat};
pub use score::{Rating, rating};
