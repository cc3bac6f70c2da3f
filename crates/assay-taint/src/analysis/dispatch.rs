//! Which function is meant where the class of a value decides: `super()`, `isinstance` and `functools.singledispatch`.

use assay_python::ir::TypeExpr;
use assay_python::{ClassRef, FunctionRef, Name};
use std::sync::Arc;

use super::call::Args;
use super::{Analysis, cleaned};
use crate::engine::Member;
use crate::state::{CellKind, State};
use crate::value::{Bound, CellId, Key, Method, Object, Value, types};

/// A function that stands for another where the first argument is of some class.
#[derive(Clone, Debug)]
pub(crate) struct Variant {
    /// The class, if it was given; else the annotation of the parameter says it.
    pub(crate) class: Option<Value>,
    /// The function.
    pub(crate) function: FunctionRef,
}

impl Analysis<'_> {
    /// What `super()` of a class has under a name: which class is next, the class of the instance says.
    pub(super) fn above(
        &mut self,
        class: ClassRef,
        receiver: &Value,
        name: Name,
    ) -> Option<Member> {
        if self.engine.is_cooperative(class) {
            for object in receiver.objects() {
                if let Object::Root(path) = object {
                    self.draft.care(path);
                }
            }
            if let [Object::Class(own)] = self.class_of(receiver).objects()
                && *own != class
                && let Some(found) = self.engine.after_in(*own, class, name)
            {
                return Some(found);
            }
        }
        self.engine.after(class, name)
    }

    /// Whether a value is an instance of one of these classes of the project, where that is certain.
    pub(super) fn is_surely_instance(&self, subject: &Value, classes: &[Value]) -> Option<bool> {
        let data = subject.data()?;
        if data.open || data.objects.is_empty() || !data.constants.is_empty() {
            return None;
        }
        let mut wanted: Vec<ClassRef> = Vec::new();
        for class in classes {
            for object in class.objects() {
                match object {
                    Object::Class(class) => wanted.push(*class),
                    // An instance of a class of the project that inherits from nothing else is no text.
                    Object::Symbol(symbol) if self.engine.symbols.builtin_type(*symbol) != 0 => {}
                    _ => return None,
                }
            }
            if class.objects().is_empty() {
                return None;
            }
        }
        let mut answer = None;
        for object in &data.objects {
            let (class, exact) = match object {
                Object::Cell(id) => match self.cell(*id)?.kind {
                    CellKind::Instance(class) => (class, true),
                    _ => return None,
                },
                Object::Root(path) => (self.root_class(path)?, false),
                _ => return None,
            };
            let is_one = wanted
                .iter()
                .any(|wanted| self.engine.is_subclass(class, *wanted));
            let may_be_one = !exact
                && wanted
                    .iter()
                    .any(|wanted| self.engine.is_subclass(*wanted, class));
            let plain = self.engine.libraries_of(class).next().is_none();
            if !is_one && (may_be_one || !plain) {
                return None;
            }
            if answer.is_some_and(|answer| answer != is_one) {
                return None;
            }
            answer = Some(is_one);
        }
        answer
    }

    /// The attribute that a pattern means by a position: `case Pair(left, right)` of a class with `__match_args__`.
    pub(super) fn matched_name(&self, id: CellId, key: &Key) -> Option<Name> {
        let (Key::Index(_), CellKind::Instance(class)) = (key, &self.cell(id)?.kind) else {
            return None;
        };
        let Member::Value(names) =
            (self.engine).method_of(*class, self.engine.symbols.names.match_args)?
        else {
            return None;
        };
        let [Object::Cell(names)] = names.objects() else {
            return None;
        };
        let name = self.cell(*names)?.fields.get(key)?.clone();
        self.engine.symbols.name(name.sure_text()?)
    }

    /// `show.register(…)`, which says what `show` does with values of a class.
    ///
    /// ```python
    /// @show.register(int)
    /// def show_number(value): ...
    /// @show.register
    /// def show_text(value: str): ...
    /// ```
    pub(super) fn register_variant(
        &mut self,
        general: FunctionRef,
        receiver: &Value,
        register: Name,
        args: &Args,
    ) -> Option<Value> {
        let function = |value: &Value| match value.objects() {
            [Object::Function(function, _)] => Some(*function),
            _ => None,
        };
        let (class, given) = match args.positional.as_slice() {
            [given] if function(given).is_some() => (None, given),
            [class, given] => (Some(class.clone()), given),
            [_] => {
                let method = Value::object(Object::Bound(Arc::new(Bound {
                    receiver: receiver.clone(),
                    method: Method::Native(register),
                })));
                return Some(self.bound_partial(&method, args));
            }
            _ => return None,
        };
        let variant = Variant {
            class,
            function: function(given)?,
        };
        self.draft.variants.push((general, variant));
        Some(given.clone())
    }

    /// Calls what stands for a function where the first argument is of some class; `None` if nothing does.
    pub(super) fn call_variants(
        &mut self,
        function: FunctionRef,
        environment: Option<CellId>,
        receiver: Option<&Value>,
        args: &Args,
    ) -> Option<Value> {
        let engine = self.engine;
        let variants = engine.variants(function);
        let subject = args.positional.first().filter(|_| !variants.is_empty())?;
        let mut result = Value::Bottom;
        let mut certain = false;
        let mut alive = false;
        let dead = self.dead;
        // One of them runs: what each leaves is joined.
        let before = self.state.clone();
        let mut after: Option<State> = None;
        for variant in variants {
            let class = match &variant.class {
                Some(class) => class.clone(),
                None => self.annotated_class(variant.function, usize::from(receiver.is_some())),
            };
            let test = self.instance_test(subject, &class);
            if test.truth() == Some(false) {
                continue;
            }
            let is_builtin = |object: &Object| match object {
                Object::Symbol(symbol) => engine.symbols.builtin_type(*symbol),
                _ => 0,
            };
            let numeric = !class.objects().is_empty()
                && (class.objects().iter()).all(|object| is_builtin(object) == types::NUMBER);
            let mut args = args.clone();
            if let Some(first) = args.positional.first_mut().filter(|_| numeric) {
                *first = cleaned(first, engine.symbols.numeric);
            }
            self.dead = false;
            let value = self.call_function_itself(variant.function, environment, receiver, &args);
            alive |= !self.dead;
            result = result.join(&value);
            let left = std::mem::replace(&mut self.state, before.clone());
            match &mut after {
                Some(after) => {
                    after.join(&left);
                }
                None => after = Some(left),
            }
            if test.truth() == Some(true) {
                certain = true;
                break;
            }
        }
        if !certain {
            self.dead = false;
            let value = self.call_function_itself(function, environment, receiver, args);
            alive |= !self.dead;
            result = result.join(&value);
        }
        self.dead = dead || !alive;
        match after {
            Some(after) if certain => self.state = after,
            Some(after) => {
                self.state.join(&after);
            }
            None => {}
        }
        Some(result)
    }

    /// The classes that a parameter's annotation names.
    fn annotated_class(&self, function: FunctionRef, parameter: usize) -> Value {
        let ir = self.engine.program.function(function);
        let annotation = ir.params.get(parameter).and_then(|p| p.annotation.as_ref());
        annotation.map_or(Value::Unknown, |annotation| {
            self.named_class(function, annotation, 0)
        })
    }

    fn named_class(&self, function: FunctionRef, annotation: &TypeExpr, depth: u32) -> Value {
        match annotation {
            TypeExpr::Path(names) => match names.as_slice() {
                [name] => {
                    let name = self.engine.program.global(function.module, *name);
                    self.engine.global(function.module, name)
                }
                _ => Value::Unknown,
            },
            TypeExpr::Generic(base, _) if depth < 4 => self.named_class(function, base, depth + 1),
            TypeExpr::Union(members) if depth < 4 => members
                .iter()
                .map(|member| self.named_class(function, member, depth + 1))
                .fold(Value::Bottom, |all, one| all.join(&one)),
            TypeExpr::Generic(..) | TypeExpr::Union(_) | TypeExpr::Literal | TypeExpr::Other => {
                Value::Unknown
            }
        }
    }
}
