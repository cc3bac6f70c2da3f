//! Operators: arithmetic, comparison and what they say when they fold.

use assay_python::ir::{BinOp, CmpOp, Const, UnaryOp};
use smallvec::SmallVec;

use super::Analysis;
use crate::fold;
use crate::state::CellKind;
use crate::trace::What;
use crate::value::{Key, Object, Predicate, Value, add_labels, types};

impl Analysis<'_> {
    pub(super) fn binary(&mut self, op: BinOp, a: &Value, b: &Value, in_place: bool) -> Value {
        if let (Some(left), Some(right)) = (a.sure_constants(), b.sure_constants())
            && let [(_, span), ..] = left
            && left.len() * right.len() <= 4
        {
            let span = *span;
            let mut folded = Value::Bottom;
            for (left, _) in a.constants() {
                for (right, _) in b.constants() {
                    match fold::binary(op, left, right) {
                        Some(constant) => folded = folded.join(&Value::constant(constant, span)),
                        None => folded = folded.join(&Value::Unknown),
                    }
                }
            }
            if folded != Value::Unknown {
                return folded;
            }
        }
        if let Some(result) = self.library_operator(op, a, b) {
            return result;
        }
        if let BinOp::Mod = op
            && (a.types() & (types::STR | types::BYTES) != 0 || a.prefix().is_some())
        {
            return self.percent_format(a, b);
        }
        if op == BinOp::Add
            && let Some(list) = self.concatenate_lists(a, b, in_place)
        {
            return list;
        }
        if in_place && op == BinOp::BitOr && self.update_mapping(a, b) {
            return a.clone();
        }
        if op == BinOp::BitOr
            && let Some(united) = self.united_mappings(a, b)
        {
            return united;
        }
        if let BinOp::Div = op
            && let Some(joined) = self.path_division(a, b)
        {
            return joined;
        }
        let numbers = a.types() == types::NUMBER && b.types() == types::NUMBER;
        let arithmetic = !matches!(
            op,
            BinOp::Add | BinOp::Mod | BinOp::Mul | BinOp::BitOr | BinOp::Div
        );
        // `set(text) - set("abc")`: empty if nothing else is in it.
        if op == BinOp::Sub
            && let Some(fact) = self.contained(a, b)
        {
            return Value::Unknown.with_predicate(Predicate {
                if_false: SmallVec::from_iter([fact]),
                ..Predicate::default()
            });
        }
        if numbers || arithmetic {
            return Value::of_type(if numbers { types::NUMBER } else { 0 }).and_labels(
                &numeric_labels(self.engine.symbols.numeric, &[self.deep(a), self.deep(b)]),
            );
        }
        if op == BinOp::Add {
            return self.concatenate(&[a.clone(), b.clone()]);
        }
        let mut labels = self.deep(a);
        add_labels(&mut labels, &self.deep(b));
        let mut result = Value::labelled(labels);
        if op == BinOp::Mul && a.types() == types::STR {
            let mut data = result.to_data();
            data.types = types::STR;
            result = data.into();
        }
        self.stepped(&result, &What::Text)
    }

    /// `a / b` where `a` is a path object: what `pathlib` makes of it.
    pub(super) fn path_division(&mut self, a: &Value, b: &Value) -> Option<Value> {
        let path = a.objects().iter().find_map(|object| match object {
            Object::Symbol(symbol) => Some(*symbol),
            _ => None,
        })?;
        let mut labels = SmallVec::new();
        for part in self.path_parts(&[a.clone(), b.clone()]) {
            add_labels(&mut labels, part.labels());
        }
        let value = Value::object(Object::Symbol(path)).and_labels(&labels);
        let identity = self.made_identity();
        Some(self.stepped(&value.identified(identity), &What::Text))
    }

    pub(super) fn unary(&mut self, op: UnaryOp, value: &Value) -> Value {
        if op == UnaryOp::Not {
            if let Some(truth) = value.truth() {
                return Value::constant(Const::Bool(!truth), None);
            }
            self.care(value);
            let predicate = value
                .data()
                .and_then(|data| data.predicate.as_deref().cloned())
                .unwrap_or_default();
            let mut predicate = predicate.inverted();
            predicate.if_true.extend(self.absent_part(value));
            return Value::of_type(types::NUMBER).with_predicate(predicate);
        }
        if let Some(constant) = value.sure_constant()
            && let Some(folded) = fold::unary(op, constant)
        {
            return Value::constant(folded, None);
        }
        Value::of_type(types::NUMBER)
    }

    pub(super) fn compare(&mut self, op: CmpOp, a: &Value, b: &Value) -> Value {
        if let Some(answer) = self.fold_comparison(op, a, b) {
            return Value::constant(Const::Bool(answer), None);
        }
        self.care(a);
        self.care(b);
        let predicate = self.comparison_predicate(op, a, b);
        Value::of_type(types::NUMBER).with_predicate(predicate)
    }

    pub(super) fn fold_comparison(&self, op: CmpOp, a: &Value, b: &Value) -> Option<bool> {
        if matches!(op, CmpOp::In | CmpOp::NotIn)
            && let Some(members) = self.constant_members(b)
        {
            let values = a.sure_constants()?;
            let mut answer = None;
            for (value, _) in values {
                let inside = members
                    .iter()
                    .any(|m| fold::compare(CmpOp::Eq, value, m) == Some(true));
                if answer.is_some_and(|before| before != inside) {
                    return None;
                }
                answer = Some(inside);
            }
            return answer.map(|inside| inside == (op == CmpOp::In));
        }
        if matches!(op, CmpOp::Is | CmpOp::IsNot | CmpOp::Eq | CmpOp::NotEq) {
            let none = |v: &Value| matches!(v.sure_constant(), Some(Const::None));
            let surely_not_none = |v: &Value| {
                v.data().is_some_and(|d| {
                    !d.open
                        && d.constants.iter().all(|c| c.0 != Const::None)
                        && !d.objects.is_empty()
                        && d.objects.iter().all(|o| {
                            matches!(
                                o,
                                Object::Cell(_)
                                    | Object::Function(..)
                                    | Object::Class(_)
                                    | Object::Module(_)
                                    | Object::Bound(_)
                            )
                        })
                })
            };
            if (none(a) && surely_not_none(b)) || (none(b) && surely_not_none(a)) {
                return Some(matches!(op, CmpOp::IsNot | CmpOp::NotEq));
            }
        }
        let (left, right) = (a.sure_constants()?, b.sure_constants()?);
        if left.len() * right.len() > 16 {
            return None;
        }
        let mut answer = None;
        for (x, _) in left {
            for (y, _) in right {
                let this = fold::compare(op, x, y)?;
                if answer.is_some_and(|before| before != this) {
                    return None;
                }
                answer = Some(this);
            }
        }
        answer
    }

    /// The members of a container that surely holds only constants.
    pub(super) fn constant_members(&self, value: &Value) -> Option<Vec<Const>> {
        let [object] = value.objects() else {
            return None;
        };
        if value.data()?.open {
            return None;
        }
        let id = self.state.cell_of(object, &self.roots)?;
        let cell = self.cell(id)?;
        let mut members = Vec::new();
        if cell.kind == CellKind::Dict {
            if cell.rest != Value::Bottom {
                return None;
            }
            for key in cell.fields.keys() {
                members.push(match key {
                    Key::Text(text) => Const::Str(std::sync::Arc::clone(text)),
                    Key::Index(index) => Const::Int(*index),
                    _ => return None,
                });
            }
            return Some(members);
        }
        if matches!(
            cell.kind,
            CellKind::Root(_) | CellKind::Instance(_) | CellKind::Library(_)
        ) {
            return None;
        }
        for value in cell.fields.values().chain(std::iter::once(&cell.rest)) {
            if *value == Value::Bottom {
                continue;
            }
            members.extend(
                value
                    .sure_constants()?
                    .iter()
                    .map(|(constant, _)| constant.clone()),
            );
        }
        (!members.is_empty()).then_some(members)
    }
}

/// The labels of operands of arithmetic: harmless wherever numbers are.
pub(super) fn numeric_labels(
    numeric: crate::value::Mask,
    operands: &[SmallVec<[crate::value::Label; 1]>],
) -> SmallVec<[crate::value::Label; 1]> {
    let mut labels = SmallVec::new();
    for operand in operands {
        for label in operand {
            let mut label = label.clone();
            label.cleaned |= numeric;
            add_labels(&mut labels, &[label]);
        }
    }
    labels
}
