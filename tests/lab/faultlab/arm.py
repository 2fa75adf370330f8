"""The 32-bit ARM machine: what it is made of, and one run of it from crash to harvest."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from .commands import LabError
from .image import get_busybox, get_mediaserver, make_disk, make_initramfs, read_disk
from .kernel import ARM_LPAE, Kernel, get_kernel
from .module import get_module
from .qemu import Machine
from .truth import Fault, load_faults

BOOT_TIMEOUT = 90.0


@dataclass(frozen=True)
class Region:
    """Where the ramoops region lies and how it is split."""

    address: int = 0x50000000
    size: int = 0x40000
    record: int = 0x8000
    console: int = 0x8000
    pmsg: int = 0x4000
    ftrace: int = 0x1000
    ecc: int = 16

    def kernel_arguments(self) -> str:
        """The parameters of the kernel's ramoops driver; ecc=1 stands for 16 bytes."""
        values = {"mem_address": self.address, "mem_size": self.size, "record_size": self.record,
                  "console_size": self.console, "pmsg_size": self.pmsg, "ftrace_size": self.ftrace}
        words = [f"ramoops.{name}={value:#x}" for name, value in values.items()]
        return " ".join([*words, f"ramoops.ecc={1 if self.ecc == 16 else self.ecc}"])

    def zone_options(self) -> str:
        """The zones in the words of `faultbox harvest --ramoops FILE:...`."""
        return (f"record={self.record:#x},console={self.console:#x},pmsg={self.pmsg:#x},ftrace={self.ftrace:#x},"
                f"ecc={self.ecc}")

    def device_options(self) -> str:
        """The whole argument of `faultbox harvest --ramoops` on the machine itself."""
        return f"/dev/mem:base={self.address:#x},size={self.size:#x},{self.zone_options()}"


REGION = Region()


@dataclass(frozen=True)
class Parts:
    """What every run of the machine shares."""

    kernel: Kernel
    module: Path
    faults: list[Fault]
    initramfs: Path
    faultbox: Path | None


def prepare(build: Path, faultbox: Path | None) -> Parts:
    """Takes kernel and module from the cache or builds them, and makes the initramfs."""
    kernel = get_kernel(ARM_LPAE)
    faults = load_faults(kernel.source)
    module = get_module(kernel, faults)
    build.mkdir(parents=True, exist_ok=True)
    initramfs = build / "initramfs.cpio.gz"
    make_initramfs(initramfs, get_busybox("armhf"), get_mediaserver(ARM_LPAE.compiler), module, faultbox)
    return Parts(kernel, module, faults, initramfs, faultbox)


def run_fault(parts: Parts, fault: Fault, folder: Path) -> None:
    """Crashes the machine, resets it warm, and leaves in `folder` all that the crash left behind:

    region.bin     the RAM of the ramoops region between crash and next boot
    serial.log     the console of both boots
    pstore/        the files that the kernel showed after the reset
    store/         records from the pstore files, store-raw/ from the raw region, store-remove/ without --keep
    results/       output and exit status of every command, and what was left in pstore
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    disk = folder / "disk.img"
    make_disk(disk)
    with Machine(_command(parts, fault, folder), folder) as machine:
        _expect(machine.wait_until_stopped(BOOT_TIMEOUT), "guest-reset", "crash")
        machine.save_memory(REGION.address, REGION.size, folder / "region.bin")
        machine.reset_warm()
        _expect(machine.wait_until_stopped(BOOT_TIMEOUT), "guest-shutdown", "harvest")
    read_disk(disk, folder)
    disk.unlink()
    shutil.rmtree(folder / "lost+found", ignore_errors=True)
    shutil.copy2(parts.module, folder)


def _expect(reason: str, expected: str, phase: str) -> None:
    if reason != expected:
        raise LabError(f"the {phase} boot ended with {reason}, not {expected}")


def _command(parts: Parts, fault: Fault, folder: Path) -> list[str]:
    arguments = ["console=ttyAMA0", "mem=256M", "panic=-1", "loglevel=7", REGION.kernel_arguments(),
                 f"lab.fault={fault.name}", f"lab.ramoops={REGION.device_options()}",
                 f"lab.harvest={1 if parts.faultbox else 0}", fault.kernel_arguments]
    return ["qemu-system-arm", "-M", "virt", "-cpu", "cortex-a15", "-smp", "2", "-m", "320", "-nodefaults",
            "-display", "none", "-kernel", str(parts.kernel.image), "-initrd", str(parts.initramfs),
            "-append", " ".join(arguments), "-serial", f"file:{folder / 'serial.log'}",
            "-drive", f"file={folder / 'disk.img'},if=none,id=disk,format=raw",
            "-device", "virtio-blk-device,drive=disk"]
