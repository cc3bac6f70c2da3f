//! The facts in front of a rule's page: TOML in, [`RuleFacts`] and ways of detecting out, errors with their line.

use assay_finding::{Effort, Level, Proof, RuleFacts};
use assay_models::{Condition, Path};
use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use toml::Spanned;

use super::error::{Fault, RuleError};
use super::lesson::{self, Lesson};
use super::nearest::nearest;
use super::page::Page;
use super::repair::Repair;
use crate::detect::{By, SettingQuestion, SettingTest, Used, Where};
use crate::detect::{CallOnly, DependencyKind, Detect, SecretKind};

/// The facts as they are written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Front {
    title: Spanned<String>,
    since: Spanned<String>,
    cwe: Vec<Spanned<u32>>,
    owasp: Vec<Spanned<String>>,
    #[serde(default)]
    also: Vec<Spanned<String>>,
    impact: Level,
    likelihood: Level,
    confidence: Level,
    effort: Spanned<String>,
    message: Spanned<String>,
    fix: Spanned<String>,
    #[serde(default)]
    references: Vec<Spanned<String>>,
    proof: Option<Proof>,
    #[serde(default = "yes")]
    default_on: bool,
    detect: Spanned<DetectTable>,
    #[serde(default)]
    repair: Vec<Repair>,
}

fn yes() -> bool {
    true
}

/// `[detect]`, with everything that may stand in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DetectTable {
    #[serde(default)]
    taint: Several<TaintTable>,
    #[serde(default)]
    call: Several<CallTable>,
    #[serde(default)]
    write: Several<WriteTable>,
    #[serde(default)]
    literal: Several<LiteralTable>,
    #[serde(default)]
    secret: Several<SecretTable>,
    #[serde(default)]
    setting: Several<SettingTable>,
    #[serde(default)]
    dependency: Vec<DependencyKind>,
    #[serde(default)]
    code: bool,
    watch: Option<Spanned<Several<String>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TaintTable {
    from: Vec<String>,
    to: Vec<String>,
    #[serde(default)]
    sure: bool,
    #[serde(default)]
    once: bool,
    #[serde(default)]
    unset: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CallTable {
    call: Spanned<Several<String>>,
    #[serde(default)]
    when: Vec<Condition>,
    #[serde(default)]
    unless: Vec<Condition>,
    #[serde(default)]
    secrets: bool,
    #[serde(default)]
    unused: bool,
    #[serde(default)]
    unasked: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WriteTable {
    write: Spanned<Several<String>>,
    #[serde(default)]
    when: Vec<Condition>,
    #[serde(default)]
    unless: Vec<Condition>,
    #[serde(default)]
    unasked: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LiteralTable {
    to: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SecretTable {
    #[serde(default = "SecretKind::all")]
    of: Vec<SecretKind>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SettingTable {
    key: Several<String>,
    #[serde(default)]
    when: Vec<SettingTest>,
    #[serde(default)]
    unset: bool,
    #[serde(default, rename = "in")]
    place: Where,
    #[serde(default = "roads")]
    by: Vec<By>,
    #[serde(default)]
    used: Vec<Used>,
}

/// What makes a setting wherever the application runs.
fn roads() -> Vec<By> {
    vec![By::Code, By::Object, By::File]
}

/// One thing, or a list of them.
struct Several<T>(Vec<T>);

impl<T> Default for Several<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Several<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// An untagged enum would forget the places of what is inside.
        struct Either<T>(std::marker::PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Either<T> {
            type Value = Several<T>;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("one of these or a list of them")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
                T::deserialize(serde::de::value::StrDeserializer::new(text))
                    .map(|one| Several(vec![one]))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(|one| Several(vec![one]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(Several)
            }
        }

        deserializer.deserialize_any(Either(std::marker::PhantomData))
    }
}

/// What the facts say: about the rule, and how it detects.
pub(super) struct Stated {
    pub(super) facts: RuleFacts,
    pub(super) detects: Vec<Detect>,
    pub(super) repairs: Vec<Repair>,
}

/// Reads the facts of a rule; the end of the path says its family and id.
pub(super) fn read(path: &str, page: &Page) -> Result<Stated, RuleError> {
    let (family, id) = name_of(path)?;
    let reader = Reader { path, page };
    let front: Front = toml::from_str(&page.facts).map_err(|error| {
        let line = error
            .span()
            .map_or(page.facts_line, |span| reader.line(span.start));
        RuleError::new(
            path,
            line,
            Fault::Fact(error.message().trim().replace('\n', ", ")),
        )
    })?;
    let detects = reader.detects(&front.detect)?;
    reader.texts(&front)?;
    let summary = page.body.summary();
    let summary =
        summary.ok_or_else(|| RuleError::new(path, page.body.opening_line, Fault::NoSummary))?;
    let effort = match front.effort.get_ref().parse::<Effort>() {
        Ok(effort) => effort,
        Err(error) => return Err(reader.fault(&front.effort, Fault::Fact(error.to_string()))),
    };
    let lesson = Lesson {
        body: page.body.clone(),
    };
    let facts = RuleFacts {
        id,
        family,
        title: front.title.into_inner(),
        since: front.since.into_inner(),
        cwe: front.cwe.into_iter().map(Spanned::into_inner).collect(),
        owasp: front.owasp.into_iter().map(Spanned::into_inner).collect(),
        also: front.also.into_iter().map(Spanned::into_inner).collect(),
        impact: front.impact,
        likelihood: front.likelihood,
        confidence: front.confidence,
        effort,
        message: front.message.into_inner(),
        fix: front.fix.into_inner(),
        references: front
            .references
            .into_iter()
            .map(Spanned::into_inner)
            .collect(),
        summary,
        danger: lesson.danger().unwrap_or_default().to_owned(),
        example: lesson.example(),
        proof: front.proof,
        help: lesson::markdown(&lesson.body),
        default_on: front.default_on,
        known_misses: 0,
        known_noise: 0,
    };
    Ok(Stated {
        facts,
        detects,
        repairs: front.repair,
    })
}

/// The family and the id in `…/family/id/rule.md`.
fn name_of(path: &str) -> Result<(String, String), RuleError> {
    let mut parts = path.rsplit('/');
    let _file = parts.next();
    let id = parts.next().unwrap_or_default();
    if !is_id(id) {
        return Err(RuleError::new(path, 1, Fault::BadId(id.to_owned())));
    }
    // A rule that stands directly in `.assay/rules/` has no family of its own.
    let family = parts
        .next()
        .filter(|family| is_id(family) && *family != "rules")
        .unwrap_or("project");
    Ok((family.to_owned(), id.to_owned()))
}

fn is_id(id: &str) -> bool {
    let word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    id.len() <= 64
        && id.starts_with(|first: char| first.is_ascii_lowercase())
        && id.split('-').all(word)
}

/// Finds the lines of what the TOML reader returns as offsets, and judges single values.
struct Reader<'a> {
    path: &'a str,
    page: &'a Page,
}

impl Reader<'_> {
    fn line(&self, offset: usize) -> u32 {
        let before = self.page.facts.get(..offset).unwrap_or(&self.page.facts);
        let breaks = before.bytes().filter(|byte| *byte == b'\n').count();
        self.page
            .facts_line
            .saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX))
    }

    fn fault<T>(&self, at: &Spanned<T>, fault: Fault) -> RuleError {
        RuleError::new(self.path, self.line(at.span().start), fault)
    }

    fn paths(&self, names: &Spanned<Several<String>>) -> Result<Vec<Path>, RuleError> {
        let wrong =
            |error: assay_models::PathError| self.fault(names, Fault::Fact(error.to_string()));
        names
            .get_ref()
            .0
            .iter()
            .map(|name| name.parse().map_err(wrong))
            .collect()
    }

    fn detects(&self, table: &Spanned<DetectTable>) -> Result<Vec<Detect>, RuleError> {
        let mut detects = Vec::new();
        let parts = table.get_ref();
        for TaintTable {
            from,
            to,
            sure,
            once,
            unset,
        } in &parts.taint.0
        {
            detects.push(Detect::Taint {
                from: from.clone(),
                to: to.clone(),
                sure: *sure,
                once: *once,
                unset: unset.clone(),
            });
        }
        for CallTable {
            call,
            when,
            unless,
            secrets,
            unused,
            unasked,
        } in &parts.call.0
        {
            let calls = self.paths(call)?;
            detects.push(Detect::Call {
                calls,
                when: when.clone(),
                unless: unless.clone(),
                only: CallOnly {
                    secrets: *secrets,
                    unused: *unused,
                    unasked: *unasked,
                },
            });
        }
        for WriteTable {
            write,
            when,
            unless,
            unasked,
        } in &parts.write.0
        {
            let writes = self.paths(write)?;
            detects.push(Detect::Write {
                writes,
                when: when.clone(),
                unless: unless.clone(),
                only: CallOnly {
                    unasked: *unasked,
                    ..CallOnly::default()
                },
            });
        }
        for LiteralTable { to } in &parts.literal.0 {
            detects.push(Detect::Literal { to: to.clone() });
        }
        for SecretTable { of } in &parts.secret.0 {
            detects.push(Detect::Secret { of: of.clone() });
        }
        for table in &parts.setting.0 {
            detects.push(Detect::Setting(SettingQuestion {
                keys: table.key.0.clone(),
                when: table.when.clone(),
                unset: table.unset,
                place: table.place,
                by: table.by.clone(),
                used: table.used.clone(),
            }));
        }
        if !parts.dependency.is_empty() {
            let of = parts.dependency.clone();
            detects.push(Detect::Dependency { of });
        }
        if parts.code {
            let watch = parts
                .watch
                .as_ref()
                .map(|names| self.paths(names))
                .transpose()?;
            detects.push(Detect::Code {
                watch: watch.unwrap_or_default(),
            });
        } else if let Some(name) = &parts.watch {
            return Err(self.fault(
                name,
                Fault::Fact("`watch` is for rules with `code = true`".to_owned()),
            ));
        }
        if detects.is_empty() {
            return Err(self.fault(table, Fault::NoDetection));
        }
        Ok(detects)
    }

    fn texts(&self, front: &Front) -> Result<(), RuleError> {
        for (name, text) in [
            ("title", &front.title),
            ("message", &front.message),
            ("fix", &front.fix),
        ] {
            if text.get_ref().trim().is_empty() || text.get_ref().contains('\n') {
                return Err(self.fault(text, Fault::Fact(format!("`{name}` is one line of text"))));
            }
        }
        if let Some(part) = unknown_part(front.message.get_ref()) {
            return Err(self.fault(&front.message, Fault::UnknownPart(part)));
        }
        if front
            .since
            .get_ref()
            .split('.')
            .any(|number| number.parse::<u32>().is_err())
        {
            return Err(self.fault(
                &front.since,
                Fault::Fact("`since` is a version, such as 0.1".to_owned()),
            ));
        }
        if front.cwe.is_empty() {
            let fault = Fault::Fact("`cwe` names at least one weakness".to_owned());
            return Err(RuleError::new(self.path, self.page.facts_line, fault));
        }
        for number in &front.cwe {
            if !(1..=CWE_LAST).contains(number.get_ref()) {
                let fault = Fault::Fact(format!("there is no CWE-{}", number.get_ref()));
                return Err(self.fault(number, fault));
            }
        }
        for name in &front.owasp {
            self.owasp(name)?;
        }
        for name in &front.also {
            let known = name.get_ref().split_once(':').is_some_and(|(tool, id)| {
                OTHER_TOOLS.contains(&tool)
                    && !id.is_empty()
                    && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
            });
            if !known {
                let fault = Fault::Fact(format!(
                    "`also` names a tool and its id, such as bandit:B301; the tools are {}",
                    OTHER_TOOLS.join(", ")
                ));
                return Err(self.fault(name, fault));
            }
        }
        for link in &front.references {
            if !link.get_ref().starts_with("https://")
                || link.get_ref().contains(char::is_whitespace)
            {
                return Err(self.fault(
                    link,
                    Fault::Fact("a reference begins with `https://`".to_owned()),
                ));
            }
        }
        Ok(())
    }

    fn owasp(&self, name: &Spanned<String>) -> Result<(), RuleError> {
        let entry = name.get_ref();
        let known = entry.split_once(':').is_some_and(|(number, year)| {
            let number = number
                .strip_prefix('A')
                .and_then(|number| number.parse::<u32>().ok());
            number.is_some_and(|number| (1..=10).contains(&number)) && OWASP_YEARS.contains(&year)
        });
        if known {
            return Ok(());
        }
        let all: Vec<String> = OWASP_YEARS
            .iter()
            .flat_map(|year| (1..=10).map(move |number| format!("A{number:02}:{year}")))
            .collect();
        let suggestion = nearest(entry, all.iter().map(String::as_str));
        Err(self.fault(
            name,
            Fault::Unknown {
                what: "OWASP entry",
                value: entry.clone(),
                suggestion,
            },
        ))
    }
}

/// The greatest number of the CWE list, version 4.18.
const CWE_LAST: u32 = 1434;

/// The tools whose ids a rule may name under `also`.
const OTHER_TOOLS: [&str; 5] = ["bandit", "dlint", "pylint", "ruff", "sonar"];

/// The editions of the OWASP Top Ten.
const OWASP_YEARS: [&str; 3] = ["2017", "2021", "2025"];

/// The first `{part}` of a message that no finding can fill in.
fn unknown_part(message: &str) -> Option<String> {
    let mut rest = message;
    while let Some((_, after)) = rest.split_once('{') {
        let (part, after) = after.split_once('}').unwrap_or((after, ""));
        if !crate::message::PARTS.contains(&part) {
            return Some(part.to_owned());
        }
        rest = after;
    }
    None
}
