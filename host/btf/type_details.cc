#include "host/btf/type_table.h"

namespace faultbox::btf {
namespace {

constexpr int kLongestChain = 32;

}  // namespace

// Before kind_flag a bit field was a member of an integer type of fewer bits than its bytes have.
bool TypeTable::IsBitField(TypeId id, uint32_t& bit_offset, uint32_t& bits) const {
    for (int steps = 0; steps < kLongestChain; ++steps) {
        Type type = At(id);
        switch (type.kind) {
            case Kind::kTypedef:
            case Kind::kVolatile:
            case Kind::kConst:
            case Kind::kTypeTag:
                id = type.target;
                continue;
            case Kind::kInt: {
                IntLayout layout = LayoutOf(type);
                bit_offset = layout.bit_offset;
                bits = layout.bits;
                return bits < uint64_t{type.size} * 8 && (layout.encoding & kIntBool) == 0;
            }
            default:
                return false;
        }
    }
    return false;
}

std::vector<Member> TypeTable::MembersOf(const Type& type) const {
    std::vector<Member> members;
    if (type.kind != Kind::kStruct && type.kind != Kind::kUnion) return members;
    ByteReader reader = ReaderOf(type);
    for (uint32_t n = 0; n < type.count; ++n) {
        Member member;
        member.name = NameAt(reader.U32());
        member.type = reader.U32();
        uint32_t place = reader.U32();
        member.bit_offset = type.flag ? place & 0xff'ffff : place;
        uint32_t bits = place >> 24;
        uint32_t inner = 0;
        if (type.flag && bits != 0) {
            member.bit_size = bits;
        } else if (!type.flag && IsBitField(member.type, inner, bits)) {
            // Wraps where the file is malformed, as any wrong offset may.
            member.bit_offset += inner;
            member.bit_size = bits;
        }
        members.push_back(member);
    }
    return members;
}

std::vector<Enumerator> TypeTable::EnumeratorsOf(const Type& type) const {
    std::vector<Enumerator> enumerators;
    if (type.kind != Kind::kEnum && type.kind != Kind::kEnum64) return enumerators;
    ByteReader reader = ReaderOf(type);
    for (uint32_t n = 0; n < type.count; ++n) {
        Enumerator enumerator;
        enumerator.name = NameAt(reader.U32());
        uint32_t low = reader.U32();
        if (type.kind == Kind::kEnum64) {
            enumerator.value = static_cast<int64_t>(uint64_t{low} | uint64_t{reader.U32()} << 32);
        } else {
            enumerator.value = type.flag ? static_cast<int32_t>(low) : int64_t{low};
        }
        enumerators.push_back(enumerator);
    }
    return enumerators;
}

std::vector<Parameter> TypeTable::ParametersOf(const Type& type) const {
    std::vector<Parameter> parameters;
    if (type.kind != Kind::kPrototype) return parameters;
    ByteReader reader = ReaderOf(type);
    for (uint32_t n = 0; n < type.count; ++n) {
        std::string_view name = NameAt(reader.U32());
        parameters.push_back({name, reader.U32()});
    }
    return parameters;
}

uint32_t TypeTable::ElementsOf(const Type& array) const {
    if (array.kind != Kind::kArray) return 0;
    ByteReader reader = ReaderOf(array);
    reader.Skip(8);
    return reader.U32();
}

IntLayout TypeTable::LayoutOf(const Type& type) const {
    if (type.kind != Kind::kInt) return {};
    uint32_t data = ReaderOf(type).U32();
    return {.encoding = (data >> 24) & 0xf, .bit_offset = (data >> 16) & 0xff, .bits = data & 0xff};
}

}  // namespace faultbox::btf
