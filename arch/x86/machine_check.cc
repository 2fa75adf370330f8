#include "arch/x86/machine_check.h"

namespace faultbox::x86 {
namespace {

struct CodePattern {
    uint16_t mask;
    uint16_t value;
    CodeForm form;
};

// SDM 15.9.1, Table 15-9 (simple codes), and 15.9.2, Table 15-10 (compound codes). Bit 12, the filter bit, does not
// count in a compound code. The first that fits counts.
constexpr CodePattern kIntelPatterns[] = {
    {0xfff8, 0x0000, CodeForm::kSimple},          // 0000 0000 0000 0xxx
    {0xffff, 0x0400, CodeForm::kSimple},          // internal timer
    {0xffff, 0x0e0b, CodeForm::kSimple},          // generic I/O
    {0xfc00, 0x0400, CodeForm::kInternal},        // 0000 01xx xxxx xxxx
    {0xeffc, 0x000c, CodeForm::kGenericCache},    // 000F 0000 0000 11LL
    {0xeff0, 0x0010, CodeForm::kTlb},             // 000F 0000 0001 TTLL
    {0xef80, 0x0080, CodeForm::kMemory},          // 000F 0000 1MMM CCCC
    {0xef00, 0x0100, CodeForm::kCache},           // 000F 0001 RRRR TTLL
    {0xef80, 0x0280, CodeForm::kExtendedMemory},  // 000F 0010 1MMM CCCC
    {0xe800, 0x0800, CodeForm::kBus},             // 000F 1PPT RRRR IILL
};

// APM volume 2, 9.3.2.2, Table 9-4 and PPR, "MCA Error Codes".
constexpr CodePattern kAmdPatterns[] = {
    {0xffff, 0x0000, CodeForm::kSimple},    // what banks without error types report
    {0xfff0, 0x0010, CodeForm::kTlb},       // 0000 0000 0001 TTLL
    {0xff00, 0x0100, CodeForm::kCache},     // 0000 0001 RRRR TTLL
    {0xfcff, 0x0400, CodeForm::kInternal},  // 0000 01UU 0000 0000
    {0xf800, 0x0800, CodeForm::kBus},       // 0000 1PPT RRRR IILL
};

template <size_t kCount>
CodeForm Match(const CodePattern (&patterns)[kCount], uint64_t status) {
    for (const CodePattern& pattern : patterns) {
        if ((status & pattern.mask) == pattern.value) return pattern.form;
    }
    return CodeForm::kReserved;
}

unsigned FamilyOf(const MachineCheck& check) {
    return check.cpuid ? DecodeCpuid(*check.cpuid).family : 0;
}

// Server models of family 6 with software error recovery, from Nehalem-EX on: mcelog's logs of them show MCG_CAP with
// bit 24 set. Desktop models show it clear (06_3CH: c09).
constexpr uint8_t kRecoveryModels[] = {0x2d, 0x2e, 0x2f, 0x3e, 0x3f, 0x4f, 0x55, 0x56, 0x6a, 0x6c, 0x8f, 0xcf};

// SDM Table 15-6.
MachineCheckClass ClassifyUncorrectedIntel(const MachineCheck& check) {
    bool signaled = Bit(check.status, kStatusSignaled);
    bool action = Bit(check.status, kStatusActionRequired);
    if (!HasRecovery(check) || (action && !signaled)) return MachineCheckClass::kUncorrected;
    if (!signaled) return MachineCheckClass::kNoAction;
    return action ? MachineCheckClass::kActionRequired : MachineCheckClass::kActionOptional;
}

}  // namespace

Vendor VendorFromNumber(uint64_t number) {
    for (Vendor vendor : {Vendor::kIntel, Vendor::kAmd, Vendor::kCentaur, Vendor::kHygon, Vendor::kZhaoxin}) {
        if (static_cast<uint8_t>(vendor) == number) return vendor;
    }
    return Vendor::kUnknown;
}

CpuSignature DecodeCpuid(uint32_t eax) {
    auto family = static_cast<uint16_t>(Bits(eax, 11, 8));
    auto model = static_cast<uint8_t>(Bits(eax, 7, 4));
    if (family == 0x6 || family == 0xf) model = static_cast<uint8_t>(model | Bits(eax, 19, 16) << 4);
    if (family == 0xf) family = static_cast<uint16_t>(family + Bits(eax, 27, 20));
    return {family, model, static_cast<uint8_t>(Bits(eax, 3, 0))};
}

uint32_t EncodeCpuid(const CpuSignature& signature) {
    uint32_t base = signature.family < 0xf ? signature.family : 0xf;
    uint32_t extended = (signature.family - base) & 0xff;
    return extended << 20 | uint32_t{signature.model} >> 4 << 16 | base << 8 | (signature.model & 0xfu) << 4 |
           (signature.stepping & 0xfu);
}

bool HasRecovery(const MachineCheck& check) {
    constexpr unsigned kSerP = 24;
    if (check.mcg_cap) return Bit(*check.mcg_cap, kSerP);
    if (!check.cpuid || check.vendor != Vendor::kIntel) return false;
    CpuSignature signature = DecodeCpuid(*check.cpuid);
    for (uint8_t model : kRecoveryModels) {
        if (signature.family == 6 && signature.model == model) return true;
    }
    return false;
}

MachineCheckClass Classify(const MachineCheck& check) {
    if (!Bit(check.status, kStatusVal)) return MachineCheckClass::kNone;
    if (!Bit(check.status, kStatusUc)) {
        bool deferred = IsAmdLike(check.vendor) && Bit(check.status, kStatusDeferred);
        return deferred ? MachineCheckClass::kDeferred : MachineCheckClass::kCorrected;
    }
    if (Bit(check.status, kStatusPcc)) return MachineCheckClass::kFatal;
    return check.vendor == Vendor::kIntel ? ClassifyUncorrectedIntel(check) : MachineCheckClass::kUncorrected;
}

CodeForm FormOf(const MachineCheck& check) {
    return IsAmdLike(check.vendor) ? Match(kAmdPatterns, check.status) : Match(kIntelPatterns, check.status);
}

bool IsScalable(const MachineCheck& check) {
    return IsAmdLike(check.vendor) && FamilyOf(check) >= 0x17;
}

// drivers/edac/mce_amd.c, xec_mask; MC4 always has five bits.
unsigned ExtendedCodeHigh(const MachineCheck& check) {
    unsigned family = FamilyOf(check);
    if (IsScalable(check)) return 21;
    if (check.bank == 4u) return 20;
    if (family == 0x15 && DecodeCpuid(*check.cpuid).model == 0x60) return 21;
    return family == 0x15 || family == 0x16 ? 20 : 19;
}

}  // namespace faultbox::x86
