//! What a template puts out: a call whose name says where the value stands and whether it was escaped.

use assay_source::Range;
use assay_template::html::{Context, Quote, ScriptPart, UrlPosition, UrlRole};
use assay_template::{Expression, ExpressionKind, OutputId};

use super::build::positional;
use super::lower::Lowerer;

/// Whether a value is escaped when it is put out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escaping {
    /// It is, unless it says of itself that it is part of a page.
    On,
    /// It is not, because escaping is off here.
    Off,
    /// It is not, because the template says that it is safe.
    Safe,
}

/// The place in a page, as models name it.
fn places(context: Context, escaping: Escaping) -> &'static str {
    let raw = match escaping {
        Escaping::On => "text",
        Escaping::Off => "unescaped",
        Escaping::Safe => "raw",
    };
    match context {
        Context::Script { part } => match part {
            ScriptPart::Comment => raw,
            ScriptPart::Code => "script_code",
            ScriptPart::SingleQuoted
            | ScriptPart::DoubleQuoted
            | ScriptPart::Template
            | ScriptPart::Pattern => "script_string",
        },
        Context::EventHandler { .. } => "event_handler",
        Context::Srcdoc { .. } => "srcdoc",
        Context::Url {
            position: UrlPosition::Script,
            ..
        } => "script_code",
        Context::Url {
            role: UrlRole::Navigation | UrlRole::Script,
            position: UrlPosition::Start,
            ..
        }
        | Context::Url {
            role: UrlRole::Script,
            position: UrlPosition::Host,
            ..
        } if escaping == Escaping::On => "url",
        Context::Attribute { quote: Quote::None }
        | Context::StyleAttribute { quote: Quote::None }
        | Context::Url {
            quote: Quote::None, ..
        }
        | Context::AttributeName
        | Context::TagName
            if escaping == Escaping::On =>
        {
            "unquoted"
        }
        Context::Style | Context::StyleAttribute { .. } if escaping == Escaping::On => "style",
        Context::Text
        | Context::Rcdata
        | Context::TagName
        | Context::AttributeName
        | Context::Attribute { .. }
        | Context::Url { .. }
        | Context::StyleAttribute { .. }
        | Context::Json
        | Context::Inert
        | Context::Style
        | Context::Comment
        | Context::Markup => raw,
    }
}

/// The quotes of the attribute that a value stands in.
fn quote(context: Context) -> Option<Quote> {
    match context {
        Context::Attribute { quote }
        | Context::StyleAttribute { quote }
        | Context::Url { quote, .. }
        | Context::EventHandler { quote, .. }
        | Context::Srcdoc { quote, .. } => Some(quote),
        Context::Text
        | Context::Rcdata
        | Context::TagName
        | Context::AttributeName
        | Context::Script { .. }
        | Context::Json
        | Context::Inert
        | Context::Style
        | Context::Comment
        | Context::Markup => None,
    }
}

fn is_json(value: &Expression) -> bool {
    matches!(&value.kind, ExpressionKind::Filter { name, .. } if &*name.text == "tojson")
}

impl Lowerer<'_> {
    /// Puts out a value.
    pub(super) fn output(&mut self, id: OutputId, value: &Expression, range: Range) {
        let escaping = if self.escaped {
            Escaping::On
        } else {
            Escaping::Off
        };
        self.put(id, value, escaping, range);
    }

    fn put(&mut self, id: OutputId, value: &Expression, escaping: Escaping, range: Range) {
        match &value.kind {
            ExpressionKind::Conditional {
                condition,
                value,
                otherwise,
            } => self.branch(
                condition,
                |lowerer| lowerer.put(id, value, escaping, range),
                |lowerer| {
                    if let Some(otherwise) = otherwise {
                        lowerer.put(id, otherwise, escaping, range);
                    }
                },
            ),
            ExpressionKind::Filter { value, name, .. } if &*name.text == "safe" => {
                self.put(id, value, Escaping::Safe, range);
            }
            // Escaping leaves alone what was marked as safe.
            ExpressionKind::Filter { value, name, .. }
                if matches!(&*name.text, "e" | "escape")
                    && matches!(&value.kind, ExpressionKind::Filter { name, .. } if &*name.text == "safe") =>
            {
                self.put(id, value, escaping, range);
            }
            // JSON has double quotes, and `tojson` leaves them: they end an attribute that stands in such.
            ExpressionKind::Filter { value, name, .. }
                if &*name.text == "tojson" && self.in_attribute(id) =>
            {
                if self.in_double_quotes(id) {
                    self.put(id, value, Escaping::Safe, range);
                } else {
                    self.expression(value);
                }
            }
            // Escaped once more, JSON fits into any quotes.
            ExpressionKind::Filter { value, name, .. }
                if matches!(&*name.text, "forceescape" | "e" | "escape")
                    && is_json(value)
                    && self.in_attribute(id) =>
            {
                self.expression(value);
            }
            // Constants are the author's own.
            ExpressionKind::Text(_)
            | ExpressionKind::Integer(_)
            | ExpressionKind::Number(_)
            | ExpressionKind::Bool(_)
            | ExpressionKind::None => {}
            _ => {
                let value = self.expression(value);
                if self.source.page && !self.suppressed {
                    self.reach(id, value, escaping, range);
                }
            }
        }
    }

    /// True if the value stands in the value of an attribute, wherever it may stand.
    fn in_attribute(&self, id: OutputId) -> bool {
        let contexts = self.contexts.outputs.get(id.0 as usize);
        contexts.is_some_and(|contexts| {
            !contexts.is_empty() && contexts.iter().all(|context| quote(*context).is_some())
        })
    }

    fn in_double_quotes(&self, id: OutputId) -> bool {
        let contexts = self.contexts.outputs.get(id.0 as usize);
        let mut contexts = contexts.into_iter().flatten();
        contexts.any(|context| quote(*context) != Some(Quote::Single))
    }

    /// The value reaches each place that the output may stand in.
    fn reach(
        &mut self,
        id: OutputId,
        value: assay_python::ir::Reg,
        escaping: Escaping,
        range: Range,
    ) {
        let contexts = self.contexts.outputs.get(id.0 as usize);
        let mut names: Vec<&str> = contexts
            .into_iter()
            .flatten()
            .map(|context| places(*context, escaping))
            .collect();
        if names.is_empty() {
            names.push(places(Context::Text, escaping));
        }
        names.sort_unstable();
        names.dedup();
        for name in names {
            let callee =
                self.code
                    .external(&mut self.module, &format!("jinja2.output.{name}"), range);
            self.code
                .call(callee, vec![positional(value, range)], range);
        }
    }
}
