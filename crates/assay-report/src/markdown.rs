//! The whole report in Markdown, for wikis, merge requests and archives.
//!
//! Text of the project is escaped: it can neither format nor link, and HTML in it is text.

use std::io::{self, Write};

use assay_finding::plan::Task;
use assay_finding::{Application, Finding, Repair, Review, Risk, standards};
use assay_source::{capital, printable};

pub(crate) fn write(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    let summary = review.summary();
    writeln!(out, "# Security review\n\n{}\n", plain(&summary.state))?;
    if let Some(inspection) = &review.inspection {
        let tally = inspection.tally().text();
        writeln!(out, "Inspection by people: {tally}.\n")?;
    }
    write!(out, "| Area |")?;
    for risk in Risk::ALL {
        write!(out, " {risk} |")?;
    }
    writeln!(out, "\n|---|{}", "---:|".repeat(Risk::ALL.len()))?;
    for area in &summary.areas {
        write!(out, "| {} |", plain(&area.name))?;
        for risk in Risk::ALL {
            write!(out, " {} |", area.counts.get(risk))?;
        }
        writeln!(out)?;
    }
    if !summary.first.is_empty() {
        writeln!(out, "\n## What matters most\n")?;
    }
    for finding in summary
        .first
        .iter()
        .filter_map(|at| review.findings.get(*at))
    {
        let title = title(review, finding);
        let place = place(&finding.place.path, finding.place.start.line);
        writeln!(
            out,
            "1. **{}** ({}), {place}: {}",
            plain(title),
            finding.risk,
            plain(&finding.message)
        )?;
    }
    list(out, "What was not looked at", &summary.gaps)?;
    list(
        out,
        "What the project brings and has a say",
        &review.coverage.from_project,
    )?;
    remarks(review, out)?;
    if let Some(plan) = &review.plan {
        writeln!(
            out,
            "\n## Plan of repair\n\nMade on {}; {} of work.\n",
            plan.made, plan.effort
        )?;
        tasks(out, &plan.tasks)?;
    }
    if !review.findings.is_empty() {
        writeln!(out, "\n## Findings")?;
    }
    for finding in &review.findings {
        write_finding(review, finding, out)?;
    }
    if let Some(inspection) = &review.inspection {
        crate::inspection::section(inspection, out)?;
    }
    if let Some(application) = &review.application {
        write_application(application, out)?;
    }
    writeln!(
        out,
        "\n## Verification standard (OWASP ASVS 5.0)\n\n| Chapter | nothing found against | found against | by hand |\n|---|---|---|---|"
    )?;
    for chapter in summary.chapters {
        writeln!(
            out,
            "| V{} {} | {} | {} | {} |",
            chapter.number,
            chapter.title,
            chapter.checked.join(", "),
            chapter.failed.join(", "),
            chapter.by_hand.join(", ")
        )?;
    }
    writeln!(
        out,
        "\n## Rules\n\n| Rule | Looks for | Found | Left out on request |\n|---|---|---:|---:|"
    )?;
    for rule in &summary.rules {
        writeln!(
            out,
            "| {} | {} | {} | {} |",
            plain(&rule.rule),
            plain(&rule.title),
            rule.found,
            rule.suppressed
        )?;
    }
    writeln!(
        out,
        "\nMade by {} {}.",
        plain(&review.tool.name),
        plain(&review.tool.version)
    )
}

/// What is said of changes, suppressions and the gate.
fn remarks(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    for remark in review.remarks() {
        let text = plain(&capital(&remark.text));
        writeln!(out, "\n## {}\n\n{text}.\n", remark.title)?;
        for line in &remark.lines {
            writeln!(out, "- {}", plain(line))?;
        }
    }
    Ok(())
}

/// Tasks as a table, for the plan alone and within the report.
pub(crate) fn tasks(out: &mut dyn Write, tasks: &[Task]) -> io::Result<()> {
    writeln!(
        out,
        "| | Task | Risk | Owner | Effort | Due | Done when |\n|---:|---|---|---|---|---|---|"
    )?;
    for (task, number) in tasks.iter().zip(1..) {
        let due = match (task.due, task.overdue) {
            (Some(due), true) => format!("**{due}, overdue**"),
            (Some(due), false) => due.to_string(),
            (None, _) => String::new(),
        };
        let owner = if task.owner.name.is_empty() {
            "nobody yet"
        } else {
            &task.owner.name
        };
        writeln!(
            out,
            "| {number} | {}. {}. | {} | {} | {} | {due} | {} |",
            plain(&task.title),
            plain(&task.fix),
            task.risk,
            plain(owner),
            task.effort,
            plain(&task.check)
        )?;
    }
    Ok(())
}

fn write_finding(review: &Review, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let facts = review.rule(&finding.rule);
    let at = place(&finding.place.path, finding.place.start.line);
    writeln!(
        out,
        "\n### {}\n\n{}: {}.\n",
        plain(title(review, finding)),
        at,
        plain(&finding.message)
    )?;
    fenced(out, "", &finding.place.excerpt.text)?;
    let rating = &finding.rating;
    writeln!(
        out,
        "- Risk: **{}** (impact {}, likelihood {}), confidence {}; reached by {}",
        finding.risk,
        rating.impact.level,
        rating.likelihood.level,
        finding.confidence,
        rating.access.text()
    )?;
    for factor in rating
        .impact
        .factors
        .iter()
        .chain(&rating.likelihood.factors)
    {
        writeln!(
            out,
            "  - {}: {} of 9, {}",
            factor.name,
            factor.points,
            plain(&factor.reason)
        )?;
    }
    for what in &rating.what_if {
        writeln!(
            out,
            "  - {} the risk would be {}",
            capital(&what.text),
            what.risk
        )?;
    }
    let cwe: Vec<String> = finding.cwe.iter().map(|cwe| format!("CWE-{cwe}")).collect();
    let owasp = facts
        .map(|facts| facts.owasp.join(", "))
        .unwrap_or_default();
    let asvs = standards::requirements(&finding.cwe).join(", ");
    writeln!(out, "- {}; OWASP {owasp}; ASVS {asvs}", cwe.join(", "))?;
    if !finding.reason.is_empty() {
        writeln!(
            out,
            "- Sure because or unsure because: {}",
            plain(&finding.reason)
        )?;
    }
    if let Some(told) = finding.reported_by() {
        writeln!(out, "- {}", plain(&told))?;
    }
    if !finding.trace.is_empty() {
        writeln!(out, "\nThe way of the data:\n")?;
    }
    for step in &finding.trace {
        let at = place(&step.place.path, step.place.start.line);
        writeln!(out, "1. {at}: {}", plain(&step.text))?;
    }
    if let Some(facts) = facts {
        writeln!(
            out,
            "\n{} {}\n\n**Repair:** {}.",
            plain(&facts.summary),
            plain(&facts.danger),
            plain(&facts.fix)
        )?;
        if let Some(repair) = review.repairs.get(&finding.fingerprint) {
            write_repair(out, repair)?;
        } else if let Some(example) = &facts.example {
            writeln!(out, "\nBefore:\n")?;
            fenced(out, &example.language, &example.before)?;
            writeln!(out, "After:\n")?;
            fenced(out, &example.language, &example.after)?;
        }
    }
    writeln!(
        out,
        "Rule `{}`, fingerprint `{}`",
        finding.rule, finding.fingerprint
    )
}

/// What a tool can change: the difference, and how it was proven.
pub(crate) fn write_repair(out: &mut dyn Write, repair: &Repair) -> io::Result<()> {
    let note = repair
        .note
        .as_ref()
        .map_or_else(String::new, |note| format!(" {}.", plain(note)));
    writeln!(
        out,
        "\nA tool can {}.{note} Proven: {}.\n",
        plain(&repair.say),
        plain(&repair.proof)
    )?;
    fenced(out, "diff", &repair.diff)
}

fn write_application(application: &Application, out: &mut dyn Write) -> io::Result<()> {
    if !application.routes.is_empty() {
        writeln!(
            out,
            "\n## Routes\n\n| Methods | URL | View | Open to everybody | Guards | Forged requests |\n|---|---|---|---|---|---|"
        )?;
    }
    for route in &application.routes {
        let guards: Vec<String> = route
            .guards
            .iter()
            .map(|guard| format!("{} ({})", guard.name, guard.asks))
            .collect();
        writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} |",
            route.methods.join(", "),
            plain(&route.rule),
            plain(&format!("{} {}:{}", route.view, route.path, route.line)),
            route.open.join(", "),
            plain(&guards.join(", ")),
            route.csrf
        )?;
    }
    if !application.settings.is_empty() {
        write!(out, "\n## Settings\n\n| Key |")?;
        for environment in &application.environments {
            write!(out, " {} |", plain(environment))?;
        }
        writeln!(
            out,
            "\n|---|{}",
            "---|".repeat(application.environments.len())
        )?;
    }
    for setting in &application.settings {
        write!(out, "| {} |", plain(&setting.key))?;
        for value in &setting.values {
            write!(
                out,
                " {} |",
                plain(&format!("{} {}", value.value, value.place))
            )?;
        }
        writeln!(out)?;
    }
    if !application.packages.is_empty() {
        writeln!(
            out,
            "\n## Packages\n\n| Package | Version | Where | Advisories | Upgrade | Reached |\n|---|---|---|---|---|---|"
        )?;
    }
    for package in &application.packages {
        writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} |",
            plain(&package.name),
            plain(&package.version),
            plain(&package.place),
            plain(&package.ids.join(", ")),
            plain(&package.upgrade),
            plain(&package.reach)
        )?;
    }
    Ok(())
}

fn list(out: &mut dyn Write, heading: &str, items: &[String]) -> io::Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## {heading}\n")?;
    for item in items {
        writeln!(out, "- {}", plain(item))?;
    }
    Ok(())
}

fn title<'a>(review: &'a Review, finding: &'a Finding) -> &'a str {
    review
        .rule(&finding.rule)
        .map_or(&finding.rule, |facts| &facts.title)
}

fn place(path: &str, line: u32) -> String {
    plain(&format!("{path}:{line}"))
}

/// Text that Markdown and HTML show as it is.
pub fn plain(text: &str) -> String {
    let text = printable(&text.replace(['\n', '\t', '\r'], " "));
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => plain.push_str("&amp;"),
            '<' => plain.push_str("&lt;"),
            '>' => plain.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '!' | '~' | '@' | '$' => {
                plain.push('\\');
                plain.push(character);
            }
            // An address would become a link.
            ':' if plain.ends_with("http")
                || plain.ends_with("https")
                || plain.ends_with("ftp") =>
            {
                plain.push_str("&#58;");
            }
            _ => plain.push(character),
        }
    }
    plain.replace("www.", "www&#46;")
}

/// A block of code that its content cannot leave.
pub(crate) fn fenced(out: &mut dyn Write, language: &str, code: &str) -> io::Result<()> {
    let code: Vec<String> = code
        .lines()
        .map(|line| printable(&line.replace('\t', "    ")))
        .collect();
    let code = code.join("\n");
    let mut fence = "```".to_owned();
    while code.contains(&fence) {
        fence.push('`');
    }
    writeln!(out, "{fence}{language}\n{code}\n{fence}\n")
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn text_of_the_project_formats_nothing() {
        assert_eq!(
            plain("<img src=x> [a](b) | *c*"),
            "&lt;img src=x&gt; \\[a\\](b) \\| \\*c\\*"
        );
        assert_eq!(
            plain("http://a.example www.b.example"),
            "http&#58;//a.example www&#46;b.example"
        );
        assert_eq!(plain("a\nb\u{202e}"), "a b\\\\u\\{202e\\}");
    }
}
