"""Judge versions as Python's own `packaging` does, and print where Assay judges otherwise.

Reads one JSON object a line: a record of the database and, for each version, whether Assay calls it affected.
"""

import json
import sys

try:
    from packaging.version import InvalidVersion, Version
except ImportError:
    # Every pip brings it along.
    from pip._vendor.packaging.version import InvalidVersion, Version

KNOWN = {}


def parse(text):
    """The version of a text, or None."""
    if text not in KNOWN:
        try:
            KNOWN[text] = Version(text)
        except InvalidVersion:
            KNOWN[text] = None
    return KNOWN[text]


def in_range(version, entry):
    """True if a range of the database holds a version."""
    introduced = entry[0]
    if introduced != "0":
        low = parse(introduced)
        if low is None or version < low:
            return False
    if len(entry) == 1:
        return True
    high = parse(entry[2])
    if high is None:
        return False
    return version < high if entry[1] == "<" else version <= high


def affected(record, text):
    """True if a record is about a version; None if it is no version."""
    version = parse(text)
    if version is None:
        return None
    if any(in_range(version, entry) for entry in record.get("ranges", [])):
        return True
    listed = (parse(other) for other in record.get("versions", []))
    return any(other is not None and other == version for other in listed)


def main():
    """Compare line by line; the last line says how much was compared."""
    compared = 0
    for line in sys.stdin:
        case = json.loads(line)
        for text, judged in case["judged"]:
            compared += 1
            wanted = affected(case["record"], text)
            if wanted != judged:
                print("difference", case["record"]["id"], text, "packaging:", wanted, "assay:", judged)
    print("compared", compared)


main()
