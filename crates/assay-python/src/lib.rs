//! Python text to names, intermediate representation and control-flow graph.
//!
//! [`lower`] turns one file into a [`Module`](ir::Module), without looking at any other.
//! Nothing of a file is ever run or imported, and whatever its bytes, lowering gives a module
//! and the problems that were met.
//!
//! ```
//! let project = assay_source::Project::from_texts([("shop.py", "price = 3 * units")]);
//! for file in &project.files {
//!     let module = assay_python::lower(file);
//!     assert!(module.problems.is_empty());
//!     assert!(assay_python::dump(&module).contains("units"));
//! }
//! ```

mod dump;
pub mod ir;
pub mod outline;
pub mod program;
mod registers;
mod syntax;
mod validate;

pub use crate::dump::dump;
pub use crate::program::{
    Appended, ClassRef, FunctionRef, GlobalResolution, ModuleId, Name, Page, Program, Resolved,
};
pub use crate::syntax::lower;
pub use crate::validate::{validate, validate_module};
