"""Modules of a kernel that the machine loads itself: which, in which order, kept in the cache."""

import lzma
import re
import shutil
from pathlib import Path

from .commands import LabError, run

DISK_MODULES = ("virtio_pci", "virtio_mmio", "virtio_blk", "crc32c_generic", "ext4")
RECORDER_MODULES = ("ramoops",)


def keep_modules(index: "ModuleIndex", disk_names: tuple[str, ...], folder: Path) -> None:
    """Keeps of all modules those that the lab loads, unpacked, and notes in which order."""
    (folder / "modules").mkdir()
    disk = index.load_order(disk_names)
    recorder = [path for path in index.load_order(RECORDER_MODULES) if path not in disk]
    for name, paths in (("modules.disk", disk), ("modules.recorder", recorder)):
        for path in paths:
            shutil.copy2(path, folder / "modules")
            if path.suffix == ".xz":
                run("unxz", folder / "modules" / path.name)
        names = [path.name.removesuffix(".xz") for path in paths]
        (folder / name).write_text("".join(f"{module}\n" for module in names))


def kept_modules(folder: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """What `keep_modules` kept there: for the disk, and for the recorder."""
    disk, recorder = ((folder / name).read_text().split() for name in ("modules.disk", "modules.recorder"))
    return tuple(folder / "modules" / name for name in disk), tuple(folder / "modules" / name for name in recorder)


class ModuleIndex:
    """The modules below a folder on which no depmod has run: /lib/modules/RELEASE of a package, or a built tree."""

    def __init__(self, tree: Path) -> None:
        paths = (path for suffix in ("ko", "ko.xz") for path in tree.rglob(f"[!.]*.{suffix}"))
        self._paths = {module_name(path): path for path in paths}
        builtin = (tree / "modules.builtin").read_text().splitlines()
        self._builtin = {module_name(Path(line)) for line in builtin}

    def has(self, name: str) -> bool:
        """Whether the kernel can have it, as a module or built in."""
        return name in self._paths or name in self._builtin

    def load_order(self, names: tuple[str, ...]) -> list[Path]:
        """The modules with these names, each behind those it depends on."""
        order: list[Path] = []
        for name in names:
            self._add(name, order)
        return order

    def _add(self, name: str, order: list[Path]) -> None:
        if name not in self._paths:
            if name not in self._builtin:
                raise LabError(f"the kernel has no module {name}")
            return
        path = self._paths[name]
        if path in order:
            return
        for dependency in dependencies(read_module(path)):
            self._add(dependency, order)
        order.append(path)


def module_name(path: Path) -> str:
    return path.name.split(".ko")[0].replace("-", "_")


def read_module(path: Path) -> bytes:
    if path.suffix != ".xz":
        return path.read_bytes()
    return lzma.decompress(path.read_bytes())


def dependencies(module: bytes) -> list[str]:
    """The names in a module's "depends=" (include/linux/module.h, MODULE_INFO)."""
    match = re.search(rb"(?:^|\0)depends=([^\0]*)\0", module)
    return [name.replace("-", "_") for name in match[1].decode().split(",") if name] if match else []
