//! `assay routes`: every URL of an application, who may call it, and what it does.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Result, bail};
use assay_finding::inventory::{Changes, InputRow, Inventory, RouteRow};
use assay_models::Models;
use assay_python::Program;
use assay_source::{FileKind, Project, ReadOptions, SourceFile, printable};
use assay_webapp::WebApp;
use rayon::prelude::*;

use super::page::{Page, Painter};
use crate::arguments::Routes;
use crate::exit::Exit;
use crate::kept::Document;
use crate::knowledge::Knowledge;
use crate::output;
use crate::revision;

/// An inventory that was kept.
const INVENTORY: Document = Document {
    what: "list of routes",
    made_by: "assay routes --format json",
    header: ("assay-routes", 1),
    bytes: 256 * 1024 * 1024,
};

pub(super) fn run(arguments: &Routes) -> Result<Exit> {
    let threads = super::threads(0)?;
    let project = Project::read(&arguments.path, &ReadOptions::default())?;
    if project.files_of(FileKind::Python).next().is_none() {
        bail!(
            "no Python files found in {}; check the path",
            arguments.path.display()
        );
    }
    let models = if arguments.isolated {
        Cow::Borrowed(Models::embedded())
    } else {
        Knowledge::with_project(&project.root)?.models
    };
    let base = match arguments.diff.as_deref() {
        None => None,
        Some(base) if Path::new(base).is_file() => Some(earlier(Path::new(base))?),
        Some(revision) => {
            let before = revision::project(&arguments.path, revision)?;
            Some(threads.install(|| inventory(arguments, &models, &before)))
        }
    };
    let inventory = threads.install(|| inventory(arguments, &models, &project));
    let changes = base.map(|base| inventory.changes_since(&base));
    output::write(Path::new("-"), |out| {
        match (arguments.format.as_str(), &changes) {
            ("json", Some(changes)) => assay_report::write_json(changes, out),
            ("json", None) => assay_report::write_json(&inventory, out),
            ("markdown", Some(changes)) => markdown_changes(changes, out),
            ("markdown", None) => markdown(&inventory.routes, out),
            (_, Some(changes)) => terminal_changes(changes, out),
            (_, None) => terminal(&inventory.routes, out),
        }
    })?;
    Ok(Exit::Clean)
}

/// An inventory that `assay routes --format json` wrote before.
fn earlier(path: &Path) -> Result<Inventory> {
    INVENTORY.read(path, |kept: &Inventory| {
        (kept.format.as_str(), kept.version)
    })
}

fn inventory(arguments: &Routes, models: &Models, project: &Project) -> Inventory {
    let files: Vec<&SourceFile> = project.files_of(FileKind::Python).collect();
    let modules = files.par_iter().map(|file| assay_python::lower(file));
    let program = Program::link(modules.collect(), project);
    let solution = assay_taint::solve(&program, models, &[], &assay_taint::Options::default());
    let app = WebApp::build(project, &program, models, &solution);
    Inventory::new(assay_scan::route_rows(
        project,
        &app,
        arguments.include_tests,
    ))
}

fn terminal(routes: &[RouteRow], out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(Painter::for_standard_output(), out);
    for route in routes {
        page.heading(&printable(&head(route)))?;
        for line in details(route) {
            page.line(&format!("  {}", printable(&line)))?;
        }
    }
    page.line("")?;
    let open = routes.iter().filter(|route| !route.open.is_empty()).count();
    page.line(&format!(
        "{} routes, {open} without authentication",
        routes.len()
    ))
}

fn head(route: &RouteRow) -> String {
    format!(
        "{} {}  {} {}:{}",
        route.methods.join(","),
        route.rule,
        route.view,
        route.path,
        route.line
    )
}

/// What is worth a line about a route.
fn details(route: &RouteRow) -> Vec<String> {
    let mut lines = Vec::new();
    for guard in &route.guards {
        let methods = if guard.methods.is_empty() {
            String::new()
        } else {
            format!(" for {}", guard.methods.join(","))
        };
        let reason: Vec<String> = guard
            .reason
            .iter()
            .map(|step| format!("{} ({}:{})", step.text, step.path, step.line))
            .collect();
        let cases = if guard.conditional {
            ", in some cases"
        } else {
            ""
        };
        lines.push(format!(
            "{}{methods}{cases}: {}",
            guard.asks,
            reason.join(", ")
        ));
    }
    for guard in &route.late_guards {
        lines.push(format!("never runs: {} stands above the route", guard.name));
    }
    if !route.open.is_empty() {
        lines.push(format!("open to everybody: {}", route.open.join(",")));
    }
    if route.unregistered {
        lines.push("registered with a group that no application is seen to use".to_owned());
    }
    if route.csrf != "safe-method" {
        lines.push(format!("forged requests: {}", route.csrf));
    }
    if let Some(limit) = &route.limit {
        lines.push(format!("limit: {limit}"));
    }
    let inputs: Vec<String> = route.inputs.iter().map(input_text).collect();
    let tables: Vec<String> = route
        .tables
        .iter()
        .map(|table| {
            format!(
                "{}{}",
                table.name,
                if table.written { " (written)" } else { "" }
            )
        })
        .collect();
    for (label, list) in [
        ("reads", &inputs),
        ("reaches", &route.sinks),
        ("renders", &route.templates),
        ("tables", &tables),
    ] {
        if !list.is_empty() {
            lines.push(format!("{label}: {}", list.join(", ")));
        }
    }
    lines
}

fn input_text(input: &InputRow) -> String {
    let name = input.name.as_deref().unwrap_or("all");
    match &input.validated {
        Some(validated) => format!("{} {name} ({validated})", input.from),
        None => format!("{} {name}", input.from),
    }
}

fn markdown(routes: &[RouteRow], out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "| Methods | URL | View | Guards | Open to everybody | CSRF |"
    )?;
    writeln!(out, "|---|---|---|---|---|---|")?;
    for route in routes {
        let guards: Vec<String> = route
            .guards
            .iter()
            .map(|guard| format!("{} ({})", guard.asks, guard.name))
            .collect();
        writeln!(
            out,
            "| {} | {} | {} {}:{} | {} | {} | {} |",
            cell(&route.methods.join(", ")),
            cell(&route.rule),
            cell(&route.view),
            cell(&route.path),
            route.line,
            cell(&guards.join(", ")),
            cell(&route.open.join(", ")),
            cell(&route.csrf)
        )?;
    }
    Ok(())
}

/// Text of the project as one cell of a Markdown table, without effect.
fn cell(text: &str) -> String {
    let mut safe = String::new();
    for character in printable(&text.replace('\n', " ")).chars() {
        match character {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '!' | '#' | '~' => {
                safe.push('\\');
                safe.push(character);
            }
            _ => safe.push(character),
        }
    }
    safe
}

fn terminal_changes(changes: &Changes, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(Painter::for_standard_output(), out);
    page.heading(&format!("This change {}.", printable(&changes.summary)))?;
    for (sign, routes) in [("+", &changes.added), ("-", &changes.removed)] {
        for route in routes {
            let open = if route.open.is_empty() {
                ""
            } else {
                "  without authentication"
            };
            page.line(&format!("{sign} {}{open}", printable(&head(route))))?;
        }
    }
    for change in &changes.changed {
        page.line(&format!("! {}", printable(change)))?;
    }
    Ok(())
}

fn markdown_changes(changes: &Changes, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "This change {}.\n", cell(&changes.summary))?;
    for (word, routes) in [("Added", &changes.added), ("Removed", &changes.removed)] {
        for route in routes {
            let open = if route.open.is_empty() {
                ""
            } else {
                ", without authentication"
            };
            writeln!(out, "- {word}: {}{open}", cell(&head(route)))?;
        }
    }
    for change in &changes.changed {
        writeln!(out, "- {}", cell(change))?;
    }
    Ok(())
}
