"""The recorder's own Debian package, made from what its preset has built."""

from dataclasses import dataclass
from pathlib import Path

from .commands import LabError, run
from .machines import MachineSpec


@dataclass(frozen=True)
class ImagePrograms:
    build: Path
    """Where the presets have built the recorders."""
    faultscope: Path
    """For this machine; only the serial lines of PCs need it."""


NEXT_VERSION = "99.0.0"


def make_package(spec: MachineSpec, build: Path, folder: Path, version: str | None = None) -> Path:
    """Runs cpack in the preset's build folder. The package comes to lie in `folder`. `version` is said instead of the
    one that it holds, to be an upgrade."""
    preset = build / spec.preset
    if not (preset / "CPackConfig.cmake").is_file() or not (preset / "target/faultbox").is_file():
        raise LabError(f"{preset}: no recorder is built there; "
                       f"cmake --preset {spec.preset} && cmake --build --preset {spec.preset}")
    made = folder / f"package-{version}" if version else folder / "package"
    stated = ("-D", f"CPACK_PACKAGE_VERSION={version}") if version else ()
    run("cpack", "-G", "DEB", "-B", made.resolve(), "--config", preset / "CPackConfig.cmake", *stated, cwd=folder)
    packages = sorted(made.glob("*.deb"))
    if len(packages) != 1:
        raise LabError(f"cpack has made {len(packages)} packages in {made}, not one")
    return packages[0]
