//! Suppressions in comments: which findings they are about, and which of them are about none.
//!
//! ```python
//! # assay: ignore[sql-injection] the names of tables are constants
//! db.execute(query)
//! os.system(command)  # nosec B605 - the command is built from constants
//! ```
//!
//! A comment counts at any line of the statement of the finding; ours also on a line of its own above it.
//! Comments come from the tokens of each language, so a text that looks like one suppresses nothing.

mod comments;
mod names;
mod pragma;

use std::collections::{BTreeMap, BTreeSet};

use assay_finding::{Finding, Invalid, Review, Suppressed, SuppressedBy, Suppressions, Unused};
use assay_python::ir::Module;
use assay_source::{FileKind, Project, Range, SourceFile};
use jiff::civil::Date;

use crate::rule::RuleSet;
use crate::test_code;
use names::{Names, is_about_security};
use pragma::{Pragma, Reach};

/// A statement of more lines is one only where it begins: nobody reads a comment so far away.
const STATEMENT_LINES: u32 = 200;

/// A file with more suppressions than this is made to mislead, and the rest do not count.
const PRAGMAS: usize = 20_000;

/// Comments above a statement are followed over so many lines.
const ABOVE: u32 = 50;

/// All suppressions of a project.
#[derive(Default)]
pub(crate) struct Ledger {
    names: Names,
    files: BTreeMap<String, FileLedger>,
    include_tests: bool,
}

struct FileLedger {
    pragmas: Vec<Placed>,
    /// By line: indices of pragmas that stand there.
    by_line: BTreeMap<u32, Vec<usize>>,
    /// What reaches further than its statement: indices, with the lines from and to.
    spans: Vec<(usize, u32, u32)>,
    statements: Vec<Lines>,
    /// Lines that hold nothing but a comment.
    own_lines: BTreeSet<u32>,
    cut: bool,
}

/// A pragma at its place.
struct Placed {
    pragma: Pragma,
    line: u32,
    /// For each name, or for the one that stands for all: the rules that it means, and whether it was of use.
    means: Vec<(BTreeSet<usize>, bool)>,
    /// False if it does not count.
    counts: bool,
}

/// The lines of a statement.
#[derive(Clone, Copy)]
struct Lines {
    first: u32,
    last: u32,
    depth: u16,
    column: u32,
}

impl Ledger {
    /// Reads the suppressions of a project.
    pub(crate) fn read(
        project: &Project,
        modules: &[Module],
        rules: &RuleSet,
        include_tests: bool,
    ) -> Self {
        let mut names = Names::new(rules.called());
        let by_file: BTreeMap<_, &Module> =
            modules.iter().map(|module| (module.file, module)).collect();
        let mut files = BTreeMap::new();
        for file in &project.files {
            // A template has a module too, and comments of its own.
            let module = by_file
                .get(&file.id)
                .filter(|_| file.kind == FileKind::Python);
            let found;
            let (ranges, statements) = match module {
                Some(module) => (&module.comments, &module.statements[..]),
                None if pragma::may_hold(&file.text) => {
                    found = comments::comments(file);
                    (&found, &[][..])
                }
                None => continue,
            };
            if let Some(ledger) = FileLedger::read(file, ranges, statements, &mut names) {
                files.insert(file.path.to_string(), ledger);
            }
        }
        Self {
            names,
            files,
            include_tests,
        }
    }

    /// Takes what is suppressed out of a review, and tells of the suppressions.
    pub(crate) fn apply(mut self, review: &mut Review, today: Option<assay_deps::Date>) {
        let today = today.and_then(|day| day.to_string().parse().ok());
        let mut told = Suppressions::default();
        for (path, file) in &mut self.files {
            for placed in &mut file.pragmas {
                if let Some(invalid) = fault(placed, path, today, &self.names) {
                    placed.counts = false;
                    told.invalid.push(invalid);
                }
                tell_foreign(placed, &mut told);
            }
            if file.cut {
                told.invalid.push(Invalid {
                    path: path.clone(),
                    line: None,
                    expired: false,
                    text: format!(
                        "only the first {PRAGMAS} suppressions of a file count; remove some"
                    ),
                });
            }
        }
        let rules = self.names.by_id();
        let files = &mut self.files;
        review.suppress(|finding| {
            let rule = *rules.get(&finding.rule)?;
            files.get_mut(&finding.place.path)?.suppress(finding, rule)
        });
        let ran: BTreeSet<usize> = review
            .rules
            .iter()
            .filter_map(|facts| rules.get(&facts.id).copied())
            .collect();
        for (path, file) in &self.files {
            if self.include_tests || !test_code::is_test(path) {
                file.unused(path, &ran, &mut told.unused);
            }
        }
        review.tell_suppressions(told);
    }
}

/// Why a pragma does not count.
fn fault(placed: &Placed, path: &str, today: Option<Date>, names: &Names) -> Option<Invalid> {
    let pragma = &placed.pragma;
    let invalid = |expired, text| {
        Some(Invalid {
            path: path.to_owned(),
            line: Some(placed.line),
            expired,
            text,
        })
    };
    if let Some(fault) = &pragma.fault {
        return invalid(false, fault.clone());
    }
    if pragma.by != SuppressedBy::Assay {
        return None;
    }
    let all = pragma.names.iter().flatten().zip(&placed.means);
    for (name, (rules, _)) in all {
        if rules.is_empty() {
            let hint = names.nearest(name).map_or_else(
                || "; `assay rules` lists them".to_owned(),
                |near| format!(", did you mean `{near}`?"),
            );
            return invalid(
                false,
                format!("no rule, family or weakness is called `{name}`{hint}"),
            );
        }
    }
    match (pragma.until, today) {
        (Some(until), Some(today)) if until < today => invalid(
            true,
            format!(
                "this suppression held until {until} and counts no more; repair the flaw, or write a later day"
            ),
        ),
        _ => None,
    }
}

fn tell_foreign(placed: &Placed, told: &mut Suppressions) {
    let pragma = &placed.pragma;
    for (name, (rules, _)) in pragma.names.iter().flatten().zip(&placed.means) {
        if rules.is_empty() && is_about_security(pragma.by, name) {
            *told
                .foreign
                .entry(format!("{} {name}", pragma.by))
                .or_default() += 1;
        }
    }
}

impl FileLedger {
    fn read(
        file: &SourceFile,
        comments: &[Range],
        statements: &[assay_python::ir::Statement],
        names: &mut Names,
    ) -> Option<Self> {
        let mut ledger = Self {
            pragmas: Vec::new(),
            by_line: BTreeMap::new(),
            spans: Vec::new(),
            statements: Vec::new(),
            own_lines: BTreeSet::new(),
            cut: false,
        };
        let mut found: Vec<(Pragma, Range)> = Vec::new();
        for range in comments {
            let pragmas = pragma::pragmas(file.slice(*range));
            found.extend(pragmas.into_iter().map(|pragma| (pragma, *range)));
            if found.len() > PRAGMAS {
                found.truncate(PRAGMAS);
                ledger.cut = true;
                break;
            }
        }
        if found.is_empty() {
            return None;
        }
        ledger.statements = statements
            .iter()
            .map(|statement| lines_of(file, statement))
            .collect();
        ledger.own_lines = comments
            .iter()
            .flat_map(|range| own_lines(file, *range))
            .collect();
        for (pragma, range) in found {
            ledger.place(pragma, file, range, names);
        }
        Some(ledger)
    }

    fn place(&mut self, pragma: Pragma, file: &SourceFile, range: Range, names: &mut Names) {
        let start = file.position(range.start);
        let line = start.line;
        let at = self.pragmas.len();
        let means = match &pragma.names {
            Some(listed) => listed
                .iter()
                .map(|name| (names.rules(pragma.by, name), false))
                .collect(),
            None => vec![(names.all(pragma.by), false)],
        };
        match pragma.reach {
            Reach::Statement | Reach::StatementOrNext => {
                self.by_line.entry(line).or_default().push(at);
                // A comment of a template may have several lines.
                let last = file.position(range.end).line;
                if last > line {
                    self.by_line.entry(last).or_default().push(at);
                }
            }
            Reach::File => self.spans.push((at, 1, u32::MAX)),
            Reach::Next => self.spans.push((at, line + 1, self.last_line_of(line + 1))),
            Reach::Block => {
                let last = self.end_of_block(line, start.column);
                let first = self
                    .statement_at(line)
                    .map_or(line, |statement| statement.first);
                self.spans.push((at, first, last));
            }
            Reach::EndOfBlock => self.end(&means, line),
        }
        self.pragmas.push(Placed {
            pragma,
            line,
            means,
            counts: true,
        });
    }

    /// Ends what earlier pragmas of Pylint began.
    fn end(&mut self, means: &[(BTreeSet<usize>, bool)], line: u32) {
        let ended: BTreeSet<usize> = means.iter().flat_map(|(rules, _)| rules).copied().collect();
        for (at, _, last) in &mut self.spans {
            let same = self.pragmas.get(*at).is_some_and(|placed| {
                placed
                    .means
                    .iter()
                    .any(|(rules, _)| !rules.is_disjoint(&ended))
            });
            if same && *last >= line {
                *last = line.saturating_sub(1);
            }
        }
    }

    /// The statement that has this line.
    fn statement_at(&self, line: u32) -> Option<Lines> {
        let after = self
            .statements
            .partition_point(|statement| statement.first <= line);
        let statement = self.statements.get(after.checked_sub(1)?)?;
        (statement.last >= line).then_some(*statement)
    }

    fn last_line_of(&self, line: u32) -> u32 {
        self.statement_at(line)
            .map_or(line, |statement| statement.last)
    }

    /// The last line for which a `disable` on this line counts.
    ///
    /// Behind the first line of a block it counts for the block, behind another statement for that,
    /// and on a line of its own for the rest of the block around it.
    fn end_of_block(&self, line: u32, column: u32) -> u32 {
        let behind = self
            .statements
            .partition_point(|statement| statement.first <= line);
        let rest = self.statements.get(behind..).unwrap_or_default();
        let depth = match (self.statement_at(line), rest.first()) {
            (Some(own), Some(next)) if next.depth > own.depth => own.depth + 1,
            (Some(own), _) => return own.last,
            // The block ended above: nothing is left of it.
            (None, Some(next)) if column > next.column => return line,
            (None, Some(next)) => next.depth,
            (None, None) => return u32::MAX,
        };
        let next = rest.iter().find(|statement| statement.depth < depth);
        next.map_or(u32::MAX, |next| next.first.saturating_sub(1))
    }

    /// What suppresses a finding; every suppression that would is of use.
    fn suppress(&mut self, finding: &Finding, rule: usize) -> Option<Suppressed> {
        let place = &finding.place;
        let line = place.start.line;
        let (first, last) = match self.statement_at(line) {
            Some(own) if own.last - own.first < STATEMENT_LINES => (own.first, own.last),
            _ => (line, line),
        };
        // What is reported may be a little more than its first statement, as a handler and what it does.
        let near = place.end.line <= last.saturating_add(2);
        let last = if near { place.end.line.max(last) } else { last };
        let mut about: Vec<usize> = Vec::new();
        for (_, at) in self.by_line.range(first..=last) {
            about.extend(at);
        }
        let mut above = first.saturating_sub(1);
        while above > 0 && first - above <= ABOVE && self.own_lines.contains(&above) {
            let here = self.by_line.get(&above).into_iter().flatten().copied();
            about.extend(here.filter(|at| {
                let placed = self.pragmas.get(*at);
                placed.is_some_and(|placed| placed.pragma.reach == Reach::StatementOrNext)
            }));
            above -= 1;
        }
        let spans = self
            .spans
            .iter()
            .filter(|(_, from, to)| (*from..=*to).contains(&line));
        about.extend(spans.map(|(at, _, _)| *at));
        let mut by: Option<usize> = None;
        for at in about {
            let Some(placed) = self.pragmas.get_mut(at).filter(|placed| placed.counts) else {
                continue;
            };
            let mut helps = false;
            for (rules, used) in &mut placed.means {
                if rules.contains(&rule) {
                    *used = true;
                    helps = true;
                }
            }
            // Ours tells a reason, so it is told first.
            let rank = |placed: &Placed| (placed.pragma.by, placed.line);
            let better = by.and_then(|by| self.pragmas.get(by)).map(rank);
            let own = self.pragmas.get(at).map(rank);
            if helps && better.is_none_or(|better| own.is_some_and(|own| own < better)) {
                by = Some(at);
            }
        }
        let placed = self.pragmas.get(by?)?;
        Some(Suppressed {
            finding: finding.clone(),
            by: placed.pragma.by,
            path: place.path.clone(),
            line: Some(placed.line),
            reason: placed.pragma.reason.clone(),
            who: String::new(),
            until: placed.pragma.until,
        })
    }

    /// Names that suppress nothing, although a rule that they mean ran.
    fn unused(&self, path: &str, ran: &BTreeSet<usize>, unused: &mut Vec<Unused>) {
        for placed in self.pragmas.iter().filter(|placed| placed.counts) {
            if placed.pragma.reach == Reach::EndOfBlock {
                continue;
            }
            for (name, (rules, used)) in placed.pragma.names.iter().flatten().zip(&placed.means) {
                if !used && !rules.is_disjoint(ran) {
                    unused.push(Unused {
                        path: path.to_owned(),
                        line: placed.line,
                        by: placed.pragma.by,
                        name: name.clone(),
                    });
                }
            }
        }
    }
}

fn lines_of(file: &SourceFile, statement: &assay_python::ir::Statement) -> Lines {
    let start = file.position(statement.range.start);
    Lines {
        first: start.line,
        last: file
            .position(
                statement
                    .range
                    .end
                    .saturating_sub(1)
                    .max(statement.range.start),
            )
            .line,
        depth: statement.depth,
        column: start.column,
    }
}

/// The lines of a comment, if they hold nothing else, in any of the languages.
fn own_lines(file: &SourceFile, range: Range) -> std::ops::Range<u32> {
    let (first, last) = (file.lines.line(range.start), file.lines.line(range.end));
    let begin = file.line_text(first).trim_start();
    let end = file.line_text(last).trim_end();
    let is_to_the_end = first == last && (begin.starts_with(['#', ';']) || begin.starts_with("--"));
    let is_between = |open, close| begin.starts_with(open) && end.ends_with(close);
    if is_to_the_end || is_between("{#", "#}") || is_between("<!--", "-->") {
        first..last.min(first + ABOVE) + 1
    } else {
        0..0
    }
}
