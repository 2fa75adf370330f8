#!/usr/bin/env python3
"""Compares frames of host/symbols with llvm-symbolizer's, at random addresses of a file's code.

    symbolize.py DUMP FILE [--count N] [--seed N] [--symbolizer PATH] [--show N] [--require PERCENT]

DUMP is the program built from symbolize_dump.cc. Of a relocatable file only .text is compared, since llvm-symbolizer
takes addresses as offsets there, and functions are named by the debug information, since its choice of symbols ignores
sections. Where only the symbol table knows an address, llvm-symbolizer names a file by STT_FILE; we do not. Exit status 1 when fewer than PERCENT of the addresses agree.
"""

import argparse
import random
import subprocess
import sys


def run(command, lines=()):
    result = subprocess.run(command, input="\n".join(lines) + "\n", capture_output=True, text=True, check=True)
    return result.stdout


def is_relocatable(file):
    return "REL (Relocatable file)" in run(["readelf", "-h", file])


def agrees(ours, theirs):
    if ours == theirs:
        return True
    lines = theirs.split("\n")
    return ours.endswith("\n??:0:0") and len(lines) == 2 and lines[1].endswith(":0:0") and \
        ours.split("\n")[0] == lines[0]


def pick_addresses(dump, file, count, seed):
    ranges = [line.split() for line in run([dump, "text", file]).splitlines()]
    ranges = [(int(start, 16), int(size, 16), name) for start, size, name in ranges if int(size, 16) > 0]
    if is_relocatable(file):
        ranges = [r for r in ranges if r[2] == ".text"]
    generator = random.Random(seed)
    weights = [size for _, size, _ in ranges]
    chosen = generator.choices(ranges, weights, k=count)
    return [start + generator.randrange(size) for start, size, _ in chosen]


def blocks(text, count):
    found = text.rstrip("\n").split("\n\n")
    if len(found) != count:
        sys.exit(f"expected {count} answers, got {len(found)}")
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("dump")
    parser.add_argument("file")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--symbolizer", default="llvm-symbolizer-19")
    parser.add_argument("--show", type=int, default=20)
    parser.add_argument("--require", type=float, default=100.0)
    options = parser.parse_args()

    addresses = pick_addresses(options.dump, options.file, options.count, options.seed)
    lines = [f"{address:#x}" for address in addresses]
    relocatable = is_relocatable(options.file)
    verb = "functions" if relocatable else "frames"
    ours = blocks(run([options.dump, verb, options.file], lines), len(lines))
    command = [options.symbolizer, f"--obj={options.file}", "--inlines", "--no-demangle"]
    if relocatable:
        command.append("--functions=short")
    theirs = blocks(run(command, lines), len(lines))
    differing = [n for n in range(len(lines)) if not agrees(ours[n], theirs[n])]
    known = sum("??" not in block for block in theirs)
    frames = sum(block.count("\n") // 2 + 1 for block in theirs)
    for n in differing[: options.show]:
        print(f"--- {lines[n]}\nours:\n{ours[n]}\nllvm-symbolizer:\n{theirs[n]}")
    agreeing = len(lines) - len(differing)
    print(f"{options.file}: {agreeing}/{len(lines)} addresses agree ({frames} frames, {known} addresses wholly known)")
    sys.exit(0 if 100.0 * agreeing >= options.require * len(lines) else 1)


if __name__ == "__main__":
    main()
