//! What a setting is: a constant, a variable of the environment, or something that only runs can tell.

use std::collections::BTreeMap;

use assay_python::Program;
use assay_python::ir::Const;
use assay_source::{Project, Range, Span};
use assay_taint::{Event, Fact, Played, Solution, What};

/// The value of a setting.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// This constant.
    Known(Const),
    /// A span of time, in seconds.
    Seconds(i64),
    /// A variable of the environment decides.
    FromEnvironment {
        /// Its name; empty if that is not constant.
        variable: String,
        /// What happens when it is missing.
        missing: Missing,
    },
    /// Something else.
    Computed,
}

/// What happens when a variable of the environment is missing.
#[derive(Clone, Debug, PartialEq)]
pub enum Missing {
    /// The application does not start.
    Fails,
    /// The setting is `None`.
    Nothing,
    /// This constant stands in.
    Default(Const),
    /// Something else stands in.
    Computed,
}

impl Value {
    /// What the value surely is.
    pub fn constant(&self) -> Option<&Const> {
        match self {
            Self::Known(constant) => Some(constant),
            Self::Seconds(_) | Self::FromEnvironment { .. } | Self::Computed => None,
        }
    }

    /// What stands in for a missing variable.
    pub fn fallback(&self) -> Option<&Const> {
        match self {
            Self::FromEnvironment {
                missing: Missing::Default(constant),
                ..
            } => Some(constant),
            Self::FromEnvironment { .. } | Self::Known(_) | Self::Seconds(_) | Self::Computed => {
                None
            }
        }
    }
}

/// Reads values; knows every place that reads a variable of the environment or makes a span of time.
pub(super) struct Reader<'a> {
    project: &'a Project,
    /// Sorted by place.
    events: Vec<(&'a Event, &'a Played)>,
    /// Defaults in classes that read variables of the environment, and the variable of each.
    fields: BTreeMap<Span, String>,
}

/// A value, and whether any text counts as true.
pub(super) struct Read {
    pub(super) value: Value,
    pub(super) any_text_is_true: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(project: &'a Project, program: &'a Program, solution: &'a Solution) -> Self {
        let events = solution
            .events
            .iter()
            .filter_map(|event| match &event.what {
                What::Role(played)
                    if matches!(played.role.as_str(), "environment" | "duration") =>
                {
                    Some((event, &**played))
                }
                What::Role(_) | What::Source(_) | What::Sink(_) => None,
            });
        let mut events: Vec<_> = events.collect();
        events.sort_by_key(|(event, _)| event.span);
        Self {
            project,
            events,
            fields: fields(project, program, solution),
        }
    }

    /// The variable of the environment that a default in a class of settings stands in for.
    fn field(&self, fact: &Fact) -> Option<Value> {
        let constant = fact.constant()?;
        let (_, span) = fact.constants.first()?;
        let variable = self.fields.get(&(*span)?)?.clone();
        let missing = Missing::Default(constant.clone());
        Some(Value::FromEnvironment { variable, missing })
    }

    /// The value of `fact`, whose expression stands at `place` if that is known.
    pub(super) fn read(&self, fact: &Fact, place: Option<Span>) -> Read {
        let from_variable = self.variable(fact, place);
        let value = if let Some(field) = self.field(fact) {
            field
        } else if let Some(constant) = fact.constant() {
            Value::Known(constant.clone())
        } else if let Some(seconds) = self.seconds(fact, place) {
            Value::Seconds(seconds)
        } else if let Some((_, played)) = from_variable {
            let event = from_variable.map(|(event, _)| event);
            from_environment(event, played, fact, || self.item(event))
        } else {
            Value::Computed
        };
        let any_text_is_true = from_variable.is_some_and(|(event, _)| {
            let is_text =
                event.name.starts_with("os.") && matches!(value, Value::FromEnvironment { .. });
            is_text && place.is_some_and(|place| self.is_the_text(event.span, place))
        });
        Read {
            value,
            any_text_is_true,
        }
    }

    /// True if the expression is what the environment says and nothing else, or `bool` of it.
    fn is_the_text(&self, variable: Span, place: Span) -> bool {
        if variable.file != place.file {
            return false;
        }
        let file = self.project.file(place.file);
        let (whole, inner) = (
            file.slice(place.range).trim(),
            file.slice(variable.range).trim(),
        );
        let unwrapped = whole
            .strip_prefix("bool(")
            .and_then(|rest| rest.strip_suffix(')'))
            .map_or(whole, str::trim);
        unwrapped == inner
    }

    fn variable(&self, fact: &Fact, place: Option<Span>) -> Option<(&'a Event, &'a Played)> {
        let is_variable = |(_, played): &&(&Event, &Played)| played.role == "environment";
        let mut here = place.into_iter().flat_map(|place| self.within(place));
        let here = here.find(is_variable);
        let there = || {
            let spans = fact
                .sources
                .iter()
                .filter(|(kind, _)| kind == "environment");
            let mut events = spans.flat_map(|(_, span)| self.within(*span));
            events.find(is_variable)
        };
        here.or_else(there).copied()
    }

    fn seconds(&self, fact: &Fact, place: Option<Span>) -> Option<i64> {
        if !fact
            .names
            .iter()
            .any(|(name, _)| name == "datetime.timedelta()")
        {
            return None;
        }
        let (_, played) = self
            .within(place?)
            .find(|(_, played)| played.role == "duration")?;
        let units = [
            ("weeks", 604_800.0),
            ("days", 86_400.0),
            ("hours", 3600.0),
            ("minutes", 60.0),
            ("seconds", 1.0),
        ];
        let mut total = 0.0;
        for (unit, factor) in units {
            match played.argument(unit) {
                None => {}
                Some(fact) => total += number(fact.constant()?)? * factor,
            }
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "rounded and far below the limit in practice; saturates"
        )]
        Some(total as i64)
    }

    /// The literal key of `os.environ["KEY"]`.
    fn item(&self, event: Option<&Event>) -> Option<String> {
        let event = event?;
        let text = self.project.file(event.span.file).slice(event.span.range);
        let inside = text.strip_suffix(']')?.rsplit_once('[')?.1.trim();
        let quote = inside
            .chars()
            .next()
            .filter(|quote| matches!(quote, '\'' | '"'))?;
        let key = inside.strip_prefix(quote)?.strip_suffix(quote)?;
        let is_name = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        is_name.then(|| key.to_owned())
    }

    /// The events whose place lies within another, in order.
    fn within(&self, place: Span) -> impl Iterator<Item = &(&'a Event, &'a Played)> {
        let start = self.events.partition_point(|(event, _)| {
            (event.span.file, event.span.range.start) < (place.file, place.range.start)
        });
        self.events
            .iter()
            .skip(start)
            .take_while(move |(event, _)| {
                event.span.file == place.file && event.span.range.start < place.range.end
            })
            .filter(move |(event, _)| event.span.range.end <= place.range.end)
    }
}

/// Members of classes that fill themselves from variables of the environment: pydantic's settings.
///
/// ```python
/// class Settings(BaseSettings):
///     model_config = SettingsConfigDict(env_prefix="SHOP_")
///     secret_key: str = "dev"          # $SHOP_SECRET_KEY, or "dev"
/// ```
fn fields(project: &Project, program: &Program, solution: &Solution) -> BTreeMap<Span, String> {
    let mut fields = BTreeMap::new();
    for facts in &solution.classes {
        if !facts.roles.iter().any(|(role, _)| role == "settings-class") {
            continue;
        }
        let module = program.module(facts.class.module);
        let body = program.class(facts.class).body;
        let Some(body) = module.functions.get(body.0 as usize) else {
            continue;
        };
        let prefix = prefix_of(project.file(module.file).slice(body.range));
        for (name, fact) in &facts.members {
            for span in fact.constants.iter().filter_map(|(_, span)| *span) {
                let variable = format!("{prefix}{name}").to_ascii_uppercase();
                fields.insert(span, variable);
            }
        }
    }
    fields
}

/// `env_prefix="SHOP_"` in the text of a class.
fn prefix_of(class: &str) -> &str {
    let given = class.split_once("env_prefix").map(|(_, rest)| rest);
    let given = given.and_then(|rest| rest.trim_start().strip_prefix('='));
    let quoted = given.map(str::trim_start).and_then(|rest| {
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        rest.get(1..)?.split_once(quote)
    });
    quoted.map_or("", |(prefix, _)| prefix)
}

/// A number that a constant stands for.
pub(crate) fn number(constant: &Const) -> Option<f64> {
    match constant {
        #[expect(clippy::cast_precision_loss, reason = "settings are small numbers")]
        Const::Int(number) => Some(*number as f64),
        Const::Number(text) => text.parse().ok(),
        Const::Bool(_) | Const::None | Const::Ellipsis | Const::Str(_) | Const::Bytes(_) => None,
    }
}

fn from_environment(
    event: Option<&Event>,
    played: &Played,
    fact: &Fact,
    item: impl FnOnce() -> Option<String>,
) -> Value {
    let variable = played
        .argument("name")
        .or_else(|| played.argument("key"))
        .and_then(Fact::text)
        .map(str::to_owned)
        .or_else(item)
        .unwrap_or_default();
    // These readers of variables raise where `os.getenv` gives `None`.
    let fails = event.is_some_and(|event| {
        event.name.ends_with(']')
            || event.name.starts_with("decouple.")
            || event.name.starts_with("environs.")
    });
    let given = played.argument("default");
    // `os.getenv("KEY") or "dev"`: the constant stands beside the unknown text.
    let beside = || {
        let mut texts = fact.constants.iter().map(|(constant, _)| constant);
        texts
            .find(|constant| !matches!(constant, Const::None))
            .cloned()
    };
    let missing = match given {
        Some(default) => match default.constant() {
            Some(Const::None) | None if beside().is_some() => {
                Missing::Default(beside().unwrap_or(Const::None))
            }
            Some(Const::None) => Missing::Nothing,
            Some(constant) => match constant {
                Const::Str(text) if text.is_empty() => {
                    beside().map_or_else(|| Missing::Default(constant.clone()), Missing::Default)
                }
                _ => Missing::Default(constant.clone()),
            },
            None => Missing::Computed,
        },
        None if fails => Missing::Fails,
        None => beside().map_or(Missing::Nothing, Missing::Default),
    };
    Value::FromEnvironment { variable, missing }
}

/// The first characters of a line up to the end of a range that begins on it: `DEBUG = True`.
pub(super) fn statement(project: &Project, value: Span) -> Span {
    let file = project.file(value.file);
    let line = file.lines.range(file.lines.line(value.range.start));
    let Some(line) = line else { return value };
    let before = file.slice(Range::new(line.start, value.range.start));
    let indent = before.len() - before.trim_start().len();
    let start = line
        .start
        .saturating_add(u32::try_from(indent).unwrap_or(0));
    file.span(Range::new(start.min(value.range.start), value.range.end))
}
