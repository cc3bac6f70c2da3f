//! Numbers and texts, decoded.

use std::sync::Arc;

use crate::lex::TokenKind;
use crate::tree::ExpressionKind;

/// A number as an expression.
pub(crate) fn number(text: &str, kind: TokenKind) -> ExpressionKind {
    let digits: String = text.chars().filter(|c| *c != '_').collect();
    let value = match digits.get(..2) {
        _ if kind == TokenKind::Number => None,
        Some("0x" | "0X") => i64::from_str_radix(digits.get(2..).unwrap_or_default(), 16).ok(),
        Some("0o" | "0O") => i64::from_str_radix(digits.get(2..).unwrap_or_default(), 8).ok(),
        Some("0b" | "0B") => i64::from_str_radix(digits.get(2..).unwrap_or_default(), 2).ok(),
        _ => digits.parse().ok(),
    };
    value.map_or_else(
        || ExpressionKind::Number(Arc::from(text)),
        ExpressionKind::Integer,
    )
}

/// The text between the quotes, with the escapes of Python.
pub(crate) fn unescape(quoted: &str, into: &mut String) {
    let mut inner = quoted.chars();
    inner.next();
    inner.next_back();
    while let Some(character) = inner.next() {
        if character != '\\' {
            into.push(character);
            continue;
        }
        let digits = match inner.next() {
            Some('n') => {
                into.push('\n');
                continue;
            }
            Some('t') => {
                into.push('\t');
                continue;
            }
            Some('r') => {
                into.push('\r');
                continue;
            }
            Some('0') => {
                into.push('\0');
                continue;
            }
            Some('\n') => continue,
            Some('x') => 2,
            Some('u') => 4,
            Some('U') => 8,
            Some(plain @ ('\\' | '\'' | '"')) => {
                into.push(plain);
                continue;
            }
            Some(other) => {
                into.push('\\');
                into.push(other);
                continue;
            }
            None => continue,
        };
        let code: String = inner.by_ref().take(digits).collect();
        into.push(
            u32::from_str_radix(&code, 16)
                .ok()
                .and_then(char::from_u32)
                .unwrap_or('\u{fffd}'),
        );
    }
}
