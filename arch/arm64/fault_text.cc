#include "arch/arm64/fault_text.h"

#include "arch/arm64/fault.h"
#include "arch/arm64/iss_forms.h"

namespace faultbox::arm64 {
namespace {

constexpr unsigned kIdsBit = 24;  // SError: the ISS is implementation defined.

// By code, DDI 0487, ESR_EL1, DFSC. The last two are of AArch32 table formats.
constexpr const char* kCodeNames[64] = {
    "address size fault, level 0 or translation table base register",
    "address size fault, level 1",
    "address size fault, level 2",
    "address size fault, level 3",
    "translation fault, level 0",
    "translation fault, level 1",
    "translation fault, level 2",
    "translation fault, level 3",
    "access flag fault, level 0",
    "access flag fault, level 1",
    "access flag fault, level 2",
    "access flag fault, level 3",
    "permission fault, level 0",
    "permission fault, level 1",
    "permission fault, level 2",
    "permission fault, level 3",
    "synchronous external abort",
    "synchronous tag check fault",
    "synchronous external abort on translation table walk, level -2",
    "synchronous external abort on translation table walk, level -1",
    "synchronous external abort on translation table walk, level 0",
    "synchronous external abort on translation table walk, level 1",
    "synchronous external abort on translation table walk, level 2",
    "synchronous external abort on translation table walk, level 3",
    "synchronous parity or ECC error on memory access",
    nullptr,
    nullptr,
    "synchronous parity or ECC error on translation table walk, level -1",
    "synchronous parity or ECC error on translation table walk, level 0",
    "synchronous parity or ECC error on translation table walk, level 1",
    "synchronous parity or ECC error on translation table walk, level 2",
    "synchronous parity or ECC error on translation table walk, level 3",
    nullptr,
    "alignment fault",
    "granule protection fault on translation table walk, level -2",
    "granule protection fault on translation table walk, level -1",
    "granule protection fault on translation table walk, level 0",
    "granule protection fault on translation table walk, level 1",
    "granule protection fault on translation table walk, level 2",
    "granule protection fault on translation table walk, level 3",
    "granule protection fault",
    "address size fault, level -1",
    "translation fault, level -2",
    "translation fault, level -1",
    "address size fault, level -2",
    nullptr,
    nullptr,
    nullptr,
    "TLB conflict abort",
    "unsupported atomic hardware update fault",
    nullptr,
    nullptr,
    "lockdown fault (implementation defined)",
    "unsupported exclusive or atomic access",
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    "section domain fault",
    "page domain fault",
    nullptr,
};

struct BrkUse {
    uint16_t first;
    uint16_t last;
    const char* name;
};

constexpr BrkUse kBrkUses[] = {
    {0x004, 0x004, "BRK: kprobe"},
    {0x005, 0x005, "BRK: uprobe"},
    {0x006, 0x006, "BRK: single step of a kprobe"},
    {0x007, 0x007, "BRK: return of a kretprobe"},
    {0x100, 0x100, "BRK: instruction that the kernel made to fault (failed to generate code)"},
    {0x400, 0x400, "BRK: KGDB, breakpoint set at run time"},
    {0x401, 0x401, "BRK: KGDB, breakpoint compiled in"},
    {0x402, 0x7ff, "BRK: KGDB"},
    {0x800, 0x800, "BRK: BUG() or WARN()"},
    {0x900, 0x9ff, "BRK: tag-based KASAN found a bad access"},
    {0x5500, 0x55ff, "BRK: undefined behaviour trap (UBSAN)"},
    {0x8000, 0x83ff, "BRK: control flow integrity failure (CFI)"},
};

const char* NameOfCode(uint64_t code) {
    const char* name = code < std::size(kCodeNames) ? kCodeNames[code] : nullptr;
    return name == nullptr ? "reserved fault status code" : name;
}

const char* WriteText(uint64_t esr) {
    switch (DecodeFault(esr, false).access) {
        case Access::kWrite:
            return "write";
        case Access::kRead:
            return "read";
        default:
            return Bit(esr, kCmBit) ? "always 1 for cache maintenance and address translation"
                                    : "unknown for this fault";
    }
}

void AppendAbort(uint64_t esr, BitFields& fields) {
    if (IsDataAbort(esr)) {
        bool valid = Bit(esr, kIsvBit);
        fields.Append({"ISV", kIsvBit, kIsvBit, valid,
                       valid ? "the next five fields describe the access" : "no description of the access"});
        if (valid) AppendFields(AccessForm(), esr, fields);
    }
    if (FaultStatusCodeOf(esr) == kFscExternalAbort) AppendFields(ErrorStateForm(), esr, fields);
    AppendFields(FixedForm(ClassOf(esr)), esr, fields);
    if (IsDataAbort(esr)) fields.Append({"WnR", kWnRBit, kWnRBit, Bit(esr, kWnRBit), WriteText(esr)});
    fields.Append(
        {IsDataAbort(esr) ? "DFSC" : "IFSC", 5, 0, FaultStatusCodeOf(esr), NameOfCode(FaultStatusCodeOf(esr))});
    // Kernels before 5.19 print 32 bits: what is not there is not told from zero.
    if (IsDataAbort(esr) && esr >> 32 != 0) AppendFields(SecondForm(), esr, fields);
}

const char* SErrorCodeName(uint64_t esr) {
    switch (FaultStatusCodeOf(esr)) {
        case 0:
            return "uncategorized error";
        case kFscAsynchronous:
            return "asynchronous SError";
        default:
            return "reserved fault status code";
    }
}

void AppendSError(uint64_t esr, BitFields& fields) {
    bool own = Bit(esr, kIdsBit);
    fields.Append(
        {"IDS", kIdsBit, kIdsBit, own, own ? "the rest is implementation defined" : "the rest is architected"});
    if (own) {
        fields.Append({"ISS", 23, 0, Bits(esr, 23, 0), nullptr});
        return;
    }
    if (FaultStatusCodeOf(esr) == kFscAsynchronous) AppendFields(SErrorForm(), esr, fields);
    fields.Append({"DFSC", 5, 0, FaultStatusCodeOf(esr), SErrorCodeName(esr)});
}

const char* SErrorName(uint64_t esr) {
    if (Bit(esr, kIdsBit)) return "SError: implementation defined syndrome";
    if (FaultStatusCodeOf(esr) != kFscAsynchronous) {
        return FaultStatusCodeOf(esr) == 0 ? "SError: uncategorized error" : "SError: reserved fault status code";
    }
    constexpr const char* kNames[] = {"SError: uncontainable error", "SError: unrecoverable error",
                                      "SError: restartable error",   "SError: recoverable error",
                                      "SError: reserved type",       "SError: reserved type",
                                      "SError: corrected error",     "SError: reserved type"};
    return kNames[Bits(esr, 12, 10)];
}

}  // namespace

const char* FaultCodeName(uint8_t code) {
    return code < std::size(kCodeNames) ? kCodeNames[code] : nullptr;
}

const char* BrkName(uint64_t comment) {
    for (const BrkUse& use : kBrkUses) {
        if (comment >= use.first && comment <= use.last) return use.name;
    }
    return nullptr;
}

void AppendSyndrome(uint64_t esr, BitFields& fields) {
    if (IsInstructionAbort(esr) || IsDataAbort(esr)) return AppendAbort(esr, fields);
    switch (ClassOf(esr)) {
        case kEcSError:
            return AppendSError(esr, fields);
        case kEcBrk64:
        case kEcBkpt32:
            fields.Append(
                {"Comment", 15, 0, Bits(esr, 15, 0), ClassOf(esr) == kEcBrk64 ? BrkName(Bits(esr, 15, 0)) : nullptr});
            return;
        default:
            AppendFields(FixedForm(ClassOf(esr)), esr, fields);
    }
}

BitFields DescribeStatus(uint64_t esr, bool) {
    BitFields fields;
    fields.Append({"EC", 31, 26, ClassOf(esr), ClassName(ClassOf(esr))});
    fields.Append({"IL", kIlBit, kIlBit, Bit(esr, kIlBit),
                   Bit(esr, kIlBit) ? "32-bit instruction, or none" : "16-bit instruction"});
    AppendSyndrome(esr, fields);
    return fields;
}

const char* CauseName(uint64_t esr, bool) {
    if (IsInstructionAbort(esr) || IsDataAbort(esr)) return NameOfCode(FaultStatusCodeOf(esr));
    if (ClassOf(esr) == kEcSError) return SErrorName(esr);
    if (ClassOf(esr) == kEcBrk64) {
        const char* use = BrkName(Bits(esr, 15, 0));
        return use == nullptr ? "BRK: an immediate that the kernel does not use" : use;
    }
    return ClassName(ClassOf(esr));
}

}  // namespace faultbox::arm64
