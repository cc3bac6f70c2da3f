//! The walk over a template that carries the tokenizer's states along.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::context::Context;
use super::state::State;
use crate::limits;
use crate::tree::{Expression, ExpressionKind, Node, NodeKind, OutputId, Template};

/// A small set of states, sorted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct States(Vec<State>);

impl Default for States {
    /// In text.
    fn default() -> Self {
        Self(vec![State::default()])
    }
}

impl States {
    /// No state at all: a place that nothing leads to.
    pub fn none() -> Self {
        Self(Vec::new())
    }

    /// True if nothing leads here.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True if this is text and nothing else.
    pub fn is_text(&self) -> bool {
        matches!(self.0.as_slice(), [only] if *only == State::default())
    }

    /// The contexts of something put out here.
    pub fn contexts(&self) -> Vec<Context> {
        let mut contexts: Vec<Context> = self.0.iter().map(State::context).collect();
        contexts.sort_unstable();
        contexts.dedup();
        contexts
    }

    /// Adds the states of another set; true if there were new ones. Beyond a limit they are dropped.
    pub fn join(&mut self, other: &Self) -> bool {
        let mut changed = false;
        for state in &other.0 {
            if let Err(at) = self.0.binary_search(state)
                && self.0.len() < limits::STATES
            {
                self.0.insert(at, state.clone());
                changed = true;
            }
        }
        changed
    }

    fn settle(&mut self) {
        self.0.sort_unstable();
        self.0.dedup();
    }
}

/// Where parts of a template that others place begin.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// The states in which the template itself begins.
    pub whole: States,
    /// The states in which blocks begin that replace those of a parent, by name.
    pub blocks: BTreeMap<Arc<str>, States>,
    /// The states in which macros begin that other templates call, by name.
    pub macros: BTreeMap<Arc<str>, States>,
}

/// What the tokenizer found.
#[derive(Debug, Default)]
pub struct Contexts {
    /// The contexts of each output, by [`OutputId`]: several if it can be reached in several states.
    pub outputs: Vec<Vec<Context>>,
    /// The states in which outputs stand that call something, by [`OutputId`].
    pub calls: BTreeMap<OutputId, States>,
    /// The states in which blocks begin, by name.
    pub blocks: BTreeMap<Arc<str>, States>,
    /// The states in which includes stand, by the start of the tag.
    pub includes: BTreeMap<u32, States>,
    /// The states in which the template ends.
    pub end: States,
}

impl Contexts {
    /// The contexts of a template that begins in text.
    pub fn of(template: &Template) -> Self {
        Self::from(template, &Start::default())
    }

    /// The contexts of a template whose parts begin as somebody else says.
    pub fn from(template: &Template, start: &Start) -> Self {
        let mut pass = Pass {
            template,
            start,
            found: Self {
                outputs: vec![Vec::new(); template.outputs as usize],
                ..Self::default()
            },
            macros: Vec::new(),
            calls: BTreeMap::new(),
            budget: template.text.len() as u64 * limits::READINGS + 4096,
            extends: template
                .nodes
                .iter()
                .any(|node| matches!(node.kind, NodeKind::Extends(_))),
        };
        pass.found.end = pass.nodes(&template.nodes, start.whole.clone());
        pass.macros();
        pass.found.end.settle();
        for contexts in &mut pass.found.outputs {
            contexts.sort_unstable();
            contexts.dedup();
        }
        pass.found
    }
}

struct Pass<'t> {
    template: &'t Template,
    start: &'t Start,
    found: Contexts,
    macros: Vec<(&'t str, &'t [Node])>,
    /// Where macros of this template are called.
    calls: BTreeMap<&'t str, States>,
    budget: u64,
    extends: bool,
}

impl<'t> Pass<'t> {
    fn nodes(&mut self, nodes: &'t [Node], mut states: States) -> States {
        for node in nodes {
            states = self.node(node, states);
        }
        states
    }

    fn node(&mut self, node: &'t Node, mut states: States) -> States {
        match &node.kind {
            NodeKind::Text => self.text(node, &mut states),
            NodeKind::Output { id, value } => self.output(*id, value, &mut states),
            NodeKind::Call { id, call, body, .. } => {
                self.nodes(body, states.clone());
                self.output(*id, call, &mut states);
            }
            NodeKind::Filter { id, body, .. } => {
                self.contexts(*id, &states);
                return self.nodes(body, states);
            }
            NodeKind::Macro { name, body, .. } => self.macros.push((&name.text, body)),
            NodeKind::SetBlock { body, .. } => {
                self.nodes(body, States::default());
            }
            NodeKind::Block { name, body, .. } => {
                let mut begin = states.clone();
                if self.extends {
                    // It stands where the parent has it, not where it is written.
                    begin = self
                        .start
                        .blocks
                        .get(&name.text)
                        .cloned()
                        .unwrap_or_default();
                }
                self.found
                    .blocks
                    .entry(name.text.clone())
                    .or_insert_with(States::none)
                    .join(&begin);
                let end = self.nodes(body, begin);
                return if self.extends { states } else { end };
            }
            NodeKind::Include { .. } => {
                self.found
                    .includes
                    .entry(node.range.start)
                    .or_insert_with(States::none)
                    .join(&states);
            }
            NodeKind::For {
                body, otherwise, ..
            } => {
                let mut entry = states.clone();
                let mut after = states.clone();
                for _ in 0..3 {
                    let end = self.nodes(body, entry.clone());
                    after.join(&end);
                    if !entry.join(&end) || self.budget == 0 {
                        break;
                    }
                }
                if !otherwise.is_empty() {
                    let end = self.nodes(otherwise, states);
                    after.join(&end);
                }
                return after;
            }
            NodeKind::If {
                branches,
                otherwise,
            } => {
                let mut after = States::none();
                for branch in branches {
                    let end = self.nodes(&branch.body, states.clone());
                    after.join(&end);
                }
                let end = self.nodes(otherwise, states);
                after.join(&end);
                return after;
            }
            NodeKind::With { body, .. } | NodeKind::Autoescape { body, .. } => {
                return self.nodes(body, states);
            }
            NodeKind::Trans { body, plural, .. } => {
                let mut after = self.nodes(body, states.clone());
                if !plural.is_empty() {
                    let end = self.nodes(plural, states);
                    after.join(&end);
                }
                return after;
            }
            // What an extension puts out is not known, and most put out nothing.
            NodeKind::Unknown { .. }
            | NodeKind::Extends(_)
            | NodeKind::Import { .. }
            | NodeKind::FromImport { .. }
            | NodeKind::Set { .. }
            | NodeKind::Do(_)
            | NodeKind::Break
            | NodeKind::Continue
            | NodeKind::Debug => {}
        }
        states
    }

    fn text(&mut self, node: &Node, states: &mut States) {
        let text = self.template.slice(node.range);
        let cost = text.len() as u64 * states.0.len() as u64;
        self.budget = self.budget.saturating_sub(cost.max(1));
        if self.budget == 0 {
            // Read too often: one state goes on, so that the rest is linear.
            states.0.truncate(1);
        }
        for state in &mut states.0 {
            state.text(text);
        }
        states.settle();
    }

    fn contexts(&mut self, id: OutputId, states: &States) {
        if let Some(contexts) = self.found.outputs.get_mut(id.0 as usize) {
            for context in states.contexts() {
                if !contexts.contains(&context) {
                    contexts.push(context);
                }
            }
        }
    }

    fn output(&mut self, id: OutputId, value: &'t Expression, states: &mut States) {
        self.contexts(id, states);
        if let Some(callee) = called(value) {
            if let ExpressionKind::Name(name) = &callee.kind {
                self.calls
                    .entry(name)
                    .or_insert_with(States::none)
                    .join(states);
            }
            if !states.is_text() {
                self.found
                    .calls
                    .entry(id)
                    .or_insert_with(States::none)
                    .join(states);
            }
        }
        for state in &mut states.0 {
            state.output();
        }
        states.settle();
    }

    /// Reads the bodies of macros in the states of their calls, until no call in another state turns up.
    fn macros(&mut self) {
        let mut read: Vec<States> = Vec::new();
        for round in 0..4 {
            let mut changed = false;
            let mut at = 0;
            while let Some((name, body)) = self.macros.get(at).copied() {
                let mut start = States::none();
                for states in [self.calls.get(name), self.start.macros.get(name)]
                    .into_iter()
                    .flatten()
                {
                    start.join(states);
                }
                if start.is_empty() && round > 0 {
                    start = States::default();
                }
                if read.get(at).is_none() {
                    read.push(States::none());
                }
                if let Some(known) = read.get_mut(at)
                    && known.join(&start)
                {
                    changed = true;
                    let nested = self.macros.len();
                    self.nodes(body, start);
                    // Reading a body again finds its macros again.
                    if round > 0 {
                        self.macros.truncate(nested);
                    }
                }
                at += 1;
            }
            if !changed && round > 0 {
                break;
            }
        }
    }
}

/// What is called, if the value is a call, perhaps behind filters.
fn called(value: &Expression) -> Option<&Expression> {
    if let ExpressionKind::Call { callee, .. } = &value.kind {
        Some(callee)
    } else if let ExpressionKind::Filter { value, .. } = &value.kind {
        called(value)
    } else {
        None
    }
}
