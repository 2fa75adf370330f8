"""An image with busybox init and the recorder's init script, all of it an initramfs but /var."""

import gzip
from pathlib import Path

from .commands import run
from .debian_image import HOST_NAME, IMAGE_VERSION, RECORDER_USER
from .debian_kernel import Symbols
from .image import CONSOLE_DEVICE, GUEST, Cpio, get_busybox
from .image_machines import DISK, INITRAMFS
from .kernel import Kernel
from .machines import MachineSpec

DISK_MIB = 32
FOLDERS = ("bin", "sbin", "dev", "proc", "sys", "run", "tmp", "var", "root", "lab", "modules", "etc", "etc/init.d",
           "usr", "usr/bin", "usr/lib", "usr/lib/sysctl.d")
INIT_SCRIPT = "usr/share/doc/faultbox/examples/faultbox.init"
FROM_PACKAGE = {"usr/bin/faultbox": "usr/bin/faultbox", INIT_SCRIPT: "etc/init.d/S20faultbox",
                "usr/lib/sysctl.d/50-faultbox.conf": "usr/lib/sysctl.d/50-faultbox.conf",
                "usr/lib/sysctl.d/51-faultbox-core.conf": "usr/lib/sysctl.d/51-faultbox-core.conf"}
"""Files of the recorder's package, and where they are in the image."""
SETTINGS = "user = recorder\nhook = /lab/hook\nimage_version_file = /etc/image-version\n"
INITTAB = """::sysinit:/etc/init.d/rcS
{console}::respawn:/lab/shell
::shutdown:/etc/init.d/rcK
"""


def make_busybox_image(spec: MachineSpec, package: Path, folder: Path) -> Path:
    """Makes initramfs and disk in the run folder. Returns the kernel that boots with them."""
    kernel = spec.get_kernel(Symbols.NONE)
    unpacked = folder / "recorder"
    run("dpkg-deb", "-x", package, unpacked)
    archive = Cpio()
    for name in FOLDERS:
        archive.folder(name)
    archive.character_device("dev/console", CONSOLE_DEVICE)
    archive.file("bin/busybox", get_busybox(spec.busybox).read_bytes(), executable=True)
    for name in ("init", "bin/sh", "sbin/init"):
        archive.link(name, "/bin/busybox")
    for name in ("rcS", "rcK"):
        archive.file(f"etc/init.d/{name}", (GUEST / "busybox-rc").read_bytes(), executable=True)
    archive.file("lab/shell", (GUEST / "lab-shell").read_bytes(), executable=True)
    archive.file("lab/hook", (GUEST / "image-hook").read_bytes(), executable=True)
    for source, name in FROM_PACKAGE.items():
        path = unpacked / source
        archive.file(name, path.read_bytes(), executable=path.stat().st_mode & 0o111 != 0)
    add_settings(archive, spec)
    add_modules(archive, spec, kernel)
    (folder / INITRAMFS).write_bytes(gzip.compress(archive.finish(), compresslevel=1, mtime=0))
    make_var_disk(folder)
    return kernel.image


def add_settings(archive: Cpio, spec: MachineSpec) -> None:
    files = {"inittab": INITTAB.format(console=spec.console), "hostname": f"{HOST_NAME}\n",
             "image-version": f"{IMAGE_VERSION}\n", "faultbox.conf": SETTINGS,
             "os-release": 'PRETTY_NAME="Busybox of the lab"\n',
             "passwd": f"root:x:0:0::/root:/bin/sh\nrecorder:x:{RECORDER_USER}:{RECORDER_USER}::/:/bin/false\n",
             "group": f"root:x:0:\nrecorder:x:{RECORDER_USER}:\n"}
    for name, content in files.items():
        archive.file(f"etc/{name}", content.encode())


def add_modules(archive: Cpio, spec: MachineSpec, kernel: Kernel) -> None:
    """Each module with its parameters: insmod does not read them from the kernel's command line."""
    modules = [*kernel.modules, *kernel.recorder_modules]
    region = spec.region.kernel_arguments().replace("ramoops.", "")
    lines = [f"{module.name} {region if module.stem == 'ramoops' else ''}".strip() for module in modules]
    archive.file("modules/list", "".join(f"{line}\n" for line in lines).encode())
    for module in modules:
        archive.file(f"modules/{module.name}", module.read_bytes())


def make_var_disk(folder: Path) -> None:
    """The disk that is mounted on /var. The store's folder is not on it."""
    var = folder / "var"
    (var / "lib").mkdir(parents=True)
    with (folder / DISK).open("wb") as stream:
        stream.truncate(DISK_MIB << 20)
    run("mke2fs", "-q", "-F", "-t", "ext4", "-E", "lazy_itable_init=1", "-d", var, folder / DISK)
