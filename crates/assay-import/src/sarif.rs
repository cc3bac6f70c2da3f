//! SARIF 2.1.0, as other tools write it.
//!
//! Tools differ in where they say things: the rule stands in the driver or in an extension, by index or by id;
//! the weakness in a tag, in `properties` or in a taxon; the severity in three places. All of them are looked at.

use std::collections::BTreeMap;

use assay_finding::{Level, Risk};
use serde_json::Value;

use crate::json::{address, at, line, list, name, number, text, weakness};
use crate::limits;
use crate::reported::{Reported, Run, Spot, Subject, Unit, confidence_of, risk_of, words};

/// Bases of addresses may be relative to others; deeper ones are none.
const BASES: usize = 8;

pub(crate) fn runs(document: &Value) -> Vec<Run> {
    let mut left = limits::RESULTS;
    let runs = list(document, &["runs"]).iter();
    runs.map(|run| Reader::new(run).run(&mut left)).collect()
}

struct Reader<'a> {
    run: &'a Value,
    rules: BTreeMap<&'a str, &'a Value>,
    unit: Unit,
}

impl<'a> Reader<'a> {
    fn new(run: &'a Value) -> Self {
        let extensions = list(run, &["tool", "extensions"]).iter();
        let components = at(run, &["tool", "driver"]).into_iter().chain(extensions);
        let mut rules = BTreeMap::new();
        for rule in components.flat_map(|component| list(component, &["rules"])) {
            rules.entry(text(rule, &["id"])).or_insert(rule);
        }
        let unit = match text(run, &["columnKind"]) {
            "unicodeCodePoints" => Unit::Characters,
            _ => Unit::Utf16,
        };
        Self { run, rules, unit }
    }

    fn run(&self, left: &mut usize) -> Run {
        let driver = |key| text(self.run, &["tool", "driver", key]);
        let versions = ["semanticVersion", "version"].map(driver);
        let version = versions.into_iter().find(|version| !version.is_empty());
        let tool = line(driver("name"), 60);
        let mut run = Run {
            tool: if tool.is_empty() {
                "an unnamed tool".to_owned()
            } else {
                tool
            },
            version: line(version.unwrap_or_default(), 40),
            ..Run::default()
        };
        for result in list(self.run, &["results"]) {
            let is_none = matches!(text(result, &["kind"]), "pass" | "notApplicable")
                || text(result, &["baselineState"]) == "absent";
            if is_none {
                continue;
            }
            if is_suppressed(result) {
                run.suppressed += 1;
                continue;
            }
            match self.result(result).filter(|_| *left > 0) {
                Some(reported) => {
                    *left -= 1;
                    run.results.push(reported);
                }
                None => run.unread += 1,
            }
        }
        if run.slug() == "ruff" {
            // It calls everything an error, which tells nothing.
            for reported in &mut run.results {
                reported.severity.clear();
                reported.risk = Risk::Medium;
            }
        }
        for invocation in list(self.run, &["invocations"]) {
            if at(invocation, &["executionSuccessful"]) == Some(&Value::Bool(false)) {
                run.problems.push("says that its own run failed".to_owned());
            }
            let notes = list(invocation, &["toolExecutionNotifications"]).iter();
            let failed = notes.filter(|note| text(note, &["level"]) == "error");
            run.problems.extend(
                failed
                    .map(|note| line(text(note, &["message", "text"]), limits::MESSAGE))
                    .filter(|told| !told.is_empty())
                    .map(|told| format!("says: {told}")),
            );
        }
        run
    }

    fn result(&self, result: &'a Value) -> Option<Reported> {
        let (id, rule) = self.rule(result);
        let id = name(id);
        let spot = list(result, &["locations"])
            .iter()
            .find_map(|location| self.spot(location));
        let (spot, id) = (spot?, Some(id).filter(|id| !id.is_empty())?);
        let rule = rule.unwrap_or(&Value::Null);
        let message = self.message(result, rule);
        let title = title(rule, &id, &message);
        let (risk, severity) = severity(result, rule);
        let confidence = [
            text(result, &["properties", "issue_confidence"]),
            text(result, &["properties", "confidence"]),
            text(rule, &["properties", "precision"]),
            text(rule, &["properties", "confidence"]),
        ];
        let confidence = confidence.into_iter().find_map(confidence_of);
        let about = ["fullDescription", "shortDescription"]
            .map(|key| text(rule, &[key, "text"]))
            .into_iter()
            .find(|text| !text.is_empty());
        Some(Reported {
            rule: id,
            title,
            severity,
            risk,
            confidence: confidence.unwrap_or(Level::Medium),
            cwe: weaknesses(result, rule),
            subject: Subject::Place(spot),
            steps: self.steps(result),
            page: address(text(rule, &["helpUri"])),
            about: line(paragraph(about.unwrap_or_default()), limits::MESSAGE),
            message,
        })
    }

    /// The name of the rule, and what the file says of it.
    fn rule(&self, result: &'a Value) -> (&'a str, Option<&'a Value>) {
        let by_index = || {
            let index =
                number(result, &["rule", "index"]).or_else(|| number(result, &["ruleIndex"]))?;
            let component = match number(result, &["rule", "toolComponent", "index"]) {
                Some(at) => list(self.run, &["tool", "extensions"]).get(at as usize)?,
                None => at(self.run, &["tool", "driver"])?,
            };
            list(component, &["rules"]).get(index as usize)
        };
        let ids = [text(result, &["ruleId"]), text(result, &["rule", "id"])];
        let id = ids
            .into_iter()
            .find(|id| !id.is_empty())
            .unwrap_or_default();
        let known = |id: &str| self.rules.get(id).copied();
        let rule = if id.is_empty() {
            by_index()
        } else {
            // `CA1000/1` is a part of the rule `CA1000`.
            known(id)
                .or_else(by_index)
                .or_else(|| known(id.rsplit_once('/')?.0))
        };
        let id = match (id, rule) {
            ("", Some(rule)) => text(rule, &["id"]),
            (id, _) => id,
        };
        (id, rule)
    }

    fn message(&self, result: &Value, rule: &Value) -> String {
        let of_result = text(result, &["message", "text"]);
        let key = text(result, &["message", "id"]);
        let of_rule = || {
            let own = text(rule, &["messageStrings", key, "text"]);
            let global = ["tool", "driver", "globalMessageStrings", key, "text"];
            let template = if own.is_empty() {
                text(self.run, &global)
            } else {
                own
            };
            let mut filled = template.chars().take(limits::MESSAGE).collect::<String>();
            for (at, argument) in list(result, &["message", "arguments"])
                .iter()
                .enumerate()
                .take(20)
            {
                let argument: String = argument
                    .as_str()
                    .unwrap_or_default()
                    .chars()
                    .take(limits::MESSAGE)
                    .collect();
                filled = filled.replace(&format!("{{{at}}}"), &argument);
            }
            filled
        };
        let told = if of_result.is_empty() {
            of_rule()
        } else {
            of_result.to_owned()
        };
        let told = line(&without_links(paragraph(&told)), limits::MESSAGE);
        let told = told.trim_end_matches('.');
        if told.is_empty() {
            "no message".to_owned()
        } else {
            told.to_owned()
        }
    }

    fn spot(&self, location: &Value) -> Option<Spot> {
        let place = at(location, &["physicalLocation"])?;
        let path = self.path(at(place, &["artifactLocation"])?)?;
        let region = at(place, &["region"]).unwrap_or(&Value::Null);
        // A finding about a file as a whole has no line.
        let first = number(region, &["startLine"]).unwrap_or(1).max(1);
        let last = number(region, &["endLine"]).unwrap_or(first).max(first);
        let start = number(region, &["startColumn"]);
        let columns = start.zip(number(region, &["endColumn"]));
        Some(Spot {
            path,
            line: first,
            end_line: last,
            columns,
            unit: self.unit,
            snippet: text(region, &["snippet", "text"])
                .chars()
                .take(limits::PATH)
                .collect(),
        })
    }

    fn steps(&self, result: &Value) -> Vec<(Spot, String)> {
        let flow = list(result, &["codeFlows"]).first();
        let thread = flow.and_then(|flow| list(flow, &["threadFlows"]).first());
        let stations = thread
            .map(|thread| list(thread, &["locations"]))
            .unwrap_or_default();
        let step = |station: &Value| {
            let location = at(station, &["location"])?;
            let told = line(
                &without_links(text(location, &["message", "text"])),
                limits::MESSAGE,
            );
            Some((self.spot(location)?, told))
        };
        stations
            .iter()
            .filter_map(step)
            .take(limits::STEPS)
            .collect()
    }

    /// The path that an address means, with its base in front.
    fn path(&self, artifact: &Value) -> Option<String> {
        let artifact = match (text(artifact, &["uri"]), number(artifact, &["index"])) {
            ("", Some(index)) => at(
                list(self.run, &["artifacts"]).get(index as usize)?,
                &["location"],
            )?,
            _ => artifact,
        };
        let uri = text(artifact, &["uri"]);
        if uri.is_empty() || uri.len() > 4 * limits::PATH {
            return None;
        }
        let mut whole = uri.to_owned();
        let mut base = text(artifact, &["uriBaseId"]);
        for _ in 0..BASES {
            let Some(found) =
                at(self.run, &["originalUriBaseIds", base]).filter(|_| !base.is_empty())
            else {
                break;
            };
            let before = text(found, &["uri"]);
            if is_absolute(&whole) || before.is_empty() {
                break;
            }
            whole = format!("{}/{whole}", before.trim_end_matches('/'));
            if whole.len() > 8 * limits::PATH {
                return None;
            }
            base = text(found, &["uriBaseId"]);
        }
        Some(decoded(&whole))
    }
}

fn is_absolute(uri: &str) -> bool {
    uri.starts_with('/') || uri.contains("://")
}

/// An address of a file as a path: without scheme and host, with `%20` as what it means.
fn decoded(uri: &str) -> String {
    let path = match uri.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("file") => rest
            .find('/')
            .and_then(|at| rest.get(at..))
            .unwrap_or_default(),
        _ => uri,
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, more @ ..] = rest {
        let hex = |sign: &u8| {
            char::from(*sign)
                .to_digit(16)
                .and_then(|digit| u8::try_from(digit).ok())
        };
        rest = match more {
            [high, low, after @ ..] if *first == b'%' => {
                if let Some((high, low)) = hex(high).zip(hex(low)) {
                    bytes.push(high * 16 + low);
                    after
                } else {
                    bytes.push(*first);
                    more
                }
            }
            _ => {
                bytes.push(*first);
                more
            }
        };
    }
    String::from_utf8_lossy(&bytes)
        .chars()
        .take(limits::PATH)
        .collect()
}

fn is_suppressed(result: &Value) -> bool {
    let suppressions = list(result, &["suppressions"]);
    let holds = |suppression: &Value| {
        let status = text(suppression, &["status"]);
        !matches!(status, "rejected" | "underReview")
    };
    !suppressions.is_empty() && suppressions.iter().all(holds)
}

/// The risk, and the word or number of the tool.
fn severity(result: &Value, rule: &Value) -> (Risk, String) {
    let of_tool = text(result, &["properties", "issue_severity"]);
    if let Some(told) = risk_of(of_tool) {
        return told;
    }
    let points = [result, rule]
        .into_iter()
        .find_map(|from| points(at(from, &["properties", "security-severity"])?));
    if let Some(tenths) = points {
        let risk = match tenths {
            90.. => Risk::Critical,
            70..90 => Risk::High,
            40..70 => Risk::Medium,
            1..40 => Risk::Low,
            0 => Risk::Info,
        };
        return (risk, format!("{}.{} of 10", tenths / 10, tenths % 10));
    }
    let levels = [
        text(result, &["level"]),
        text(rule, &["defaultConfiguration", "level"]),
    ];
    let level = levels.into_iter().find(|level| !level.is_empty());
    risk_of(level.unwrap_or("warning")).unwrap_or((Risk::Medium, String::new()))
}

/// Tenths of points of the CVSS scale, written as a number or as text.
fn points(value: &Value) -> Option<u32> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    let (whole, part) = text.split_once('.').unwrap_or((&text, "0"));
    let whole: u32 = whole.parse().ok().filter(|whole| *whole <= 10)?;
    let tenth = part.chars().next().and_then(|digit| digit.to_digit(10))?;
    Some((whole * 10 + tenth).min(100))
}

fn weaknesses(result: &Value, rule: &Value) -> Vec<u32> {
    let mut found = Vec::new();
    let mut add = |text: &str| {
        if let Some(number) = weakness(text)
            && !found.contains(&number)
            && found.len() < limits::WEAKNESSES
        {
            found.push(number);
        }
    };
    for from in [result, rule] {
        for tag in list(from, &["properties", "tags"]) {
            add(tag.as_str().unwrap_or_default());
        }
        match at(from, &["properties", "cwe"]) {
            Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).for_each(&mut add),
            Some(Value::String(one)) => add(one),
            Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) | None => {}
        }
    }
    let mut taxon = |reference: &Value| {
        if text(reference, &["toolComponent", "name"]).eq_ignore_ascii_case("cwe") {
            let id = text(reference, &["id"]);
            add(&format!(
                "cwe-{}",
                id.trim_start_matches(|sign: char| !sign.is_ascii_digit())
            ));
        }
    };
    list(result, &["taxa"]).iter().for_each(&mut taxon);
    for relation in list(rule, &["relationships"]) {
        taxon(at(relation, &["target"]).unwrap_or(&Value::Null));
    }
    found
}

/// What is wrong in a few words: the rule's name if it is one, else what is said shortly.
fn title(rule: &Value, id: &str, message: &str) -> String {
    let names = [text(rule, &["properties", "name"]), text(rule, &["name"])];
    let short = text(rule, &["shortDescription", "text"]);
    let is_name = |name: &&str| {
        name.contains(['-', '_', ' ', '/']) && *name != id && !name.contains(['{', '.'])
    };
    let is_short = |text: &&str| {
        !text.is_empty()
            && !text.contains('{')
            && !text.starts_with("Semgrep Finding")
            && text.len() <= limits::NAME
    };
    if let Some(short) = Some(short).filter(is_short) {
        return line(short.trim_end_matches('.'), limits::NAME);
    }
    if let Some(named) = names.into_iter().find(is_name) {
        return words(named);
    }
    if message.len() <= limits::NAME {
        message.to_owned()
    } else {
        words(id)
    }
}

/// The first paragraph, without a heading before it.
fn paragraph(text: &str) -> &str {
    let mut parts = text.split("\n\n").map(str::trim);
    let first = parts.find(|part| !part.is_empty()).unwrap_or_default();
    match first.split_once('\n') {
        Some((heading, rest)) if heading.starts_with('#') => rest.trim(),
        _ => first,
    }
}

/// `[this](1)` is a link to a place within the result; only its text is kept.
fn without_links(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.split_once('[') {
        out.push_str(before);
        let link = from.split_once("](").and_then(|(shown, after)| {
            let (target, after) = after.split_once(')')?;
            let is_number = !target.is_empty() && target.chars().all(|sign| sign.is_ascii_digit());
            (is_number && !shown.contains('[')).then_some((shown, after))
        });
        if let Some((shown, after)) = link {
            out.push_str(shown);
            rest = after;
        } else {
            out.push('[');
            rest = from;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_paths() {
        assert_eq!(decoded("file:///srv/a%20b/c.py"), "/srv/a b/c.py");
        assert_eq!(decoded("file://localhost/srv/c.py"), "/srv/c.py");
        assert_eq!(decoded("shop/%ZZ%2.py"), "shop/%ZZ%2.py");
        assert_eq!(decoded("100%"), "100%");
    }

    #[test]
    fn links_within_a_result_are_only_text() {
        assert_eq!(
            without_links("uses [a value](1) from [here](http://x) [[b](2)"),
            "uses a value from [here](http://x) [b"
        );
    }

    #[test]
    fn points_are_read_as_text_and_as_number() {
        for (value, tenths) in [
            ("\"9.8\"", Some(98)),
            ("7", Some(70)),
            ("\"10.0\"", Some(100)),
            ("\"99\"", None),
            ("\"\"", None),
        ] {
            assert_eq!(
                points(&serde_json::from_str(value).unwrap()),
                tenths,
                "{value}"
            );
        }
    }
}
