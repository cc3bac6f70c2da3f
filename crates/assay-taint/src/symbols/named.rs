//! What names tell: `new_password` holds a secret, whatever is in it.
//!
//! Names are the same everywhere, so that those of the program are looked at once.

use std::sync::Arc;

use assay_models::{self as models, NameWords};
use assay_python::Name;
use assay_source::Span;
use rayon::prelude::*;

use super::Symbols;
use crate::place::Noun;
use crate::trace::Trace;
use crate::value::{Doubt, Label, Origin};

/// How many names a thread looks at in one go.
const NAMES_AT_ONCE: usize = 1024;

impl Symbols<'_> {
    /// For each name, which kinds of sources and which of sinks it tells.
    pub(super) fn told_by(&self, names: &[Arc<str>]) -> (Vec<u8>, Vec<u8>) {
        let told = |name: &Arc<str>| {
            let words = NameWords::of(name);
            (self.kinds_named(&words), self.sinks_named(&words))
        };
        let names = names.par_iter().with_min_len(NAMES_AT_ONCE);
        names.map(told).unzip()
    }

    /// Which of the kinds that names tell a text tells, as a set.
    fn kinds_named(&self, name: &NameWords) -> u8 {
        let kinds = self.models.kinds().sources();
        let told = (0_u8..).zip(&self.named).filter(|(_, kind)| {
            kinds
                .get(usize::from(**kind))
                .is_some_and(|facts| facts.named.is_told_by(name))
        });
        told.fold(0, |set, (bit, _)| set | 1 << bit)
    }

    /// Which of the sink kinds that names tell a text tells, as a set.
    fn sinks_named(&self, name: &NameWords) -> u8 {
        let kinds = self.models.kinds().sinks();
        let told = (0_u8..).zip(&self.named_sinks).filter(|(_, kind)| {
            kinds
                .get(usize::from(**kind))
                .is_some_and(|facts| facts.named.is_told_by(name))
        });
        told.fold(0, |set, (bit, _)| set | 1 << bit)
    }

    /// A text that is also a name of the program: what such names tell is known.
    fn known_name<'t>(&self, name: Result<Name, &'t str>) -> Result<Name, &'t str> {
        name.or_else(|text| self.name(text).ok_or(text))
    }

    /// The sink kinds that what is written under a name gets to.
    pub(crate) fn sinks_of_name(&self, name: Result<Name, &str>) -> smallvec::SmallVec<[u8; 1]> {
        if self.named_sinks.is_empty() {
            return smallvec::SmallVec::new();
        }
        let set = match self.known_name(name) {
            Ok(name) => match self.sink_names.get(name.0 as usize) {
                Some(set) => *set,
                None => self.sinks_named(&NameWords::of(&self.name_text(name))),
            },
            Err(text) => self.sinks_named(&NameWords::of(text)),
        };
        let told = (0_u8..).zip(&self.named_sinks);
        told.filter(|(bit, _)| set & (1 << bit) != 0)
            .map(|(_, kind)| *kind)
            .collect()
    }

    /// The labels of a value that its name tells, where names are looked at.
    pub(crate) fn named_labels(
        &self,
        name: Result<Name, &str>,
        here: Span,
        counts: fn(&models::Named) -> bool,
    ) -> smallvec::SmallVec<[Label; 1]> {
        let mut labels = smallvec::SmallVec::new();
        if self.named.is_empty() {
            return labels;
        }
        let set = match self.known_name(name) {
            Ok(name) => match self.named_names.get(name.0 as usize) {
                Some(set) => *set,
                None => self.kinds_named(&NameWords::of(&self.name_text(name))),
            },
            Err(text) => self.kinds_named(&NameWords::of(text)),
        };
        if set == 0 {
            return labels;
        }
        let name = match name {
            Ok(name) => self.name_text(name),
            Err(text) => Arc::from(text),
        };
        for (bit, kind) in (0_u8..).zip(&self.named) {
            let facts = self.models.kinds().source_facts(models::SourceKind(*kind));
            if set & (1 << bit) == 0 || !facts.is_some_and(|facts| counts(&facts.named)) {
                continue;
            }
            let text: Arc<str> = Arc::from(format!("`{name}`"));
            labels.push(Label {
                origin: Origin::Source(here, *kind, Noun::plain(&text)),
                cleaned: 0,
                trace: Trace::source(here, &text),
                doubt: Doubt::None,
            });
        }
        labels
    }
}
