"""What the guest of the course of sticks and serial lines boots from."""

import re
from pathlib import Path

from .boot_kernel import ModuleKernel, get_module_kernel
from .cache import cached, hash_inputs
from .commands import run, say
from .debian import unpack_package
from .guest import GuestImage, make_image
from .image import GUEST
from .machines import find_machine

MODULES = ("virtio_pci", "virtio_blk", "crc32c_generic", "ext4", "xhci_pci", "usb_storage", "sd_mod", "vfat", "exfat",
           "nls_cp437", "nls_ascii", "dummy_hcd", "cdc_acm", "usb_f_acm", "g_serial")
"""g_serial last: it takes the gadget's side of dummy_hcd, and cdc_acm then finds it."""
SETTINGS = b"store = /disk/store\nusb_export = on\nusb_hook = /bin/hook\n"


def get_usb_kernel() -> ModuleKernel:
    return get_module_kernel("usb-kernel-amd64", "amd64", MODULES)


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


def make_usb_initramfs(path: Path, kernel: ModuleKernel, faultbox: Path, faultscope: Path) -> None:
    files = {"bin/hook": (GUEST / "usb-hook").read_bytes(), "etc/faultbox.conf": SETTINGS,
             "bin/faultscope": faultscope.read_bytes()}
    files |= {str(library).lstrip("/"): library.read_bytes() for library in shared_libraries(faultscope)}
    make_image(path, GuestImage(find_machine("amd64"), kernel, faultbox, kernel.modules, files=files))
