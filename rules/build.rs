//! Gathers the rule folders, so that a new one needs no other edit: the list of pages, and one test per folder;
//! and the topics of the inspection.
#![expect(
    clippy::disallowed_methods,
    reason = "a build script reads the files it gathers"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let home = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    println!("cargo::rerun-if-changed=.");
    let (mut pages, mut tests) = (String::from("&["), String::new());
    for family in folders(&home)? {
        for folder in folders(&home.join(&family))? {
            let id = format!("{family}/{folder}");
            for file in ["rule.md", "cases.md"] {
                let path = home.join(&id).join(file);
                if path.is_file() {
                    let path = path.to_string_lossy();
                    let _ = write!(pages, "(\"rules/{id}/{file}\", include_str!({path:?})),");
                }
            }
            if home.join(&id).join("rule.md").is_file() {
                let name = folder.replace('-', "_");
                let _ = writeln!(tests, "#[test] fn {name}() {{ harness::check({id:?}) }}");
            }
        }
    }
    let mut topics = String::from("&[");
    for file in files(&home.join("inspection"))? {
        let path = home.join("inspection").join(&file);
        let path = path.to_string_lossy();
        let _ = write!(
            topics,
            "(\"rules/inspection/{file}\", include_str!({path:?})),"
        );
    }
    fs::write(out.join("topics.rs"), topics + "]")?;
    fs::write(out.join("pages.rs"), pages + "]")?;
    fs::write(out.join("tests.rs"), tests)
}

/// The names of the folders in a folder, sorted.
fn folders(home: &Path) -> io::Result<Vec<String>> {
    names(home, Path::is_dir)
}

/// The names of the TOML files in a folder, sorted.
fn files(home: &Path) -> io::Result<Vec<String>> {
    names(home, |path| {
        path.extension().is_some_and(|ending| ending == "toml")
    })
}

fn names(home: &Path, wanted: impl Fn(&Path) -> bool) -> io::Result<Vec<String>> {
    let entries = fs::read_dir(home)?.collect::<io::Result<Vec<_>>>()?;
    let entries = entries.into_iter().filter(|entry| wanted(&entry.path()));
    let mut names: Vec<_> = entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    Ok(names)
}
