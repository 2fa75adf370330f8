#!/usr/bin/env python3
"""Plugs USB sticks into a real kernel, pulls them during the export, and pulls records over a gadget's serial line.

Everything stays in build/lab/usb/. Exit status 0: nothing was lost or half; 1: something was; 2: the lab could not
start.
"""

import argparse
import sys
from pathlib import Path

from faultlab.debian import REPOSITORY
from faultlab.outcome import report_course
from faultlab.usb import UsbPrograms, run_usb_course


def main() -> int:
    build = REPOSITORY / "build"
    parser = argparse.ArgumentParser(prog="tests/lab/run_usb.py", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faultbox", type=Path, default=build / "x86_64-release/target/faultbox",
                        help="the static recorder for x86-64 (default: %(default)s)")
    parser.add_argument("--native-faultbox", type=Path, default=build / "release/target/faultbox",
                        help="the recorder that knows every CPU (default: %(default)s)")
    parser.add_argument("--faultscope", type=Path, default=build / "release/host/faultscope",
                        help="default: %(default)s")
    parser.add_argument("--output", type=Path, default=build / "lab/usb", help="default: %(default)s")
    options = parser.parse_args()
    programs = UsbPrograms(options.faultbox, options.native_faultbox, options.faultscope)
    return report_course("usb", options.output / "serial.log",
                         lambda: run_usb_course(programs, options.output.resolve()))


if __name__ == "__main__":
    sys.exit(main())
