#!/usr/bin/env python3
"""Compares what arch/x86 makes of real code with what llvm-objdump prints of it: the length of every instruction and its
memory operand, read from the assembly text alone (base, index, scale, displacement, segment), branch targets, and for
mov the direction. FAULTBOX_ORACLE_VMLINUX may name an x86 kernel, which is then compared too. Exits with 1 on any
disagreement.
"""
import argparse
import collections
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
LINE = re.compile(r"^\s*([0-9a-f]+):((?: [0-9a-f]{2})+)\s+(\S.*)$")
# AT&T syntax: %fs:disp(base,index,scale).
OPERAND = re.compile(r"(?:%(?P<seg>[a-z]s):)?(?P<disp>-?0x[0-9a-f]+|-?\d+)?\((?P<regs>%[^)]*)?(?:,(?P<rest>[^)]*))?\)")
ABSOLUTE = re.compile(r"(?<![-$\w(])(?:%(?P<seg>[a-z]s):)?(?P<disp>-?0x[0-9a-f]+)(?![\w(])")
PREFIXES = {"lock", "rep", "repe", "repne", "repz", "repnz", "notrack", "data16", "addr32", "xacquire", "xrelease",
            "rex64", "bnd", "cs", "ds", "es", "ss", "fs", "gs"}
NO_ACCESS = re.compile(r"^(lea[wlq]?|nop[wlq]?|data16|invlpg|cld?demote|fcmov.*)$")
BRANCH = re.compile(r"^(j\w+|call[lqw]?|loop\w*|xbegin)$")
STRINGS = re.compile(r"^(movs[bwlq]|cmps[bwlq]|stos[bwlq]|lods[bwlq]|scas[bwlq]|ins[bwl]|outs[bwl]|xlatb?|maskmovq|"
                     r"v?maskmovdqu)$")


def narrow(name):
    """The register the program names, whose width in an address may be 32 bits."""
    name = name.strip().lstrip("%")
    if re.fullmatch(r"e(ax|bx|cx|dx|si|di|bp|sp)", name):
        return "r" + name[1:]
    return re.sub(r"^(r\d+)d$", r"\1", name)


def operand_of(text, mode):
    found = OPERAND.search(text)
    if found:
        registers = [part.strip() for part in found.group(0).split("(", 1)[1].rstrip(")").split(",")]
        base, index = registers[0], registers[1] if len(registers) > 1 else ""
        scale = int(registers[2]) if len(registers) > 2 else 1
        if index in ("%riz", "%eiz"):
            index, scale = "", 1
        disp = int(found.group("disp") or "0", 0)
        return {"base": base, "index": index, "scale": scale, "disp": disp, "segment": found.group("seg")}
    found = ABSOLUTE.search(text)
    if found:
        return {"base": "", "index": "", "scale": 1, "disp": int(found.group("disp"), 0), "segment": found.group("seg")}
    return None


def expected_of(line):
    mode, pc, code, text = line
    words = text.split("#")[0].split("<")[0].split()
    while len(words) > 1 and words[0] in PREFIXES:
        words = words[1:]
    mnemonic, rest = words[0], " ".join(words[1:])
    expected = {"len": len(code)}
    star = rest.startswith("*")
    if BRANCH.match(mnemonic) and not star and re.fullmatch(r"0x[0-9a-f]+", rest):
        return expected | ({"imm": signed(int(rest, 16), 64) if mode == "64" else int(rest, 16) & 0xFFFFFFFF}
                           if mnemonic != "xbegin" else {})
    if NO_ACCESS.match(mnemonic) or STRINGS.match(mnemonic):
        return expected
    operand = operand_of(rest.lstrip("*"), mode)
    if operand is None or BRANCH.match(mnemonic) and not star or mnemonic.startswith(("lcall", "ljmp")) and not star:
        return expected
    rename = narrow if mode == "64" else lambda name: name.lstrip("%")
    expected["segment"] = operand["segment"] if operand["segment"] in ("fs", "gs") else "-"
    disp = operand["disp"]
    if rename(operand["base"]) == "rip" or operand["base"] == "%eip":
        wide = operand["base"] == "%rip"
        return expected | {"base": "-", "pcrel": 1, "disp": signed(pc + len(code) + disp, 64) if wide
                           else (pc + len(code) + disp) & 0xFFFFFFFF}
    index = operand["index"]
    if re.match(r"%[xyz]mm", index):
        expected |= {"unknown": 1}
    else:
        expected |= {"index": rename(index) if index else "-", "scale": operand["scale"]}
    expected["base"] = rename(operand["base"]) if operand["base"] else "-"
    if not operand["base"] and not index and mode == "32":
        disp &= 0xFFFFFFFF
    expected["disp"] = signed(disp, 64)
    if re.fullmatch(r"mov[bwlq]?", mnemonic):
        expected["write" if re.search(r",\s*[^,()$%]*(\([^)]*\))?$|,\s*%[a-z]s:\S*$", rest) else "read"] = 1
    return expected


def signed(value, bits):
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> (bits - 1) else value


def disassemble(objdump, path, more=(), section=".text"):
    """Yields (32 or 64, pc, bytes, text) of each instruction."""
    header = subprocess.run([objdump, "-f", path], capture_output=True, text=True, check=True).stdout
    mode = "64" if "64" in header.split("file format", 1)[1].splitlines()[0] else "32"
    process = subprocess.Popen([objdump, "-d", "-j", section, "--no-leading-headers", *more, path],
                               stdout=subprocess.PIPE, text=True)
    pending = None  # Prefixes stand on lines of their own now and then.
    for line in process.stdout:
        match = LINE.match(line)
        if not match or match[3].split()[0] == "<unknown>":
            pending = None
            continue
        pc, code, text = int(match[1], 16), bytes.fromhex(match[2]), match[3]
        if pending:
            pc, code = pending[0], pending[1] + code
        pending = (pc, code) if text.strip() in PREFIXES else None
        if not pending:
            yield mode, pc, code, text
    if process.wait() != 0:
        sys.exit(f"{objdump} failed on {path}")


def ours_of(line):
    """What insn_dump printed of an instruction, in the terms of expected_of."""
    ours = dict(pair.split("=") for pair in line.split())
    if "rw" in ours:
        ours |= {"scale": 1 << int(ours["amount"]), "bytes": int(ours["size"]) * int(ours["count"]),
                 "read": int("r" in ours["rw"]), "write": int("w" in ours["rw"])}
    return ours


def decode(dump, lines):
    # More bytes than the instruction has, so that one read too long is seen.
    text = "".join(f"{mode} {pc:x} {(code + bytes(15))[:15 + len(code)].hex()}\n" for mode, pc, code, _ in lines)
    output = subprocess.run([dump], input=text, capture_output=True, text=True, check=True).stdout.splitlines()
    if len(output) != len(lines):
        sys.exit(f"{len(output)} answers to {len(lines)} instructions")
    return [ours_of(line) for line in output]


def compare_file(options, path, skipped=None):
    lines = [line for line in disassemble(options.objdump, path) if not (skipped and skipped(line))]
    failures = collections.defaultdict(list)
    for line, ours in zip(lines, decode(options.dump, lines)):
        wrong = [(key, ours.get(key), value) for key, value in expected_of(line).items()
                 if str(ours.get(key)) != str(value)]
        if wrong:
            failures[line[3].split()[0]].append((line, wrong))
    failed = sum(len(group) for group in failures.values())
    for mnemonic, group in sorted(failures.items(), key=lambda item: -len(item[1]))[: options.groups]:
        print(f"  {mnemonic}: {len(group)}")
        for (mode, pc, code, text), wrong in group[: options.show]:
            print(f"    {mode} {pc:x}: {code.hex()} {text}: "
                  + "; ".join(f"{key} {ours}, objdump {theirs}" for key, ours, theirs in wrong))
    print(f"{path}: {len(lines) - failed}/{len(lines)} instructions agree")
    return failed, len(lines)


def programs():
    """Programs of this machine, one file of each name."""
    names = ["/bin/bash", "/usr/bin/python3", "/lib/x86_64-linux-gnu/libc.so.6", "/lib/x86_64-linux-gnu/libm.so.6"]
    return [pathlib.Path(name) for name in names if pathlib.Path(name).exists()]


def compile_i386(compiler, folder):
    """This project's own arithmetic as i386 code, which needs no headers of another machine."""
    path = pathlib.Path(folder, "i386.o")
    source = ROOT / "tests/oracle/x86_insn_sample.c"
    subprocess.run([compiler, "-x", "c", "--target=i386-linux-gnu", "-O2", "-msse2", "-ffreestanding", "-c", source, "-o",
                    path], check=True)
    return path


def random_object(options, folder, mode, lead, count):
    """Random bytes behind each of the leading ones, as an object's text."""
    chooser = random.Random(options.seed)
    code = b"".join(chooser.choice(lead) + chooser.randbytes(12) + b"\x90" * 16 for _ in range(count))
    raw, path = pathlib.Path(folder, "raw"), pathlib.Path(folder, f"random-{mode}")
    raw.write_bytes(code)
    kind = "elf64-x86-64" if mode == "64" else "elf32-i386"
    subprocess.run([options.objcopy, "-I", "binary", "-O", kind,
                    "--rename-section=.data=.text,alloc,load,readonly,code", raw, path], check=True)
    return path


def bare_text(options, folder, path):
    """A program's text as an object of its own: llvm-objdump shows nothing of a stripped library's."""
    raw, bare = pathlib.Path(folder, "text"), pathlib.Path(folder, pathlib.Path(path).name + ".text")
    subprocess.run([options.objcopy, "-O", "binary", "-j", ".text", path, raw], check=True)
    subprocess.run([options.objcopy, "-I", "binary", "-O", "elf64-x86-64",
                    "--rename-section=.data=.text,alloc,load,readonly,code", raw, bare], check=True)
    return bare


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dump", required=True)
    parser.add_argument("--objdump", default="llvm-objdump-19")
    parser.add_argument("--objcopy", default="llvm-objcopy-19")
    parser.add_argument("--compiler", default="clang++-19")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=3)
    parser.add_argument("--groups", type=int, default=40)
    parser.add_argument("--random", type=int, default=0, help="random instructions to compare besides")
    parser.add_argument("files", nargs="*")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = options.files or [*(bare_text(options, folder, path) for path in programs()), compile_i386(options.compiler, folder)]
        if not options.files and "FAULTBOX_ORACLE_VMLINUX" in os.environ:
            files.append(os.environ["FAULTBOX_ORACLE_VMLINUX"])
        results = [compare_file(options, path) for path in files]
        for mode in ("64", "32") if options.random else ():
            lead = [bytes([n]) for n in range(256)] + [b"\x0f", b"\x62", b"\xc4", b"\xc5"] * 40
            results.append(compare_file(options, random_object(options, folder, mode, lead, options.random)))
    failed, total = (sum(result[n] for result in results) for n in (0, 1))
    print(f"{total - failed}/{total}")
    sys.exit(1 if failed or total == 0 else 0)


if __name__ == "__main__":
    main()
