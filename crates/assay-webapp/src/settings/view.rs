//! Values as people read them; secrets are never among them.

use assay_python::ir::Const;

use super::{Missing, Value, key};

/// A value in one short line, masked if the key is a secret.
pub fn text(name: &str, value: &Value) -> String {
    let is_secret = key(name).map_or_else(|| sounds_secret(name), |key| key.is_secret);
    render(value, is_secret)
}

/// A value as it is.
#[cfg(test)]
pub(super) fn plain(value: &Value) -> String {
    render(value, false)
}

fn render(value: &Value, is_secret: bool) -> String {
    match value {
        Value::Known(known) => constant(known, is_secret),
        Value::Seconds(seconds) => format!("{seconds} seconds"),
        Value::FromEnvironment { variable, missing } => {
            let name = if variable.is_empty() {
                "a variable".to_owned()
            } else {
                format!("${variable}")
            };
            match missing {
                Missing::Fails => format!("{name} or no start"),
                Missing::Nothing => format!("{name} or None"),
                Missing::Default(default) => format!("{name} or {}", constant(default, is_secret)),
                Missing::Computed => format!("{name} or computed"),
            }
        }
        Value::Computed => "computed".to_owned(),
    }
}

/// True for names of settings that hold secrets.
fn sounds_secret(name: &str) -> bool {
    [
        "SECRET",
        "PASSWORD",
        "PASSWD",
        "TOKEN",
        "API_KEY",
        "PRIVATE",
        "CREDENTIAL",
        "SALT",
        "_KEY",
        "DSN",
        "_URI",
        "_URL",
    ]
    .iter()
    .any(|word| name.contains(word))
}

fn constant(constant: &Const, is_secret: bool) -> String {
    match constant {
        Const::None => "None".to_owned(),
        Const::Ellipsis => "...".to_owned(),
        Const::Bool(true) => "True".to_owned(),
        Const::Bool(false) => "False".to_owned(),
        Const::Int(number) => number.to_string(),
        Const::Number(text) => text.to_string(),
        Const::Str(text) if text.is_empty() => "''".to_owned(),
        Const::Str(_) | Const::Bytes(_) if is_secret => "***".to_owned(),
        Const::Str(text) => {
            let short: String = text.chars().take(60).collect();
            let dots = if short.len() < text.len() { "…" } else { "" };
            assay_source::printable(&format!("'{short}{dots}'"))
        }
        Const::Bytes(bytes) => format!("{} bytes", bytes.len()),
    }
}
