"""Debian packages of any architecture, unpacked without installing them."""

import tempfile
from pathlib import Path

from .cache import cache_root
from .commands import run

REPOSITORY = Path(__file__).resolve().parents[3]


def host_architecture() -> str:
    """Debian's name of the architecture that this machine runs; packages for all architectures are fetched as such."""
    return run("dpkg", "--print-architecture").strip()


def unpack_package(package: str, architecture: str, root: Path) -> None:
    """Downloads a package through an apt state of its own and unpacks it below `root`; the host's apt is untouched."""
    with tempfile.TemporaryDirectory(prefix=".apt-", dir=cache_root()) as state:
        script = ('set -eu; . "$1/toolchains/private-apt.sh"; private_apt_init "$2" "$3"; '
                  'private_apt_unpack "$2" "$4" "$5"')
        run("sh", "-c", script, "private-apt", REPOSITORY, state, architecture, root, package, timeout=900)
