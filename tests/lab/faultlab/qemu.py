"""A virtual machine under QEMU, steered through its monitor protocol (QMP)."""

import json
import shlex
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from .commands import LabError

POLL_SECONDS = 0.05


class Monitor:
    """A QMP connection."""

    def __init__(self, path: Path, deadline: float) -> None:
        self._socket = _connect(path, deadline)
        self._buffer = b""
        self._events: list[dict[str, Any]] = []
        self._read_message(deadline)
        self.command("qmp_capabilities")

    def command(self, name: str, timeout: float = 10, **arguments: Any) -> Any:
        """Runs a command and returns its answer."""
        deadline = time.monotonic() + timeout
        request: dict[str, Any] = {"execute": name}
        if arguments:
            request["arguments"] = arguments
        self._socket.sendall(json.dumps(request).encode())
        while True:
            message = self._read_message(deadline)
            if "return" in message:
                return message["return"]
            if "error" in message:
                raise LabError(f"QEMU: {name}: {message['error'].get('desc')}")
            self._events.append(message)

    def wait_for(self, event: str, timeout: float) -> dict[str, Any]:
        """Waits for an event and returns its data."""
        deadline = time.monotonic() + timeout
        while True:
            while self._events:
                message = self._events.pop(0)
                if message.get("event") == event:
                    return message.get("data", {})
            self._events.append(self._read_message(deadline))

    def forget_events(self) -> None:
        """Drops the events that came before the last command's answer."""
        self._events.clear()

    def close(self) -> None:
        self._socket.close()

    def _read_message(self, deadline: float) -> dict[str, Any]:
        while b"\n" not in self._buffer:
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                raise LabError("the virtual machine did not answer in time")
            self._socket.settimeout(remaining)
            try:
                data = self._socket.recv(65536)
            except TimeoutError:
                continue
            if not data:
                raise LabError("QEMU closed its monitor")
            self._buffer += data
        line, self._buffer = self._buffer.split(b"\n", 1)
        return json.loads(line)


def _connect(path: Path, deadline: float) -> socket.socket:
    while time.monotonic() < deadline:
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(str(path))
            return connection
        except OSError:
            connection.close()
            time.sleep(POLL_SECONDS)
    raise LabError("QEMU did not open its monitor")


def is_echoed(line: bytes, shown: bytes) -> bool:
    """Whether all of a line's characters were shown in their order: what the line causes may break into its echo."""
    rest = iter(shown)
    return all(character in rest for character in line)


class Machine:
    """A machine that stops, with its RAM intact, whenever the guest resets or powers off.

    Its console is appended to serial.log in `folder`. With `state`, it does not boot but goes on from there.
    """

    START_TIMEOUT = 20.0

    def __init__(self, command: list[str], folder: Path, state: Path | None = None) -> None:
        self._socket_path = folder / "monitor"
        self._console_path = folder / "console"
        self._log = folder / "serial.log"
        for path in (self._socket_path, self._console_path):
            path.unlink(missing_ok=True)
        full = [*command, "-qmp", f"unix:{self._socket_path},server=on,wait=off",
                "-action", "reboot=shutdown,shutdown=pause",
                "-chardev", f"socket,id=console,path={self._console_path},server=on,wait=off,logfile={self._log},"
                            "logappend=on",
                "-serial", "chardev:console"]
        if state:
            full += ["-incoming", f"exec:cat {shlex.quote(str(state))}"]
        self._errors = (folder / "qemu.stderr").open("wb")
        try:
            self._process = subprocess.Popen(full, stdin=subprocess.DEVNULL, stdout=self._errors, stderr=self._errors)
        except FileNotFoundError as error:
            raise LabError(f"{command[0]} is not installed") from error

    def __enter__(self) -> "Machine":
        try:
            self._monitor = Monitor(self._socket_path, time.monotonic() + self.START_TIMEOUT)
        except LabError:
            self._stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._monitor.close()
        self._stop()

    def _stop(self) -> None:
        self._process.kill()
        self._process.wait()
        self._errors.close()
        for path in (self._socket_path, self._console_path):
            path.unlink(missing_ok=True)

    def wait_for_text(self, text: str, timeout: float, start: int = 0) -> None:
        """Waits until the console shows a text behind its first `start` bytes."""
        deadline = time.monotonic() + timeout
        while text.encode() not in self._log.read_bytes()[start:]:
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise LabError(f"the console does not show '{text}'")
            time.sleep(POLL_SECONDS)

    def type(self, line: str, timeout: float) -> None:
        """Types a line on the console and waits for its echo."""
        deadline = time.monotonic() + timeout
        shown = b""
        with _connect(self._console_path, deadline) as console:
            console.sendall(f"{line}\n".encode())
            # Read all the time: QEMU stops the guest's console when nobody does. Stay until the end of the line is
            # echoed too: what has not reached the guest yet is lost with the connection.
            while not is_echoed(f"{line}\r\n".encode(), shown):
                console.settimeout(max(POLL_SECONDS, deadline - time.monotonic()))
                try:
                    data = console.recv(65536)
                except TimeoutError:
                    data = b""
                if not data:
                    raise LabError(f"the console does not echo '{line}'")
                shown += data

    def command(self, name: str, **arguments: Any) -> Any:
        """A command of QEMU's monitor."""
        return self._monitor.command(name, **arguments)

    def save_state(self, path: Path, timeout: float) -> None:
        """Stops the machine and writes all of its state but its disks to a file."""
        self._monitor.command("stop")
        self._monitor.command("migrate", uri=f"exec:cat > {shlex.quote(str(path))}")
        self._wait_for_migration(timeout)

    def resume(self, timeout: float) -> None:
        """Lets a machine that was started with a state go on."""
        self._wait_for_migration(timeout)
        self._monitor.command("cont")

    def _wait_for_migration(self, timeout: float) -> None:
        deadline = time.monotonic() + timeout
        while (status := self._monitor.command("query-migrate").get("status")) != "completed":
            if status in ("failed", "cancelled") or time.monotonic() > deadline:
                raise LabError(f"QEMU: the machine's state could not be saved or loaded: {status}")
            time.sleep(POLL_SECONDS)

    def wait_until_stopped(self, timeout: float) -> str:
        """Waits until the guest resets or powers off; returns QEMU's reason ("guest-reset", "guest-shutdown")."""
        return self._monitor.wait_for("SHUTDOWN", timeout).get("reason", "")

    def save_memory(self, address: int, size: int, path: Path) -> None:
        """Writes physical memory to a file."""
        self._monitor.command("pmemsave", val=address, size=size, filename=str(path))

    def reset_warm(self, first_text: str, timeout: float) -> None:
        """Resets the stopped machine and lets it run again until its console shows `first_text`, with which the kernel
        begins. Its RAM keeps what it holds.

        Until then the guest may reset itself: SeaBIOS does when it finds its copy in RAM used already. How many RESET
        events that makes is not fixed. It asks for the reset twice, of the keyboard controller and of port 0xcf9
        (src/resume.c, tryReboot), and QEMU resets once or twice, by how far the processor gets before it is stopped.
        """
        shown = self._log.stat().st_size
        self._monitor.command("set-action", reboot="reset")
        self._monitor.command("system_reset")
        # The reset that stopped the machine may have been asked for twice in the same way, and reported twice.
        self._monitor.forget_events()
        self._monitor.command("cont")
        self.wait_for_text(first_text, timeout, shown)
        self._monitor.command("set-action", reboot="shutdown")
