//! Arithmetic on constants, so that branches that cannot run are pruned.
//!
//! Every function answers `None` where Python would raise, or where the result would be large.

use std::sync::Arc;

use assay_python::ir::{BinOp, CmpOp, Const, UnaryOp};

use crate::value::truthy;

/// The longest text that folding makes.
const TEXT: usize = 4096;

/// `left op right`.
pub(crate) fn binary(op: BinOp, left: &Const, right: &Const) -> Option<Const> {
    match (left, right) {
        (Const::Int(_) | Const::Bool(_), Const::Int(_) | Const::Bool(_)) => {
            integers(op, integer(left)?, integer(right)?)
        }
        (Const::Number(_), _) | (_, Const::Number(_)) => floats(op, float(left)?, float(right)?),
        (Const::Str(a), Const::Str(b)) if op == BinOp::Add => text(&format!("{a}{b}")),
        (Const::Bytes(a), Const::Bytes(b)) if op == BinOp::Add && a.len() + b.len() <= TEXT => {
            Some(Const::Bytes([&**a, &**b].concat().into()))
        }
        (Const::Str(a), Const::Int(n)) | (Const::Int(n), Const::Str(a)) if op == BinOp::Mul => {
            let count = usize::try_from((*n).max(0)).ok()?;
            (a.len().checked_mul(count)? <= TEXT).then(|| Const::Str(Arc::from(a.repeat(count))))
        }
        _ => None,
    }
}

fn text(value: &str) -> Option<Const> {
    (value.len() <= TEXT).then(|| Const::Str(Arc::from(value)))
}

fn integer(value: &Const) -> Option<i64> {
    match value {
        Const::Int(value) => Some(*value),
        Const::Bool(value) => Some(i64::from(*value)),
        _ => None,
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "Python compares ints and floats the same way here"
)]
fn float(value: &Const) -> Option<f64> {
    match value {
        Const::Number(text) => text.replace('_', "").parse().ok(),
        other => integer(other).map(|value| value as f64),
    }
}

fn number(value: f64) -> Option<Const> {
    value
        .is_finite()
        .then(|| Const::Number(Arc::from(format!("{value:?}"))))
}

fn floats(op: BinOp, a: f64, b: f64) -> Option<Const> {
    match op {
        BinOp::Add => number(a + b),
        BinOp::Sub => number(a - b),
        BinOp::Mul => number(a * b),
        BinOp::Div if b != 0.0 => number(a / b),
        BinOp::FloorDiv if b != 0.0 => number((a / b).floor()),
        BinOp::Pow => number(a.powf(b)),
        _ => None,
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "Python's true division makes a float as well"
)]
fn integers(op: BinOp, a: i64, b: i64) -> Option<Const> {
    let value = match op {
        BinOp::Add => a.checked_add(b)?,
        BinOp::Sub => a.checked_sub(b)?,
        BinOp::Mul => a.checked_mul(b)?,
        BinOp::Div => {
            return if b == 0 {
                None
            } else {
                number(a as f64 / b as f64)
            };
        }
        BinOp::FloorDiv => {
            let quotient = a.checked_div(b)?;
            if a % b != 0 && (a < 0) != (b < 0) {
                quotient - 1
            } else {
                quotient
            }
        }
        BinOp::Mod => {
            let rest = a.checked_rem(b)?;
            if rest != 0 && (rest < 0) != (b < 0) {
                rest + b
            } else {
                rest
            }
        }
        BinOp::Pow => a.checked_pow(u32::try_from(b).ok()?)?,
        BinOp::LShift => {
            let shifted = a.checked_shl(u32::try_from(b).ok()?)?;
            (b < 62 && shifted >> b == a).then_some(shifted)?
        }
        BinOp::RShift => a.checked_shr(u32::try_from(b).ok()?.min(63))?,
        BinOp::BitOr => a | b,
        BinOp::BitXor => a ^ b,
        BinOp::BitAnd => a & b,
        BinOp::MatMul => return None,
    };
    Some(Const::Int(value))
}

/// `left op right`, for all operators but `in`.
pub(crate) fn compare(op: CmpOp, left: &Const, right: &Const) -> Option<bool> {
    let equal = || -> bool {
        match (float(left), float(right)) {
            (Some(a), Some(b)) => a.to_bits() == b.to_bits() || (a - b).abs() == 0.0,
            _ => left == right,
        }
    };
    match op {
        CmpOp::Eq => Some(equal()),
        CmpOp::NotEq => Some(!equal()),
        CmpOp::Is | CmpOp::IsNot => {
            let none = matches!(left, Const::None | Const::Bool(_))
                || matches!(right, Const::None | Const::Bool(_));
            none.then(|| (left == right) == (op == CmpOp::Is))
        }
        CmpOp::Lt | CmpOp::LtE | CmpOp::Gt | CmpOp::GtE => {
            let ordering = match (left, right) {
                (Const::Str(a), Const::Str(b)) => a.cmp(b),
                (Const::Bytes(a), Const::Bytes(b)) => a.cmp(b),
                _ => float(left)?.partial_cmp(&float(right)?)?,
            };
            Some(match op {
                CmpOp::Lt => ordering.is_lt(),
                CmpOp::LtE => ordering.is_le(),
                CmpOp::Gt => ordering.is_gt(),
                _ => ordering.is_ge(),
            })
        }
        CmpOp::In | CmpOp::NotIn => {
            let inside = match (left, right) {
                (Const::Str(a), Const::Str(b)) => b.contains(&**a),
                _ => return None,
            };
            Some(inside == (op == CmpOp::In))
        }
    }
}

/// `op operand`.
pub(crate) fn unary(op: UnaryOp, operand: &Const) -> Option<Const> {
    match op {
        UnaryOp::Not => Some(Const::Bool(!truthy(operand))),
        UnaryOp::Neg => match operand {
            Const::Number(_) => number(-float(operand)?),
            other => Some(Const::Int(integer(other)?.checked_neg()?)),
        },
        UnaryOp::Pos => Some(operand.clone()),
        UnaryOp::Invert => Some(Const::Int(!integer(operand)?)),
    }
}

/// `text[index]`.
pub(crate) fn index(subject: &Const, at: i64) -> Option<Const> {
    match subject {
        Const::Str(text) => {
            let length = i64::try_from(text.chars().count()).ok()?;
            let at = if at < 0 { at + length } else { at };
            let character = text.chars().nth(usize::try_from(at).ok()?)?;
            Some(Const::Str(Arc::from(character.to_string())))
        }
        Const::Bytes(bytes) => {
            let length = i64::try_from(bytes.len()).ok()?;
            let at = if at < 0 { at + length } else { at };
            Some(Const::Int(i64::from(
                *bytes.get(usize::try_from(at).ok()?)?,
            )))
        }
        _ => None,
    }
}

/// The positions that a slice with step 1 keeps of something `length` long.
pub(crate) fn bounds(length: usize, lower: Option<i64>, upper: Option<i64>) -> (usize, usize) {
    let clamp = |at: i64| -> usize {
        let size = i64::try_from(length).unwrap_or(i64::MAX);
        let at = if at < 0 { at.saturating_add(size) } else { at };
        usize::try_from(at.clamp(0, size)).unwrap_or(0)
    };
    let from = lower.map_or(0, clamp);
    let to = upper.map_or(length, clamp);
    (from, to.max(from))
}

/// `text[lower:upper]`.
pub(crate) fn slice(subject: &Const, lower: Option<i64>, upper: Option<i64>) -> Option<Const> {
    match subject {
        Const::Str(text) => {
            let (from, to) = bounds(text.chars().count(), lower, upper);
            let kept: String = text.chars().skip(from).take(to - from).collect();
            Some(Const::Str(Arc::from(kept)))
        }
        Const::Bytes(bytes) => {
            let (from, to) = bounds(bytes.len(), lower, upper);
            Some(Const::Bytes(bytes.get(from..to)?.into()))
        }
        _ => None,
    }
}

/// How Python shows a constant in `str()` and formatting.
pub(crate) fn display(value: &Const) -> Option<String> {
    Some(match value {
        Const::None => "None".to_owned(),
        Const::Bool(true) => "True".to_owned(),
        Const::Bool(false) => "False".to_owned(),
        Const::Int(value) => value.to_string(),
        Const::Str(text) => text.to_string(),
        Const::Number(text) => text.to_string(),
        Const::Ellipsis | Const::Bytes(_) => return None,
    })
}

/// A string method on constants.
pub(crate) fn method(subject: &str, name: &str, args: &[Const]) -> Option<Const> {
    let string = |at: usize| match args.get(at) {
        Some(Const::Str(text)) => Some(&**text),
        _ => None,
    };
    let trimmed = |set: Option<&str>, from_start: bool, from_end: bool| {
        let strip = |c: char| set.map_or_else(|| c.is_whitespace(), |set| set.contains(c));
        let mut rest = subject;
        if from_start {
            rest = rest.trim_start_matches(strip);
        }
        if from_end {
            rest = rest.trim_end_matches(strip);
        }
        text(rest)
    };
    match (name, args.len()) {
        ("lower" | "casefold", 0) => text(&subject.to_lowercase()),
        ("upper", 0) => text(&subject.to_uppercase()),
        ("strip", 0 | 1) => trimmed(string(0), true, true),
        ("lstrip", 0 | 1) => trimmed(string(0), true, false),
        ("rstrip", 0 | 1) => trimmed(string(0), false, true),
        ("capitalize", 0) => {
            let mut chars = subject.chars();
            let first = chars
                .next()
                .map(|c| c.to_uppercase().to_string())
                .unwrap_or_default();
            text(&(first + &chars.as_str().to_lowercase()))
        }
        ("replace", 2) => {
            let (from, to) = (string(0)?, string(1)?);
            (subject.len().saturating_mul(to.len() + 1) <= TEXT * 16 && !from.is_empty())
                .then(|| subject.replace(from, to))
                .and_then(|replaced| text(&replaced))
        }
        ("startswith", 1) => Some(Const::Bool(subject.starts_with(string(0)?))),
        ("endswith", 1) => Some(Const::Bool(subject.ends_with(string(0)?))),
        ("removeprefix", 1) => text(subject.strip_prefix(string(0)?).unwrap_or(subject)),
        ("removesuffix", 1) => text(subject.strip_suffix(string(0)?).unwrap_or(subject)),
        ("find", 1) => position(subject, subject.find(string(0)?)),
        ("rfind", 1) => position(subject, subject.rfind(string(0)?)),
        ("index", 1) => position(subject, Some(subject.find(string(0)?)?)),
        ("count", 1) if !string(0)?.is_empty() => Some(Const::Int(
            i64::try_from(subject.matches(string(0)?).count()).ok()?,
        )),
        ("isdigit" | "isdecimal" | "isnumeric", 0) => Some(Const::Bool(
            !subject.is_empty() && subject.chars().all(|c| c.is_ascii_digit()),
        )),
        ("isalpha", 0) => Some(Const::Bool(
            !subject.is_empty() && subject.chars().all(char::is_alphabetic),
        )),
        ("isalnum", 0) => Some(Const::Bool(
            !subject.is_empty() && subject.chars().all(char::is_alphanumeric),
        )),
        ("isupper", 0) => Some(Const::Bool(
            subject.chars().any(char::is_uppercase) && !subject.chars().any(char::is_lowercase),
        )),
        ("islower", 0) => Some(Const::Bool(
            subject.chars().any(char::is_lowercase) && !subject.chars().any(char::is_uppercase),
        )),
        ("encode", 0 | 1) => Some(Const::Bytes(subject.as_bytes().into())),
        ("__len__", 0) => Some(Const::Int(i64::try_from(subject.chars().count()).ok()?)),
        _ => None,
    }
}

fn position(subject: &str, byte: Option<usize>) -> Option<Const> {
    let at = match byte {
        None => -1,
        Some(byte) => i64::try_from(subject.get(..byte)?.chars().count()).ok()?,
    };
    Some(Const::Int(at))
}

/// A piece of a format string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Literal text.
    Text(String),
    /// The next positional argument, or the one with this number.
    Position(usize),
    /// A named argument.
    Named(String),
}

/// `os.path.join` of constants.
pub(crate) fn path_join(parts: &[&Arc<str>]) -> String {
    let mut path = String::new();
    for part in parts {
        if part.starts_with('/') {
            path.clear();
        } else if !path.is_empty() && !path.ends_with('/') {
            path.push('/');
        }
        path.push_str(part);
    }
    path
}

/// The pieces of a `%` template, and whether a conversion makes numbers only (`%d`).
pub(crate) fn percent(template: &str) -> Option<Vec<(Piece, bool)>> {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut chars = template.chars().peekable();
    let mut next = 0;
    while let Some(c) = chars.next() {
        if c != '%' {
            literal.push(c);
            continue;
        }
        let mut name = None;
        if chars.peek() == Some(&'(') {
            chars.next();
            let mut text = String::new();
            for c in chars.by_ref() {
                if c == ')' {
                    break;
                }
                text.push(c);
            }
            name = Some(text);
        }
        let conversion =
            chars.find(|c| !matches!(c, '0'..='9' | '.' | '-' | '+' | ' ' | '#' | 'l' | 'h'))?;
        if conversion == '%' {
            literal.push('%');
            continue;
        }
        if conversion == '*' {
            return None;
        }
        if !literal.is_empty() {
            pieces.push((Piece::Text(std::mem::take(&mut literal)), false));
        }
        let numeric = matches!(
            conversion,
            'd' | 'i' | 'u' | 'o' | 'x' | 'X' | 'e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'c'
        );
        match name {
            Some(name) => pieces.push((Piece::Named(name), numeric)),
            None => {
                pieces.push((Piece::Position(next), numeric));
                next += 1;
            }
        }
    }
    if !literal.is_empty() {
        pieces.push((Piece::Text(literal), false));
    }
    Some(pieces)
}

/// The conversions of a `%` template that takes its arguments by position, in order.
pub(crate) fn conversions(template: &str) -> Option<Vec<char>> {
    let mut found = Vec::new();
    let mut chars = template.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            continue;
        }
        match chars.find(|c| !matches!(c, '0'..='9' | '.' | '-' | '+' | ' ' | '#' | 'l' | 'h'))? {
            '%' => {}
            '(' | '*' => return None,
            conversion => found.push(conversion),
        }
    }
    Some(found)
}

/// The pieces of a `str.format` template, and whether the specification makes numbers only.
/// Attribute and item look-ups inside a field refer to their first part.
pub(crate) fn braces(template: &str) -> Option<Vec<(Piece, bool)>> {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut chars = template.chars().peekable();
    let mut next = 0;
    while let Some(c) = chars.next() {
        match c {
            '{' if chars.peek() == Some(&'{') => {
                chars.next();
                literal.push('{');
            }
            '}' => {
                chars.next_if_eq(&'}');
                literal.push('}');
            }
            '{' => {
                if !literal.is_empty() {
                    pieces.push((Piece::Text(std::mem::take(&mut literal)), false));
                }
                let mut field = String::new();
                let mut depth = 0;
                for c in chars.by_ref() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        _ => {}
                    }
                    field.push(c);
                }
                let (field, spec) = field.split_once(':').unwrap_or((&field, ""));
                let field = field.split_once('!').map_or(field, |(field, _)| field);
                let name = field.split(['.', '[']).next().unwrap_or("");
                let numeric = matches!(
                    spec.chars().last(),
                    Some('d' | 'b' | 'o' | 'x' | 'X' | 'e' | 'f' | 'g' | 'n' | '%')
                );
                if name.is_empty() {
                    pieces.push((Piece::Position(next), numeric));
                    next += 1;
                } else if let Ok(position) = name.parse() {
                    pieces.push((Piece::Position(position), numeric));
                } else {
                    pieces.push((Piece::Named(name.to_owned()), numeric));
                }
            }
            _ => literal.push(c),
        }
    }
    if !literal.is_empty() {
        pieces.push((Piece::Text(literal), false));
    }
    Some(pieces)
}
