//! Every limit on what is read of deployment files, each with its reason.

/// The largest deployment file that is read, in bytes: people write these by hand.
pub(crate) const FILE_BYTES: usize = 1024 * 1024;

/// How deeply lists and mappings nest in YAML that people write.
pub(crate) const YAML_DEPTH: usize = 48;

/// The number of nodes of one YAML file, aliases written out, so that aliases of aliases end.
pub(crate) const YAML_NODES: usize = 100_000;

/// How deeply blocks nest in a configuration of nginx.
pub(crate) const NGINX_DEPTH: usize = 16;

/// The number of directives read of one configuration of nginx.
pub(crate) const NGINX_DIRECTIVES: usize = 20_000;

/// How deeply a command of a shell may hold others, as in `sh -c "…"`.
pub(crate) const SHELL_DEPTH: usize = 4;

/// The number of words read of one command of a shell.
pub(crate) const SHELL_WORDS: usize = 4_000;

/// The number of units of one project; more are not hand-written.
pub(crate) const UNITS: usize = 5_000;
