//! Every finding that there is to judge, from whatever it comes, as rows that are filtered and sorted in memory.

use std::cmp::Reverse;

use assay_finding::{Finding, Risk};

use crate::state::Look;
use crate::store::{Judgement, State};

/// Where a finding comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source {
    /// The scan found it, and it counts.
    Scan,
    /// A person wrote it.
    Hand,
    /// The scan found it; a comment, the configuration or a baseline says that it does not count.
    Suppressed,
    /// An earlier scan found it.
    Gone,
}

/// A finding in a list.
#[derive(Clone, Debug)]
pub(crate) struct Listed<'a> {
    pub(crate) fingerprint: &'a str,
    pub(crate) source: Source,
    pub(crate) risk: Risk,
    pub(crate) rule: &'a str,
    pub(crate) area: &'a str,
    pub(crate) title: &'a str,
    pub(crate) message: &'a str,
    pub(crate) path: &'a str,
    pub(crate) line: u32,
    pub(crate) judgement: Option<&'a Judgement>,
    pub(crate) outdated: bool,
}

impl<'a> Listed<'a> {
    /// What is thought of it.
    pub(crate) fn state(&self) -> State {
        match (self.judgement, self.source) {
            (Some(judgement), _) => judgement.state,
            (None, Source::Gone) => State::Repaired,
            (None, Source::Scan | Source::Hand | Source::Suppressed) => State::Open,
        }
    }

    /// Who repairs it, or nothing.
    pub(crate) fn owner(&self) -> &'a str {
        self.judgement.map_or("", |judgement| &judgement.owner)
    }

    /// True if it was accepted until a day that is over.
    pub(crate) fn is_expired(&self, today: &str) -> bool {
        self.judgement
            .is_some_and(|judgement| is_expired(judgement, today))
    }

    /// True if somebody still has to do something about it.
    pub(crate) fn is_to_do(&self, today: &str) -> bool {
        let counts = matches!(self.source, Source::Scan | Source::Hand);
        counts && (self.state().is_active() || self.is_expired(today))
    }
}

/// True if something was accepted until a day that is over.
pub(crate) fn is_expired(judgement: &Judgement, today: &str) -> bool {
    judgement.state == State::Accepted && !judgement.until.is_empty() && *judgement.until < *today
}

/// What a list shows; empty texts ask for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) risk: String,
    pub(crate) state: String,
    pub(crate) rule: String,
    pub(crate) area: String,
    pub(crate) path: String,
    pub(crate) owner: String,
    pub(crate) words: String,
    pub(crate) sort: String,
    /// The page, from 1.
    pub(crate) page: usize,
}

/// The owner that stands for nobody.
pub(crate) const NOBODY: &str = "-";

impl Filter {
    /// What an address asks for.
    pub(crate) fn of(query: &str) -> Self {
        let mut filter = Self {
            page: 1,
            ..Self::default()
        };
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let value: String = value.trim().chars().take(500).collect();
            match &*name {
                "risk" => filter.risk = value,
                "state" => filter.state = value,
                "rule" => filter.rule = value,
                "area" => filter.area = value,
                "path" => filter.path = value,
                "owner" => filter.owner = value,
                "words" => filter.words = value,
                "sort" => filter.sort = value,
                "page" => filter.page = value.parse().unwrap_or(1).max(1),
                _ => {}
            }
        }
        filter
    }

    /// The same as part of an address, without the page.
    pub(crate) fn query(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.fields() {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        query.finish()
    }

    /// The same with a page.
    pub(crate) fn query_of_page(&self, page: usize) -> String {
        let query = self.query();
        match page {
            0 | 1 => query,
            page if query.is_empty() => format!("page={page}"),
            page => format!("{query}&page={page}"),
        }
    }

    /// True if it asks for nothing in particular.
    pub(crate) fn is_empty(&self) -> bool {
        self.fields()
            .iter()
            .all(|(name, value)| value.is_empty() || *name == "sort")
    }

    fn fields(&self) -> [(&'static str, &str); 8] {
        [
            ("risk", &self.risk),
            ("state", &self.state),
            ("rule", &self.rule),
            ("area", &self.area),
            ("path", &self.path),
            ("owner", &self.owner),
            ("words", &self.words),
            ("sort", &self.sort),
        ]
    }

    /// The findings that it asks for, in its order.
    pub(crate) fn choose<'a>(&self, look: &'a Look, today: &str) -> Vec<Listed<'a>> {
        self.choose_with(look, today, "")
    }

    /// The same and one more, so that who judges it does not lose their place.
    pub(crate) fn choose_with<'a>(
        &self,
        look: &'a Look,
        today: &str,
        one_more: &str,
    ) -> Vec<Listed<'a>> {
        let words: Vec<String> = self
            .words
            .split_whitespace()
            .map(str::to_lowercase)
            .collect();
        let mut listed: Vec<Listed<'a>> = all(look)
            .filter(|one| {
                let fits =
                    || self.fits(one, today) && (words.is_empty() || says(look, one, &words));
                one.fingerprint == one_more || fits()
            })
            .collect();
        match self.sort.as_str() {
            "place" => listed.sort_by_key(|one| (one.path, one.line, one.fingerprint)),
            "title" => listed.sort_by_key(|one| (one.title, one.path, one.line, one.fingerprint)),
            "changed" => listed.sort_by_key(|one| {
                let at = one.judgement.map_or("", |judgement| &judgement.at);
                (Reverse(at), one.path, one.line, one.fingerprint)
            }),
            _ => listed.sort_by_key(|one| (Reverse(one.risk), one.path, one.line, one.fingerprint)),
        }
        listed
    }

    fn fits(&self, one: &Listed<'_>, today: &str) -> bool {
        let is = |wanted: &str, value: &str| wanted.is_empty() || wanted == value;
        let state = match self.state.as_str() {
            "" | "to-do" => one.is_to_do(today),
            "all" => one.source != Source::Gone,
            "suppressed" => one.source == Source::Suppressed,
            "outdated" => one.outdated,
            "expired" => one.is_expired(today),
            name => one.source != Source::Suppressed && one.state().name() == name,
        };
        let owner = match self.owner.as_str() {
            "" => true,
            NOBODY => one.owner().is_empty(),
            name => one.owner() == name,
        };
        state
            && owner
            && is(&self.risk, one.risk.name())
            && is(&self.rule, one.rule)
            && is(&self.area, one.area)
            && (self.path.is_empty() || one.path.contains(self.path.as_str()))
    }
}

/// Every finding that there is to judge.
pub(crate) fn all(look: &Look) -> impl Iterator<Item = Listed<'_>> {
    let review = &look.snapshot.seen.review;
    let found = review
        .findings
        .iter()
        .map(|finding| listed(look, finding, Source::Scan));
    let hidden = review
        .suppressed
        .iter()
        .map(|one| listed(look, &one.finding, Source::Suppressed));
    let by_hand = look.by_hand.iter().map(|one| Listed {
        title: &one.manual.title,
        area: "by-hand",
        ..listed(look, &one.finding, Source::Hand)
    });
    let gone = look
        .snapshot
        .known
        .values()
        .filter(|known| known.gone)
        .map(|known| Listed {
            fingerprint: &known.fingerprint,
            source: Source::Gone,
            risk: Risk::ALL
                .into_iter()
                .find(|risk| risk.name() == known.risk)
                .unwrap_or(Risk::Info),
            rule: &known.rule,
            area: area(look, &known.rule),
            title: &known.title,
            message: &known.message,
            path: &known.path,
            line: u32::try_from(known.line).unwrap_or(0),
            judgement: look.marks.judgements.get(&known.fingerprint),
            outdated: false,
        });
    found.chain(by_hand).chain(hidden).chain(gone)
}

fn listed<'a>(look: &'a Look, finding: &'a Finding, source: Source) -> Listed<'a> {
    let judgement = look.marks.judgements.get(&finding.fingerprint);
    Listed {
        fingerprint: &finding.fingerprint,
        source,
        risk: look.risk(finding),
        rule: &finding.rule,
        area: area(look, &finding.rule),
        title: look.title(finding),
        message: &finding.message,
        path: &finding.place.path,
        line: finding.place.start.line,
        judgement,
        outdated: judgement.is_some() && look.is_outdated(finding),
    }
}

fn area<'a>(look: &'a Look, rule: &str) -> &'a str {
    look.facts(rule).map_or("other", |facts| &facts.family)
}

/// True if all of these words, in small letters, stand in what is told of a finding.
fn says(look: &Look, one: &Listed<'_>, words: &[String]) -> bool {
    let found = look.snapshot.search.get(one.fingerprint);
    let found = found.map_or("", String::as_str);
    let mut more = String::new();
    if found.is_empty() {
        for part in [one.title, one.message, one.path, one.rule] {
            more.push_str(part);
            more.push('\n');
        }
    }
    if let Some(judgement) = one.judgement {
        more.push_str(&judgement.owner);
        more.push('\n');
        more.push_str(&judgement.reason);
    }
    let more = more.to_lowercase();
    let is_said = |word: &String| {
        let word = word.as_str();
        found.contains(word) || more.contains(word) || one.fingerprint.starts_with(word)
    };
    words.iter().all(is_said)
}

/// What a finding of a scan is found by, in small letters.
pub(crate) fn searched(title: &str, finding: &Finding) -> String {
    let mut text = String::new();
    let Finding {
        message,
        place,
        rule,
        function,
        ..
    } = finding;
    for part in [title, message, &place.path, rule, function] {
        text.push_str(part);
        text.push('\n');
    }
    for cwe in &finding.cwe {
        text.push_str("cwe-");
        text.push_str(&cwe.to_string());
        text.push('\n');
    }
    if let Some(request) = &finding.request {
        text.push_str(&request.rule);
        text.push('\n');
    }
    text.to_lowercase()
}
