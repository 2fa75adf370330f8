#include "target/oops/device_prefix.h"
#include "target/oops/event_builder.h"
#include "target/oops/kinds/field_lines.h"
#include "target/oops/kinds/hardware_kinds.h"

// drivers/iommu/intel/dmar.c, amd/iommu.c, arm/arm-smmu/arm-smmu.c, arm/arm-smmu-v3/arm-smmu-v3.c

namespace faultbox {
namespace {

using enum FieldForm;

bool IsOpen(const EventBuilder& builder, std::string_view iommu) {
    if (builder.event.kind != EventKind::kDmaFault) return false;
    const Fact* fact = FindFact(builder.event, "iommu");
    return fact && fact->text == iommu;
}

// The status register was printed, the fault itself not yet.
bool AwaitsIntelFault(const EventBuilder& builder) {
    return IsOpen(builder, "intel") && !FindFact(builder.event, "device");
}

// 2
void BeginIntelStatus(EventBuilder& builder, const Line&, Cursor rest) {
    builder.AddFact("iommu", "intel");
    rest.SkipSpaces();
    builder.AddHexFact("fault_status", rest.Hex());
}

// [fault reason 05] PTE Write access is not set, a decimal number until 5.10
// [fault reason 0x05] PTE Write access is not set
bool ReadReason(EventBuilder& builder, Cursor text) {
    if (!text.SkipPast("[fault reason ")) return false;
    bool hex = text.rest().starts_with("0x");
    std::optional<uint64_t> reason = hex ? text.Hex() : text.Decimal();
    if (!reason || !text.Skip("]")) return false;
    AddNumberFact(builder, "fault_reason", reason);
    builder.AddFact("reason", Trim(text.rest()));
    return true;
}

// DMAR:[fault reason 05] PTE Write access is not set, on a line of its own until 4.3.
bool ReadReasonLine(EventBuilder& builder, const Line& line, Cursor) {
    if (!IsOpen(builder, "intel") || FindFact(builder.event, "fault_reason")) return false;
    return ReadReason(builder, Cursor(line.text));
}

constexpr LineField kIntelFields[] = {
    {"pasid", kWord, "PASID"},
    {"iova", kHex, "fault addr"},
    {"interrupt_index", kHex, "fault index"},
};

// DMAR: [DMA Write] Request device [03:00.0] PASID ffffffff fault addr 0 [fault reason 05] PTE Write access is not set
// DMAR: [DMA Write NO_PASID] Request device [0x00:0x02.0] fault addr 0xf0afc000 [fault reason 0x07] …
// DMAR: [INTR-REMAP] Request device [f0:1f.0] fault index 0x0 [fault reason 0x25] …
void BeginIntelFault(EventBuilder& builder, const Line& line, Cursor) {
    if (!FindFact(builder.event, "iommu")) builder.AddFact("iommu", "intel");
    Cursor text(line.text);
    if (text.SkipPast("[DMA ")) {
        builder.AddFact("access", text.rest().starts_with("Write") ? "write" : "read");
    } else {
        builder.AddFact("access", "interrupt");
    }
    if (!text.SkipPast("device [")) return;
    text.Skip("[");
    builder.AddFact("device", text.Until("]"));
    text.Skip("]");
    ReadFields(builder, text, kIntelFields, ' ');
    ReadReason(builder, text);
}

constexpr LineField kAmdFields[] = {
    {"device", kWord}, {"domain", kHex}, {"iova", kHex, "address"},        {"flags", kHex},
    {"pasid", kHex},   {"tag", kHex},    {"rmp_flags", kHex, "flags_rmp"},
};

// AMD-Vi: Event logged [IO_PAGE_FAULT device=07:00.0 domain=0x0011 address=0xfffffffdf8000000 flags=0x0008]
// xhci_hcd 0000:02:00.0: AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x000f address=0xff00ffffffefe000 flags=0x0000]
void BeginAmdFault(EventBuilder& builder, const Line& line, Cursor rest) {
    builder.AddFact("iommu", "amd");
    builder.AddFact("event", rest.Token());
    Cursor whole(Trim(line.text));
    builder.AddFact("device", TakePciDevice(whole));
    ReadFields(builder, rest, kAmdFields, '=');
    builder.end_seen = true;
}

constexpr LineField kSmmuFields[] = {
    {"fsr", kHex}, {"iova", kHex}, {"fsynr", kHex}, {"cbfrsynra", kHex}, {"cb", kDecimal},
};

// 15000000.iommu: Unhandled context fault: fsr=0x402, iova=0xd65504710, fsynr=0x100011, cbfrsynra=0x0, cb=6
// arm-smmu-v3.2.auto: event 0x10 received:
bool IsSmmuFault(Cursor rest) {
    if (!rest.SkipPast(": ")) return false;
    if (rest.Skip("Unhandled context fault: ")) return true;
    return rest.Skip("event 0x") && rest.SkipPast(" received:");
}

void BeginSmmuFault(EventBuilder& builder, const Line& line, Cursor rest) {
    bool version3 = line.text.contains("event 0x");
    builder.AddFact("iommu", version3 ? "smmu-v3" : "smmu");
    if (rest.Skip("-v3")) rest.SkipSpaces();
    builder.AddFact("instance", Trim(rest.Until(": ")));
    if (rest.Skip("Unhandled context fault: ")) {
        ReadFields(builder, rest, kSmmuFields, '=');
    } else if (rest.Skip("event ")) {
        builder.AddHexFact("event", rest.Hex());
    }
}

// arm-smmu-v3 arm-smmu-v3.2.auto:  0x0000310200000010, four of them: the event as it stands in the queue
// arm-smmu 15000000.iommu: FSR    = 00000402 [Format=2 TF], SID=0x1c00
bool ReadSmmuLine(EventBuilder& builder, const Line&, Cursor rest) {
    if (!rest.SkipPast(": ")) return false;
    rest.SkipSpaces();
    if (IsOpen(builder, "smmu-v3")) {
        std::optional<uint64_t> word = rest.Hex();
        builder.AddHexFact("event_word", rest.at_end() ? word : std::nullopt);
        return word.has_value();
    }
    if (!IsOpen(builder, "smmu") || !rest.Skip("FSR ") || !rest.SkipPast("SID=")) return false;
    builder.AddHexFact("stream_id", rest.Hex());
    return true;
}

constexpr EventRule Status(std::string_view prefix) {
    return {prefix, EventKind::kDmaFault, Severity::kError, BeginIntelStatus};
}

constexpr EventRule Intel(std::string_view prefix) {
    return {prefix, EventKind::kDmaFault, Severity::kError, BeginIntelFault, AwaitsIntelFault};
}

constexpr EventRule kX86Rules[] = {
    Status("DMAR: DRHD: handling fault status reg"),
    Status("dmar: DRHD: handling fault status reg"),
    Status("DRHD: handling fault status reg"),
    Intel("DMAR: [DMA "),
    Intel("DMAR:[DMA "),
    Intel("dmar: DMAR:[DMA "),
    Intel("DMAR: [INTR-REMAP] Request device ["),
    Intel("INTR-REMAP: Request device ["),
    Intel("dmar: INTR-REMAP: Request device ["),
    {"AMD-Vi: Event logged [", EventKind::kDmaFault, Severity::kError, BeginAmdFault},
};

constexpr LineRule kX86Lines[] = {
    {"DMAR:[fault reason ", ReadReasonLine},
    {"INTR-REMAP:[fault reason ", ReadReasonLine},
    {"[fault reason ", ReadReasonLine},
};

constexpr EventRule kRules[] = {
    {"arm-smmu", EventKind::kDmaFault, Severity::kError, BeginSmmuFault, nullptr, IsSmmuFault},
};

constexpr LineRule kLines[] = {
    {"arm-smmu", ReadSmmuLine},
};

}  // namespace

constinit const std::span<const EventRule> kDmaFaultEvents = kRules;
constinit const std::span<const LineRule> kDmaFaultLines = kLines;
constinit const std::span<const EventRule> kX86DmaFaultEvents = kX86Rules;
constinit const std::span<const LineRule> kX86DmaFaultLines = kX86Lines;

}  // namespace faultbox
