"""A review as objects: the fields of the JSON format, under the same names."""

import dataclasses
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Optional, TypeVar, Union

Risk = Literal["critical", "high", "medium", "low", "info"]
Level = Literal["high", "medium", "low"]
Verdict = Literal["clean", "findings", "incomplete"]

T = TypeVar("T")


@dataclass(frozen=True)
class Position:
    """A line and a column, both from 1; columns count characters."""

    line: int
    column: int


@dataclass(frozen=True)
class Excerpt:
    """The lines of a file around a place."""

    text: str
    """The lines as they stand in the file; `…` where something was cut."""
    mark: tuple[int, int]
    """The bytes of `text` (as UTF-8) that the place covers."""
    cut: bool
    """True if `text` is not the whole of the lines."""
    hidden: bool
    """True if a secret was made unreadable."""


@dataclass(frozen=True)
class Place:
    """A range in a file of the project."""

    path: str
    """The file, from the top of the project, with forward slashes."""
    start: Position
    end: Position
    """The character after the last."""
    bytes: tuple[int, int]
    """The same range in bytes of the file's text."""
    excerpt: Excerpt

    def __str__(self) -> str:
        return f"{self.path}:{self.start.line}:{self.start.column}"


@dataclass(frozen=True)
class Step:
    """A station on the path of the data."""

    place: Place
    text: str
    """What happens here."""


@dataclass(frozen=True)
class Factor:
    """What makes an impact or a likelihood."""

    name: str
    points: int
    """From 0 to 9."""
    reason: str


@dataclass(frozen=True)
class Score:
    """An impact or a likelihood."""

    level: Level
    tenths: int
    """Tenths of points, 0 to 90."""
    factors: tuple[Factor, ...]


@dataclass(frozen=True)
class WhatIf:
    """What the risk would be otherwise."""

    text: str
    risk: Risk


@dataclass(frozen=True)
class Rating:
    """Why a finding is that bad."""

    risk: Risk
    access: str
    """Who can reach it: `anybody`, `login`, `role`, `operator`, `developer`, `application` or `unknown`."""
    impact: Score
    likelihood: Score
    what_if: tuple[WhatIf, ...] = ()


@dataclass(frozen=True)
class Origin:
    """What another tool reports at the same place."""

    tool: str
    version: str
    """May be empty."""
    rule: str
    line: int
    severity: str
    """In the tool's own word; may be empty."""
    message: str


@dataclass(frozen=True)
class Finding:
    """A flaw at a place."""

    rule: str
    """The id of the rule, as in `sql-injection`."""
    message: str
    """What is wrong here."""
    risk: Risk
    rating: Rating
    confidence: Level
    """How sure it is."""
    reason: str
    """Why it is not surer, or how we know; may be empty."""
    cwe: tuple[int, ...]
    """The weaknesses, the most specific first."""
    place: Place
    """Where it is; for a flow, the sink."""
    function: str
    """The qualified name of the function around it; empty at the top of a module."""
    trace: tuple[Step, ...]
    """The path of the data, source first and sink last; empty if the place says it all."""
    fingerprint: str
    """What identifies it from one version of the project to the next."""
    request: Optional[Mapping[str, Any]] = None
    """The request that leads here, if a route does."""
    imported: bool = False
    """True if only other tools report it."""
    origins: tuple[Origin, ...] = ()
    """What other tools report here."""


@dataclass(frozen=True)
class Suppressed:
    """A finding that does not count because somebody said so."""

    finding: Finding
    reason: str
    """The reason that was given; may be empty for comments of other tools."""
    by: str = ""
    """What suppressed it: `assay` (a comment of ours), `noqa`, `nosec`, `pylint`, `configuration`, `baseline`, …"""
    path: str = ""
    """Where that is written."""
    line: Optional[int] = None
    who: Optional[str] = None
    """Who accepted it."""
    until: Optional[str] = None
    """The last day on which it counts, as 2026-11-23."""


@dataclass(frozen=True)
class Unused:
    """A suppression that suppresses nothing."""

    path: str
    line: Optional[int]
    by: str
    name: str


@dataclass(frozen=True)
class Invalid:
    """A suppression that does not count."""

    path: str
    line: Optional[int]
    text: str
    expired: bool
    """True if it counted until its day was over."""


@dataclass(frozen=True)
class Suppressions:
    """What else there is to say of suppressions."""

    counts: Mapping[str, int] = field(default_factory=dict)
    """How many findings each sort suppressed."""
    unused: tuple[Unused, ...] = ()
    invalid: tuple[Invalid, ...] = ()
    foreign: Mapping[str, int] = field(default_factory=dict)
    """Names of other tools' checks that no rule answers to, with how often they are written."""


@dataclass(frozen=True)
class Repaired:
    """A finding that is gone."""

    rule: str
    message: str
    risk: Risk
    path: str
    line: int
    fingerprint: str


@dataclass(frozen=True)
class Change:
    """What is otherwise than in an earlier version of the project."""

    base: str
    """The earlier version, as it was named."""
    only_new: bool
    """True if findings that were there before are left out."""
    new: tuple[str, ...]
    """The fingerprints of new findings."""
    repaired: tuple[Repaired, ...]
    known: int
    moved: int


@dataclass(frozen=True)
class Gate:
    """What the gate says."""

    passed: bool
    reasons: tuple[str, ...] = ()
    """Why not."""
    notes: tuple[str, ...] = ()
    """What could not be judged."""


@dataclass(frozen=True)
class Counts:
    """How many findings there are of each risk."""

    total: int = 0
    critical: int = 0
    high: int = 0
    medium: int = 0
    low: int = 0
    info: int = 0


@dataclass(frozen=True)
class Entry:
    """A function that a framework calls."""

    path: str
    line: int
    function: str
    route: Optional[str] = None


@dataclass(frozen=True)
class Skipped:
    """A file or folder that was not looked at."""

    path: str
    reason: str
    """Why, as a word: `virtual-environment`."""
    text: str
    """Why, in words."""
    files: int
    by_choice: bool
    """True if nothing is missing from the review because of it."""


@dataclass(frozen=True)
class Problem:
    """Something wrong with the input, because of which something may have been missed."""

    path: str
    """The file; empty if it is about the whole project."""
    line: Optional[int]
    kind: str
    """As a word: `syntax`, `too-large`."""
    text: str


@dataclass(frozen=True)
class UnmodelledCall:
    """A callee that no model describes."""

    name: str
    calls: int


@dataclass(frozen=True)
class Unmodelled:
    """Library calls that no model describes."""

    calls: int = 0
    top: tuple[UnmodelledCall, ...] = ()


@dataclass(frozen=True)
class Advisories:
    """The advisories that packages were looked up in."""

    snapshot: str
    """The day of the newest."""
    days_old: Optional[int]
    packages: int
    notice: str


@dataclass(frozen=True)
class Imported:
    """A file with findings of another tool that was merged into the review."""

    file: str
    tool: str
    version: str
    results: int
    same: int
    """Assay reports it too."""
    added: int
    """Only other tools do."""
    folded: int
    """Told twice."""
    suppressed: int
    unplaced: int
    """The place is not in the project as it is now."""
    unread: int


@dataclass(frozen=True)
class Coverage:
    """What was looked at, and what was not."""

    files: Mapping[str, int]
    """How many files, by kind: `python`, `template`, …"""
    lines: int
    functions: int
    entries: tuple[Entry, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    problems: tuple[Problem, ...] = ()
    unmodelled: Unmodelled = Unmodelled()
    from_project: tuple[str, ...] = ()
    """Rules, models and configuration that the project itself brought."""
    advisories: Optional[Advisories] = None
    imported: tuple[Imported, ...] = ()

    @property
    def complete(self) -> bool:
        """True if nothing that should have been looked at was missed."""
        # A suppression that does not count hides nothing.
        missed = any(problem.kind != "suppression" for problem in self.problems)
        return not missed and all(skipped.by_choice for skipped in self.skipped)


@dataclass(frozen=True)
class Rule:
    """A rule that ran."""

    id: str
    family: str
    title: str
    summary: str
    cwe: tuple[int, ...]
    owasp: tuple[str, ...]
    risk: Risk
    impact: Level
    likelihood: Level
    confidence: Level
    effort: str
    """To repair one place: `30min`, `2h`, `1d`."""
    fix: str
    references: tuple[str, ...] = ()
    proof: Optional[str] = None


@dataclass(frozen=True)
class Tool:
    """What made the review."""

    name: str
    version: str


@dataclass(frozen=True)
class Review:
    """A review of a project."""

    tool: Tool
    verdict: Verdict
    """`clean`: looked everywhere, found nothing; `findings`; `incomplete`: found nothing, but something was missed."""
    counts: Counts
    findings: tuple[Finding, ...]
    """By path and place."""
    suppressed: tuple[Suppressed, ...]
    coverage: Coverage
    rules: tuple[Rule, ...]
    """Those that ran, by id, whether they found something or not."""
    document: Mapping[str, Any] = field(repr=False, compare=False)
    """The whole document as the program wrote it, with what has no field here."""
    suppressions: Suppressions = Suppressions()
    change: Optional[Change] = None
    """With `diff`: what is otherwise than in the earlier version."""
    gate: Optional[Gate] = None

    def rule(self, id: str) -> Optional[Rule]:
        """The rule with this id, if it ran."""
        return next((rule for rule in self.rules if rule.id == id), None)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Review":
        """A review from the JSON document of `assay scan --format json`."""
        return _build(cls, {**document, "document": document})


def _build(kind: type[T], fields: Mapping[str, Any]) -> T:
    """An object of a dataclass from the fields of a JSON object; those without a place in the class are left out."""
    known = {name: _value(hint, fields[name]) for name, hint in _hints(kind).items() if name in fields}
    return kind(**known)


_HINTS: "dict[type[Any], dict[str, Any]]" = {}


def _hints(kind: "type[Any]") -> "dict[str, Any]":
    """The fields of a dataclass with their types; asked for often, and slow to find out."""
    if kind not in _HINTS:
        hints = typing.get_type_hints(kind)
        _HINTS[kind] = {field.name: hints[field.name] for field in dataclasses.fields(kind)}
    return _HINTS[kind]


def _value(hint: Any, value: Any) -> Any:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is Union:
        return None if value is None else _value(inner[0], value)
    if origin is tuple:
        return tuple(_value(inner[0], item) for item in value)
    if dataclasses.is_dataclass(hint):
        return _build(typing.cast("type[Any]", hint), value)
    return value
