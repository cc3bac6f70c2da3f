//! A page runs a script or uses a style sheet of another host, whatever that host sends.

use assay_scan::check::{Context, Element, MarkupFile, Report};

/// Hosts whose answer depends on the browser or changes by design, so that no hash can fit.
const CHANGING: [&str; 12] = [
    "fonts.googleapis.com",
    "www.googletagmanager.com",
    "www.google-analytics.com",
    "www.google.com/recaptcha",
    "www.gstatic.com/recaptcha",
    "www.recaptcha.net",
    "js.stripe.com",
    "js.hcaptcha.com",
    "challenges.cloudflare.com",
    "maps.googleapis.com",
    "accounts.google.com",
    "use.fontawesome.com/kits",
];

/// Reports each such element without a hash of what is expected.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for file in ctx.markup_files() {
        for element in file.elements {
            if is_unchecked(&file, element) {
                report.at_place(file.span(element.range), &element.name);
            }
        }
    }
}

fn is_unchecked(file: &MarkupFile<'_>, element: &Element) -> bool {
    let address = match element.name.as_str() {
        "script" => element.attribute("src"),
        "link" if is_style_sheet(file, element) => element.attribute("href"),
        _ => None,
    };
    let Some(address) = address else { return false };
    if element.attribute("integrity").is_some() || element.has_unknown_attributes() {
        return false;
    }
    let address = address.beginning(file.template).trim();
    let rest = ["https://", "http://", "//"]
        .iter()
        .find_map(|scheme| address.strip_prefix(scheme));
    // The host must be there in full: what comes out of a setting may be our own.
    rest.is_some_and(|rest| {
        rest.split_once('/')
            .is_some_and(|(host, _)| host.contains('.'))
            && !rest.starts_with("localhost")
            && !CHANGING.iter().any(|host| rest.starts_with(host))
    })
}

fn is_style_sheet(file: &MarkupFile<'_>, element: &Element) -> bool {
    let kind = element
        .attribute("rel")
        .and_then(|kind| kind.literal(file.template));
    kind.is_some_and(|kind| kind.eq_ignore_ascii_case("stylesheet"))
}
