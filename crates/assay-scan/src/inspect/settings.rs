//! Settings where they are decided, extensions where they are set up, and what runs the application.

use assay_source::{Range, Span};
use assay_webapp::settings::{key, text};

use super::Ground;
use super::select::{Deployment, Extensions, Settings};
use super::spots::Spots;

impl<'a> Ground<'a> {
    pub(super) fn settings(&self, wanted: &Settings) -> Spots<'a> {
        let mut spots = Spots::new(self);
        let settings = &self.facts.app.settings;
        let is_wanted =
            |name: &str| wanted.key.iter().any(|known| known == name) || wanted.named.means(name);
        for decision in &settings.decisions {
            if is_wanted(&decision.key) && !self.is_aside(decision.span) {
                let value = format!("is {}", text(&decision.key, &decision.value));
                spots.add_span(decision.span, &decision.key, &value);
            }
        }
        if !wanted.unset || settings.is_open {
            return spots;
        }
        let Some((made, _)) = settings.made.first() else {
            return spots;
        };
        for name in &wanted.key {
            let is_set = settings.setting(name).is_some_and(|setting| {
                setting
                    .values
                    .iter()
                    .any(|value| !value.decisions.is_empty())
            });
            if let Some(known) = key(name).filter(|_| !is_set) {
                let why = format!("is not set: {}", known.default);
                spots.add_span(*made, name, &why);
            }
        }
        spots
    }

    pub(super) fn extensions(&self, wanted: &Extensions) -> Spots<'a> {
        let mut spots = Spots::new(self);
        for extension in &self.facts.app.extensions {
            if wanted.kind.contains(&extension.kind) && !self.is_aside(extension.span) {
                let why = if extension.joined.is_some() {
                    ""
                } else {
                    "is joined to no application that is seen"
                };
                spots.add_span(extension.span, &extension.name, why);
            }
        }
        spots
    }

    pub(super) fn deployment(&self, wanted: &Deployment) -> Spots<'a> {
        let mut spots = Spots::new(self);
        let deployment = &self.facts.app.deployment;
        let first = |span: Span| Span {
            range: Range::new(span.range.start, span.range.start),
            ..span
        };
        if wanted.proxies {
            for proxy in &deployment.proxies {
                if (wanted.development || !proxy.is_development) && !self.is_aside(proxy.span) {
                    spots.add_span(first(proxy.span), "proxy", "");
                }
            }
            return spots;
        }
        for unit in &deployment.units {
            let counts = (wanted.development || !unit.is_development)
                && (!wanted.servers || !unit.servers.is_empty())
                && unit.is_final
                && !self.is_aside(unit.span);
            if counts {
                let user = unit
                    .user
                    .as_ref()
                    .map(|user| format!("runs as {}", user.text));
                spots.add_span(first(unit.span), &unit.name, &user.unwrap_or_default());
            }
        }
        spots
    }
}
