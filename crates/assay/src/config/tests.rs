//! What a configuration may say, and what is said of one that is wrong.

use assay_finding::{Level, Risk};

use super::*;

fn parse(text: &str) -> Result<Config> {
    Config::parse(NAME, text)
}

#[test]
fn an_organisation_says_how_it_rates_and_plans() {
    let text = "[rating.matrix]\nlow.low = 'medium'\n[plan]\nworking_days = true\nholidays = ['2026-12-25']\ndays = { critical = 2, low = 0 }\n[owners]\n'shop/' = 'team-shop'\n";
    let config = parse(text).unwrap();
    assert_eq!(config.matrix().risk(Level::Low, Level::Low), Risk::Medium);
    assert_eq!(
        config.matrix().risk(Level::High, Level::High),
        Risk::Critical
    );
    let calendar = config.calendar();
    assert_eq!(calendar.days(Risk::Critical), Some(2));
    assert_eq!(calendar.days(Risk::High), Some(30));
    assert_eq!(calendar.days(Risk::Low), None);
    assert!(calendar.working_days);
}

#[test]
fn a_gate_says_what_may_not_stand() {
    let text = "fail-on = 'high'\n[gate]\nnew-only = true\nmax = { total = 9, low = 3 }\nrules = ['injection']\nexpired = true\n";
    let gate = parse(text).unwrap().gate();
    assert_eq!(gate.fail_on, Some(Risk::High));
    assert_eq!(
        gate.most.into_iter().collect::<Vec<_>>(),
        [(None, 9), (Some(Risk::Low), 3)]
    );
    assert!(gate.new_only && gate.expired && !gate.overdue);
    assert!(parse("").unwrap().gate().is_open());
}

#[test]
fn what_is_wrong_is_told_with_file_line_and_what_was_meant() {
    let check = |text: &str, expected: &str| {
        let config =
            parse(text).and_then(|config| config.choose(assay_rules::all(), &[], &[]).map(drop));
        assert_eq!(format!("{:#}", config.unwrap_err()), expected, "{text}");
    };
    check(
        "[plan]\nholliday = []\n",
        "assay.toml:2: `holliday` is no key here, did you mean `holidays`?",
    );
    check(
        "\nselekt = []\n",
        "assay.toml:2: `selekt` is no key here, did you mean `select`?",
    );
    check(
        "select = [\n  'sql-injection',\n  'sql-injecton',\n]\n",
        "assay.toml:3: no rule, family or weakness is called `sql-injecton`, did you mean `sql-injection`?",
    );
    check(
        "[[paths]]\nmatch = 'a'\nignore = ['wek-hash']\n",
        "assay.toml:3: no rule, family or weakness is called `wek-hash`, did you mean `weak-hash`?",
    );
    check(
        "[severity]\nwek-hash = 'low'\n",
        "assay.toml:2: no rule, family or weakness is called `wek-hash`, did you mean `weak-hash`?",
    );
    check(
        "[severity]\nweak-hash = 'lov'\n",
        "assay.toml:2: `lov` cannot stand here, did you mean `low`?",
    );
    check(
        "fail-on = 'bad'\n",
        "assay.toml:1: `bad` is no risk; the words are critical, high, medium, low, info, never",
    );
    check(
        "[gate.max]\nhihg = 1\n",
        "assay.toml:2: `hihg` cannot stand here, did you mean `high`?",
    );
}
