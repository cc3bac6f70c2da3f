//! A PostgreSQL for tests: started as an unprivileged user, reached by a socket in a folder of its own, gone afterwards.
//!
//! Without PostgreSQL the tests fail and say how to get it; nothing is left out in silence.
//! Somebody who cannot install it sets `ASSAY_TEST_POSTGRES` to the folder of its programs.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// Where the files of databases lie.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Disk {
    Large,
    /// A disk of so many MiB, which only the server sees.
    Small(u32),
    /// No disk of its own, but no file larger than so many KiB, which a server takes for a full disk.
    Limited(u32),
}

pub struct Server {
    folder: tempfile::TempDir,
    disk: Disk,
    programs: PathBuf,
    user: Option<(u32, u32)>,
    databases: AtomicU32,
}

/// The server that the tests of this program share as long as one of them needs it.
pub fn server() -> Arc<Server> {
    static SHARED: Mutex<Weak<Server>> = Mutex::new(Weak::new());
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(server) = shared.upgrade() {
        return server;
    }
    let server = Arc::new(Server::start(Disk::Large));
    *shared = Arc::downgrade(&server);
    server
}

impl Server {
    /// A server of one's own.
    pub fn start(disk: Disk) -> Self {
        let programs = programs();
        let folder = tempfile::Builder::new()
            .prefix("assay-pg")
            .tempdir()
            .unwrap();
        let user = unprivileged(folder.path());
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
        if let Some((user, group)) = user {
            chown(folder.path(), Some(user), Some(group)).unwrap();
        }
        let server = Self {
            folder,
            disk,
            programs,
            user,
            databases: AtomicU32::new(0),
        };
        server.run(
            "initdb",
            &[
                "--no-sync",
                "--auth=trust",
                "--username=assay",
                "--encoding=UTF8",
                "--locale=C",
                "-D",
                &server.path("data"),
            ],
        );
        let options = format!(
            "-c listen_addresses='' -c unix_socket_directories={} -c fsync=off -c max_connections=200",
            server.folder.path().display()
        );
        let (log, data) = (server.path("log"), server.path("data"));
        let start = [
            "-w", "-t", "60", "-l", &log, "-o", &options, "-D", &data, "start",
        ];
        let mut command = server.command("pg_ctl", &start);
        match disk {
            Disk::Large => {}
            Disk::Small(size) => {
                let small = server.path("small");
                fs::create_dir(&small).unwrap();
                let (user, group) = user.expect("only root has disks to give");
                command = Command::new("unshare");
                // Mounted where nobody else sees it, and gone with the server.
                let mount = "mount -t tmpfs -o size=$SIZE,uid=$U,gid=$G,mode=0700 none \"$SMALL\" && \
                    exec setpriv --reuid=$U --regid=$G --clear-groups \"$0\" \"$@\"";
                command
                    .args(["-m", "sh", "-c", mount])
                    .arg(server.programs.join("pg_ctl"))
                    .args(start)
                    .env("U", user.to_string())
                    .env("G", group.to_string())
                    .env("SIZE", format!("{size}m"))
                    .env("SMALL", small)
                    .current_dir(server.folder.path())
                    .stdin(Stdio::null())
                    .stdout(Stdio::null());
            }
            Disk::Limited(size) => {
                let mut limited = Command::new("sh");
                limited
                    .args(["-c", &format!("ulimit -f {}; exec \"$0\" \"$@\"", size * 2)])
                    .arg(server.programs.join("pg_ctl"))
                    .args(start)
                    .current_dir(server.folder.path())
                    .stdin(Stdio::null())
                    .stdout(Stdio::null());
                if let Some((user, group)) = user {
                    limited.uid(user).gid(group);
                }
                command = limited;
            }
        }
        let output = command.output().unwrap();
        let log = fs::read_to_string(&log).unwrap_or_default();
        assert!(
            output.status.success(),
            "pg_ctl failed: {}\n{log}",
            String::from_utf8_lossy(&output.stderr)
        );
        server
    }

    /// The address of a fresh database.
    pub fn database(&self) -> String {
        let name = format!("review{}", self.databases.fetch_add(1, Ordering::SeqCst));
        let folder = self.folder.path().to_str().unwrap();
        let mut arguments = vec!["-h", folder, "-U", "assay", &name];
        if matches!(self.disk, Disk::Small(_)) {
            let make = format!("CREATE TABLESPACE small LOCATION '{}'", self.path("small"));
            self.run(
                "psql",
                &["-h", folder, "-U", "assay", "-d", "postgres", "-c", &make],
            );
            arguments.extend(["-D", "small"]);
        }
        self.run("createdb", &arguments);
        let folder = folder.replace('/', "%2F");
        format!("postgres://assay@{folder}/{name}")
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let output = self.command(program, arguments).output().unwrap();
        let log = fs::read_to_string(self.path("log")).unwrap_or_default();
        assert!(
            output.status.success(),
            "{program} failed: {}\n{log}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        if program == "pg_ctl" {
            // The server keeps what it inherits: a pipe would never end.
            command.stdout(Stdio::null());
        }
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let stop = ["-w", "-m", "immediate", "-D", &self.path("data"), "stop"];
        drop(self.command("pg_ctl", &stop).stderr(Stdio::null()).status());
    }
}

/// True if a disk can be mounted where nobody else sees it.
pub fn may_mount() -> bool {
    let mount = "mount -t tmpfs -o size=1m none /mnt && command -v setpriv";
    let status = Command::new("unshare")
        .args(["-m", "sh", "-c", mount])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.is_ok_and(|status| status.success())
}

fn programs() -> PathBuf {
    if let Ok(named) = std::env::var("ASSAY_TEST_POSTGRES") {
        return PathBuf::from(named);
    }
    let versions = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let mut found: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    found.sort();
    found.extend(
        std::env::var_os("PATH")
            .iter()
            .flat_map(std::env::split_paths)
            .collect::<Vec<_>>(),
    );
    let has_all =
        |folder: &PathBuf| folder.join("initdb").exists() && folder.join("createdb").exists();
    found.into_iter().find(has_all).unwrap_or_else(|| {
        panic!(
            "these tests need PostgreSQL: `apt-get install postgresql`, or set ASSAY_TEST_POSTGRES to the folder of initdb"
        )
    })
}

/// PostgreSQL refuses to run as root, so root lends it to somebody else.
fn unprivileged(ours: &Path) -> Option<(u32, u32)> {
    use std::os::unix::fs::MetadataExt as _;
    if fs::metadata(ours).unwrap().uid() != 0 {
        return None;
    }
    let known = fs::read_to_string("/etc/passwd").unwrap();
    let of = |name: &str| {
        let line = known
            .lines()
            .find(|line| line.starts_with(&format!("{name}:")))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    Some(
        of("postgres")
            .or_else(|| of("nobody"))
            .expect("there is somebody without rights"),
    )
}
