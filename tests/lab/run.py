#!/usr/bin/env python3
"""Crashes real kernels in QEMU and checks what Faultbox says about them.

    tests/lab/run arm                     the faults of faults.toml
    tests/lab/run arm rpmsg_sock_release  only this one

Everything a crash leaves behind stays in build/lab/arm/<fault>/. Exit status 0: every answer was equal to the truth;
1: some were not; 2: something failed or is missing.
"""

import argparse
import sys
import time
from pathlib import Path

from faultlab import arm
from faultlab.commands import LabError, say
from faultlab.debian import REPOSITORY
from faultlab.decode import check_run
from faultlab.truth import Fault


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests/lab/run", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("machine", choices=["arm"])
    parser.add_argument("faults", nargs="*", metavar="fault")
    parser.add_argument("--faultbox", type=Path, default=REPOSITORY / "build/armv7-release/target/faultbox",
                        help="the static recorder for the machine (default: %(default)s)")
    parser.add_argument("--faultscope", type=Path, default=REPOSITORY / "build/release/host/faultscope",
                        help="default: %(default)s")
    parser.add_argument("--output", type=Path, default=REPOSITORY / "build/lab/arm", help="default: %(default)s")
    parser.add_argument("--no-harvest", action="store_true", help="without the recorder: only pstore's files are kept")
    parser.add_argument("--no-decode", action="store_true", help="do not run faultscope")
    parser.add_argument("--no-boot", action="store_true", help="decode what the last run left, without booting")
    parser.add_argument("--extended", action="store_true", help="also the faults that the table marks as extended")
    parser.add_argument("--prepare", action="store_true", help="only fill the cache: kernel, module, busybox")
    return parser.parse_intermixed_args()


def select(faults: list[Fault], names: list[str], extended: bool) -> list[Fault]:
    """The faults with these names; without names all, the extended ones only when they are wanted."""
    known = {fault.name: fault for fault in faults}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise LabError(f"no such fault: {', '.join(unknown)}; there are: {', '.join(known)}")
    return [known[name] for name in names] or [fault for fault in faults if extended or not fault.extended]


def require(path: Path, option: str, preset: str) -> Path:
    if not path.is_file():
        raise LabError(f"{path} is missing: `cmake --preset {preset} && cmake --build --preset {preset}` builds it; "
                       f"{option} goes without")
    return path.resolve()


def run_all(options: argparse.Namespace) -> bool:
    """Runs and checks the chosen faults; True when every answer was equal to the truth."""
    fill_only = options.prepare
    harvest = not options.no_harvest and not fill_only
    decode = not options.no_decode and not fill_only
    faultbox = require(options.faultbox, "--no-harvest", "armv7-release") if harvest else None
    faultscope = require(options.faultscope, "--no-decode", "release") if decode else None
    parts = arm.prepare(options.output, faultbox)
    if fill_only:
        return True
    chosen = select(parts.faults, options.faults, options.extended)
    results = [run_one(options, parts, fault, faultscope, harvest) for fault in chosen]
    if faultscope:
        print("all equal" if all(results) else "there are DIFFERENT answers")
    return all(results)


def run_one(options: argparse.Namespace, parts: arm.Parts, fault: Fault, faultscope: Path | None,
            harvest: bool) -> bool:
    """Runs and checks one fault. What goes wrong with it does not keep the others from running."""
    folder = options.output / fault.name
    started = time.monotonic()
    try:
        if not options.no_boot:
            arm.run_fault(parts, fault, folder)
            say(f"{fault.name}: crashed and read back in {time.monotonic() - started:.1f} s: {folder}")
        if not faultscope:
            return True
        return check_run(fault, folder, [folder / "headunit.ko", parts.kernel.vmlinux], faultscope, harvest)
    except (LabError, OSError) as error:
        print(f"== {fault.name}: PROBLEM {error}; see {folder}/serial.log and qemu.stderr", flush=True)
        return False


def main() -> int:
    options = parse_arguments()
    try:
        return 0 if run_all(options) else 1
    except LabError as error:
        print(f"lab: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
