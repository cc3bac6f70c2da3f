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
