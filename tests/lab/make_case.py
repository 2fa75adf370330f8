#!/usr/bin/env python3
"""Turns runs of the lab into case folders for tests/cases.

    python3 tests/lab/make_case.py build/lab/arm/rpmsg_sock_release tests/cases/arm-headunit-rpmsg-sock-release
    python3 tests/lab/make_case.py --all build/lab/arm tests/cases/lab-arm
    python3 tests/lab/make_case.py --all build/lab/arm64 tests/cases/lab-arm64 codec_flush can_resume

Takes the raw region and the modules, writes NOTES.md from the table of faults, and lets the native `faultbox` and
`faultscope` write record.txt and report.txt. The kernel's vmlinux stays out: it is too large for the repository.
With --all, all runs of a machine (or those of the faults that are named) become cases in one folder, which share the
modules in its `symbols` folder; their regions are packed.
"""

import argparse
import gzip
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from faultlab.commands import LabError
from faultlab.commands import run as run_command
from faultlab.debian import REPOSITORY
from faultlab.machines import MachineSpec, find_machine
from faultlab.serial import check_text
from faultlab.truth import Fault, load_faults

MAX_FILE_SIZE = 1 << 20
REBASE = REPOSITORY / "tests" / "cases" / "rebase.py"


def copy_small(source: Path, target: Path) -> None:
    """Copies a file that is to live in the repository."""
    size = source.stat().st_size
    if size > MAX_FILE_SIZE:
        raise LabError(f"{source}: {size} bytes are too many for a case, at most {MAX_FILE_SIZE}")
    shutil.copyfile(source, target)


def copy_module(source: Path, target: Path) -> None:
    """The same of a module. The debug information of a large one is compressed, which changes nothing else in it."""
    if source.stat().st_size <= MAX_FILE_SIZE:
        return copy_small(source, target)
    with tempfile.TemporaryDirectory() as folder:
        packed = Path(folder) / source.name
        run_command("llvm-objcopy-19", "--compress-debug-sections=zlib", source, packed)
        copy_small(packed, target)


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
    """A case of its own, with its region as it is and its own modules."""
    spec = find_machine(run.parent.name)
    _describe(run, spec, case)
    copy_small(run / "region.bin", case / "region.bin")
    for module in modules(run):
        copy_module(module, case / module.name)
    (case / "case.toml").write_text(f'zones = "{spec.region.zone_options()}"\n')


def make_cases(machine: Path, group: Path, names: list[str]) -> list[Path]:
    """A case for each run of a machine, in one folder; returns those of this call."""
    runs = find_runs(machine, names)
    spec = find_machine(machine.name)
    share_modules(runs, group / "symbols")
    cases = [group / run.name for run in runs]
    for run, case in zip(runs, cases):
        _describe(run, spec, case)
        # Without name and time in its header, the same region gives the same file.
        (case / "region.bin.gz").write_bytes(gzip.compress((run / "region.bin").read_bytes(), 9, mtime=0))
        names_of_symbols = ", ".join(f'"../symbols/{module.name}"' for module in modules(run))
        (case / "case.toml").write_text(
            f'zones = "{spec.region.zone_options()}"\nsymbols = [{names_of_symbols}]\n')
    return cases


def find_runs(machine: Path, names: list[str]) -> list[Path]:
    """The run folders of these faults; without names, of all faults that were run."""
    runs = [machine / name for name in names] or sorted(path.parent for path in machine.glob("*/region.bin"))
    missing = [run.name for run in runs if not (run / "region.bin").is_file()]
    if missing or not runs:
        raise LabError(f"{machine}: no run has left a region{': ' if missing else ''}{', '.join(missing)}")
    return runs


def modules(run: Path) -> list[Path]:
    return sorted(run.glob("*.ko"))


def share_modules(runs: list[Path], folder: Path) -> None:
    """Puts the modules into the folder that all cases share. The cases that are there already were made with them."""
    folder.mkdir(parents=True, exist_ok=True)
    for module in (module for run in runs for module in modules(run)):
        with tempfile.TemporaryDirectory() as scratch:
            small, shared = Path(scratch) / module.name, folder / module.name
            copy_module(module, small)
            if not shared.exists():
                shutil.copyfile(small, shared)
            elif shared.read_bytes() != small.read_bytes():
                raise LabError(f"{module}: not the one in {folder}, which other cases need: make all cases of this "
                               "machine anew from runs of one build, without the old folder")


def _describe(run: Path, spec: MachineSpec, case: Path) -> None:
    """Makes the folder with its NOTES.md, which is left alone where there is one."""
    fault = find_fault(run, spec)
    check_text(fault, (run / "serial.log").read_text(errors="replace"))
    case.mkdir(parents=True, exist_ok=True)
    if not (case / "NOTES.md").exists():
        (case / "NOTES.md").write_text(notes(run, spec, fault))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, metavar="RUN_DIR", help="with --all, the folder of a machine")
    parser.add_argument("case", type=Path, metavar="CASE_DIR", help="with --all, the folder for its cases")
    parser.add_argument("names", nargs="*", metavar="FAULT", help="with --all: only these")
    parser.add_argument("--all", action="store_true", help="a case of each run of a machine")
    parser.add_argument("--inputs-only", action="store_true", help="do not write record.txt and report.txt")
    options, rebase_options = parser.parse_known_args()
    if options.names and not options.all:
        parser.error("names of faults are for --all")
    cases = [options.case]
    try:
        if options.all:
            cases = make_cases(options.run.resolve(), options.case, options.names)
        else:
            make_case(options.run.resolve(), options.case)
    except (LabError, OSError) as error:
        print(f"make_case: {error}", file=sys.stderr)
        return 2
    if options.inputs_only:
        return 0
    command = [sys.executable, str(REBASE), "--accept", *rebase_options, *(str(case.resolve()) for case in cases)]
    return subprocess.run(command, stdin=subprocess.DEVNULL).returncode


if __name__ == "__main__":
    sys.exit(main())
