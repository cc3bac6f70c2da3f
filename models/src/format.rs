//! The file format as serde sees it, before names and kinds are checked.

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{self, IntoDeserializer, value::SeqAccessDeserializer},
};
use toml::Spanned;

use crate::{
    condition::{Condition, Constant},
    model::{GuardWhen, Part, PassAs},
    path::{Path, Step},
    reference::Reference,
};

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
    pub(crate) render: Vec<Spanned<Render>>,
    #[serde(default)]
    pub(crate) callback: Vec<Spanned<Callback>>,
    #[serde(default)]
    pub(crate) store: Vec<Spanned<Store>>,
    #[serde(default)]
    pub(crate) load: Vec<Spanned<Load>>,
    #[serde(default)]
    pub(crate) constant: Vec<Spanned<NamedConstant>>,
    #[serde(default)]
    pub(crate) entry: Vec<Spanned<Entry>>,
    #[serde(default)]
    pub(crate) response: Vec<Spanned<Response>>,
    #[serde(default)]
    pub(crate) role: Vec<Spanned<Role>>,
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
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) checks: Vec<Reference>,
    #[serde(default)]
    pub(crate) when: Vec<Condition>,
    #[serde(default)]
    pub(crate) unless: Vec<Condition>,
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
    #[serde(default)]
    pub(crate) until: Vec<String>,
    #[serde(default)]
    pub(crate) file: bool,
    pub(crate) part: Option<Part>,
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) when: Vec<Condition>,
    #[serde(default)]
    pub(crate) unless: Vec<Condition>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pass {
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) call: Vec<Path>,
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) read: Vec<Path>,
    #[serde(default)]
    pub(crate) receiver: Vec<String>,
    #[serde(deserialize_with = "one_or_many")]
    pub(crate) from: Vec<Reference>,
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) to: Vec<Reference>,
    pub(crate) r#as: Option<PassAs>,
    #[serde(default)]
    pub(crate) when: Vec<Condition>,
    #[serde(default)]
    pub(crate) unless: Vec<Condition>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Clean {
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) call: Vec<Path>,
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) read: Vec<Path>,
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
    #[serde(default)]
    pub(crate) unless: Vec<Condition>,
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
    pub(crate) when: Outcome,
    pub(crate) needs: Option<PassAs>,
    #[serde(default)]
    pub(crate) kinds: Vec<String>,
    pub(crate) refuses: Option<String>,
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
    #[serde(default)]
    pub(crate) unless: Vec<Condition>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Render {
    #[serde(deserialize_with = "one_or_many")]
    pub(crate) call: Vec<Path>,
    #[serde(default)]
    pub(crate) receiver: Vec<String>,
    #[serde(deserialize_with = "one_or_many")]
    pub(crate) template: Vec<Reference>,
    #[serde(default = "yes")]
    pub(crate) escaped: bool,
    #[serde(default)]
    pub(crate) when: Vec<Condition>,
    #[serde(default)]
    pub(crate) unless: Vec<Condition>,
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
    pub(crate) arguments: Vec<AnyOf>,
    pub(crate) rest: Option<u16>,
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) star: Vec<Reference>,
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) keywords: Vec<Reference>,
    pub(crate) method: Option<String>,
    pub(crate) result: Option<Reference>,
    #[serde(default)]
    pub(crate) when: Vec<Condition>,
    #[serde(default)]
    pub(crate) unless: Vec<Condition>,
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
    #[serde(default)]
    pub(crate) types: Vec<Path>,
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) route: Vec<Reference>,
    pub(crate) result: Option<String>,
    #[serde(default)]
    pub(crate) when: Vec<Condition>,
    #[serde(default)]
    pub(crate) unless: Vec<Condition>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Store {
    #[serde(deserialize_with = "one_or_many")]
    pub(crate) call: Vec<Path>,
    #[serde(default)]
    pub(crate) receiver: Vec<String>,
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) into: Vec<Reference>,
    pub(crate) key: Vec<AnyOf>,
    #[serde(deserialize_with = "one_or_many")]
    pub(crate) value: Vec<Reference>,
    #[serde(default)]
    pub(crate) when: Vec<Condition>,
    #[serde(default)]
    pub(crate) unless: Vec<Condition>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Load {
    #[serde(deserialize_with = "one_or_many")]
    pub(crate) call: Vec<Path>,
    #[serde(default)]
    pub(crate) receiver: Vec<String>,
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) out: Vec<Reference>,
    pub(crate) key: Vec<AnyOf>,
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) default: Vec<Reference>,
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) to: Vec<Reference>,
    #[serde(default)]
    pub(crate) when: Vec<Condition>,
    #[serde(default)]
    pub(crate) unless: Vec<Condition>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NamedConstant {
    #[serde(deserialize_with = "one_or_many")]
    pub(crate) name: Vec<Path>,
    pub(crate) value: Constant,
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Role {
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) call: Vec<Path>,
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) read: Vec<Path>,
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) write: Vec<Path>,
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) base: Vec<Path>,
    #[serde(rename = "role")]
    pub(crate) plays: String,
    pub(crate) of: Option<String>,
    #[serde(default)]
    pub(crate) args: BTreeMap<String, AnyOf>,
    #[serde(default)]
    pub(crate) inner: BTreeMap<String, AnyOf>,
    #[serde(default)]
    pub(crate) when: Vec<Condition>,
    #[serde(default)]
    pub(crate) unless: Vec<Condition>,
}

/// A reference, or a list of which any is meant.
pub(crate) struct AnyOf(pub(crate) Vec<Reference>);

impl<'de> Deserialize<'de> for AnyOf {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        one_or_many(deserializer).map(Self)
    }
}

/// The `when` of a guard: `true`, `false` or `"returns"`.
pub(crate) struct Outcome(pub(crate) GuardWhen);

impl<'de> Deserialize<'de> for Outcome {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Outcome;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true, false or \"returns\"")
            }

            fn visit_bool<E: de::Error>(self, value: bool) -> Result<Outcome, E> {
                Ok(Outcome(if value {
                    GuardWhen::True
                } else {
                    GuardWhen::False
                }))
            }

            fn visit_str<E: de::Error>(self, value: &str) -> Result<Outcome, E> {
                match value {
                    "returns" => Ok(Outcome(GuardWhen::Returns)),
                    _ => Err(E::invalid_value(de::Unexpected::Str(value), &self)),
                }
            }
        }
        deserializer.deserialize_any(Visitor)
    }
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

const fn yes() -> bool {
    true
}
