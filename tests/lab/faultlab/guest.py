"""A machine with a shell on its console, for courses that have more to do than to crash it."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .boot_kernel import ModuleKernel
from .cache import cached, hash_inputs
from .commands import LabError, run, say
from .image import CONSOLE_DEVICE, GUEST, Cpio, get_busybox, get_mediaserver
from .kernel import Kernel
from .machines import MachineSpec
from .qemu import Machine
from .shell import PROMPT, TIMEOUT, Shell
from .truth import LAB

COMMANDS = ("sh", "mount", "umount", "cat", "cp", "ls", "mkdir", "rm", "sync", "insmod", "hostname", "sleep", "date", "dd",
            "timeout", "head", "tail", "grep", "kill", "poweroff", "mknod", "ln", "chmod", "usleep", "base64", "unshare",
            "tee", "tr", "touch", "md5sum", "mkdosfs")


@dataclass(frozen=True)
class GuestImage:
    """What a machine boots from, and finds on itself."""

    spec: MachineSpec
    kernel: Kernel | ModuleKernel
    faultbox: Path
    """Static, for the machine."""
    disk_modules: tuple[Path, ...] = ()
    """Loaded by init, in this order, before it mounts the disk."""
    other_modules: tuple[Path, ...] = ()
    """Lie in /modules."""
    files: dict[str, bytes] = field(default_factory=dict)
    """By path without the first slash; all of them executable."""
    module_parameters: dict[str, str] = field(default_factory=dict)
    """Of `disk_modules`, by name."""
    kernel_arguments: str = ""
    qemu_arguments: tuple[str, ...] = ()


def get_lab_module(kind: str, name: str, kernel: Kernel) -> Path:
    """A small module of the lab's for a machine, from the cache or built: lab_<kind>.ko of tests/lab/<kind>/."""
    sources = sorted((LAB / kind).iterdir())
    # What the module's debug information calls its source folder.
    prefix = f"/usr/src/{kind}"
    module = f"lab_{kind}.ko"

    def build(folder: Path) -> None:
        say(f"building {module} for {name}")
        source = folder / "source"
        source.mkdir()
        for path in sources:
            (source / path.name).write_bytes(path.read_bytes())
        run("make", "-C", kernel.build_folder, *kernel.make_options((source, prefix)), f"M={source}", "modules",
            log=folder / "build.log")
        (source / module).rename(folder / module)

    key = hash_inputs(kernel.root.name, prefix, *(path.name for path in sources), *sources)
    return cached(f"{kind}-{name}", key, build) / module


def make_image(path: Path, image: GuestImage) -> None:
    """Writes an initramfs whose init is guest/usb-init, and which ends in guest/lab-shell."""
    archive = Cpio()
    folders = {"bin", "dev", "proc", "sys", "disk", "run", "mnt", "modules", "etc"}
    for name in image.files:
        folders |= {str(parent) for parent in Path(name).parents if str(parent) != "."}
    for name in sorted(folders):
        archive.folder(name)
    archive.character_device("dev/console", CONSOLE_DEVICE)
    for name, file in (("init", "usb-init"), ("bin/lab-shell", "lab-shell")):
        archive.file(name, (GUEST / file).read_bytes(), executable=True)
    archive.file("bin/busybox", get_busybox(image.spec.busybox).read_bytes(), executable=True)
    for command in COMMANDS:
        archive.link(f"bin/{command}", "busybox")
    archive.file("bin/faultbox", image.faultbox.read_bytes(), executable=True)
    archive.file("bin/mediaserver", get_mediaserver(image.spec.compiler).read_bytes(), executable=True)
    lines = [f"{module.name} {image.module_parameters.get(module.stem, '')}".strip() for module in image.disk_modules]
    archive.file("modules/list", "".join(f"{line}\n" for line in lines).encode())
    for module in (*image.disk_modules, *image.other_modules):
        archive.file(f"modules/{module.name}", module.read_bytes())
    for name, content in image.files.items():
        archive.file(name, content, executable=True)
    path.write_bytes(gzip.compress(archive.finish(), compresslevel=1, mtime=0))


def guest_command(image: GuestImage, initramfs: Path, disks: tuple[str, ...]) -> list[str]:
    """QEMU's command line. `disks` are values of -drive without their id and interface; the first one is /disk."""
    spec = image.spec
    command = [*spec.qemu, "-nodefaults", "-display", "none", "-kernel", str(image.kernel.image), "-initrd", str(initramfs),
               "-append", f"console={spec.console} mem={spec.kernel_ram} panic=-1 loglevel=1 {image.kernel_arguments}",
               *image.qemu_arguments]
    # The devices of virtio-mmio are found from the last to the first.
    for number in sorted(range(len(disks)), reverse=spec.disk_device.endswith("device")):
        command += ["-drive", f"{disks[number]},if=none,id=disk{number}",
                    "-device", f"{spec.disk_device},drive=disk{number},serial=disk{number}"]
    return command


def memory_in_file(spec: MachineSpec, path: Path) -> list[str]:
    """QEMU's arguments for RAM that is a file: what the machine had written when it was killed."""
    size = int(spec.qemu[spec.qemu.index("-m") + 1])
    backend = f"memory-backend-file,id=ram,size={size}M,mem-path={path},share=on"
    return ["-object", backend, "-machine", "memory-backend=ram"]


def loaded(path: Path, address: int) -> list[str]:
    """QEMU's arguments for a file that lies in RAM when the machine starts."""
    return ["-device", f"loader,file={path},addr={address:#x},force-raw=on"]


class Guest(Shell):
    """A booted machine."""

    def __init__(self, machine: Machine, log: Path) -> None:
        super().__init__(machine, log)
        self.machine = machine

    def status(self, line: str, timeout: float = TIMEOUT) -> tuple[int, str]:
        """Runs a line; its exit status and what it wrote."""
        answer = self.shell(line, timeout)
        return answer.status, answer.text

    def quiet(self) -> None:
        """Keeps the kernel's messages off the console, also after an oops, which turns them on."""
        self.run("echo 0 >/proc/sys/kernel/printk")

    def records(self, store: str) -> list[dict[str, Any]]:
        """The records of a store, whole, oldest first."""
        listed = self.json(f"faultbox list --json --store {store}")
        return [{**row, **self.json(f"faultbox show {row['id']} --json --store {store}")} for row in listed]

    def power_off(self) -> None:
        self.begin("cd /; umount /disk; poweroff -f")
        reason = self.machine.wait_until_stopped(TIMEOUT)
        if reason != "guest-shutdown":
            raise LabError(f"the machine ended with {reason}")


@contextmanager
def booted(image: GuestImage, folder: Path, disks: tuple[str, ...]) -> Iterator[Guest]:
    """Boots a machine that appends its console to serial.log in `folder`."""
    initramfs = folder / "initramfs.cpio.gz"
    make_image(initramfs, image)
    log = folder / "serial.log"
    before = log.stat().st_size if log.exists() else 0
    with Machine(guest_command(image, initramfs, disks), folder) as machine:
        machine.wait_for_text(PROMPT, image.spec.boot_timeout, before)
        guest = Guest(machine, log)
        guest.quiet()
        yield guest
