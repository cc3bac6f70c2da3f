//! What the tests of the workbench need: a PostgreSQL of their own, a reviewer without rules, a browser without mercy.

#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::missing_panics_doc,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    clippy::indexing_slicing,
    reason = "each test uses a part of it, and fails by panicking"
)]

pub mod application;
pub mod http;
pub mod postgres;
pub mod project;

use std::sync::Arc;

use assay_server::Location;
use assay_server::store::Store;

/// Runs a test on both kinds of store.
pub fn on_both<F>(test: impl Fn(Store) -> F)
where
    F: Future<Output = ()>,
{
    for (location, kept) in both() {
        block_on(async {
            let store = Store::open(&location, "shop").await.unwrap();
            test(store.clone()).await;
            store.close().await;
        });
        drop(kept);
    }
}

/// What keeps a store alive.
pub enum Kept {
    File(tempfile::TempDir),
    Database(Arc<postgres::Server>),
}

/// A fresh store of each kind.
pub fn both() -> [(Location, Kept); 2] {
    let folder = tempfile::tempdir().unwrap();
    let server = postgres::server();
    [
        (
            Location::File(folder.path().join("a review.db")),
            Kept::File(folder),
        ),
        (
            Location::Database(server.database()),
            Kept::Database(server),
        ),
    ]
}

pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}
