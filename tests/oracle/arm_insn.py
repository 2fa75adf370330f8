#!/usr/bin/env python3
"""Compares what arch/arm makes of real code with what llvm-objdump prints of it.

A second reading of each instruction is derived from its assembly text alone: its memory operand, the registers it
writes, moves and sums, branch target, length, condition and flags. Beside the sysroot's libraries, random words that
llvm-objdump takes for instructions are compared. FAULTBOX_ORACLE_VMLINUX may name an ARM kernel, which is then compared
too. Exits with 1 on any disagreement.
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
NONE = 255
REGISTERS = {f"r{n}": n for n in range(13)} | {"sp": 13, "lr": 14, "pc": 15, "apsr_nzcv": NONE}
CONDITIONS = "eq ne hs lo mi pl vs vc hi ls ge lt gt le al".split()
CONDITION = {name: n for n, name in enumerate(CONDITIONS)} | {"cs": 2, "cc": 3}

# Bytes of one element, elements, sign extension, for loads and stores whose operands are registers and [address].
SINGLE = {"": (4, 1, 0), "b": (1, 1, 0), "h": (2, 1, 0), "sb": (1, 1, 1), "sh": (2, 1, 1), "d": (4, 2, 0)}
LOADS = {"ldr" + suffix: size for suffix, size in SINGLE.items()}
LOADS |= {"ldr" + suffix + "t": SINGLE[suffix] for suffix in ("", "b", "h", "sb", "sh")}
LOADS |= {"ldrex" + suffix: SINGLE[suffix] for suffix in ("", "b", "h", "d")}
LOADS |= {"ldaex" + suffix: SINGLE[suffix] for suffix in ("", "b", "h", "d")}
LOADS |= {"lda" + suffix: SINGLE[suffix] for suffix in ("", "b", "h")}
STORES = {"str" + suffix: SINGLE[suffix] for suffix in ("", "b", "h", "d", "t", "bt", "ht") if suffix[-1:] != "t"}
STORES |= {"str" + suffix + "t": SINGLE[suffix] for suffix in ("", "b", "h")}
STORES |= {"stl" + suffix: SINGLE[suffix] for suffix in ("", "b", "h")}
EXCLUSIVE_STORES = {"strex" + suffix: SINGLE[suffix] for suffix in ("", "b", "h", "d")}
EXCLUSIVE_STORES |= {"stlex" + suffix: SINGLE[suffix] for suffix in ("", "b", "h", "d")}
SWAPS = {"swp": (4, 1, 0), "swpb": (1, 1, 0)}
MULTIPLE = {
    name + suffix: (name == "ldm", mode)
    for name in ("ldm", "stm")
    for suffix, mode in {"": "ia", "ia": "ia", "ib": "ib", "da": "da", "db": "db"}.items()
}
MULTIPLE |= {"pop": (True, "ia"), "push": (False, "db")}
VECTOR_MULTIPLE = {"vldmia": (True, "ia"), "vldmdb": (True, "db"), "vstmia": (False, "ia"), "vstmdb": (False, "db"),
                   "vpop": (True, "ia"), "vpush": (False, "db"), "fldmiax": (True, "ia"), "fstmiax": (False, "ia"),
                   "fldmdbx": (True, "db"), "fstmdbx": (False, "db")}
ELEMENTS = {f"v{kind}{n}": (kind == "ld", n) for kind in ("ld", "st") for n in (1, 2, 3, 4)}
PRELOADS = {"pld", "pldw", "pli"}

BRANCHES = {"b", "bl", "blx", "bx", "bxj", "cbz", "cbnz"}
COMPARES = {"cmp", "cmn", "tst", "teq"}
# Instructions that write no general register.
NO_RESULT = BRANCHES | COMPARES | PRELOADS | set(
    """nop hlt yield wfe wfi sev sevl dmb dsb isb clrex bkpt udf dbg cps cpsie cpsid setend mcr mcr2 mcrr mcrr2 cdp
    cdp2 msr ldc ldcl ldc2 ldc2l stc stcl stc2 stc2l srsdb srsia csdb esb vmsr it trap hint vldr vstr""".split())
# Instructions whose first operand is the only general register they write.
ONE_RESULT = set(
    """adc add addw adr and asr bfc bfi bic clz crc32b crc32h crc32w crc32cb crc32ch crc32cw eor lsl lsr mla mls mov
    movt movw mrc mrc2 mrs mul mvn orn orr pkhbt pkhtb qadd qadd16 qadd8 qasx qdadd qdsub qsax qsub qsub16 qsub8 rbit rev
    rev16 revsh ror rrx rsb rsc sadd16 sadd8 sasx sbc sbfx sdiv sel shadd16 shadd8 shasx shsax shsub16 shsub8 smlabb
    smlabt smlad smladx smlatb smlatt smlawb smlawt smlsd smlsdx smmla smmlar smmls smmlsr smmul smmulr smuad smuadx
    smulbb smulbt smultb smultt smulwb smulwt smusd smusdx ssat ssat16 ssax ssub16 ssub8 sub subw sxtab sxtab16 sxtah sxtb
    sxtb16 sxth uadd16 uadd8 uasx ubfx udiv uhadd16 uhadd8 uhasx uhsax uhsub16 uhsub8 uqadd16 uqadd8 uqasx uqsax uqsub16
    uqsub8 usad8 usada8 usat usat16 usax usub16 usub8 uxtab uxtab16 uxtah uxtb uxtb16 uxth""".split())
TWO_RESULTS = set("""umull smull umlal smlal umaal smlalbb smlalbt smlaltb smlaltt smlald smlaldx smlsld
    smlsldx""".split())
RESULT_AT_2 = set("mrc mrc2".split())
OTHERS = {"svc", "hvc", "smc", "mrrc", "mrrc2", "vmov", "vmrs", "tbb", "tbh", "eret", "rfeia", "rfedb", "rfeib", "rfeda", "vmov"}
KNOWN = (set(LOADS) | set(STORES) | set(EXCLUSIVE_STORES) | set(SWAPS) | set(MULTIPLE) | set(VECTOR_MULTIPLE)
         | set(ELEMENTS) | NO_RESULT | ONE_RESULT | TWO_RESULTS | OTHERS)


# Random words that are UNPREDICTABLE, which llvm-objdump prints all the same.
UNPREDICTABLE = [re.compile(pattern) for pattern in (
    r"(v|f)(ldm|stm)|vpush|vpop",  # Register lists that end behind d31.
    r"hvc",  # With a condition.
    r"rfe",  # With other bits than zero, which is then printed with a number.
    r"(ldr(b|h|sb|sh)t?|vmrs\w*) pc,",  # Byte and halfword loads to the pc; other VFP registers than FPSCR to the flags.
    r"v(ld|st)[1-4].*\[pc.*\]!",  # Write-back to the pc.
    r"(add|sub)s?\.w \w+, pc, #",  # Sums with the pc, other than adr.
    r"strexd\w* \w+, (r11|r12|sp|lr|pc),",  # Pairs that reach sp, lr or pc; an odd first register.
)]


def split_mnemonic(text):
    """`addseq.w` -> ("add", True, "eq"); None for one that is not in KNOWN."""
    name = text.split(".")[0]
    if name.startswith("it") and set(name[2:]) <= {"t", "e"}:
        return "it", False, None
    for condition in [None] + [c for c in CONDITION if name.endswith(c)]:
        stem = name[: -len(condition)] if condition else name
        if stem in KNOWN:
            return stem, False, condition
    for condition in [None] + [c for c in CONDITION if name.endswith(c)]:
        stem = name[: -len(condition)] if condition else name
        if stem.endswith("s") and stem[:-1] in KNOWN:
            return stem[:-1], True, condition
    if name.startswith("v") or name.startswith("sha") or name.startswith("aes"):
        for condition in CONDITION:
            if name.endswith(condition) and name[: -len(condition)] in KNOWN:
                return name[: -len(condition)], False, condition
        return "vector", False, None
    return None


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


def register(text):
    return REGISTERS.get(text.rstrip("!"))


def number(text):
    value = text.lstrip("#")
    return int(value, 0)


def mask_of(operand):
    mask = 0
    for item in operand.strip("{}^").split(","):
        first, _, last = item.strip().strip("{}^ ").partition("-")
        for n in range(REGISTERS[first], REGISTERS[last or first] + 1):
            mask |= 1 << n
    return mask


def vector_words(operand):
    """Words that a list of s and d registers holds."""
    words = 0
    for item in operand.strip("{}").split(","):
        first, _, last = item.strip().partition("-")
        count = int((last or first)[1:]) - int(first[1:]) + 1
        words += count * (2 if first[0] == "d" else 1)
    return words


def shift_of(text):
    """`lsl #2` -> ("lsl", 2)."""
    if text == "rrx":
        return "rrx", 1
    name, amount = text.split()
    return name, number(amount)


class Reading:
    """One line of llvm-objdump, read."""

    def __init__(self, line):
        self.mode, self.pc, code, mnemonic, operands, self.in_block = line
        self.length = len(code)
        self.mnemonic, self.sets_flags, self.condition = split_mnemonic(mnemonic) or (None, False, None)
        self.full = mnemonic
        self.operands = split_operands(operands)
        self.expected = {"len": self.length, "accesses": 0}
        self.clobbers = 0

    def pc_value(self):
        return self.pc + (8 if self.mode == "a32" else 4)

    def write(self, reg):
        if reg not in (None, NONE):
            self.clobbers |= 1 << reg

    def parse_address(self, operands):
        """The `[...]` operand and what follows it."""
        inner = split_operands(operands[0].rstrip("!").strip("[]"))
        base = register(inner[0].split(":")[0])
        access = {"base": base, "index": NONE, "sub": 0, "shift": "", "amount": 0, "disp": 0, "pcrel": 0, "wb": "none"}
        rest = inner[1:]
        if operands[0].endswith("!"):
            access["wb"] = "before"
        if len(operands) > 1 and operands[1].startswith("{"):
            rest = []  # Unindexed; an option for the coprocessor.
        elif len(operands) > 1:
            access["wb"] = "after"
            rest = operands[1:]
        if rest and rest[0].startswith("#"):
            access["disp"] = number(rest[0])
        elif rest and not rest[0].startswith(":"):
            access["sub"] = int(rest[0].startswith("-"))
            access["index"] = REGISTERS[rest[0].lstrip("-")]
            if len(rest) > 1:
                access["shift"], access["amount"] = shift_of(rest[1])
        if access["wb"] != "none":
            self.write(base)
        elif base == 15:
            align = -1 if self.mnemonic in ("tbb", "tbh") else -4
            access["disp"] = ((self.pc_value() & align) + access["disp"]) & 0xFFFFFFFF
            access["base"] = NONE
            access["pcrel"] = int(access["index"] == NONE)
        return access

    def expect_access(self, access, operation, rw, size, count, **more):
        self.expected |= access | {"accesses": 1, "op": operation, "rw": rw, "size": size, "count": count} | more

    def read_single(self, table, load):
        size, count, sign = table[self.mnemonic]
        at = next(n for n, operand in enumerate(self.operands) if operand.startswith("["))
        data = [REGISTERS[name] for name in self.operands[:at]]
        if self.mnemonic in EXCLUSIVE_STORES:
            self.write(data.pop(0))
        access = self.parse_address(self.operands[at:])
        if load:
            for reg in data:
                self.write(reg)
        self.expect_access(access, "load" if load else "store", "r" if load else "w", size, count, sext=sign,
                           data=data[0], data2=data[1] if count == 2 else NONE, mask=0)

    def read_multiple(self, load, mode, words, mask, base, write_back):
        span = 4 * words
        disp = {"ia": 0, "ib": 4, "da": 4 - span, "db": -span}[mode]
        wb = "none"
        if write_back:
            wb = "after" if mode == "ia" else "before"
            disp = span if mode == "ia" else disp
            self.write(base)
        if load:
            self.clobbers |= mask
        access = {"base": base, "index": NONE, "sub": 0, "shift": "", "amount": 0, "disp": disp, "pcrel": 0, "wb": wb}
        self.expect_access(access, "load" if load else "store", "r" if load else "w", 4, words, mask=mask)

    def read_elements(self):
        load, structures = ELEMENTS[self.mnemonic]
        size = int(self.full.split(".")[1]) // 8
        registers = split_operands(self.operands[0].strip("{}"))
        lanes = 1 if "[" in self.operands[0] else 8 // size
        count = len(registers) * lanes
        if "[]" in self.operands[0]:
            count = structures
        post = self.operands[1:]
        access = self.parse_address([post[0].rstrip("!")] + post[1:])
        if post[0].endswith("!"):
            access |= {"wb": "after", "disp": size * count}
            self.write(access["base"])
        self.expect_access(access, "load" if load else "store", "r" if load else "w", size, count, data=NONE)

    def read_branch(self):
        name, last = self.mnemonic, self.operands[-1]
        call = name in ("bl", "blx")
        if call:
            self.write(14)
        if register(last) is not None:
            self.expected |= {"op": "callreg" if call else "jumpreg", "src": register(last)}
            if register(last) == 15:
                self.expected |= {"op": "call" if call else "jump", "src": NONE}
                self.expected["imm"] = self.pc_value() & -4
            return
        target = int(last.split()[0].lstrip("#"), 16)
        self.expected |= {"op": "call" if call else "jump", "imm": target & 0xFFFFFFFF}
        if name in ("cbz", "cbnz"):
            self.expected |= {"conditional": 1, "cond": NONE}

    def read_move(self):
        """mov and its kin, add, sub and adr."""
        name, operands = self.mnemonic, self.operands
        destination = REGISTERS[operands[0]]
        expected = {"dest": destination}
        immediate = len(operands) > 1 and operands[-1].startswith("#")
        value = None
        if immediate:
            value = number(operands[-1])
            if len(operands) > 2 and operands[-2].startswith("#"):  # `#imm, #rotation`
                rotation, value = value, number(operands[-2])
                value = (value >> rotation | value << (32 - rotation)) & 0xFFFFFFFF
            value &= 0xFFFFFFFF
        if name in ("mov", "movw", "movt", "mvn") and immediate:
            value = value ^ 0xFFFFFFFF if name == "mvn" else value
            expected |= {"op": "movetop" if name == "movt" else "moveimm", "imm": value}
        elif name == "mov" and len(operands) == 2 and operands[1] == "pc":
            expected |= {"op": "moveimm" if destination != 15 else "jump", "imm": self.pc_value(), "src": NONE}
        elif name == "mov" and len(operands) == 2:
            expected |= {"op": "move" if destination != 15 else "jumpreg", "src": REGISTERS[operands[1]]}
        elif name == "adr":
            expected |= {"op": "moveimm", "imm": ((self.pc_value() & -4) + number(operands[1])) & 0xFFFFFFFF}
        elif name in ("add", "addw", "sub", "subw"):
            expected |= self.read_sum(destination, operands, value)
        else:
            expected |= {"op": "other"}
        self.expected |= expected

    def read_sum(self, destination, operands, value):
        add = self.mnemonic.startswith("add")
        rest = operands[1:]
        if len(rest) == 1 or not (rest[0] in REGISTERS and (rest[1].startswith("#") or rest[1] in REGISTERS)):
            rest = [operands[0]] + rest  # `add sp, #8`
        source = REGISTERS[rest[0]]
        if value is not None and rest[1].startswith("#"):
            if source == 15:
                here = self.pc_value() & -4
                return {"op": "moveimm", "imm": (here + value if add else here - value) & 0xFFFFFFFF, "src": NONE}
            return {"op": "add" if add else "sub", "src": source, "src2": NONE, "imm": value}
        source2 = REGISTERS[rest[1]]
        shift, amount = shift_of(rest[2]) if len(rest) > 2 and "#" in rest[2] else ("", 0)
        by_register = len(rest) > 2 and rest[2] != "rrx" and "#" not in rest[2]
        if len(rest) > 2 and rest[2] == "rrx":
            shift, amount = "rrx", 1
        if 15 in (source, source2) or by_register:
            return {"op": "other"}
        if source == 13 and destination == source2 and self.length == 2:
            source, source2 = source2, source  # The encoding of `add r0, r0, sp`, which is the same sum.
        return {"op": "add" if add else "sub", "src": source, "src2": source2, "src2shift": shift,
                "src2amount": amount, "imm": 0}

    def read(self):
        name = self.mnemonic
        if name in LOADS or name in STORES or name in EXCLUSIVE_STORES:
            self.read_single(LOADS | STORES | EXCLUSIVE_STORES, name in LOADS)
        elif name in SWAPS:
            access = self.parse_address(self.operands[2:])
            self.write(REGISTERS[self.operands[0]])
            self.expect_access(access, "loadstore", "rw", SWAPS[name][0], 1, data=REGISTERS[self.operands[1]],
                               data2=REGISTERS[self.operands[0]])
        elif name in ("pop", "push"):
            mask = mask_of(self.operands[0])
            if bin(mask).count("1") == 1 and self.length == 4:  # Encoded as ldr and str.
                load = name == "pop"
                access = {"base": 13, "index": NONE, "disp": 4 if load else -4, "wb": "after" if load else "before"}
                self.clobbers |= 1 << 13 | (mask if load else 0)
                self.expect_access(access, "load" if load else "store", "r" if load else "w", 4, 1)
            else:
                self.read_multiple(*MULTIPLE[name], bin(mask).count("1"), mask, 13, True)
        elif name in MULTIPLE:
            mask = mask_of(self.operands[1])
            self.read_multiple(*MULTIPLE[name], bin(mask).count("1"), mask, register(self.operands[0]),
                               self.operands[0].endswith("!"))
        elif name in VECTOR_MULTIPLE:
            words = vector_words(self.operands[-1]) + ("x" in name)
            base = register(self.operands[0]) if len(self.operands) > 1 else 13
            self.read_multiple(*VECTOR_MULTIPLE[name], words, 0, base,
                               len(self.operands) == 1 or self.operands[0].endswith("!"))
        elif name in ELEMENTS:
            self.read_elements()
        elif name in ("vldr", "vstr"):
            access = self.parse_address(self.operands[1:])
            self.expect_access(access, "load" if name == "vldr" else "store", "r" if name == "vldr" else "w",
                               8 if self.operands[0][0] == "d" else 4, 1, data=NONE)
        elif name in ("tbb", "tbh"):
            access = self.parse_address(self.operands)
            self.write(15)
            self.expect_access(access, "load", "r", 1 if name == "tbb" else 2, 1, data=NONE)
        elif name in BRANCHES:
            self.read_branch()
        else:
            self.read_rest()
        self.expected["clobbers"] = self.clobbers
        self.read_condition()
        return self.expected

    def read_rest(self):
        name = self.mnemonic
        if name in ONE_RESULT:
            self.write(REGISTERS[self.operands[2 if name in RESULT_AT_2 else 0]])
            if name in ("mov", "movw", "movt", "mvn", "add", "addw", "sub", "subw", "adr"):
                self.read_move()
        elif name in TWO_RESULTS:
            self.write(REGISTERS[self.operands[0]])
            self.write(REGISTERS[self.operands[1]])
        elif name in ("mrrc", "mrrc2"):
            self.write(REGISTERS[self.operands[2]])
            self.write(REGISTERS[self.operands[3]])
        elif name in ("vmov", "vmrs"):
            for operand in self.operands[:2]:  # vmov r0, r1, d0
                if operand not in REGISTERS:
                    break
                self.write(REGISTERS[operand])
        elif name == "svc":
            self.write(0)
        elif name in ("hvc", "smc"):  # DEN 0028, SMC Calling Convention: r0 to r3 are results
            self.clobbers |= 0b1111
        elif name in ("eret", "rfeia", "rfedb", "rfeib", "rfeda"):
            self.write(15)
            if self.operands and self.operands[0].endswith("!"):
                self.write(register(self.operands[0]))
        elif name in ("srsia", "srsdb"):
            if self.operands[0].endswith("!"):
                self.write(13)
        elif name in COMPARES:
            self.expected["op"] = "compare"
        elif name in PRELOADS:
            self.expected["op"] = "preload"
        elif name in ("udf", "trap"):
            self.expected["op"] = "undefined"
            if name == "udf":
                self.expected["imm"] = number(self.operands[0])
        elif name == "it":
            self.expected["it"] = len(self.full) - 1
        elif name in ("ldc", "ldcl", "ldc2", "ldc2l", "stc", "stcl", "stc2", "stc2l"):
            load = name.startswith("ld")
            access = self.parse_address(self.operands[2:])
            self.expect_access(access, "load" if load else "store", "r" if load else "w", 4, 1)

    def read_condition(self):
        if self.mode == "a32" and self.mnemonic != "vector":  # vceq: is it a condition? Not of interest.
            conditional = self.condition not in (None, "al")
            self.expected |= {"conditional": int(conditional),
                              "cond": CONDITION[self.condition] if conditional else NONE}
        elif self.mnemonic == "b" and not self.in_block:
            self.expected |= {"conditional": int(self.condition is not None),
                              "cond": CONDITION[self.condition] if self.condition else NONE}
        if not self.in_block and self.mnemonic not in ("msr", "vmrs", "mrc", "mrc2", "eret") and "rfe" not in self.mnemonic:
            self.expected["flags"] = int(self.sets_flags or self.mnemonic in COMPARES)


LINE = re.compile(r"\s*([0-9a-f]+): ((?:[0-9a-f]{4} [0-9a-f]{4})|[0-9a-f]{8}|[0-9a-f]{4})\s+([a-z][a-z0-9.]*)\s*(.*)$")


def disassemble(objdump, path, more=()):
    """Yields (mode, pc, bytes in memory order, mnemonic, operands, whether in an IT block)."""
    command = [objdump, "-d", *more, "--mattr=+neon,+vfp4,+hwdiv,+hwdiv-arm,+mp,+virtualization,+trustzone,+crc", str(path)]
    block_left = 0
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        match = LINE.match(line.split("@")[0].rstrip())
        if not match or "<unknown>" in line:
            continue
        pc, words, mnemonic, operands = match.groups()
        if "<" in operands:
            operands = operands.split("<")[0].strip()
        in_block = block_left > 0
        block_left = len(mnemonic) - 1 if re.fullmatch("it[te]*", mnemonic) else max(block_left - 1, 0)
        mode = "a32" if len(words) == 8 else "t32"
        halves = words.split()
        code = b"".join(bytes.fromhex(half)[::-1] for half in halves)
        yield mode, int(pc, 16), code, mnemonic, operands, in_block
    if process.wait() != 0:
        sys.exit(f"{objdump} failed on {path}")


def distinct(lines):
    """Without those whose bytes were seen before, in or outside an IT block and at an address as much aligned."""
    seen = set()
    for line in lines:
        key = (line[0], line[1] & 3, line[2], line[5])
        if key not in seen:
            seen.add(key)
            yield line


def sample(lines, limit, seed):
    """At most `limit` instructions of each mnemonic, chosen alike each time."""
    groups = collections.defaultdict(list)
    for line in lines:
        groups[line[0], line[3]].append(line)
    chooser = random.Random(seed)
    return [line for group in groups.values() for line in (group if len(group) <= limit else chooser.sample(group, limit))]


def decode(dump, lines):
    text = "".join(f"{mode} {pc:x} {code.hex()}\n" for mode, pc, code, *_ in lines)
    answers = subprocess.run([dump], input=text, capture_output=True, text=True, check=True).stdout.splitlines()
    if len(answers) != len(lines):
        sys.exit(f"{dump} answered {len(answers)} of {len(lines)} lines")
    return [dict(pair.split("=") for pair in answer.split()) for answer in answers]


def compare(line, ours):
    """The keys that differ, as `key: ours, theirs`."""
    reading = Reading(line)
    if reading.mnemonic is None:
        return [("mnemonic", "", f"{line[3]} is in no list of arm_insn.py")]
    expected = reading.read()
    differing = []
    for key, value in expected.items():
        if str(ours.get(key)) != str(value):
            differing.append((key, ours.get(key), value))
    return differing


def compare_file(options, path, more=(), skipped=()):
    lines = sample(distinct(disassemble(options.objdump, path, more)), options.limit, options.seed)
    lines = [line for line in lines if not any(pattern.match(f"{line[3]} {line[4]}") for pattern in skipped)]
    failures = collections.defaultdict(list)
    for line, ours in zip(lines, decode(options.dump, lines)):
        differing = compare(line, ours)
        if differing:
            failures[line[0], line[3]].append((line, differing))
    failed = sum(len(group) for group in failures.values())
    for (mode, mnemonic), group in sorted(failures.items(), key=lambda item: -len(item[1])):
        print(f"  {mode} {mnemonic}: {len(group)}")
        for (_, pc, code, _, operands, _), differing in group[: options.show]:
            print(f"    {pc:x}: {code.hex()} {mnemonic} {operands}: "
                  + "; ".join(f"{key} {ours}, objdump {theirs}" for key, ours, theirs in differing))
    modes = collections.Counter(line[0] for line in lines)
    print(f"{path}: {len(lines) - failed}/{len(lines)} instructions agree ({modes['a32']} A32, {modes['t32']} T32)")
    return failed, len(lines)


def sysroot_files():
    script = ROOT / "toolchains" / "make-sysroot.sh"
    root = pathlib.Path(subprocess.run(["sh", script, "armhf"], capture_output=True, text=True, check=True).stdout.strip())
    libraries = root / "glibc/usr/lib/arm-linux-gnueabihf"
    # libc++.a is the A32 one of them.
    return [root / "musl/usr/lib/libc.a", libraries / "libc.a", libraries / "libunwind-arm.a", libraries / "libc++.a"]


def compare_random(options, mode):
    """Random words as an object file's text. T32 ones are two halfwords, the first of which asks for a second."""
    chooser = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        raw, path = pathlib.Path(folder, "raw"), pathlib.Path(folder, f"random-{mode}")
        if mode == "a32":
            words = (chooser.getrandbits(32).to_bytes(4, "little") for _ in range(options.random))
        else:
            words = (((chooser.randrange(0xE800, 0x10000)) | chooser.getrandbits(16) << 16).to_bytes(4, "little")
                     for _ in range(options.random))
        raw.write_bytes(b"".join(words))
        rename = "--rename-section=.data=.text,alloc,load,readonly,code"
        subprocess.run([options.objcopy, "-I", "binary", "-O", "elf32-littlearm", rename, raw, path], check=True)
        return compare_file(options, path, [f"--triple={'thumbv8' if mode == 't32' else 'armv8'}"], UNPREDICTABLE)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dump", required=True)
    parser.add_argument("--objdump", default="llvm-objdump-19")
    parser.add_argument("--objcopy", default="llvm-objcopy-19")
    parser.add_argument("--random", type=int, default=150000, help="random words of each instruction set")
    parser.add_argument("--limit", type=int, default=400, help="instructions of one mnemonic")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=4)
    parser.add_argument("files", nargs="*")
    options = parser.parse_args()
    files = options.files or sysroot_files()
    if not options.files and "FAULTBOX_ORACLE_VMLINUX" in os.environ:
        files.append(os.environ["FAULTBOX_ORACLE_VMLINUX"])
    results = [compare_file(options, path) for path in files]
    if not options.files:
        results += [compare_random(options, mode) for mode in ("a32", "t32")]
    failed = sum(result[0] for result in results)
    total = sum(result[1] for result in results)
    print(f"{total - failed}/{total}")
    sys.exit(1 if failed or total == 0 else 0)


if __name__ == "__main__":
    main()
