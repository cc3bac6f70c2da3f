//! The review that every format is tested with.

use assay_finding::inspection::{Answer, Group, Inspection, Judgement, Question, Spot, Topic};
use assay_finding::{
    Coverage, Effort, Entry, Finding, Imported, Level, Origin, Place, Problem, Rating, Review,
    Risk, RuleFacts, Skipped, Step, Suppressed, SuppressedBy, Unmodelled, fingerprint,
};
use assay_source::Range;

const VIEWS: &str = "\
from flask import request

from .names import wanted


@app.get(\"/user\")
def user():
    db = connection()
    statement = f\"SELECT * FROM user WHERE name = '{wanted()}'\"

    return db.execute(statement).fetchone()


@app.get(\"/größe\")
def size():
\tgröße, 名前 = request.args[\"größe\"], 1
\treturn eval(größe + 名前)


@app.post(\"/mail\")
def mail():
    return subprocess.run(
        \"sendmail \" + request.form[\"to\"],
        shell=True,
    )
";

const NAMES: &str = "\
def wanted():
    return request.args[\"name\"]
";

/// A line that paints the terminal, turns text around, and is very long.
fn hostile() -> String {
    format!(
        "x = '\u{1b}[2J\u{9b}31m\u{202e}' + {} + eval(y) + {}\n",
        "'a' + ".repeat(200),
        "'b'".repeat(10_000)
    )
}

fn place(path: &str, text: &str, marked: &str) -> Place {
    let start = text.find(marked).unwrap();
    let end = start + marked.len();
    Place::in_text(
        path,
        text,
        Range::new(u32::try_from(start).unwrap(), u32::try_from(end).unwrap()),
    )
}

fn step(place: Place, text: &str) -> Step {
    Step {
        place,
        text: text.to_owned(),
    }
}

fn facts(
    id: &str,
    family: &str,
    title: &str,
    (impact, likelihood): (Level, Level),
    cwe: &[u32],
) -> RuleFacts {
    RuleFacts {
        id: id.to_owned(),
        family: family.to_owned(),
        title: title.to_owned(),
        since: "0.1".to_owned(),
        cwe: cwe.to_vec(),
        owasp: vec!["A03:2021".to_owned()],
        impact,
        likelihood,
        confidence: Level::High,
        effort: Effort { minutes: 30 },
        message: String::new(),
        fix: "Pass the value as a bound parameter, and choose names of tables and columns from a list".to_owned(),
        references: vec!["https://cheatsheetseries.owasp.org/".to_owned()],
        summary: format!("{title}, as a sentence."),
        danger: "An attacker takes over.".to_owned(),
        example: None,
        help: format!("{title}, as a sentence.\n\n## What can happen\n\n```python\nexample()\n```\n"),
        proof: None,
        default_on: true,
        known_misses: 2,
        known_noise: 0,
        also: Vec::new(),
    }
}

fn finding(
    facts: &RuleFacts,
    message: &str,
    place: Place,
    function: &str,
    trace: Vec<Step>,
) -> Finding {
    let context = fingerprint::Context {
        rule: &facts.id,
        path: &place.path,
        function,
        sink: place.text(),
        source: trace
            .first()
            .map(|step| step.place.text())
            .unwrap_or_default(),
    };
    Finding {
        rule: facts.id.clone(),
        message: message.to_owned(),
        risk: facts.risk(),
        rating: Rating::given(facts.risk(), "as the rule says"),
        confidence: Level::High,
        reason: String::new(),
        cwe: facts.cwe.clone(),
        fingerprint: context.fingerprint(),
        place,
        function: function.to_owned(),
        request: None,
        trace,
        imported: false,
        origins: Vec::new(),
    }
}

pub(crate) fn golden_review() -> Review {
    let sql = sql();
    let code = code();
    let shell = facts(
        "shell-injection",
        "injection",
        "User input in a command line",
        (Level::Medium, Level::Low),
        &[78],
    );
    let suppressed = Suppressed {
        finding: finding(
            &sql,
            "a cookie becomes part of a SQL statement",
            place("tools/a.py", "db.execute(x)\n", "db.execute(x)"),
            "",
            Vec::new(),
        ),
        by: SuppressedBy::Assay,
        path: "tools/a.py".to_owned(),
        line: Some(1),
        reason: "local tool, never deployed".to_owned(),
        who: String::new(),
        until: None,
    };
    let bandit = imported_rule();
    let findings = vec![
        of_another_tool(&bandit),
        over_several_lines(&shell),
        from_an_attacker(&code),
        with_wide_characters(&code),
        through_two_files(&sql),
        through_two_files(&sql),
        with_a_secret(&shell),
    ];
    let mut review = Review::new(findings, vec![shell, sql, code, bandit], coverage());
    "0.1.0".clone_into(&mut review.tool.version);
    review.suppressed.push(suppressed);
    review.suppressions.counts.insert(SuppressedBy::Assay, 1);
    review.inspection = Some(inspection());
    review
}

/// Questions in every state; the application and the reviewer try to be more than text.
fn inspection() -> Inspection {
    let question = |id: &str, spots: Vec<Spot>| {
        let group = Group {
            text: format!("{} functions take part in login", spots.len()),
            total: u32::try_from(spots.len()).unwrap(),
            spots,
            ..Group::default()
        };
        let groups = if group.total == 0 {
            Vec::new()
        } else {
            vec![group]
        };
        Question {
            id: id.to_owned(),
            text: format!("Is {id} as it should be?"),
            look_for: vec![
                "No other way in".to_owned(),
                "The `session` is renewed".to_owned(),
            ],
            asvs: vec!["7.2.4".to_owned()],
            cwe: vec![384],
            ..Question::default()
        }
        .with_groups(groups)
    };
    let spot = |line: u32| Spot {
        path: "shop/<script>alert(1)</script>.py".to_owned(),
        line,
        last_line: line + 3,
        name: format!("log_in_{line}[here](http://evil.example)"),
        why: "uses \u{1b}[2J login_user\u{202e} | <b>".to_owned(),
    };
    let answer = |verdict: Judgement, mark: &str| Answer {
        verdict,
        evidence: "<img src=x onerror=alert(1)>\n# not a heading\n{{ 7 * 7 }}".to_owned(),
        reviewer: "*Kim* <kim@shop.example>".to_owned(),
        date: Some(jiff::civil::date(2026, 11, 23)),
        places_mark: mark.to_owned(),
    };
    let answered = |id: &str, verdict: Judgement, mark: &str| Question {
        answer: Some(answer(verdict, mark)),
        ..question(id, vec![spot(1)])
    };
    let topic = Topic {
        id: "authentication".to_owned(),
        title: "Authentication".to_owned(),
        about: "How the application learns who somebody is.".to_owned(),
        questions: vec![
            question("open", (1..=30).map(spot).collect()),
            answered("holding", Judgement::Holds, ""),
            answered("failing", Judgement::Fails, ""),
            answered("strange", Judgement::NotApplicable, ""),
            answered("old", Judgement::Holds, "0000000000000000"),
            question("nowhere", Vec::new()),
        ],
    };
    Inspection {
        topics: vec![topic],
    }
}

fn sql() -> RuleFacts {
    facts(
        "sql-injection",
        "injection",
        "SQL query built from user input",
        (Level::High, Level::High),
        &[89],
    )
}

fn code() -> RuleFacts {
    facts(
        "code-injection",
        "injection",
        "User input is run as code",
        (Level::High, Level::Medium),
        &[95, 94],
    )
}

fn through_two_files(facts: &RuleFacts) -> Finding {
    let names = |marked, text| step(place("app/names.py", NAMES, marked), text);
    let views = |marked, text| step(place("app/views.py", VIEWS, marked), text);
    let trace = vec![
        names("request.args[\"name\"]", "the query string"),
        names("return request.args[\"name\"]", "is returned by wanted"),
        views("wanted()", "comes back from wanted"),
        views("statement", "is assigned to statement"),
        views("db.execute(statement)", "becomes text of a SQL statement"),
    ];
    let sink = place("app/views.py", VIEWS, "db.execute(statement)");
    let message = "the query string becomes part of a SQL statement";
    let mut finding = finding(facts, message, sink, "user", trace);
    finding.origins = vec![origin("Bandit", "B608", 9, "a statement of text")];
    finding
}

/// A rule of another tool, whose names and texts come from a file that anybody may have written.
fn imported_rule() -> RuleFacts {
    RuleFacts {
        references: vec![
            "https://tool.example/B404".to_owned(),
            "javascript:alert(1)".to_owned(),
        ],
        fix: "Judge what Tool \u{1b}[1m<b>reports</b>".to_owned(),
        ..facts(
            "tool:B404",
            "other tools",
            "=cmd|' /C calc'!A0 <script>alert(1)</script>",
            (Level::Medium, Level::Low),
            &[78],
        )
    }
}

fn origin(tool: &str, rule: &str, line: u32, message: &str) -> Origin {
    Origin {
        tool: tool.to_owned(),
        version: "1.9.4".to_owned(),
        rule: rule.to_owned(),
        line,
        severity: "medium".to_owned(),
        message: message.to_owned(),
    }
}

fn of_another_tool(facts: &RuleFacts) -> Finding {
    let message = "::error::[a](javascript:b) <img src=x onerror=alert(1)> \u{202e}\u{7}";
    let place = place("app/names.py", NAMES, "wanted()");
    Finding {
        imported: true,
        origins: vec![origin("Tool \u{1b}]0;x\u{7}<i>", "B404", 1, message)],
        ..finding(facts, message, place, "", Vec::new())
    }
}

fn with_wide_characters(facts: &RuleFacts) -> Finding {
    let sink = place("app/views.py", VIEWS, "eval(größe + 名前)");
    let source = place("app/views.py", VIEWS, "request.args[\"größe\"]");
    let trace = vec![
        step(source, "the query string"),
        step(sink.clone(), "is run as code"),
    ];
    let mut finding = finding(
        facts,
        "the query string is run as code",
        sink,
        "size",
        trace,
    );
    finding.confidence = Level::Medium;
    "passes through `unknown.library.call`, which no model describes, so that what comes out of it is a guess"
        .clone_into(&mut finding.reason);
    finding
}

fn over_several_lines(facts: &RuleFacts) -> Finding {
    let call = "subprocess.run(\n        \"sendmail \" + request.form[\"to\"],\n        shell=True,\n    )";
    let sink = place("app/views.py", VIEWS, call);
    finding(
        facts,
        "a form field becomes part of a command line",
        sink,
        "mail",
        Vec::new(),
    )
}

fn with_a_secret(facts: &RuleFacts) -> Finding {
    let text = "app.config[\"SECRET_KEY\"] = \"earl-grey-and-lemon\"\n";
    let secret = place("app/config.py", text, "\"earl-grey-and-lemon\"");
    let name = place("app/config.py", text, "app.config[\"SECRET_KEY\"]");
    let shown = secret.clone().hiding([secret.bytes]);
    let trace = vec![
        step(shown.clone(), "stands here"),
        step(name.hiding([secret.bytes]), "is the secret key"),
    ];
    finding(facts, "the secret key stands in the code", shown, "", trace)
}

fn from_an_attacker(facts: &RuleFacts) -> Finding {
    let hostile = hostile();
    let path = "evil\u{1b}[31m \u{202e}yp.exe/[x](http:/a) {0} %.py";
    let sink = place(path, &hostile, "eval(y)");
    let trace: Vec<_> = (0..20)
        .map(|at| step(sink.clone(), &format!("step {at}")))
        .collect();
    let message = "`\u{1b}]0;title\u{7}\u{202e}` [here](http://evil.example) {0}\nCLEAN";
    let mut finding = finding(facts, message, sink, "", trace);
    finding.risk = Risk::Low;
    finding
}

fn coverage() -> Coverage {
    let skipped = |path: &str, reason: &str, text: &str, files, by_choice| Skipped {
        path: path.to_owned(),
        reason: reason.to_owned(),
        text: text.to_owned(),
        files,
        by_choice,
    };
    let problem = |path: &str, line, kind: &str, text: &str| Problem {
        path: path.to_owned(),
        line,
        kind: kind.to_owned(),
        text: text.to_owned(),
    };
    let mut many: Vec<_> = (0..12)
        .map(|at| {
            skipped(
                &format!("build/{at:02}"),
                "generated",
                "build output or a cache",
                3,
                true,
            )
        })
        .collect();
    many.push(skipped(
        "vendor",
        "link-outside",
        "a link out of the project",
        0,
        false,
    ));
    Coverage {
        files: [("python".to_owned(), 1198), ("template".to_owned(), 12)].into(),
        lines: 48_211,
        functions: 2_104,
        entries: vec![
            Entry {
                path: "app/views.py".to_owned(),
                line: 7,
                function: "user".to_owned(),
                route: Some("/user".to_owned()),
            },
            Entry {
                path: "app/views.py".to_owned(),
                line: 21,
                function: "mail".to_owned(),
                route: None,
            },
        ],
        skipped: many,
        problems: vec![
            problem(
                "app/old.py",
                Some(3),
                "syntax",
                "line 3 is not Python; the rest of the file was looked at. A \u{1b}[1mname\u{202e}.",
            ),
            problem(
                "data\u{9b}.py",
                None,
                "too-large",
                "larger than 10 MB; exclude it or make it smaller",
            ),
            problem(
                "",
                None,
                "too-many",
                "the project has more files than are read; scan a part of it",
            ),
        ],
        unmodelled: Unmodelled::from_counts([
            ("redis.Redis().get".to_owned(), 12),
            ("markdown.markdown".to_owned(), 3),
        ]),
        from_project: vec![
            ".assay/rules/own-rule".to_owned(),
            ".assay/models/own.toml".to_owned(),
        ],
        advisories: None,
        imported: vec![Imported {
            file: "tool\u{202e}.json".to_owned(),
            tool: "Tool \u{1b}]0;x\u{7}<i>".to_owned(),
            version: "1.9.4".to_owned(),
            results: 3,
            same: 1,
            added: 1,
            unplaced: 1,
            ..Imported::default()
        }],
    }
}
