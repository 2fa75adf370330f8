"""The table of faults: what is true about each, and what is generated from it."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .commands import LabError
from .machines import SELECTORS, MachineSpec

LAB = Path(__file__).resolve().parents[1]
MODULE_SOURCE = LAB / "module"
TABLE = LAB / "faults.toml"


@dataclass(frozen=True)
class Frame:
    """One function at the faulting instruction."""

    function: str
    file: str
    line: int | None
    """None where the source that would tell is not at hand, and where the table does not state it."""
    inlined: bool


@dataclass(frozen=True)
class Member:
    """A structure member at a byte offset."""

    type: str
    path: str
    offset: int
    also: tuple[str, ...] = ()
    """Other paths to the same byte that are as true: members of a union, the array and its element."""
    is_bitfield: bool = False


@dataclass(frozen=True)
class Report:
    """What the kernel says besides the crash itself: a warning that it survives, a process that it kills."""

    kinds: tuple[str, ...]
    stated: Frame | None
    facts: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Fault:
    """One row of the table. Tuples of texts hold equally true answers; what the table does not state is empty or
    None, and is not checked."""

    name: str
    what: str
    arch: str
    cause: str
    """Who causes it: the kernel's `module`, or `user`, the program itself."""
    not_here: str
    """Why there is no such fault on this machine; empty where there is."""
    console: str
    """A text that the console must show."""
    settings: tuple[str, ...]
    """FILE=VALUE: what init writes before the fault is caused."""
    kinds: tuple[str, ...]
    comm: str
    """With "*" at its end, what the name of the process begins with."""
    contexts: tuple[str, ...]
    workqueue: str
    panic_reason: str
    stated: Frame | None
    """The place in the source that the kernel itself prints. Its function is empty."""
    facts: dict[str, tuple[str, ...]]
    before: tuple[Report, ...]
    """Reports ahead of the crash, oldest first."""
    accesses: tuple[str, ...]
    sizes: tuple[int, ...]
    """Bytes. The first one is the member's; empty where nothing is loaded or stored."""
    frames: tuple[Frame, ...]
    line_table: tuple[Frame, ...]
    inlines_stated: bool
    """Whether `frames` holds what is inlined; else it holds only the function that is not."""
    member: Member | None
    innermost: tuple[Member, ...]
    """Equally true: what is inlined into the faulting function has types of its own. Empty where it knows of none."""
    expressions: tuple[str, ...]
    classes: tuple[str, ...]
    address: int | None
    status: int | None
    """None where the kernel prints none."""
    kernel_arguments: str
    extended: bool


def load_faults(spec: MachineSpec, kernel_source: Path | None) -> list[Fault]:
    """Reads the table as it holds for a machine. Without the kernel's source, lines in kernel files are None."""
    table = tomllib.loads(TABLE.read_text())
    return [_fault(for_machine(row, spec.selectors), spec.arch, kernel_source) for row in table["fault"]]


def fault_names() -> list[str]:
    return [row["name"] for row in tomllib.loads(TABLE.read_text())["fault"]]


def for_machine(value: Any, selectors: tuple[str, ...]) -> Any:
    """What a value of the table is for a machine.

    A table whose keys are all selectors or "other" holds the values for different machines; the machine's most
    particular selector chooses. Everything else holds for all.
    """
    if isinstance(value, list):
        return [for_machine(item, selectors) for item in value]
    if not isinstance(value, dict):
        return value
    unknown = value.keys() - SELECTORS - {"other"}
    if unknown == value.keys():
        return {key: for_machine(item, selectors) for key, item in value.items()}
    if unknown:
        raise LabError(f"{TABLE.name}: {', '.join(sorted(unknown))} among selectors is none")
    for selector in (*selectors, "other"):
        if selector in value:
            return for_machine(value[selector], selectors)
    raise LabError(f"{TABLE.name}: none of {', '.join(value)} is for {selectors[0]}")


def _fault(row: dict[str, Any], arch: str, kernel_source: Path | None) -> Fault:
    member = _member(row["member"]) if "member" in row else None
    pointer = row.get("pointer", {})
    fault = row.get("fault", {})

    def frames(key: str) -> tuple[Frame, ...]:
        rows = row.get(key, [])
        return tuple(_frame(frame, kernel_source, index < len(rows) - 1) for index, frame in enumerate(rows))

    return Fault(
        name=row["name"], what=row["what"], arch=arch, cause=row.get("cause", "module"),
        not_here=row.get("not_here", ""), console=row.get("console", ""), settings=tuple(row.get("settings", [])),
        kinds=_alternatives(row["kind"]), comm=row.get("comm", ""),
        contexts=_alternatives(row.get("context", [])), workqueue=row.get("workqueue", ""),
        panic_reason=row.get("panic_reason", ""), stated=_stated(row), facts=_facts(row),
        before=tuple(Report(_alternatives(report["kind"]), _stated(report), _facts(report))
                     for report in row.get("before", [])),
        accesses=_alternatives(row.get("access", [])), sizes=_sizes(row.get("size", [])),
        frames=frames("frames"), line_table=frames("line_table"),
        inlines_stated=row.get("inlined") != "any", member=member,
        innermost=_innermost(row.get("innermost", row.get("member", "none"))),
        expressions=_alternatives(pointer.get("expression", [])), classes=_alternatives(pointer.get("class", [])),
        address=_number(fault.get("address")), status=_number(fault.get("status")),
        kernel_arguments=row.get("kernel", ""), extended=row.get("extended", False))


def _stated(row: dict[str, Any]) -> Frame | None:
    """The place that BUG() or WARN() prints."""
    return _frame({"function": "", **row["stated"]}, None, False) if "stated" in row else None


def _facts(row: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Facts of a kind. Numbers are texts, as the JSON's hexadecimal ones are. An empty list states none."""
    return {key: tuple(str(item) for item in (value if isinstance(value, list) else [value]))
            for key, value in row.get("facts", {}).items() if value != []}


def _member(row: dict[str, Any]) -> Member:
    return Member(row["type"], row["path"], row["offset"], tuple(row.get("also", ())), row.get("bitfield", False))


def _innermost(value: str | dict[str, Any] | list[dict[str, Any]]) -> tuple[Member, ...]:
    if value == "none":
        return ()
    return tuple(map(_member, value if isinstance(value, list) else [value]))


def _number(value: int | str | None) -> int | None:
    """A number of the table, which as text may have 64 bits (TOML's own have a sign); "none" is that there is none."""
    if isinstance(value, str):
        return None if value == "none" else int(value, 0)
    return value


def _sizes(value: int | list[int]) -> tuple[int, ...]:
    return (value,) if isinstance(value, int) else tuple(value)


def _alternatives(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _frame(row: dict[str, str], kernel_source: Path | None, inlined: bool) -> Frame:
    if "marker" in row:
        line = find_marker(MODULE_SOURCE / row["file"], row["marker"])
    elif kernel_source and "text" in row:
        line = find_in_function(kernel_source / row["file"], row["function"], row["text"])
    else:
        line = None
    return Frame(row["function"], row["file"], line, inlined)


def find_marker(path: Path, marker: str) -> int:
    """The number of the one line with the comment MARKER."""
    comment = f"/* {marker} */"
    found = [number for number, line in enumerate(path.read_text().splitlines(), 1) if comment in line]
    if len(found) != 1:
        raise LabError(f"{path.name}: {len(found)} lines have the comment {comment}, not one")
    return found[0]


def find_in_function(path: Path, function: str, text: str) -> int:
    """The number of the first line with TEXT after the line on which the definition of FUNCTION begins."""
    begin = re.compile(rf"^\w.*\b{re.escape(function)}\([^;]*$")
    inside = False
    for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
        inside = inside or bool(begin.match(line))
        if inside and text in line:
            return number
    raise LabError(f"{path}: no line with '{text}' in {function}")


def triggers_header(faults: list[Fault]) -> str:
    """The module's list of faults as C. What a machine does not have is declared, but not in the list."""
    caused = [fault for fault in faults if fault.cause == "module"]
    names = " ".join(f"X({fault.name})" for fault in caused if not fault.not_here)
    declarations = "\n".join(f"int trigger_{fault.name}(void);" for fault in caused)
    return f"/* Generated from faults.toml. */\n#define HEADUNIT_FAULTS(X) {names}\n{declarations}\n"


def truth_header(faults: list[Fault]) -> str:
    """The compiler's word for what the table says about structures."""
    lines = ["/* Generated from faults.toml. */", "#include <linux/build_bug.h>", "#include <linux/stddef.h>"]
    for fault in faults:
        members = (fault.member, *fault.innermost) if fault.member else ()
        for member in dict.fromkeys(members):
            lines += [f'static_assert({claim}, "faults.toml: {fault.name}");' for claim in _member_claims(member)]
        if fault.member and fault.sizes and not fault.member.is_bitfield:
            claim = f"sizeof_field({fault.member.type}, {fault.member.path}) == {fault.sizes[0]}"
            lines.append(f'static_assert({claim}, "faults.toml: {fault.name}");')
    return "\n".join(lines) + "\n"


def _member_claims(member: Member) -> list[str]:
    """What the compiler can check. Of a bit-field only that there is one: it has neither an offset nor a size."""
    if member.is_bitfield:
        return [f"sizeof((({member.type} *)0)->{member.path} + 0) > 0"]
    return [f"offsetof({member.type}, {path}) == {member.offset}" for path in (member.path, *member.also)]
