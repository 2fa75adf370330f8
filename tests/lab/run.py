#!/usr/bin/env python3
"""Crashes real kernels in QEMU and judges what Faultbox says about them.

    tests/lab/run arm                            the faults of faults.toml
    tests/lab/run arm amd64 rpmsg_sock_release   this one on two machines
    tests/lab/run                                all on all machines
    tests/lab/run arm64 --kernel-tree ~/linux    the faults of faults.toml, with a kernel of your own

Everything a crash leaves behind stays in build/lab/<machine>/<fault>/, all verdicts in build/lab/results.json. Exit
status 0: nothing wrong was said as certain, and nothing is lost that tests/lab/table.json has as found; 1: something
was, or a run failed; 2: the lab could not start.
"""

import argparse
import json
import signal
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

from faultlab import course, table
from faultlab.commands import LabError, say
from faultlab.damage import SEEDS
from faultlab.damage_check import Programs
from faultlab.damage_course import COURSES, course_names, run_course
from faultlab.damage_run import check_damages
from faultlab.debian import REPOSITORY
from faultlab.debian_kernel import Symbols
from faultlab.decode import check_run, has_records
from faultlab.machines import MACHINES, MachineSpec, with_kernel_tree
from faultlab.serial import check_text
from faultlab.truth import Fault, fault_names


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests/lab/run", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="machine|fault",
                        help=f"machines: {', '.join(MACHINES)}; faults: {', '.join(fault_names())}; "
                             f"courses of --damage: {', '.join(course_names())}")
    parser.add_argument("--build", type=Path, default=REPOSITORY / "build",
                        help="where the presets have built recorders and faultscope (default: %(default)s)")
    parser.add_argument("--faultbox", type=Path, help="the static recorder, if it is not the one of the preset")
    parser.add_argument("--faultscope", type=Path, help="default: release/host/faultscope in the build folder")
    parser.add_argument("--output", type=Path, default=REPOSITORY / "build/lab", help="default: %(default)s")
    parser.add_argument("--kernel-tree", type=Path, metavar="DIR",
                        help="a built kernel of your own on the hardware of the one machine that is named: its source "
                             "folder, or what was O= when it was built")
    parser.add_argument("--kernel-make", action="append", default=[], metavar="NAME=VALUE",
                        help="what the tree was built with, where it differs from the machine's own kernel: "
                             "CROSS_COMPILE, LLVM, CC; may be repeated")
    parser.add_argument("--saved", action="store_true",
                        help="go on from a saved state of each machine instead of booting it before the crash")
    parser.add_argument("--symbols", action="store_true",
                        help="fetch the vmlinux of Debian's kernels (0.3 to 0.65 GB each) unless it is in the cache")
    parser.add_argument("--no-symbols", action="store_true",
                        help="leave the vmlinux of Debian's kernels out even if it is in the cache")
    parser.add_argument("--no-harvest", action="store_true", help="without the recorder: only pstore's files are kept")
    parser.add_argument("--no-decode", action="store_true", help="do not run faultscope")
    parser.add_argument("--no-boot", action="store_true", help="decode what the last run left, without booting")
    parser.add_argument("--extended", action="store_true", help="also the faults that the table marks as extended")
    parser.add_argument("--damage", action="store_true",
                        help="then damage the regions that the faults left, and judge what is said about those")
    parser.add_argument("--prepare", action="store_true", help="only fill the cache: kernel, module, busybox")
    parser.add_argument("--accept", action="store_true", help="take the results over into tests/lab/table.json")
    return parser.parse_intermixed_args()


@dataclass(frozen=True)
class Choice:
    """What the names on the command line stand for."""

    machines: list[MachineSpec]
    faults: list[str]
    """Empty for all."""
    courses: list[str]
    """Of the damage runs; empty for all with --damage, and for none without."""


def choose(options: argparse.Namespace) -> Choice:
    choice = choose_by_name(options.names)
    if not options.kernel_tree:
        if options.kernel_make:
            raise LabError("--kernel-make is for the kernel of --kernel-tree")
        return choice
    if len(choice.machines) != 1:
        raise LabError("--kernel-tree needs the name of one machine, whose hardware the kernel runs on")
    return replace(choice, machines=[with_kernel_tree(choice.machines[0], options.kernel_tree,
                                                      tuple(options.kernel_make))])


def choose_by_name(names: list[str]) -> Choice:
    known = [*fault_names(), *course_names()]
    unknown = [name for name in names if name not in MACHINES and name not in known]
    if unknown:
        raise LabError(f"neither machine nor fault: {', '.join(unknown)}; "
                       f"there are: {', '.join([*MACHINES, *known])}")
    machines = [MACHINES[name] for name in names if name in MACHINES] or list(MACHINES.values())
    return Choice(machines, [name for name in names if name in fault_names()],
                  [name for name in names if name in course_names()])


def select(faults: list[Fault], names: list[str], extended: bool) -> list[Fault]:
    """The faults with these names; without names all, the extended ones only when they are wanted."""
    chosen = [fault for fault in faults if (fault.name in names if names else extended or not fault.extended)]
    for fault in chosen:
        if fault.not_here:
            say(f"{fault.name} is not for this machine: {fault.not_here}")
    return [fault for fault in chosen if not fault.not_here]


def require(path: Path, option: str, preset: str) -> Path:
    if not path.is_file():
        raise LabError(f"{path} is missing: `cmake --preset {preset} && cmake --build --preset {preset}` builds it; "
                       f"{option} goes without")
    return path.resolve()


def find_faultbox(options: argparse.Namespace, spec: MachineSpec) -> Path | None:
    if options.no_harvest or options.prepare or options.no_boot:
        return None
    path = options.faultbox or options.build / spec.preset / "target/faultbox"
    return require(path, "--no-harvest", spec.preset)


def symbols_wanted(options: argparse.Namespace) -> Symbols:
    if options.symbols and options.no_symbols:
        raise LabError("--symbols and --no-symbols exclude each other")
    return Symbols.FETCH if options.symbols else Symbols.NONE if options.no_symbols else Symbols.CACHED


def run_all(options: argparse.Namespace) -> bool:
    """Runs and judges the chosen faults; True when every result may be as it is."""
    choice = choose(options)
    if options.faultbox and len({spec.preset for spec in choice.machines}) > 1:
        raise LabError("--faultbox is for machines of one architecture; use --build")
    decode = not options.no_decode and not options.prepare
    faultscope = require(options.faultscope or options.build / "release/host/faultscope", "--no-decode",
                         "release") if decode else None
    recorders = {spec.name: find_faultbox(options, spec) for spec in choice.machines}
    reference = table.load_reference()
    results: list[table.Result] = []
    for spec in choice.machines:
        parts = course.prepare(spec, options.output / spec.name, recorders[spec.name], symbols_wanted(options))
        if not options.no_boot:
            course.make_boot_image(parts)
        if not options.prepare:
            only_courses = choice.courses and not choice.faults
            faults = [] if only_courses else select(parts.faults, choice.faults, options.extended)
            results += [run_one(options, parts, fault, faultscope, reference) for fault in faults]
            results += run_damages(options, parts, faults, faultscope, reference)
            results += run_courses(options, parts, choice.courses, faultscope, reference)
    if results and faultscope:
        print(table.render_summary(results, reference), flush=True)
        (options.output / "results.json").write_text(json.dumps([table.to_json(one) for one in results], indent=1))
    if options.accept:
        table.accept(results)
    return all(table.is_good(result, reference) for result in results)


def run_one(options: argparse.Namespace, parts: course.Parts, fault: Fault, faultscope: Path | None,
            reference: table.Json) -> table.Result:
    """Runs and judges one fault. What goes wrong with it does not keep the others from running."""
    folder = options.output / parts.spec.name / fault.name
    row = table.row_name(parts.spec.name, parts.kernel.vmlinux is not None)
    started = time.monotonic()
    try:
        if not options.no_boot:
            course.run_fault(parts, fault, folder, options.saved)
            say(f"{row} {fault.name}: crashed and read back in {time.monotonic() - started:.1f} s: {folder}")
        check_text(fault, (folder / "serial.log").read_text(errors="replace"))
        harvested = has_records(folder) if options.no_boot else parts.faultbox is not None
        answers = check_run(fault, folder, parts.symbols(folder), faultscope, harvested) if faultscope else {}
        result = table.Result(row, fault, answers)
    except (LabError, OSError) as error:
        result = table.Result(row, fault, {}, f"{error}; see {folder}/serial.log and qemu.stderr")
    if faultscope or result.failure:
        print(table.render(result, reference), flush=True)
    return result


def run_damages(options: argparse.Namespace, parts: course.Parts, faults: list[Fault], faultscope: Path | None,
                reference: table.Json) -> list[table.Result]:
    """Damages the regions that the runs left, where that is wanted, and judges what is said about them."""
    if not options.damage or not faultscope or not faults:
        return []
    print(f"damage with the seeds {', '.join(map(str, SEEDS))}", flush=True)
    results = check_damages(parts, faults, options.output / parts.spec.name, Programs(faultscope, native_faultbox(options)))
    for result in results:
        print(table.render(result, reference), flush=True)
    return results


def run_courses(options: argparse.Namespace, parts: course.Parts, names: list[str], faultscope: Path | None,
                reference: table.Json) -> list[table.Result]:
    """Runs the courses that are named, or with --damage all, and judges what is said about them."""
    chosen = [one for one in COURSES if one.name in names or (options.damage and not names)]
    if not chosen or not faultscope:
        return []
    programs = Programs(faultscope, native_faultbox(options))
    results = []
    for one in chosen:
        results.append(run_course(parts, one, options.output / parts.spec.name, programs, not options.no_boot))
        print(table.render(results[-1], reference), flush=True)
    return results


def native_faultbox(options: argparse.Namespace) -> Path:
    return require(options.build / "release/target/faultbox", "a run without --damage", "release")


def main() -> int:
    # As an exception, so that the virtual machine ends too.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        return 0 if run_all(parse_arguments()) else 1
    except LabError as error:
        print(f"lab: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
