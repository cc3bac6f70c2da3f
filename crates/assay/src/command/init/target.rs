//! What can be set up: for each target its file, its template, and when it fits.

use super::repository::Repository;

/// The names that people type.
pub(crate) const TARGETS: [&str; 7] = [
    "config",
    "pre-commit",
    "github",
    "gitlab",
    "jenkins",
    "azure",
    "bitbucket",
];

/// The metadata of the Python package: the name under which Assay is installed stands there alone.
const PACKAGE: &str = include_str!("../../../../../pyproject.toml");

/// How a file of somebody else can be added to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sharing {
    /// The file is Assay's own.
    Own,
    /// Lines can be added at the end of a list of repositories.
    Hooks,
    /// A job can be added at the end.
    Jobs,
    /// People have to choose the place.
    ByHand,
}

/// Something to set up.
pub(super) struct Target {
    /// The name that people type.
    pub(super) name: &'static str,
    /// The file.
    pub(super) path: &'static str,
    /// True if it is where changes are pushed to or built.
    pub(super) is_host: bool,
    /// How the file is shared with others.
    pub(super) sharing: Sharing,
    template: &'static str,
    /// What to add where the file is there already.
    addition: &'static str,
    fits: fn(&Repository) -> bool,
}

impl Target {
    /// All of them, in the order in which they are told.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        TARGETS.into_iter().filter_map(Self::named)
    }

    fn named(name: &'static str) -> Option<Self> {
        let target = match name {
            "config" => Self {
                name,
                path: "assay.toml",
                is_host: false,
                sharing: Sharing::Own,
                template: include_str!("../../../templates/assay.toml"),
                addition: "",
                fits: |repository| !repository.text("pyproject.toml").contains("[tool.assay"),
            },
            "pre-commit" => Self {
                name,
                path: ".pre-commit-config.yaml",
                is_host: false,
                sharing: Sharing::Hooks,
                template: include_str!("../../../templates/pre-commit.yaml"),
                addition: "",
                fits: uses_pre_commit,
            },
            "github" => Self {
                name,
                path: ".github/workflows/assay.yml",
                is_host: true,
                sharing: Sharing::Own,
                template: include_str!("../../../templates/github.yml"),
                addition: "",
                fits: |repository| repository.is_on("github") || repository.has(".github"),
            },
            "gitlab" => Self {
                name,
                path: ".gitlab-ci.yml",
                is_host: true,
                sharing: Sharing::Jobs,
                template: include_str!("../../../templates/gitlab.yml"),
                addition: "",
                fits: |repository| repository.is_on("gitlab") || repository.has(".gitlab-ci.yml"),
            },
            "jenkins" => Self {
                name,
                path: "Jenkinsfile",
                is_host: true,
                sharing: Sharing::ByHand,
                template: include_str!("../../../templates/Jenkinsfile"),
                addition: include_str!("../../../templates/jenkins-stage.groovy"),
                fits: |repository| repository.has("Jenkinsfile"),
            },
            "azure" => Self {
                name,
                path: "azure-pipelines.yml",
                is_host: true,
                sharing: Sharing::ByHand,
                template: include_str!("../../../templates/azure.yml"),
                addition: include_str!("../../../templates/azure-steps.yml"),
                fits: |repository| {
                    repository.is_on("dev.azure.com")
                        || repository.is_on("visualstudio.com")
                        || repository.has("azure-pipelines.yml")
                },
            },
            "bitbucket" => Self {
                name,
                path: "bitbucket-pipelines.yml",
                is_host: true,
                sharing: Sharing::ByHand,
                template: include_str!("../../../templates/bitbucket.yml"),
                addition: include_str!("../../../templates/bitbucket-step.yml"),
                fits: |repository| {
                    repository.is_on("bitbucket") || repository.has("bitbucket-pipelines.yml")
                },
            },
            _ => return None,
        };
        Some(target)
    }

    /// True if the repository looks as if it wanted this.
    pub(super) fn fits(&self, repository: &Repository) -> bool {
        (self.fits)(repository)
    }

    /// The whole file, for a repository that has none.
    pub(super) fn file(&self, repository: &Repository) -> String {
        let text = filled_in(self.template, repository);
        match self.sharing {
            Sharing::Hooks => format!("repos:\n{}", indented(&text, "  ")),
            Sharing::Own | Sharing::Jobs | Sharing::ByHand => text,
        }
    }

    /// What to add to a file that is there.
    pub(super) fn addition(&self, repository: &Repository) -> String {
        if self.addition.is_empty() {
            filled_in(self.template, repository)
        } else {
            filled_in(self.addition, repository)
        }
    }
}

/// Each line that is not empty behind this.
pub(super) fn indented(text: &str, indent: &str) -> String {
    let line = |line: &str| {
        if line.is_empty() {
            "\n".to_owned()
        } else {
            format!("{indent}{line}\n")
        }
    };
    text.lines().map(line).collect()
}

fn filled_in(template: &str, repository: &Repository) -> String {
    template
        .replace("{package}", &requirement())
        .replace("{branch}", &repository.branch)
}

/// What pip has to install: this version under its name.
fn requirement() -> String {
    let metadata: toml::Table = PACKAGE.parse().unwrap_or_default();
    let name = metadata
        .get("project")
        .and_then(|project| project.get("name"));
    let name = name.and_then(toml::Value::as_str).unwrap_or("assay");
    format!("{name}=={}", env!("CARGO_PKG_VERSION"))
}

fn uses_pre_commit(repository: &Repository) -> bool {
    const NAMED_IN: [&str; 4] = [
        "pyproject.toml",
        "requirements-dev.txt",
        "requirements.txt",
        "setup.cfg",
    ];
    repository.has(".pre-commit-config.yaml")
        || NAMED_IN
            .iter()
            .any(|path| repository.text(path).contains("pre-commit"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_a_target() {
        assert_eq!(Target::all().count(), TARGETS.len());
    }

    #[test]
    fn templates_name_the_package_and_its_version() {
        assert!(requirement().starts_with(|first: char| first.is_ascii_alphabetic()));
        assert!(requirement().ends_with(concat!("==", env!("CARGO_PKG_VERSION"))));
    }
}
