//! Passwords of services that everybody knows.

use assay_scan::check::deployment::{Unit, Variable, VariableValue, is_well_known_password};
use assay_scan::check::{Confidence, Context, Report};

use crate::deployed::{deployed, environments};

/// Settings that let everybody in without a password.
const OPEN_DOORS: [(&str, &str); 7] = [
    ("POSTGRES_HOST_AUTH_METHOD", "trust"),
    ("MYSQL_ALLOW_EMPTY_PASSWORD", "yes"),
    ("MYSQL_ALLOW_EMPTY_PASSWORD", "true"),
    ("MYSQL_ALLOW_EMPTY_PASSWORD", "1"),
    ("MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", "1"),
    ("MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", "yes"),
    ("ALLOW_EMPTY_PASSWORD", "yes"),
];

/// Reports variables of deployed units that hold such a password.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for unit in deployed(ctx).chain(environments(ctx)) {
        for variable in &unit.variables {
            let Some(text) = variable.value.text() else {
                continue;
            };
            let is_open = OPEN_DOORS
                .iter()
                .any(|(name, value)| variable.name == *name && text.eq_ignore_ascii_case(value));
            let is_known = is_password(&variable.name)
                && (is_well_known_password(text) || is_own_name(unit, variable, text));
            let is_placeholder = is_key(&variable.name) && is_well_known_key(text);
            if !is_open && !is_known && !is_placeholder {
                continue;
            }
            let place = report.at_place(variable.span, &variable.name);
            if let VariableValue::Default(name, _) = &variable.value {
                place.unsure(
                    Confidence::Medium,
                    &format!("only as long as `{name}` is not set"),
                );
            }
        }
    }
}

/// True for the name of a key with which an application signs or encrypts.
fn is_key(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    name == "SECRET"
        || ["SECRET_KEY", "JWT_SECRET", "SIGNING_KEY", "ENCRYPTION_KEY"]
            .iter()
            .any(|end| name.ends_with(end))
}

/// True for a key that is there to be replaced, or that everybody would try.
fn is_well_known_key(text: &str) -> bool {
    let plain: String = text
        .to_ascii_lowercase()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    is_well_known_password(text)
        || matches!(
            plain.as_str(),
            "dev" | "development" | "key" | "secretkey" | "supersecret"
        )
        || [
            "changeme",
            "changethis",
            "replaceme",
            "replacethis",
            "yoursecret",
            "insecure",
        ]
        .iter()
        .any(|word| plain.starts_with(word))
}

fn is_password(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let last = name.rsplit('_').next().unwrap_or_default();
    matches!(last, "PASSWORD" | "PASS" | "PASSWD" | "PWD")
        && name != "PWD"
        && !name.contains("HASH")
}

/// The password is the name of the user, the service or the image.
fn is_own_name(unit: &Unit, variable: &Variable, text: &str) -> bool {
    if text.len() < 3 {
        return false;
    }
    let user = variable.name.to_ascii_uppercase();
    let stem = user.rsplit_once('_').map_or("", |(stem, _)| stem);
    let users = [
        format!("{stem}_USER"),
        format!("{stem}_USERNAME"),
        format!("{stem}_LOGIN"),
    ];
    let is_user = users
        .iter()
        .filter_map(|name| unit.variable(name)?.value.text())
        .any(|user| user == text);
    is_user
        || unit.name == text
        || unit
            .image
            .as_ref()
            .is_some_and(|image| image.short_name() == text)
}
