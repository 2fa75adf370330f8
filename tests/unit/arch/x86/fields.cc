#include "fields.h"

#include <gtest/gtest.h>

#include <cstring>

namespace faultbox::x86 {
namespace {

const BitField* Find(const BitFields& fields, const char* name) {
    for (const BitField& field : fields) {
        if (std::strcmp(field.name, name) == 0) return &field;
    }
    return nullptr;
}

}  // namespace

std::optional<uint64_t> Value(const BitFields& fields, const char* name) {
    const BitField* field = Find(fields, name);
    return field == nullptr ? std::nullopt : std::optional(field->value);
}

std::string Meaning(const BitFields& fields, const char* name) {
    const BitField* field = Find(fields, name);
    return field == nullptr || field->meaning == nullptr ? "" : field->meaning;
}

void ExpectFieldsOfManual(Describe describe, const DescribeContext& context, std::span<const ManualField> manual) {
    const BitFields zero = describe(0, context);
    EXPECT_EQ(zero.dropped(), 0u);
    EXPECT_EQ(zero.size(), manual.size());
    for (const ManualField& expected : manual) {
        const BitField* field = Find(zero, expected.name);
        ASSERT_NE(field, nullptr) << expected.name;
        EXPECT_EQ(field->high, expected.high) << expected.name;
        EXPECT_EQ(field->low, expected.low) << expected.name;
        EXPECT_NE(Meaning(zero, expected.name), "") << expected.name;
        if (expected.high != expected.low) continue;
        const BitFields set = describe(uint64_t{1} << expected.low, context);
        EXPECT_NE(Meaning(set, expected.name), "") << expected.name;
        EXPECT_NE(Meaning(set, expected.name), Meaning(zero, expected.name)) << expected.name;
    }
    for (unsigned bit = 0; bit < 64; ++bit) {
        const BitFields fields = describe(uint64_t{1} << bit, context);
        for (const ManualField& expected : manual) {
            bool inside = bit >= expected.low && bit <= expected.high;
            uint64_t value = inside ? uint64_t{1} << (bit - expected.low) : 0;
            EXPECT_EQ(Value(fields, expected.name), value) << expected.name << " with bit " << bit;
        }
    }
}

}  // namespace faultbox::x86
