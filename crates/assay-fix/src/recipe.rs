//! Repairs that the rule's page describes as data.

use assay_python::outline::{NodeId, Shape};
use assay_scan::Detect;
use assay_scan::rule::repair::{Argument, Beside, Exchange, Repair};
use assay_source::Range;

use crate::call;
use crate::draft::{Attempt, Case, Draft};
use crate::edit::Edit;
use crate::source::{Import, Source};
use crate::{shape, statement};

/// What a repair makes of a finding.
#[expect(clippy::too_many_lines, reason = "one arm for each recipe")]
pub(crate) fn attempt(case: &Case<'_>, repair: &Repair) -> Attempt {
    let place = &case.finding.place;
    let shown = case
        .project
        .file_at(&place.path)
        .map_or("", |file| file.slice(place.bytes));
    let is_only = |wanted: &[String], fits: &dyn Fn(&str) -> bool| {
        wanted.is_empty() || wanted.iter().any(|wanted| fits(wanted))
    };
    if !is_only(&repair.only, &|wanted| shown.contains(wanted))
        || !is_only(&repair.sink, &|wanted| case.sink().starts_with(wanted))
    {
        return Ok(None);
    }
    if let Some(shape) = repair.shape {
        let is_named = repair.of.is_empty()
            || case
                .call()
                .is_some_and(|(source, call)| names(source, call, &repair.of));
        return if is_named {
            shape::attempt(case, shape)
        } else {
            Ok(None)
        };
    }
    if !repair.text.is_empty() {
        return Ok(exchange_text(case, &repair.text));
    }
    let Some(source) = case.source() else {
        return Ok(None);
    };
    let mut edits = Vec::new();
    let mut imports = Vec::new();
    if !repair.of.is_empty() || !repair.set.is_empty() || !repair.remove.is_empty() {
        let Some((_, call)) = case.call() else {
            return Ok(None);
        };
        if !repair.of.is_empty() && !names(source, call, &repair.of) {
            return Ok(None);
        }
        let given = source.outline.arguments(call).len();
        if repair.most.is_some_and(|most| given > most) {
            return Err(
                "it is called with more arguments than the other function takes".to_owned(),
            );
        }
        for argument in &repair.set {
            set(source, call, argument, &mut edits, &mut imports)?;
        }
        for name in &repair.remove {
            if let Some(at) = name.strip_prefix('@') {
                let positional = source.outline.positional(call);
                let given = at.parse().ok().and_then(|at: usize| positional.get(at));
                edits.extend(given.map(|given| call::remove(source, call, *given)));
            } else if let Some((keyword, _)) = source.outline.keyword(call, name) {
                edits.push(call::remove(source, call, keyword));
            }
        }
    }
    if let Some(callee) = &repair.callee {
        let Some((_, call)) = case.call() else {
            return Ok(None);
        };
        let Some(own) = source.outline.callee(call) else {
            return Ok(None);
        };
        edits.push(new_callee(source, own, callee, &mut imports)?);
    }
    if let Some(suffix) = &repair.suffix
        && let Some((_, call)) = case.call()
    {
        edits.push(Edit::insert(source.outline.range(call).end, suffix));
    }
    if let Some(beside) = &repair.beside {
        edits.extend(setting_beside(case, source, beside, &mut imports)?);
    }
    for text in &repair.drop {
        edits.extend(dropped(case, source, text));
    }
    if let Some(value) = &repair.value {
        for node in values(case, source, repair) {
            let text = source.fill(value, node, &mut imports)?;
            edits.push(Edit::replace(source.outline.range(node), text));
        }
    }
    for exchange in &repair.exchange {
        exchange_in(case, source, exchange, &mut edits, &mut imports)?;
    }
    if repair.delete {
        let Some(node) = source
            .outline
            .at(case.finding.place.bytes)
            .into_iter()
            .next()
        else {
            return Ok(None);
        };
        edits.push(statement::delete(source, node)?);
    }
    if edits.is_empty() {
        return Ok(None);
    }
    let path = &case.finding.place.path;
    Ok(Some(Draft::of(path, edits, imports)))
}

/// True if a call is one of these.
fn names(source: &Source<'_>, call: NodeId, wanted: &[String]) -> bool {
    let path = source
        .outline
        .callee(call)
        .and_then(|callee| source.path(callee));
    let Some(path) = path else { return false };
    wanted.iter().any(|wanted| match wanted.strip_prefix("*.") {
        Some(method) => path.rsplit('.').next() == Some(method),
        None => path == *wanted,
    })
}

fn set(
    source: &Source<'_>,
    call: NodeId,
    argument: &Argument,
    edits: &mut Vec<Edit>,
    imports: &mut Vec<Import>,
) -> Result<(), String> {
    let positional = source.outline.positional(call);
    let given = source
        .outline
        .keyword(call, &argument.name)
        .map(|(_, value)| value)
        .or_else(|| argument.at.and_then(|at| positional.get(at).copied()));
    if given.is_none() && argument.given {
        return Ok(());
    }
    let value = source.fill(&argument.value, call, imports)?;
    if let Some(given) = given {
        edits.push(Edit::replace(source.outline.range(given), value));
        return Ok(());
    }
    let passes_on = source.outline.arguments(call).into_iter().any(|id| {
        matches!(source.shape(id), Shape::Keyword { name: None })
            || (argument.at.is_some() && *source.shape(id) == Shape::Starred)
    });
    if passes_on {
        return Err(format!(
            "arguments are passed on with `*`, and `{}` may be among them",
            argument.name
        ));
    }
    edits.push(call::append(
        source,
        call,
        &format!("{}={value}", argument.name),
    ));
    Ok(())
}

/// Another function in place of the one that is called; `.name` exchanges the method only.
fn new_callee(
    source: &Source<'_>,
    callee: NodeId,
    wanted: &str,
    imports: &mut Vec<Import>,
) -> Result<Edit, String> {
    if let Some(method) = wanted.strip_prefix('.') {
        let Shape::Attribute { name } = source.shape(callee) else {
            return Err("the method is not called by its name".to_owned());
        };
        return Ok(Edit::replace(*name, method));
    }
    let text = source.fill(&format!("{{{wanted}}}"), callee, imports)?;
    Ok(Edit::replace(source.outline.range(callee), text))
}

/// The values that the finding assigns.
fn values(case: &Case<'_>, source: &Source<'_>, repair: &Repair) -> Vec<NodeId> {
    let outline = &source.outline;
    let keys: Vec<&str> = if repair.keys.is_empty() {
        let settings = case.rule.detects.iter().filter_map(|detect| match detect {
            Detect::Setting(question) => Some(&question.keys),
            _ => None,
        });
        settings.flatten().map(String::as_str).collect()
    } else {
        repair.keys.iter().map(String::as_str).collect()
    };
    for id in outline.at(case.finding.place.bytes) {
        match source.shape(id) {
            Shape::Assign | Shape::Annotated => {
                return outline.children(id).last().copied().into_iter().collect();
            }
            Shape::Call { .. } => return named_values(source, id, &keys),
            _ => {}
        }
        let Some(parent) = outline.parent(id) else {
            continue;
        };
        match source.shape(parent) {
            Shape::Assign if outline.children(parent).last() != Some(&id) => {
                return outline
                    .children(parent)
                    .last()
                    .copied()
                    .into_iter()
                    .collect();
            }
            Shape::Annotated if outline.children(parent).first() == Some(&id) => {
                return outline
                    .children(parent)
                    .last()
                    .copied()
                    .into_iter()
                    .collect();
            }
            Shape::Keyword { .. } | Shape::Dict => return vec![id],
            Shape::Assign if *source.shape(id) == Shape::Constant => return vec![id],
            _ => {}
        }
    }
    Vec::new()
}

/// The values for these names in the arguments of a call: keywords, or keys of a dictionary.
fn named_values(source: &Source<'_>, call: NodeId, keys: &[&str]) -> Vec<NodeId> {
    let outline = &source.outline;
    let mut found = Vec::new();
    let arguments = outline.arguments(call);
    for (number, argument) in arguments.iter().enumerate() {
        match source.shape(*argument) {
            Shape::Keyword { name: Some(name) } if keys.contains(&name.as_str()) => {
                found.extend(outline.children(*argument).first());
            }
            Shape::Dict => {
                for pair in outline.children(*argument).chunks(2) {
                    if let [key, value] = pair
                        && matches!(source.shape(*key), Shape::Text { value, .. } if keys.contains(&value.as_str()))
                    {
                        found.push(*value);
                    }
                }
            }
            // `config.setdefault("KEY", value)`
            Shape::Text { value, .. } if number == 0 && keys.contains(&value.as_str()) => {
                found.extend(arguments.get(1));
            }
            _ => {}
        }
    }
    found
}

fn exchange_in(
    case: &Case<'_>,
    source: &Source<'_>,
    exchange: &Exchange,
    edits: &mut Vec<Edit>,
    imports: &mut Vec<Import>,
) -> Result<(), String> {
    let outline = &source.outline;
    let Some(node) = outline.at(case.finding.place.bytes).into_iter().next() else {
        return Ok(());
    };
    let is_target = source.is_target(node);
    let root = if is_target {
        outline.statement(node).unwrap_or(node)
    } else {
        node
    };
    let old = exchange.old.trim_matches(['"', '*']);
    let is_text = exchange.old.starts_with('"');
    let is_prefix = exchange.old.ends_with('*');
    for id in std::iter::once(root).chain(outline.inside(root)) {
        let matches = if is_text {
            matches!(source.shape(id), Shape::Text { value, bytes: false, parts }
                if value.eq_ignore_ascii_case(old) || is_prefix && parts.len() == 1 && value.starts_with(old))
        } else {
            matches!(
                source.shape(id),
                Shape::Name | Shape::Attribute { .. } | Shape::Number | Shape::Constant
            ) && (source.path(id).as_deref() == Some(old) || source.text(id) == old)
        };
        if matches {
            let mut range = outline.range(id);
            if is_prefix && let Shape::Text { parts, .. } = source.shape(id) {
                let start = parts.first().map_or(range.start, |part| part.content.start);
                range = Range::new(start, start + u32::try_from(old.len()).unwrap_or(0));
            }
            let text = source.fill(&exchange.new, id, imports)?;
            edits.push(Edit::replace(range, text));
        }
    }
    Ok(())
}

/// The first piece that stands in the finding, whatever the file is.
fn exchange_text(case: &Case<'_>, exchanges: &[Exchange]) -> Option<Draft> {
    let place = &case.finding.place;
    let file = case.project.file_at(&place.path)?;
    let shown = file.slice(place.bytes);
    let (at, exchange) = exchanges
        .iter()
        .find_map(|exchange| Some((shown.find(&exchange.old)?, exchange)))?;
    let start = place.bytes.start + u32::try_from(at).ok()?;
    let end = start + u32::try_from(exchange.old.len()).ok()?;
    let edit = Edit::replace(Range::new(start, end), exchange.new.clone());
    Some(Draft::of(&place.path, vec![edit], Vec::new()))
}

/// Takes a text out of the lists and tuples inside the finding.
fn dropped(case: &Case<'_>, source: &Source<'_>, text: &str) -> Vec<Edit> {
    let outline = &source.outline;
    let Some(root) = outline.at(case.finding.place.bytes).into_iter().next() else {
        return Vec::new();
    };
    let mut edits = Vec::new();
    for id in outline.inside(root) {
        if !matches!(source.shape(id), Shape::List | Shape::Tuple { .. }) {
            continue;
        }
        let elements = outline.children(id);
        for (at, element) in elements.iter().enumerate() {
            let is_it = matches!(source.shape(*element), Shape::Text { value, .. } if value.eq_ignore_ascii_case(text));
            if !is_it || elements.len() < 2 {
                continue;
            }
            let own = outline.range(*element);
            let range = match (
                at.checked_sub(1).and_then(|at| elements.get(at)),
                elements.get(at + 1),
            ) {
                (Some(previous), _) => Range::new(outline.range(*previous).end, own.end),
                (None, Some(next)) => Range::new(own.start, outline.range(*next).start),
                (None, None) => own,
            };
            edits.push(Edit::delete(range));
        }
    }
    edits
}

/// Another setting in the same way: `config["KEY"] = …` below, a further attribute, or a further argument.
fn setting_beside(
    case: &Case<'_>,
    source: &Source<'_>,
    beside: &Beside,
    imports: &mut Vec<Import>,
) -> Result<Option<Edit>, String> {
    let outline = &source.outline;
    let Some(node) = outline.at(case.finding.place.bytes).into_iter().next() else {
        return Ok(None);
    };
    let value = source.fill(&beside.value, node, imports)?;
    if matches!(source.shape(node), Shape::Call { .. }) {
        return Ok(Some(call::append(
            source,
            node,
            &format!("{}={value}", beside.key),
        )));
    }
    let Some(statement) = outline.statement(node) else {
        return Ok(None);
    };
    let Some(target) = outline.children(statement).into_iter().next() else {
        return Ok(None);
    };
    let target = match source.shape(target) {
        Shape::Name => beside.key.clone(),
        Shape::Subscript => {
            let base = outline.children(target).into_iter().next();
            let base = base.map(|base| source.text(base)).unwrap_or_default();
            format!("{base}[\"{}\"]", beside.key)
        }
        _ => return Ok(None),
    };
    let Some(indentation) = source.indentation(statement) else {
        return Ok(None);
    };
    let end = outline.range(statement).end;
    let line = source.file.lines.range(source.file.lines.line(end));
    let end = line.map_or(end, |line| line.end);
    let line_end = source.line_end();
    let text = format!("{indentation}{target} = {value}{line_end}");
    if source
        .file
        .text
        .get(..end as usize)
        .is_some_and(|text| text.ends_with('\n'))
    {
        Ok(Some(Edit::insert(end, text)))
    } else {
        Ok(Some(Edit::insert(end, format!("{line_end}{text}"))))
    }
}
