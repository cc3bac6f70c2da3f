//! Conditions on the arguments of a call, shared by models and rules.
//!
//! A condition holds only if constants decide it: what is unknown never holds.
//! In TOML it is an inline table with an argument and one test, `{ arg = "shell", is = true }`.

use serde::Deserialize;

use crate::{path::Path, reference::Reference};

/// A test of one argument.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "Written")]
pub struct Condition {
    /// The argument: any of these references that is given.
    pub arg: Vec<Reference>,
    /// What must be true of it.
    pub test: Test,
}

/// What a [`Condition`] asks.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// `is`: it equals the constant.
    Is(Constant),
    /// `not`: it is surely another constant, or missing.
    Not(Constant),
    /// `missing`: it is not given.
    Missing,
    /// `given`: it is given, whatever its value.
    Given,
    /// `truthy`: a constant that Python takes for true.
    Truthy,
    /// `falsy`: a constant that Python takes for false; a missing argument does not count.
    Falsy,
    /// `off`: missing, or a constant that Python takes for false.
    Off,
    /// `in`: it equals one of the constants; texts are compared without case.
    In(Vec<Constant>),
    /// `literal`: a constant text or bytes that is not empty.
    Literal,
    /// `below`: a constant number less than this.
    Below(i64),
    /// `bits`: a constant integer with at least one of these bits.
    Bits(i64),
    /// `prefix`: a constant text that begins with this.
    Prefix(String),
    /// `contains`: a constant text that contains this.
    Contains(String),
    /// `matches`: a constant text in which this regular expression matches.
    Matches(String),
    /// `type`: an instance of this class, or the thing of this name itself.
    Type(Path),
    /// `overrides`: an instance of a class of the project that defines this method itself.
    Overrides(String),
}

/// A constant of a condition.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Constant {
    /// `true` or `false`.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// A text.
    Text(String),
}

/// The conditions of an entry: it counts if all of `when` hold and none of `unless`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Conditions {
    /// All must hold.
    pub when: Vec<Condition>,
    /// None may hold.
    pub unless: Vec<Condition>,
}

/// A condition as it stands in a file: every test is an optional key.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(deserialize_with = "crate::format::one_or_many")]
    arg: Vec<Reference>,
    is: Option<Constant>,
    not: Option<Constant>,
    missing: Option<bool>,
    given: Option<bool>,
    truthy: Option<bool>,
    falsy: Option<bool>,
    off: Option<bool>,
    r#in: Option<Vec<Constant>>,
    literal: Option<bool>,
    below: Option<i64>,
    bits: Option<i64>,
    prefix: Option<String>,
    contains: Option<String>,
    matches: Option<String>,
    r#type: Option<Path>,
    overrides: Option<String>,
}

impl TryFrom<Written> for Condition {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let flags = [
            ("missing", written.missing, Test::Missing),
            ("given", written.given, Test::Given),
            ("truthy", written.truthy, Test::Truthy),
            ("falsy", written.falsy, Test::Falsy),
            ("off", written.off, Test::Off),
            ("literal", written.literal, Test::Literal),
        ];
        let mut tests = Vec::new();
        for (name, value, test) in flags {
            match value {
                None => {}
                Some(true) => tests.push(test),
                Some(false) => {
                    return Err(format!("write `{name} = true`, or use the opposite test"));
                }
            }
        }
        tests.extend(written.is.map(Test::Is));
        tests.extend(written.not.map(Test::Not));
        tests.extend(written.r#in.map(Test::In));
        tests.extend(written.below.map(Test::Below));
        tests.extend(written.bits.map(Test::Bits));
        tests.extend(written.prefix.map(Test::Prefix));
        tests.extend(written.contains.map(Test::Contains));
        tests.extend(written.matches.map(Test::Matches));
        tests.extend(written.r#type.map(Test::Type));
        tests.extend(written.overrides.map(Test::Overrides));
        if written.arg.is_empty() {
            return Err("a condition needs an argument, as in `arg = \"shell\"`".to_owned());
        }
        match (tests.pop(), tests.is_empty()) {
            (Some(test), true) => Ok(Self {
                arg: written.arg,
                test,
            }),
            (None, _) => Err("a condition needs a test, as in `is = true`".to_owned()),
            (Some(_), false) => Err("a condition has one test; write two conditions".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::Base;

    #[derive(Deserialize)]
    struct Holder {
        c: Condition,
    }

    fn parse(text: &str) -> Result<Condition, String> {
        let holder: Result<Holder, _> = toml::from_str(&format!("c = {text}"));
        holder
            .map(|holder| holder.c)
            .map_err(|error| error.message().to_owned())
    }

    #[test]
    fn a_condition_is_an_argument_and_one_test() {
        let condition = parse("{ arg = [0, \"mode\"], bits = 0o022 }").unwrap();
        assert_eq!(condition.arg.len(), 2);
        assert_eq!(condition.test, Test::Bits(18));
        let condition = parse("{ arg = \"self.x\", in = [\"a\", 1, true] }").unwrap();
        assert_eq!(
            condition.arg.first().map(|arg| &arg.base),
            Some(&Base::Receiver)
        );
        assert!(matches!(condition.test, Test::In(values) if values.len() == 3));
        assert_eq!(parse("{ arg = 0, off = true }").unwrap().test, Test::Off);
        assert!(matches!(
            parse("{ arg = 0, type = \"a.B\" }").unwrap().test,
            Test::Type(_)
        ));
    }

    #[test]
    fn mistakes_are_named() {
        assert!(parse("{ arg = 0 }").unwrap_err().contains("needs a test"));
        assert!(
            parse("{ arg = 0, is = 1, not = 2 }")
                .unwrap_err()
                .contains("one test")
        );
        assert!(
            parse("{ arg = 0, off = false }")
                .unwrap_err()
                .contains("off = true")
        );
        assert!(
            parse("{ arg = [], off = true }")
                .unwrap_err()
                .contains("needs an argument")
        );
        assert!(
            parse("{ arg = 0, equals = 1 }")
                .unwrap_err()
                .contains("equals")
        );
    }
}
