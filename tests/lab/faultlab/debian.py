"""Debian packages of any architecture, unpacked without installing them."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .cache import cache_root
from .commands import LabError, run

REPOSITORY = Path(__file__).resolve().parents[3]
DOWNLOAD_TIMEOUT = 1800.0


def host_architecture() -> str:
    """Debian's name of the architecture that this machine runs; packages for all architectures are fetched as such."""
    return run("dpkg", "--print-architecture").strip()


class PrivateApt:
    """An apt state for one architecture, apart from the host's."""

    def __init__(self, state: Path, architecture: str) -> None:
        self._state = state
        self._architecture = architecture
        self._run('private_apt_init "$2" "$3"', architecture)

    def unpack(self, root: Path, *packages: str) -> None:
        """Downloads packages and unpacks them below `root`."""
        root.mkdir(parents=True, exist_ok=True)
        self._run('shift; dir=$1; shift; private_apt_unpack "$dir" "$@"', root.resolve(), *packages)

    def unpack_part(self, root: Path, package: str, member: str) -> None:
        """Downloads a package and unpacks one file of it below `root`."""
        action = ('(cd "$2/debs" && private_apt "$2" -qq download "$4"); '
                  'for deb in "$2"/debs/*.deb; do dpkg-deb --fsys-tarfile "$deb" | tar -C "$3" -xf - "$5"; '
                  'rm "$deb"; done')
        self._run(action, root.resolve(), package, member)

    def dependency(self, package: str, prefix: str) -> str:
        """The name of the one package that `package` depends on and that begins with `prefix`."""
        listing = run("apt-cache", "depends", package,
                      env={**os.environ, "APT_CONFIG": str(self._state / "apt.conf")})
        names = [line.split()[1] for line in listing.splitlines() if line.strip().startswith("Depends:")]
        found = [name for name in names if name.startswith(prefix)]
        if len(found) != 1:
            raise LabError(f"{package}:{self._architecture} depends on {len(found)} packages {prefix}*, not on one")
        return found[0]

    def _run(self, action: str, *arguments: str | Path) -> None:
        script = f'set -eu; . "$1/toolchains/private-apt.sh"; {action}'
        run("sh", "-c", script, "private-apt", REPOSITORY, self._state, *arguments, timeout=DOWNLOAD_TIMEOUT)


@contextmanager
def private_apt(architecture: str) -> Iterator[PrivateApt]:
    """A private apt with fresh package lists; it is gone at the end."""
    with tempfile.TemporaryDirectory(prefix=".apt-", dir=cache_root()) as state:
        yield PrivateApt(Path(state), architecture)


def unpack_package(package: str, architecture: str, root: Path) -> None:
    """Downloads a package through an apt state of its own and unpacks it below `root`; the host's apt is untouched."""
    with private_apt(architecture) as apt:
        apt.unpack(root, package)
