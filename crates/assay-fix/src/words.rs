//! A text that is put together, character by character, with the holes that values fill.
//!
//! f-strings, `%`, `.format` and `+` all become the same list of [`Unit`]s, each with its place,
//! so that a repair can exchange a hole without knowing how it was made.

use assay_python::outline::{NodeId, Shape, TextPart};
use assay_source::Range;

use crate::edit::Edit;
use crate::source::Source;

/// What a text is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Assembled {
    pub(crate) units: Vec<Unit>,
    /// The values, by number.
    pub(crate) values: Vec<Value>,
    /// What goes when no hole is left: prefixes of f-strings, `% values`, `.format(values)`.
    pub(crate) leftovers: Vec<Edit>,
    /// True if `%` is written twice where it means itself.
    pub(crate) percent_doubled: bool,
}

/// A character, or a hole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unit {
    pub(crate) what: What,
    /// Where it stands; for a hole, all that makes it.
    pub(crate) range: Range,
}

/// What a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// A character as the program sees it.
    Char(char),
    /// The value with this number.
    Hole(usize),
    /// A place where one literal ends and the next begins.
    Seam,
}

/// What fills a hole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Value {
    /// The expression.
    pub(crate) node: NodeId,
    /// True if it is shown with quotes of its own (`!r`).
    pub(crate) quoted: bool,
    /// What closes the literal where the hole ends the text: its quotes.
    pub(crate) closing: String,
}

/// An escape whose meaning does not matter here.
const SOMETHING: char = '\u{1}';

/// Takes an expression apart that makes a text.
///
/// # Errors
/// Why it cannot be taken apart.
pub(crate) fn assembled(source: &Source<'_>, node: NodeId) -> Result<Assembled, String> {
    let outline = &source.outline;
    match source.shape(node) {
        Shape::Text {
            bytes: false,
            parts,
            ..
        }
        | Shape::Format { parts } => {
            let mut all = Assembled::default();
            all.literals(source, node, parts)?;
            Ok(all)
        }
        Shape::Binary { operator: "%" } => percent(source, node),
        Shape::Binary { operator: "+" } => sum(source, node),
        Shape::Call { .. } => {
            let callee = outline.callee(node);
            let is_format = callee.is_some_and(|callee| {
                matches!(source.shape(callee), Shape::Attribute { name } if source.slice(*name) == "format")
            });
            if is_format {
                format(source, node)
            } else {
                Err(unclear())
            }
        }
        _ => Err(unclear()),
    }
}

fn unclear() -> String {
    "how the text is put together is not clear".to_owned()
}

impl Assembled {
    /// The text between holes as the program sees it, holes as `\0`, seams left out.
    pub(crate) fn text(&self) -> String {
        let chars = self.units.iter().filter_map(|unit| match unit.what {
            What::Char(character) => Some(character),
            What::Hole(_) => Some('\0'),
            What::Seam => None,
        });
        chars.collect()
    }

    fn push(&mut self, what: What, start: u32, end: u32) {
        self.units.push(Unit {
            what,
            range: Range::new(start, end),
        });
    }

    /// The literals of a text, side by side.
    fn literals(
        &mut self,
        source: &Source<'_>,
        node: NodeId,
        parts: &[TextPart],
    ) -> Result<(), String> {
        for part in parts {
            if !self.units.is_empty() {
                self.push(What::Seam, part.range.start, part.content.start);
            }
            if part.format {
                let opening = source.slice(Range::new(part.range.start, part.content.start));
                if let Some(at) = opening.find(['f', 'F']) {
                    let at = part.range.start + to_u32(at);
                    self.leftovers.push(Edit::delete(Range::new(at, at + 1)));
                }
            }
            let mut at = part.content.start;
            for hole in &part.holes {
                self.characters(source, part, Range::new(at, hole.range.start));
                if hole.formatted || hole.conversion == Some('a') {
                    return Err("a value is formatted in a way of its own".to_owned());
                }
                let value = source
                    .outline
                    .at(hole.expression)
                    .into_iter()
                    .find(|id| source.outline.around(*id).any(|outer| outer == node))
                    .ok_or_else(unclear)?;
                self.hole(value, hole.conversion == Some('r'), hole.range);
                at = hole.range.end;
            }
            self.characters(source, part, Range::new(at, part.content.end));
        }
        Ok(())
    }

    fn hole(&mut self, node: NodeId, quoted: bool, range: Range) {
        self.values.push(Value {
            node,
            quoted,
            closing: String::new(),
        });
        self.push(What::Hole(self.values.len() - 1), range.start, range.end);
    }

    fn characters(&mut self, source: &Source<'_>, part: &TextPart, range: Range) {
        let text = source.slice(range);
        let mut chars = text.char_indices().peekable();
        while let Some((at, character)) = chars.next() {
            let start = range.start + to_u32(at);
            let mut end = start + to_u32(character.len_utf8());
            let next = chars.peek().map(|(_, next)| *next);
            let doubled = part.format && matches!(character, '{' | '}') && next == Some(character);
            let what = if character == '\\' && !part.raw {
                let escaped = chars.next().map_or('\\', |(_, escaped)| escaped);
                end += to_u32(escaped.len_utf8());
                match escaped {
                    'n' => Some('\n'),
                    't' => Some('\t'),
                    'r' => Some('\r'),
                    '\\' | '\'' | '"' => Some(escaped),
                    // A line that goes on says nothing.
                    '\n' | '\r' => None,
                    _ => Some(SOMETHING),
                }
            } else if doubled {
                chars.next();
                self.leftovers.push(Edit::delete(Range::new(end, end + 1)));
                end += 1;
                Some(character)
            } else {
                Some(character)
            };
            if let Some(character) = what {
                self.push(What::Char(character), start, end);
            }
        }
    }
}

/// `"… %s …" % values`
fn percent(source: &Source<'_>, node: NodeId) -> Result<Assembled, String> {
    let outline = &source.outline;
    let [text, right] = outline.children(node)[..] else {
        return Err(unclear());
    };
    let Shape::Text { bytes: false, .. } = source.shape(text) else {
        return Err(unclear());
    };
    let plain = assembled(source, text)?;
    let mut all = Assembled {
        percent_doubled: true,
        ..Assembled::default()
    };
    let positional: Vec<NodeId> = match source.shape(right) {
        Shape::Tuple { .. } => outline.children(right),
        _ => vec![right],
    };
    let mut next = positional.iter();
    let mut units = plain.units.iter().peekable();
    while let Some(unit) = units.next() {
        if unit.what != What::Char('%') {
            all.units.push(*unit);
            continue;
        }
        let mut name: Option<String> = None;
        if units
            .peek()
            .is_some_and(|unit| unit.what == What::Char('('))
        {
            units.next();
            let mut own = String::new();
            for unit in units.by_ref() {
                match unit.what {
                    What::Char(')') => break,
                    What::Char(character) => own.push(character),
                    What::Hole(_) | What::Seam => return Err(unclear()),
                }
            }
            name = Some(own);
        }
        let Some(last) = units.next() else {
            return Err(unclear());
        };
        let range = Range::new(unit.range.start, last.range.end);
        match last.what {
            What::Char('%') if name.is_none() => all.push(What::Char('%'), range.start, range.end),
            What::Char(kind @ ('s' | 'd' | 'i' | 'r')) => {
                let value = match &name {
                    Some(name) => entry(source, right, name),
                    None => next.next().copied(),
                };
                let value =
                    value.ok_or_else(|| "which values are put in is not clear".to_owned())?;
                all.hole(value, kind == 'r', range);
            }
            _ => return Err("a value is formatted in a way of its own".to_owned()),
        }
    }
    if matches!(source.shape(right), Shape::Starred)
        || next.next().is_some() && all.values.iter().all(|value| value.node != right)
    {
        let is_mapping = *source.shape(right) == Shape::Dict;
        if !is_mapping {
            return Err("which values are put in is not clear".to_owned());
        }
    }
    let between = Range::new(outline.range(text).end, outline.range(right).start);
    let operator = source.slice(between).find('%').ok_or_else(unclear)?;
    let kept = source
        .slice(Range::new(between.start, between.start + to_u32(operator)))
        .trim_end()
        .len();
    let start = between.start + to_u32(kept);
    all.leave(source, Range::new(start, outline.range(node).end))?;
    Ok(all)
}

/// The value for a key of a dictionary.
fn entry(source: &Source<'_>, dict: NodeId, name: &str) -> Option<NodeId> {
    if *source.shape(dict) != Shape::Dict {
        return None;
    }
    let children = source.outline.children(dict);
    children.chunks(2).find_map(|pair| match pair {
        [key, value] => matches!(source.shape(*key), Shape::Text { value, .. } if value == name)
            .then_some(*value),
        _ => None,
    })
}

impl Assembled {
    /// A range that goes; comments in it would be lost.
    fn leave(&mut self, source: &Source<'_>, range: Range) -> Result<(), String> {
        let comments = source
            .slice(range)
            .lines()
            .any(|line| line.trim_start().starts_with('#') || line.contains("  #"));
        if comments {
            return Err("a comment would be lost".to_owned());
        }
        self.leftovers.push(Edit::delete(range));
        Ok(())
    }
}

/// `"… {} …".format(values)`
fn format(source: &Source<'_>, node: NodeId) -> Result<Assembled, String> {
    let outline = &source.outline;
    let callee = outline.callee(node).ok_or_else(unclear)?;
    let text = outline
        .children(callee)
        .into_iter()
        .next()
        .ok_or_else(unclear)?;
    let (Shape::Text { bytes: false, .. }, Shape::Attribute { name }) =
        (source.shape(text), source.shape(callee))
    else {
        return Err(unclear());
    };
    let plain = assembled(source, text)?;
    let positional = outline.positional(node);
    if positional.len()
        < outline
            .arguments(node)
            .iter()
            .filter(|id| !matches!(source.shape(**id), Shape::Keyword { name: Some(_) }))
            .count()
    {
        return Err("which values are put in is not clear".to_owned());
    }
    let mut all = Assembled::default();
    let mut number = 0_usize;
    let mut units = plain.units.iter().peekable();
    while let Some(unit) = units.next() {
        let What::Char(character @ ('{' | '}')) = unit.what else {
            all.units.push(*unit);
            continue;
        };
        if units
            .peek()
            .is_some_and(|next| next.what == What::Char(character))
        {
            let range = units.next().map_or(unit.range, |next| next.range);
            all.leftovers.push(Edit::delete(range));
            all.push(What::Char(character), unit.range.start, range.end);
            continue;
        }
        let mut field = String::new();
        let mut end = None;
        for unit in units.by_ref() {
            match unit.what {
                What::Char('}') => {
                    end = Some(unit.range.end);
                    break;
                }
                What::Char(character) => field.push(character),
                What::Hole(_) | What::Seam => return Err(unclear()),
            }
        }
        let end = end.ok_or_else(unclear)?;
        let (field, quoted) = field
            .strip_suffix("!r")
            .map_or((field.as_str(), false), |field| (field, true));
        if field.contains([':', '!', '.', '[']) {
            return Err("a value is formatted in a way of its own".to_owned());
        }
        let value = if field.is_empty() {
            number += 1;
            positional.get(number - 1).copied()
        } else if let Ok(at) = field.parse::<usize>() {
            positional.get(at).copied()
        } else {
            outline.keyword(node, field).map(|(_, value)| value)
        };
        let value = value.ok_or_else(|| "which values are put in is not clear".to_owned())?;
        all.hole(value, quoted, Range::new(unit.range.start, end));
    }
    let between = Range::new(outline.range(text).end, name.start);
    let dot = source.slice(between).find('.').ok_or_else(unclear)?;
    let kept = source
        .slice(Range::new(between.start, between.start + to_u32(dot)))
        .trim_end()
        .len();
    all.leave(
        source,
        Range::new(between.start + to_u32(kept), outline.range(node).end),
    )?;
    Ok(all)
}

/// `"…" + value + "…"`
fn sum(source: &Source<'_>, node: NodeId) -> Result<Assembled, String> {
    let operands = operands(source, node);
    let mut all = Assembled::default();
    // What the last literal ended with: where its content ends, its quotes, and whether it is raw.
    let mut last: Option<(u32, String, bool)> = None;
    let mut waiting: Option<NodeId> = None;
    for operand in operands {
        let (Shape::Text {
            bytes: false,
            parts,
            ..
        }
        | Shape::Format { parts }) = source.shape(operand)
        else {
            if waiting.replace(operand).is_some() || last.is_none() {
                return Err(unclear());
            }
            continue;
        };
        let (Some(first), Some(end)) = (parts.first(), parts.last()) else {
            continue;
        };
        let quotes = |part: &TextPart| {
            source
                .slice(Range::new(part.content.end, part.range.end))
                .to_owned()
        };
        if let (Some(value), Some((from, closing, raw))) = (waiting.take(), &last) {
            if *closing != quotes(first) || *raw != first.raw {
                return Err("its literals are quoted in different ways".to_owned());
            }
            let range = Range::new(*from, first.content.start);
            balanced(source, range, value)?;
            all.hole(value, false, range);
            let units = all.units.len();
            all.literals(source, operand, parts)?;
            // No seam: the hole joins the two literals.
            if all
                .units
                .get(units)
                .is_some_and(|unit| unit.what == What::Seam)
            {
                all.units.remove(units);
            }
        } else {
            all.literals(source, operand, parts)?;
        }
        last = Some((end.content.end, quotes(end), end.raw));
    }
    if let (Some(value), Some((from, closing, _))) = (waiting, last) {
        let range = Range::new(from, source.outline.range(node).end);
        balanced(source, range, value)?;
        all.hole(value, false, range);
        if let Some(value) = all.values.last_mut() {
            value.closing = closing;
        }
    }
    Ok(all)
}

/// The operands of `a + b + c`, in order.
fn operands(source: &Source<'_>, node: NodeId) -> Vec<NodeId> {
    let mut right = Vec::new();
    let mut at = node;
    while let (Shape::Binary { operator: "+" }, [left, last]) =
        (source.shape(at), &source.outline.children(at)[..])
    {
        right.push(*last);
        at = *left;
    }
    right.push(at);
    right.reverse();
    right
}

/// Everything beside the value in a range is operators and quotes, with whole pairs of parentheses.
fn balanced(source: &Source<'_>, range: Range, value: NodeId) -> Result<(), String> {
    let own = source.outline.range(value);
    let before = source.slice(Range::new(range.start, own.start));
    let after = source.slice(Range::new(own.end, range.end));
    if before.contains('#') || after.contains('#') {
        return Err("a comment would be lost".to_owned());
    }
    let opened = before.matches('(').count();
    let closed = after.matches(')').count();
    if opened != closed || before.contains(')') || after.contains('(') {
        return Err(unclear());
    }
    Ok(())
}

fn to_u32(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
