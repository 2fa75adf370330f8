#include "host/explain/variable_part.h"

namespace faultbox {

std::optional<MemberPath> FindPart(const Variable& variable, RegisterId reg, uint64_t pointer_size) {
    using dwarf::SimpleLocation;
    uint64_t begin = 0;  // Bits from the start of the variable.
    for (const dwarf::Piece& piece : variable.location.pieces) {
        const bool is_it = piece.location.kind == SimpleLocation::Kind::kRegister && piece.location.value.reg == reg &&
                           piece.location.value.offset == 0;
        const bool is_whole = piece.bit_offset == 0 && piece.bit_size == pointer_size * 8 && begin % 8 == 0;
        if (is_it && is_whole) {
            const TypeRef type = variable.type.Complete();
            if (!type.is_aggregate()) return std::nullopt;
            MemberLookup lookup = FindMember(type, begin / 8, pointer_size);
            const bool fits = lookup.paths.size() == 1 && lookup.paths.front().inner_offset == 0 &&
                              lookup.paths.front().size == pointer_size;
            return fits ? std::optional(std::move(lookup.paths.front())) : std::nullopt;
        }
        begin += piece.bit_size;
    }
    return std::nullopt;
}

}  // namespace faultbox
