//! Every limit on what is read: sizes, depths and counts, each with its reason.
//!
//! A limit that is met becomes a [`Problem`](crate::Problem), never silence.

/// The largest file that is analysed, in bytes.
/// Hand-written source is far smaller; generated code of this size would cost minutes and tell nothing.
pub const FILE_BYTES: u64 = 10 * 1024 * 1024;

/// The largest file of kind [`Other`](crate::FileKind::Other) that is read, in bytes.
/// Such files are only searched for secrets, and a large one is data.
pub const OTHER_FILE_BYTES: u64 = 1024 * 1024;

/// The largest configuration file, baseline or the like that [`read_text`](crate::read_text) reads, in bytes.
pub const CONFIGURATION_BYTES: u64 = 64 * 1024 * 1024;

/// The number of files that are read: ten times the largest web application we know of.
pub const FILES: usize = 100_000;

/// The number of bytes read in all, so that a project fits in memory together with what is derived from it.
pub const TOTAL_BYTES: u64 = 1024 * 1024 * 1024;

/// The number of directory entries looked at, so that a hostile tree ends.
pub const ENTRIES: usize = 1_000_000;

/// The number of directory entries counted below skipped folders, so that a count stays cheap.
pub const COUNTED_ENTRIES: usize = 100_000;

/// The depth of folders: beyond it paths are longer than systems allow, or made by a machine.
pub const DEPTH: usize = 128;

/// The largest `.gitignore`, in bytes, and the number of its lines: each line becomes a matcher.
pub const IGNORE_BYTES: u64 = 1024 * 1024;

/// The number of patterns taken from one `.gitignore`.
pub const IGNORE_LINES: usize = 10_000;

/// The number of bytes at the start of a file in which an interpreter line is looked for.
pub const SHEBANG_BYTES: usize = 256;

/// The number of entries kept in the list of what was skipped; the rest is summed in one entry.
pub const SKIPPED: usize = 10_000;
