//! A form that posts has no token, and nothing else keeps forged requests out.

use assay_scan::check::routes::{Csrf, Route};
use assay_scan::check::{Context, Element, MarkupFile, Range, Report};

use crate::checks::views;

/// What puts a token into a form, as it is written in templates.
const TOKENS: [&str; 4] = ["csrf", "hidden_tag", "xsrf", "authenticity_token"];

/// Words of views that only look something up.
const ASKING: [&str; 6] = ["search", "find", "filter", "lookup", "query", "suggest"];

/// Objects and macros of form libraries, which put out hidden fields too.
const WHOLE_FORMS: [&str; 5] = [
    "quick_form",
    "render_form",
    "hidden_fields",
    "{{ form",
    "(form",
];

/// Reports forms without a token of applications in which views are open to forged requests,
/// and of applications whose protection would refuse them.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let changing = || ctx.routes().filter(|route| route.changes_state());
    if views::has_own_protection(ctx) {
        return;
    }
    let is_open = |route: &Route| route.csrf == Csrf::Unprotected;
    // Where the whole application is protected, a script may add the token to what forms send.
    let by_extension =
        |route: &Route| matches!(&route.csrf, Csrf::Protected { by, .. } if by != "its form");
    if !changing().any(is_open) || changing().any(by_extension) {
        return;
    }
    // Where views check the tokens of their forms one by one, it counts which view a form posts to.
    let one_by_one = changing().any(|route| matches!(route.csrf, Csrf::Protected { .. }));
    let open: Vec<&str> = changing()
        .filter(|route| is_open(route) && views::rests_on_cookies(route))
        .map(last_name)
        .collect();
    let idle = idle_views(ctx);
    for file in ctx.markup_files() {
        for (number, element) in file.elements.iter().enumerate() {
            if element.name == "form"
                && posts_here(&file, element)
                && !has_token(&file, number)
                && (!one_by_one || posts_to(&file, element, &open))
                && !posts_to_view(&file, element, &idle)
            {
                report.at_place(file.span(element.range), "form");
            }
        }
    }
}

/// Views that only look something up, as their names and their code say: whoever forges a request gains nothing.
fn idle_views<'a>(ctx: &Context<'a>) -> Vec<&'a str> {
    let (idle, busy): (Vec<&Route>, Vec<&Route>) = ctx
        .routes()
        .filter(|route| route.changes_state() && route.view.is_some())
        .partition(|route| {
            let asks = |word: &String| ASKING.contains(&word.as_str());
            views::words(route).iter().any(asks) && !views::leaves_something(ctx, route)
        });
    let busy: Vec<&str> = busy.into_iter().map(last_name).collect();
    idle.into_iter()
        .map(last_name)
        .filter(|name| !busy.contains(name))
        .collect()
}

/// The name of a view without that of its class.
fn last_name(route: &Route) -> &str {
    route.name.rsplit('.').next().unwrap_or(&route.name)
}

/// True if the form's action asks for the address of one of these views.
fn posts_to_view(file: &MarkupFile<'_>, form: &Element, views: &[&str]) -> bool {
    form.attribute("action").is_some_and(|action| {
        let text = file.template.slice(action.range);
        text.contains("url_for") && names_one(text, views)
    })
}

/// True for a form that posts to its own site.
fn posts_here(file: &MarkupFile<'_>, form: &Element) -> bool {
    let posts = form
        .attribute("method")
        .and_then(|method| method.literal(file.template))
        .is_some_and(|method| method.eq_ignore_ascii_case("post"));
    let elsewhere = form.attribute("action").is_some_and(|action| {
        let beginning = action.beginning(file.template).trim();
        ["http://", "https://", "//"]
            .iter()
            .any(|scheme| beginning.starts_with(scheme))
    });
    posts && !elsewhere
}

/// True if the form's address names one of these views: `url_for('.remove', …)`.
fn posts_to(file: &MarkupFile<'_>, form: &Element, views: &[&str]) -> bool {
    names_one(file.template.slice(form.range), views)
}

/// True if something in quotes is the name of one of these views, after that of its group.
fn names_one(text: &str, views: &[&str]) -> bool {
    let mut quoted = text.split(['\'', '"']);
    quoted.any(|part| {
        let name = part.rsplit('.').next().unwrap_or(part);
        views.contains(&name)
    })
}

/// True if something between the tags of the form puts a token out.
fn has_token(file: &MarkupFile<'_>, form: usize) -> bool {
    let Some(element) = file.elements.get(form) else {
        return false;
    };
    let text = &file.file.text;
    let rest = text.get(element.range.end as usize..).unwrap_or_default();
    let end = rest
        .to_ascii_lowercase()
        .find("</form")
        .map_or(text.len(), |end| element.range.end as usize + end);
    let range = Range {
        start: element.range.start,
        end: u32::try_from(end).unwrap_or(u32::MAX),
    };
    let inside = file.template.slice(range).to_ascii_lowercase();
    TOKENS
        .iter()
        .chain(&WHOLE_FORMS)
        .any(|token| inside.contains(token))
}
