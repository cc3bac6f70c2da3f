//! Every format of manifest: what is read from it, where it stands, and what brings it.

#![allow(
    clippy::format_push_string,
    clippy::expect_used,
    reason = "a test puts texts together and fails by panicking"
)]

use assay_deps::{Inventory, Requirement, Wanted};
use assay_source::Project;

/// One line for each requirement: line, name, versions, group, what brings it, what the version's bytes say.
fn check(files: &[(&str, &str)], expected: &str) {
    let project = Project::from_texts(files.iter().copied());
    let inventory = Inventory::read(&project);
    let show = |requirement: &Requirement| {
        let file = project.file(requirement.span.file);
        let line = file.position(requirement.span.range.start).line;
        let wanted = match &requirement.wanted {
            Wanted::Any => "any".to_owned(),
            Wanted::Exact(version) => format!("={version}"),
            Wanted::Range(range) => range.to_string(),
            Wanted::Elsewhere(place) => format!("@{place}"),
            Wanted::Legacy(text) => format!("legacy {text}"),
            Wanted::Unknown => "?".to_owned(),
        };
        let mut text = format!("{}:{line} {} {wanted}", file.name(), requirement.name);
        if requirement.group.text() != "main" {
            text += &format!(" [{}]", requirement.group.text());
        }
        if let Some(marker) = &requirement.marker {
            text += &format!(" if {marker}");
        }
        if requirement.hashes > 0 {
            text += &format!(" {} hashes", requirement.hashes);
        }
        if !requirement.via.is_empty() {
            text += &format!(" via {}", requirement.via.join(">"));
        }
        if let (Some(range), Wanted::Exact(version)) =
            (requirement.version_range, &requirement.wanted)
        {
            assert_eq!(
                file.slice(range),
                version.to_string(),
                "the bytes of the version in {text}"
            );
        }
        text
    };
    let mut lines: Vec<String> = inventory.requirements.iter().map(show).collect();
    lines.extend(inventory.problems.iter().map(|problem| {
        let file = project.file(problem.file.expect("a problem of a manifest has a file"));
        let line = problem
            .range
            .map_or(0, |range| file.position(range.start).line);
        format!("problem {}:{line}", file.name())
    }));
    let expected: Vec<&str> = expected
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(lines, expected);
}

#[test]
fn requirements_files_are_read_as_pip_reads_them() {
    check(
        &[
            (
                "requirements.txt",
                "# all\n-r more/base.txt\n-c constraints.txt\nFlask[async]==3.1.3 ; python_version >= '3.9'  # why\nrequests>=2,\\\n  <3\nyaml @ https://x.example/y.whl\n-e git+https://x.example/r.git#egg=Our.Own\n./local\nurllib3==2.0 \\\n    --hash=sha256:00 \\\n    --hash=sha256:11\n${URL}/x.whl\n",
            ),
            ("more/base.txt", "click\n    # via flask\n"),
            ("constraints.txt", "idna<3\n"),
            ("requirements-dev.txt", "pytest\n"),
        ],
        "constraints.txt:1 idna <3
         base.txt:1 click any via flask
         requirements-dev.txt:1 pytest any [requirements-dev]
         requirements.txt:4 flask =3.1.3 if python_version >= '3.9'
         requirements.txt:5 requests >=2, <3
         requirements.txt:7 yaml @https://x.example/y.whl
         requirements.txt:8 our-own @git+https://x.example/r.git#egg=Our.Own
         requirements.txt:10 urllib3 =2.0 2 hashes
         requirements.txt:13 x @${URL}/x.whl",
    );
}

#[test]
fn a_bare_address_is_named_by_its_archive_or_told() {
    check(
        &[(
            "requirements.txt",
            "https://x.example/our-lib-1.0.tar.gz\nhttps://x.example/a_b-2-py3-none-any.whl\nhttps://x.example/download/7\n",
        )],
        "requirements.txt:1 our-lib @https://x.example/our-lib-1.0.tar.gz
         requirements.txt:2 a-b @https://x.example/a_b-2-py3-none-any.whl
         problem requirements.txt:3",
    );
}

#[test]
fn what_a_requirements_file_includes_in_vain_is_told() {
    check(
        &[("requirements.txt", "-r gone.txt\n!!\nflask==1.0\n")],
        "requirements.txt:3 flask =1.0\nproblem requirements.txt:1\nproblem requirements.txt:2",
    );
}

#[test]
fn pip_compile_says_what_brings_a_package() {
    check(
        &[(
            "requirements.txt",
            "flask==3.1.3\n    # via -r requirements.in\njinja2==3.1.6\n    # via flask\nmarkupsafe==3.0.2\n    # via\n    #   jinja2\n    #   werkzeug\nwerkzeug==3.1.3  # via flask\n",
        )],
        "requirements.txt:1 flask =3.1.3
         requirements.txt:3 jinja2 =3.1.6 via flask
         requirements.txt:5 markupsafe =3.0.2 via flask>jinja2
         requirements.txt:9 werkzeug =3.1.3 via flask",
    );
}

#[test]
fn project_files_have_groups() {
    check(
        &[(
            "pyproject.toml",
            "[build-system]\nrequires = [\"hatchling\"]\n[project]\nname = \"x\"\ndependencies = [\n \"flask==3.1.3\",\n]\n[project.optional-dependencies]\nredis = ['redis>=5']\n[dependency-groups]\ntest = [\"pytest\", {include-group = \"lint\"}]\nlint = [\"ruff==0.1\"]\n[tool.pdm.dev-dependencies]\nx = [\"tox\"]\n[tool.hatch.envs.docs]\ndependencies = [\"sphinx\"]\n[tool.poetry.dependencies]\npython = \"^3.9\"\npyyaml = \"6.0\"\nlxml = { version = \"^5.1\", extras = [\"html\"] }\n[tool.poetry.group.dev.dependencies]\nblack = \"*\"\n",
        )],
        "pyproject.toml:2 hatchling any [build]
         pyproject.toml:6 flask =3.1.3
         pyproject.toml:9 redis >=5 [redis]
         pyproject.toml:11 pytest any [test]
         pyproject.toml:12 ruff =0.1 [lint]
         pyproject.toml:14 tox any [x]
         pyproject.toml:16 sphinx any [docs]
         pyproject.toml:19 pyyaml =6.0
         pyproject.toml:20 lxml >=5.1, <6
         pyproject.toml:22 black any [dev]",
    );
}

#[test]
fn setuptools_is_read_without_running_it() {
    check(
        &[
            (
                "setup.cfg",
                "[options]\ninstall_requires =\n    flask==3.1.3\n    requests; python_version > '3'\n\n[options.extras_require]\ntest = pytest\n",
            ),
            (
                "setup.py",
                "from setuptools import setup\nNEEDS = ['click==8.0']\nsetup(\n    install_requires=[\n        'flask==3.1.3',  # web\n        f'x=={v}',\n    ],\n    extras_require={'dev': ['tox']},\n    setup_requires=NEEDS,\n)\n",
            ),
        ],
        "setup.cfg:3 flask =3.1.3
         setup.cfg:4 requests any if python_version > '3'
         setup.cfg:7 pytest any [test]
         setup.py:2 click =8.0 [build]
         setup.py:5 flask =3.1.3
         setup.py:8 tox any [dev]",
    );
}

#[test]
fn lock_files_tell_what_brings_a_package() {
    let poetry = "[[package]]\nname = \"flask\"\nversion = \"3.1.3\"\ngroups = [\"main\"]\n[package.dependencies]\nJinja2 = \">=3\"\n\n[[package]]\nname = \"jinja2\"\nversion = \"3.1.6\"\nfiles = [{file = \"a\", hash = \"b\"}]\n";
    check(
        &[("poetry.lock", poetry)],
        "poetry.lock:2 flask =3.1.3\npoetry.lock:9 jinja2 =3.1.6 1 hashes via flask",
    );
    let uv = "version = 1\n[[package]]\nname = \"shop\"\nversion = \"1.0\"\nsource = { editable = \".\" }\ndependencies = [{ name = \"flask\" }]\n[package.dev-dependencies]\ndev = [{ name = \"pytest\" }]\n[[package]]\nname = \"flask\"\nversion = \"3.1.3\"\nsource = { registry = \"https://pypi.org/simple\" }\ndependencies = [{ name = \"click\" }]\n[[package]]\nname = \"click\"\nversion = \"8.1\"\n[[package]]\nname = \"pytest\"\nversion = \"8.0\"\n";
    check(
        &[("uv.lock", uv)],
        "uv.lock:10 flask =3.1.3\nuv.lock:15 click =8.1 via flask\nuv.lock:18 pytest =8.0 [dev]",
    );
    let pdm = "[[package]]\nname = \"flask\"\nversion = \"3.1.3\"\ngroups = [\"default\"]\ndependencies = [\"click>=8\"]\n[[package]]\nname = \"click\"\nversion = \"8.1\"\ngroups = [\"default\"]\n";
    check(
        &[("pdm.lock", pdm)],
        "pdm.lock:2 flask =3.1.3\npdm.lock:7 click =8.1 via flask",
    );
    let pylock = "lock-version = \"1.0\"\n[[packages]]\nname = \"flask\"\nversion = \"3.1.3\"\ndependencies = [{name = \"click\"}]\n[[packages.wheels]]\nname = \"w\"\n[[packages]]\nname = \"click\"\nversion = \"8.1\"\nmarker = \"os_name == 'nt'\"\n";
    check(
        &[("pylock.toml", pylock)],
        "pylock.toml:3 flask =3.1.3 1 hashes\npylock.toml:9 click =8.1 if os_name == 'nt' via flask",
    );
}

#[test]
fn a_manifest_beside_a_lock_file_says_what_is_direct() {
    check(
        &[
            (
                "poetry.lock",
                "[[package]]\nname = \"flask\"\nversion = \"3.1.3\"\n[package.dependencies]\nclick = \"*\"\n[[package]]\nname = \"click\"\nversion = \"8.1\"\n",
            ),
            (
                "pyproject.toml",
                "[tool.poetry.dependencies]\nclick = \"^8\"\nflask = \"^3\"\n",
            ),
        ],
        "poetry.lock:2 flask =3.1.3\npoetry.lock:7 click =8.1\npyproject.toml:2 click >=8, <9\npyproject.toml:3 flask >=3, <4",
    );
}

#[test]
fn a_broken_lock_file_costs_one_package() {
    check(
        &[(
            "poetry.lock",
            "[[package]]\nname = \"flask\"\nversion = \"3.1.3\"\n\n[[package]]\nname = click\n\n[[package]]\nname = \"idna\"\nversion = \"3.4\"\n",
        )],
        "poetry.lock:2 flask =3.1.3\npoetry.lock:9 idna =3.4\nproblem poetry.lock:6",
    );
    check(
        &[(
            "Pipfile.lock",
            "{\n  \"default\": {\n    \"flask\": {\n      \"version\": \"==3.1.3\"\n    },\n    \"idna\": {\n",
        )],
        "Pipfile.lock:3 flask =3.1.3\nproblem Pipfile.lock:7",
    );
}

#[test]
fn pipenv_has_two_files() {
    check(
        &[
            (
                "Pipfile",
                "[[source]]\nurl = \"https://pypi.org/simple\"\n[packages]\nflask = \"==3.1.3\"\n[dev-packages]\npytest = \"*\"\n",
            ),
            (
                "Pipfile.lock",
                "{\"_meta\": {}, \"default\": {\"flask\": {\"hashes\": [\"a\"], \"version\": \"==3.1.3\"}},\n \"develop\": {\"pytest\": {\"version\": \"==8.0\"}}}\n",
            ),
        ],
        "Pipfile:4 flask =3.1.3
         Pipfile:6 pytest any [dev]
         Pipfile.lock:1 flask =3.1.3 1 hashes
         Pipfile.lock:2 pytest =8.0 [develop]",
    );
}

#[test]
fn conda_hands_some_packages_to_pip() {
    check(
        &[
            (
                "environment.yml",
                "name: x\ndependencies:\n  - python=3.9\n  - conda-forge::flask=3.1.3\n  - numpy=1.26\n  - pip:\n    - requests==2.32.5\n    - -r more.list\n    - -r gone.list\n",
            ),
            ("more.list", "idna==3.10\n"),
        ],
        "environment.yml:4 flask =3.1.3
         environment.yml:5 numpy ==1.26.*
         environment.yml:7 requests =2.32.5
         more.list:1 idna =3.10
         problem environment.yml:9",
    );
}

#[test]
fn containers_install_packages() {
    check(
        &[(
            "Dockerfile",
            "FROM python:3.13\nRUN apt-get update && \\\n    pip3 install --no-cache-dir -i https://x.example 'flask==3.1.3' \\\n      \"requests>=2\" -r requirements.txt && rm -r /x\nRUN python -m pip install gunicorn==$V\n",
        )],
        "Dockerfile:3 flask =3.1.3\nDockerfile:4 requests >=2",
    );
}
