"""Runs of a machine that leave another region than one crash in records of the usual size does."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from .check import Comparison, compare
from .commands import LabError
from .course import QUESTION, Parts, run_fault
from .damage import Copy, Damage, Must
from .damage_check import Crash, Programs, Said, ask, ask_faultscope, ask_recorder, judge, undamaged
from .damage_run import comparison
from .decode import Answers, Source
from .serial import check_text
from .table import Result, row_name
from .truth import Fault


@dataclass(frozen=True)
class Course:
    """A run of its own. What must be found is what its last crash tells in a run of the usual kind."""

    name: str
    what: str
    faults: tuple[str, ...]
    """One after the other, each in a boot of its own; nothing is harvested in between."""
    must: Must
    kernel_arguments: str = ""
    region: dict[str, int] = field(default_factory=dict)
    """What is different in the machine's region."""


COURSES = (
    # The driver begins with its first zone in each boot (fs/pstore/ram.c, ramoops_pstore_write), so that the dumps of
    # the second crash replace those of the first one, and the console zone is cleared when the driver is loaded.
    Course("two-crashes", "A second crash before anything was harvested; its records replace those of the first.",
           ("rpmsg_sock_release", "can_resume"), Must.ALL, "lab.crashes=2"),
    # fs/pstore/platform.c, pstore_choose_compression: a name that is none chooses none.
    Course("uncompressed", "Records that are not compressed.", ("rpmsg_sock_release",), Must.ALL,
           "pstore.compress=none"),
    Course("small-records", "Small records that are not compressed: they begin in the middle of the crash.",
           ("rpmsg_sock_release",), Must.TOLD, "pstore.compress=none", {"record": 0x1000, "console": 0}),
)


def course_names() -> list[str]:
    return [course.name for course in COURSES]


def prepare_course(parts: Parts, course: Course) -> tuple[Parts, list[Fault]]:
    """The machine as the course wants it, and its faults in their order."""
    by_name = {fault.name: fault for fault in parts.faults}
    faults = [replace(by_name[name], kernel_arguments=f"{by_name[name].kernel_arguments} {course.kernel_arguments}")
              for name in course.faults]
    spec = replace(parts.spec, region=replace(parts.spec.region, **course.region))
    return replace(parts, spec=spec), faults


def run_course(parts: Parts, course: Course, output: Path, programs: Programs, boot: bool) -> Result:
    """Runs a course and judges what is said about its last crash. Without `boot`, judges what the last run left."""
    row, folder = row_name(parts.spec.name, parts.kernel.vmlinux is not None), output / course.name
    changed, faults = prepare_course(parts, course)
    try:
        if boot:
            run_fault(changed, faults[-1], folder, False, tuple(faults[:-1]))
        console = (folder / "serial.log").read_text(errors="replace")
        check_text(faults[-1], console.rpartition(QUESTION)[2])
        usual = _usual_crash(parts, faults[-1], output, programs)
        return Result(row, course, _judge(changed, course, usual, folder, programs))
    except (LabError, OSError) as error:
        return Result(row, course, {}, f"{error}; see {folder}/serial.log and qemu.stderr")


def _usual_crash(parts: Parts, fault: Fault, output: Path, programs: Programs) -> Crash:
    """The same crash in a run of the usual kind."""
    folder = output / fault.name
    if not (folder / "region.bin").exists():
        raise LabError(f"{folder}: run {fault.name} too, it says what must be found")
    return undamaged(fault, folder / "region.bin", folder, parts.symbols(folder), programs)


def _judge(parts: Parts, course: Course, crash: Crash, folder: Path, programs: Programs) -> Answers:
    symbols, region, zones = parts.symbols(folder), folder / "region.bin", parts.spec.region.zone_options()
    said: dict[str, Said] = {
        **ask_faultscope(region, zones, folder, symbols, programs),
        "harvest": ask_recorder(region, zones, folder / "native", symbols, programs)}
    for name in ("pstore", "store"):
        files = tuple(sorted(path for path in (folder / name).glob("*") if path.is_file()))
        if files:
            said[name] = ask(Source(name, files), folder, symbols, programs)
    damage = Damage(course.name, course.what, lambda original, _: Copy(original.content), course.must)
    return {name: _comparisons(damage, crash, one) for name, one in said.items()}


def _comparisons(damage: Damage, crash: Crash, said: Said) -> list[Comparison]:
    """One field that says whether all is as it must be, and then what was found."""
    complaints = judge(damage, [crash], Copy(b""), said, (0, 1))
    return [comparison(damage, damage.must.name.lower(), complaints), *compare(crash.fault, said.report)]
