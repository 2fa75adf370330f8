#!/usr/bin/env python3
"""Compares what `faultscope decode --json` says of real logs with what a reader of those logs wrote down.

    check_events.py FAULTSCOPE CASES_DIR            all cases and all quiet logs
    check_events.py FAULTSCOPE CASES_DIR CASE...    only these cases; `quiet` stands for the quiet logs

A case with expected events is a folder that holds events.json:

    {"input": "input.log", "events": [{...}, ...]}

Number and order of the events must be equal. Of each event only the keys that are given are compared, objects likewise
by the keys given. A list must be equal element by element, unless it is written as an object of one or several of

    {"contains": [...]}       each element given equals some element, in any order
    {"starts_with": [...]}    the first elements
    {"length": 3}             the number of elements

`null` stands for null or absent. A number equals a number of the same value.

CASES_DIR/quiet/*.log are logs in which nothing went wrong: no event of theirs may be more than "info".
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LIST_RULES = {"contains", "starts_with", "length"}
TIMEOUT = 120.0
QUIET = "quiet"
ABSENT = None


@dataclass(frozen=True)
class Difference:
    """One place where the program says something else than the reader."""

    path: str
    expected: Any
    got: Any

    def __str__(self) -> str:
        return f"  {self.path}: expected {shorten(self.expected)}, got {shorten(self.got)}"


class CheckError(Exception):
    """A case that cannot be compared at all; the text says why."""


def shorten(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 160 else text[:157] + "..."


def compare(expected: Any, got: Any, path: str) -> Iterator[Difference]:
    """Everything that `expected` states and `got` does not hold."""
    if isinstance(expected, dict) and isinstance(got, list) and expected and LIST_RULES.issuperset(expected):
        yield from compare_by_rules(expected, got, path)
    elif isinstance(expected, dict) and isinstance(got, dict):
        for key, value in expected.items():
            yield from compare(value, got.get(key, ABSENT), f"{path}.{key}")
    elif isinstance(expected, list) and isinstance(got, list):
        if len(expected) != len(got):
            yield Difference(f"{path}.length", len(expected), len(got))
        yield from compare_elements(expected, got, path)
    elif not equal_scalars(expected, got):
        yield Difference(path, expected, got)


def equal_scalars(expected: Any, got: Any) -> bool:
    if isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    return expected == got


def compare_elements(expected: list[Any], got: list[Any], path: str) -> Iterator[Difference]:
    """The elements that both lists have."""
    for index, (wanted, found) in enumerate(zip(expected, got)):
        yield from compare(wanted, found, f"{path}[{index}]")


def compare_by_rules(rules: dict[str, Any], got: list[Any], path: str) -> Iterator[Difference]:
    for wanted in rules.get("contains", []):
        if not any(matches(wanted, found) for found in got):
            yield Difference(f"{path}.contains", wanted, got)
    start = rules.get("starts_with", [])
    if len(got) < len(start):
        yield Difference(f"{path}.length", f"at least {len(start)}", len(got))
    yield from compare_elements(start, got, path)
    if "length" in rules and rules["length"] != len(got):
        yield Difference(f"{path}.length", rules["length"], len(got))


def matches(expected: Any, got: Any) -> bool:
    return next(compare(expected, got, ""), None) is None


def compare_events(expected: list[Any], got: list[Any]) -> list[Difference]:
    """All differences of one input; where the number of events is wrong, also which events there are."""
    differences = []
    if len(expected) != len(got):
        differences.append(Difference("events.length", summary(expected), summary(got)))
    differences += compare_elements(expected, got, "events")
    return differences


def summary(events: list[Any]) -> list[str]:
    return [f"{event.get('line', '?')} {event.get('kind', '?')}" for event in events]


def loud_events(got: list[Any]) -> list[Difference]:
    """The events that a quiet log must not have."""
    return [Difference(f"events[{index}].severity", "info", f"{event.get('severity')}: {event.get('headline')}")
            for index, event in enumerate(got) if event.get("severity") != "info"]


def decode(faultscope: Path, log: Path) -> list[Any]:
    """The events of a log. Exit status 1 only says that something in it could not be read."""
    try:
        result = subprocess.run([str(faultscope), "decode", log.name, "--json"], cwd=log.parent, timeout=TIMEOUT,
                                stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace")
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CheckError(str(error)) from error
    if result.returncode not in (0, 1):
        raise CheckError(f"exit status {result.returncode}: {result.stderr.strip()}")
    try:
        return json.loads(result.stdout)["events"]
    except (ValueError, KeyError, TypeError) as error:
        raise CheckError(f"no JSON of events: {error}") from error


def load_expected(folder: Path) -> tuple[Path, list[Any]]:
    try:
        expected = json.loads((folder / "events.json").read_text())
        return folder / expected["input"], expected["events"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CheckError(f"events.json: {error!r}") from error


def check_case(faultscope: Path, folder: Path) -> list[Difference]:
    log, expected = load_expected(folder)
    if not log.is_file():
        raise CheckError(f"no input {log.name}")
    return compare_events(expected, decode(faultscope, log))


def find_checks(cases: Path, names: list[str]) -> list[Path]:
    """Case folders and quiet logs, in the order in which they are checked."""
    folders = sorted(path.parent for path in cases.glob("*/events.json"))
    logs = sorted((cases / QUIET).glob("*.log"))
    if not names:
        return folders + logs
    found = []
    for name in names:
        chosen = logs if name == QUIET else [folder for folder in folders if folder.name == name]
        if not chosen:
            raise CheckError(f"{name}: no such case")
        found += chosen
    return found


def check(faultscope: Path, path: Path) -> bool:
    """Prints what differs in one case or quiet log; True when nothing does."""
    name = path.name if path.is_dir() else f"{QUIET}/{path.name}"
    try:
        differences = check_case(faultscope, path) if path.is_dir() else loud_events(decode(faultscope, path))
    except CheckError as error:
        print(f"{name}: {error}")
        return False
    if differences:
        print(f"{name}:")
        for difference in differences:
            print(difference)
    return not differences


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("faultscope", type=Path)
    parser.add_argument("cases_dir", type=Path)
    parser.add_argument("cases", nargs="*", metavar="CASE")
    options = parser.parse_args()
    try:
        checks = find_checks(options.cases_dir.resolve(), options.cases)
    except CheckError as error:
        print(f"check_events: {error}", file=sys.stderr)
        return 2
    if not checks:
        print(f"check_events: {options.cases_dir}: no cases", file=sys.stderr)
        return 2
    different = sum(not check(options.faultscope.resolve(), path) for path in checks)
    print(f"{len(checks)} cases, {different} differ")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
