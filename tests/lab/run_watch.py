#!/usr/bin/env python3
"""Lets `faultbox watch` follow a real kernel's log: warnings, floods, overflow, clocks that jump, suspend, SIGTERM.

Everything stays in build/lab/watch/. Exit status 0: all checks held; 1: one did not; 2: the lab could not start.
"""

import argparse
import sys
from pathlib import Path

from faultlab.debian import REPOSITORY
from faultlab.machines import find_machine
from faultlab.outcome import Outcome, report_course
from faultlab.watch import WatchPrograms, run_watch_course


def main() -> int:
    build = REPOSITORY / "build"
    parser = argparse.ArgumentParser(prog="tests/lab/run_watch.py", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("machine", nargs="?", default="arm", help="a machine of the lab (default: %(default)s)")
    parser.add_argument("--idle", type=int, default=30, metavar="SECONDS",
                        help="for so long nothing is logged, and nothing may run (default: %(default)s)")
    parser.add_argument("--short", action="store_true", help="without clock, suspend and other kinds than warnings")
    parser.add_argument("--build", type=Path, default=build, help="where the presets are built (default: %(default)s)")
    parser.add_argument("--output", type=Path, default=build / "lab/watch", help="default: %(default)s")
    options = parser.parse_args()
    return report_course("watch", options.output / "serial.log", lambda: run_course(options))


def run_course(options: argparse.Namespace) -> Outcome:
    recorder = options.build / find_machine(options.machine).preset / "target/faultbox"
    programs = WatchPrograms(recorder, options.idle, options.short)
    return run_watch_course(options.machine, programs, options.output.resolve())


if __name__ == "__main__":
    sys.exit(main())
