//! How values join where paths meet.

use std::sync::Arc;

use smallvec::SmallVec;

use super::{
    Aspect, CONSTANTS, Const, Data, Identity, LABELS, Label, Mask, OBJECTS, Predicate, Value,
    add_labels,
};

pub(super) fn opened(data: &Arc<Data>, value: &Value) -> Value {
    if data.open
        && data.identity == 0
        && data.predicate.is_none()
        && data.aspect.is_none()
        && data.prefix.is_none()
        && data.types == 0
    {
        return value.clone();
    }
    let mut data = (**data).clone();
    data.open = true;
    data.identity = 0;
    data.predicate = None;
    data.aspect = None;
    data.prefix = None;
    data.types = 0;
    data.into()
}

/// True if joining `b` surely leaves `a` as it is. Says so only where that is plain.
pub(super) fn absorbs(a: &Data, b: &Data) -> bool {
    let plain = a.predicate.is_none()
        && (b.predicate.is_none() || a.open)
        && (a.identity == 0 || a.identity == b.identity)
        && (a.aspect.is_none() || a.aspect == b.aspect)
        && (a.open || !b.open)
        && (a.types == 0 || b.types != 0 && a.types | b.types == a.types)
        && a.constants.len() <= CONSTANTS / 2;
    plain
        // A single text is its own beginning.
        && (a.open || a.constants.len() != 1 || !a.objects.is_empty())
        && (a.prefix.as_deref()).is_none_or(|prefix| {
            a.open && a.objects.is_empty() && begins_with(b, prefix)
        })
        && b.constants
            .iter()
            .all(|constant| a.constants.iter().any(|known| known.0 == constant.0))
        && b.objects.iter().all(|object| a.objects.contains(object))
        && covers(&a.labels, &b.labels)
}

/// True if a value surely begins with this text.
fn begins_with(data: &Data, prefix: &str) -> bool {
    match (data.open, data.constants.as_slice(), &*data.objects) {
        (false, [(Const::Str(text), _)], []) => text.starts_with(prefix),
        (_, _, _) => (data.prefix.as_deref()).is_some_and(|known| known.starts_with(prefix)),
    }
}

/// True if adding the taints `b` would leave `a` as they are.
fn covers(a: &[Label], b: &[Label]) -> bool {
    let says_more = |known: &Label, label: &Label| {
        known.origin == label.origin
            && known.cleaned & label.cleaned == known.cleaned
            && known.doubt <= label.doubt
    };
    // What has no room any more is not added.
    let last = a.get(LABELS - 1).map(|last| &last.origin);
    // Mostly the two lists are about the same origins.
    let mut expected = a.iter();
    b.iter().all(|label| {
        expected.next().is_some_and(|known| says_more(known, label))
            || a.iter().any(|known| says_more(known, label))
            || last.is_some_and(|last| *last < label.origin)
    })
}

/// What both are a part of; an empty text beside a part of an address says no less: `parsed.hostname or ""`.
fn joined_aspect(a: &Data, b: &Data) -> Option<(Identity, Aspect)> {
    let is_empty = |data: &Data| {
        let empty = matches!(data.constants.as_slice(), [(Const::Str(text), _)] if text.is_empty());
        empty && !data.open && data.objects.is_empty() && data.labels.is_empty()
    };
    match (a.aspect, b.aspect) {
        (a, b) if a == b => a,
        (Some((of, Aspect::UrlHost)), None) if is_empty(b) => Some((of, Aspect::UrlHost)),
        (None, Some((of, Aspect::UrlHost))) if is_empty(a) => Some((of, Aspect::UrlHost)),
        _ => None,
    }
}

pub(super) fn join_data(a: &Arc<Data>, b: &Arc<Data>) -> Value {
    let mut data = Data {
        open: a.open || b.open,
        identity: if a.identity == b.identity {
            a.identity
        } else {
            0
        },
        aspect: joined_aspect(a, b),
        types: if a.types == 0 || b.types == 0 {
            0
        } else {
            a.types | b.types
        },
        prefix: None,
        predicate: join_predicates(a, b),
        constants: a.constants.clone(),
        objects: a.objects.clone(),
        labels: a.labels.clone(),
    };
    for constant in &b.constants {
        if !data.constants.iter().any(|known| known.0 == constant.0) {
            data.constants.push(constant.clone());
        }
    }
    let numbers = data
        .constants
        .iter()
        .filter(|c| matches!(c.0, Const::Int(_)))
        .count();
    if data.constants.len() > CONSTANTS || numbers > CONSTANTS / 2 {
        data.constants.clear();
        data.open = true;
    }
    for object in &b.objects {
        if !data.objects.contains(object) {
            if data.objects.len() >= OBJECTS {
                data.open = true;
                break;
            }
            data.objects.push(object.clone());
        }
    }
    if (data.open || data.constants.len() > 1) && data.objects.is_empty() {
        data.prefix = common_prefix(a, b);
    }
    add_labels(&mut data.labels, &b.labels);
    data.into()
}

/// Both sides' predicates, where a side that is surely false (true) says anything when true (false).
pub(super) fn join_predicates(a: &Arc<Data>, b: &Arc<Data>) -> Option<Arc<Predicate>> {
    if a.predicate.is_none() && b.predicate.is_none() {
        return None;
    }
    let truth_a = Value::Known(Arc::clone(a)).truth();
    let truth_b = Value::Known(Arc::clone(b)).truth();
    let none = Arc::new(Predicate::default());
    let pa = a.predicate.as_ref().unwrap_or(&none);
    let pb = b.predicate.as_ref().unwrap_or(&none);
    let if_true = match (truth_a, truth_b) {
        (Some(false), _) => pb.if_true.clone(),
        (_, Some(false)) => pa.if_true.clone(),
        _ => intersect(&pa.if_true, &pb.if_true),
    };
    let if_false = match (truth_a, truth_b) {
        (Some(true), _) => pb.if_false.clone(),
        (_, Some(true)) => pa.if_false.clone(),
        _ => intersect(&pa.if_false, &pb.if_false),
    };
    let every_true = match (truth_a, truth_b) {
        (Some(false), _) => pb.every_true.clone(),
        (_, Some(false)) => pa.every_true.clone(),
        _ => intersect(&pa.every_true, &pb.every_true)
            .into_iter()
            .collect(),
    };
    let every_false = match (truth_a, truth_b) {
        (Some(true), _) => pb.every_false.clone(),
        (_, Some(true)) => pa.every_false.clone(),
        _ => intersect(&pa.every_false, &pb.every_false)
            .into_iter()
            .collect(),
    };
    let predicate = Predicate {
        if_true,
        if_false,
        every_true,
        every_false,
    };
    (!predicate.is_empty()).then(|| Arc::new(predicate))
}

/// The facts that both lists hold.
pub(crate) fn intersect(
    a: &[(Identity, Mask)],
    b: &[(Identity, Mask)],
) -> SmallVec<[(Identity, Mask); 2]> {
    a.iter()
        .filter_map(|(identity, mask)| {
            let other = b
                .iter()
                .filter(|(id, _)| id == identity)
                .fold(0, |all, (_, mask)| all | mask);
            (mask & other != 0).then_some((*identity, mask & other))
        })
        .collect()
}

pub(super) fn common_prefix(a: &Arc<Data>, b: &Arc<Data>) -> Option<Arc<str>> {
    let a = Value::Known(Arc::clone(a));
    let b = Value::Known(Arc::clone(b));
    let (a, b) = (a.prefix()?, b.prefix()?);
    let shared: String = a
        .chars()
        .zip(b.chars())
        .take_while(|(x, y)| x == y)
        .map(|(x, _)| x)
        .collect();
    (!shared.is_empty()).then(|| Arc::from(shared))
}
