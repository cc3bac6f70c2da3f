//! Classes: their bases, members, fields and what constructors put into them.

use std::sync::Arc;

use assay_python::ir::{self, Op, Reg};
use assay_python::{ClassRef, FunctionRef, ModuleId, Name};

use super::{
    AccessPath, Available, CellKind, Engine, Key, Member, NAMESAKES, Object, Root, Summary,
    SymbolId, Value, Wrap, callables,
};

/// Numbers of classes are counted down from here, where no module has one.
const CLASSES: u32 = u32::MAX / 2;

/// True for what a parameter is called that takes a class.
pub(super) fn names_class(name: &str) -> bool {
    matches!(name, "cls" | "klass" | "class_" | "clazz")
}

impl Engine<'_> {
    /// Method resolution order, subclasses and methods by name.
    pub(crate) fn link_classes(&mut self) {
        let mut classes: Vec<ClassRef> = self.classes.keys().copied().collect();
        classes.sort_unstable();
        self.class_order.clone_from(&classes);
        for class in &classes {
            let mro = self.linearised(*class);
            for base in mro.iter().skip(1) {
                if let Some(info) = self.classes.get_mut(base) {
                    info.subclasses.push(*class);
                }
            }
            if let Some(info) = self.classes.get_mut(class) {
                info.mro = mro;
            }
        }
        self.find_cooperative(&classes);
        let metaclasses = self.classes.values().filter_map(|info| info.metaclass);
        self.metaclasses = metaclasses.collect();
        self.metaclasses.sort_unstable();
        self.metaclasses.dedup();
        for class in classes {
            for (name, value) in self.members(class) {
                for object in value.objects() {
                    match object {
                        Object::Function(function, _) => {
                            self.methods.entry(name).or_default().push(*function);
                        }
                        Object::Wrapped(Wrap::Static, inner) => {
                            for object in inner.objects() {
                                if let Object::Function(function, _) = object {
                                    self.static_methods.insert(*function);
                                }
                            }
                        }
                        _ => {}
                    }
                }
            }
        }
    }

    /// Notes the classes behind which another class stands where several are inherited from together.
    fn find_cooperative(&mut self, classes: &[ClassRef]) {
        let mut found = Vec::new();
        for class in classes {
            let Some(info) = self.classes.get(class) else {
                continue;
            };
            for (here, next) in info.mro.iter().zip(info.mro.iter().skip(1)) {
                let own = self.classes.get(here).and_then(|info| info.mro.get(1));
                if own != Some(next) {
                    found.push(*here);
                }
            }
        }
        for class in found {
            if let Some(info) = self.classes.get_mut(&class) {
                info.cooperative = true;
            }
        }
    }

    /// Notes which attributes a function assigns to classes: `cls.x = …`, `Settings.x = …`.
    pub(super) fn note_class_attributes(&mut self, module: ModuleId, function: &ir::Function) {
        let text = |name: ir::Name| self.program.name_of(self.program.global(module, name));
        let mut classes: Vec<Reg> = Vec::new();
        if let Some(first) = function.params.first()
            && names_class(text(first.name))
        {
            classes.push(Reg(0));
        }
        for instr in function.blocks.iter().flat_map(|block| &block.instrs) {
            match &instr.op {
                Op::LoadGlobal { dst, name } | Op::LoadEnv { dst, name, .. }
                    if text(*name).starts_with(char::is_uppercase) =>
                {
                    classes.push(*dst);
                }
                Op::SetAttr { object, name, .. } if classes.contains(object) => {
                    let name = self.program.global(module, *name);
                    self.class_attributes.insert(name);
                }
                _ => {}
            }
        }
    }

    /// Where an attribute of a class lives that functions assign: like a module variable, all of them share it.
    pub(crate) fn class_attribute(&self, class: ClassRef, name: Name) -> Option<AccessPath> {
        if !self.class_attributes.contains(&name) {
            return None;
        }
        let info = self.classes.get(&class)?;
        let owner = (info.mro.iter())
            .find(|class| {
                let members = self.classes.get(class).map(|info| &info.members);
                members.is_some_and(|members| members.contains_key(&name))
            })
            .unwrap_or(&class);
        let number = self.class_order.binary_search(owner).ok()?;
        // No module of the project has such a number.
        let number = CLASSES.checked_sub(u32::try_from(number).ok()?)?;
        Some(AccessPath::new(Root::Global(ModuleId(number), name)))
    }

    /// The classes to look through, depth first, each at its last occurrence.
    pub(crate) fn linearised(&self, class: ClassRef) -> Vec<ClassRef> {
        let mut order = Vec::new();
        let mut stack = vec![class];
        while let Some(class) = stack.pop() {
            if order.len() > 64 {
                break;
            }
            order.push(class);
            if let Some(info) = self.classes.get(&class) {
                stack.extend(info.bases.iter().rev());
            }
        }
        let mut result: Vec<ClassRef> = Vec::new();
        for class in order.into_iter().rev() {
            if !result.contains(&class) {
                result.push(class);
            }
        }
        result.reverse();
        result
    }

    /// What an instance or class has under a name.
    pub(crate) fn method_of(&self, class: ClassRef, name: Name) -> Option<Member> {
        let info = self.classes.get(&class)?;
        self.find_member(&info.mro, name)
    }

    /// What `super()` of a class has under a name.
    pub(crate) fn after(&self, class: ClassRef, name: Name) -> Option<Member> {
        let info = self.classes.get(&class)?;
        let rest = info.mro.get(1..)?;
        self.find_member(rest, name)
            .or_else(|| self.library_member(&info.libraries, name))
    }

    /// What `super()` of a class has under a name in an instance of another class, whose bases go on elsewhere.
    pub(crate) fn after_in(&self, own: ClassRef, class: ClassRef, name: Name) -> Option<Member> {
        let order = &self.classes.get(&own)?.mro;
        let at = order.iter().position(|other| *other == class)?;
        let rest = order.get(at + 1..)?;
        self.find_member(rest, name)
    }

    /// The class of the project that makes a class.
    pub(crate) fn metaclass(&self, class: ClassRef) -> Option<ClassRef> {
        let order = &self.classes.get(&class)?.mro;
        order
            .iter()
            .find_map(|class| self.classes.get(class)?.metaclass)
    }

    /// True for a class that makes classes.
    pub(crate) fn is_metaclass(&self, class: ClassRef) -> bool {
        let mut metaclasses = self.metaclasses.iter();
        metaclasses.any(|metaclass| self.is_subclass(*metaclass, class))
    }

    /// What a class's body binds, in order of names.
    pub(crate) fn members(&self, class: ClassRef) -> Vec<(Name, Value)> {
        let Some(info) = self.classes.get(&class) else {
            return Vec::new();
        };
        let members = info.members.iter();
        let mut members: Vec<(Name, Value)> = members
            .map(|(name, value)| (*name, value.clone()))
            .collect();
        members.sort_by_key(|(name, _)| *name);
        members
    }

    /// The classes that inherit directly from a class.
    pub(crate) fn subclasses(&self, class: ClassRef) -> Vec<ClassRef> {
        let Some(info) = self.classes.get(&class) else {
            return Vec::new();
        };
        let direct = |other: &&ClassRef| {
            self.classes
                .get(other)
                .is_some_and(|info| info.bases.contains(&class))
        };
        info.subclasses.iter().filter(direct).copied().collect()
    }

    /// The class that a number of [`Self::class_attribute`] stands for.
    pub(crate) fn class_of_number(&self, module: ModuleId) -> Option<ClassRef> {
        let number = CLASSES.checked_sub(module.0)?;
        self.class_order.get(number as usize).copied()
    }

    /// What `super()` of a class may have under a name, whatever class the instance is of.
    pub(crate) fn behind(&self, class: ClassRef, name: Name) -> Vec<Value> {
        let mut found = Vec::new();
        let mut add = |member: Option<Member>| {
            if let Some(Member::Value(value)) = member
                && !found.contains(&value)
            {
                found.push(value);
            }
        };
        add(self.after(class, name));
        if let Some(info) = self.classes.get(&class).filter(|info| info.cooperative) {
            for own in info.subclasses.iter().take(64) {
                add(self.after_in(*own, class, name));
            }
        }
        found
    }

    /// True if `super()` of a class leads elsewhere in some class that inherits from it.
    pub(crate) fn is_cooperative(&self, class: ClassRef) -> bool {
        self.classes
            .get(&class)
            .is_some_and(|info| info.cooperative)
    }

    pub(crate) fn find_member(&self, mro: &[ClassRef], name: Name) -> Option<Member> {
        for class in mro {
            let info = self.classes.get(class)?;
            if let Some(value) = info.members.get(&name) {
                return Some(Member::Value(value.clone()));
            }
        }
        mro.iter()
            .filter_map(|class| self.classes.get(class))
            .find_map(|info| self.library_member(&info.libraries, name))
    }

    pub(crate) fn library_member(&self, libraries: &[SymbolId], name: Name) -> Option<Member> {
        libraries.iter().find_map(|library| {
            let instance = self.symbols.called(*library);
            instance
                .and_then(|instance| self.symbols.attribute(instance, name))
                .or_else(|| self.symbols.attribute(*library, name))
                .map(Member::Symbol)
        })
    }

    /// The library class, as an instance, that a class inherits from.
    pub(crate) fn library_base(&self, class: ClassRef) -> Option<SymbolId> {
        let library = self.libraries_of(class).next()?;
        Some(self.symbols.called(library).unwrap_or(library))
    }

    /// The library class that a class inherits from.
    pub(crate) fn library_class(&self, class: ClassRef) -> Option<SymbolId> {
        self.libraries_of(class).next()
    }

    /// The library classes that a class inherits from, itself or through its bases.
    pub(crate) fn libraries_of(&self, class: ClassRef) -> impl Iterator<Item = SymbolId> + '_ {
        self.classes
            .get(&class)
            .into_iter()
            .flat_map(|info| &info.mro)
            .filter_map(|class| self.classes.get(class))
            .flat_map(|info| info.libraries.iter().copied())
    }

    /// True if one class of the project is another, or inherits from it.
    pub(crate) fn is_subclass(&self, class: ClassRef, base: ClassRef) -> bool {
        class == base
            || self
                .classes
                .get(&class)
                .is_some_and(|info| info.mro.contains(&base))
    }

    /// True for an enumeration: a call looks for the member with this value.
    pub(crate) fn is_enumeration(&self, class: ClassRef) -> bool {
        (self.libraries_of(class)).any(|library| self.symbols.text(library).starts_with("enum."))
    }

    /// True if a class of the project inherits from this one.
    pub(crate) fn has_subclasses(&self, class: ClassRef) -> bool {
        let info = self.classes.get(&class);
        info.is_some_and(|info| !info.subclasses.is_empty())
    }

    /// True if a subclass has its own version of a method or value.
    pub(crate) fn is_overridden(&self, class: ClassRef, name: Name) -> bool {
        self.classes.get(&class).is_some_and(|info| {
            info.subclasses
                .iter()
                .filter_map(|class| self.classes.get(class))
                .any(|info| info.members.contains_key(&name))
        })
    }

    /// The setter of a property.
    pub(crate) fn setter_of(&self, class: ClassRef, name: Name) -> Option<FunctionRef> {
        let info = self.classes.get(&class)?;
        info.mro
            .iter()
            .filter_map(|class| self.classes.get(class))
            .flat_map(|info| &info.setters)
            .find(|(property, _)| *property == name)
            .map(|(_, setter)| *setter)
    }

    /// The annotated fields of a class and its bases, with their defaults.
    pub(crate) fn fields(&self, class: ClassRef) -> Vec<(Name, Value)> {
        let Some(info) = self.classes.get(&class) else {
            return Vec::new();
        };
        let mut fields: Vec<(Name, Value)> = Vec::new();
        for class in info.mro.iter().rev() {
            let members = self.classes.get(class).map(|info| &info.members);
            for field in &self.program.class(*class).fields {
                let name = self.program.global(class.module, field.name);
                let default = members
                    .and_then(|members| members.get(&name))
                    .cloned()
                    .unwrap_or(Value::Unknown);
                match fields.iter_mut().find(|(known, _)| *known == name) {
                    Some(known) => known.1 = default,
                    None => fields.push((name, default)),
                }
            }
        }
        fields
    }

    pub(crate) fn is_static_method(&self, function: FunctionRef) -> bool {
        self.static_methods.contains(&function)
    }

    /// Library objects and callables that a class's constructor puts into a field.
    pub(crate) fn field_hint(&self, class: ClassRef, name: Name) -> Option<Value> {
        let (value, _) = self.constructed(class, name)?;
        let mut data = value.to_data();
        data.labels.clear();
        data.objects.retain(|object| {
            matches!(
                object,
                Object::Symbol(_)
                    | Object::Function(_, None)
                    | Object::Class(_)
                    | Object::Module(_)
            )
        });
        data.constants.clear();
        data.open = true;
        (!data.objects.is_empty()).then(|| data.into())
    }

    /// The class of what a field holds: as its constructor fills it, or as a data class declares it.
    pub(crate) fn field_class(&self, class: ClassRef, name: Name) -> Option<ClassRef> {
        self.constructed_class(class, name)
            .or_else(|| self.declared_class(class, name))
    }

    fn declared_class(&self, class: ClassRef, name: Name) -> Option<ClassRef> {
        if self.constructor(class).is_some() {
            return None;
        }
        let info = self.classes.get(&class)?;
        info.mro.iter().find_map(|class| {
            let fields = &self.program.class(*class).fields;
            let declared =
                |field: &&ir::Field| self.program.global(class.module, field.name) == name;
            let field = fields.iter().find(declared)?;
            self.annotation(class.module, &field.annotation).1
        })
    }

    fn constructed_class(&self, class: ClassRef, name: Name) -> Option<ClassRef> {
        let (value, summary) = self.constructed(class, name)?;
        value.objects().iter().find_map(|object| match object {
            Object::Cell(id) if !id.is_static() => {
                match summary.cells.get(id.0 as usize).map(|cell| &cell.kind) {
                    Some(CellKind::Instance(class)) => Some(*class),
                    _ => None,
                }
            }
            _ => None,
        })
    }

    /// The function of the project that fills a new instance.
    pub(crate) fn constructor(&self, class: ClassRef) -> Option<FunctionRef> {
        let Some(Member::Value(constructor)) = self.method_of(class, self.symbols.names.init)
        else {
            return None;
        };
        constructor
            .objects()
            .iter()
            .find_map(|object| match object {
                Object::Function(function, _) => Some(*function),
                _ => None,
            })
    }

    pub(crate) fn constructed(&self, class: ClassRef, name: Name) -> Option<(Value, Arc<Summary>)> {
        let function = self.constructor(class)?;
        let Available::Ready(summary) = self.summary(function) else {
            return None;
        };
        let receiver = AccessPath::new(Root::Param(0));
        let (_, cell) = summary.changes.iter().find(|(path, _)| *path == receiver)?;
        let value = cell.fields.get(&Key::Attr(name))?.clone();
        Some((value, summary))
    }

    /// Methods that a call on an unknown receiver may mean: only if few have the name.
    pub(crate) fn methods_named(&self, name: Name) -> &[FunctionRef] {
        match self.methods.get(&name) {
            Some(methods)
                if methods.len() <= NAMESAKES && self.symbols.name_text(name).len() > 4 =>
            {
                methods
            }
            _ => &[],
        }
    }

    /// The methods of a class, for a look-up by a name that is not known.
    pub(crate) fn callables_of_class(&self, class: ClassRef) -> Vec<Value> {
        self.classes
            .get(&class)
            .map(|info| callables(&info.members))
            .unwrap_or_default()
    }
}
