#!/usr/bin/env python3
"""Kills QEMU at random moments while a real kernel harvests and exports on ext4.

After each kill every crash must be in the store exactly once, or still in the RAM for the next harvest, and every record
in a bundle after the next export. Everything stays in build/lab/kills/. Exit status 0: nothing was lost or doubled; 1:
something was; 2: the lab could not start.
"""

import argparse
import sys
from pathlib import Path

from faultlab.debian import REPOSITORY
from faultlab.kills import KillPrograms, run_kills
from faultlab.outcome import report_course


def main() -> int:
    build = REPOSITORY / "build"
    parser = argparse.ArgumentParser(prog="tests/lab/run_kills.py", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("times", nargs="?", type=int, default=100, help="kills of each of the two (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the moments (default: %(default)s)")
    parser.add_argument("--faultbox", type=Path, default=build / "armv7-release/target/faultbox",
                        help="the static recorder for ARM (default: %(default)s)")
    parser.add_argument("--native-faultbox", type=Path, default=build / "release/target/faultbox",
                        help="the recorder that knows every CPU (default: %(default)s)")
    parser.add_argument("--output", type=Path, default=build / "lab/kills", help="default: %(default)s")
    options = parser.parse_args()
    programs = KillPrograms(options.faultbox, options.native_faultbox)
    return report_course("kills", options.output,
                         lambda: run_kills(programs, options.output.resolve(), options.times, options.seed))


if __name__ == "__main__":
    sys.exit(main())
