//! Services of a compose file.

use assay_source::{Range, SourceFile};

use super::unit::{
    Build, Image, Interpolated, Located, Mount, Port, Right, RightKind, Unit, UnitKind, Variable,
    VariableValue,
};
use crate::format::Piece;
use crate::format::shell;
use crate::format::yaml::{Node, Value};

/// The services; a mapping without services has none.
pub(super) fn services(file: &SourceFile, document: &Node) -> Vec<Unit> {
    let services = document.get("services").map_or(&[][..], Node::entries);
    let services = services
        .iter()
        .filter(|(_, body)| !body.entries().is_empty());
    services
        .map(|(name, body)| service(file, name, body))
        .collect()
}

fn service(file: &SourceFile, name: &Piece, body: &Node) -> Unit {
    let mut unit = Unit::new(file, UnitKind::Service, &name.text, name.range);
    if let Some(environment) = body.get("environment") {
        unit.variables = variables(file, environment);
    }
    if let Some(image) = body.get("image").and_then(Node::piece) {
        unit.image = Some(Image::of(
            &Interpolated::of(&image.text),
            file.span(image.range),
        ));
    }
    unit.build = body.get("build").and_then(|build| self::build(file, build));
    unit.env_files = texts(body.get("env_file"))
        .iter()
        .map(|piece| Located::of(file, piece))
        .collect();
    unit.user = body.get("user").and_then(Node::piece).map(|user| Located {
        text: Interpolated::of(&user.text).text,
        span: file.span(user.range),
    });
    if let Some(ports) = body.get("ports") {
        unit.ports = ports
            .items()
            .iter()
            .filter_map(|port| self::port(file, port))
            .collect();
    }
    rights(file, body, &mut unit.rights);
    for mount in body.get("volumes").map_or(&[][..], Node::items) {
        if let Some(mount) = self::mount(file, mount) {
            unit.rights.extend(right_of(&mount));
            unit.mounts.push(mount);
        }
    }
    for secret in body.get("secrets").map_or(&[][..], Node::items) {
        let source = secret.piece().or_else(|| secret.get("source")?.piece());
        if let Some(source) = source {
            unit.mounts.push(Mount {
                target: format!("/run/secrets/{}", source.text),
                span: file.span(source.range),
                source: source.text,
            });
        }
    }
    let mut commands = command(file, body.get("entrypoint"));
    let arguments = command(file, body.get("command"));
    match (commands.as_mut_slice(), arguments.as_slice()) {
        ([entry], [only]) => entry.words.extend(only.words.iter().cloned()),
        _ => commands.extend(arguments),
    }
    let entry = body.entry("command").or_else(|| body.entry("entrypoint"));
    if let Some((key, value)) = entry {
        unit.run(
            file,
            commands,
            Range::new(key.range.start, value.range.end.max(key.range.end)),
        );
    }
    unit
}

/// `environment` as a list or a mapping.
pub(super) fn variables(file: &SourceFile, environment: &Node) -> Vec<Variable> {
    let variable = |name: &str, value: Option<&str>, range: Range| Variable {
        name: name.to_owned(),
        value: value.map_or(VariableValue::Outside, |value| {
            Interpolated::of(value).into()
        }),
        span: file.span(range),
        is_build_argument: false,
    };
    match &environment.value {
        Value::Map(entries) => entries
            .iter()
            .map(|(name, value)| {
                let range = Range::new(name.range.start, value.range.end.max(name.range.end));
                variable(&name.text, value.text(), range)
            })
            .collect(),
        Value::List(items) => items
            .iter()
            .filter_map(Node::piece)
            .map(|item| match item.text.split_once('=') {
                Some((name, value)) => variable(name, Some(value), item.range),
                None => variable(&item.text, None, item.range),
            })
            .collect(),
        Value::Scalar { .. } => Vec::new(),
    }
}

/// A text or a list of texts; of a list of mappings their `path`.
fn texts(node: Option<&Node>) -> Vec<Piece> {
    let Some(node) = node else { return Vec::new() };
    if let Some(piece) = node.piece() {
        return vec![piece];
    }
    let piece = |item: &Node| item.piece().or_else(|| item.get("path")?.piece());
    node.items().iter().filter_map(piece).collect()
}

/// A command as a text or as a list of words.
pub(super) fn command(file: &SourceFile, node: Option<&Node>) -> Vec<shell::Command> {
    let Some(node) = node else { return Vec::new() };
    match &node.value {
        Value::Scalar { .. } => script(file.slice(node.range), node.range.start as usize),
        Value::List(items) => shell::from_words(items.iter().filter_map(Node::piece).collect()),
        Value::Map(_) => Vec::new(),
    }
}

/// The commands of a text as it is written, so that their places are right: in quotes, in a block or plain.
fn script(written: &str, start: usize) -> Vec<shell::Command> {
    let sign = written.chars().next().unwrap_or_default();
    let skipped = match sign {
        '"' | '\'' => 1,
        '|' | '>' => written.find('\n').unwrap_or(written.len()),
        _ => 0,
    };
    let body = written.get(skipped..).unwrap_or_default();
    let body = match sign {
        '"' | '\'' => body.strip_suffix(sign).unwrap_or(body),
        _ => body,
    };
    if sign == '|' {
        return shell::parse(body, start + skipped);
    }
    // Elsewhere the break of a line is a space.
    shell::parse(&body.replace('\n', " "), start + skipped)
}

fn build(file: &SourceFile, node: &Node) -> Option<Build> {
    let context = node
        .text()
        .or_else(|| node.get("context")?.text())
        .unwrap_or(".");
    let context = assay_source::join_relative(file.folder(), context)?;
    let name = node
        .get("dockerfile")
        .and_then(Node::text)
        .unwrap_or("Dockerfile");
    Some(Build {
        dockerfile: assay_source::join_relative(&context, name)?,
        context,
        target: node.get("target").and_then(Node::text).map(str::to_owned),
    })
}

/// `"8000:80"`, `"127.0.0.1:8000:80/tcp"`, `8000`, `{target: 80, published: 8000, host_ip: …}`.
fn port(file: &SourceFile, node: &Node) -> Option<Port> {
    if let Some(target) = node.get("target").and_then(Node::text) {
        let address = node.get("host_ip").and_then(Node::text);
        return Some(Port {
            host: Some(address.unwrap_or("0.0.0.0").to_owned()),
            port: target.to_owned(),
            span: file.span(node.range),
        });
    }
    let piece = node.piece()?;
    let text = Interpolated::of(&piece.text).text;
    let text = text.split('/').next().unwrap_or_default();
    let (before, inner) = text.rsplit_once(':').unwrap_or(("", text));
    let host = match before.rsplit_once(':') {
        Some((address, _)) => address,
        None => "0.0.0.0",
    };
    Some(Port {
        host: Some(host.to_owned()),
        port: inner.to_owned(),
        span: file.span(piece.range),
    })
}

fn mount(file: &SourceFile, node: &Node) -> Option<Mount> {
    if let Some(target) = node.get("target").and_then(Node::text) {
        let source = node.get("source").and_then(Node::text).unwrap_or_default();
        return Some(Mount {
            source: source.to_owned(),
            target: target.to_owned(),
            span: file.span(node.range),
        });
    }
    let piece = node.piece()?;
    let text = Interpolated::of(&piece.text).text;
    let (source, target) = text.split_once(':')?;
    Some(Mount {
        source: source.to_owned(),
        target: target.split(':').next().unwrap_or_default().to_owned(),
        span: file.span(piece.range),
    })
}

/// The right that a mount gives.
pub(super) fn right_of(mount: &Mount) -> Option<Right> {
    let source = mount.source.trim_end_matches('/');
    let kind = if source.ends_with("docker.sock")
        || source.ends_with("containerd.sock")
        || source.ends_with("podman.sock")
    {
        RightKind::DaemonSocket
    } else if matches!(
        source,
        "/etc"
            | "/root"
            | "/var/run"
            | "/run"
            | "/proc"
            | "/sys"
            | "/boot"
            | "/dev"
            | "/home"
            | "/usr"
    ) || mount.source == "/"
    {
        RightKind::HostFolder
    } else {
        return None;
    };
    Some(Right {
        kind,
        span: mount.span,
    })
}

fn rights(file: &SourceFile, body: &Node, found: &mut Vec<Right>) {
    let mut add = |kind, key: &Piece, value: &Node| {
        found.push(Right {
            kind,
            span: file.span(Range::new(key.range.start, value.range.end)),
        });
    };
    for (key, value) in body.entries() {
        let text = value.text().unwrap_or_default();
        match key.text.as_str() {
            "privileged" if value.is_true() => add(RightKind::Privileged, key, value),
            "network_mode" if text == "host" => add(RightKind::HostNetwork, key, value),
            "pid" | "ipc" if text == "host" => add(RightKind::HostProcesses, key, value),
            "cap_add" => {
                for item in value.items() {
                    if item.text().is_some_and(is_great_capability) {
                        add(
                            RightKind::Capability,
                            &Piece {
                                text: String::new(),
                                range: item.range,
                            },
                            item,
                        );
                    }
                }
            }
            "security_opt" => {
                for item in value.items() {
                    if item.text().is_some_and(|text| text.ends_with("unconfined")) {
                        add(
                            RightKind::Unconfined,
                            &Piece {
                                text: String::new(),
                                range: item.range,
                            },
                            item,
                        );
                    }
                }
            }
            _ => {}
        }
    }
}

/// Capabilities that lead to the host.
pub(super) fn is_great_capability(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    matches!(
        name.trim_start_matches("CAP_"),
        "ALL"
            | "SYS_ADMIN"
            | "SYS_MODULE"
            | "SYS_PTRACE"
            | "SYS_RAWIO"
            | "DAC_READ_SEARCH"
            | "NET_ADMIN"
            | "BPF"
    )
}
