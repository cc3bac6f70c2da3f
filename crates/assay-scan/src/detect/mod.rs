//! The ways of detecting: what a rule's `[detect]` may say, and how what the engine found becomes findings.
//!
//! One file per way. Each makes drafts; [`draft::Draft`] turns them into findings with the rule's words.

mod about;
mod call;
mod code;
mod dependency;
mod draft;
mod literal;
pub(crate) mod secret;
mod setting;
mod taint;

use std::collections::{BTreeMap, BTreeSet};

use assay_finding::{Finding, Matrix};
use assay_models::{Condition, Models, Path};
use assay_python::Program;
use assay_python::program::{FunctionRef, ModuleId};
use assay_source::{FileId, Project};
use assay_taint::{Solution, Watch, WatchTarget};
use assay_webapp::WebApp;
use serde::Deserialize;

pub use setting::{By, Scalar, SettingQuestion, SettingTest, Used, Where};

use crate::check::{Context, Function, Index, Pages, Seen};
use crate::dependencies::Dependencies;
use crate::reach::Reach;
use crate::rule::Rule;
use crate::standing::Standing;
use crate::test_code;

pub use dependency::DependencyKind;
use secret::Secret;

/// One way in which a rule detects; a rule may have several.
#[derive(Clone, Debug)]
pub enum Detect {
    /// A value of one of these source kinds reaches a sink of one of these kinds.
    Taint {
        /// Source kinds.
        from: Vec<String>,
        /// Sink kinds.
        to: Vec<String>,
        /// Only flows whose every step is understood.
        sure: bool,
        /// One report for each source: where it does the most, in the order of `to`.
        once: bool,
        /// Only where the application gives none of these settings a value.
        unset: Vec<String>,
    },
    /// One of these is called, under conditions on its arguments.
    Call {
        /// What is called.
        calls: Vec<Path>,
        /// All must surely hold.
        when: Vec<Condition>,
        /// None may surely hold.
        unless: Vec<Condition>,
        /// What the code around the call must be like.
        only: CallOnly,
    },
    /// One of these attributes or items is written; conditions are about `"value"`.
    Write {
        /// What is written.
        writes: Vec<Path>,
        /// All must surely hold.
        when: Vec<Condition>,
        /// None may surely hold.
        unless: Vec<Condition>,
        /// What the code around the assignment must be like.
        only: CallOnly,
    },
    /// A constant text reaches a sink of one of these kinds.
    Literal {
        /// Sink kinds.
        to: Vec<String>,
    },
    /// A password, key or token stands in the code.
    Secret {
        /// Which of them.
        of: Vec<SecretKind>,
    },
    /// A setting has a value that it must not have.
    Setting(SettingQuestion),
    /// A package, or how it is asked for.
    Dependency {
        /// What is wrong with it.
        of: Vec<DependencyKind>,
    },
    /// A check written in Rust decides.
    Code {
        /// The names it asks for.
        watch: Vec<Path>,
    },
}

/// What the code around a call or an assignment must be like for it to count.
#[derive(Clone, Copy, Debug, Default)]
pub struct CallOnly {
    /// The names there speak of a secret; or it answers a request, and they do not speak of a label.
    pub secrets: bool,
    /// Nothing is done with what comes back.
    pub unused: bool,
    /// No condition around asks for debugging.
    pub unasked: bool,
}

/// Sorts of secrets that stand in code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecretKind {
    /// A password or passphrase.
    Password,
    /// A key that signs or encrypts.
    Key,
    /// A token or API key that another service accepts.
    Token,
    /// A connection string with a password in it.
    Url,
    /// A private key in PEM form.
    PrivateKey,
}

impl SecretKind {
    /// Every sort.
    pub fn all() -> Vec<Self> {
        vec![
            Self::Password,
            Self::Key,
            Self::Token,
            Self::Url,
            Self::PrivateKey,
        ]
    }
}

/// Everything that is known of the project when rules judge.
pub(crate) struct Facts<'a> {
    pub(crate) project: &'a Project,
    pub(crate) models: &'a Models,
    pub(crate) program: &'a Program,
    pub(crate) solution: &'a Solution,
    pub(crate) app: &'a WebApp,
    /// The packages of the project.
    pub(crate) dependencies: &'a Dependencies,
    /// The passwords, keys and tokens of the project.
    pub(crate) secrets: &'a [Secret],
    pub(crate) watches: &'a Watches,
    pub(crate) index: &'a Index,
    pub(crate) pages: &'a Pages,
    pub(crate) reach: &'a Reach,
    /// Who can reach what.
    pub(crate) standing: &'a Standing,
    /// The risk of impact and likelihood.
    pub(crate) matrix: Matrix,
    /// Modules in which only flows are told.
    pub(crate) tests: &'a BTreeSet<ModuleId>,
    /// Tell everything in test code too.
    pub(crate) include_tests: bool,
}

impl<'a> Facts<'a> {
    pub(crate) fn function(&self, id: FunctionRef) -> Option<Function<'a>> {
        Function::of(self.program, self.index, id)
    }

    fn is_test(&self, function: FunctionRef) -> bool {
        self.tests.contains(&function.module)
    }

    /// True if a file belongs to the tests, and those are left out.
    fn is_test_file(&self, file: FileId) -> bool {
        !self.include_tests && test_code::is_test(&self.project.file(file).path)
    }

    /// What a check sees, with the hits of its own names.
    pub(crate) fn context<'b>(&'b self, hits: &'b [Seen<'b>]) -> Context<'b> {
        Context {
            project: self.project,
            program: self.program,
            app: self.app,
            models: self.models,
            index: self.index,
            pages: self.pages,
            hits,
            reach: self.reach,
            secrets: self.secrets,
            tests: self.tests,
        }
    }
}

/// The questions of all rules to the engine, and whose they are.
pub(crate) struct Watches {
    watches: Vec<Watch>,
    /// By watch id: the rule's number, which of its ways of detecting, and the name it wrote.
    askers: BTreeMap<u32, Asker>,
}

/// Who asked a question.
pub(crate) struct Asker {
    pub(crate) rule: usize,
    pub(crate) detect: usize,
    pub(crate) watched: String,
    pub(crate) is_call: bool,
}

impl Watches {
    /// Asked not by a rule, but for the packages of the project.
    pub(crate) const DEPENDENCIES: usize = usize::MAX;
    /// Asked for the questions that people answer.
    pub(crate) const INSPECTION: usize = usize::MAX - 1;

    pub(crate) fn new(rules: &[&Rule]) -> Self {
        let mut all = Self {
            watches: Vec::new(),
            askers: BTreeMap::new(),
        };
        for (rule, number) in rules.iter().zip(0..) {
            for (detect, way) in rule.detects.iter().zip(0..) {
                let mut add = |target: WatchTarget, when: &[Condition], unless: &[Condition]| {
                    all.add(number, way, target, when, unless);
                };
                match detect {
                    Detect::Call {
                        calls,
                        when,
                        unless,
                        ..
                    } => {
                        for path in calls {
                            add(WatchTarget::Call(path.clone()), when, unless);
                        }
                    }
                    Detect::Write {
                        writes,
                        when,
                        unless,
                        only: _,
                    } => {
                        for path in writes {
                            add(WatchTarget::Write(path.clone()), when, unless);
                        }
                    }
                    Detect::Code { watch } => {
                        for path in watch {
                            add(WatchTarget::Call(path.clone()), &[], &[]);
                            add(WatchTarget::Write(path.clone()), &[], &[]);
                        }
                    }
                    Detect::Taint { .. }
                    | Detect::Literal { .. }
                    | Detect::Secret { .. }
                    | Detect::Setting(_)
                    | Detect::Dependency { .. } => {}
                }
            }
        }
        all
    }

    pub(crate) fn add(
        &mut self,
        rule: usize,
        detect: usize,
        target: WatchTarget,
        when: &[Condition],
        unless: &[Condition],
    ) {
        let id = u32::try_from(self.watches.len()).unwrap_or(u32::MAX);
        let (watched, is_call) = match &target {
            WatchTarget::Call(path) => (path.to_string(), true),
            WatchTarget::Write(path) => (path.to_string(), false),
        };
        self.askers.insert(
            id,
            Asker {
                rule,
                detect,
                watched,
                is_call,
            },
        );
        self.watches.push(Watch {
            id,
            target,
            when: when.to_vec(),
            unless: unless.to_vec(),
        });
    }

    pub(crate) fn as_slice(&self) -> &[Watch] {
        &self.watches
    }

    pub(crate) fn asker(&self, id: u32) -> Option<&Asker> {
        self.askers.get(&id)
    }
}

/// True if some environment that is not for tests gives a setting a value that says something.
fn is_set(facts: &Facts<'_>, key: &str) -> bool {
    let settings = &facts.app.settings;
    let Some(setting) = settings.setting(key) else {
        return false;
    };
    let mut given = setting.values.iter().flat_map(|value| &value.decisions);
    given.any(|at| {
        settings.decisions.get(*at).is_some_and(|decision| {
            decision.value.constant() != Some(&assay_python::ir::Const::None)
        })
    })
}

/// The findings of the rule with this number.
pub(crate) fn detect(facts: &Facts<'_>, number: usize, rule: &Rule) -> Vec<Finding> {
    let mut drafts = Vec::new();
    for (detect, way) in rule.detects.iter().zip(0..) {
        match detect {
            Detect::Taint {
                from,
                to,
                sure,
                once,
                unset,
            } => {
                if unset.iter().any(|key| is_set(facts, key)) {
                    continue;
                }
                // A proxy that names the host itself lets no other one through.
                if unset.iter().any(|key| key == "SERVER_NAME") && facts.app.deployment.fixes_host()
                {
                    continue;
                }
                let wanted = taint::Wanted {
                    from,
                    to,
                    sure: *sure,
                    once: *once,
                };
                taint::detect(facts, &wanted, &mut drafts);
            }
            Detect::Call { only, .. } => call::detect(facts, (number, way), *only, &mut drafts),
            Detect::Write { only, .. } => {
                call::detect(facts, (number, way), *only, &mut drafts);
            }
            Detect::Literal { to } => literal::detect(facts, to, &mut drafts),
            Detect::Secret { of } => secret::detect(facts, of, &mut drafts),
            Detect::Setting(question) => setting::detect(facts, question, &mut drafts),
            Detect::Dependency { of } => {
                for kind in of {
                    dependency::detect(facts, rule, *kind, &mut drafts);
                }
            }
            Detect::Code { .. } => code::detect(facts, number, way, rule, &mut drafts),
        }
    }
    draft::finish(facts, rule, drafts)
}
