"""What the courses that have no table check."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .commands import LabError


@dataclass
class Outcome:
    """What was checked, and what did not hold."""

    checks: int = 0
    failures: list[str] = field(default_factory=list)

    def expect(self, holds: bool, what: str) -> None:
        self.checks += 1
        if not holds:
            self.failures.append(what)

    def say(self, line: str) -> None:
        print(line, flush=True)

    def report(self, course: str) -> int:
        """Says what did not hold. Returns the exit status."""
        for failure in self.failures:
            print(f"lab: {failure}", file=sys.stderr)
        print(f"{course}: {self.checks} checks, {len(self.failures)} did not hold")
        return 1 if self.failures else 0


def report_course(name: str, log: Path, course: Callable[[], Outcome]) -> int:
    """Runs a course and says what did not hold. Returns the exit status: 2, and where to look, for one that broke off."""
    try:
        outcome = course()
    except (LabError, OSError) as error:
        print(f"lab: {error}; see {log}", file=sys.stderr)
        return 2
    return outcome.report(name)
