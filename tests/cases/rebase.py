#!/usr/bin/env python3
"""Decodes every case again and compares the result with what the case folder says.

    python3 tests/cases/rebase.py                 all cases; differences are shown, exit status 1 when there are any
    python3 tests/cases/rebase.py CASE... --accept   the new results become the expected ones

A case is a folder beside this script, or in a folder of cases that belong together:

    NOTES.md      where the crash comes from, and what is true about it
    report.txt    what `faultscope decode` prints for the inputs; a folder without it has events.json only
    record.txt    what `faultbox` keeps of them: `faultbox show` of every record
    events.json   what a reader finds in the input: check_events.py
    case.toml     optional; `zones` are the sizes of a raw region's zones as `faultbox harvest --ramoops` takes them,
                  `record = false` says that there is no record.txt, `symbols` names symbol files that it shares with
                  others, as seen from the case folder: "../symbols/headunit.ko"
    pstore/       inputs: a folder of pstore files
    *.ko *.elf vmlinux*   symbol files
    *.gz          unpacked, an input of the name without .gz
    anything else is an input
"""

import argparse
import difflib
import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

CASES = Path(__file__).resolve().parent
REPOSITORY = CASES.parents[1]
NOT_INPUTS = {"NOTES.md", "report.txt", "record.txt", "case.toml", "events.json"}
TIMEOUT = 120.0


@dataclass(frozen=True)
class Programs:
    """The two programs, built for this machine."""

    faultscope: Path
    faultbox: Path


@dataclass(frozen=True)
class Case:
    """One case folder."""

    folder: Path
    zones: str
    has_record: bool
    shared_symbols: tuple[str, ...] = ()
    """Relative to the folder, and one level above it."""

    def symbol_files(self) -> list[str]:
        return [*self.shared_symbols, *(name for name in self._files() if is_symbol_file(name))]

    def packed(self) -> list[str]:
        return [name for name in self._files() if name.endswith(".gz")]

    def inputs(self) -> list[str]:
        """The inputs as seen from the case folder, so that no report holds a path of this machine."""
        found = [name for name in self._files() if name not in NOT_INPUTS and not is_symbol_file(name)]
        pstore = self.folder / "pstore"
        return found + [f"pstore/{path.name}" for path in sorted(pstore.glob("*"))]

    def _files(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir()
                      if path.is_file() and not path.name.startswith("."))


class CaseError(Exception):
    """A case cannot be decoded at all; the text says why."""


def is_symbol_file(name: str) -> bool:
    return name.endswith((".ko", ".elf")) or name.startswith("vmlinux")


def load_case(folder: Path) -> Case:
    settings_file = folder / "case.toml"
    settings = tomllib.loads(settings_file.read_text()) if settings_file.exists() else {}
    return Case(folder, settings.get("zones", ""), settings.get("record", True), shared_symbols(folder, settings))


def shared_symbols(folder: Path, settings: dict[str, Any]) -> tuple[str, ...]:
    """The symbol files that case.toml names: each in a folder beside that of the case."""
    names = tuple(settings.get("symbols", ()))
    for name in names:
        parts = Path(name).parts
        if len(parts) != 3 or parts[0] != ".." or ".." in parts[1:] or not (folder / name).is_file():
            raise CaseError(f"{folder.name}/case.toml: {name}: no file in a folder beside the case's")
    return names


def unpacked(case: Case, scratch: Path) -> Case:
    """The case with nothing packed in it: itself, or a copy in `scratch` that looks the same from inside."""
    if not case.packed():
        return case
    folder = scratch / case.folder.name
    shutil.copytree(case.folder, folder)
    for name in case.packed():
        (folder / name.removesuffix(".gz")).write_bytes(gzip.decompress((folder / name).read_bytes()))
        (folder / name).unlink()
    for beside in {Path(name).parts[1] for name in case.shared_symbols}:
        (scratch / beside).symlink_to((case.folder.parent / beside).resolve())
    return replace(case, folder=folder)


def results(case: Case, programs: Programs) -> dict[str, str]:
    """What the programs say now: file name and content."""
    with tempfile.TemporaryDirectory(prefix="faultbox-case-") as scratch:
        return results_unpacked(unpacked(case, Path(scratch)), programs)


def results_unpacked(case: Case, programs: Programs) -> dict[str, str]:
    texts = {"report.txt": decode(case, programs.faultscope)}
    if case.has_record:
        texts["record.txt"] = record(case, programs.faultbox)
    return texts


def decode(case: Case, faultscope: Path) -> str:
    """The report, with what was said on stderr and the exit status where there is something to say."""
    command = [str(faultscope), "decode", *case.inputs()]
    for name in case.symbol_files():
        command += ["--symbols", name]
    return transcript(_run(command, case.folder))


def record(case: Case, faultbox: Path) -> str:
    """Harvests the inputs into an empty store and shows every record."""
    with tempfile.TemporaryDirectory(prefix="faultbox-case-") as scratch:
        store = Path(scratch) / "store"
        text = transcript(_run([str(faultbox), "harvest", *_source(case, Path(scratch)), "--store", str(store),
                                "--keep"], case.folder))
        for path in sorted(store.glob("*.fbx")):
            number = path.stem.split("-")[0]
            text += transcript(_run([str(faultbox), "show", number, "--store", str(store)], case.folder))
        return without_machine(text.replace(scratch, "SCRATCH"))


def without_machine(text: str) -> str:
    """Leaves out what depends on the machine that harvests: its identity, and with it the size of the record."""
    kept = [line for line in text.splitlines(keepends=True) if not line.startswith("harvester.")]
    return re.sub(r"(?m)^(stored \S+) \d+ bytes$", r"\1", "".join(kept))


def _source(case: Case, scratch: Path) -> list[str]:
    """Where `faultbox harvest` is to read from. A log is given to it as a pstore file."""
    regions = [name for name in case.inputs() if name.endswith(".bin")]
    if regions:
        return ["--ramoops", regions[0] + (f":{case.zones}" if case.zones else "")]
    if (case.folder / "pstore").is_dir():
        return ["--pstore", "pstore"]
    pstore = scratch / "pstore"
    pstore.mkdir()
    for number, name in enumerate(case.inputs()):
        entry = pstore / f"dmesg-ramoops-{number}"
        shutil.copy(case.folder / name, entry)
        os.utime(entry, (1, 1))  # The file's time is the crash's.
    return ["--pstore", str(pstore)]


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              errors="backslashreplace", timeout=TIMEOUT)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CaseError(f"{folder.name}: {error}") from error


def transcript(result: subprocess.CompletedProcess[str]) -> str:
    """Output, then error output and exit status where there are any."""
    text = result.stdout
    if result.stderr:
        text += f"--- stderr\n{result.stderr}"
    if result.returncode:
        text += f"--- exit status {result.returncode}\n"
    return text


def case_name(folder: Path) -> str:
    """As one names it on the command line."""
    return str(folder.relative_to(CASES)) if folder.is_relative_to(CASES) else folder.name


def difference(path: Path, text: str) -> str:
    """A unified diff from what the file says to `text`; empty when they are equal."""
    old = path.read_text(errors="backslashreplace") if path.exists() else ""
    lines = difflib.unified_diff(old.splitlines(keepends=True), text.splitlines(keepends=True),
                                 f"{case_name(path.parent)}/{path.name}", f"{case_name(path.parent)}/{path.name} now")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def rebase(case: Case, programs: Programs, accept: bool) -> bool:
    """Shows what differs and, when that is wanted, takes it over; True when nothing differed."""
    equal = True
    for name, text in results(case, programs).items():
        path = case.folder / name
        diff = difference(path, text)
        if diff:
            equal = False
            sys.stdout.write(diff)
            if accept:
                path.write_text(text)
    return equal


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", metavar="CASE", help="names or folders; default: all")
    parser.add_argument("--accept", action="store_true", help="write the new results")
    parser.add_argument("--faultscope", type=Path, default=REPOSITORY / "build/release/host/faultscope")
    parser.add_argument("--faultbox", type=Path, default=REPOSITORY / "build/release/target/faultbox")
    return parser.parse_args()


def chosen_folders(names: list[str]) -> list[Path]:
    """The folders of the cases that are named; all when none is."""
    if not names:
        return cases_in(CASES)
    folders = [CASES / name if (CASES / name).is_dir() else Path(name).resolve() for name in names]
    for folder in folders:
        if not folder.is_dir():
            raise CaseError(f"{folder}: no such case")
    return [case for folder in folders for case in (cases_in(folder) if is_group(folder) else [folder])]


def cases_in(folder: Path) -> list[Path]:
    """The cases in a folder, and in the folders of cases in it."""
    notes = sorted(path.parent for pattern in ("*/NOTES.md", "*/*/NOTES.md") for path in folder.glob(pattern))
    for case in notes:
        if not (case / "report.txt").exists() and not (case / "events.json").exists():
            raise CaseError(f"{case_name(case)}: neither report.txt nor events.json; name it with --accept")
    return [case for case in notes if (case / "report.txt").exists()]


def is_group(folder: Path) -> bool:
    """Whether a folder holds cases instead of being one."""
    return not (folder / "NOTES.md").exists() and any(folder.glob("*/NOTES.md"))


def main() -> int:
    options = parse_arguments()
    programs = Programs(options.faultscope.resolve(), options.faultbox.resolve())
    try:
        cases = [load_case(folder) for folder in chosen_folders(options.cases)]
        different = [case_name(case.folder) for case in cases if not rebase(case, programs, options.accept)]
    except CaseError as error:
        print(f"rebase: {error}", file=sys.stderr)
        return 2
    if not cases:
        print("rebase: no cases", file=sys.stderr)
        return 2
    verb = "rewritten" if options.accept else "different"
    print(f"{len(cases)} cases, {len(different)} {verb}{': ' if different else ''}{', '.join(different)}")
    return 1 if different and not options.accept else 0


if __name__ == "__main__":
    sys.exit(main())
