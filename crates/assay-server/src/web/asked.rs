//! What an address asks for behind its `?`, and long tables in pages of a hundred rows.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Serialize;
use url::form_urlencoded::{Serializer, parse};

/// So many rows stand on a page.
pub(crate) const ROWS: usize = 100;
/// More of an address is not read.
const MOST: usize = 40;

/// The names and values behind the `?`. Whatever makes no sense is as if it were not there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs = parse(query.as_bytes()).take(MOST);
        Ok(Self(
            pairs
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect(),
        ))
    }
}

impl Asked {
    /// The value of a name, without space around it; empty if it is not there.
    pub(crate) fn text(&self, name: &str) -> &str {
        let pair = self.0.iter().find(|(known, _)| known == name);
        pair.map_or("", |(_, value)| value.trim())
    }

    /// True if it is asked for, as a box that is ticked.
    pub(crate) fn has(&self, name: &str) -> bool {
        !self.text(name).is_empty()
    }

    /// The words that are searched for, in small letters.
    pub(crate) fn words(&self) -> Vec<String> {
        self.text("q")
            .split_whitespace()
            .map(str::to_lowercase)
            .collect()
    }

    /// The same address with another value; without the name if the value is empty.
    pub(crate) fn with(&self, name: &str, value: &str) -> String {
        let mut address = Serializer::new(String::new());
        for (known, own) in self
            .0
            .iter()
            .filter(|(known, own)| known != name && !own.is_empty())
        {
            address.append_pair(known, own);
        }
        if !value.is_empty() {
            address.append_pair(name, value);
        }
        format!("?{}", address.finish())
    }

    /// One page of rows.
    pub(crate) fn page<T>(&self, rows: Vec<T>) -> Paged<T> {
        let all = rows.len();
        let last = all.div_ceil(ROWS).max(1);
        let number = self.text("page").parse().unwrap_or(1).clamp(1, last);
        let to = |page: usize| self.with("page", &page.to_string());
        Paged {
            rows: rows
                .into_iter()
                .skip((number - 1) * ROWS)
                .take(ROWS)
                .collect(),
            all,
            number,
            last,
            previous: (number > 1).then(|| to(number - 1)),
            next: (number < last).then(|| to(number + 1)),
        }
    }
}

/// A page of a long table.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Paged<T> {
    /// What stands on it.
    pub(crate) rows: Vec<T>,
    /// How many rows there are in all.
    pub(crate) all: usize,
    /// Its number, from 1.
    pub(crate) number: usize,
    /// The number of the last.
    pub(crate) last: usize,
    /// The address of the page before.
    pub(crate) previous: Option<String>,
    /// The address of the page behind.
    pub(crate) next: Option<String>,
}

/// True if a text has all words; it is compared in small letters.
pub(crate) fn has_words(words: &[String], texts: &[&str]) -> bool {
    let has = |word: &String| {
        texts
            .iter()
            .any(|text| text.to_lowercase().contains(word.as_str()))
    };
    words.iter().all(has)
}

/// The file and the line of a place that is written `file:line`.
pub(crate) fn file_and_line(place: &str) -> Option<(&str, u32)> {
    let (path, line) = place.rsplit_once(':')?;
    Some((path, line.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&str, &str)]) -> Asked {
        Asked(
            pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        )
    }

    #[test]
    fn an_address_keeps_what_else_is_asked_for() {
        let asked = asked(&[("q", "a&b"), ("open", "1"), ("csrf", "")]);
        assert_eq!(asked.with("page", "2"), "?q=a%26b&open=1&page=2");
        assert_eq!(asked.with("open", ""), "?q=a%26b");
    }

    #[test]
    fn a_page_that_does_not_exist_is_the_nearest() {
        let rows: Vec<usize> = (0..250).collect();
        let last = asked(&[("page", "99")]).page(rows.clone());
        assert_eq!((last.number, last.rows.len(), last.next), (3, 50, None));
        let first = asked(&[("page", "-1")]).page(rows);
        assert_eq!(
            (first.number, first.rows.len(), first.previous),
            (1, 100, None)
        );
        assert_eq!(asked(&[]).page(Vec::<u8>::new()).last, 1);
    }
}
