//! Places as they are gathered: each once, with every reason why it is told.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use assay_finding::inspection::Spot;
use assay_python::ir::FunctionKind;
use assay_python::program::FunctionRef;
use assay_source::{Project, Range, Span, printable};

use super::Ground;
use super::rank::Rank;

/// How many places of one group are told; all are counted.
pub(super) const MOST: usize = 200;

/// How many reasons of one place are told.
const REASONS: usize = 4;

/// Places of one group.
pub(crate) struct Spots<'a> {
    project: &'a Project,
    /// By file, line and name.
    found: BTreeMap<(String, u32, String), Found>,
}

struct Found {
    last_line: u32,
    rank: Rank,
    reasons: BTreeSet<String>,
}

impl<'a> Spots<'a> {
    pub(super) fn new(ground: &Ground<'a>) -> Self {
        Self {
            project: ground.facts.project,
            found: BTreeMap::new(),
        }
    }

    /// Adds a place; `whole` is what stands there, of which `at` is the name.
    pub(super) fn add(&mut self, at: Span, whole: Range, name: &str, why: &str, rank: Rank) {
        let file = self.project.file(at.file);
        let line = file.position(at.range.start).line;
        let last = file.position(whole.end.max(at.range.end)).line;
        let key = (file.path.to_string(), line, shown(name));
        let found = self.found.entry(key).or_insert_with(|| Found {
            last_line: last,
            rank,
            reasons: BTreeSet::new(),
        });
        found.rank = found.rank.min(rank);
        found.last_line = found.last_line.max(last);
        if !why.is_empty() {
            found.reasons.insert(shown(why));
        }
    }

    /// Adds a single place, no other than its neighbours.
    pub(super) fn add_span(&mut self, at: Span, name: &str, why: &str) {
        self.add(at, at.range, name, why, Rank::Then);
    }

    /// The places in the order in which they are read, and how many of them come first; none if all do.
    pub(super) fn finish(self) -> (Vec<Spot>, usize) {
        let mut found: Vec<_> = self.found.into_iter().collect();
        // Within a rank they stay by file and line.
        found.sort_by_key(|(_, found)| found.rank);
        let first = found
            .iter()
            .take_while(|(_, found)| found.rank == Rank::First)
            .count();
        let first = if first == found.len() { 0 } else { first };
        let spots = found.into_iter();
        let spots = spots
            .map(|((path, line, name), found)| Spot {
                path: printable(&path),
                line,
                last_line: found.last_line,
                name,
                why: reasons(&found.reasons),
            })
            .collect();
        (spots, first)
    }
}

/// A short text of the project, on one line.
fn shown(text: &str) -> String {
    const LONGEST: usize = 120;
    let mut short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    printable(&short)
}

/// The verbs with which reasons begin; those of one verb are told together.
const VERBS: [&str; 5] = ["answers ", "calls ", "reads ", "uses ", "writes "];

fn reasons(reasons: &BTreeSet<String>) -> String {
    let more = reasons.len().saturating_sub(REASONS);
    let mut text = String::new();
    let mut last = "";
    for reason in reasons.iter().take(REASONS) {
        let verb = VERBS.into_iter().find(|verb| reason.starts_with(verb));
        if !text.is_empty() {
            text.push_str(", ");
        }
        match verb {
            Some(verb) if verb == last => text.push_str(reason.get(verb.len()..).unwrap_or(reason)),
            _ => text.push_str(reason),
        }
        last = verb.unwrap_or("");
    }
    if more > 0 {
        let _ = write!(text, ", {more} more");
    }
    text
}

impl Ground<'_> {
    /// Adds a function; false if it is none that somebody wrote as one.
    pub(super) fn add_function(
        &self,
        spots: &mut Spots<'_>,
        function: FunctionRef,
        why: &str,
        rank: Rank,
    ) -> bool {
        let Some(found) = self.facts.function(function) else {
            return false;
        };
        let is_written = matches!(found.ir.kind, FunctionKind::Def | FunctionKind::AsyncDef);
        let at = found.span(found.ir.name_range);
        if !is_written || self.is_aside(at) {
            return false;
        }
        let name = short_name(&found.ir.qualname);
        spots.add(at, found.ir.range, &name, why, rank);
        for answered in self.answers.get(&function).into_iter().flatten() {
            spots.add(
                at,
                found.ir.range,
                &name,
                &format!("answers {answered}"),
                rank,
            );
        }
        true
    }

    /// What the code around a place is called: `in login`, or nothing at the top of a file.
    pub(super) fn around(&self, function: FunctionRef) -> String {
        let found = self.facts.function(function);
        let found = found.filter(|found| found.ir.kind != FunctionKind::Module);
        found.map_or_else(String::new, |found| {
            format!("in {}", short_name(&found.ir.qualname))
        })
    }
}

/// `Shop.cart.<locals>.total` as people say it: `Shop.cart.total`.
pub(super) fn short_name(qualname: &str) -> String {
    qualname.replace("<locals>.", "")
}

/// What templates do with values, as people say it.
const OUTPUTS: [(&str, &str); 8] = [
    ("jinja2.output.event_handler", "in an event handler"),
    ("jinja2.output.raw", "declared safe"),
    ("jinja2.output.script_code", "in a script"),
    ("jinja2.output.script_string", "in a text of a script"),
    ("jinja2.output.style", "in a style"),
    ("jinja2.output.unescaped", "where escaping is off"),
    ("jinja2.output.unquoted", "in an attribute without quotes"),
    ("jinja2.output.url", "in an address"),
];

/// The last parts of a symbolic name: `flask.request.files` is `request.files`, `a.B().c` is `B().c`.
pub(super) fn short_symbol(name: &str) -> &str {
    if let Some((_, words)) = OUTPUTS.iter().find(|(output, _)| *output == name) {
        return words;
    }
    let name = name.strip_prefix("builtins.").unwrap_or(name);
    let mut dots = name.rmatch_indices('.').map(|(at, _)| at);
    dots.nth(1)
        .and_then(|at| name.get(at + 1..))
        .unwrap_or(name)
}
