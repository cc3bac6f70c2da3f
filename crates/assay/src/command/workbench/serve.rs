//! Opens the store, serves the review, and says where.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use assay_server::{Limits, Location, Network, Options, Role};
use sha2::{Digest as _, Sha256};

use super::{browser, password, reviewer::Folder};
use crate::arguments::Workbench;
use crate::brought::root_of;
use crate::exit::Exit;
use crate::output;

/// The variable that names a database.
const DATABASE: &str = "ASSAY_DATABASE";

pub(in crate::command) fn run(arguments: &Workbench) -> Result<Exit> {
    let root = root_of(&arguments.path);
    let store = location(arguments, &root)?;
    let project = match &arguments.project {
        Some(name) => name.clone(),
        None => name_of(&root),
    };
    if let Some(name) = &arguments.add_user {
        let role = Role::named(&arguments.role).context("there is no such role")?;
        let password = password::read(name)?;
        assay_server::add_user(&store, &project, name, role, &password)?;
        output::note(&format!("{name} may log in, as {role}"));
        return Ok(Exit::Clean);
    }
    let reviewer = Folder::new(arguments, project.clone())?;
    let tls = arguments
        .tls_certificate
        .clone()
        .zip(arguments.tls_key.clone());
    let options = Options {
        store,
        project,
        bind: arguments.bind,
        port: arguments.port,
        tls,
        behind: arguments.behind_tls_proxy.clone(),
        proxies: proxies(&arguments.trust_proxy)?,
        names: arguments.host.clone(),
        person: person(),
        limits: Limits::default(),
        now: jiff::Timestamp::now,
    };
    let is_anonymous = options.behind.is_some() && options.proxies.is_empty();
    let has_logins = options.has_logins();
    let running = assay_server::start(Arc::new(reviewer), options)?;
    output::say(&format!("The review is at {}\n", running.address()))?;
    output::note("Ctrl-C ends it; what was said is kept");
    if is_anonymous {
        output::note(
            "all who ask by the proxy count as one when they try to log in; `--trust-proxy ADDRESS` tells them apart",
        );
    }
    // A browser on this machine is of no use to those who log in from elsewhere.
    let shown = if arguments.no_browser || has_logins {
        None
    } else {
        browser::open(running.address())
    };
    running.wait();
    drop(shown);
    Ok(Exit::Clean)
}

/// The proxies that are trusted.
fn proxies(told: &[String]) -> Result<Vec<Network>> {
    let parsed = told
        .iter()
        .map(|text| text.parse().map_err(anyhow::Error::msg));
    parsed
        .collect::<Result<_>>()
        .context("could not read `--trust-proxy`")
}

/// Where the store is.
fn location(arguments: &Workbench, root: &Path) -> Result<Location> {
    if let Some(file) = &arguments.store {
        return Ok(Location::File(file.clone()));
    }
    let from_environment = || {
        std::env::var(DATABASE)
            .ok()
            .filter(|address| !address.is_empty())
    };
    if let Some(address) = arguments.database.clone().or_else(from_environment) {
        return Ok(Location::Database(address));
    }
    let Some(folder) = data_folder() else {
        bail!("could not tell your data folder; name a file with `--store FILE`");
    };
    // Two projects of one name have different folders.
    let hash = Sha256::digest(root.as_os_str().as_encoded_bytes());
    let mut name = format!("{}-", name_of(root));
    for byte in hash.iter().take(6) {
        write!(name, "{byte:02x}")?;
    }
    Ok(Location::File(folder.join(name + ".db")))
}

/// Where programs of this system keep what their users made.
fn data_folder() -> Option<PathBuf> {
    let set = |name: &str| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let base = if cfg!(windows) {
        set("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        set("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        set("XDG_DATA_HOME")
            .filter(|path| path.is_absolute())
            .or_else(|| set("HOME").map(|home| home.join(".local/share")))
    };
    base.map(|base| base.join("assay").join("reviews"))
}

/// What a project is called: as its folder is, in plain letters.
fn name_of(root: &Path) -> String {
    let name = root
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let name = name.unwrap_or_else(|| "project".to_owned());
    let plain = |c: char| {
        if c.is_alphanumeric() || "._-".contains(c) {
            c
        } else {
            '-'
        }
    };
    name.chars().take(80).map(plain).collect()
}

/// Who sits here.
fn person() -> String {
    let names = ["USER", "LOGNAME", "USERNAME"].into_iter();
    let name = names
        .filter_map(|name| std::env::var(name).ok())
        .find(|name| !name.is_empty());
    name.map_or_else(
        || "reviewer".to_owned(),
        |name| name.chars().filter(|c| !c.is_control()).take(64).collect(),
    )
}
