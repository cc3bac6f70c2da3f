//! What `assay review` is told.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use clap::Args;

use super::Trust;

/// `assay review`.
#[derive(Debug, Args)]
pub(crate) struct Workbench {
    /// The folder or file to review
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// Keep what is said of the review in this file [default: one for each project, in your data folder]
    #[arg(long, value_name = "FILE", conflicts_with = "database")]
    pub(crate) store: Option<PathBuf>,
    /// Keep it in a PostgreSQL database that a team shares, as in `postgres://name@host/database`; the variable
    /// `ASSAY_DATABASE` says the same, and other users of the machine cannot read it
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) database: Option<String>,
    /// What the project is called in the store [default: the name of its folder]
    #[arg(long, value_name = "NAME")]
    pub(crate) project: Option<String>,
    /// Listen at this address; others than this machine need TLS and log in
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub(crate) bind: IpAddr,
    /// Listen at this port; 0 is any that is free
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    pub(crate) port: u16,
    /// The name under which browsers ask, if it is not the address; may be given several times
    #[arg(long, value_name = "NAME")]
    pub(crate) host: Vec<String>,
    /// Encrypt connections with this certificate, a PEM file with its chain
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub(crate) tls_certificate: Option<PathBuf>,
    /// The key of the certificate, a PEM file
    #[arg(long, value_name = "FILE", requires = "tls_certificate")]
    pub(crate) tls_key: Option<PathBuf>,
    /// A proxy encrypts connections, and browsers ask for this name; people log in
    #[arg(long, value_name = "NAME", conflicts_with = "tls_certificate")]
    pub(crate) behind_tls_proxy: Option<String>,
    /// The address or network of the proxy, whose word is taken for who asks, and past which nobody may come; may be
    /// given several times [default: nobody's word is taken, and tries to log in count as those of one place]
    #[arg(long, value_name = "ADDRESS", requires = "behind_tls_proxy")]
    pub(crate) trust_proxy: Vec<String>,
    /// Print the address, and open no browser
    #[arg(long)]
    pub(crate) no_browser: bool,
    /// Add somebody who may log in, or give them another role and password, which is read from standard input
    #[arg(long, value_name = "NAME")]
    pub(crate) add_user: Option<String>,
    /// What they may do
    #[arg(long, value_name = "ROLE", requires = "add_user", default_value = "reviewer", value_parser = ["reader", "developer", "reviewer", "admin"])]
    pub(crate) role: String,
    /// Leave out files and folders by a pattern, as in `.gitignore`
    #[arg(long, value_name = "PATTERN")]
    pub(crate) exclude: Vec<String>,
    #[command(flatten)]
    pub(crate) trust: Trust,
}
