//! Processes of a Procfile, and programs that systemd or supervisor runs.

use assay_source::{Range, SourceFile};

use super::unit::{Interpolated, Located, Unit, UnitKind, Variable, VariableValue};
use crate::format::ini::{self, Entry};
use crate::format::{lines, shell, trimmed};

/// `web: gunicorn shop:app`.
pub(super) fn procfile(file: &SourceFile) -> Vec<Unit> {
    let mut units = Vec::new();
    for (start, line) in lines(&file.text) {
        let Some((name, command)) = line.split_once(':') else {
            continue;
        };
        let is_name = !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        if !is_name {
            continue;
        }
        let range = trimmed(start, line).range;
        let mut unit = Unit::new(file, UnitKind::Process, name, range);
        let commands = shell::parse(command, start + name.len() + 1);
        unit.run(file, commands, range);
        units.push(unit);
    }
    units
}

/// A unit of systemd.
pub(super) fn systemd(file: &SourceFile) -> Option<Unit> {
    let entries = ini::parse(&file.text);
    let service: Vec<&Entry> = entries
        .iter()
        .filter(|entry| entry.section == "Service")
        .collect();
    let first = service.first()?;
    let mut unit = Unit::new(file, UnitKind::Daemon, file.name(), first.key.range);
    let mut commands = Vec::new();
    for entry in service {
        match entry.key.text.as_str() {
            "User" => unit.user = Some(Located::of(file, &entry.value)),
            "DynamicUser" if matches!(entry.value.text.as_str(), "yes" | "true" | "1" | "on") => {
                unit.user.get_or_insert_with(|| Located {
                    text: "dynamic".to_owned(),
                    span: file.span(entry.value.range),
                });
            }
            "Environment" => unit.variables.extend(assignments(file, entry)),
            "EnvironmentFile" => {
                let mut path = Located::of(file, &entry.value);
                let without = path.text.trim_start_matches('-').to_owned();
                path.text = without;
                unit.env_files.push(path);
            }
            "ExecStart" => {
                let text = entry
                    .value
                    .text
                    .trim_start_matches(['-', '@', '+', ':', '!']);
                let skipped = entry.value.text.len() - text.len();
                commands.extend(shell::parse(
                    text,
                    entry.value.range.start as usize + skipped,
                ));
                unit.command_span = Some(file.span(whole(entry)));
            }
            _ => {}
        }
    }
    if let Some(span) = unit.command_span {
        unit.run(file, commands, span.range);
    }
    Some(unit)
}

/// The programs of supervisor.
pub(super) fn supervisor(file: &SourceFile) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    for entry in ini::parse(&file.text) {
        let Some(name) = entry.section.strip_prefix("program:") else {
            continue;
        };
        if units.last().is_none_or(|unit| unit.name != name) {
            units.push(Unit::new(file, UnitKind::Daemon, name, entry.key.range));
        }
        let Some(unit) = units.last_mut() else {
            continue;
        };
        match entry.key.text.as_str() {
            "user" => unit.user = Some(Located::of(file, &entry.value)),
            "environment" => unit.variables.extend(assignments(file, &entry)),
            "command" => {
                let commands = shell::parse(&entry.value.text, entry.value.range.start as usize);
                unit.run(file, commands, whole(&entry));
            }
            _ => {}
        }
    }
    units
}

fn whole(entry: &Entry) -> Range {
    Range::new(entry.key.range.start, entry.value.range.end)
}

/// `A=1 "B=2"` of systemd and `A="1",B="2"` of supervisor.
fn assignments(file: &SourceFile, entry: &Entry) -> Vec<Variable> {
    let commands = shell::parse(&entry.value.text, entry.value.range.start as usize);
    let words = commands.into_iter().flat_map(|command| command.words);
    let mut variables = Vec::new();
    for word in words {
        let parts = word.text.split(',').filter(|part| !part.is_empty());
        for part in parts {
            let Some((name, value)) = part.split_once('=') else {
                continue;
            };
            let value = if value.contains('%') {
                VariableValue::Outside
            } else {
                Interpolated::of(value).into()
            };
            variables.push(Variable {
                name: name.trim().to_owned(),
                value,
                span: file.span(word.range),
                is_build_argument: false,
            });
        }
    }
    variables
}
