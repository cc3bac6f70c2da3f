//! `assay review`: the review in a browser, and what people say of it, kept.

#[cfg(feature = "web")]
mod browser;
#[cfg(feature = "web")]
mod changes;
#[cfg(feature = "web")]
mod password;
#[cfg(feature = "web")]
mod reviewer;
#[cfg(feature = "web")]
mod serve;

#[cfg(feature = "web")]
pub(super) use serve::run;

/// Says how to get it.
#[cfg(not(feature = "web"))]
pub(super) fn run(_: &crate::arguments::Workbench) -> anyhow::Result<crate::exit::Exit> {
    anyhow::bail!(
        "this program was built without the workbench; build it with `cargo install --features web`"
    )
}
