//! Listening: on this machine without a login, elsewhere with TLS and logins, or not at all.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum_server::tls_rustls::RustlsConfig;
use axum_server::{Handle, Server};
use tokio::runtime::Runtime;

use crate::connections::{Door, Limits};
use crate::guard::Guard;
use crate::state::App;
use crate::store::{self, Location, Role, Store};
use crate::web::{self, Templates};
use crate::{Options, Reviewer};

/// So often the files are asked whether they changed.
const LOOK: Duration = Duration::from_secs(3);
/// So long requests may take to end when the server stops.
const GOODBYE: Duration = Duration::from_secs(2);

/// Why the workbench cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// Nobody may listen there.
    #[error("could not listen at {at}: {source}; choose another `--bind` or `--port`")]
    Listen {
        /// Where.
        at: SocketAddr,
        /// Why not.
        source: std::io::Error,
    },
    /// Certificate or key cannot be used.
    #[error("could not use the certificate {certificate} with the key {key}: {source}")]
    Certificate {
        /// The file of the certificate.
        certificate: PathBuf,
        /// The file of the key.
        key: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// What was asked for would not be safe.
    #[error("{0}")]
    Unsafe(String),
    /// The system refused something else.
    #[error("could not start the workbench: {0}")]
    System(#[from] std::io::Error),
    /// A template of ours is broken.
    #[error("a page of the workbench is broken; please report this: {0}")]
    Template(#[from] minijinja::Error),
}

/// A workbench that is served, by threads of its own.
pub struct Running {
    runtime: Runtime,
    handle: Handle<SocketAddr>,
    address: String,
    port: u16,
    app: App,
}

impl Running {
    /// What to open in a browser.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The port at which it listens.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The store, for those who want to look at it or change it beside the pages.
    pub fn store(&self) -> &Store {
        &self.app.store
    }

    /// Waits until the scan that runs is done, if one does.
    pub fn settle(&self) {
        self.runtime.block_on(self.app.settled());
    }

    /// Waits until somebody presses Ctrl-C, and stops.
    pub fn wait(self) {
        // Without a handler for Ctrl-C the system ends the program, and nothing that was said is lost.
        drop(self.runtime.block_on(tokio::signal::ctrl_c()));
        self.stop();
    }

    /// Stops: no new request is taken, those that run may end.
    pub fn stop(self) {
        self.handle.graceful_shutdown(Some(GOODBYE));
        self.runtime.block_on(self.app.store.close());
        // A scan that runs is not waited for; what it found was not written yet, and the next one finds it.
        self.runtime.shutdown_timeout(GOODBYE);
    }
}

/// Opens the store, listens, and begins the first scan.
///
/// # Errors
/// If any of that cannot be done, or would not be safe.
pub fn start(reviewer: Arc<dyn Reviewer>, options: Options) -> Result<Running, Error> {
    ensure_safe(&options)?;
    let runtime = Runtime::new()?;
    let store = runtime.block_on(Store::open(&options.store, &options.project))?;
    if options.has_logins() && runtime.block_on(store.people())?.is_empty() {
        return Err(Error::Unsafe(
            "nobody may log in yet; add somebody with `assay review --add-user NAME --role admin` and the same store"
                .to_owned(),
        ));
    }
    let listener = listen(SocketAddr::new(options.bind, options.port))?;
    let at = listener.local_addr()?;
    let key = if options.has_logins() {
        None
    } else {
        Some(store::random()?)
    };
    let address = address(&options, at, key.as_deref());
    let guard = Guard::new(&options, at.port(), key);
    let tls = options.tls.clone();
    let person = options.person.clone();
    let limits = options.limits;
    let is_hidden = options.behind.is_some() && options.proxies.is_empty();
    let door = Door::new(limits, (!is_hidden).then(|| options.proxies.clone()));
    let app = App::new(reviewer, options, store.clone(), guard, Templates::new()?)?;
    let handle = Handle::new();
    let service = web::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let entered = runtime.enter();
    if let Some((certificate, key)) = tls {
        let config = runtime.block_on(certificates(&certificate, &key))?;
        let server = patient(axum_server::from_tcp_rustls(listener, config)?, limits)
            .map(|tls| tls.handshake_timeout(limits.head).acceptor(door));
        runtime.spawn(server.handle(handle.clone()).serve(service));
    } else {
        let server = patient(axum_server::from_tcp(listener)?, limits).acceptor(door);
        runtime.spawn(server.handle(handle.clone()).serve(service));
    }
    app.begin_scan(&person);
    let watching = app.clone();
    runtime.spawn(async move {
        loop {
            tokio::time::sleep(LOOK).await;
            watching.check_files().await;
        }
    });
    drop(entered);
    Ok(Running {
        runtime,
        handle,
        address,
        port: at.port(),
        app,
    })
}

/// Adds somebody who may log in, or gives them another password and role.
///
/// # Errors
/// If the store cannot be opened, or name or password will not do.
pub fn add_user(
    location: &Location,
    project: &str,
    name: &str,
    role: Role,
    password: &str,
) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let store = Store::open(location, project).await?;
        let now = jiff::Timestamp::now();
        store.put_person(name, role, password, now).await?;
        store
            .audit("command line", "person", name, role.name(), now)
            .await?;
        store.close().await;
        Ok(())
    })
}

/// Whoever is not on this machine needs an encrypted connection: passwords and flaws travel on it.
fn ensure_safe(options: &Options) -> Result<(), Error> {
    if options.bind.is_loopback() || options.tls.is_some() || options.behind.is_some() {
        return Ok(());
    }
    Err(Error::Unsafe(format!(
        "the workbench does not listen at {} without encryption: everybody on the way could read passwords and flaws; \
         give `--tls-certificate` and `--tls-key`, or `--behind-tls-proxy NAME` if a proxy encrypts, or leave `--bind` out",
        options.bind
    )))
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is where the server listens"
)]
fn listen(at: SocketAddr) -> Result<TcpListener, Error> {
    let listener = TcpListener::bind(at).map_err(|source| Error::Listen { at, source })?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

async fn certificates(certificate: &Path, key: &Path) -> Result<RustlsConfig, Error> {
    // Somebody may have installed one already, which is as good.
    drop(rustls::crypto::ring::default_provider().install_default());
    let config = RustlsConfig::from_pem_file(certificate, key)
        .await
        .map_err(|source| Error::Certificate {
            certificate: certificate.to_owned(),
            key: key.to_owned(),
            source,
        })?;
    // Browsers choose the newest that both sides speak, and the guard reads requests of this kind only.
    let mut offered = config.get_inner().as_ref().clone();
    offered.alpn_protocols = vec![b"http/1.1".to_vec()];
    config.reload_from_config(Arc::new(offered));
    Ok(config)
}

/// One kind of request, and none that never ends.
fn patient<A>(server: Server<SocketAddr, A>, limits: Limits) -> Server<SocketAddr, A> {
    let mut server = server.http1_only().first_request_timeout(limits.head);
    server
        .http_builder()
        .http1()
        .header_read_timeout(limits.head);
    server
}

fn address(options: &Options, at: SocketAddr, key: Option<&str>) -> String {
    let key = key.map_or_else(String::new, |key| format!("?key={key}"));
    if let Some(name) = &options.behind {
        return format!("https://{name}/{key}");
    }
    let scheme = if options.tls.is_some() {
        "https"
    } else {
        "http"
    };
    let host = options.names.first().cloned().unwrap_or_else(|| match at {
        SocketAddr::V4(at) => at.ip().to_string(),
        SocketAddr::V6(at) => format!("[{}]", at.ip()),
    });
    format!("{scheme}://{host}:{}/{key}", at.port())
}
