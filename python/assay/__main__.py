"""`python -m assay`: the program, with the same arguments and exit codes."""

import os
import subprocess
import sys

from assay._binary import AssayError, program


def main() -> int:
    """Run the program in place of this process where the system can do that, else as a child."""
    try:
        found = program()
    except AssayError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    arguments = [str(found), *sys.argv[1:]]
    if os.name == "posix":
        os.execv(arguments[0], arguments)
    try:
        return subprocess.call(arguments)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
