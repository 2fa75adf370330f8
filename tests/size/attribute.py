#!/usr/bin/env python3
"""attribute.py PROGRAM STRIPPED-SIZE BUILD-DIR: splits the size of a static program by where its symbols come from.

Link-time optimization leaves no object files in a link map, so that our own code is told apart by the symbols that the
archives of the build define, and the C library's and the compiler runtime's by the archives of the sysroot. Only symbols
in sections that are part of the file count.
"""
import pathlib
import re
import subprocess
import sys


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def defined(archive):
    """Names of the symbols that an archive defines, local ones included."""
    lines = run("llvm-nm-19", "--defined-only", "--format=just-symbols", "--quiet", str(archive)).splitlines()
    return {line.strip() for line in lines if line and not line.endswith(":")}


def base_name(symbol):
    """A function's name without what optimization appends to its copies: foo.llvm.123, foo.isra.0"""
    return re.sub(r"\.(llvm|isra|constprop|part|cold|\d).*$", "", symbol)


def sysroot_libraries(build):
    for line in (build / "compile_commands.json").read_text().splitlines():
        found = re.search(r"--sysroot=(\S+)", line)
        if found:
            return pathlib.Path(found.group(1)) / "usr/lib"
    sys.exit("attribute.py: the build names no sysroot")


def origins(build):
    """(part, names) in the order in which they are asked."""
    libraries = sysroot_libraries(build)
    runtimes = [("libc (musl)", libraries / "libc.a"), ("compiler runtime", libraries / "libgcc.a")]
    ours = [(archive.parent.relative_to(build), archive) for archive in sorted(build.glob("**/libtarget_*.a")) +
            sorted(build.glob("**/libarch_*.a")) if "format_pb" not in archive.name]
    result = [(f"ours: {'arch' if str(folder) == '.' else folder}", defined(archive)) for folder, archive in ours]
    result += [("protobuf-lite", defined(build / "libprotobuf-lite.a"))]
    result += [("protobuf-lite", defined(archive)) for archive in build.glob("**/libtarget_format_pb.a")]
    result += [(part, defined(archive)) for part, archive in runtimes]
    return result


def part_of(symbol, demangled, known):
    name = base_name(symbol)
    if demangled.startswith(("std::", "void std::", "operator ")) or "std::__1::" in demangled.split("(")[0]:
        return "libc++"
    for part, names in known:
        if symbol in names or name in names:
            return part
    if name == "main":
        return "ours: target"
    if "faultbox" in demangled or "faultbox" in symbol:
        namespace = re.search(r"faultbox::(record|journal|harvest|codec|format|ramoops|oops)::", demangled)
        return f"ours: target/{namespace.group(1)}" if namespace else "ours: target"
    if "google::protobuf" in demangled:
        return "protobuf-lite"
    return "not attributed"


def file_sections(program):
    """Indices of the sections that take space in the file and in memory."""
    text = run("llvm-readelf-19", "--sections", "--wide", program)
    kept = set()
    for line in text.splitlines():
        found = re.match(r"\s*\[\s*(\d+)\]\s+(\S*)\s+(\S+)\s+\S+\s+\S+\s+\S+\s+\S+\s+([A-Za-z]*)", line)
        if found and found.group(3) != "NOBITS" and "A" in found.group(4):
            kept.add(found.group(1))
    return kept


def symbols(program):
    """(address, size, name) of the symbols in the file, one for each address."""
    kept = file_sections(program)
    seen = {}
    for line in run("llvm-readelf-19", "--symbols", "--wide", program).splitlines():
        fields = line.split()
        if len(fields) < 8 or not fields[0].endswith(":") or fields[3] not in ("FUNC", "OBJECT"):
            continue
        address, size, section, name = int(fields[1], 16) & ~1, int(fields[2], 0), fields[6], fields[7]
        if section in kept and size and size > seen.get(address, (0, ""))[0]:
            seen[address] = (size, name)
    return [(address, size, name) for address, (size, name) in sorted(seen.items())]


def main():
    program, total, build = sys.argv[1], int(sys.argv[2]), pathlib.Path(sys.argv[3])
    found = symbols(program)
    demangled = run("llvm-cxxfilt-19", *[name for _, _, name in found]).splitlines()
    known = origins(build)
    parts = {"libc++": 0, "protobuf-lite": 0, "libc (musl)": 0, "compiler runtime": 0}
    end = 0
    for (address, size, name), pretty in zip(found, demangled):
        size = max(0, address + size - max(address, end))
        end = max(end, address + size)
        part = part_of(name, pretty, known)
        parts[part] = parts.get(part, 0) + size
    rest = total - sum(parts.values())
    if rest < 0:
        sys.exit(f"attribute.py: the symbols are {-rest} bytes larger than the file")
    unwinds = any(name.startswith(("_U", "unw_")) and "_Unwind" not in name for _, _, name in found)
    print(f"{pathlib.Path(program).name}: {total} bytes stripped")
    for part, size in sorted(parts.items(), key=lambda item: -item[1]):
        print(f"  {part:44}{size:8}")
    print(f"  {'libunwind':44}{'linked' if unwinds else 'not linked':>8}")
    print(f"  {'strings, headers, padding, tables':44}{rest:8}")


if __name__ == "__main__":
    main()
