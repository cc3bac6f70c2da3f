//! `JUnit` XML, for servers that show tests: each rule is a suite, each finding a failure, a rule that found nothing passes.
//!
//! Properties have their place in suites only, so one suite without tests tells what the review was made with.

use std::fmt::Write as _;
use std::io::{self, Write};

use assay_finding::{Finding, GateOutcome, Review};
use assay_source::printable;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

pub(crate) fn write(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(&mut *out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let failures = review.findings.len();
    let clean = review
        .rules
        .iter()
        .filter(|rule| {
            !review
                .findings
                .iter()
                .any(|finding| finding.rule == rule.id)
        })
        .count();
    let gates = usize::from(review.gate.is_some());
    let gate_failures = usize::from(review.gate.as_ref().is_some_and(|gate| !gate.passed));
    xml.create_element("testsuites")
        .with_attributes([
            ("name", "assay"),
            ("tests", (failures + clean + gates).to_string().as_str()),
            ("failures", (failures + gate_failures).to_string().as_str()),
        ])
        .write_inner_content(|xml| {
            about(xml, review)?;
            for rule in &review.rules {
                let findings: Vec<&Finding> = review
                    .findings
                    .iter()
                    .filter(|finding| finding.rule == rule.id)
                    .collect();
                suite(xml, &rule.id, &findings)?;
            }
            match &review.gate {
                Some(gate) => gate_suite(xml, gate),
                None => Ok(()),
            }
        })?;
    out.write_all(b"\n")
}

/// What the review was made with: the tool, and the advisories that packages were looked up in.
fn about<W: Write>(xml: &mut Writer<W>, review: &Review) -> io::Result<()> {
    let mut properties = vec![("version", plain(&review.tool.version))];
    if let Some(advisories) = &review.coverage.advisories {
        properties.push(("advisories", plain(&advisories.snapshot)));
        let days = advisories.days_old.map(|days| days.to_string());
        properties.extend(days.map(|days| ("advisories-days-old", days)));
    }
    xml.create_element("testsuite")
        .with_attributes([("name", "assay"), ("tests", "0"), ("failures", "0")])
        .write_inner_content(|xml| {
            xml.create_element("properties")
                .write_inner_content(|xml| {
                    for (name, value) in &properties {
                        xml.create_element("property")
                            .with_attributes([("name", *name), ("value", value.as_str())])
                            .write_empty()?;
                    }
                    Ok(())
                })?;
            Ok(())
        })?;
    Ok(())
}

fn suite<W: Write>(xml: &mut Writer<W>, rule: &str, findings: &[&Finding]) -> io::Result<()> {
    xml.create_element("testsuite")
        .with_attributes([
            ("name", rule),
            ("tests", findings.len().max(1).to_string().as_str()),
            ("failures", findings.len().to_string().as_str()),
        ])
        .write_inner_content(|xml| {
            if findings.is_empty() {
                xml.create_element("testcase")
                    .with_attributes([("classname", rule), ("name", "nothing found")])
                    .write_empty()?;
            }
            for finding in findings {
                case(xml, finding)?;
            }
            Ok(())
        })?;
    Ok(())
}

/// The gate as a test of its own, so that a build that fails by it says why.
fn gate_suite<W: Write>(xml: &mut Writer<W>, gate: &GateOutcome) -> io::Result<()> {
    let failures = if gate.passed { "0" } else { "1" };
    xml.create_element("testsuite")
        .with_attributes([("name", "gate"), ("tests", "1"), ("failures", failures)])
        .write_inner_content(|xml| {
            let case = xml
                .create_element("testcase")
                .with_attributes([("classname", "gate"), ("name", "gate")]);
            if gate.passed {
                case.write_empty()?;
                return Ok(());
            }
            case.write_inner_content(|xml| {
                let reasons: Vec<String> = gate.reasons.iter().map(|text| plain(text)).collect();
                let message = reasons.first().map_or("not passed", String::as_str);
                xml.create_element("failure")
                    .with_attributes([("type", "gate"), ("message", message)])
                    .write_text_content(BytesText::new(&reasons.join("\n")))?;
                Ok(())
            })?;
            Ok(())
        })?;
    Ok(())
}

fn case<W: Write>(xml: &mut Writer<W>, finding: &Finding) -> io::Result<()> {
    let place = &finding.place;
    let at = format!("{}:{}", place.path, place.start.line);
    let mut text = format!("{at}\n{}\n", place.excerpt.text);
    if let Some(told) = finding.reported_by() {
        text.push_str(&told);
        text.push('\n');
    }
    for step in &finding.trace {
        let _ = writeln!(
            text,
            "{}:{} {}",
            step.place.path, step.place.start.line, step.text
        );
    }
    let text: Vec<String> = text.lines().map(plain).collect();
    xml.create_element("testcase")
        .with_attributes([
            ("classname", finding.rule.as_str()),
            ("name", plain(&at).as_str()),
            ("file", plain(&place.path).as_str()),
            ("line", place.start.line.to_string().as_str()),
        ])
        .write_inner_content(|xml| {
            xml.create_element("failure")
                .with_attributes([
                    ("type", finding.risk.name()),
                    ("message", plain(&finding.message).as_str()),
                ])
                .write_text_content(BytesText::new(&text.join("\n")))?;
            Ok(())
        })?;
    Ok(())
}

/// XML has no way to write most controls.
fn plain(text: &str) -> String {
    printable(&text.replace(['\n', '\t'], " "))
}
