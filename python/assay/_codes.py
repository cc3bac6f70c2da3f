"""The numbers of rules, for tools that want codes.

`codes.txt` has a line `NUMBER RULE` for each rule. A number is never given to another rule, and a rule never gets another number.
"""

import functools
from pathlib import Path

PREFIX = "ASA"
"""What the codes of flake8 begin with."""

INCOMPLETE = 0
"""What could not be reviewed."""
OWN = 999
"""Rules that a project brings have no number of their own."""

_BASE = 75
"""The first two digits of pylint's message ids; 51 to 99 are for plugins."""


@functools.lru_cache(maxsize=None)
def rules() -> "dict[str, int]":
    """The number of each rule."""
    text = Path(__file__).with_name("codes.txt").read_text(encoding="utf-8")
    pairs = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return {rule: int(number) for number, rule in pairs}


def number(rule: str) -> int:
    """The number of a rule, or the one for rules of the project."""
    return rules().get(rule, OWN)


def flake8_code(number: int) -> str:
    """As in `ASA042`."""
    return f"{PREFIX}{number:03d}"


def pylint_id(number: int) -> str:
    """As in `W7542`."""
    return f"W{_BASE + number // 100}{number % 100:02d}"


def pylint_symbol(rule: str) -> str:
    """As in `assay-sql-injection`."""
    return f"assay-{rule}"
