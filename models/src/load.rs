//! From text to checked models.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use serde::de::DeserializeOwned;
use toml::Spanned;

use crate::{
    condition::{Condition, Conditions},
    error::{Error, Mistake},
    format,
    kind::{Kinds, SinkKind, SinkKinds, SourceKind},
    model::{
        Alias, Callback, Clean, Entry, EntryTarget, Exit, Guard, Load, NamedConstant, Package,
        Pass, Render, Response, Role, RoleTarget, Sink, SinkTarget, Source, SourceTarget, Store,
        Symbol, Through,
    },
    path::Path,
    reference::{Base, Reference},
};

/// Reads a TOML text; an error knows its line.
pub(crate) fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Error> {
    toml::from_str(text).map_err(|error| Error::Text {
        file: file.to_owned(),
        line: line_of(text, error.span().unwrap_or(0..0)),
        message: error.message().trim().to_owned(),
    })
}

fn line_of(text: &str, span: Range<usize>) -> u32 {
    let breaks = text
        .get(..span.start)
        .map_or(0, |before| before.matches('\n').count());
    u32::try_from(breaks).unwrap_or(u32::MAX).saturating_add(1)
}

/// Reads and checks one file of models.
pub(crate) fn package(file: &str, text: &str, kinds: &Kinds) -> Result<Package, Error> {
    let written: format::File = read(file, text)?;
    let reader = Reader { file, text, kinds };
    Ok(Package {
        file: file.into(),
        name: written.package.into(),
        docs: written.docs.map(Into::into),
        aliases: reader.each(written.alias, "alias", alias)?,
        sources: reader.each(written.source, "source", source)?,
        sinks: reader.each(written.sink, "sink", sink)?,
        passes: reader.each(written.pass, "pass", pass)?,
        cleans: reader.each(written.clean, "clean", clean)?,
        guards: reader.each(written.guard, "guard", guard)?,
        exits: reader.each(written.exit, "exit", exit)?,
        renders: reader.each(written.render, "render", render)?,
        callbacks: reader.each(written.callback, "callback", callback)?,
        stores: reader.each(written.store, "store", store)?,
        loads: reader.each(written.load, "load", load)?,
        constants: reader.each(written.constant, "constant", constant)?,
        entries: reader.each(written.entry, "entry", entry)?,
        responses: reader.each(written.response, "response", response)?,
        roles: reader.each(written.role, "role", role)?,
    })
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    kinds: &'a Kinds,
}

/// One table while it is checked. `entry` is named in errors.
struct At<'a> {
    kinds: &'a Kinds,
    line: u32,
    entry: String,
}

type Checked<T> = Result<Vec<T>, Mistake>;

impl Reader<'_> {
    fn each<W, T>(
        &self,
        tables: Vec<Spanned<W>>,
        table: &'static str,
        check: fn(W, &mut At<'_>) -> Checked<T>,
    ) -> Result<Vec<T>, Error> {
        let mut entries = Vec::new();
        for written in tables {
            let line = line_of(self.text, written.span());
            let mut at = At {
                kinds: self.kinds,
                line,
                entry: String::new(),
            };
            match check(written.into_inner(), &mut at) {
                Ok(checked) => entries.extend(checked),
                Err(mistake) => {
                    let (file, entry) = (self.file.to_owned(), at.entry);
                    return Err(Error::Entry {
                        file,
                        line,
                        table,
                        entry,
                        mistake,
                    });
                }
            }
        }
        Ok(entries)
    }
}

impl At<'_> {
    fn paths(&mut self, field: &'static str, paths: Vec<Path>) -> Checked<Path> {
        let first = paths.first().ok_or(Mistake::Missing(field))?;
        self.entry = first.to_string();
        Ok(paths)
    }

    fn known_paths(&mut self, field: &'static str, paths: Vec<Path>) -> Checked<Path> {
        let paths = self.paths(field, paths)?;
        if paths.iter().any(Path::has_unknown_receiver) {
            return Err(Mistake::UnknownReceiver);
        }
        Ok(paths)
    }

    fn symbols(
        &mut self,
        field: &'static str,
        paths: Vec<Path>,
        receiver: &[String],
    ) -> Checked<Symbol> {
        let receiver: Vec<Arc<str>> = receiver
            .iter()
            .map(|name| name.to_lowercase().into())
            .collect();
        let mut symbols = Vec::new();
        for path in self.paths(field, paths)? {
            match (path.has_unknown_receiver(), receiver.is_empty()) {
                (true, true) => return Err(Mistake::NoReceiver),
                (false, false) => return Err(Mistake::UselessReceiver),
                (true, false) if path.steps.is_empty() => {
                    return Err(Mistake::NoMethod(path.to_string()));
                }
                (true, false) | (false, true) => {}
            }
            symbols.push(Symbol {
                path,
                receiver: receiver.clone(),
            });
        }
        Ok(symbols)
    }

    fn source_kind(&self, name: &str) -> Result<SourceKind, Mistake> {
        self.kinds
            .source(name)
            .ok_or_else(|| Mistake::UnknownSource {
                kind: name.to_owned(),
                known: list(self.kinds.sources().iter().map(|facts| &*facts.name)),
            })
    }

    fn sink_kind(&self, name: &str) -> Result<SinkKind, Mistake> {
        self.kinds.sink(name).ok_or_else(|| Mistake::UnknownSink {
            kind: name.to_owned(),
            known: list(self.kinds.sinks().iter().map(|facts| &*facts.name)),
        })
    }

    fn sink_kinds(&self, names: &[String]) -> Result<SinkKinds, Mistake> {
        let mut set = SinkKinds::NONE;
        for name in names {
            set = set.union(match name.as_str() {
                "*" => SinkKinds::ALL,
                "numbers" => self.kinds.numeric(),
                name => self.sink_kind(name)?.only(),
            });
        }
        Ok(set)
    }

    fn some_kinds(&self, names: &[String]) -> Result<SinkKinds, Mistake> {
        let set = self.sink_kinds(names)?;
        if set.is_empty() {
            Err(Mistake::NoKinds)
        } else {
            Ok(set)
        }
    }
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

fn some(field: &'static str, references: Vec<Reference>) -> Checked<Reference> {
    if references.is_empty() {
        Err(Mistake::Missing(field))
    } else {
        Ok(references)
    }
}

fn or_result(references: Vec<Reference>) -> Vec<Reference> {
    if references.is_empty() {
        vec![Reference::result()]
    } else {
        references
    }
}

fn conditions(when: Vec<Condition>, unless: Vec<Condition>) -> Conditions {
    Conditions { when, unless }
}

fn any_of(lists: Vec<format::AnyOf>) -> Vec<Vec<Reference>> {
    lists.into_iter().map(|list| list.0).collect()
}

fn or_receiver(references: Vec<Reference>) -> Vec<Reference> {
    if references.is_empty() {
        vec![Reference::new(Base::Receiver)]
    } else {
        references
    }
}

fn through(
    at: &mut At<'_>,
    call: Vec<Path>,
    read: Vec<Path>,
    receiver: &[String],
) -> Checked<Through> {
    match (call.is_empty(), read.is_empty()) {
        (false, true) => Ok(at
            .symbols("call", call, receiver)?
            .into_iter()
            .map(Through::Call)
            .collect()),
        (true, false) => Ok(at
            .symbols("read", read, receiver)?
            .into_iter()
            .map(Through::Read)
            .collect()),
        (true, true) | (false, false) => Err(Mistake::EitherOr("call", "read")),
    }
}

fn alias(written: format::Alias, at: &mut At<'_>) -> Checked<Alias> {
    let is = written.is;
    let mut aliases = Vec::new();
    for name in at.known_paths("name", written.name)? {
        if name.is_prefix_of(&is) {
            return Err(Mistake::EndlessAlias(is.to_string()));
        }
        aliases.push(Alias {
            line: at.line,
            name,
            is: is.clone(),
        });
    }
    if is.has_unknown_receiver() {
        Err(Mistake::UnknownReceiver)
    } else {
        Ok(aliases)
    }
}

fn source(written: format::Source, at: &mut At<'_>) -> Checked<Source> {
    let targets: Vec<SourceTarget> = match (written.read.is_empty(), written.call.is_empty()) {
        (false, true) => {
            if !written.to.is_empty() {
                return Err(Mistake::Useless("to"));
            }
            let symbols = at.symbols("read", written.read, &written.receiver)?;
            symbols.into_iter().map(SourceTarget::Read).collect()
        }
        (true, false) => {
            let to = or_result(written.to);
            let symbols = at.symbols("call", written.call, &written.receiver)?;
            let call = |callee| SourceTarget::Call {
                callee,
                to: to.clone(),
            };
            symbols.into_iter().map(call).collect()
        }
        (true, true) | (false, false) => return Err(Mistake::EitherOr("read", "call")),
    };
    let kind = at.source_kind(&written.kind)?;
    let safe = at.sink_kinds(&written.safe)?;
    let text: Arc<str> = match written.text {
        Some(text) => text.into(),
        None => at
            .kinds
            .source_facts(kind)
            .map_or_else(|| "".into(), |f| Arc::clone(&f.text)),
    };
    let conditions = conditions(written.when, written.unless);
    let one = |target| Source {
        line: at.line,
        target,
        kind,
        text: Arc::clone(&text),
        safe,
        checks: written.checks.clone(),
        conditions: conditions.clone(),
    };
    Ok(targets.into_iter().map(one).collect())
}

fn sink(written: format::Sink, at: &mut At<'_>) -> Checked<Sink> {
    let targets: Vec<SinkTarget> = match (written.call.is_empty(), written.write.is_empty()) {
        (false, true) => {
            if written.part.is_some() {
                return Err(Mistake::Useless("part"));
            }
            let symbols = at.symbols("call", written.call, &written.receiver)?;
            let arg = some("arg", written.arg)?;
            let call = |callee| SinkTarget::Call {
                callee,
                arg: arg.clone(),
            };
            symbols.into_iter().map(call).collect()
        }
        (true, false) => {
            if !written.arg.is_empty() {
                return Err(Mistake::Useless("arg"));
            }
            let part = written.part.unwrap_or_default();
            let symbols = at.symbols("write", written.write, &written.receiver)?;
            symbols
                .into_iter()
                .map(|place| SinkTarget::Write { place, part })
                .collect()
        }
        (true, true) | (false, false) => return Err(Mistake::EitherOr("call", "write")),
    };
    let kind = at.sink_kind(&written.kind)?;
    let until: Vec<Arc<str>> = written.until.into_iter().map(Into::into).collect();
    let conditions = conditions(written.when, written.unless);
    let one = |target| Sink {
        line: at.line,
        target,
        kind,
        until: until.clone(),
        file: written.file,
        conditions: conditions.clone(),
    };
    Ok(targets.into_iter().map(one).collect())
}

fn pass(written: format::Pass, at: &mut At<'_>) -> Checked<Pass> {
    let to = or_result(written.to);
    let targets = through(at, written.call, written.read, &written.receiver)?;
    let conditions = conditions(written.when, written.unless);
    let one = |target| Pass {
        line: at.line,
        target,
        from: written.from.clone(),
        to: to.clone(),
        result: written.r#as,
        conditions: conditions.clone(),
    };
    Ok(targets.into_iter().map(one).collect())
}

fn clean(written: format::Clean, at: &mut At<'_>) -> Checked<Clean> {
    let to = or_result(written.to);
    let targets = through(at, written.call, written.read, &written.receiver)?;
    let from = some("from", written.from)?;
    let kinds = at.some_kinds(&written.kinds)?;
    let conditions = conditions(written.when, written.unless);
    let one = |target| Clean {
        line: at.line,
        target,
        from: from.clone(),
        to: to.clone(),
        kinds,
        conditions: conditions.clone(),
    };
    Ok(targets.into_iter().map(one).collect())
}

fn guard(written: format::Guard, at: &mut At<'_>) -> Checked<Guard> {
    let symbols = at.symbols("call", written.call, &written.receiver)?;
    let arg = some("arg", written.arg)?;
    let refuses: Option<Arc<str>> = written.refuses.map(Into::into);
    let kinds = match refuses {
        Some(_) => at.sink_kinds(&written.kinds)?,
        None => at.some_kinds(&written.kinds)?,
    };
    let one = |callee| Guard {
        line: at.line,
        callee,
        arg: arg.clone(),
        when: written.when.0,
        needs: written.needs,
        kinds,
        refuses: refuses.clone(),
    };
    Ok(symbols.into_iter().map(one).collect())
}

fn exit(written: format::Exit, at: &mut At<'_>) -> Checked<Exit> {
    let symbols = at.symbols("call", written.call, &written.receiver)?;
    let conditions = conditions(written.when, written.unless);
    let one = |callee| Exit {
        line: at.line,
        callee,
        conditions: conditions.clone(),
    };
    Ok(symbols.into_iter().map(one).collect())
}

fn render(written: format::Render, at: &mut At<'_>) -> Checked<Render> {
    let symbols = at.symbols("call", written.call, &written.receiver)?;
    let template = some("template", written.template)?;
    let conditions = conditions(written.when, written.unless);
    let one = |callee| Render {
        line: at.line,
        callee,
        template: template.clone(),
        escaped: written.escaped,
        conditions: conditions.clone(),
    };
    Ok(symbols.into_iter().map(one).collect())
}

fn callback(written: format::Callback, at: &mut At<'_>) -> Checked<Callback> {
    let symbols = at.symbols("call", written.call, &written.receiver)?;
    let function = some("function", written.function)?;
    let method: Option<Arc<str>> = written.method.map(Into::into);
    let arguments = any_of(written.arguments);
    let conditions = conditions(written.when, written.unless);
    let one = |callee| Callback {
        line: at.line,
        callee,
        function: function.clone(),
        method: method.clone(),
        arguments: arguments.clone(),
        rest: written.rest,
        star: written.star.clone(),
        keywords: written.keywords.clone(),
        result: written.result.clone(),
        conditions: conditions.clone(),
    };
    Ok(symbols.into_iter().map(one).collect())
}

fn store(written: format::Store, at: &mut At<'_>) -> Checked<Store> {
    let symbols = at.symbols("call", written.call, &written.receiver)?;
    let into = or_receiver(written.into);
    let key = any_of(written.key);
    let value = some("value", written.value)?;
    let conditions = conditions(written.when, written.unless);
    let one = |callee| Store {
        line: at.line,
        callee,
        into: into.clone(),
        key: key.clone(),
        value: value.clone(),
        conditions: conditions.clone(),
    };
    Ok(symbols.into_iter().map(one).collect())
}

fn load(written: format::Load, at: &mut At<'_>) -> Checked<Load> {
    let symbols = at.symbols("call", written.call, &written.receiver)?;
    let out = or_receiver(written.out);
    let to = or_result(written.to);
    let key = any_of(written.key);
    let conditions = conditions(written.when, written.unless);
    let one = |callee| Load {
        line: at.line,
        callee,
        out: out.clone(),
        key: key.clone(),
        default: written.default.clone(),
        to: to.clone(),
        conditions: conditions.clone(),
    };
    Ok(symbols.into_iter().map(one).collect())
}

fn constant(written: format::NamedConstant, at: &mut At<'_>) -> Checked<NamedConstant> {
    let names = at.known_paths("name", written.name)?;
    let one = |name| NamedConstant {
        line: at.line,
        name,
        value: written.value.clone(),
    };
    Ok(names.into_iter().map(one).collect())
}

fn entry(written: format::Entry, at: &mut At<'_>) -> Checked<Entry> {
    let targets: Vec<EntryTarget> = match (written.call.is_empty(), written.base.is_empty()) {
        (false, true) => {
            if !written.methods.is_empty() {
                return Err(Mistake::Useless("methods"));
            }
            let paths = at.known_paths("call", written.call)?;
            let function = some("function", written.function)?;
            let call = |path| EntryTarget::Call {
                path,
                function: function.clone(),
            };
            paths.into_iter().map(call).collect()
        }
        (true, false) => {
            if !written.function.is_empty() {
                return Err(Mistake::Useless("function"));
            }
            let bases = at.known_paths("base", written.base)?;
            if written.methods.is_empty() {
                return Err(Mistake::Missing("methods"));
            }
            let methods: Vec<Arc<str>> = written.methods.into_iter().map(Into::into).collect();
            let of = |base| EntryTarget::Methods {
                base,
                methods: methods.clone(),
            };
            bases.into_iter().map(of).collect()
        }
        (true, true) | (false, false) => return Err(Mistake::EitherOr("call", "base")),
    };
    let parameters = written
        .parameters
        .map(|name| at.source_kind(&name))
        .transpose()?;
    let result = written.result.map(|name| at.sink_kind(&name)).transpose()?;
    let conditions = conditions(written.when, written.unless);
    let types = at
        .known_paths("types", written.types.clone())
        .or_else(|mistake| {
            if written.types.is_empty() {
                Ok(Vec::new())
            } else {
                Err(mistake)
            }
        })?;
    let one = |target| Entry {
        line: at.line,
        target,
        parameters,
        types: types.clone(),
        route: written.route.clone(),
        result,
        conditions: conditions.clone(),
    };
    Ok(targets.into_iter().map(one).collect())
}

fn response(written: format::Response, at: &mut At<'_>) -> Checked<Response> {
    let (body, content_type) = (written.body.0, written.content_type);
    let content_type: Vec<_> = content_type.into_iter().map(|inside| inside.0).collect();
    if body.is_empty() {
        return Err(Mistake::Missing("body"));
    }
    let values = at.known_paths("value", written.value)?;
    let one = |value| Response {
        line: at.line,
        value,
        body: body.clone(),
        content_type: content_type.clone(),
    };
    Ok(values.into_iter().map(one).collect())
}

fn role(written: format::Role, at: &mut At<'_>) -> Checked<Role> {
    let given = [
        (
            "call",
            written.call,
            RoleTarget::Call as fn(Path) -> RoleTarget,
        ),
        ("read", written.read, RoleTarget::Read),
        ("write", written.write, RoleTarget::Write),
        ("base", written.base, RoleTarget::Base),
    ];
    let mut given = given.into_iter().filter(|(_, paths, _)| !paths.is_empty());
    let (Some((field, paths, target)), None) = (given.next(), given.next()) else {
        return Err(Mistake::EitherOr("call", "read, write or base"));
    };
    let paths = at.known_paths(field, paths)?;
    let kind = at
        .kinds
        .role(&written.plays)
        .ok_or_else(|| Mistake::UnknownRole {
            role: written.plays.clone(),
            known: list(at.kinds.roles().iter().map(|facts| &*facts.name)),
        })?;
    let of: Option<Arc<str>> = written.of.map(Into::into);
    let named = |args: BTreeMap<String, format::AnyOf>| -> Vec<(Arc<str>, Vec<Reference>)> {
        let of = |(name, any): (String, format::AnyOf)| (name.into(), any.0);
        args.into_iter().map(of).collect()
    };
    let (args, inner) = (named(written.args), named(written.inner));
    let conditions = conditions(written.when, written.unless);
    let one = |path| Role {
        line: at.line,
        target: target(path),
        role: kind,
        of: of.clone(),
        args: args.clone(),
        inner: inner.clone(),
        conditions: conditions.clone(),
    };
    Ok(paths.into_iter().map(one).collect())
}
