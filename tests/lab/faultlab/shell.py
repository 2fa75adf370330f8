"""The shell on a machine's console: guest/lab-shell runs what is typed, line by line."""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .commands import LabError
from .qemu import Machine

PROMPT = "lab: command?"
TIMEOUT = 120.0
TELLINGS = 5
"""So often an answer is asked for, while something breaks into it on the console."""
_HEADER = re.compile(rb"lab: answer ([0-9a-f]{32})  -\r?\n")
_STATUS = re.compile(rb"lab: status (\d+)\r?\n")


@dataclass(frozen=True)
class Answer:
    """What came of a line."""

    status: int
    text: str
    """What it wrote."""
    console: str = ""
    """All that the console showed meanwhile: also the echo, and what others wrote there."""


def answer_in(shown: bytes) -> Answer | None:
    """The last whole answer that a console shows; None when there is none, or something has broken into it."""
    for header in reversed(list(_HEADER.finditer(shown))):
        ends = list(_STATUS.finditer(shown, header.end()))
        if not ends:
            continue
        # The terminal makes \r\n of each \n.
        content = shown[header.end():ends[-1].end()].replace(b"\r\n", b"\n")
        if hashlib.md5(content).hexdigest().encode() == header[1]:
            text = shown[header.end():ends[-1].start()].replace(b"\r\n", b"\n")
            return Answer(int(ends[-1][1]), text.decode(errors="replace"), shown.decode(errors="replace"))
    return None


class Shell:
    """Runs lines on a booted machine, whose console goes to `log`."""

    def __init__(self, machine: Machine, log: Path) -> None:
        self._machine = machine
        self._log = log

    def shell(self, line: str, timeout: float = TIMEOUT) -> Answer:
        """Runs a line."""
        return self.finish(self.begin(line), timeout)

    def run(self, line: str, timeout: float = TIMEOUT) -> str:
        """Runs a line that must not fail, and returns what it wrote."""
        answer = self.shell(line, timeout)
        if answer.status != 0:
            raise LabError(f"the machine says of '{line}': status {answer.status}: {answer.text}")
        return answer.text

    def json(self, line: str) -> Any:
        """What a line wrote as JSON. Its status is not looked at: selftest prints JSON also when something is wrong."""
        text = self.shell(line).text
        try:
            return json.loads(text)
        except json.JSONDecodeError as error:
            raise LabError(f"the machine says of '{line}' what is no JSON: {text}") from error

    def begin(self, line: str) -> int:
        self._machine.wait_for_text(PROMPT, TIMEOUT, self._log.read_bytes().rfind(PROMPT.encode()))
        return self._type(line)

    def finish(self, start: int, timeout: float = TIMEOUT) -> Answer:
        """Waits for the answer to the line that was begun. What is broken is asked for again, not run again."""
        self._machine.wait_for_text(PROMPT, timeout, start)
        for _ in range(TELLINGS):
            if answer := answer_in(self._log.read_bytes()[start:]):
                return answer
            self._machine.wait_for_text(PROMPT, TIMEOUT, self._type(""))
        raise LabError(f"the console shows no whole answer: {self._log.read_bytes()[start:].decode(errors='replace')}")

    def _type(self, line: str) -> int:
        """Types a line; returns how much the console had shown before."""
        start = self._log.stat().st_size
        self._machine.type(line, TIMEOUT)
        return start
