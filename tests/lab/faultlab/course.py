"""The course of a run: crash, warm reset, harvest."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from .cache import cached, hash_inputs
from .commands import LabError, run, say
from .debian_kernel import Symbols
from .image import get_busybox, get_mediaserver, make_disk, make_initramfs, make_recorder_disk, read_disk
from .kernel import Kernel
from .machines import MachineSpec
from .module import copy_module, get_modules
from .qemu import Machine
from .truth import Fault, load_faults

DISK = "disk.img"
RECORDER_DISK = "recorder.img"
STATE = "state"
QUESTION = "lab: which fault?"
"""What init says on the console when all is ready for the crash."""
BANNER = "Linux version "
"""What the kernel says first (init/version.c, linux_banner)."""


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
                   parts.modules, parts.kernel)


def run_fault(parts: Parts, fault: Fault, folder: Path, saved: bool, before: tuple[Fault, ...] = ()) -> None:
    """Crashes the machine, resets it warm, and leaves in `folder` all that the crash left behind:

    region.bin     the RAM of the ramoops region between crash and next boot
    serial.log     the console of both boots
    pstore/        the files that the kernel showed after the reset
    store/         records from the pstore files, store-raw/ from the raw region, store-remove/ without --keep
    results/       output and exit status of every command, and what was left in pstore

    With `saved` the first boot is not one, but the state that an earlier one was saved in. The faults of `before` crash
    the machine first, each in a boot of its own; the kernel's argument lab.crashes must count them.
    """
    region, timeout = parts.spec.region, parts.spec.boot_timeout
    state = get_state(parts) if saved and not fault.kernel_arguments else None
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    disk, recorder = folder / DISK, folder / RECORDER_DISK
    make_recorder_disk(recorder, parts.faultbox)
    if state:
        for name in (DISK, "serial.log"):
            shutil.copyfile(state / name, folder / name)
    else:
        make_disk(disk)
    with Machine(_command(parts, fault.kernel_arguments, folder), folder, state and state / STATE) as machine:
        if state:
            machine.resume(timeout)
        else:
            machine.wait_for_text(QUESTION, timeout)
        for earlier in before:
            _crash(machine, earlier, timeout)
            machine.reset_warm(QUESTION, timeout)
        _crash(machine, fault, timeout)
        machine.save_memory(region.address, region.size, folder / "region.bin")
        machine.reset_warm(BANNER, timeout)
        _expect(machine.wait_until_stopped(timeout), "guest-shutdown", "harvest")
    read_disk(disk, folder)
    for path in (disk, recorder):
        path.unlink()
    shutil.rmtree(folder / "lost+found", ignore_errors=True)
    for module in parts.modules:
        copy_module(module, folder)


def _crash(machine: Machine, fault: Fault, timeout: float) -> None:
    """Causes the fault on the machine that asks for one, up to where the reset stops it."""
    machine.type(" ".join([fault.name, *fault.settings]), timeout)
    _expect(machine.wait_until_stopped(timeout), "guest-reset", "crash")


def get_state(parts: Parts) -> Path:
    """A folder with the state of the machine as it asks which fault to cause: RAM and devices, disk, console."""
    words = [str(word) for word in _command(parts, "", Path()) if "/" not in str(word)]
    version = run(parts.spec.qemu[0], "--version").splitlines()[0]
    key = hash_inputs(version, parts.kernel.root.name, parts.initramfs, *words, _arguments(parts, ""))

    def make(folder: Path) -> None:
        say(f"booting {parts.spec.name} to save its state")
        make_disk(folder / DISK)
        make_recorder_disk(folder / RECORDER_DISK, None)
        with Machine(_command(parts, "", folder), folder) as machine:
            machine.wait_for_text(QUESTION, parts.spec.boot_timeout)
            machine.save_state(folder / STATE, parts.spec.boot_timeout)
        (folder / RECORDER_DISK).unlink()

    return cached(f"state-{parts.spec.name}", key, make)


def _expect(reason: str, expected: str, phase: str) -> None:
    if reason != expected:
        raise LabError(f"the {phase} boot ended with {reason}, not {expected}")


def _arguments(parts: Parts, more: str) -> str:
    """The kernel's command line."""
    spec, region = parts.spec, parts.spec.region
    return " ".join([f"console={spec.console}", f"mem={spec.kernel_ram}", "panic=-1", "loglevel=7",
                     *spec.kernel_arguments, region.kernel_arguments(), f"lab.ramoops={region.device_options()}",
                     f"lab.harvest={1 if parts.faultbox else 0}", more])


def _command(parts: Parts, more_arguments: str, folder: Path) -> list[str]:
    spec = parts.spec
    command = [*spec.qemu, "-nodefaults", "-display", "none", "-kernel", str(parts.kernel.image),
               "-initrd", str(parts.initramfs), "-append", _arguments(parts, more_arguments)]
    for name in (DISK, RECORDER_DISK):
        command += ["-drive", f"file={folder / name},if=none,id={name},format=raw",
                    "-device", f"{spec.disk_device},drive={name},serial={name}"]
    return command
