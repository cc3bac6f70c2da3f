//! Values whose cells get other numbers: on their way into a summary, and out of it.

use std::sync::Arc;

use super::{Bound, CellId, Deferred, Method, Object, Value};

/// The value with its cells renumbered. A cell without a new number is left out.
pub(crate) fn map_cells(value: &Value, map: &mut dyn FnMut(CellId) -> Option<CellId>) -> Value {
    let Some(data) = value.data() else {
        return value.clone();
    };
    let plain = data.objects.iter().all(|object| {
        !matches!(
            object,
            Object::Cell(_)
                | Object::Function(_, Some(_))
                | Object::Bound(_)
                | Object::Super(..)
                | Object::Wrapped(..)
                | Object::Deferred(_)
        )
    });
    if plain && data.identity == 0 && data.predicate.is_none() && data.aspect.is_none() {
        return value.clone();
    }
    let mut out = data.clone();
    out.identity = 0;
    out.predicate = None;
    out.aspect = None;
    out.objects.clear();
    for object in &data.objects {
        match object {
            Object::Cell(id) => match map(*id) {
                Some(id) => out.objects.push(Object::Cell(id)),
                None => out.open = true,
            },
            Object::Function(function, environment) => {
                out.objects
                    .push(Object::Function(*function, environment.and_then(&mut *map)));
            }
            Object::Bound(bound) => {
                let receiver = map_cells(&bound.receiver, map);
                let method = match &bound.method {
                    Method::Function(function, environment) => {
                        Method::Function(*function, environment.and_then(&mut *map))
                    }
                    Method::Native(name) => Method::Native(*name),
                    Method::Partial(args, keywords) => Method::Partial(
                        args.iter().map(|arg| map_cells(arg, map)).collect(),
                        keywords
                            .iter()
                            .map(|(name, value)| (*name, map_cells(value, map)))
                            .collect(),
                    ),
                };
                out.objects
                    .push(Object::Bound(Arc::new(Bound { receiver, method })));
            }
            Object::Super(class, receiver) => {
                out.objects
                    .push(Object::Super(*class, Arc::new(map_cells(receiver, map))));
            }
            Object::Wrapped(wrap, inner) => {
                out.objects
                    .push(Object::Wrapped(*wrap, Arc::new(map_cells(inner, map))));
            }
            Object::Deferred(call) => out.objects.push(Object::Deferred(Arc::new(Deferred {
                callee: map_cells(&call.callee, map),
                args: call.args.iter().map(|arg| map_cells(arg, map)).collect(),
                keywords: call
                    .keywords
                    .iter()
                    .map(|(name, value)| (*name, map_cells(value, map)))
                    .collect(),
                decorator: call.decorator,
                span: call.span,
            }))),
            other => out.objects.push(other.clone()),
        }
    }
    out.into()
}
