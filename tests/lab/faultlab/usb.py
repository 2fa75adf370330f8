"""Sticks that are plugged into a real kernel and pulled during the export, and a gadget's serial line whose cable is.

The machine has a shell on its console, both ends of the serial line (dummy_hcd), and a USB port."""

import gzip
import hashlib
import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from .boot_kernel import ModuleKernel
from .commands import LabError, run
from .image import make_disk, read_disk
from .outcome import Outcome
from .qemu import Machine
from .shell import PROMPT, TIMEOUT, Answer, Shell
from .truth import LAB
from .usb_image import get_mkfs_exfat, get_usb_kernel, make_usb_initramfs

STICK_MIB = 64
SLOW_BYTES_PER_SECOND = 32 << 10
"""Slow enough to be pulled in the middle of an export."""
PULL_SECONDS = (0.0, 1.5, 3.0, 4.5, 5.0, 6.0, 8.0, 11.0)
"""Behind the hook's "started"."""
BOOT_TIMEOUT = 240.0


@dataclass(frozen=True)
class UsbPrograms:
    faultbox: Path
    """Static, for the machine."""
    native_faultbox: Path
    faultscope: Path


class UsbMachine(Shell):
    """A booted machine and its stick."""

    def __init__(self, machine: Machine, log: Path, stick: Path) -> None:
        super().__init__(machine, log)
        self._stick = stick

    def wait_for(self, text: str, start: int) -> None:
        self._machine.wait_for_text(text, TIMEOUT, start)

    def plug(self) -> None:
        """Plugs the stick in and waits for its device."""
        deadline = time.monotonic() + TIMEOUT
        while not self._add_stick():
            if time.monotonic() > deadline:
                raise LabError("the stick cannot be plugged in again")
            time.sleep(0.2)
        self.shell("while [ ! -b /dev/sda ]; do sleep 0.1; done")

    def _add_stick(self) -> bool:
        """False while QEMU still finishes what the stick that was pulled had been asked to write."""
        try:
            self._machine.command("device_add", driver="usb-storage", id="stick", bus="usb.0", drive="stick",
                                  removable=True)
        except LabError as error:
            if "Permission conflict" in str(error) or "Duplicate" in str(error):
                return False
            raise
        return True

    def pull(self) -> None:
        self._machine.command("device_del", id="stick")

    def unplug(self) -> None:
        """Pulls the stick when nobody uses it, and waits until its device is gone."""
        self.pull()
        self.shell("while [ -b /dev/sda ]; do sleep 0.1; done")

    def limit(self, bytes_per_second: int) -> None:
        """How fast the stick is written to; 0 for no limit."""
        self._machine.command("qom-set", path="/objects/limit", property="limits",
                              value={"bps-write": bytes_per_second})

    def stick_hash(self) -> str:
        return hashlib.sha256(self._stick.read_bytes()).hexdigest()

    def write_stick(self, content: Path) -> None:
        """Replaces what is on the stick, which is not plugged in."""
        with self._stick.open("r+b") as stream:
            stream.write(content.read_bytes())


def records_for_the_course(programs: UsbPrograms, folder: Path) -> dict[str, bytes]:
    """A store of real crashes of all machines of the lab."""
    store = folder / "store-made"
    region = folder / "region.bin"
    for path in sorted((LAB.parent / "cases").glob("lab-*/*/region.bin.gz")):
        region.write_bytes(gzip.decompress(path.read_bytes()))
        run(programs.native_faultbox, "harvest", "--ramoops", region, "--store", store)
    region.unlink()
    return {path.name: path.read_bytes() for path in store.iterdir()}


def exported(answer: Answer) -> int | None:
    """The records that faultbox says it has exported; None when it says something else."""
    match = re.search(r"done: (\d+) records?", answer.text)
    return int(match[1]) if match else None


def pulled(text: str) -> list[int]:
    """The numbers of the records that faultscope says it has pulled, in its order. One whose acknowledgement was lost is
    told a second time, as already here, when the unit offers it again."""
    return [int(number) for number in re.findall(r"^pulled record (\d+) of \S+: \d+ bytes$", text, re.MULTILINE)]


def make_stick(machine: UsbMachine, stick: Path, folder: Path, outcome: Outcome) -> Path:
    """Has the guest make a vfat stick. Without its marker it must stay untouched, byte by byte."""
    machine.plug()
    machine.shell("mkdosfs /dev/sda && sync")
    before = machine.stick_hash()
    said = machine.shell("faultbox usb /dev/sda")
    outcome.expect(said.status == 0 and "hook:" not in said.console, f"a stick without marker is no error: {said.console}")
    outcome.expect(machine.stick_hash() == before, "a stick without marker was written to")
    machine.shell("mount -t vfat /dev/sda /mnt && touch /mnt/faultbox-export.txt && umount /mnt && sync")
    machine.unplug()
    shutil.copyfile(stick, folder / "marked.img")
    return folder / "marked.img"


def take_bundles(machine: UsbMachine, filesystem: str, name: str) -> str:
    """Copies what is on the stick to the disk; returns the names."""
    return machine.shell(f"mount -t {filesystem} -o ro /dev/sda /mnt && mkdir -p /disk/{name}; "
                         f"cp /mnt/*.fbb /mnt/*.txt /disk/{name}/; ls /mnt; umount /mnt").text


def pull_stick(machine: UsbMachine, marked: Path, seconds: float, total: int, outcome: Outcome) -> None:
    """Pulls the stick during an export; the next one must bring all that was not brought."""
    machine.write_stick(marked)
    machine.shell("rm -rf /disk/store; cp -r /disk/store-made /disk/store; sync")
    machine.plug()
    machine.limit(SLOW_BYTES_PER_SECOND)
    start = machine.begin("faultbox usb /dev/sda")
    machine.wait_for("hook: started", start)
    time.sleep(seconds)
    machine.pull()
    machine.limit(0)
    first = exported(machine.finish(start))
    machine.shell("while [ -b /dev/sda ]; do sleep 0.1; done")
    machine.plug()
    said = machine.shell("faultbox usb /dev/sda")
    second = exported(said)
    listing = take_bundles(machine, "vfat", f"pulled-{seconds}")
    machine.unplug()
    outcome.say(f"  pulled {seconds:.1f} s into the export: first {first}, then {second} of {total} records")
    expected = 0 if first == total else total
    outcome.expect(second == expected, f"after a pull at {seconds} s: {second} records, not {expected}: {said.text}")
    hook = said.console
    outcome.expect("hook: done" in hook and "unseen" in hook, f"the hook did not say done, or saw the stick: {hook}")
    outcome.expect(".tmp" not in listing, f"a temporary file is left: {listing}")
    outcome.expect("faultbox-result.txt" in listing, f"there is no result: {listing}")


def export_to(machine: UsbMachine, image: Path, filesystem: str, total: int, outcome: Outcome) -> None:
    """The export that nobody disturbs, twice."""
    machine.write_stick(image)
    machine.shell("rm -rf /disk/store; cp -r /disk/store-made /disk/store; sync")
    machine.plug()
    if filesystem == "exfat":
        machine.shell("mount -t exfat /dev/sda /mnt && touch /mnt/faultbox-export.txt && umount /mnt && sync")
    counts = [exported(machine.shell("faultbox usb /dev/sda")) for _ in range(2)]
    outcome.expect(counts == [total, 0], f"{filesystem}: exported {counts}, not {total} and 0")
    take_bundles(machine, filesystem, filesystem)
    machine.unplug()
    outcome.say(f"  {filesystem}: exported {counts[0]} records, then {counts[1]}")


def full_stick(machine: UsbMachine, marked: Path, outcome: Outcome) -> None:
    machine.write_stick(marked)
    machine.shell("rm -rf /disk/store; cp -r /disk/store-made /disk/store; sync")
    machine.plug()
    machine.shell("mount -t vfat /dev/sda /mnt; cat /dev/zero >/mnt/zero; umount /mnt")
    said = machine.shell("faultbox usb /dev/sda", 600)
    is_told = said.status == 1 and "hook: failed 0" in said.console
    outcome.expect(is_told, f"a full stick is a failure: {said.console}")
    listing = take_bundles(machine, "vfat", "full")
    outcome.expect("faultbox-rack4" not in listing and ".tmp" not in listing, f"a full stick has half a bundle: {listing}")
    machine.unplug()
    outcome.say("  full stick: told")


def serial_line(machine: UsbMachine, total: int, outcome: Outcome) -> None:
    """A gadget and its host in one machine. The cable is pulled while a pull waits for it; soft_connect of dummy_hcd
    does not come back, so that the host's side drops the device and takes it again."""
    machine.shell("rm -rf /disk/store; cp -r /disk/store-made /disk/store; sync")
    machine.shell("while :; do faultbox serve /dev/ttyGS0; sleep 0.2; done >/dev/null 2>&1 & sleep 1")
    found = machine.shell("for d in /sys/bus/usb/devices/*-1; do "
                          "grep -q Gadget $d/product && echo \"device ${d##*/}\"; done")
    device = re.findall(r"device (\S+-1)", found.text)[-1]
    drop = "; ".join(f"echo {device} >/sys/bus/usb/drivers/usb/{action}; sleep 0.3" for action in ("unbind", "bind"))
    said = machine.shell(f"for n in 1 2 3 4; do sleep 0.3; {drop}; done & "
                         "faultscope pull /dev/ttyACM0 -o /disk/pulled --wait 2>/run/said; "
                         "ok=$?; cat /run/said; [ $ok = 0 ]", 300)
    outcome.expect(said.status == 0, f"the pull failed: {said.text}")
    outcome.expect("waiting for" in said.text, "the cable was pulled too late to matter")
    new = pulled(said.text)
    is_each = len(new) == len(set(new)) == total
    outcome.expect(is_each, f"pulled are {new}, not {total} different records: {said.text}")
    later, reconnections = said.text.count("already here"), said.text.count("waiting for")
    outcome.say(f"  serial line: {len(new)} of {total} records pulled, {later} acknowledged later, "
                f"{reconnections} reconnections")
    said = machine.shell("sleep 3; faultscope pull /dev/ttyACM* -o /disk/pulled", 300)
    outcome.expect(said.status == 0 and not pulled(said.text), f"a second pull brings nothing: {said.text}")


def check_disk(folder: Path, made: dict[str, bytes], programs: UsbPrograms, outcome: Outcome) -> None:
    """Whatever the guest brought back: each bundle is whole, and has every record; so has what was pulled."""
    bundles = sorted(folder.glob("*/*.fbb"))
    outcome.expect(len(bundles) >= len(PULL_SECONDS) + 2, f"there are only {len(bundles)} bundles")
    for bundle in bundles:
        content = bundle.read_bytes()
        missing = [name for name, record in made.items() if record not in content]
        outcome.expect(not missing, f"{bundle}: {missing} are not in it")
        run(programs.faultscope, "decode", "--json", bundle)
    pulled = sorted(path.read_bytes() for path in (folder / "pulled").iterdir())
    outcome.expect(pulled == sorted(made.values()), "what was pulled is not what the store holds")
    outcome.say(f"  {len(bundles)} bundles are whole, {len(pulled)} records were pulled")


def command_for(kernel: ModuleKernel, folder: Path) -> list[str]:
    return ["qemu-system-x86_64", "-M", "pc", "-cpu", "qemu64", "-smp", "2", "-m", "512", "-nodefaults",
            "-display", "none", "-kernel", str(kernel.image), "-initrd", str(folder / "initramfs.cpio.gz"),
            "-append", "console=ttyS0 panic=-1 loglevel=3",
            "-drive", f"file={folder / 'disk.img'},if=none,id=disk,format=raw", "-device", "virtio-blk-pci,drive=disk",
            "-device", "qemu-xhci,id=usb",
            "-object", "throttle-group,id=limit",
            "-blockdev", f"driver=throttle,throttle-group=limit,node-name=stick,file.driver=raw,"
                         f"file.file.driver=file,file.file.filename={folder / 'stick.img'}"]


def run_usb_course(programs: UsbPrograms, folder: Path) -> Outcome:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    outcome = Outcome()
    made = records_for_the_course(programs, folder)
    total = len(made)
    kernel = get_usb_kernel()
    make_usb_initramfs(folder / "initramfs.cpio.gz", kernel, programs.faultbox, programs.faultscope)
    disk, stick, exfat = folder / "disk.img", folder / "stick.img", folder / "exfat.img"
    make_disk(disk)
    run("debugfs", "-w", "-R", "mkdir /store-made", disk)
    for name in made:
        run("debugfs", "-w", "-R", f"write {folder / 'store-made' / name} /store-made/{name}", disk)
    for path in (stick, exfat):
        with path.open("wb") as stream:
            stream.truncate(STICK_MIB << 20)
    run(get_mkfs_exfat(), exfat)
    with Machine(command_for(kernel, folder), folder) as machine:
        machine.wait_for_text(PROMPT, BOOT_TIMEOUT)
        guest = UsbMachine(machine, folder / "serial.log", stick)
        marked = make_stick(guest, stick, folder, outcome)
        for seconds in PULL_SECONDS:
            pull_stick(guest, marked, seconds, total, outcome)
        export_to(guest, marked, "vfat", total, outcome)
        export_to(guest, exfat, "exfat", total, outcome)
        full_stick(guest, marked, outcome)
        serial_line(guest, total, outcome)
        guest.begin("umount /disk; poweroff -f")
        reason = machine.wait_until_stopped(TIMEOUT)
        if reason != "guest-shutdown":
            raise LabError(f"the machine ended with {reason}")
    read_disk(disk, folder / "brought")
    check_disk(folder / "brought", made, programs, outcome)
    return outcome
