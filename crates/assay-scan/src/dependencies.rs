//! The packages of a project while it is scanned: what the advisories say of them, and what the program does with them.
//!
//! Manifests are read before flows are followed, so that the engine can be asked for the calls that bring
//! the flaws of exactly these packages to life.

use std::collections::{BTreeMap, BTreeSet};

use assay_deps::{
    Audit, Certainty, Database, Date, Evidence, Flaw, Inventory, Reach, Site, Symbols, Use,
    Vulnerable,
};
use assay_models::Path;
use assay_python::Program;
use assay_python::program::{FunctionRef, ModuleId};
use assay_source::{Project, Span};
use assay_taint::{Solution, WatchTarget};

use crate::detect::Watches;

/// How many places of one kind are told.
const PLACES: usize = 5;

/// What imports a module by a name that is worked out at run time.
const IMPORTERS: [&str; 3] = [
    "importlib.import_module",
    "importlib.__import__",
    "__import__",
];

/// What is known of the packages of a project.
#[derive(Clone, Debug, Default)]
pub struct Dependencies {
    /// Every manifest and requirement.
    pub inventory: Inventory,
    /// What the advisories say.
    pub audit: Audit,
    /// What else is wrong with the manifests.
    pub flaws: Vec<Flaw>,
    /// What the program does with vulnerable packages, by name.
    pub evidence: BTreeMap<String, Evidence>,
    /// The day of the newest advisory that was known; `None` if none were asked.
    pub snapshot: Option<Date>,
    /// How many days have passed since, if it is known what day it is.
    pub age: Option<i64>,
    symbols: Vec<&'static Symbols>,
}

impl Dependencies {
    /// Reads the manifests and looks every package up.
    pub(crate) fn read(project: &Project, database: &Database, today: Option<Date>) -> Self {
        let inventory = Inventory::read(project);
        let audit = assay_deps::audit(&inventory, database);
        let flaws = assay_deps::flaws(project, &inventory, today.unwrap_or(database.snapshot));
        let symbols = assay_deps::symbols().iter().filter(|symbols| {
            let all = audit.vulnerable.iter().flat_map(|found| &found.advisories);
            all.into_iter().any(|advisory| symbols.concern(advisory))
        });
        Self {
            symbols: symbols.collect(),
            inventory,
            audit,
            flaws,
            evidence: BTreeMap::new(),
            snapshot: Some(database.snapshot),
            age: today.map(|today| database.age(today)),
        }
    }

    /// Asks the engine for the code behind the advisories.
    pub(crate) fn ask(&self, watches: &mut Watches) {
        for (number, symbols) in self.symbols.iter().enumerate() {
            let paths = |texts: &[String]| -> Vec<Path> {
                texts.iter().filter_map(|text| text.parse().ok()).collect()
            };
            for path in paths(&symbols.calls) {
                watches.add(
                    Watches::DEPENDENCIES,
                    number,
                    WatchTarget::Call(path),
                    &[],
                    &[],
                );
            }
            for path in paths(&symbols.writes) {
                watches.add(
                    Watches::DEPENDENCIES,
                    number,
                    WatchTarget::Write(path),
                    &[],
                    &[],
                );
            }
        }
        if self.audit.vulnerable.is_empty() {
            return;
        }
        for path in IMPORTERS.iter().filter_map(|name| name.parse().ok()) {
            let target = WatchTarget::Call(path);
            watches.add(Watches::DEPENDENCIES, self.imports(), target, &[], &[]);
        }
    }

    /// The number under which imports by name are asked for: the one after the symbols.
    fn imports(&self) -> usize {
        self.symbols.len()
    }

    /// Judges how near the program comes to the flaws of its packages.
    pub(crate) fn look(
        &mut self,
        project: &Project,
        program: &Program,
        solution: &Solution,
        watches: &Watches,
        tests: &BTreeSet<ModuleId>,
    ) {
        let looker = Looker {
            project,
            program,
            tests,
            routes: routes(solution),
            imported: imported(project, program, tests),
            imports_unknown: false,
            uses: BTreeMap::new(),
        };
        let looker = looker.with_imports(self.imports(), solution, watches);
        let looker = looker.with_uses(&self.symbols, solution, watches);
        let mut by_package: BTreeMap<&str, Vec<&Vulnerable>> = BTreeMap::new();
        for vulnerable in &self.audit.vulnerable {
            by_package
                .entry(&vulnerable.requirement.name)
                .or_default()
                .push(vulnerable);
        }
        self.evidence = by_package
            .into_iter()
            .map(|(package, found)| {
                (
                    package.to_owned(),
                    looker.evidence(package, &found, &self.symbols),
                )
            })
            .collect();
    }

    /// The evidence about a package.
    pub fn evidence_of(&self, package: &str) -> Option<&Evidence> {
        self.evidence.get(package)
    }

    /// Those that surely or probably are installed in a vulnerable version.
    pub fn surely_vulnerable(&self) -> impl Iterator<Item = &Vulnerable> {
        self.audit
            .vulnerable
            .iter()
            .filter(|found| found.certainty != Certainty::Admitted)
    }
}

struct Looker<'a> {
    project: &'a Project,
    program: &'a Program,
    tests: &'a BTreeSet<ModuleId>,
    /// The route that leads to a function.
    routes: BTreeMap<FunctionRef, String>,
    /// Where top-level names are imported.
    imported: BTreeMap<String, Vec<Site>>,
    /// True if some module is imported by a name that is not known.
    imports_unknown: bool,
    /// By number of the symbols: what was found.
    uses: BTreeMap<usize, Vec<Use>>,
}

impl Looker<'_> {
    /// Adds what is imported by a name that the engine could work out.
    fn with_imports(mut self, number: usize, solution: &Solution, watches: &Watches) -> Self {
        for hit in &solution.hits {
            let is_import = watches
                .asker(hit.watch)
                .is_some_and(|asker| asker.rule == Watches::DEPENDENCIES && asker.detect == number);
            if !is_import || self.tests.contains(&hit.function.module) {
                continue;
            }
            let name = hit
                .arguments
                .iter()
                .find(|(place, _)| place == "0" || place == "name")
                .and_then(|(_, name)| name.as_deref());
            let Some(name) = name else {
                self.imports_unknown = true;
                continue;
            };
            let top = name.split('.').next().unwrap_or_default();
            let site = self.site(hit.span);
            let sites = self.imported.entry(top.to_owned()).or_default();
            // A relative name has an empty first part, and means a module of the project.
            if sites.len() < PLACES && !sites.contains(&site) {
                sites.push(site);
            }
        }
        self
    }

    fn with_uses(
        mut self,
        symbols: &[&'static Symbols],
        solution: &Solution,
        watches: &Watches,
    ) -> Self {
        for hit in &solution.hits {
            let Some(asker) = watches
                .asker(hit.watch)
                .filter(|asker| asker.rule == Watches::DEPENDENCIES)
            else {
                continue;
            };
            self.add(asker.detect, symbols, hit.span, &hit.name, hit.function);
        }
        for (number, entry) in symbols
            .iter()
            .enumerate()
            .filter(|(_, entry)| !entry.reads.is_empty())
        {
            for event in &solution.events {
                let is_read = entry.reads.iter().any(|read| is_part(&event.name, read));
                if is_read {
                    self.add(number, symbols, event.span, &event.name, event.function);
                }
            }
        }
        let first = solution
            .entries
            .iter()
            .find(|entry| entry.route.is_some() && !self.tests.contains(&entry.function.module));
        for (number, _) in symbols.iter().enumerate().filter(|(_, entry)| entry.serves) {
            if let Some(first) = first
                && let Some(module) = self.program.modules.get(first.function.module.0 as usize)
                && let Some(function) = module.functions.get(first.function.function.0 as usize)
            {
                let span = Span {
                    file: module.file,
                    range: function.name_range,
                };
                let name = function.qualname.to_string();
                self.add(number, symbols, span, &name, first.function);
            }
        }
        for uses in self.uses.values_mut() {
            // Those that a request reaches come first.
            uses.sort_by(|one, other| {
                (one.route.is_none(), &one.site, &one.symbol).cmp(&(
                    other.route.is_none(),
                    &other.site,
                    &other.symbol,
                ))
            });
            uses.dedup_by(|one, other| one.site == other.site);
        }
        self
    }

    fn add(
        &mut self,
        number: usize,
        symbols: &[&'static Symbols],
        span: Span,
        name: &str,
        function: FunctionRef,
    ) {
        let Some(entry) = symbols.get(number) else {
            return;
        };
        if self.tests.contains(&function.module) {
            return;
        }
        let qualname = self
            .program
            .modules
            .get(function.module.0 as usize)
            .and_then(|module| module.functions.get(function.function.0 as usize))
            .filter(|function| function.kind != assay_python::ir::FunctionKind::Module)
            .map(|function| function.qualname.to_string());
        let found = Use {
            site: self.site(span),
            symbol: name.to_owned(),
            text: entry.text.clone(),
            function: qualname.unwrap_or_default(),
            route: self.routes.get(&function).cloned(),
            advisories: Vec::new(),
        };
        self.uses.entry(number).or_default().push(found);
    }

    fn site(&self, span: Span) -> Site {
        let file = self.project.file(span.file);
        Site {
            path: file.path.to_string(),
            line: file.position(span.range.start).line,
            span,
        }
    }

    fn evidence(
        &self,
        package: &str,
        found: &[&Vulnerable],
        symbols: &[&'static Symbols],
    ) -> Evidence {
        let mut imports: Vec<Site> = assay_deps::import_names(package)
            .iter()
            .filter_map(|name| self.imported.get(name))
            .flatten()
            .cloned()
            .collect();
        imports.sort();
        imports.truncate(PLACES);
        let mut parents: BTreeSet<&str> = assay_deps::brought_by(package);
        parents.extend(
            found
                .iter()
                .flat_map(|found| found.requirement.via.iter().map(String::as_str)),
        );
        let through = parents.into_iter().find(|parent| {
            assay_deps::import_names(parent)
                .iter()
                .any(|name| self.imported.contains_key(name))
        });
        let through = through.filter(|_| imports.is_empty()).map(str::to_owned);
        let is_present = !imports.is_empty() || through.is_some();
        let mut uses: Vec<Use> = Vec::new();
        let mut advisories = BTreeMap::new();
        for advisory in found.iter().flat_map(|found| &found.advisories) {
            let mut is_known = false;
            let mut is_used = false;
            for (number, _) in symbols
                .iter()
                .enumerate()
                .filter(|(_, entry)| entry.concern(advisory))
            {
                is_known = true;
                for site in self.uses.get(&number).into_iter().flatten().take(PLACES) {
                    is_used = true;
                    let same = uses
                        .iter_mut()
                        .find(|known| known.site == site.site && known.symbol == site.symbol);
                    match same {
                        Some(known) if known.advisories.contains(&advisory.id) => {}
                        Some(known) => known.advisories.push(advisory.id.clone()),
                        None => uses.push(Use {
                            advisories: vec![advisory.id.clone()],
                            ..site.clone()
                        }),
                    }
                }
            }
            let reach = match (is_used, is_present, is_known) {
                (true, ..) => Reach::Reachable,
                (false, false, _) if self.imports_unknown => Reach::Unknown,
                (false, false, _) => Reach::NotImported,
                (false, true, true) => Reach::Imported,
                (false, true, false) => Reach::Unknown,
            };
            advisories.insert(advisory.id.clone(), reach);
        }
        uses.sort_by(|one, other| {
            (one.route.is_none(), &one.site).cmp(&(other.route.is_none(), &other.site))
        });
        uses.truncate(PLACES);
        Evidence {
            package: package.to_owned(),
            reach: advisories.values().min().copied().unwrap_or(Reach::Unknown),
            imports,
            through,
            uses,
            advisories,
        }
    }
}

/// True if `name` is `read` or a part of it.
fn is_part(name: &str, read: &str) -> bool {
    name.strip_prefix(read)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[', '(']))
}

/// For each function that a request reaches, the first route that leads there.
fn routes(solution: &Solution) -> BTreeMap<FunctionRef, String> {
    let mut calls: BTreeMap<FunctionRef, Vec<FunctionRef>> = BTreeMap::new();
    for edge in &solution.edges {
        calls.entry(edge.caller).or_default().push(edge.callee);
    }
    let mut found = BTreeMap::new();
    for entry in &solution.entries {
        let Some(route) = &entry.route else { continue };
        let mut work = vec![entry.function];
        while let Some(function) = work.pop() {
            if found.contains_key(&function) {
                continue;
            }
            found.insert(function, route.clone());
            work.extend(calls.get(&function).into_iter().flatten().copied());
        }
    }
    found
}

/// Where the program imports which top-level names; not in tests.
fn imported(
    project: &Project,
    program: &Program,
    tests: &BTreeSet<ModuleId>,
) -> BTreeMap<String, Vec<Site>> {
    let mut found: BTreeMap<String, Vec<Site>> = BTreeMap::new();
    let modules = program.modules.iter().zip(0_u32..);
    for (module, _) in modules.filter(|(_, id)| !tests.contains(&ModuleId(*id))) {
        let file = project.file(module.file);
        for import in module.imports.iter().filter(|import| import.level == 0) {
            let top = import.module.split('.').next().unwrap_or_default();
            let sites = found.entry(top.to_owned()).or_default();
            if sites.len() < PLACES {
                sites.push(Site {
                    path: file.path.to_string(),
                    line: file.position(import.range.start).line,
                    span: file.span(import.range),
                });
            }
        }
    }
    found
}
