//! Files of hosting platforms: `fly.toml`, `app.json` of Heroku, `render.yaml`.

use assay_source::{Range, SourceFile};

use super::compose;
use super::unit::{Interpolated, Unit, UnitKind, Variable, VariableValue};
use crate::format::yaml::{self, Node};
use crate::format::{Piece, ini, shell};

/// `fly.toml`: `[env]` is the environment of every process, `[processes]` says what they run.
pub(super) fn fly(file: &SourceFile) -> Unit {
    let mut unit = Unit::new(file, UnitKind::Process, &file.path, Range::default());
    for entry in ini::parse(&file.text) {
        let value = unquoted(&entry.value);
        match entry.section.as_str() {
            "env" => unit.variables.push(Variable {
                name: unquoted(&entry.key).text,
                value: VariableValue::Known(value.text),
                span: file.span(Range::new(entry.key.range.start, entry.value.range.end)),
                is_build_argument: false,
            }),
            "processes" => {
                let commands = shell::parse(&value.text, value.range.start as usize);
                unit.run(file, commands, entry.value.range);
            }
            _ => {}
        }
    }
    unit
}

/// A value of TOML without its quotes.
fn unquoted(piece: &Piece) -> Piece {
    for quote in ['"', '\''] {
        let inner = piece.text.strip_prefix(quote);
        if let Some(inner) = inner.and_then(|text| text.split_once(quote)) {
            let start = piece.range.start.saturating_add(1);
            let length = u32::try_from(inner.0.len()).unwrap_or(0);
            return Piece {
                text: inner.0.to_owned(),
                range: Range::new(start, start.saturating_add(length)),
            };
        }
    }
    piece.clone()
}

/// `app.json`: `env` with a text or `{"value": …}` for each variable.
pub(super) fn heroku(file: &SourceFile) -> Option<Unit> {
    let (documents, _) = yaml::parse(&file.text);
    let environment = documents.first()?.get("env")?;
    let mut unit = Unit::new(file, UnitKind::Process, &file.path, Range::default());
    for (name, body) in environment.entries() {
        let known = body.piece().or_else(|| body.get("value")?.piece());
        unit.variables.push(variable(file, name, known));
    }
    Some(unit)
}

/// `render.yaml`: services with `envVars` and `startCommand`.
pub(super) fn render(file: &SourceFile, document: &Node) -> Vec<Unit> {
    let services = document.get("services").map_or(&[][..], Node::items);
    let mut units = Vec::new();
    for service in services {
        let Some(name) = service.get("name").and_then(Node::piece) else {
            continue;
        };
        let mut unit = Unit::new(file, UnitKind::Process, &name.text, name.range);
        for one in service.get("envVars").map_or(&[][..], Node::items) {
            if let Some(key) = one.get("key").and_then(Node::piece) {
                let value = one.get("value").and_then(Node::piece);
                unit.variables.push(variable(file, &key, value));
            }
        }
        let command = service
            .get("startCommand")
            .or_else(|| service.get("dockerCommand"));
        if let Some(command) = command.and_then(Node::piece) {
            let commands = shell::parse(&command.text, command.range.start as usize);
            unit.run(file, commands, command.range);
        } else if let Some(environment) = service.get("environment") {
            unit.variables.extend(compose::variables(file, environment));
        }
        units.push(unit);
    }
    units
}

fn variable(file: &SourceFile, name: &Piece, value: Option<Piece>) -> Variable {
    let range = value.as_ref().map_or(name.range, |value| {
        Range::new(name.range.start, value.range.end.max(name.range.end))
    });
    Variable {
        name: name.text.clone(),
        value: value.map_or(VariableValue::Outside, |value| {
            Interpolated::of(&value.text).into()
        }),
        span: file.span(range),
        is_build_argument: false,
    }
}
