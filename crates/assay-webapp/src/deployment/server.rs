//! Commands and configuration files that start a web server.

use assay_source::{SourceFile, Span};

use super::unit::{Unit, UnitKind};
use crate::format::shell::Command;
use crate::format::{Piece, dotenv, ini, lines};

/// A server that is started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// Which.
    pub server: Server,
    /// The command, or the top of the configuration file.
    pub span: Span,
    /// Its options, dashes as `_` and without those in front: `forwarded_allow_ips`, `bind`, `debug`.
    pub options: Vec<Choice>,
    /// What is started: a script, a module or an application, such as `run.py` or `shop:create_app()`.
    pub target: Option<String>,
}

/// An option and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its name.
    pub name: String,
    /// Its value; empty for a switch.
    pub value: String,
    /// Where it stands.
    pub span: Span,
}

/// Servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Server {
    /// `flask run`, the server for development.
    Flask,
    /// `python FILE`; which server that starts is up to the file.
    Script,
    /// `python -m MODULE`, or a script with a subcommand such as `manage.py runserver`.
    Module,
    /// gunicorn.
    Gunicorn,
    /// uWSGI.
    Uwsgi,
    /// waitress.
    Waitress,
    /// hypercorn.
    Hypercorn,
    /// uvicorn.
    Uvicorn,
    /// mod_wsgi-express, granian, daphne, gevent's own, bjoern and the like.
    Other,
}

impl Start {
    /// The option of this name that counts: the last one.
    pub fn option(&self, name: &str) -> Option<&Choice> {
        self.options.iter().rev().find(|choice| choice.name == name)
    }

    /// What a command starts; `None` if that is no server.
    pub(crate) fn of(file: &SourceFile, command: &Command) -> Option<Self> {
        let mut words = command.program();
        // `poetry run …`, `pipenv run …`, `uv run …`, `opentelemetry-instrument …`, `ddtrace-run …`, `newrelic-admin run-program …`.
        loop {
            let skipped = match words {
                [first, second, ..]
                    if matches!(
                        name(first),
                        "poetry" | "pipenv" | "uv" | "pdm" | "hatch" | "rye"
                    ) && second.text == "run" =>
                {
                    2
                }
                [first, second, ..]
                    if name(first) == "newrelic-admin" && second.text == "run-program" =>
                {
                    2
                }
                [first, ..]
                    if matches!(
                        name(first),
                        "ddtrace-run"
                            | "opentelemetry-instrument"
                            | "gosu"
                            | "su-exec"
                            | "authbind"
                    ) =>
                {
                    if matches!(name(first), "gosu" | "su-exec") {
                        2
                    } else {
                        1
                    }
                }
                [first, second, ..] if name(first) == "coverage" && second.text == "run" => 2,
                _ => 0,
            };
            let rest = words.get(skipped..).unwrap_or_default();
            if skipped == 0 || rest.is_empty() {
                break;
            }
            words = rest;
        }
        let (first, rest) = words.split_first()?;
        let server = |server, target: Option<&Piece>, rest: &[Piece]| {
            Some(Self {
                server,
                span: file.span(command.range()),
                options: options(file, rest),
                target: target.map(|piece| piece.text.clone()),
            })
        };
        match name(first) {
            "flask" => flask(rest).and_then(|()| server(Server::Flask, None, rest)),
            "gunicorn" => server(Server::Gunicorn, application(rest), rest),
            "uwsgi" => server(Server::Uwsgi, None, rest),
            "waitress-serve" => server(Server::Waitress, application(rest), rest),
            "hypercorn" => server(Server::Hypercorn, application(rest), rest),
            "uvicorn" => server(Server::Uvicorn, application(rest), rest),
            "mod_wsgi-express" | "granian" | "daphne" => server(Server::Other, None, rest),
            program if is_python(program) => {
                let rest = after_switches(rest);
                match rest {
                    [flag, module, rest @ ..] if flag.text == "-m" => match module.text.as_str() {
                        "flask" => flask(rest).and_then(|()| server(Server::Flask, None, rest)),
                        "gunicorn" => server(Server::Gunicorn, application(rest), rest),
                        "waitress" => server(Server::Waitress, application(rest), rest),
                        "hypercorn" => server(Server::Hypercorn, application(rest), rest),
                        "uvicorn" => server(Server::Uvicorn, application(rest), rest),
                        _ => server(Server::Module, Some(module), rest),
                    },
                    [script, rest @ ..] if is_script(&script.text) => {
                        server(Server::Script, Some(script), rest)
                    }
                    _ => None,
                }
            }
            program if is_script(program) => server(Server::Script, Some(first), rest),
            _ => None,
        }
    }
}

/// The program without its folder.
fn name(word: &Piece) -> &str {
    word.text.rsplit('/').next().unwrap_or_default()
}

fn is_script(word: &str) -> bool {
    word.rsplit_once('.')
        .is_some_and(|(_, suffix)| suffix == "py")
}

fn is_python(program: &str) -> bool {
    program
        .strip_prefix("python")
        .or_else(|| program.strip_prefix("pypy"))
        .is_some_and(|version| {
            version
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.')
        })
}

/// What follows `-u`, `-OO`, `-W x` and `-X x` of Python.
fn after_switches(mut words: &[Piece]) -> &[Piece] {
    while let [first, rest @ ..] = words {
        match first.text.as_str() {
            "-W" | "-X" => words = rest.get(1..).unwrap_or_default(),
            "-m" | "-c" => break,
            switch if switch.starts_with('-') => words = rest,
            _ => break,
        }
    }
    words
}

/// Whether the words after `flask` start the server.
fn flask(words: &[Piece]) -> Option<()> {
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.text.as_str() {
            "run" => return Some(()),
            "--app" | "-A" | "--env-file" | "-e" => drop(words.next()),
            option if option.starts_with('-') => {}
            _ => return None,
        }
    }
    None
}

/// The last word that is no option: `shop:app`.
fn application(words: &[Piece]) -> Option<&Piece> {
    words
        .iter()
        .rev()
        .find(|word| {
            !word.text.starts_with('-') && (word.text.contains(':') || word.text.contains("wsgi"))
        })
        .filter(|word| {
            !word
                .text
                .starts_with(|first: char| first.is_ascii_digit() || first == ':')
        })
}

fn options(file: &SourceFile, words: &[Piece]) -> Vec<Choice> {
    let mut found = Vec::new();
    let mut words = words.iter().peekable();
    while let Some(word) = words.next() {
        let Some(option) = word.text.strip_prefix('-') else {
            continue;
        };
        let option = option.trim_start_matches('-');
        let (name, mut value, mut end) = match option.split_once('=') {
            Some((name, value)) => (name, value.to_owned(), word.range.end),
            None => (option, String::new(), word.range.end),
        };
        if !option.contains('=')
            && !is_switch(name)
            && let Some(next) = words.next_if(|next| !next.text.starts_with('-'))
        {
            next.text.clone_into(&mut value);
            end = next.range.end;
        }
        found.push(Choice {
            name: long_name(name),
            value,
            span: file.span(assay_source::Range::new(word.range.start, end)),
        });
    }
    found
}

fn is_switch(name: &str) -> bool {
    matches!(
        name,
        "debug"
            | "no-debug"
            | "reload"
            | "no-reload"
            | "debugger"
            | "no-debugger"
            | "preload"
            | "with-threads"
            | "master"
    )
}

fn long_name(name: &str) -> String {
    match name {
        "b" => "bind".to_owned(),
        "w" => "workers".to_owned(),
        "h" => "host".to_owned(),
        "p" => "port".to_owned(),
        _ => name.replace('-', "_"),
    }
}

/// `gunicorn.conf.py`: assignments at the top of a Python file, as far as they are constants.
pub(super) fn gunicorn_file(file: &SourceFile) -> Unit {
    let mut unit = Unit::new(
        file,
        UnitKind::Server,
        &file.path,
        assay_source::Range::default(),
    );
    let mut options = Vec::new();
    for (start, line) in lines(&file.text) {
        if line.starts_with(|first: char| !(first.is_ascii_lowercase() || first == '_')) {
            continue;
        }
        let Some(one) = dotenv::parse(line).into_iter().next() else {
            continue;
        };
        let Some(value) = one.value else { continue };
        options.push(Choice {
            name: one.name.text,
            value: value.text,
            span: file.span(crate::format::range(start, start + line.trim_end().len())),
        });
    }
    unit.servers.push(Start {
        server: Server::Gunicorn,
        span: unit.span,
        options,
        target: None,
    });
    unit
}

/// `uwsgi.ini`.
pub(super) fn uwsgi_file(file: &SourceFile) -> Unit {
    let mut unit = Unit::new(
        file,
        UnitKind::Server,
        &file.path,
        assay_source::Range::default(),
    );
    let entries = ini::parse(&file.text)
        .into_iter()
        .filter(|entry| entry.section == "uwsgi");
    let options = entries.map(|entry| Choice {
        name: long_name(&entry.key.text),
        value: entry.value.text,
        span: file.span(assay_source::Range::new(
            entry.key.range.start,
            entry.value.range.end,
        )),
    });
    let options = options.collect();
    unit.servers.push(Start {
        server: Server::Uwsgi,
        span: unit.span,
        options,
        target: None,
    });
    unit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::shell;
    use assay_source::Project;

    /// The server, what it starts, and its options.
    type Shown = (Server, Option<String>, Vec<(String, String)>);

    fn start(text: &str) -> Option<Shown> {
        let project = Project::from_texts([("Procfile", text)]);
        let file = &project.files[0];
        let commands = shell::parse(text, 0);
        let start = Start::of(file, commands.last()?)?;
        let options = start.options.into_iter();
        Some((
            start.server,
            start.target,
            options.map(|choice| (choice.name, choice.value)).collect(),
        ))
    }

    #[test]
    fn servers_are_known_by_their_command() {
        let servers = [
            ("flask --app shop run --debug", Server::Flask),
            ("python3 -m flask run", Server::Flask),
            ("poetry run python -u run.py", Server::Script),
            ("python -m shop", Server::Module),
            ("/venv/bin/gunicorn -b :80 shop:app", Server::Gunicorn),
            ("exec uwsgi --http :80", Server::Uwsgi),
            ("waitress-serve --call shop:create_app", Server::Waitress),
        ];
        for (text, server) in servers {
            assert_eq!(start(text).map(|found| found.0), Some(server), "{text}");
        }
        for text in [
            "flask db upgrade",
            "pip install flask",
            "python -c 'x'",
            "pytest",
        ] {
            assert_eq!(start(text), None, "{text}");
        }
    }

    #[test]
    fn options_have_names_and_values() {
        let (_, target, options) =
            start("gunicorn -w 4 --forwarded-allow-ips='*' --reload shop:app").expect("a server");
        assert_eq!(target.as_deref(), Some("shop:app"));
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            options,
            [
                pair("workers", "4"),
                pair("forwarded_allow_ips", "*"),
                pair("reload", "")
            ]
        );
    }
}
