"""A serial line of a booted image: the unit that serves it, and `faultscope pull` at the other end."""

from pathlib import Path

from .commands import LabError, run
from .image_guest import ImageGuest
from .machines import MachineSpec
from .outcome import Outcome

LINE = "ttyS1"
UNIT = f"faultbox-serve@{LINE}.service"
LABEL = "line"


class SerialLine:
    """The second UART of a PC; its other end is a terminal of this host. The machines of ARM have one UART."""

    def __init__(self, spec: MachineSpec, faultscope: Path, folder: Path) -> None:
        self._there = "pc" in spec.qemu
        self._faultscope = faultscope
        self._pulled = folder / "pulled"
        if self._there and not faultscope.is_file():
            raise LabError(f"{faultscope}: not built; cmake --preset release && cmake --build --preset release")

    def hardware(self) -> list[str]:
        if not self._there:
            return []
        return ["-chardev", f"pty,id={LABEL}", "-device", f"isa-serial,chardev={LABEL},index=1"]

    def check(self, guest: ImageGuest, outcome: Outcome) -> None:
        """The unit is started as docs/usb.md says, and all records are pulled."""
        if not self._there:
            return
        guest.text(f"stty -F /dev/{LINE} 115200; systemctl enable --now {UNIT}")
        records = len(guest.records())
        [terminal] = [device["filename"].removeprefix("pty:") for device in guest.machine.command("query-chardev")
                      if device["label"] == LABEL]
        self._pulled.mkdir()
        said = run(self._faultscope, "pull", terminal, "-o", self._pulled, "--all", timeout=120)
        pulled = list(self._pulled.glob("*.fbx"))
        outcome.expect(len(pulled) == records, f"{len(pulled)} of {records} records were pulled: {said}")
        for path in pulled:
            run(self._faultscope, "decode", "--json", path)
        state = guest.shell(f"systemctl is-failed {UNIT}").text.strip()
        outcome.expect(state in ("active", "activating"), f"{UNIT} is {state} when the line was closed")
        guest.text(f"systemctl disable --now {UNIT}")
