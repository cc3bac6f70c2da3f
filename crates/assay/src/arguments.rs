//! The command line.

mod workbench;

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};

use crate::exit::FailOn;
use crate::format::ReportFormat;

pub(crate) use workbench::Workbench;

const SCAN_EXIT_CODES: &str = "\
Exit codes:
  0  looked everywhere and found nothing, or nothing that the gate holds back
  1  found something; with a gate, something that it does not let pass
  2  could not do what was asked
  3  found nothing, but something was skipped or not understood";

/// Reviews the security of Python web applications, without running them.
#[derive(Debug, Parser)]
#[command(
    name = "assay",
    version,
    max_term_width = 100,
    arg_required_else_help = true
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Review a project
    #[command(after_help = SCAN_EXIT_CODES)]
    Scan(Scan),
    /// Open the review in a browser: judge findings, inspect by hand, learn, plan, and sign
    Review(Workbench),
    /// Write reports of a review: for executives, developers, auditors and other tools
    #[command(after_help = SCAN_EXIT_CODES)]
    Report(Report),
    /// Tell what to repair in which order, by whom and until when
    Plan(Plan),
    /// Accept the findings of today, so that only new ones count from now on
    Baseline(Baseline),
    /// Tell what is new, repaired and moved between two reviews
    Compare(Compare),
    /// Merge what other tools report into the review: SARIF, and the JSON of Bandit and pip-audit
    #[command(after_help = SCAN_EXIT_CODES)]
    Import(Import),
    /// Write tests for pytest that show a flaw, and that it is repaired
    Prove(Prove),
    /// Tell what the application is set to, in each environment
    Settings(Settings),
    /// List the packages that a project needs, and what is known to be wrong with them
    #[command(after_help = SCAN_EXIT_CODES)]
    Deps(Deps),
    /// Write a bill of materials, with what is known to be wrong and whether the project reaches it
    Sbom(Sbom),
    /// Repair what a tool can repair; shows the changes unless told to apply them
    Fix(Fix),
    /// Show which advisories are used, or fetch newer ones
    #[command(subcommand)]
    Advisories(Advisories),
    /// Tell what a rule means, and how to repair what it finds
    Explain(Explain),
    /// List the rules
    Rules(Rules),
    /// List the libraries that Assay knows
    Models(Models),
    /// List the routes of an application: URLs, views, who may call them and what they do
    Routes(Routes),
    /// List what people should judge, with the places of this application: questions by topic, to tick off
    Inspect(Inspect),
    /// Set a repository up: configuration, pre-commit and continuous integration; shows what it would write
    Init(Init),
    /// Write the script with which a shell completes this command line
    Completions(Completions),
    /// Write the manual as pages for `man`
    Man(Manual),
    /// Show findings in an editor: a language server on standard input and output
    Lsp(Lsp),
    /// What those who work on Assay need; free to change
    #[command(subcommand, hide = true)]
    Debug(Debug),
}

/// `assay lsp`.
#[derive(Debug, Args)]
pub(crate) struct Lsp {
    /// Leave out rules, models and settings that the project brings
    #[arg(long)]
    pub(crate) isolated: bool,
    /// Editors say how to talk; there is one way
    #[arg(long, hide = true)]
    stdio: bool,
}

/// `assay scan`.
#[derive(Debug, Args)]
pub(crate) struct Scan {
    /// The folder or file to review
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// How to write the review
    #[arg(long, short, value_name = "FORMAT", default_value_t, value_parser = formats())]
    pub(crate) format: ReportFormat,
    /// Write the review to this file; `-` is standard output
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    pub(crate) output: PathBuf,
    /// Use only these rules: ids, families or weaknesses, as in `sql-injection,crypto,cwe-79`;
    /// `default` stands for those that are on unless asked for, `all` for every rule
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(crate) select: Vec<String>,
    /// Leave out these rules
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,
    /// The least risk for which to end with exit code 1; `never` ends with 0 [default: info, or what the gate says]
    #[arg(long, value_name = "RISK", value_parser = risks())]
    pub(crate) fail_on: Option<FailOn>,
    /// Leave out files and folders by a pattern, as in `.gitignore`
    #[arg(long, value_name = "PATTERN")]
    pub(crate) exclude: Vec<String>,
    /// Report only what is new since BASE and what was repaired: a git revision (`main`, `main...` for where the
    /// branch began, `A...B`), or a folder with the earlier version
    #[arg(long, value_name = "BASE", conflicts_with = "new_since")]
    pub(crate) diff: Option<String>,
    /// Report everything, and tell apart what is new since BASE
    #[arg(long, value_name = "BASE")]
    pub(crate) new_since: Option<String>,
    #[command(flatten)]
    pub(crate) gate: GateArguments,
    /// Advisories to use: a dump of OSV as a folder or `all.zip` [default: the newest at hand]
    #[arg(long, value_name = "PATH")]
    pub(crate) advisories: Option<PathBuf>,
    /// Report everything in test code too
    #[arg(long)]
    pub(crate) include_tests: bool,
    /// How many threads to use [default: one for each processor]
    #[arg(long, short, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) jobs: Option<u16>,
    /// When to use colours
    #[arg(long, alias = "colour", value_name = "WHEN", default_value = "auto", value_parser = ["auto", "always", "never"])]
    pub(crate) color: String,
    #[command(flatten)]
    pub(crate) trust: Trust,
    /// Review again whenever a file changes, and tell what is new and what was repaired; Ctrl-C ends it
    #[arg(long, conflicts_with_all = ["format", "output"])]
    pub(crate) watch: bool,
}

/// What has a say in a review beside the code.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Trust {
    /// Leave out everything that the project itself brings: rules, models, configuration, suppressions, baseline
    #[arg(long)]
    pub(crate) isolated: bool,
    /// Use this configuration instead of the project's
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Report what comments, configuration and baseline suppress too
    #[arg(long)]
    pub(crate) no_suppress: bool,
    /// Use this baseline instead of `.assay/baseline.toml`
    #[arg(long, value_name = "FILE", conflicts_with = "no_baseline")]
    pub(crate) baseline: Option<PathBuf>,
    /// Let accepted findings count
    #[arg(long)]
    pub(crate) no_baseline: bool,
}

/// What `assay scan` does not let pass, beside what the configuration says.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Gate")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a condition of its own, as people write it"
)]
pub(crate) struct GateArguments {
    /// Fail with more findings of a risk than this, as in `high=0` or `total=20`
    #[arg(long, value_name = "RISK=NUMBER", value_delimiter = ',', value_parser = most)]
    pub(crate) max: Vec<(Option<assay_finding::Risk>, u32)>,
    /// Fail with a finding of these rules: ids, families or weaknesses
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(crate) fail_rule: Vec<String>,
    /// Fail with a finding in these paths, by a pattern as in `.gitignore`
    #[arg(long, value_name = "PATTERN")]
    pub(crate) fail_path: Vec<String>,
    /// Let only findings fail that are new since `--diff` or `--new-since`, or not accepted
    #[arg(long)]
    pub(crate) new_only: bool,
    /// Fail if a task of the plan is overdue
    #[arg(long)]
    pub(crate) fail_overdue: bool,
    /// The plan that tells since when tasks are known, written with `assay plan --format json`
    #[arg(long, value_name = "FILE", requires = "fail_overdue")]
    pub(crate) plan: Option<PathBuf>,
    /// Fail if a suppression or an accepted finding is past its day
    #[arg(long)]
    pub(crate) fail_expired: bool,
    /// Fail if a suppression of Assay's own suppresses nothing
    #[arg(long)]
    pub(crate) fail_unused: bool,
}

/// `assay baseline`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Baseline {
    #[command(subcommand)]
    pub(crate) command: Option<BaselineCommand>,
    #[command(flatten)]
    pub(crate) record: Record,
}

/// What else to do with a baseline.
#[derive(Debug, Subcommand)]
pub(crate) enum BaselineCommand {
    /// List what was accepted
    List(BaselineFile),
    /// Tell everything about an accepted finding
    Show {
        /// The beginning of its fingerprint, or its rule or path
        name: String,
        #[command(flatten)]
        file: BaselineFile,
    },
    /// Drop what is gone, and add nothing
    Prune {
        #[command(flatten)]
        look: BaselineLook,
    },
}

/// `assay baseline list`.
#[derive(Debug, Args)]
pub(crate) struct BaselineFile {
    /// The project
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// Use this file instead of `.assay/baseline.toml`
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
}

/// What is reviewed for a baseline.
#[derive(Debug, Args)]
pub(crate) struct BaselineLook {
    /// The project
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// Use this file instead of `.assay/baseline.toml`
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Use this configuration instead of the project's
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Leave out files and folders by a pattern, as in `.gitignore`
    #[arg(long, value_name = "PATTERN")]
    pub(crate) exclude: Vec<String>,
}

/// What is written down.
#[derive(Debug, Args)]
pub(crate) struct Record {
    #[command(flatten)]
    pub(crate) look: BaselineLook,
    /// Why the findings are accepted
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "known when the baseline was made"
    )]
    pub(crate) reason: String,
    /// The last day on which that holds, as 2027-01-31
    #[arg(long, value_name = "DAY")]
    pub(crate) until: Option<String>,
    /// Who accepts them
    #[arg(long, value_name = "NAME")]
    pub(crate) who: Option<String>,
    /// Accept only findings of these rules: ids, families or weaknesses
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(crate) rule: Vec<String>,
    /// Accept only findings in these paths, by a pattern as in `.gitignore`
    #[arg(long = "path", value_name = "PATTERN")]
    pub(crate) paths: Vec<String>,
    /// Give the reason, who and until when to findings that were accepted before too
    #[arg(long)]
    pub(crate) renew: bool,
}

/// `assay report`.
#[derive(Debug, Args)]
pub(crate) struct Report {
    /// The folder or file to review
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// Which formats to write
    #[arg(long, short, value_name = "FORMATS", value_delimiter = ',', default_value = "html", value_parser = formats())]
    pub(crate) format: Vec<ReportFormat>,
    /// Write the reports into this folder; it is made if it is missing. A single report may go to a file
    /// that ends as its format does, as in `review.pdf`; `-` is standard output
    #[arg(long, short, value_name = "FOLDER", default_value = "assay-report")]
    pub(crate) output: PathBuf,
    #[command(flatten)]
    pub(crate) planning: Planning,
}

/// `assay plan`.
#[derive(Debug, Args)]
pub(crate) struct Plan {
    /// The folder or file to review
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// How to write it
    #[arg(long, short, value_name = "FORMAT", default_value = "markdown", value_parser = ["markdown", "csv", "icalendar", "json"])]
    pub(crate) format: String,
    /// Write it to this file; `-` is standard output
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    pub(crate) output: PathBuf,
    /// End with exit code 1 if a task is overdue
    #[arg(long)]
    pub(crate) fail_overdue: bool,
    #[command(flatten)]
    pub(crate) planning: Planning,
}

/// What a plan is made of.
#[derive(Debug, Args)]
pub(crate) struct Planning {
    /// An earlier plan, written with `assay plan --format json`: what it knew keeps its day
    #[arg(long, value_name = "FILE")]
    pub(crate) since: Option<PathBuf>,
    /// The day from which to count, as 2026-11-22 [default: today]
    #[arg(long, value_name = "DAY")]
    pub(crate) today: Option<String>,
    /// Merge this report of another tool, as `assay import` does; may be given several times
    #[arg(long, value_name = "FILE")]
    pub(crate) import: Vec<PathBuf>,
    /// Leave out files and folders by a pattern, as in `.gitignore`
    #[arg(long, value_name = "PATTERN")]
    pub(crate) exclude: Vec<String>,
    #[command(flatten)]
    pub(crate) trust: Trust,
    /// Tell what a tool can change, before and after; it takes further analyses to prove it
    #[arg(long)]
    pub(crate) with_fixes: bool,
    /// Ask `git blame` who wrote a line last where CODEOWNERS names nobody; this starts `git`
    #[arg(long)]
    pub(crate) blame: bool,
}

/// `assay import`.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// Reports of other tools: SARIF of Bandit, Semgrep, CodeQL, Ruff, Sonar and the like, JSON of Bandit or
    /// pip-audit; `-` is standard input
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The folder or file that they are about, which is reviewed, too
    #[arg(long, value_name = "PATH", default_value = ".")]
    pub(crate) into: PathBuf,
    /// How to write the review
    #[arg(long, short, value_name = "FORMAT", default_value_t, value_parser = formats())]
    pub(crate) format: ReportFormat,
    /// Write the review to this file; `-` is standard output
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    pub(crate) output: PathBuf,
    /// The least risk for which to end with exit code 1; `never` ends with 0 [default: info, or what the gate says]
    #[arg(long, value_name = "RISK", value_parser = risks())]
    pub(crate) fail_on: Option<FailOn>,
    /// Leave out files and folders by a pattern, as in `.gitignore`
    #[arg(long, value_name = "PATTERN")]
    pub(crate) exclude: Vec<String>,
    #[command(flatten)]
    pub(crate) trust: Trust,
}

/// `assay compare`.
#[derive(Debug, Args)]
pub(crate) struct Compare {
    /// The earlier review, written with `assay scan --format json`
    pub(crate) before: PathBuf,
    /// The later one
    pub(crate) after: PathBuf,
    /// How to write it
    #[arg(long, short, value_name = "FORMAT", default_value = "terminal", value_parser = ["terminal", "markdown", "json"])]
    pub(crate) format: String,
    /// Write it to this file; `-` is standard output
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    pub(crate) output: PathBuf,
}

/// `assay prove`.
#[derive(Debug, Args)]
pub(crate) struct Prove {
    /// Findings: the beginnings of their fingerprints, places as in `shop/auth.py:22`, or rules; `all` for every one
    #[arg(required = true)]
    pub(crate) findings: Vec<String>,
    /// The folder or file to review
    #[arg(long, value_name = "PATH", default_value = ".")]
    pub(crate) project: PathBuf,
    /// Write the tests into this folder; `-` is standard output
    #[arg(long, short, value_name = "FOLDER", default_value = "-")]
    pub(crate) output: PathBuf,
    /// Leave out files and folders by a pattern, as in `.gitignore`
    #[arg(long, value_name = "PATTERN")]
    pub(crate) exclude: Vec<String>,
    #[command(flatten)]
    pub(crate) trust: Trust,
}

/// `assay settings`.
#[derive(Debug, Args)]
pub(crate) struct Settings {
    /// The folder or file to read
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// How to write it
    #[arg(long, short, value_name = "FORMAT", default_value = "terminal", value_parser = ["terminal", "json", "markdown"])]
    pub(crate) format: String,
    /// Tell settings of the application's own too
    #[arg(long)]
    pub(crate) all: bool,
    /// Leave out models that the project itself brings in `.assay`
    #[arg(long)]
    pub(crate) isolated: bool,
}

/// What the commands about packages have in common.
#[derive(Debug, Args)]
pub(crate) struct Packages {
    /// The folder or file to read
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// Leave out files and folders by a pattern, as in `.gitignore`
    #[arg(long, value_name = "PATTERN")]
    pub(crate) exclude: Vec<String>,
    /// Advisories to use: a dump of OSV as a folder or `all.zip` [default: the newest at hand]
    #[arg(long, value_name = "PATH")]
    pub(crate) advisories: Option<PathBuf>,
    /// Judge what is installed in this virtual environment too
    #[arg(long, value_name = "FOLDER")]
    pub(crate) venv: Option<PathBuf>,
    /// Judge what is installed for this interpreter too; it is not run
    #[arg(long, value_name = "FILE", conflicts_with = "venv")]
    pub(crate) python: Option<PathBuf>,
}

/// `assay deps`.
#[derive(Debug, Args)]
pub(crate) struct Deps {
    #[command(flatten)]
    pub(crate) packages: Packages,
    /// How to write it
    #[arg(long, short, value_name = "FORMAT", default_value = "table", value_parser = ["table", "json"])]
    pub(crate) format: String,
    /// Ask the package index for newer and for yanked versions; it learns the names of the packages
    #[arg(long)]
    pub(crate) online: bool,
    /// The index to ask, which has to answer with JSON (PEP 691)
    #[arg(long, value_name = "URL", default_value = crate::index::MAIN, requires = "online")]
    pub(crate) index_url: String,
    /// How many seconds to wait for each answer
    #[arg(long, value_name = "SECONDS", default_value = "20", requires = "online", value_parser = clap::value_parser!(u64).range(1..=600))]
    pub(crate) timeout: u64,
}

/// `assay sbom`.
#[derive(Debug, Args)]
pub(crate) struct Sbom {
    #[command(flatten)]
    pub(crate) packages: Packages,
    /// Which standard: `CycloneDX` 1.6 or SPDX 2.3
    #[arg(long, short, value_name = "FORMAT", default_value = "cyclonedx", value_parser = ["cyclonedx", "spdx"])]
    pub(crate) format: String,
    /// Write it to this file; `-` is standard output
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    pub(crate) output: PathBuf,
    /// The name of the application [default: that of the folder]
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
}

/// `assay fix`.
#[derive(Debug, Args)]
pub(crate) struct Fix {
    #[command(flatten)]
    pub(crate) packages: Packages,
    /// Raise vulnerable packages to the nearest repaired version, in requirements files and pyproject.toml
    #[arg(long)]
    pub(crate) dependencies: bool,
    /// Write the changes instead of showing them
    #[arg(long)]
    pub(crate) apply: bool,
    /// Ask about each repair, and write those that are wanted
    #[arg(long, conflicts_with_all = ["dependencies", "apply"])]
    pub(crate) interactive: bool,
    /// Only what these rules find: ids, families or weaknesses, as in `sql-injection,cwe-79`
    #[arg(
        long,
        value_name = "RULES",
        value_delimiter = ',',
        conflicts_with = "dependencies"
    )]
    pub(crate) rule: Vec<String>,
    /// Only the finding whose fingerprint begins so
    #[arg(long, value_name = "FINGERPRINT", conflicts_with = "dependencies")]
    pub(crate) finding: Vec<String>,
    /// How to tell it
    #[arg(long, short, value_name = "FORMAT", default_value = "diff", value_parser = ["diff", "json"])]
    pub(crate) format: String,
    #[command(flatten)]
    pub(crate) trust: Trust,
}

/// `assay advisories`.
#[derive(Debug, Subcommand)]
pub(crate) enum Advisories {
    /// Tell which advisories are used, how old they are and whose they are
    Show,
    /// Fetch OSV's archive of `PyPI` and keep it in the cache
    Update {
        /// The archive
        #[arg(long, value_name = "URL", default_value = crate::command::ARCHIVE)]
        url: String,
    },
}

/// `assay explain`.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// A rule, as `assay rules` lists it
    pub(crate) rule: String,
    /// Add exercises: which line has the flaw, and which repair holds
    #[arg(long)]
    pub(crate) exercise: bool,
    #[command(flatten)]
    pub(crate) list: List,
}

/// `assay rules`.
#[derive(Debug, Args)]
pub(crate) struct Rules {
    /// Only these: ids, families or weaknesses, as in `crypto cwe-79`
    pub(crate) names: Vec<String>,
    #[command(flatten)]
    pub(crate) list: List,
}

/// `assay models`.
#[derive(Debug, Args)]
pub(crate) struct Models {
    #[command(flatten)]
    pub(crate) list: List,
}

/// `assay routes`.
#[derive(Debug, Args)]
pub(crate) struct Routes {
    /// The folder or file to read
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// How to write it
    #[arg(long, short, value_name = "FORMAT", default_value = "terminal", value_parser = ["terminal", "json", "markdown"])]
    pub(crate) format: String,
    /// Tell what is different from a git revision (`main`, `HEAD~3`), or from an inventory that `--format json` wrote before
    #[arg(long, value_name = "BASE")]
    pub(crate) diff: Option<String>,
    /// Show routes of test code too
    #[arg(long)]
    pub(crate) include_tests: bool,
    /// Leave out models that the project itself brings in `.assay`
    #[arg(long)]
    pub(crate) isolated: bool,
}

/// `assay inspect`.
#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// The folder or file to inspect
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// Only this topic, such as `authentication`
    #[arg(long, value_name = "TOPIC")]
    pub(crate) topic: Option<String>,
    /// How to write it
    #[arg(long, short, value_name = "FORMAT", default_value = "markdown", value_parser = ["markdown", "json"])]
    pub(crate) format: String,
    /// Write it to this file; `-` is standard output
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    pub(crate) output: PathBuf,
    /// Leave out files and folders by a pattern, as in `.gitignore`
    #[arg(long, value_name = "PATTERN")]
    pub(crate) exclude: Vec<String>,
    #[command(flatten)]
    pub(crate) trust: Trust,
}

/// `assay init`.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The repository to set up
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// Set up only these [default: what the repository looks like]
    #[arg(long, value_name = "WHAT", value_delimiter = ',', value_parser = crate::command::INIT_TARGETS)]
    pub(crate) only: Vec<String>,
    /// Write the files instead of showing them
    #[arg(long)]
    pub(crate) apply: bool,
    /// Write over files that are there already
    #[arg(long)]
    pub(crate) force: bool,
}

/// `assay completions`.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
    /// Write the script to this file; `-` is standard output
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    pub(crate) output: PathBuf,
}

/// `assay man`.
#[derive(Debug, Args)]
pub(crate) struct Manual {
    /// Write the page of every command into this folder, not only the one of `assay` to standard output
    #[arg(long, short, value_name = "FOLDER")]
    pub(crate) output: Option<PathBuf>,
}

/// `assay debug`.
#[derive(Debug, Subcommand)]
pub(crate) enum Debug {
    /// Read and lower the Python files of a project, and do nothing else
    Parse {
        /// The folder or file to read
        path: PathBuf,
    },
    /// Print what the engine wrote down of an application
    Log {
        /// The folder or file to read
        path: PathBuf,
    },
    /// Parse the templates of projects and say which are not understood whole
    Template {
        /// The folders or files to read
        #[arg(required = true)]
        paths: Vec<PathBuf>,
    },
}

/// What the commands that show our own knowledge have in common.
#[derive(Debug, Args)]
pub(crate) struct List {
    /// How to write it
    #[arg(long, short, value_name = "FORMAT", default_value = "terminal", value_parser = ["terminal", "json"])]
    pub(crate) format: String,
    /// The project whose own rules and models in `.assay` count too
    #[arg(long, value_name = "PATH", default_value = ".")]
    pub(crate) project: PathBuf,
    /// Leave out rules and models of the project
    #[arg(long)]
    pub(crate) isolated: bool,
}

impl List {
    /// True for JSON.
    pub(crate) fn is_json(&self) -> bool {
        self.format == "json"
    }
}

fn formats() -> impl TypedValueParser<Value = ReportFormat> {
    PossibleValuesParser::new(ReportFormat::names())
        .try_map(|name| ReportFormat::named(&name).ok_or("no such format"))
}

/// `high=0`, `total=20`.
fn most(text: &str) -> Result<(Option<assay_finding::Risk>, u32), String> {
    let wrong = || format!("`{text}` is not like `high=0` or `total=20`");
    let (name, number) = text.split_once('=').ok_or_else(wrong)?;
    let number = number.trim().parse().map_err(|_| wrong())?;
    if name.trim() == "total" {
        return Ok((None, number));
    }
    match FailOn::named(name.trim()) {
        Some(FailOn::Risk(risk)) => Ok((Some(risk), number)),
        Some(FailOn::Never) | None => Err(wrong()),
    }
}

fn risks() -> impl TypedValueParser<Value = FailOn> {
    PossibleValuesParser::new(FailOn::NAMES)
        .try_map(|name| FailOn::named(&name).ok_or("no such risk"))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }
}
