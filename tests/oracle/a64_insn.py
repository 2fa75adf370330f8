#!/usr/bin/env python3
"""Compares what arch/arm64 makes of A64 words with what llvm-objdump prints of them.

A second reading of each instruction is derived from its assembly text alone: its memory operand, the registers it
writes, moves and sums, branch target, condition and flags. The words are random ones, and for each encoding group of
loads and stores (DDI 0487, C4.1) all its opcodes with random and with extreme registers and offsets. Words of SVE and
SME are left out. Loads, stores and branches that llvm-objdump does not know must be undefined to us too. Exits with 1
on any disagreement.
"""
import argparse
import collections
import itertools
import pathlib
import random
import re
import subprocess
import sys
import tempfile

NONE = 255
SP = 31
REGISTERS = {f"{kind}{n}": n for kind in "xw" for n in range(31)} | {"sp": SP, "wsp": SP, "xzr": NONE, "wzr": NONE}
CONDITIONS = {name: n for n, name in enumerate("eq ne hs lo mi pl vs vc hi ls ge lt gt le al nv".split())}
WIDTHS = {"b": 1, "h": 2, "s": 4, "d": 8, "q": 16, "w": 4, "x": 8}
MATTR = "+v8.8a,+lse,+mte,+mops,+ls64,+rand,+fullfp16,+aes,+sha2,+sha3,+sm4,+dotprod,+bf16,+i8mm,+fp-armv8,+neon"

SUFFIX = {"b": (1, 0), "h": (2, 0), "sb": (1, 1), "sh": (2, 1), "sw": (4, 1), "": (None, 0)}
SINGLE = re.compile(r"(ldr|ldur|ldtr|ldxr|ldaxr|ldar|ldlar|ldapr|ldapur|str|stur|sttr|stlr|stllr|stlur|stxr|stlxr)"
                    r"(b|h|sb|sh|sw|)$")
PAIR = re.compile(r"(ldp|ldnp|ldxp|ldaxp|stp|stnp|stxp|stlxp|stgp|ldp)(sw|)$")
ATOMIC = re.compile(r"(ld|st)(add|clr|eor|set|smax|smin|umax|umin)(a|l|al|)(b|h|)$")
SWAP = re.compile(r"(swp|cas|casp)(a|l|al|)(b|h|)$")
STRUCTURE = re.compile(r"(ld|st)([1-4])(r|)$")
TAGS = {"stg": 1, "stzg": 1, "st2g": 2, "stz2g": 2}
COPY = re.compile(r"(cpyf?|setg?)([pme])(w?t?r?t?w?n?r?n?w?n?|t|n|tn)$")
COMPARES = set("cmp cmn tst ccmp ccmn".split())
FLAGS = COMPARES | set("""adds subs ands bics adcs sbcs negs ngcs fcmp fcmpe fccmp fccmpe rmif setf8 setf16 cfinv xaflag
    axflag fjcvtzs subps cmpp eret eretaa eretab drps""".split())
# Instructions whose first operand may be a general register that they do not write.
NO_RESULT = COMPARES | set("""cbz cbnz tbz tbnz br blr ret braa brab braaz brabz blraa blrab blraaz blrabz msr rmif setf8
    setf16 wfet wfit cmpp prfm prfum svc hvc smc brk hlt sys dc ic at tlbi cfp dvp cpp""".split())
PRODUCTS = {"madd": "", "mul": "", "smaddl": "sxtw", "smull": "sxtw", "umaddl": "uxtw", "umull": "uxtw"}
"""What is done with both factors first."""
MOVES = set("mov movz movn movk orr add sub adds subs adr adrp".split()) | PRODUCTS.keys()
LINK_HINTS = set("""paciasp pacibsp paciaz pacibz autiasp autibsp autiaz autibz xpaclri""".split())
HINTS_17 = set("pacia1716 pacib1716 autia1716 autib1716".split())
BY_ADDRESS = re.compile(r"(dc (ivac|igvac|igdvac|c[ig]?g?d?vac|c?cg?d?vad?p|cg?d?vad?p|cvau|cig?d?vac|zva|gva|gzva)"
                        r"|ic ivau)$")


def split_operands(text):
    """Top-level commas only."""
    parts, depth, start = [], 0, 0
    for at, letter in enumerate(text):
        depth += (letter in "[{") - (letter in "]}")
        if letter == "," and depth == 0:
            parts.append(text[start:at].strip())
            start = at + 1
    parts.append(text[start:].strip())
    return [part for part in parts if part]


def number(text):
    return int(text.lstrip("#"), 0)


def signed(value):
    value &= (1 << 64) - 1
    return value - (1 << 64) if value >> 63 else value


class Reading:
    """One line of llvm-objdump, read."""

    def __init__(self, pc, mnemonic, operands):
        self.pc, self.name, self.operands = pc, mnemonic, split_operands(operands)
        self.expected = {"len": 4, "accesses": 0, "op": "other"}
        self.clobbers = 0

    def write(self, reg):
        if reg != NONE:
            self.clobbers |= 1 << reg

    def parse_address(self, operands):
        """The `[...]` operand and what follows it, or a literal's address."""
        access = {"base": NONE, "index": NONE, "sub": 0, "extend": "", "shift": "", "amount": 0, "disp": 0, "pcrel": 0,
                  "wb": "none", "mask": 0, "sext": 0, "data": NONE, "data2": NONE}
        if not operands[0].startswith("["):
            return access | {"pcrel": 1, "disp": signed(number(operands[0]))}
        inner = split_operands(operands[0].rstrip("!").strip("[]"))
        access["base"] = REGISTERS[inner[0]]
        rest = inner[1:]
        if operands[0].endswith("!"):
            access["wb"] = "before"
        if len(operands) > 1:
            access["wb"] = "after"
            rest = operands[1:]
        if rest and rest[0].startswith("#"):
            access["disp"] = number(rest[0])
        elif rest and REGISTERS[rest[0]] != NONE:
            access["index"] = REGISTERS[rest[0]]
            extend, _, amount = (rest[1] if len(rest) > 1 else "").partition(" ")
            access["extend"] = extend if extend in ("uxtw", "sxtw") else ""
            access["amount"] = number(amount) if amount else 0
            access["shift"] = "lsl" if access["amount"] else ""
        if access["wb"] != "none":
            self.write(access["base"])
        return access

    def expect(self, operation, access, size, count=1, **more):
        rw = {"load": "r", "store": "w", "loadstore": "rw"}[operation]
        self.expected |= access | {"accesses": 1, "op": operation, "rw": rw, "size": size, "count": count} | more

    def read_transfer(self, size, sign, count):
        """Registers, then an address."""
        load = self.name.startswith("ld")
        at = count
        names = self.operands[:count]
        if self.name[:3] in ("stx",) or self.name.startswith("stlx"):
            self.write(REGISTERS[self.operands[0]])
            names = self.operands[1:count + 1]
            at += 1
        access = self.parse_address(self.operands[at:])
        data = [REGISTERS.get(name, NONE) for name in names]
        if load:
            for reg in data:
                self.write(reg)
        self.expect("load" if load else "store", access, size or WIDTHS[names[0][0]], count, sext=sign, data=data[0],
                    data2=data[1] if count == 2 else NONE)

    def read_swap(self, kind, suffix):
        access = self.parse_address(self.operands[-1:])
        registers = [REGISTERS[name] for name in self.operands[:-1]]
        size = SUFFIX[suffix][0] or WIDTHS[self.operands[0][0]]
        if kind == "casp":
            self.write(registers[0])
            self.write(registers[1])
            self.expect("loadstore", access, size, 2, data=registers[2], data2=registers[0])
            return
        loaded = registers[0] if kind == "cas" else registers[1] if len(registers) == 2 else NONE
        stored = registers[1] if kind == "cas" else registers[0]
        self.write(loaded)
        self.expect("loadstore", access, size, data=stored, data2=loaded)

    def read_structure(self, match):
        listed, element, lane = re.fullmatch(r"\{ ?(.*?) ?\}(\[\d+\])?", self.operands[0]).group(1, 1, 2)
        element = re.search(r"\.(\d*)([bhsd])", listed)
        first, dash, last = listed.partition(" - ")
        if dash:
            numbers = [int(re.match(r"v(\d+)", name).group(1)) for name in (first, last)]
            registers = (numbers[1] - numbers[0]) % 32 + 1
        else:
            registers = len(listed.split(","))
        single = lane or match.group(3)
        size = WIDTHS[element.group(2)]
        count = registers * (1 if single else int(element.group(1)))
        access = self.parse_address(self.operands[1:])
        self.expect("load" if match.group(1) == "ld" else "store", access, size, count, data=NONE)

    def read_tags(self):
        name = self.name
        if name in TAGS:
            self.expect("store", self.parse_address(self.operands[1:]), 16, TAGS[name])
            return
        data = REGISTERS[self.operands[0]]
        load = name.startswith("ld")
        if load:
            self.write(data)
        self.expect("load" if load else "store", self.parse_address(self.operands[1:]), 16 if name == "ldg" else 0,
                    data=data if load else NONE)

    def read_64_bytes(self):
        names = self.operands[-2:]
        if len(self.operands) == 3:
            self.write(REGISTERS[self.operands[0]])
        mask = 0xFF << REGISTERS[names[0]]
        load = self.name == "ld64b"
        self.clobbers |= mask if load else 0
        self.expect("load" if load else "store", self.parse_address(names[1:]), 8, 8, mask=mask)

    def read_copy(self, match):
        registers = [REGISTERS[operand.strip("[]!")] for operand in self.operands]
        copy = match.group(1).startswith("cpy")
        written = registers if copy else registers[:2]
        for reg in written:
            self.write(reg)
        self.expected |= {"op": "loadstore" if copy else "store", "accesses": 2 if copy else 1}

    def read_memory(self):
        """True if it is a load or store."""
        name = self.name
        if match := SINGLE.match(name):
            self.read_transfer(*SUFFIX[match.group(2)], 1)
        elif match := PAIR.match(name):
            self.read_transfer(4 if match.group(2) else None, int(bool(match.group(2))), 2)
        elif name in ("ldraa", "ldrab"):
            self.read_transfer(8, 0, 1)
        elif (match := ATOMIC.match(name)) or (match := SWAP.match(name)):
            self.read_swap(match.group(1), match.group(match.lastindex))
        elif match := STRUCTURE.match(name):
            self.read_structure(match)
        elif name in TAGS or name in ("ldg", "ldgm", "stgm", "stzgm"):
            self.read_tags()
        elif name in ("ld64b", "st64b", "st64bv", "st64bv0"):
            self.read_64_bytes()
        elif name not in FLAGS and (match := COPY.match(name)):
            self.read_copy(match)
        elif name in ("prfm", "prfum", "rprfm"):
            self.expected["op"] = "preload"
        else:
            return False
        return True

    def read_branch(self):
        """True if it is a branch."""
        name, condition = self.name, None
        if match := re.fullmatch(r"bc?\.(\w\w)", name):
            condition = CONDITIONS[match.group(1)]
        if condition is not None or name in ("b", "bl", "cbz", "cbnz", "tbz", "tbnz"):
            self.expected |= {"op": "call" if name == "bl" else "jump", "imm": signed(number(self.operands[-1]))}
            always = condition is not None and condition >= 14
            self.expected["conditional"] = int((condition is not None and not always) or name[0] in "ct")
            self.expected["cond"] = NONE if condition is None or always else condition
        elif name in ("ret", "retaa", "retab"):
            self.expected |= {"op": "jumpreg", "src": REGISTERS[self.operands[0]] if self.operands else 30}
        elif match := re.fullmatch(r"(bl?r)(a[ab]z?)?", name):
            self.expected |= {"op": "callreg" if match.group(1) == "blr" else "jumpreg",
                              "src": REGISTERS[self.operands[0]]}
        else:
            return False
        if name.startswith("bl"):
            self.write(30)
        return True

    def read_sum(self, destination, operands):
        if NONE in [REGISTERS.get(operand) for operand in operands[:2]]:
            return {"op": "other"}
        expected = {"op": self.name.rstrip("s") if self.name != "subs" else "sub", "src": REGISTERS[operands[0]],
                    "src2": NONE, "imm": 0, "src2extend": "", "src2shift": "", "src2amount": 0}
        modifier, _, amount = (operands[2] if len(operands) > 2 else "").partition(" ")
        amount = number(amount) if amount else 0
        if operands[1].startswith("#"):
            return expected | {"imm": number(operands[1]) << amount}
        narrow = self.operands[0][0] == "w"
        is_shift = modifier in ("lsl", "lsr", "asr")
        word = modifier[1:] in ("xtx", "xtw") if narrow else modifier[1:] == "xtx"
        return expected | {"src2": REGISTERS[operands[1]], "src2amount": amount,
                           "src2extend": "" if is_shift or word else modifier,
                           "src2shift": modifier if is_shift and amount else "lsl" if amount else ""}

    def read_product(self, operands):
        factors = [REGISTERS[operand] for operand in operands[:2]]
        if NONE in factors:
            return {"op": "other"}
        return {"op": "muladd", "src": REGISTERS[operands[2]] if len(operands) > 2 else NONE, "src2": factors[0],
                "src3": factors[1], "src2extend": PRODUCTS[self.name]}

    def read_move(self):
        name, operands = self.name, self.operands
        destination = REGISTERS.get(operands[0])
        if destination is None or destination == NONE:
            return
        narrow = operands[0][0] == "w"
        mask = 0xFFFFFFFF if narrow else (1 << 64) - 1
        expected = {"dest": destination, "narrow": int(narrow)}
        shift = number(operands[-1].split()[1]) if operands[-1].startswith("lsl") else 0
        if name in ("adr", "adrp"):
            expected |= {"op": "moveimm", "imm": signed(number(operands[1])), "narrow": 0}
        elif name in ("mov", "movz", "movn") and operands[1].startswith("#"):
            value = number(operands[1]) << shift
            expected |= {"op": "moveimm", "imm": signed((~value if name == "movn" else value) & mask), "narrow": 0}
        elif name == "movk":
            expected |= {"op": "movetop", "imm": number(operands[1]), "toplow": shift}
        elif name == "mov" and REGISTERS.get(operands[1]) == NONE:
            expected |= {"op": "moveimm", "imm": 0, "narrow": 0}
        elif name == "mov" and operands[1] in REGISTERS:
            expected |= {"op": "move", "src": REGISTERS[operands[1]]}
        elif name == "orr" and operands[1] in ("xzr", "wzr") and operands[2].startswith("#"):
            expected |= {"op": "moveimm", "imm": signed(number(operands[2]) & mask), "narrow": 0}
        elif name in ("add", "adds", "sub", "subs"):
            expected |= self.read_sum(destination, operands[1:])
            if expected["op"] == "other":
                expected = {"op": "other"}
        elif name in PRODUCTS:
            expected |= self.read_product(operands[1:])
            if expected["op"] == "other":
                expected = {"op": "other"}
        else:
            return
        self.expected |= expected

    def read_system(self):
        name = self.name
        if name in LINK_HINTS:
            self.write(30)
        elif name in HINTS_17:
            self.write(17)
        elif name == "svc":
            self.write(0)
        elif name in ("hvc", "smc"):
            self.clobbers |= (1 << 18) - 1
        elif name in ("eret", "eretaa", "eretab", "drps"):
            self.write(32)
        elif name in ("brk", "udf"):
            self.expected |= {"op": "undefined", "imm": number(self.operands[0])}
        elif name == "sysl":
            self.write(REGISTERS[self.operands[0]])
        elif name in ("dc", "ic") and BY_ADDRESS.match(f"{name} {self.operands[0]}"):
            write = self.operands[0].endswith("zva") or self.operands[0] == "gva"
            self.expected |= {"accesses": 1, "base": REGISTERS[self.operands[1]], "size": 0, "disp": 0,
                              "rw": "w" if write else ""}

    def read(self):
        self.expected["flags"] = int(self.name in FLAGS)
        if self.name == "msr" and self.operands[0].lower() == "nzcv":
            self.expected["flags"] = 1
        if self.name == "mrs" and self.operands[1].lower() in ("rndr", "rndrrs"):
            self.expected["flags"] = 1
        if self.name not in FLAGS and COPY.match(self.name):
            self.expected["flags"] = 1
        if not self.read_memory() and not self.read_branch():
            self.read_system()
            if self.name in COMPARES or (self.name == "bics" and self.operands[0] in ("xzr", "wzr")):
                self.expected["op"] = "compare"
            elif self.name not in NO_RESULT and self.name != "sysl" and self.operands:
                self.write(REGISTERS.get(self.operands[0], NONE))
            if self.name in MOVES:
                self.read_move()
        self.expected["clobbers"] = self.clobbers
        return self.expected


# DDI 0487, C4.1, Loads and Stores: fixed bits, then the fields of which all values are tried.
GROUPS = {
    "multiple structures": ("0-001100-0000000--------------00", (30, 22, 15, 14, 13, 12, 11, 10)),
    "multiple structures, post-indexed": ("0-001100--0---------------------", (30, 22, 23, 15, 14, 13, 12, 11, 10)),
    "single structure": ("0-0011010--00000----------------", (30, 22, 21, 15, 14, 13, 12, 11, 10)),
    "single structure, post-indexed": ("0-0011011-----------------------", (30, 22, 21, 15, 14, 13, 12, 11, 10)),
    "exclusive, ordered, compare and swap": ("--001000------------------------", (31, 30, 23, 22, 21, 15)),
    "pair exclusive, compare and swap": ("--001000---11111-11111----------", (31, 30, 23, 22, 21, 15)),
    "literal": ("--011-00------------------------", (31, 30, 26)),
    "ordered, unscaled": ("--011001--0---------00----------", (31, 30, 23, 22)),
    "tags": ("11011001--1---------------------", (23, 22, 11, 10)),
    "tags of many granules": ("11011001--1000000000------------", (23, 22, 11, 10)),
    "copy and set": ("00011-01--0---------01----------", (26, 23, 22, 15, 14, 13, 12)),
    "pair": ("--101-0-------------------------", (31, 30, 26, 24, 23, 22)),
    "unscaled, indexed, unprivileged": ("--111-00--0---------------------", (31, 30, 26, 23, 22, 11, 10)),
    "atomic": ("--111-00--1---------00----------", (31, 30, 26, 23, 22, 15, 14, 13, 12)),
    "load-acquire": ("--111000--111111-10000----------", (31, 30, 23, 22, 15)),
    "register offset": ("--111-00--1---------10----------", (31, 30, 26, 23, 22, 15, 14, 13, 12)),
    "authenticated": ("--111-00--1----------1----------", (31, 30, 26, 23, 22, 11)),
    "unsigned offset": ("--111-01------------------------", (31, 30, 26, 23, 22)),
    "branch register": ("1101011----11111----------------", (24, 23, 22, 21, 11, 10)),
    "branch register, plain": ("1101011----11111000000-----00000", (24, 23, 22, 21)),
    "branch register, authenticating": ("1101011----1111100001------11111", (24, 23, 22, 21, 10)),
    "return, authenticating": ("1101011----1111100001-1111111111", (24, 23, 22, 21, 10)),
    "exception": ("11010100------------------------", (23, 22, 21, 4, 3, 2, 1, 0)),
    "exception, allocated": ("11010100----------------000-----", (23, 22, 21, 1, 0)),
    "hints": ("11010101000000110010-------11111", (11, 10, 9, 8, 7, 6, 5)),
    "cache maintenance": ("1101010100001---0111------------", (18, 17, 16, 11, 10, 9, 8, 7, 6, 5)),
    "system": ("1101010100----------------------", (21, 20, 19)),
    "conditional branch": ("01010100------------------------", (4, 3, 2, 1, 0)),
    "branches": ("-----1--------------------------", ()),
    "move wide": ("---100101-----------------------", (31, 30, 29, 22, 21)),
    "add and subtract": ("---10001------------------------", (31, 30, 29, 23, 22)),
    "add and subtract nothing": ("---1000100000000000000----------", (31, 30, 29)),
    "add and subtract register": ("---01011------------------------", (31, 30, 29, 23, 22, 21)),
    "logical immediate": ("---100100-----------------------", (31, 30, 29, 22)),
    "logical, zero register": ("---100100-------------11111-----", (31, 30, 29, 22)),
    "logical register": ("---01010------------------------", (31, 30, 29, 23, 22, 21)),
    "move register": ("-0101010000-----00000011111-----", (31,)),
    "pc-relative": ("---10000------------------------", (31,)),
    "register": ("---11010------------------------", (31, 30, 29, 23, 22, 21)),
    "register, one source": ("-1011010110000000---------------", (31,)),
    "conversion": ("-0011110--1-----000000----------", (31, 23, 22, 20, 19, 18, 17, 16)),
    "vector to general": ("0-001110000-----0011------------", (30,)),
    "udf": ("0000000000000000----------------", ()),
}


def group_words(chooser, pattern, fields, each):
    fixed = sum(1 << (31 - at) for at, letter in enumerate(pattern) if letter == "1")
    free = [31 - at for at, letter in enumerate(pattern) if letter == "-" and 31 - at not in fields]
    for values in itertools.product((0, 1), repeat=len(fields)):
        opcode = fixed | sum(value << bit for value, bit in zip(values, fields))
        yield opcode
        yield opcode | sum(1 << bit for bit in free)
        for _ in range(each):
            yield opcode | sum(chooser.getrandbits(1) << bit for bit in free)


def is_scalable(word):
    return (word >> 25) & 15 == 2 or ((word >> 25) & 15 == 0 and word >> 31)


def words_of(options):
    chooser = random.Random(options.seed)
    words = {chooser.getrandbits(32) for _ in range(options.random)}
    for pattern, fields in GROUPS.values():
        each = max(options.each, 2000 >> len(fields))
        words.update(group_words(chooser, pattern, fields, each))
    return sorted(word for word in words if not is_scalable(word))


LINE = re.compile(r"\s*([0-9a-f]+): ([0-9a-f]{8})\s+(\S+)\s*(.*)$")
BASE = 0xFFFF800008000000


def object_of(options, words, folder):
    """An object file whose text is the words."""
    raw, path = pathlib.Path(folder, "raw"), pathlib.Path(folder, "words.o")
    raw.write_bytes(b"".join(word.to_bytes(4, "little") for word in words))
    rename = "--rename-section=.data=.text,alloc,load,readonly,code"
    subprocess.run([options.objcopy, "-I", "binary", "-O", "elf64-littleaarch64", rename, raw, path], check=True)
    return path


def disassemble(objdump, path, more=()):
    """Yields (pc, word, mnemonic, operands) of each."""
    process = subprocess.Popen([objdump, "-d", "--triple=aarch64", f"--mattr={MATTR}", *more, str(path)],
                               stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        match = LINE.match(line.split("//")[0].split("; ")[0].rstrip())
        if match:
            pc, word, mnemonic, operands = match.groups()
            yield int(pc, 16), int(word, 16), mnemonic, operands.split(" <")[0].strip()
    if process.wait() != 0:
        sys.exit(f"{objdump} failed on {path}")


def decode(dump, lines):
    text = "".join(f"a64 {pc:x} {word.to_bytes(4, 'little').hex()}\n" for pc, word, *_ in lines)
    answers = subprocess.run([dump], input=text, capture_output=True, text=True, check=True).stdout.splitlines()
    if len(answers) != len(lines):
        sys.exit(f"{dump} answered {len(answers)} of {len(lines)} lines")
    return [dict(pair.split("=") for pair in answer.split()) for answer in answers]


def must_be_undefined(word):
    """Of groups whose unallocated words we tell: loads and stores, branches and exceptions."""
    op0 = (word >> 25) & 15
    return op0 & 5 == 4 or (op0 & 14 == 10 and word >> 24 != 0xD5)


def expected_of(line):
    pc, word, mnemonic, operands = line
    if mnemonic in ("mrs", "msr") and "S0_" in operands:
        return {}  # Not allocated: op0 of a system register is 2 or 3 (C5.1), or 1 in some implementations.
    if mnemonic != "<unknown>":
        return Reading(pc, mnemonic, operands).read()
    return {"op": "undefined"} if must_be_undefined(word) else {}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dump", required=True)
    parser.add_argument("--objdump", default="llvm-objdump-19")
    parser.add_argument("--objcopy", default="llvm-objcopy-19")
    parser.add_argument("--random", type=int, default=100000)
    parser.add_argument("--each", type=int, default=20, help="random words at least of each opcode of a group")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=4)
    options = parser.parse_args()
    words = words_of(options)
    with tempfile.TemporaryDirectory() as folder:
        path = object_of(options, words, folder)
        lines = list(disassemble(options.objdump, path, [f"--adjust-vma={BASE:#x}"]))
    if len(lines) != len(words):
        sys.exit(f"{options.objdump} printed {len(lines)} of {len(words)} words")
    failures = collections.defaultdict(list)
    compared = 0
    for line, ours in zip(lines, decode(options.dump, lines)):
        expected = expected_of(line)
        compared += bool(expected)
        differing = [(key, ours.get(key), value) for key, value in expected.items() if str(ours.get(key)) != str(value)]
        if differing:
            failures[line[2]].append((line, differing))
    failed = sum(len(group) for group in failures.values())
    for mnemonic, group in sorted(failures.items(), key=lambda item: -len(item[1])):
        print(f"  {mnemonic}: {len(group)}")
        for (pc, word, _, operands), differing in group[: options.show]:
            print(f"    {pc:x}: {word:08x} {mnemonic} {operands}: "
                  + "; ".join(f"{key} {ours}, objdump {theirs}" for key, ours, theirs in differing))
    print(f"{compared - failed}/{compared} agree; {len(words) - compared} words are unknown to {options.objdump}")
    sys.exit(1 if failed or compared == 0 else 0)


if __name__ == "__main__":
    main()
