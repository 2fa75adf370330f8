#include "host/dwarf/abbreviation.h"

#include <algorithm>

#include "host/dwarf/dwarf_constants.h"

namespace faultbox::dwarf {
namespace {

constexpr size_t kMostSpecs = 1024;
constexpr size_t kUsualAbbreviations = 128, kUsualSpecs = 512;  // Of a unit, or more.

/// Notes which attributes there are, and where the values lie whose places are the same in all DIEs. (16 bytes are the
/// most that a value has, and there are no more than kMostSpecs.)
void Measure(Abbreviation& abbreviation, std::span<AttributeSpec> specs) {
    bool has_place = true;
    for (AttributeSpec& spec : specs) {
        abbreviation.names |= uint64_t{1} << (spec.name % 64);
        spec.offset = abbreviation.fixed_size;
        has_place = has_place && spec.size != kVariableSize;
        if (!has_place) continue;
        abbreviation.fixed_size += spec.size;
        ++abbreviation.fixed_count;
    }
}

}  // namespace

AttributeSpec::AttributeSpec(uint16_t attribute, uint16_t form, const UnitFormat& format)
    : name(attribute), info(InfoOf(form)), size(FixedSizeOf(info, format)) {}

// Those of one abbreviation, up to the pair of zeros.
bool AbbreviationTable::ReadSpecs(ByteReader& reader, const UnitFormat& format) {
    for (size_t count = 0; count <= kMostSpecs; ++count) {
        const uint64_t name = reader.Uleb128();
        const uint64_t form = reader.Uleb128();
        if (!reader.ok() || name > 0xffff || form > 0xffff) return false;
        if (name == 0 && form == 0) return true;
        AttributeSpec spec(static_cast<uint16_t>(name), static_cast<uint16_t>(form), format);
        if (spec.info.encoding == Encoding::kImplicit) {
            spec.constant = static_cast<uint32_t>(constants_.size());
            constants_.push_back(reader.Sleb128());
        }
        if (!reader.ok()) return false;
        specs_.push_back(spec);
    }
    return false;
}

Result<AbbreviationTable> AbbreviationTable::Parse(Bytes debug_abbrev, uint64_t offset, const UnitFormat& format) {
    ByteReader reader(debug_abbrev);
    reader.Seek(offset);
    AbbreviationTable table;
    table.abbreviations_.reserve(kUsualAbbreviations);
    table.specs_.reserve(kUsualSpecs);
    while (reader.ok()) {
        Abbreviation abbreviation;
        abbreviation.code = reader.Uleb128();
        if (!reader.ok() || abbreviation.code == 0) break;
        uint64_t tag = reader.Uleb128();
        abbreviation.has_children = reader.U8() != 0;
        size_t first = table.specs_.size();
        if (!reader.ok() || tag > 0xffff || !table.ReadSpecs(reader, format)) {
            table.specs_.erase(table.specs_.begin() + static_cast<ptrdiff_t>(first), table.specs_.end());
            if (table.abbreviations_.empty()) return Fail(ErrorCode::kMalformed, "abbreviation is damaged", offset);
            break;
        }
        abbreviation.tag = static_cast<uint16_t>(tag);
        abbreviation.first_spec = static_cast<uint32_t>(first);
        const std::span<AttributeSpec> specs = std::span(table.specs_).subspan(first);
        abbreviation.spec_count = static_cast<uint16_t>(specs.size());
        auto sibling = std::ranges::find(specs, DW_AT_sibling, &AttributeSpec::name);
        abbreviation.sibling = static_cast<uint16_t>(sibling - specs.begin());
        Measure(abbreviation, specs);
        table.abbreviations_.push_back(abbreviation);
    }
    if (!reader.ok() && table.abbreviations_.empty()) return reader.Failure();
    table.size_bytes_ = reader.offset() - std::min(offset, reader.offset());
    std::ranges::stable_sort(table.abbreviations_, {}, &Abbreviation::code);
    return table;
}

const Abbreviation* AbbreviationTable::Search(uint64_t code) const {
    auto found = std::ranges::lower_bound(abbreviations_, code, {}, &Abbreviation::code);
    return found != abbreviations_.end() && found->code == code ? &*found : nullptr;
}

}  // namespace faultbox::dwarf
