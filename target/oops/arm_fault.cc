#include "target/oops/arm_fault.h"

#include "arch/arm/registers.h"
#include "arch/common/bits.h"

namespace faultbox {
namespace {

// "LR is at 0xffffffa" beside "lr : [<fffffffa>]": the register line, whose numbers have a fixed width, counts.
void SettlePlace(EventBuilder& builder, CodeLocation& where, RegisterId id, const StatedWords& stated) {
    std::optional<uint64_t> value = builder.event.registers.Get(id);
    std::optional<uint64_t> said = ParseHex(stated.text);
    if (said && value && *said != *value) {
        builder.AddDamage(DamageKind::kDiscrepancy, stated.line, stated.text, builder.register_digits(id));
    }
    where.address = value ? value : said;
}

// "Flags: nZCv" beside "psr: 60000013": capitals are set bits 31 to 28 (DDI 0406C, B1.3.3).
void CheckFlags(EventBuilder& builder) {
    constexpr std::string_view kLetters = "NZCV";
    const StatedWords& flags = builder.condition_flags;
    std::optional<uint64_t> psr = builder.event.registers.Get(arm::kPsr);
    if (!psr || flags.text.size() != kLetters.size()) return;
    for (unsigned i = 0; i < kLetters.size(); ++i) {
        bool set = flags.text[i] == kLetters[i];
        if (set == Bit(*psr, 31 - i)) continue;
        builder.AddDamage(DamageKind::kDiscrepancy, flags.line, flags.text, builder.register_digits(arm::kPsr));
        return;
    }
}

// Fault status encodings, DDI 0406C tables B3-23 (short descriptors) and B3-24 (long, told by bit 9). Linux sets bit 31
// for prefetch aborts.
EventKind KindOfStatus(uint64_t status) {
    constexpr unsigned kLpae = 9;
    uint64_t code = Bit(status, kLpae) ? Bits(status, 5, 0) : Bits(status, 3, 0) | Bits(status, 10, 10) << 4;
    if (Bit(status, kLpae)) {
        if (Bits(code, 5, 2) == 0b0001 || Bits(code, 5, 2) == 0b0010) return EventKind::kPageFault;
        if (Bits(code, 5, 2) == 0b0011) return EventKind::kProtectionFault;
        if (code == 0b100001) return EventKind::kAlignmentFault;
        if (Bits(code, 5, 4) == 0b01) return EventKind::kExternalAbort;
        return EventKind::kUnknown;
    }
    switch (code) {
        case 0b00101:
        case 0b00111:
            return EventKind::kPageFault;
        case 0b01101:
        case 0b01111:
            return EventKind::kProtectionFault;
        case 0b01001:
        case 0b01011:
            return EventKind::kUserAccessFault;
        case 0b00001:
            return EventKind::kAlignmentFault;
        case 0b01000:
        case 0b01100:
        case 0b01110:
        case 0b10110:
            return EventKind::kExternalAbort;
        default:
            return EventKind::kUnknown;
    }
}

// "paging request" is what the kernel says of a page it may not touch, too.
void SettleKind(CrashEvent& event) {
    constexpr unsigned kPrefetchFlag = 31;
    if (!event.fault.status) return;
    if (Bit(*event.fault.status, kPrefetchFlag)) event.fault.prefetch = true;
    EventKind kind = KindOfStatus(*event.fault.status);
    bool refines = event.kind == EventKind::kPageFault && kind == EventKind::kProtectionFault;
    if (event.kind == EventKind::kUnknown || refines) event.kind = kind;
}

}  // namespace

void SetArm(EventBuilder& builder) {
    builder.event.arch = Arch::kArm;
    builder.settle = SettleArm;
}

void SettleArm(EventBuilder& builder) {
    CrashEvent& event = builder.event;
    SettlePlace(builder, event.pc, arm::kPc, builder.pc_stated);
    SettlePlace(builder, event.lr, arm::kLr, builder.lr_stated);
    CheckFlags(builder);
    SettleKind(event);
}

}  // namespace faultbox
