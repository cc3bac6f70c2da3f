//! Whether a call is worth an analysis of the callee for its arguments, and what is known of them.

use std::sync::Arc;

use smallvec::SmallVec;

use super::Analysis;
use super::apply::Actuals;
use crate::state::CellKind;
use crate::summary::{Seed, Summary, Used};
use crate::value::{AccessPath, Bound, CellId, Method, Object, Value};

/// How often a call may be looked at again because the callee turned out to depend on more input.
const ROUNDS: usize = 3;

impl Analysis<'_> {
    /// The summary for these arguments: the general one, or one made for what is known of them.
    pub(super) fn specialised(
        &mut self,
        actuals: &Actuals<'_>,
        generic: Arc<Summary>,
    ) -> Arc<Summary> {
        let mut seeds: Vec<(AccessPath, Seed)> = Vec::new();
        let mut summary = generic;
        let mut special = false;
        for _ in 0..ROUNDS {
            self.nests |= !summary.cares.is_empty();
            if summary.cares.is_empty() || summary.provisional || self.nesting >= super::NESTING {
                break;
            }
            let before = seeds.len();
            for path in &summary.cares {
                if seeds.iter().any(|(at, _)| at == path) || seeds.len() >= 16 {
                    continue;
                }
                let actual = self.actual(actuals, path);
                if let Some(seed) = self.seed(&actual) {
                    seeds.push((path.clone(), seed));
                } else {
                    // The caller's own input decides: whoever calls it may know.
                    self.care(&actual);
                }
            }
            let budget = super::CALLEE_STEPS >> (2 * self.nesting);
            if seeds.len() == before
                || self.specials >= self.engine.options.specialisations
                || self.callee_cost > budget
            {
                break;
            }
            self.specials += 1;
            seeds.sort_by(|a, b| a.0.cmp(&b.0));
            summary = self
                .engine
                .special(actuals.function, &seeds, self.nesting + 1);
            self.callee_cost = self.callee_cost.saturating_add(summary.cost);
            special = true;
        }
        self.draft.provisional |= special && summary.provisional;
        self.draft.use_of(if special {
            Used::Special(actuals.function, Arc::clone(&summary))
        } else {
            Used::General(actuals.function)
        });
        summary
    }

    /// What is known of a value, in a form that does not depend on this function.
    fn seed(&self, value: &Value) -> Option<Seed> {
        let data = value.data()?;
        if let Some(constants) = value.sure_constants() {
            if constants.len() > 4 {
                return None;
            }
            let mut seed = value.to_data();
            seed.labels.clear();
            seed.identity = 0;
            seed.predicate = None;
            seed.aspect = None;
            return Some(Seed {
                value: seed.into(),
                ..Seed::default()
            });
        }
        let mut seed = Seed::default();
        let mut objects: SmallVec<[Object; 1]> = SmallVec::new();
        for object in &data.objects {
            match object {
                Object::Symbol(_)
                | Object::External(_)
                | Object::Class(_)
                | Object::Module(_)
                | Object::Namespace(_) => {
                    objects.push(object.clone());
                }
                Object::Function(function, environment) => {
                    objects.push(Object::Function(*function, environment.map(|_| CellId(0))));
                }
                Object::Bound(bound) => match &bound.method {
                    Method::Function(function, environment) => {
                        objects.push(Object::Bound(Arc::new(Bound {
                            receiver: Value::Unknown,
                            method: Method::Function(*function, environment.map(|_| CellId(0))),
                        })));
                    }
                    Method::Native(_) | Method::Partial(..) => return None,
                },
                Object::Cell(id) => match self.cell(*id).map(|cell| &cell.kind) {
                    Some(CellKind::Instance(class)) => seed.class = Some(*class),
                    Some(CellKind::Library(symbol)) => {
                        seed.library = true;
                        objects.push(Object::Symbol(*symbol));
                    }
                    _ => return None,
                },
                Object::Root(path) => match self.root_class(path) {
                    Some(class) if path.keys.is_empty() => seed.class = Some(class),
                    _ => return None,
                },
                Object::Super(..) | Object::Wrapped(..) | Object::Deferred(_) => return None,
            }
        }
        if objects.is_empty() && seed.class.is_none() {
            return None;
        }
        let mut kept = crate::value::Data {
            objects,
            open: data.open,
            ..crate::value::Data::default()
        };
        if data.objects.len() > 1 && !data.constants.is_empty() {
            kept.constants.clone_from(&data.constants);
        }
        seed.value = if kept.objects.is_empty() {
            Value::Bottom
        } else {
            kept.into()
        };
        Some(seed)
    }
}
