//! Stages of a Dockerfile.

use std::collections::BTreeMap;

use assay_source::{Range, SourceFile};

use super::unit::Port;
use super::unit::{
    Copied, Image, Interpolated, Located, Mount, Unit, UnitKind, Variable, VariableValue,
};
use crate::format::Piece;
use crate::format::dockerfile::{self, Instruction};

/// The stages, in order; the last one is what the image is made of.
pub(super) fn stages(file: &SourceFile) -> Vec<Unit> {
    let mut reader = Reader {
        file,
        arguments: BTreeMap::new(),
        stages: Vec::new(),
        names: Vec::new(),
        entrypoint: None,
    };
    for instruction in dockerfile::parse(&file.text) {
        reader.read(&instruction);
    }
    let mut stages = reader.stages;
    let last = stages.len().saturating_sub(1);
    for (number, stage) in stages.iter_mut().enumerate() {
        stage.is_final = number == last;
    }
    stages
}

struct Reader<'a> {
    file: &'a SourceFile,
    /// The defaults of `ARG`.
    arguments: BTreeMap<String, String>,
    stages: Vec<Unit>,
    names: Vec<String>,
    entrypoint: Option<Vec<crate::format::shell::Command>>,
}

impl Reader<'_> {
    fn read(&mut self, instruction: &Instruction) {
        match instruction.keyword.as_str() {
            "ARG" => self.argument(instruction),
            "FROM" => self.from(instruction),
            _ => {
                let file = self.file;
                let arguments = self.arguments.clone();
                let mut entrypoint = self.entrypoint.take();
                if let Some(stage) = self.stages.last_mut() {
                    read_inside(file, stage, instruction, &arguments, &mut entrypoint);
                }
                self.entrypoint = entrypoint;
            }
        }
    }

    fn argument(&mut self, instruction: &Instruction) {
        for word in instruction.words() {
            let (name, value) = match word.text.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (word.text.as_str(), None),
            };
            if let Some(value) = value {
                self.arguments.insert(name.to_owned(), value.to_owned());
            }
            let value = value.map_or(VariableValue::Outside, |value| {
                VariableValue::Default(name.to_owned(), value.to_owned())
            });
            let variable = Variable {
                name: name.to_owned(),
                value,
                span: self.file.span(word.range),
                is_build_argument: true,
            };
            if let Some(stage) = self.stages.last_mut() {
                stage.variables.push(variable);
            }
        }
    }

    fn from(&mut self, instruction: &Instruction) {
        let words = instruction.words();
        let mut words = words.iter().filter(|word| !word.text.starts_with("--"));
        let Some(base) = words.next() else { return };
        let name = words.nth(1).map_or("", |name| &name.text);
        let known = |name: &str| self.arguments.get(name).cloned();
        let text = Interpolated::with(&base.text, known);
        let parent = self
            .names
            .iter()
            .rposition(|other| !other.is_empty() && other.eq_ignore_ascii_case(&text.text))
            .and_then(|at| self.stages.get(at));
        let label = if name.is_empty() {
            &*self.file.path
        } else {
            name
        };
        let mut stage = Unit::new(self.file, UnitKind::Stage, label, instruction.range);
        match parent {
            Some(parent) => {
                stage.variables.clone_from(&parent.variables);
                stage.user.clone_from(&parent.user);
                stage.image.clone_from(&parent.image);
                stage.commands.clone_from(&parent.commands);
                stage.command_span = parent.command_span;
                stage.servers.clone_from(&parent.servers);
                stage.steps.clone_from(&parent.steps);
            }
            None => {
                stage.image = Some(Image::of(&text, self.file.span(base.range)));
            }
        }
        self.entrypoint = None;
        self.names.push(name.to_owned());
        self.stages.push(stage);
    }
}

fn read_inside(
    file: &SourceFile,
    stage: &mut Unit,
    instruction: &Instruction,
    arguments: &BTreeMap<String, String>,
    entrypoint: &mut Option<Vec<crate::format::shell::Command>>,
) {
    match instruction.keyword.as_str() {
        "ENV" => stage
            .variables
            .extend(environment(file, instruction, arguments)),
        "USER" => {
            let known = |name: &str| arguments.get(name).cloned();
            let text = Interpolated::with(&instruction.arguments.text, known).text;
            stage.user = Some(Located {
                text,
                span: file.span(instruction.range),
            });
        }
        "EXPOSE" => stage
            .ports
            .extend(instruction.words().iter().map(|word| Port {
                host: None,
                port: word.text.clone(),
                span: file.span(word.range),
            })),
        "RUN" => {
            stage.mounts.extend(build_mounts(file, instruction));
            stage.steps.extend(instruction.commands());
        }
        "ENTRYPOINT" => {
            let commands = instruction.commands();
            *entrypoint = Some(commands.clone());
            stage.run(file, commands, instruction.range);
        }
        "CMD" => {
            let mut commands = instruction.commands();
            // What the entry point is called with, unless it is a script that runs it.
            if let Some(before) = entrypoint
                && let [only] = before.as_slice()
                && let [first] = commands.as_slice()
                && only
                    .words
                    .last()
                    .and_then(|word| word.text.rsplit_once('.'))
                    .is_none_or(|(_, suffix)| suffix != "sh")
            {
                let mut whole = only.clone();
                whole.words.extend(first.words.iter().cloned());
                if super::server::Start::of(file, &whole).is_some() {
                    commands = vec![whole];
                }
            }
            stage.run(file, commands, instruction.range);
        }
        "COPY" | "ADD" => stage.copies.extend(copied(file, instruction)),
        _ => {}
    }
}

/// `ENV A=1 B=2` and the old form `ENV A 1`.
fn environment(
    file: &SourceFile,
    instruction: &Instruction,
    arguments: &BTreeMap<String, String>,
) -> Vec<Variable> {
    let words = instruction.words();
    let known = |name: &str| arguments.get(name).cloned();
    let variable = |name: &str, value: &str, range: Range| {
        // A build argument with a default can be chosen from outside.
        let open = Interpolated::of(value);
        let closed = Interpolated::with(value, known);
        let value = match (VariableValue::from(open), VariableValue::from(closed)) {
            (VariableValue::Outside, VariableValue::Known(text)) => {
                VariableValue::Default(value.trim_matches(['$', '{', '}']).to_owned(), text)
            }
            (_, value) => value,
        };
        Variable {
            name: name.to_owned(),
            value,
            span: file.span(range),
            is_build_argument: false,
        }
    };
    match words.as_slice() {
        [first, rest @ ..] if !first.text.contains('=') => {
            let value: Vec<&str> = rest.iter().map(|word| word.text.as_str()).collect();
            let end = rest.last().map_or(first.range.end, |word| word.range.end);
            vec![variable(
                &first.text,
                &value.join(" "),
                Range::new(first.range.start, end),
            )]
        }
        words => words
            .iter()
            .filter_map(|word: &Piece| {
                let (name, value) = word.text.split_once('=')?;
                Some(variable(name, value, word.range))
            })
            .collect(),
    }
}

/// `RUN --mount=type=secret,id=token`.
fn build_mounts(file: &SourceFile, instruction: &Instruction) -> Vec<Mount> {
    let words = instruction.arguments.text.split_whitespace();
    let options = words.map_while(|word| word.strip_prefix("--"));
    let mounts = options.filter_map(|option| option.strip_prefix("mount="));
    let secrets = mounts.filter(|mount| mount.contains("type=secret"));
    secrets
        .map(|mount| {
            let part = |key: &str| {
                let parts = mount.split(',');
                parts
                    .filter_map(|part| part.split_once('='))
                    .find(|(name, _)| *name == key)
                    .map(|(_, value)| value.to_owned())
            };
            Mount {
                source: part("id").unwrap_or_default(),
                target: part("target").unwrap_or_default(),
                span: file.span(instruction.range),
            }
        })
        .collect()
}

fn copied(file: &SourceFile, instruction: &Instruction) -> Option<Copied> {
    let exec = dockerfile::exec_form(
        &instruction.arguments.text,
        instruction.arguments.range.start as usize,
    );
    let words = exec.unwrap_or_else(|| instruction.words());
    let is_from_stage = words.iter().any(|word| word.text.starts_with("--from="));
    let mut sources: Vec<String> = words
        .into_iter()
        .map(|word| word.text)
        .filter(|word| !word.starts_with("--") && !word.starts_with("<<"))
        .collect();
    let target = sources.pop()?;
    Some(Copied {
        sources,
        target,
        is_add: instruction.keyword == "ADD",
        is_from_stage,
        span: file.span(instruction.range),
    })
}
