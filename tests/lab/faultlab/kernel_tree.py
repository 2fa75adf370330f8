"""A kernel tree that is built already, an OEM's own: what the lab takes from it."""

import os
from dataclasses import dataclass
from pathlib import Path

from .cache import cached, hash_inputs
from .commands import LabError, run, say
from .kernel import KERNELS, LLVM_VERSION, Kernel
from .kernel_modules import DISK_MODULES, ModuleIndex, keep_modules, kept_modules

LAYOUT = "1"
"""Counts the forms that the folder in the cache has had: part of its hash."""

IMAGES = {"arm": "arch/arm/boot/zImage", "arm64": "arch/arm64/boot/Image", "i386": "arch/x86/boot/bzImage",
          "x86_64": "arch/x86/boot/bzImage"}
"""By faultscope's name of the architecture."""

FRAGMENTS = {"arm": "tree-virt", "arm64": "tree-virt", "i386": "tree-pc", "x86_64": "tree-pc"}
"""What the hardware asks of a kernel, besides tree.config."""


@dataclass(frozen=True)
class TreeRecipe:
    """A built kernel: the folder that `make` was given as O=, or the source folder where it had none."""

    name: str
    tree: Path
    arch: str
    """What faultscope calls the architecture."""
    make_arguments: tuple[str, ...]
    """What the tree was built with: ARCH, CROSS_COMPILE, LLVM, CC. A later one replaces an earlier one."""
    page_tables: str
    """The form of the fault status that the table of faults states: of 32-bit ARM "arm-lpae" or "arm-short"."""

    def fragments(self) -> tuple[Path, ...]:
        return tuple(KERNELS / f"{name}.config" for name in ("tree", FRAGMENTS[self.arch]))


def get_tree_kernel(recipe: TreeRecipe) -> Kernel:
    """Takes image and modules into the cache, as they are now. vmlinux and what builds a module stay in the tree.

    The source is not looked into: which lines of it the table of faults names would be a guess about its release.
    """
    image = _require(recipe.tree / IMAGES[recipe.arch], "build the kernel first")
    config = _require(recipe.tree / ".config", "the folder is no kernel tree that was built")
    _require(recipe.tree / "Module.symvers", "`make modules` writes it, and no module is built without it")
    check_configuration(recipe, config.read_text())
    key = hash_inputs(LAYOUT, image, config, *recipe.make_arguments)

    def make(folder: Path) -> None:
        say(f"taking the kernel of {recipe.tree}")
        (folder / image.name).write_bytes(image.read_bytes())
        _keep_modules(recipe.tree, folder)

    root = cached(f"kernel-tree-{recipe.name}", key, make)
    disk, recorder = kept_modules(root)
    vmlinux = recipe.tree / "vmlinux"
    if not vmlinux.is_file():
        say(f"{vmlinux} is missing: faultscope is given the lab's own modules only")
    return Kernel(root=root, image=root / image.name, build_folder=recipe.tree, make_arguments=recipe.make_arguments,
                  vmlinux=vmlinux if vmlinux.is_file() else None, modules=disk, recorder_modules=recorder)


def _require(path: Path, remedy: str) -> Path:
    if not path.is_file():
        raise LabError(f"{path} is missing: {remedy}")
    return path


def _keep_modules(tree: Path, folder: Path) -> None:
    """Without their debug information, which would make the initramfs ten times as large."""
    index = ModuleIndex(tree)
    keep_modules(index, tuple(name for name in DISK_MODULES if index.has(name)), folder)
    for module in (folder / "modules").iterdir():
        run(f"llvm-objcopy-{LLVM_VERSION}", "--strip-debug", module)


def check_configuration(recipe: TreeRecipe, config: str) -> None:
    """Raises an error that names everything the lab needs and the kernel does not have."""
    needed = "".join(path.read_text() for path in recipe.fragments())
    lost = unmet_options(needed, config)
    if lost:
        names = ", ".join(os.path.relpath(path) for path in recipe.fragments())
        raise LabError(f"{recipe.tree}: the kernel lacks {', '.join(lost)}; {names} have all that the lab needs, for "
                       "scripts/kconfig/merge_config.sh")
    lpae = "CONFIG_ARM_LPAE=y" in config.splitlines()
    if recipe.page_tables == ("arm-short" if lpae else "arm-lpae"):
        raise LabError(f"{recipe.tree}: CONFIG_ARM_LPAE is {'on' if lpae else 'off'}, and the fault status has another "
                       f"form than on this machine; take `{'arm' if lpae else 'arm-thumb2'}`")


def unmet_options(needed: str, config: str) -> list[str]:
    """The lines of a fragment that a .config does not meet. What may be a module may be built in too."""
    final = set(config.splitlines())
    lines = [line for line in needed.splitlines() if line.startswith("CONFIG_")]
    return [line for line in lines if line not in final and f"{line.removesuffix('m')}y" not in final]
