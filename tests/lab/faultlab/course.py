"""The course of a run: crash, warm reset, harvest."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from .commands import LabError
from .debian_kernel import Symbols
from .image import get_busybox, get_mediaserver, make_disk, make_initramfs, read_disk
from .kernel import Kernel
from .machines import MachineSpec
from .module import get_modules
from .qemu import Machine
from .truth import Fault, load_faults


@dataclass(frozen=True)
class Parts:
    """What every run of a machine shares."""

    spec: MachineSpec
    kernel: Kernel
    modules: list[Path]
    faults: list[Fault]
    initramfs: Path
    faultbox: Path | None

    def symbols(self, folder: Path) -> list[Path]:
        """The files with debug information that faultscope is given for the crash in a run folder."""
        return [*(folder / module.name for module in self.modules),
                *([self.kernel.vmlinux] if self.kernel.vmlinux else [])]


def prepare(spec: MachineSpec, build: Path, faultbox: Path | None, symbols: Symbols) -> Parts:
    """Takes kernel and modules from the cache or makes them."""
    kernel = spec.get_kernel(symbols)
    faults = load_faults(spec, kernel.source)
    modules = get_modules(spec.name, kernel, faults)
    return Parts(spec, kernel, modules, faults, build / "initramfs.cpio.gz", faultbox)


def make_boot_image(parts: Parts) -> None:
    """Makes the initramfs that every run of the machine boots from."""
    parts.initramfs.parent.mkdir(parents=True, exist_ok=True)
    make_initramfs(parts.initramfs, get_busybox(parts.spec.busybox), get_mediaserver(parts.spec.compiler),
                   parts.modules, parts.kernel, parts.faultbox)


def run_fault(parts: Parts, fault: Fault, folder: Path) -> None:
    """Crashes the machine, resets it warm, and leaves in `folder` all that the crash left behind:

    region.bin     the RAM of the ramoops region between crash and next boot
    serial.log     the console of both boots
    pstore/        the files that the kernel showed after the reset
    store/         records from the pstore files, store-raw/ from the raw region, store-remove/ without --keep
    results/       output and exit status of every command, and what was left in pstore
    """
    region, timeout = parts.spec.region, parts.spec.boot_timeout
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    disk = folder / "disk.img"
    make_disk(disk)
    with Machine(_command(parts, fault, folder), folder) as machine:
        _expect(machine.wait_until_stopped(timeout), "guest-reset", "crash")
        machine.save_memory(region.address, region.size, folder / "region.bin")
        machine.reset_warm(parts.spec.firmware_resets)
        _expect(machine.wait_until_stopped(timeout), "guest-shutdown", "harvest")
    read_disk(disk, folder)
    disk.unlink()
    shutil.rmtree(folder / "lost+found", ignore_errors=True)
    for module in parts.modules:
        shutil.copy2(module, folder)


def _expect(reason: str, expected: str, phase: str) -> None:
    if reason != expected:
        raise LabError(f"the {phase} boot ended with {reason}, not {expected}")


def _command(parts: Parts, fault: Fault, folder: Path) -> list[str]:
    spec, region = parts.spec, parts.spec.region
    arguments = [f"console={spec.console}", f"mem={spec.kernel_ram}", "panic=-1", "loglevel=7",
                 *spec.kernel_arguments, region.kernel_arguments(),
                 f"lab.fault={fault.name}", f"lab.ramoops={region.device_options()}",
                 f"lab.harvest={1 if parts.faultbox else 0}", fault.kernel_arguments]
    return [*spec.qemu, "-nodefaults", "-display", "none", "-kernel", str(parts.kernel.image),
            "-initrd", str(parts.initramfs), "-append", " ".join(arguments),
            "-serial", f"file:{folder / 'serial.log'}",
            "-drive", f"file={folder / 'disk.img'},if=none,id=disk,format=raw",
            "-device", f"{spec.disk_device},drive=disk"]
