//! What is deployed starts Flask's own server.

use assay_scan::check::deployment::{Server, Start, Unit};
use assay_scan::check::{Context, Report};

use crate::deployed::deployed;

/// Reports commands of deployed units that start the server for development.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for unit in deployed(ctx) {
        for start in &unit.servers {
            if starts_development(ctx, unit, start) {
                report.at_place(start.span, "the development server");
            }
        }
        for command in &unit.commands {
            let mut words = command.words.iter();
            if words.any(|word| word.text == "runserver") {
                report.at_place(unit.span_of(command.range()), "the development server");
            }
        }
    }
}

fn starts_development(ctx: &Context<'_>, unit: &Unit, start: &Start) -> bool {
    let target = start.target.as_deref().unwrap_or_default();
    match start.server {
        Server::Flask => true,
        Server::Script => runs_flask(ctx, unit, target),
        Server::Module => {
            let path = target.replace('.', "/");
            runs_flask(ctx, unit, &format!("{path}/__main__.py"))
                || runs_flask(ctx, unit, &format!("{path}.py"))
        }
        Server::Gunicorn
        | Server::Uwsgi
        | Server::Waitress
        | Server::Hypercorn
        | Server::Uvicorn
        | Server::Other => false,
    }
}

/// Whether the file that a command names calls `app.run()`. Of several files that fit, the nearest to the unit.
fn runs_flask(ctx: &Context<'_>, unit: &Unit, script: &str) -> bool {
    let name = script.trim_start_matches("./");
    let folder = ctx.project.file(unit.span.file).folder();
    let fits = |path: &str| {
        path == name
            || path.ends_with(&format!("/{name}"))
            || (name.starts_with('/') && name.ends_with(&format!("/{path}")))
    };
    let files = ctx.project.files.iter().filter(|file| fits(&file.path));
    let file =
        files.max_by_key(|file| (file.folder() == folder, std::cmp::Reverse(file.path.len())));
    let Some(file) = file else { return false };
    ctx.calls("flask.Flask().run")
        .any(|call| call.function.module.file == file.id)
}
