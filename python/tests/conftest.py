"""What the tests of the package share: the installed programs, the sample application, and copies of it."""

import json
import os
import pathlib
import shutil
import subprocess
import sysconfig

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHOP = ROOT / "examples" / "vulnerable-shop"
SCRIPTS = pathlib.Path(sysconfig.get_path("scripts"))
FLAWED = """from flask import Flask, request

app = Flask(__name__)


@app.get("/sum")
def total():
    eval(request.args["q"])
    return "done"
"""


def run(*command, cwd, code=None, **variables):
    """Run an installed program; with `code`, it has to end with that."""
    command = [SCRIPTS / command[0], *command[1:]]
    environ = {**os.environ, "PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}", **variables}
    done = subprocess.run(command, cwd=cwd, env=environ, capture_output=True, text=True)
    if code is not None:
        assert done.returncode == code, done.stdout + done.stderr
    return done


def git(folder, *arguments):
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="session")
def shop_review():
    """The review of the sample application by the program alone."""
    return json.loads(run("assay", "scan", "--format", "json", cwd=SHOP, code=1).stdout)


@pytest.fixture
def project(tmp_path):
    """A small project with a flaw."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "app.py").write_text(FLAWED)
    return folder


@pytest.fixture
def counted(tmp_path):
    """Count how often the program of the environment runs, by a script in its place."""
    program, real, log = SCRIPTS / "assay", SCRIPTS / "assay-real", tmp_path / "runs"
    shutil.move(program, real)
    try:
        program.write_text(f'#!/bin/sh\necho run >> "{log}"\nexec "{real}" "$@"\n')
        program.chmod(0o755)
        yield lambda: len(log.read_text().split()) if log.exists() else 0
    finally:
        program.unlink()
        shutil.move(real, program)
