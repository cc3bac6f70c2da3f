//! `assay debug`: what those who work on Assay need. Hidden, and free to change.
//!
//! `parse` reads and lowers a project and does nothing else: the floor that `bench/run` compares a review with.
//! `log` prints what the engine wrote down of an application, which the model of the application is made of.
//! `template` parses the templates below its paths and counts those that are understood whole.

use std::path::{Path, PathBuf};

use anyhow::Result;
use assay_source::{FileKind, Project, ReadOptions, SourceFile};
use rayon::prelude::*;

use crate::arguments::Debug;
use crate::exit::Exit;
use crate::output;

pub(super) fn run(arguments: &Debug) -> Result<Exit> {
    match arguments {
        Debug::Parse { path } => parse(path),
        Debug::Log { path } => log(path),
        Debug::Template { paths } => templates(paths),
    }
}

fn log(path: &Path) -> Result<Exit> {
    let threads = super::threads(0)?;
    let project = Project::read(path, &ReadOptions::default())?;
    let solution = threads.install(|| {
        let files: Vec<&SourceFile> = project.files_of(FileKind::Python).collect();
        let modules = files.par_iter().map(|file| assay_python::lower(file));
        let program = assay_python::Program::link(modules.collect(), &project);
        let models = assay_models::Models::embedded();
        assay_taint::solve(&program, models, &[], &assay_taint::Options::default())
    });
    output::write(Path::new("-"), |out| {
        for event in &solution.events {
            let file = project.file(event.span.file);
            let line = file.position(event.span.range.start).line;
            writeln!(out, "{}:{line}: {} {:?}", file.path, event.name, event.what)?;
        }
        for class in &solution.classes {
            writeln!(out, "{class:?}")?;
        }
        writeln!(
            out,
            "{} edges, {} exits",
            solution.edges.len(),
            solution.exits.len()
        )
    })?;
    Ok(Exit::Clean)
}

fn parse(path: &Path) -> Result<Exit> {
    let (files, functions) = super::threads(0)?.install(|| lower(path))?;
    output::write(Path::new("-"), |out| {
        writeln!(out, "{files} files, {functions} functions")
    })?;
    Ok(Exit::Clean)
}

/// How many files and functions a project has, once all of them are lowered.
fn lower(path: &Path) -> Result<(usize, usize)> {
    let project = Project::read(path, &ReadOptions::default())?;
    let files: Vec<&SourceFile> = project.files_of(FileKind::Python).collect();
    // All modules are kept until the last is done, as a review keeps them.
    let modules: Vec<_> = files
        .par_iter()
        .map(|file| assay_python::lower(file))
        .collect();
    let functions = modules.iter().map(|module| module.functions.len()).sum();
    Ok((modules.len(), functions))
}

/// What is wrong with each template, and how many have nothing wrong.
fn templates(paths: &[PathBuf]) -> Result<Exit> {
    let mut lines = Vec::new();
    let (mut whole, mut all, mut outputs) = (0_u32, 0_u32, 0_u32);
    for path in paths {
        let project = Project::read(path, &ReadOptions::default())?;
        for file in project.files_of(FileKind::Template) {
            let template =
                assay_template::parse(file.id, &file.text, &assay_template::Options::default());
            let contexts = assay_template::html::Contexts::of(&template);
            all += 1;
            whole += u32::from(!template.partial);
            outputs += u32::try_from(contexts.outputs.len()).unwrap_or(u32::MAX);
            for problem in template.problems {
                let line = problem
                    .range
                    .map_or(0, |range| file.position(range.start).line);
                lines.push(format!("{}:{line}: {}", file.path, problem.message));
            }
        }
    }
    output::write(Path::new("-"), |out| {
        for line in &lines {
            writeln!(out, "{line}")?;
        }
        writeln!(out, "{all} templates, {whole} whole, {outputs} outputs")
    })?;
    Ok(Exit::Clean)
}
