#include "host/symbols/type_ref.h"

#include <algorithm>

#include "host/dwarf/dwarf_constants.h"
#include "host/dwarf/origin.h"
#include "host/symbols/btf_reader.h"
#include "host/symbols/type_reader.h"

namespace faultbox {
namespace {

using namespace dwarf;

/// Longest chain of typedefs, qualifiers and array elements that is followed.
constexpr int kLongestChain = 32;
constexpr size_t kMostChildren = 65'536;
constexpr size_t kUsualMembers = 16;

/// The struct, union or enum that a declaration stands for: of a type unit (DW_AT_signature), of the same unit, or the
/// only one of that name in the file. Empty where there is none or the choice is open.
Die FindDefinition(const TypeIndex& types, const Die& declaration) {
    if (Die by_signature = declaration.Reference(DW_AT_signature)) return by_signature;
    std::string_view name = declaration.String(DW_AT_name);
    if (name.empty()) return {};
    std::vector<Die> found = types.Find(name, declaration.tag());
    for (const Die& die : found) {
        if (&die.unit() == &declaration.unit()) return die;
    }
    return found.size() == 1 ? found.front() : Die();
}

/// DW_AT_data_member_location: a constant, or in DWARF 2 an expression that adds to the structure's address.
std::optional<uint64_t> ByteOffset(const Die& member) {
    std::optional<AttributeValue> value = member.Find(DW_AT_data_member_location);
    if (!value) return 0;
    bool is_expression =
        value->kind == AttributeValue::Kind::kBlock || value->kind == AttributeValue::Kind::kExpression;
    if (!is_expression) return member.Unsigned(DW_AT_data_member_location);
    ExpressionContext context;
    context.unit = &member.unit();
    context.object = SymbolicValue{SymbolicValue::Base::kConstant, kNoRegister, 0, 0};
    SymbolicValue offset = EvaluateNumber(value->block, context);
    if (offset.base != SymbolicValue::Base::kConstant) return std::nullopt;
    return offset.offset;
}

/// Bits from the structure's start to a bit field (DWARF 5, section 5.7.6), or from the start of its storage unit for
/// DW_AT_bit_offset, which counts from the most significant bit of the unit (DWARF 3, section 5.5.6).
std::optional<uint64_t> BitsToField(const Die& member, uint64_t bit_size, uint64_t storage_bytes, std::endian order) {
    if (std::optional<uint64_t> bits = member.Unsigned(DW_AT_data_bit_offset)) return bits;
    std::optional<uint64_t> bit_offset = member.Unsigned(DW_AT_bit_offset);
    if (!bit_offset) return 0;
    if (order == std::endian::big) return bit_offset;
    // A field that straddles its unit has a negative offset, which wraps here and back again.
    uint64_t storage_bits = member.Unsigned(DW_AT_byte_size).value_or(storage_bytes) * 8;
    return storage_bits - *bit_offset - bit_size;
}

}  // namespace

TypeRef TypeReader::TypeOf(const SymbolFile& file, const Die& die) {
    Die holder = FindHolder(die, DW_AT_type);
    if (!holder) return die ? TypeRef(file) : TypeRef();
    Die type = holder.Reference(DW_AT_type);
    return type ? TypeRef(file, type) : TypeRef();
}

TypeRef TypeReader::DefinitionOf(const TypeRef& declaration) {
    if (declaration.btf_) return BtfReader::DefinitionOf(declaration);
    return Make(*declaration.file_, FindDefinition(StateOf(*declaration.file_).Types(), declaration.die_));
}

TypeKind TypeRef::kind() const {
    if (!file_) return TypeKind::kNone;
    if (is_void_) return TypeKind::kVoid;
    if (btf_) return BtfReader::KindOf(*this);
    switch (die_.tag()) {
        case DW_TAG_base_type:
            return TypeKind::kBase;
        case DW_TAG_pointer_type:
        case DW_TAG_reference_type:
        case DW_TAG_rvalue_reference_type:
            return TypeKind::kPointer;
        case DW_TAG_structure_type:
        case DW_TAG_class_type:
            return TypeKind::kStruct;
        case DW_TAG_union_type:
            return TypeKind::kUnion;
        case DW_TAG_enumeration_type:
            return TypeKind::kEnum;
        case DW_TAG_array_type:
            return TypeKind::kArray;
        case DW_TAG_typedef:
            return TypeKind::kTypedef;
        case DW_TAG_const_type:
        case DW_TAG_volatile_type:
        case DW_TAG_restrict_type:
        case DW_TAG_atomic_type:
            return TypeKind::kQualified;
        case DW_TAG_subroutine_type:
            return TypeKind::kFunction;
        default:
            return TypeKind::kOther;
    }
}

std::optional<uint64_t> TypeRef::Size() const {
    if (btf_) return BtfReader::SizeOf(*this);
    TypeRef type = *this;
    uint64_t elements = 1;
    for (int steps = 0; steps < kLongestChain; ++steps) {
        TypeKind kind = type.kind();
        std::optional<uint64_t> size = type.die_.Unsigned(DW_AT_byte_size);
        if (!size && kind == TypeKind::kPointer) size = type.die_.unit().format.address_size;
        uint64_t bytes = 0;
        if (size) return __builtin_mul_overflow(elements, *size, &bytes) ? std::nullopt : std::optional(bytes);
        if (kind == TypeKind::kArray) {
            for (std::optional<uint64_t> count : type.Dimensions()) {
                if (!count || __builtin_mul_overflow(elements, *count, &elements)) return std::nullopt;
            }
        }
        bool goes_on = kind == TypeKind::kArray || kind == TypeKind::kTypedef || kind == TypeKind::kQualified;
        if (type.is_declaration()) {
            type = type.Complete();
            if (type.is_declaration()) return std::nullopt;
        } else if (goes_on) {
            type = type.Target();
        } else {
            return std::nullopt;
        }
    }
    return std::nullopt;
}

bool TypeRef::is_declaration() const {
    if (btf_) return BtfReader::TypeOf(*this).kind == btf::Kind::kForward;
    return die_.Flag(DW_AT_declaration) || (is_aggregate() && die_.Has(DW_AT_signature));
}

bool TypeRef::is_signed() const {
    TypeRef type = Complete();
    if (type.btf_) return BtfReader::IsSigned(type);
    uint64_t encoding = type.die_.Unsigned(DW_AT_encoding).value_or(0);
    return type.kind() == TypeKind::kBase && (encoding == DW_ATE_signed || encoding == DW_ATE_signed_char);
}

TypeRef TypeRef::Target() const {
    if (btf_) return BtfReader::TargetOf(*this);
    switch (kind()) {
        case TypeKind::kPointer:
        case TypeKind::kArray:
        case TypeKind::kTypedef:
        case TypeKind::kQualified:
        case TypeKind::kFunction:
            return TypeReader::TypeOf(*file_, die_);
        case TypeKind::kEnum:
            return die_.Has(DW_AT_type) ? TypeReader::TypeOf(*file_, die_) : TypeRef();
        default:
            return {};
    }
}

TypeRef TypeRef::Complete() const {
    TypeRef type = *this;
    for (int steps = 0; steps < kLongestChain; ++steps) {
        if (type.is_declaration()) {
            TypeRef definition = TypeReader::DefinitionOf(type);
            return definition ? definition : type;
        }
        TypeKind kind = type.kind();
        if (kind != TypeKind::kTypedef && kind != TypeKind::kQualified) return type;
        type = type.Target();
    }
    return {};
}

TypeRef TypeRef::Pointee() const {
    TypeRef pointer = Complete();
    return pointer.is_pointer() ? pointer.Target().Complete() : TypeRef();
}

std::string_view TypeMember::Name() const {
    return btf_ != nullptr ? btf_name_ : die_.String(DW_AT_name);
}

TypeRef TypeMember::Type() const {
    return btf_ != nullptr ? BtfReader::Make(*file_, *btf_, btf_type_) : TypeReader::TypeOf(*file_, die_);
}

MemberList TypeRef::Members() const {
    if (!is_aggregate()) return {};
    if (btf_) return BtfReader::MembersOf(*this);
    return TypeReader::StateOf(*file_).MembersOf(id(), [this] { return TypeReader::MembersOf(*file_, die_); });
}

MemberList TypeReader::MembersOf(const SymbolFile& file, const Die& die) {
    std::vector<TypeMember> members;
    members.reserve(kUsualMembers);
    std::endian order = die.unit().info->sections().order;
    for (Die child = die.FirstChild(); child && members.size() < kMostChildren; child = child.NextSibling()) {
        bool is_base_class = child.tag() == DW_TAG_inheritance;
        bool is_static = child.Flag(DW_AT_declaration);
        if ((child.tag() != DW_TAG_member && !is_base_class) || is_static) continue;
        TypeMember member(file, child);
        std::optional<uint64_t> offset = ByteOffset(child);
        if (!offset) continue;
        member.offset = *offset;
        if (std::optional<uint64_t> bit_size = child.Unsigned(DW_AT_bit_size); bit_size && *bit_size <= 128) {
            std::optional<uint64_t> bits = BitsToField(child, *bit_size, member.Type().Size().value_or(0), order);
            member.offset += static_cast<uint64_t>(static_cast<int64_t>(bits.value_or(0)) >> 3);
            member.bit_offset = static_cast<uint32_t>(bits.value_or(0) & 7);
            member.bit_size = static_cast<uint32_t>(*bit_size);
        }
        members.push_back(member);
    }
    return MemberList(std::move(members));
}

std::vector<std::optional<uint64_t>> TypeRef::Dimensions() const {
    std::vector<std::optional<uint64_t>> dimensions;
    if (kind() != TypeKind::kArray) return dimensions;
    if (btf_) return BtfReader::DimensionsOf(*this);
    for (Die child = die_.FirstChild(); child && dimensions.size() < 16; child = child.NextSibling()) {
        if (child.tag() != DW_TAG_subrange_type) continue;
        std::optional<uint64_t> count = child.Unsigned(DW_AT_count);
        if (std::optional<uint64_t> upper = child.Unsigned(DW_AT_upper_bound)) {
            count = *upper + 1 - child.Unsigned(DW_AT_lower_bound).value_or(0);
        }
        dimensions.push_back(count);
    }
    return dimensions;
}

std::vector<TypeRef> TypeRef::Parameters() const {
    std::vector<TypeRef> parameters;
    if (kind() != TypeKind::kFunction) return parameters;
    if (btf_) return BtfReader::ParametersOf(*this);
    for (Die child = die_.FirstChild(); child && parameters.size() < 256; child = child.NextSibling()) {
        if (child.tag() == DW_TAG_formal_parameter) parameters.push_back(TypeReader::TypeOf(*file_, child));
    }
    return parameters;
}

std::string_view TypeRef::EnumeratorName(int64_t value) const {
    TypeRef type = Complete();
    if (type.kind() != TypeKind::kEnum) return {};
    if (type.btf_) return BtfReader::EnumeratorOf(type, value);
    size_t count = 0;
    for (Die child = type.die_.FirstChild(); child && ++count < kMostChildren; child = child.NextSibling()) {
        bool is_it = child.tag() == DW_TAG_enumerator && child.Signed(DW_AT_const_value) == value;
        if (is_it) return child.String(DW_AT_name);
    }
    return {};
}

std::string TypeRef::DeclarationFile() const {
    std::optional<uint64_t> file = die_.Unsigned(DW_AT_decl_file);
    if (!file || !file_) return {};
    const LineTable* lines = TypeReader::StateOf(*file_).LinesOf(die_.unit());
    return lines ? std::string(lines->PathOf(*file).relative) : std::string();
}

uint32_t TypeRef::DeclarationLine() const {
    return static_cast<uint32_t>(die_.Unsigned(DW_AT_decl_line).value_or(0));
}

TypeRef SymbolFile::TypeAt(uint64_t id) const {
    if (BtfTypes* types = state_->Btf()) return BtfReader::Make(*this, *types->Table(), static_cast<btf::TypeId>(id));
    return TypeReader::Make(*this, state_->Debug().DieAt(id));
}

std::vector<TypeRef> SymbolFile::FindTypes(std::string_view name) const {
    if (BtfTypes* types = state_->Btf()) return BtfReader::Find(*this, *types, name);
    constexpr struct {
        std::string_view prefix;
        uint16_t tag;
    } kPrefixes[] = {{"struct ", DW_TAG_structure_type},
                     {"union ", DW_TAG_union_type},
                     {"enum ", DW_TAG_enumeration_type},
                     {"class ", DW_TAG_class_type}};
    uint16_t tag = 0;
    for (const auto& [prefix, prefix_tag] : kPrefixes) {
        if (!name.starts_with(prefix)) continue;
        name.remove_prefix(prefix.size());
        tag = prefix_tag;
        break;
    }
    std::vector<TypeRef> types;
    for (const Die& die : state_->Types().Find(name, tag)) types.push_back(TypeRef(*this, die));
    return types;
}

}  // namespace faultbox
