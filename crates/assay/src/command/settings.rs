//! `assay settings`: what the application is set to, in each environment, and which line decides it.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use anyhow::Result;
use assay_models::Models;
use assay_source::{FileKind, Project, ReadOptions, SourceFile, Span, printable};
use assay_webapp::WebApp;
use assay_webapp::settings::{Decision, EnvironmentKind, Final, Setting, Value, key, text};
use rayon::prelude::*;
use serde::Serialize;

use super::page::{Page, Painter};
use crate::arguments::Settings;
use crate::exit::Exit;
use crate::knowledge::Knowledge;
use crate::output;

/// What `--format json` writes.
#[derive(Serialize)]
struct Document {
    format: &'static str,
    version: u32,
    /// True if settings come from outside the project too.
    open: bool,
    environments: Vec<EnvironmentRow>,
    settings: Vec<Row>,
}

/// An environment.
#[derive(Serialize)]
struct EnvironmentRow {
    name: String,
    serves: &'static str,
    /// True if it is taken when nobody chooses.
    fallback: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
}

/// A key.
#[derive(Serialize)]
struct Row {
    key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    means: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<String>,
    /// By environment, in their order.
    values: Vec<Cell>,
}

/// What a key is in one environment.
#[derive(Serialize)]
struct Cell {
    environment: String,
    /// What may hold in the end; empty if nobody sets it.
    values: Vec<Choice>,
    /// The places that were replaced.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    overridden: Vec<String>,
}

/// A value and the line that decides it.
#[derive(Serialize)]
struct Choice {
    value: String,
    place: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<String>,
    /// True if every text of the variable counts as true.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    any_text_is_true: bool,
    /// What files of the project give to the variable.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    given: Vec<Given>,
}

/// A value that a file of the project gives to a variable.
#[derive(Serialize)]
struct Given {
    value: String,
    place: String,
    /// The service, process or file that has it.
    by: String,
    /// True if the file is there to be copied, such as `.env.example`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    example: bool,
}

pub(super) fn run(arguments: &Settings) -> Result<Exit> {
    let project = Project::read(&arguments.path, &ReadOptions::default())?;
    let models = if arguments.isolated {
        Knowledge::own().models
    } else {
        Knowledge::with_project(&project.root)?.models
    };
    let app = super::threads(0)?.install(|| build(&project, &models));
    let document = document(&project, &app, arguments.all);
    output::write(Path::new("-"), |out| match arguments.format.as_str() {
        "json" => assay_report::write_json(&document, out),
        "markdown" => markdown(&document, out),
        _ => terminal(&document, out),
    })?;
    Ok(Exit::Clean)
}

fn build(project: &Project, models: &Models) -> WebApp {
    let files: Vec<&SourceFile> = project.files_of(FileKind::Python).collect();
    let modules = files.par_iter().map(|file| assay_python::lower(file));
    let program = assay_python::Program::link(modules.collect(), project);
    let options = assay_taint::Options::default();
    let solution = assay_taint::solve(&program, models, &[], &options);
    WebApp::build(project, &program, models, &solution)
}

fn document(project: &Project, app: &WebApp, all: bool) -> Document {
    let settings = &app.settings;
    let place = |span: Span| place(project, span);
    let environments = settings
        .environments
        .iter()
        .map(|environment| EnvironmentRow {
            name: printable(&environment.name),
            serves: match environment.kind {
                EnvironmentKind::Development => "development",
                EnvironmentKind::Testing => "tests",
                EnvironmentKind::Production => "production",
            },
            fallback: environment.is_fallback,
            place: environment.span.map(place),
        });
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    let of_key = |name: &str| {
        let known = key(name);
        Row {
            key: printable(name),
            of: known.map(|key| key.of),
            means: known.map(|key| key.text),
            default: known.map(|key| key.default.to_string()),
            values: Vec::new(),
        }
    };
    let wanted = |setting: &&Setting| all || key(&setting.key).is_some();
    for setting in settings.settings.iter().filter(wanted) {
        let mut row = of_key(&setting.key);
        for (environment, value) in settings.environments.iter().zip(&setting.values) {
            row.values
                .push(cell(project, settings, &environment.name, value));
        }
        rows.insert(setting.key.clone(), row);
    }
    if !settings.made.is_empty() {
        for name in WATCHED {
            rows.entry((*name).to_owned())
                .or_insert_with(|| of_key(name));
        }
    }
    Document {
        format: "assay-settings",
        version: 1,
        open: settings.is_open,
        environments: environments.collect(),
        settings: rows.into_values().collect(),
    }
}

/// Keys that are told even if nobody sets them.
const WATCHED: &[&str] = &[
    "DEBUG",
    "MAX_CONTENT_LENGTH",
    "PERMANENT_SESSION_LIFETIME",
    "SECRET_KEY",
    "SESSION_COOKIE_HTTPONLY",
    "SESSION_COOKIE_SAMESITE",
    "SESSION_COOKIE_SECURE",
    "TESTING",
    "TRUSTED_HOSTS",
];

fn cell(
    project: &Project,
    settings: &assay_webapp::Settings,
    environment: &str,
    value: &Final,
) -> Cell {
    let of = |at: &usize| settings.decisions.get(*at);
    let choice = |decision: &Decision| Choice {
        value: printable(&text(&decision.key, &decision.value)),
        place: place(project, decision.span),
        condition: decision
            .condition
            .as_ref()
            .map(|condition| printable(&condition.text)),
        any_text_is_true: decision.any_text_is_true,
        given: given(project, settings, decision),
    };
    Cell {
        environment: printable(environment),
        values: value.decisions.iter().filter_map(of).map(choice).collect(),
        overridden: value
            .overridden
            .iter()
            .filter_map(of)
            .map(|decision| place(project, decision.span))
            .collect(),
    }
}

/// What the project gives to the variable that a decision reads.
fn given(project: &Project, settings: &assay_webapp::Settings, decision: &Decision) -> Vec<Given> {
    let Value::FromEnvironment { variable, .. } = &decision.value else {
        return Vec::new();
    };
    let supplies = settings.supplied(variable);
    supplies
        .map(|supply| {
            let value = Value::Known(assay_python::ir::Const::Str(supply.text.as_str().into()));
            Given {
                value: printable(&text(&decision.key, &value)),
                place: place(project, supply.span),
                by: printable(&supply.unit),
                example: supply.is_example,
            }
        })
        .collect()
}

fn place(project: &Project, span: Span) -> String {
    let file = project.file(span.file);
    format!("{}:{}", file.path, file.position(span.range.start).line)
}

fn value_of(row: &Row, environment: &str) -> String {
    let cell = row
        .values
        .iter()
        .find(|cell| cell.environment == environment);
    let values: Vec<String> = cell
        .into_iter()
        .flat_map(|cell| &cell.values)
        .map(|choice| {
            let maybe = if choice.condition.is_some() {
                " (maybe)"
            } else {
                ""
            };
            let trap = if choice.any_text_is_true {
                " (any text is true)"
            } else {
                ""
            };
            format!("{}{trap}{maybe}", choice.value)
        })
        .collect();
    if values.is_empty() {
        return row.default.as_ref().map_or_else(
            || "not set".to_owned(),
            |default| format!("not set: {default}"),
        );
    }
    values.join(" or ")
}

fn terminal(document: &Document, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(Painter::for_standard_output(), out);
    for environment in &document.environments {
        let fallback = if environment.fallback {
            ", taken when nobody chooses"
        } else {
            ""
        };
        let at = environment
            .place
            .as_ref()
            .map_or(String::new(), |place| format!(", {place}"));
        page.heading(&format!(
            "{} (for {}{fallback}{at})",
            environment.name, environment.serves
        ))?;
        for row in &document.settings {
            let places: Vec<&str> = row
                .values
                .iter()
                .filter(|cell| cell.environment == environment.name)
                .flat_map(|cell| &cell.values)
                .map(|choice| choice.place.as_str())
                .collect();
            let places = places.join(", ");
            page.line(
                format!(
                    "  {:32}  {:36}  {places}",
                    row.key,
                    value_of(row, &environment.name)
                )
                .trim_end(),
            )?;
            let cells = row.values.iter();
            let here = cells.filter(|cell| cell.environment == environment.name);
            for given in here
                .flat_map(|cell| &cell.values)
                .flat_map(|choice| &choice.given)
            {
                let example = if given.example { " (an example)" } else { "" };
                page.line(&format!(
                    "  {:32}  {}{example} by {}",
                    "", given.value, given.place
                ))?;
            }
        }
        page.line("")?;
    }
    if document.open {
        page.line("More settings come from outside the project.")?;
    }
    page.line("`--format json` tells what each setting means, and which lines were overridden.")
}

fn markdown(document: &Document, out: &mut dyn Write) -> io::Result<()> {
    let names: Vec<String> = document
        .environments
        .iter()
        .map(|environment| {
            let star = if environment.fallback {
                " (fallback)"
            } else {
                ""
            };
            escape(&format!("{}{star}", environment.name))
        })
        .collect();
    writeln!(out, "| Setting | {} |", names.join(" | "))?;
    writeln!(out, "|---|{}", "---|".repeat(names.len()))?;
    for row in &document.settings {
        let cells: Vec<String> = document
            .environments
            .iter()
            .map(|environment| {
                let cell = row
                    .values
                    .iter()
                    .find(|cell| cell.environment == environment.name);
                let places: Vec<&str> = cell
                    .into_iter()
                    .flat_map(|cell| &cell.values)
                    .map(|choice| choice.place.as_str())
                    .collect();
                let value = escape(&value_of(row, &environment.name));
                if places.is_empty() {
                    value
                } else {
                    format!("{value} ({})", escape(&places.join(", ")))
                }
            })
            .collect();
        writeln!(out, "| {} | {} |", escape(&row.key), cells.join(" | "))?;
    }
    if document.open {
        writeln!(out, "\nMore settings come from outside the project.")?;
    }
    Ok(())
}

/// Text that Markdown shows as it is.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in printable(text).chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '|' | '*' | '_' | '`' | '[' | ']' | '\\' | '!' | '#' | '~' => {
                escaped.push('\\');
                escaped.push(character);
            }
            '\n' | '\r' => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}
