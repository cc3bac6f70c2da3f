//! What review would otherwise have to remember: the conventions of this repository, held by tests.
//!
//! Every test reads the files of the checkout and lists all offenders at once, each with what to do.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "a test reads the checkout and fails by panicking"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Lines that a source file may have.
const LONGEST: usize = 800;

/// Files that may be longer, each with its reason.
const LONG: &[(&str, &str)] = &[];

/// Folders that hold nothing of ours.
const SKIPPED: &[&str] = &["target", "instance", "node_modules", "__pycache__"];

/// What the paths in documents begin with when they mean a file of this repository.
const PLACES: &[&str] = &[
    ".ci/",
    "bench/",
    "crates/",
    "docs/",
    "examples/",
    "fuzz/",
    "models/",
    "rules/",
];

#[test]
fn crates_depend_only_on_what_the_architecture_allows() {
    let table = Table::read();
    let mut faults = table.faults();
    for file in files().iter().filter(|file| file.ends_with("Cargo.toml")) {
        let manifest: toml::Table = read(file).parse().expect("a manifest is TOML");
        let Some(package) = manifest.get("package") else {
            continue;
        };
        let name = package["name"].as_str().expect("a package has a name");
        let Some(row) = table.rows.get(name) else {
            faults.push(format!(
                "{file}: add `{name}` to the table under Direction in ARCHITECTURE.md"
            ));
            continue;
        };
        for section in ["dependencies", "build-dependencies"] {
            for used in ours(&manifest, section) {
                if !row.allows(&used) {
                    faults.push(format!(
                        "{file}: `{name}` may not use `{used}`, see ARCHITECTURE.md"
                    ));
                }
            }
        }
        for used in ours(&manifest, "dev-dependencies") {
            if !row.allows(&used) && table.layer(&used) >= Some(row.layer) {
                faults.push(format!(
                    "{file}: the tests of `{name}` may not use `{used}`, which is no lower layer"
                ));
            }
        }
    }
    none(&faults);
}

#[test]
fn every_source_file_says_what_it_is_for() {
    let faults = sources().filter(|file| !read(file).starts_with("//! "));
    none(
        &faults
            .map(|file| format!("{file}: begin with `//!` and one sentence"))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn no_source_file_is_too_long() {
    let mut faults = Vec::new();
    for file in sources() {
        let lines = read(&file).lines().count();
        let listed = LONG.iter().any(|(long, _)| *long == file);
        if lines > LONGEST && !listed {
            faults.push(format!(
                "{file}: {lines} lines; split it, or list it in tidy.rs with the reason"
            ));
        }
        if lines <= LONGEST && listed {
            faults.push(format!(
                "{file}: has only {lines} lines now; take it off the list in tidy.rs"
            ));
        }
    }
    none(&faults);
}

#[test]
fn paths_in_documents_exist() {
    let mut faults = Vec::new();
    for document in files().iter().filter(|file| is_prose(file)) {
        let folder = Path::new(document).parent().unwrap_or(Path::new(""));
        for (number, line) in lines_outside_blocks(&read(document)) {
            let spans = line
                .split('`')
                .skip(1)
                .step_by(2)
                .filter(|span| is_path(span));
            let links = line
                .split("](")
                .skip(1)
                .filter_map(|rest| rest.split([')', '#']).next());
            let links = links.filter(|link| !link.is_empty() && !link.contains(':'));
            for path in spans.chain(links) {
                let wanted = [root().join(path), root().join(folder).join(path)];
                if !wanted.iter().any(|path| path.exists()) {
                    faults.push(format!("{document}:{number}: there is no `{path}`"));
                }
            }
        }
    }
    none(&faults);
}

#[test]
fn every_todo_names_an_issue() {
    let word = concat!("TO", "DO");
    let mut faults = Vec::new();
    for file in files().iter().filter(|file| is_code(file)) {
        for (number, line) in (1..).zip(read(file).lines()) {
            let Some(comment) = comment(file, line) else {
                continue;
            };
            let Some((_, after)) = comment.split_once(word) else {
                continue;
            };
            let numbered = after
                .strip_prefix("(#")
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            if !numbered {
                faults.push(format!(
                    "{file}:{number}: write `{word}(#12)` with the number of the issue, or do it"
                ));
            }
        }
    }
    none(&faults);
}

#[test]
fn no_test_is_switched_off_or_waits_for_a_panic() {
    let mut faults = Vec::new();
    for file in sources() {
        for (number, line) in (1..).zip(read(&file).lines()) {
            let line = line.trim_start();
            for banned in ["#[ignore", "#[should_panic"] {
                if line.starts_with(banned) {
                    faults.push(format!(
                        "{file}:{number}: pin today's answer in place of `{banned}]`"
                    ));
                }
            }
        }
    }
    none(&faults);
}

#[test]
fn every_rule_is_complete() {
    let files = files();
    let listed = read("rules/src/checks.rs");
    let mut faults = Vec::new();
    let mut rules = 0;
    for folder in files.iter().filter_map(|file| rule_folder(file)) {
        let has = |name: &str| files.iter().any(|file| *file == format!("{folder}/{name}"));
        if !has("rule.md") {
            faults.push(format!("{folder}: there is no rule.md"));
            continue;
        }
        rules += 1;
        if !has("cases.md") {
            faults.push(format!("{folder}: add cases.md with the edges of the rule"));
        }
        let coded = read(&format!("{folder}/rule.md"))
            .lines()
            .any(|line| line.trim() == "code = true");
        let check = folder.trim_start_matches("rules/").to_owned() + "/check.rs";
        if has("check.rs") != coded {
            faults.push(format!("{folder}: check.rs and `code = true` go together"));
        } else if coded && !listed.contains(&check) {
            faults.push(format!("{folder}: name check.rs in rules/src/checks.rs"));
        }
    }
    faults.dedup();
    none(&faults);
    assert!(rules > 0, "no rule was found");
}

#[test]
fn every_model_has_a_proof_beside_it() {
    let files = files();
    let mut faults = Vec::new();
    let models = files
        .iter()
        .filter(|file| Path::new(file).parent() == Some(Path::new("models")));
    for file in models {
        let (missing, wanted) = match file.rsplit_once('.') {
            Some((name, "toml")) if !["models/kinds", "models/Cargo"].contains(&name) => {
                ("py", name)
            }
            Some((name, "py")) => ("toml", name),
            _ => continue,
        };
        let wanted = format!("{wanted}.{missing}");
        if !files.contains(&wanted) {
            faults.push(format!("{file}: there is no {wanted} beside it"));
        }
    }
    none(&faults);
}

/// The table under *Direction* in `ARCHITECTURE.md`.
struct Table {
    rows: BTreeMap<String, Row>,
}

/// What the table says of one package.
struct Row {
    layer: u32,
    /// The packages it may use; `None` for all of lower layers.
    uses: Option<Vec<String>>,
}

impl Row {
    fn allows(&self, used: &str) -> bool {
        self.uses
            .as_ref()
            .is_none_or(|uses| uses.iter().any(|name| name == used))
    }
}

impl Table {
    fn read() -> Self {
        let text = read("ARCHITECTURE.md");
        let section = text
            .split("\n## Direction\n")
            .nth(1)
            .expect("there is a section Direction");
        let section = section.split("\n## ").next().unwrap_or(section);
        let mut rows = BTreeMap::new();
        for line in section.lines() {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let [_, layer, package, uses, ..] = cells.as_slice() else {
                continue;
            };
            let Ok(layer) = layer.parse() else { continue };
            let uses = if *uses == "everything" {
                None
            } else {
                Some(names(uses))
            };
            for name in names(package) {
                rows.insert(
                    name,
                    Row {
                        layer,
                        uses: uses.clone(),
                    },
                );
            }
        }
        assert!(!rows.is_empty(), "the table under Direction has no row");
        Self { rows }
    }

    fn layer(&self, name: &str) -> Option<u32> {
        self.rows.get(name).map(|row| row.layer)
    }

    /// Edges that lead sideways or up, or to nowhere.
    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for (name, row) in &self.rows {
            for used in row.uses.iter().flatten() {
                if self.layer(used).is_none_or(|layer| layer >= row.layer) {
                    faults.push(format!(
                        "ARCHITECTURE.md: `{name}` may use `{used}`, which is no lower layer"
                    ));
                }
            }
        }
        faults
    }
}

/// The names between backticks.
fn names(cell: &str) -> Vec<String> {
    cell.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// The packages of this workspace that a section of a manifest names.
fn ours(manifest: &toml::Table, section: &str) -> Vec<String> {
    let table = manifest.get(section).and_then(toml::Value::as_table);
    let names = table.into_iter().flat_map(toml::Table::keys);
    names
        .filter(|name| *name == "assay" || name.starts_with("assay-"))
        .cloned()
        .collect()
}

/// `rules/<family>/<id>` of a file in a rule's folder.
fn rule_folder(file: &str) -> Option<String> {
    let parts: Vec<&str> = file.split('/').collect();
    match parts.as_slice() {
        ["rules", family, id, _] if !["src", "tests"].contains(family) => {
            Some(format!("rules/{family}/{id}"))
        }
        _ => None,
    }
}

/// Documents that people write; what rules and test data say is theirs.
fn is_prose(file: &str) -> bool {
    ending(file) == "md"
        && !file.starts_with("rules/")
        && !file.contains("/tests/")
        && !file.starts_with("docs/rules/")
        && file != "docs/rules.md"
}

/// What follows the sign for a comment in a line of code.
fn comment<'a>(file: &str, line: &'a str) -> Option<&'a str> {
    let sign = if ending(file) == "rs" { "//" } else { "#" };
    line.split_once(sign).map(|(_, comment)| comment)
}

fn is_code(file: &str) -> bool {
    ["rs", "toml", "py"].contains(&ending(file))
        || ["justfile", ".ci/run", "bench/run"].contains(&file)
}

/// What follows the last dot of a file's name.
fn ending(file: &str) -> &str {
    file.rsplit('/')
        .next()
        .and_then(|name| name.rsplit_once('.'))
        .map_or("", |(_, ending)| ending)
}

/// Whether text between backticks is a path of this repository.
fn is_path(span: &str) -> bool {
    PLACES.iter().any(|place| span.starts_with(place))
        && span
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c))
}

/// The lines of a document that are not in a code block, with their numbers.
fn lines_outside_blocks(text: &str) -> Vec<(usize, String)> {
    let mut fence: Option<String> = None;
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let ticks: String = line
            .trim_start()
            .chars()
            .take_while(|c| *c == '`')
            .collect();
        match &fence {
            Some(open) if ticks.len() >= open.len() => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 => fence = Some(ticks),
            None => lines.push((number, line.to_owned())),
        }
    }
    lines
}

fn sources() -> impl Iterator<Item = String> {
    files().into_iter().filter(|file| ending(file) == "rs")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Every file of the checkout, sorted, with forward slashes.
fn files() -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).expect("the checkout can be read") {
            let entry = entry.expect("the checkout can be read");
            let name = entry
                .file_name()
                .into_string()
                .expect("our names are UTF-8");
            let hidden = name.starts_with('.') && ![".ci", ".assay"].contains(&name.as_str());
            let path = if folder.is_empty() {
                name.clone()
            } else {
                format!("{folder}/{name}")
            };
            let kind = entry.file_type().expect("the checkout can be read");
            if kind.is_file() {
                files.push(path);
            } else if kind.is_dir() && !hidden && !SKIPPED.contains(&name.as_str()) {
                folders.push(path);
            }
        }
    }
    files.sort();
    files
}

#[track_caller]
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}
