"""The machines that the images boot on: hardware and region are the lab's."""

from dataclasses import replace
from pathlib import Path

from .debian import REPOSITORY
from .kernel import KernelRecipe, arm_recipe
from .machines import MachineSpec, find_machine

VEHICLE_OPTIONS = REPOSITORY / "toolchains/integration/kernel/faultbox.config"


def _armhf() -> MachineSpec:
    """Debian's kernels for armhf have no ramoops: the lab builds one with the options that docs/image.md asks for."""
    base = arm_recipe("arm-systemd", "systemd")
    recipe = replace(base, fragments=(*base.fragments, VEHICLE_OPTIONS))
    return replace(find_machine("arm"), name="armhf", kernel=recipe, boot_timeout=240.0)


IMAGE_MACHINES: dict[str, MachineSpec] = {"amd64": find_machine("amd64"), "armhf": _armhf(),
                                          "arm64": find_machine("arm64"), "i386": find_machine("i386")}
"""By Debian's name of the architecture."""

ARCHITECTURES = tuple(IMAGE_MACHINES)

DISK = "disk.img"
INITRAMFS = "initramfs.cpio.gz"


def has_ramoops(spec: MachineSpec) -> bool:
    """Whether ramoops is built into the kernel: into those that the lab builds."""
    return isinstance(spec.kernel, KernelRecipe)


def boot_command(spec: MachineSpec, kernel: Path, folder: Path, *more: str) -> list[str]:
    """QEMU's command for a kernel with the initramfs and the disk of a run folder. That an oops ends in a panic, and a
    panic in a restart, is left to the image; so is ramoops where it is a module."""
    arguments = [f"console={spec.console}", f"mem={spec.kernel_ram}", "loglevel=3",
                 *(word for word in spec.kernel_arguments if word != "oops=panic"),
                 *([spec.region.kernel_arguments()] if has_ramoops(spec) else []), *more]
    return [*spec.qemu, "-nodefaults", "-display", "none", "-kernel", str(kernel),
            "-initrd", str(folder / INITRAMFS), "-append", " ".join(arguments),
            "-drive", f"file={folder / DISK},if=none,id=disk,format=raw", "-device", f"{spec.disk_device},drive=disk"]


def lacks(spec: MachineSpec) -> dict[str, str]:
    """What `faultbox selftest` must say of the machine where it is not ok."""
    if has_ramoops(spec):
        return {}
    # Debian's kernels have no console zone and no /proc/config.gz; the machine has no watchdog.
    return {"pstore_console": "fail", "watchdog": "fail", "bootstatus": "cannot tell", "kernel_config": "cannot tell"}
