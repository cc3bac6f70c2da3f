"""Build the wheel, install it into a fresh environment, and test it there as its users do.

    python3 python/check.py

The wheel is built with the debug profile into the target folder of the other tests, with the features that they give to
all libraries, so that only the program itself is compiled again. What the tests need comes from PyPI into an environment under target/.
The tests stand in `python/tests`.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import venv

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
TOOLS = ROOT / "target" / "package-tools"
FRESH = ROOT / "target" / "package-environment"
WHEELS = ROOT / "target" / "package-wheels"

FEATURES = "pdf,web,as-tested"
BUILDS = ["maturin>=1.8,<2"]
TESTS = ["pytest", "mypy", "flake8", "pylint", "pre-commit", "check-jsonschema", "pyyaml"]


def main():
    tools = environment(TOOLS, clear=False)
    install(tools, *BUILDS)
    shutil.rmtree(WHEELS, ignore_errors=True)
    build = [TOOLS / "bin" / "maturin", "build", "--profile", "dev", "--features", FEATURES, "--out", WHEELS]
    environ = {**os.environ, "CARGO_TARGET_DIR": str(TARGET)}
    # maturin takes cargo from the search path; a fresh shell may lack it.
    environ["PATH"] += os.pathsep + str(pathlib.Path.home() / ".cargo" / "bin")
    subprocess.run(build, cwd=ROOT, env=environ, check=True)
    (wheel,) = WHEELS.glob("*.whl")
    fresh = environment(FRESH, clear=True)
    install(fresh, wheel, *TESTS)
    environ = {**os.environ, "ASSAY_WHEELS": str(WHEELS)}
    sys.exit(subprocess.run([fresh, "-m", "pytest", "-q", "-p", "no:cacheprovider", HERE / "tests"], env=environ).returncode)


def environment(folder, clear):
    """The Python of an environment."""
    python = folder / "bin" / "python"
    if clear or not python.exists():
        venv.create(folder, with_pip=True, clear=clear)
    return python


def install(python, *requirements):
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
