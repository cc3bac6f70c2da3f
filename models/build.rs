//! Gathers the paths of the model files, so that a new file needs no other edit.

#![expect(
    clippy::disallowed_methods,
    reason = "a build script reads its folder and writes its result"
)]

use std::{env, fmt::Write as _, fs, io, path::Path};

fn main() -> io::Result<()> {
    let home = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    println!("cargo::rerun-if-changed=.");
    let mut names = Vec::new();
    for entry in fs::read_dir(&home)? {
        let name = entry?.file_name();
        if let Some(name) = name.to_str()
            && Path::new(name).extension().is_some_and(|end| end == "toml")
            && name != "Cargo.toml"
        {
            names.push(name.to_owned());
        }
    }
    names.sort();
    let mut list = String::from("&[\n");
    for name in names {
        writeln!(
            list,
            "    ({name:?}, include_str!({:?})),",
            format!("{home}/{name}")
        )
        .map_err(io::Error::other)?;
    }
    list.push_str("]\n");
    fs::write(Path::new(&out).join("files.rs"), list)
}
