"""Debian's kernels with more modules than the lab's own machines load: in a tree that modprobe reads for whole images,
or one behind the other for guests whose init loads them."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from .cache import cached, hash_inputs
from .commands import run, say
from .debian import private_apt
from .debian_kernel import LAYOUT
from .kernel_modules import DISK_MODULES, ModuleIndex, module_name, read_module

IMAGE_PACKAGES = {"amd64": "linux-image-amd64", "i386": "linux-image-686-pae", "arm64": "linux-image-arm64",
                  "armhf": "linux-image-armmp-lpae"}
MODULES = (*DISK_MODULES, "ramoops", "autofs4", "configfs", "xhci_pci", "usb_storage", "sd_mod", "vfat", "nls_cp437",
           "nls_ascii")
"""Behind those of the disk: of the recorder, of systemd, of a USB stick."""
INDEX = ("modules.builtin", "modules.builtin.modinfo", "modules.order")
"""What depmod reads."""


@dataclass(frozen=True)
class BootKernel:
    """A kernel, and a tree with some of its modules."""

    root: Path

    @property
    def image(self) -> Path:
        return self.root / "vmlinuz"

    @property
    def release(self) -> str:
        return (self.root / "release").read_text().strip()

    @property
    def module_tree(self) -> Path:
        """What /lib is, with modules/RELEASE in it."""
        return self.root / "lib"

    @property
    def disk_modules(self) -> list[Path]:
        """What an initramfs loads to find the disk, in this order."""
        return [self.module_tree / name for name in (self.root / "disk").read_text().split()]


def get_boot_kernel(architecture: str) -> BootKernel:
    """Takes the kernel from the cache, or fetches it."""
    package = IMAGE_PACKAGES[architecture]
    key = hash_inputs(LAYOUT, package, architecture, *MODULES, *INDEX)
    return BootKernel(cached(f"boot-kernel-{architecture}", key, lambda folder: _fetch(package, architecture, folder)))


@dataclass(frozen=True)
class ModuleKernel:
    """A kernel with the modules that a guest's init loads, in this order."""

    root: Path

    @property
    def image(self) -> Path:
        return self.root / "vmlinuz"

    @property
    def modules(self) -> tuple[Path, ...]:
        return tuple(self.root / "modules" / name for name in (self.root / "list").read_text().split())


def get_module_kernel(label: str, architecture: str, names: tuple[str, ...]) -> ModuleKernel:
    """Takes the kernel from the cache, where it is called `label`, or fetches it."""
    package = IMAGE_PACKAGES[architecture]

    def fetch(folder: Path) -> None:
        release = _fetch_image(package, architecture, folder)
        (folder / "modules").mkdir()
        paths = ModuleIndex(folder / "image/lib/modules" / release).load_order(names)
        for path in paths:
            (folder / "modules" / path.name.removesuffix(".xz")).write_bytes(read_module(path))
        (folder / "list").write_text("".join(f"{path.name.removesuffix('.xz')}\n" for path in paths))
        shutil.rmtree(folder / "image")

    return ModuleKernel(cached(label, hash_inputs(LAYOUT, package, *names), fetch))


def _fetch_image(package: str, architecture: str, folder: Path) -> str:
    """Unpacks a kernel's package into `image`, and keeps the kernel. Returns its release."""
    say(f"fetching {package}:{architecture} with its modules")
    with private_apt(architecture) as apt:
        image = apt.dependency(package, "linux-image-")
        apt.unpack(folder / "image", image)
    release = image.removeprefix("linux-image-")
    shutil.move(folder / "image/boot" / f"vmlinuz-{release}", folder / "vmlinuz")
    return release


def _fetch(package: str, architecture: str, folder: Path) -> None:
    release = _fetch_image(package, architecture, folder)
    keep_modules(folder / "image/lib", folder / "lib", release)
    disk = ModuleIndex(folder / "lib/modules" / release).load_order(DISK_MODULES)
    (folder / "disk").write_text("".join(f"{path.relative_to(folder / 'lib')}\n" for path in disk))
    (folder / "release").write_text(f"{release}\n")
    run("depmod", "-b", folder, release)
    shutil.rmtree(folder / "image")


def keep_modules(source: Path, kept: Path, release: str) -> None:
    """Copies MODULES and what they depend on to the same places in another tree, uncompressed."""
    tree = source / "modules" / release
    for path in ModuleIndex(tree).load_order(MODULES):
        target = (kept / path.relative_to(source)).with_name(f"{module_name(path)}.ko")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(read_module(path))
    for name in INDEX:
        shutil.copy2(tree / name, kept / "modules" / release)
