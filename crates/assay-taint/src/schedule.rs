//! In which order functions are analysed: callees first, cycles together, independent ones in parallel.

use std::sync::atomic::{AtomicUsize, Ordering};

use assay_python::ir::{Const, FunctionId, FunctionKind, Op, Reg};
use assay_python::{FunctionRef, Name};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::analysis::Analysis;
use crate::engine::{Engine, Member};
use crate::summary::{Summary, Used};
use crate::value::{Object, Value, Wrap};

/// How often the functions of a cycle are analysed before their answer is taken as it is.
const ROUNDS: usize = 3;

/// How often those of a large cycle are. Most of its edges are guesses by name.
const LARGE_ROUNDS: usize = 2;

/// How many functions make a large cycle.
const LARGE: usize = 100;

/// How many functions of one name may be meant by an attribute.
const NAMESAKES: usize = 2;

/// Analyses every function of the program.
pub(crate) fn run(engine: &mut Engine<'_>) {
    let graph = Graph::new(engine);
    for level in graph.levels() {
        let mut due: Vec<FunctionRef> = level.iter().map(|(function, _)| *function).collect();
        for round in 1.. {
            let changed = analyse(engine, &due);
            due = level
                .iter()
                .filter(|(_, rounds)| *rounds > round)
                .map(|(function, _)| *function)
                .filter(|function| {
                    summary(engine, *function)
                        .is_some_and(|known| known.provisional || rests_on(&known, &changed))
                })
                .collect();
            if due.is_empty() {
                break;
            }
        }
    }
    again(engine, &graph);
}

/// Calls that could not be foreseen met callees without summaries: now they have them.
fn again(engine: &mut Engine<'_>, graph: &Graph) {
    engine.forget_unfinished();
    let mut stale: Vec<FunctionRef> = graph
        .nodes
        .iter()
        .copied()
        .filter(|function| summary(engine, *function).is_some_and(|s| s.provisional))
        .collect();
    for _ in 0..2 {
        if stale.is_empty() {
            break;
        }
        let changed = analyse(engine, &stale);
        engine.forget_unfinished();
        stale = graph
            .nodes
            .iter()
            .copied()
            .filter(|function| {
                summary(engine, *function).is_some_and(|known| rests_on(&known, &changed))
            })
            .collect();
    }
}

fn summary(engine: &Engine<'_>, function: FunctionRef) -> Option<std::sync::Arc<Summary>> {
    match engine.summary(function) {
        crate::engine::Available::Ready(summary) => Some(summary),
        crate::engine::Available::NotYet => None,
    }
}

/// True if an analysis used the summary of one of these functions.
fn rests_on(summary: &Summary, changed: &FxHashSet<FunctionRef>) -> bool {
    summary.used.iter().any(|used| match used {
        Used::General(callee) | Used::Special(callee, _) => changed.contains(callee),
    }) || summary
        .consulted
        .iter()
        .any(|function| changed.contains(function))
}

/// Analyses functions in parallel; gives those whose summary changed.
fn analyse(engine: &mut Engine<'_>, functions: &[FunctionRef]) -> FxHashSet<FunctionRef> {
    let results = summaries(engine, functions);
    let mut changed = FxHashSet::default();
    let mut unfinished = false;
    for (function, summary) in functions.iter().zip(results) {
        let Some(summary) = summary else { continue };
        unfinished |= summary.provisional;
        if engine.keep(*function, summary) {
            changed.insert(*function);
        }
    }
    if unfinished {
        engine.forget_unfinished();
    }
    changed
}

/// The summary of each function. The largest are begun first, so that no thread is left with one at the end.
fn summaries(engine: &Engine<'_>, functions: &[FunctionRef]) -> Vec<Option<Summary>> {
    let mut order: Vec<(usize, FunctionRef)> = functions.iter().copied().enumerate().collect();
    order.sort_by_cached_key(|(at, function)| {
        let ir = engine.program.function(*function);
        let known = summary(engine, *function).map_or(0, |known| known.cost);
        (std::cmp::Reverse((known, ir.blocks.len())), *at)
    });
    let next = AtomicUsize::new(0);
    let work = |_| {
        let mut done = Vec::new();
        while let Some((at, function)) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push((*at, Analysis::summary(engine, *function, &[], 0)));
        }
        done
    };
    let mut results: Vec<Option<Summary>> = Vec::new();
    results.resize_with(functions.len(), || None);
    let threads = rayon::current_num_threads().min(functions.len());
    let done: Vec<Vec<(usize, Summary)>> = (0..threads)
        .into_par_iter()
        .with_max_len(1)
        .map(work)
        .collect();
    for (at, summary) in done.into_iter().flatten() {
        if let Some(slot) = results.get_mut(at) {
            *slot = Some(summary);
        }
    }
    results
}

/// Who may call whom, as far as names tell.
struct Graph {
    nodes: Vec<FunctionRef>,
    edges: Vec<Vec<u32>>,
}

impl Graph {
    fn new(engine: &Engine<'_>) -> Self {
        let program = engine.program;
        let mut nodes = Vec::new();
        let mut by_name: FxHashMap<Name, Vec<FunctionRef>> = FxHashMap::default();
        for (module, ir) in program.modules() {
            for (index, function) in (0..).zip(&ir.functions) {
                let reference = FunctionRef {
                    module,
                    function: FunctionId(index),
                };
                nodes.push(reference);
                if matches!(function.kind, FunctionKind::Def | FunctionKind::AsyncDef) {
                    by_name
                        .entry(program.global(module, function.name))
                        .or_default()
                        .push(reference);
                }
            }
        }
        let position: FxHashMap<FunctionRef, u32> = nodes.iter().copied().zip(0..).collect();
        let edges = nodes
            .par_iter()
            .map(|function| {
                let mut edges: Vec<u32> = callees(engine, &by_name, *function)
                    .into_iter()
                    .filter_map(|callee| position.get(&callee).copied())
                    .collect();
                edges.sort_unstable();
                edges.dedup();
                edges
            })
            .collect();
        Self { nodes, edges }
    }

    /// The functions by level, each with how often it is analysed:
    /// those of one level need only lower ones, and each other inside a cycle.
    fn levels(&self) -> Vec<Vec<(FunctionRef, usize)>> {
        let components = self.components();
        let count = components
            .iter()
            .copied()
            .max()
            .map_or(0, |last| last as usize + 1);
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); count];
        for (node, component) in (0..).zip(&components) {
            if let Some(list) = members.get_mut(*component as usize) {
                list.push(node);
            }
        }
        // Components are numbered so that callees have lower numbers.
        let mut level_of = vec![0_usize; count];
        let mut levels: Vec<Vec<(FunctionRef, usize)>> = Vec::new();
        for component in 0..count {
            let mut level = 0;
            let mut cyclic = members.get(component).is_some_and(|list| list.len() > 1);
            for node in members.get(component).into_iter().flatten() {
                for target in self.edges.get(*node as usize).into_iter().flatten() {
                    cyclic |= target == node;
                    let other = components.get(*target as usize).copied().unwrap_or(0) as usize;
                    if other != component {
                        level = level.max(level_of.get(other).copied().unwrap_or(0) + 1);
                    }
                }
            }
            if let Some(slot) = level_of.get_mut(component) {
                *slot = level;
            }
            let size = members.get(component).map_or(0, Vec::len);
            let rounds = match (cyclic, size > LARGE) {
                (false, _) => 1,
                (true, false) => ROUNDS,
                (true, true) => LARGE_ROUNDS,
            };
            if levels.len() <= level {
                levels.resize(level + 1, Vec::new());
            }
            for node in members.get(component).into_iter().flatten() {
                if let (Some(function), Some(list)) =
                    (self.nodes.get(*node as usize), levels.get_mut(level))
                {
                    list.push((*function, rounds));
                }
            }
        }
        levels
    }

    /// The strongly connected component of each node, callees first (Tarjan, without recursion).
    fn components(&self) -> Vec<u32> {
        const NONE: u32 = u32::MAX;
        let count = self.nodes.len();
        let mut index = vec![NONE; count];
        let mut low = vec![0_u32; count];
        let mut on_stack = vec![false; count];
        let mut component = vec![NONE; count];
        let mut stack: Vec<u32> = Vec::new();
        let mut next_index = 0_u32;
        let mut next_component = 0_u32;
        let get = |list: &[u32], at: u32| list.get(at as usize).copied().unwrap_or(NONE);
        let set = |list: &mut Vec<u32>, at: u32, value: u32| {
            if let Some(slot) = list.get_mut(at as usize) {
                *slot = value;
            }
        };
        for start in (0..).take(count) {
            if get(&index, start) != NONE {
                continue;
            }
            let mut work = vec![(start, 0_usize)];
            while let Some((node, edge)) = work.pop() {
                if edge == 0 {
                    set(&mut index, node, next_index);
                    set(&mut low, node, next_index);
                    next_index += 1;
                    stack.push(node);
                    if let Some(slot) = on_stack.get_mut(node as usize) {
                        *slot = true;
                    }
                }
                let target = self
                    .edges
                    .get(node as usize)
                    .and_then(|edges| edges.get(edge))
                    .copied();
                if let Some(target) = target {
                    work.push((node, edge + 1));
                    if get(&index, target) == NONE {
                        work.push((target, 0));
                    } else if on_stack.get(target as usize).copied().unwrap_or(false) {
                        let lower = get(&low, node).min(get(&index, target));
                        set(&mut low, node, lower);
                    }
                    continue;
                }
                if get(&low, node) == get(&index, node) {
                    while let Some(member) = stack.pop() {
                        if let Some(slot) = on_stack.get_mut(member as usize) {
                            *slot = false;
                        }
                        set(&mut component, member, next_component);
                        if member == node {
                            break;
                        }
                    }
                    next_component += 1;
                }
                if let Some((parent, _)) = work.last().copied() {
                    let lower = get(&low, parent).min(get(&low, node));
                    set(&mut low, parent, lower);
                }
            }
        }
        component
    }
}

/// The functions that a function's instructions may call, by the names they use.
fn callees(
    engine: &Engine<'_>,
    by_name: &FxHashMap<Name, Vec<FunctionRef>>,
    function: FunctionRef,
) -> Vec<FunctionRef> {
    let program = engine.program;
    let ir = program.function(function);
    let mut found = Vec::new();
    let mut named = FxHashSet::default();
    let mut supers: Vec<Reg> = Vec::new();
    if let Some(class) = ir.class
        && !matches!(ir.kind, FunctionKind::ClassBody)
    {
        let class = assay_python::ClassRef {
            module: function.module,
            class,
        };
        if let Some(Member::Value(init)) = engine.method_of(class, engine.symbols.names.init) {
            functions_of(engine, &init, &mut found, 0);
        }
    }
    for instr in ir.blocks.iter().flat_map(|block| &block.instrs) {
        match &instr.op {
            Op::Call { callee, dst, .. } if supers.contains(callee) => supers.push(*dst),
            Op::LoadGlobal { dst, name } => {
                let text = program.name_of(program.global(function.module, *name));
                if text == "super" {
                    supers.push(*dst);
                }
                let value = engine.global(function.module, program.global(function.module, *name));
                functions_of(engine, &value, &mut found, 0);
            }
            Op::Import {
                import, bind_top, ..
            } => {
                let value = engine.import(function.module, *import, *bind_top);
                functions_of(engine, &value, &mut found, 0);
            }
            Op::Attr { name, object, .. }
            | Op::CallMethod { name, object, .. }
            | Op::SetAttr { name, object, .. } => {
                let name = program.global(function.module, *name);
                if supers.contains(object)
                    && let Some(class) = ir.class
                {
                    let class = assay_python::ClassRef {
                        module: function.module,
                        class,
                    };
                    for value in engine.behind(class, name) {
                        functions_of(engine, &value, &mut found, 0);
                    }
                    continue;
                }
                // What `self` has, the class says.
                if *object == Reg(0)
                    && let Some(class) = ir.class
                    && !ir.params.is_empty()
                {
                    let class = assay_python::ClassRef {
                        module: function.module,
                        class,
                    };
                    if let Some(Member::Value(value)) = engine.method_of(class, name) {
                        functions_of(engine, &value, &mut found, 0);
                    }
                    continue;
                }
                if named.insert(name)
                    && let Some(functions) = by_name.get(&name)
                    && functions.len() <= NAMESAKES
                {
                    found.extend(functions);
                }
            }
            // Whoever names a template may render it.
            Op::Const {
                value: Const::Str(text),
                ..
            } => found.extend(program.pages(text).iter().map(|page| page.function)),
            Op::LoadEnv { depth, name, .. } => {
                if let Some(value) = engine.captured(function, *depth, *name, None) {
                    functions_of(engine, &value, &mut found, 0);
                }
            }
            Op::MakeFunction { function: made, .. } => {
                found.push(FunctionRef {
                    module: function.module,
                    function: *made,
                });
            }
            _ => {}
        }
    }
    found
}

fn functions_of(engine: &Engine<'_>, value: &Value, found: &mut Vec<FunctionRef>, depth: u32) {
    if depth > 4 {
        return;
    }
    for object in value.objects() {
        match object {
            Object::Function(function, _) => {
                found.push(*function);
                found.extend(engine.variants(*function).iter().map(|it| it.function));
            }
            Object::Class(class) => {
                for name in [
                    engine.symbols.names.init,
                    engine.symbols.names.post_init,
                    engine.symbols.names.call,
                ] {
                    if let Some(Member::Value(value)) = engine.method_of(*class, name) {
                        functions_of(engine, &value, found, depth + 1);
                    }
                }
            }
            Object::Deferred(call) => {
                functions_of(engine, &call.callee, found, depth + 1);
                for arg in &call.args {
                    functions_of(engine, arg, found, depth + 1);
                }
            }
            Object::Wrapped(Wrap::Property | Wrap::Static | Wrap::Class, inner) => {
                functions_of(engine, inner, found, depth + 1);
            }
            Object::Cell(id) if id.is_static() => {
                let at = (id.0 - crate::value::CellId::STATIC) as usize;
                if let Some(cell) = engine.cells.get(at) {
                    for value in cell.fields.values().take(64) {
                        functions_of(engine, value, found, depth + 2);
                    }
                    functions_of(engine, &cell.rest, found, depth + 2);
                }
            }
            _ => {}
        }
    }
}
