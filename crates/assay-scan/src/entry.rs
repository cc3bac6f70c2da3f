//! How a test of the project gets hold of its application object.

use assay_finding::EntryPoint;
use assay_python::Program;
use assay_python::ir::FunctionKind;
use assay_source::{Project, SourceFile};
use assay_webapp::{Application, WebApp};

use crate::test_code;

/// The entry to the application that has the most routes; `None` if none can be imported by name.
pub(crate) fn point(project: &Project, program: &Program, app: &WebApp) -> Option<EntryPoint> {
    let routes = |index: usize| {
        let of = |route: &&assay_webapp::Route| route.application == Some(index);
        app.routes.iter().filter(of).count()
    };
    let applications = app.applications.iter().enumerate();
    let ours = applications
        .filter(|(_, application)| !test_code::is_test(&project.file(application.site.file).path));
    let mut ours: Vec<_> = ours.collect();
    ours.sort_by_key(|(index, _)| std::cmp::Reverse(routes(*index)));
    ours.into_iter()
        .find_map(|(_, application)| of(project, program, application))
}

fn of(project: &Project, program: &Program, application: &Application) -> Option<EntryPoint> {
    let file = project.file(application.site.file);
    let function = program
        .module(application.function.module)
        .functions
        .get(application.function.function.0 as usize)?;
    let (name, is_factory) = match function.kind {
        FunctionKind::Module => (assigned(file, application)?, false),
        // A factory inside a class or another function cannot be imported.
        FunctionKind::Def if !function.qualname.contains('.') => {
            (function.qualname.to_string(), true)
        }
        FunctionKind::Def
        | FunctionKind::AsyncDef
        | FunctionKind::ClassBody
        | FunctionKind::Lambda => return None,
    };
    let (folder, module) = import_name(project, &file.path);
    Some(EntryPoint {
        module,
        name,
        is_factory,
        folder,
        fixture: fixture(project),
    })
}

/// The variable that a module gives its application: `app` in `app = Flask(__name__)`.
fn assigned(file: &SourceFile, application: &Application) -> Option<String> {
    let start = application.site.range.start;
    let line = file.lines.range(file.lines.line(start))?;
    let before = file.text.get(line.start as usize..start as usize)?;
    let target = before.trim_end().strip_suffix('=')?;
    let name = target.split(':').next()?.trim();
    let is_name = !name.is_empty()
        && name
            .chars()
            .all(|character| character == '_' || character.is_alphanumeric());
    is_name.then(|| name.to_owned())
}

/// The folder that must be on the path, and the dotted name of a module in it.
fn import_name(project: &Project, path: &str) -> (String, String) {
    let mut parts: Vec<&str> = path.split('/').collect();
    let file = parts.pop().unwrap_or_default();
    let is_package = |folder: &[&str]| {
        let init = format!("{}/__init__.py", folder.join("/"));
        project.file_at(&init).is_some()
    };
    let mut names = Vec::new();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    if stem != "__init__" {
        names.push(stem);
    }
    while !parts.is_empty() && is_package(&parts) {
        names.extend(parts.pop());
    }
    names.reverse();
    (parts.join("/"), names.join("."))
}

/// The folder of the first `conftest.py` with a fixture `app`.
fn fixture(project: &Project) -> Option<String> {
    let has_app = |file: &&SourceFile| {
        file.name() == "conftest.py"
            && file.text.contains("fixture")
            && file.text.lines().any(|line| line.starts_with("def app("))
    };
    let file = project.files.iter().find(has_app)?;
    Some(file.folder().to_owned())
}
