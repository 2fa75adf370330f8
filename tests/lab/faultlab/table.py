"""The table of results: printed, written as JSON, and compared with the one in the repository."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from .check import Comparison, Verdict
from .commands import LabError
from .decode import Answers
from .truth import LAB

REFERENCE = LAB / "table.json"

Json = dict[str, Any]


class Subject(Protocol):
    """What was done on a machine: a fault, or a damage of the regions that the faults left."""

    @property
    def name(self) -> str: ...

    @property
    def what(self) -> str: ...


@dataclass(frozen=True)
class Result:
    """What came out for one fault, or one damage, on one machine."""

    machine: str
    """The machine, and whether faultscope had its vmlinux: see `row_name`."""
    fault: Subject
    answers: Answers
    failure: str = ""
    """Why the run itself did not come to its end."""

    def count(self, verdict: Verdict) -> int:
        return sum(1 for items in self.answers.values() for item in items if item.verdict == verdict)


def row_name(machine: str, has_vmlinux: bool) -> str:
    """How the table calls a machine: without the vmlinux other answers are to be expected."""
    return machine if has_vmlinux else f"{machine} without vmlinux"


def to_json(result: Result) -> Json:
    """All of a result."""
    answers = {source: {item.field: _answer(item) for item in items} for source, items in result.answers.items()}
    return {"machine": result.machine, "fault": result.fault.name, "failure": result.failure or None,
            "counts": {verdict.value: result.count(verdict) for verdict in Verdict}, "answers": answers}


def _answer(item: Comparison) -> Json:
    answer: Json = {"verdict": item.verdict.value, "expected": list(item.expected)}
    if item.verdict == Verdict.MISSING:
        answer["reason"] = item.reason
    elif item.verdict != Verdict.FOUND:
        answer["found"] = item.found
    return answer


def summary(result: Result) -> Json:
    """A result as the table in the repository keeps it: the fields by their verdict."""
    rows: Json = {}
    for source, items in result.answers.items():
        rows[source] = {verdict.value: fields for verdict in Verdict
                        if (fields := [item.field for item in items if item.verdict == verdict])}
    return rows


def load_reference(path: Path = REFERENCE) -> Json:
    if not path.exists():
        return {}
    try:
        return json.loads(path.read_text())
    except ValueError as error:
        raise LabError(f"{path}: {error}") from error


def lost(result: Result, reference: Json) -> list[str]:
    """What the reference has as found and this result has not, as "source.field"."""
    known = reference.get(result.machine, {}).get(result.fault.name, {})
    if result.failure:
        return [f"{source}.{field}" for source, row in known.items() for field in row.get("found", [])]
    now = summary(result)
    return [f"{source}.{field}" for source, row in known.items() if source in now
            for field in row.get("found", []) if field not in now[source].get("found", [])]


def accept(results: list[Result], path: Path = REFERENCE) -> None:
    """Takes results over into the table in the repository. Its other rows stay."""
    table = load_reference(path)
    for result in results:
        if not result.failure:
            table.setdefault(result.machine, {})[result.fault.name] = summary(result)
    path.write_text(_compact(table))


def _compact(table: Json) -> str:
    """JSON with one line for each form of a crash: a change of a verdict is a change of one line."""
    machines = []
    for machine, faults in sorted(table.items()):
        rows = []
        for fault, sources in sorted(faults.items()):
            lines = ",\n".join(f"   {json.dumps(source)}: {json.dumps(row)}" for source, row in sources.items())
            rows.append(f"  {json.dumps(fault)}: {{\n{lines}\n  }}")
        machines.append(f" {json.dumps(machine)}: {{\n" + ",\n".join(rows) + "\n }")
    return "{\n" + ",\n".join(machines) + "\n}\n"


def is_good(result: Result, reference: Json) -> bool:
    """Whether a result may be: nothing wrong was said as certain, and nothing is lost."""
    return not result.failure and not result.count(Verdict.WRONG_AS_CERTAIN) and not lost(result, reference)


SHORT = {Verdict.FOUND: "found", Verdict.MISSING: "missing", Verdict.WRONG: "wrong",
         Verdict.WRONG_AS_CERTAIN: "CERTAIN!"}
"""The verdicts as columns; the last one is the one that must not be."""


MAX_WIDTH = 56
"""Of the column with what is expected; results.json has all of it."""


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[:width - 3]}..."


def render(result: Result, reference: Json) -> str:
    """One fault: a row for each field, a column for each form of the crash, and what was said or why nothing was."""
    lines = [f"== {result.machine} {result.fault.name}: {result.fault.what}"]
    if result.failure:
        lines.append(f"FAILED {result.failure}")
    decoded = {source: items for source, items in result.answers.items() if source != "machine"}
    rows = list(zip(*decoded.values()))
    if rows:
        width = min(MAX_WIDTH, max(len(item.expected[0]) for row in rows for item in row))
        lines.append("  ".join([f"{'':10}", f"{'expected':{width}}", *(f"{name:9}" for name in decoded)]).rstrip())
        lines += ["  ".join([f"{row[0].field:10}", f"{_cut(row[0].expected[0], width):{width}}",
                             *(f"{SHORT[item.verdict]:9}" for item in row)]).rstrip() for row in rows]
    lines += [f"machine: {item.field}: {SHORT[item.verdict]}" for item in result.answers.get("machine", [])]
    lines += _explain(result.answers)
    lines += [f"LOST {name}: the table in the repository has it as found" for name in lost(result, reference)]
    return "\n".join(lines) + "\n"


def _explain(answers: Answers) -> list[str]:
    """What was said instead, and faultscope's reasons for what it did not say; the same ones together."""
    fields: dict[tuple[str, str], list[str]] = {}
    for source, items in answers.items():
        for item in items:
            if item.verdict == Verdict.MISSING:
                fields.setdefault((f"missing: {item.reason}", source), []).append(item.field)
            elif item.verdict != Verdict.FOUND:
                fields.setdefault((f"{item.verdict}: {item.found}", source), []).append(item.field)
    sources: dict[tuple[str, str], list[str]] = {}
    for (text, source), names in fields.items():
        sources.setdefault((text, " ".join(names)), []).append(source)
    return [f"  {text}\n      {names} ({' '.join(places)})" for (text, names), places in sources.items()]


def render_summary(results: list[Result], reference: Json) -> str:
    """All faults of all machines, a line each."""
    width = max([len(result.machine) for result in results], default=0)
    name_width = max([len(result.fault.name) for result in results], default=0)
    head = [f"{'machine':{width}}", f"{'fault':{name_width}}", *(f"{verdict.value:>{len(verdict.value)}}"
                                                                 for verdict in Verdict), "lost"]
    lines = ["  ".join(head)]
    for result in results:
        counts = [f"{result.count(verdict):>{len(verdict.value)}}" for verdict in Verdict]
        words = [f"{result.machine:{width}}", f"{result.fault.name:{name_width}}", *counts,
                 f"{len(lost(result, reference)):>4}"]
        lines.append("  ".join(words) + (f"  FAILED {result.failure}" if result.failure else ""))
    total = Counter({verdict: sum(result.count(verdict) for result in results) for verdict in Verdict})
    lines.append(", ".join(f"{total[verdict]} {verdict.value}" for verdict in Verdict))
    return "\n".join(lines)
