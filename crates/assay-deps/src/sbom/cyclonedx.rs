//! `CycloneDX` 1.6, with VEX statements.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Component, Content, components, edges, serial};
use crate::advisory::{Advisory, Rating, Threat};
use crate::{Certainty, Evidence, Reach, Upgrade, Vulnerable};

/// The bill as a JSON document.
pub fn cyclonedx(content: &Content<'_>) -> Value {
    let components = components(content);
    let (mut edges, direct) = edges(&components);
    let root = "application";
    let mut dependencies = vec![json!({"ref": root, "dependsOn": direct})];
    for component in &components {
        let children = edges.remove(&component.reference).unwrap_or_default();
        dependencies.push(json!({"ref": component.reference, "dependsOn": children}));
    }
    json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": format!("urn:uuid:{}", serial(content, &components)),
        "version": 1,
        "metadata": {
            "timestamp": content.timestamp,
            "tools": {"components": [{"type": "application", "name": "assay", "version": content.tool_version}]},
            "component": {"type": "application", "bom-ref": root, "name": content.name},
            "properties": [{"name": "assay:advisories", "value": crate::advisory::NOTICE}],
        },
        "components": components.iter().map(|component| self::component(content, component)).collect::<Vec<_>>(),
        "dependencies": dependencies,
        "vulnerabilities": vulnerabilities(content),
    })
}

fn component(content: &Content<'_>, component: &Component<'_>) -> Value {
    let mut value = json!({
        "type": "library",
        "bom-ref": component.reference,
        "name": component.name,
        "purl": component.purl,
        "scope": if component.is_development { "excluded" } else { "required" },
    });
    let mut places: Vec<String> = component
        .requirements
        .iter()
        .map(|requirement| (content.path_of)(requirement))
        .collect();
    places.retain(|place| !place.is_empty());
    places.sort();
    places.dedup();
    if let Value::Object(fields) = &mut value {
        if let Some(version) = &component.version {
            fields.insert("version".to_owned(), json!(version));
        }
        if !places.is_empty() {
            let occurrences: Vec<Value> = places
                .iter()
                .map(|place| json!({"location": place}))
                .collect();
            fields.insert("evidence".to_owned(), json!({"occurrences": occurrences}));
        }
    }
    value
}

/// One statement for each advisory, about every component that it affects.
fn vulnerabilities(content: &Content<'_>) -> Vec<Value> {
    let mut by_id: BTreeMap<(&str, &str), (&Advisory, Vec<&Vulnerable>)> = BTreeMap::new();
    for found in content
        .vulnerable
        .iter()
        .filter(|found| found.certainty == Certainty::Exact)
    {
        for advisory in &found.advisories {
            let entry = by_id
                .entry((&advisory.id, &advisory.package))
                .or_insert((advisory, Vec::new()));
            entry.1.push(found);
        }
    }
    by_id
        .into_values()
        .map(|(advisory, found)| statement(content, advisory, &found))
        .collect()
}

fn statement(content: &Content<'_>, advisory: &Advisory, found: &[&Vulnerable]) -> Value {
    let mut affects: Vec<String> = found
        .iter()
        .filter_map(|found| {
            let version = super::version(&found.requirement)?;
            Some(format!(
                "pkg:pypi/{}@{}",
                found.requirement.name,
                super::encoded(&version)
            ))
        })
        .collect();
    affects.sort();
    affects.dedup();
    let affects: Vec<Value> = affects
        .into_iter()
        .map(|reference| json!({"ref": reference}))
        .collect();
    let evidence = content.evidence.get(&advisory.package);
    let references: Vec<Value> = advisory
        .aliases
        .iter()
        .map(|alias| json!({"id": alias, "source": {"name": source(alias)}}))
        .collect();
    let cwes: Vec<u32> = advisory.weaknesses().collect();
    let advisories: Vec<Value> = advisory
        .urls
        .iter()
        .map(|url| json!({"url": url}))
        .collect();
    let mut value = json!({
        "bom-ref": format!("{}:{}", advisory.package, advisory.id),
        "id": advisory.id,
        "source": {"name": source(&advisory.id), "url": format!("https://osv.dev/vulnerability/{}", advisory.id)},
        "references": references,
        "cwes": cwes,
        "advisories": advisories,
        "affects": affects,
        "analysis": analysis(advisory, evidence),
    });
    if let Value::Object(fields) = &mut value {
        if let Some(rating) = advisory.rating() {
            fields.insert("ratings".to_owned(), json!([self::rating(&rating)]));
        }
        if let Some(published) = advisory.published {
            fields.insert(
                "published".to_owned(),
                json!(format!("{published}T00:00:00Z")),
            );
        }
        if let Some(Upgrade::To { version, .. }) = found.first().map(|found| &found.upgrade) {
            let text = format!(
                "Upgrade {} to {version}, the nearest version without known vulnerabilities.",
                advisory.package
            );
            fields.insert("recommendation".to_owned(), json!(text));
        }
    }
    value
}

/// What the evidence says, in the words of the standard.
///
/// That code was not found is no proof that it is not reached, so that nothing is called unaffected.
fn analysis(advisory: &Advisory, evidence: Option<&Evidence>) -> Value {
    let reach = evidence.and_then(|evidence| evidence.advisories.get(&advisory.id).copied());
    let state = match reach {
        Some(Reach::Reachable) => "exploitable",
        Some(Reach::Unknown | Reach::Imported | Reach::NotImported) | None => "in_triage",
    };
    let mut detail = match reach {
        Some(Reach::Reachable) => "Reachable:".to_owned(),
        Some(Reach::Imported) => {
            "The package is imported; code that brings this flaw to life was looked for and not found.".to_owned()
        }
        Some(Reach::NotImported) => "The application does not import the package.".to_owned(),
        Some(Reach::Unknown) | None => "Whether the flaw is reached is not known.".to_owned(),
    };
    for found in evidence.into_iter().flat_map(|evidence| &evidence.uses) {
        if found.advisories.contains(&advisory.id) {
            let route = match &found.route {
                Some(route) => format!(", reached from {route}"),
                None => String::new(),
            };
            detail += &format!(
                " {} by `{}` at {}:{}{route}.",
                found.text, found.symbol, found.site.path, found.site.line
            );
        }
    }
    for site in evidence
        .into_iter()
        .flat_map(|evidence| &evidence.imports)
        .take(1)
    {
        detail += &format!(" Imported at {}:{}.", site.path, site.line);
    }
    json!({"state": state, "detail": detail, "response": ["update"]})
}

fn rating(rating: &Rating) -> Value {
    let severity = match rating.level {
        Threat::None => "none",
        Threat::Low => "low",
        Threat::Medium => "medium",
        Threat::High => "high",
        Threat::Critical => "critical",
    };
    match (&rating.score, &rating.vector, rating.version) {
        (Some(score), Some(vector), Some(version)) => {
            let method = match version {
                "2.0" => "CVSSv2",
                "3.0" => "CVSSv3",
                "3.1" => "CVSSv31",
                "4.0" => "CVSSv4",
                _ => "other",
            };
            json!({"score": score, "severity": severity, "method": method, "vector": vector})
        }
        _ => json!({"severity": severity}),
    }
}

fn source(id: &str) -> &'static str {
    match id.split('-').next() {
        Some("CVE") => "CVE",
        Some("GHSA") => "GitHub Advisory Database",
        Some("PYSEC") => "Python Packaging Advisory Database",
        _ => "OSV",
    }
}
