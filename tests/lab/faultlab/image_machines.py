"""The machines that the images boot on: hardware and region are the lab's."""

from dataclasses import replace
from pathlib import Path

from .machines import MachineSpec, find_machine
from .region import Region

# Debian's kernel takes more RAM than the lab's own.
_ARMHF = replace(find_machine("arm"), name="armhf", kernel_ram="512M", region=Region(0x60000000), boot_timeout=240.0,
                 qemu=("qemu-system-arm", "-M", "virt", "-cpu", "cortex-a15", "-smp", "2", "-m", "576"))

DEBIAN_MACHINES: dict[str, MachineSpec] = {"amd64": find_machine("amd64"), "armhf": _ARMHF,
                                           "arm64": find_machine("arm64"), "i386": find_machine("i386")}
"""By Debian's name of the architecture: those of the images with systemd, whose kernels are Debian's."""

BUSYBOX_MACHINES: dict[str, MachineSpec] = {**DEBIAN_MACHINES, "armhf": find_machine("arm")}
"""Those of the images with busybox; ARM's kernel is the lab's, with zones for the console and for pmsg."""

ARCHITECTURES = tuple(DEBIAN_MACHINES)

DISK = "disk.img"
INITRAMFS = "initramfs.cpio.gz"


def boot_command(spec: MachineSpec, kernel: Path, folder: Path, *more: str) -> list[str]:
    """QEMU's command for a kernel with the initramfs and the disk of a run folder. That an oops ends in a panic, and a
    panic in a restart, is left to the image."""
    arguments = [f"console={spec.console}", f"mem={spec.kernel_ram}", "loglevel=3",
                 *(word for word in spec.kernel_arguments if word != "oops=panic"), *more]
    return [*spec.qemu, "-nodefaults", "-display", "none", "-kernel", str(kernel),
            "-initrd", str(folder / INITRAMFS), "-append", " ".join(arguments),
            "-drive", f"file={folder / DISK},if=none,id=disk,format=raw", "-device", f"{spec.disk_device},drive=disk"]
