//! A view lets somebody in for a password or a number, and may be asked as often as one likes.

use assay_scan::check::routes::Route;
use assay_scan::check::{Context, Report};

use crate::checks::views;

/// Names of numbers that are sent to somebody to be typed, and short for that.
const CODES: [&str; 7] = [
    "code",
    "confirmation_code",
    "otp",
    "pin",
    "recovery_code",
    "reset_code",
    "verification_code",
];

/// Parts of names by which a view counts attempts itself.
const COUNTING: [&str; 4] = ["attempt", "tries", "limit", "throttl"];

/// Reports views that ask for a secret of somebody unknown without a limit.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for route in ctx.routes() {
        if route.limit.is_some()
            || route.is_loose
            || route.is_authenticated()
            || !route.changes_state()
        {
            continue;
        }
        if views::may_be_limited(ctx, route) {
            continue;
        }
        let for_entrance = views::asked_secret(ctx, route).filter(|_| views::lets_in(ctx, route));
        if let Some(secret) = for_entrance.or_else(|| code_for_password(ctx, route)) {
            report.at_place(route.place, secret);
        }
    }
}

/// The short code for which a view lets somebody set a password.
fn code_for_password<'a>(ctx: &Context<'a>, route: &Route) -> Option<&'a str> {
    let view = views::view(ctx, route)?;
    let mentions = view.mentions();
    let counts = |name: &&str| {
        COUNTING
            .iter()
            .any(|part| name.to_ascii_lowercase().contains(part))
    };
    let words = views::words(route);
    let is_reset = ["reset", "forgot", "forgotten", "recover", "recovery"]
        .iter()
        .any(|word| words.iter().any(|own| own == word));
    let sets = ["password", "new_password", "password_hash", "set_password"]
        .iter()
        .any(|name| mentions.contains(name));
    if !is_reset || !sets || mentions.iter().any(counts) {
        return None;
    }
    CODES.into_iter().find(|code| mentions.contains(code))
}
