"""Running the programs that look at packages and units."""

import pathlib
import subprocess

TIMEOUT_S = 120


def run(*command: str | pathlib.Path, **more) -> str:
    """What the command prints, on standard error too; a RuntimeError with it when the command fails."""
    done = subprocess.run([str(word) for word in command], text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False, timeout=TIMEOUT_S, **more)
    if done.returncode != 0:
        raise RuntimeError(f"{command}: {done.returncode}\n{done.stdout}")
    return done.stdout
