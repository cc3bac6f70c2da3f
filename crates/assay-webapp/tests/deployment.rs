//! Deployment files in, what they say out, each with the text at its place.

use assay_source::{Project, Span};
use assay_webapp::Deployment;
use assay_webapp::deployment::{Unit, VariableValue};

fn text(project: &Project, span: Span) -> &str {
    project.file(span.file).slice(span.range)
}

fn show(project: &Project, unit: &Unit) -> Vec<String> {
    let mut lines = vec![format!("{:?} {}", unit.kind, unit.name)];
    for variable in &unit.variables {
        let value = match &variable.value {
            VariableValue::Known(text) => text.clone(),
            VariableValue::Default(name, text) => format!("{name} or {text}"),
            VariableValue::Outside => "?".to_owned(),
        };
        let place = text(project, variable.span);
        lines.push(format!("  variable {} = {value} at {place}", variable.name));
    }
    for start in &unit.servers {
        let options: Vec<_> = start
            .options
            .iter()
            .map(|option| format!("{}={}", option.name, option.value))
            .collect();
        let place = text(project, start.span);
        lines.push(format!(
            "  starts {:?} {} at {place}",
            start.server,
            options.join(" ")
        ));
    }
    if let Some(user) = &unit.user {
        lines.push(format!(
            "  user {} at {}",
            user.text,
            text(project, user.span)
        ));
    }
    if let Some(image) = &unit.image {
        let tag = image.tag.as_deref().unwrap_or("-");
        lines.push(format!(
            "  image {} {tag} at {}",
            image.name,
            text(project, image.span)
        ));
    }
    for port in &unit.ports {
        let host = port.host.as_deref().unwrap_or("-");
        lines.push(format!(
            "  port {host} {} at {}",
            port.port,
            text(project, port.span)
        ));
    }
    for right in &unit.rights {
        lines.push(format!(
            "  right {:?} at {}",
            right.kind,
            text(project, right.span)
        ));
    }
    for file in &unit.env_files {
        lines.push(format!("  more in {}", file.text));
    }
    lines
}

fn check(path: &str, content: &str, expected: &[&str]) {
    let project = Project::from_texts([(path, content)]);
    let (deployment, problems) = Deployment::read(&project);
    assert_eq!(problems, []);
    let shown: Vec<String> = deployment
        .units
        .iter()
        .flat_map(|unit| show(&project, unit))
        .collect();
    assert_eq!(shown, expected, "\n{}", shown.join("\n"));
}

#[test]
fn stages_inherit_from_each_other() {
    check(
        "Dockerfile",
        "ARG V=3.12\nFROM python:${V}-slim AS base\nENV A=1 B=\"two words\"\nENV C $V\nUSER shop\nFROM base\nEXPOSE 80\nENTRYPOINT [\"gunicorn\"]\nCMD [\"-b\", \":80\", \"shop:app\"]\n",
        &[
            "Stage base",
            "  variable A = 1 at A=1",
            "  variable B = two words at B=\"two words\"",
            "  variable C = V or 3.12 at C $V",
            "  user shop at USER shop",
            "  image python 3.12-slim at python:${V}-slim",
            "Stage Dockerfile",
            "  variable A = 1 at A=1",
            "  variable B = two words at B=\"two words\"",
            "  variable C = V or 3.12 at C $V",
            "  starts Gunicorn bind=:80 at \"gunicorn\"]\nCMD [\"-b\", \":80\", \"shop:app\"",
            "  user shop at USER shop",
            "  image python 3.12-slim at python:${V}-slim",
            "  port - 80 at 80",
        ],
    );
}

#[test]
fn services_say_what_they_are_given() {
    check(
        "compose.yaml",
        "services:\n  web:\n    build: .\n    command: flask run --host=0.0.0.0\n    env_file: [.env]\n    environment:\n      - FLASK_DEBUG=${DEBUG:-1}\n      - TOKEN\n    ports: [\"8000:80\", \"127.0.0.1:1:2\"]\n  db:\n    image: postgres:16\n    privileged: yes\n    environment:\n      POSTGRES_PASSWORD: postgres\n    volumes:\n      - /var/run/docker.sock:/s:ro\n",
        &[
            "Service web",
            "  variable FLASK_DEBUG = DEBUG or 1 at FLASK_DEBUG=${DEBUG:-1}",
            "  variable TOKEN = ? at TOKEN",
            "  starts Flask host=0.0.0.0 at flask run --host=0.0.0.0",
            "  port 0.0.0.0 80 at \"8000:80\"",
            "  port 127.0.0.1 2 at \"127.0.0.1:1:2\"",
            "  more in .env",
            "Service db",
            "  variable POSTGRES_PASSWORD = postgres at POSTGRES_PASSWORD: postgres",
            "  image postgres 16 at postgres:16",
            "  right Privileged at privileged: yes",
            "  right DaemonSocket at /var/run/docker.sock:/s:ro",
        ],
    );
}

#[test]
fn pods_give_rights_to_their_containers() {
    check(
        "deploy/web.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      hostNetwork: true\n      containers:\n        - name: web\n          image: shop\n          env:\n            - {name: A, value: \"1\"}\n            - name: B\n              valueFrom: {secretKeyRef: {name: s, key: k}}\n          securityContext:\n            runAsUser: 1000\n            capabilities: {add: [SYS_ADMIN]}\n",
        &[
            "Container web",
            "  variable A = 1 at A, value: \"1\"",
            "  variable B = ? at B",
            "  user 1000 at 1000",
            "  image shop - at shop",
            "  right Capability at SYS_ADMIN",
            "  right HostNetwork at hostNetwork: true",
        ],
    );
}

#[test]
fn processes_daemons_and_servers_are_units() {
    check(
        "Procfile",
        "web: FLASK_DEBUG=1 python run.py\nworker: celery -A shop\n",
        &[
            "Process web",
            "  variable FLASK_DEBUG = 1 at FLASK_DEBUG=1",
            "  starts Script  at FLASK_DEBUG=1 python run.py",
            "Process worker",
        ],
    );
    check(
        "shop.service",
        "[Service]\nUser=shop\nEnvironment=\"A=1\" B=2\nEnvironmentFile=-/etc/shop\nExecStart=/venv/bin/gunicorn shop:app\n",
        &[
            "Daemon shop.service",
            "  variable A = 1 at \"A=1\"",
            "  variable B = 2 at B=2",
            "  starts Gunicorn  at /venv/bin/gunicorn shop:app",
            "  user shop at shop",
            "  more in /etc/shop",
        ],
    );
    check(
        "gunicorn.conf.py",
        "import os\nbind = \"0.0.0.0:80\"  # all\nforwarded_allow_ips = '*'\ndef f():\n    x = 1\n",
        &[
            "Server gunicorn.conf.py",
            "  starts Gunicorn bind=0.0.0.0:80 forwarded_allow_ips=* at ",
        ],
    );
    check(
        ".gitlab-ci.yml",
        "variables:\n  A: \"1\"\ntest:\n  script:\n    - echo $A\n",
        &["Job test", "  variable A = 1 at A: \"1\""],
    );
}

#[test]
fn seeds_are_rows() {
    let content = "-- users\nINSERT INTO `Users` (id, name, password) VALUES (1, 'it''s', 'admin'), (2, 'b', crypt('x'));\n";
    let project = Project::from_texts([("seed.sql", content)]);
    let (deployment, _) = Deployment::read(&project);
    let shown: Vec<_> = deployment
        .rows
        .iter()
        .map(|row| {
            let values = row.values.iter();
            let values: Vec<_> = values
                .map(|(column, value)| format!("{column}={}", value.text))
                .collect();
            format!("{} {}", row.table, values.join(" "))
        })
        .collect();
    assert_eq!(
        shown,
        ["users id=1 name=it's password=admin", "users id=2 name=b"]
    );
}

#[test]
fn broken_files_are_problems_and_charts_are_none() {
    let broken = Project::from_texts([("compose.yml", "services:\n  a: [\n")]);
    assert_eq!(Deployment::read(&broken).1.len(), 1);
    let chart = Project::from_texts([("chart/web.yaml", "apiVersion: v1\n{{ if x }}\nkind: [\n")]);
    assert_eq!(Deployment::read(&chart).1, []);
}

#[test]
fn hosting_platforms_say_what_runs() {
    check(
        "fly.toml",
        "app = \"shop\"\n[env]\n  FLASK_DEBUG = \"1\"\n[processes]\n  web = \"gunicorn -b :8080 shop:app\"\n",
        &[
            "Process fly.toml",
            "  variable FLASK_DEBUG = 1 at FLASK_DEBUG = \"1\"",
            "  starts Gunicorn bind=:8080 at gunicorn -b :8080 shop:app",
        ],
    );
    check(
        "app.json",
        "{\n  \"env\": {\n    \"FLASK_ENV\": \"development\",\n    \"KEY\": {\"generator\": \"secret\"},\n    \"A\": {\"value\": \"b\"}\n  }\n}\n",
        &[
            "Process app.json",
            "  variable FLASK_ENV = development at \"FLASK_ENV\": \"development\"",
            "  variable KEY = ? at \"KEY\"",
            "  variable A = b at \"A\": {\"value\": \"b\"",
        ],
    );
    check(
        "render.yaml",
        "services:\n  - type: web\n    name: shop\n    startCommand: gunicorn shop:app\n    envVars:\n      - key: FLASK_DEBUG\n        value: \"1\"\n      - key: SECRET_KEY\n        generateValue: true\n",
        &[
            "Process shop",
            "  variable FLASK_DEBUG = 1 at FLASK_DEBUG\n        value: \"1\"",
            "  variable SECRET_KEY = ? at SECRET_KEY",
            "  starts Gunicorn  at gunicorn shop:app",
        ],
    );
}

#[test]
fn rights_on_a_database_that_reach_too_far_are_seen() {
    let text = "CREATE USER shop WITH SUPERUSER PASSWORD 'x';\nGRANT ALL ON *.* TO 'shop'@'%';\n\
                GRANT SELECT ON shop.* TO shop;\nCREATE TABLE user (superuser INT);\n";
    let project = Project::from_texts([("init.sql", text)]);
    let (deployment, _) = Deployment::read(&project);
    let given: Vec<&str> = deployment
        .grants
        .iter()
        .map(|grant| grant.right.as_str())
        .collect();
    assert_eq!(given, ["SUPERUSER", "ALL ON *.*"]);
}
