#!/usr/bin/env python3
"""Compares host/unwind's reading of unwind tables with that of other tools.

Of each file: the call frame rules in force at every address of .debug_frame and .eh_frame with llvm-dwarfdump's rows,
and the unwinding instructions of every entry of .ARM.exidx with readelf's. Any linked ELF file will do. Exits with 1 on
any disagreement, or where there was nothing to compare.
"""
import argparse
import pathlib
import re
import subprocess
import sys

X86_64 = "rax rdx rcx rbx rsi rdi rbp rsp r8 r9 r10 r11 r12 r13 r14 r15 rip".split()
I386 = "eax ecx edx ebx esp ebp esi edi eip".split()
ARM = [f"r{n}" for n in range(13)] + ["sp", "lr", "pc"]
ARM64 = [f"w{n}" for n in range(32)]
RA_SIGN_STATE = 34  # AADWARF64: a pseudo register, 1 while the return address is signed.
FDE = re.compile(r"^[0-9a-f]+ [0-9a-f]+ [0-9a-f]+ FDE .* pc=([0-9a-f]+)\.\.\.([0-9a-f]+)$")
ROW = re.compile(r"^\s+0x([0-9a-f]+): CFA=(.*?)(?:: (.*))?$")
RULE = re.compile(r"(\w+)=(\[[^\]]*\]|[^,\[]+)(?:, |$)")
EXIDX = re.compile(r"^0x([0-9a-f]+)(?: <.*>)?: (.*)$")
EXIDX_BYTES = re.compile(r"^  ((?:0x[0-9a-f]{2} )+)")


def run(*command: str) -> list[str]:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


def registers_of(headers: list[str]) -> dict[str, int]:
    machine = next(line for line in headers if "file format" in line).split()[-1]
    names = {"elf64-x86-64": X86_64, "elf32-i386": I386, "elf64-littleaarch64": ARM64}.get(machine, ARM)
    numbers = {name: number for number, name in enumerate(names)}
    if names is ARM64:
        numbers |= {f"x{n}": n for n in range(31)} | {"lr": 30, "wsp": 31, "sp": 31, "fp": 29}
        numbers |= {f"{kind}{n}": 64 + n for kind in "bhsdqv" for n in range(32)}
    if names is ARM:
        numbers |= {f"d{n}": 256 + n for n in range(32)} | {"r13": 13, "r14": 14, "r15": 15}
    return numbers


def normalized(text: str, registers: dict[str, int]) -> str:
    """A CFA or register rule with registers as numbers and any expression as one word."""
    if "DW_OP" in text:
        return "[expression]" if text.startswith("[") else "expression"
    text = re.sub(r"^(\w+)(?=$|[+-])",
                  lambda m: f"r{registers[m[1].lower()]}" if m[1].lower() in registers else m[1], text)
    return re.sub(r"^(\[?CFA|r\d+)(\]?)$", r"\1+0\2", text)


def row_of(cfa: str, rules: str, registers: dict[str, int]) -> str:
    found = {}
    for name, rule in RULE.findall(rules):
        number = int(name[3:]) if re.fullmatch(r"reg\d+", name) else registers.get(name.lower())
        is_unsigned = number == RA_SIGN_STATE and rule == "0"
        if number is not None and rule != "unspecified" and not is_unsigned:
            found[number] = re.sub(r"^(r\d+)\+0$", r"\1", normalized(rule, registers))
    return " ".join([f"CFA={normalized(cfa, registers)}"] + [f"r{n}={found[n]}" for n in sorted(found)])


def section_rows(lines: list[str], registers: dict[str, int]) -> list[str]:
    """In the form of unwind_dump: FDEs by address, rows where they change."""
    fdes: list[tuple[int, list[str]]] = []
    before = ""
    for line in lines:
        if match := FDE.match(line):
            begin, end = int(match[1], 16), int(match[2], 16)
            fdes.append((begin, [f"fde {begin:x} {end:x}"]))
            before = ""
        elif fdes and (match := ROW.match(line)):
            row = row_of(match[2], match[3] or "", registers)
            if row != before and int(match[1], 16) < int(fdes[-1][1][0].split()[2], 16):
                fdes[-1][1].append(f"{int(match[1], 16):x} {row}")
            before = row
        elif re.match(r"^[0-9a-f]+ [0-9a-f]+ [0-9a-f]+ CIE", line):
            fdes.append((1 << 64, []))
    ordered = sorted((fde for fde in fdes if fde[1]), key=lambda fde: fde[0])
    return [line for _, lines in ordered for line in lines]


def exidx_entries(lines: list[str]) -> list[str]:
    entries: list[str] = []
    for line in lines:
        if match := EXIDX.match(line):
            entries.append(f"{int(match[1], 16) & ~1:x}" + (" cantunwind" if "cantunwind" in match[2] else ""))
        elif entries and (match := EXIDX_BYTES.match(line)):
            entries[-1] += "".join(f" {int(byte, 16):02x}" for byte in match[1].split())
    return sorted(entries, key=lambda entry: int(entry.split()[0], 16))


def without_foreign(ours: list[str], lines: list[str]) -> list[str]:
    """readelf prints no instructions behind a language's own personality routine."""
    entries = [EXIDX.match(line) for line in lines]
    foreign = {f"{int(entry[1], 16) & ~1:x}" for entry, behind in zip(entries, lines[1:])
               if entry and "Personality routine" in behind}
    return [line.split()[0] if line.split()[0] in foreign else line for line in ours]


def report(what: str, ours: list[str], theirs: list[str]) -> bool:
    if ours == theirs:
        print(f"{what}: {len(ours)} lines agree")
        return True
    wrong = [(a, b) for a, b in zip(ours, theirs) if a != b]
    print(f"{what}: {len(wrong)} lines differ; {len(ours)} lines, expected {len(theirs)}")
    for a, b in wrong[:5]:
        print(f"  ours:   {a}\n  theirs: {b}")
    return False


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    parser.add_argument("--dump", required=True)
    parser.add_argument("--dwarfdump", required=True)
    parser.add_argument("--readelf", required=True)
    options = parser.parse_args()
    good, compared = True, 0
    for file in options.files:
        for section in (".debug_frame", ".eh_frame"):
            flag = "--debug-frame" if section == ".debug_frame" else "--eh-frame"
            lines = run(options.dwarfdump, flag, str(file))
            start = next((i for i, line in enumerate(lines) if line.startswith(f"{section} contents")), len(lines))
            end = next((i for i in range(start + 1, len(lines)) if lines[i].endswith(" contents:")), len(lines))
            theirs = section_rows(lines[start:end], registers_of(lines))
            good &= report(f"{file.name} {section}", run(options.dump, "cfi", str(file), section), theirs)
            compared += len(theirs)
        if "ARM" in "".join(run(options.readelf, "-h", str(file))):
            lines = run(options.readelf, "-u", str(file))
            theirs = exidx_entries(lines)
            good &= report(f"{file.name} exidx", without_foreign(run(options.dump, "exidx", str(file)), lines), theirs)
            compared += len(theirs)
    if compared == 0:
        print("there was nothing to compare")
    return 0 if good and compared else 1


if __name__ == "__main__":
    sys.exit(main())
