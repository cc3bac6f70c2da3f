//! A database or cache that other machines reach.

use assay_scan::check::deployment::UnitKind;
use assay_scan::check::{Context, Report};

use crate::deployed::deployed;

/// Images of databases, caches and queues.
const STORES: [&str; 28] = [
    "postgres",
    "postgresql",
    "postgis",
    "timescaledb",
    "pgvector",
    "pgbouncer",
    "mysql",
    "mariadb",
    "percona",
    "mongo",
    "mongodb",
    "redis",
    "redis-stack",
    "valkey",
    "keydb",
    "memcached",
    "elasticsearch",
    "opensearch",
    "rabbitmq",
    "couchdb",
    "cassandra",
    "influxdb",
    "clickhouse-server",
    "neo4j",
    "server",
    "etcd",
    "zookeeper",
    "solr",
];

/// Reports ports of such services that are bound to all addresses.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for unit in deployed(ctx).filter(|unit| unit.kind == UnitKind::Service) {
        let Some(image) = &unit.image else { continue };
        // `server` alone is SQL Server; other images of that name are not known.
        let is_store = STORES.contains(&image.short_name())
            && (image.short_name() != "server" || image.name.contains("mssql"));
        for port in unit
            .ports
            .iter()
            .filter(|port| is_store && port.is_public())
        {
            // Only the page for administrators, not the store.
            if !matches!(port.port.as_str(), "15672" | "5601" | "8001") {
                report.at_place(port.span, image.short_name());
            }
        }
    }
}
