//! Of which class an object is that functions put under a name for others to find.
//!
//! ```python
//! @app.before_request
//! def open_basket():
//!     g.basket = Basket(request.args)     # `g.basket` of every view is a `Basket`
//!
//! def create_app():
//!     app.store = Store("/srv")           # and so is `current_app.store` a `Store`
//!     tasks = Tasks()                     # as `tasks` is one of `Tasks` for the functions inside
//! ```
//!
//! Module variables that functions assign are left out: they cost more than they tell.
//!
//! Only what the text says counts: the class is called where the object is put there.
//! A name under which objects of several classes are put says nothing.

use assay_python::ir::{self, FunctionKind, Op, Reg};
use assay_python::{ClassRef, FunctionRef, ModuleId, Name, Program};
use rustc_hash::FxHashMap;

use super::Engine;
use super::captured::{last_write, owner};
use crate::value::Object;

/// How many names lead to a class at most.
const NAMES: usize = 3;

/// Where an object is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Held {
    /// In an attribute of something that is not the receiver of a method.
    Attribute(Name),
    /// In a variable of a function, for the functions inside.
    Captured(FunctionRef, Name),
}

/// Where the name of a class begins.
#[derive(Clone, Copy, Debug)]
enum Start {
    Name(Name),
    Import(u32, bool),
}

/// The names by which a class is called: `store.Store`.
#[derive(Clone, Debug)]
struct Spelled(Start, Vec<Name>);

/// What functions put under names, and the classes that it turned out to be of.
#[derive(Debug, Default)]
pub(super) struct Holders {
    made: Vec<(Held, ModuleId, Spelled)>,
    classes: FxHashMap<Held, Option<ClassRef>>,
}

impl Holders {
    /// Notes what a function puts under names.
    pub(super) fn scan(&mut self, program: &Program, function: FunctionRef, body: &ir::Function) {
        let module = function.module;
        if matches!(body.kind, FunctionKind::Module | FunctionKind::ClassBody) {
            return;
        }
        let own = body.class.is_some();
        for block in &body.blocks {
            for (at, instr) in block.instrs.iter().enumerate() {
                let (held, src) = match &instr.op {
                    Op::SetAttr { object, name, src } if !(own && *object == Reg(0)) => {
                        (Held::Attribute(program.global(module, *name)), *src)
                    }
                    Op::StoreEnv { depth, name, src } => {
                        let Some(owner) = owner(program, function, *depth) else {
                            continue;
                        };
                        (Held::Captured(owner, program.global(module, *name)), *src)
                    }
                    _ => continue,
                };
                let before = block.instrs.get(..at).unwrap_or_default();
                if let Some(spelled) = called(program, module, before, src) {
                    self.made.push((held, module, spelled));
                }
            }
        }
    }
}

/// The names by which a register's value was made by a call, such as `store.Store`.
fn called(program: &Program, module: ModuleId, before: &[ir::Instr], src: Reg) -> Option<Spelled> {
    let mut wanted = src;
    let mut is_called = false;
    let mut names = Vec::new();
    let mut before = before;
    while let Some((earlier, op)) = last_write(before, wanted) {
        before = earlier;
        let start = match op {
            Op::Copy { src, .. } => {
                wanted = *src;
                continue;
            }
            Op::Call { callee, .. } if !is_called => {
                is_called = true;
                wanted = *callee;
                continue;
            }
            Op::CallMethod { object, name, .. } if !is_called => {
                is_called = true;
                names.push(program.global(module, *name));
                wanted = *object;
                continue;
            }
            Op::Attr { object, name, .. } if is_called && names.len() < NAMES => {
                names.push(program.global(module, *name));
                wanted = *object;
                continue;
            }
            Op::LoadGlobal { name, .. } if is_called => Start::Name(program.global(module, *name)),
            Op::Import {
                import, bind_top, ..
            } if is_called => Start::Import(*import, *bind_top),
            _ => return None,
        };
        names.reverse();
        return Some(Spelled(start, names));
    }
    None
}

impl Engine<'_> {
    /// Finds the classes of what is kept, as soon as the names of all modules are known.
    pub(super) fn find_held(&mut self) {
        let made = std::mem::take(&mut self.holders.made);
        for (held, module, spelled) in made {
            let class = self.class_named(module, &spelled);
            self.holders
                .classes
                .entry(held)
                .and_modify(|known| {
                    if *known != class {
                        *known = None;
                    }
                })
                .or_insert(class);
        }
    }

    fn class_named(&self, module: ModuleId, spelled: &Spelled) -> Option<ClassRef> {
        let mut value = match spelled.0 {
            Start::Name(name) => self.global(module, name),
            Start::Import(import, bind_top) => self.import(module, import, bind_top),
        };
        for name in &spelled.1 {
            let [Object::Module(module)] = value.objects() else {
                return None;
            };
            value = self.module_attribute(*module, *name);
        }
        match value.objects() {
            [Object::Class(class)] => Some(*class),
            _ => None,
        }
    }

    /// The class of what a variable of a function holds that is `depth` functions up.
    pub(crate) fn captured_class(
        &self,
        function: FunctionRef,
        depth: u32,
        name: Name,
    ) -> Option<ClassRef> {
        let owner = owner(self.program, function, depth)?;
        *self.holders.classes.get(&Held::Captured(owner, name))?
    }

    /// The class of what functions put into an attribute of something that all of them share.
    pub(crate) fn held_in_attribute(&self, name: Name) -> Option<ClassRef> {
        *self.holders.classes.get(&Held::Attribute(name))?
    }

    /// The class of what stands under a name that functions share, if the name is such an attribute.
    pub(crate) fn held_class(&self, module: ModuleId, name: Name) -> Option<ClassRef> {
        let is_module = (module.0 as usize) < self.program.modules.len();
        if is_module || self.class_of_number(module).is_some() {
            return None;
        }
        self.held_in_attribute(name)
    }
}
