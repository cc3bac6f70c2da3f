//! What a condition says about the values it looks at.

use assay_python::ir::{CmpOp, Const, Test};
use smallvec::SmallVec;

use super::Analysis;
use crate::value::{ALL, Aspect, Identity, Mask, Object, Predicate, Value, types};

impl Analysis<'_> {
    /// Takes a condition for true or false; answers whether that can be.
    pub(super) fn assume(&mut self, condition: &Value, truth: bool) -> bool {
        let Some(data) = condition.data() else { return true };
        if let Some(predicate) = &data.predicate {
            let facts = if truth { &predicate.if_true } else { &predicate.if_false };
            for (identity, mask) in facts.clone() {
                self.state.learn(identity, mask);
            }
        }
        if !truth && data.identity != 0 && !data.labels.is_empty() {
            // A value that is false is empty, None or zero: nothing to worry about.
            self.state.learn(data.identity, ALL);
        }
        true
    }

    /// What `a op b` says when true and when false.
    pub(super) fn comparison_predicate(&mut self, op: CmpOp, a: &Value, b: &Value) -> Predicate {
        let mut predicate = Predicate::default();
        match op {
            CmpOp::Eq | CmpOp::NotEq | CmpOp::Is | CmpOp::IsNot => {
                let positive = matches!(op, CmpOp::Eq | CmpOp::Is);
                for (subject, other) in [(a, b), (b, a)] {
                    if !self.is_untainted(other) {
                        continue;
                    }
                    let facts = self.equality_facts(subject);
                    let side = if positive { &mut predicate.if_true } else { &mut predicate.if_false };
                    side.extend(facts);
                }
            }
            CmpOp::In | CmpOp::NotIn => {
                let positive = op == CmpOp::In;
                if self.is_untainted_collection(b) {
                    let facts = self.equality_facts(a);
                    let side = if positive { &mut predicate.if_true } else { &mut predicate.if_false };
                    side.extend(facts);
                }
                // `".." in path`: without dots and separators a path stays where it is.
                if let Some(text) = a.sure_text() {
                    let mask = self.engine.symbols.kinds_without(text);
                    let facts = self.subject_facts(b, mask);
                    let side = if positive { &mut predicate.if_false } else { &mut predicate.if_true };
                    side.extend(facts);
                }
            }
            CmpOp::Lt | CmpOp::LtE | CmpOp::Gt | CmpOp::GtE => {}
        }
        predicate
    }

    /// A value that is one of a fixed set: harmless everywhere, as far as the compared part goes.
    fn equality_facts(&self, subject: &Value) -> SmallVec<[(Identity, Mask); 2]> {
        let mut facts = self.subject_facts(subject, ALL);
        if let Some((of, aspect)) = subject.data().and_then(|data| data.aspect) {
            match aspect {
                Aspect::Folded => facts.push((of, ALL)),
                Aspect::UrlHost => facts.push((of, self.engine.symbols.url_kinds)),
                Aspect::Resolved => facts.push((of, self.engine.symbols.path_kinds)),
                Aspect::UrlParts | Aspect::Length => {}
            }
        }
        facts
    }

    /// The value is harmless for these kinds, as is what it is a folded form of.
    pub(super) fn subject_facts(&self, subject: &Value, mask: Mask) -> SmallVec<[(Identity, Mask); 2]> {
        let mut facts = SmallVec::new();
        if mask == 0 {
            return facts;
        }
        if subject.identity() != 0 {
            facts.push((subject.identity(), mask));
        }
        if let Some((of, Aspect::Folded)) = subject.data().and_then(|data| data.aspect) {
            facts.push((of, mask));
        }
        facts
    }

    fn is_untainted(&self, value: &Value) -> bool {
        match value {
            Value::Bottom => true,
            Value::Unknown => true,
            Value::Known(_) => self
                .deep(value)
                .iter()
                .all(|label| matches!(label.origin, crate::value::Origin::Root(_))),
        }
    }

    /// A collection that the client does not choose. A plain text is none: `x in "abc"` says little,
    /// but nothing dangerous fits into a short constant.
    fn is_untainted_collection(&self, value: &Value) -> bool {
        if !self.is_untainted(value) {
            return false;
        }
        match value.data() {
            None => true,
            Some(data) => data.types & types::STR == 0 || data.constants.iter().all(|c| {
                matches!(&c.0, Const::Str(text) if text.len() < 64 || text.chars().all(char::is_alphanumeric))
            }),
        }
    }

    /// Tests that `match` patterns make.
    pub(super) fn pattern_test(&mut self, subject: &Value, test: &Test) -> Value {
        match test {
            Test::Sequence { len, open } => match self.elements(subject) {
                Some(elements) => {
                    let fits = if *open {
                        elements.len() >= *len as usize
                    } else {
                        elements.len() == *len as usize
                    };
                    Value::constant(Const::Bool(fits), None)
                }
                None if subject.types() & types::STR != 0 && subject.sure_constant().is_some() => {
                    Value::constant(Const::Bool(false), None)
                }
                None => Value::of_type(types::NUMBER),
            },
            Test::Mapping(_) => Value::of_type(types::NUMBER),
            Test::Instance(class) => {
                let class = self.read(*class);
                self.instance_test(subject, &class)
            }
        }
    }

    /// `isinstance(subject, class)`.
    pub(super) fn instance_test(&mut self, subject: &Value, class: &Value) -> Value {
        self.care(subject);
        let mut numeric = !class.objects().is_empty();
        let mut classes: Vec<Value> = vec![class.clone()];
        if let Some(elements) = self.elements(class) {
            classes = elements;
        }
        let mut wanted = 0_u8;
        let mut known = true;
        for class in &classes {
            for object in class.objects() {
                let kind = match object {
                    Object::Symbol(symbol) => self.engine.symbols.builtin_type(*symbol),
                    _ => 0,
                };
                known &= kind != 0;
                wanted |= kind;
                numeric &= kind == types::NUMBER;
            }
            known &= !class.objects().is_empty();
        }
        if known && let Some(constants) = subject.sure_constants() {
            let all = constants.iter().all(|(c, _)| crate::value::type_of(c) & wanted != 0);
            let none = constants.iter().all(|(c, _)| crate::value::type_of(c) & wanted == 0);
            // A boolean is an integer too; the other way round is not decided here.
            if none || (all && wanted != types::NUMBER) {
                return Value::constant(Const::Bool(all), None);
            }
        }
        let mut predicate = Predicate::default();
        if numeric && known && wanted == types::NUMBER {
            predicate.if_true = self.subject_facts(subject, self.engine.symbols.numeric);
        }
        if known && wanted & (types::DICT | types::LIST) == 0 {
            let mask = self.engine.symbols.structure_kinds;
            for fact in self.subject_facts(subject, mask) {
                predicate.if_true.push(fact);
            }
        }
        Value::of_type(types::NUMBER).with_predicate(predicate)
    }
}
