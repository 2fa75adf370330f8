"""Runs faultscope on everything that a crash left behind, and judges its answers."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .check import SILENCE, Comparison, Json, compare, compare_signatures, signature, silent
from .commands import LabError
from .truth import Fault

DECODE_TIMEOUT = 60.0

Answers = dict[str, list[Comparison]]
"""By the form of the crash: each field of the answer, judged."""


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


def has_records(folder: Path) -> bool:
    """Whether the run that left this folder had a recorder."""
    return (folder / "results" / "harvest-pstore.status").exists()


def _files(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(path for path in folder.glob("*") if path.is_file()))


def check_run(fault: Fault, folder: Path, symbols: list[Path], faultscope: Path, harvested: bool) -> Answers:
    """Decodes every form of the crash and judges the answers."""
    answers: Answers = {}
    signatures: dict[str, str] = {}
    for source in find_sources(folder, harvested):
        try:
            report = _decode(source, folder, symbols, faultscope)
            answers[source.name] = compare(fault, report)
            signatures[source.name] = signature(fault, report)
        except LabError as error:
            answers[source.name] = silent(fault, str(error))
            signatures[source.name] = SILENCE
    for name, comparison in compare_signatures(signatures).items():
        answers[name].append(comparison)
    if harvested:
        answers["machine"] = check_harvest(folder)
    return answers


def _decode(source: Source, folder: Path, symbols: list[Path], faultscope: Path) -> Json:
    """The report on a source that faultscope must be able to read."""
    status = run_faultscope(source, folder, symbols, faultscope)
    if status not in (0, 1):
        errors = folder / f"{source.name}.stderr"
        raise LabError(f"faultscope: exit status {status}: {errors.read_text(errors='replace').strip()}")
    return read_report(source, folder)


def run_faultscope(source: Source, folder: Path, symbols: list[Path], faultscope: Path) -> int:
    """Runs `faultscope decode --json`; its output and diagnostics stay in the run folder. Returns its exit status."""
    if not source.inputs:
        raise LabError("there is nothing to decode")
    command = [str(faultscope), "decode", "--json"]
    for path in symbols:
        command += ["--symbols", str(path)]
    command += [str(path) for path in source.inputs]
    try:
        with (folder / f"{source.name}.json").open("wb") as out, (folder / f"{source.name}.stderr").open("wb") as err:
            return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                  timeout=DECODE_TIMEOUT).returncode
    except (OSError, subprocess.TimeoutExpired) as error:
        raise LabError(f"faultscope: {error}") from error


def read_report(source: Source, folder: Path) -> Json:
    """What faultscope printed."""
    try:
        return json.loads((folder / f"{source.name}.json").read_text())
    except ValueError as error:
        raise LabError(f"faultscope: its JSON cannot be read: {error}") from error


def check_harvest(folder: Path) -> list[Comparison]:
    """What the recorder did on the machine itself, from the results that it left on the disk."""
    results = folder / "results"
    checks = [_exit_status(results, name) for name in ("harvest-pstore", "harvest-raw", "harvest-remove")]
    listing = results / "pstore-left"
    if not listing.exists():
        return [*checks, Comparison("removed", ("all",), SILENCE, "the machine left no list of pstore's files")]
    # What holds no console text (pmsg, ftrace) is not the recorder's to remove.
    left = [name for name in listing.read_text().split() if name.startswith(("dmesg-", "console-"))]
    reason = f"left in pstore: {' '.join(left)}"
    return [*checks, Comparison("removed", ("all",), SILENCE if left else "all", reason)]


def _exit_status(results: Path, name: str) -> Comparison:
    status_file, errors = results / f"{name}.status", results / f"{name}.stderr"
    status = status_file.read_text().strip() if status_file.exists() else "none"
    said = errors.read_text(errors="replace").strip() if errors.exists() else ""
    return Comparison(name, ("exit status 0",), "exit status 0" if status == "0" else SILENCE,
                      f"exit status {status}: {said or 'nothing was said'}")
