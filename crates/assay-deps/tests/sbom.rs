//! Bills of materials are what their standards ask for.

use std::collections::BTreeMap;

use assay_deps::sbom::{Content, cyclonedx, spdx};
use assay_deps::{Database, Evidence, Inventory, Reach, Site, Use, audit};
use assay_source::{Project, Span};
use serde_json::Value;

fn bill(make: fn(&Content<'_>) -> Value) -> Value {
    let project = Project::from_texts([
        (
            "requirements.txt",
            "Flask==1.1.1\nPyYAML==5.3\nrequests>=2\nours @ https://x.example/a.whl\n",
        ),
        (
            "poetry.lock",
            "[[package]]\nname = \"jinja2\"\nversion = \"2.10\"\n[package.dependencies]\nmarkupsafe = \"*\"\n[[package]]\nname = \"markupsafe\"\nversion = \"1.1.1+local\"\n",
        ),
    ]);
    let inventory = Inventory::read(&project);
    let found = audit(&inventory, Database::embedded());
    let site = Site {
        path: "app.py".to_owned(),
        line: 3,
        span: Span::default(),
    };
    let advisories: BTreeMap<String, Reach> = found
        .vulnerable
        .iter()
        .flat_map(|found| &found.advisories)
        .filter(|advisory| advisory.package == "pyyaml")
        .map(|advisory| (advisory.id.clone(), Reach::Reachable))
        .collect();
    let evidence = Evidence {
        package: "pyyaml".to_owned(),
        reach: Reach::Reachable,
        imports: vec![site.clone()],
        through: None,
        uses: vec![Use {
            site,
            symbol: "yaml.load".to_owned(),
            text: "a document is loaded".to_owned(),
            function: "load".to_owned(),
            route: Some("/load".to_owned()),
            advisories: advisories.keys().cloned().collect(),
        }],
        advisories,
    };
    let evidence = BTreeMap::from([("pyyaml".to_owned(), evidence)]);
    make(&Content {
        name: "shop",
        tool_version: "0.1.0",
        timestamp: "2026-07-23T00:00:00Z",
        inventory: &inventory,
        vulnerable: &found.vulnerable,
        evidence: &evidence,
        path_of: &|requirement| format!("file {}", requirement.span.file.0),
    })
}

#[test]
fn cyclonedx_follows_the_official_schema() {
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    for (name, text) in [
        (
            "http://cyclonedx.org/schema/jsf-0.82.SNAPSHOT.schema.json",
            include_str!("data/jsf-0.82.schema.json"),
        ),
        (
            "http://cyclonedx.org/schema/spdx.SNAPSHOT.schema.json",
            include_str!("data/spdx.schema.json"),
        ),
        (
            "http://cyclonedx.org/schema/bom-1.6.schema.json",
            include_str!("data/bom-1.6.schema.json"),
        ),
    ] {
        compiler
            .add_resource(name, serde_json::from_str(text).unwrap())
            .unwrap();
    }
    let index = compiler
        .compile(
            "http://cyclonedx.org/schema/bom-1.6.schema.json",
            &mut schemas,
        )
        .unwrap();
    let bill = bill(cyclonedx);
    if let Err(error) = schemas.validate(&bill, index) {
        panic!("{error:#}");
    }
    let statements = bill["vulnerabilities"].as_array().unwrap();
    let reached = statements
        .iter()
        .filter(|statement| statement["analysis"]["state"] == "exploitable");
    assert_eq!(
        reached.count(),
        2,
        "both of PyYAML's are reached from a route"
    );
}

#[test]
fn spdx_follows_the_official_schema() {
    let name = "http://spdx.org/rdf/terms/2.3";
    let schema = serde_json::from_str(include_str!("data/spdx-2.3.schema.json")).unwrap();
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource(name, schema).unwrap();
    let index = compiler.compile(name, &mut schemas).unwrap();
    let mut bill = bill(spdx);
    if let Err(error) = schemas.validate(&bill, index) {
        panic!("{error:#}");
    }
    // The schema is no scarecrow.
    bill["packages"][0]["downloadLocation"] = Value::Null;
    assert!(schemas.validate(&bill, index).is_err());
}

#[test]
fn spdx_names_every_package_once_and_relates_only_what_it_names() {
    let bill = bill(spdx);
    let packages = bill["packages"].as_array().unwrap();
    let mut ids: Vec<&str> = packages
        .iter()
        .map(|package| package["SPDXID"].as_str().unwrap())
        .collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
    for relation in bill["relationships"].as_array().unwrap() {
        for end in ["spdxElementId", "relatedSpdxElement"] {
            let id = relation[end].as_str().unwrap();
            assert!(id == "SPDXRef-DOCUMENT" || ids.contains(&id), "{id}");
        }
    }
}

#[test]
fn the_same_project_gives_the_same_bill() {
    assert_eq!(bill(cyclonedx).to_string(), bill(cyclonedx).to_string());
}
