#!/usr/bin/env python3
"""Compares what arch/ makes of every instruction in a whole kernel's .text with what LLVM's tools make of it.

    tests/oracle/kernel_insn.py --dump build/release/tests/oracle/insn_dump VMLINUX

Operands, sizes, lengths, branch targets are compared with llvm-objdump's text, as arm_insn.py, a64_insn.py and x86_insn.py
read it; on x86 the size of the memory operand is that of `-M intel`. Whether memory is read and written is compared with
llvm-mca's "may load" and "may store". What the bytes are is all that matters, so equal bytes are compared once; that
operands depend on the pc is tested at the first of them. kernel_insn_known.py lists where LLVM's tables are known to say
less, or something else, than the manuals; what it excuses is counted apart. Exits with 1 on any other disagreement.
"""
import argparse
import collections
import itertools
import re
import subprocess
import sys
import time

import a64_insn
import arm_insn
import x86_insn
from kernel_insn_known import KNOWN
from may_access import may_access


TARGET = re.compile(r"(?<=[ ,])0x[0-9a-f]+$")  # Of a branch. llvm-mca takes only what it can reach.


def counted(options, lines):
    for line in lines:
        options.seen += 1
        yield line


class Arm:
    """T32 and A32, told apart by the kernel's mapping symbols."""
    name = "arm"

    def __init__(self, options):
        self.options = options

    def lines(self):
        every = arm_insn.disassemble(self.options.objdump, self.options.vmlinux, ["-j", self.options.section])
        return arm_insn.distinct(counted(self.options, every))

    def decode(self, lines):
        return arm_insn.decode(self.options.dump, lines)

    def differing(self, line, ours):
        return arm_insn.compare(line, ours)

    def machine(self, line):
        return line[0]

    MACHINES = {"a32": ["-mtriple=armv7", "-mcpu=cortex-a57", "-mattr=+neon,+vfp4,+hwdiv,+mp,+virtualization,+trustzone"],
                "t32": ["-mtriple=thumbv7", "-mcpu=cortex-a57", "-mattr=+neon,+vfp4,+hwdiv,+mp,+virtualization,+trustzone"]}

    def text(self, line):
        return TARGET.sub("#0", f"{line[3]} {line[4]}")

    def assembly(self, line):
        """A T32 instruction with a condition asks for an IT in front."""
        reading = arm_insn.Reading(line)
        if reading.mnemonic == "it":
            return []
        return [f"it {reading.condition or 'al'}"] * line[5] + [self.text(line)]

    def code(self, line):
        return line[2].hex()


class A64:
    name = "a64"
    MACHINES = {"a64": ["-mtriple=aarch64", "-mcpu=thunderx3t110", f"-mattr={a64_insn.MATTR}"]}

    def __init__(self, options):
        self.options = options

    def lines(self):
        seen = set()
        every = a64_insn.disassemble(self.options.objdump, self.options.vmlinux, ["-j", self.options.section])
        for line in counted(self.options, every):
            if line[1] not in seen:
                seen.add(line[1])
                if line[2].startswith(".") or line[2] == "<unknown>":
                    self.options.left_out["data by the mapping symbols, or unknown to llvm-objdump"] += 1
                elif a64_insn.is_scalable(line[1]):
                    self.options.left_out["SVE or SME, which the decoder does not read"] += 1
                else:
                    yield line

    def decode(self, lines):
        return a64_insn.decode(self.options.dump, lines)

    def differing(self, line, ours):
        return [(key, ours.get(key), value) for key, value in a64_insn.expected_of(line).items()
                if str(ours.get(key)) != str(value)]

    def machine(self, line):
        return "a64"

    def text(self, line):
        return TARGET.sub("#0", f"{line[2]} {line[3]}")

    def assembly(self, line):
        return [self.text(line)]

    def code(self, line):
        return f"{line[1]:08x}"


INTEL_SIZES = {"byte": 1, "word": 2, "dword": 4, "fword": 6, "qword": 8, "tbyte": 10, "xword": 10, "xmmword": 16,
               "ymmword": 32, "zmmword": 64}
INTEL_SIZE = re.compile(r"\b([a-z]*(?:byte|word)) ptr")


class X86:
    name = "x86"
    MACHINES = {"32": ["-mtriple=i386", "-mcpu=skylake-avx512"], "64": ["-mtriple=x86_64", "-mcpu=skylake-avx512"]}

    def __init__(self, options):
        self.options = options
        self.intel = {}

    def lines(self):
        both = zip(x86_insn.disassemble(self.options.objdump, self.options.vmlinux, [], self.options.section),
                   x86_insn.disassemble(self.options.objdump, self.options.vmlinux, ["-M", "intel"],
                                        self.options.section), strict=True)
        for line, (_, pc, code, intel) in both:
            if (pc, code) != line[1:3]:
                sys.exit(f"{pc:x}: the two syntaxes differ in their bytes")
            self.options.seen += 1
            if code not in self.intel:
                self.intel[code] = intel
                yield line

    def decode(self, lines):
        return x86_insn.decode(self.options.dump, lines)

    def differing(self, line, ours):
        expected = x86_insn.expected_of(line)
        size = INTEL_SIZE.search(self.intel[line[2]])
        if size and ours.get("rw"):
            expected["bytes"] = INTEL_SIZES[size[1]]
        return [(key, ours.get(key), value) for key, value in expected.items() if str(ours.get(key)) != str(value)]

    def machine(self, line):
        return line[0]

    def text(self, line):
        return line[3].split("#")[0].split("<")[0].strip()

    def assembly(self, line):
        return [self.text(line)]

    def code(self, line):
        return line[2].hex()


def cpu_of(options):
    header = subprocess.run([options.objdump, "-f", options.vmlinux], capture_output=True, text=True, check=True).stdout
    kind = header.split("file format", 1)[1].split()[0]
    return {"elf32-littlearm": Arm, "elf64-littleaarch64": A64, "elf32-i386": X86, "elf64-x86-64": X86}[kind](options)


def mca_of(options, cpu, lines):
    """What llvm-mca says of each line."""
    answers = [None] * len(lines)
    for machine, command in cpu.MACHINES.items():
        texts, places = [], []
        for place, line in enumerate(lines):
            if cpu.machine(line) == machine:
                own = cpu.assembly(line)
                texts += own
                places += [None] * (len(own) - 1) + [place] * bool(own)
        for place, answer in zip(places, may_access(options.mca, command, texts), strict=True):
            if place is not None:
                answers[place] = answer
    return answers


def accesses_of(ours):
    """"r", "w", "rw" or "" of all memory operands together."""
    both = ours.get("rw", "") + ours.get("second.rw", "")
    return "".join(letter for letter in "rw" if letter in both)


def reason_of(cpu, text, key, ours, theirs):
    """Why LLVM differs, if it is known to and `ours` is what the manual says."""
    for known_key, pattern, value, where in KNOWN[cpu.name]:
        said = value if isinstance(value, str) else str(int(theirs) + value) if key == known_key else None
        if key == known_key and pattern.match(text) and said == str(ours):
            return where
    return None


class Tally:
    def __init__(self, options, cpu):
        self.options, self.cpu = options, cpu
        self.known = collections.Counter()
        self.failures = collections.defaultdict(list)

    def add(self, line, differing):
        unknown = []
        for key, ours, theirs in differing:
            reason = reason_of(self.cpu, self.cpu.text(line), key, ours, theirs)
            if reason:
                self.known[reason] += 1
            else:
                unknown.append((key, ours, theirs))
        if unknown:
            keys = ",".join(sorted({key for key, _, _ in unknown}))
            self.failures[self.cpu.text(line).split()[0], keys].append((line, unknown))
        return not differing

    def print(self):
        for reason, count in sorted(self.known.items()):
            print(f"  known, {count}: {reason}")
        for (mnemonic, keys), group in sorted(self.failures.items(), key=lambda item: -len(item[1])):
            print(f"  {mnemonic}: {len(group)} differ in {keys}")
            for line, differing in group[: self.options.show]:
                print(f"    {self.cpu.code(line)} {self.cpu.text(line)}: "
                      + "; ".join(f"{key} {ours}, LLVM {theirs}" for key, ours, theirs in differing))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dump", required=True)
    parser.add_argument("--objdump", default="llvm-objdump-19")
    parser.add_argument("--mca", default="llvm-mca-19")
    parser.add_argument("--section", default=".text")
    parser.add_argument("--show", type=int, default=4)
    parser.add_argument("--limit", type=int, help="so many distinct instructions at most, from the first")
    parser.add_argument("vmlinux")
    options = parser.parse_args()
    options.seen, options.left_out = 0, collections.Counter()
    begin = time.monotonic()
    cpu = cpu_of(options)
    lines = list(itertools.islice(cpu.lines(), options.limit))
    tally = Tally(options, cpu)
    agree, unlisted = 0, collections.Counter()
    for line, ours, theirs in zip(lines, cpu.decode(lines), mca_of(options, cpu, lines)):
        differing = cpu.differing(line, ours)
        if theirs is None and cpu.assembly(line):
            unlisted[cpu.text(line).split()[0]] += 1
        if theirs is not None and accesses_of(ours) != theirs:
            differing.append(("rw", accesses_of(ours), theirs))
        agree += tally.add(line, differing)
    tally.print()
    if unlisted:
        print("  no loads and stores compared, since llvm-mca does not take them:",
              ", ".join(f"{count} {mnemonic}" for mnemonic, count in unlisted.most_common(12)))
    for reason, count in options.left_out.items():
        print(f"  left out, {count}: {reason}")
    failed = sum(len(group) for group in tally.failures.values())
    print(f"{options.vmlinux}: {options.seen} instructions, {len(lines)} distinct: {agree} agree, "
          f"{len(lines) - agree - failed} known, {failed} disagree; {unlisted.total()} unknown to llvm-mca; "
          f"{time.monotonic() - begin:.0f} s")
    sys.exit(1 if failed or not lines else 0)


if __name__ == "__main__":
    main()
