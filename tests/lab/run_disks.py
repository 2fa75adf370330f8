#!/usr/bin/env python3
"""Harvests on disks that cannot take it: full, read-only, with errors, not to be mounted. The crash must stay in pstore.

Everything stays in build/lab/disks/. Exit status 0: all checks held; 1: one did not; 2: the lab could not start.
"""

import argparse
import sys
from pathlib import Path

from faultlab.debian import REPOSITORY
from faultlab.disks import run_disks_course
from faultlab.outcome import report_course


def main() -> int:
    build = REPOSITORY / "build"
    parser = argparse.ArgumentParser(prog="tests/lab/run_disks.py", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faultbox", type=Path, default=build / "armv7-release/target/faultbox",
                        help="the static recorder for ARM (default: %(default)s)")
    parser.add_argument("--output", type=Path, default=build / "lab/disks", help="default: %(default)s")
    options = parser.parse_args()
    return report_course("disks", options.output / "serial.log",
                         lambda: run_disks_course(options.faultbox, options.output.resolve()))


if __name__ == "__main__":
    sys.exit(main())
