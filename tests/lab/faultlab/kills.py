"""A machine that loses its power while it harvests or exports: QEMU is killed at a random moment.

What the disk and the region hold then is looked at from outside, by the file system's own check and by a harvest that
the next boot would do.
"""

import gzip
import json
import random
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from .commands import LabError, run, say
from .debian_kernel import Symbols
from .guest import GuestImage, guest_command, loaded, make_image, memory_in_file
from .image import make_disk, read_disk
from .kernel import Kernel
from .machines import MachineSpec, find_machine
from .outcome import Outcome
from .qemu import Machine
from .shell import PROMPT, TIMEOUT, Shell
from .truth import LAB

MACHINE = "arm"
CASE = "warn_then_null"
"""A region with two crashes: a warning and the oops after it."""
SETTINGS = b"user = 1000:1000\n"
"""The kernel's own pstore must let go of its entries to a user with what the recorder keeps of root's rights."""
MEMORY = "memory"
STATE = "state"
RAM_BEGIN = 0x40000000
"""Where RAM begins on QEMU's "virt" for ARM."""
STEPS = {"harvest": "faultbox harvest --store /disk/store",
         "export": "faultbox export /disk/stick --store /disk/store"}


@dataclass(frozen=True)
class KillPrograms:
    faultbox: Path
    """Static, for the machine."""
    native_faultbox: Path


class KillLab:
    """The machine, saved as it is about to do one of STEPS."""

    def __init__(self, programs: KillPrograms, folder: Path, spec: MachineSpec, kernel: Kernel) -> None:
        self._programs = programs
        self._folder = folder
        self._spec = spec
        self._region = folder / "region.bin"
        self._region.write_bytes(gzip.decompress((LAB.parent / f"cases/lab-{spec.name}" / CASE / "region.bin.gz").read_bytes()))
        self._image = GuestImage(spec, kernel, programs.faultbox, (*kernel.modules, *kernel.recorder_modules),
                                 files={"etc/faultbox.conf": SETTINGS}, kernel_arguments=spec.region.kernel_arguments())
        make_image(folder / "initramfs.cpio.gz", self._image)
        self.records: list[str] = []
        """Signatures of the records that an undisturbed harvest makes."""
        self.seconds: dict[str, float] = {}
        """How long each step takes when nobody disturbs it."""

    def _command(self, folder: Path) -> list[str]:
        disk = f"file={folder / 'disk.img'},format=raw"
        return [*guest_command(self._image, self._folder / "initramfs.cpio.gz", (disk,)),
                *memory_in_file(self._spec, folder / MEMORY), *loaded(self._region, self._spec.region.address)]

    def prepare(self, step: str) -> float:
        """Boots up to where the step is next, saves that state, and returns how long the step takes."""
        folder = self._folder / step
        folder.mkdir()
        make_disk(folder / "disk.img")
        with Machine(self._command(folder), folder) as machine:
            machine.wait_for_text(PROMPT, TIMEOUT)
            shell = Shell(machine, folder / "serial.log")
            shell.run("mount -t pstore pstore /sys/fs/pstore && mkdir -p /disk/stick && sync")
            if step == "export":
                shell.run(STEPS["harvest"])
                shell.run("sync")
            machine.save_state(folder / STATE, TIMEOUT)
            shutil.copyfile(folder / "disk.img", folder / "disk.saved")
        with Machine(self._command(folder), folder, folder / STATE) as machine:
            machine.resume(TIMEOUT)
            began = time.monotonic()
            shell = Shell(machine, folder / "serial.log")
            shell.run(STEPS[step])
            self.seconds[step] = time.monotonic() - began
            shell.run("! ls /sys/fs/pstore/dmesg*")
        return self.seconds[step]

    def kill(self, step: str, seconds: float) -> Path:
        """Kills the machine so long after the step began. Returns the folder with what is left: disk and RAM."""
        folder = self._folder / step
        shutil.copyfile(folder / "disk.saved", folder / "disk.img")
        with Machine(self._command(folder), folder, folder / STATE) as machine:
            machine.resume(TIMEOUT)
            machine.type(STEPS[step], TIMEOUT)
            time.sleep(seconds)
        return folder

    def next_boot(self, folder: Path) -> "Left":
        """What the next boot finds and does: file system check, harvest of what the RAM still holds, export."""
        check = subprocess.run(["e2fsck", "-fy", folder / "disk.img"], capture_output=True, text=True, timeout=60)
        if check.returncode > 1:
            raise LabError(f"e2fsck: status {check.returncode}: {check.stdout}")
        brought = folder / "brought"
        shutil.rmtree(brought, ignore_errors=True)
        read_disk(folder / "disk.img", brought)
        before = sorted(path.name for path in brought.glob("store/*.fbx"))
        region = self._spec.region
        with (folder / MEMORY).open("rb") as memory:
            memory.seek(region.address - RAM_BEGIN)
            (folder / "region.left").write_bytes(memory.read(region.size))
        faultbox = self._programs.native_faultbox
        harvest = run(faultbox, "harvest", "--ramoops", f"{folder / 'region.left'}:{region.zone_options()}",
                      "--store", brought / "store")
        (brought / "stick").mkdir(exist_ok=True)
        bundles = sorted(path.name for path in (brought / "stick").iterdir())
        run(faultbox, "export", brought / "stick", "--store", brought / "store")
        return Left(before, harvest, json.loads(run(faultbox, "list", "--json", "--store", brought / "store")), bundles,
                    brought)


@dataclass(frozen=True)
class Left:
    """What a kill has left, and what the next boot made of it."""

    before: list[str]
    """Records that were durable."""
    harvest: str
    """What the next harvest said."""
    records: list[dict]
    """Records after it."""
    bundles: list[str]
    """Files on the stick before the next export."""
    folder: Path

    @property
    def signatures(self) -> list[str]:
        return sorted(record["signature"] for record in self.records)


def check_kill(lab: KillLab, left: Left, what: str, outcome: Outcome) -> None:
    outcome.expect(left.signatures == lab.records, f"{what}: {left.signatures}, not {lab.records}; {left.folder}")
    repeated = [record for record in left.records if record.get("count", 1) != 1]
    outcome.expect(not repeated, f"{what}: a crash was counted twice: {repeated}")
    outcome.expect(not list(left.folder.glob("stick/*.tmp")), f"{what}: the next export leaves a temporary file")
    stored = [path.read_bytes() for path in left.folder.glob("store/*.fbx")]
    bundles = [path.read_bytes() for path in left.folder.glob("stick/*.fbb")]
    missing = [record for record in stored if not any(_payload(record) in bundle for bundle in bundles)]
    outcome.expect(not missing, f"{what}: {len(missing)} records are in no bundle")


def _payload(record: bytes) -> bytes:
    """Without the frame and the page of repeats behind it (FORMAT.md, Frame)."""
    size = int.from_bytes(record[24:28], "little")
    return record[28:28 + size]


def run_kills(programs: KillPrograms, folder: Path, times: int, seed: int) -> Outcome:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    outcome = Outcome()
    spec = find_machine(MACHINE)
    lab = KillLab(programs, folder, spec, spec.get_kernel(Symbols.NONE))
    chance = random.Random(seed)
    for step in STEPS:
        took = lab.prepare(step)
        left = lab.next_boot(folder / step)
        if step == "harvest":
            lab.records = left.signatures
            outcome.expect(len(lab.records) > 0, "the harvest that nobody disturbs has no record")
        say(f"{step} takes {took:.2f} s and leaves {len(left.before)} records; it is killed {times} times")
        states: dict[str, int] = {}
        for number in range(times):
            seconds = chance.uniform(0, took * 1.1)
            left = lab.next_boot(lab.kill(step, seconds))
            check_kill(lab, left, f"{step} killed after {seconds:.3f} s (number {number})", outcome)
            found = f"{len(left.before)} of {len(lab.records)} records"
            if step == "export":
                found += f", {'a bundle' if any(name.endswith('.fbb') for name in left.bundles) else 'no bundle'}"
            states[found] = states.get(found, 0) + 1
        for found, count in sorted(states.items()):
            outcome.say(f"  {step}: {found} durable at the kill: {count} times")
    return outcome
