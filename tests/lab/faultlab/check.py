"""Compares what faultscope says about a crash with what is true about it."""

from dataclasses import dataclass
from typing import Any

from .truth import Fault, Frame, Member

Json = dict[str, Any]


@dataclass(frozen=True)
class Comparison:
    """One field of one answer. `expected` holds all the answers that are right."""

    field: str
    expected: tuple[str, ...]
    found: str

    @property
    def equal(self) -> bool:
        return self.found in self.expected


def compare(fault: Fault, report: Json) -> list[Comparison]:
    """Compares the crash in a `decode --json` report with the truth, field by field."""
    events = report.get("events", [])
    event = first_crash(events)
    finding = _first(_get(event, "explanation", "findings"))
    pointer = finding.get("pointer") or {}
    return [
        Comparison("crashes", ("1",), str(count_crashes(events))),
        Comparison("kind", fault.kinds, _text(event.get("kind"))),
        Comparison("comm", (fault.comm,), _text(event.get("comm"))),
        *_address(fault, event),
        Comparison("status", (_hex(fault.status),), _number(_get(event, "fault", "status"))),
        Comparison("symbols", ("build-id", "consistent"), _text(_get(event, "symbols", "verified"))),
        Comparison("location", _expected_places(fault), _found_frames(event, fault)),
        Comparison("access", (fault.access,), _text(finding.get("access"))),
        *_size(fault, finding),
        Comparison("member", (_expected_member(fault.member),), _found_member(finding.get("member"))),
        Comparison("innermost", (_expected_member(fault.innermost),), _found_member(finding.get("innermost"))),
        Comparison("pointer", fault.expressions, _text(pointer.get("expression"))),
        Comparison("class", fault.classes, _text(pointer.get("class"))),
    ]


def first_crash(events: list[Json]) -> Json:
    """The event that holds the facts of the crash."""
    faults = [event for event in events if event.get("fault")]
    return _first(faults) or _first(events)


def count_crashes(events: list[Json]) -> int:
    """How many different crashes the report tells of: what only repeats or follows one is not another."""
    return sum(1 for event in events
               if event.get("severity") == "fatal" and (_get(event, "relation", "as") or "root") == "root")


def _address(fault: Fault, event: Json) -> list[Comparison]:
    if fault.address is None:
        return []
    return [Comparison("address", (_hex(fault.address),), _number(_get(event, "fault", "address")))]


def _size(fault: Fault, finding: Json) -> list[Comparison]:
    return [Comparison("size", (str(fault.size),), _text(finding.get("size")))] if fault.size else []


def _expected_places(fault: Fault) -> tuple[str, ...]:
    """What the source says and, where the compiler's debug information says something else, that too."""
    return tuple(_expected_frames(frames) for frames in (fault.frames, fault.line_table) if frames)


def _expected_frames(frames: tuple[Frame, ...]) -> str:
    return " < ".join(_frame(frame.function, frame.file, frame.line, frame.inlined) for frame in frames)


def _found_frames(event: Json, fault: Fault) -> str:
    """The inline chain of the pc or, where the pc holds no code, of the call that led there."""
    files = {frame.file for frame in fault.frames}
    return " < ".join(_frame(found.get("function"), _shorten(found.get("file"), files), found.get("line"),
                             bool(found.get("inlined"))) for found in _get(event, "location", "frames") or []) or "-"


def _frame(function: str | None, file: str | None, line: int | None, inlined: bool) -> str:
    return f"{function} {file}:{line}" + (" (inlined)" if inlined else "")


def _shorten(path: str | None, known: set[str]) -> str | None:
    """A path as the table of faults writes it: without the folders that the build put before it."""
    for name in known:
        if path and path.endswith(f"/{name}"):
            return name
    return path


def _expected_member(member: Member) -> str:
    return f"{member.type} {member.path} +{member.offset:#x}"


def _found_member(member: Json | None) -> str:
    if not member:
        return "-"
    name = str(member.get("type")).removeprefix("const ")
    offset = member.get("offset")
    return f"{name} {member.get('path')} +{offset:#x}" if isinstance(offset, int) else f"{name} {member.get('path')}"


def _get(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _first(items: list[Json] | None) -> Json:
    return items[0] if items else {}


def _text(value: Any) -> str:
    return "-" if value is None or value == "" else str(value)


def _hex(value: int) -> str:
    return f"{value:#x}"


def _number(value: Any) -> str:
    """A number of the JSON, written the one way: "0x00002c" is 0x2c."""
    try:
        return _hex(int(value, 0)) if isinstance(value, str) else _text(value)
    except ValueError:
        return str(value)
