#!/usr/bin/env python3
"""Turns a run of the lab into a case folder for tests/cases.

    python3 tests/lab/make_case.py build/lab/arm/rpmsg_sock_release tests/cases/arm-headunit-rpmsg-sock-release

Takes the raw region and the modules, writes NOTES.md from the table of faults, and lets the native `faultbox` and
`faultscope` write record.txt and report.txt. The kernel's vmlinux stays out: it is too large for the repository.
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from faultlab.commands import LabError
from faultlab.debian import REPOSITORY
from faultlab.machines import MachineSpec, find_machine
from faultlab.truth import Fault, load_faults

MAX_FILE_SIZE = 1 << 20
REBASE = REPOSITORY / "tests" / "cases" / "rebase.py"


def copy_small(source: Path, target: Path) -> None:
    """Copies a file that is to live in the repository."""
    size = source.stat().st_size
    if size > MAX_FILE_SIZE:
        raise LabError(f"{source}: {size} bytes are too many for a case, at most {MAX_FILE_SIZE}")
    shutil.copyfile(source, target)


def find_fault(run: Path, spec: MachineSpec) -> Fault:
    for fault in load_faults(spec, None):
        if fault.name == run.name:
            return fault
    raise LabError(f"{run}: the folder's name is no fault of the lab")


def kernel_banner(run: Path) -> str:
    """The first line of the kernel's log, without its time stamp."""
    for line in (run / "serial.log").read_text(errors="replace").splitlines():
        if "Linux version" in line:
            return line[line.index("Linux version"):]
    raise LabError(f"{run}/serial.log: no kernel banner")


def truth(fault: Fault) -> str:
    """What the table states, a line each; what it does not state is left out."""
    where = ", inlined into ".join(
        f"`{frame.function}` ({frame.file}:{frame.line or '?'})" for frame in fault.frames)
    address = "" if fault.address is None else f" at {fault.address:#x}"
    status = "" if fault.status is None else f", fault status {fault.status:#x}"
    size = f" of {fault.sizes[0]} bytes" if fault.sizes else ""
    member = fault.member
    lines = [("Kind", " or ".join(fault.kinds)),
             ("Where", where),
             ("What", fault.accesses and f"{' or '.join(fault.accesses)}{size}{address}{status}"),
             ("Member", member and f"`{member.path}` of `{member.type}`, offset {member.offset:#x}"),
             ("Bad pointer", fault.expressions and " or ".join(f"`{text}`" for text in fault.expressions)
              + f", class {' or '.join(fault.classes)}"),
             ("Process", fault.comm and f"`{fault.comm}`"),
             ("Workqueue", fault.workqueue),
             ("Panic", fault.panic_reason)]
    return "\n".join(f"- {name}: {text}" for name, text in lines if text)


def notes(run: Path, spec: MachineSpec, fault: Fault) -> str:
    """NOTES.md: where the crash comes from and what is true about it."""
    region = spec.region
    return f"""# {fault.what}

A crash of the lab's own module, `tests/lab/run {spec.name} {fault.name}`.

- Kernel: {kernel_banner(run)}
- Region: {region.size:#x} bytes at {region.address:#x}, {region.zone_options()}, copied between the crash and the next
  boot.
- Symbols: the modules as they were loaded. The kernel's own vmlinux is not here.

## The truth

{truth(fault)}
"""


def make_case(run: Path, case: Path) -> None:
    spec = find_machine(run.parent.name)
    fault = find_fault(run, spec)
    case.mkdir(parents=True, exist_ok=True)
    copy_small(run / "region.bin", case / "region.bin")
    for module in sorted(run.glob("*.ko")):
        copy_small(module, case / module.name)
    (case / "case.toml").write_text(f'zones = "{spec.region.zone_options()}"\n')
    if not (case / "NOTES.md").exists():
        (case / "NOTES.md").write_text(notes(run, spec, fault))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, metavar="RUN_DIR")
    parser.add_argument("case", type=Path, metavar="CASE_DIR")
    parser.add_argument("--inputs-only", action="store_true", help="do not write record.txt and report.txt")
    options, rebase_options = parser.parse_known_args()
    try:
        make_case(options.run.resolve(), options.case)
    except (LabError, OSError) as error:
        print(f"make_case: {error}", file=sys.stderr)
        return 2
    if options.inputs_only:
        return 0
    command = [sys.executable, str(REBASE), "--accept", *rebase_options, str(options.case.resolve())]
    return subprocess.run(command, stdin=subprocess.DEVNULL).returncode


if __name__ == "__main__":
    sys.exit(main())
