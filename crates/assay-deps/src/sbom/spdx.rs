//! SPDX 2.3.

use serde_json::{Value, json};

use super::{Content, components, edges, serial};

/// The bill as a JSON document.
pub fn spdx(content: &Content<'_>) -> Value {
    let components = components(content);
    let (edges, direct) = edges(&components);
    let id = |reference: &str| {
        let plain: String = reference
            .trim_start_matches("pkg:pypi/")
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || c == '.' {
                    c
                } else {
                    '-'
                }
            })
            .collect();
        format!("SPDXRef-Package-{plain}")
    };
    let mut packages = vec![json!({
        "SPDXID": "SPDXRef-Application",
        "name": content.name,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": false,
        "primaryPackagePurpose": "APPLICATION",
    })];
    let mut relationships = vec![relation(
        "SPDXRef-DOCUMENT",
        "DESCRIBES",
        "SPDXRef-Application",
    )];
    for component in &components {
        let own = id(&component.reference);
        let mut references = vec![json!({
            "referenceCategory": "PACKAGE-MANAGER",
            "referenceType": "purl",
            "referenceLocator": component.purl,
        })];
        let found = content.vulnerable.iter().filter(|found| {
            found.requirement.name == component.name
                && super::version(&found.requirement) == component.version
        });
        let mut ids: Vec<&str> = found
            .flat_map(|found| &found.advisories)
            .map(|advisory| advisory.id.as_str())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        for advisory in ids.into_iter().filter(|_| component.version.is_some()) {
            references.push(json!({
                "referenceCategory": "SECURITY",
                "referenceType": "advisory",
                "referenceLocator": format!("https://osv.dev/vulnerability/{advisory}"),
            }));
        }
        let mut package = json!({
            "SPDXID": own,
            "name": component.name,
            "downloadLocation": "NOASSERTION",
            "filesAnalyzed": false,
            "primaryPackagePurpose": "LIBRARY",
            "externalRefs": references,
        });
        if let (Value::Object(fields), Some(version)) = (&mut package, &component.version) {
            fields.insert("versionInfo".to_owned(), json!(version));
        }
        packages.push(package);
        if direct.contains(&component.reference) {
            relationships.push(if component.is_development {
                relation(&own, "DEV_DEPENDENCY_OF", "SPDXRef-Application")
            } else {
                relation("SPDXRef-Application", "DEPENDS_ON", &own)
            });
        }
        for child in edges.get(&component.reference).into_iter().flatten() {
            relationships.push(relation(&own, "DEPENDS_ON", &id(child)));
        }
    }
    json!({
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": content.name,
        "documentNamespace": format!("https://spdx.org/spdxdocs/assay-{}", serial(content, &components)),
        "creationInfo": {
            "created": content.timestamp,
            "creators": [format!("Tool: assay-{}", content.tool_version)],
        },
        "packages": packages,
        "relationships": relationships,
    })
}

fn relation(from: &str, kind: &str, to: &str) -> Value {
    json!({"spdxElementId": from, "relationshipType": kind, "relatedSpdxElement": to})
}
