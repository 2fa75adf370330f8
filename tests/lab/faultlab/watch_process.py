"""One run of the recorder's `watch` in a guest: what it says, what it uses, and the log that it follows."""

import re
import time
from dataclasses import dataclass
from typing import Any

from .commands import LabError
from .guest import Guest

EVENT_SECONDS = 60.0
"""In which a record must be there; the host is slow now and then."""
LOG_LINES = 4000
"""More than the log of a kernel with LOG_BUF_SHIFT 17 holds."""
NOISE = "/sys/module/lab_noise/parameters"
Record = dict[str, Any]


@dataclass(frozen=True)
class Usage:
    """What a process has used so far (proc(5), /proc/PID/status and stat)."""

    switches: int
    """Voluntary and involuntary."""
    ticks: int
    """In user and kernel mode."""
    peak_kib: int
    """The kernel counts it roughly: each thread may have 63 pages that are not added yet."""
    resident_kib: int


def parse_usage(text: str) -> Usage:
    """Of /proc/PID/status, stat and smaps, one behind the other."""
    def number(pattern: str) -> int:
        found = re.search(pattern, text, re.MULTILINE)
        if not found:
            raise LabError(f"there is no {pattern} in: {text}")
        return int(found[1])

    # utime and stime are the 14th and 15th field; the name before them may hold blanks and parentheses.
    times = re.search(r"^\d+ \(.*\) \S((?: -?\d+){12})", text, re.MULTILINE)
    if not times:
        raise LabError(f"this is no /proc/PID/stat: {text}")
    user, system = times[1].split()[-2:]
    return Usage(number(r"^voluntary_ctxt_switches:\s+(\d+)") + number(r"^nonvoluntary_ctxt_switches:\s+(\d+)"),
                 int(user) + int(system), number(r"^VmHWM:\s+(\d+) kB"), resident_kib(text))


def resident_kib(text: str) -> int:
    """Of /proc/PID/smaps, mapping by mapping."""
    return sum(int(size) for size in re.findall(r"^Rss:\s+(\d+) kB", text, re.MULTILINE))


def parse_totals(text: str) -> dict[str, int]:
    """What the recorder says when it ends: "3 events, 2 records, ... 0 messages missed"."""
    line = re.search(r"^\d+ events, .* messages missed$", text, re.MULTILINE)
    if not line:
        raise LabError(f"watch does not say what it did: {text}")
    return {name: int(count) for count, name in re.findall(r"(\d+) ([a-z ]+)", line[0])}


class Watching:
    """One run of `faultbox watch` with a store of its own. What was logged before is gone, unless the log is kept."""

    def __init__(self, guest: Guest, name: str, keep_log: bool = False) -> None:
        self.guest = guest
        if not keep_log:
            guest.run(f"echo {LOG_LINES} >{NOISE}/lines")
        self.store = f"/disk/{name}"
        self._said = f"/run/{name}"
        guest.run(f"faultbox watch --store {self.store} >{self._said} 2>&1 & pid=$!; sleep 1; kill -0 $pid || "
                  f"{{ wait $pid; echo \"ended with $?\"; cat {self._said}; false; }}")

    def usage(self) -> Usage:
        return parse_usage(self.guest.run("cat /proc/$pid/status /proc/$pid/stat /proc/$pid/smaps"))

    def signal(self, name: str) -> None:
        self.guest.run(f"kill -{name} $pid")

    def records(self) -> list[Record]:
        return self.guest.records(self.store)

    def wait_for(self, count: int) -> list[Record]:
        """The records, once there are so many; fewer when they do not come."""
        deadline = time.monotonic() + EVENT_SECONDS
        command = f"set -- {self.store}/*.fbx; [ $# -ge {count} ] && [ -e $1 ]"
        while self.guest.status(command)[0] != 0 and time.monotonic() < deadline:
            time.sleep(0.5)
        return self.records()

    def end(self) -> tuple[int, dict[str, int]]:
        """Ends it as init would. Its exit status, and what it says that it did."""
        status, said = self.guest.status(f"kill -TERM $pid; wait $pid; ended=$?; cat {self._said}; [ $ended = 0 ]")
        return status, parse_totals(said)


def last_sequence(guest: Guest) -> int:
    """The number of the newest message in the log. It then gets one more: only who finds it has read to the end."""
    for seconds in (1, 2, 4, 8, 16):
        mark = f"lab: mark {time.monotonic_ns()}"
        text = guest.run(f"echo '{mark}' >/dev/kmsg; timeout {seconds} cat /dev/kmsg | grep '{mark}'; :")
        found = re.search(r"^\d+,(\d+),", text, re.MULTILINE)
        if found:
            return int(found[1]) - 1
    raise LabError("the log is too long to be read")


def first_sequence(guest: Guest) -> int:
    """The number of the oldest message that the log still holds."""
    return int(guest.run("head -n 1 /dev/kmsg").split(",")[1])
