#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "arch/common/bytes.h"
#include "arch/common/result.h"

namespace faultbox::dwarf {

/// One attribute of an abbreviation. (DWARF 5, section 7.5.3)
struct AttributeSpec {
    uint16_t name;               ///< DW_AT_*
    uint16_t form;               ///< DW_FORM_*
    int64_t implicit_const = 0;  ///< For DW_FORM_implicit_const.
};

/// The shape of DIEs of one abbreviation code.
struct Abbreviation {
    uint64_t code = 0;
    uint32_t first_spec = 0;
    uint16_t spec_count = 0;
    uint16_t tag = 0;  ///< DW_TAG_*
    bool has_children = false;
};

/// The abbreviations of a unit.
class AbbreviationTable {
  public:
    /// Reads the table at `offset` of an untrusted .debug_abbrev. A table that is damaged is kept up to the damage.
    /// kMalformed where not even one abbreviation can be read; the terminating 0 is one.
    static Result<AbbreviationTable> Parse(Bytes debug_abbrev, uint64_t offset);

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
