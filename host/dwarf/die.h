#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "host/dwarf/unit.h"

namespace faultbox::dwarf {

/// A debugging information entry: a place in a unit, nothing of it read yet but its abbreviation. An empty Die stands
/// for "none", and answers every question with "none". Chains that go round (sibling, specification) are the caller's
/// to bound; each step here goes forward in the section or follows one reference.
class Die {
  public:
    Die() = default;
    /// The DIE at `offset` of the unit's section, or an empty one at a null entry, behind the end, or when damaged.
    static Die At(const Unit& unit, uint64_t offset);

    explicit operator bool() const { return abbreviation_ != nullptr; }
    const Unit& unit() const { return *unit_; }
    InfoOffset offset() const { return abbreviation_ ? unit_->section_base + offset_ : 0; }
    uint16_t tag() const { return abbreviation_ ? abbreviation_->tag : 0; }
    bool has_children() const { return abbreviation_ && abbreviation_->has_children; }

    /// Children in order: `for (Die child = die.FirstChild(); child; child = child.NextSibling())`.
    Die FirstChild() const;
    Die NextSibling() const;

    bool Has(uint16_t attribute) const { return abbreviation_ && IndexOf(attribute) < abbreviation_->spec_count; }
    std::optional<AttributeValue> Find(uint16_t attribute) const;
    /// Empty where there is none.
    std::string_view String(uint16_t attribute) const;
    /// A constant, also a flag or section offset, of any encoding.
    std::optional<uint64_t> Unsigned(uint16_t attribute) const;
    /// A constant, sign-extended from its form's size.
    std::optional<int64_t> Signed(uint16_t attribute) const;
    bool Flag(uint16_t attribute) const;
    std::optional<uint64_t> Address(uint16_t attribute) const;
    /// The DIE that an attribute refers to, in this or another unit, or of a type unit.
    Die Reference(uint16_t attribute) const;

    /// Calls `visit(attribute, value)` for all attributes in one pass.
    template <typename Visitor>
    void VisitAttributes(Visitor&& visit) const;

  private:
    friend class DebugInfo;
    ByteReader Reader(uint64_t offset) const;
    std::span<const AttributeSpec> Specs() const { return unit_->abbreviations->Specs(*abbreviation_); }
    /// Of an attribute; their number where there is none of that name.
    size_t IndexOf(uint16_t attribute) const;
    /// Of the attribute of that index; nothing when damaged.
    std::optional<AttributeValue> ValueAt(size_t index) const;
    /// `value`, but for one that stands in the abbreviation: that one.
    AttributeValue WithConstant(AttributeValue value, const AttributeSpec& spec) const;
    /// At the value of that index among the attributes, which has no fixed place; behind the last where the index is
    /// their number.
    ByteReader ReaderOf(size_t index) const;
    /// Offset behind the last attribute, or nothing when damaged.
    std::optional<uint64_t> EndOfAttributes() const;
    /// What DW_AT_sibling says, where that leads forward.
    std::optional<uint64_t> StatedSibling() const;
    std::optional<uint64_t> SiblingOffset() const;

    const Unit* unit_ = nullptr;
    const Abbreviation* abbreviation_ = nullptr;
    uint64_t offset_ = 0;  // In the unit's section.
    uint64_t values_ = 0;  // Of the first attribute.
};

template <typename Visitor>
void Die::VisitAttributes(Visitor&& visit) const {
    if (!abbreviation_) return;
    ByteReader reader = Reader(values_);
    for (const AttributeSpec& spec : Specs()) {
        AttributeValue value = WithConstant(ReadAttributeValue(reader, unit_->format, spec), spec);
        if (!reader.ok()) return;
        visit(spec.name, value);
    }
}

}  // namespace faultbox::dwarf
