#include "target/record/field_reader.h"

#include "target/format/crash_record.pb.h"

namespace faultbox::record {

std::optional<Field> FieldReader::Next() {
    if (!reader_.ok() || reader_.at_end()) return std::nullopt;
    uint64_t tag = reader_.Uleb128();
    Field field;
    field.number = static_cast<uint32_t>(tag >> 3);
    field.type = static_cast<WireType>(tag & 7);
    switch (field.type) {
        case WireType::kVarint:
            field.value = reader_.Uleb128();
            break;
        case WireType::kFixed64:
            field.value = reader_.U64();
            break;
        case WireType::kFixed32:
            field.value = reader_.U32();
            break;
        case WireType::kBytes:
            field.bytes = reader_.Take(reader_.Uleb128());
            break;
        default:
            reader_.Fail(ErrorCode::kMalformed, "wire type of a field");
            break;
    }
    if (tag >> 32 != 0 || field.number == 0) reader_.Fail(ErrorCode::kMalformed, "number of a field");
    if (!reader_.ok()) return std::nullopt;
    return field;
}

Field FindField(Bytes message, int number) {
    FieldReader fields(message);
    while (std::optional<Field> field = fields.Next()) {
        if (field->number == static_cast<uint32_t>(number)) return *field;
    }
    return {};
}

StoredKey ReadKey(Bytes message) {
    using format::EventKey;
    StoredKey key;
    FieldReader fields(message);
    while (std::optional<Field> field = fields.Next()) {
        if (field->number == EventKey::kFaultFieldNumber) key.fault = field->value;
        if (field->number == EventKey::kTimeUsFieldNumber) key.time_us = field->value;
        if (field->number != EventKey::kLineFieldNumber) continue;
        key.lines = {};  // Of a field that is there twice the last counts.
        ByteReader numbers(field->bytes);
        uint32_t before = 0;
        for (uint32_t& line : key.lines) {
            uint32_t hash = numbers.U32();
            if (hash <= before) break;
            line = before = hash;
        }
    }
    return key;
}

}  // namespace faultbox::record
