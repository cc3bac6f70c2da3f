//! A base image that is another one tomorrow.

use assay_scan::check::deployment::UnitKind;
use assay_scan::check::{Context, Report};

/// Reports images without a tag, or with `latest`, and without a digest.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for unit in &ctx.app.deployment.units {
        let Some(image) = &unit.image else { continue };
        let is_moving = matches!(image.tag.as_deref(), None | Some("latest"));
        // What the project builds itself has no tag of others.
        let is_built =
            unit.build.is_some() || (unit.kind != UnitKind::Stage && image.tag.is_none());
        if is_moving && !image.has_digest && !image.is_open && !is_built && image.name != "scratch"
        {
            report.at_place(image.span, &image.name);
        }
    }
}
