"""Assay reviews the security of Python web applications, without running them.

The work is done by the program that this package brings; these modules run it and read what it writes.

    import assay

    review = assay.scan("path/to/project")
    for finding in review.findings:
        print(finding.place.path, finding.place.start.line, finding.risk, finding.message)

`python -m assay` is the program itself.
"""

from assay._binary import AssayError, ProgramNotFound, program, version
from assay._model import (
    Advisories,
    Change,
    Counts,
    Coverage,
    Entry,
    Excerpt,
    Factor,
    Finding,
    Gate,
    Imported,
    Invalid,
    Origin,
    Place,
    Position,
    Problem,
    Rating,
    Repaired,
    Review,
    Rule,
    Score,
    Skipped,
    Step,
    Suppressed,
    Suppressions,
    Tool,
    Unmodelled,
    UnmodelledCall,
    Unused,
    WhatIf,
)
from assay._scan import scan

__all__ = [
    "Advisories",
    "AssayError",
    "Change",
    "Counts",
    "Coverage",
    "Entry",
    "Excerpt",
    "Factor",
    "Finding",
    "Gate",
    "Imported",
    "Invalid",
    "Origin",
    "Place",
    "Position",
    "Problem",
    "ProgramNotFound",
    "Rating",
    "Repaired",
    "Review",
    "Rule",
    "Score",
    "Skipped",
    "Step",
    "Suppressed",
    "Suppressions",
    "Tool",
    "Unmodelled",
    "UnmodelledCall",
    "Unused",
    "WhatIf",
    "program",
    "scan",
    "version",
]
