"""What the guest of the course of sticks and serial lines boots from."""

import gzip
import re
from pathlib import Path

from .boot_kernel import ModuleKernel, get_module_kernel
from .cache import cached, hash_inputs
from .commands import run, say
from .debian import unpack_package
from .image import CONSOLE_DEVICE, GUEST, Cpio, add_shell

MODULES = ("virtio_pci", "virtio_blk", "crc32c_generic", "ext4", "xhci_pci", "usb_storage", "sd_mod", "vfat", "exfat",
           "nls_cp437", "nls_ascii", "dummy_hcd", "cdc_acm", "usb_f_acm", "g_serial")
"""g_serial last: it takes the gadget's side of dummy_hcd, and cdc_acm then finds it."""
COMMANDS = ("sh", "mount", "umount", "cat", "cp", "ls", "mkdir", "rm", "sync", "insmod", "touch", "hostname", "sleep",
            "mkdosfs", "poweroff", "grep")


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
