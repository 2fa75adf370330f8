#include "target/oops/arm64_fault.h"

#include "arch/arm64/fault.h"
#include "arch/arm64/registers.h"
#include "target/oops/kinds/arm_user_faults.h"
#include "target/oops/stated_place.h"

namespace faultbox {
namespace {

constexpr bool kReadsArm64 = FAULTBOX_ARM64_KERNEL;
constexpr uint64_t kNeverInFsr = 0x7fffc000;

void CheckSyndrome(EventBuilder& builder, const SyndromeBits& bits) {
    uint64_t esr = *builder.event.fault.status;
    if ((esr & bits.mask) == bits.value) return;
    builder.AddDamage(DamageKind::kDiscrepancy, bits.words.line, bits.words.text, builder.status_digits());
}

// What the kernel uses the immediate of a BRK for (asm/brk-imm.h). Other values are __builtin_trap() and the like.
EventKind KindOfBrk(uint64_t comment) {
    if ((comment & 0xff00) == 0x0900) return EventKind::kKasan;
    if ((comment & 0xff00) == 0x5500) return EventKind::kUbsan;
    if ((comment & 0xfc00) == 0x8000) return EventKind::kCfiFailure;
    return EventKind::kBug;
}

EventKind KindOfClass(uint64_t esr) {
    switch (arm64::ClassOf(esr)) {
        case arm64::kEcUnknown:
            return EventKind::kUndefinedInstruction;
        case arm64::kEcBti:
        case arm64::kEcFpac:
        case arm64::kEcGcs:
            return EventKind::kCfiFailure;
        case arm64::kEcBrk64:
            return KindOfBrk(esr & 0xffff);
        case arm64::kEcPcAlignment:
        case arm64::kEcSpAlignment:
            return EventKind::kAlignmentFault;
        case arm64::kEcSError:
            return EventKind::kExternalAbort;
        default:
            return EventKind::kBadMode;
    }
}

EventKind KindOfAbort(FaultCause cause) {
    switch (cause) {
        case FaultCause::kPermission:
            return EventKind::kProtectionFault;
        case FaultCause::kAlignment:
            return EventKind::kAlignmentFault;
        case FaultCause::kExternalAbort:
        case FaultCause::kExternalAbortOnWalk:
        case FaultCause::kParity:
            return EventKind::kExternalAbort;
        default:
            return EventKind::kPageFault;
    }
}

// "paging request" is what kernels before 4.13 say of a page they may not touch, too, and all of what is not aligned.
void SettleKind(CrashEvent& event) {
    if (!event.fault.status) return;
    event.fault.prefetch |= arm64::IsInstructionAbort(*event.fault.status);
    EventKind kind = KindOfSyndrome(*event.fault.status);
    bool refines = event.kind == EventKind::kPageFault &&
                   (kind == EventKind::kProtectionFault || kind == EventKind::kAlignmentFault);
    if (event.kind == EventKind::kUnknown || refines) event.kind = kind;
}

}  // namespace

void SetArm64(EventBuilder& builder) {
    if constexpr (!kReadsArm64) return;
    builder.event.arch = Arch::kArm64;
    builder.settle = SettleArm64;
}

EventKind KindOfSyndrome(uint64_t esr) {
    bool abort = arm64::IsInstructionAbort(esr) || arm64::IsDataAbort(esr);
    return abort ? KindOfAbort(arm64::DecodeFault(esr, false).cause) : KindOfClass(esr);
}

bool IsSyndrome(std::string_view digits) {
    if constexpr (!kReadsArm64) return false;
    std::optional<uint64_t> value = ParseHex(digits);
    return value && (digits.size() > 8 || (*value & kNeverInFsr) != 0);
}

void StateSyndrome(EventBuilder& builder, const SyndromeBits& bits) {
    if (builder.event.fault.status) return CheckSyndrome(builder, bits);
    SyndromeBits& unchecked = builder.unchecked_syndrome;
    unchecked.mask |= bits.mask;
    unchecked.value = (unchecked.value & ~bits.mask) | bits.value;
    unchecked.words = bits.words;
}

void SettleArm64(EventBuilder& builder) {
    CrashEvent& event = builder.event;
    SettlePlace(builder, event.pc, arm64::kPc, builder.pc_stated);
    SettlePlace(builder, event.lr, arm64::kLr, builder.lr_stated);
    if (event.fault.status) CheckSyndrome(builder, builder.unchecked_syndrome);
    SettleKind(event);
    SettleUserFault(event, arm64::kPc, arm64::kSp);
}

}  // namespace faultbox
