//! What comes in at a path: parameters, the environment, and state that outlives calls.

use std::sync::Arc;

use assay_python::ClassRef;
use assay_python::ir::{self};

use crate::trace::{Trace, What};
use crate::value::{
    AccessPath, Bound, Data, Key, Label, Method, Object, Origin, Root, Value, types,
};

use super::{Analysis, IdentityKey};

impl Analysis<'_> {
    /// What comes in at a path.
    pub(super) fn root_value(&mut self, path: &AccessPath) -> Value {
        if let Some(known) = self.inputs.get(path) {
            return known.clone();
        }
        let is_plain =
            matches!(path.root, Root::Param(_)) && self.seeds.iter().all(|(at, _)| at != path);
        let value = self.root_value_here(path);
        if is_plain {
            self.inputs.insert(path.clone(), value.clone());
        }
        value
    }

    /// The same, made anew: state that outlives calls is told with the place where it is read.
    fn root_value_here(&mut self, path: &AccessPath) -> Value {
        let identity = self.identity(IdentityKey::Root(path.clone()));
        if let Some((_, seed)) = self.seeds.iter().find(|(at, _)| at == path) {
            let mut data = seed.value.to_data();
            if matches!(seed.value, Value::Bottom) {
                data.open = false;
            }
            let objects = std::mem::take(&mut data.objects);
            for object in objects {
                data.objects.push(self.rooted(object, path));
            }
            if seed.class.is_some() || seed.library {
                data.objects.push(Object::Root(path.clone()));
            }
            data.labels.push(self.root_label(path));
            data.identity = identity;
            return data.into();
        }
        let mut data = Data::default();
        data.labels.push(self.root_label(path));
        data.objects.push(Object::Root(path.clone()));
        data.identity = identity;
        if let (Root::Param(number), true) = (path.root, path.keys.is_empty()) {
            self.type_parameter(number, &mut data);
            if let Some(param) = self.ir.params.get(number as usize)
                && data.types & types::NUMBER == 0
            {
                let name = self.global_name(param.name);
                let span = self.span(param.range);
                let symbols = &self.engine.symbols;
                let named = symbols.named_labels(Ok(name), span, |named| named.parameters);
                data.labels.extend(named);
            }
        }
        data.into()
    }

    /// A callable that came in at a path: its environment and receiver came in with it.
    pub(super) fn rooted(&mut self, object: Object, path: &AccessPath) -> Object {
        match object {
            Object::Function(function, Some(_)) => {
                let environment = path.then(&Key::Env).map(|path| self.root_cell(&path));
                Object::Function(function, environment)
            }
            Object::Bound(bound) => {
                let receiver = path
                    .then(&Key::Receiver)
                    .map_or(Value::Unknown, |path| self.root_value(&path));
                let method = match &bound.method {
                    Method::Function(function, Some(_)) => {
                        let environment = path.then(&Key::Env).map(|path| self.root_cell(&path));
                        Method::Function(*function, environment)
                    }
                    other => other.clone(),
                };
                Object::Bound(Arc::new(Bound { receiver, method }))
            }
            other => other,
        }
    }

    /// What a parameter's annotation says.
    pub(super) fn type_parameter(&mut self, number: u16, data: &mut Data) {
        let Some(param) = self.ir.params.get(number as usize) else {
            return;
        };
        match param.kind {
            ir::ParamKind::VarArgs => data.types = types::LIST,
            ir::ParamKind::KwArgs => data.types = types::DICT,
            _ => {}
        }
        if let Some(symbol) = self.engine.handed(self.function, number) {
            data.objects.push(Object::Symbol(symbol));
        }
        // `def application(environ, start_response)`: whoever writes these names means WSGI.
        let next = self.ir.params.get(number as usize + 1);
        let named = |param: &ir::Param, text: &str| {
            &*self.engine.symbols.name_text(self.global_name(param.name)) == text
        };
        if named(param, "environ")
            && next.is_some_and(|next| named(next, "start_response"))
            && let Some(symbol) = self.engine.symbols.dotted("flask.request.environ")
            && let Some(source) = &self.engine.symbols.info(symbol).read
        {
            let span = self.span(param.range);
            data.objects.push(Object::Symbol(symbol));
            data.labels
                .push(self.engine.symbols.source_label(source, span));
        }
        if let Some(annotation) = &param.annotation {
            let module = self.function.module;
            let (objects, _, numeric) = self.engine.annotation(module, annotation);
            for object in objects {
                if !data.objects.contains(&object) {
                    data.objects.push(object);
                }
            }
            if numeric {
                data.types = types::NUMBER;
                for label in &mut data.labels {
                    label.cleaned |= self.engine.symbols.numeric;
                }
            }
        }
    }

    pub(super) fn root_label(&self, path: &AccessPath) -> Label {
        let (span, what) = match path.root {
            Root::Param(number) => match self.ir.params.get(number as usize) {
                Some(param) => (
                    self.span(param.range),
                    What::Parameter(self.engine.program.global(self.function.module, param.name)),
                ),
                None => (self.span(self.ir.name_range), What::State),
            },
            Root::Env | Root::Static(_) | Root::Global(..) => (self.span(self.place), What::State),
        };
        Label {
            origin: Origin::Root(path.clone()),
            cleaned: 0,
            trace: Trace::input(span, what),
            doubt: crate::value::Doubt::None,
        }
    }

    /// The class that what came in at a path is an instance of, as far as the code says.
    pub(super) fn root_class(&self, path: &AccessPath) -> Option<ClassRef> {
        if let Some((_, seed)) = self.seeds.iter().find(|(at, _)| at == path)
            && seed.class.is_some()
        {
            return seed.class;
        }
        if let Root::Global(module, held) = path.root {
            let class = self.engine.held_class(module, held)?;
            return self.class_inside(class, &path.keys);
        }
        if let Root::Env = path.root {
            let up = path.keys.iter().take_while(|key| **key == Key::Env).count();
            let Some(Key::Attr(name)) = path.keys.get(up) else {
                return None;
            };
            let depth = u32::try_from(up).ok()?.checked_add(1)?;
            let class = (self.engine).captured_class(self.function, depth, *name)?;
            return self.class_inside(class, path.keys.get(up + 1..)?);
        }
        if let (Root::Param(0), [Key::Attr(name)]) = (path.root, path.keys.as_slice()) {
            let holder = self.root_class(&AccessPath::new(Root::Param(0)))?;
            self.consult(holder);
            return self.engine.field_class(holder, *name);
        }
        if path.keys.is_empty() && path.root == Root::Param(0) {
            let class = self.method_class()?;
            if !self.engine.is_static_method(self.function) {
                return Some(class);
            }
        }
        if let (Root::Param(number), true) = (path.root, path.keys.is_empty())
            && let Some(annotation) = self
                .ir
                .params
                .get(number as usize)
                .and_then(|p| p.annotation.as_ref())
        {
            return self.engine.annotation(self.function.module, annotation).1;
        }
        if path.root == Root::Param(0) && path.keys.is_empty() {
            return self.engine.handled_class(self.function);
        }
        None
    }

    /// The class of what stands in a field of an object of some class, or in a field of that.
    fn class_inside(&self, mut class: ClassRef, keys: &[Key]) -> Option<ClassRef> {
        for key in keys {
            let Key::Attr(name) = key else { return None };
            self.consult(class);
            class = self.engine.field_class(class, *name)?;
        }
        Some(class)
    }
}
