//! A whole scan: files in, a review out.
//!
//! Lowers every Python file, links them, follows flows, lets each rule judge, and accounts for what was seen.
//! The result depends on nothing but the arguments.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use assay_finding::{
    Advisories, Coverage, Entry, Finding, Inspection, Review, RuleFacts, Skipped, Unmodelled,
};
use assay_models::Models;
use assay_python::Program;
use assay_python::ir::Module;
use assay_python::program::ModuleId;
use assay_source::{FileKind, Problem, ProblemKind, Project, SourceFile};
use assay_taint::Solution;
use assay_webapp::WebApp;
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::application::application;
use crate::check::{Function, Index, Pages};
use crate::dependencies::Dependencies;
use crate::detect::{Detect, Facts, Watches, detect, secret};
use crate::inspect;
use crate::options::{Options, Progress, Stage};
use crate::reach::Reach;
use crate::rule::{Rule, RuleSet};
use crate::standing::Standing;
use crate::suppress::Ledger;
use crate::test_code;
use crate::wall::guarded;

/// The stack of each thread: lowering follows deeply nested code, and an overflow could not be caught.
pub const STACK_BYTES: usize = 64 * 1024 * 1024;

/// The threads that scans run on.
static THREADS: LazyLock<Result<ThreadPool, String>> = LazyLock::new(|| {
    let pool = ThreadPoolBuilder::new().stack_size(STACK_BYTES);
    let pool = pool.thread_name(|number| format!("assay-{number}")).build();
    pool.map_err(|error| error.to_string())
});

/// Reviews a project with these rules and models.
///
/// On a thread of the caller's own pool it stays there: the caller has chosen how many threads there are,
/// and has to give each [`STACK_BYTES`] of stack.
pub fn scan(
    project: &Project,
    rules: &RuleSet,
    models: &Models,
    options: &Options,
    progress: &dyn Progress,
) -> Review {
    if rayon::current_thread_index().is_some() {
        return review(project, rules, models, options, progress);
    }
    match &*THREADS {
        Ok(threads) => threads.install(|| review(project, rules, models, options, progress)),
        Err(error) => {
            let message =
                format!("nothing was looked at, because no threads could be started: {error}");
            let problem = Problem::general(ProblemKind::Internal, message);
            let mut coverage = Coverage::of(project);
            coverage
                .problems
                .push(assay_finding::Problem::of(project, &problem));
            Review::new(Vec::new(), Vec::new(), coverage)
        }
    }
}

/// Gives memory back, unless the process ends before anybody needs it.
fn let_go<T>(done: T, give_back: bool) {
    if give_back {
        drop(done);
    } else {
        std::mem::forget(done);
    }
}

fn review(
    project: &Project,
    rules: &RuleSet,
    models: &Models,
    options: &Options,
    progress: &dyn Progress,
) -> Review {
    let mut problems = Vec::new();
    let (set, rules): (_, Vec<&Rule>) = (rules, rules.iter().collect());
    let asks_about_packages = rules
        .iter()
        .any(|rule| rule.detects.iter().any(is_about_packages));
    // Manifests wait for nothing that is in the code.
    let mut package_problems = Vec::new();
    let (modules, mut dependencies) = rayon::join(
        || lower_all(project, progress, &mut problems, assay_python::lower),
        || {
            if asks_about_packages {
                read_dependencies(project, options, &mut package_problems)
            } else {
                Dependencies::default()
            }
        },
    );
    let python_problems = modules
        .iter()
        .flat_map(|module| module.problems.iter().cloned());
    problems.extend(python_problems);
    progress.begin(Stage::Link, 1);
    let program = link(project, modules, &mut problems);
    progress.step();
    problems.extend(package_problems);
    let mut watches = Watches::new(&rules);
    dependencies.ask(&mut watches);
    if let Some(checklist) = &options.inspection {
        inspect::ask(checklist, &mut watches);
    }
    progress.begin(Stage::Solve, 1);
    let mut limits = options.taint.clone();
    limits.literals = literal_kinds(&rules);
    let index = Index::new(&program);
    let tests = test_modules(project, &program, options);
    // The solver begins with what takes one thread only: meanwhile the other does what needs no flows.
    let (solution, (secrets, ledger)) = rayon::join(
        || guarded(|| assay_taint::solve(&program, models, watches.as_slice(), &limits)),
        || {
            let secrets = guarded(|| {
                let functions = Function::all(&program, &index, &tests).collect();
                secret::find(project, functions)
            });
            (secrets, guarded(|| ledger(project, &program, set, options)))
        },
    );
    let failed = "the analysis of flows failed, so no flow is reported";
    let solution: Solution = or_nothing(solution, failed, &mut problems);
    progress.step();
    problems.extend(solution.problems.iter().cloned());
    let (app, reach) = rayon::join(
        || guarded(|| WebApp::build(project, &program, models, &solution)),
        || {
            dependencies.look(project, &program, &solution, &watches, &tests);
            Reach::new(&program, &solution.entries)
        },
    );
    let failed = "putting the application together failed, so only single places were judged";
    let app: WebApp = or_nothing(app, failed, &mut problems);
    problems.extend(app.problems.iter().cloned());
    let secrets = secrets
        .and_then(|secrets| guarded(|| secret::find_deployed(project, &app.deployment, secrets)));
    let secrets = secrets.unwrap_or_else(|panic| {
        let message = format!("the search for secrets failed, so none is reported: {panic}");
        problems.push(Problem::general(ProblemKind::Internal, message));
        Vec::new()
    });
    let standing = Standing::new(&app.routes, &solution.flows);
    let pages = Pages::default();
    let facts = Facts {
        project,
        models,
        program: &program,
        solution: &solution,
        app: &app,
        dependencies: &dependencies,
        secrets: &secrets,
        watches: &watches,
        index: &index,
        pages: &pages,
        reach: &reach,
        standing: &standing,
        matrix: options.matrix,
        tests: &tests,
        include_tests: options.include_tests,
    };
    let findings = judge_all(&facts, &rules, progress, &mut problems);
    let inspection = inspection(&facts, options, &mut problems);
    let failed = "reading suppressions failed, so none counts";
    let ledger = or_nothing(ledger, failed, &mut problems);
    let coverage = coverage(&facts, &problems, options);
    let rules: Vec<RuleFacts> = rules.into_iter().map(|rule| rule.facts.clone()).collect();
    // Giving back the memory of a large program takes as long as putting the review in order.
    let application = application(project, &program, &app, &dependencies);
    let (mut review, ()) = rayon::join(
        || Review::new(findings, rules, coverage),
        || let_go((index, program, solution), options.taint.give_back),
    );
    review.application = Some(application);
    review.inspection = inspection;
    ledger.apply(&mut review, options.today);
    review
}

/// What came of some work; nothing if it panicked, which becomes a problem.
fn or_nothing<T: Default>(done: Result<T, String>, failed: &str, problems: &mut Vec<Problem>) -> T {
    done.unwrap_or_else(|panic| {
        let message = format!("{failed}: {panic}");
        problems.push(Problem::general(ProblemKind::Internal, message));
        T::default()
    })
}

/// What people are asked, if somebody wants to know, with the places of this application.
fn inspection(
    facts: &Facts<'_>,
    options: &Options,
    problems: &mut Vec<Problem>,
) -> Option<Inspection> {
    let checklist = options.inspection.as_ref()?;
    let inspected = guarded(|| inspect::inspect(checklist, facts));
    inspected
        .map_err(|panic| {
            let message = format!("finding the places to inspect failed: {panic}");
            problems.push(Problem::general(ProblemKind::Internal, message));
        })
        .ok()
}

/// The suppressions of the project, if they count.
fn ledger(project: &Project, program: &Program, rules: &RuleSet, options: &Options) -> Ledger {
    if options.no_suppress {
        return Ledger::default();
    }
    Ledger::read(project, &program.modules, rules, options.include_tests)
}

/// The packages of a project: what is known of them, and what the program does with them.
///
/// The same as a scan finds, for those who want no review but the packages themselves.
pub fn dependencies(
    project: &Project,
    models: &Models,
    options: &Options,
    progress: &dyn Progress,
) -> Dependencies {
    let mut problems = Vec::new();
    let mut dependencies = read_dependencies(project, options, &mut problems);
    if dependencies.audit.vulnerable.is_empty() {
        return dependencies;
    }
    let modules = lower_all(project, progress, &mut problems, assay_python::lower);
    let program = link(project, modules, &mut problems);
    let mut watches = Watches::new(&[]);
    dependencies.ask(&mut watches);
    progress.begin(Stage::Solve, 1);
    let solution =
        guarded(|| assay_taint::solve(&program, models, watches.as_slice(), &options.taint));
    progress.step();
    let tests = test_modules(project, &program, options);
    dependencies.look(
        project,
        &program,
        &solution.unwrap_or_default(),
        &watches,
        &tests,
    );
    dependencies
}

/// The program of these modules, with the templates that they render.
fn link(project: &Project, modules: Vec<Module>, problems: &mut Vec<Problem>) -> Program {
    let mut program = guarded(|| Program::link(modules, project)).unwrap_or_else(|panic| {
        let message = format!("linking the modules failed, so no code was looked at: {panic}");
        problems.push(Problem::general(ProblemKind::Internal, message));
        Program::link(Vec::new(), project)
    });
    // Templates are added or left out as a whole.
    let added = guarded(|| assay_taint::Templates::read(&program, project));
    match added {
        Ok(templates) => problems.extend(templates.add_to(&mut program)),
        Err(panic) => {
            let message = format!("reading the templates failed, so none was looked at: {panic}");
            problems.push(Problem::general(ProblemKind::Internal, message));
        }
    }
    program
}

fn read_dependencies(
    project: &Project,
    options: &Options,
    problems: &mut Vec<Problem>,
) -> Dependencies {
    let read = guarded(|| Dependencies::read(project, options.database(), options.today));
    match read {
        Ok(dependencies) => {
            problems.extend(dependencies.inventory.problems.iter().cloned());
            dependencies
        }
        Err(panic) => {
            let message =
                format!("reading the manifests failed, so no package was judged: {panic}");
            problems.push(Problem::general(ProblemKind::Internal, message));
            Dependencies::default()
        }
    }
}

fn is_about_packages(detect: &Detect) -> bool {
    matches!(detect, Detect::Dependency { .. })
}

/// The sink kinds for which some rule asks after constants.
fn literal_kinds(rules: &[&Rule]) -> Vec<String> {
    let mut kinds = BTreeSet::new();
    for detect in rules.iter().flat_map(|rule| &rule.detects) {
        if let Detect::Literal { to } = detect {
            kinds.extend(to.iter().cloned());
        }
    }
    kinds.into_iter().collect()
}

/// Lowers every Python file; one that makes `lower` panic is left out and said so.
fn lower_all(
    project: &Project,
    progress: &dyn Progress,
    problems: &mut Vec<Problem>,
    lower: impl Fn(&SourceFile) -> Module + Sync,
) -> Vec<Module> {
    let files: Vec<&SourceFile> = project
        .files
        .iter()
        .filter(|file| file.kind == FileKind::Python)
        .collect();
    progress.begin(Stage::Parse, files.len());
    let lowered: Vec<_> = files
        .par_iter()
        .map(|file| {
            let module = guarded(|| lower(file));
            progress.step();
            module.map_err(|panic| {
                let message = format!("reading this file failed, so it was left out: {panic}");
                Problem::in_file(file.id, None, ProblemKind::Internal, message)
            })
        })
        .collect();
    let mut modules = Vec::with_capacity(lowered.len());
    for result in lowered {
        match result {
            Ok(module) => modules.push(module),
            Err(problem) => problems.push(problem),
        }
    }
    modules
}

/// Lets every rule judge; one that panics reports nothing, and that is said.
fn judge_all(
    facts: &Facts<'_>,
    rules: &[&Rule],
    progress: &dyn Progress,
    problems: &mut Vec<Problem>,
) -> Vec<Finding> {
    progress.begin(Stage::Detect, rules.len());
    let judged: Vec<_> = rules
        .par_iter()
        .enumerate()
        .map(|(number, rule)| {
            let findings = guarded(|| detect(facts, number, rule));
            progress.step();
            findings.map_err(|panic| {
                let message = format!(
                    "the rule {} failed, so it reports nothing: {panic}",
                    rule.facts.id
                );
                Problem::general(ProblemKind::Internal, message)
            })
        })
        .collect();
    let mut findings = Vec::new();
    for result in judged {
        match result {
            Ok(more) => findings.extend(more),
            Err(problem) => problems.push(problem),
        }
    }
    findings
}

fn test_modules(project: &Project, program: &Program, options: &Options) -> BTreeSet<ModuleId> {
    if options.include_tests {
        return BTreeSet::new();
    }
    let modules = program.modules.iter().zip(0_u32..);
    modules
        .filter(|(module, _)| test_code::is_test(&project.file(module.file).path))
        .map(|(_, id)| ModuleId(id))
        .collect()
}

fn coverage(facts: &Facts<'_>, problems: &[Problem], options: &Options) -> Coverage {
    let mut coverage = Coverage::of(facts.project);
    coverage.advisories = facts.dependencies.snapshot.map(|snapshot| Advisories {
        snapshot: snapshot.to_string(),
        days_old: facts.dependencies.age,
        packages: u32::try_from(facts.dependencies.inventory.requirements.len())
            .unwrap_or(u32::MAX),
        notice: assay_deps::advisory::NOTICE.to_owned(),
    });
    let more = problems
        .iter()
        .map(|problem| assay_finding::Problem::of(facts.project, problem));
    coverage.problems.extend(more);
    let functions: usize = facts
        .program
        .modules
        .iter()
        .map(|module| module.functions.len())
        .sum();
    coverage.functions = u32::try_from(functions).unwrap_or(u32::MAX);
    coverage.unmodelled = Unmodelled::from_counts(facts.solution.unmodelled.iter().cloned());
    for entry in &facts.solution.entries {
        let Some(function) = facts.function(entry.function) else {
            continue;
        };
        let file = facts.project.file(function.module.file);
        coverage.entries.push(Entry {
            path: file.path.to_string(),
            line: file.position(function.ir.name_range.start).line,
            function: function.ir.qualname.to_string(),
            route: entry.route.clone(),
        });
    }
    if !options.include_tests {
        let python = facts
            .project
            .files
            .iter()
            .filter(|file| file.kind == FileKind::Python);
        for (path, files) in test_code::group(python.map(|file| &*file.path)) {
            let (reason, text) = (
                "tests".to_owned(),
                "test code: only flows of data are told there".to_owned(),
            );
            coverage.skipped.push(Skipped {
                path,
                reason,
                text,
                files,
                by_choice: true,
            });
        }
    }
    coverage
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_cannot_be_lowered_costs_only_itself() {
        let project =
            Project::from_texts([("a.py", "x = 1\n"), ("b.py", "y = 1\n"), ("c.txt", "")]);
        let mut problems = Vec::new();
        let lower = |file: &SourceFile| {
            assert!(&*file.path != "a.py", "cannot read this");
            assay_python::lower(file)
        };
        let modules = lower_all(&project, &(), &mut problems, lower);
        assert_eq!(modules.len(), 1);
        let [problem] = problems.as_slice() else {
            panic!("one problem, not {problems:?}")
        };
        assert_eq!(problem.kind, ProblemKind::Internal);
        assert_eq!(
            problem.message,
            "reading this file failed, so it was left out: cannot read this"
        );
        assert_eq!(problem.file.map(|file| file.0), Some(0));
    }
}
