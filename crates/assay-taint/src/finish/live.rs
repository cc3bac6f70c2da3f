//! Which functions are entries, and which analyses count.

use super::{
    Arc, Available, ClassRef, Engine, EntryTarget, FunctionId, FunctionKind, FunctionRef,
    FxHashSet, Member, Object, Reached, Registered, Span, Summary, Used,
};
use crate::summary::Seed;
use crate::value::{AccessPath, Root};
use assay_python::ModuleId;

/// What classes make of models: the entries of their bases, and the aliases through which bases are named.
pub(super) fn reached_by_classes(engine: &Engine<'_>) -> Vec<Reached> {
    let mut reached = Vec::new();
    let mut classes: Vec<ClassRef> = engine.classes.keys().copied().collect();
    classes.sort_unstable();
    for class in classes {
        let Some(info) = engine.classes.get(&class) else {
            continue;
        };
        let file = engine.file(class.module);
        let place = |range| Span { file, range };
        let own = place(engine.program.class(class).name_range);
        for library in &info.libraries {
            reached.extend(
                engine
                    .symbols
                    .aliases_of(*library)
                    .into_iter()
                    .map(|id| (id, own)),
            );
            for (id, role) in &engine.symbols.info(*library).roles {
                if matches!(role.target, assay_models::RoleTarget::Base(_)) {
                    reached.push((*id, own));
                }
            }
            for (base, id, entry) in &engine.symbols.method_entries {
                let EntryTarget::Methods { methods, .. } = &entry.target else {
                    continue;
                };
                if !engine.symbols.is_a(*library, *base) {
                    continue;
                }
                for method in methods
                    .iter()
                    .filter_map(|method| engine.symbols.name(method))
                {
                    let Some(Member::Value(value)) = engine.method_of(class, method) else {
                        continue;
                    };
                    for object in value.objects() {
                        if let Object::Function(function, _) = object {
                            reached
                                .push((*id, place(engine.program.function(*function).name_range)));
                        }
                    }
                }
            }
        }
    }
    let of = |(id, span): (crate::symbols::EntryId, Span)| Reached {
        package: id.package,
        verb: id.verb,
        entry: id.entry,
        span,
    };
    reached.into_iter().map(of).collect()
}

pub(super) fn functions(engine: &Engine<'_>) -> Vec<FunctionRef> {
    let mut functions = Vec::new();
    for (module, ir) in engine.program.modules() {
        let count = u32::try_from(ir.functions.len()).unwrap_or(0);
        functions.extend((0..count).map(|index| FunctionRef {
            module,
            function: FunctionId(index),
        }));
    }
    functions
}

pub(super) fn general(engine: &Engine<'_>, function: FunctionRef) -> Option<Arc<Summary>> {
    match engine.summary(function) {
        Available::Ready(summary) => Some(summary),
        Available::NotYet => None,
    }
}

/// Every function that a framework calls.
pub(super) fn registered(engine: &Engine<'_>, functions: &[FunctionRef]) -> Vec<Registered> {
    let mut all: Vec<Registered> = Vec::new();
    let mut seen = FxHashSet::default();
    let mut queue: Vec<Arc<Summary>> = functions
        .iter()
        .filter_map(|function| general(engine, *function))
        .collect();
    let mut routes: Vec<(ClassRef, Arc<str>)> = Vec::new();
    while let Some(summary) = queue.pop() {
        routes.extend(summary.class_routes.iter().cloned());
        for entry in &summary.registered {
            if !all.contains(entry) {
                all.push(entry.clone());
            }
        }
        for used in &summary.used {
            if let Used::Special(_, special) = used
                && seen.insert(Arc::as_ptr(special))
            {
                queue.push(Arc::clone(special));
            }
        }
    }
    routes.sort();
    routes.dedup();
    let mut classes: Vec<ClassRef> = engine.classes.keys().copied().collect();
    classes.sort_unstable();
    for (base, _, entry) in &engine.symbols.method_entries {
        let EntryTarget::Methods { methods, .. } = &entry.target else {
            continue;
        };
        for class in &classes {
            let Some(info) = engine.classes.get(class) else {
                continue;
            };
            let inherits = info
                .mro
                .iter()
                .filter_map(|class| engine.classes.get(class))
                .flat_map(|info| &info.libraries)
                .any(|library| engine.symbols.is_a(*library, *base));
            if !inherits {
                continue;
            }
            for method in methods {
                let Some(name) = engine.symbols.name(method) else {
                    continue;
                };
                let Some(Member::Value(value)) = engine.method_of(*class, name) else {
                    continue;
                };
                for object in value.objects() {
                    if let Object::Function(function, _) = object {
                        let span = Span {
                            file: engine.file(function.module),
                            range: engine.program.function(*function).name_range,
                        };
                        let mut own: Vec<Option<Arc<str>>> = routes
                            .iter()
                            .filter(|(of, _)| of == class)
                            .map(|(_, route)| Some(Arc::clone(route)))
                            .collect();
                        if own.is_empty() {
                            own.push(None);
                        }
                        for route in own {
                            let entry = Registered {
                                function: *function,
                                parameters: entry.parameters.map(|kind| kind.0),
                                result: entry.result.map(|kind| kind.0),
                                types: Vec::new(),
                                only: engine.symbols.result_types(&entry.conditions),
                                route,
                                asked: crate::value::Value::Bottom,
                                class: inheriting(engine, *class, *function),
                                span,
                            };
                            if !all.contains(&entry) {
                                all.push(entry);
                            }
                        }
                    }
                }
            }
        }
    }
    all.sort_by(|a, b| (a.function, a.span, &a.route).cmp(&(b.function, b.span, &b.route)));
    all
}

/// The class, if it inherits the function and the function cares whose instance it is called on.
fn inheriting(engine: &Engine<'_>, class: ClassRef, function: FunctionRef) -> Option<ClassRef> {
    let own = engine.program.function(function).class;
    let inherits = class.module != function.module || Some(class.class) != own;
    let cares = general(engine, function)?.cares.contains(&instance());
    (inherits && cares).then_some(class)
}

fn instance() -> AccessPath {
    AccessPath::new(Root::Param(0))
}

/// What a function does as the framework calls it.
///
/// ```python
/// class Lookup(MethodView):
///     def get(self): return self.find(self.checked(request.args["name"]))
/// class CityLookup(Lookup):
///     def checked(self, name): return name        # what `get` calls here
/// ```
pub(super) fn entered(engine: &Engine<'_>, entry: &Registered) -> Option<Arc<Summary>> {
    let Some(class) = entry.class else {
        return general(engine, entry.function);
    };
    let seed = Seed {
        class: Some(class),
        ..Seed::default()
    };
    Some(engine.special(entry.function, &[(instance(), seed)], 0))
}

/// The analyses that count: what modules, entries and uncalled functions use.
pub(super) fn live(
    engine: &Engine<'_>,
    functions: &[FunctionRef],
    registered: &[Registered],
) -> Vec<(FunctionRef, Arc<Summary>)> {
    let mut called: FxHashSet<FunctionRef> = FxHashSet::default();
    for function in functions {
        let Some(summary) = general(engine, *function) else {
            continue;
        };
        for used in &summary.used {
            match used {
                Used::General(callee) | Used::Special(callee, _) if callee != function => {
                    called.insert(*callee);
                }
                Used::General(_) | Used::Special(..) => {}
            }
        }
    }
    let entries: FxHashSet<FunctionRef> = registered.iter().map(|entry| entry.function).collect();
    // How a template comes out where nothing is escaped counts only if something renders it so.
    let asleep: FxHashSet<ModuleId> = engine
        .program
        .all_pages()
        .iter()
        .filter(|page| crate::templates::is_unescaped_name(&page.name))
        .map(|page| page.function.module)
        .collect();
    let awake = |function: &FunctionRef| !asleep.contains(&function.module);
    let mut live: Vec<(FunctionRef, Arc<Summary>)> = Vec::new();
    let mut seen: FxHashSet<*const Summary> = FxHashSet::default();
    let mut reached: FxHashSet<FunctionRef> = FxHashSet::default();
    let mut queue: Vec<(FunctionRef, Arc<Summary>)> = Vec::new();
    let root = |function: &FunctionRef| {
        let kind = engine.program.function(*function).kind;
        matches!(kind, FunctionKind::Module | FunctionKind::ClassBody)
            || entries.contains(function)
            || !called.contains(function)
    };
    queue.extend(
        functions
            .iter()
            .rev()
            .filter(|f| awake(f) && root(f))
            .filter_map(|f| Some((*f, general(engine, *f)?))),
    );
    queue.extend(
        (registered.iter().filter(|entry| entry.class.is_some()))
            .filter_map(|entry| Some((entry.function, entered(engine, entry)?))),
    );
    let mut rest = functions.iter();
    loop {
        while let Some((function, summary)) = queue.pop() {
            if !seen.insert(Arc::as_ptr(&summary)) {
                continue;
            }
            reached.insert(function);
            for used in &summary.used {
                match used {
                    Used::General(callee) => {
                        queue.extend(general(engine, *callee).map(|s| (*callee, s)));
                    }
                    Used::Special(callee, special) => queue.push((*callee, Arc::clone(special))),
                }
            }
            live.push((function, summary));
        }
        // Functions that only call each other.
        match rest.next() {
            Some(function) if awake(function) && !reached.contains(function) => {
                queue.extend(general(engine, *function).map(|summary| (*function, summary)));
            }
            Some(_) => {}
            None => break,
        }
    }
    live.sort_by_key(|(function, _)| *function);
    live
}
