"""A folder of things that are expensive to make, each named by the hash of what it is made from."""

import fcntl
import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import Callable, overload


def cache_root() -> Path:
    """The cache folder, shared with the scripts in toolchains/."""
    default = Path.home() / ".cache" / "faultbox"
    root = Path(os.environ.get("FAULTBOX_CACHE", default))
    root.mkdir(parents=True, exist_ok=True)
    return root


def hash_inputs(*inputs: bytes | str | Path) -> str:
    """A short hash of texts, bytes and the contents of files."""
    digest = hashlib.sha256()
    for item in inputs:
        data = item.read_bytes() if isinstance(item, Path) else item.encode() if isinstance(item, str) else item
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.hexdigest()[:12]


@overload
def cached(name: str, key: str, make: Callable[[Path], None]) -> Path: ...


@overload
def cached(name: str, key: str, make: Callable[[Path], None] | None) -> Path | None: ...


def cached(name: str, key: str, make: Callable[[Path], None] | None) -> Path | None:
    """Returns the cache folder NAME-KEY. When it is absent, `make` fills an empty folder that is then renamed to it;
    without a `make` the answer is None.

    Who comes second while it is being made waits. A failed or interrupted `make` leaves nothing that is taken for a
    result.
    """
    final = cache_root() / f"{name}-{key}"
    if final.is_dir():
        return final
    if make is None:
        return None
    with (cache_root() / f".{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not final.is_dir():
            _make_folder(final, name, make)
    return final


def _make_folder(final: Path, name: str, make: Callable[[Path], None]) -> None:
    work = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=cache_root()))
    try:
        make(work)
        work.chmod(0o755)
        work.rename(final)
    finally:
        shutil.rmtree(work, ignore_errors=True)
