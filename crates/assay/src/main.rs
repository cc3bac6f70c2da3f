//! The binary: commands and configuration.
fn main() {}
