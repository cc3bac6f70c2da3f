//! Commands as lists of arguments, without a shell that reads them.

use assay_python::outline::{NodeId, Shape};

use crate::call;
use crate::draft::{Attempt, Case, Draft};
use crate::edit::Edit;
use crate::source::Source;
use crate::words::{Assembled, What, assembled};

/// Programs that take `--` for the end of their options.
const ENDED: [&str; 27] = [
    "cat",
    "chgrp",
    "chmod",
    "chown",
    "cp",
    "diff",
    "du",
    "file",
    "grep",
    "head",
    "ln",
    "ls",
    "mkdir",
    "mv",
    "ping",
    "ping6",
    "rm",
    "rmdir",
    "rsync",
    "sed",
    "sort",
    "stat",
    "tail",
    "tar",
    "touch",
    "traceroute",
    "wc",
];

/// What a shell reads as more than a character.
const SPECIAL: &str = "|&;<>$`*?~(){}[]!#\\\n";

pub(super) fn argument_list(case: &Case<'_>) -> Attempt {
    let Some((source, call)) = case.call() else {
        return Ok(None);
    };
    let outline = &source.outline;
    let (Some(callee), Some(command)) = (
        outline.callee(call),
        outline.positional(call).first().copied(),
    ) else {
        return Ok(None);
    };
    let path = source.path(callee).unwrap_or_default();
    let shell = outline.keyword(call, "shell");
    let elements = |source: &Source<'_>| -> Result<Vec<String>, String> {
        words(source, &assembled(source, command)?)
    };
    let range = outline.range(command);
    let mut imports = Vec::new();
    let edits = if path == "os.system" {
        let new = source.fill("{subprocess:call}", call, &mut imports)?;
        vec![
            Edit::replace(outline.range(callee), new),
            Edit::replace(range, list(&elements(source)?)),
        ]
    } else if path == "asyncio.create_subprocess_shell" {
        let new = source.fill("{asyncio:create_subprocess_exec}", call, &mut imports)?;
        vec![
            Edit::replace(outline.range(callee), new),
            Edit::replace(range, elements(source)?.join(", ")),
        ]
    } else if path.starts_with("subprocess.")
        && let Some((keyword, value)) = shell
        && source.text(value) == "True"
    {
        vec![
            call::remove(source, call, keyword),
            Edit::replace(range, list(&elements(source)?)),
        ]
    } else {
        return Ok(None);
    };
    Ok(Some(Draft::of(&case.finding.place.path, edits, imports)))
}

fn list(elements: &[String]) -> String {
    format!("[{}]", elements.join(", "))
}

/// The words of a command, each as an expression.
fn words(source: &Source<'_>, text: &Assembled) -> Result<Vec<String>, String> {
    let mut words: Vec<Vec<What>> = Vec::new();
    let mut word: Option<Vec<What>> = None;
    let mut quote = None;
    for unit in &text.units {
        match unit.what {
            What::Seam => {}
            What::Hole(_) => word.get_or_insert_default().push(unit.what),
            What::Char(character) => match quote {
                Some(open) if character == open => quote = None,
                Some('"') if matches!(character, '$' | '`' | '\\') => return Err(needs_shell()),
                Some(_) => word.get_or_insert_default().push(unit.what),
                None if matches!(character, '\'' | '"') => {
                    word.get_or_insert_default();
                    quote = Some(character);
                }
                None if character == ' ' || character == '\t' => words.extend(word.take()),
                None if SPECIAL.contains(character) || character < ' ' => return Err(needs_shell()),
                None => word.get_or_insert_default().push(unit.what),
            },
        }
    }
    if quote.is_some() {
        return Err(needs_shell());
    }
    words.extend(word);
    let mut made = Vec::new();
    let program = plain(words.first().ok_or_else(needs_shell)?)
        .ok_or_else(|| "the program itself comes from outside".to_owned())?;
    if program.contains('=') {
        return Err(needs_shell());
    }
    let first_open = words
        .iter()
        .position(|word| matches!(word.first(), Some(What::Hole(_))));
    for (number, word) in words.iter().enumerate() {
        if Some(number) == first_open {
            let options_follow = words
                .iter()
                .skip(number)
                .any(|word| matches!(word.first(), Some(What::Char('-'))));
            let name = program.rsplit('/').next().unwrap_or_default();
            if ENDED.contains(&name) && !options_follow {
                made.push("\"--\"".to_owned());
            }
        }
        made.push(expression(source, text, word)?);
    }
    Ok(made)
}

fn needs_shell() -> String {
    "the command uses the shell for more than its arguments".to_owned()
}

fn plain(word: &[What]) -> Option<String> {
    word.iter()
        .map(|what| match what {
            What::Char(character) => Some(*character),
            What::Hole(_) | What::Seam => None,
        })
        .collect()
}

/// A word as an expression.
fn expression(source: &Source<'_>, text: &Assembled, word: &[What]) -> Result<String, String> {
    let value = |number: usize| {
        let value = text.values.get(number).ok_or_else(needs_shell)?;
        Ok::<_, String>(source.text(value.node))
    };
    if let [What::Hole(number)] = word {
        let node = text.values.get(*number).ok_or_else(needs_shell)?.node;
        let is_number = *source.shape(node) == Shape::Number
            || source
                .outline
                .callee(node)
                .is_some_and(|callee| matches!(source.text(callee), "int" | "len" | "float"));
        let shown = value(*number)?;
        return Ok(if is_number {
            format!("str({shown})")
        } else {
            shown.to_owned()
        });
    }
    let mut made = String::new();
    let mut has_hole = false;
    for what in word {
        match what {
            What::Hole(number) => {
                let shown = value(*number)?;
                if shown.contains(['"', '\\', '{', '}', '\n', '#']) {
                    return Err("the value is too intricate to be moved".to_owned());
                }
                has_hole = true;
                made.push('{');
                made.push_str(shown);
                made.push('}');
            }
            What::Char(character @ ('{' | '}')) => made.extend([*character, *character]),
            What::Char('"' | '\\') => {
                return Err("the value is too intricate to be moved".to_owned());
            }
            What::Char(character) if *character < ' ' => return Err(needs_shell()),
            What::Char(character) => made.push(*character),
            What::Seam => {}
        }
    }
    if has_hole {
        Ok(format!("f\"{made}\""))
    } else {
        Ok(format!(
            "\"{}\"",
            made.replace("{{", "{").replace("}}", "}")
        ))
    }
}

/// `"--"` before the first argument that is no constant.
pub(super) fn end_of_options(case: &Case<'_>) -> Attempt {
    let Some((source, call)) = case.call() else {
        return Ok(None);
    };
    let outline = &source.outline;
    let Some(command) = outline.positional(call).first().copied() else {
        return Ok(None);
    };
    if *source.shape(command) != Shape::List {
        return Ok(None);
    }
    let elements = outline.children(command);
    let text = |id: NodeId| match source.shape(id) {
        Shape::Text {
            value,
            bytes: false,
            ..
        } => Some(value.as_str()),
        _ => None,
    };
    let program = elements
        .first()
        .and_then(|first| text(*first))
        .unwrap_or_default();
    let program = program.rsplit('/').next().unwrap_or_default();
    let mark = match program {
        "git" => "--end-of-options",
        _ if ENDED.contains(&program) => "--",
        _ => {
            return Err(format!(
                "whether `{program}` knows an end of its options is not clear"
            ));
        }
    };
    let open = elements.iter().position(|id| text(*id).is_none());
    let Some(open) = open else { return Ok(None) };
    let (before, after) = elements.split_at(open);
    let is_option = |id: &NodeId| text(*id).is_some_and(|text| text.starts_with('-'));
    if before.iter().any(|id| text(*id) == Some(mark)) || after.iter().any(is_option) {
        return Ok(None);
    }
    let Some(first) = after.first() else {
        return Ok(None);
    };
    let edit = Edit::insert(outline.range(*first).start, format!("\"{mark}\", "));
    Ok(Some(Draft::of(
        &case.finding.place.path,
        vec![edit],
        Vec::new(),
    )))
}
