"""A kernel built from Debian's source package, kept in the cache with what building modules against it needs."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from .cache import cached, hash_inputs
from .commands import LabError, run, say
from .debian import host_architecture, unpack_package

SOURCE_PACKAGE = "linux-source-6.1"
SOURCE_PREFIX = "/usr/src/linux-6.1"
"""What the debug information calls the source folder, wherever it was built."""

REPRODUCIBLE = ("KBUILD_BUILD_TIMESTAMP=2024-01-01", "KBUILD_BUILD_USER=faultbox", "KBUILD_BUILD_HOST=lab",
                "KBUILD_BUILD_VERSION=1")

NOT_NEEDED = ("Documentation", "sound", "samples", "rust", "drivers/gpu", "drivers/net", "drivers/media",
              "drivers/staging", "drivers/infiniband", "drivers/iio", "tools/testing", "tools/perf",
              ".thinlto-cache")
"""Folders that neither the fragment nor a module build uses: two thirds of the tree."""


LLVM_VERSION = "19"

KERNELS = Path(__file__).resolve().parents[1] / "kernels"


@dataclass(frozen=True)
class KernelRecipe:
    """How a kernel is built. A line of a later fragment replaces the same option's line of an earlier one."""

    name: str
    fragments: tuple[Path, ...]
    make_arguments: tuple[str, ...]
    compiler: str
    image: str
    """Within the source folder."""
    compiler_flags: tuple[str, ...] = ()

    @property
    def architecture(self) -> str:
        """What the kernel's source calls the architecture."""
        return Path(self.image).parts[1]


@dataclass(frozen=True)
class Kernel:
    """A kernel that boots, and what building a module against it and explaining a crash of it take."""

    root: Path
    image: Path
    build_folder: Path
    """What `make -C` is given for a module."""
    make_arguments: tuple[str, ...]
    compiler_flags: tuple[str, ...] = ()
    path_names: tuple[tuple[Path, str], ...] = ()
    """Folders, and what the module's debug information is to call them."""
    source: Path | None = None
    """The kernel's own source, as far as the table of faults names lines in it."""
    vmlinux: Path | None = None
    modules: tuple[Path, ...] = ()
    """Modules that the machine loads, in this order."""
    recorder_modules: tuple[Path, ...] = ()
    """The modules of ramoops, loaded after those; empty where it is built in."""

    def make_options(self, *paths: tuple[Path, str]) -> list[str]:
        """Arguments for kbuild; `paths` are further folders and what the debug information is to call them."""
        return _make_options(self.make_arguments, self.compiler_flags, (*self.path_names, *paths))


def arm_recipe(name: str, *overlays: str, compiler_flags: tuple[str, ...] = ()) -> KernelRecipe:
    """A 32-bit ARM kernel: kernels/arm-lpae.config and what is laid over it."""
    return KernelRecipe(name, _fragments("common", "usb", "arm-lpae", *overlays),
                        ("ARCH=arm", "CROSS_COMPILE=arm-linux-gnueabihf-"), "arm-linux-gnueabihf-gcc",
                        "arch/arm/boot/zImage", compiler_flags)


def arm64_clang_recipe(name: str, *overlays: str) -> KernelRecipe:
    """A 64-bit ARM kernel made with LLVM's compiler, assembler, linker and binary utilities."""
    return KernelRecipe(name, _fragments("common", *overlays), ("ARCH=arm64", f"LLVM=-{LLVM_VERSION}"),
                        f"clang-{LLVM_VERSION}", "arch/arm64/boot/Image")


def _fragments(*names: str) -> tuple[Path, ...]:
    return tuple(KERNELS / f"{name}.config" for name in names)


def get_kernel(recipe: KernelRecipe) -> Kernel:
    """Takes the kernel from the cache, or builds it."""
    compiler_version = run(recipe.compiler, "--version").splitlines()[0]
    key = hash_inputs(SOURCE_PACKAGE, host_architecture(), compiler_version, *recipe.make_arguments, *REPRODUCIBLE,
                      *recipe.fragments, *recipe.compiler_flags)
    root = cached(f"kernel-{recipe.name}", key, lambda folder: _build(recipe, folder))
    source = root / "linux"
    return Kernel(root=root, image=root / Path(recipe.image).name, build_folder=source,
                  make_arguments=recipe.make_arguments, compiler_flags=recipe.compiler_flags,
                  path_names=((source, SOURCE_PREFIX),), source=source, vmlinux=root / "vmlinux")


def _make_options(make_arguments: tuple[str, ...], compiler_flags: tuple[str, ...],
                  paths: tuple[tuple[Path, str], ...]) -> list[str]:
    maps = [f"-fdebug-prefix-map={folder}={name}" for folder, name in paths]
    return [*make_arguments, *REPRODUCIBLE, f"KCFLAGS={' '.join([*maps, *compiler_flags])}",
            f"KAFLAGS={' '.join(maps)}"]


def _build(recipe: KernelRecipe, folder: Path) -> None:
    say(f"building the {recipe.name} kernel (3 to 10 minutes on two cores, kept in the cache)")
    source = _unpack_source(folder)
    log = folder / "build.log"
    _configure(recipe, source, log)
    options = _make_options(recipe.make_arguments, recipe.compiler_flags, ((source, SOURCE_PREFIX),))
    run("make", "-C", source, *options, "-j2", Path(recipe.image).name, "modules", log=log)
    shutil.copy2(source / recipe.image, folder)
    shutil.move(source / "vmlinux", folder / "vmlinux")
    shutil.copy2(source / ".config", folder / "config")
    _keep_split_debug(source, folder)
    _trim(source, recipe.architecture)


def _keep_split_debug(source: Path, folder: Path) -> None:
    """Moves the .dwo files to where vmlinux lies: it names them by paths from the folder that it was linked in."""
    for path in source.rglob("*.dwo"):
        kept = folder / path.relative_to(source)
        kept.parent.mkdir(parents=True, exist_ok=True)
        path.rename(kept)


def _unpack_source(folder: Path) -> Path:
    """Fetches and unpacks the source package; returns the source folder."""
    package = folder / "package"
    unpack_package(SOURCE_PACKAGE, host_architecture(), package)
    archive = package / "usr" / "src" / f"{SOURCE_PACKAGE}.tar.xz"
    run("tar", "-C", folder, "-xf", archive)
    shutil.rmtree(package)
    return (folder / SOURCE_PACKAGE).rename(folder / "linux")


def _configure(recipe: KernelRecipe, source: Path, log: Path) -> None:
    """allnoconfig plus the fragments. An option that did not make it into .config is an error."""
    fragment = source / "lab.config"
    fragment.write_text(merge_fragments(*(path.read_text() for path in recipe.fragments)))
    run("make", "-C", source, *recipe.make_arguments, f"KCONFIG_ALLCONFIG={fragment}", "allnoconfig", log=log)
    lost = missing_options(fragment.read_text(), (source / ".config").read_text())
    if lost:
        raise LabError(f"{recipe.name}: the kernel's configuration did not take: {', '.join(lost)}")


def option_name(line: str) -> str | None:
    """The option that a line of a configuration sets or says is not set."""
    if line.startswith("CONFIG_"):
        return line.split("=", 1)[0]
    return line.split()[1] if line.startswith("# CONFIG_") and line.endswith(" is not set") else None


def merge_fragments(*fragments: str) -> str:
    """The options of all fragments, each once and as its last fragment has it."""
    lines = {option_name(line): line for fragment in fragments for line in fragment.splitlines()}
    return "".join(f"{line}\n" for name, line in lines.items() if name)


def missing_options(fragment: str, config: str) -> list[str]:
    """Lines of a fragment that a final .config does not have. An option that is absent counts as not set."""
    final = set(config.splitlines())
    set_options = {option_name(line) for line in final if line.startswith("CONFIG_")}
    lost = []
    for line in fragment.splitlines():
        name = option_name(line)
        if name and (name in set_options if line.startswith("#") else line not in final):
            lost.append(line)
    return lost


def _trim(source: Path, architecture: str) -> None:
    """Leaves what a module build and a look at the source need."""
    for name in NOT_NEEDED:
        shutil.rmtree(source / name, ignore_errors=True)
    for folder in (source / "arch").iterdir():
        if folder.is_dir() and folder.name != architecture:
            shutil.rmtree(folder)
    for path in source.rglob("*"):
        inside = path.relative_to(source).parts[0]
        if inside != "scripts" and path.suffix in (".o", ".a", ".cmd", ".order") and path.name != "module.lds":
            path.unlink()
