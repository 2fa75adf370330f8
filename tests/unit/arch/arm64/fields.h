#pragma once

#include <gtest/gtest.h>

#include <cstring>
#include <optional>
#include <string>

#include "arch/common/fault_info.h"

namespace faultbox::arm64 {

inline const BitField* Find(const BitFields& fields, const char* name) {
    for (const BitField& field : fields) {
        if (std::strcmp(field.name, name) == 0) return &field;
    }
    return nullptr;
}

inline std::optional<uint64_t> Value(const BitFields& fields, const char* name) {
    const BitField* field = Find(fields, name);
    return field == nullptr ? std::nullopt : std::optional(field->value);
}

inline std::string Meaning(const BitFields& fields, const char* name) {
    const BitField* field = Find(fields, name);
    return field == nullptr || field->meaning == nullptr ? "" : field->meaning;
}

/// The names of the fields, in their order: "EC IL WnR".
inline std::string Names(const BitFields& fields) {
    std::string names;
    for (const BitField& field : fields) names += (names.empty() ? "" : " ") + std::string(field.name);
    return names;
}

/// Every field holds its bits of the value, none was dropped, and no two overlap.
inline void ExpectFieldsCutTheirBits(const BitFields& fields, uint64_t value) {
    EXPECT_EQ(fields.dropped(), 0u);
    uint64_t seen = 0;
    for (const BitField& field : fields) {
        ASSERT_LE(field.low, field.high) << field.name;
        ASSERT_LT(field.high, 64) << field.name;
        uint64_t mask = (uint64_t{2} << (field.high - field.low)) - 1;
        EXPECT_EQ(field.value, (value >> field.low) & mask) << field.name;
        EXPECT_EQ(seen & (mask << field.low), 0u) << field.name;
        seen |= mask << field.low;
    }
}

}  // namespace faultbox::arm64
