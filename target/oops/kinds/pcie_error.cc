#include "target/oops/device_prefix.h"
#include "target/oops/event_builder.h"
#include "target/oops/kinds/field_lines.h"
#include "target/oops/kinds/hardware_kinds.h"

// drivers/pci/pcie/aer.c and dpc.c. All of a report's lines name the device first; until 4.19 without "AER: ".

namespace faultbox {
namespace {

using enum FieldForm;

bool IsOpen(const EventBuilder& builder) {
    return builder.event.kind == EventKind::kHardwareError;
}

// The open report is the one of PCIe's own drivers, not firmware's.
bool IsOwnOpen(const EventBuilder& builder) {
    const Fact* source = IsOpen(builder) ? FindFact(builder.event, "hw.source") : nullptr;
    return source && (source->text == "AER" || source->text == "DPC");
}

std::string_view DeviceOf(const Line& line) {
    Cursor text(Trim(line.text));
    return TakePciDevice(text);
}

void SetSourceOnce(EventBuilder& builder, const Line& line, std::string_view source) {
    if (FindFact(builder.event, "hw.source")) return;
    SetHardwareSource(builder, source);
    builder.AddFact("hw.root_port", DeviceOf(line));
}

// AER: Corrected error received: id=00e0
// AER: Multiple Uncorrected (Non-Fatal) error received: 0000:00:1d.0
// AER: Correctable error message received from 0000:07:00.0, since 6.9
bool IsReport(Cursor rest) {
    rest.Skip("Multiple ");
    return (rest.Skip("Correct") || rest.Skip("Uncorrect")) && rest.SkipPast(" error ") && rest.SkipPast("received");
}

void BeginReport(EventBuilder& builder, const Line& line, Cursor rest) {
    SetSourceOnce(builder, line, "AER");
    if (rest.Skip("Multiple ")) AddNumberFact(builder, "hw.multiple", 1);
    SetHardwareSeverity(builder, rest.Until(" error "));
    if (!rest.SkipPast("id=") && !rest.SkipPast("from ") && !rest.SkipPast("received: ")) return;
    builder.AddFact("hw.reporter", rest.Token());
}

constexpr LineStep kContainment[] = {
    {"status:", "hw.dpc_status", kHex},
    {"source:", "hw.dpc_source", kHex},
};

// DPC: containment event, status:0x1f01 source:0x0000
void BeginContainment(EventBuilder& builder, const Line& line, Cursor rest) {
    SetSourceOnce(builder, line, "DPC");
    ReadSteps(builder, rest, kContainment);
}

constexpr LineStep kBusError[] = {
    {"severity=", "section.severity", kText, ", "},
    {"type=", "section.layer", kText, ", "},
    {"(", "section.agent", kText, ")"},
};

void BeginSection(EventBuilder& builder, const Line& line, Cursor rest, std::span<const LineStep> steps) {
    builder.AddFact("section.type", "PCIe error");
    builder.AddFact("section.pci_address", DeviceOf(line));
    ReadSteps(builder, rest, steps);
}

// PCIe Bus Error: severity=Corrected, type=Physical Layer, id=00e5(Receiver ID)
// PCIe Bus Error: severity=Uncorrected (Fatal), type=Transaction Layer, (Requester ID)
void BeginBusError(EventBuilder& builder, const Line& line, Cursor rest) {
    if (!FindFact(builder.event, "hw.source")) SetHardwareSource(builder, "AER");
    BeginSection(builder, line, rest, kBusError);
    const Fact* severity = FindFact(builder.event, "section.severity");
    if (severity && !FindFact(builder.event, "hw.severity")) SetHardwareSeverity(builder, severity->text);
}

constexpr LineStep kFirmwareFirst[] = {
    {nullptr, "section.aer_status", kHex},
    {", aer_mask: ", "section.aer_mask", kHex},
};

// aer_status: 0x00100000, aer_mask: 0x00010000, which the kernel adds to firmware's record, in or behind its event.
void BeginFirmwareFirst(EventBuilder& builder, const Line& line, Cursor rest) {
    SetSourceOnce(builder, line, "AER");
    BeginSection(builder, line, rest, kFirmwareFirst);
}

//   device [8086:9d14] error status/mask=00000001/00002000
constexpr LineStep kStatus[] = {
    {"device [", "section.vendor_id", kHex},
    {":", "section.device_id", kHex},
    {"status/mask=", "section.aer_status", kHex},
    {"/", "section.aer_mask", kHex},
};

// aer_layer=Transaction Layer, aer_agent=Requester ID
constexpr LineStep kLayer[] = {
    {"aer_layer=", "section.layer", kText, ", "},
    {"aer_agent=", "section.agent", kText},
};

//    [ 0] Receiver Error         (First)
bool ReadStatusBit(EventBuilder& builder, Cursor text) {
    if (!text.Skip("[")) return false;
    text.SkipSpaces();
    std::optional<uint64_t> bit = text.Decimal();
    if (!bit || !text.Skip("]")) return false;
    if (text.rest().ends_with("(First)")) AddNumberFact(builder, "section.first_error", bit);
    return true;
}

constexpr LineField kFields[] = {
    {"section.tlp_header", kText, "TLP Header"},
    {"section.aer_uncor_severity", kHex},
};

bool ReadLine(EventBuilder& builder, const Line& line, Cursor) {
    Cursor text(Trim(line.text));
    if (!IsOpen(builder) || TakePciDevice(text).empty()) return false;
    text.SkipSpaces();
    text.Skip("AER:");
    text.SkipSpaces();
    return ReadSteps(builder, text, kStatus) || ReadStatusBit(builder, text) || ReadSteps(builder, text, kLayer) ||
           ReadFields(builder, text, kFields, ':');
}

constexpr EventRule kRules[] = {
    {"AER: aer_status: ", EventKind::kHardwareError, Severity::kError, BeginFirmwareFirst, IsOpen},
    {"aer_status: ", EventKind::kHardwareError, Severity::kError, BeginFirmwareFirst, IsOpen},
    {"AER: PCIe Bus Error: ", EventKind::kHardwareError, Severity::kError, BeginBusError, IsOwnOpen},
    {"PCIe Bus Error: ", EventKind::kHardwareError, Severity::kError, BeginBusError, IsOwnOpen},
    {"AER: ", EventKind::kHardwareError, Severity::kError, BeginReport, nullptr, IsReport},
    {"DPC: containment event, ", EventKind::kHardwareError, Severity::kError, BeginContainment},
};

constexpr LineRule kLines[] = {
    {"", ReadLine},
};

}  // namespace

constinit const std::span<const EventRule> kPcieErrorEvents = kRules;
constinit const std::span<const LineRule> kPcieErrorLines = kLines;

}  // namespace faultbox
