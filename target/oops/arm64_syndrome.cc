#include "target/oops/arm64_syndrome.h"

#include <bit>

#include "target/oops/arm64_fault.h"

namespace faultbox {
namespace {

struct Field {
    std::string_view name;
    uint8_t high;
    uint8_t low;
};

// DDI 0487, ESR_EL1; ISS2 is ESR[55:32].
constexpr Field kFields[] = {
    {"EC", 31, 26},      {"IL", 25, 25},        {"Exception class", 0, 0},
    {"SET", 12, 11},     {"FnV", 10, 10},       {"EA", 9, 9},
    {"S1PTW", 7, 7},     {"FSC", 5, 0},         {"ISV", 24, 24},
    {"ISS", 24, 0},      {"ISS2", 55, 32},      {"Access size", 23, 22},
    {"SSE", 21, 21},     {"SRT", 20, 16},       {"SF", 15, 15},
    {"AR", 14, 14},      {"CM", 8, 8},          {"WnR", 6, 6},
    {"TnD", 42, 42},     {"TagAccess", 41, 41}, {"GCS", 40, 40},
    {"Overlay", 38, 38}, {"DirtyBit", 37, 37},  {"Xs", 36, 32},
};

const Field* FindField(std::string_view name) {
    for (const Field& field : kFields) {
        if (field.name == name) return &field;
    }
    return nullptr;
}

// "0x25: DABT (current EL)"    "32 bits"    "4 byte(s)"    "1"
std::optional<uint64_t> ReadValue(std::string_view name, Cursor value) {
    if (value.Skip("0x")) return ParseHex(value.HexDigits());
    std::optional<uint64_t> number = value.Decimal();
    if (!number) return std::nullopt;
    if (name == "IL") return *number == 32;
    if (name == "Access size") return std::has_single_bit(*number) ? std::countr_zero(*number) : ~uint64_t{0};
    return number;
}

// EC = 0x25: DABT (current EL), IL = 32 bits
bool ReadField(EventBuilder& builder, const Line& line, std::string_view item) {
    Cursor rest(item);
    std::string_view name = Trim(rest.Until("="));
    rest.SkipSpaces();
    const Field* field = FindField(name);
    if (field == nullptr || rest.at_end()) return false;
    std::optional<uint64_t> value = ReadValue(name, rest);
    if (!value || field->high == 0) return true;
    uint64_t mask = (uint64_t{2} << (field->high - field->low)) - 1;
    // A value that is too large for its field cannot agree: all bits are compared then.
    SyndromeBits bits{mask << field->low, (*value & mask) << field->low, {item, line.number}};
    if (*value > mask) bits = {0, 1, {item, line.number}};
    StateSyndrome(builder, bits);
    return true;
}

}  // namespace

// EC = 0x25: DABT (current EL), IL = 32 bits
// ISV = 0, ISS = 0x00000046, ISS2 = 0x00000000
// CM = 0, WnR = 1, TnD = 0, TagAccess = 0
bool ReadSyndromeFields(EventBuilder& builder, const Line& line, Cursor) {
    Cursor rest(Trim(line.text));
    if (!ReadField(builder, line, rest.Until(", "))) return false;
    SetArm64(builder);
    while (!rest.at_end()) {
        if (!ReadField(builder, line, rest.Until(", "))) {
            builder.AddDamage(DamageKind::kUnreadable, line.number, line.text);
            return true;
        }
    }
    return true;
}

bool ReadSyndrome(EventBuilder& builder, const Line& line, Cursor rest) {
    rest.Skip("0x");
    std::string_view digits = rest.HexDigits();
    SetArm64(builder);
    if (digits.size() != 8 && digits.size() != 16) {
        builder.AddDamage(digits.size() > 16 ? DamageKind::kExtraDigits : DamageKind::kMissingDigits, line.number,
                          digits);
        return true;
    }
    builder.SetFaultStatus(digits, line);
    return true;
}

}  // namespace faultbox
