//! Limits on what manifests may ask for, each with its reason.

/// Requirements kept of one file: ten times the largest lock file we know of.
pub(crate) const REQUIREMENTS: usize = 20_000;

/// The longest requirement that is read, in bytes; a longer one is no requirement.
pub(crate) const LINE_BYTES: usize = 16 * 1024;

/// How deeply requirements files may include one another.
pub(crate) const INCLUDES: usize = 16;

/// How long a chain from a direct requirement to a package may be.
pub(crate) const CHAIN: usize = 32;

/// How deeply values of YAML may be nested.
pub(crate) const YAML_DEPTH: usize = 32;

/// The largest advisory database, unpacked, in bytes; today's is three million.
pub(crate) const DATABASE_BYTES: usize = 512 * 1024 * 1024;

/// The largest single advisory of a dump, in bytes.
pub(crate) const ADVISORY_BYTES: u64 = 4 * 1024 * 1024;
