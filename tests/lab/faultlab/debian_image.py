"""A Debian 12 with systemd, the recorder's package installed in it, on a disk image."""

import gzip
import os
import shutil
import tempfile
from pathlib import Path

from .boot_kernel import BootKernel, get_boot_kernel
from .cache import cache_root, cached, hash_inputs
from .commands import LabError, run, say
from .debian_kernel import Symbols
from .image import CONSOLE_DEVICE, GUEST, Cpio, get_busybox
from .image_machines import DISK, INITRAMFS
from .kernel import KernelRecipe
from .machines import MachineSpec

SUITE = "bookworm"
MIRROR = f"deb http://deb.debian.org/debian {SUITE} main"
"""Alone: what a point release holds is enough, and of the suite with security updates single lists may be missing."""
PACKAGES = ("dbus", "kmod", "systemd-sysv", "udev")
ROOT_LAYOUT = "1"
"""Counts the forms of the root file system: part of its hash."""
DISK_MIB = 700
BINFMT = Path("/proc/sys/fs/binfmt_misc")
EMULATORS = {"arm64": "qemu-aarch64", "armhf": "qemu-arm"}
"""By Debian's name of an architecture whose programs the host does not run."""
HOST_NAME = "rack4"
RECORDER_USER = "990"
IMAGE_VERSION = "lab-image 7.3"
SHELL_UNIT = """[Unit]
Description=The lab's shell on the console

[Service]
ExecStart=/lab/shell
StandardInput=tty
StandardOutput=tty
StandardError=tty
TTYPath=/dev/{console}
Environment=SYSTEMD_COLORS=0 SYSTEMD_PAGER=cat HOME=/root

[Install]
WantedBy=multi-user.target
"""
COMMANDS = ("sh", "mount", "umount", "insmod", "sleep", "switch_root")
"""What the initramfs needs of busybox."""


def register_emulator(architecture: str) -> None:
    """Lets the host's kernel run programs of that architecture with qemu-user (Documentation/admin-guide/binfmt-misc).
    Debian's registration has the flag F, so that the emulator need not be in the root that is changed to."""
    name = EMULATORS.get(architecture)
    if not name:
        return
    if not (BINFMT / "register").exists():
        run("mount", "-t", "binfmt_misc", "binfmt_misc", BINFMT)
    if not (BINFMT / name).exists():
        (BINFMT / "register").write_text(Path(f"/usr/lib/binfmt.d/{name}.conf").read_text().strip())


def get_root_archive(architecture: str) -> Path:
    """Debian without the recorder, as a tar archive: made by mmdebstrap, whose maintainer scripts run here."""
    options = ("--mode=root", "--variant=apt", f"--include={','.join(PACKAGES)}",
               '--aptopt=Apt::Install-Recommends "false"',
               *(f"--dpkgopt=path-exclude=/usr/share/{name}/*" for name in ("man", "locale", "doc", "info")),
               "--customize-hook=rm -rf $1/var/lib/apt/lists $1/var/cache/apt/archives")

    def make(folder: Path) -> None:
        say(f"making a Debian {SUITE} for {architecture} (2 to 20 minutes, kept in the cache)")
        run("mmdebstrap", f"--architectures={architecture}", *options, SUITE, folder / "root.tar", MIRROR,
            log=cache_root() / f"debian-root-{architecture}.log")

    register_emulator(architecture)
    key = hash_inputs(ROOT_LAYOUT, architecture, MIRROR, *options)
    return cached(f"debian-root-{architecture}", key, make) / "root.tar"


def make_debian_image(spec: MachineSpec, architecture: str, package: Path, upgrade: Path, folder: Path) -> Path:
    """Makes disk and initramfs in the run folder. Returns the kernel that boots with them. `upgrade` is a package that
    the machine will install itself."""
    if os.geteuid() != 0:
        raise LabError("only root can install a package in another root")
    kernel = None if isinstance(spec.kernel, KernelRecipe) else get_boot_kernel(architecture)
    archive = get_root_archive(architecture)
    with tempfile.TemporaryDirectory(prefix="root-", dir=folder) as work:
        root = Path(work)
        root.chmod(0o755)
        run("tar", "-C", root, "--numeric-owner", "-xf", archive)
        if kernel:
            add_modules(spec, kernel, root)
        add_lab(spec, root)
        install_package(package, root, folder / "install.log")
        shutil.copy2(upgrade, root / "lab/upgrade.deb")
        make_root_disk(root, folder / DISK)
    make_disk_initramfs(folder / INITRAMFS, spec, kernel.disk_modules if kernel else [])
    return kernel.image if kernel else spec.get_kernel(Symbols.NONE).image


def add_modules(spec: MachineSpec, kernel: BootKernel, root: Path) -> None:
    """The modules, and ramoops as docs/image.md has it for Debian."""
    shutil.copytree(kernel.module_tree / "modules", root / "usr/lib/modules")
    region = spec.region.kernel_arguments().replace("ramoops.", "")
    (root / "etc/modprobe.d").mkdir(exist_ok=True)
    (root / "etc/modprobe.d/ramoops.conf").write_text(f"options ramoops {region}\n")
    (root / "etc/modules-load.d").mkdir(exist_ok=True)
    (root / "etc/modules-load.d/ramoops.conf").write_text("ramoops\n")


def add_lab(spec: MachineSpec, root: Path) -> None:
    """The shell on the console, and what makes the machine one of its own."""
    (root / "etc/hostname").write_text(f"{HOST_NAME}\n")
    (root / "etc/machine-id").write_text("8a1d4c0e6f2b4d5e9c3a7b1f0e2d4c6b\n")
    (root / "etc/image-version").write_text(f"{IMAGE_VERSION}\n")
    (root / "lab").mkdir()
    shutil.copy2(GUEST / "lab-shell", root / "lab/shell")
    shutil.copy2(GUEST / "image-hook", root / "lab/hook")
    units = root / "etc/systemd/system"
    (units / "lab-shell.service").write_text(SHELL_UNIT.format(console=spec.console))
    wants = units / "multi-user.target.wants"
    wants.mkdir(exist_ok=True)
    (wants / "lab-shell.service").symlink_to("/etc/systemd/system/lab-shell.service")
    # Where there is a watchdog, the image feeds it; a busy host must not be taken for a machine that hangs.
    (root / "etc/systemd/system.conf.d").mkdir()
    (root / "etc/systemd/system.conf.d/watchdog.conf").write_text("[Manager]\nRuntimeWatchdogSec=120\n")
    # The console is the lab's.
    (units / "getty.target").symlink_to("/dev/null")
    for name in ("passwd", "group"):
        with (root / "etc" / name).open("a") as stream:
            stream.write({"passwd": f"recorder:x:{RECORDER_USER}:{RECORDER_USER}::/:/usr/sbin/nologin\n",
                          "group": f"recorder:x:{RECORDER_USER}:\n"}[name])


def install_package(package: Path, root: Path, log: Path) -> None:
    """Installs the package as who makes an image does."""
    shutil.copy2(package, root / "lab/faultbox.deb")
    run("chroot", root, "env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C", "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
        "apt-get", "-y", "-o", "APT::Sandbox::User=root", "install", "/lab/faultbox.deb", log=log)


def make_root_disk(root: Path, disk: Path) -> None:
    with disk.open("wb") as stream:
        stream.truncate(DISK_MIB << 20)
    run("mke2fs", "-q", "-F", "-t", "ext4", "-E", "lazy_itable_init=1", "-d", root, disk)


def make_disk_initramfs(path: Path, spec: MachineSpec, modules: list[Path]) -> None:
    """What finds the disk and goes on with its init."""
    archive = Cpio()
    for name in ("bin", "dev", "proc", "root", "modules"):
        archive.folder(name)
    archive.character_device("dev/console", CONSOLE_DEVICE)
    archive.file("init", (GUEST / "image-init").read_bytes(), executable=True)
    archive.file("bin/busybox", get_busybox(spec.busybox).read_bytes(), executable=True)
    for command in COMMANDS:
        archive.link(f"bin/{command}", "busybox")
    archive.file("modules/list", "".join(f"{module.name}\n" for module in modules).encode())
    for module in modules:
        archive.file(f"modules/{module.name}", module.read_bytes())
    path.write_bytes(gzip.compress(archive.finish(), compresslevel=1, mtime=0))
