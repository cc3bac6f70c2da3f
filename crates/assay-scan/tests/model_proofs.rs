//! Every entry of every model is reached by the Python beside it, on a line that says so.
//!
//! `models/<package>.py` marks its lines: `# sink: sql; source: stored`. An entry no marked line reaches fails,
//! and so does a marker that no entry of the package answers, so that a model cannot die in silence.
#![expect(
    clippy::disallowed_methods,
    reason = "the proofs are files beside the models"
)]
#![expect(clippy::expect_used, reason = "a test may fail loudly")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use assay_models::{
    EntryTarget, Kinds, Models, Package, RoleTarget, SinkKinds, SinkTarget, SourceTarget, Through,
};
use assay_python::Program;
use assay_source::{Project, SourceFile};
use assay_taint::{Options, Reached, Verb, solve};

/// What a marker says: the verb, and the kind if it has one.
type Mark = (Verb, Option<String>);

/// What an entry of a package is, for comparison and messages.
struct Entry {
    verb: Verb,
    number: u32,
    line: u32,
    name: String,
    /// The kinds that a marker may name; empty if the verb has none.
    kinds: BTreeSet<String>,
}

#[test]
fn every_entry_is_reached_by_a_line_that_says_so() {
    let models = Models::embedded();
    let mut faults = String::new();
    for (number, package) in (0..).zip(models.packages()) {
        check(models, number, package, &mut faults);
    }
    assert!(faults.is_empty(), "\n{faults}");
}

fn check(models: &Models, number: u32, package: &Package, faults: &mut String) {
    let name = package.file.replace(".toml", ".py");
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../models")
        .join(&name);
    let Ok(text) = fs::read_to_string(&path) else {
        let _ = writeln!(
            faults,
            "models/{}: there is no proof {name} beside it",
            package.file
        );
        return;
    };
    // Under a name of its own, or `import os` in `os.py` would mean the proof itself.
    let project = Project::from_texts([(format!("proof_of_{name}"), text)]);
    let Some(file) = project.files.first() else {
        return;
    };
    let reached = solve_alone(&project, models);
    let marks = marks(file, faults);
    let entries = entries(package, models.kinds());
    let mut proven = BTreeSet::new();
    let mut answered = BTreeSet::new();
    for hit in reached.iter().filter(|hit| hit.package == number) {
        let Some(entry) = entries
            .iter()
            .find(|entry| (entry.verb, entry.number) == (hit.verb, hit.entry))
        else {
            continue;
        };
        let lines =
            file.position(hit.span.range.start).line..=file.position(hit.span.range.end).line;
        for (at, (line, mark)) in marks.iter().enumerate() {
            if lines.contains(line) && answers(entry, mark) {
                proven.insert((hit.verb, hit.entry));
                answered.insert(at);
            }
        }
    }
    for entry in entries
        .iter()
        .filter(|entry| !proven.contains(&(entry.verb, entry.number)))
    {
        let (file, verb) = (&package.file, word(entry.verb));
        let _ = writeln!(
            faults,
            "models/{file}:{}: [[{verb}]] `{}` is reached by no line marked for it",
            entry.line, entry.name
        );
    }
    for (_, (line, (verb, kind))) in marks
        .iter()
        .enumerate()
        .filter(|(at, _)| !answered.contains(at))
    {
        let kind = kind
            .as_deref()
            .map_or(String::new(), |kind| format!(": {kind}"));
        let _ = writeln!(
            faults,
            "models/{name}:{line}: nothing of {} answers `# {}{kind}`",
            package.file,
            word(*verb)
        );
    }
}

fn solve_alone(project: &Project, models: &Models) -> Vec<Reached> {
    let threads = rayon::ThreadPoolBuilder::new()
        .stack_size(64 << 20)
        .num_threads(2)
        .build()
        .expect("threads");
    threads.install(|| {
        let modules = project.files.iter().map(assay_python::lower).collect();
        let program = Program::link(modules, project);
        let options = Options {
            record: true,
            ..Options::default()
        };
        solve(&program, models, &[], &options).reached
    })
}

fn answers(entry: &Entry, (verb, kind): &Mark) -> bool {
    let kind_fits = kind.as_ref().is_none_or(|kind| entry.kinds.contains(kind));
    entry.verb == *verb && kind_fits
}

/// The markers of a file, with their lines.
fn marks(file: &SourceFile, faults: &mut String) -> Vec<(u32, Mark)> {
    let mut marks = Vec::new();
    for (line, number) in file.text.lines().zip(1..) {
        let Some((_, comment)) = line.rsplit_once("  # ") else {
            continue;
        };
        for marker in comment.split(';') {
            let (verb, kind) = marker
                .split_once(':')
                .map_or((marker, None), |(verb, kind)| (verb, Some(kind)));
            // The engine folds constants and does not say which of them.
            if verb.trim() == "constant" {
                continue;
            }
            match VERBS.into_iter().find(|known| word(*known) == verb.trim()) {
                Some(verb) => marks.push((number, (verb, kind.map(|kind| kind.trim().to_owned())))),
                None => drop(writeln!(
                    faults,
                    "models/{}:{number}: unknown marker `{}`",
                    file.path,
                    marker.trim()
                )),
            }
        }
    }
    marks
}

const VERBS: [Verb; 14] = [
    Verb::Alias,
    Verb::Source,
    Verb::Sink,
    Verb::Pass,
    Verb::Clean,
    Verb::Guard,
    Verb::Exit,
    Verb::Callback,
    Verb::Entry,
    Verb::Response,
    Verb::Store,
    Verb::Load,
    Verb::Role,
    Verb::Render,
];

fn word(verb: Verb) -> &'static str {
    match verb {
        Verb::Alias => "alias",
        Verb::Source => "source",
        Verb::Sink => "sink",
        Verb::Pass => "pass",
        Verb::Clean => "clean",
        Verb::Guard => "guard",
        Verb::Exit => "exit",
        Verb::Callback => "callback",
        Verb::Entry => "entry",
        Verb::Response => "response",
        Verb::Store => "store",
        Verb::Load => "load",
        Verb::Role => "role",
        Verb::Render => "render",
    }
}

/// Every entry of a package, in the order of its numbers.
fn entries(package: &Package, kinds: &Kinds) -> Vec<Entry> {
    let mut entries = entries_with_kinds(package, kinds);
    let mut add = |verb: Verb, rows: Vec<(u32, String)>| {
        entries.extend((0..).zip(rows).map(|(number, (line, name))| Entry {
            verb,
            number,
            line,
            name,
            kinds: BTreeSet::new(),
        }));
    };
    add(
        Verb::Alias,
        package
            .aliases
            .iter()
            .map(|alias| (alias.line, alias.name.to_string()))
            .collect(),
    );
    add(
        Verb::Pass,
        package
            .passes
            .iter()
            .map(|pass| (pass.line, through_name(&pass.target)))
            .collect(),
    );
    add(
        Verb::Exit,
        package
            .exits
            .iter()
            .map(|exit| (exit.line, exit.callee.path.to_string()))
            .collect(),
    );
    add(
        Verb::Render,
        package
            .renders
            .iter()
            .map(|render| (render.line, render.callee.path.to_string()))
            .collect(),
    );
    add(
        Verb::Callback,
        package
            .callbacks
            .iter()
            .map(|call| (call.line, call.callee.path.to_string()))
            .collect(),
    );
    add(
        Verb::Response,
        package
            .responses
            .iter()
            .map(|response| (response.line, response.value.to_string()))
            .collect(),
    );
    add(
        Verb::Store,
        package
            .stores
            .iter()
            .map(|store| (store.line, store.callee.path.to_string()))
            .collect(),
    );
    add(
        Verb::Role,
        package
            .roles
            .iter()
            .map(|role| (role.line, role_name(&role.target)))
            .collect(),
    );
    add(
        Verb::Load,
        package
            .loads
            .iter()
            .map(|load| (load.line, load.callee.path.to_string()))
            .collect(),
    );
    entries
}

/// The entries whose markers may name a kind.
fn entries_with_kinds(package: &Package, kinds: &Kinds) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut add = |verb: Verb, rows: Vec<(u32, String, BTreeSet<String>)>| {
        entries.extend((0..).zip(rows).map(|(number, (line, name, kinds))| Entry {
            verb,
            number,
            line,
            name,
            kinds,
        }));
    };
    let one = |kind: &str| BTreeSet::from([kind.to_owned()]);
    let source = |kind| one(kinds.source_name(kind));
    let sources = package.sources.iter();
    add(
        Verb::Source,
        sources
            .map(|entry| (entry.line, source_name(&entry.target), source(entry.kind)))
            .collect(),
    );
    let sinks = package.sinks.iter();
    add(
        Verb::Sink,
        sinks
            .map(|entry| {
                (
                    entry.line,
                    sink_name(&entry.target),
                    one(kinds.sink_name(entry.kind)),
                )
            })
            .collect(),
    );
    let cleans = package.cleans.iter();
    add(
        Verb::Clean,
        cleans
            .map(|entry| {
                (
                    entry.line,
                    through_name(&entry.target),
                    words(kinds, entry.kinds),
                )
            })
            .collect(),
    );
    let guards = package.guards.iter();
    add(
        Verb::Guard,
        guards
            .map(|entry| {
                (
                    entry.line,
                    entry.callee.path.to_string(),
                    words(kinds, entry.kinds),
                )
            })
            .collect(),
    );
    let calls = package.entries.iter();
    let parameters = |entry: &assay_models::Entry| entry.parameters.map(source).unwrap_or_default();
    add(
        Verb::Entry,
        calls
            .map(|entry| (entry.line, entry_name(&entry.target), parameters(entry)))
            .collect(),
    );
    entries
}

/// What a marker may call a set of sink kinds: each of them, `*` for all, `numbers` for those that numbers cannot harm.
fn words(kinds: &Kinds, set: SinkKinds) -> BTreeSet<String> {
    let named = kinds
        .all_sinks()
        .filter(|kind| set.contains(*kind))
        .map(|kind| kinds.sink_name(kind).to_owned());
    let all = kinds
        .all_sinks()
        .all(|kind| set.contains(kind))
        .then(|| "*".to_owned());
    let numbers = (set == kinds.numeric()).then(|| "numbers".to_owned());
    named.chain(all).chain(numbers).collect()
}

fn role_name(target: &RoleTarget) -> String {
    let (RoleTarget::Call(path)
    | RoleTarget::Read(path)
    | RoleTarget::Write(path)
    | RoleTarget::Base(path)) = target;
    path.to_string()
}

fn source_name(target: &SourceTarget) -> String {
    match target {
        SourceTarget::Read(symbol) => symbol.path.to_string(),
        SourceTarget::Call { callee, .. } => callee.path.to_string(),
    }
}

fn sink_name(target: &SinkTarget) -> String {
    match target {
        SinkTarget::Call { callee, .. } => callee.path.to_string(),
        SinkTarget::Write { place, .. } => place.path.to_string(),
    }
}

fn through_name(target: &Through) -> String {
    match target {
        Through::Call(symbol) | Through::Read(symbol) => symbol.path.to_string(),
    }
}

fn entry_name(target: &EntryTarget) -> String {
    match target {
        EntryTarget::Call { path, .. } => path.to_string(),
        EntryTarget::Methods { base, .. } => base.to_string(),
    }
}
