//! Templates as functions, so that flows run from a view into the output of its template.
//!
//! Each template is lowered to the representation that Python is lowered to: a page is a function of its variables,
//! a block or macro is a function too, `include`, `import` and `extends` are calls between them,
//! filters and tests are calls of `jinja2.filters.NAME`, and what is put out is a call of `jinja2.output.PLACE`,
//! whose name says in which HTML context the value stands and whether it was escaped. Models say what those calls do.
//! So the engine needs to know nothing of templates but what a call with a `render` entry calls: [`Page`].
//!
//! A template that extends another calls it and then its own blocks.
//! Which blocks it replaces stands in the context, so that the parent leaves them out.
//!
//! Where an application makes environments of its own, each template is there twice: as Flask would render it,
//! and under another name as an environment renders it that does not escape.

mod build;
mod expression;
mod lower;
mod output;
mod registry;
mod variables;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use assay_python::ir::{Const, FunctionId, Op};
use assay_python::{Appended, FunctionRef, ModuleId, Page, Program};
use assay_source::{FileId, FileKind, Problem, Project, Range};
use assay_template::html::{Contexts, Start, States};
use assay_template::{ExpressionKind, Node, NodeKind, Options, Template};
use rayon::prelude::*;

use registry::Registry;

/// Suffixes for which Flask escapes.
const ESCAPED: [&str; 5] = [".html", ".htm", ".xml", ".xhtml", ".svg"];

/// Functions that take the text of a template.
const TEXTS: [&str; 3] = ["DictLoader", "Template", "from_string"];

/// Those whose result is a page.
const PAGES: [&str; 2] = ["render_template_string", "stream_template_string"];

/// How deep templates may extend each other before the rest is taken to stand in text.
const PARENTS: usize = 16;

/// A template of the project, parsed.
pub(crate) struct Source {
    pub(crate) template: Arc<Template>,
    /// The names by which it can be asked for.
    names: Vec<Arc<str>>,
    /// Where the text stands in the file, if it is a text of Python code.
    literal: Option<Literal>,
    /// True if values are escaped where nothing else is said.
    escaped: bool,
    /// True if what is put out becomes part of a page.
    page: bool,
    /// True for the template as it is where nothing is escaped.
    plain: bool,
    lines: u32,
}

impl Source {
    /// A template without anything.
    fn empty() -> Self {
        Self {
            template: parsed(FileId(0), ""),
            names: Vec::new(),
            literal: None,
            escaped: true,
            page: false,
            plain: false,
            lines: 0,
        }
    }

    /// The template as it is where nothing is escaped.
    fn unescaped(&self) -> Self {
        Self {
            template: Arc::clone(&self.template),
            names: self.names.iter().map(|name| unescaped_name(name)).collect(),
            literal: self.literal,
            escaped: false,
            page: self.page,
            plain: true,
            lines: self.lines,
        }
    }

    /// What is wrong with it, by the places in its file.
    fn problems(&self) -> impl Iterator<Item = Problem> + '_ {
        self.template.problems.iter().map(|problem| Problem {
            range: problem.range.map(|range| place(self.literal, range)),
            ..problem.clone()
        })
    }

    /// The name under which another template is found from here.
    pub(crate) fn asks_for(&self, name: &Arc<str>) -> Arc<str> {
        if self.plain {
            unescaped_name(name)
        } else {
            Arc::clone(name)
        }
    }
}

/// The name of a template as it is where nothing is escaped.
pub(crate) fn unescaped_name(name: &str) -> Arc<str> {
    Arc::from(format!("{name}\u{0}"))
}

/// True for the name of a template as it is where nothing is escaped.
pub(crate) fn is_unescaped_name(name: &str) -> bool {
    name.ends_with('\u{0}')
}

/// A template that is a text in Python code.
#[derive(Clone, Copy)]
pub(crate) struct Literal {
    /// The literal.
    range: Range,
    /// Where the text begins in the file, if it stands there as it is.
    start: Option<u32>,
}

/// What lowering one template asks of all others.
pub(crate) struct Site<'a> {
    pub(crate) registry: &'a Registry,
    sources: &'a [Source],
    /// The first module that is made of a template.
    first: ModuleId,
    by_name: BTreeMap<Arc<str>, Vec<usize>>,
    /// What each template has: blocks and macros by name.
    members: Vec<Members>,
}

/// The functions of a template's module behind its body, `render` and `page`.
#[derive(Default)]
pub(crate) struct Members {
    pub(crate) blocks: BTreeMap<Arc<str>, FunctionId>,
    pub(crate) macros: BTreeMap<Arc<str>, FunctionId>,
}

/// The function that takes variables as keyword arguments.
pub(crate) const RENDER: FunctionId = FunctionId(1);
/// The function that takes variables as one mapping.
pub(crate) const PAGE: FunctionId = FunctionId(2);

impl Site<'_> {
    /// The pages of the templates of a name.
    pub(crate) fn pages(&self, name: &str) -> Vec<FunctionRef> {
        let sources = self.by_name.get(name).into_iter().flatten();
        sources.map(|at| self.function(*at, PAGE)).collect()
    }

    /// The macros with a name of the templates of a name.
    pub(crate) fn macros(&self, template: &str, name: &str) -> Vec<FunctionRef> {
        let sources = self.by_name.get(template).into_iter().flatten();
        let macros =
            sources.filter_map(|at| Some((*at, *self.members.get(*at)?.macros.get(name)?)));
        macros
            .map(|(at, function)| self.function(at, function))
            .collect()
    }

    pub(crate) fn function(&self, source: usize, function: FunctionId) -> FunctionRef {
        let offset = u32::try_from(source).unwrap_or(u32::MAX);
        FunctionRef {
            module: ModuleId(self.first.0.saturating_add(offset)),
            function,
        }
    }
}

/// The templates of a project, lowered and ready to be added to its program.
#[derive(Debug, Default)]
pub struct Templates {
    modules: Vec<Appended>,
    pages: Vec<Page>,
    problems: Vec<Problem>,
}

impl Templates {
    /// Reads the templates of a project.
    pub fn read(program: &Program, project: &Project) -> Self {
        let registry = registry::read(program);
        let sources = sources(program, project, &registry);
        let problems = sources.iter().flat_map(Source::problems).collect();
        let mut by_name: BTreeMap<Arc<str>, Vec<usize>> = BTreeMap::new();
        for (at, source) in sources.iter().enumerate() {
            for name in &source.names {
                by_name.entry(Arc::clone(name)).or_default().push(at);
            }
        }
        let members = sources
            .iter()
            .map(|source| members(&source.template))
            .collect();
        let first = program.next_module();
        let site = Site {
            registry: &registry,
            sources: &sources,
            first,
            by_name,
            members,
        };
        let contexts = contexts(&site);
        let lower = |(at, contexts)| lower::lower(&site, at, contexts);
        let modules = contexts.par_iter().enumerate().map(lower).collect();
        let mut pages = Vec::new();
        for (name, sources) in &site.by_name {
            for at in sources {
                pages.push(Page {
                    name: Arc::clone(name),
                    function: site.function(*at, RENDER),
                });
            }
        }
        Self {
            modules,
            pages,
            problems,
        }
    }

    /// Adds them, and says what was not understood of them.
    pub fn add_to(self, program: &mut Program) -> Vec<Problem> {
        program.append(self.modules, self.pages);
        self.problems
    }
}

fn sources(program: &Program, project: &Project, registry: &Registry) -> Vec<Source> {
    let files: Vec<_> = project
        .files
        .iter()
        .filter(|file| file.kind == FileKind::Template)
        .collect();
    let mut sources: Vec<Source> = files
        .par_iter()
        .filter_map(|file| {
            // What stands in no folder of templates is not rendered by its name.
            let names = names(&file.path, registry);
            if names.is_empty() {
                return None;
            }
            let template = parsed(file.id, &file.text);
            let lower = file.path.to_ascii_lowercase();
            let usual = ESCAPED.iter().any(|suffix| lower.ends_with(suffix));
            let markup = usual || lower.contains(".htm") || looks_like_page(&file.text);
            Some(Source {
                template,
                names,
                literal: None,
                escaped: !registry.escaping_off && (usual || registry.escaping_configured),
                page: markup && lower.rsplit('.').next() != Some("txt"),
                plain: false,
                lines: u32::try_from(file.text.lines().count()).unwrap_or(u32::MAX),
            })
        })
        .collect();
    let mut known: BTreeSet<Arc<str>> = BTreeSet::new();
    for (_, module) in program.modules() {
        let mentions = |wanted: &[&str]| module.names.iter().any(|name| wanted.contains(&&**name));
        let (for_pages, for_texts) = (mentions(&PAGES), mentions(&TEXTS));
        if !for_pages && !for_texts {
            continue;
        }
        for instr in module
            .functions
            .iter()
            .flat_map(|function| &function.blocks)
            .flat_map(|block| &block.instrs)
        {
            let Op::Const {
                value: Const::Str(text),
                ..
            } = &instr.op
            else {
                continue;
            };
            if !(text.contains("{{") || text.contains("{%")) || !known.insert(Arc::clone(text)) {
                continue;
            }
            let named = registry.texts.get(text);
            let page = for_pages && !for_texts
                || looks_like_page(text)
                || named.is_some_and(|names| names.iter().any(|name| name.contains(".htm")));
            let template = parsed(module.file, text);
            let mut names = vec![Arc::clone(text)];
            names.extend(named.into_iter().flatten().cloned());
            sources.push(Source {
                template,
                names,
                literal: Some(literal(project, module.file, instr.range, text)),
                escaped: !registry.escaping_off,
                page,
                plain: false,
                lines: 0,
            });
        }
    }
    if registry.environments {
        // What of a text that is no page comes out of a call is looked at where the application uses it.
        let pages = sources.iter().filter(|source| source.page);
        let twins: Vec<Source> = pages.map(Source::unescaped).collect();
        sources.extend(twins);
    }
    sources
}

fn parsed(file: FileId, text: &str) -> Arc<Template> {
    Arc::new(assay_template::parse(file, text, &Options::default()))
}

fn literal(project: &Project, file: FileId, range: Range, text: &str) -> Literal {
    let written = project
        .files
        .get(file.0 as usize)
        .map_or("", |file| file.slice(range));
    let start = written.find(text).and_then(|at| u32::try_from(at).ok());
    Literal {
        range,
        start: start.map(|at| range.start.saturating_add(at)),
    }
}

/// Where a part of a template stands in its file.
pub(crate) fn place(literal: Option<Literal>, range: Range) -> Range {
    match literal {
        None => range,
        Some(Literal {
            start: Some(start), ..
        }) => Range::new(
            range.start.saturating_add(start),
            range.end.saturating_add(start),
        ),
        Some(Literal { range, .. }) => range,
    }
}

/// True for text that holds tags of HTML.
fn looks_like_page(text: &str) -> bool {
    [
        "</div>",
        "</p>",
        "</a>",
        "</span>",
        "</html>",
        "</td>",
        "</li>",
        "</script>",
        "</h1>",
    ]
    .iter()
    .any(|tag| text.contains(tag))
}

/// The names by which a template can be asked for: what follows a folder of templates.
fn names(path: &str, registry: &Registry) -> Vec<Arc<str>> {
    let mut names: Vec<Arc<str>> = Vec::new();
    for (at, _) in path.match_indices('/') {
        let (Some(folder), Some(name)) = (path.get(..at), path.get(at + 1..)) else {
            continue;
        };
        let ends = |wanted: &str| {
            folder
                .strip_suffix(wanted)
                .is_some_and(|before| before.is_empty() || before.ends_with('/'))
        };
        if ends("templates") || registry.folders.iter().any(|wanted| ends(wanted)) {
            names.push(name.into());
        }
    }
    names
}

/// Blocks and macros, in the order in which they are lowered.
fn members(template: &Template) -> Members {
    let mut members = Members::default();
    let mut next = PAGE.0 + 1;
    visit(&template.nodes, &mut |node| {
        let (table, name) = match &node.kind {
            NodeKind::Block { name, .. } => (&mut members.blocks, name),
            NodeKind::Macro { name, .. } => (&mut members.macros, name),
            _ => return,
        };
        table.entry(Arc::clone(&name.text)).or_insert_with(|| {
            let id = FunctionId(next);
            next += 1;
            id
        });
    });
    members
}

/// Visits nodes in document order.
pub(crate) fn visit<'t>(nodes: &'t [Node], visitor: &mut impl FnMut(&'t Node)) {
    for node in nodes {
        visitor(node);
        for body in node.bodies() {
            visit(body, visitor);
        }
    }
}

/// The contexts of every template, those of blocks and included templates in the states of where they stand.
fn contexts(site: &Site<'_>) -> Vec<Contexts> {
    let mut contexts: Vec<Contexts> = site
        .sources
        .par_iter()
        .map(|source| Contexts::of(&source.template))
        .collect();
    // Children learn from parents, so the order is by depth; few templates begin anywhere but in text.
    for _ in 0..PARENTS {
        let mut starts: BTreeMap<usize, Start> = BTreeMap::new();
        for (at, source) in site.sources.iter().enumerate() {
            let Some(own) = contexts.get(at) else {
                continue;
            };
            for node in &source.template.nodes {
                let NodeKind::Extends(parent) = &node.kind else {
                    continue;
                };
                for parent in constant_names(parent)
                    .iter()
                    .filter_map(|name| site.by_name.get(&source.asks_for(name)))
                    .flatten()
                {
                    for (name, states) in contexts
                        .get(*parent)
                        .iter()
                        .flat_map(|parent| &parent.blocks)
                    {
                        if !states.is_text() && !states.is_empty() && own.blocks.contains_key(name)
                        {
                            let start = starts.entry(at).or_default();
                            start
                                .blocks
                                .entry(Arc::clone(name))
                                .or_insert_with(States::none)
                                .join(states);
                        }
                    }
                }
            }
            if own.includes.values().all(States::is_text) {
                continue;
            }
            visit(&source.template.nodes, &mut |node| {
                let NodeKind::Include { template, .. } = &node.kind else {
                    return;
                };
                let Some(states) = own.includes.get(&node.range.start) else {
                    return;
                };
                for target in constant_names(template)
                    .iter()
                    .filter_map(|name| site.by_name.get(&source.asks_for(name)))
                    .flatten()
                {
                    let start = starts.entry(*target).or_insert_with(|| Start {
                        whole: States::none(),
                        ..Start::default()
                    });
                    start.whole.join(states);
                }
            });
        }
        let mut changed = false;
        for (at, start) in starts {
            let (Some(source), Some(slot)) = (site.sources.get(at), contexts.get_mut(at)) else {
                continue;
            };
            let fresh = Contexts::from(&source.template, &start);
            if fresh.outputs != slot.outputs || fresh.blocks != slot.blocks {
                *slot = fresh;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    contexts
}

/// The texts that an expression may be.
pub(crate) fn constant_names(expression: &assay_template::Expression) -> Vec<Arc<str>> {
    match &expression.kind {
        ExpressionKind::Text(text) => vec![Arc::clone(text)],
        ExpressionKind::List(items) | ExpressionKind::Tuple(items) | ExpressionKind::Or(items) => {
            items.iter().flat_map(constant_names).collect()
        }
        ExpressionKind::Conditional {
            value, otherwise, ..
        } => {
            let mut names = constant_names(value);
            names.extend(
                otherwise
                    .iter()
                    .flat_map(|otherwise| constant_names(otherwise)),
            );
            names
        }
        _ => Vec::new(),
    }
}
