//! The rules that need code, by id.

use assay_scan::check::Check;

/// The code of each rule that says `code = true`.
pub const CHECKS: &[(&str, Check)] = &[];
