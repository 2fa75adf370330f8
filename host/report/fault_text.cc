#include "host/report/fault_text.h"

#include <format>

#include "arch/registry.h"
#include "host/input/event_facts.h"
#include "host/report/names.h"

namespace faultbox {
namespace {

const char* NameOf(FaultCause cause) {
    switch (cause) {
        case FaultCause::kUnknown:
            return "";
        case FaultCause::kTranslation:
            return "translation fault";
        case FaultCause::kAccessFlag:
            return "access flag fault";
        case FaultCause::kPermission:
            return "permission fault";
        case FaultCause::kDomain:
            return "domain fault";
        case FaultCause::kAlignment:
            return "alignment fault";
        case FaultCause::kExternalAbort:
            return "synchronous external abort";
        case FaultCause::kExternalAbortOnWalk:
            return "synchronous external abort on a page table walk";
        case FaultCause::kAsynchronousAbort:
            return "asynchronous external abort";
        case FaultCause::kParity:
            return "parity or ECC error";
        case FaultCause::kDebug:
            return "debug event";
        case FaultCause::kCacheMaintenance:
            return "fault on cache maintenance";
        case FaultCause::kTlbConflict:
            return "TLB conflict";
        case FaultCause::kUndefinedInstruction:
            return "undefined instruction";
        case FaultCause::kBreakpoint:
            return "breakpoint";
        case FaultCause::kDivide:
            return "divide error";
        case FaultCause::kGeneralProtection:
            return "general protection fault";
        case FaultCause::kReservedBit:
            return "reserved bit set in a page table entry";
        case FaultCause::kOther:
            return "implementation-specific fault";
    }
    return "";
}

}  // namespace

std::string DescribeCause(const FaultInfo& fault) {
    std::string cause = NameOf(fault.cause);
    return fault.level && !cause.empty() ? std::format("{}, level {}", cause, *fault.level) : cause;
}

std::vector<FieldText> FieldsOf(const BitFields& fields) {
    std::vector<FieldText> texts;
    for (const BitField& field : fields) {
        std::string bits =
            field.high == field.low ? std::to_string(field.low) : std::format("{}:{}", field.high, field.low);
        texts.push_back({field.name, bits, field.value, field.meaning == nullptr ? "" : field.meaning});
    }
    return texts;
}

FaultText DecodeFault(const format::Event& event) {
    FaultText text;
    Access stated = StatedAccessOf(event);
    const ArchInfo* arch = FindArch(ArchOf(event));
    if (event.has_fault_status() && arch != nullptr) {
        FaultInfo fault = arch->decode_fault(event.fault_status(), event.prefetch());
        text.access = fault.access;
        text.cause = DescribeCause(fault);
    }
    if (text.access == Access::kUnknown) {
        text.access = stated;
    } else if (stated != Access::kUnknown && stated != text.access) {
        text.disagreement = std::format("the kernel's words say {}, its fault status says {}", faultbox::NameOf(stated),
                                        faultbox::NameOf(text.access));
    }
    return text;
}

}  // namespace faultbox
