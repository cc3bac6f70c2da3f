//! The pages of the review that every format is tested with: their text, their links, and that nothing of the project acts.
//!
//! `UPDATE=1` rewrites `tests/golden/review.txt`. Bytes are not kept: the next version of typst would change all of them.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    reason = "a test reads its expectations, and fails by panic"
)]

#[path = "../../assay-report/tests/golden_review/mod.rs"]
mod golden_review;

use std::fmt::Write as _;
use std::path::Path;

use assay_finding::inventory::{GuardRow, RouteRow};
use assay_finding::plan::{Calendar, Owner, Plan, Start};
use assay_finding::{
    Advisories, Application, Coverage, PackageRow, Review, SettingRow, SettingValue,
};
use assay_report::Options;
use jiff::civil::date;
use typst::World;
use typst::layout::{Frame, FrameItem};
use typst::model::Destination;
use typst::syntax::package::PackageSpec;
use typst::syntax::{RootedPath, VirtualPath, VirtualRoot};
use typst_layout::PagedDocument;

use super::*;

/// What typst would do if it read it as its own language.
const MARKUP: &str = "#read(\"/etc/passwd\") *strong* $x^2$ <mark> @name = Heading #link(\"http://evil.example\")[here] \\u{41}";

fn options() -> Options {
    Options {
        project: "shop\u{202e} #emph[x]".to_owned(),
        time: "2026-11-23T10:00:00".to_owned(),
        ..Options::default()
    }
}

fn whole_review() -> Review {
    let mut review = golden_review::golden_review();
    if let Some(finding) = review.findings.last_mut() {
        finding.message = MARKUP.to_owned();
    }
    let start = Start {
        today: date(2026, 11, 23),
        calendar: Calendar::default(),
        earlier: None,
    };
    let owner = |_: &assay_finding::Place| Owner {
        name: "@wren".to_owned(),
        by: ".github/CODEOWNERS:1".to_owned(),
    };
    review.plan = Some(Plan::of(&review, &start, &owner));
    review.application = Some(application());
    review.coverage.advisories = Some(Advisories {
        snapshot: "2026-07-23".to_owned(),
        days_old: Some(123),
        packages: 3,
        notice: "Data of somebody.".to_owned(),
    });
    review
}

fn application() -> Application {
    let owned = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
    let value = |value: &str| SettingValue {
        value: value.to_owned(),
        place: "config.py:3".to_owned(),
    };
    Application {
        routes: vec![RouteRow {
            methods: owned(&["GET", "POST"]),
            rule: format!("/user/<name>/{}", "very-long-".repeat(20)),
            view: "user".to_owned(),
            path: "app/views.py".to_owned(),
            line: 7,
            open: owned(&["GET"]),
            guards: vec![GuardRow {
                asks: "login".to_owned(),
                name: MARKUP.to_owned(),
                ..GuardRow::default()
            }],
            csrf: "none".to_owned(),
            sinks: owned(&["sql"]),
            ..RouteRow::default()
        }],
        environments: owned(&["production", "a", "b", "c", "d"]),
        settings: vec![SettingRow {
            key: "DEBUG".to_owned(),
            means: "shows source text".to_owned(),
            values: ["True", "False", "1", "2", "3"].map(value).into(),
        }],
        packages: vec![PackageRow {
            name: "flask".to_owned(),
            version: "1.1.1".to_owned(),
            place: "requirements.txt:1".to_owned(),
            via: "flask-login".to_owned(),
            ids: owned(&["CVE-2023-30861"]),
            upgrade: "2.2.5".to_owned(),
            reach: "reachable".to_owned(),
        }],
        ..Application::default()
    }
}

fn set(review: &Review) -> PagedDocument {
    pages(review, &options(), ROOM).unwrap()
}

/// The text of the pages, line by line as it stands on them.
fn text(document: &PagedDocument) -> String {
    let mut text = String::new();
    for (page, number) in document.pages().iter().zip(1..) {
        let mut runs = Vec::new();
        collect(&page.frame, 0.0, &mut runs);
        writeln!(text, "== page {number} ==").unwrap();
        let mut last = None;
        for (y, run) in runs {
            match last {
                Some(before) if f64::abs(before - y) > 2.0 => text.push('\n'),
                Some(_) if !text.ends_with(' ') => text.push(' '),
                _ => {}
            }
            text.push_str(&run);
            last = Some(y);
        }
        text.push('\n');
    }
    let lines: Vec<String> = text
        .lines()
        .map(|line| without_dots(line.trim_end()))
        .collect();
    lines.join("\n") + "\n"
}

/// The dots that lead from a title to its page are not worth keeping.
fn without_dots(line: &str) -> String {
    let mut line = line.to_owned();
    while line.contains(" . . ") {
        line = line.replace(" . . ", " . ");
    }
    line
}

fn collect(frame: &Frame, top: f64, runs: &mut Vec<(f64, String)>) {
    for (at, item) in frame.items() {
        let y = top + at.y.to_pt();
        match item {
            FrameItem::Group(group) => collect(&group.frame, y, runs),
            FrameItem::Text(item) => runs.push((y, item.text.to_string())),
            FrameItem::Shape(..)
            | FrameItem::Image(..)
            | FrameItem::Link(..)
            | FrameItem::Tag(_) => {}
        }
    }
}

fn addresses(frame: &Frame, found: &mut Vec<String>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => addresses(&group.frame, found),
            FrameItem::Link(Destination::Url(url), _) => found.push(url.as_str().to_owned()),
            _ => {}
        }
    }
}

fn has(bytes: &[u8], wanted: &str) -> bool {
    bytes
        .windows(wanted.len())
        .any(|window| window == wanted.as_bytes())
}

#[test]
fn the_pages_say_what_they_are_expected_to() {
    let actual = text(&set(&whole_review()));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/review.txt");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &actual).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        actual == expected,
        "tests/golden/review.txt is not as expected; UPDATE=1 rewrites it. It is now:\n{actual}"
    );
}

#[test]
fn what_changed_is_told_if_somebody_asked() {
    let mut review = whole_review();
    let mut before = golden_review::golden_review();
    let gone = before.findings.first().unwrap().clone();
    let fingerprint = gone.fingerprint.clone();
    before.findings.retain(|finding| {
        finding.fingerprint == fingerprint || finding.rule != review.findings[1].rule
    });
    review.keep(|finding| finding.fingerprint != fingerprint);
    review.compare_to(&before, MARKUP, false);
    let change = review.change.clone().unwrap();
    assert!(!change.repaired.is_empty() && !change.new.is_empty());
    let page = text(&set(&review)).replace(['\n', ' '], "");
    assert!(page.contains("Whatchanged"), "no chapter");
    assert!(page.contains(&change.told().replace(' ', "")));
    assert!(page.contains(&format!("{}:{}", gone.place.path, gone.place.start.line)));
    review.change = None;
    assert!(!text(&set(&review)).contains("What changed"));
}

#[test]
fn every_finding_and_every_part_is_there() {
    let review = whole_review();
    let text = text(&set(&review)).replace(['\n', ' '], "");
    for finding in &review.findings {
        assert!(text.contains(&finding.fingerprint), "{}", finding.rule);
    }
    for part in [
        "Contents",
        "Summary",
        "Planofrepair",
        "Findings",
        "Routes",
        "Settings",
        "Packages",
        "Coverage",
        "Terms",
        "Versions",
        "@wren",
        "CVE-2023-30861",
        "local tool,neverdeployed",
    ] {
        assert!(text.contains(&part.replace(' ', "")), "{part}");
    }
}

#[test]
fn text_of_the_project_is_only_text() {
    let document = set(&whole_review());
    let text = text(&document);
    let flat: String = text.split_whitespace().collect();
    let markup: String = MARKUP.split_whitespace().collect();
    assert!(flat.contains(&markup), "markup was read");
    for hidden in ['\u{1b}', '\u{9b}', '\u{202e}', '\u{7}', '\u{200b}'] {
        assert!(!text.contains(hidden), "{hidden:?} came through");
    }
    assert!(flat.contains("\\u{202e}") && flat.contains("\\u{1b}"));
    let mut found = Vec::new();
    for page in document.pages() {
        addresses(&page.frame, &mut found);
    }
    assert!(!found.is_empty());
    let ours = [
        "https://cwe.mitre.org/",
        "https://cheatsheetseries.owasp.org/",
    ];
    for address in found {
        assert!(
            ours.iter().any(|start| address.starts_with(start)),
            "{address}"
        );
    }
}

#[test]
fn the_document_has_title_language_outline_and_tags() {
    let review = whole_review();
    let bytes = bytes(&review, &set(&review)).unwrap();
    assert!(bytes.starts_with(b"%PDF-1.7"));
    assert!(bytes.trim_ascii_end().ends_with(b"%%EOF"));
    for part in [
        "/StructTreeRoot",
        "/Outlines",
        "/Lang",
        "/Marked true",
        "/DisplayDocTitle true",
        "<pdfuaid:part>1</pdfuaid:part>",
        "<pdfaid:part>2</pdfaid:part>",
        "LibertinusSerif",
        "DejaVuSansMono",
    ] {
        assert!(has(&bytes, part), "{part}");
    }
    for acts in [
        "/JavaScript",
        "/Launch",
        "/EmbeddedFile",
        "/OpenAction",
        "/AcroForm",
    ] {
        assert!(!has(&bytes, acts), "{acts}");
    }
}

#[test]
fn the_same_review_gives_the_same_bytes() {
    let review = whole_review();
    let [one, other] = [(); 2].map(|()| bytes(&review, &set(&review)).unwrap());
    assert!(one == other);
}

#[test]
fn nothing_is_wider_than_the_page() {
    for page in set(&whole_review()).pages() {
        let width = page.frame.width().to_pt();
        let mut far = Vec::new();
        overflow(&page.frame, 0.0, width - 30.0, &mut far);
        assert!(far.is_empty(), "{far:?}");
    }
}

fn overflow(frame: &Frame, left: f64, limit: f64, far: &mut Vec<String>) {
    for (at, item) in frame.items() {
        let x = left + at.x.to_pt();
        match item {
            FrameItem::Group(group) => overflow(&group.frame, x, limit, far),
            FrameItem::Text(item) if x + item.width().to_pt() > limit => {
                far.push(item.text.to_string());
            }
            _ => {}
        }
    }
}

#[test]
fn of_very_many_findings_the_worst_are_told_in_full_and_the_others_listed() {
    let review = whole_review();
    let room = Room { all: 4, some: 3 };
    let text = text(&pages(&review, &options(), room).unwrap());
    assert!(text.contains("Further places") || review.findings.len() <= 4);
    assert!(text.contains("told in full"), "the report must say so");
}

#[test]
fn an_empty_review_is_a_document_too() {
    let review = Review::new(Vec::new(), Vec::new(), Coverage::default());
    let text = text(&pages(&review, &Options::default(), ROOM).unwrap());
    assert!(text.contains("Nothing was found."), "{text}");
}

#[test]
fn the_world_ends_with_our_files() {
    let world = Pages::new(Vec::new(), b"{}".to_vec());
    let project = |path: &str| {
        RootedPath::new(VirtualRoot::Project, VirtualPath::new(path).unwrap()).intern()
    };
    let package: PackageSpec = "@preview/example:0.1.0".parse().unwrap();
    let package = RootedPath::new(
        VirtualRoot::Package(package),
        VirtualPath::new("/lib.typ").unwrap(),
    );
    for id in [
        project("/etc/passwd"),
        project("/Cargo.toml"),
        package.intern(),
    ] {
        assert!(world.file(id).is_err() && world.source(id).is_err());
    }
    assert!(world.file(project("/review.json")).is_ok());
    assert!(world.today(None).is_none());
}
