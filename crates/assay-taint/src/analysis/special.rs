//! Whether a call is worth an analysis of the callee for its arguments, and what is known of them.

use std::sync::Arc;

use assay_python::FunctionRef;
use assay_python::ir::FunctionKind;
use smallvec::SmallVec;

use super::Analysis;
use super::apply::Actuals;
use crate::state::CellKind;
use crate::summary::{Bounds, Seed, Summary, Used};
use crate::value::{AccessPath, Bound, CellId, Label, Method, Object, Root, Value};

/// How often a call may be looked at again because the callee turned out to depend on more input.
const ROUNDS: usize = 3;

impl Analysis<'_> {
    /// A part of something that was chosen at random is not random itself: `random.choice(users).name`.
    /// Parts of which a model knows are, as `uuid1().hex` is.
    pub(super) fn without_scalars(
        &self,
        mut labels: SmallVec<[Label; 1]>,
        whole: &Value,
    ) -> SmallVec<[Label; 1]> {
        let symbols = &self.engine.symbols;
        let is_known = |object: &Object| matches!(object, Object::Symbol(_));
        if labels.iter().any(|label| symbols.is_scalar(label))
            && !whole.objects().iter().any(is_known)
        {
            labels.retain(|label| !symbols.is_scalar(label));
        }
        labels
    }

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
            if summary.cares.is_empty() || summary.provisional {
                break;
            }
            if self.nesting >= super::NESTING {
                self.bounds = Bounds::Met;
                break;
            }
            self.bounds.narrow(self.at_most(super::NESTING - 1));
            let before = seeds.len();
            for path in &summary.cares {
                if seeds.iter().any(|(at, _)| at == path) || seeds.len() >= 16 {
                    continue;
                }
                let actual = self.actual(actuals, path);
                if let Some(seed) = self.seed(&actual) {
                    if self.goes_without_saying(actuals.function, path, &seed) {
                        // Whoever calls this function may have an instance of a subclass.
                        if seed
                            .class
                            .is_some_and(|class| self.engine.has_subclasses(class))
                        {
                            self.care(&actual);
                        }
                        continue;
                    }
                    seeds.push((path.clone(), seed));
                } else {
                    // The caller's own input decides: whoever calls it may know.
                    self.care(&actual);
                }
            }
            if seeds.len() == before || self.specials >= self.engine.options.specialisations {
                break;
            }
            let allows = |nesting: &u32| self.callee_cost <= super::CALLEE_STEPS >> (2 * nesting);
            let Some(last) = (self.nesting..super::NESTING).take_while(allows).last() else {
                self.bounds = Bounds::Met;
                break;
            };
            self.bounds.narrow(self.at_most(last));
            self.specials += 1;
            seeds.sort_by(|a, b| a.0.cmp(&b.0));
            summary = self
                .engine
                .special(actuals.function, &seeds, self.nesting + 1);
            match summary.bounds {
                Bounds::UpTo(last) => self.bounds.narrow(self.at_most(last.saturating_sub(1))),
                Bounds::Met => self.bounds = Bounds::Met,
            }
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

    /// How deep this analysis may be nested for what is done now to be nested no deeper than that.
    ///
    /// What a module body put off runs one level further down than the function that asks for it.
    pub(super) fn at_most(&self, last: u32) -> u32 {
        last.saturating_sub(self.nesting - self.made_at)
    }

    /// True if a method is told that `self` is an instance of its own class: it takes that for granted.
    fn goes_without_saying(&self, function: FunctionRef, path: &AccessPath, seed: &Seed) -> bool {
        let engine = self.engine;
        let Some(class) = seed.class.filter(|class| class.module == function.module) else {
            return false;
        };
        let ir = engine.program.function(function);
        path.root == Root::Param(0)
            && path.keys.is_empty()
            && seed.value == Value::Bottom
            && !seed.library
            && ir.class == Some(class.class)
            && !matches!(ir.kind, FunctionKind::ClassBody)
            && !engine.is_static_method(function)
            && engine.handed(function, 0).is_none()
            && ir.params.first().is_some_and(|param| {
                param.annotation.is_none()
                    && Some(engine.program.global(function.module, param.name))
                        == engine.symbols.name("self")
            })
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
