//! Files and build arguments that leave secrets in an image.

use assay_scan::check::deployment::{UnitKind, VariableValue};
use assay_scan::check::{Context, Report};

/// Names of files that hold secrets.
const FILES: [&str; 14] = [
    ".env",
    ".env.production",
    ".env.prod",
    "id_rsa",
    "id_ed25519",
    "id_ecdsa",
    ".netrc",
    ".pypirc",
    ".pgpass",
    ".git-credentials",
    ".htpasswd",
    "credentials.json",
    "service-account.json",
    "kubeconfig",
];

/// Words at the end of names of build arguments that carry secrets.
const WORDS: [&str; 10] = [
    "PASSWORD",
    "PASSWD",
    "PASS",
    "TOKEN",
    "SECRET",
    "API_KEY",
    "APIKEY",
    "PRIVATE_KEY",
    "SECRET_KEY",
    "ACCESS_KEY",
];

/// Reports such copies and arguments, in every stage.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let stages = ctx.app.deployment.units_of(UnitKind::Stage);
    for stage in stages.filter(|stage| !stage.is_development) {
        for copied in stage.copies.iter().filter(|copied| !copied.is_from_stage) {
            for source in &copied.sources {
                let name = source
                    .trim_end_matches('/')
                    .rsplit('/')
                    .next()
                    .unwrap_or_default();
                if FILES.contains(&name) || name == ".ssh" || name == ".aws" {
                    report.at_place(copied.span, &format!("`{source}`"));
                }
            }
        }
        for variable in stage
            .variables
            .iter()
            .filter(|variable| variable.is_build_argument)
        {
            let name = variable.name.to_ascii_uppercase();
            let is_secret = WORDS.iter().any(|word| {
                name == *word
                    || name
                        .strip_suffix(word)
                        .is_some_and(|stem| stem.ends_with('_'))
            });
            if is_secret && variable.value == VariableValue::Outside {
                report.at_place(
                    variable.span,
                    &format!("the build argument `{}`", variable.name),
                );
            }
        }
    }
}
