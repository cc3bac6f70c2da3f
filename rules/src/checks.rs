//! The rules that need code, by id.

use assay_scan::check::Check;

#[path = "../auth/assert-as-guard/check.rs"]
mod assert_as_guard;
#[path = "../crypto/timing-unsafe-comparison/check.rs"]
mod timing_unsafe_comparison;

/// The code of each rule that says `code = true`.
pub const CHECKS: &[(&str, Check)] = &[
    ("assert-as-guard", assert_as_guard::check),
    ("timing-unsafe-comparison", timing_unsafe_comparison::check),
];
