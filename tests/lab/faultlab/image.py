"""What the guest boots from and writes to: an initramfs and a disk image."""

import gzip
import stat
from pathlib import Path

from .cache import cached, hash_inputs
from .commands import LabError, run, say
from .debian import unpack_package
from .kernel import Kernel
from .truth import LAB

GUEST = LAB / "guest"
CONSOLE_DEVICE = (5, 1)
DISK_MIB = 32
RECORDER_DISK_SIZE = 8 << 20


def get_busybox(architecture: str) -> Path:
    """Debian's static busybox of that architecture."""
    def unpack(folder: Path) -> None:
        say(f"fetching busybox-static:{architecture}")
        unpack_package("busybox-static", architecture, folder)

    return cached(f"busybox-{architecture}", hash_inputs("busybox-static"), unpack) / "bin" / "busybox"


def get_mediaserver(compiler: str) -> Path:
    """The program that makes the crashing system call."""
    source = GUEST / "mediaserver.c"
    flags = ("-Os", "-Wall", "-Wextra", "-Werror", "-nostdlib", "-ffreestanding", "-fPIE", "-static-pie",
             "-Wl,--no-dynamic-linker", "-Wl,-z,noexecstack")

    def build(folder: Path) -> None:
        run(compiler, *flags, source, "-o", folder / "mediaserver")

    return cached(f"mediaserver-{compiler}", hash_inputs(compiler, *flags, source), build) / "mediaserver"


class Cpio:
    """A cpio archive in the "newc" form that the kernel unpacks (Documentation/driver-api/early-userspace)."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._inode = 0

    def _entry(self, name: str, mode: int, content: bytes = b"", device: tuple[int, int] = (0, 0)) -> None:
        self._inode += 1
        encoded = name.encode() + b"\0"
        fields = (self._inode, mode, 0, 0, 1, 0, len(content), 0, 0, *device, len(encoded), 0)
        self._data += b"070701" + "".join(f"{field:08X}" for field in fields).encode()
        self._data += encoded
        self._pad()
        self._data += content
        self._pad()

    def _pad(self) -> None:
        self._data += bytes(-len(self._data) % 4)

    def folder(self, name: str) -> None:
        self._entry(name, stat.S_IFDIR | 0o755)

    def file(self, name: str, content: bytes, executable: bool = False) -> None:
        self._entry(name, stat.S_IFREG | (0o755 if executable else 0o644), content)

    def link(self, name: str, target: str) -> None:
        self._entry(name, stat.S_IFLNK | 0o777, target.encode())

    def character_device(self, name: str, device: tuple[int, int]) -> None:
        self._entry(name, stat.S_IFCHR | 0o600, device=device)

    def finish(self) -> bytes:
        self._entry("TRAILER!!!", 0)
        return bytes(self._data)


BUSYBOX_COMMANDS = ("sh", "mount", "umount", "sed", "cat", "cp", "ls", "mkdir", "rm", "sync", "insmod", "chmod",
                    "poweroff")


def make_initramfs(path: Path, busybox: Path, mediaserver: Path, modules: list[Path], kernel: Kernel) -> None:
    """Writes a compressed initramfs whose /init is guest/init. Of the modules in it, init loads those named in
    /modules/disk.list before it mounts the disk, in recorder.list when pstore is wanted, in fault.list to crash."""
    archive = Cpio()
    for name in ("bin", "dev", "proc", "sys", "disk", "tmp", "modules"):
        archive.folder(name)
    archive.character_device("dev/console", CONSOLE_DEVICE)
    archive.file("init", (GUEST / "init").read_bytes(), executable=True)
    archive.file("bin/busybox", busybox.read_bytes(), executable=True)
    for command in BUSYBOX_COMMANDS:
        archive.link(f"bin/{command}", "busybox")
    archive.file("bin/mediaserver", mediaserver.read_bytes(), executable=True)
    lists = {"disk": kernel.modules, "recorder": kernel.recorder_modules, "fault": modules}
    for name, files in lists.items():
        archive.file(f"modules/{name}.list", "".join(f"{file.name}\n" for file in files).encode())
        for file in files:
            archive.file(f"modules/{file.name}", file.read_bytes())
    path.write_bytes(gzip.compress(archive.finish(), compresslevel=1, mtime=0))


def make_disk(path: Path) -> None:
    """Makes an empty ext4 disk image."""
    with path.open("wb") as stream:
        stream.truncate(DISK_MIB << 20)
    run("mke2fs", "-q", "-F", "-t", "ext4", "-E", "lazy_itable_init=1", path)


def make_recorder_disk(path: Path, faultbox: Path | None) -> None:
    """Makes a disk whose content is the recorder. It is no part of the initramfs, and so of no saved state."""
    content = faultbox.read_bytes() if faultbox else b""
    if len(content) > RECORDER_DISK_SIZE:
        raise LabError(f"{faultbox}: {len(content)} bytes are too many for the machine's second disk")
    path.write_bytes(content.ljust(RECORDER_DISK_SIZE, b"\0"))


def read_disk(path: Path, folder: Path) -> None:
    """Copies everything on a disk image into a folder, without mounting it."""
    folder.mkdir(parents=True, exist_ok=True)
    run("debugfs", "-R", f"rdump / {folder}", path)
