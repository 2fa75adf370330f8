#include "target/oops/x86_registers.h"

#include <algorithm>

#include "arch/x86/registers.h"
#include "target/oops/x86_fault.h"

namespace faultbox {
namespace {

constexpr unsigned kSelectorDigits = 4;
constexpr unsigned kFlagDigits = 8;

struct Name {
    std::string_view text;  ///< In capitals; those of two letters stand behind an E or R.
    RegisterId on_i386;
    RegisterId on_x86_64;
    uint8_t digits;  ///< That are printed; 0 for as many as a pointer has.
    Arch first;      ///< The CPU whose lines may begin with it; kUnknown for both.
};

constexpr Name kGeneral[] = {
    {"AX", i386::kEax, x86_64::kRax, 0, Arch::kUnknown}, {"BX", i386::kEbx, x86_64::kRbx, 0, Arch::kUnknown},
    {"CX", i386::kEcx, x86_64::kRcx, 0, Arch::kUnknown}, {"DX", i386::kEdx, x86_64::kRdx, 0, Arch::kUnknown},
    {"SI", i386::kEsi, x86_64::kRsi, 0, Arch::kUnknown}, {"DI", i386::kEdi, x86_64::kRdi, 0, Arch::kUnknown},
    {"BP", i386::kEbp, x86_64::kRbp, 0, Arch::kUnknown}, {"SP", i386::kEsp, x86_64::kRsp, 0, Arch::kUnknown},
};

constexpr Name kNames[] = {
    {"EFLAGS", i386::kEflags, x86_64::kEflags, kFlagDigits, Arch::kI386},
    {"ORIG_RAX", kNoRegister, x86_64::kOrigRax, 0, Arch::kX86_64},
    {"CS", i386::kCs, x86_64::kCs, kSelectorDigits, Arch::kX86_64},
    {"DS", i386::kDs, x86_64::kDs, kSelectorDigits, Arch::kI386},
    {"ES", i386::kEs, x86_64::kEs, kSelectorDigits, Arch::kI386},
    {"FS", i386::kFs, x86_64::kFs, kSelectorDigits, Arch::kX86_64},
    {"GS", i386::kGs, x86_64::kGs, kSelectorDigits, Arch::kX86_64},
    {"SS", i386::kSs, x86_64::kSs, kSelectorDigits, Arch::kI386},
    {"KNLGS", kNoRegister, x86_64::kKernelGsBase, 0, Arch::kX86_64},
    {"CR0", i386::kCr0, x86_64::kCr0, 0, Arch::kI386},
    {"CR2", i386::kCr2, x86_64::kCr2, 0, Arch::kUnknown},
    {"CR3", i386::kCr3, x86_64::kCr3, 0, Arch::kUnknown},
    {"CR4", i386::kCr4, x86_64::kCr4, 0, Arch::kUnknown},
    {"DR0", i386::kDr0, x86_64::kDr0, 0, Arch::kUnknown},
    {"DR1", i386::kDr1, x86_64::kDr1, 0, Arch::kUnknown},
    {"DR2", i386::kDr2, x86_64::kDr2, 0, Arch::kUnknown},
    {"DR3", i386::kDr3, x86_64::kDr3, 0, Arch::kX86_64},
    {"DR6", i386::kDr6, x86_64::kDr6, 0, Arch::kI386},
    {"DR7", i386::kDr7, x86_64::kDr7, 0, Arch::kUnknown},
    {"PKRU", kNoRegister, x86_64::kPkru, kFlagDigits, Arch::kX86_64},
};

/// One "NAME: value" of a line.
struct Field {
    std::string_view name;
    std::string_view digits;
    std::string_view selector;  ///< "0018" of "RSP: 0018:ffff…", "0000" of "FS:  00007f…(0000)".
    bool is_base = false;       ///< The selector stood behind the value, which is the segment's base then.
    bool bracket = false;       ///< The value stood in <>.
};

bool IsNameChar(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || IsDecimalDigit(c) || c == '_';
}

// "SS:ESP", which has a colon inside, counts as ESP.
std::string_view TakeName(Cursor& rest) {
    constexpr size_t kLongest = 8;
    rest.SkipSpaces();
    Cursor pair = rest;
    if (pair.Skip("SS:E")) rest.Skip("SS:");
    std::string_view text = rest.rest();
    size_t count = 0;
    while (count < text.size() && count <= kLongest && IsNameChar(text[count])) ++count;
    rest.Skip(text.substr(0, count));
    return text.substr(0, count);
}

// RAX: 0000000000000000    RSP: 0018:ffff8803bd39bc28    FS:  00007f8f39f83700(0000)    RSP <ffff8803bd39bc28>
// eax: 00000000    ESP 0068:df44be90
bool TakeField(Cursor& rest, Field& field) {
    Cursor ahead = rest;
    field.name = TakeName(ahead);
    bool colon = ahead.Skip(":");
    if (field.name.empty() || (!colon && ahead.peek() != ' ')) return false;
    ahead.SkipSpaces();
    field.bracket = ahead.Skip("<");
    field.digits = ahead.HexDigits();
    if (ahead.Skip(":")) {
        field.selector = field.digits;
        field.digits = ahead.HexDigits();
    } else if (ahead.Skip("(")) {
        field.selector = ahead.HexDigits();
        field.is_base = true;
        if (!ahead.Skip(")")) return false;
    }
    if (field.bracket && !ahead.Skip(">")) return false;
    if (!colon && !field.bracket && field.selector.empty()) return false;
    char next = ahead.peek();
    if (next != ' ' && next != '\t' && next != '\0') return false;
    rest = ahead;
    return true;
}

bool EqualsFolded(std::string_view text, std::string_view capitals) {
    auto fold = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; };
    return std::ranges::equal(text, capitals, {}, fold);
}

const Name* Find(std::span<const Name> names, std::string_view text) {
    for (const Name& name : names) {
        if (EqualsFolded(text, name.text)) return &name;
    }
    return nullptr;
}

// R8 to R15, with one digit behind a 0 since 2.6.18: "R08".
std::optional<RegisterId> NumberedRegister(std::string_view text) {
    Cursor number(text);
    if (!number.Skip("R") || text.size() > 3) return std::nullopt;
    std::optional<uint32_t> value = number.Decimal32();
    if (!value || !number.at_end() || *value < 8 || *value > 15) return std::nullopt;
    return static_cast<RegisterId>(x86_64::kR8 + *value - 8);
}

/// A register by its printed name, before it is known which CPU it is of.
struct Known {
    RegisterId on_i386 = kNoRegister;
    RegisterId on_x86_64 = kNoRegister;
    unsigned digits = 0;
    Arch arch = Arch::kUnknown;  ///< That the name says.
    bool certain = false;        ///< Only registers of that CPU have the name.
};

std::optional<Known> Identify(std::string_view text) {
    if (std::optional<RegisterId> numbered = NumberedRegister(text)) {
        return Known{.on_x86_64 = *numbered, .arch = Arch::kX86_64, .certain = true};
    }
    if (const Name* name = Find(kNames, text)) {
        return Known{name->on_i386, name->on_x86_64, name->digits, name->first, name->on_i386 == kNoRegister};
    }
    if (text.size() != 3) return std::nullopt;
    bool wide = text.front() == 'R';
    if (!wide && text.front() != 'E' && text.front() != 'e') return std::nullopt;
    const Name* name = Find(kGeneral, text.substr(1));
    if (!name) return std::nullopt;
    return Known{name->on_i386, name->on_x86_64, 0, wide ? Arch::kX86_64 : Arch::kI386, true};
}

// Which CPU a line is of says its first name: "CS:" begins a line of 64-bit kernels only, "DS:" of 32-bit ones.
bool SettleArch(EventBuilder& builder, const Known& known, const Field& field) {
    Arch arch = builder.event.arch;
    if (known.certain || arch == Arch::kUnknown) arch = known.arch;
    if (arch == Arch::kUnknown) arch = X86OfDigits(field.digits.size());
    return arch != Arch::kUnknown && SetX86(builder, arch);
}

void NoteLine(EventBuilder& builder, RegisterId id, const Line& line) {
    auto cr2 = builder.event.arch == Arch::kX86_64 ? RegisterId{x86_64::kCr2} : RegisterId{i386::kCr2};
    if (id == cr2) builder.cr2_line = line.number;
}

void Store(EventBuilder& builder, const Line& line, const Known& known, const Field& field) {
    bool wide = builder.event.arch == Arch::kX86_64;
    unsigned pointer = wide ? 16 : 8;
    RegisterId id = wide ? known.on_x86_64 : known.on_i386;
    RegisterId selector = kNoRegister;
    unsigned digits = known.digits != 0 ? known.digits : pointer;
    if (wide && field.is_base) {
        if (id == x86_64::kFs || id == x86_64::kGs) {
            selector = id;
            id = id == x86_64::kFs ? x86_64::kFsBase : x86_64::kGsBase;
        }
        digits = pointer;
    } else if (!field.selector.empty()) {
        selector = wide ? RegisterId{x86_64::kSs} : RegisterId{i386::kSs};
    }
    NoteLine(builder, id, line);
    StateRegister(builder, id, field.digits, digits, line);
    if (selector != kNoRegister) StateRegister(builder, selector, field.selector, kSelectorDigits, line);
}

bool ReadWrappedValue(EventBuilder& builder, const Line& line, Cursor rest);

// Stores the fields from here on; what is left is of another sort.
Cursor ReadFields(EventBuilder& builder, const Line& line, Cursor rest) {
    Field field;
    for (Cursor ahead = rest; TakeField(ahead, field); field = {}) {
        std::optional<Known> known = Identify(field.name);
        if (!known) break;
        rest = ahead;
        if (field.digits.empty()) {
            bool wide = builder.event.arch == Arch::kX86_64;
            builder.pending_register = wide ? known->on_x86_64 : known->on_i386;
            builder.continuation = ReadWrappedValue;
            break;
        }
        Store(builder, line, *known, field);
    }
    return rest;
}

// CR2: fffffffffffffff8 CR3: 0000000207ad8000 CR4:
// 00000000000006e0
bool ReadWrappedValue(EventBuilder& builder, const Line& line, Cursor rest) {
    std::string_view digits = rest.HexDigits();
    if (line.has_prefix() || X86OfDigits(digits.size()) != builder.event.arch) return false;
    if (!rest.at_end() && rest.peek() != ' ') return false;
    builder.AddDamage(DamageKind::kWrappedLine, line.number, line.text);
    NoteLine(builder, builder.pending_register, line);
    StateRegister(builder, builder.pending_register, digits, static_cast<unsigned>(digits.size()), line);
    ReadFields(builder, line, rest);
    return true;
}

// CR2: 0000000000000010 at the end of a page fault's text: 16 digits on i386 too (page_fault_oops).
bool ReadFaultTrailer(EventBuilder& builder, const Line& line, const Field& field, Cursor rest) {
    rest.SkipSpaces();
    if (!EqualsFolded(field.name, "CR2") || !rest.at_end()) return false;
    if (X86OfDigits(field.digits.size()) == Arch::kUnknown) {
        builder.AddDamage(field.digits.size() < 16 ? DamageKind::kMissingDigits : DamageKind::kExtraDigits, line.number,
                          field.digits);
    } else if (!builder.other_cpu) {
        builder.SetFaultAddress(field.digits, line);
        // The only CR2 of a text that begins behind the registers.
        const CrashEvent& event = builder.event;
        bool agrees = event.fault.address == ParseHex(field.digits);
        if (agrees && event.arch == Arch::kX86_64 && !event.registers.Has(x86_64::kCr2)) {
            StateRegister(builder, x86_64::kCr2, field.digits, 16, line);
        }
    }
    return true;
}

}  // namespace

// RAX: 0000000000000000 RBX: 0000000000000000 RCX: 0000000000000000
// ESI: c17f626c EDI: c17f672c EBP: df44beac ESP: df44be90
//  DS: 007b ES: 007b FS: 00d8 GS: 00e0 SS: 0068 EFLAGS: 00010246
// eax: 00000000   ebx: c17f6ab8   ecx: 00000009   edx: 00000100 (until 2.6.24)
bool ReadX86Registers(EventBuilder& builder, const Line& line, Cursor rest) {
    Cursor ahead = rest;
    Field field;
    if (!TakeField(ahead, field)) return false;
    std::optional<Known> known = Identify(field.name);
    if (!known || field.digits.empty()) return false;
    if (ReadFaultTrailer(builder, line, field, ahead)) return true;
    if (InTrace(builder) && !field.bracket) return true;
    if (!SettleArch(builder, *known, field)) return false;
    std::string_view left = ReadX86Tail(builder, line, rest);
    if (!left.empty()) builder.AddDamage(DamageKind::kUnreadable, line.number, left);
    return true;
}

// EFLAGS: 00010246 CPU: 0    SS:ESP 0068:df44be90    RSP: ffff8803bd39bc28
//    Not tainted VLI, and on the line below: EFLAGS: 00010286   (2.6.18-1.2869.fc6 #1)
std::string_view ReadX86Tail(EventBuilder& builder, const Line& line, Cursor rest) {
    rest = ReadFields(builder, line, rest);
    rest.SkipSpaces();
    CrashEvent& event = builder.event;
    if (rest.at_end() || builder.other_cpu) return {};
    if (rest.Skip("CPU:")) {
        rest.SkipSpaces();
        std::optional<uint32_t> cpu = rest.Decimal32();
        if (!event.cpu) event.cpu = cpu;
    } else if (rest.Skip("(")) {
        event.release = rest.Token();
        rest.SkipSpaces();
        event.build = rest.Until(")");
    } else if (rest.Skip("Not tainted")) {
        builder.SetTaint({});
    } else if (rest.Skip("Tainted:")) {
        builder.SetTaint(rest.Until(" VLI"));
    } else {
        return rest.rest();
    }
    return {};
}

}  // namespace faultbox
