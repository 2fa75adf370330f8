"""Stands in for QEMU where a test needs events in an order that the real one produces only now and then.

Takes the options that faultlab.qemu.Machine adds. The machine has crashed and stopped when it starts. After a warm
reset its firmware resets it `--resets` times before the kernel shows its banner, and the kernel then powers off.
"""

import argparse
import json
import socket
import sys
from pathlib import Path
from typing import Any, TextIO

SLOW_FIRMWARE_SECONDS = 0.2


def send(stream: TextIO, message: dict[str, Any]) -> None:
    stream.write(json.dumps(message) + "\n")
    stream.flush()


def event(stream: TextIO, name: str, reason: str) -> None:
    send(stream, {"event": name, "data": {"guest": reason.startswith("guest"), "reason": reason}})


class FakeMachine:
    def __init__(self, stream: TextIO, connection: socket.socket, log: Path, resets: int) -> None:
        self._stream, self._connection, self._log, self._resets = stream, connection, log, resets
        self._reboot = "shutdown"

    def execute(self, name: str, arguments: dict[str, Any]) -> None:
        if name == "set-action":
            self._reboot = arguments["reboot"]
        elif name == "system_reset":
            # The crashed kernel asked twice for its reset.
            event(self._stream, "SHUTDOWN", "guest-reset")
            event(self._stream, "RESET", "host-qmp-system-reset")
        send(self._stream, {"return": {}})
        if name == "qmp_capabilities":
            event(self._stream, "SHUTDOWN", "guest-reset")
        elif name == "cont":
            self._boot()

    def _boot(self) -> None:
        for _ in range(self._resets):
            self._reset_guest()
        with self._log.open("ab") as log:
            log.write(b"[    0.000000] Linux version 6.1\n")
        self._take_command(None)
        event(self._stream, "SHUTDOWN", "guest-shutdown")

    def _reset_guest(self) -> None:
        """The firmware resets the machine; a command that is sent meanwhile comes first."""
        self._take_command(SLOW_FIRMWARE_SECONDS)
        event(self._stream, *(("RESET" if self._reboot == "reset" else "SHUTDOWN"), "guest-reset"))

    def _take_command(self, timeout: float | None) -> None:
        self._connection.settimeout(timeout)
        try:
            request = json.loads(self._connection.recv(65536))
            self.execute(request["execute"], request.get("arguments", {}))
        except TimeoutError:
            pass
        self._connection.settimeout(None)

    def run(self) -> None:
        send(self._stream, {"QMP": {}})
        while data := self._connection.recv(65536):
            request = json.loads(data)
            self.execute(request["execute"], request.get("arguments", {}))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--resets", type=int, required=True)
    parser.add_argument("-qmp", required=True)
    parser.add_argument("-chardev", required=True)
    options, _ = parser.parse_known_args()
    fields = dict(part.split("=", 1) for part in options.chardev.split(",") if "=" in part)
    log = Path(fields["logfile"])
    log.write_bytes(b"[    0.000000] Linux version 6.1\n[    9.000000] Unable to handle kernel\n")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(options.qmp.removeprefix("unix:").split(",")[0])
    listener.listen(1)
    connection, _ = listener.accept()
    with connection, connection.makefile("w") as stream:
        FakeMachine(stream, connection, log, options.resets).run()


if __name__ == "__main__":
    sys.exit(main())
