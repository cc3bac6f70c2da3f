//! Jobs of continuous integration: their variables and the commands that they run.

use assay_source::SourceFile;

use super::compose;
use super::unit::{Unit, UnitKind, VariableValue};
use crate::format::yaml::Node;

/// True for the files that GitHub and GitLab read.
pub(super) fn is_pipeline(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    path.starts_with(".github/workflows/")
        || path.contains("/.github/workflows/")
        || name == ".gitlab-ci.yml"
}

/// The jobs of a file.
pub(super) fn jobs(file: &SourceFile, document: &Node) -> Vec<Unit> {
    match document.get("jobs") {
        Some(jobs) => jobs
            .entries()
            .iter()
            .map(|(name, body)| github(file, document, &name.text, name.range, body))
            .collect(),
        None => gitlab(file, document),
    }
}

fn github(
    file: &SourceFile,
    document: &Node,
    name: &str,
    range: assay_source::Range,
    body: &Node,
) -> Unit {
    let mut unit = Unit::new(file, UnitKind::Job, name, range);
    let steps = body.get("steps").map_or(&[][..], Node::items);
    let environments = [document, body].into_iter().chain(steps);
    for environment in environments.filter_map(|node| node.get("env")) {
        unit.variables.extend(compose::variables(file, environment));
    }
    for service in body.get("services").map_or(&[][..], Node::entries) {
        if let Some(environment) = service.1.get("env") {
            unit.variables.extend(compose::variables(file, environment));
        }
    }
    // `${{ secrets.TOKEN }}` comes from outside.
    for variable in &mut unit.variables {
        if variable
            .value
            .text()
            .is_some_and(|text| text.contains("{{"))
        {
            variable.value = VariableValue::Outside;
        }
    }
    for step in steps {
        unit.steps.extend(compose::command(file, step.get("run")));
    }
    unit
}

/// Every mapping with a `script`, with the variables of the file.
fn gitlab(file: &SourceFile, document: &Node) -> Vec<Unit> {
    let shared = document.get("variables");
    let jobs = document
        .entries()
        .iter()
        .filter(|(_, body)| body.get("script").is_some());
    jobs.map(|(name, body)| {
        let mut unit = Unit::new(file, UnitKind::Job, &name.text, name.range);
        for variables in [shared, body.get("variables")].into_iter().flatten() {
            unit.variables.extend(compose::variables(file, variables));
        }
        for key in ["before_script", "script", "after_script"] {
            let script = body.get(key);
            unit.steps.extend(match script.map(Node::items) {
                Some([]) | None => compose::command(file, script),
                Some(items) => items
                    .iter()
                    .flat_map(|line| compose::command(file, Some(line)))
                    .collect(),
            });
        }
        unit
    })
    .collect()
}
