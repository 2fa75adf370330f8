#!/usr/bin/env python3
"""Boots images with the recorder in them: Debian 12 with systemd and the recorder's package, and busybox with its init
script. Each crashes, is reset warm, and must have the crash in its store by itself.

Needs each architecture's recorder preset; for systemd root, release's faultscope and the packages of
image-packages.txt, which it installs, too. Everything stays in
build/lab/images/. Exit status 0: all is as docs/image.md says; 1: something is not; 2: the lab could not start.
"""

import argparse
import sys
import time
from pathlib import Path

from faultlab.busybox_course import run_busybox_course
from faultlab.commands import run, say
from faultlab.debian import REPOSITORY
from faultlab.image_machines import ARCHITECTURES
from faultlab.outcome import Outcome, report_course
from faultlab.recorder_package import ImagePrograms
from faultlab.systemd_course import run_systemd_course

COURSES = {"systemd": run_systemd_course, "busybox": run_busybox_course}
PACKAGES = Path(__file__).with_name("image-packages.txt")


def parse_options() -> argparse.Namespace:
    build = REPOSITORY / "build"
    parser = argparse.ArgumentParser(prog="tests/lab/run_images.py", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("architectures", nargs="*", metavar="ARCH", help=f"default: {' '.join(ARCHITECTURES)}")
    parser.add_argument("--init", choices=COURSES, action="append", help="one of the images; default: both")
    parser.add_argument("--build", type=Path, default=build, help="where the presets are built (default: %(default)s)")
    parser.add_argument("--faultscope", type=Path, help="default: that of the preset release in --build")
    parser.add_argument("--output", type=Path, default=build / "lab/images", help="default: %(default)s")
    options = parser.parse_args()
    if unknown := set(options.architectures) - set(ARCHITECTURES):
        parser.error(f"no such architecture: {', '.join(sorted(unknown))}")
    return options


def main() -> int:
    options = parse_options()
    faultscope = options.faultscope or options.build / "release/host/faultscope"
    programs = ImagePrograms(options.build.resolve(), faultscope.resolve())
    worst = 0
    for init in options.init or COURSES:
        for architecture in options.architectures or ARCHITECTURES:
            folder = options.output.resolve() / f"{architecture}-{init}"
            worst = max(worst, run_course(init, architecture, programs, folder))
    return worst


def run_course(init: str, architecture: str, programs: ImagePrograms, folder: Path) -> int:
    name = f"{architecture} {init}"
    print(f"== {name}", flush=True)

    def course() -> Outcome:
        began = time.monotonic()
        if init == "systemd":
            run("sh", REPOSITORY / "toolchains/install-packages.sh", PACKAGES)
        outcome = COURSES[init](architecture, programs, folder)
        say(f"{name} took {time.monotonic() - began:.0f} s")
        return outcome

    return report_course(name, folder / "serial.log", course)


if __name__ == "__main__":
    sys.exit(main())
