"""Where LLVM's tables are known to say less than the manuals, or something else.

Of each CPU: (key, pattern of the text, what the manual says, where); of a displacement, by how much the manual's is larger
than LLVM's. A difference is excused only if arch/ says what the manual says. Most come from two habits of llvm-mca: it says
"may load, may store" of whatever has other effects than those its tables describe, and nothing of memory that an
instruction reaches by registers it does not name.
"""
import re

A32 = "DDI 0406C, A8.8, "
A64 = "DDI 0487, C6.2, "
X86 = "SDM vol. 2, "


def known(*rows):
    return [(key, re.compile(pattern), value, where) for key, pattern, value, where in rows]


CONDITION = r"(eq|ne|hs|lo|mi|pl|vs|vc|hi|ls|ge|lt|gt|le)?(\.w)?\s"

ARM = known(
    ("rw", r"ldrex[bhd]?" + CONDITION, "r", A32 + "LDREX: a load; the monitor is no memory"),
    ("rw", r"strex[bhd]?" + CONDITION, "w", A32 + "STREX: a store, if the executing CPU has exclusive access"),
    ("rw", r"(mcr|mrc|mcrr|mrrc)2?" + CONDITION, "", A32 + "MCR, MRC: no memory"),
    ("rw", r"pldw?" + CONDITION, "", A32 + "PLD, PLDW: what the hint does is IMPLEMENTATION DEFINED"),
    ("rw", r"tb[bh]" + CONDITION, "r", A32 + "TBB, TBH: a load from the table"),
    ("rw", r"ldr(|b|h|sb|sh)t" + CONDITION, "r", A32 + "LDRT, LDRBT, LDRHT: a load"),
    ("rw", r"str(|b|h)t" + CONDITION, "w", A32 + "STRT, STRBT, STRHT: a store"),
    ("rw", r"(dsb|dmb|isb)" + CONDITION, "", A32 + "DMB, DSB, ISB: no memory"),
    ("rw", r"(nop|sev|wfe|wfi|csdb|yield)" + CONDITION, "", A32 + "NOP and other hints: no memory"),
    ("rw", r"(vmrs|vmsr)" + CONDITION, "", A32 + "VMRS, VMSR: no memory"),
    ("rw", r"udf" + CONDITION, "", A32 + "UDF: no memory"),
)

A64_KNOWN = known(
    ("rw", r"ld(a?x[rp][bh]?)\s", "r", A64 + "LDXR, LDAXR, LDXP: a load; the monitor is no memory"),
    ("rw", r"st(l?x[rp][bh]?)\s", "w", A64 + "STXR, STLXR, STXP: a store"),
    ("rw", r"(dmb|dsb|isb)\s", "", A64 + "DMB, DSB, ISB: no memory"),
    ("rw", r"(hint|nop|bti|csdb|wfe|wfi|yield|sevl?|esb)\s", "", A64 + "HINT and its aliases: no memory"),
    ("rw", r"dc (g?zva|gva),", "w", 
     "DDI 0487, C5.3: DC ZVA behaves as a set of stores to each byte, DC GVA to each Allocation Tag, DC GZVA to both"),
)

X86_KNOWN = known(
    ("rw", r"call[lqw]\s+[^*]", "w", X86 + "CALL: pushes the return address"),
    ("rw", r"call[lqw]\s+\*%[er]?..$", "w", X86 + "CALL: pushes the return address"),
    ("rw", r"call[lqw]\s+\*", "rw", X86 + "CALL: reads the target, pushes the return address"),
    ("rw", r"lcall[lqw]\s+\$", "w", X86 + "CALL, far: pushes"),
    ("rw", r"lcall[lqw]\s+\*", "rw", X86 + "CALL, far: reads the target, pushes"),
    ("rw", r"(l?ret|iret)[lqw]", "r", X86 + "RET, IRET: pops"),
    ("rw", r"push[lqw]\s+%[c-gs]s$", "w", X86 + "PUSH"),
    ("rw", r"pop[lqw]\s+%[d-gs]s$", "r", X86 + "POP"),
    ("disp", r"popl\s+\S*\(%esp\)", +4, X86 + "POP: with ESP as base the address is computed after the increment"),
    ("disp", r"popq\s+\S*\(%rsp\)", +8, X86 + "POP: with ESP as base the address is computed after the increment"),
    ("rw", r"(rep\w*\s+)?movs[bwlq]\s", "rw", X86 + "MOVS"),
    ("rw", r"(rep\w*\s+)?(stos|ins)[bwlq]\s", "w", X86 + "STOS, INS"),
    ("rw", r"(rep\w*\s+)?(lods|scas|cmps|outs)[bwlq]\s", "r", X86 + "LODS, SCAS, CMPS, OUTS"),
    ("rw", r"(lgdt|lidt|lss|lfs|lgs)[lqw]\s", "r", X86 + "LGDT/LIDT, LDS/LES/LFS/LGS/LSS"),
    ("rw", r"(sgdt|sidt)[lqw]\s", "w", X86 + "SGDT, SIDT: store"),
    ("rw", r"(fxrstor|xrstors?)(64)?\s", "r", X86 + "FXRSTOR, XRSTOR, XRSTORS"),
    ("rw", r"(fxsave|xsaves|xsavec)(64)?\s", "w", 
     "SDM vol. 1, 13.10, 13.11: XSAVEC and XSAVES write XSTATE_BV, which XSAVE reads before (13.7); vol. 2, FXSAVE"),
    ("rw", r"(ldmxcsr|invpcid)\s", "r", X86 + "LDMXCSR, INVPCID"),
    ("bytes", r"clwb\s", "0", "arch/ does not tell: its table has one row for clwb and xsaveopt, whose sizes differ"),
    ("rw", r"clflush(opt)?\s", "r", X86 + "CLFLUSH, CLFLUSHOPT: faults of a byte load"),
    ("rw", r"prefetch\w+\s", "r", X86 + "PREFETCHh: reads the line of a byte; merely a hint"),
    ("bytes", r"prefetch\w+\s", "0", X86 + "PREFETCHh: how much is fetched depends on the CPU"),
    ("rw", r"(wr|rd)[fg]sbase[lq]\s", "", X86 + "RDFSBASE, WRFSBASE: no memory"),
    ("rw", r"(int3|ud2|pause|wbinvd|emms|serialize|xsetbv|mwait|[mls]fence|tilerelease)$", "",
     X86 + "INT3, UD2, PAUSE, WBINVD, EMMS, SERIALIZE, XSETBV, MWAIT, MFENCE, TILERELEASE: no operand in memory; what "
     "the delivery of an exception pushes is none of the instruction's"),
    ("rw", r"ud1[lqw]\s+%", "", X86 + "UD: no memory"),
)

KNOWN = {"arm": ARM, "a64": A64_KNOWN, "x86": X86_KNOWN}
