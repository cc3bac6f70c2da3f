//! The files of an earlier revision, read with the `git` program: the only other program that Assay ever starts, and
//! only when somebody names a revision or asks for its history (`blame`).
//!
//! The repository may be hostile, so only commands that read objects are used (`rev-parse`, `merge-base`, `ls-tree`,
//! `cat-file`): they run no hooks, filters or helpers, and fetch nothing.
//!
//! For a review the files are written into a folder that is removed afterwards, so that both versions are read by the
//! same rules of what is left out. Nothing but plain files is written, and nothing outside that folder.

mod modules;

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};
use assay_source::Project;
use tempfile::TempDir;

use modules::Gathered;

/// Larger files are left out.
const FILE_BYTES: usize = 4 * 1024 * 1024;

/// No more text than this is read.
const TOTAL_BYTES: usize = 512 * 1024 * 1024;

/// No file lies deeper than this.
const DEPTH: usize = 128;

/// No more files than this are read.
const FILES: usize = 200_000;

/// The endings of files that say something of routes: code, templates and settings.
const ENDINGS: [&str; 12] = [
    "py", "html", "htm", "xhtml", "jinja", "jinja2", "j2", "xml", "txt", "cfg", "ini", "toml",
];

/// The two versions of a project that a change lies between.
pub(crate) struct Versions {
    /// Where the earlier one is; there may be nothing.
    pub(crate) before: PathBuf,
    /// Where the later one is, if it is not the one at hand.
    pub(crate) after: Option<PathBuf>,
    /// Removed when nobody needs them any more.
    _folders: Vec<TempDir>,
}

impl Versions {
    /// What `base` means for the project at `path`: a folder, a revision, or `A...B` and `A..B` as git has them.
    ///
    /// # Errors
    /// When it is none of these.
    pub(crate) fn of(path: &Path, base: &str) -> Result<Self> {
        let is_folder = Path::new(base).is_dir();
        if is_folder && base.starts_with(['.', '/', '\\']) {
            return Ok(Self {
                before: PathBuf::from(base),
                after: None,
                _folders: Vec::new(),
            });
        }
        let folder = folder_of(path);
        let (before, after) = if let Some((from, to)) = base.split_once("...") {
            (merge_base(folder, or_head(from), or_head(to))?, to)
        } else if let Some((from, to)) = base.split_once("..") {
            (or_head(from).to_owned(), to)
        } else {
            (base.to_owned(), "")
        };
        let before = match checkout(path, &before) {
            Err(_) if is_folder => {
                return Ok(Self {
                    before: PathBuf::from(base),
                    after: None,
                    _folders: Vec::new(),
                });
            }
            result => result?,
        };
        let after = (!after.is_empty())
            .then(|| checkout(path, after))
            .transpose()?;
        let mut folders = vec![before.0];
        let after = after.map(|(folder, path)| {
            folders.push(folder);
            path
        });
        Ok(Self {
            before: before.1,
            after,
            _folders: folders,
        })
    }
}

const fn or_head(revision: &str) -> &str {
    if revision.is_empty() {
        "HEAD"
    } else {
        revision
    }
}

/// Writes a revision into a new folder, and tells where in it the project at `path` is.
fn checkout(path: &Path, revision: &str) -> Result<(TempDir, PathBuf)> {
    let folder = folder_of(path);
    let tree = tree(folder, revision, "a folder")?;
    let prefix = output(folder, &["rev-parse", "--show-prefix"])?;
    let prefix = String::from_utf8_lossy(&prefix)
        .trim_end_matches(['\n', '\r'])
        .to_owned();
    let listing = output(folder, &["ls-tree", "-r", "-z", "--full-tree", &tree])?;
    let is_wanted = |name: &str| {
        let (above, own) = name
            .rsplit_once('/')
            .map_or(("", name), |(above, own)| (above, own));
        // What the folders above leave out is left out below.
        let rules =
            own == ".gitignore" && (above.is_empty() || prefix.starts_with(&format!("{above}/")));
        rules
            || (name.starts_with(&prefix)
                && (own == ".gitignore" || assay_source::may_be_read(name)))
    };
    let top = output(folder, &["rev-parse", "--show-toplevel"])?;
    let top = PathBuf::from(String::from_utf8_lossy(&top).trim_end_matches(['\n', '\r']));
    let wanted = Gathered::of(&top, &listing, &is_wanted)?;
    tell_missing(&wanted, revision);
    let written = tempfile::Builder::new()
        .prefix("assay-")
        .tempdir()
        .context("could not make a folder for the earlier version")?;
    // Where the repository ends, so that no rules are looked for further up.
    fs::create_dir(written.path().join(".git")).context("could not write the earlier version")?;
    texts(&wanted, |name, bytes| write(written.path(), name, &bytes))?;
    let inside = written.path().join(prefix);
    let inside = match path.file_name() {
        Some(name) if path.is_file() => inside.join(name),
        _ => inside,
    };
    Ok((written, inside))
}

/// Writes a file below a folder; a path that leads elsewhere is left out.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let parts = || Path::new(name).components();
    let is_inside = parts()
        .all(|part| matches!(part, Component::Normal(part) if !part.eq_ignore_ascii_case(".git")));
    let path = folder.join(name);
    let Some(above) = path
        .parent()
        .filter(|_| is_inside && parts().count() <= DEPTH)
    else {
        return Ok(());
    };
    // Names that a file system takes for one, or that it cannot hold, cost only themselves.
    if fs::create_dir_all(above).is_ok()
        && let Ok(mut file) = File::create_new(&path)
    {
        file.write_all(bytes)
            .context("could not write the earlier version")?;
    }
    Ok(())
}

/// Where two lines of history part.
fn merge_base(folder: &Path, one: &str, other: &str) -> Result<String> {
    for revision in [one, other] {
        tree(folder, revision, "a folder")?;
    }
    let result = git(folder, &["merge-base", one, other])?
        .wait_with_output()
        .context("could not read what `git` says")?;
    let text = String::from_utf8_lossy(&result.stdout).trim().to_owned();
    if !result.status.success() || text.is_empty() {
        bail!(
            "`{one}` and `{other}` have no common history here; a shallow clone has to fetch more of it, as with `git fetch --unshallow`"
        );
    }
    Ok(text)
}

fn folder_of(path: &Path) -> &Path {
    if path.is_dir() {
        return path;
    }
    path.parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// The files of a revision of the repository that holds `path`.
///
/// # Errors
///
/// When `git` is missing, there is no repository, or it has no such revision.
pub(crate) fn project(path: &Path, revision: &str) -> Result<Project> {
    let folder = folder_of(path);
    let tree = tree(
        folder,
        revision,
        "a file that `assay routes --format json` wrote",
    )?;
    let listing = output(folder, &["ls-tree", "-r", "-z", &tree])?;
    let wanted = Gathered::of(folder, &listing, &is_wanted)?;
    tell_missing(&wanted, revision);
    let mut read = Vec::with_capacity(wanted.count());
    texts(&wanted, |name, bytes| {
        read.push((
            name.to_owned(),
            String::from_utf8_lossy(&bytes).into_owned(),
        ));
        Ok(())
    })?;
    Ok(Project::from_texts(read))
}

fn is_wanted(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default();
    ENDINGS.contains(&ending.to_ascii_lowercase().as_str())
}

/// The tree of a revision; `other` is what it might have been else.
fn tree(folder: &Path, revision: &str, other: &str) -> Result<String> {
    let unknown = || {
        format!(
            "`{}` is neither {other} nor a revision of the repository in {}",
            assay_source::printable(revision),
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
        let why = String::from_utf8_lossy(&result.stderr);
        match why.lines().next() {
            Some(why) => bail!("{}; git says: {}", unknown(), assay_source::printable(why)),
            None => bail!(unknown()),
        }
    }
    Ok(tree)
}

/// What a command prints.
pub(crate) fn output(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>> {
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

/// Says which submodules cannot be compared.
fn tell_missing(gathered: &Gathered, revision: &str) {
    for name in &gathered.missing {
        crate::output::note(&format!(
            "the submodule {} does not have the commit that `{}` names, so what it holds seems to be new; `git submodule update` or `git fetch` in it brings that commit",
            assay_source::printable(name),
            assay_source::printable(revision)
        ));
    }
}

/// Reads the contents of all files, and hands each on.
fn texts(wanted: &Gathered, mut take: impl FnMut(&str, Vec<u8>) -> Result<()>) -> Result<()> {
    let mut total = 0;
    for part in &wanted.parts {
        if !part.files.is_empty() {
            texts_of(&part.folder, &part.files, &mut total, &mut take)?;
        }
    }
    Ok(())
}

/// Reads the contents of objects of one repository.
fn texts_of(
    folder: &Path,
    wanted: &[(String, String)],
    total: &mut usize,
    take: &mut impl FnMut(&str, Vec<u8>) -> Result<()>,
) -> Result<()> {
    let mut child = git(folder, &["cat-file", "--batch"])?;
    let broken = "`git cat-file` stopped early";
    let mut asked = child.stdin.take().context(broken)?;
    let mut answered = BufReader::new(child.stdout.take().context(broken)?);
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
        *total = total.saturating_add(bytes.len());
        if *total > TOTAL_BYTES {
            bail!("the revision holds too much text");
        }
        if bytes.len() <= FILE_BYTES {
            take(name, bytes)?;
        }
    }
    drop(asked);
    child.wait().context(broken)?;
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one program that is started, when somebody names a revision or asks for owners by history"
)]
fn git(folder: &Path, arguments: &[&str]) -> Result<Child> {
    Command::new("git")
        .args(["--no-pager", "--no-replace-objects", "-c", "core.fsmonitor=false"])
        .args(arguments)
        .current_dir(folder)
        // Those that a hook is started with speak of another place.
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_INDEX_FILE")
        .env_remove("GIT_PREFIX")
        .env("GIT_LITERAL_PATHSPECS", "1")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("could not start `git`, which `--diff` needs for a revision and `--blame` for owners; a folder or a file works without")
}
