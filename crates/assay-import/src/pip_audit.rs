//! The JSON of pip-audit: packages, and the advisories that it knows of each.

use assay_finding::{Level, Risk};
use serde_json::Value;

use crate::json::{line, list, name, text};
use crate::limits;
use crate::reported::{Reported, Run, Subject};

/// The weakness of having a vulnerable component.
const VULNERABLE_COMPONENT: u32 = 1395;

pub(crate) fn run(document: &Value) -> Run {
    let mut run = Run {
        tool: "pip-audit".to_owned(),
        ..Run::default()
    };
    let packages = match document.as_array() {
        Some(packages) => packages,
        None => list(document, &["dependencies"]),
    };
    for package in packages {
        let named = line(text(package, &["name"]), limits::NAME);
        let skipped = text(package, &["skip_reason"]);
        if !skipped.is_empty() {
            run.problems.push(line(
                &format!("did not judge {named}: {skipped}"),
                limits::MESSAGE,
            ));
        }
        for known in list(package, &["vulns"]) {
            match result_of(package, &named, known).filter(|_| run.results.len() < limits::RESULTS)
            {
                Some(reported) => run.results.push(reported),
                None => run.unread += 1,
            }
        }
    }
    run
}

fn result_of(package: &Value, named: &str, known: &Value) -> Option<Reported> {
    let id = name(text(known, &["id"]));
    if named.is_empty() || id.is_empty() {
        return None;
    }
    let texts = |key: &str| {
        let texts = list(known, &[key]).iter().filter_map(Value::as_str);
        texts
            .map(name)
            .filter(|text| !text.is_empty())
            .take(20)
            .collect::<Vec<_>>()
    };
    let mut ids = vec![id.clone()];
    for alias in texts("aliases") {
        if !ids.contains(&alias) {
            ids.push(alias);
        }
    }
    let version = line(text(package, &["version"]), limits::NAME);
    let others = if ids.len() > 1 {
        format!(
            " ({})",
            ids.iter().skip(1).cloned().collect::<Vec<_>>().join(", ")
        )
    } else {
        String::new()
    };
    let fixed = match texts("fix_versions").as_slice() {
        [] => "no repaired version is known".to_owned(),
        versions => format!("repaired in {}", versions.join(", ")),
    };
    Some(Reported {
        rule: "vulnerability".to_owned(),
        title: "Package with a known vulnerability".to_owned(),
        message: format!("{named} {version} has the known vulnerability {id}{others}; {fixed}"),
        severity: String::new(),
        risk: Risk::Medium,
        confidence: Level::High,
        cwe: vec![VULNERABLE_COMPONENT],
        subject: Subject::Package {
            name: named.to_owned(),
            ids,
        },
        steps: Vec::new(),
        page: String::new(),
        about: line(text(known, &["description"]), limits::MESSAGE),
    })
}
