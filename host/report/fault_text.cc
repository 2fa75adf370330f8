#include "host/report/fault_text.h"

#include <format>

#include "arch/registry.h"
#include "arch/registry_analysis.h"
#include "host/input/event_facts.h"
#include "host/report/names.h"

namespace faultbox {

std::vector<FieldText> FieldsOf(const BitFields& fields) {
    std::vector<FieldText> texts;
    texts.reserve(fields.size());
    for (const BitField& field : fields) {
        std::string bits =
            field.high == field.low ? std::to_string(field.low) : std::format("{}:{}", field.high, field.low);
        texts.push_back({field.name, bits, field.value, field.meaning == nullptr ? "" : field.meaning});
    }
    return texts;
}

FaultText DecodeStatus(Arch arch, uint64_t status, bool prefetch) {
    FaultText text;
    const ArchInfo* info = FindArch(arch);
    const ArchAnalysis* analysis = FindArchAnalysis(arch);
    if (info == nullptr || analysis == nullptr) return text;
    text.access = info->decode_fault(status, prefetch).access;
    text.cause = analysis->cause_name(status, prefetch);
    text.fields = FieldsOf(analysis->describe_status(status, prefetch));
    return text;
}

FaultText DecodeFault(const format::Event& event) {
    FaultText text;
    if (event.has_fault_status()) text = DecodeStatus(ArchOf(event), event.fault_status(), event.prefetch());
    if (text.access == Access::kUnknown) text.access = StatedAccessOf(event);
    return text;
}

std::string DisagreementOf(const format::Event& event) {
    const Access stated = StatedAccessOf(event);
    const ArchInfo* info = FindArch(ArchOf(event));
    if (stated == Access::kUnknown || !event.has_fault_status() || info == nullptr) return {};
    const Access decoded = info->decode_fault(event.fault_status(), event.prefetch()).access;
    if (decoded == Access::kUnknown || decoded == stated) return {};
    return std::format("the kernel's words say {}, its fault status says {}", faultbox::NameOf(stated),
                       faultbox::NameOf(decoded));
}

}  // namespace faultbox
