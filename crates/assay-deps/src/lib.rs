//! Which packages a project needs, which versions, and what is known to be wrong with them.
//!
//! [`Inventory::read`] reads every manifest and lock file of a project, [`Database`] holds the advisories,
//! [`audit`] brings both together. Nothing here reads a file, a clock or the network.
//!
//! ```
//! use assay_deps::{Database, Inventory, audit};
//! use assay_source::Project;
//!
//! let project = Project::from_texts([("requirements.txt", "Flask==1.1.1\n")]);
//! let audit = audit(&Inventory::read(&project), Database::embedded());
//! assert_eq!(audit.vulnerable[0].requirement.name, "flask");
//! ```

#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "foreign formats have a dozen kinds of values, and each reader is about one or two of them"
)]
#![allow(
    clippy::format_push_string,
    reason = "a few short texts are put together, and writing into them would need an error that cannot happen"
)]

pub mod advisory;
mod audit;
mod date;
mod evidence;
pub mod fix;
mod flaw;
mod limits;
pub mod manifest;
mod name;
mod release;
pub mod requirement;
pub mod sbom;

pub use advisory::{Advisory, Database, DatabaseError, Threat};
pub use audit::{Audit, Certainty, Upgrade, Vulnerable, audit, audit_of, upgrade};
pub use date::{Date, NotADate};
pub use evidence::{Evidence, Reach, Site, Symbols, Use, brought_by, import_names, symbols};
pub use flaw::{Flaw, FlawKind, flaws, imitated};
pub use manifest::{Format, IndexUse, Inventory, Manifest};
pub use name::normal_name;
pub use release::{ForeignAnswer, Releases, Standing};
pub use requirement::{Group, Origin, Requirement, Version, Wanted};
