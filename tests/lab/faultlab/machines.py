"""The machines of the lab, as data."""

from dataclasses import dataclass, replace
from pathlib import Path

from .commands import LabError
from .debian_kernel import DebianRecipe, Symbols, get_debian_kernel
from .kernel import Kernel, KernelRecipe, arm64_clang_recipe, arm_recipe, get_kernel
from .kernel_tree import TreeRecipe, get_tree_kernel
from .region import Region


@dataclass(frozen=True)
class MachineSpec:
    """A machine: the virtual hardware, its kernel, and what else runs on it."""

    name: str
    selectors: tuple[str, ...]
    """What the table of faults calls this machine, the most particular name first: the machine, the form of its fault
    status, the width of its pointers."""
    arch: str
    """What faultscope calls the architecture."""
    kernel: KernelRecipe | DebianRecipe | TreeRecipe
    compiler: str
    """Compiles the user program that makes the crashing system call."""
    preset: str
    """The CMake preset that builds its recorder."""
    busybox: str
    """Debian's name of the architecture of busybox."""
    qemu: tuple[str, ...]
    """The virtual hardware. RAM is larger than the kernel's part of it, `kernel_ram`."""
    disk_device: str
    console: str
    kernel_ram: str
    region: Region
    """Lies in the RAM behind the kernel's: no boot writes there, and a warm reset leaves it as it is."""
    kernel_arguments: tuple[str, ...] = ()
    boot_timeout: float = 90.0

    def get_kernel(self, symbols: Symbols) -> Kernel:
        """Takes the kernel from the cache, or makes it. `symbols` is for Debian's kernels; others have theirs."""
        if isinstance(self.kernel, KernelRecipe):
            return get_kernel(self.kernel)
        if isinstance(self.kernel, TreeRecipe):
            return get_tree_kernel(self.kernel)
        return get_debian_kernel(self.kernel, symbols)


def _arm(name: str, status: str, recipe: KernelRecipe, ecc: int = 16,
         kernel_arguments: tuple[str, ...] = ()) -> MachineSpec:
    return MachineSpec(
        name=name, selectors=(name, status, "32"), arch="arm", kernel=recipe, compiler="arm-linux-gnueabihf-gcc",
        preset="armv7-release", busybox="armhf",
        qemu=("qemu-system-arm", "-M", "virt", "-cpu", "cortex-a15", "-smp", "2", "-m", "320"),
        disk_device="virtio-blk-device", console="ttyAMA0", kernel_ram="256M",
        region=Region(0x50000000, ecc=ecc), kernel_arguments=kernel_arguments)


# CR4.LA57 would add a level of page tables that few processors in vehicles have.
_X86_CPU = "max,la57=off"
# Debian's kernels go on after an oops unless they are told not to.
_DEBIAN_ARGUMENTS = ("oops=panic",)
# Where the host has other things to do, QEMU's timer is too late for the kernel's test of it: "IO-APIC + timer doesn't
# work!" (arch/x86/kernel/apic/io_apic.c, check_timer).
_X86_ARGUMENTS = (*_DEBIAN_ARGUMENTS, "no_timer_check")


def _amd64(name: str, suffix: str, source: str) -> MachineSpec:
    recipe = DebianRecipe(name=name, architecture="amd64", image_package=f"linux-image{suffix}-amd64",
                          headers_package=f"linux-headers{suffix}-amd64", kernel_architecture="x86_64",
                          cross_compile="x86_64-linux-gnu-", source_package=source)
    return MachineSpec(
        name=name, selectors=(name, "x86-64", "x86", "64"), arch="x86_64", kernel=recipe,
        compiler="x86_64-linux-gnu-gcc", preset="x86_64-release", busybox="amd64",
        qemu=("qemu-system-x86_64", "-M", "pc", "-cpu", _X86_CPU, "-smp", "2", "-m", "576"),
        disk_device="virtio-blk-pci", console="ttyS0", kernel_ram="512M", region=Region(0x20000000),
        kernel_arguments=_X86_ARGUMENTS, boot_timeout=240.0)


# As AMD's the processor of that model would be warned of: "not suitable for SMP".
_I386 = MachineSpec(
    name="i386", selectors=("i386", "x86", "32"), arch="i386", compiler="i686-linux-gnu-gcc",
    kernel=DebianRecipe(name="i386", architecture="i386", image_package="linux-image-686-pae",
                        headers_package="linux-headers-686-pae", kernel_architecture="i386",
                        cross_compile="i686-linux-gnu-", source_package="linux-source-6.1"),
    preset="i386-release", busybox="i386",
    qemu=("qemu-system-i386", "-M", "pc", "-cpu", f"{_X86_CPU},vendor=GenuineIntel", "-smp", "2", "-m", "576"),
    disk_device="virtio-blk-pci", console="ttyS0", kernel_ram="512M", region=Region(0x20000000),
    kernel_arguments=_X86_ARGUMENTS, boot_timeout=240.0)

_ARM64_CLANG_CFI = MachineSpec(
    name="arm64-clang-cfi", selectors=("arm64-clang-cfi", "arm64", "64"), arch="arm64",
    kernel=arm64_clang_recipe("arm64-clang-cfi", "arm64-clang-cfi"), compiler="aarch64-linux-gnu-gcc",
    preset="arm64-release", busybox="arm64",
    qemu=("qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a72", "-smp", "2", "-m", "320"),
    disk_device="virtio-blk-device", console="ttyAMA0", kernel_ram="256M", region=Region(0x50000000))

_ARM64 = MachineSpec(
    name="arm64", selectors=("arm64", "64"), arch="arm64", compiler="aarch64-linux-gnu-gcc",
    kernel=DebianRecipe(name="arm64", architecture="arm64", image_package="linux-image-arm64",
                        headers_package="linux-headers-arm64", kernel_architecture="arm64",
                        cross_compile="aarch64-linux-gnu-", source_package="linux-source-6.1"),
    preset="arm64-release", busybox="arm64",
    qemu=("qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a72", "-smp", "2", "-m", "576"),
    disk_device="virtio-blk-device", console="ttyAMA0", kernel_ram="512M", region=Region(0x60000000),
    kernel_arguments=_DEBIAN_ARGUMENTS, boot_timeout=240.0)

MACHINES = {spec.name: spec for spec in (
    _arm("arm", "arm-lpae", arm_recipe("arm-lpae")),
    _arm("arm-noecc", "arm-lpae", arm_recipe("arm-lpae"), ecc=0),
    # No backend has that name: records are written as they are (fs/pstore/platform.c, pstore_choose_compression).
    _arm("arm-plain", "arm-lpae", arm_recipe("arm-lpae"), ecc=0, kernel_arguments=("pstore.compress=none",)),
    _arm("arm-thumb2", "arm-short", arm_recipe("arm-thumb2", "arm-thumb2")),
    _arm("arm-dwarf4", "arm-lpae",
         arm_recipe("arm-dwarf4", "arm-dwarf4", compiler_flags=("-fno-var-tracking-assignments",))),
    _arm("arm-reduced", "arm-lpae", arm_recipe("arm-reduced", "arm-reduced")),
    _arm("arm-split", "arm-lpae", arm_recipe("arm-split", "arm-split")),
    _ARM64,
    _ARM64_CLANG_CFI,
    _I386,
    _amd64("amd64", "", "linux-source-6.1"),
    _amd64("amd64-6.12", "-6.12", "linux-source-6.12"),
)}

SELECTORS = frozenset(selector for spec in MACHINES.values() for selector in spec.selectors)


TREE_SUFFIX = "-tree"
"""Behind the name of the machine on whose hardware another kernel runs."""


def with_kernel_tree(spec: MachineSpec, tree: Path, make_arguments: tuple[str, ...]) -> MachineSpec:
    """The same hardware with the kernel of a tree that is built already. `make_arguments` are put behind those that
    the machine's own kernel is built with."""
    name = spec.name + TREE_SUFFIX
    recipe = TreeRecipe(name, tree.resolve(), spec.arch, (*spec.kernel.make_arguments, *make_arguments),
                        spec.selectors[1])
    arguments = dict.fromkeys((*_DEBIAN_ARGUMENTS, *spec.kernel_arguments))
    return replace(spec, name=name, kernel=recipe, kernel_arguments=tuple(arguments))


def find_machine(name: str) -> MachineSpec:
    """The machine with that name; behind NAME-tree, which has whatever kernel it was run with, that of the hardware."""
    base = name.removesuffix(TREE_SUFFIX)
    if base not in MACHINES:
        raise LabError(f"no such machine: {name}; there are: {', '.join(MACHINES)}")
    return replace(MACHINES[base], name=name)
