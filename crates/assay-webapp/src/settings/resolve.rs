//! Plays the steps once for each environment, and keeps what may hold in the end.

use std::collections::{BTreeMap, BTreeSet};

use super::order::{Alternative, Step, Steps};
use super::{Decision, Environment, EnvironmentKind, Final, Setting, Settings};

/// More environments than this are no environments.
const ENVIRONMENTS: usize = 16;

pub(super) fn resolve(settings: &mut Settings, found: Steps) {
    let Steps {
        decisions,
        steps,
        is_open,
        first_load: _,
    } = found;
    settings.is_open = is_open;
    let axis = axis(&steps);
    settings.environments = environments(&steps, axis);
    let keys: BTreeSet<&str> = decisions
        .iter()
        .map(|decision| decision.key.as_str())
        .collect();
    let mut table: BTreeMap<String, Vec<Final>> = keys
        .into_iter()
        .map(|key| {
            (
                key.to_owned(),
                Vec::with_capacity(settings.environments.len()),
            )
        })
        .collect();
    for environment in &settings.environments {
        let mut finals = play(&decisions, &steps, axis, environment);
        for (key, values) in &mut table {
            values.push(finals.remove(key.as_str()).unwrap_or_default());
        }
    }
    settings.settings = table
        .into_iter()
        .map(|(key, values)| Setting { key, values })
        .collect();
    settings.decisions = decisions;
}

/// The group of loads with the most alternatives, if it has several.
fn axis(steps: &[Step]) -> Option<usize> {
    let mut counts: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for step in steps {
        if let Step::Load(load) = step {
            let names = load.alternatives.iter().map(|one| one.name.as_str());
            counts.entry(load.group).or_default().extend(names);
        }
    }
    let several = counts
        .into_iter()
        .filter(|(_, names)| (2..=ENVIRONMENTS).contains(&names.len()));
    several
        .max_by_key(|(group, names)| (names.len(), std::cmp::Reverse(*group)))
        .map(|(group, _)| group)
}

fn environments(steps: &[Step], axis: Option<usize>) -> Vec<Environment> {
    let mut environments: Vec<Environment> = Vec::new();
    for step in steps {
        let Step::Load(load) = step else { continue };
        if Some(load.group) != axis {
            continue;
        }
        for one in &load.alternatives {
            match environments.iter_mut().find(|known| known.name == one.name) {
                Some(known) => known.is_fallback |= one.is_fallback,
                None => environments.push(Environment {
                    name: one.name.clone(),
                    kind: EnvironmentKind::of(&one.name),
                    is_fallback: one.is_fallback,
                    span: one.span,
                }),
            }
        }
    }
    if environments.is_empty() {
        environments.push(Environment {
            name: "default".to_owned(),
            kind: EnvironmentKind::Production,
            is_fallback: true,
            span: None,
        });
    }
    environments
}

fn play(
    decisions: &[Decision],
    steps: &[Step],
    axis: Option<usize>,
    environment: &Environment,
) -> BTreeMap<String, Final> {
    let mut finals: BTreeMap<String, Final> = BTreeMap::new();
    let mut set = |at: usize, is_sure: bool| {
        let Some(decision) = decisions.get(at) else {
            return;
        };
        let current = finals.entry(decision.key.clone()).or_default();
        if is_sure && decision.condition.is_none() {
            current.overridden.append(&mut current.decisions);
        }
        current.decisions.push(at);
    };
    let loads = steps
        .iter()
        .filter(|step| matches!(step, Step::Load(_)))
        .count();
    for step in steps {
        match step {
            Step::Set(at) => set(*at, true),
            Step::Load(load) => {
                let is_here = |one: &&Alternative| {
                    if Some(load.group) == axis {
                        return one.name == environment.name;
                    }
                    // Settings for tests that are loaded on top, as `create_app(override=Testing)` does.
                    let is_extra = load.is_conditional || loads > 1;
                    !is_extra || !is_for_tests(one, environment)
                };
                let taken: Vec<&Alternative> = load.alternatives.iter().filter(is_here).collect();
                let is_sure =
                    taken.len() == 1 && (Some(load.group) == axis || !load.is_conditional);
                for one in taken {
                    for at in &one.decisions {
                        set(*at, is_sure);
                    }
                }
            }
        }
    }
    finals
}

/// True if what is loaded is for tests, and the environment is not.
fn is_for_tests(one: &Alternative, environment: &Environment) -> bool {
    environment.kind != EnvironmentKind::Testing
        && EnvironmentKind::of(&one.name) == EnvironmentKind::Testing
}
