"""Running other programs."""

import subprocess
import sys
from pathlib import Path


class LabError(Exception):
    """Something the lab needs is missing or failed; the text says what."""


def say(text: str) -> None:
    """Progress, on stderr."""
    print(f"lab: {text}", file=sys.stderr, flush=True)


def run(*command: str | Path, cwd: Path | None = None, log: Path | None = None, timeout: float = 3600,
        env: dict[str, str] | None = None) -> str:
    """Runs a command that must succeed and returns its output, which with `log` also goes to that file."""
    words = [str(word) for word in command]
    try:
        result = subprocess.run(words, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, timeout=timeout, env=env, text=True, errors="replace")
    except FileNotFoundError as error:
        raise LabError(f"{words[0]} is not installed (tests/lab/packages.txt lists what the lab needs)") from error
    except subprocess.TimeoutExpired as error:
        raise LabError(f"{words[0]} did not end within {timeout:.0f} s") from error
    if log:
        with log.open("a") as stream:
            stream.write(result.stdout)
    if result.returncode != 0:
        tail = "\n".join(result.stdout.splitlines()[-30:])
        raise LabError(f"{' '.join(words)}: exit status {result.returncode}\n{tail}")
    return result.stdout
