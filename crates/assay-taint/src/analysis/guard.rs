//! What a condition says about the values it looks at.

use assay_models::SourceKind;
use assay_python::ir::{CmpOp, Const, Reg, Test};
use smallvec::SmallVec;

use super::Analysis;
use crate::characters::{JUDGED, NO_HOST, NO_SCHEME, PLACES};
use crate::state::CellKind;
use crate::value::{ALL, Aspect, Identity, Mask, Object, Origin, Predicate, Value, types};

impl Analysis<'_> {
    /// Takes a condition for true or false; answers whether that can be.
    pub(super) fn assume(&mut self, condition: &Value, truth: bool) -> bool {
        let Some(data) = condition.data() else {
            return true;
        };
        if let Some(predicate) = &data.predicate {
            let facts = if truth {
                &predicate.if_true
            } else {
                &predicate.if_false
            };
            for (identity, mask) in facts.clone() {
                self.state.learn(identity, mask);
            }
        }
        if !truth && data.identity != 0 && !data.labels.is_empty() {
            // A value that is false is empty, None or zero: nothing to worry about.
            self.state.learn(data.identity, ALL);
        }
        if !truth && let Some((of, mask)) = self.absent_part(condition) {
            self.state.learn(of, mask);
        }
        true
    }

    /// An identity stands for a new value: flags that were set for the last one say nothing of it.
    pub(super) fn forget_said(&mut self, identity: Identity) {
        let mentions = |facts: &[(Identity, Mask)]| facts.iter().any(|(id, _)| *id == identity);
        for slot in &mut self.state.registers {
            let said = slot
                .data()
                .and_then(|data| data.predicate.as_deref())
                .is_some_and(|predicate| {
                    mentions(&predicate.if_true) || mentions(&predicate.if_false)
                });
            if said {
                let mut data = slot.to_data();
                data.predicate = None;
                *slot = data.into();
            }
        }
    }

    /// A boolean that was branched on is known from then on: `a and b` is `False` where `a` was.
    pub(super) fn decide(&mut self, condition: Reg, value: &Value, truth: bool) {
        let Some(data) = value.data() else { return };
        if data.types != types::NUMBER
            || data.predicate.is_none()
            || !data.labels.is_empty()
            || !data.objects.is_empty()
        {
            return;
        }
        if let Some(slot) = self.state.registers.get_mut(condition.0 as usize) {
            let predicate = data.predicate.as_deref().cloned().unwrap_or_default();
            *slot = Value::constant(Const::Bool(truth), None).with_predicate(predicate);
        }
    }

    /// What `a op b` says when true and when false.
    pub(super) fn comparison_predicate(&mut self, op: CmpOp, a: &Value, b: &Value) -> Predicate {
        let mut predicate = Predicate::default();
        match op {
            CmpOp::Eq | CmpOp::NotEq | CmpOp::Is | CmpOp::IsNot => {
                let positive = matches!(op, CmpOp::Eq | CmpOp::Is);
                for (subject, other) in [(a, b), (b, a)] {
                    let is_fixed = self.is_untainted(other) || self.is_own_host(other);
                    let facts = if is_fixed && !self.shares_input(subject, other) {
                        self.equality_facts(subject)
                    } else {
                        // `name == secure_filename(name)`: what equals something harmless is so itself.
                        self.subject_facts(subject, self.cleaned_all(other))
                    };
                    let side = if positive {
                        &mut predicate.if_true
                    } else {
                        &mut predicate.if_false
                    };
                    side.extend(facts);
                    let said = self.said_by_constant(subject, other);
                    let said = if positive { said } else { said.inverted() };
                    predicate.if_true.extend(said.if_true);
                    predicate.if_false.extend(said.if_false);
                }
            }
            CmpOp::In | CmpOp::NotIn => {
                let positive = op == CmpOp::In;
                if self.is_untainted_collection(b) && !self.shares_input(a, b) {
                    let facts = match (a.data().and_then(|data| data.aspect), b.sure_text()) {
                        // A character of a text is one that this text holds.
                        (Some((_, Aspect::Element)), Some(good)) => {
                            let characters = &self.engine.symbols.characters;
                            let mask = characters.without(|character| !good.contains(character));
                            self.subject_facts(a, mask)
                        }
                        _ => self.equality_facts(a),
                    };
                    let side = if positive {
                        &mut predicate.if_true
                    } else {
                        &mut predicate.if_false
                    };
                    side.extend(facts);
                } else if b.types() & types::STR == 0 {
                    // What is one of several harmless things is so itself.
                    let facts = self.subject_facts(a, self.cleaned_all(b));
                    let side = if positive {
                        &mut predicate.if_true
                    } else {
                        &mut predicate.if_false
                    };
                    side.extend(facts);
                }
                // `".." in path`: without dots and separators a path stays where it is.
                if let Some(text) = a.sure_text() {
                    let mask = self.engine.symbols.characters.not_holding(text);
                    let mut facts = self.subject_facts(b, mask);
                    // `".." in Path(path).parts`; of other names it says nothing that they are not part of a longer one.
                    if let Some((of, Aspect::PathParts)) = b.data().and_then(|data| data.aspect)
                        && &**text == ".."
                    {
                        facts.push((of, mask));
                    }
                    let side = if positive {
                        &mut predicate.if_false
                    } else {
                        &mut predicate.if_true
                    };
                    side.extend(facts);
                }
                let mut every = Predicate::default();
                self.every_membership(a, b, &mut every);
                let every = if positive { every } else { every.inverted() };
                predicate.every_true.extend(every.every_true);
                predicate.every_false.extend(every.every_false);
                // `ROOT in path.resolve().parents`.
                if let Some((of, Aspect::Resolved)) = b.data().and_then(|data| data.aspect)
                    && self.is_untainted(a)
                {
                    let mask = self.engine.symbols.path_kinds;
                    let side = if positive {
                        &mut predicate.if_true
                    } else {
                        &mut predicate.if_false
                    };
                    side.push((of, mask));
                    if b.identity() != 0 {
                        side.push((b.identity(), mask));
                    }
                }
            }
            CmpOp::Lt | CmpOp::LtE => predicate.if_true.extend(self.contained(a, b)),
            CmpOp::Gt | CmpOp::GtE => predicate.if_true.extend(self.contained(b, a)),
        }
        predicate
    }

    /// What `subject == other` and `subject is other` say beyond equality: a match that is not `None` is one.
    fn said_by_constant(&self, subject: &Value, other: &Value) -> Predicate {
        let Some(known) = subject.data().and_then(|data| data.predicate.as_deref()) else {
            return Predicate::default();
        };
        let boolean = subject.types() == types::NUMBER;
        match other.sure_constant() {
            Some(Const::None) if !boolean && self.is_true_or_none(subject, known) => {
                known.clone().inverted()
            }
            Some(Const::Bool(true)) if boolean => known.clone(),
            Some(Const::Bool(false)) if boolean => known.clone().inverted(),
            _ => Predicate::default(),
        }
    }

    /// True if the value is surely true unless it is `None`, or if no more than a judgement hangs on it.
    fn is_true_or_none(&self, subject: &Value, said: &Predicate) -> bool {
        let constants = subject.constants();
        let fits = |constant: &Const| *constant == Const::None || crate::value::truthy(constant);
        let judged = || said.if_true.iter().all(|(_, mask)| *mask == JUDGED);
        !subject.objects().is_empty()
            || constants.iter().all(|(constant, _)| fits(constant))
                && (subject.sure_constants().is_some() || judged())
    }

    /// What membership says once it was asked of every element: of every character of a text, or for every bad character.
    fn every_membership(&self, a: &Value, b: &Value, predicate: &mut Predicate) {
        let Some((of, Aspect::Element)) = a.data().and_then(|data| data.aspect) else {
            return;
        };
        let characters = &self.engine.symbols.characters;
        match self.identity_text(of) {
            Some(bad) => {
                let mask = characters.mentioned(bad);
                predicate.every_false.extend(self.subject_facts(b, mask));
            }
            None => {
                let good: Option<String> = match b.sure_text() {
                    Some(text) => Some(text.to_string()),
                    None => self
                        .constant_members(b)
                        .map(|members| members.iter().filter_map(crate::fold::display).collect()),
                };
                let mask = match good {
                    Some(good) => characters.without(|c| !good.contains(c)),
                    None if self.is_untainted(b) => ALL,
                    None => return,
                };
                predicate.every_true.push((of, mask));
            }
        }
    }

    /// What `set(text) <= set("abc")` says of the text.
    pub(super) fn contained(&self, part: &Value, whole: &Value) -> Option<(Identity, Mask)> {
        let [object] = part.objects() else {
            return None;
        };
        let cell = self.cell(Self::own_cell(object)?)?;
        if cell.kind != CellKind::Set || !cell.fields.is_empty() {
            return None;
        }
        let (of, Aspect::Element) = cell.rest.data()?.aspect? else {
            return None;
        };
        let good: String = match whole.sure_text() {
            Some(text) => text.to_string(),
            None => self
                .constant_members(whole)?
                .iter()
                .filter_map(crate::fold::display)
                .collect(),
        };
        let characters = &self.engine.symbols.characters;
        Some((of, characters.without(|c| !good.contains(c))))
    }

    /// What holds of a whole once it holds of every element.
    pub(super) fn every_facts(subject: &Value, mask: Mask) -> SmallVec<[(Identity, Mask); 1]> {
        match subject.data().and_then(|data| data.aspect) {
            Some((of, Aspect::Element)) => SmallVec::from_iter([(of, mask)]),
            _ => SmallVec::new(),
        }
    }

    /// What a condition says that is a part of a URL: without host and scheme it leads nowhere else.
    pub(super) fn absent_part(&self, condition: &Value) -> Option<(Identity, Mask)> {
        let data = condition.data()?;
        // Of `host if wanted else ""` nobody knows why it is empty.
        match data.aspect.filter(|_| data.constants.is_empty())? {
            (of, Aspect::UrlHost) => Some((of, NO_HOST)),
            (of, Aspect::UrlScheme) => Some((of, NO_SCHEME)),
            _ => None,
        }
    }

    /// What `subject.endswith(suffix)` says: a host that ends with a dot and a domain is one below it.
    pub(super) fn suffix_predicate(&self, subject: &Value, suffix: &Value) -> Predicate {
        let mut predicate = Predicate::default();
        let suffixes = self.elements(suffix);
        let suffixes = suffixes.as_deref().unwrap_or(std::slice::from_ref(suffix));
        let is_domain = |suffix: &Value| {
            let domain = suffix.sure_text().and_then(|text| text.strip_prefix('.'));
            domain.is_some_and(|domain| domain.contains('.'))
        };
        if let Some((of, Aspect::UrlHost)) = subject.data().and_then(|data| data.aspect)
            && !suffixes.is_empty()
            && suffixes.iter().all(is_domain)
        {
            predicate.if_true.push((of, self.engine.symbols.url_kinds));
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
                Aspect::UrlScheme => facts.push((of, self.engine.symbols.scheme_kinds)),
                Aspect::UrlParts | Aspect::Length | Aspect::Element | Aspect::PathParts => {}
            }
        }
        facts
    }

    /// The value is harmless for these kinds, as is what it is a folded form of.
    pub(super) fn subject_facts(
        &self,
        subject: &Value,
        mask: Mask,
    ) -> SmallVec<[(Identity, Mask); 2]> {
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

    /// For what everything in the value is harmless, wherever it stands.
    fn cleaned_all(&self, value: &Value) -> Mask {
        let labels = self.deep(value);
        labels.iter().fold(ALL, |mask, label| mask & label.cleaned) & !PLACES
    }

    pub(super) fn is_untainted(&self, value: &Value) -> bool {
        match value {
            Value::Bottom => true,
            Value::Unknown => true,
            Value::Known(_) => self.deep(value).iter().all(|label| match &label.origin {
                Origin::Root(_) => true,
                Origin::Source(_, kind, _) => {
                    let kinds = self.engine.symbols.models.kinds();
                    let facts = kinds.source_facts(SourceKind(*kind));
                    facts.is_some_and(|facts| facts.own)
                }
            }),
        }
    }

    /// True if one of the values is made of input that the other one is made of, too:
    /// what `name == shown(name)` says is no more than what `shown` gives.
    fn shares_input(&self, one: &Value, other: &Value) -> bool {
        let (ours, theirs) = (self.deep(one), self.deep(other));
        ours.iter().any(|label| {
            let Origin::Root(_) = label.origin else {
                return false;
            };
            theirs.iter().any(|their| their.origin == label.origin)
        })
    }

    /// The host that the client itself asked for: somebody else cannot choose it for them.
    fn is_own_host(&self, value: &Value) -> bool {
        let own = self.engine.symbols.own_host;
        self.deep(value).iter().all(|label| match &label.origin {
            Origin::Source(_, kind, _) => Some(*kind) == own,
            Origin::Root(_) => true,
        })
    }

    /// The address of the application itself, with the slash that ends its host: `request.host_url`.
    pub(super) fn is_own_root(&self, value: &Value) -> bool {
        let [Object::Symbol(symbol)] = value.objects() else {
            return false;
        };
        let text = self.engine.symbols.text(*symbol);
        (text.ends_with(".host_url") || text.ends_with(".url_root")) && self.is_own_host(value)
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
        let mut streams = !classes.is_empty();
        for class in &classes {
            for object in class.objects() {
                let kind = match object {
                    Object::Symbol(symbol) => self.engine.symbols.builtin_type(*symbol),
                    _ => 0,
                };
                let made = match object {
                    Object::Symbol(symbol) => self.engine.symbols.called(*symbol),
                    _ => None,
                };
                streams &= made.is_some_and(|made| self.engine.symbols.is_stream(made));
                known &= kind != 0;
                wanted |= kind;
                numeric &= kind == types::NUMBER;
            }
            known &= !class.objects().is_empty();
            streams &= !class.objects().is_empty();
        }
        if let Some(answer) = self.is_surely_instance(subject, &classes) {
            return Value::constant(Const::Bool(answer), None);
        }
        if known && let Some(constants) = subject.sure_constants() {
            let all = constants
                .iter()
                .all(|(c, _)| crate::value::type_of(c) & wanted != 0);
            let none = constants
                .iter()
                .all(|(c, _)| crate::value::type_of(c) & wanted == 0);
            // A boolean is an integer too; the other way round is not decided here.
            if none || (all && wanted != types::NUMBER) {
                return Value::constant(Const::Bool(all), None);
            }
        }
        let mut predicate = Predicate::default();
        if numeric && known && wanted == types::NUMBER {
            predicate.if_true = self.subject_facts(subject, self.engine.symbols.numeric);
        }
        if streams {
            let mask = self.engine.symbols.path_kinds;
            (predicate.if_true).extend(self.subject_facts(subject, mask));
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
