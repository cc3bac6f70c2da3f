//! Every limit on what is read of a file, each with its reason.

/// The largest file that is read: far more than any tool writes for one project.
pub const FILE_BYTES: u64 = 128 * 1024 * 1024;

/// The number of findings read of all tools of one file; the rest is counted as not understood.
pub(crate) const RESULTS: usize = 50_000;

/// The length of a message, in characters.
pub(crate) const MESSAGE: usize = 1_000;

/// The length of a name: of a tool, rule, version or severity.
pub(crate) const NAME: usize = 120;

/// The length of a path or address.
pub(crate) const PATH: usize = 1_000;

/// The steps that are kept of a path of data.
pub(crate) const STEPS: usize = 100;

/// The lines of one finding by which others are found beside it.
pub(crate) const LINES: u32 = 30;

/// The findings looked at on one line.
pub(crate) const ON_A_LINE: usize = 64;

/// The places of one file that a problem names; the rest is counted.
pub(crate) const NAMED: usize = 10;

/// The weaknesses kept of a finding.
pub(crate) const WEAKNESSES: usize = 8;
