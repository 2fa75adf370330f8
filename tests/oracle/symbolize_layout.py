#!/usr/bin/env python3
"""Compares structure layouts of host/symbols with pahole's: every member's name and place, and each structure's size.

    symbolize_layout.py DUMP FILE [--btf [--kernel FILE]] [--show N]

Members of anonymous structures and unions without a name count as members of the structure around them; what has an
anonymous type and a name is one member. With --btf, pahole reads the file's BTF, and FILE should have no DWARF, which this
program would read. Exit status 1 when a structure differs or is missing.
"""

import argparse
import re
import subprocess
import sys

PLACE = re.compile(r"^(.*?)\s*/\*\s*(\d+)(?::\s*(\d+))?\s+(\d+)\s*\*/$")
SIZE = re.compile(r"^\s*/\* size: (\d+),")


def member_name(declaration):
    """'long unsigned int flags:3;' -> ('flags', 3)"""
    text = declaration.strip().rstrip(";").strip()
    pointer = re.search(r"\(\*+\s*(?:const\s+|volatile\s+)?(\w*)", text)
    if pointer:
        return pointer.group(1), None
    bits = re.search(r":(\d+)$", text)
    text = re.sub(r":\d+$", "", text)
    text = re.sub(r"(\[\d*\])+$", "", text).strip()
    name = re.search(r"(\w+)$", text)
    return (name.group(1) if name else ""), (int(bits.group(1)) if bits else None)


def place(offset, bit, size, bits):
    return (int(offset) * 8 + int(bit), bits) if bits is not None else (int(offset) * 8, int(size))


def parse_pahole(text):
    """{name: (size, [(member, bit position, size)])}"""
    structures, name, members, size, stack = {}, None, [], 0, []
    for line in text.splitlines():
        stripped = re.sub(r"\s*__attribute__\(\((?:[^()]|\([^()]*\))*\)\)\s*", " ", line.strip())
        if name is None:
            start = re.match(r"^(struct|union) (\w+) \{$", line)
            if start:
                name, members, size, stack = f"{start.group(1)} {start.group(2)}", [], 0, []
            continue
        if line.startswith("}"):
            # Of a union no size is printed: it is that of its largest member, padding aside.
            structures.setdefault(name, (None if name.startswith("union ") else size, members))
            name = None
            continue
        if SIZE.match(line) and not stack:
            size = int(SIZE.match(line).group(1))
        if re.match(r"^(const |volatile )*(struct|union|enum|class)( \w+)? \{$", stripped):
            stack.append(members)
            members = []
            continue
        found = PLACE.match(stripped)
        if stripped.startswith("}"):
            inner, members = members, stack.pop()
            if re.match(r"^\}\s*;", stripped):
                # Without a place it is the type alone, which pahole prints once more where it is nested.
                members += inner if found else []
                continue
            stripped_name, bits = member_name(found.group(1).lstrip("}") if found else stripped.lstrip("}"))
            if found:
                members.append((stripped_name, *place(found.group(2), found.group(3) or 0, found.group(4), bits)))
            continue
        if found and not stripped.startswith("/*"):
            member, bits = member_name(found.group(1))
            members.append((member, *place(found.group(2), found.group(3) or 0, found.group(4), bits)))
    return structures


def parse_dump(text):
    """{name: [(size, members)]}, one for each definition of the name."""
    structures = {}
    current = None
    for line in text.splitlines():
        if not line.startswith("\t"):
            name, size = line.rsplit(" ", 1)
            current = []
            structures.setdefault(name, []).append((int(size), current))
            continue
        _, where, *rest = line.strip().split(" ")
        if ":" in where:
            offset, bit, bits = where.split(":")
            current.append((rest[0] if rest else "", *place(offset, bit, 0, int(bits))))
        else:
            current.append((rest[1] if len(rest) > 1 else "", *place(where, 0, rest[0], None)))
    return structures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("dump")
    parser.add_argument("file")
    parser.add_argument("--btf", action="store_true")
    parser.add_argument("--kernel", help="what the BTF of a module goes on from")
    parser.add_argument("--show", type=int, default=10)
    options = parser.parse_args()

    kernel = [options.kernel] if options.kernel else []
    pahole = ["pahole"] + (["-F", "btf"] if options.btf else []) + [f"--btf_base={base}" for base in kernel]
    theirs = parse_pahole(subprocess.run(pahole + [options.file], capture_output=True, text=True, check=True).stdout)
    ours = parse_dump(subprocess.run([options.dump, "layout", options.file] + kernel, input="\n".join(theirs) + "\n",
                                     capture_output=True, text=True, check=True).stdout)
    differing = 0
    for name, (size, members) in theirs.items():
        named = [m for m in members if m[0]]
        candidates = [(s, [m for m in found if m[0]]) for s, found in ours.get(name, [])]
        if any(named == found and size in (None, found_size) for found_size, found in candidates):
            continue
        differing += 1
        if differing <= options.show:
            print(f"--- {name}\npahole: {size} {named}\nours: {candidates}")
    members = sum(len(m) for _, m in theirs.values())
    print(f"{options.file}: {len(theirs) - differing}/{len(theirs)} structures agree ({members} members)")
    sys.exit(1 if differing or not theirs else 0)


if __name__ == "__main__":
    main()
