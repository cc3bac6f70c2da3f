//! The analyses made for particular arguments, found again by what they were made for.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use assay_python::ir::Const;
use assay_source::Span;
use rustc_hash::{FxHashMap, FxHasher};

use crate::summary::{Seed, Summary, Used};
use crate::value::{AccessPath, Method, Object, Value};

/// What one answer was made for.
type Seeds = Vec<(AccessPath, Seed)>;

/// An answer: at which nesting, for what.
type Special = (u32, Seeds, Arc<Summary>);

/// The analyses of one function: at which nesting, for what, and the answer, by the hash of what for.
///
/// The nesting counts because it bounds what an analysis may take; see [`crate::summary::Bounds`].
#[derive(Default)]
pub(super) struct Specials(FxHashMap<u64, Vec<Special>>);

impl Specials {
    /// The answer for these seeds.
    pub(super) fn find(
        &self,
        hash: u64,
        seeds: &[(AccessPath, Seed)],
        nesting: u32,
    ) -> Option<Arc<Summary>> {
        self.0
            .get(&hash)?
            .iter()
            .find(|(at, key, summary)| {
                summary.bounds.allow(*at, nesting)
                    && key == seeds
                    && (!summary.places || same_places(key, seeds))
            })
            .map(|(_, _, summary)| Arc::clone(summary))
    }

    /// Keeps an answer.
    pub(super) fn add(
        &mut self,
        hash: u64,
        seeds: &[(AccessPath, Seed)],
        nesting: u32,
        summary: &Arc<Summary>,
    ) {
        let same_hash = self.0.entry(hash).or_default();
        same_hash.push((nesting, seeds.to_vec(), Arc::clone(summary)));
    }

    /// Forgets the answers that rest on unfinished callees.
    #[expect(clippy::iter_over_hash_type, reason = "each is looked at by itself")]
    pub(super) fn forget_unfinished(&mut self) {
        for same_hash in self.0.values_mut() {
            same_hash.retain(|(_, _, summary)| !summary.provisional);
        }
    }
}

/// True if equal constants stand at the same places of the code.
fn same_places(a: &[(AccessPath, Seed)], b: &[(AccessPath, Seed)]) -> bool {
    places(a).eq(places(b))
}

/// Where the constants among seeds stand.
fn places(seeds: &[(AccessPath, Seed)]) -> impl Iterator<Item = Option<Span>> {
    seeds
        .iter()
        .flat_map(|(_, seed)| seed.value.constants().iter().map(|(_, span)| *span))
}

/// True if an answer shows where the constants among its seeds stand, so that equal ones elsewhere need their own.
pub(crate) fn shows_places(seeds: &[(AccessPath, Seed)], summary: &Summary) -> bool {
    if places(seeds).flatten().next().is_none() {
        return false;
    }
    let inner = summary
        .used
        .iter()
        .any(|used| matches!(used, Used::Special(_, inner) if inner.places));
    let shown = |value: &Value| {
        value
            .constants()
            .iter()
            .any(|(_, span)| span.is_some() && places(seeds).any(|seed| seed == *span))
    };
    let changed = summary.changes.iter().map(|(_, cell)| cell);
    let mut cells = summary.cells.iter().chain(changed);
    inner
        || !summary.literals.is_empty()
        || shown(&summary.result)
        || cells.any(|cell| cell.fields.values().chain([&cell.rest]).any(shown))
}

/// A number that is the same for equal seeds.
pub(super) fn hash(seeds: &[(AccessPath, Seed)]) -> u64 {
    let mut hasher = FxHasher::default();
    for (path, seed) in seeds {
        path.hash(&mut hasher);
        seed.class.hash(&mut hasher);
        value(&seed.value, &mut hasher);
    }
    hasher.finish()
}

fn value(value: &Value, hasher: &mut FxHasher) {
    for (constant, _) in value.constants() {
        match constant {
            Const::None | Const::Ellipsis => 0_u8.hash(hasher),
            Const::Bool(truth) => truth.hash(hasher),
            Const::Int(number) => number.hash(hasher),
            Const::Number(text) | Const::Str(text) => text.hash(hasher),
            Const::Bytes(bytes) => bytes.hash(hasher),
        }
    }
    for object in value.objects() {
        match object {
            Object::Symbol(symbol) => symbol.hash(hasher),
            Object::Function(function, _) => function.hash(hasher),
            Object::Class(class) => class.hash(hasher),
            Object::Module(module) => module.hash(hasher),
            Object::External(text) | Object::Namespace(text) => text.hash(hasher),
            Object::Bound(bound) => match &bound.method {
                Method::Function(function, _) => function.hash(hasher),
                Method::Native(name) => name.hash(hasher),
                Method::Partial(..) => {}
            },
            Object::Cell(_)
            | Object::Super(..)
            | Object::Wrapped(..)
            | Object::Root(_)
            | Object::Deferred(_) => {}
        }
    }
}
