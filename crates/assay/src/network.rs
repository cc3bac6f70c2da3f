//! The door to the network. `assay advisories update` and `assay deps --online` go through it, and nothing else.

use std::io::Read;
use std::time::Duration;

use anyhow::{Result, bail};
use ureq::tls::{RootCerts, TlsConfig};

/// Who asks, and how long it waits.
///
/// # Errors
///
/// If an address is neither one of HTTPS nor one of this machine.
pub(crate) fn agent(url: &str, connect: Duration, whole: Duration) -> Result<ureq::Agent> {
    let is_local = url.starts_with("http://127.0.0.1:") || url.starts_with("http://localhost:");
    if !url.starts_with("https://") && !is_local {
        bail!("{url} is not fetched: Assay fetches over https only");
    }
    // What this machine trusts counts, so that it works behind the proxy of a company too.
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::PlatformVerifier)
        .build();
    Ok(ureq::Agent::config_builder()
        .tls_config(tls)
        .timeout_connect(Some(connect))
        .timeout_global(Some(whole))
        .user_agent(concat!("assay/", env!("CARGO_PKG_VERSION")))
        .https_only(!is_local)
        .build()
        .into())
}

/// All of an answer, unless it is larger than `most` or ends before its announced end.
pub(crate) fn read_whole(reader: impl Read, announced: Option<u64>, most: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(most + 1).read_to_end(&mut bytes)?;
    let length = bytes.len() as u64;
    if length > most {
        bail!("it is larger than {most} bytes");
    }
    if announced.is_some_and(|announced| announced != length) {
        bail!("it ended after {length} bytes, before its announced end");
    }
    Ok(bytes)
}
