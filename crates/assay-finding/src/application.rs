//! The application as a whole, as plain facts for a report: routes, settings by environment, packages.

use serde::Serialize;

use crate::inventory::RouteRow;

/// What a report tells of the application beside its findings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Application {
    /// How a test gets hold of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<EntryPoint>,
    /// The routes, by URL.
    pub routes: Vec<RouteRow>,
    /// The environments that settings differ in.
    pub environments: Vec<String>,
    /// The settings that decide about security, by key.
    pub settings: Vec<SettingRow>,
    /// The packages that the project needs.
    pub packages: Vec<PackageRow>,
}

/// A setting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SettingRow {
    /// Its key.
    pub key: String,
    /// What it decides.
    pub means: String,
    /// Its value in each environment, in their order.
    pub values: Vec<SettingValue>,
}

/// What a setting is in one environment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SettingValue {
    /// The value as shown: secrets are not.
    pub value: String,
    /// The file and line that decide it; empty if nobody sets it.
    pub place: String,
}

/// A package.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PackageRow {
    /// Its name.
    pub name: String,
    /// The version, or the range that is asked for.
    pub version: String,
    /// The file and line.
    pub place: String,
    /// What brings it; empty if the project asks for it itself.
    pub via: String,
    /// The ids of the advisories that are known.
    pub ids: Vec<String>,
    /// The smallest version that clears all of them.
    pub upgrade: String,
    /// Whether the project reaches them.
    pub reach: String,
}

/// How a test gets hold of the application object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct EntryPoint {
    /// The module that has it.
    pub module: String,
    /// The variable, or the function that makes one.
    pub name: String,
    /// True if it is a function.
    pub is_factory: bool,
    /// The folder from which the module is imported, relative to the project; empty for the project itself.
    pub folder: String,
    /// The folder whose `conftest.py` has a fixture `app`.
    pub fixture: Option<String>,
}
