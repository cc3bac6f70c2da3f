//! Templates: outputs that are escaped for the place where they stand, and forms with their tokens.

use std::collections::BTreeSet;

use assay_python::outline::{Outline, Shape};
use assay_source::{FileKind, Range, SourceFile};

use crate::draft::{Attempt, Case, Draft};
use crate::edit::Edit;
use crate::source::{Import, Source};

const TOKEN: &str = r#"<input type="hidden" name="csrf_token" value="{{ csrf_token() }}">"#;

/// The template of a finding, and the output in it.
fn output<'a>(case: &Case<'a>) -> Option<(&'a SourceFile, Range, &'a str)> {
    let place = &case.finding.place;
    let file = case.project.file_at(&place.path)?;
    let text = file.slice(place.bytes);
    let inner = text.strip_prefix("{{")?.strip_suffix("}}")?;
    Some((file, place.bytes, inner))
}

fn exchanged(case: &Case<'_>, range: Range, text: String) -> Attempt {
    let edit = Edit::replace(range, text);
    Ok(Some(Draft::of(
        &case.finding.place.path,
        vec![edit],
        Vec::new(),
    )))
}

pub(super) fn unsafe_filter(case: &Case<'_>) -> Attempt {
    let Some((_, range, inner)) = output(case) else {
        return Ok(None);
    };
    let mut kept = String::new();
    let mut found = false;
    for (number, part) in inner.split('|').enumerate() {
        if number > 0 && part.trim() == "safe" {
            found = true;
            // What stands behind the last filter is the space before the braces.
            let end = part.len() - part.trim_end().len();
            kept.truncate(kept.trim_end().len());
            kept.push_str(part.get(part.len() - end..).unwrap_or_default());
            continue;
        }
        if number > 0 {
            kept.push('|');
        }
        kept.push_str(part);
    }
    if !found {
        return Ok(None);
    }
    let draft = exchanged(case, range, format!("{{{{{kept}}}}}"))?;
    Ok(draft.map(|draft| draft.noted("If the value is HTML on purpose, clean it with a library such as nh3 where it is stored, and keep the filter")))
}

/// An expression with one more filter.
fn filtered(inner: &str, filter: &str) -> String {
    let trimmed = inner.trim();
    let simple = trimmed
        .chars()
        .all(|character| character.is_alphanumeric() || "_.[]'\"()|,=".contains(character));
    let start = inner.len() - inner.trim_start().len();
    let (before, after) = (
        inner.get(..start).unwrap_or_default(),
        inner.get(start + trimmed.len()..).unwrap_or_default(),
    );
    if simple {
        format!("{{{{{before}{trimmed}|{filter}{after}}}}}")
    } else {
        format!("{{{{{before}({trimmed})|{filter}{after}}}}}")
    }
}

pub(super) fn escaped_output(case: &Case<'_>) -> Attempt {
    match output(case) {
        Some((_, range, inner)) => exchanged(case, range, filtered(inner, "e")),
        None => Ok(None),
    }
}

pub(super) fn script_output(case: &Case<'_>) -> Attempt {
    let Some((file, range, inner)) = output(case) else {
        return Ok(None);
    };
    let around = |at: u32, length: u32| file.slice(Range::new(at, at + length)).chars().next();
    let before = range.start.checked_sub(1).and_then(|at| around(at, 1));
    let after = around(range.end, 1);
    match (before, after) {
        (Some(one @ ('"' | '\'')), Some(other)) if one == other => {
            // The quotes belong to this value alone only if a string may begin here.
            let first = range.start.checked_sub(2).and_then(|at| around(at, 1));
            if !first.is_none_or(|first| " \n\t=(,:[+?".contains(first)) {
                return Err("the output stands inside a longer text of the script".to_owned());
            }
            exchanged(
                case,
                Range::new(range.start - 1, range.end + 1),
                filtered(inner, "tojson"),
            )
        }
        (Some(one), Some(other))
            if " \n\t=(,:[+?".contains(one) && " \n\t;),:]}+.\r".contains(other) =>
        {
            exchanged(case, range, filtered(inner, "tojson"))
        }
        _ => Err("the output stands inside a longer text of the script".to_owned()),
    }
}

pub(super) fn quoted_attribute(case: &Case<'_>) -> Attempt {
    let Some((file, range, _)) = output(case) else {
        return Ok(None);
    };
    let before = range
        .start
        .checked_sub(1)
        .map(|at| file.slice(Range::new(at, at + 1)));
    let after = file.slice(Range::new(range.end, range.end + 1));
    if before != Some("=") || !matches!(after, " " | ">" | "\n" | "\t" | "/" | "\r") {
        return Err("the attribute has more than one part".to_owned());
    }
    exchanged(case, range, format!("\"{}\"", file.slice(range)))
}

/// Every form gets its token, and the application `CSRFProtect` if it has none.
pub(super) fn tokens(case: &Case<'_>) -> Attempt {
    let place = &case.finding.place;
    let python = || case.project.files_of(FileKind::Python);
    let made_here = case.call().map(|(source, call)| source.outline.range(call));
    if made_here.is_none() && python().any(|file| file.text.contains("CSRFProtect(")) {
        let Some(file) = case
            .project
            .file_at(&place.path)
            .filter(|file| file.kind == FileKind::Template)
        else {
            return Ok(None);
        };
        let edit = token_after(file, place.bytes.end);
        return Ok(Some(Draft::of(&place.path, vec![edit], Vec::new())));
    }
    if python().any(|file| file.text.contains("SeaSurf(") || file.text.contains("def csrf_token("))
    {
        return Err("another protection against forged requests is in use".to_owned());
    }
    let mut draft = Draft::default();
    let mut applications = 0;
    for file in python() {
        if !file.text.contains("Flask(") || assay_scan::is_test(&file.path) {
            continue;
        }
        let Some(source) = Source::of(file) else {
            continue;
        };
        for id in source.outline.ids() {
            let is_flask = source
                .outline
                .callee(id)
                .and_then(|callee| source.path(callee))
                .is_some_and(|path| path == "flask.Flask");
            let is_other = made_here
                .is_some_and(|own| *file.path != *place.path || own != source.outline.range(id));
            if !is_flask || is_other {
                continue;
            }
            applications += 1;
            let mut imports: Vec<Import> = Vec::new();
            let edit = protected(&source, id, &mut imports)?;
            draft.add(&file.path, vec![edit], imports);
        }
    }
    if applications != 1 {
        return Err("where the application is made is not clear".to_owned());
    }
    let macros = with_tokens(case);
    for file in case.project.files_of(FileKind::Template) {
        let edits: Vec<Edit> = open_forms(&file.text, &macros)
            .into_iter()
            .map(|end| token_after(file, end))
            .collect();
        if !edits.is_empty() {
            draft.add(&file.path, edits, Vec::new());
        }
    }
    Ok(Some(draft.noted("Scripts that send requests have to send the token too, as X-CSRFToken; the project needs the package Flask-WTF")))
}

/// `CSRFProtect(app)` below the statement that makes the application.
fn protected(
    source: &Source<'_>,
    call: assay_python::outline::NodeId,
    imports: &mut Vec<Import>,
) -> Result<Edit, String> {
    let outline: &Outline = &source.outline;
    let unclear = || "where the application is made is not clear".to_owned();
    let statement = outline
        .parent(call)
        .filter(|id| *source.shape(*id) == Shape::Assign)
        .ok_or_else(unclear)?;
    let target = outline
        .children(statement)
        .into_iter()
        .next()
        .ok_or_else(unclear)?;
    if *source.shape(target) != Shape::Name {
        return Err(unclear());
    }
    let indentation = source.indentation(statement).ok_or_else(unclear)?;
    let protect = source.fill("{flask_wtf:CSRFProtect}", call, imports)?;
    let end = outline.range(statement).end;
    let line = source
        .file
        .lines
        .range(source.file.lines.line(end))
        .ok_or_else(unclear)?;
    let line_end = source.line_end();
    let text = format!("{indentation}{protect}({}){line_end}", source.text(target));
    if source.slice(line).ends_with('\n') {
        Ok(Edit::insert(line.end, text))
    } else {
        Ok(Edit::insert(line.end, format!("{line_end}{text}")))
    }
}

fn token_after(file: &SourceFile, end: u32) -> Edit {
    let line = file.lines.range(file.lines.line(end));
    let rest = line
        .map(|line| file.slice(Range::new(end, line.end)))
        .unwrap_or_default();
    if !rest.trim().is_empty() {
        return Edit::insert(end, TOKEN);
    }
    // A line of its own, as deep as what follows; a tag may go over several lines, and its first says how deep it is.
    let start = file
        .slice(Range::new(0, end))
        .to_ascii_lowercase()
        .rfind("<form");
    let start = start.and_then(|at| u32::try_from(at).ok()).unwrap_or(end);
    let first = file.lines.range(file.lines.line(start)).or(line);
    let own = first.map(|line| file.slice(line)).unwrap_or_default();
    let next = file
        .lines
        .range(file.lines.line(end) + 1)
        .map(|line| file.slice(line))
        .unwrap_or_default();
    let depth = |text: &str| text.len() - text.trim_start_matches([' ', '\t']).len();
    let deeper = if depth(next) > depth(own) { next } else { own };
    let indentation = deeper.get(..depth(deeper)).unwrap_or_default();
    let extra = if depth(next) > depth(own) { "" } else { "  " };
    let line_end = if rest.contains('\r') { "\r\n" } else { "\n" };
    Edit::insert(end, format!("{line_end}{indentation}{extra}{TOKEN}"))
}

/// Where the tags of forms end that post to this application and have no token.
fn open_forms(text: &str, macros: &BTreeSet<String>) -> Vec<u32> {
    let lower = text.to_ascii_lowercase();
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = lower.get(from..).and_then(|rest| rest.find("<form")) {
        let start = from + start;
        from = start + "<form".len();
        let Some(end) = tag_end(&lower, from) else {
            break;
        };
        let tag: String = lower
            .get(start..end)
            .unwrap_or_default()
            .chars()
            .filter(|character| !matches!(character, '"' | '\'' | ' '))
            .collect();
        let close = lower.get(end..).and_then(|rest| rest.find("</form"));
        let body = lower
            .get(end..close.map_or(lower.len(), |close| end + close))
            .unwrap_or_default();
        let has_token = is_token(body) || called(body).any(|name| macros.contains(name));
        let elsewhere = tag.contains("action=http:") || tag.contains("action=https:");
        if tag.contains("method=post") && !has_token && !elsewhere {
            found.extend(u32::try_from(end));
        }
        from = end;
    }
    found
}

/// True if a text puts a token there.
fn is_token(text: &str) -> bool {
    text.contains("csrf_token") || text.contains("hidden_tag")
}

/// The macros of all templates that put a token where they are called, in small letters.
fn with_tokens(case: &Case<'_>) -> BTreeSet<String> {
    let mut macros = BTreeSet::new();
    for file in case.project.files_of(FileKind::Template) {
        let lower = file.text.to_ascii_lowercase();
        for part in lower.split("macro ").skip(1) {
            let body = part.split("endmacro").next().unwrap_or_default();
            let name = part.split('(').next().unwrap_or_default().trim();
            if is_token(body) && !name.contains(char::is_whitespace) {
                macros.insert(name.to_owned());
            }
        }
    }
    macros
}

/// The names of what is called in a text: `forms.login(` calls `login`.
fn called(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('(').filter_map(|(at, _)| {
        let before = text.get(..at)?;
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let start = before.rfind(|c| !is_part(c)).map_or(0, |at| at + 1);
        before.get(start..).filter(|name| !name.is_empty())
    })
}

/// Where a tag ends: quoted values and outputs may hold `>`.
fn tag_end(text: &str, from: usize) -> Option<usize> {
    let mut quote = None;
    let mut braces = 0_u32;
    for (at, character) in text.get(from..)?.char_indices() {
        match (quote, character) {
            (_, '{') => braces += 1,
            (_, '}') => braces = braces.saturating_sub(1),
            (Some(open), _) if character == open && braces == 0 => quote = None,
            (None, '"' | '\'') if braces == 0 => quote = Some(character),
            (None, '>') if braces == 0 => return Some(from + at + 1),
            _ => {}
        }
    }
    None
}
