#include "target/oops/event_builder.h"
#include "target/oops/kinds/field_lines.h"
#include "target/oops/kinds/hardware_kinds.h"

// Firmware's error records as the kernel prints them: drivers/acpi/apei/{ghes,bert}.c, drivers/firmware/efi/cper.c,
// cper-arm.c, cper-x86.c; until 3.10 drivers/acpi/apei/cper.c.

namespace faultbox {
namespace {

constexpr std::string_view kMark = "[Hardware Error]: ";
constexpr std::string_view kSourceLine = "Hardware error from APEI Generic Hardware Error Source: ";
// Until the line that names it.
constexpr std::string_view kNoType = "unknown";

using enum FieldForm;

// In the order of cper.c, cper-arm.c and cper-x86.c. `label` of a shorter name stands behind the longer one.
constexpr LineField kFields[] = {
    {"hw.time", kText, "precise tstamp"},
    {"hw.time", kText, "imprecise tstamp"},
    {"section.flags", kHex},
    {"section.fru_id", kWord},
    {"section.fru_text", kText},
    {"section.length", kHex, "section length"},
    // processor
    {"section.processor_type", kDecimal},
    {"section.processor_isa", kDecimal},
    {"section.error_types", kHexMarked, "error_type"},
    {"section.error_type", kDecimal},
    {"section.operation", kDecimal},
    {"section.level", kDecimal},
    {"section.version_info", kHex},
    {"section.processor_id", kHex},
    {"section.target_address", kHex},
    {"section.requestor_id", kHex},
    {"section.responder_id", kHex},
    {"section.ip", kHex, "IP"},
    // memory
    {"section.error_status", kHex},
    {"section.physical_address", kHex},
    {"section.physical_address_mask", kHex},
    {"section.node", kDecimal},
    {"section.card", kDecimal},
    {"section.module", kDecimal},
    {"section.rank", kDecimal},
    {"section.bank", kDecimal},
    {"section.bank_group", kDecimal},
    {"section.bank_address", kDecimal},
    {"section.device", kDecimal},
    {"section.row", kDecimal},
    {"section.column", kDecimal},
    {"section.bit_position", kDecimal},
    {"section.target_id", kHex},
    {"section.chip_id", kDecimal},
    {"section.dimm", kText, "DIMM location"},
    // PCIe
    {"section.port_type", kDecimal},
    {"section.version", kWord},
    {"section.command", kHex},
    {"section.status", kHex},
    {"section.pci_address", kAddress, "device_id"},
    {"section.slot", kDecimal},
    {"section.secondary_bus", kHex},
    {"section.vendor_id", kHex},
    {"section.device_id", kHex},
    {"section.class_code", kWord},
    {"section.serial_number", kText, "serial number"},
    {"section.bridge_secondary_status", kHex, "bridge: secondary_status"},
    {"section.bridge_control", kHex, "control"},
    {"section.aer_cor_status", kHex},
    {"section.aer_cor_mask", kHex},
    {"section.aer_uncor_status", kHex},
    {"section.aer_uncor_mask", kHex},
    {"section.aer_uncor_severity", kHex},
    {"section.tlp_header", kText, "TLP Header"},
    // ARM processor
    {"section.midr", kHex, "MIDR"},
    {"section.mpidr", kHex, "Multiprocessor Affinity Register (MPIDR)"},
    {"section.affinity_level", kDecimal, "error affinity level"},
    {"section.running_state", kHex, "running state"},
    {"section.psci_state", kDecimal, "Power State Coordination Interface state"},
    {"section.num_errors", kDecimal, "num errors"},
    {"section.captured", kPhrase, "first error captured"},
    {"section.captured", kPhrase, "last error captured"},
    {"section.captured", kPhrase, "propagated error captured"},
    {"section.captured", kPhrase, "overflow occurred"},
    {"section.error_info", kHex},
    {"section.virtual_address", kHex, "virtual fault address"},
    {"section.physical_address", kHex, "physical fault address"},
    {"section.context", kText, "register context type"},
    // IA32/X64 processor
    {"section.apic_id", kHex, "Local APIC_ID"},
    {"section.structure_type", kText, "Error Structure Type"},
    {"section.check_info", kHex, "Check Information"},
    {"section.target_id", kHex, "Target Identifier"},
    {"section.requestor_id", kHex, "Requestor Identifier"},
    {"section.responder_id", kHex, "Responder Identifier"},
    {"section.ip", kHex, "Instruction Pointer"},
    {"section.context", kText, "Register Context Type"},
    {"section.msr_address", kHex, "MSR Address"},
    // firmware error record reference
    {"section.record_type", kText, "Firmware Error Record Type"},
    {"section.revision", kDecimal, "Revision"},
    {"section.record_id", kHex, "Record Identifier"},
};

void BeginSection(EventBuilder& builder) {
    builder.AddFact("section.type", kNoType);
}

bool AwaitsType(const Fact* type) {
    return type && type->text.data() == kNoType.data();
}

void SetSectionType(EventBuilder& builder, std::string_view name) {
    if (!AwaitsType(FindFact(builder.event, "section.type"))) BeginSection(builder);
    if (Fact* type = FindFact(builder.event, "section.type"); AwaitsType(type)) type->text = name;
}

//  Error 0, type: fatal
// section: 0, severity: 2, corrected, until 3.10
bool ReadSectionHead(EventBuilder& builder, Cursor text) {
    bool old = text.Skip("section: ");
    if (!old && !text.Skip("Error ")) return false;
    if (!text.Decimal() || !text.Skip(old ? ", severity: " : ", type: ")) return false;
    BeginSection(builder);
    if (old && text.Decimal()) text.Skip(", ");
    builder.AddFact("section.severity", text.rest());
    return true;
}

//   section_type: PCIe error
// section type: unknown, 5e4706c1-5356-48c6-930b-52f2120a4458
bool ReadSectionType(EventBuilder& builder, Cursor text) {
    if (text.Skip("section_type: ")) {
        SetSectionType(builder, text.rest());
        return true;
    }
    if (!text.Skip("section type: unknown, ")) return false;
    SetSectionType(builder, "unknown section");
    builder.AddFact("section.guid", text.Token());
    return true;
}

// Hardware error from APEI Generic Hardware Error Source: 1
// event severity: fatal
// severity: 5, info, below "Generic Hardware Error Status"
bool ReadHead(EventBuilder& builder, Cursor text) {
    if (text.Skip(kSourceLine)) {
        SetHardwareSource(builder, "GHES");
        AddNumberFact(builder, "hw.source_id", text.Decimal());
        return true;
    }
    if (!text.Skip("event severity: ")) {
        if (!text.Skip("severity: ") || !text.Decimal() || !text.Skip(", ")) return false;
    }
    SetHardwareSeverity(builder, text.rest());
    return true;
}

bool ReadRecordLine(EventBuilder& builder, Cursor text) {
    text.SkipSpaces();
    return ReadHead(builder, text) || ReadSectionHead(builder, text) || ReadSectionType(builder, text) ||
           ReadFields(builder, text, kFields, ':');
}

struct Tag {
    std::optional<uint64_t> number;
    Cursor text{{}};  ///< Behind the mark.
};

// {1}[Hardware Error]:    [Hardware Error]:
bool ReadTag(std::string_view line, Tag& tag) {
    Cursor cursor(line);
    if (cursor.Skip("{")) {
        tag.number = cursor.Decimal();
        if (!tag.number || !cursor.Skip("}")) return false;
    }
    if (!cursor.Skip(kMark)) return false;
    tag.text = cursor;
    return true;
}

bool IsTagged(Cursor rest) {
    return rest.Decimal() && rest.Skip("}") && rest.Skip(kMark);
}

bool BeginsRecord(Cursor text) {
    text.SkipSpaces();
    return text.Skip(kSourceLine);
}

bool IsOpen(const EventBuilder& builder) {
    return builder.event.kind == EventKind::kHardwareError;
}

bool HasTag(const EventBuilder& builder, std::optional<uint64_t> number) {
    const Fact* tag = FindFact(builder.event, "hw.tag");
    return (tag ? tag->number : std::nullopt) == number;
}

// Records of several tags may stand mixed, printed by several processors.
Membership MembershipOfTagged(const EventBuilder& builder, const Line& line, Cursor) {
    Tag tag;
    if (!IsOpen(builder) || !ReadTag(Trim(line.text), tag)) return Membership::kOwn;
    if (!BeginsRecord(tag.text)) return Membership::kOpen;
    return HasTag(builder, tag.number) ? Membership::kOwn : Membership::kLater;
}

void ReadTagged(EventBuilder& builder, const Line& line, Cursor) {
    Tag tag;
    if (!ReadTag(Trim(line.text), tag)) return;
    if (builder.event.facts.empty()) AddNumberFact(builder, "hw.tag", tag.number);
    if (HasTag(builder, tag.number)) ReadRecordLine(builder, tag.text);
}

// Its severity comes once a record.
bool LacksSeverity(const EventBuilder& builder) {
    return IsOpen(builder) && !FindFact(builder.event, "hw.severity") && HasTag(builder, std::nullopt);
}

void BeginUntagged(EventBuilder& builder, const Line& line, Cursor) {
    Tag tag;
    if (ReadTag(Trim(line.text), tag)) ReadRecordLine(builder, tag.text);
}

// BERT: Error records from previous boot:
void BeginBert(EventBuilder& builder, const Line&, Cursor) {
    SetHardwareSource(builder, "BERT");
}

// [Hardware Error]:   section_type: memory error
bool ReadUntagged(EventBuilder& builder, const Line&, Cursor rest) {
    return IsOpen(builder) && HasTag(builder, std::nullopt) && ReadRecordLine(builder, rest);
}

constexpr EventRule kRules[] = {
    {.prefix = "{",
     .kind = EventKind::kHardwareError,
     .severity = Severity::kError,
     .begin = ReadTagged,
     .matches = IsTagged,
     .membership = MembershipOfTagged},
    {"BERT: Error records from previous boot:", EventKind::kHardwareError, Severity::kError, BeginBert},
    {"[Hardware Error]: event severity: ", EventKind::kHardwareError, Severity::kError, BeginUntagged, LacksSeverity},
    {"[Hardware Error]: Generic Hardware Error Status", EventKind::kHardwareError, Severity::kError, BeginUntagged,
     LacksSeverity},
    {"[Hardware Error]: APEI generic hardware error status", EventKind::kHardwareError, Severity::kError, BeginUntagged,
     LacksSeverity},
    {"[Hardware Error]: Hardware error from APEI Generic Hardware Error Source: ", EventKind::kHardwareError,
     Severity::kError, BeginUntagged},
};

constexpr LineRule kLines[] = {
    {kMark, ReadUntagged},
};

}  // namespace

void SetHardwareSource(EventBuilder& builder, std::string_view source) {
    builder.AddFact("hw.source", source);
}

void SetHardwareSeverity(EventBuilder& builder, std::string_view name) {
    builder.AddFact("hw.severity", name);
    // cper_severity_str, drivers/firmware/efi/cper.c; aer_error_severity_string, drivers/pci/pcie/aer.c: "fatal",
    // "recoverable", "corrected", "info"; "Corrected", "Uncorrected (Fatal)", "Uncorrected (Non-Fatal)".
    if (name == "fatal" || name.ends_with(" (Fatal)")) builder.event.severity = Severity::kFatal;
    if (name.starts_with("Correct") || name == "corrected") builder.event.severity = Severity::kWarning;
    if (name == "info") builder.event.severity = Severity::kInfo;
}

constinit const std::span<const EventRule> kHardwareErrorEvents = kRules;
constinit const std::span<const LineRule> kHardwareErrorLines = kLines;

}  // namespace faultbox
