//! Functions that take part in something, single uses, and clauses that catch everything.

use std::collections::{BTreeMap, BTreeSet};

use assay_python::ir::{FunctionKind, Op};
use assay_python::program::FunctionRef;

use super::rank::Handling;
use super::select::{Catches, Functions, Uses};
use super::spots::{Spots, short_symbol};
use super::{Ground, Use};
use crate::check::Function;

/// Said of a function of which only the name is known.
const BY_NAME: &str = "by its name";

impl<'a> Ground<'a> {
    pub(super) fn functions(&self, wanted: &Functions) -> Spots<'a> {
        let mut taking: BTreeMap<FunctionRef, BTreeSet<String>> = BTreeMap::new();
        let counts = |function: FunctionRef| !wanted.serving || self.serves(function);
        let mut add = |used: Use<'_>, verb: &str| {
            if counts(used.function) {
                let why = format!("{verb} {}", short_symbol(used.name));
                taking.entry(used.function).or_default().insert(why);
            }
        };
        for used in self.called(&wanted.call).chain(self.played(&wanted.role)) {
            add(used, "uses");
        }
        for used in self.sunk(&wanted.sink) {
            add(used, "uses");
        }
        for used in self.read(&wanted.source) {
            add(used, "reads");
        }
        for used in self.written(&wanted.write) {
            add(used, "writes");
        }
        if !wanted.named.words.is_empty() || !wanted.parameter.words.is_empty() {
            for function in self.written_functions().filter(|one| self.serves(one.id)) {
                let name = function.name(function.ir.name);
                if wanted.named.means(name) {
                    let whys = taking.entry(function.id).or_default();
                    whys.insert(BY_NAME.to_owned());
                }
                let parameters = function.ir.params.iter();
                for parameter in parameters.map(|parameter| function.name(parameter.name)) {
                    if wanted.parameter.means(parameter) {
                        let whys = taking.entry(function.id).or_default();
                        whys.insert(format!("is given {parameter}"));
                    }
                }
            }
        }
        if !wanted.without_sink.is_empty() {
            let other: BTreeSet<FunctionRef> = self
                .sunk(&wanted.without_sink)
                .map(|used| used.function)
                .collect();
            taking.retain(|function, _| !other.contains(function));
        }
        self.add_callers(&mut taking, wanted.callers);
        let mut spots = Spots::new(self);
        for (function, whys) in &taking {
            let has_evidence = whys.iter().any(|why| !is_name_alone(why));
            let rank = self.rank_of_function(*function, has_evidence);
            for why in whys {
                self.add_function(&mut spots, *function, why, rank);
            }
        }
        spots
    }

    /// Adds those that lead to functions that take part, so many steps up.
    fn add_callers(&self, taking: &mut BTreeMap<FunctionRef, BTreeSet<String>>, steps: u32) {
        let mut last: Vec<FunctionRef> = taking.keys().copied().collect();
        for _ in 0..steps {
            let mut next = Vec::new();
            for callee in std::mem::take(&mut last) {
                let Some(name) = self.facts.function(callee) else {
                    continue;
                };
                let name = name.name(name.ir.name);
                for caller in self.callers_of(callee) {
                    // Whatever registers or imports a function does not take part.
                    let is_function = self.facts.function(caller).is_some_and(is_written);
                    if is_function && !taking.contains_key(&caller) {
                        next.push((caller, format!("calls {name}")));
                    }
                }
            }
            for (caller, why) in next {
                let whys = taking.entry(caller).or_insert_with(|| {
                    last.push(caller);
                    BTreeSet::new()
                });
                whys.insert(why);
            }
        }
    }

    pub(super) fn uses(&self, wanted: &Uses) -> Spots<'a> {
        let mut spots = Spots::new(self);
        let all = self
            .called(&wanted.call)
            .chain(self.written(&wanted.write))
            .chain(self.played(&wanted.role))
            .chain(self.sunk(&wanted.sink))
            .chain(self.read(&wanted.source));
        let begins = |name: &str| {
            let mut starts = wanted.starting.iter();
            wanted.starting.is_empty() || starts.any(|start| name.starts_with(start.as_str()))
        };
        for used in all {
            let text = self
                .facts
                .project
                .file(used.span.file)
                .slice(used.span.range);
            let is_left_out = wanted
                .unless_text
                .iter()
                .any(|part| text.contains(part.as_str()))
                || (wanted.computed && has_constant_argument(text));
            if begins(used.name) && !is_left_out && (!wanted.serving || self.serves(used.function))
            {
                let around = self.around(used.function);
                let rank = self.rank_of_function(used.function, true);
                let at = used.span;
                spots.add(at, at.range, short_symbol(used.name), &around, rank);
            }
        }
        spots
    }

    pub(super) fn catches(&self, wanted: &Catches) -> Spots<'a> {
        let mut spots = Spots::new(self);
        for function in self.own_functions() {
            if wanted.serving && !self.serves(function.id) {
                continue;
            }
            for instruction in function.instructions() {
                let Op::Catch { types, .. } = instruction.op else {
                    continue;
                };
                let caught = match types {
                    None => "except:",
                    Some(types) => {
                        let words = function.near_words(types);
                        if words.contains("BaseException") {
                            "except BaseException"
                        } else if words.contains("Exception") {
                            "except Exception"
                        } else {
                            continue;
                        }
                    }
                };
                let clause = function.span(instruction.range);
                let file = self.facts.project.file(clause.file);
                let handling = Handling::of(file.slice(clause.range));
                let around = self.around(function.id);
                let gap = if around.is_empty() { "" } else { ", " };
                let why = format!("{around}{gap}{}", handling.text());
                let rank = self.rank_of_clause(function.id, handling);
                spots.add(clause, clause.range, caught, &why, rank);
            }
        }
        spots
    }

    /// Functions outside of tests that somebody wrote as such.
    pub(super) fn written_functions(&self) -> impl Iterator<Item = Function<'a>> {
        self.own_functions()
            .filter(|function| is_written(*function))
    }

    /// Functions outside of tests, the bodies of modules and classes among them.
    fn own_functions(&self) -> impl Iterator<Item = Function<'a>> {
        let facts = self.facts;
        let all = Function::all(facts.program, facts.index, facts.tests);
        all.filter(|function| !self.is_aside(function.span(function.ir.name_range)))
    }
}

/// True if a reason is about what something is called.
fn is_name_alone(why: &str) -> bool {
    why == BY_NAME
}

fn is_written(function: Function<'_>) -> bool {
    matches!(function.ir.kind, FunctionKind::Def | FunctionKind::AsyncDef)
}

/// True if the first argument of a call is a constant text, as far as its text tells.
fn has_constant_argument(call: &str) -> bool {
    let Some((_, arguments)) = call.split_once('(') else {
        return false;
    };
    let arguments = arguments.trim_start();
    ["\"\"\"", "\'\'\'", "\"", "'"].into_iter().any(|quote| {
        let inside = arguments.strip_prefix(quote);
        let behind = inside.and_then(|inside| inside.split_once(quote));
        behind.is_some_and(|(_, rest)| rest.trim_start().starts_with([',', ')']))
    })
}

#[cfg(test)]
mod tests {
    use super::has_constant_argument;

    #[test]
    fn a_constant_is_told_by_what_stands_behind_it() {
        for call in [
            "execute(\"SELECT 1\")",
            "execute('SELECT ?', (name,))",
            "redirect( \"/\" )",
            "execute(\"\"\"SELECT\n1\"\"\")",
        ] {
            assert!(has_constant_argument(call), "{call}");
        }
        for call in [
            "execute(statement)",
            "execute(\"SELECT \" + name)",
            "execute(f\"SELECT {name}\")",
            "execute(\"SELECT %s\" % name)",
            "flask.session",
            "",
        ] {
            assert!(!has_constant_argument(call), "{call}");
        }
    }
}
