//! Calls that render a template: the template's function is called with its variables.

use assay_models::Base;
use assay_python::ir::{CallKind, Const};

use super::call::Args;
use super::{Analysis, Mode};
use crate::symbols::SymbolId;
use crate::templates::unescaped_name;
use crate::value::Value;

/// How many templates one call may render.
const TEMPLATES: usize = 8;

impl Analysis<'_> {
    /// Renders the templates that a call names. What comes out is left to the other entries of the model.
    /// True if it was said where in the template each value is put out unescaped.
    pub(super) fn render(&mut self, symbol: SymbolId, receiver: &Value, args: &Args) -> bool {
        let mut unescaped = false;
        let engine = self.engine;
        let info = engine.symbols.info(symbol);
        if info.renders.is_empty() || self.mode == Mode::Static {
            return false;
        }
        for (id, render) in &info.renders {
            if !self.conditions(&render.conditions, receiver, args) {
                continue;
            }
            self.draft.reached(*id, self.here());
            let mut inner = Args {
                keywords: args.keywords.clone(),
                double_star: args.double_star.clone(),
                mapping: args.mapping.clone(),
                ..Args::default()
            };
            let mut positions = Vec::new();
            let mut functions = Vec::new();
            for reference in &render.template {
                match &reference.base {
                    Base::Position(at) => positions.push(*at as usize),
                    Base::Keyword(name) => {
                        if let Some(name) = engine.symbols.name(name) {
                            inner.keywords.retain(|(known, _)| *known != name);
                        }
                    }
                    _ => {}
                }
                for value in self.argument(reference, receiver, args) {
                    for (constant, _) in value.constants() {
                        if let Const::Str(text) = constant {
                            let known = functions.len();
                            if render.escaped {
                                let pages = engine.program.pages(text);
                                functions.extend(pages.iter().map(|page| page.function));
                            } else {
                                let name = unescaped_name(text);
                                let pages = engine.program.pages(&name);
                                functions.extend(pages.iter().map(|page| page.function));
                                unescaped |= functions.len() > known;
                            }
                        }
                    }
                }
            }
            for (at, value) in args.positional.iter().enumerate() {
                if !positions.contains(&at) {
                    self.spread(value, &mut inner);
                }
            }
            functions.sort_unstable();
            functions.dedup();
            for function in functions.into_iter().take(TEMPLATES) {
                let dead = self.dead;
                self.call_function(function, None, None, &inner, CallKind::Plain);
                self.dead = dead;
            }
        }
        unescaped
    }
}
