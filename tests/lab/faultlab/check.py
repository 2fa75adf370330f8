"""Compares what faultscope says about a crash with what is true about it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .truth import Fault, Frame, Member, Report

Json = dict[str, Any]

SILENCE = "-"
"""What stands for an answer that was not given."""


class Verdict(StrEnum):
    """What an answer is worth."""

    FOUND = "found"
    MISSING = "missing"
    WRONG = "wrong"
    WRONG_AS_CERTAIN = "wrong-as-certain"
    """Wrong, and said without any doubt: the worst that an answer can be."""


@dataclass(frozen=True)
class Comparison:
    """One field of one answer. `expected` holds all the answers that are right; `reason` says why there is none."""

    field: str
    expected: tuple[str, ...]
    found: str
    reason: str = ""
    certain: bool = True
    """Whether the answer was given as certain. What is said without a word about its confidence is."""

    @property
    def verdict(self) -> Verdict:
        if self.found in self.expected:
            return Verdict.FOUND
        if self.found == SILENCE:
            return Verdict.MISSING
        return Verdict.WRONG_AS_CERTAIN if self.certain else Verdict.WRONG


def compare(fault: Fault, report: Json) -> list[Comparison]:
    """Compares the crash in a `decode --json` report with the truth, field by field."""
    events = report.get("events") or []
    event = first_crash(fault, events)
    return [_crashes(events), *_facts(fault, event), *_own_facts(fault, event, events), *_places(fault, event),
            *_finding(fault, event), *_reports(fault, events)]


def silent(fault: Fault, reason: str) -> list[Comparison]:
    """The comparison with an answer that could not be had."""
    return [Comparison(item.field, item.expected, SILENCE, reason) for item in compare(fault, {})]


def first_crash(fault: Fault, events: list[Json]) -> Json:
    """The event that holds the facts of the crash: not of what the kernel survived before it, nor the panic behind a
    report of the right kind."""
    fatal = [event for event in events if event.get("severity") == "fatal"]
    faults = [event for event in events if event.get("fault") and event.get("kind") != "user-fault"]
    right = [event for event in events if event.get("kind") in fault.kinds]
    return _first([event for event in faults if event in fatal] or faults or right or fatal or events)


def count_crashes(events: list[Json]) -> int:
    """How many different crashes the report tells of: what only repeats or follows one is not another. A report that
    stops nothing is one when the kernel panicked over it."""
    return sum(1 for number, event in enumerate(events)
               if (_get(event, "relation", "as") or "root") == "root"
               and any(other.get("severity") == "fatal" for other in events
                       if other is event or _get(other, "relation", "to") == number))


def compare_signatures(signatures: dict[str, str]) -> dict[str, Comparison]:
    """Whether the forms of a crash have one signature: by the name of the form, the comparison with what most say."""
    said = [signature for signature in signatures.values() if signature != SILENCE]
    most = max(said, key=said.count) if said else "a signature"
    return {name: Comparison("signature", (most,), signature, "no event has a signature", certain=False)
            for name, signature in signatures.items()}


def signature(fault: Fault, report: Json) -> str:
    return _text(first_crash(fault, report.get("events") or []).get("signature"))


def _crashes(events: list[Json]) -> Comparison:
    count = count_crashes(events)
    return Comparison("crashes", ("1",), str(count) if count else SILENCE, "no crash was found in the text")


def _facts(fault: Fault, event: Json) -> list[Comparison]:
    """What the kernel printed."""
    reason = f"not in the event, whose kind is {event.get('kind')}" if event else "no crash was found in the text"
    facts = [_kind(fault, event, reason),
             Comparison("arch", (fault.arch,), _text(event.get("arch")), reason)]
    if fault.comm:
        facts.append(Comparison("comm", (fault.comm,), _shown_comm(event, fault.comm), reason))
    if fault.address is not None:
        facts.append(Comparison("address", (_hex(fault.address),), _number(_get(event, "fault", "address")), reason))
    if fault.status is not None:
        facts.append(Comparison("status", (_hex(fault.status),), _number(_status(event)), reason))
    return facts


def _status(event: Json) -> Any:
    """What the processor reported. Of x86's traps that are no page faults it is a fact of the kind."""
    status = _get(event, "fault", "status")
    return _get(event, "facts", "error_code") if status is None else status


def _shown_comm(event: Json, expected: str) -> str:
    """The name of the process; where the table has only its beginning, that."""
    comm, prefix = _text(event.get("comm")), expected.removesuffix("*")
    return expected if prefix != expected and comm.startswith(prefix) else comm


def _own_facts(fault: Fault, event: Json, events: list[Json]) -> list[Comparison]:
    """What the kernel says only of some kinds."""
    reason = f"not in the event, whose kind is {event.get('kind')}" if event else "no crash was found in the text"
    trace = _first(event.get("trace"))
    said = [("context", fault.contexts, _text(trace.get("context"))),
            ("workqueue", (fault.workqueue,), _text(event.get("workqueue"))),
            ("panic", (fault.panic_reason,), _panic_reason(event, events)),
            *_stated_facts(fault, event)]
    return [Comparison(field, expected, found, reason) for field, expected, found in said if any(expected)]


def _panic_reason(event: Json, events: list[Json]) -> str:
    """The crash's own, or that of the panic that followed it."""
    related = [other for other in events if other is not event and _get(other, "relation", "to") is not None
               and events[other["relation"]["to"]] is event]
    reasons = [one.get("panic_reason") for one in [event, *related] if one.get("panic_reason")]
    return _text(reasons[0] if reasons else None)


def _stated_facts(truth: Fault | Report, event: Json) -> list[tuple[str, tuple[str, ...], str]]:
    """The place in the source that the kernel printed, and the facts of a kind: field, what is right, what was said."""
    rows = []
    if truth.stated:
        place = event.get("source_location") or {}
        file = _shorten(place.get("file"), {truth.stated.file})
        rows.append(("stated", (f"{truth.stated.file}:{truth.stated.line}",),
                     f"{file}:{place.get('line')}" if file else SILENCE))
    facts = {**(event.get("facts") or {}), **(event.get("user") or {})}
    return rows + [(key, expected, _text(facts.get(key))) for key, expected in truth.facts.items()]


def _reports(fault: Fault, events: list[Json]) -> list[Comparison]:
    """What the kernel reported ahead of the crash."""
    survived = [event for event in events if event.get("severity") != "fatal"]
    answers = []
    for number, report in enumerate(fault.before, 1):
        event = _first([event for event in survived if event.get("kind") in report.kinds] or survived)
        reason = "no such report was found in the text"
        said = [("kind", report.kinds, _text(event.get("kind"))), *_stated_facts(report, event)]
        answers += [Comparison(f"before{number}.{field}", expected, found, reason) for field, expected, found in said]
    return answers


def _kind(fault: Fault, event: Json, reason: str) -> Comparison:
    """The kind of the crash. Every crash of the lab ends in a panic, so that alone is no answer, though not untrue."""
    kind = _text(event.get("kind"))
    if kind in ("unknown", "panic") and kind not in fault.kinds:
        return Comparison("kind", fault.kinds, SILENCE, f"all that was found is of kind {kind}")
    return Comparison("kind", fault.kinds, kind, reason)


def _places(fault: Fault, event: Json) -> list[Comparison]:
    """What the symbols tell about the place of the crash."""
    verified = _text(_get(event, "symbols", "verified"))
    agree = ("build-id", "consistent")
    reason = _symbols_reason(event)
    if not fault.frames:
        return []
    return [Comparison("symbols", agree, verified if verified in agree else SILENCE, reason),
            Comparison("location", _expected_places(fault), _found_frames(event, fault), reason, verified in agree)]


def _symbols_reason(event: Json) -> str:
    if not event:
        return "no crash was found in the text"
    words = [_get(event, "symbols", "verified"), _get(event, "symbols", "reason")]
    return ": ".join(str(word) for word in words if word) or "no symbols for the place of the crash"


def _finding(fault: Fault, event: Json) -> list[Comparison]:
    """What the explanation says about the bad pointer."""
    finding = _first(_get(event, "explanation", "findings"))
    pointer = finding.get("pointer") or {}
    answers = [("access", fault.accesses, _text(finding.get("access"))),
               ("member", _expected_member(fault.member), _found_member(finding.get("member"))),
               ("pointer", fault.expressions, _text(pointer.get("expression"))),
               ("class", fault.classes, _text(pointer.get("class")))]
    if fault.sizes:
        answers.insert(1, ("size", tuple(map(str, fault.sizes)), _text(finding.get("size"))))
    innermost = _found_member(finding.get("innermost"))
    # Where the faulting function knows of no structure, none is named, or the caller's again.
    if fault.member and (fault.innermost or innermost != SILENCE):
        members = fault.innermost or (fault.member,)
        answers.append(("innermost", tuple(answer for member in members for answer in _expected_member(member)),
                        innermost))
    reason = _text(_get(event, "explanation", "reason_missing"))
    certain = finding.get("confidence") == "certain"
    return [Comparison(field, expected, found, _symbols_reason(event) if reason == SILENCE else reason, certain)
            for field, expected, found in answers if expected]


def _expected_places(fault: Fault) -> tuple[str, ...]:
    """What the source says and, where the compiler's debug information says something else, that too."""
    return tuple(dict.fromkeys(_expected_frames(frames) for frames in (fault.frames, fault.line_table) if frames))


def _expected_frames(frames: tuple[Frame, ...]) -> str:
    return " < ".join(_frame(frame.function, frame.file, frame.line, frame.inlined) for frame in frames)


def _found_frames(event: Json, fault: Fault) -> str:
    """The inline chain of the pc or, where the pc holds no code, of the call that led there."""
    files = {frame.file for frame in fault.frames}
    frames = _get(event, "location", "frames") or []
    stated = frames if fault.inlines_stated else frames[-1:]
    has_line = fault.frames[-1].line is not None
    return " < ".join(_frame(found.get("function"), _shorten(found.get("file"), files),
                             found.get("line") if has_line else None, bool(found.get("inlined")))
                      for found in stated) or SILENCE


def _frame(function: str | None, file: str | None, line: int | None, inlined: bool) -> str:
    return f"{function} {file}" + (f":{line}" if line is not None else "") + (" (inlined)" if inlined else "")


def _shorten(path: str | None, known: set[str]) -> str | None:
    """A path as the table of faults writes it: without the folders that the build put before it."""
    for name in known:
        if path and path.endswith(f"/{name}"):
            return name
    return path


def _expected_member(member: Member | None) -> tuple[str, ...]:
    if member is None:
        return ()
    return tuple(f"{member.type} {path} +{member.offset:#x}" for path in (member.path, *member.also))


def _found_member(member: Json | None) -> str:
    if not member:
        return SILENCE
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
    return SILENCE if value is None or value == "" else str(value)


def _hex(value: int) -> str:
    return f"{value:#x}"


def _number(value: Any) -> str:
    """A number of the JSON, written the one way: "0x00002c" is 0x2c."""
    try:
        return _hex(int(value, 0)) if isinstance(value, str) else _text(value)
    except ValueError:
        return str(value)
