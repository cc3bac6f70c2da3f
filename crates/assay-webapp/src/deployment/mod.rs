//! How the application is run: what the files around the code say of servers, users, ports and variables.
//!
//! Each reader is tolerant: what it does not understand it passes over, and a file that is broken as a whole
//! becomes a [`Problem`]. Everything that is said keeps its exact place. Nothing is run or fetched.
//!
//! ```
//! use assay_source::Project;
//! use assay_webapp::Deployment;
//! use assay_webapp::deployment::VariableValue;
//!
//! let project = Project::from_texts([("Dockerfile", "FROM python:3.13\nENV FLASK_DEBUG=0\nCMD flask run\n")]);
//! let (deployment, _) = Deployment::read(&project);
//! let (unit, variable) = deployment.variables().next().unwrap();
//! assert_eq!(variable.value, VariableValue::Known("0".to_owned()));
//! assert_eq!(unit.servers.len(), 1);
//! ```

mod ci;
mod compose;
mod docker;
mod kubernetes;
mod password;
mod platform;
mod process;
mod seed;
mod server;
mod unit;

use assay_source::{FileKind, Problem, ProblemKind, Project, Range, SourceFile, Span};

pub use crate::format::Piece;
pub use crate::format::nginx::Directive;
pub use crate::format::shell::Command;
pub use password::is_well_known_password;
pub use seed::{Grant, Row, rights};
pub use server::{Choice, Server, Start};
pub use unit::{
    Build, Copied, Image, Located, Mount, Port, Right, RightKind, Unit, UnitKind, Variable,
    VariableValue,
};

use crate::format::{dotenv, nginx, yaml};
use crate::limits;
use unit::{Interpolated, is_development};

/// Everything that the deployment files of a project say.
#[derive(Clone, Debug, Default)]
pub struct Deployment {
    /// What runs with an environment of its own, by file and place.
    pub units: Vec<Unit>,
    /// Configurations of nginx.
    pub proxies: Vec<Proxy>,
    /// Rows that SQL files put into a fresh database.
    pub rows: Vec<Row>,
    /// Rights on the database that SQL files give away.
    pub grants: Vec<Grant>,
}

/// A configuration of a proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxy {
    /// The whole file.
    pub span: Span,
    /// True if its name says that it serves development or tests.
    pub is_development: bool,
    /// Its directives.
    pub directives: Vec<Directive>,
}

impl Deployment {
    /// Reads the deployment files of a project; what cannot be read becomes a problem.
    pub fn read(project: &Project) -> (Self, Vec<Problem>) {
        let mut deployment = Self::default();
        let mut problems = Vec::new();
        for file in &project.files {
            if deployment.units.len() >= limits::UNITS {
                let message = format!(
                    "the deployment has more than {} parts, and the rest was not read",
                    limits::UNITS
                );
                problems.push(Problem::general(ProblemKind::TooMany, message));
                break;
            }
            if let Some(form) = Form::of(file) {
                if file.text.len() > limits::FILE_BYTES {
                    let message = format!(
                        "this deployment file is larger than {} bytes and was not read as one",
                        limits::FILE_BYTES
                    );
                    problems.push(Problem::in_file(
                        file.id,
                        None,
                        ProblemKind::TooLarge,
                        message,
                    ));
                } else {
                    deployment.read_file(file, form, &mut problems);
                }
            }
        }
        (deployment, problems)
    }

    /// Every variable with its unit, by file and place.
    pub fn variables(&self) -> impl Iterator<Item = (&Unit, &Variable)> {
        self.units
            .iter()
            .flat_map(|unit| unit.variables.iter().map(move |variable| (unit, variable)))
    }

    /// True if each proxy in front names the host that the application is told, whatever a client says.
    ///
    /// `proxy_set_header Host $host` hands on what the client says; `Host shop.example` does not.
    pub fn fixes_host(&self) -> bool {
        let mut hosts = Vec::new();
        for proxy in self.proxies.iter().filter(|proxy| !proxy.is_development) {
            host_headers(&proxy.directives, limits::NGINX_DEPTH, false, &mut hosts);
        }
        !hosts.is_empty() && hosts.iter().all(|is_fixed| *is_fixed)
    }

    /// The units of one sort.
    pub fn units_of(&self, kind: UnitKind) -> impl Iterator<Item = &Unit> {
        self.units.iter().filter(move |unit| unit.kind == kind)
    }

    fn read_file(&mut self, file: &SourceFile, form: Form, problems: &mut Vec<Problem>) {
        match form {
            Form::Docker => self.units.extend(docker::stages(file)),
            Form::Environment => self.units.push(environment_file(file)),
            Form::Processes => self.units.extend(process::procfile(file)),
            Form::Systemd => self.units.extend(process::systemd(file)),
            Form::Supervisor => self.units.extend(process::supervisor(file)),
            Form::Gunicorn => self.units.push(server::gunicorn_file(file)),
            Form::Uwsgi => self.units.push(server::uwsgi_file(file)),
            Form::Nginx => self.proxies.push(Proxy {
                span: file.span(Range::default()),
                is_development: is_development(&file.path),
                directives: nginx::parse(&file.text),
            }),
            Form::Sql => {
                self.rows.extend(seed::rows(file));
                self.grants.extend(seed::grants(file));
            }
            Form::Fly => self.units.push(platform::fly(file)),
            Form::Heroku => self.units.extend(platform::heroku(file)),
            Form::Yaml => self.read_yaml(file, problems),
        }
    }

    fn read_yaml(&mut self, file: &SourceFile, problems: &mut Vec<Problem>) {
        let (documents, fault) = yaml::parse(&file.text);
        for document in &documents {
            if ci::is_pipeline(&file.path) {
                self.units.extend(ci::jobs(file, document));
            } else if file.name() == "render.yaml" {
                self.units.extend(platform::render(file, document));
            } else {
                self.units.extend(compose::services(file, document));
                self.units.extend(kubernetes::containers(file, document));
            }
        }
        // A template of a chart is no YAML yet; nobody runs it as it is.
        if let Some(fault) = fault
            && !file.text.contains("{{")
            && file.kind == FileKind::Deployment
        {
            let message = format!(
                "not understood from here on ({}), so settings below are not reviewed",
                fault.message
            );
            problems.push(Problem::in_file(
                file.id,
                Some(fault.range),
                ProblemKind::Syntax,
                message,
            ));
        }
    }
}

/// The form of a deployment file.
#[derive(Clone, Copy)]
enum Form {
    Docker,
    Environment,
    Processes,
    Systemd,
    Supervisor,
    Gunicorn,
    Uwsgi,
    Nginx,
    Sql,
    Fly,
    Heroku,
    Yaml,
}

impl Form {
    fn of(file: &SourceFile) -> Option<Self> {
        let name = file.name().to_ascii_lowercase();
        let suffix = name.rsplit_once('.').map_or("", |(_, suffix)| suffix);
        let is_image = ["dockerfile", "containerfile"]
            .iter()
            .any(|stem| name.starts_with(stem) || suffix == *stem);
        if is_image && !matches!(suffix, "md" | "py" | "j2" | "jinja" | "tmpl" | "template") {
            return Some(Self::Docker);
        }
        match name.as_str() {
            "procfile" => return Some(Self::Processes),
            "fly.toml" => return Some(Self::Fly),
            // Heroku reads the one at the top.
            "app.json" if !file.path.contains('/') => return Some(Self::Heroku),
            "gunicorn.conf.py" | "gunicorn_conf.py" | "gunicorn_config.py" | "gunicorn.py" => {
                return Some(Self::Gunicorn);
            }
            _ => {}
        }
        if name == ".env" || name == ".flaskenv" || name.starts_with(".env.") || suffix == "env" {
            return Some(Self::Environment);
        }
        let in_nginx = file.path.split('/').any(|part| {
            matches!(
                part,
                "nginx" | "sites-available" | "sites-enabled" | "conf.d"
            )
        });
        match suffix {
            "service" => Some(Self::Systemd),
            "sql" => Some(Self::Sql),
            "ini"
                if name.contains("uwsgi")
                    || file.text.lines().any(|line| line.trim() == "[uwsgi]") =>
            {
                Some(Self::Uwsgi)
            }
            "conf" | "ini" if file.text.contains("[program:") => Some(Self::Supervisor),
            "conf" if name.contains("nginx") || in_nginx => Some(Self::Nginx),
            "yml" | "yaml"
                if file.text.contains("services:")
                    || file.text.contains("apiVersion:")
                    || ci::is_pipeline(&file.path) =>
            {
                Some(Self::Yaml)
            }
            _ => None,
        }
    }
}

fn environment_file(file: &SourceFile) -> Unit {
    let mut unit = Unit::new(file, UnitKind::EnvFile, &file.path, Range::default());
    for one in dotenv::parse(&file.text) {
        let range = one.value.as_ref().map_or(one.name.range, |value| {
            Range::new(one.name.range.start, value.range.end)
        });
        let value = match one.value {
            None => VariableValue::Outside,
            Some(value) if one.is_literal => VariableValue::Known(value.text),
            Some(value) => Interpolated::of(&value.text).into(),
        };
        unit.variables.push(Variable {
            name: one.name.text,
            value,
            span: file.span(range),
            is_build_argument: false,
        });
    }
    unit
}

/// For each place that hands requests on, whether the host is a constant there.
fn host_headers(directives: &[Directive], depth: usize, above: bool, hosts: &mut Vec<bool>) {
    let own = directives
        .iter()
        .filter(|one| one.name.text == "proxy_set_header");
    // Headers that are set at one level replace all of the level above.
    let is_fixed = if own.clone().next().is_some() {
        own.filter(|one| one.argument(0).eq_ignore_ascii_case("host"))
            .any(|one| !one.argument(1).is_empty() && !one.argument(1).contains('$'))
    } else {
        above
    };
    for directive in directives {
        if matches!(
            directive.name.text.as_str(),
            "proxy_pass" | "uwsgi_pass" | "fastcgi_pass"
        ) {
            hosts.push(is_fixed && directive.name.text == "proxy_pass");
        }
        if let Some(depth) = depth.checked_sub(1) {
            host_headers(&directive.block, depth, is_fixed, hosts);
        }
    }
}
