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
              "drivers/staging", "drivers/infiniband", "drivers/iio", "tools/testing", "tools/perf")
"""Source folders that neither the fragment nor a module build uses: two thirds of the tree."""


@dataclass(frozen=True)
class KernelRecipe:
    """How a kernel is built."""

    name: str
    fragment: Path
    make_arguments: tuple[str, ...]
    compiler: str
    image: str


@dataclass(frozen=True)
class Kernel:
    """A built kernel."""

    recipe: KernelRecipe
    root: Path

    @property
    def source(self) -> Path:
        return self.root / "linux"

    @property
    def vmlinux(self) -> Path:
        return self.root / "vmlinux"

    @property
    def image(self) -> Path:
        return self.root / Path(self.recipe.image).name


ARM_LPAE = KernelRecipe(
    name="arm-lpae",
    fragment=Path(__file__).resolve().parents[1] / "kernels" / "arm-lpae.config",
    make_arguments=("ARCH=arm", "CROSS_COMPILE=arm-linux-gnueabihf-"),
    compiler="arm-linux-gnueabihf-gcc",
    image="arch/arm/boot/zImage",
)


def get_kernel(recipe: KernelRecipe) -> Kernel:
    """Takes the kernel from the cache, or builds it."""
    compiler_version = run(recipe.compiler, "--version").splitlines()[0]
    key = hash_inputs(SOURCE_PACKAGE, host_architecture(), compiler_version, *recipe.make_arguments, *REPRODUCIBLE,
                      recipe.fragment)
    root = cached(f"kernel-{recipe.name}", key, lambda folder: _build(recipe, folder))
    return Kernel(recipe, root)


def make_options(recipe: KernelRecipe, *paths: tuple[Path, str]) -> list[str]:
    """Arguments for kbuild; `paths` are folders and what the debug information is to call them."""
    maps = " ".join(f"-fdebug-prefix-map={folder}={name}" for folder, name in paths)
    return [*recipe.make_arguments, *REPRODUCIBLE, f"KCFLAGS={maps}", f"KAFLAGS={maps}"]


def _build(recipe: KernelRecipe, folder: Path) -> None:
    say(f"building the {recipe.name} kernel (3 to 10 minutes on two cores, kept in the cache)")
    source = _unpack_source(folder)
    log = folder / "build.log"
    _configure(recipe, source, log)
    options = make_options(recipe, (source, SOURCE_PREFIX))
    run("make", "-C", source, *options, "-j2", Path(recipe.image).name, "modules", log=log)
    shutil.copy2(source / recipe.image, folder)
    shutil.move(source / "vmlinux", folder / "vmlinux")
    shutil.copy2(source / ".config", folder / "config")
    _trim(source)


def _unpack_source(folder: Path) -> Path:
    """Fetches and unpacks the source package; returns the source folder."""
    package = folder / "package"
    unpack_package(SOURCE_PACKAGE, host_architecture(), package)
    archive = package / "usr" / "src" / f"{SOURCE_PACKAGE}.tar.xz"
    run("tar", "-C", folder, "-xf", archive)
    shutil.rmtree(package)
    return (folder / SOURCE_PACKAGE).rename(folder / "linux")


def _configure(recipe: KernelRecipe, source: Path, log: Path) -> None:
    """allnoconfig plus the fragment. An option that did not make it into .config is an error."""
    run("make", "-C", source, *recipe.make_arguments, f"KCONFIG_ALLCONFIG={recipe.fragment}", "allnoconfig", log=log)
    lost = missing_options(recipe.fragment.read_text(), (source / ".config").read_text())
    if lost:
        raise LabError(f"{recipe.fragment.name}: the kernel's configuration did not take: {', '.join(lost)}")


def missing_options(fragment: str, config: str) -> list[str]:
    """Lines of a fragment that a final .config does not have. An option that is absent counts as not set."""
    final = set(config.splitlines())
    set_options = {line.split("=", 1)[0] for line in final if line.startswith("CONFIG_")}
    lost = []
    for line in fragment.splitlines():
        if line.startswith("CONFIG_") and line not in final:
            lost.append(line)
        if line.startswith("# CONFIG_") and line.split()[1] in set_options:
            lost.append(line)
    return lost


def _trim(source: Path) -> None:
    """Leaves what a module build and a look at the source need."""
    for name in NOT_NEEDED:
        shutil.rmtree(source / name, ignore_errors=True)
    for folder in (source / "arch").iterdir():
        if folder.is_dir() and folder.name != "arm":
            shutil.rmtree(folder)
    for path in source.rglob("*"):
        inside = path.relative_to(source).parts[0]
        if inside != "scripts" and path.suffix in (".o", ".a", ".cmd", ".order") and path.name != "module.lds":
            path.unlink()
