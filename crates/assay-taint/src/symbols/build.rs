//! Building the tree of names from models, and lending entries along aliases.

use std::sync::Arc;

use assay_models::{self as models, Path, Step};

use super::{Edge, EntryId, ReadSource, SymbolId, Symbols, Verb};

impl<'m> Symbols<'m> {
    pub(super) fn add_package(&mut self, package: u32, model: &'m models::Package) {
        macro_rules! each {
            ($list:ident, $verb:ident, |$node:ident, $id:ident, $entry:ident| $body:block, $path:expr) => {
                for (entry, $entry) in (0..).zip(&model.$list) {
                    let $id = EntryId { package, verb: Verb::$verb, entry };
                    let path: &Path = $path;
                    if let Some($node) = self.insert(path) $body
                }
            };
        }
        for (entry, alias) in (0..).zip(&model.aliases) {
            let id = EntryId {
                package,
                verb: Verb::Alias,
                entry,
            };
            if let (Some(name), Some(is)) = (self.insert(&alias.name), self.insert(&alias.is))
                && name != is
                && let Some(node) = self.nodes.get_mut(name.0 as usize)
            {
                node.is.push(is);
                node.info.aliases.push(id);
            }
        }
        for (entry, source) in (0..).zip(&model.sources) {
            let id = EntryId {
                package,
                verb: Verb::Source,
                entry,
            };
            match &source.target {
                models::SourceTarget::Read(symbol) => {
                    let read = ReadSource {
                        id,
                        kind: source.kind.0,
                        text: Arc::clone(&source.text),
                        safe: source.safe.0.into(),
                        checks: source.checks.clone(),
                    };
                    if let Some(node) = self.insert(&symbol.path) {
                        self.info_mut(node).read = Some(read);
                        let whole = self.nodes.get(node.0 as usize).and_then(|it| it.parent);
                        if let Some(whole) = whole.filter(|_| !source.checks.is_empty()) {
                            self.mention_keywords(&source.checks);
                            self.info_mut(whole).checked = true;
                        }
                    }
                }
                models::SourceTarget::Call { callee, .. } => {
                    if callee.path.has_unknown_receiver() {
                        if let Some(name) = self.method_name(&callee.path) {
                            self.unknown_sources
                                .entry(name)
                                .or_default()
                                .push((id, source));
                        }
                    } else if let Some(node) = self.insert(&callee.path) {
                        let info = self.info_mut(node);
                        info.sources.push((id, source));
                        info.modelled = true;
                    }
                }
            }
        }
        for (entry, sink) in (0..).zip(&model.sinks) {
            let id = EntryId {
                package,
                verb: Verb::Sink,
                entry,
            };
            match &sink.target {
                models::SinkTarget::Call { callee, .. } if callee.path.has_unknown_receiver() => {
                    if let Some(name) = self.method_name(&callee.path) {
                        self.unknown_sinks.entry(name).or_default().push((id, sink));
                    }
                }
                models::SinkTarget::Call { callee, .. } => {
                    if let Some(node) = self.insert(&callee.path) {
                        let info = self.info_mut(node);
                        info.sinks.push((id, sink));
                        info.modelled = true;
                        if let models::SinkTarget::Call { arg, .. } = &sink.target {
                            self.mention_keywords(arg);
                        }
                        self.mention(
                            sink.conditions.when.iter().chain(&sink.conditions.unless),
                            node,
                        );
                    }
                }
                models::SinkTarget::Write { place, .. } => {
                    if let Some(node) = self.insert(&place.path) {
                        self.info_mut(node).writes.push((id, sink));
                    }
                }
            }
        }
        each!(
            passes,
            Pass,
            |node, id, entry| {
                let info = self.info_mut(node);
                info.passes.push((id, entry));
                info.modelled = true;
                self.mention_keywords(&entry.from);
                if entry.to.iter().chain(&entry.from).any(keeps_state) {
                    self.mark_stateful(node);
                }
            },
            through(&entry.target)
        );
        each!(
            cleans,
            Clean,
            |node, id, entry| {
                let info = self.info_mut(node);
                info.cleans.push((id, entry));
                info.modelled = true;
            },
            through(&entry.target)
        );
        each!(
            guards,
            Guard,
            |node, id, entry| {
                let info = self.info_mut(node);
                info.guards.push((id, entry));
                info.modelled = true;
            },
            &entry.callee.path
        );
        each!(
            exits,
            Exit,
            |node, id, entry| {
                let info = self.info_mut(node);
                info.exits.push((id, entry));
                info.modelled = true;
            },
            &entry.callee.path
        );
        each!(
            renders,
            Render,
            |node, id, entry| {
                let info = self.info_mut(node);
                info.renders.push((id, entry));
                info.modelled = true;
            },
            &entry.callee.path
        );
        each!(
            callbacks,
            Callback,
            |node, id, entry| {
                let info = self.info_mut(node);
                info.callbacks.push((id, entry));
                info.modelled = true;
            },
            &entry.callee.path
        );
        each!(
            stores,
            Store,
            |node, id, entry| {
                let info = self.info_mut(node);
                info.stores.push((id, entry));
                info.modelled = true;
                self.mark_stateful(node);
            },
            &entry.callee.path
        );
        each!(
            loads,
            Load,
            |node, id, entry| {
                let info = self.info_mut(node);
                info.loads.push((id, entry));
                info.modelled = true;
            },
            &entry.callee.path
        );
        each!(
            constants,
            Pass,
            |node, id, entry| {
                self.info_mut(node).constant = Some((id, entry));
            },
            &entry.name
        );
        each!(
            responses,
            Response,
            |node, id, entry| {
                self.info_mut(node).responses.push((id, entry));
                self.info_mut(node).stateful = true;
                // `answer.headers` is a thing of its own, which remembers what is put into it.
                for path in entry.content_type.iter().filter(|path| path.len() > 1) {
                    let Some(first) = path.first() else { continue };
                    let edge = self.edge(first);
                    if let Some(part) = self.child_or_insert(node, edge) {
                        self.info_mut(part).stateful = true;
                        if !self.header_parts.contains(&part) {
                            self.header_parts.push(part);
                        }
                    }
                }
            },
            &entry.value
        );
        for (number, entry) in (0..).zip(&model.roles) {
            let id = EntryId {
                package,
                verb: Verb::Role,
                entry: number,
            };
            let (models::RoleTarget::Call(path)
            | models::RoleTarget::Read(path)
            | models::RoleTarget::Write(path)
            | models::RoleTarget::Base(path)) = &entry.target;
            if let Some(node) = self.insert(path) {
                self.info_mut(node).roles.push((id, entry));
                // A query remembers whose rows it gives.
                if Some(entry.role) == self.keeping.rows {
                    if entry.of.as_deref() == Some("self") {
                        self.mark_stateful(node);
                    }
                    if let Some(made) = self.child_or_insert(node, Edge::Call) {
                        self.info_mut(made).stateful = true;
                    }
                }
                for (_, references) in entry.args.iter().chain(&entry.inner) {
                    self.mention_keywords(references);
                }
                self.mention(
                    entry.conditions.when.iter().chain(&entry.conditions.unless),
                    node,
                );
            }
        }
        for (number, entry) in (0..).zip(&model.entries) {
            let id = EntryId {
                package,
                verb: Verb::Entry,
                entry: number,
            };
            match &entry.target {
                models::EntryTarget::Call { path, .. } => {
                    if let Some(node) = self.insert(path) {
                        let info = self.info_mut(node);
                        info.entries.push((id, entry));
                        info.modelled = true;
                    }
                }
                models::EntryTarget::Methods { base, .. } => {
                    if let Some(node) = self.insert(base) {
                        self.method_entries.push((node, id, entry));
                    }
                }
            }
        }
    }

    /// Conditions on a call name types, which then need nodes, and parts of the receiver, which is then kept.
    pub(super) fn mention<'c>(
        &mut self,
        conditions: impl Iterator<Item = &'c models::Condition>,
        node: SymbolId,
    ) {
        for condition in conditions {
            // `MD5()` is to be known as an instance of `MD5`.
            if let models::Test::Type(path) = &condition.test
                && let Some(class) = self.insert(path)
            {
                self.child_or_insert(class, Edge::Call);
            }
            self.mention_keywords(&condition.arg);
            if condition.arg.iter().any(keeps_state) {
                self.mark_stateful(node);
            }
        }
    }

    /// Keywords that models speak of have names, even if the program spells them only as keys: `**{"secure": True}`.
    pub(super) fn mention_keywords(&mut self, references: &[models::Reference]) {
        for reference in references {
            if let models::Base::Keyword(name) = &reference.base {
                self.intern(name);
            }
        }
    }

    /// True if nothing is said of a node, nor of anything below it.
    pub(crate) fn is_bare(&self, node: SymbolId) -> bool {
        self.nodes.get(node.0 as usize).is_none_or(|node| {
            let info = &node.info;
            node.children.is_empty()
                && node.is.is_empty()
                && !info.modelled
                && !info.stateful
                && info.read.is_none()
                && info.writes.is_empty()
                && info.call_watches.is_empty()
        })
    }

    /// Instances of the class that a method's node belongs to keep state.
    pub(super) fn mark_stateful(&mut self, method: SymbolId) {
        let Some(node) = self.nodes.get(method.0 as usize) else {
            return;
        };
        // `X().method` marks `X()`; a call `X` that fills `return.part` marks `X()` as well.
        if let Some(parent) = node.parent
            && self
                .nodes
                .get(parent.0 as usize)
                .is_some_and(|node| node.edge == Some(Edge::Call))
        {
            self.info_mut(parent).stateful = true;
        }
        if let Some(made) = self.child_or_insert(method, Edge::Call) {
            self.info_mut(made).stateful = true;
        }
    }

    /// A step below an alias behaves as the same step below what the alias stands for.
    pub(super) fn lend(&mut self) {
        for index in 0..self.nodes.len() {
            let Some((parent, edge)) = self
                .nodes
                .get(index)
                .and_then(|node| Some((node.parent?, node.edge?)))
            else {
                continue;
            };
            let targets = self
                .nodes
                .get(parent.0 as usize)
                .map(|node| node.is.clone())
                .unwrap_or_default();
            for target in targets {
                let Some(same) = self.child(target, edge, 0) else {
                    continue;
                };
                if let Some(node) = self.nodes.get_mut(index)
                    && same.0 as usize != index
                    && !node.is.contains(&same)
                {
                    node.is.push(same);
                }
            }
        }
    }

    /// What an aliased name says holds for the alias too, unless the alias says its own.
    pub(super) fn inherit(&mut self) {
        for index in 0..self.nodes.len() {
            let mut seen = vec![SymbolId(u32::try_from(index).unwrap_or(0))];
            let mut at = 0;
            while let Some(current) = seen.get(at).copied() {
                at += 1;
                let targets = self
                    .nodes
                    .get(current.0 as usize)
                    .map(|node| node.is.clone())
                    .unwrap_or_default();
                for target in targets {
                    if !seen.contains(&target) && seen.len() < 16 {
                        seen.push(target);
                    }
                }
            }
            for other in seen.into_iter().skip(1) {
                let Some(theirs) = self
                    .nodes
                    .get(other.0 as usize)
                    .map(|node| node.info.clone())
                else {
                    continue;
                };
                let Some(node) = self.nodes.get_mut(index) else {
                    continue;
                };
                let mine = &mut node.info;
                if !mine.modelled {
                    mine.sources = theirs.sources;
                    mine.sinks = theirs.sinks;
                    mine.passes = theirs.passes;
                    mine.cleans = theirs.cleans;
                    mine.guards = theirs.guards;
                    mine.exits = theirs.exits;
                    mine.renders = theirs.renders;
                    mine.callbacks = theirs.callbacks;
                    mine.stores = theirs.stores;
                    mine.loads = theirs.loads;
                    mine.entries = theirs.entries;
                    mine.modelled = theirs.modelled;
                }
                mine.read = mine.read.take().or(theirs.read);
                mine.constant = mine.constant.or(theirs.constant);
                mine.builtin = mine.builtin.or(theirs.builtin);
                mine.stateful |= theirs.stateful;
                if mine.writes.is_empty() {
                    mine.writes = theirs.writes;
                }
                if mine.responses.is_empty() {
                    mine.responses = theirs.responses;
                }
                for (id, role) in theirs.roles {
                    let own = |(_, known): &(EntryId, &models::Role)| {
                        known.role == role.role
                            && std::mem::discriminant(&known.target)
                                == std::mem::discriminant(&role.target)
                    };
                    if !mine.roles.iter().any(own) {
                        mine.roles.push((id, role));
                    }
                }
                for watch in theirs.call_watches {
                    if !mine.call_watches.contains(&watch) {
                        mine.call_watches.push(watch);
                    }
                }
                for watch in theirs.write_watches {
                    if !mine.write_watches.contains(&watch) {
                        mine.write_watches.push(watch);
                    }
                }
            }
        }
    }

    /// The methods that give a decorator for handlers and take a URL pattern.
    /// The verbs of HTTP are left out: clients have methods of these names too.
    pub(super) fn find_registrars(&mut self) {
        for node in &self.nodes {
            let pattern = node
                .info
                .entries
                .iter()
                .any(|(_, entry)| !entry.route.is_empty());
            let (Some(Edge::Call), Some(method)) = (node.edge, node.parent) else {
                continue;
            };
            let Some(Edge::Attr(name)) = self.nodes.get(method.0 as usize).and_then(|m| m.edge)
            else {
                continue;
            };
            let verb = matches!(
                self.name_texts.get(name.0 as usize).map(|text| &**text),
                Some("get" | "post" | "put" | "patch" | "delete" | "head" | "options")
            );
            if pattern && !verb {
                self.registrars.entry(name).or_insert(method);
            }
        }
    }
}

pub(super) fn through(target: &models::Through) -> &Path {
    match target {
        models::Through::Call(symbol) | models::Through::Read(symbol) => &symbol.path,
    }
}

/// True if a condition is about what comes back.
pub(crate) fn speaks_of_result(condition: &models::Condition) -> bool {
    condition
        .arg
        .iter()
        .any(|reference| matches!(reference.base, models::Base::Result))
}

/// True if a reference speaks of a part of the receiver or of the result.
pub(super) fn keeps_state(reference: &models::Reference) -> bool {
    matches!(
        reference.base,
        models::Base::Receiver | models::Base::Result
    ) && matches!(reference.path.first(), Some(Step::Attr(_)))
}
