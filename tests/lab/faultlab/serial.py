"""The console of a crash: whether the kernel itself says what the table of faults says."""

import re

from .commands import LabError
from .truth import Fault

# "Unable to handle kernel NULL pointer dereference at virtual address 0000002c when write" (arm, arm64),
# "BUG: kernel NULL pointer dereference, address: 0000000000000048",
# "BUG: unable to handle page fault for address: ffffffffc0a3e048",
# "general protection fault, probably for non-canonical address 0xdead000000000128: 0000 [#1] ..." (x86)
_ADDRESS = re.compile(r"address:? (?:0x)?([0-9a-f]{8,16})\b")

# "Internal error: Oops: a05 [#1] ...", "Oops: 0002 [#1] ...", "general protection fault, ...: 0000 [#1] ..."
_STATUS = re.compile(r": ([0-9a-f]+) \[#1\]")

_LINES_BEFORE = 20
"""The address stands at most this many lines before the status: arm64 decodes its ESR in between."""


def check_text(fault: Fault, console: str) -> None:
    """Raises LabError when the first crash on the console is not the one that the table means."""
    if fault.console and fault.console not in console:
        raise LabError(f"{fault.name}: the console does not show '{fault.console}'")
    if fault.console and fault.address is None and fault.status is None:
        return
    status = _STATUS.search(console)
    if not status:
        raise LabError(f"{fault.name}: the console shows no crash")
    if fault.status is not None and int(status[1], 16) != fault.status:
        raise LabError(f"{fault.name}: the kernel printed status {status[1]}, the table says {fault.status:#x}")
    if fault.address is None:
        return
    before = console[:status.end()].splitlines()[-_LINES_BEFORE:]
    address = _ADDRESS.search("\n".join(before))
    if not address or int(address[1], 16) != fault.address:
        printed = address[1] if address else "none"
        raise LabError(f"{fault.name}: the kernel printed address {printed}, the table says {fault.address:#x}")
