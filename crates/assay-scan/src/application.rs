//! What a report tells of the application beside its findings: routes, settings by environment, packages.

use std::collections::BTreeSet;

use assay_deps::{Requirement, Upgrade, Vulnerable, Wanted};
use assay_finding::inventory::{GuardRow, InputRow, ReasonRow, RouteRow, TableRow};
use assay_finding::{Application, PackageRow, SettingRow, SettingValue};
use assay_python::Program;
use assay_source::{Project, Span, printable};
use assay_webapp::settings::{Final, key, text};
use assay_webapp::{Csrf, Guard, Input, Route, WebApp};

use crate::dependencies::Dependencies;
use crate::entry;
use crate::test_code;

/// The application of a project, as rows.
pub(crate) fn application(
    project: &Project,
    program: &Program,
    app: &WebApp,
    dependencies: &Dependencies,
) -> Application {
    let environments = app.settings.environments.iter();
    Application {
        entry: entry::point(project, program, app),
        routes: route_rows(project, app, false),
        environments: environments
            .map(|environment| printable(&environment.name))
            .collect(),
        settings: settings(project, app),
        packages: packages(project, dependencies),
    }
}

/// The routes of an application as rows, by URL.
pub fn route_rows(project: &Project, app: &WebApp, include_tests: bool) -> Vec<RouteRow> {
    let wanted = |route: &&Route| {
        include_tests || !test_code::is_test(&project.file(route.registration.file).path)
    };
    app.routes
        .iter()
        .filter(wanted)
        .map(|route| row(project, route))
        .collect()
}

fn row(project: &Project, route: &Route) -> RouteRow {
    let (path, line) = place(project, route.place);
    let sinks: BTreeSet<&str> = route.sinks.iter().map(|sink| sink.kind.as_str()).collect();
    RouteRow {
        methods: route.methods.clone(),
        rule: route.rule.clone(),
        endpoint: route.endpoint.clone(),
        view: route.name.clone(),
        path,
        line,
        unregistered: route.is_loose,
        open: route.open_methods().map(str::to_owned).collect(),
        guards: route
            .guards
            .iter()
            .map(|guard| guard_row(project, guard))
            .collect(),
        late_guards: route
            .late_guards
            .iter()
            .map(|guard| guard_row(project, guard))
            .collect(),
        csrf: match &route.csrf {
            Csrf::Unprotected => "none",
            Csrf::Protected { .. } => "protected",
            Csrf::Exempt { .. } => "exempt",
            Csrf::SafeMethod => "safe-method",
            Csrf::Token => "token",
        }
        .to_owned(),
        limit: route
            .limit
            .as_ref()
            .map(|limit| limit.text.clone().unwrap_or_else(|| "limited".to_owned())),
        inputs: route.inputs.iter().map(input_row).collect(),
        sinks: sinks.into_iter().map(str::to_owned).collect(),
        templates: route
            .templates
            .iter()
            .filter_map(|template| template.name.clone())
            .collect(),
        tables: route
            .tables
            .iter()
            .map(|table| TableRow {
                name: table.name.clone(),
                written: table.is_written,
            })
            .collect(),
    }
}

/// What a view reads, as a row.
pub(crate) fn input_row(input: &Input) -> InputRow {
    InputRow {
        name: input.name.clone(),
        from: input.from.clone(),
        validated: input.validated.clone(),
    }
}

fn guard_row(project: &Project, guard: &Guard) -> GuardRow {
    let reason = guard.reason.iter().map(|step| {
        let (path, line) = place(project, step.span);
        ReasonRow {
            text: step.text.clone(),
            path,
            line,
        }
    });
    GuardRow {
        asks: guard.what.word().to_owned(),
        by: guard.by.word().to_owned(),
        name: guard.name.clone(),
        methods: guard.methods.clone(),
        conditional: guard.is_conditional,
        reason: reason.collect(),
    }
}

fn place(project: &Project, span: Span) -> (String, u32) {
    let file = project.file(span.file);
    (file.path.to_string(), file.position(span.range.start).line)
}

/// Settings that somebody reads; those of the application's own are left to `assay settings --all`.
fn settings(project: &Project, app: &WebApp) -> Vec<SettingRow> {
    let settings = app.settings.settings.iter();
    let rows = settings.filter_map(|setting| {
        let known = key(&setting.key)?;
        let values = setting.values.iter();
        Some(SettingRow {
            key: printable(&setting.key),
            means: known.text.to_owned(),
            values: values
                .map(|value| setting_value(project, app, &known.default.to_string(), value))
                .collect(),
        })
    });
    rows.collect()
}

fn setting_value(project: &Project, app: &WebApp, default: &str, value: &Final) -> SettingValue {
    let decisions = value
        .decisions
        .iter()
        .filter_map(|at| app.settings.decisions.get(*at));
    let (mut values, mut places) = (Vec::new(), Vec::new());
    for decision in decisions {
        values.push(printable(&text(&decision.key, &decision.value)));
        let (path, line) = place(project, decision.span);
        places.push(format!("{path}:{line}"));
    }
    SettingValue {
        value: if values.is_empty() {
            format!("not set: {default}")
        } else {
            values.join(" or ")
        },
        place: places.join(", "),
    }
}

fn packages(project: &Project, dependencies: &Dependencies) -> Vec<PackageRow> {
    let requirements = dependencies.inventory.requirements.iter();
    requirements
        .map(|requirement| package(project, dependencies, requirement))
        .collect()
}

fn package(
    project: &Project,
    dependencies: &Dependencies,
    requirement: &Requirement,
) -> PackageRow {
    let same = |found: &&Vulnerable| {
        found.requirement.span == requirement.span && found.requirement.name == requirement.name
    };
    let found = dependencies.audit.vulnerable.iter().find(same);
    let (path, line) = place(project, requirement.span);
    let reach = found
        .and_then(|_| dependencies.evidence_of(&requirement.name))
        .map(|evidence| evidence.reach.name().to_owned());
    PackageRow {
        name: printable(&requirement.written),
        version: if matches!(requirement.wanted, Wanted::Elsewhere(_)) {
            "elsewhere".to_owned()
        } else if requirement.specifier.is_empty() {
            "any".to_owned()
        } else {
            printable(requirement.specifier.trim_start_matches("=="))
        },
        place: format!("{path}:{line}"),
        via: printable(&requirement.via.join(" › ")),
        ids: found
            .map(|found| {
                found
                    .advisories
                    .iter()
                    .map(|advisory| advisory.id.clone())
                    .collect()
            })
            .unwrap_or_default(),
        upgrade: found.map_or_else(String::new, |found| match &found.upgrade {
            Upgrade::To { version, .. } => version.to_string(),
            Upgrade::Above(version) => format!("above {version}"),
            Upgrade::Unknown => "none known".to_owned(),
        }),
        reach: reach.unwrap_or_default(),
    }
}
