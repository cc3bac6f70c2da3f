//! SARIF 2.1.0, for code hosts and editors.
//!
//! Columns are counted in characters, as everywhere in Assay, and the file says so (`columnKind`).
//! Paths are relative to `%SRCROOT%`, which the reader of the file knows and we do not.
//! There is no time, no absolute path and no machine in it: the same review gives the same bytes.
//! Tests hold it against the official schema.

mod log;
mod text;
mod uri;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use assay_finding::{
    Coverage, Finding, Level, Place, Problem, Review, Risk, RuleFacts, Skipped, Step,
};

use crate::{within, write_json};
use log::{
    Artifact, ArtifactChange, ArtifactLocation, CodeFlow, Configuration, Descriptor, Driver, Fix,
    Help, Inserted, Invocation, Location, Log, LogicalLocation, Notification, PhysicalLocation,
    Region, Replacement, ResultProperties, Rule, RuleProperties, Run, RunProperties, SarifResult,
    Snippet, Suppression, Text, ThreadFlow, ThreadFlowLocation, Tool, UriBase,
};
use text::{help, message};
use uri::relative_uri;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
const ROOT: &str = "%SRCROOT%";
/// Our name for the fingerprint; a new recipe gets a new version.
const FINGERPRINT: &str = "assayFingerprint/v1";
/// Code hosts refuse very long paths of data.
const MAX_STEPS: usize = 1000;
/// And descriptions of rules longer than this, in characters.
const DESCRIPTION: usize = 1024;

pub(crate) fn write(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    write_json(&Converter::new(review).log(), out)
}

/// Looks up positions in lists that SARIF refers to by index.
struct Converter<'a> {
    review: &'a Review,
    rules: BTreeMap<&'a str, usize>,
    artifacts: BTreeMap<&'a str, usize>,
}

impl<'a> Converter<'a> {
    fn new(review: &'a Review) -> Self {
        let rules = review
            .rules
            .iter()
            .enumerate()
            .map(|(index, rule)| (rule.id.as_str(), index))
            .collect();
        let suppressed = review
            .suppressed
            .iter()
            .map(|suppressed| &suppressed.finding);
        let steps =
            |finding: &'a Finding| finding.trace.iter().map(|step| step.place.path.as_str());
        let paths: BTreeSet<&str> = review
            .findings
            .iter()
            .chain(suppressed)
            .flat_map(|finding| steps(finding).chain([finding.place.path.as_str()]))
            .chain(
                review
                    .coverage
                    .problems
                    .iter()
                    .map(|problem| problem.path.as_str()),
            )
            .filter(|path| !path.is_empty())
            .collect();
        let artifacts = paths
            .into_iter()
            .enumerate()
            .map(|(index, path)| (path, index))
            .collect();
        Self {
            review,
            rules,
            artifacts,
        }
    }

    fn log(&self) -> Log<'a> {
        Log {
            schema: SCHEMA,
            version: "2.1.0",
            runs: [self.run()],
        }
    }

    fn run(&self) -> Run<'a> {
        let review = self.review;
        let suppressed = review.suppressed.iter().map(|suppressed| {
            let suppression = Suppression {
                kind: if suppressed.by.is_in_source() {
                    "inSource"
                } else {
                    "external"
                },
                status: "accepted",
                justification: format!("{} ({})", suppressed.reason_or_none(), suppressed.told()),
            };
            SarifResult {
                suppressions: vec![suppression],
                ..self.result(&suppressed.finding)
            }
        });
        Run {
            tool: Tool {
                driver: Driver {
                    name: &review.tool.name,
                    version: &review.tool.version,
                    semantic_version: &review.tool.version,
                    rules: review.rules.iter().map(rule).collect(),
                },
            },
            invocations: [Invocation {
                execution_successful: true,
                tool_execution_notifications: self.notifications(&review.coverage),
            }],
            column_kind: "unicodeCodePoints",
            newline_sequences: ["\r\n", "\n", "\r"],
            original_uri_base_ids: BTreeMap::from([(
                ROOT,
                UriBase {
                    description: message("the top of the reviewed project"),
                },
            )]),
            artifacts: self
                .artifacts
                .keys()
                .map(|path| Artifact {
                    location: artifact(path, None),
                })
                .collect(),
            results: review
                .findings
                .iter()
                .map(|finding| self.result(finding))
                .chain(suppressed)
                .collect(),
            properties: properties(&review.coverage),
        }
    }

    fn result(&self, finding: &'a Finding) -> SarifResult<'a> {
        let function = (!finding.function.is_empty()).then_some(LogicalLocation {
            fully_qualified_name: &finding.function,
            kind: "function",
        });
        SarifResult {
            rule_id: &finding.rule,
            rule_index: self.rules.get(finding.rule.as_str()).copied(),
            level: level(finding.risk),
            message: message(&finding.message),
            locations: [Location {
                physical_location: self.place(&finding.place),
                logical_locations: function.into_iter().collect(),
                message: None,
            }],
            code_flows: self.code_flow(&finding.trace).into_iter().collect(),
            partial_fingerprints: BTreeMap::from([(FINGERPRINT, finding.fingerprint.as_str())]),
            suppressions: Vec::new(),
            fixes: self.fixes(finding),
            baseline_state: self.review.change.as_ref().map(|change| {
                if change.is_new(&finding.fingerprint) {
                    "new"
                } else {
                    "unchanged"
                }
            }),
            properties: ResultProperties {
                risk: finding.risk.name(),
                confidence: finding.confidence.name(),
                reason: &finding.reason,
                imported: finding.imported,
                origins: &finding.origins,
            },
        }
    }

    fn fixes(&self, finding: &Finding) -> Vec<Fix<'a>> {
        let Some(repair) = self.review.repairs.get(&finding.fingerprint) else {
            return Vec::new();
        };
        let mut files: BTreeMap<&str, Vec<Replacement<'a>>> = BTreeMap::new();
        for change in &repair.changes {
            let region = Region {
                start_line: change.line,
                start_column: Some(change.column),
                end_line: Some(change.end_line),
                end_column: Some(change.end_column),
                snippet: None,
            };
            files.entry(&change.path).or_default().push(Replacement {
                deleted_region: region,
                inserted_content: Inserted { text: &change.text },
            });
        }
        let note = repair
            .note
            .as_ref()
            .map_or_else(String::new, |note| format!(" {note}."));
        let changes = files
            .into_iter()
            .map(|(path, replacements)| ArtifactChange {
                artifact_location: artifact(path, self.artifacts.get(path).copied()),
                replacements,
            });
        vec![Fix {
            description: message(&format!(
                "It can {}.{note} Proven: {}",
                repair.say, repair.proof
            )),
            artifact_changes: changes.collect(),
        }]
    }

    fn code_flow(&self, trace: &'a [Step]) -> Option<CodeFlow<'a>> {
        let step = |step: &'a Step| ThreadFlowLocation {
            location: Location {
                physical_location: self.place(&step.place),
                logical_locations: Vec::new(),
                message: Some(message(&step.text)),
            },
        };
        let locations: Vec<_> = trace.iter().take(MAX_STEPS).map(step).collect();
        (!locations.is_empty()).then_some(CodeFlow {
            thread_flows: [ThreadFlow { locations }],
        })
    }

    fn place(&self, place: &'a Place) -> PhysicalLocation<'a> {
        let excerpt = &place.excerpt;
        // A range that ends with a line's end does not show the line below.
        let lines = u32::try_from(excerpt.text.lines().count()).unwrap_or(u32::MAX);
        let whole_lines = Region {
            start_line: place.start.line,
            start_column: None,
            end_line: Some(place.start.line.saturating_add(lines.saturating_sub(1))),
            end_column: None,
            snippet: Some(Snippet {
                text: &excerpt.text,
            }),
        };
        PhysicalLocation {
            artifact_location: artifact(
                &place.path,
                self.artifacts.get(place.path.as_str()).copied(),
            ),
            region: Some(Region {
                start_line: place.start.line,
                start_column: Some(place.start.column),
                end_line: Some(place.end.line),
                end_column: Some(place.end.column),
                snippet: None,
            }),
            // A snippet has to be the text of the region.
            context_region: (!excerpt.cut && !excerpt.hidden).then_some(whole_lines),
        }
    }

    fn notifications(&self, coverage: &'a Coverage) -> Vec<Notification<'a>> {
        let problems = coverage
            .problems
            .iter()
            .map(|problem| self.problem(problem));
        problems
            .chain(coverage.skipped.iter().map(skipped))
            .collect()
    }

    fn problem(&self, problem: &'a Problem) -> Notification<'a> {
        let location = (!problem.path.is_empty()).then(|| Location {
            physical_location: PhysicalLocation {
                artifact_location: artifact(
                    &problem.path,
                    self.artifacts.get(problem.path.as_str()).copied(),
                ),
                region: problem.line.map(line),
                context_region: None,
            },
            logical_locations: Vec::new(),
            message: None,
        });
        Notification {
            descriptor: Descriptor { id: &problem.kind },
            level: "warning",
            message: message(&problem.text),
            locations: location.into_iter().collect(),
        }
    }
}

fn skipped(skipped: &Skipped) -> Notification<'_> {
    Notification {
        descriptor: Descriptor {
            id: &skipped.reason,
        },
        level: if skipped.by_choice { "note" } else { "warning" },
        message: message(&format!(
            "{} was skipped: it is {}",
            skipped.path, skipped.text
        )),
        locations: Vec::new(),
    }
}

fn artifact(path: &str, index: Option<usize>) -> ArtifactLocation {
    ArtifactLocation {
        uri: relative_uri(path),
        uri_base_id: ROOT,
        index,
    }
}

const fn line<'a>(line: u32) -> Region<'a> {
    Region {
        start_line: line,
        start_column: None,
        end_line: None,
        end_column: None,
        snippet: None,
    }
}

fn rule(facts: &RuleFacts) -> Rule<'_> {
    let (text, markdown) = help(facts);
    Rule {
        id: &facts.id,
        short_description: Text {
            text: within(&facts.title, DESCRIPTION),
        },
        full_description: Text {
            text: within(&facts.summary, DESCRIPTION),
        },
        help: Help { text, markdown },
        default_configuration: Configuration {
            enabled: facts.default_on,
            level: level(facts.risk()),
        },
        properties: RuleProperties {
            tags: tags(facts),
            precision: precision(facts.confidence),
            problem_severity: problem_severity(facts.risk()),
            security_severity: security_severity(facts.risk()),
            family: &facts.family,
            effort: facts.effort.to_string(),
        },
    }
}

fn tags(facts: &RuleFacts) -> Vec<String> {
    let weaknesses = facts
        .cwe
        .iter()
        .map(|number| format!("external/cwe/cwe-{number:03}"));
    let owasp = facts
        .owasp
        .iter()
        .map(|entry| format!("external/owasp/{}", entry.to_lowercase().replace(':', "-")));
    // Code hosts take at most ten tags.
    ["security".to_owned(), facts.family.clone()]
        .into_iter()
        .chain(weaknesses)
        .chain(owasp)
        .chain(facts.also.iter().map(|name| name.replace(':', "/")))
        .take(10)
        .collect()
}

const fn level(risk: Risk) -> &'static str {
    match risk {
        Risk::Critical | Risk::High => "error",
        Risk::Medium => "warning",
        Risk::Low | Risk::Info => "note",
    }
}

const fn problem_severity(risk: Risk) -> &'static str {
    match risk {
        Risk::Critical | Risk::High => "error",
        Risk::Medium | Risk::Low => "warning",
        Risk::Info => "recommendation",
    }
}

/// Points of the CVSS scale, in the middle of the ranges by which code hosts name a severity.
const fn security_severity(risk: Risk) -> &'static str {
    match risk {
        Risk::Critical => "9.5",
        Risk::High => "8.0",
        Risk::Medium => "5.5",
        Risk::Low => "2.5",
        Risk::Info => "0.5",
    }
}

const fn precision(confidence: Level) -> &'static str {
    confidence.name()
}

fn properties(coverage: &Coverage) -> RunProperties<'_> {
    RunProperties {
        files: &coverage.files,
        lines: coverage.lines,
        functions: coverage.functions,
        entries: coverage.entries.len(),
        skipped: coverage.skipped.len(),
        problems: coverage.problems.len(),
        unmodelled_calls: coverage.unmodelled.calls,
        from_project: &coverage.from_project,
        advisories: coverage.advisories.as_ref(),
        imported: &coverage.imported,
    }
}
