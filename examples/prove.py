"""Run the proof tests of the vulnerable shop for real, on it and on its hardened twin.

    python3 examples/prove.py [ASSAY]

ASSAY is the program, target/debug/assay by default. Flask and what else the shops need are installed from
PyPI into an environment under target/. Every test has to fail on the vulnerable shop and to pass on the hardened one.
"""

import collections
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import venv

HERE = pathlib.Path(__file__).resolve().parent
ENVIRONMENT = HERE.parent / "target" / "proof-environment"

# What the tests ask to be filled in.
SIGN_IN = {
    "vulnerable-shop": [
        'data = {"email": "office@harbourtea.example", "password": "admin"}',
    ],
    "hardened-shop": [
        'data = {"email": "probe@harbourtea.example", "password": "kept-under-the-samovar"}',
        'command = ["create-staff", data["email"], "--password", data["password"]]',
        "client.application.test_cli_runner().invoke(args=command)",
    ],
}
LOG_IN = 'assert client.post("/login", base_url="https://localhost", data=data).status_code == 302'


def main():
    assay = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else HERE.parent / "target/debug/assay").resolve()
    python = environment()
    with tempfile.TemporaryDirectory() as folder:
        proofs = pathlib.Path(folder) / "proofs"
        command = [assay, "prove", "all", "--project", HERE / "vulnerable-shop", "--output", proofs]
        subprocess.run(command, check=True, capture_output=True)
        tests = sorted(proofs.glob("test_*.py"))
        if len(tests) < 25:
            sys.exit(f"only {len(tests)} tests were written")
        wrong = []
        for shop in SIGN_IN:
            outcomes = run(python, pathlib.Path(folder) / shop, shop, tests)
            for test in tests:
                words = outcomes[test.stem]
                failed = "FAILED" in words and "ERROR" not in words
                as_wanted = failed if shop == "vulnerable-shop" else words == {"PASSED"}
                if not as_wanted:
                    wrong.append(f"{shop}: {test.stem}: {', '.join(sorted(words)) or 'did not run'}")
    if wrong:
        sys.exit("\n".join(wrong))
    print(f"{len(tests)} proof tests: each fails on the vulnerable shop and passes on the hardened one")


def environment():
    """The Python of an environment with everything that the two shops import."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        venv.create(ENVIRONMENT, with_pip=True)
    needs = [HERE / shop / "requirements-test.txt" for shop in SIGN_IN]
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    for file in needs:
        command += ["-r", file]
    subprocess.run(command, check=True)
    return python


def run(python, copy, shop, tests):
    """What became of each test in a copy of the shop."""
    shutil.copytree(HERE / shop, copy)
    for test in tests:
        (copy / "tests" / test.name).write_text(filled_in(test.read_text(), shop))
    names = [f"tests/{test.name}" for test in tests]
    command = [python, "-m", "pytest", "-q", "--tb=short", "-rA", "-p", "no:cacheprovider", *names]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True)
    outcomes = collections.defaultdict(set)
    for word, name in re.findall(r"^(PASSED|FAILED|ERROR) tests/(\w+)\.py", done.stdout, re.M):
        outcomes[name].add(word)
    # A test that fails because something has to be filled in proves nothing.
    if "FILL IN" in done.stdout or not outcomes:
        print(done.stdout)
        sys.exit(f"{shop}: the tests did not run as they should")
    return outcomes


def filled_in(text, shop):
    """The test with the places filled in that only we can know."""
    lines = "\n    ".join([*SIGN_IN[shop], LOG_IN])
    text = re.sub(r"^    pytest\.fail\(\"sign_in .*$", lambda _: "    " + lines, text, flags=re.M)
    if "open-redirect" in text:
        # The redirect follows a login that works.
        setup = "\n    ".join(SIGN_IN[shop])
        text = text.replace("    return client.open(", f"    {setup}\n    return client.open(")
        text = text.replace('data={"email": "assay", "password": "assay"}', "data=data")
    return text


if __name__ == "__main__":
    main()
