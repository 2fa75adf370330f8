"""Judges what faultscope and the recorder say about a damaged copy of a region."""

import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from .check import SILENCE, Comparison, Json, Verdict, compare, count_crashes, signature
from .commands import LabError
from .damage import Copy, Correction, Damage, Must
from .decode import Source, read_report, run_faultscope
from .truth import Fault

HARVEST_TIMEOUT = 60.0
MUST_FIELDS = {Must.CRASH: ("crashes", "kind"), Must.TOLD: ("crashes",)}
"""What must be found; Must.ALL stands for all that is found undamaged."""


@dataclass(frozen=True)
class Programs:
    """Both programs, built for this machine."""

    faultscope: Path
    faultbox: Path


@dataclass(frozen=True)
class Crash:
    """A crash in the region, and what faultscope tells of it when nothing is damaged."""

    fault: Fault
    undamaged: tuple[Comparison, ...]
    signature: str


@dataclass(frozen=True)
class Said:
    """What one program said about one copy."""

    status: int
    report: Json
    diagnostics: str
    ecc: dict[int, Correction] = field(default_factory=dict)
    """By the offset of the zone; empty where a program does not name zones."""


@dataclass(frozen=True)
class Complaint:
    """What is not as it must be."""

    verdict: Verdict
    text: str


def undamaged(fault: Fault, region: Path, folder: Path, symbols: list[Path], programs: Programs) -> Crash:
    """What faultscope tells of a whole region."""
    source = Source("undamaged", (region,))
    if run_faultscope(source, folder, symbols, programs.faultscope) not in (0, 1):
        raise LabError(f"{region}: faultscope cannot read the undamaged region")
    report = read_report(source, folder)
    return Crash(fault, tuple(compare(fault, report)), signature(fault, report))


def ask_faultscope(region: Path, zones: str, folder: Path, symbols: list[Path], programs: Programs) -> dict[str, Said]:
    """Once with the file alone, once with the sizes of its zones, as for regions whose zones cannot be found."""
    sized = Path(f"{region}:{zones}")
    return {name: ask(Source(name, (path,)), folder, symbols, programs)
            for name, path in (("decode", region), ("sized", sized))}


def ask_recorder(region: Path, zones: str, folder: Path, symbols: list[Path], programs: Programs) -> Said:
    """Harvests the copy into a store, and has faultscope explain the records."""
    folder.mkdir(exist_ok=True)
    store = folder / "store"
    shutil.rmtree(store, ignore_errors=True)
    harvest = _run(programs.faultbox, "harvest", "--ramoops", f"{region}:{zones}", "--store", store, "--keep")
    records = tuple(sorted(store.glob("*.fbx")))
    if not records:
        return Said(harvest.returncode, {}, harvest.stderr)
    ecc: dict[int, Correction] = {}
    for record in records:
        ecc |= zone_corrections(_run(programs.faultbox, "show", record.stem.split("-")[0], "--store", store).stdout)
    report = ask(Source("harvest", records), folder, symbols, programs).report
    return Said(harvest.returncode, unfold(report), harvest.stderr, ecc)


def unfold(report: Json) -> Json:
    """The report with each crash as often as the recorder has counted it: it keeps one record of crashes that have one
    signature."""
    events = report.get("events") or []
    repeats = [event for event in events for _ in range(1, (event.get("repeats") or {}).get("count", 1))]
    return {**report, "events": [*events, *repeats]}


def zone_corrections(shown: str) -> dict[int, Correction]:
    """What `faultbox show` prints of the zones of a record."""
    # "source.0.name: zone 0 at 0x0", "source.0.ecc_corrected: 0", "source.0.ecc_uncorrectable: 0"
    offsets = {number: int(offset, 16)
               for number, offset in re.findall(r"(?m)^source\.(\d+)\.name: zone \d+ at (0x[0-9a-f]+)", shown)}
    counts = {(number, key): int(value)
              for number, key, value in re.findall(r"(?m)^source\.(\d+)\.ecc_(\w+): (\d+)", shown)}
    return {offset: Correction(counts[number, "corrected"], counts[number, "uncorrectable"])
            for number, offset in offsets.items() if (number, "corrected") in counts}


def ask(source: Source, folder: Path, symbols: list[Path], programs: Programs) -> Said:
    """What faultscope says about a source."""
    status = run_faultscope(source, folder, symbols, programs.faultscope)
    diagnostics = (folder / f"{source.name}.stderr").read_text(errors="replace")
    return Said(status, read_report(source, folder), diagnostics)


def _run(program: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run([str(program), *map(str, words)], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, errors="replace", timeout=HARVEST_TIMEOUT)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise LabError(f"{program.name}: {error}") from error


def judge(damage: Damage, crashes: list[Crash], copy: Copy, said: Said, statuses: tuple[int, ...]) -> list[Complaint]:
    """All that is not as it must be. `crashes` are those that the copy holds."""
    complaints = [*_judge_corrections(copy, said), *_judge_crashes(damage, crashes, said.report)]
    if said.status not in statuses:
        allowed = " or ".join(map(str, statuses))
        complaints.append(Complaint(Verdict.WRONG, f"exit status {said.status}, not {allowed}"))
    if damage.is_said and not _says_damage(said):
        complaints.append(Complaint(Verdict.MISSING, "no word about the damage"))
    return complaints


def _says_damage(said: Said) -> bool:
    events, inputs = said.report.get("events") or [], said.report.get("inputs") or []
    return bool(said.diagnostics.strip() or any(one.get("notes") for one in inputs)
                or any(event.get("damage") or (event.get("ecc") or {}).get("uncorrectable") for event in events)
                or any(zone.uncorrectable for zone in said.ecc.values()))


def _judge_corrections(copy: Copy, said: Said) -> list[Complaint]:
    """Whether the counts of error correction are exactly those of the damage: the recorder's by zone, and those of an
    event as those of one of the zones."""
    if not copy.ecc:
        return []
    complaints = [Complaint(Verdict.WRONG_AS_CERTAIN, f"zone at {offset:#x}: {_words(said.ecc[offset])}, "
                                                      f"not {_words(expected)}")
                  for offset, expected in copy.ecc.items() if offset in said.ecc and said.ecc[offset] != expected]
    if said.ecc:
        complaints += [Complaint(Verdict.MISSING, f"zone at {offset:#x}: no word about its error correction")
                       for offset in copy.ecc if offset not in said.ecc]
    for event in said.report.get("events") or []:
        ecc = event.get("ecc") or {}
        found = Correction(ecc.get("corrected"), ecc.get("uncorrectable"))
        if found not in copy.ecc.values():
            complaints.append(Complaint(Verdict.WRONG_AS_CERTAIN, f"an event has {_words(found)}, as no zone has"))
    return complaints


def _words(ecc: Correction) -> str:
    return f"{ecc.corrected} bytes corrected, {ecc.uncorrectable} blocks beyond correction"


def _judge_crashes(damage: Damage, crashes: list[Crash], report: Json) -> list[Complaint]:
    events = report.get("events") or []
    if damage.must == Must.NOTHING:
        return [Complaint(Verdict.WRONG_AS_CERTAIN, f"an event where there is none: {event.get('headline')}")
                for event in events]
    if len(crashes) == 1:
        return _judge_crash(damage, crashes[0], report)
    count = count_crashes(events)
    complaints = [] if count == len(crashes) else [
        Complaint(Verdict.WRONG_AS_CERTAIN if count > len(crashes) else Verdict.MISSING,
                  f"{count} crashes, not {len(crashes)}")]
    others = list(range(len(events)))
    for crash in crashes:
        crashed = _best_fit(crash, events, others)
        others = [number for number in others if number != crashed]
        complaints += [Complaint(one.verdict, f"{crash.fault.name}: {one.text}")
                       for one in _judge_crash(damage, crash, _about(crashed, events))]
    return complaints


def _best_fit(crash: Crash, events: list[Json], among: list[int]) -> int | None:
    """The event that fits the crash best: by its signature first and then by its address, for much else is alike in
    crashes of one task."""
    def fits(number: int) -> tuple[bool, bool, bool, int]:
        found = [item.field for item in compare(crash.fault, {"events": [events[number]]})
                 if item.verdict == Verdict.FOUND]
        return events[number].get("signature") == crash.signature, "address" in found, "location" in found, len(found)

    return max(among, key=fits, default=None)


def _about(crashed: int | None, events: list[Json]) -> Json:
    """The event, what the kernel survived since the crash before, and what followed."""
    if crashed is None:
        return {}
    fatal = [number for number in range(crashed) if events[number].get("severity") == "fatal"]
    first = fatal[-1] + 1 if fatal else 0
    last = max([crashed, *(number for number, event in enumerate(events) if _related_to(event) == crashed)])
    return {"events": [_renumbered(event, first) for event in events[first:last + 1]]}


def _related_to(event: Json) -> int | None:
    return (event.get("relation") or {}).get("to")


def _renumbered(event: Json, first: int) -> Json:
    """The event as it stands in a report that begins with the event FIRST."""
    to = _related_to(event)
    if to is None:
        return event
    return {**event, "relation": {**event["relation"], "to": to - first if to >= first else None}}


def _judge_crash(damage: Damage, crash: Crash, report: Json) -> list[Complaint]:
    complaints = []
    before = {item.field: item for item in crash.undamaged}
    for item in compare(crash.fault, report):
        was = before[item.field]
        text = f"{item.field} {item.found}, not {' or '.join(item.expected)}"
        if item.verdict in (Verdict.WRONG, Verdict.WRONG_AS_CERTAIN):
            if (item.found, item.certain) != (was.found, was.certain):  # Else the damage is not to blame.
                complaints.append(Complaint(item.verdict, text))
        elif item.verdict == Verdict.MISSING and was.verdict == Verdict.FOUND and _is_due(damage.must, item.field):
            complaints.append(Complaint(Verdict.MISSING, f"no {item.field}: {item.reason}"))
    if damage.must == Must.ALL and signature(crash.fault, report) not in (crash.signature, SILENCE):
        complaints.append(Complaint(Verdict.WRONG, f"signature {signature(crash.fault, report)}, not {crash.signature}"))
    return complaints


def _is_due(must: Must, name: str) -> bool:
    return must == Must.ALL or name in MUST_FIELDS.get(must, ())
