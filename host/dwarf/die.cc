#include "host/dwarf/die.h"

#include <algorithm>

#include "arch/common/bits.h"
#include "host/dwarf/debug_info.h"
#include "host/dwarf/dwarf_constants.h"

namespace faultbox::dwarf {

using Kind = AttributeValue::Kind;

constexpr uint8_t kLongLeb128 = 0x80;  // A byte of a number that goes on.

Die Die::At(const Unit& unit, uint64_t offset) {
    const AbbreviationTable* abbreviations = unit.abbreviations ? unit.abbreviations : unit.info->AbbreviationsOf(unit);
    if (!abbreviations || offset < unit.first_die || offset >= unit.end) return {};
    Die die;
    die.unit_ = &unit;
    die.offset_ = offset;
    uint64_t code = unit.section[static_cast<size_t>(offset)];
    die.values_ = offset + 1;
    if (code >= kLongLeb128) {
        ByteReader reader = die.Reader(offset);
        code = reader.Uleb128();
        if (!reader.ok()) return {};
        die.values_ = reader.offset();
    }
    if (code != 0) die.abbreviation_ = abbreviations->Find(code);
    return die.abbreviation_ ? die : Die();
}

ByteReader Die::Reader(uint64_t offset) const {
    ByteReader reader(unit_->section.first(static_cast<size_t>(unit_->end)), unit_->sections->order);
    reader.Seek(offset);
    return reader;
}

ByteReader Die::ReaderOf(size_t index) const {
    const std::span<const AttributeSpec> specs = Specs();
    ByteReader reader = Reader(values_);
    reader.Skip(abbreviation_->fixed_size);
    for (size_t i = abbreviation_->fixed_count; i < index; ++i) SkipAttributeValue(reader, unit_->format, specs[i]);
    return reader;
}

std::optional<uint64_t> Die::EndOfAttributes() const {
    if (abbreviation_->fixed_count == abbreviation_->spec_count) {
        const uint64_t end = values_ + abbreviation_->fixed_size;
        return end <= unit_->end ? std::optional(end) : std::nullopt;
    }
    ByteReader reader = ReaderOf(abbreviation_->spec_count);
    if (!reader.ok()) return std::nullopt;
    return reader.offset();
}

Die Die::FirstChild() const {
    if (!has_children()) return {};
    std::optional<uint64_t> end = EndOfAttributes();
    return end ? At(*unit_, *end) : Die();
}

std::optional<uint64_t> Die::StatedSibling() const {
    if (abbreviation_->sibling >= abbreviation_->spec_count) return std::nullopt;
    const std::optional<AttributeValue> sibling = ValueAt(abbreviation_->sibling);
    uint64_t offset = 0;
    const bool is_behind = sibling && sibling->kind == Kind::kUnitReference &&
                           !__builtin_add_overflow(unit_->offset, sibling->value, &offset) && offset > values_;
    return is_behind ? std::optional(offset) : std::nullopt;
}

std::optional<uint64_t> Die::SiblingOffset() const {
    if (!has_children()) return EndOfAttributes();
    if (std::optional<uint64_t> stated = StatedSibling()) return stated;
    std::optional<uint64_t> end = EndOfAttributes();
    if (!end) return end;
    // Step over the children, level by level.
    uint64_t offset = *end;
    for (uint64_t depth = 1; depth > 0;) {
        ByteReader reader = Reader(offset);
        uint64_t code = reader.Uleb128();
        if (!reader.ok()) return std::nullopt;
        if (code == 0) {
            --depth;
            offset = reader.offset();
            continue;
        }
        Die die = At(*unit_, offset);
        std::optional<uint64_t> next = die ? die.EndOfAttributes() : std::nullopt;
        if (!next) return std::nullopt;
        if (die.has_children()) ++depth;
        offset = *next;
    }
    return offset;
}

Die Die::NextSibling() const {
    if (!abbreviation_) return {};
    std::optional<uint64_t> offset = SiblingOffset();
    return offset ? At(*unit_, *offset) : Die();
}

size_t Die::IndexOf(uint16_t attribute) const {
    if (!abbreviation_->MayHave(attribute)) return abbreviation_->spec_count;
    const std::span<const AttributeSpec> specs = Specs();
    return static_cast<size_t>(std::ranges::find(specs, attribute, &AttributeSpec::name) - specs.begin());
}

AttributeValue Die::WithConstant(AttributeValue value, const AttributeSpec& spec) const {
    if (spec.info.encoding == Encoding::kImplicit) {
        value.value = static_cast<uint64_t>(unit_->abbreviations->ConstantOf(spec));
    }
    return value;
}

std::optional<AttributeValue> Die::ValueAt(size_t index) const {
    const AttributeSpec& spec = Specs()[index];
    if (index < abbreviation_->fixed_count) {
        const Bytes values = unit_->section.subspan(values_, unit_->end - values_);
        if (uint64_t{spec.offset} + spec.size > values.size()) return std::nullopt;
        const Bytes bytes = values.subspan(spec.offset, spec.size);
        return WithConstant(FixedAttributeValue(bytes, unit_->sections->order, spec.info), spec);
    }
    ByteReader reader = ReaderOf(index);
    const AttributeValue value = WithConstant(ReadAttributeValue(reader, unit_->format, spec), spec);
    if (!reader.ok()) return std::nullopt;
    return value;
}

std::optional<AttributeValue> Die::Find(uint16_t attribute) const {
    if (!abbreviation_) return std::nullopt;
    const size_t index = IndexOf(attribute);
    return index < abbreviation_->spec_count ? ValueAt(index) : std::nullopt;
}

std::string_view Die::String(uint16_t attribute) const {
    std::optional<AttributeValue> value = Find(attribute);
    return value ? unit_->info->StringOf(*unit_, *value) : std::string_view();
}

std::optional<uint64_t> Die::Unsigned(uint16_t attribute) const {
    std::optional<AttributeValue> value = Find(attribute);
    if (!value) return std::nullopt;
    switch (value->kind) {
        case Kind::kConstant:
        case Kind::kSigned:
        case Kind::kFlag:
        case Kind::kSectionOffset:
            return value->value;
        default:
            return std::nullopt;
    }
}

std::optional<int64_t> Die::Signed(uint16_t attribute) const {
    std::optional<AttributeValue> value = Find(attribute);
    if (!value) return std::nullopt;
    if (value->kind == Kind::kSigned) return static_cast<int64_t>(value->value);
    if (value->kind != Kind::kConstant) return std::nullopt;
    return value->size == 0 ? static_cast<int64_t>(value->value) : SignExtend(value->value, 8u * value->size);
}

bool Die::Flag(uint16_t attribute) const {
    return Unsigned(attribute).value_or(0) != 0;
}

std::optional<uint64_t> Die::Address(uint16_t attribute) const {
    std::optional<AttributeValue> value = Find(attribute);
    return value ? unit_->info->AddressOf(*unit_, *value) : std::nullopt;
}

Die Die::Reference(uint16_t attribute) const {
    std::optional<AttributeValue> value = Find(attribute);
    if (!value) return {};
    switch (value->kind) {
        case Kind::kUnitReference: {
            uint64_t offset = 0;
            return __builtin_add_overflow(unit_->offset, value->value, &offset) ? Die() : At(*unit_, offset);
        }
        case Kind::kInfoReference:
            return unit_->info->DieAt(unit_->info_base + value->value);
        case Kind::kSignature:
            return unit_->info->FindTypeUnit(value->value);
        case Kind::kOtherFile: {
            std::optional<InfoOffset> base = unit_->info->supplement_base();
            return base ? unit_->info->DieAt(*base + value->value) : Die();
        }
        default:
            return {};
    }
}

}  // namespace faultbox::dwarf
