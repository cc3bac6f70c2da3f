//! What the names in suppressions mean: our rules by name, and those that other tools' ids lead to.

use std::collections::{BTreeMap, BTreeSet};

use assay_finding::SuppressedBy;

use crate::rule::{Called, nearest};

/// The tests of Bandit by the names that `nosec` may use instead of numbers.
const BANDIT: &[(&str, &str)] = &[
    ("assert_used", "B101"),
    ("exec_used", "B102"),
    ("set_bad_file_permissions", "B103"),
    ("hardcoded_bind_all_interfaces", "B104"),
    ("hardcoded_password_string", "B105"),
    ("hardcoded_password_funcarg", "B106"),
    ("hardcoded_password_default", "B107"),
    ("hardcoded_tmp_directory", "B108"),
    ("try_except_pass", "B110"),
    ("try_except_continue", "B112"),
    ("request_without_timeout", "B113"),
    ("flask_debug_true", "B201"),
    ("tarfile_unsafe_members", "B202"),
    ("hashlib", "B324"),
    ("hashlib_insecure_functions", "B324"),
    ("request_with_no_cert_validation", "B501"),
    ("ssl_with_bad_version", "B502"),
    ("ssl_with_bad_defaults", "B503"),
    ("ssl_with_no_version", "B504"),
    ("weak_cryptographic_key", "B505"),
    ("yaml_load", "B506"),
    ("ssh_no_host_key_verification", "B507"),
    ("snmp_insecure_version", "B508"),
    ("snmp_weak_cryptography", "B509"),
    ("paramiko_calls", "B601"),
    ("subprocess_popen_with_shell_equals_true", "B602"),
    ("subprocess_without_shell_equals_true", "B603"),
    ("any_other_function_with_shell_equals_true", "B604"),
    ("start_process_with_a_shell", "B605"),
    ("start_process_with_no_shell", "B606"),
    ("start_process_with_partial_path", "B607"),
    ("hardcoded_sql_expressions", "B608"),
    ("linux_commands_wildcard_injection", "B609"),
    ("django_extra_used", "B610"),
    ("django_rawsql_used", "B611"),
    ("logging_config_insecure_listen", "B612"),
    ("pytorch_load", "B614"),
    ("jinja2_autoescape_false", "B701"),
    ("use_of_mako_templates", "B702"),
    ("django_mark_safe", "B703"),
    ("markupsafe_markup_xss", "B704"),
];

/// The messages of Pylint by the words that people write instead of numbers.
const PYLINT: &[(&str, &str)] = &[
    ("bare-except", "w0702"),
    ("broad-except", "w0718"),
    ("broad-exception-caught", "w0718"),
    ("eval-used", "w0123"),
    ("exec-used", "w0122"),
    ("forgotten-debug-statement", "w1515"),
    ("missing-timeout", "w3101"),
    ("subprocess-popen-preexec-fn", "w1509"),
    ("subprocess-run-check", "w1510"),
];

/// What our own plugins for flake8 and pylint call a rule, which their comments may use.
const PLUGIN: &str = "plugin:";

/// Rules by everything that they are called.
#[derive(Default)]
pub(super) struct Names {
    called: Vec<Called>,
    /// By `tool:id` in lower case: indices of rules.
    elsewhere: BTreeMap<String, BTreeSet<usize>>,
    known: BTreeMap<(SuppressedBy, String), BTreeSet<usize>>,
}

/// The id of one of Bandit's tests, by number or by name.
pub(super) fn bandit_id(word: &str) -> Option<String> {
    let digits = word.strip_prefix(['B', 'b']);
    if digits.is_some_and(|digits| digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit()))
    {
        return Some(word.to_ascii_uppercase());
    }
    let named = BANDIT.iter().find(|(name, _)| *name == word);
    named.map(|(_, id)| (*id).to_owned())
}

const fn tools(by: SuppressedBy) -> &'static [&'static str] {
    match by {
        SuppressedBy::Nosec => &["bandit:"],
        SuppressedBy::Noqa => &["ruff:", "dlint:"],
        SuppressedBy::Nosonar => &["sonar:"],
        SuppressedBy::Nosemgrep => &["semgrep:"],
        SuppressedBy::Pylint => &["pylint:"],
        SuppressedBy::Assay
        | SuppressedBy::Configuration
        | SuppressedBy::Baseline
        | SuppressedBy::Review => &[],
    }
}

impl Names {
    pub(super) fn new(called: Vec<Called>) -> Self {
        let mut elsewhere: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (at, rule) in called.iter().enumerate() {
            for name in &rule.elsewhere {
                elsewhere
                    .entry(name.to_ascii_lowercase())
                    .or_default()
                    .insert(at);
            }
        }
        Self {
            called,
            elsewhere,
            known: BTreeMap::new(),
        }
    }

    /// The rules that a name in a suppression of this sort means.
    pub(super) fn rules(&mut self, by: SuppressedBy, name: &str) -> BTreeSet<usize> {
        let key = (by, name.to_owned());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let rules = match by {
            SuppressedBy::Assay => {
                let rules = self.called.iter().enumerate();
                rules
                    .filter(|(_, rule)| rule.answers_to(name))
                    .map(|(at, _)| at)
                    .collect()
            }
            SuppressedBy::Nosec
            | SuppressedBy::Noqa
            | SuppressedBy::Nosonar
            | SuppressedBy::Nosemgrep
            | SuppressedBy::Pylint
            | SuppressedBy::Configuration
            | SuppressedBy::Baseline
            | SuppressedBy::Review => self.of_other_tool(by, name),
        };
        self.known.insert(key, rules.clone());
        rules
    }

    fn of_other_tool(&self, by: SuppressedBy, name: &str) -> BTreeSet<usize> {
        let name = name.to_ascii_lowercase();
        let name = match by {
            SuppressedBy::Nosemgrep => name.rsplit('.').next().unwrap_or_default(),
            SuppressedBy::Nosonar => name.rsplit(':').next().unwrap_or_default(),
            SuppressedBy::Pylint => {
                let word = PYLINT.iter().find(|(word, _)| *word == name);
                word.map_or(name.as_str(), |(_, id)| id)
            }
            SuppressedBy::Nosec
            | SuppressedBy::Noqa
            | SuppressedBy::Assay
            | SuppressedBy::Configuration
            | SuppressedBy::Baseline
            | SuppressedBy::Review => &name,
        };
        let mut rules = BTreeSet::new();
        if matches!(by, SuppressedBy::Noqa | SuppressedBy::Pylint) {
            // Only the whole name: a comment without names is none for all rules that the plugins know.
            rules.extend(
                self.elsewhere
                    .get(&format!("{PLUGIN}{name}"))
                    .into_iter()
                    .flatten(),
            );
        }
        for tool in tools(by) {
            let key = format!("{tool}{name}");
            if let Some(exact) = self.elsewhere.get(&key) {
                rules.extend(exact);
            } else if by == SuppressedBy::Noqa && name.len() < 4 {
                // Flake8 takes the beginning of a code for all codes that begin so.
                let range = self.elsewhere.range(key.clone()..);
                let same = range.take_while(|(other, _)| other.starts_with(&key));
                rules.extend(same.flat_map(|(_, rules)| rules));
            }
        }
        rules
    }

    /// The rules that a suppression of this sort means when it names none: those that its tool knows too.
    pub(super) fn all(&mut self, by: SuppressedBy) -> BTreeSet<usize> {
        let key = (by, String::new());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let of_tool = |name: &str| tools(by).iter().any(|tool| name.starts_with(tool));
        let all = self.elsewhere.iter().filter(|(name, _)| of_tool(name));
        let rules: BTreeSet<usize> = all.flat_map(|(_, rules)| rules).copied().collect();
        self.known.insert(key, rules.clone());
        rules
    }

    /// The numbers of rules, by id.
    pub(super) fn by_id(&self) -> BTreeMap<String, usize> {
        let rules = self.called.iter().enumerate();
        rules.map(|(at, rule)| (rule.id.clone(), at)).collect()
    }

    /// The nearest name of a rule or family.
    pub(super) fn nearest(&self, name: &str) -> Option<String> {
        let names = self.called.iter();
        nearest(
            name,
            names.flat_map(|rule| [rule.id.as_str(), rule.family.as_str()]),
        )
    }
}

/// True if a name that leads nowhere is worth telling: one of a check for security.
pub(super) fn is_about_security(by: SuppressedBy, name: &str) -> bool {
    let has_number = |prefix: &str| {
        let digits = name.strip_prefix(prefix).unwrap_or_default();
        digits.starts_with(|character: char| character.is_ascii_digit())
    };
    match by {
        SuppressedBy::Nosec | SuppressedBy::Nosonar | SuppressedBy::Nosemgrep => true,
        SuppressedBy::Noqa => has_number("S") || has_number("DUO"),
        SuppressedBy::Pylint => false,
        SuppressedBy::Assay
        | SuppressedBy::Configuration
        | SuppressedBy::Baseline
        | SuppressedBy::Review => false,
    }
}
