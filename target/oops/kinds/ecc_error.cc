#include "target/oops/event_builder.h"
#include "target/oops/kinds/field_lines.h"
#include "target/oops/kinds/hardware_kinds.h"

// drivers/edac/edac_mc.c, edac_device.c

namespace faultbox {
namespace {

using enum FieldForm;

constexpr LineField kFields[] = {
    {"channel", kDecimal},
    {"slot", kDecimal},
    {"page", kHex},
    {"offset", kHex},
    {"grain", kDecimal},
    {"syndrome", kHex},
    {"csrow", kDecimal},
    {"row", kDecimal},
    {"node", kDecimal},
    {"card", kDecimal},
    {"module", kDecimal},
    {"rank", kDecimal},
    {"bank", kDecimal},
    {"bank_group", kDecimal},
    {"bank_address", kDecimal},
    {"device", kDecimal},
    {"column", kDecimal, "col"},
    {"column", kDecimal},
    {"bit_position", kDecimal, "bit_pos"},
    {"bit_position", kDecimal},
    {"area", kWord},
    {"err_code", kWord},
    {"chip_id", kDecimal},
};

// A field at every blank: between those that are known stand others, and words.
void ReadAllFields(EventBuilder& builder, Cursor rest, char separator) {
    while (!rest.at_end()) {
        if (!ReadFields(builder, rest, kFields, separator)) rest.Token();
        rest.SkipSpaces();
    }
}

// Takes "1 CE ", "CE ", "CE: " and gives what it says.
std::string_view TakeError(Cursor& rest) {
    Cursor ahead = rest;
    if (ahead.Decimal()) ahead.Skip(" ");
    std::string_view error = ahead.rest().substr(0, 2);
    if (error != "CE" && error != "UE") return {};
    ahead.Skip(error);
    if (!ahead.Skip(": ") && !ahead.Skip(" ") && !ahead.Skip(" - ")) return {};
    rest = ahead;
    return error;
}

// 0: 1 CE memory …    Not "0: Giving out device to module …", which is said at boot.
bool IsError(Cursor rest) {
    return rest.Decimal() && rest.Skip(": ") && !TakeError(rest).empty();
}

// page 0x3c7d2d, offset 0xc00, grain 0, syndrome 0xa4f4, row 3, channel 0, label "": amd64_edac
// page 0x2000, offset 0x0, grain 4096, row 0, labels ":": i82875p UE
void ReadOldDetails(EventBuilder& builder, Cursor rest) {
    Cursor fields(rest.Until("\""));
    ReadAllFields(builder, fields, ' ');
    builder.AddFact("label", rest.Until("\""));
    if (rest.Skip(": ")) builder.AddFact("driver", rest.Token());
}

// memory read error on CPU_SrcID#0_Ha#0_Chan#1_DIMM#0 (channel:1 slot:0 page:0x… offset:0x… grain:32 syndrome:0x0 - …)
void ReadDetails(EventBuilder& builder, Cursor rest) {
    std::string_view words = rest.Until(" (");
    size_t on = words.rfind(" on ");
    builder.AddFact("message", words.substr(0, on));
    if (on != std::string_view::npos) builder.AddFact("label", words.substr(on + 4));
    Cursor own(rest.Until(" - "));
    ReadAllFields(builder, own, ':');
    builder.AddFact("details", Trim(rest.rest().substr(0, rest.rest().rfind(')'))));
}

constexpr LineStep kDevice[] = {
    {nullptr, "label", kText, " instance: "},
    {nullptr, "instance", kText, " block: "},
    {nullptr, "block", kText, " count: "},
    {nullptr, "count", kDecimal},
    {" '", "message", kText, "'"},
};

// Number and "CE" or "UE", which the lines of memory and of other devices begin with.
void BeginError(EventBuilder& builder, Cursor& rest, const char* number_key) {
    AddNumberFact(builder, number_key, rest.Decimal());
    rest.Skip(": ");
    Cursor count = rest;
    std::string_view error = TakeError(rest);
    builder.AddFact("error", error);
    AddNumberFact(builder, "count", count.Decimal());
    if (error == "CE") builder.event.severity = Severity::kWarning;
    builder.end_seen = true;
}

// EDAC MC0: 1 CE memory read error on …
// EDAC MC0: CE page 0x3c7d2d, offset 0xc00, …
void BeginMemory(EventBuilder& builder, const Line&, Cursor rest) {
    BeginError(builder, rest, "controller");
    if (rest.rest().starts_with("page ")) return ReadOldDetails(builder, rest);
    ReadDetails(builder, rest);
}

// EDAC DEVICE0: CE: cortex-arm64-edac instance: cpu2 block: L1 count: 1 'L1-D Data RAM correctable error(s) on CPU 2'
void BeginDevice(EventBuilder& builder, const Line&, Cursor rest) {
    BeginError(builder, rest, "device");
    ReadSteps(builder, rest, kDevice);
}

constexpr EventRule kRules[] = {
    {"EDAC MC", EventKind::kEccError, Severity::kError, BeginMemory, nullptr, IsError},
    {"EDAC DEVICE", EventKind::kEccError, Severity::kError, BeginDevice, nullptr, IsError},
};

}  // namespace

constinit const std::span<const EventRule> kEccErrorEvents = kRules;

}  // namespace faultbox
