//! Containers of Kubernetes objects: environment, commands and what their security context allows.

use assay_source::{Range, SourceFile};

use super::compose;
use super::unit::{
    Image, Interpolated, Located, Mount, Port, Right, RightKind, Unit, UnitKind, Variable,
    VariableValue,
};
use crate::format::Piece;
use crate::format::yaml::Node;

/// How deep a pod's specification lies in the objects that hold one.
const SPEC_DEPTH: usize = 8;

/// The containers of an object; something else has none.
pub(super) fn containers(file: &SourceFile, document: &Node) -> Vec<Unit> {
    let is_object = document.get("apiVersion").is_some() && document.get("kind").is_some();
    let mut units = Vec::new();
    if is_object {
        find(file, document, SPEC_DEPTH, &mut units);
    }
    units
}

fn find(file: &SourceFile, node: &Node, depth: usize, units: &mut Vec<Unit>) {
    let lists = ["containers", "initContainers"].map(|key| node.get(key));
    let mut is_pod = false;
    for list in lists.into_iter().flatten() {
        for container in list.items() {
            if container.get("image").is_some() || container.get("name").is_some() {
                is_pod = true;
                units.push(self::container(file, node, container));
            }
        }
    }
    if is_pod || depth == 0 {
        return;
    }
    for (_, value) in node.entries() {
        find(file, value, depth - 1, units);
    }
    for item in node.items() {
        find(file, item, depth - 1, units);
    }
}

fn container(file: &SourceFile, pod: &Node, body: &Node) -> Unit {
    let name = body.get("name").and_then(Node::piece).unwrap_or_default();
    let mut unit = Unit::new(file, UnitKind::Container, &name.text, body.range);
    for item in body.get("env").map_or(&[][..], Node::items) {
        let Some(name) = item.get("name").and_then(Node::piece) else {
            continue;
        };
        let value = item.get("value");
        let end = value.map_or(name.range.end, |value| value.range.end);
        unit.variables.push(Variable {
            name: name.text,
            value: value
                .and_then(Node::text)
                .map_or(VariableValue::Outside, |text| {
                    VariableValue::Known(text.to_owned())
                }),
            span: file.span(Range::new(name.range.start, end)),
            is_build_argument: false,
        });
    }
    if let Some(image) = body.get("image").and_then(Node::piece) {
        unit.image = Some(Image::of(
            &Interpolated::of(&image.text),
            file.span(image.range),
        ));
    }
    for port in body.get("ports").map_or(&[][..], Node::items) {
        let Some(inner) = port.get("containerPort").and_then(Node::piece) else {
            continue;
        };
        let host = port.get("hostPort").is_some().then(|| "0.0.0.0".to_owned());
        unit.ports.push(Port {
            host,
            port: inner.text,
            span: file.span(port.range),
        });
    }
    let mut commands = compose::command(file, body.get("command"));
    let arguments = compose::command(file, body.get("args"));
    match (commands.as_mut_slice(), arguments.as_slice()) {
        ([entry], [only]) => entry.words.extend(only.words.iter().cloned()),
        _ => commands.extend(arguments),
    }
    if let Some((key, value)) = body.entry("command").or_else(|| body.entry("args")) {
        unit.run(file, commands, Range::new(key.range.start, value.range.end));
    }
    for context in [pod.get("securityContext"), body.get("securityContext")]
        .into_iter()
        .flatten()
    {
        security(file, context, &mut unit);
    }
    pod_rights(file, pod, &mut unit);
    unit
}

fn security(file: &SourceFile, context: &Node, unit: &mut Unit) {
    let user = context.get("runAsUser").and_then(Node::piece);
    if let Some(user) = user {
        unit.user = Some(Located::of(file, &user));
    } else if unit.user.is_none()
        && let Some((key, value)) = context.entry("runAsNonRoot")
        && value.is_true()
    {
        unit.user = Some(Located {
            text: "nonroot".to_owned(),
            span: file.span(key.range),
        });
    }
    let mut add = |kind, key: &Piece, value: &Node| {
        unit.rights.push(Right {
            kind,
            span: file.span(Range::new(key.range.start, value.range.end)),
        });
    };
    if let Some((key, value)) = context.entry("privileged")
        && value.is_true()
    {
        add(RightKind::Privileged, key, value);
    }
    let added = context.at(&["capabilities", "add"]);
    for item in added.map_or(&[][..], Node::items) {
        if item.text().is_some_and(compose::is_great_capability) {
            let key = Piece {
                text: String::new(),
                range: item.range,
            };
            add(RightKind::Capability, &key, item);
        }
    }
    if let Some(kind) = context
        .at(&["seccompProfile"])
        .and_then(|profile| profile.entry("type"))
        && kind.1.text() == Some("Unconfined")
    {
        add(RightKind::Unconfined, kind.0, kind.1);
    }
}

/// What the pod gives to all of its containers.
fn pod_rights(file: &SourceFile, pod: &Node, unit: &mut Unit) {
    for (name, kind) in [
        ("hostNetwork", RightKind::HostNetwork),
        ("hostPID", RightKind::HostProcesses),
        ("hostIPC", RightKind::HostProcesses),
    ] {
        if let Some((key, value)) = pod.entry(name)
            && value.is_true()
        {
            unit.rights.push(Right {
                kind,
                span: file.span(Range::new(key.range.start, value.range.end)),
            });
        }
    }
    for volume in pod.get("volumes").map_or(&[][..], Node::items) {
        let Some(path) = volume.at(&["hostPath", "path"]).and_then(Node::piece) else {
            continue;
        };
        let mount = Mount {
            target: volume
                .get("name")
                .and_then(Node::text)
                .unwrap_or_default()
                .to_owned(),
            span: file.span(path.range),
            source: path.text,
        };
        unit.rights.extend(compose::right_of(&mount));
        unit.mounts.push(mount);
    }
}
