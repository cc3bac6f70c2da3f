//! Templates, and what every page has: navigation, the state of the scan, the token of its forms.

use axum::response::{Html, IntoResponse as _, Response};
use minijinja::{Environment, UndefinedBehavior, Value, context};
use serde::Serialize;

use super::{Failure, TEMPLATES};
use crate::guard::Visitor;
use crate::state::App;
use crate::store::Role;

/// The templates, ready for use.
pub(crate) struct Templates {
    environment: Environment<'static>,
}

impl Templates {
    /// Reads them all, so that a broken one is noticed at once.
    pub(crate) fn new() -> Result<Self, minijinja::Error> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        environment.add_filter("day", |moment: &str| {
            moment.get(..10).unwrap_or(moment).to_owned()
        });
        environment.add_filter("minute", |moment: &str| {
            moment.get(..16).unwrap_or(moment).replace('T', " ")
        });
        environment.add_filter("printable", |text: &str| {
            let lines: Vec<String> = text.lines().map(assay_source::printable).collect();
            lines.join("\n")
        });
        environment.add_filter("words", |text: &str| {
            Value::from(minijinja::value::Serde(super::prose::spans(text)))
        });
        environment.add_filter("said", |text: &str| {
            Value::from(minijinja::value::Serde(super::prose::said(text)))
        });
        environment.add_filter("blocks", |text: &str| {
            Value::from(minijinja::value::Serde(super::prose::blocks(text)))
        });
        environment.add_filter("segment", |text: &str| segment(text));
        environment.add_filter("path", |text: &str| {
            let parts: Vec<String> = text.split('/').map(segment).collect();
            parts.join("/")
        });
        for (name, text) in TEMPLATES {
            environment.add_template(name, text)?;
        }
        Ok(Self { environment })
    }
}

/// What a page says of itself.
pub(crate) struct Page<'a> {
    /// The part of the workbench that it belongs to, as the navigation has it.
    pub(crate) at: &'static str,
    /// Its title.
    pub(crate) title: &'a str,
    /// The name of its template.
    pub(crate) template: &'static str,
}

impl App {
    /// A page.
    pub(crate) fn page(
        &self,
        visitor: &Visitor,
        page: &Page<'_>,
        data: impl Serialize,
    ) -> Result<Response, Failure> {
        let html = self
            .html(visitor, page, data)
            .map_err(|error| Failure::Mistake(format!("{error:#}")))?;
        Ok(Html(html).into_response())
    }

    fn html(
        &self,
        visitor: &Visitor,
        page: &Page<'_>,
        data: impl Serialize,
    ) -> Result<String, minijinja::Error> {
        let template = self.templates.environment.get_template(page.template)?;
        template.render(context! {
            at => page.at,
            title => page.title,
            project => self.options.project.clone(),
            person => visitor.person.clone(),
            role => visitor.role.name(),
            may => context! {
                develop => visitor.may(Role::Developer),
                review => visitor.may(Role::Reviewer),
                admin => visitor.may(Role::Admin),
            },
            has_logins => self.options.has_logins(),
            token => visitor.token.clone(),
            theme => visitor.theme,
            version => env!("CARGO_PKG_VERSION"),
            assets => super::assets::version(),
            scanning => self.progress(),
            failed => self.failure(),
            stale => self.is_stale(),
            page => Value::from(minijinja::value::Serde(data)),
        })
    }
}

/// Text as one part of an address.
pub(crate) fn segment(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
