#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "arch/common/byte_reader.h"
#include "arch/common/result.h"
#include "host/dwarf/form.h"

namespace faultbox::dwarf {

/// One attribute of an abbreviation (DWARF 5, section 7.5.3), or what stands for one in a line table.
struct AttributeSpec {
    /// Of a value of form `form` (DW_FORM_*) in units of one format.
    AttributeSpec(uint16_t name, uint16_t form, const UnitFormat& format);

    uint16_t name;          ///< DW_AT_*
    uint16_t offset = 0;    ///< Bytes in front of it, where all values there have a fixed size.
    FormInfo info;          ///< What the form says of the value.
    uint8_t size;           ///< Bytes of the value, or kVariableSize.
    uint32_t constant = 0;  ///< Of DW_FORM_implicit_const: see AbbreviationTable::ConstantOf().
};

/// The shape of DIEs of one abbreviation code.
struct Abbreviation {
    uint64_t code = 0;
    uint32_t first_spec = 0;
    uint16_t spec_count = 0;
    uint16_t tag = 0;  ///< DW_TAG_*
    bool has_children = false;
    uint16_t fixed_count = 0;  ///< Its first values, whose sizes are those of their forms.
    uint16_t fixed_size = 0;   ///< Bytes of these.
    /// The index of DW_AT_sibling among its attributes; their number where it has none.
    uint16_t sibling = 0;
    uint64_t names = 0;  ///< Bit n for attributes whose number ends with n in its low six bits.

    /// False where no attribute has that name (DW_AT_*); most that are asked for are not there.
    bool MayHave(uint16_t attribute) const { return names >> (attribute % 64) & 1; }
};

/// The abbreviations of a unit.
class AbbreviationTable {
  public:
    /// Reads the table at `offset` of an untrusted .debug_abbrev, for units of one format. A table that is damaged is
    /// kept up to the damage. kMalformed where not even one abbreviation can be read; the terminating 0 is one.
    static Result<AbbreviationTable> Parse(Bytes debug_abbrev, uint64_t offset, const UnitFormat& format);

    /// nullptr where there is no such code.
    const Abbreviation* Find(uint64_t code) const {
        // Codes run from 1 without gaps in practice.
        const bool is_usual = code - 1 < abbreviations_.size() && abbreviations_[code - 1].code == code;
        return is_usual ? &abbreviations_[code - 1] : Search(code);
    }
    std::span<const AttributeSpec> Specs(const Abbreviation& abbreviation) const {
        return std::span(specs_).subspan(abbreviation.first_spec, abbreviation.spec_count);
    }
    /// The value of an attribute that has the same in all DIEs.
    int64_t ConstantOf(const AttributeSpec& spec) const { return constants_[spec.constant]; }
    /// Bytes of the section that the table takes.
    uint64_t size_bytes() const { return size_bytes_; }

  private:
    bool ReadSpecs(ByteReader& reader, const UnitFormat& format);
    const Abbreviation* Search(uint64_t code) const;

    std::vector<Abbreviation> abbreviations_;  // By code.
    std::vector<AttributeSpec> specs_;
    std::vector<int64_t> constants_;
    uint64_t size_bytes_ = 0;
};

}  // namespace faultbox::dwarf
