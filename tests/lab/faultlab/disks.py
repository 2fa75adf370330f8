"""Disks that cannot take what the recorder harvests: full, read-only, broken, not to be mounted. The crash must stay in
pstore until the disk is right again, and then be recorded once."""

import gzip
import shutil
from dataclasses import dataclass
from pathlib import Path

from .commands import run
from .debian_kernel import Symbols
from .guest import Guest, GuestImage, booted, loaded
from .image import make_disk
from .kernel import Kernel
from .machines import MachineSpec, find_machine
from .outcome import Outcome
from .truth import LAB

MACHINE = "arm"
CASE = "warn_then_null"
"""A region with two crashes: a warning and the oops after it."""
CRASHES = 2
STORE = "/disk/store"
HARVEST = f"faultbox harvest --store {STORE}"
ENTRIES = "ls /sys/fs/pstore"
GOOD = "good"
ERRORS = ("write", "flush")
"""What QEMU lets fail: also the names of its nodes."""
INCOMPLETE = 1
"""Exit status of a harvest whose store cannot be written (faultbox(1), EXIT STATUS)."""


@dataclass(frozen=True)
class Failure:
    """A way in which the disk fails, and what must be said about it."""

    name: str
    break_it: str
    """What the guest does to its disk."""
    repair: str
    said: str
    """The system's word for it, on stderr."""


FILL = "cat /dev/zero >/disk/zero 2>/dev/null; sync"
UNMOUNT = ("umount /disk && dd if=/dev/vda of=/run/super bs=4096 count=1 && dd if=/dev/zero of=/dev/vda bs=4096 count=1 && "
           "! mount -t ext4 /dev/vda /disk")
MOUNT = "dd if=/run/super of=/dev/vda bs=4096 count=1 && mount -t ext4 /dev/vda /disk"
IN_RAM = "is in RAM"
FAILURES = (
    Failure("full disk, no store yet", FILL, "rm /disk/zero; sync", "No space left on device"),
    Failure("full disk", f"mkdir {STORE}; {FILL}", "rm /disk/zero; sync", "No space left on device"),
    Failure("no inode left", "mkdir /disk/many; n=0; while true >/disk/many/$n; do n=$((n + 1)); done 2>/dev/null; sync",
            "rm -r /disk/many; sync", "No space left on device"),
    Failure("read-only disk", "mount -o remount,ro /disk", "mount -o remount,rw /disk", "Read-only file system"),
    Failure("disk that cannot be mounted", f"{UNMOUNT} && mount -o remount,ro /", f"mount -o remount,rw / && {MOUNT}",
            "Read-only file system"),
    # The folder that shows in its place can be written to, and is gone at the next reset.
    Failure("disk that cannot be mounted, and a root in RAM", UNMOUNT, MOUNT, IN_RAM),
)


def entries(guest: Guest) -> list[str]:
    return sorted(name for name in guest.run(ENTRIES).split() if name.startswith("dmesg"))


def check_failure(guest: Guest, failure: Failure, outcome: Outcome) -> None:
    """Harvests on a disk that fails."""
    before = entries(guest)
    # Whether filling it ended with an error is the shell's affair; that it fails is what the harvest must say.
    guest.shell(failure.break_it, 300)
    status, text = guest.status(f"{HARVEST} 2>&1")
    outcome.expect(status == INCOMPLETE, f"{failure.name}: exit status {status}: {text}")
    outcome.expect(failure.said in text, f"{failure.name}: '{failure.said}' is not said: {text}")
    outcome.expect(entries(guest) == before, f"{failure.name}: pstore had {before}, and has {entries(guest)}")
    is_stored = "stored 0" in text
    outcome.expect(is_stored == (failure.said == IN_RAM), f"{failure.name}: what is said to be stored: {text}")
    left = guest.shell(f"ls -a {STORE}").text
    outcome.expect(".tmp" not in left and ".new" not in left, f"{failure.name}: half a record is left: {left}")
    guest.run(failure.repair)
    outcome.say(f"  {failure.name}: exit status {status}, {len(before)} entries stay; {complaint(text)}")


def complaint(text: str) -> str:
    """The first line of the recorder's own that says what is wrong."""
    return next((line for line in text.splitlines() if line.startswith("faultbox: ")), "it says nothing")


def check_nearly_full(guest: Guest, outcome: Outcome) -> None:
    """There is room for the first record, but not for the second."""
    guest.shell(f"mkdir -p {STORE}; dd if=/dev/zero of=/disk/room bs=4096 count=2 2>/dev/null; sync; {FILL}; rm /disk/room; sync")
    status, text = guest.status(f"{HARVEST} 2>&1")
    stored = text.count("stored ")
    outcome.expect(status == INCOMPLETE and stored == 1, f"nearly full: status {status}, {stored} stored: {text}")
    outcome.expect(len(entries(guest)) >= 1, "nearly full: the crash that was not stored is gone from pstore")
    guest.run("rm /disk/zero; sync")
    outcome.say(f"  nearly full disk: {stored} of {CRASHES} stored, {len(entries(guest))} entries stay; {complaint(text)}")


def check_repaired(guest: Guest, outcome: Outcome) -> None:
    """The disk is right again: every crash is recorded once, and leaves pstore."""
    status, text = guest.status(f"{HARVEST} 2>&1")
    outcome.expect(status == 0, f"the disk is right again: {status}: {text}")
    outcome.expect(not entries(guest), f"harvested entries stay: {entries(guest)}")
    for when in ("harvested", "harvested again"):
        listed = guest.json(f"faultbox list --json --store {STORE}")
        counts = [row.get("count", 1) for row in listed]
        outcome.expect(counts == [1] * CRASHES, f"{when}: records count {counts}, not {CRASHES} once")
        status, text = guest.status(f"{HARVEST} 2>&1")
        outcome.expect(status == 0, f"{when}: {status}: {text}")
    outcome.say(f"  right again: {len(listed)} records, each counts one crash; pstore is empty")


def check_errors(guest: Guest, kind: str, outcome: Outcome) -> None:
    """A mounted disk whose requests of one kind fail from now on."""
    before = entries(guest)
    guest.run("mount -t ext4 /dev/vdb /mnt && mkdir -p /mnt/store && sync")
    plug(guest, kind)
    status, text = guest.status("faultbox harvest --store /mnt/store 2>&1", 300)
    outcome.expect(status == INCOMPLETE, f"every {kind} fails: exit status {status}: {text}")
    said = any(words in text for words in ("I/O error", "Read-only file system"))
    outcome.expect(said, f"every {kind} fails: {text}")
    outcome.expect("stored 0" not in text, f"every {kind} fails, and something is said to be stored: {text}")
    outcome.expect(entries(guest) == before, f"every {kind} fails: pstore had {before}, and has {entries(guest)}")
    guest.shell("umount /mnt")
    outcome.say(f"  every {kind} fails: exit status {status}, {len(before)} entries stay; {complaint(text)}")


def check_healed(guest: Guest, outcome: Outcome) -> None:
    """The second disk takes writes again, and its file system is mounted as a boot would: no record is there by half."""
    plug(guest, GOOD)
    guest.run("mount -t ext4 /dev/vdb /mnt")
    listed = guest.json("faultbox list --json --store /mnt/store")
    outcome.expect(not listed, f"every write failed, but there are records: {listed}")
    guest.run("rm -r /mnt/store; umount /mnt")


def plug(guest: Guest, node: str) -> None:
    """Puts the second disk on another node of QEMU's."""
    guest.machine.command("blockdev-reopen", options=[{"driver": "raw", "node-name": "second", "file": node}])


def second_disk(path: Path, device: str) -> tuple[str, ...]:
    """QEMU's arguments for a disk that `plug` can let fail (docs/devel/blkdebug.rst)."""
    nodes = [f"driver=file,node-name={GOOD},filename={path}"]
    for kind in ERRORS:
        nodes.append(f"driver=blkdebug,node-name={kind},image={GOOD},inject-error.0.event=none,"
                     f"inject-error.0.iotype={kind},inject-error.0.errno=5,inject-error.0.once=off")
    nodes.append(f"driver=raw,node-name=second,file={GOOD}")
    words = [word for node in nodes for word in ("-blockdev", node)]
    return (*words, "-device", f"{device},drive=second,werror=report,rerror=report")


def image_for(spec: MachineSpec, kernel: Kernel, faultbox: Path, folder: Path) -> GuestImage:
    return GuestImage(spec, kernel, faultbox, (*kernel.modules, *kernel.recorder_modules),
                      kernel_arguments=spec.region.kernel_arguments(),
                      qemu_arguments=(*loaded(folder / "region.bin", spec.region.address),
                                      *second_disk(folder / "second.img", spec.disk_device)))


def run_disks_course(faultbox: Path, folder: Path) -> Outcome:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    outcome = Outcome()
    spec = find_machine(MACHINE)
    kernel = spec.get_kernel(Symbols.NONE)
    packed = LAB.parent / f"cases/lab-{spec.name}" / CASE / "region.bin.gz"
    (folder / "region.bin").write_bytes(gzip.decompress(packed.read_bytes()))
    disk = folder / "disk.img"
    for path in (disk, folder / "second.img"):
        make_disk(path)
    with booted(image_for(spec, kernel, faultbox, folder), folder, (f"file={disk},format=raw",)) as guest:
        guest.run("mount -t pstore pstore /sys/fs/pstore")
        outcome.expect(len(entries(guest)) == CRASHES, f"pstore has {entries(guest)}")
        check_errors(guest, "write", outcome)
        check_healed(guest, outcome)
        # For good: QEMU flushes a disk before it puts it on another node.
        check_errors(guest, "flush", outcome)
        for failure in FAILURES:
            check_failure(guest, failure, outcome)
        check_nearly_full(guest, outcome)
        check_repaired(guest, outcome)
        guest.power_off()
    run("e2fsck", "-fn", disk)
    return outcome
