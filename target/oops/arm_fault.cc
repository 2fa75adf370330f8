#include "target/oops/arm_fault.h"

#include "arch/arm/fault.h"
#include "arch/arm/registers.h"
#include "arch/common/bits.h"
#include "target/oops/kinds/arm_user_faults.h"
#include "target/oops/stated_place.h"

namespace faultbox {
namespace {

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

EventKind KindOfCause(FaultCause cause) {
    switch (cause) {
        case FaultCause::kTranslation:
        case FaultCause::kAccessFlag:
            return EventKind::kPageFault;
        case FaultCause::kPermission:
            return EventKind::kProtectionFault;
        // Linux closes a domain for user memory only (CONFIG_CPU_SW_DOMAIN_PAN).
        case FaultCause::kDomain:
            return EventKind::kUserAccessFault;
        case FaultCause::kAlignment:
            return EventKind::kAlignmentFault;
        case FaultCause::kExternalAbort:
        case FaultCause::kExternalAbortOnWalk:
        case FaultCause::kAsynchronousAbort:
        case FaultCause::kParity:
            return EventKind::kExternalAbort;
        default:
            return EventKind::kUnknown;
    }
}

// "paging request" is what the kernel says of a page it may not touch, too.
void SettleKind(CrashEvent& event) {
    if (!event.fault.status) return;
    if (Bit(*event.fault.status, arm::kPrefetchBit)) event.fault.prefetch = true;
    EventKind kind = KindOfCause(arm::DecodeFault(*event.fault.status, event.fault.prefetch).cause);
    bool refines = event.kind == EventKind::kPageFault && kind == EventKind::kProtectionFault;
    if (event.kind == EventKind::kUnknown || refines) event.kind = kind;
}

}  // namespace

void SetArm(EventBuilder& builder) {
    // Registers that were read before are of the CPU that was known then.
    bool other = builder.event.arch != Arch::kArm && builder.event.arch != Arch::kUnknown;
    if (other && !builder.event.registers.empty()) return;
    builder.event.arch = Arch::kArm;
    builder.settle = SettleArm;
}

void SettleArm(EventBuilder& builder) {
    CrashEvent& event = builder.event;
    SettlePlace(builder, event.pc, arm::kPc, builder.pc_stated);
    SettlePlace(builder, event.lr, arm::kLr, builder.lr_stated);
    CheckFlags(builder);
    SettleKind(event);
    SettleUserFault(event, arm::kPc, arm::kSp);
}

}  // namespace faultbox
