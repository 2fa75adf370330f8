#!/usr/bin/env python3
"""Harvests onto file systems of flash memory, f2fs and UBIFS: with loss of power at random moments, full, and read-only.

Everything stays in build/lab/flash/. Exit status 0: all checks held; 1: one did not; 2: the lab could not start.
"""

import argparse
import sys
from pathlib import Path

from faultlab.debian import REPOSITORY
from faultlab.flash import KINDS, run_flash_course
from faultlab.outcome import report_course


def main() -> int:
    build = REPOSITORY / "build"
    names = [kind.name for kind in KINDS]
    parser = argparse.ArgumentParser(prog="tests/lab/run_flash.py", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"default: {' '.join(names)}")
    parser.add_argument("--times", type=int, default=10, help="kills on each of them (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the moments (default: %(default)s)")
    parser.add_argument("--faultbox", type=Path, default=build / "x86_64-release/target/faultbox",
                        help="the static recorder for x86-64 (default: %(default)s)")
    parser.add_argument("--output", type=Path, default=build / "lab/flash", help="default: %(default)s")
    options = parser.parse_args()
    if unknown := set(options.kinds) - set(names):
        parser.error(f"no such file system: {', '.join(sorted(unknown))}")
    return report_course("flash", options.output, lambda: run_flash_course(
        options.kinds or names, options.faultbox, options.output.resolve(), options.times, options.seed))


if __name__ == "__main__":
    sys.exit(main())
