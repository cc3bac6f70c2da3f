//! Guards of a class of views that stand around all its methods: `dispatch_request` and `__init__`.
//!
//! ```python
//! class Private(MethodView):
//!     def dispatch_request(self, *args, **kwargs):
//!         if "user" not in session:
//!             abort(401)
//!         return super().dispatch_request(*args, **kwargs)
//! ```

use std::rc::Rc;

use assay_python::ir::Op;
use assay_python::{ClassRef, FunctionRef};
use assay_source::Span;

use super::find::{Finder, Found};
use super::{By, Guard, Request, Step};
use crate::decorators::Target;

/// Classes of libraries whose objects call the method of a request; a base behind one of them is never asked.
const DISPATCHING: [&str; 3] = ["MethodView", "View", "Resource"];

impl Finder<'_> {
    /// The guards that stand around each method of a class for these requests.
    pub(crate) fn around_class(
        &mut self,
        class: ClassRef,
        view: Option<FunctionRef>,
        requests: &[Request],
    ) -> Vec<Guard> {
        let mut guards = Vec::new();
        for name in ["dispatch_request", "__init__"] {
            let Some(function) = self.own(class, name).filter(|own| Some(*own) != view) else {
                continue;
            };
            let mut guard: Option<Guard> = None;
            for request in requests {
                let Some(found) = self.around(class, function, name, request) else {
                    continue;
                };
                let methods = request.method.clone();
                match &mut guard {
                    Some(guard) => guard.methods.extend(methods),
                    None => guard = self.stands_around(function, name, found, methods),
                }
            }
            if let Some(mut guard) = guard {
                if guard.methods.len() >= requests.len() {
                    guard.methods.clear();
                }
                guards.push(guard);
            }
        }
        guards
    }

    fn stands_around(
        &self,
        function: FunctionRef,
        name: &str,
        found: Found,
        method: Option<String>,
    ) -> Option<Guard> {
        let span = self.log.place_of(function)?;
        let mut reason = vec![Step {
            span,
            text: format!(
                "{} runs before each method of the class",
                self.log.name_of(function)
            ),
        }];
        reason.extend(found.steps);
        Some(Guard {
            what: found.asked,
            by: By::Hook,
            methods: method.into_iter().collect(),
            span,
            name: name.to_owned(),
            reason,
            is_conditional: found.is_conditional,
        })
    }

    fn around(
        &mut self,
        class: ClassRef,
        function: FunctionRef,
        name: &str,
        request: &Request,
    ) -> Option<Found> {
        for applied in self.decorators.of(Target::Function(function)).to_vec() {
            if let Some(found) = self.found_at(applied, 0) {
                return Some(found);
            }
        }
        let request = Rc::new(request.clone());
        self.machine.this = Some(class);
        let found = if name == "__init__" {
            self.raises(function, &request)
        } else {
            self.lets_through(function, &request)
        };
        self.machine.this = None;
        found
    }

    /// What a function asks that strangers do not come back from.
    fn raises(&mut self, function: FunctionRef, request: &Rc<Request>) -> Option<Found> {
        let unknown = self.machine.ask(function, request, false);
        if !unknown.returns.is_empty() || unknown.checks.is_empty() {
            return None;
        }
        let known = self.machine.ask(function, request, true);
        if known.returns.is_empty() {
            return None;
        }
        let (asked, mut steps) = self.told(&unknown, &known);
        if let Some(first) = steps.first_mut() {
            first.text = format!("which goes on only if {}", first.text);
        }
        Some(Found {
            asked,
            steps,
            is_conditional: false,
        })
    }

    /// The method of a class that objects of it have, unless a library has it before the project does.
    fn own(&self, class: ClassRef, name: &str) -> Option<FunctionRef> {
        let (owner, fact) = self.log.member(class, name)?;
        if self.is_hidden(class, owner) {
            return None;
        }
        fact.functions.first().copied()
    }

    /// True if a library stands before one of the bases of a class: `class Page(MethodView, Guarded)`.
    fn is_hidden(&self, class: ClassRef, owner: ClassRef) -> bool {
        if class == owner {
            return false;
        }
        let Some(ir) = self
            .log
            .program
            .module(class.module)
            .classes
            .get(class.class.0 as usize)
        else {
            return false;
        };
        let holder = FunctionRef {
            module: class.module,
            function: ir.parent,
        };
        let blocks = self.log.function(holder).map_or(&[][..], |ir| &ir.blocks);
        let mut made = blocks
            .iter()
            .flat_map(|block| &block.instrs)
            .filter_map(|instruction| match &instruction.op {
                Op::MakeClass {
                    class: own, bases, ..
                } if *own == class.class => Some(bases),
                _ => None,
            });
        let Some(bases) = made.next() else {
            return false;
        };
        for base in bases {
            let name = match self.log.definition(holder, *base) {
                Some((Op::LoadGlobal { name, .. } | Op::Attr { name, .. }, _)) => {
                    self.log.text(holder.module, *name)
                }
                Some((Op::Import { import, .. }, _)) => {
                    let imports = &self.log.program.module(holder.module).imports;
                    let import = imports.get(*import as usize);
                    import
                        .and_then(|import| import.name.as_deref())
                        .unwrap_or("")
                }
                Some((Op::MakeClass { .. }, _)) => return false,
                _ => continue,
            };
            let of_project = self
                .log
                .class(class)
                .into_iter()
                .flat_map(|facts| &facts.mro)
                .any(|own| {
                    let module = self.log.program.module(own.module);
                    let own = module.classes.get(own.class.0 as usize);
                    own.is_some_and(|own| *own.qualname == *name)
                });
            if of_project {
                return false;
            }
            if DISPATCHING.contains(&name) {
                return true;
            }
        }
        false
    }

    /// Where a class of views is guarded by a function that runs for each of its requests.
    pub(crate) fn hook_of_class(
        &mut self,
        class: ClassRef,
        function: FunctionRef,
        span: Span,
    ) -> Option<Guard> {
        self.machine.this = Some(class);
        let guard = self.hook(function, span, "the class", &Request::default(), false);
        self.machine.this = None;
        guard
    }
}
