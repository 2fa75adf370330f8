#include "arch/arm64/field_text.h"

#include "arch/common/bits.h"

namespace faultbox::arm64 {

void AppendFields(std::span<const FieldText> table, uint64_t value, BitFields& fields) {
    for (const FieldText& field : table) {
        uint64_t number = Bits(value, field.high, field.low);
        const char* meaning = nullptr;
        if (number < field.meanings.size()) {
            meaning = field.meanings[static_cast<size_t>(number)];
        } else if (!field.meanings.empty()) {
            meaning = "reserved";
        }
        fields.Append({field.name, field.high, field.low, number, meaning});
    }
}

}  // namespace faultbox::arm64
