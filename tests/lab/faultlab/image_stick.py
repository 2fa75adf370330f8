"""A USB stick that is plugged into a booted image: udev's rule, the unit it starts, and what is on the stick then."""

import time
from pathlib import Path

from .commands import run
from .image_guest import ImageGuest
from .outcome import Outcome
from .shell import TIMEOUT
from .unit_state import parse_units

STICK_MIB = 32
FIRST_SECTOR = 2048
UNIT = "faultbox-usb@sda1.service"
MARKER = "faultbox-export.txt"


class StickDrive:
    """The port, and a stick with one partition with vfat and the marker on it."""

    def __init__(self, folder: Path) -> None:
        self._image = folder / "stick.img"
        with self._image.open("wb") as stream:
            stream.write(partition_table(FIRST_SECTOR, (STICK_MIB << 11) - FIRST_SECTOR))
            stream.truncate(STICK_MIB << 20)
        run("mkfs.vfat", "--offset", str(FIRST_SECTOR), self._image, str((STICK_MIB << 10) - FIRST_SECTOR // 2))
        marker = folder / MARKER
        marker.touch()
        run("mcopy", "-i", self._partition, marker, f"::{MARKER}")

    @property
    def _partition(self) -> str:
        return f"{self._image}@@{FIRST_SECTOR * 512}"

    def hardware(self) -> list[str]:
        return ["-device", "qemu-xhci,id=usb",
                "-blockdev", f"driver=raw,node-name=stick,file.driver=file,file.filename={self._image}"]

    def names(self) -> list[str]:
        """What is on the stick, which is not plugged in."""
        return run("mdir", "-b", "-i", self._partition, "::").replace("::/", "").split()

    def read(self, name: str) -> str:
        return run("mtype", "-i", self._partition, f"::{name}")


def partition_table(first: int, sectors: int) -> bytes:
    """A master boot record with one partition of type 0x0c, FAT32 with LBA (UEFI Specification, 5.2.1)."""
    kind = bytes([0, 0xFE, 0xFF, 0xFF, 0x0C, 0xFE, 0xFF, 0xFF])
    place = first.to_bytes(4, "little") + sectors.to_bytes(4, "little")
    return bytes(446) + kind + place + bytes(48) + b"\x55\xaa"


def check_stick(guest: ImageGuest, drive: StickDrive, outcome: Outcome) -> None:
    """A stick is plugged in and nothing else is done: all records are on it, and it is not mounted any more."""
    records = len(guest.records())
    guest.machine.command("device_add", driver="usb-storage", id="stick", bus="usb.0", drive="stick", removable=True)
    result = wait_for_unit(guest)
    outcome.expect(result == "success", f"{UNIT} ended with {result}: {guest.text(f'journalctl -b -o cat -u {UNIT}')}")
    unread = [record["id"] for record in guest.records() if not record["read"]]
    outcome.expect(not unread, f"records {unread} are not marked as handed over")
    outcome.expect(guest.shell("grep -q sda /proc/mounts").status != 0, "the stick is still mounted")
    guest.machine.command("device_del", id="stick")
    guest.text("while [ -b /dev/sda ]; do sleep 0.1; done")
    names = drive.names()
    bundles = [name for name in names if name.endswith(".fbb")]
    outcome.expect(len(bundles) == 1, f"the stick holds {names}")
    told = drive.read("faultbox-result.txt") if "faultbox-result.txt" in names else ""
    outcome.expect(told.startswith(f"done: {records} record"), f"of {records} records the stick says: {told}")


def wait_for_unit(guest: ImageGuest) -> str:
    """What the unit ended with; "not started" when udev has not asked for it in time."""
    deadline = time.monotonic() + TIMEOUT
    while time.monotonic() < deadline:
        unit = parse_units(guest.text(f"systemctl show {UNIT} -p Id -p Result -p ActiveState "
                                      "-p InactiveEnterTimestampMonotonic"))[UNIT]
        if unit["ActiveState"] in ("inactive", "failed") and unit["InactiveEnterTimestampMonotonic"] != "0":
            return unit["Result"]
        time.sleep(1)
    return "not started"
