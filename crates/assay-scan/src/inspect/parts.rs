//! Error handlers, hooks, commands, forms, columns and templates.

use std::collections::BTreeSet;

use assay_source::{Range, Span};
use assay_taint::Fact;

use super::Ground;
use super::rank::Rank;
use super::select::{Columns, Forms, Hooks, Templates};
use super::spots::{Spots, short_symbol};

impl<'a> Ground<'a> {
    pub(super) fn handlers(&self) -> Spots<'a> {
        let mut spots = Spots::new(self);
        for handler in &self.facts.app.error_handlers {
            let class = handler.class.and_then(|class| {
                let module = self.facts.program.modules.get(class.module.0 as usize)?;
                let class = module.classes.get(class.class.0 as usize)?;
                Some(class.qualname.to_string())
            });
            let what = match (handler.code, &handler.exception, class) {
                (Some(code), _, _) => format!("answers for {code}"),
                (None, Some(exception), _) => format!("answers for {}", short_symbol(exception)),
                (None, None, Some(class)) => format!("answers for {class}"),
                (None, None, None) => "answers for something that is computed".to_owned(),
            };
            let is_told = handler
                .function
                .is_some_and(|function| self.add_function(&mut spots, function, &what, Rank::Then));
            if !is_told && !self.is_aside(handler.span) {
                spots.add_span(handler.span, "error handler", &what);
            }
        }
        spots
    }

    pub(super) fn hooks(&self, wanted: &Hooks) -> Spots<'a> {
        let mut spots = Spots::new(self);
        for hook in &self.facts.app.hooks {
            if wanted.when.is_empty() || wanted.when.contains(&hook.when) {
                self.add_function(
                    &mut spots,
                    hook.function,
                    &hook.when.replace('-', " "),
                    Rank::Then,
                );
            }
        }
        spots
    }

    pub(super) fn commands(&self) -> Spots<'a> {
        let mut spots = Spots::new(self);
        for command in &self.facts.app.commands {
            self.add_function(&mut spots, command.function, "", Rank::Then);
        }
        spots
    }

    pub(super) fn forms(&self, wanted: &Forms) -> Spots<'a> {
        let mut spots = Spots::new(self);
        for form in &self.facts.app.forms {
            let fields = form.fields.iter().filter(|field| wanted.field.means(field));
            let fields: Vec<&str> = fields.map(String::as_str).collect();
            if self.is_aside(form.place) || (fields.is_empty() && !wanted.field.words.is_empty()) {
                continue;
            }
            let why = if fields.is_empty() {
                match form.fields.len() {
                    0 => String::new(),
                    1 => "one field".to_owned(),
                    several => format!("{several} fields"),
                }
            } else {
                format!("has {}", fields.join(", "))
            };
            spots.add_span(form.place, &form.name, &why);
        }
        spots
    }

    pub(super) fn columns(&self, wanted: &Columns) -> Spots<'a> {
        let mut spots = Spots::new(self);
        for facts in &self.facts.solution.classes {
            let is_column = |fact: &Fact| {
                let mut names = fact.names.iter();
                names.any(|(name, _)| name.ends_with("Column()") || name.ends_with("_column()"))
            };
            let is_table = facts.roles.iter().any(|(role, _)| role == "table")
                || facts.members.iter().any(|(_, fact)| is_column(fact));
            let module = self
                .facts
                .program
                .modules
                .get(facts.class.module.0 as usize);
            let Some(module) = module.filter(|_| is_table) else {
                continue;
            };
            let Some(class) = module.classes.get(facts.class.class.0 as usize) else {
                continue;
            };
            let whole = Span {
                file: module.file,
                range: class.range,
            };
            if self.is_aside(whole) {
                continue;
            }
            let methods: BTreeSet<&str> = module
                .functions
                .iter()
                .filter_map(|function| function.qualname.strip_prefix(&*class.qualname))
                .filter_map(|name| name.strip_prefix('.'))
                .collect();
            let names: BTreeSet<&str> = facts
                .members
                .iter()
                .map(|(name, _)| name.as_str())
                .filter(|name| !name.starts_with('_') && !methods.contains(name))
                .filter(|name| wanted.named.means(name))
                .collect();
            for name in names {
                let at = self.binding(whole, name).unwrap_or(Span {
                    range: class.name_range,
                    ..whole
                });
                spots.add_span(at, &format!("{}.{name}", class.qualname), "");
            }
        }
        spots
    }

    /// The line of a class that binds a name.
    fn binding(&self, class: Span, name: &str) -> Option<Span> {
        let file = self.facts.project.file(class.file);
        let mut start = class.range.start;
        for line in file.slice(class.range).split_inclusive('\n') {
            let code = line.trim_start();
            let rest = code.strip_prefix(name);
            if rest.is_some_and(|rest| rest.trim_start().starts_with(['=', ':'])) {
                let before = u32::try_from(line.len() - code.len()).ok()?;
                let range = Range::new(start + before, start + before);
                return Some(Span { range, ..class });
            }
            start = start.checked_add(u32::try_from(line.len()).ok()?)?;
        }
        None
    }

    pub(super) fn templates(&self, wanted: &Templates) -> Spots<'a> {
        let mut spots = Spots::new(self);
        let context = self.facts.context(&[]);
        for page in context.markup_files() {
            let mut whys = BTreeSet::new();
            let mut first = None;
            for element in page.elements.iter().filter(|element| !element.is_end) {
                let text = |name: &str| {
                    element
                        .attribute(name)
                        .map(|attribute| attribute.beginning(page.template).to_ascii_lowercase())
                };
                let name = element.name.as_str();
                let is_foreign = |address: &str| {
                    ["http:", "https:", "//"]
                        .iter()
                        .any(|start| address.starts_with(start))
                };
                let why = if name == "form" && text("method").as_deref() == Some("post") {
                    wanted.form.then_some("a form that posts")
                } else if name == "script" && element.attribute("src").is_none() {
                    wanted.script.then_some("script of its own")
                } else if (name == "script" && text("src").is_some_and(|at| is_foreign(&at)))
                    || (name == "link" && text("href").is_some_and(|at| is_foreign(&at)))
                {
                    wanted.foreign.then_some("loads from elsewhere")
                } else {
                    None
                };
                if let Some(why) = why {
                    whys.insert(why);
                    first.get_or_insert(page.span(element.range));
                }
            }
            if let Some(at) = first.filter(|at| !self.is_aside(*at)) {
                let whys: Vec<&str> = whys.into_iter().collect();
                spots.add_span(at, page.file.name(), &whys.join(", "));
            }
        }
        spots
    }
}
