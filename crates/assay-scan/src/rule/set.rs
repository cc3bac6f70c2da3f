//! A set of rules, in order of id, and the choice among them.

use std::collections::BTreeMap;

use assay_models::Kinds;
use thiserror::Error;

use super::nearest::nearest;
use super::{Fault, Rule, RuleError};
use crate::check::Check;
use crate::detect::Detect;

/// Rules, in order of id.
#[derive(Clone, Debug, Default)]
pub struct RuleSet {
    rules: Vec<Rule>,
    /// Rules that were not chosen: their names are still names of rules.
    left: Vec<Called>,
}

/// What a rule is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    /// Its id.
    pub id: String,
    /// Its family.
    pub family: String,
    /// Its weaknesses.
    pub cwe: Vec<u32>,
    /// What other tools call it, such as `bandit:B301`.
    pub elsewhere: Vec<String>,
}

impl Called {
    fn of(rule: &Rule) -> Self {
        let facts = &rule.facts;
        Self {
            id: facts.id.clone(),
            family: facts.family.clone(),
            cwe: facts.cwe.clone(),
            elsewhere: facts.also.iter().chain(&rule.elsewhere).cloned().collect(),
        }
    }

    /// True if `name` means this rule; see [`assay_finding::RuleFacts::answers_to`].
    pub fn answers_to(&self, name: &str) -> bool {
        assay_finding::is_called(&self.id, &self.family, &self.cwe, name)
    }
}

/// A name that means no rule.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("no rule, family or weakness is called `{name}`{}", hint(.suggestion.as_deref()))]
pub struct UnknownRule {
    /// What was asked for.
    pub name: String,
    /// The nearest name that exists.
    pub suggestion: Option<String>,
}

fn hint(suggestion: Option<&str>) -> String {
    suggestion.map_or_else(
        || "; `assay rules` lists them".to_owned(),
        |name| format!(", did you mean `{name}`?"),
    )
}

impl RuleSet {
    /// Reads rules from `(path, text)` pairs, as a project keeps them in `.assay/rules/`.
    ///
    /// A path that ends in `cases.md` belongs to the rule beside it, other files than `rule.md` are left out.
    ///
    /// # Errors
    /// All faults of all pages, by path.
    pub fn parse<'a>(
        pages: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Vec<RuleError>> {
        Self::with_checks(pages, &[])
    }

    /// The same for rules some of which have code; `checks` names it by the rule's id.
    ///
    /// # Errors
    /// All faults of all pages, by path.
    pub fn with_checks<'a>(
        pages: impl IntoIterator<Item = (&'a str, &'a str)>,
        checks: &[(&str, Check)],
    ) -> Result<Self, Vec<RuleError>> {
        let pages: BTreeMap<&str, &str> = pages.into_iter().collect();
        let mut rules = Vec::new();
        let mut errors = Vec::new();
        for (path, text) in &pages {
            let Some(folder) = path
                .strip_suffix("rule.md")
                .filter(|folder| folder.ends_with('/'))
            else {
                continue;
            };
            let id = folder
                .trim_end_matches('/')
                .rsplit('/')
                .next()
                .unwrap_or_default();
            let check = checks
                .iter()
                .find(|(name, _)| *name == id)
                .map(|(_, check)| *check);
            let cases = format!("{folder}cases.md");
            let rule = Rule::parse(path, text, check);
            match rule
                .and_then(|rule| rule.with_cases(&cases, pages.get(cases.as_str()).unwrap_or(&"")))
            {
                Ok(rule) => rules.push(rule),
                Err(error) => errors.push(error),
            }
        }
        match Self::new(rules) {
            Ok(set) if errors.is_empty() => Ok(set),
            Ok(_) => Err(errors),
            Err(error) => {
                errors.push(error);
                Err(errors)
            }
        }
    }

    /// A set of these rules.
    ///
    /// # Errors
    /// If two have the same id.
    pub fn new(mut rules: Vec<Rule>) -> Result<Self, RuleError> {
        rules.sort_by(|one, other| (&one.facts.id, &one.path).cmp(&(&other.facts.id, &other.path)));
        for pair in rules.windows(2) {
            if let [first, second] = pair
                && first.facts.id == second.facts.id
            {
                let fault = Fault::Duplicate {
                    id: second.facts.id.clone(),
                    other: first.path.clone(),
                };
                return Err(RuleError::new(&second.path, 1, fault));
            }
        }
        Ok(Self {
            rules,
            left: Vec::new(),
        })
    }

    /// These rules and those of another set.
    ///
    /// # Errors
    /// If a rule of the other set has the id of one of these.
    pub fn and(self, other: Self) -> Result<Self, RuleError> {
        Self::new(self.rules.into_iter().chain(other.rules).collect())
    }

    /// What all rules are called, those that were not chosen among them.
    pub fn called(&self) -> Vec<Called> {
        let chosen = self.rules.iter().map(Called::of);
        chosen.chain(self.left.iter().cloned()).collect()
    }

    /// Tells rules what other tools call what they look for: a table in TOML of tools, ids and rules.
    ///
    /// # Errors
    /// If the text is no such table, or names a rule that is not there.
    pub fn with_elsewhere(mut self, text: &str) -> Result<Self, String> {
        type Table = BTreeMap<String, BTreeMap<String, Vec<String>>>;
        let table: Table = toml::from_str(text).map_err(|error| error.to_string())?;
        for (tool, ids) in &table {
            for (id, rules) in ids {
                for name in rules {
                    let rule = self.rules.iter_mut().find(|rule| rule.facts.id == *name);
                    let rule = rule.ok_or_else(|| {
                        format!("{tool}:{id} is given to `{name}`, which is no rule")
                    })?;
                    rule.elsewhere.push(format!("{tool}:{id}"));
                }
            }
        }
        Ok(self)
    }

    /// The rules, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter()
    }

    /// The rules, by id.
    pub fn as_slice(&self) -> &[Rule] {
        &self.rules
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The rule with this id.
    ///
    /// # Errors
    /// If there is none, with the nearest id.
    pub fn get(&self, id: &str) -> Result<&Rule, UnknownRule> {
        let rule = self
            .rules
            .iter()
            .find(|rule| rule.facts.id.eq_ignore_ascii_case(id));
        rule.ok_or_else(|| {
            let suggestion = nearest(id, self.rules.iter().map(|rule| rule.facts.id.as_str()));
            UnknownRule {
                name: id.to_owned(),
                suggestion,
            }
        })
    }

    /// The rules that `select` asks for and `ignore` does not.
    ///
    /// Names are ids, families and weaknesses (`cwe-89`); `all` is every rule, `default` every rule that is on
    /// unless asked for.
    /// Nothing selected means every rule that is on unless asked for.
    ///
    /// # Errors
    /// If a name means no rule.
    pub fn choose(&self, select: &[String], ignore: &[String]) -> Result<Self, UnknownRule> {
        for name in select.iter().chain(ignore) {
            self.ensure_known(name)?;
        }
        let named = |names: &[String], rule: &Rule| {
            names
                .iter()
                .any(|name| match name.to_ascii_lowercase().as_str() {
                    "all" => true,
                    "default" => rule.facts.default_on,
                    _ => rule.facts.answers_to(name),
                })
        };
        let chosen = |rule: &&Rule| {
            let wanted = if select.is_empty() {
                rule.facts.default_on
            } else {
                named(select, rule)
            };
            wanted && !named(ignore, rule)
        };
        let (chosen, left): (Vec<&Rule>, Vec<&Rule>) = self.rules.iter().partition(chosen);
        let left = left.into_iter().map(Called::of);
        Ok(Self {
            rules: chosen.into_iter().cloned().collect(),
            left: self.left.iter().cloned().chain(left).collect(),
        })
    }

    /// Faults of rules that name a source or sink kind the models do not have.
    pub fn unknown_kinds(&self, kinds: &Kinds) -> Vec<RuleError> {
        let sources: Vec<&str> = kinds.sources().iter().map(|facts| &*facts.name).collect();
        let sinks: Vec<&str> = kinds.sinks().iter().map(|facts| &*facts.name).collect();
        let mut errors = Vec::new();
        for rule in &self.rules {
            let mut check = |kinds: &[String], known: &[&str], what: &'static str| {
                for kind in kinds.iter().filter(|kind| !known.contains(&kind.as_str())) {
                    let suggestion = nearest(kind, known.iter().copied());
                    let fault = Fault::Unknown {
                        what,
                        value: kind.clone(),
                        suggestion,
                    };
                    errors.push(RuleError::new(&rule.path, 1, fault));
                }
            };
            for detect in &rule.detects {
                match detect {
                    Detect::Taint { from, to, .. } => {
                        check(from, &sources, "source kind");
                        check(to, &sinks, "sink kind");
                    }
                    Detect::Literal { to } => check(to, &sinks, "sink kind"),
                    Detect::Call { .. }
                    | Detect::Write { .. }
                    | Detect::Secret { .. }
                    | Detect::Setting(_)
                    | Detect::Dependency { .. }
                    | Detect::Code { .. } => {}
                }
            }
        }
        errors
    }

    fn ensure_known(&self, name: &str) -> Result<(), UnknownRule> {
        if matches!(name.to_ascii_lowercase().as_str(), "all" | "default")
            || self.rules.iter().any(|rule| rule.facts.answers_to(name))
        {
            return Ok(());
        }
        let names = self
            .rules
            .iter()
            .flat_map(|rule| [rule.facts.id.as_str(), rule.facts.family.as_str()]);
        Err(UnknownRule {
            name: name.to_owned(),
            suggestion: nearest(name, names),
        })
    }
}
