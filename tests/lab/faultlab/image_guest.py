"""A booted image: lines on its console, and what its recorder says."""

import re
from pathlib import Path

from .commands import LabError
from .qemu import Machine
from .shell import PROMPT, TIMEOUT, Shell
from .unit_state import build_id_of_notes

BOOT_BEGINS = "lab: initramfs"
"""What guest/image-init and guest/busybox-rc say first."""


class ImageGuest(Shell):
    """The image on a machine, across its boots."""

    def __init__(self, machine: Machine, log: Path, boot_timeout: float) -> None:
        super().__init__(machine, log)
        self._boot_timeout = boot_timeout
        self.machine = machine

    def text(self, line: str, timeout: float = TIMEOUT) -> str:
        """What a line that must not fail wrote, without the end of its last line."""
        return self.run(line, timeout).strip()

    def wait_for_boot(self, start: int = 0) -> None:
        self.machine.wait_for_text(PROMPT, self._boot_timeout, start)

    def restart(self, line: str) -> None:
        """Runs a line that ends in a reset, and waits for the shell of the next boot."""
        self.begin(line)
        reason = self.machine.wait_until_stopped(self._boot_timeout)
        if reason != "guest-reset":
            raise LabError(f"'{line}' ended with {reason}, not with a reset")
        start = self._log.stat().st_size
        self.machine.reset_warm(BOOT_BEGINS, self._boot_timeout)
        self.wait_for_boot(start)

    def crash(self) -> None:
        """Panics over sysrq, and waits for the next boot. What the image has written is on the disk."""
        self.restart("sync; echo c >/proc/sysrq-trigger")

    def power_off(self, line: str) -> None:
        self.begin(line)
        reason = self.machine.wait_until_stopped(self._boot_timeout)
        if reason != "guest-shutdown":
            raise LabError(f"'{line}' ended with {reason}, not with a shutdown")

    def identity(self) -> dict[str, str]:
        """What the kernel itself says of this boot, in the words of `faultbox show --json`."""
        notes = bytes.fromhex(re.sub(r"\s", "", self.text("od -An -v -tx1 /sys/kernel/notes")))
        return {"release": self.text("uname -r"), "version": self.text("uname -v"), "machine": self.text("uname -m"),
                "build_id": build_id_of_notes(notes),
                "boot_id": self.text("cat /proc/sys/kernel/random/boot_id").replace("-", "")}

    def records(self) -> list[dict]:
        return self.json("faultbox list --json")
