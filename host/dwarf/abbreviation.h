#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <vector>

#include "arch/common/bytes.h"
#include "arch/common/result.h"

namespace faultbox::dwarf {

/// What the form of an attribute is. (DWARF 5, section 7.5.5)
struct UnitFormat {
    uint16_t version = 0;
    uint8_t offset_size = 4;   ///< 4 in 32-bit DWARF, 8 in 64-bit DWARF.
    uint8_t address_size = 0;  ///< 1 to 8.
    auto operator<=>(const UnitFormat&) const = default;
};

/// The size of a value which its bytes themselves tell.
inline constexpr uint8_t kVariableSize = 0xff;

/// One attribute of an abbreviation. (DWARF 5, section 7.5.3)
struct AttributeSpec {
    uint16_t name;                 ///< DW_AT_*
    uint16_t form;                 ///< DW_FORM_*
    int64_t implicit_const = 0;    ///< For DW_FORM_implicit_const.
    uint16_t offset = 0;           ///< Bytes in front of it, where all values there have a fixed size.
    uint8_t size = kVariableSize;  ///< Bytes of the value, where its form says how many.
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
};

/// The abbreviations of a unit.
class AbbreviationTable {
  public:
    /// Reads the table at `offset` of an untrusted .debug_abbrev, for units of one format. A table that is damaged is
    /// kept up to the damage. kMalformed where not even one abbreviation can be read; the terminating 0 is one.
    static Result<AbbreviationTable> Parse(Bytes debug_abbrev, uint64_t offset, const UnitFormat& format);

    /// nullptr where there is no such code.
    const Abbreviation* Find(uint64_t code) const;
    std::span<const AttributeSpec> Specs(const Abbreviation& abbreviation) const {
        return std::span(specs_).subspan(abbreviation.first_spec, abbreviation.spec_count);
    }
    /// Bytes of the section that the table takes.
    uint64_t size_bytes() const { return size_bytes_; }

  private:
    std::vector<Abbreviation> abbreviations_;  // By code.
    std::vector<AttributeSpec> specs_;
    uint64_t size_bytes_ = 0;
};

}  // namespace faultbox::dwarf
