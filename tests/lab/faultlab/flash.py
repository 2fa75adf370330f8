"""File systems of flash memory: f2fs on a disk, and UBIFS on raw flash. The machine loses its power while it harvests; the
file system is full, or read-only.

The raw flash is RAM behind the kernel's, which the module lab_flash shows as an MTD. QEMU's RAM is a file: what was written
when QEMU is killed is what the next boot finds, to the byte.
"""

import gzip
import random
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from .boot_kernel import ModuleKernel, get_module_kernel
from .commands import run, say
from .debian_kernel import Symbols
from .disks import CASE, HARVEST, INCOMPLETE, STORE, Failure, check_failure, entries
from .guest import Guest, GuestImage, get_lab_module, guest_command, loaded, make_image, memory_in_file
from .machines import MachineSpec, find_machine
from .outcome import Outcome
from .qemu import Machine
from .shell import PROMPT, TIMEOUT
from .truth import LAB

MACHINE = "amd64"
DISK_MIB = 64
"""f2fs has areas of its own: half of it is left."""
FLASH = (0x21000000, 16 << 20)
"""Address and size: behind the ramoops region, below the end of RAM."""
ERASE_BLOCK = 128 << 10
VOLUME = """[store]
mode=ubi
vol_id=0
vol_type=dynamic
vol_name=store
vol_flags=autoresize
vol_size=4MiB
"""
START_SECONDS = 0.25
"""At most that long after its echo the guest begins what was typed."""
SET_ASIDE = "a record that lost power was set aside"
MEMORY = "memory"
STATE = "state"
DISK = "disk.img"
SAVED_DISK = "disk.saved"
REGION = "region.bin"
FLASH_IMAGE = "flash.bin"
LIST = f"faultbox list --json --store {STORE}"
# UBIFS compresses, so random bytes; what is left behind large writes is filled by smaller ones.
FILL = "; sync; ".join(f"dd if=/dev/urandom of=/disk/filled-{size} bs={size} 2>/dev/null" for size in (65536, 4096, 512))
EMPTY = "rm /disk/filled-*; sync"
FAILURES = (
    Failure("full, no store yet", FILL, EMPTY, "No space left on device"),
    Failure("full", f"mkdir -p {STORE}; {FILL}", EMPTY, "No space left on device"),
    Failure("read-only", "mount -o remount,ro /disk", "mount -o remount,rw /disk", "Read-only file system"),
)


@dataclass(frozen=True)
class FlashKind:
    """A file system, and what it lies on."""

    name: str
    modules: tuple[str, ...]
    device: str
    make: Callable[[Path], None]
    """Makes an empty one in a run folder."""
    is_raw: bool = False
    """On the flash itself, instead of a disk."""


def make_f2fs(folder: Path) -> None:
    with (folder / DISK).open("wb") as stream:
        stream.truncate(DISK_MIB << 20)
    run("mkfs.f2fs", "-q", folder / DISK)


def make_ubi(folder: Path) -> None:
    """Flash with an empty volume; the kernel makes UBIFS in it when it mounts it first."""
    (folder / "volume.cfg").write_text(VOLUME)
    run("ubinize", "-o", folder / FLASH_IMAGE, "-m", "1", "-p", str(ERASE_BLOCK), folder / "volume.cfg")
    content = (folder / FLASH_IMAGE).read_bytes()
    # What is erased is all ones.
    (folder / FLASH_IMAGE).write_bytes(content.ljust(FLASH[1], b"\xff"))


KINDS = (FlashKind("f2fs", ("virtio_pci", "virtio_blk", "crc32_generic", "f2fs"), "/dev/vda", make_f2fs),
         FlashKind("ubifs", ("mtd", "ubi", "deflate", "lzo", "zstd", "ubifs"), "ubi0:store", make_ubi, is_raw=True))


def get_flash_kernel(kind: FlashKind) -> ModuleKernel:
    return get_module_kernel(f"{kind.name}-kernel-{MACHINE}", MACHINE, (*kind.modules, "ramoops"))


class FlashLab:
    """The machine with one file system, saved as it is about to harvest."""

    def __init__(self, kind: FlashKind, faultbox: Path, folder: Path) -> None:
        self.kind = kind
        self.folder = folder
        self._spec = find_machine(MACHINE)
        self._kernel = get_flash_kernel(kind)
        folder.mkdir(parents=True)
        packed = LAB.parent / f"cases/lab-{MACHINE}" / CASE / "region.bin.gz"
        self._region = gzip.decompress(packed.read_bytes())
        self._image = image_for(self._spec, self._kernel, kind, faultbox)
        make_image(folder / "initramfs.cpio.gz", self._image)
        self.signatures: list[str] = []
        """Of the records that an undisturbed harvest makes."""
        self.seconds = 0.0
        """How long that takes in the guest."""

    def reset(self) -> None:
        """An empty file system, and a region with the crashes."""
        (self.folder / REGION).write_bytes(self._region)
        self.kind.make(self.folder)

    def _command(self) -> list[str]:
        folder = self.folder
        disks = () if self.kind.is_raw else (f"file={folder / DISK},format=raw",)
        flash = loaded(folder / FLASH_IMAGE, FLASH[0]) if self.kind.is_raw else []
        return [*guest_command(self._image, folder / "initramfs.cpio.gz", disks), *flash,
                *loaded(folder / REGION, self._spec.region.address), *memory_in_file(self._spec, folder / MEMORY)]

    @contextmanager
    def booted(self) -> Iterator[Guest]:
        log = self.folder / "serial.log"
        before = log.stat().st_size if log.exists() else 0
        with Machine(self._command(), self.folder) as machine:
            machine.wait_for_text(PROMPT, self._spec.boot_timeout, before)
            guest = Guest(machine, log)
            guest.quiet()
            guest.run(f"grep -q ' /disk {self.kind.name} ' /proc/mounts && mount -t pstore pstore /sys/fs/pstore")
            yield guest

    def save(self) -> None:
        """Boots up to the harvest, and keeps that state."""
        self.reset()
        with self.booted() as guest:
            guest.run("sync")
            guest.machine.save_state(self.folder / STATE, TIMEOUT)
        if not self.kind.is_raw:
            shutil.copyfile(self.folder / DISK, self.folder / SAVED_DISK)

    @contextmanager
    def resumed(self) -> Iterator[Machine]:
        if not self.kind.is_raw:
            shutil.copyfile(self.folder / SAVED_DISK, self.folder / DISK)
        with Machine(self._command(), self.folder, self.folder / STATE) as machine:
            machine.resume(TIMEOUT)
            yield machine

    def measure(self) -> None:
        """A harvest that nobody disturbs."""
        with self.resumed() as machine:
            guest = Guest(machine, self.folder / "serial.log")
            said = guest.run(f"cat /proc/uptime; {HARVEST} >/dev/null && cat /proc/uptime").splitlines()
            began, ended = (float(line.split()[0]) for line in said)
            self.seconds = ended - began
            self.signatures = sorted(record["signature"] for record in guest.json(LIST))

    def kill(self, seconds: float) -> None:
        """The power goes so long after the harvest began. What region and flash hold then is what the next boot finds."""
        with self.resumed() as machine:
            machine.type(HARVEST, TIMEOUT)
            time.sleep(seconds)
        with (self.folder / MEMORY).open("rb") as memory:
            self._keep(memory, REGION, self._spec.region.address, self._spec.region.size)
            if self.kind.is_raw:
                self._keep(memory, FLASH_IMAGE, *FLASH)

    def _keep(self, memory: BinaryIO, name: str, address: int, size: int) -> None:
        memory.seek(address)
        (self.folder / name).write_bytes(memory.read(size))


def image_for(spec: MachineSpec, kernel: ModuleKernel, kind: FlashKind, faultbox: Path) -> GuestImage:
    parameters = {"lab_flash": f"start={FLASH[0]:#x} size={FLASH[1]:#x} block={ERASE_BLOCK:#x}", "ubi": "mtd=0",
                  "ramoops": spec.region.kernel_arguments().replace("ramoops.", "")}
    modules = kernel.modules
    if kind.is_raw:
        modules = behind_mtd(modules, get_lab_module("flash", spec.name, spec.get_kernel(Symbols.NONE)))
    return GuestImage(spec, kernel, faultbox, modules, module_parameters=parameters,
                      kernel_arguments=f"lab_disk={kind.name} lab_device={kind.device}")


def behind_mtd(modules: tuple[Path, ...], driver: Path) -> tuple[Path, ...]:
    """With the flash's driver where it finds MTD, and UBI finds the flash."""
    at = [module.stem for module in modules].index("mtd") + 1
    return (*modules[:at], driver, *modules[at:])


def check_next_boot(lab: FlashLab, what: str, outcome: Outcome) -> str:
    """The file system is mounted, and a harvest adds what is not there. Returns what there was."""
    with lab.booted() as guest:
        there = guest.run(f"mkdir -p {STORE}; ls -A {STORE}").split()
        check_harvest(guest, lab.signatures, f"{what}: there were {there}", outcome)
        guest.power_off()
    durable = sum(name.endswith(".fbx") for name in there)
    return f"{durable} of {len(lab.signatures)} records{' and a part' if 'new.tmp' in there else ''}"


def check_harvest(guest: Guest, signatures: list[str], what: str, outcome: Outcome) -> None:
    """A harvest leaves each crash in the store once, counted once, and nothing else anywhere. What an earlier one had only
    half written is set aside, and said once (FORMAT.md)."""
    status, said = guest.status(HARVEST)
    expected = INCOMPLETE if SET_ASIDE in said else 0
    outcome.expect(status == expected, f"{what}: the harvest ended with {status}: {said}")
    status, said = guest.status(HARVEST)
    outcome.expect(status == 0, f"{what}: a second harvest ended with {status}: {said}")
    listed = guest.json(LIST)
    found = sorted(record["signature"] for record in listed)
    outcome.expect(found == signatures, f"{what}: {found}, not {signatures}")
    repeated = [record for record in listed if record.get("count", 1) != 1]
    outcome.expect(not repeated, f"{what}: a crash was counted twice: {repeated}")
    unread = [record["id"] for record in listed
              if guest.status(f"faultbox show {record['id']} --store {STORE} >/dev/null")[0] != 0]
    outcome.expect(not unread, f"{what}: records {unread} cannot be read")
    left = guest.run(f"ls -a {STORE}")
    outcome.expect(".tmp" not in left and ".new" not in left, f"{what}: half a record is left: {left}")
    outcome.expect(not entries(guest), f"{what}: {entries(guest)} stay in pstore")


def check_kills(lab: FlashLab, times: int, chance: random.Random, outcome: Outcome) -> None:
    lab.save()
    lab.measure()
    name = lab.kind.name
    outcome.expect(len(lab.signatures) > 1, f"{name}: the harvest that nobody disturbs makes {lab.signatures}")
    say(f"{name}: the harvest takes {lab.seconds:.2f} s; it is killed {times} times")
    states: dict[str, int] = {}
    for number in range(times):
        seconds = chance.uniform(0, lab.seconds + START_SECONDS)
        lab.kill(seconds)
        durable = check_next_boot(lab, f"{name}: killed after {seconds:.3f} s (number {number})", outcome)
        states[durable] = states.get(durable, 0) + 1
    for durable, count in sorted(states.items()):
        outcome.say(f"  {name}: {durable} durable at the kill: {count} times")


def check_failures(lab: FlashLab, outcome: Outcome) -> None:
    """Full and read-only; then it is right again."""
    lab.reset()
    with lab.booted() as guest:
        for failure in FAILURES:
            check_failure(guest, failure, outcome)
        guest.power_off()
    check_next_boot(lab, f"{lab.kind.name}: right again", outcome)


def check_consistency(lab: FlashLab, outcome: Outcome) -> None:
    """What the file system's own check says, where there is one."""
    if lab.kind.name != "f2fs":
        return
    checked = subprocess.run(["fsck.f2fs", "--dry-run", lab.folder / DISK], capture_output=True, text=True, timeout=60)
    outcome.expect(checked.returncode == 0, f"fsck.f2fs: status {checked.returncode}: {checked.stdout}")


def run_flash_course(kinds: list[str], faultbox: Path, folder: Path, times: int, seed: int) -> Outcome:
    shutil.rmtree(folder, ignore_errors=True)
    outcome = Outcome()
    chance = random.Random(seed)
    for kind in KINDS:
        if kind.name not in kinds:
            continue
        lab = FlashLab(kind, faultbox, folder / kind.name)
        check_kills(lab, times, chance, outcome)
        check_consistency(lab, outcome)
        check_failures(lab, outcome)
        check_consistency(lab, outcome)
    return outcome
