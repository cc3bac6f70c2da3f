//! Passwords of services that everybody knows.

use assay_scan::check::deployment::{Unit, Variable, VariableValue, is_well_known_password};
use assay_scan::check::{Confidence, Context, Report};

use crate::deployed::deployed;

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
    for unit in deployed(ctx) {
        for variable in &unit.variables {
            let Some(text) = variable.value.text() else {
                continue;
            };
            let is_open = OPEN_DOORS
                .iter()
                .any(|(name, value)| variable.name == *name && text.eq_ignore_ascii_case(value));
            let is_known = is_password(&variable.name)
                && (is_well_known_password(text) || is_own_name(unit, variable, text));
            if !is_open && !is_known {
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
