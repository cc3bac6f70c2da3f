//! Rules and models: ours, and those that a project brings in `.assay`.
//!
//! A project is not trusted, and its own rules and models can hide what is wrong with it.
//! Every report lists them, and `--isolated` leaves them out.
//! They are read like the rest of the project: no link is followed out of it, and nothing but regular files is opened.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use assay_finding::Problem;
use assay_models::Models;
use assay_scan::RuleSet;
use assay_source::{Project, ReadOptions, SourceFile};

/// The folder with what a project brings.
pub(crate) const FOLDER: &str = ".assay";

/// What to look for, and what is known about libraries.
pub(crate) struct Knowledge {
    /// The rules.
    pub(crate) rules: Cow<'static, RuleSet>,
    /// The models.
    pub(crate) models: Cow<'static, Models>,
    /// The files of the project among them.
    pub(crate) from_project: Vec<String>,
    /// What was wrong with those files.
    pub(crate) problems: Vec<Problem>,
}

impl Knowledge {
    /// Reads what Assay knows by itself, so that it is there when somebody asks for it.
    pub(crate) fn prepare() {
        rayon::join(assay_rules::all, Models::embedded);
    }

    /// What Assay knows by itself.
    pub(crate) fn own() -> Self {
        Self {
            rules: Cow::Borrowed(assay_rules::all()),
            models: Cow::Borrowed(Models::embedded()),
            from_project: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// That, and what the project at `root` brings.
    pub(crate) fn with_project(root: &Path) -> Result<Self> {
        let mut knowledge = Self::own();
        let folder = root.join(FOLDER);
        // A link could lead anywhere, and is not followed.
        if fs::symlink_metadata(&folder).is_ok_and(|metadata| metadata.is_dir()) {
            knowledge.add(&folder).context(
                "the project's own rules or models cannot be used; `--isolated` leaves them out",
            )?;
        }
        Ok(knowledge)
    }

    fn add(&mut self, folder: &Path) -> Result<()> {
        let options = ReadOptions {
            git_ignore: false,
            ..ReadOptions::default()
        };
        let project = Project::read(folder, &options)?;
        let rules: Vec<&SourceFile> = project.files.iter().filter(|file| is_rule(file)).collect();
        let models: Vec<&SourceFile> = project.files.iter().filter(|file| is_model(file)).collect();
        self.add_models(&models)?;
        self.add_rules(&rules)?;
        self.from_project = rules
            .iter()
            .chain(&models)
            .map(|file| own_path(&file.path))
            .collect();
        let problems = project
            .problems
            .iter()
            .map(|problem| Problem::of(&project, problem));
        self.problems = problems
            .map(|problem| Problem {
                path: own_path(&problem.path),
                ..problem
            })
            .collect();
        Ok(())
    }

    fn add_models(&mut self, files: &[&SourceFile]) -> Result<()> {
        let texts: Vec<(String, &str)> = files
            .iter()
            .map(|file| (own_path(&file.path), &*file.text))
            .collect();
        let texts: Vec<(&str, &str)> = texts
            .iter()
            .map(|(path, text)| (path.as_str(), *text))
            .collect();
        Ok(self.models.to_mut().merge(&texts)?)
    }

    fn add_rules(&mut self, files: &[&SourceFile]) -> Result<()> {
        let texts: Vec<(String, &str)> = files
            .iter()
            .map(|file| (own_path(&file.path), &*file.text))
            .collect();
        let texts = texts.iter().map(|(path, text)| (path.as_str(), *text));
        let rules = RuleSet::parse(texts).map_err(|errors| anyhow::anyhow!(lines(&errors)))?;
        let errors = rules.unknown_kinds(self.models.kinds());
        if !errors.is_empty() {
            bail!(lines(&errors));
        }
        self.rules = Cow::Owned(self.rules.clone().into_owned().and(rules)?);
        Ok(())
    }
}

fn own_path(path: &str) -> String {
    if path.is_empty() {
        FOLDER.to_owned()
    } else {
        format!("{FOLDER}/{path}")
    }
}

fn is_rule(file: &SourceFile) -> bool {
    file.path.starts_with("rules/") && matches!(file.name(), "rule.md" | "cases.md")
}

fn is_model(file: &SourceFile) -> bool {
    file.path.starts_with("models/")
        && Path::new(file.name())
            .extension()
            .is_some_and(|suffix| suffix == "toml")
}

fn lines<T: ToString>(errors: &[T]) -> String {
    errors
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}
