"""Damages the regions that runs of a machine left, and makes results of what the programs say."""

from dataclasses import dataclass
from pathlib import Path
from random import Random

from .check import SILENCE, Comparison, Verdict
from .commands import LabError
from .course import Parts
from .damage import DAMAGES, Copy, Damage, Original
from .damage_check import Complaint, Crash, Programs, ask_faultscope, ask_recorder, judge, undamaged
from .decode import Answers
from .table import Result, row_name
from .truth import Fault

SOURCES = ("decode", "sized", "harvest")
"""faultscope on the file alone, and told the sizes of the zones; the recorder, which is always told."""

WORST_FIRST = (Verdict.WRONG_AS_CERTAIN, Verdict.WRONG, Verdict.MISSING)


@dataclass(frozen=True)
class Subject:
    """A region of a run and what is true about it."""

    crash: Crash
    folder: Path
    content: bytes


def check_damages(parts: Parts, faults: list[Fault], output: Path, programs: Programs) -> list[Result]:
    """A result for each damage, whose fields are the faults."""
    row = row_name(parts.spec.name, parts.kernel.vmlinux is not None)
    subjects = [_subject(parts, fault, output / fault.name, programs)
                for fault in faults if (output / fault.name / "region.bin").exists()]
    if not subjects:
        raise LabError(f"{output}: no run has left a region to damage")
    return [_check_damage(parts, row, damage, subjects, programs) for damage in DAMAGES]


def _subject(parts: Parts, fault: Fault, folder: Path, programs: Programs) -> Subject:
    region, scratch = folder / "region.bin", folder / "damaged"
    scratch.mkdir(exist_ok=True)
    return Subject(undamaged(fault, region, scratch, parts.symbols(folder), programs), folder, region.read_bytes())


def _check_damage(parts: Parts, row: str, damage: Damage, subjects: list[Subject], programs: Programs) -> Result:
    answers: Answers = {source: [] for source in SOURCES}
    for index, subject in enumerate(subjects):
        other = subjects[(index + 1) % len(subjects)]
        complaints = _check_subject(parts, damage, subject, other, programs)
        for source, found in complaints.items():
            answers[source].append(comparison(damage, subject.crash.fault.name, found))
    return Result(row, damage, answers)


def comparison(damage: Damage, name: str, complaints: list[Complaint] | None) -> Comparison:
    """The worst complaint as a field. None: this damage cannot be done to this region."""
    expected = (str(damage.must),)
    if complaints is None:
        return Comparison(name, expected, SILENCE, "this region has not got what the damage needs")
    for verdict in WORST_FIRST:
        texts = list(dict.fromkeys(one.text for one in complaints if one.verdict == verdict))
        if texts and verdict == Verdict.MISSING:
            return Comparison(name, expected, SILENCE, "; ".join(texts))
        if texts:
            return Comparison(name, expected, "; ".join(texts), certain=verdict == Verdict.WRONG_AS_CERTAIN)
    return Comparison(name, expected, expected[0])


def _check_subject(parts: Parts, damage: Damage, subject: Subject, other: Subject,
                   programs: Programs) -> dict[str, list[Complaint] | None]:
    found: dict[str, list[Complaint] | None] = dict.fromkeys(SOURCES)
    crashes = [subject.crash, other.crash][:damage.crashes]
    original = Original(subject.content, parts.spec.region, other.content if other is not subject else b"")
    for seed in damage.seeds:
        copy = damage.make(original, Random(seed))
        if not copy:
            continue
        folder = subject.folder / "damaged" / (damage.name if len(damage.seeds) == 1 else f"{damage.name}-{seed}")
        for source, complaints in _check_copy(parts, damage, crashes, copy, folder, programs).items():
            where = f"seed {seed}: " if len(damage.seeds) > 1 else ""
            found[source] = [*(found[source] or []),
                             *(Complaint(one.verdict, where + one.text) for one in complaints)]
    return found


def _check_copy(parts: Parts, damage: Damage, crashes: list[Crash], copy: Copy, folder: Path,
                programs: Programs) -> dict[str, list[Complaint]]:
    folder.mkdir(parents=True, exist_ok=True)
    region = folder / "region.bin"
    region.write_bytes(copy.content)
    symbols = parts.symbols(folder.parents[1])
    zones = parts.spec.region.zone_options()
    decoded = ask_faultscope(region, zones, folder, symbols, programs)
    harvested = ask_recorder(region, zones, folder, symbols, programs)
    return {**{name: judge(damage, crashes, copy, said, damage.decode_status) for name, said in decoded.items()},
            "harvest": judge(damage, crashes, copy, harvested, damage.harvest_status)}
