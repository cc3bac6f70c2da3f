//! The files of an earlier revision, read with the `git` program: the only other program that Assay ever starts, and
//! only when somebody names a revision.
//!
//! The repository may be hostile, so only commands that read objects are used (`rev-parse`, `ls-tree`, `cat-file`):
//! they run no hooks, filters or helpers, and fetch nothing.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};
use assay_source::Project;

/// Larger files are left out.
const FILE_BYTES: usize = 4 * 1024 * 1024;

/// No more text than this is read.
const TOTAL_BYTES: usize = 512 * 1024 * 1024;

/// No more files than this are read.
const FILES: usize = 200_000;

/// The endings of files that say something of routes: code, templates and settings.
const ENDINGS: [&str; 12] = [
    "py", "html", "htm", "xhtml", "jinja", "jinja2", "j2", "xml", "txt", "cfg", "ini", "toml",
];

/// The files of a revision of the repository that holds `path`.
///
/// # Errors
///
/// When `git` is missing, there is no repository, or it has no such revision.
pub(crate) fn project(path: &Path, revision: &str) -> Result<Project> {
    let folder = if path.is_dir() {
        path
    } else {
        path.parent()
            .filter(|parent| !parent.as_os_str().is_empty())
            .unwrap_or(Path::new("."))
    };
    let tree = tree(folder, revision)?;
    let listing = output(folder, &["ls-tree", "-r", "-z", &tree])?;
    let mut wanted: Vec<(String, String)> = Vec::new();
    for entry in listing.split(|byte| *byte == 0) {
        let text = String::from_utf8_lossy(entry);
        let Some((facts, name)) = text.split_once('\t') else {
            continue;
        };
        let mut facts = facts.split(' ');
        let (mode, kind, object) = (facts.next(), facts.next(), facts.next());
        let is_file = kind == Some("blob") && mode.is_some_and(|mode| mode.starts_with("100"));
        if let (true, Some(object)) = (is_file && is_wanted(name), object) {
            wanted.push((name.to_owned(), object.to_owned()));
        }
    }
    if wanted.len() > FILES {
        bail!("revision `{revision}` holds too many files");
    }
    let texts = texts(folder, &wanted)?;
    Ok(Project::from_texts(texts))
}

fn is_wanted(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default();
    ENDINGS.contains(&ending.to_ascii_lowercase().as_str())
}

/// The tree of a revision.
fn tree(folder: &Path, revision: &str) -> Result<String> {
    let unknown = || {
        format!(
            "`{revision}` is neither a file that `assay routes --format json` wrote nor a revision of the repository in {}",
            folder.display()
        )
    };
    if revision.starts_with('-') || revision.contains('\0') {
        bail!(unknown());
    }
    let name = format!("{revision}^{{tree}}");
    let child = git(
        folder,
        &[
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &name,
        ],
    )?;
    let result = child
        .wait_with_output()
        .context("could not read what `git` says")?;
    let text = String::from_utf8_lossy(&result.stdout);
    let tree = text.lines().last().unwrap_or_default().trim().to_owned();
    let is_name = !tree.is_empty() && tree.chars().all(|c| c.is_ascii_hexdigit());
    if !result.status.success() || !is_name {
        bail!(unknown());
    }
    Ok(tree)
}

/// What a command prints.
fn output(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>> {
    let result = git(folder, arguments)?
        .wait_with_output()
        .context("could not read what `git` says")?;
    if !result.status.success() {
        let why = String::from_utf8_lossy(&result.stderr);
        bail!(
            "`git {}` failed: {}",
            arguments.first().unwrap_or(&""),
            assay_source::printable(why.trim())
        );
    }
    Ok(result.stdout)
}

/// The texts of objects.
fn texts(folder: &Path, wanted: &[(String, String)]) -> Result<Vec<(String, String)>> {
    let mut child = git(folder, &["cat-file", "--batch"])?;
    let broken = "`git cat-file` stopped early";
    let mut asked = child.stdin.take().context(broken)?;
    let mut answered = BufReader::new(child.stdout.take().context(broken)?);
    let mut texts = Vec::with_capacity(wanted.len());
    let mut total = 0_usize;
    for (name, object) in wanted {
        writeln!(asked, "{object}").context(broken)?;
        asked.flush().context(broken)?;
        let mut head = String::new();
        answered.read_line(&mut head).context(broken)?;
        let size = head.trim().rsplit(' ').next().unwrap_or_default();
        let Ok(size) = size.parse::<u64>() else {
            // An object that is not here, as in a partial clone.
            continue;
        };
        let mut bytes = Vec::new();
        (&mut answered)
            .take(size.saturating_add(1))
            .read_to_end(&mut bytes)
            .context(broken)?;
        bytes.pop();
        total = total.saturating_add(bytes.len());
        if total > TOTAL_BYTES {
            bail!("the revision holds too much text");
        }
        if bytes.len() <= FILE_BYTES {
            texts.push((name.clone(), String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    drop(asked);
    child.wait().context(broken)?;
    Ok(texts)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one program that is started, when somebody names a revision"
)]
fn git(folder: &Path, arguments: &[&str]) -> Result<Child> {
    Command::new("git")
        .args(["--no-pager", "--no-replace-objects", "-c", "core.fsmonitor=false"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("could not start `git`, which `--diff` needs for a revision; a file with an earlier inventory works without")
}
