"""The Python API, and the program that the wheel brings."""

import dataclasses
import pathlib
import re
import subprocess
import sys

import pytest

import assay
from conftest import ROOT, SCRIPTS, SHOP, git, run


def test_the_wheel_brings_the_program(project):
    version = run("assay", "--version", cwd=project, code=0).stdout
    assert version == f"assay {assay.version()}\n"
    assert assay.program() == SCRIPTS / "assay"
    by_module = run("python", "-m", "assay", "scan", cwd=project, code=1)
    by_name = run("assay", "scan", cwd=project, code=1)
    assert by_module.stdout == by_name.stdout
    assert run("python", "-m", "assay", "scan", "nowhere", cwd=project).returncode == 2


def test_a_review_has_what_the_program_wrote(shop_review):
    review = assay.scan(SHOP)
    assert review.document == shop_review
    assert (review.verdict, review.tool.name, review.counts.total) == ("findings", "Assay", len(review.findings))
    first = next(finding for finding in review.findings if finding.rule == "sql-injection")
    assert first.place.path.endswith(".py") and first.trace[-1].place == first.place
    assert first.rating.likelihood.factors[0].points in range(10)
    assert review.rule("sql-injection").cwe == (89,)
    assert review.rule("no-such-rule") is None
    assert review.coverage.complete
    assert str(first.place) == f"{first.place.path}:{first.place.start.line}:{first.place.start.column}"


def test_every_field_of_the_document_has_its_place(shop_review):
    assert set(shop_review) - {"format", "version"} <= {field.name for field in dataclasses.fields(assay.Review)}
    for name, kind in [("findings", assay.Finding), ("rules", assay.Rule)]:
        for document in shop_review[name]:
            assert set(document) <= {field.name for field in dataclasses.fields(kind)}


def test_choices_are_handed_on(project):
    (project / "crypto.py").write_text("import hashlib\n\n\ndef sign(text):\n    return hashlib.md5(text).hexdigest()\n")
    rules = lambda **choices: [finding.rule for finding in assay.scan(project, **choices).findings]
    assert rules(select=["code-injection"]) == ["code-injection"]
    assert "code-injection" not in rules(ignore=["code-injection"])
    assert "weak-hash" not in rules(exclude=["crypto.py"])
    assert rules(arguments=["--select", "weak-hash"], jobs=1) == ["weak-hash"]


def test_a_change_is_told(project):
    git(project, "init", "--quiet")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "-m", "first")
    (project / "more.py").write_text((project / "app.py").read_text())
    review = assay.scan(project, diff="HEAD")
    assert [finding.place.path for finding in review.findings] == ["more.py"]
    assert review.change.new == (review.findings[0].fingerprint,) and review.change.known == 1
    assert len(assay.scan(project, new_since="HEAD").findings) == 2
    assert assay.scan(project).change is None


def test_errors_say_what_the_program_said(project, monkeypatch):
    with pytest.raises(assay.AssayError, match="^nothing found at .*nowhere"):
        assay.scan(project / "nowhere")
    with pytest.raises(assay.AssayError, match="no-such-rule"):
        assay.scan(project, select=["no-such-rule"])
    with pytest.raises(assay.AssayError, match="longer than"):
        assay.scan(SHOP, timeout=0.001)
    (project / "-x").mkdir()
    monkeypatch.chdir(project)
    with pytest.raises(assay.AssayError, match="no Python files"):
        assay.scan("-x")


def test_another_program_of_that_name_is_not_believed(tmp_path, monkeypatch):
    monkeypatch.setattr(assay._binary, "_folders", lambda: iter(()))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(assay.ProgramNotFound):
        assay.scan(SHOP)
    other = tmp_path / "assay"
    other.write_text("#!/bin/sh\necho '{}'\n")
    other.chmod(0o755)
    with pytest.raises(assay.AssayError, match="did not write a review"):
        assay.scan(SHOP)


def test_the_example_of_the_documentation_runs(tmp_path):
    page = (ROOT / "docs" / "python.md").read_text()
    code = re.search(r"```python\n(.*?)```", page, re.S).group(1)
    code = code.replace("path/to/project", str(SHOP))
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("findings ") and "sql-injection" in done.stdout


def test_the_types_are_strict(tmp_path):
    """Of the package, and as those who use it see them."""
    (tmp_path / "use.py").write_text(
        "import assay\n\n"
        "review: assay.Review = assay.scan('.')\n"
        "reveal_type(review.findings[0].trace[0].place.start.line)\n"
        "review.no_such_field\n"
    )
    assert run("mypy", "--cache-dir", tmp_path, cwd=ROOT).stdout.startswith("Success")
    done = run("mypy", "--strict", "--cache-dir", tmp_path, "use.py", cwd=tmp_path, code=1)
    assert 'int"' in done.stdout and "no_such_field" in done.stdout and "Found 1 error" in done.stdout


def test_the_name_of_the_distribution_stands_in_one_place():
    metadata = (ROOT / "pyproject.toml").read_text()
    name = re.search(r'^name = "(.*)"$', metadata, re.M).group(1)
    site = pathlib.Path(assay.__file__).parents[1]
    (installed,) = (path for path in site.glob("*.dist-info/entry_points.txt") if "assay.flake8" in path.read_text())
    assert installed.parent.name.startswith(name.replace("-", "_") + "-")
