//! Iteration and slices: the elements of a value.

use std::sync::Arc;

use assay_python::ClassRef;
use assay_python::ir::Const;

use super::access::inherited_labels;
use super::{Analysis, IdentityKey};
use crate::fold;
use crate::state::{Cell, CellKind, constant_of};
use crate::trace::What;
use crate::value::{Aspect, Key, Object, Value, add_labels, types};

impl Analysis<'_> {
    /// `value[lower:upper:step]`.
    pub(super) fn slice(&mut self, value: &Value, bounds: &[Option<Value>; 3]) -> Value {
        let bound = |value: &Option<Value>| -> Option<Option<i64>> {
            match value {
                None => Some(None),
                Some(value) => match value.sure_constant() {
                    Some(Const::Int(at)) => Some(Some(*at)),
                    Some(Const::None) => Some(None),
                    _ => None,
                },
            }
        };
        let [lower, upper, step] = bounds;
        let plain_step = matches!(bound(step), Some(None | Some(1)));
        if let (Some(lower), Some(upper), true) = (bound(lower), bound(upper), plain_step) {
            if let Some(subject) = value.sure_constant()
                && let Some(folded) = fold::slice(subject, lower, upper)
            {
                return Value::constant(folded, None);
            }
            if let [object] = value.objects()
                && let Some(id) = Self::own_cell(object)
                && let Some(cell) = self.cell(id)
                && let Some(elements) = cell.elements()
            {
                let kind = cell.kind.clone();
                let (from, to) = fold::bounds(elements.len(), lower, upper);
                let kept = elements.get(from..to).unwrap_or_default().to_vec();
                let slice = self.allocate(Cell::sequence(kind, kept));
                return slice.and_labels(value.labels());
            }
            // The beginning of a text keeps its beginning.
            if matches!(lower, None | Some(0))
                && upper.is_some_and(|upper| upper >= 0)
                && let Some(prefix) = value.data().and_then(|data| data.prefix.clone())
                && let Ok(upper) = usize::try_from(upper.unwrap_or(0))
            {
                let kept: String = prefix.chars().take(upper).collect();
                if value.objects().is_empty() && kept.chars().count() == upper {
                    return Value::text(&kept);
                }
                let mut data = value.to_data();
                data.prefix = Some(Arc::from(kept));
                data.identity = 0;
                return data.into();
            }
        }
        let containers = value
            .objects()
            .iter()
            .any(|object| matches!(object, Object::Cell(_)));
        if containers {
            let mut cell = Cell::new(CellKind::List);
            cell.rest = self.moved(value);
            return self.allocate(cell).and_labels(value.labels());
        }
        let mut data = value.to_data();
        data.constants.clear();
        data.open = true;
        data.prefix = None;
        data.identity = 0;
        data.predicate = None;
        data.aspect = None;
        if lower.as_ref().is_some_and(|lower| {
            !matches!(lower.sure_constant(), Some(Const::None | Const::Int(0)))
        }) {
            let void = self.engine.symbols.characters.all_beginnings();
            for label in &mut data.labels {
                label.cleaned &= !void;
            }
        }
        let value: Value = data.into();
        self.stepped(&value, &What::Text)
    }

    /// What iterating gives.
    pub(super) fn element(&mut self, value: &Value) -> Value {
        if let Some(Const::Str(text)) = value.sure_constant() {
            let mut result = Value::Bottom;
            for character in text.chars().take(16) {
                result = result.join(&Value::text(&character.to_string()));
            }
            let whole = self.identity(IdentityKey::Text(Arc::clone(text)));
            return result
                .join(&Value::of_type(types::STR))
                .with_aspect(whole, Aspect::Element);
        }
        let mut result = Value::Bottom;
        for object in value.objects() {
            if let Object::Cell(id) = object
                && let Some(cell) = self.cell(*id)
            {
                if matches!(cell.kind, CellKind::Dict) {
                    for key in cell.fields.keys().filter(|key| **key != Key::Env) {
                        result = result.join(&constant_of(key).unwrap_or(Value::Unknown));
                    }
                    if cell.rest != Value::Bottom {
                        result = result.join(&Value::Unknown);
                    }
                    if let Some(keys) = cell.fields.get(&Key::Receiver) {
                        result = result.join(keys);
                    }
                    continue;
                }
                if let CellKind::Instance(class) = cell.kind
                    && let Some(element) = self.iterated(object, class)
                {
                    result = result.join(&element);
                    continue;
                }
            }
            let part = self.member(&Value::object(object.clone()), &Key::Any);
            result = result.join(&part);
        }
        if value
            .data()
            .is_none_or(|data| data.open || data.objects.is_empty())
        {
            result = result.join(&Value::Unknown);
        }
        let known = self.state.fact(value.identity());
        if known != 0 {
            result = super::cleaned(&result, known);
        }
        let labels = inherited_labels(value);
        if labels.is_empty() {
            return result;
        }
        let mut labels = self.inside(labels, &Key::Any);
        // The element of a tainted whole is tainted.
        let mut all = smallvec::SmallVec::new();
        add_labels(&mut all, &labels);
        labels.clear();
        let identity = self.made_identity();
        result.and_labels(&all).identified(identity)
    }

    /// What iterating over an instance gives, if its class says so.
    ///
    /// The iterator that `__iter__` gives is not asked for another one, as Python does not ask it:
    /// there may be no end to those.
    fn iterated(&mut self, object: &Object, class: ClassRef) -> Option<Value> {
        let iter = self.engine.symbols.names.iter;
        self.engine.method_of(class, iter)?;
        let receiver = Value::object(object.clone());
        let iterator = self.call_dunder(&receiver, iter, &[])?;
        let mut result = Value::Bottom;
        let mut rest = iterator.to_data();
        rest.objects.clear();
        for object in iterator.objects() {
            let iterator = Value::object(object.clone());
            let next = self.engine.symbols.names.next;
            let element = match self.call_dunder(&iterator, next, &[]) {
                Some(element) => element,
                None if self.is_instance(object) => self.member(&iterator, &Key::Any),
                None => {
                    rest.objects.push(object.clone());
                    continue;
                }
            };
            result = result.join(&element);
        }
        if rest.open || !rest.objects.is_empty() || !rest.constants.is_empty() {
            result = result.join(&self.element(&rest.into()));
        }
        Some(result)
    }

    fn is_instance(&self, object: &Object) -> bool {
        let Object::Cell(id) = object else {
            return false;
        };
        self.cell(*id)
            .is_some_and(|cell| matches!(cell.kind, CellKind::Instance(_)))
    }

    /// The elements of a value in a container where their positions are others:
    /// what was found of the first one says nothing of the first one there.
    pub(super) fn moved(&mut self, value: &Value) -> Value {
        let element = self.element(value);
        let element = self.with_facts(element);
        if element.identity() == 0 || element.labels().is_empty() {
            return element;
        }
        let identity = self.made_identity();
        element.identified(identity)
    }

    /// All elements in order, if they are known.
    pub(super) fn elements(&self, value: &Value) -> Option<Vec<Value>> {
        let [object] = value.objects() else {
            return None;
        };
        if value.data()?.open {
            return None;
        }
        let cell = self.cell(Self::own_cell(object)?)?;
        if !cell.is_sequence() {
            return None;
        }
        cell.elements()
    }

    /// The next element of an iteration, whether the body may run, and whether it may end.
    pub(super) fn next_element(&mut self, value: &Value) -> (Value, bool, bool) {
        let known_empty = value.data().is_some_and(|data| !data.open)
            && !value.objects().is_empty()
            && value.objects().iter().all(|object| match object {
                Object::Cell(id) => self.cell(*id).is_some_and(|cell| {
                    !cell.many
                        && cell.fields.is_empty()
                        && cell.rest == Value::Bottom
                        && !matches!(cell.kind, CellKind::Instance(_) | CellKind::Library(_))
                }),
                _ => false,
            });
        if known_empty {
            return (Value::Bottom, false, true);
        }
        let element = self.element(value);
        let element = if element == Value::Bottom {
            Value::Unknown
        } else {
            element
        };
        let element = self.as_element(element, value);
        // Each round sees a new element: what was known of the last one is void.
        if !element.labels().is_empty() {
            let element = self.force(&element);
            let identity = self.made_identity();
            self.forget_said(identity);
            return (element.identified(identity), true, true);
        }
        (self.force(&element), true, true)
    }

    /// An element remembers the whole that it comes from: a text, or the characters of a constant collection.
    pub(super) fn as_element(&mut self, element: Value, whole: &Value) -> Value {
        if element.data().is_some_and(|data| data.aspect.is_some()) {
            return element;
        }
        if let Some(members) = self.constant_members(whole) {
            let single = |member: &Const| match member {
                Const::Str(text) if text.chars().nth(1).is_none() => Some(text.to_string()),
                _ => None,
            };
            let text: String = members.iter().filter_map(single).collect();
            let identity = self.identity(IdentityKey::Text(Arc::from(text)));
            return element.with_aspect(identity, Aspect::Element);
        }
        if matches!(element, Value::Unknown) || whole.identity() == 0 {
            return element;
        }
        element.with_aspect(whole.identity(), Aspect::Element)
    }
}
