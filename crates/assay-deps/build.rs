//! Packs the advisories of this repository: sorted by package, one a line, compressed.
#![expect(
    clippy::disallowed_methods,
    reason = "a build script reads the files it packs"
)]

use std::path::{Path, PathBuf};
use std::{env, fs, io};

const FILES: [&str; 2] = ["pypi.jsonl", "pypi-ghsa-extra.jsonl"];

fn main() -> io::Result<()> {
    let home = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    let folder = home.join("../../advisories");
    let snapshot = read(&folder, "snapshot.txt")?;
    let mut texts = Vec::new();
    for file in FILES {
        texts.push(read(&folder, file)?);
    }
    let mut lines: Vec<&str> = texts.iter().flat_map(|text| text.lines()).collect();
    lines.sort_by_key(|line| (package(line), *line));
    let head = format!(
        "{{\"format\":\"assay-advisories\",\"version\":1,\"snapshot\":\"{}\",\"records\":{}}}",
        snapshot.trim(),
        lines.len()
    );
    let text = [head.as_str()]
        .into_iter()
        .chain(lines)
        .collect::<Vec<_>>()
        .join("\n");
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(text.as_bytes(), 9);
    fs::write(out.join("advisories.zz"), packed)
}

fn read(folder: &Path, file: &str) -> io::Result<String> {
    let path = folder.join(file);
    println!("cargo::rerun-if-changed={}", path.display());
    fs::read_to_string(path)
}

/// The package of a record, which is the first key of that name.
fn package(line: &str) -> &str {
    let value = line
        .split_once("\"package\":\"")
        .map_or("", |(_, value)| value);
    value.split('"').next().unwrap_or_default()
}
