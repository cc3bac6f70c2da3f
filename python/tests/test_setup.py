"""What `assay init` writes and what this repository offers, read by the tools that are meant to read it."""

import os
import pathlib
import shutil
import subprocess

import pytest
import yaml

from conftest import FLAWED, ROOT, SCRIPTS, git, run

WHEELS = os.environ.get("ASSAY_WHEELS", "")
# The file of each host, and the schema of SchemaStore that check-jsonschema brings.
SCHEMAS = {
    ".github/workflows/assay.yml": "vendor.github-workflows",
    ".gitlab-ci.yml": "vendor.gitlab-ci",
    "azure-pipelines.yml": "vendor.azure-pipelines",
    "bitbucket-pipelines.yml": "vendor.bitbucket-pipelines",
}
EVERYTHING = "config,pre-commit,github,gitlab,jenkins,azure,bitbucket"


def fits(schema, file):
    # The patterns of some schemas are written for the older syntax of JavaScript.
    run("check-jsonschema", "--regex-variant", "nonunicode", "--builtin-schema", schema, file, cwd=ROOT, code=0)


def test_templates_fit_the_published_schemas(project):
    run("assay", "init", "--apply", "--only", EVERYTHING, cwd=project, code=0)
    for file, schema in SCHEMAS.items():
        fits(schema, project / file)
    run("pre-commit", "validate-config", project / ".pre-commit-config.yaml", cwd=project, code=0)
    jenkins = (project / "Jenkinsfile").read_text()
    assert jenkins.count("{") == jenkins.count("}")


def test_what_is_added_fits_too(project):
    (project / ".gitlab-ci.yml").write_text("image: python:3.13\n\nunit:\n  script:\n    - pytest\n")
    hooks = "repos:\n- repo: https://example.org/hooks\n  rev: v1\n  hooks:\n  - id: tidy\n"
    (project / ".pre-commit-config.yaml").write_text(hooks)
    run("assay", "init", "--apply", cwd=project, code=0)
    fits("vendor.gitlab-ci", project / ".gitlab-ci.yml")
    run("pre-commit", "validate-config", ".pre-commit-config.yaml", cwd=project, code=0)
    assert len(yaml.safe_load((project / ".pre-commit-config.yaml").read_text())["repos"]) == 2
    assert {"unit", "assay"} <= set(yaml.safe_load((project / ".gitlab-ci.yml").read_text()))


def test_snippets_fit_where_they_are_to_be_put(project):
    templates = ROOT / "crates" / "assay" / "templates"
    steps = yaml.safe_load((templates / "azure-steps.yml").read_text().replace("{package}", "assay"))
    (project / "azure-pipelines.yml").write_text(yaml.safe_dump({"pool": {"vmImage": "x"}, "steps": steps}))
    fits("vendor.azure-pipelines", project / "azure-pipelines.yml")
    step = yaml.safe_load((templates / "bitbucket-step.yml").read_text().replace("{package}", "assay"))
    (project / "bitbucket-pipelines.yml").write_text(yaml.safe_dump({"pipelines": {"default": step}}))
    fits("vendor.bitbucket-pipelines", project / "bitbucket-pipelines.yml")


def test_pre_commit_runs_the_hook_that_init_writes(project, tmp_path):
    """For real: pre-commit makes an environment, installs the wheel into it, and runs it on a commit."""
    git(project, "init", "--quiet")
    run("assay", "init", "--apply", "--only", "pre-commit", cwd=project, code=0)
    git(project, "add", ".")
    # pre-commit builds a package of its own around the hook. Nothing but our wheel may answer to its name.
    run("python", "-m", "pip", "download", "--quiet", "--dest", tmp_path / "links", "setuptools", cwd=project, code=0)
    links = f"{WHEELS} {tmp_path / 'links'}"
    variables = {"PRE_COMMIT_HOME": str(tmp_path / "home"), "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": links}
    refused = run("pre-commit", "run", cwd=project, code=1, **variables)
    assert "code-injection" in refused.stdout and "app.py:8" in refused.stdout
    (project / "app.py").write_text(FLAWED.replace("eval(", "int("))
    git(project, "add", ".")
    run("pre-commit", "run", cwd=project, code=0, **variables)


def test_pre_commit_runs_the_hook_of_this_repository(project, tmp_path):
    """From a repository with our hooks file that installs the wheel, since compiling this one would take minutes."""
    run("pre-commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml", cwd=ROOT, code=0)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", hooks)
    (wheel,) = pathlib.Path(WHEELS).glob("*.whl")
    name = wheel.name.split("-")[0]
    (hooks / "setup.py").write_text(f"from setuptools import setup\nsetup(name='hooks', install_requires=['{name} @ {wheel.as_uri()}'])\n")
    git(hooks, "init", "--quiet")
    git(hooks, "add", ".")
    git(hooks, "commit", "--quiet", "-m", "hooks")
    git(project, "init", "--quiet")
    git(project, "add", ".")
    refused = run("pre-commit", "try-repo", hooks, "assay", cwd=project, code=1, PRE_COMMIT_HOME=str(tmp_path / "home"))
    assert "code-injection" in refused.stdout


@pytest.fixture
def action(project, tmp_path):
    """Runs the steps of the action as a runner does, with a stand-in for GitHub's own program."""
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    temporary = tmp_path / "runner"
    programs = temporary / "assay" / "bin"
    programs.mkdir(parents=True)
    (programs / "assay").symlink_to(SCRIPTS / "assay")
    github = tmp_path / "bin"
    github.mkdir()
    (github / "gh").write_text('#!/bin/sh\necho "$@" >> "$GH_LOG"\ncase "$*" in *--paginate*) cat "$GH_FOUND";; esac\n')
    (github / "gh").chmod(0o755)
    log, found = tmp_path / "log", tmp_path / "found"
    found.write_text("")

    def step(name, **variables):
        (chosen,) = (step for step in action["runs"]["steps"] if step["name"] == name)
        environ = {
            **os.environ,
            "PATH": f"{github}{os.pathsep}{os.environ['PATH']}",
            "RUNNER_TEMP": str(temporary),
            "GITHUB_OUTPUT": str(tmp_path / "output"),
            "GH_LOG": str(log),
            "GH_FOUND": str(found),
            **variables,
        }
        assert set(variables) >= set(chosen["env"]), chosen["env"]
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", chosen["run"]]
        return subprocess.run(command, cwd=project, env=environ, capture_output=True, text=True)

    step.temporary, step.log, step.found, step.output = temporary, log, found, tmp_path / "output"
    return step


REVIEW = {"PROJECT": ".", "FAIL_ON": "medium", "ARGUMENTS": "", "SARIF": "assay.sarif", "COMMENT": "true", "BASE": ""}


def test_the_action_fits_the_published_schema():
    fits("vendor.github-actions", ROOT / "action.yml")
    text = (ROOT / "action.yml").read_text()
    scripts = "".join(step.get("run", "") for step in yaml.safe_load(text)["runs"]["steps"])
    assert "${{" not in scripts, "what others choose must not become part of a script"


def test_the_action_reviews_comments_and_fails(action, project):
    done = action("Review", **REVIEW)
    assert done.returncode == 0, done.stderr
    assert "exit-code=1\n" in action.output.read_text()
    assert "code-injection" in (project / "assay.sarif").read_text()
    comment = (action.temporary / "assay-comment.md").read_text()
    assert comment.startswith("<!-- assay:review -->\n") and "app.py:8" in comment
    who = {"GH_TOKEN": "x", "REPOSITORY": "a/b", "NUMBER": "7"}
    assert action("Comment", **who).returncode == 0
    assert "--method POST repos/a/b/issues/7/comments" in action.log.read_text()
    action.found.write_text("42\n43\n")
    assert action("Comment", **who).returncode == 0
    assert "--method PATCH repos/a/b/issues/comments/42" in action.log.read_text()
    for code in "0123":
        assert action("Result", CODE=code).returncode == int(code)


def test_the_action_lets_pass_what_was_there_before(action, project):
    git(project, "init", "--quiet")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "-m", "first")
    git(project, "update-ref", "refs/remotes/origin/main", "HEAD")
    (project / "sound.py").write_text("x = 1\n")
    done = action("Review", **{**REVIEW, "BASE": "main"})
    assert "exit-code=0\n" in action.output.read_text(), done.stderr
    assert "code-injection" in (project / "assay.sarif").read_text()
    assert "Nothing new was found" in (action.temporary / "assay-comment.md").read_text()
    (project / "more.py").write_text(FLAWED)
    action("Review", **{**REVIEW, "BASE": "main"})
    assert "exit-code=1\n" in action.output.read_text()
    comment = (action.temporary / "assay-comment.md").read_text()
    assert "**1 new finding**" in comment and "more.py:8" in comment and "app.py:8" not in comment


def test_inputs_of_the_action_are_no_code(action, project):
    hostile = {**REVIEW, "PROJECT": "$(touch a)", "ARGUMENTS": "--exclude\n`touch b`\n\n--ignore\nweak-hash"}
    done = action("Review", **hostile)
    assert "exit-code=2\n" in action.output.read_text(), done.stderr
    assert not (project / "a").exists() and not (project / "b").exists()


def test_the_manual_has_no_mistakes(tmp_path):
    run("assay", "man", "--output", tmp_path, cwd=tmp_path, code=0)
    groff = shutil.which("groff")
    if groff is None:
        pytest.skip("groff is not installed")
    for page in tmp_path.glob("*.1"):
        done = subprocess.run([groff, "-man", "-Tutf8", "-ww", page], capture_output=True, text=True, check=True)
        assert done.stderr == "", done.stderr
        assert page.stem.upper().split("-")[0] in done.stdout.upper()
