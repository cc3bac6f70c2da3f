//! What runs when a class is made: its metaclass, and `__init_subclass__` of its bases.

use assay_python::ir::{self, CallKind, Reg};
use assay_python::{ClassRef, Name};

use super::call::Args;
use super::{Analysis, Mode, containers};
use crate::engine::Member;
use crate::state::{Cell, CellKind};
use crate::value::{Key, Object, Value, Wrap};

impl Analysis<'_> {
    /// A class statement is reached: its body's names become the class's.
    pub(super) fn make_class(
        &mut self,
        class: ClassRef,
        bases: Vec<Value>,
        keywords: &[(ir::Name, Reg)],
    ) {
        let keywords: Vec<(Name, Value)> = keywords
            .iter()
            .map(|(name, register)| (self.global_name(*name), self.read(*register)))
            .collect();
        let is_metaclass = |name: Name| Some(name) == self.engine.symbols.name("metaclass");
        let metaclass = keywords.iter().find(|(name, _)| is_metaclass(*name));
        let metaclass = metaclass.map(|(_, value)| value.clone());
        if self.mode == Mode::Full {
            let others = keywords
                .into_iter()
                .filter(|(name, _)| !is_metaclass(*name));
            let args = Args {
                keywords: others.collect(),
                ..Args::default()
            };
            self.run_metaclass(class, &bases, &args);
            self.tell_bases(class, &args);
        }
        self.draft.classes.push((class, bases, metaclass));
    }

    /// The metaclass makes the class out of its name, its bases and its body.
    fn run_metaclass(&mut self, class: ClassRef, bases: &[Value], args: &Args) {
        let Some(metaclass) = self.engine.metaclass(class) else {
            return;
        };
        let made = Value::object(Object::Class(class));
        let mut body = Cell::new(CellKind::Dict);
        for (name, value) in self.engine.members(class) {
            let key = containers::text_key(&self.engine.symbols.name_text(name));
            body.fields.insert(key, value);
        }
        // What `type.__new__` gives for this body.
        body.fields.insert(Key::Receiver, made.clone());
        let body = self.allocate(body);
        let bases = self.allocate(Cell::sequence(CellKind::Tuple, bases.to_vec()));
        let name = self.engine.program.class(class).name;
        let name = self.engine.program.global(class.module, name);
        let name = Value::text(&self.engine.symbols.name_text(name));
        let dead = self.dead;
        let names = &self.engine.symbols.names;
        if let Some(Member::Value(new)) = self.engine.method_of(metaclass, names.new) {
            let mut given = args.clone();
            let metaclass = Value::object(Object::Class(metaclass));
            given.positional = vec![metaclass, name.clone(), bases.clone(), body.clone()];
            self.call(&new, &given, CallKind::Plain);
        }
        if let Some(Member::Value(init)) = self.engine.method_of(metaclass, names.init) {
            let mut given = args.clone();
            given.positional = vec![name, bases, body];
            let init = self.bind(&init, &made);
            self.call(&init, &given, CallKind::Plain);
        }
        self.dead = dead;
    }

    /// `__init_subclass__` of the bases.
    fn tell_bases(&mut self, class: ClassRef, args: &Args) {
        let name = self.engine.symbols.names.init_subclass;
        let Some(Member::Value(hook)) = self.engine.after(class, name) else {
            return;
        };
        let hook = match hook.objects() {
            [Object::Wrapped(Wrap::Class, inner)] => (**inner).clone(),
            _ => hook,
        };
        let dead = self.dead;
        let hook = self.bind(&hook, &Value::object(Object::Class(class)));
        self.call(&hook, args, CallKind::Plain);
        self.dead = dead;
    }

    /// True for `super().__new__(metaclass, name, bases, body)`: the body knows its class.
    pub(super) fn makes_class(&self, object: &Object, name: Name, args: &Args) -> bool {
        name == self.engine.symbols.names.new
            && self.mode != Mode::Static
            && args.positional.len() > 3
            && match object {
                Object::Super(class, _) => self.engine.is_metaclass(*class),
                Object::Symbol(symbol) => self.engine.symbols.text(*symbol) == "builtins.type",
                _ => false,
            }
    }

    /// `Base.__subclasses__()`.
    pub(super) fn subclasses(&mut self, class: ClassRef) -> Value {
        let found = self.engine.subclasses(class);
        let found = found
            .into_iter()
            .map(|class| Value::object(Object::Class(class)));
        let list = Cell::sequence(CellKind::List, found.collect());
        self.allocate(list)
    }
}
