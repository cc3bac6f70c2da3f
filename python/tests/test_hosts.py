"""flake8 and pylint tell what the program tells, from one review for each run."""

import pathlib
import re
import tempfile

import pytest

from conftest import FLAWED, SHOP, run

CODES = pathlib.Path(__file__).parents[1] / "assay" / "codes.txt"


def expected(review, wanted=lambda path: True):
    """Path, line, column and rule of what a tool for Python files has to tell."""
    told = set()
    for finding in review["findings"]:
        place = finding["place"]
        if not place["path"].endswith(".py"):
            # A flow into a template is told where it leaves Python.
            steps = [step["place"] for step in finding["trace"] if step["place"]["path"].endswith(".py")]
            if not steps or finding["trace"][-1]["place"] != place:
                continue
            place = steps[-1]
        if wanted(place["path"]):
            told.add((place["path"], place["start"]["line"], place["start"]["column"], finding["rule"]))
    assert told
    return told


def by_flake8(folder, *arguments):
    done = run("flake8", "--isolated", "--select", "ASA", *arguments, cwd=folder)
    told = re.findall(r"^(?:\./)?(\S+?):(\d+):(\d+): (ASA\d+) .* \[([\w-]+), \w+\]$", done.stdout, re.M)
    assert len(told) == len(done.stdout.splitlines()), done.stdout + done.stderr
    numbers = dict(reversed(line.split()) for line in CODES.read_text().splitlines() if line[0] != "#")
    assert all(code == f"ASA{numbers[rule]}" for *_, code, rule in told)
    return {(path, int(line), int(column), rule) for path, line, column, _, rule in told}, done.stderr


def by_pylint(folder, *arguments):
    command = ["--rcfile=", "--load-plugins=assay.pylint", "--disable=all", "--enable=assay", "--score=n", "--persistent=n"]
    done = run("pylint", *command, *arguments, cwd=folder)
    told = re.findall(r"^(\S+?):(\d+):(\d+): W\d{4}: .* \(assay-([\w-]+)\)$", done.stdout, re.M)
    lines = [line for line in done.stdout.splitlines() if line and not line.startswith("*")]
    assert len(told) == len(lines), done.stdout + done.stderr
    return {(path, int(line), int(column) + 1, rule) for path, line, column, rule in told}, done.stderr


HOSTS = [
    (by_flake8, "--jobs=1"),
    (by_flake8, "--jobs=4"),
    (by_pylint, "--jobs=1"),
    (by_pylint, "--jobs=3"),
]


@pytest.mark.parametrize(("host", "jobs"), HOSTS)
def test_findings_are_those_of_the_program_from_one_review(host, jobs, shop_review, counted):
    before = set(pathlib.Path(tempfile.gettempdir()).glob("assay-run-*"))
    files = sorted(str(path.relative_to(SHOP)) for path in SHOP.rglob("*.py"))
    told, said = host(SHOP, jobs, *files)
    assert told == expected(shop_review)
    assert counted() == 1
    assert said.count("assay:") == 1 and "Dockerfile" in said, said
    assert set(pathlib.Path(tempfile.gettempdir()).glob("assay-run-*")) == before


@pytest.mark.parametrize("host", [by_flake8, by_pylint])
def test_only_the_files_that_were_asked_for_are_told_of_the_whole_project(host, shop_review):
    told, _ = host(SHOP, "shop/auth.py")
    # Flows through other files are among them, which a review of this file alone could not find.
    assert told == expected(shop_review, lambda path: path == "shop/auth.py")


@pytest.mark.parametrize("host", [by_flake8, by_pylint])
def test_the_project_can_be_named(host, shop_review, tmp_path):
    told, _ = host(tmp_path, f"--assay-project={SHOP}", str(SHOP / "shop" / "auth.py"))
    where = lambda path: path == "shop/auth.py"
    assert {place[1:] for place in told} == {place[1:] for place in expected(shop_review, where)}


@pytest.mark.parametrize(("host", "jobs"), HOSTS)
def test_a_project_that_cannot_be_reviewed_is_told(host, jobs, project):
    (project / "other.py").write_text(FLAWED)
    (project / "assay.toml").write_text("[no-such-table]\n")
    name = "flake8" if host is by_flake8 else "pylint"
    arguments = ["--isolated", "--select=ASA"] if host is by_flake8 else ["--rcfile=", "--load-plugins=assay.pylint"]
    done = run(name, *arguments, jobs, "app.py", "other.py", cwd=project)
    assert done.returncode != 0
    assert done.stdout.count("ASA000" if host is by_flake8 else "assay-incomplete") == 2, done.stdout
    assert "no-such-table" in done.stdout


def test_a_file_that_is_read_in_part_is_told(project):
    (project / "big.py").write_text("x = 1\n" + "#" * (11 * 1024 * 1024))
    done = run("flake8", "--isolated", "--select=ASA", ".", cwd=project)
    assert re.search(r"big\.py:1:1: ASA000 not reviewed whole", done.stdout), done.stdout


def test_comments_and_settings_of_the_tools_hold(project):
    code = dict(reversed(line.split()) for line in CODES.read_text().splitlines() if line[0] != "#")["code-injection"]
    lines = FLAWED.replace('["q"])', f'["q"])  # noqa: ASA{code} # pylint: disable=assay-code-injection')
    assert {rule for *_, rule in by_flake8(project, "app.py")[0]} == {"code-injection"}
    (project / "app.py").write_text(lines)
    assert by_flake8(project, "app.py")[0] == set()
    assert by_pylint(project, "app.py")[0] == set()
    # The program understands either of them too.
    for comment in (f"noqa: ASA{code}", "pylint: disable=assay-code-injection", f"pylint: disable=W75{code[1:]}"):
        (project / "app.py").write_text(FLAWED.replace('["q"])', f'["q"])  # {comment}'))
        run("assay", "scan", cwd=project, code=0)


def test_a_rule_of_the_project_has_a_code(project):
    folder = project / ".assay" / "rules" / "house" / "no-sum"
    folder.mkdir(parents=True)
    (folder / "rule.md").write_text(OWN_RULE)
    told = run("flake8", "--isolated", "--select=ASA999", "app.py", cwd=project).stdout
    assert "ASA999" in told and "no-sum" in told
    told = run("pylint", "--rcfile=", "--load-plugins=assay.pylint", "app.py", cwd=project).stdout
    assert "assay-own-rule" in told


OWN_RULE = '''+++
title      = "Evaluation"
since      = "1"
cwe        = [95]
owasp      = ["A03:2021"]
impact     = "medium"
likelihood = "medium"
confidence = "high"
effort     = "15min"
message    = "`{name}` is called"
fix        = "Do not call it"

[[detect.call]]
call = "builtins.eval"
+++

Nobody is to call it.

## What can happen

Anything.

## The call

```python vulnerable
eval(x)
```

```python safe
int(x)
```
'''
