"""What the guest of the course of sticks and serial lines boots from."""

import gzip
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from .cache import cached, hash_inputs
from .commands import run, say
from .debian import private_apt, unpack_package
from .debian_kernel import LAYOUT
from .image import CONSOLE_DEVICE, GUEST, Cpio, add_shell
from .kernel_modules import ModuleIndex, read_module

IMAGE_PACKAGE = "linux-image-amd64"
MODULES = ("virtio_pci", "virtio_blk", "crc32c_generic", "ext4", "xhci_pci", "usb_storage", "sd_mod", "vfat", "exfat",
           "nls_cp437", "nls_ascii", "dummy_hcd", "cdc_acm", "usb_f_acm", "g_serial")
"""g_serial last: it takes the gadget's side of dummy_hcd, and cdc_acm then finds it."""
COMMANDS = ("sh", "mount", "umount", "cat", "cp", "ls", "mkdir", "rm", "sync", "insmod", "touch", "hostname", "sleep",
            "mkdosfs", "poweroff", "grep")


@dataclass(frozen=True)
class UsbKernel:
    """Debian's kernel for amd64 with the modules of the course."""

    root: Path

    @property
    def image(self) -> Path:
        return self.root / "vmlinuz"

    @property
    def modules(self) -> list[Path]:
        return [self.root / "modules" / name for name in (self.root / "list").read_text().split()]


def get_usb_kernel() -> UsbKernel:
    return UsbKernel(cached("usb-kernel-amd64", hash_inputs(LAYOUT, IMAGE_PACKAGE, *MODULES), _fetch))


def _fetch(folder: Path) -> None:
    say(f"fetching {IMAGE_PACKAGE} with its modules")
    with private_apt("amd64") as apt:
        image = apt.dependency(IMAGE_PACKAGE, "linux-image-")
        apt.unpack(folder / "image", image)
    release = image.removeprefix("linux-image-")
    shutil.move(folder / "image/boot" / f"vmlinuz-{release}", folder / "vmlinuz")
    (folder / "modules").mkdir()
    names = []
    for path in ModuleIndex(folder / "image/lib/modules" / release).load_order(MODULES):
        names.append(path.name.removesuffix(".xz"))
        (folder / "modules" / names[-1]).write_bytes(read_module(path))
    (folder / "list").write_text("".join(f"{name}\n" for name in names))
    shutil.rmtree(folder / "image")


def get_mkfs_exfat() -> Path:
    """Debian's mkfs.exfat for this machine."""
    def unpack(folder: Path) -> None:
        say("fetching exfatprogs")
        unpack_package("exfatprogs", "amd64", folder)

    root = cached("exfatprogs", hash_inputs("exfatprogs"), unpack)
    return next(root.rglob("mkfs.exfat"))


def shared_libraries(program: Path) -> list[Path]:
    """What the loader of this machine would map for a program, the loader included."""
    return [Path(path) for path in re.findall(r"(/\S+) \(0x", run("ldd", program))]


def make_usb_initramfs(path: Path, kernel: UsbKernel, faultbox: Path, faultscope: Path) -> None:
    archive = Cpio()
    for name in ("bin", "dev", "proc", "sys", "disk", "run", "mnt", "etc", "modules", "lib", "lib/x86_64-linux-gnu",
                 "lib64"):
        archive.folder(name)
    archive.character_device("dev/console", CONSOLE_DEVICE)
    add_shell(archive, "amd64", COMMANDS)
    archive.file("bin/hook", (GUEST / "usb-hook").read_bytes(), executable=True)
    archive.file("etc/faultbox.conf", b"store = /disk/store\nusb_export = on\nusb_hook = /bin/hook\n")
    for program, name in ((faultbox, "faultbox"), (faultscope, "faultscope")):
        archive.file(f"bin/{name}", program.read_bytes(), executable=True)
    for library in shared_libraries(faultscope):
        archive.file(str(library).lstrip("/"), library.read_bytes(), executable=True)
    archive.file("modules/list", "".join(f"{module.name}\n" for module in kernel.modules).encode())
    for module in kernel.modules:
        archive.file(f"modules/{module.name}", module.read_bytes())
    path.write_bytes(gzip.compress(archive.finish(), compresslevel=1, mtime=0))
