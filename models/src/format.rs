//! The file format as serde sees it, before names and kinds are checked.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{self, IntoDeserializer, value::SeqAccessDeserializer},
};
use toml::Spanned;

use crate::{condition::Condition, model::Part, path::Path, path::Step, reference::Reference};

/// A file of models.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) package: String,
    pub(crate) docs: Option<String>,
    #[serde(default)]
    pub(crate) alias: Vec<Spanned<Alias>>,
    #[serde(default)]
    pub(crate) source: Vec<Spanned<Source>>,
    #[serde(default)]
    pub(crate) sink: Vec<Spanned<Sink>>,
    #[serde(default)]
    pub(crate) pass: Vec<Spanned<Pass>>,
    #[serde(default)]
    pub(crate) clean: Vec<Spanned<Clean>>,
    #[serde(default)]
    pub(crate) guard: Vec<Spanned<Guard>>,
    #[serde(default)]
    pub(crate) exit: Vec<Spanned<Exit>>,
    #[serde(default)]
    pub(crate) callback: Vec<Spanned<Callback>>,
    #[serde(default)]
    pub(crate) entry: Vec<Spanned<Entry>>,
    #[serde(default)]
    pub(crate) response: Vec<Spanned<Response>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Alias {
    #[serde(deserialize_with = "one_or_many")]
    pub(crate) name: Vec<Path>,
    pub(crate) is: Path,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Source {
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) read: Vec<Path>,
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) call: Vec<Path>,
    #[serde(default)]
    pub(crate) receiver: Vec<String>,
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) to: Vec<Reference>,
    pub(crate) kind: String,
    pub(crate) text: Option<String>,
    #[serde(default)]
    pub(crate) safe: Vec<String>,
    #[serde(default)]
    pub(crate) when: Vec<Condition>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sink {
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) call: Vec<Path>,
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) write: Vec<Path>,
    #[serde(default)]
    pub(crate) receiver: Vec<String>,
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) arg: Vec<Reference>,
    pub(crate) part: Option<Part>,
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) when: Vec<Condition>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pass {
    #[serde(deserialize_with = "one_or_many")]
    pub(crate) call: Vec<Path>,
    #[serde(default)]
    pub(crate) receiver: Vec<String>,
    #[serde(deserialize_with = "one_or_many")]
    pub(crate) from: Vec<Reference>,
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) to: Vec<Reference>,
    #[serde(default)]
    pub(crate) when: Vec<Condition>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Clean {
    #[serde(deserialize_with = "one_or_many")]
    pub(crate) call: Vec<Path>,
    #[serde(default)]
    pub(crate) receiver: Vec<String>,
    #[serde(deserialize_with = "one_or_many")]
    pub(crate) from: Vec<Reference>,
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) to: Vec<Reference>,
    #[serde(default)]
    pub(crate) kinds: Vec<String>,
    #[serde(default)]
    pub(crate) when: Vec<Condition>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Guard {
    #[serde(deserialize_with = "one_or_many")]
    pub(crate) call: Vec<Path>,
    #[serde(default)]
    pub(crate) receiver: Vec<String>,
    #[serde(deserialize_with = "one_or_many")]
    pub(crate) arg: Vec<Reference>,
    pub(crate) when: bool,
    #[serde(default)]
    pub(crate) kinds: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Exit {
    #[serde(deserialize_with = "one_or_many")]
    pub(crate) call: Vec<Path>,
    #[serde(default)]
    pub(crate) receiver: Vec<String>,
    #[serde(default)]
    pub(crate) when: Vec<Condition>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Callback {
    #[serde(deserialize_with = "one_or_many")]
    pub(crate) call: Vec<Path>,
    #[serde(default)]
    pub(crate) receiver: Vec<String>,
    #[serde(deserialize_with = "one_or_many")]
    pub(crate) function: Vec<Reference>,
    #[serde(default)]
    pub(crate) arguments: Vec<Reference>,
    pub(crate) result: Option<Reference>,
    #[serde(default)]
    pub(crate) when: Vec<Condition>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) call: Vec<Path>,
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) function: Vec<Reference>,
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) base: Vec<Path>,
    #[serde(default)]
    pub(crate) methods: Vec<String>,
    pub(crate) parameters: Option<String>,
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) route: Vec<Reference>,
    pub(crate) result: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Response {
    #[serde(deserialize_with = "one_or_many")]
    pub(crate) value: Vec<Path>,
    pub(crate) body: Inside,
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) content_type: Vec<Inside>,
}

/// An access path without base: `.headers["Content-Type"]`.
pub(crate) struct Inside(pub(crate) Vec<Step>);

impl<'de> Deserialize<'de> for Inside {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        crate::path::parse_steps(&text, &text)
            .map(Self)
            .map_err(de::Error::custom)
    }
}

/// Takes a list, or one value as a list of one.
pub(crate) fn one_or_many<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct Visitor<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> de::Visitor<'de> for Visitor<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a text, a position, or a list of them")
        }

        fn visit_str<E: de::Error>(self, value: &str) -> Result<Vec<T>, E> {
            T::deserialize(value.into_deserializer()).map(|value| vec![value])
        }

        fn visit_i64<E: de::Error>(self, value: i64) -> Result<Vec<T>, E> {
            T::deserialize(value.into_deserializer()).map(|value| vec![value])
        }

        fn visit_u64<E: de::Error>(self, value: u64) -> Result<Vec<T>, E> {
            T::deserialize(value.into_deserializer()).map(|value| vec![value])
        }

        fn visit_seq<A: de::SeqAccess<'de>>(self, values: A) -> Result<Vec<T>, A::Error> {
            Vec::deserialize(SeqAccessDeserializer::new(values))
        }
    }

    deserializer.deserialize_any(Visitor(PhantomData))
}
