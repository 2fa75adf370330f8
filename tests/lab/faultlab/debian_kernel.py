"""Debian's own kernels: image, headers and debug symbols, unpacked into the cache."""

import re
import shutil
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from .cache import cached, hash_inputs
from .commands import LabError, run, say
from .debian import host_architecture, private_apt
from .kernel import Kernel
from .kernel_modules import DISK_MODULES, RECORDER_MODULES, ModuleIndex, keep_modules, kept_modules

LAYOUT = "1"
"""Counts the forms that the folders below have had: part of their hash."""

SOURCE_FILES = ("lib/rbtree.c",)
"""Files of the kernel's source in which the table of faults names lines."""


class Symbols(Enum):
    """Whether a kernel's vmlinux, of 0.3 to 0.65 GB, is wanted."""

    NONE = "none"
    CACHED = "cached"
    """If it is in the cache already."""
    FETCH = "fetch"


@dataclass(frozen=True)
class DebianRecipe:
    """A kernel of Debian, by its meta packages."""

    name: str
    architecture: str
    image_package: str
    headers_package: str
    kernel_architecture: str
    """What kbuild calls the architecture."""
    cross_compile: str
    source_package: str
    """Holds the source of the same release, though not always of the same update."""

    @property
    def make_arguments(self) -> tuple[str, ...]:
        return (f"ARCH={self.kernel_architecture}", f"CROSS_COMPILE={self.cross_compile}")


def get_debian_kernel(recipe: DebianRecipe, symbols: Symbols) -> Kernel:
    """Takes the kernel from the cache, or fetches it."""
    key = hash_inputs(LAYOUT, recipe.image_package, recipe.headers_package, recipe.architecture, host_architecture(),
                      *DISK_MODULES, *RECORDER_MODULES)
    root = cached(f"debian-kernel-{recipe.name}", key, lambda folder: _fetch(recipe, folder))
    release = (root / "release").read_text().strip()
    found = None if symbols is Symbols.NONE else get_symbols(recipe, release, symbols is Symbols.FETCH)
    disk, recorder = kept_modules(root)
    return Kernel(root=root, image=root / "vmlinuz", build_folder=root / "usr/src" / f"linux-headers-{release}",
                  make_arguments=recipe.make_arguments, source=found / "source" if found else None,
                  vmlinux=found / "vmlinux" if found else None,
                  modules=disk, recorder_modules=recorder)


def get_symbols(recipe: DebianRecipe, release: str, fetch: bool) -> Path | None:
    """The folder with the vmlinux of that release and the source files that the table names; None when it is neither
    in the cache nor to be fetched."""
    key = hash_inputs(LAYOUT, release, recipe.architecture, recipe.source_package, *SOURCE_FILES)

    def make(folder: Path) -> None:
        say(f"fetching the debug symbols of {release}:{recipe.architecture} (0.3 to 0.65 GB in the cache)")
        _fetch_vmlinux(recipe, release, folder)
        _fetch_source(recipe, folder / "source")

    return cached(f"debian-symbols-{recipe.name}", key, make if fetch else None)


def _fetch(recipe: DebianRecipe, folder: Path) -> None:
    say(f"fetching {recipe.image_package}:{recipe.architecture} and its headers")
    with private_apt(recipe.architecture) as apt:
        headers = apt.dependency(recipe.headers_package, "linux-headers-")
        release = headers.removeprefix("linux-headers-")
        common = apt.dependency(headers, "linux-headers-")
        kbuild = apt.dependency(headers, "linux-kbuild-")
        apt.unpack(folder / "image", f"linux-image-{release}")
        apt.unpack(folder, headers, common)
    with private_apt(host_architecture()) as apt:
        apt.unpack(folder, kbuild)
    make_relocatable(folder / "usr/src" / headers / "Makefile")
    shutil.move(folder / "image/boot" / f"vmlinuz-{release}", folder / "vmlinuz")
    shutil.move(folder / "image/boot" / f"config-{release}", folder / "config")
    keep_modules(ModuleIndex(folder / "image/lib/modules" / release), DISK_MODULES, folder)
    shutil.rmtree(folder / "image")
    shutil.rmtree(folder / "usr/share", ignore_errors=True)
    (folder / "release").write_text(f"{release}\n")


def make_relocatable(makefile: Path) -> None:
    """Lets the Makefile of unpacked headers include the common one beside it instead of an installed one."""
    text = makefile.read_text()
    fixed, count = re.subn(r"^include /usr/src/", "include $(dir $(lastword $(MAKEFILE_LIST)))../", text,
                           flags=re.MULTILINE)
    if count != 1:
        raise LabError(f"{makefile}: {count} lines include an installed Makefile, not one")
    makefile.write_text(fixed)


def _fetch_vmlinux(recipe: DebianRecipe, release: str, folder: Path) -> None:
    package = folder / "package"
    package.mkdir()
    with private_apt(recipe.architecture) as apt:
        apt.unpack_part(package, f"linux-image-{release}-dbg", f"./usr/lib/debug/boot/vmlinux-{release}")
    shutil.move(package / "usr/lib/debug/boot" / f"vmlinux-{release}", folder / "vmlinux")
    shutil.rmtree(package)


def _fetch_source(recipe: DebianRecipe, source: Path) -> None:
    """Takes out of the source package the files in which the table names lines."""
    package = source / "package"
    with private_apt(host_architecture()) as apt:
        apt.unpack(package, recipe.source_package)
    archive = package / "usr/src" / f"{recipe.source_package}.tar.xz"
    run("tar", "-C", source, "--strip-components=1", "-xf", archive,
        *(f"{recipe.source_package}/{name}" for name in SOURCE_FILES))
    shutil.rmtree(package)
