"""Runs faultscope on everything that a crash left behind, and prints how its answers compare with the truth."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .check import Comparison, compare
from .commands import LabError
from .truth import Fault

DECODE_TIMEOUT = 60.0


@dataclass(frozen=True)
class Source:
    """One form of the same crash."""

    name: str
    inputs: tuple[Path, ...]


def find_sources(folder: Path, harvested: bool) -> list[Source]:
    """The forms of the crash in a run folder."""
    sources = [Source("region", (folder / "region.bin",)),
               Source("pstore", _files(folder / "pstore")),
               Source("serial", (folder / "serial.log",))]
    if harvested:
        sources.append(Source("store", _files(folder / "store")))
        sources.append(Source("store-raw", _files(folder / "store-raw")))
    return sources


def _files(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(path for path in folder.glob("*") if path.is_file()))


def check_run(fault: Fault, folder: Path, symbols: list[Path], faultscope: Path, harvested: bool) -> bool:
    """Decodes every form of the crash and prints the comparison; True when all is equal."""
    answers: dict[str, list[Comparison]] = {}
    problems = check_harvest(folder) if harvested else []
    for source in find_sources(folder, harvested):
        try:
            answers[source.name] = compare(fault, _decode(source, folder, symbols, faultscope))
        except LabError as error:
            problems.append(f"{source.name}: {error}")
    print(render(fault, answers, problems), flush=True)
    return not problems and all(item.equal for items in answers.values() for item in items)


def _decode(source: Source, folder: Path, symbols: list[Path], faultscope: Path) -> dict:
    """Runs `faultscope decode --json`; its output and diagnostics stay in the run folder."""
    if not source.inputs:
        raise LabError("there is nothing to decode")
    command = [str(faultscope), "decode", "--json"]
    for path in symbols:
        command += ["--symbols", str(path)]
    command += [str(path) for path in source.inputs]
    output, errors = folder / f"{source.name}.json", folder / f"{source.name}.stderr"
    try:
        with output.open("wb") as out, errors.open("wb") as err:
            status = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                    timeout=DECODE_TIMEOUT).returncode
    except (OSError, subprocess.TimeoutExpired) as error:
        raise LabError(f"faultscope: {error}") from error
    if status not in (0, 1):
        raise LabError(f"faultscope: exit status {status}: {errors.read_text(errors='replace').strip()}")
    try:
        return json.loads(output.read_text())
    except ValueError as error:
        raise LabError(f"faultscope: its JSON cannot be read: {error}") from error


def check_harvest(folder: Path) -> list[str]:
    """What went wrong on the machine itself, from the exit statuses that it left on its disk."""
    results = folder / "results"
    problems = []
    for name in ("harvest-pstore", "harvest-raw", "harvest-remove"):
        status_file = results / f"{name}.status"
        status = status_file.read_text().strip() if status_file.exists() else "none"
        if status != "0":
            errors = results / f"{name}.stderr"
            said = errors.read_text(errors="replace").strip() if errors.exists() else ""
            problems.append(f"{name}: exit status {status} {said}".rstrip())
    # What holds no console text (pmsg, ftrace) is not the recorder's to remove.
    left = [name for name in (results / "pstore-left").read_text().split() if name.startswith(("dmesg-", "console-"))]
    if left:
        problems.append(f"pstore: left after the harvest without --keep: {' '.join(left)}")
    return problems


def render(fault: Fault, answers: dict[str, list[Comparison]], problems: list[str]) -> str:
    """The table of one fault: a row for each field, a column for each form of the crash."""
    names = list(answers)
    lines = [f"== {fault.name}: {fault.what}"]
    rows = list(zip(*answers.values()))
    if rows:
        width = max(len(item.expected[0]) for row in rows for item in row)
        lines.append("  ".join([f"{'':10}", f"{'expected':{width}}", *(f"{name:9}" for name in names)]).rstrip())
        for row in rows:
            lines += _render_row(row, names, width)
    lines += [f"PROBLEM {problem}" for problem in problems]
    return "\n".join(lines) + "\n"


def _render_row(row: tuple[Comparison, ...], names: list[str], width: int) -> list[str]:
    verdicts = [f"{'equal' if item.equal else 'DIFFERENT':9}" for item in row]
    lines = ["  ".join([f"{row[0].field:10}", f"{row[0].expected[0]:{width}}", *verdicts]).rstrip()]
    for name, item in zip(names, row):
        if not item.equal:
            lines.append(f"{'':10}  {name} says: {item.found}")
    return lines
