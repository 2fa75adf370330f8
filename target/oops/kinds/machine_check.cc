#include "arch/x86/machine_check.h"

#include "target/oops/event_builder.h"
#include "target/oops/kinds/kinds.h"
#include "target/oops/kinds/machine_check_head.h"

namespace faultbox {
namespace {

using namespace machine_check;
using x86::kStatusPcc;
using x86::kStatusUc;

constexpr const char* kCpu = "mce.cpu";
constexpr const char* kBank = "mce.bank";
constexpr const char* kStatus = "mce.status";
constexpr const char* kNotice = "mce.notice";
constexpr unsigned kStatusDigits = 16;

bool IsHead(Cursor rest) {
    Head head;
    return ReadHead(rest, head);
}

bool IsCpuHead(Cursor rest) {
    Head head;
    return ReadCpuHead(rest, head);
}

bool IsBank(Cursor rest) {
    Head head;
    return ReadBank(rest, head);
}

const Fact* FindFact(const EventBuilder& builder, std::string_view key) {
    for (const Fact& fact : builder.event.facts) {
        if (key == fact.key) return &fact;
    }
    return nullptr;
}

bool StatesNumber(const EventBuilder& builder, std::string_view key, uint64_t number) {
    for (const Fact& fact : builder.event.facts) {
        if (key == fact.key && fact.number == number) return true;
    }
    return false;
}

bool IsSame(std::string_view notice, std::string_view other) {
    return (notice.contains(kHot) && other.contains(kHot)) || notice.substr(0, 8) == other.substr(0, 8);
}

// The line belongs to the open event when that still waits for its bank, or when one more CPU reports the same.
bool BelongsToOpen(const EventBuilder& builder, const Line& line) {
    Head head;
    if (builder.event.kind != EventKind::kMachineCheck || !ReadHead(Cursor(Trim(line.text)), head)) return false;
    const Fact* status = FindFact(builder, kStatus);
    const Fact* notice = FindFact(builder, kNotice);
    bool awaits_bank = !status && !FindFact(builder, kBank);
    if (!head.notice.empty()) {
        return awaits_bank && notice && (IsSame(notice->text, head.notice) || notice->text.starts_with(kLogged));
    }
    if (awaits_bank) return !notice || !notice->text.contains(kHot);
    std::optional<uint64_t> same = ParseHex(head.status);
    return head.cpu && same && status && status->number == same && StatesNumber(builder, kBank, *head.bank) &&
           !StatesNumber(builder, kCpu, *head.cpu);
}

// Of a further CPU's report, only what differs from the first report is kept.
void AddNumber(EventBuilder& builder, const char* key, std::optional<uint64_t> number, bool hex) {
    if (!number) return;
    unsigned reports = 0;
    for (const Fact& fact : builder.event.facts) {
        if (std::string_view(fact.key) == kCpu && ++reports > 1) break;
        if (std::string_view(fact.key) == key && fact.number == number) return;
    }
    builder.event.facts.Append({.key = key, .text = {}, .number = number, .hex = hex});
}

void SetStatus(EventBuilder& builder, const Line& line, std::string_view digits) {
    std::optional<uint64_t> status = ParseHex(digits);
    if (digits.size() != kStatusDigits) {
        DamageKind kind = digits.size() < kStatusDigits ? DamageKind::kMissingDigits : DamageKind::kExtraDigits;
        if (!digits.empty()) builder.AddDamage(kind, line.number, digits);
        return;
    }
    AddNumber(builder, kStatus, status, true);
    Severity severity = Severity::kWarning;
    if (Bit(*status, kStatusUc)) severity = Bit(*status, kStatusPcc) ? Severity::kFatal : Severity::kError;
    if (severity > builder.event.severity || !FindFact(builder, kNotice)) builder.event.severity = severity;
}

struct Word {
    std::string_view word;
    const char* key;
    bool hex = true;
};

// __print_mce, arch/x86/kernel/cpu/mce/core.c; amd_decode_mce, drivers/edac/mce_amd.c; mcelog --ascii.
constexpr Word kWords[] = {
    {"BANK", kBank, false},
    {"TSC", "mce.tsc"},
    {"ADDR", "mce.address"},
    {"MISC", "mce.misc"},
    {"SYND", "mce.synd"},
    {"SYND1", "mce.synd1"},
    {"SYND2", "mce.synd2"},
    {"IPID", "mce.ipid"},
    {"PPIN", "mce.ppin"},
    {"TIME", "mce.time", false},
    {"SOCKET", "mce.socket", false},
    {"APIC", "mce.apic"},
    {"microcode", "mce.microcode"},
    {"STATUS", kStatus},
    {"MCGSTATUS", "mce.mcgstatus"},
    {"MCGCAP", "mce.mcgcap"},
    {"APICID", "mce.apic"},
    {"SOCKETID", "mce.socket", false},
    {"IPID:", "mce.ipid"},
    {"Syndrome:", "mce.synd"},
    {"PPIN:", "mce.ppin"},
    {"TSC:", "mce.tsc", false},
};

// PROCESSOR 0:206c2 TIME 1480763330 SOCKET 0 APIC 11
void ReadProcessor(EventBuilder& builder, Cursor& rest) {
    rest.SkipSpaces();
    std::optional<uint64_t> vendor = rest.Decimal();
    if (!vendor || !rest.Skip(":")) return;
    AddNumber(builder, "mce.vendor", vendor, false);
    AddNumber(builder, "mce.cpuid", rest.Hex(), true);
}

// Reads one word and its number. A zero time stamp means that none was taken.
bool ReadPair(EventBuilder& builder, const Line& line, Cursor& rest) {
    rest.SkipSpaces();
    rest.Skip(", ");
    std::string_view name = rest.Token();
    if (name == "PROCESSOR") {
        ReadProcessor(builder, rest);
        return true;
    }
    for (const Word& word : kWords) {
        if (word.word != name) continue;
        rest.SkipSpaces();
        if (word.key == kStatus) {
            SetStatus(builder, line, rest.HexDigits());
            return true;
        }
        std::optional<uint64_t> value = word.hex ? rest.Hex() : rest.Decimal();
        bool stamp = word.word.starts_with("T");
        if (value && !(stamp && *value == 0)) AddNumber(builder, word.key, value, word.hex);
        return value.has_value();
    }
    return false;
}

bool ReadPairs(EventBuilder& builder, const Line& line, Cursor rest) {
    if (!ReadPair(builder, line, rest)) return false;
    while (ReadPair(builder, line, rest)) continue;
    return true;
}

// RIP !INEXACT! 10:<ffffffff812c3f9d> {intel_idle+0xb1/0x170}
bool ReadRip(EventBuilder& builder, const Line& line, Cursor rest) {
    std::string_view words = rest.rest();
    rest.Skip(" !INEXACT!");
    rest.SkipSpaces();
    if (rest.HexDigits().size() != 2 || !rest.Skip(":")) return false;
    builder.event.arch = Arch::kX86_64;
    rest.Skip("<");
    std::string_view digits = rest.HexDigits();
    if (digits.empty()) {
        words.remove_suffix(rest.rest().size());
        builder.AddDamage(DamageKind::kEatenAddress, line.number, Trim(words));
    } else {
        AddNumber(builder, "mce.ip", ParseHex(digits), true);
    }
    if (rest.SkipPast("{")) builder.AddFact("mce.symbol", rest.Until("}"));
    return true;
}

// Machine check: Processor context corrupt. What mce_panic says last: the panic follows.
bool ReadVerdict(EventBuilder& builder, const Line&, Cursor rest) {
    builder.AddFact("mce.verdict", Trim(rest.rest()));
    builder.event.severity = Severity::kFatal;
    builder.end_seen = true;
    return true;
}

// Error Addr: 0x01ffffffc080cb3a    MC4_ADDR: 0x00000000f3ae0000
bool ReadAddress(EventBuilder& builder, const Line&, Cursor rest) {
    AddNumber(builder, "mce.address", rest.Hex(), true);
    return true;
}

bool ReadBankAddress(EventBuilder& builder, const Line& line, Cursor rest) {
    return rest.Decimal32() && rest.Skip("_ADDR: ") && ReadAddress(builder, line, rest);
}

bool ReadMissing(EventBuilder& builder, const Line& line, Cursor) {
    builder.AddFact("mce.text", Trim(line.text));
    return true;
}

bool SkipLine(EventBuilder&, const Line&, Cursor) {
    return true;
}

// Lines of a report, behind the tag.
constexpr LineRule kInside[] = {
    {"RIP", ReadRip},
    {"Machine check: ", ReadVerdict},
    {"Error Addr: ", ReadAddress},
    {"MC", ReadBankAddress},
    {"Some CPUs didn't answer in synchronization", ReadMissing},
    {"This is not a software problem!", SkipLine},
    {"Run the above through 'mcelog --ascii'", SkipLine},
    {"Run through mcelog --ascii", SkipLine},
    {"No human readable MCE decoding support", SkipLine},
    {"Run the message through 'mcelog --ascii'", SkipLine},
    {"CMCI storm subsided", SkipLine},
    {"", ReadPairs},
};

// The processor's decoder adds words of its own: "Execution Unit Ext. Error Code: 0",
// "Northbridge Error (node 0): DRAM ECC error detected on the NB."
bool ReadInside(EventBuilder& builder, const Line& line, Cursor rest) {
    if (builder.event.kind != EventKind::kMachineCheck) return false;
    bool tagged = SkipTag(rest);
    for (const LineRule& rule : kInside) {
        if (!rest.rest().starts_with(rule.prefix)) continue;
        if (rule.read(builder, line, Cursor(rest.rest().substr(rule.prefix.size())))) return true;
    }
    if (tagged) builder.AddFact("mce.text", Trim(rest.rest()));
    return tagged;
}

void AddHead(EventBuilder& builder, const Line& line, const Head& head) {
    AddNumber(builder, kCpu, head.cpu, false);
    AddNumber(builder, "mce.mcgstatus", head.mcg_status, true);
    AddNumber(builder, kBank, head.bank, false);
    SetStatus(builder, line, head.status);
    AddNumber(builder, "mce.address", head.address, true);
    AddNumber(builder, "mce.misc", head.misc, true);
    if (head.amd) {
        bool hygon = head.signature && head.signature->family == 0x18;
        AddNumber(builder, "mce.vendor", static_cast<uint8_t>(hygon ? x86::Vendor::kHygon : x86::Vendor::kAmd), false);
    }
    if (head.signature) AddNumber(builder, "mce.cpuid", x86::EncodeCpuid(*head.signature), true);
    if (!head.rest.empty()) ReadPairs(builder, line, Cursor(head.rest));
}

void BeginMachineCheck(EventBuilder& builder, const Line& line, Cursor) {
    Head head;
    if (!ReadHead(Cursor(Trim(line.text)), head)) return;
    const Fact* notice = FindFact(builder, kNotice);
    bool repeats = notice && !head.notice.empty() && IsSame(notice->text, head.notice);
    if (notice && !repeats) builder.event.headline = Trim(line.text);
    if (!builder.event.cpu && head.cpu) builder.event.cpu = static_cast<uint32_t>(*head.cpu);
    if (!head.notice.empty() && !repeats) {
        if (!notice || head.severity > builder.event.severity) builder.event.severity = head.severity;
        builder.AddFact(kNotice, head.notice);
    }
    AddHead(builder, line, head);
}

Membership MembershipOf(const EventBuilder& builder, const Line& line, Cursor) {
    return BelongsToOpen(builder, line) ? Membership::kOpen : Membership::kOwn;
}

constexpr EventRule Rule(std::string_view prefix, bool (*matches)(Cursor)) {
    return {.prefix = prefix,
            .kind = EventKind::kMachineCheck,
            .severity = Severity::kError,
            .begin = BeginMachineCheck,
            .matches = matches,
            .membership = MembershipOf};
}

constexpr EventRule kRules[] = {
    Rule("[Hardware Error]: ", IsHead),
    Rule("mce: ", IsHead),
    Rule("core: [Hardware Error]: ", IsHead),
    Rule("CPU", IsCpuHead),
    Rule("Bank ", IsBank),
    Rule(kLogged, nullptr),
    Rule("CMCI storm detected", nullptr),
};

constexpr LineRule kLines[] = {
    {"", ReadInside},
};

}  // namespace

constinit const std::span<const EventRule> kMachineCheckEvents = kRules;
constinit const std::span<const LineRule> kMachineCheckLines = kLines;

}  // namespace faultbox
