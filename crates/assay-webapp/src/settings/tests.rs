//! Settings as a whole: small projects in, keys and values out.

use assay_models::Models;
use assay_python::Program;
use assay_source::Project;

use super::{Settings, Value};
use crate::WebApp;

fn settings(files: &[(&str, &str)]) -> (Project, Settings) {
    let project = Project::from_texts(files.iter().copied());
    let modules = project
        .files_of(assay_source::FileKind::Python)
        .map(assay_python::lower)
        .collect();
    let program = Program::link(modules, &project);
    let models = Models::embedded();
    let solution = assay_taint::solve(&program, models, &[], &assay_taint::Options::default());
    let app = WebApp::build(&project, &program, models, &solution);
    (project, app.settings)
}

/// `KEY environment: value at line, …` for each key.
fn check(files: &[(&str, &str)], expected: &[&str]) {
    let (project, settings) = settings(files);
    let mut lines = Vec::new();
    for setting in &settings.settings {
        for (environment, value) in settings.environments.iter().zip(&setting.values) {
            let decisions = value
                .decisions
                .iter()
                .filter_map(|at| settings.decisions.get(*at));
            let texts: Vec<String> = decisions
                .map(|decision| {
                    let line = project
                        .file(decision.span.file)
                        .position(decision.span.range.start)
                        .line;
                    let maybe = if decision.condition.is_some() {
                        " maybe"
                    } else {
                        ""
                    };
                    let trap = if decision.any_text_is_true {
                        " any text is true"
                    } else {
                        ""
                    };
                    format!("{}{trap}{maybe} at {line}", text(&decision.value))
                })
                .collect();
            let star = if environment.is_fallback { "*" } else { "" };
            lines.push(format!(
                "{} {}{star}: {}",
                setting.key,
                environment.name,
                texts.join(", ")
            ));
        }
    }
    assert_eq!(lines, expected);
}

fn text(value: &Value) -> String {
    super::view::plain(value)
}

const APP: &str = "import os\nfrom flask import Flask\napp = Flask(__name__)\n";

#[test]
fn the_last_write_counts() {
    let app = format!(
        "{APP}app.config['DEBUG'] = True\napp.config.update(DEBUG=False, TESTING=True)\napp.secret_key = os.environ['KEY']\n"
    );
    check(
        &[("app.py", &app)],
        &[
            "DEBUG default*: False at 5",
            "SECRET_KEY default*: $KEY or no start at 6",
            "TESTING default*: True at 5",
        ],
    );
}

#[test]
fn classes_inherit_and_make_environments() {
    let config = "import os\nfrom datetime import timedelta\n\
        class Config:\n    SECRET_KEY = os.getenv('SECRET_KEY', 'dev')\n    SESSION_COOKIE_SECURE = True\n    PERMANENT_SESSION_LIFETIME = timedelta(hours=2)\n\
        class DevelopmentConfig(Config):\n    DEBUG = True\n    SESSION_COOKIE_SECURE = False\n\
        class ProductionConfig(Config):\n    pass\n\
        config = {'development': DevelopmentConfig, 'production': ProductionConfig, 'default': DevelopmentConfig}\n";
    let app = "from flask import Flask\nfrom config import config\n\
        def create_app(name):\n    app = Flask(__name__)\n    app.config.from_object(config[name])\n    return app\n";
    check(
        &[("app.py", app), ("config.py", config)],
        &[
            "DEBUG development*: True at 8",
            "DEBUG production: ",
            "PERMANENT_SESSION_LIFETIME development*: 7200 seconds at 6",
            "PERMANENT_SESSION_LIFETIME production: 7200 seconds at 6",
            "SECRET_KEY development*: $SECRET_KEY or 'dev' at 4",
            "SECRET_KEY production: $SECRET_KEY or 'dev' at 4",
            "SESSION_COOKIE_SECURE development*: False at 9",
            "SESSION_COOKIE_SECURE production: True at 5",
        ],
    );
}

#[test]
fn branches_load_one_of_several() {
    let config = "class Dev:\n    DEBUG = True\nclass Prod:\n    DEBUG = False\n";
    let app = "import os\nfrom flask import Flask\n\
        def create_app():\n    app = Flask(__name__)\n    if os.getenv('SHOP') == 'live':\n        app.config.from_object('config.Prod')\n    else:\n        app.config.from_object('config.Dev')\n    return app\n";
    check(
        &[("app.py", app), ("config.py", config)],
        &["DEBUG prod: False at 4", "DEBUG dev*: True at 2"],
    );
}

#[test]
fn a_condition_keeps_both() {
    let app = format!(
        "{APP}app.config['SESSION_COOKIE_SECURE'] = True\nif os.getenv('PLAIN'):\n    app.config['SESSION_COOKIE_SECURE'] = False\n"
    );
    check(
        &[("app.py", &app)],
        &["SESSION_COOKIE_SECURE default*: True at 4, False maybe at 6"],
    );
}

#[test]
fn a_text_of_the_environment_is_true_whatever_it_says() {
    let app = format!(
        "{APP}app.config['DEBUG'] = os.getenv('D', False)\napp.config['TESTING'] = os.getenv('T') == '1'\napp.config['TRAP_HTTP_EXCEPTIONS'] = bool(os.environ.get('H'))\n"
    );
    check(
        &[("app.py", &app)],
        &[
            "DEBUG default*: $D or False any text is true at 4",
            "TESTING default*: $T or None at 5",
            "TRAP_HTTP_EXCEPTIONS default*: $H or None any text is true at 6",
        ],
    );
}

#[test]
fn a_file_is_read_and_a_missing_one_leaves_the_rest_open() {
    let app = format!("{APP}app.config.from_pyfile('site.cfg')\n");
    check(
        &[("app.py", &app), ("site.cfg", "DEBUG = True\n")],
        &["DEBUG default*: True at 1"],
    );
    let (_, settings) = settings(&[("app.py", &app)]);
    assert!(settings.is_open);
}

#[test]
fn helpers_stand_where_they_are_called() {
    let app = format!(
        "{APP}def harden(app):\n    app.config['SESSION_COOKIE_SECURE'] = True\napp.config['SESSION_COOKIE_SECURE'] = False\nharden(app)\n"
    );
    check(
        &[("app.py", &app)],
        &["SESSION_COOKIE_SECURE default*: True at 5"],
    );
}

#[test]
fn classes_that_read_the_environment_give_defaults_only() {
    check(
        &[(
            "app.py",
            "from flask import Flask\nfrom pydantic_settings import BaseSettings, SettingsConfigDict\n\
             class Settings(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix='SHOP_')\n    \
             secret_key: str = 'dev'\n    DEBUG: bool = False\n\
             settings = Settings()\napp = Flask(__name__)\n\
             app.config['SECRET_KEY'] = settings.secret_key\napp.config.from_object(settings)\n",
        )],
        &[
            "DEBUG default*: $SHOP_DEBUG or False at 6",
            "SECRET_KEY default*: $SHOP_SECRET_KEY or 'dev' at 9",
        ],
    );
}

#[test]
fn the_deployment_fills_prefixed_variables() {
    check(
        &[
            (
                "app.py",
                "from flask import Flask\napp = Flask(__name__)\napp.config.from_prefixed_env()\n",
            ),
            (
                "compose.yaml",
                "services:\n  web:\n    build: .\n    environment:\n      FLASK_SESSION_COOKIE_SECURE: \"false\"\n",
            ),
            (".env.example", "FLASK_SECRET_KEY=changeme\n"),
        ],
        &["SESSION_COOKIE_SECURE default*: False at 5"],
    );
}

#[test]
fn a_switch_that_the_deployment_turns_on_is_told_where_it_does() {
    let (_, settings) = settings(&[
        (
            "app.py",
            "import os\nfrom flask import Flask\napp = Flask(__name__)\n\
             app.config['DEBUG'] = os.environ.get('SHOP_DEBUG', '0') == '1'\n",
        ),
        ("Procfile", "web: SHOP_DEBUG=1 gunicorn app:app\n"),
    ]);
    let given: Vec<&str> = settings
        .supplied("SHOP_DEBUG")
        .map(|supply| supply.text.as_str())
        .collect();
    assert_eq!(given, ["1"]);
    let debug: Vec<&Value> = settings
        .decisions
        .iter()
        .filter(|decision| decision.road == super::Road::Variable)
        .map(|decision| &decision.value)
        .collect();
    assert_eq!(debug, [&Value::Known(assay_python::ir::Const::Bool(true))]);
}
