#include "target/oops/event_builder.h"
#include "target/oops/kinds/field_lines.h"
#include "target/oops/kinds/hardware_kinds.h"

// EPT misconfigurations (arch/x86/kvm/vmx.c until 3.x), time-outs of the management controller
// (drivers/char/ipmi/ipmi_bt_sm.c, ipmi_si_intf.c), and what is said of a chipset with an erratum
// (arch/x86/kernel/early-quirks.c).

namespace faultbox {
namespace {

bool IsKind(const EventBuilder& builder, EventKind kind) {
    return builder.event.kind == kind;
}

// EPT: GPA: 0x108ba4538
bool ReadGuestAddress(EventBuilder& builder, const Line&, Cursor rest) {
    if (!IsKind(builder, EventKind::kEptMisconfig)) return false;
    builder.AddHexFact("gpa", rest.Hex());
    return true;
}

// Levels of the extended page tables, 5 with LA57.
constexpr const char* kLevels[] = {"spte_level_1", "spte_level_2", "spte_level_3", "spte_level_4", "spte_level_5"};

// spte 0x84c236107 level 4
// rsvd_bits = 0x1000000000
// ept_mem_type=0x7
bool ReadEptEntry(EventBuilder& builder, const Line&, Cursor rest) {
    if (!IsKind(builder, EventKind::kEptMisconfig)) return false;
    if (rest.Skip("rsvd_bits = ")) {
        builder.AddHexFact("reserved_bits", rest.Hex());
    } else if (rest.Skip("ept_mem_type=")) {
        builder.AddHexFact("memory_type", rest.Hex());
    } else if (rest.Skip("spte ")) {
        std::optional<uint64_t> entry = rest.Hex();
        std::optional<uint64_t> level = rest.Skip(" level ") ? rest.Decimal() : std::nullopt;
        if (level && *level >= 1 && *level <= std::size(kLevels)) builder.AddHexFact(kLevels[*level - 1], entry);
    }
    return true;
}

bool IsIpmi(const EventBuilder& builder) {
    return IsKind(builder, EventKind::kIpmiTimeout);
}

// A number that further lines of a run raise.
void Count(EventBuilder& builder, const char* key) {
    if (Fact* fact = FindFact(builder.event, key)) {
        ++*fact->number;
    } else {
        AddNumberFact(builder, key, 1);
    }
}

void NoteTime(EventBuilder& builder, const Line& line) {
    if (!line.time_us || builder.event.first_line == line.number) return;
    if (Fact* fact = FindFact(builder.event, "last_time_us")) {
        fact->number = line.time_us;
    } else {
        AddNumberFact(builder, "last_time_us", line.time_us);
    }
}

// IPMI BT: timeout in RD_WAIT [ ] 1 retries left
// IPMI BT: timeout in XACTION [ B_BUSY H_BUSY OEMO SMS H2B ] failed 2 retries, sending error response
void BeginBtTimeout(EventBuilder& builder, const Line& line, Cursor) {
    Count(builder, "timeouts");
    NoteTime(builder, line);
    if (!FindFact(builder.event, "interface")) {
        builder.AddFact("interface", "BT");
        Cursor text(line.text);
        if (text.SkipPast("timeout in ")) builder.AddFact("state", text.Token());
        if (text.SkipPast("[")) builder.AddFact("flags", Trim(text.Until("]")));
    }
    if (line.text.contains("] failed ")) Count(builder, "failures");
}

// failed 2 retries, sending error response
bool ReadFailed(EventBuilder& builder, const Line& line, Cursor rest) {
    if (!IsIpmi(builder) || !rest.SkipPast(" retries, sending error response")) return false;
    Count(builder, "failures");
    NoteTime(builder, line);
    return true;
}

// IPMI: BT reset (takes 5 secs)
void BeginReset(EventBuilder& builder, const Line& line, Cursor) {
    Count(builder, "resets");
    NoteTime(builder, line);
}

// ipmi_si IPI0001:00: IPMI BT: timeout in RD_WAIT [ ] 1 retries left
bool IsBtTimeout(Cursor rest) {
    return rest.SkipPast("IPMI BT: timeout in ");
}

// Words of a controller that does not answer, in what ipmi_si says besides of itself.
bool IsSilentController(Cursor rest) {
    constexpr std::string_view kWords[] = {"timed out", "imeout", "hosed", "not responding"};
    for (std::string_view word : kWords) {
        if (rest.rest().contains(word)) return true;
    }
    return false;
}

// ipmi_si: There appears to be no BMC at this location: hosed
void BeginSilent(EventBuilder& builder, const Line& line, Cursor rest) {
    Count(builder, "timeouts");
    NoteTime(builder, line);
    if (!FindFact(builder.event, "message")) builder.AddFact("message", Trim(rest.rest()));
}

// feature unstable.  Please reboot with nointremap
// added to the kernel command line and contact
// your BIOS vendor for an update
bool ReadAdvice(EventBuilder& builder, const Line&, Cursor rest) {
    if (rest.rest().contains("nointremap")) builder.AddFact("hw.parameter", "nointremap");
    if (rest.rest().contains("being disabled")) builder.AddFact("hw.action", "interrupt remapping disabled");
    bool last = rest.rest().contains("BIOS vendor for an update");
    builder.end_seen = last;
    if (!last) builder.continuation = ReadAdvice;
    return true;
}

// [Hardware Error]: This system BIOS has enabled interrupt remapping
// on a chipset that contains an errata making that
void BeginErratum(EventBuilder& builder, const Line&, Cursor) {
    SetHardwareSource(builder, "interrupt remapping erratum");
    SetHardwareSeverity(builder, "info");
    builder.continuation = ReadAdvice;
}

constexpr EventRule kRules[] = {
    {"EPT: Misconfiguration.", EventKind::kEptMisconfig, Severity::kError},
    {"IPMI BT: timeout in ", EventKind::kIpmiTimeout, Severity::kWarning, BeginBtTimeout, IsIpmi},
    {"IPMI: BT reset ", EventKind::kIpmiTimeout, Severity::kWarning, BeginReset, IsIpmi},
    {"ipmi_si ", EventKind::kIpmiTimeout, Severity::kWarning, BeginBtTimeout, IsIpmi, IsBtTimeout},
    {"ipmi_si", EventKind::kIpmiTimeout, Severity::kWarning, BeginSilent, IsIpmi, IsSilentController},
    {"[Hardware Error]: This system BIOS has enabled interrupt remapping", EventKind::kHardwareError, Severity::kInfo,
     BeginErratum},
    {"This system BIOS has enabled interrupt remapping", EventKind::kHardwareError, Severity::kInfo, BeginErratum},
};

constexpr LineRule kLines[] = {
    {"EPT: GPA: ", ReadGuestAddress},
    {"ept_misconfig_inspect_spte: ", ReadEptEntry},
    {"failed ", ReadFailed},
};

}  // namespace

constinit const std::span<const EventRule> kPlatformEvents = kRules;
constinit const std::span<const LineRule> kPlatformLines = kLines;

}  // namespace faultbox
