//! What references of models mean in a call, and whether conditions hold.

use std::sync::Arc;

use assay_models::{self as models, Base, Condition, Constant, Reference, Step, Test};
use assay_python::FunctionRef;
use assay_python::ir::{Const, ParamKind};
use smallvec::SmallVec;

use super::call::Args;
use super::{Analysis, cleaned};
use crate::state::CellKind;
use crate::value::{AccessPath, Key, Label, Method, Object, Origin, Root, Value, truthy, types};

impl Analysis<'_> {
    /// False if the call would raise because a function of the project does not take these arguments.
    pub(super) fn is_callable_with(&self, callee: &Object, args: &Args) -> bool {
        match callee {
            Object::Function(function, _) => self.takes(*function, 0, args),
            Object::Bound(bound) => match &bound.method {
                Method::Function(function, _) => self.takes(*function, 1, args),
                Method::Native(_) | Method::Partial(..) => true,
            },
            Object::Class(_)
            | Object::Symbol(_)
            | Object::External(_)
            | Object::Cell(_)
            | Object::Wrapped(..)
            | Object::Deferred(_)
            | Object::Root(_)
            | Object::Module(_)
            | Object::Namespace(_)
            | Object::Super(..) => true,
        }
    }

    /// False if there are more positional arguments than parameters, or keywords that are no parameters.
    ///
    /// What is missing does not count: decorators and frameworks give arguments of their own.
    pub(super) fn takes(&self, function: FunctionRef, front: usize, args: &Args) -> bool {
        let ir = self.engine.program.function(function);
        let has = |kind: ParamKind| ir.params.iter().any(|param| param.kind == kind);
        let places = ir
            .params
            .iter()
            .filter(|param| matches!(param.kind, ParamKind::PositionalOnly | ParamKind::Regular));
        let fits = has(ParamKind::VarArgs) || front + args.positional.len() <= places.count();
        fits && (has(ParamKind::KwArgs)
            || args.keywords.iter().all(|(name, _)| {
                ir.params.iter().any(|param| {
                    matches!(param.kind, ParamKind::Regular | ParamKind::KeywordOnly)
                        && self.engine.program.global(function.module, param.name) == *name
                })
            }))
    }

    /// The values that a reference means in this call.
    pub(super) fn argument(
        &mut self,
        reference: &Reference,
        receiver: &Value,
        args: &Args,
    ) -> SmallVec<[Value; 2]> {
        let mut values: SmallVec<[Value; 2]> = SmallVec::new();
        match &reference.base {
            Base::Position(at) => match args.positional.get(*at as usize) {
                Some(value) => values.push(value.clone()),
                None => match &args.sequence {
                    Some(sequence) => {
                        let at = i64::from(*at)
                            .saturating_sub(i64::try_from(args.positional.len()).unwrap_or(0));
                        values.push(self.member(sequence, &Key::Index(at)));
                    }
                    None => values.extend(args.star.clone()),
                },
            },
            Base::Keyword(name) => {
                let named = self
                    .engine
                    .symbols
                    .name(name)
                    .and_then(|name| args.keyword(name));
                match named {
                    Some(value) => values.push(value.clone()),
                    None => match &args.mapping {
                        Some(mapping) => {
                            values.push(self.member(mapping, &Key::Text(Arc::clone(name))));
                        }
                        None => values.extend(args.double_star.clone()),
                    },
                }
            }
            Base::Receiver => values.push(receiver.clone()),
            Base::From(first) => {
                values.extend(args.positional.iter().skip(*first as usize).cloned());
                values.extend(args.star.clone());
            }
            Base::Keywords => {
                values.extend(args.keywords.iter().map(|(_, value)| value.clone()));
                values.extend(args.double_star.clone());
            }
            Base::Every => values.extend(args.all().cloned()),
            Base::Result => {}
        }
        for step in &reference.path {
            let mut next: SmallVec<[Value; 2]> = SmallVec::new();
            for value in &values {
                // A text, and what nothing is known of, is no list of arguments: it is its own first item.
                let text = value.types() & (types::STR | types::BYTES | types::NUMBER) != 0;
                let opaque = !value
                    .objects()
                    .iter()
                    .any(|o| matches!(o, Object::Cell(_) | Object::Root(_)));
                if (text || opaque)
                    && (*step == Step::Index(0)
                        || *step == Step::Item(None) && !value.labels().is_empty())
                {
                    // What is found out of one item says nothing of the whole.
                    let whole = text || value.identity() == 0 || value.labels().is_empty();
                    let item = if whole {
                        value.clone()
                    } else {
                        let item = self.with_facts(value.clone());
                        let identity = self.made_identity();
                        item.identified(identity)
                    };
                    next.push(item);
                    continue;
                }
                if text && !matches!(step, Step::Attr(_)) || opaque && matches!(step, Step::From(_))
                {
                    continue;
                }
                match step {
                    Step::From(first) => match self.elements(value) {
                        Some(elements) => next.extend(elements.into_iter().skip(*first as usize)),
                        None => {
                            let element = self.element(value);
                            next.push(element);
                        }
                    },
                    Step::Index(at) => match self.elements(value) {
                        Some(elements) => next.extend(elements.get(*at as usize).cloned()),
                        None if value
                            .objects()
                            .iter()
                            .any(|o| matches!(o, Object::Cell(_) | Object::Root(_))) =>
                        {
                            let item = self.member(value, &Key::Index(i64::from(*at)));
                            next.push(item);
                        }
                        None => {}
                    },
                    Step::Item(None) => {
                        if value.objects().is_empty() && value.labels().is_empty() {
                            continue;
                        }
                        let item = self.member(value, &Key::Any);
                        next.push(item);
                    }
                    Step::Item(Some(text)) => {
                        let item = self.member(value, &Key::Text(Arc::clone(text)));
                        next.push(item);
                    }
                    Step::Attr(_) => {
                        if let Some(key) = self.step_key(step) {
                            let held = match value.objects() {
                                // What functions share holds what others put there: the items of a queue.
                                [Object::Cell(id)] if id.is_static() => {
                                    let held = (self.cell(*id))
                                        .and_then(|cell| cell.fields.get(&key).cloned());
                                    let path = AccessPath::new(Root::Static(*id));
                                    let shared = self.member_of_root(&path, &key);
                                    let found = held.is_some() || !shared.labels().is_empty();
                                    let held = held.unwrap_or(Value::Unknown);
                                    found.then(|| held.and_labels(shared.labels()))
                                }
                                [Object::Cell(id)] => self
                                    .cell(*id)
                                    .and_then(|cell| cell.fields.get(&key).cloned()),
                                [Object::Root(_), ..] | [_, Object::Root(_), ..] => {
                                    Some(self.member(value, &key))
                                }
                                // It keeps state, and nothing is known of it here.
                                [Object::Symbol(symbol)]
                                    if self.engine.symbols.info(*symbol).stateful =>
                                {
                                    Some(Value::Unknown)
                                }
                                _ => None,
                            };
                            next.extend(held);
                        }
                    }
                    Step::AnyAttr | Step::Call => {}
                }
            }
            values = next;
        }
        values
            .into_iter()
            .map(|value| self.with_facts(value))
            .collect()
    }

    /// True if all of `when` surely hold and none of `unless` may.
    pub(super) fn conditions(
        &mut self,
        conditions: &models::Conditions,
        receiver: &Value,
        args: &Args,
    ) -> bool {
        conditions
            .when
            .iter()
            .all(|condition| self.holds(condition, receiver, args))
            && !conditions
                .unless
                .iter()
                .any(|condition| self.holds(condition, receiver, args))
    }

    /// True if a condition surely holds.
    pub(super) fn holds(&mut self, condition: &Condition, receiver: &Value, args: &Args) -> bool {
        let mut value = None;
        for reference in &condition.arg {
            // Spread arguments may hold anything.
            let found = self
                .argument(reference, receiver, args)
                .into_iter()
                .filter(|value| !is_only_shared(value))
                .reduce(|a, b| a.join(&b));
            if found.is_some() {
                value = found;
                break;
            }
        }
        let Some(value) = value else {
            return match &condition.test {
                Test::Missing | Test::Off | Test::Not(_) => args.double_star.is_none(),
                _ => false,
            };
        };
        match &condition.test {
            // What is spread may be anything, so it is not surely given.
            Test::Given => {
                let names = &self.engine.symbols;
                return condition.arg.iter().any(|reference| match &reference.base {
                    Base::Position(at) => args.positional.len() > *at as usize,
                    Base::Keyword(name) => names
                        .name(name)
                        .is_some_and(|name| args.keyword(name).is_some()),
                    Base::From(_)
                    | Base::Receiver
                    | Base::Keywords
                    | Base::Every
                    | Base::Result => true,
                });
            }
            Test::Missing => return false,
            Test::Type(path) => return self.has_type(&value, path),
            Test::Overrides(method) => return self.overrides(&value, method),
            _ => {}
        }
        let Some(constants) = value.sure_constants() else {
            self.care(&value);
            return false;
        };
        constants
            .iter()
            .all(|(constant, _)| test(&condition.test, constant))
    }

    /// True for an instance of a project class that has a method of its own under this name.
    pub(super) fn overrides(&mut self, value: &Value, method: &str) -> bool {
        self.care(value);
        let Some(name) = self.engine.symbols.name(method) else {
            return false;
        };
        value.objects().iter().any(|object| {
            let class = match object {
                Object::Cell(id) => match self.cell(*id).map(|cell| &cell.kind) {
                    Some(CellKind::Instance(class)) => Some(*class),
                    _ => None,
                },
                Object::Root(path) => self.root_class(path),
                _ => None,
            };
            class.is_some_and(|class| {
                matches!(
                    self.engine.method_of(class, name),
                    Some(crate::engine::Member::Value(_))
                )
            })
        })
    }

    pub(super) fn has_type(&mut self, value: &Value, path: &models::Path) -> bool {
        let Some(wanted) = self.engine.symbols.path(path) else {
            return false;
        };
        let called = self.engine.symbols.called(wanted);
        let data = value.data();
        if data.is_some_and(|data| data.open) && value.objects().is_empty() {
            self.care(value);
        }
        value.objects().iter().any(|object| {
            let symbol = match object {
                Object::Symbol(symbol) => *symbol,
                Object::Cell(id) => match self.cell(*id).map(|cell| &cell.kind) {
                    Some(CellKind::Library(symbol)) => *symbol,
                    _ => return false,
                },
                // A class that inherits from the one that is asked for does for it.
                Object::Class(class) => {
                    let mut bases = self.engine.libraries_of(*class);
                    return bases.any(|base| self.engine.symbols.is_a(base, wanted));
                }
                _ => return false,
            };
            self.engine.symbols.is_a(symbol, wanted)
                || called.is_some_and(|called| self.engine.symbols.is_a(symbol, called))
        })
    }

    /// Arguments behind a template (`"… %r …", name`), as its conversions write them.
    pub(super) fn convert(&mut self, values: &mut [Value], positional: usize) {
        let Some((template, rest)) = values.split_first_mut() else {
            return;
        };
        let Some(conversions) = template
            .sure_text()
            .and_then(|text| crate::fold::conversions(text))
        else {
            return;
        };
        for (value, conversion) in rest
            .iter_mut()
            .take(positional.saturating_sub(1))
            .zip(conversions)
        {
            match conversion {
                'r' | 'a' => *value = self.quoted(value),
                's' => {}
                _ => *value = cleaned(value, self.engine.symbols.numeric),
            }
        }
    }

    pub(super) fn step_key(&self, step: &Step) -> Option<Key> {
        match step {
            Step::Attr(name) => Some(match self.engine.symbols.name(name) {
                Some(name) => Key::Attr(name),
                None => Key::Text(Arc::clone(name)),
            }),
            Step::Item(Some(text)) => Some(Key::Text(Arc::clone(text))),
            Step::Index(at) => Some(Key::Index(i64::from(*at))),
            Step::Item(None) => Some(Key::Any),
            Step::AnyAttr | Step::Call | Step::From(_) => None,
        }
    }
}

pub(super) fn same(constant: &Const, wanted: &Constant, fold_case: bool) -> bool {
    match (constant, wanted) {
        (Const::Bool(a), Constant::Bool(b)) => a == b,
        (Const::Int(a), Constant::Int(b)) => a == b,
        (Const::Number(a), Constant::Float(b)) => {
            a.parse::<f64>().is_ok_and(|a| (a - b).abs() < f64::EPSILON)
        }
        (Const::Str(a), Constant::Text(b)) if fold_case => a.eq_ignore_ascii_case(b),
        (Const::Str(a), Constant::Text(b)) => **a == **b,
        (Const::None, Constant::Text(b)) => b == "None",
        _ => false,
    }
}

pub(super) fn test(test: &Test, constant: &Const) -> bool {
    let text = match constant {
        Const::Str(text) => Some(&**text),
        _ => None,
    };
    match test {
        Test::Is(wanted) => same(constant, wanted, false),
        Test::Not(wanted) => !same(constant, wanted, false),
        Test::Given => true,
        Test::Missing | Test::Type(_) | Test::Overrides(_) => false,
        Test::Truthy => truthy(constant),
        Test::Falsy | Test::Off => !truthy(constant),
        Test::In(list) => list.iter().any(|wanted| same(constant, wanted, true)),
        Test::Literal => match constant {
            Const::Str(text) => !text.is_empty(),
            Const::Bytes(bytes) => !bytes.is_empty(),
            _ => false,
        },
        Test::Below(limit) => matches!(constant, Const::Int(value) if value < limit),
        Test::Bits(bits) => matches!(constant, Const::Int(value) if value & bits != 0),
        Test::Prefix(prefix) => text.is_some_and(|text| text.starts_with(&**prefix)),
        Test::Contains(part) => text.is_some_and(|text| text.contains(&**part)),
        Test::Matches(pattern) => text.is_some_and(|text| {
            regex::Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(text))
        }),
    }
}

/// A constant of a model.
pub(super) fn constant(constant: &Constant) -> Const {
    match constant {
        Constant::Bool(value) => Const::Bool(*value),
        Constant::Int(value) => Const::Int(*value),
        Constant::Float(value) => Const::Number(Arc::from(format!("{value:?}"))),
        Constant::Text(text) => Const::Str(Arc::from(&**text)),
    }
}

/// True for what only other functions could have put into something that they share: nobody here set it.
fn is_only_shared(value: &Value) -> bool {
    let is_shared = |label: &Label| {
        let Origin::Root(path) = &label.origin else {
            return false;
        };
        matches!(path.root, Root::Static(_))
    };
    !value.labels().is_empty()
        && value.objects().is_empty()
        && value.constants().is_empty()
        && value.labels().iter().all(is_shared)
}
