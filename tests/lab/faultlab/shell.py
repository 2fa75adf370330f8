"""The shell on a machine's console: guest/usb-init runs what is typed, line by line."""

import re
from pathlib import Path

from .qemu import Machine

PROMPT = "lab: command?"
TIMEOUT = 120.0


class Shell:
    """Runs lines on a booted machine, whose console goes to `log`."""

    def __init__(self, machine: Machine, log: Path) -> None:
        self._machine = machine
        self._log = log

    def shell(self, line: str, timeout: float = TIMEOUT) -> str:
        """Runs a line and returns what the console shows until its status."""
        start = self.begin(line)
        return self.finish(start, timeout)

    def begin(self, line: str) -> int:
        self._machine.wait_for_text(PROMPT, TIMEOUT, self._log.read_bytes().rfind(PROMPT.encode()))
        start = self._log.stat().st_size
        self._machine.type(line, TIMEOUT)
        return start

    def finish(self, start: int, timeout: float = TIMEOUT) -> str:
        self._machine.wait_for_text(PROMPT, timeout, start)
        return self._log.read_bytes()[start:].decode(errors="replace")


def status_of(text: str) -> int:
    """The status of the last line that was run."""
    return int(re.findall(r"lab: status (\d+)", text)[-1])
