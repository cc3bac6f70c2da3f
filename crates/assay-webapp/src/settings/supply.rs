//! What files of the project give to variables of the environment that settings read.
//!
//! ```text
//! app.config["DEBUG"] = os.getenv("SHOP_DEBUG")      # the setting reads a variable
//! web: { environment: { SHOP_DEBUG: "1" } }          # and this gives it a value
//! ```

use std::collections::BTreeSet;

use assay_python::ir::Const;
use assay_source::Project;

use super::load::is_key;
use super::{Condition, Decision, EnvironmentKind, Road, Supply, Value, is_test};
use crate::deployment::{Deployment, Unit, UnitKind, Variable, VariableValue};

/// How many values are told.
const SUPPLIES: usize = 4096;

/// Every value of a variable that a decision reads.
pub(super) fn supplies(
    project: &Project,
    deployment: &Deployment,
    decisions: &[Decision],
) -> Vec<Supply> {
    let read: BTreeSet<&str> = decisions
        .iter()
        .filter_map(|decision| match &decision.value {
            Value::FromEnvironment { variable, .. } if !variable.is_empty() => {
                Some(variable.as_str())
            }
            _ => None,
        })
        .collect();
    let mut found: Vec<Supply> = deployment
        .variables()
        .filter(|(_, variable)| read.contains(variable.name.as_str()))
        .filter_map(|(unit, variable)| supply(project, unit, variable))
        .take(SUPPLIES)
        .collect();
    found.sort_by(|one, other| (&one.variable, one.span).cmp(&(&other.variable, other.span)));
    found.dedup();
    found
}

fn supply(project: &Project, unit: &Unit, variable: &Variable) -> Option<Supply> {
    let path = &project.file(variable.span.file).path;
    if is_test(path) || variable.is_build_argument || unit.kind == UnitKind::Job {
        return None;
    }
    Some(Supply {
        variable: variable.name.clone(),
        text: variable.value.text()?.to_owned(),
        span: variable.span,
        unit: unit.name.clone(),
        is_development: unit.is_development
            || EnvironmentKind::of(path) == EnvironmentKind::Development,
        is_example: is_pattern(path),
    })
}

/// True for files that are there to be copied.
fn is_pattern(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    ["example", "sample", "template", "dist"]
        .iter()
        .any(|word| name.contains(word))
}

/// What `from_prefixed_env` takes from the variables that files of the project give to deployed units.
///
/// A value that another unit gives differently holds only where that unit runs, and is said to be so.
pub(super) fn prefixed(project: &Project, deployment: &Deployment, prefix: &str) -> Vec<Decision> {
    let prefix = format!("{prefix}_");
    let mut decisions: Vec<Decision> = Vec::new();
    for (unit, variable) in deployment.variables().take(SUPPLIES) {
        let Some(key) = variable.name.strip_prefix(&prefix) else {
            continue;
        };
        let Some(supply) = supply(project, unit, variable) else {
            continue;
        };
        let is_certain = matches!(variable.value, VariableValue::Known(_));
        if supply.is_example || !unit.is_final || !is_key(key) {
            continue;
        }
        let is_local = unit.kind == UnitKind::EnvFile || supply.is_development;
        decisions.push(Decision {
            key: key.to_owned(),
            value: Value::Known(constant(&supply.text)),
            span: variable.span,
            function: None,
            road: Road::File,
            condition: (is_local || !is_certain).then(|| Condition {
                text: format!("`{}` is what runs", supply.unit),
                is_about_environment: supply.is_development,
            }),
            any_text_is_true: false,
        });
    }
    decisions.sort_by(|one, other| (&one.key, one.span).cmp(&(&other.key, other.span)));
    let several: BTreeSet<String> = decisions
        .windows(2)
        .filter(|pair| match pair {
            [one, other] => one.key == other.key && one.value != other.value,
            _ => false,
        })
        .filter_map(|pair| pair.first().map(|decision| decision.key.clone()))
        .collect();
    for decision in &mut decisions {
        if several.contains(&decision.key) {
            decision.condition.get_or_insert_with(|| Condition {
                text: "another part of the deployment says otherwise".to_owned(),
                is_about_environment: false,
            });
        }
    }
    decisions
}

/// What Flask makes of a text of the environment: JSON where it is some, or else the text.
fn constant(text: &str) -> Const {
    match text {
        "true" => Const::Bool(true),
        "false" => Const::Bool(false),
        "null" => Const::None,
        _ => match text.parse::<i64>() {
            Ok(number) => Const::Int(number),
            Err(_) => Const::Str(text.trim_matches('"').into()),
        },
    }
}
