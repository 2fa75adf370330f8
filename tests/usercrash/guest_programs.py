"""The programs that crash in a guest, for its architecture, and the shared libraries that they run with."""

import pathlib
import re

from faultlab.commands import LabError, run
from faultlab.machines import MachineSpec

HERE = pathlib.Path(__file__).resolve().parent
SOURCES = {"crashing": ("crashing.cc", "g++", "-pthread"), "smashed": ("smashed.c", "gcc", "-fno-stack-protector")}
FLAGS = ("-O1", "-g", "-Wl,--build-id")
# The ABI of 32-bit ARM has unwind tables only where they are asked for.
ARCH_FLAGS = {"arm": ("-funwind-tables",)}


def make_root(spec: MachineSpec, folder: pathlib.Path) -> dict[str, pathlib.Path]:
    """Writes the programs and their libraries into a folder, each at its place in the guest. Returns all of them, by path
    without the first slash."""
    files: dict[str, pathlib.Path] = {}
    for name, (source, language, flag) in SOURCES.items():
        compiler = spec.compiler.removesuffix("gcc") + language
        program = files[f"bin/{name}"] = folder / "bin" / name
        program.parent.mkdir(parents=True, exist_ok=True)
        run(compiler, *FLAGS, *ARCH_FLAGS.get(spec.arch, ()), flag, "-o", program, HERE / source)
        for path, library in libraries_of(compiler, program).items():
            files[path] = folder / path
            files[path].parent.mkdir(parents=True, exist_ok=True)
            files[path].write_bytes(library.read_bytes())
    return files


def libraries_of(compiler: str, program: pathlib.Path) -> dict[str, pathlib.Path]:
    """What the loader maps for a program, the loader included: the compiler's file by its path in the guest."""
    shown = run("readelf", "-lW", program)
    interpreter = re.search(r"program interpreter: /(\S+)\]", shown)
    if not interpreter:
        raise LabError(f"{program} has no loader")
    loader = pathlib.PurePosixPath(interpreter[1])
    found = {str(loader): find_library(compiler, loader.name)}
    wanted = needed_by(program)
    while wanted:
        name = wanted.pop()
        if name == loader.name or f"lib/{name}" in found:
            continue
        found[f"lib/{name}"] = find_library(compiler, name)
        wanted += needed_by(found[f"lib/{name}"])
    return found


def needed_by(file: pathlib.Path) -> list[str]:
    return re.findall(r"\(NEEDED\)\s+Shared library: \[(\S+)\]", run("readelf", "-dW", file))


def find_library(compiler: str, name: str) -> pathlib.Path:
    path = pathlib.Path(run(compiler, f"-print-file-name={name}").strip())
    if not path.is_absolute():
        raise LabError(f"{compiler} has no {name}")
    return path


def has_table(shown: str, address: int) -> bool:
    """Whether .ARM.exidx of a 32-bit ARM file, as `readelf -uW` shows it, says how to unwind the function at an address
    (EHABI, 6: each entry holds up to the next one)."""
    entries = re.findall(r"^0x([0-9a-f]+)[^:\n]*: (.*)$", shown, re.MULTILINE)
    before = [text for start, text in entries if int(start, 16) <= address]
    return bool(before) and "[cantunwind]" not in before[-1]
