//! Which functions put what they are given into registries.

use assay_python::ir::{self, FunctionId, FunctionKind, Op, Reg};
use assay_python::{ClassRef, FunctionRef, ModuleId, Name};
use rustc_hash::FxHashSet;

use super::super::Engine;
use super::super::classes::names_class;
use crate::state::CellKind;
use crate::value::Object;

/// How many functions may fill registries.
const FILLERS: usize = 64;

/// Methods that put something into a container.
const PUTS: [&str; 5] = ["append", "add", "insert", "setdefault", "update"];

/// A function that fills a registry.
pub(super) struct Filler {
    pub(super) function: FunctionRef,
    /// The class of the objects that hold the container in an attribute.
    pub(super) holder: Option<Holder>,
}

pub(super) struct Holder {
    pub(super) class: ClassRef,
    pub(super) attribute: Name,
    pub(super) kind: CellKind,
}

impl Engine<'_> {
    /// Functions that put what they are given into a container of their module, of their class or of an object that
    /// a module makes.
    pub(super) fn fillers(&self) -> Vec<Filler> {
        let mut fillers = Vec::new();
        let shared = self.shared_classes();
        for (module, ir) in self.program.modules() {
            for (index, function) in (0..).zip(&ir.functions) {
                if matches!(function.kind, FunctionKind::Def) && fillers.len() < FILLERS {
                    fillers.extend(self.filler(module, index, function, &shared));
                }
            }
        }
        fillers
    }

    /// The classes of which modules make objects, with those that they inherit from.
    fn shared_classes(&self) -> FxHashSet<ClassRef> {
        let mut shared = FxHashSet::default();
        for cell in &self.cells {
            if let CellKind::Instance(class) = cell.kind
                && shared.insert(class)
                && let Some(info) = self.classes.get(&class)
            {
                shared.extend(&info.mro);
            }
        }
        shared
    }

    /// The class of a method, also for functions inside it, and the name of its first parameter.
    fn method_around(&self, mut function: FunctionRef) -> Option<(ClassRef, ir::Name)> {
        loop {
            let ir = self.program.function(function);
            if let Some(class) = ir.class {
                let class = ClassRef {
                    module: function.module,
                    class,
                };
                return Some((class, ir.params.first()?.name));
            }
            function.function = ir.parent?;
        }
    }

    /// The constructors of the objects that modules make of a method's class, those that others build on first.
    pub(super) fn constructors(&self, method: FunctionRef) -> Vec<FunctionRef> {
        let Some((class, _)) = self.method_around(method) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for cell in &self.cells {
            let CellKind::Instance(made) = cell.kind else {
                continue;
            };
            let Some(info) = self.classes.get(&made) else {
                continue;
            };
            if !info.mro.contains(&class) {
                continue;
            }
            let own = |class: &ClassRef| {
                let info = self.classes.get(class)?;
                match info.members.get(&self.symbols.names.init)?.objects() {
                    [Object::Function(function, _)] => Some(*function),
                    _ => None,
                }
            };
            found.extend(info.mro.iter().rev().filter_map(own));
        }
        found
    }

    /// True if a class has a container under this name.
    fn has_container(&self, class: ClassRef, name: Name) -> bool {
        let is_cell = |object: &Object| matches!(object, Object::Cell(_));
        let member = (self.classes.get(&class)).and_then(|info| info.members.get(&name));
        member.is_some_and(|value| value.objects().iter().any(is_cell))
    }

    /// What a function fills, if it puts something that it is given into a registry.
    fn filler(
        &self,
        module: ModuleId,
        index: u32,
        function: &ir::Function,
        shared: &FxHashSet<ClassRef>,
    ) -> Option<Filler> {
        let reference = FunctionRef {
            module,
            function: FunctionId(index),
        };
        let filler = |holder| {
            Some(Filler {
                function: reference,
                holder,
            })
        };
        let method_name =
            |name: ir::Name| self.symbols.name_text(self.program.global(module, name));
        let instrs = || function.blocks.iter().flat_map(|block| &block.instrs);
        if self.hook_of(reference).is_some() {
            let puts = instrs().any(|instr| match &instr.op {
                Op::SetItem { .. } => true,
                Op::CallMethod { name, .. } => PUTS.contains(&&*method_name(*name)),
                _ => false,
            });
            return filler(None).filter(|_| puts);
        }
        let globals = self.globals.get(module.0 as usize);
        let is_container = |name: ir::Name| {
            let value = globals.and_then(|names| names.get(&self.program.global(module, name)));
            let is_cell = |object: &Object| matches!(object, Object::Cell(_));
            value.is_some_and(|value| value.objects().iter().any(is_cell))
        };
        let method = self.method_around(reference);
        let is_first = |name: ir::Name| method.is_some_and(|(_, first)| first == name);
        let mut given: Vec<Reg> = (0..).map(Reg).take(function.params.len()).collect();
        // With the attribute that an object has the container in.
        let mut containers: Vec<(Reg, Option<Name>)> = Vec::new();
        let mut receivers: Vec<Reg> = Vec::new();
        if function.class.is_some() {
            receivers.push(Reg(0));
            given.retain(|register| *register != Reg(0));
        }
        let mut made: Vec<Reg> = Vec::new();
        let is_class =
            (function.params.first()).is_some_and(|first| names_class(&method_name(first.name)));
        for instr in instrs() {
            let (container, kind) = match &instr.op {
                Op::LoadGlobal { dst, name } if is_container(*name) => {
                    containers.push((*dst, None));
                    continue;
                }
                Op::LoadEnv { dst, name, .. } if is_first(*name) => {
                    receivers.push(*dst);
                    continue;
                }
                Op::Attr { dst, object, name } if receivers.contains(object) => {
                    let name = self.program.global(module, *name);
                    if method.is_some_and(|(class, _)| self.has_container(class, name)) {
                        containers.push((*dst, None));
                    } else if method.is_some_and(|(class, _)| shared.contains(&class)) {
                        containers.push((*dst, Some(name)));
                    }
                    continue;
                }
                // `rules.append((pattern, function))`
                Op::Sequence { dst, elements, .. } => {
                    if elements.iter().any(|item| given.contains(&item.value)) {
                        given.push(*dst);
                    }
                    continue;
                }
                // A decorator gives the class a method.
                Op::MakeFunction { dst, .. } if is_class => {
                    made.push(*dst);
                    continue;
                }
                Op::SetAttr {
                    object: Reg(0),
                    src,
                    ..
                } if is_class && made.contains(src) => return filler(None),
                Op::SetItem { object, src, .. } if given.contains(src) => (*object, CellKind::Dict),
                Op::CallMethod {
                    object, name, args, ..
                } if args.iter().any(|arg| given.contains(&arg.value)) => {
                    let kind = match &*method_name(*name) {
                        "append" | "insert" => CellKind::List,
                        "add" => CellKind::Set,
                        "setdefault" | "update" => CellKind::Dict,
                        _ => continue,
                    };
                    (*object, kind)
                }
                _ => continue,
            };
            let Some((_, attribute)) = containers
                .iter()
                .find(|(register, _)| *register == container)
            else {
                continue;
            };
            let holder = method
                .zip(*attribute)
                .map(|((class, _), attribute)| Holder {
                    class,
                    attribute,
                    kind,
                });
            return filler(holder);
        }
        None
    }
}
