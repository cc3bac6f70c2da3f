//! What can be done about a finding: repair it, suppress it with a reason, read about it.

use std::collections::HashMap;
use std::path::Path;

use assay_finding::Finding;
use assay_source::FileKind;
use lsp_types::{
    CodeAction, CodeActionKind, Command, Position, Range, TextEdit, Uri, WorkspaceEdit,
};
use serde_json::json;

use crate::server::EXPLAIN;
use crate::{Repair, Seen, place, show};

/// The findings that a range touches.
pub(crate) fn at<'f>(seen: &Seen, findings: &[&'f Finding], range: Range) -> Vec<&'f Finding> {
    let touches = |finding: &&Finding| {
        let own = place::range_of(&seen.project, &finding.place);
        own.start.line <= range.end.line && range.start.line <= own.end.line
    };
    findings.iter().copied().filter(touches).collect()
}

/// What can be done about a finding.
pub(crate) fn of(
    folder: &Path,
    seen: &Seen,
    uri: &Uri,
    finding: &Finding,
    repair: Option<&Repair>,
) -> Vec<CodeAction> {
    let diagnostics = Some(vec![show::diagnostic(folder, seen, finding)]);
    let mut actions = Vec::new();
    if let Some(repair) = repair
        && let Some(edit) = edit(folder, seen, repair)
    {
        actions.push(CodeAction {
            title: format!("{} (proven by analysing again)", repair.title),
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: diagnostics.clone(),
            edit: Some(edit),
            is_preferred: Some(true),
            ..CodeAction::default()
        });
    }
    if let Some(edit) = suppression(seen, uri, finding) {
        actions.push(CodeAction {
            title: format!("Suppress {} here: write the reason", finding.rule),
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: diagnostics.clone(),
            edit: Some(edit),
            ..CodeAction::default()
        });
    }
    actions.push(CodeAction {
        title: format!("Explain {}", finding.rule),
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics,
        command: Some(Command {
            title: format!("Explain {}", finding.rule),
            command: EXPLAIN.to_owned(),
            arguments: Some(vec![json!(finding.rule)]),
        }),
        ..CodeAction::default()
    });
    actions
}

fn edit(folder: &Path, seen: &Seen, repair: &Repair) -> Option<WorkspaceEdit> {
    #[expect(
        clippy::mutable_key_type,
        reason = "the protocol's own type; nobody changes an address"
    )]
    let mut changes = HashMap::new();
    for (path, edits) in &repair.edits {
        let file = seen.project.file_at(path)?;
        let edits = edits.iter().map(|(range, text)| TextEdit {
            range: place::range(file, *range),
            new_text: text.clone(),
        });
        changes.insert(place::uri_of(&folder.join(path))?, edits.collect());
    }
    Some(WorkspaceEdit::new(changes))
}

/// A comment that suppresses a finding once somebody writes the reason behind it: without one it does not count.
fn suppression(seen: &Seen, uri: &Uri, finding: &Finding) -> Option<WorkspaceEdit> {
    let file = seen.project.file_at(&finding.place.path)?;
    let line = finding.place.start.line;
    let text = file.line_text(line);
    let indent: String = text.chars().take_while(|c| c.is_whitespace()).collect();
    let above = file.line_text(line.saturating_sub(1));
    if line > 1 && above.ends_with('\\') {
        return None;
    }
    let comment = if file.kind == FileKind::Template {
        format!("{{# assay: ignore[{}]  #}}", finding.rule)
    } else {
        format!("# assay: ignore[{}] ", finding.rule)
    };
    let at = Position::new(line.checked_sub(1)?, 0);
    #[expect(
        clippy::mutable_key_type,
        reason = "the protocol's own type; nobody changes an address"
    )]
    let mut changes = HashMap::new();
    let new_text = format!("{indent}{comment}\n");
    let edit = TextEdit {
        range: Range::new(at, at),
        new_text,
    };
    changes.insert(uri.clone(), vec![edit]);
    Some(WorkspaceEdit::new(changes))
}
