"""Repair the vulnerable shop for real, and run its own tests on the result.

    python3 examples/repair.py [ASSAY]

ASSAY is the program, target/debug/assay by default. What `assay fix --apply` writes into a copy of the shop must turn
its findings off and bring no new one, and the tests of the shop must still pass. Flask and what else the shop needs
are installed from PyPI into an environment under target/.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from prove import HERE, environment


# What repairs may import.
NEEDS = ["Flask-WTF>=1.2", "defusedxml>=0.7"]

# Tests speak HTTPS, and leave the tokens to the tests of Flask-WTF.
SETTINGS = ' "PREFERRED_URL_SCHEME": "https", "WTF_CSRF_ENABLED": False,'


def main():
    assay = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else HERE.parent / "target/debug/assay").resolve()
    python = environment()
    with tempfile.TemporaryDirectory() as folder:
        shop = pathlib.Path(folder) / "shop"
        shutil.copytree(HERE / "vulnerable-shop", shop)
        before = scan(assay, shop)
        told = json.loads(run(assay, "fix", "--apply", "--format", "json", shop))
        repaired = {print for fix in told["fixes"] for print in fix["findings"]}
        after = scan(assay, shop)
        if len(repaired) < 25 or len(after) > len(before) - len(repaired):
            sys.exit(f"{len(before)} findings, {len(repaired)} repaired, {len(after)} left")
        # What the repaired shop asks of its environment: packages, HTTPS, tokens in forms, secrets from outside.
        subprocess.run([python, "-m", "pip", "install", "--quiet", *NEEDS], check=True)
        tests = shop / "tests" / "conftest.py"
        tests.write_text(tests.read_text().replace('"TESTING": True,', '"TESTING": True,' + SETTINGS))
        names = set()
        for file in shop.rglob("*.py"):
            names.update(re.findall(r'os\.environ\["(\w+)"\]', file.read_text()))
        secrets = {name: "for-tests-only" for name in names}
        command = [python, "-m", "pytest", "-q", "--tb=short", "-p", "no:cacheprovider", "tests/test_shop.py"]
        done = subprocess.run(command, cwd=shop, capture_output=True, text=True, env={**os.environ, **secrets})
        if done.returncode:
            print(done.stdout)
            sys.exit("the repaired shop does not do what it did")
    print(f"{len(repaired)} of {len(before)} findings repaired, {len(after)} left; the tests of the shop pass")


def scan(assay, shop):
    """The findings of a review, of which there may be some."""
    return json.loads(run(assay, "scan", "--format", "json", shop, codes=(0, 1, 3)))["findings"]


def run(assay, *arguments, codes=(0,)):
    done = subprocess.run([assay, *arguments], capture_output=True, text=True)
    if done.returncode not in codes:
        sys.exit(done.stderr)
    return done.stdout


if __name__ == "__main__":
    main()
