#include "host/symbols/btf_reader.h"

#include <algorithm>

#include "host/btf/pointer_size.h"
#include "host/symbols/type_reader.h"

namespace faultbox {
namespace {

using btf::Kind;

constexpr int kLongestChain = 32;
constexpr size_t kMostDimensions = 16;

std::optional<Kind> KindOfPrefix(std::string_view& name) {
    constexpr struct {
        std::string_view prefix;
        Kind kind;
    } kPrefixes[] = {{"struct ", Kind::kStruct}, {"union ", Kind::kUnion}, {"enum ", Kind::kEnum}};
    for (const auto& [prefix, kind] : kPrefixes) {
        if (!name.starts_with(prefix)) continue;
        name.remove_prefix(prefix.size());
        return kind;
    }
    return std::nullopt;
}

bool IsDefinition(Kind kind) {
    return kind == Kind::kInt || kind == Kind::kStruct || kind == Kind::kUnion || kind == Kind::kEnum ||
           kind == Kind::kEnum64 || kind == Kind::kTypedef || kind == Kind::kFloat;
}

bool IsOfKind(Kind kind, Kind wanted) {
    return kind == wanted || (kind == Kind::kEnum64 && wanted == Kind::kEnum);
}

}  // namespace

TypeRef BtfReader::Make(const SymbolFile& file, const btf::TypeTable& table, btf::TypeId id) {
    btf::Type type = table.At(id);
    for (int steps = 0; type.kind == Kind::kTypeTag; ++steps) {
        if (steps == kLongestChain) return {};
        type = table.At(type.target);
    }
    return type.kind == Kind::kVoid ? TypeRef(file) : TypeRef(file, table, type.id);
}

std::vector<TypeRef> BtfReader::Find(const SymbolFile& file, BtfTypes& types, std::string_view name) {
    std::optional<Kind> wanted = KindOfPrefix(name);
    std::vector<TypeRef> found;
    for (const btf::Type& type : types.Names().Find(name)) {
        if (wanted ? IsOfKind(type.kind, *wanted) : IsDefinition(type.kind))
            found.push_back(Make(file, *types.Table(), type.id));
    }
    return found;
}

TypeKind BtfReader::KindOf(const TypeRef& type) {
    btf::Type record = TypeOf(type);
    switch (record.kind) {
        case Kind::kVoid:
            return TypeKind::kVoid;
        case Kind::kInt:
        case Kind::kFloat:
            return TypeKind::kBase;
        case Kind::kPointer:
            return TypeKind::kPointer;
        case Kind::kArray:
            return TypeKind::kArray;
        case Kind::kStruct:
            return TypeKind::kStruct;
        case Kind::kUnion:
            return TypeKind::kUnion;
        case Kind::kForward:
            return record.flag ? TypeKind::kUnion : TypeKind::kStruct;
        case Kind::kEnum:
        case Kind::kEnum64:
            return TypeKind::kEnum;
        case Kind::kTypedef:
            return TypeKind::kTypedef;
        case Kind::kVolatile:
        case Kind::kConst:
        case Kind::kRestrict:
            return TypeKind::kQualified;
        case Kind::kPrototype:
            return TypeKind::kFunction;
        case Kind::kFunction:
        case Kind::kVariable:
        case Kind::kDataSection:
        case Kind::kDeclarationTag:
        case Kind::kTypeTag:
            return TypeKind::kOther;
    }
    return TypeKind::kOther;
}

std::string_view BtfReader::WordOf(const TypeRef& type) {
    switch (TypeOf(type).kind) {
        case Kind::kVolatile:
            return "volatile";
        case Kind::kConst:
            return "const";
        case Kind::kRestrict:
            return "restrict";
        default:
            break;
    }
    switch (KindOf(type)) {
        case TypeKind::kStruct:
            return "struct";
        case TypeKind::kUnion:
            return "union";
        case TypeKind::kEnum:
            return "enum";
        case TypeKind::kPointer:
            return "*";
        default:
            return {};
    }
}

std::optional<uint64_t> BtfReader::SizeOf(const TypeRef& type) {
    btf::Type record = TypeOf(type);
    uint64_t elements = 1;
    for (int steps = 0; steps < kLongestChain; ++steps) {
        uint64_t bytes = record.size;
        switch (record.kind) {
            case Kind::kInt:
            case Kind::kStruct:
            case Kind::kUnion:
            case Kind::kEnum:
            case Kind::kEnum64:
            case Kind::kFloat:
                break;
            case Kind::kPointer: {
                std::optional<uint8_t> size = TypeReader::StateOf(*type.file()).PointerSize();
                if (!size) return std::nullopt;
                bytes = *size;
                break;
            }
            case Kind::kForward: {
                TypeRef definition = DefinitionOf(Make(*type.file(), *type.btf_, record.id));
                if (!definition) return std::nullopt;
                bytes = TypeOf(definition).size;
                break;
            }
            case Kind::kArray: {
                uint32_t count = type.btf_->ElementsOf(record);
                if (count == 0 || __builtin_mul_overflow(elements, count, &elements)) return std::nullopt;
                [[fallthrough]];
            }
            case Kind::kTypedef:
            case Kind::kVolatile:
            case Kind::kConst:
            case Kind::kRestrict:
            case Kind::kTypeTag:
                record = type.btf_->At(record.target);
                continue;
            default:
                return std::nullopt;
        }
        return __builtin_mul_overflow(elements, bytes, &bytes) ? std::nullopt : std::optional(bytes);
    }
    return std::nullopt;
}

bool BtfReader::IsSigned(const TypeRef& complete) {
    btf::Type record = TypeOf(complete);
    return record.kind == Kind::kInt && (complete.btf_->LayoutOf(record).encoding & btf::kIntSigned) != 0;
}

TypeRef BtfReader::TargetOf(const TypeRef& type) {
    btf::Type record = TypeOf(type);
    switch (record.kind) {
        case Kind::kPointer:
        case Kind::kTypedef:
        case Kind::kVolatile:
        case Kind::kConst:
        case Kind::kRestrict:
        case Kind::kPrototype:
            return Make(*type.file(), *type.btf_, record.target);
        case Kind::kArray: {
            // An array of arrays is one of several dimensions.
            for (size_t depth = 0; record.kind == Kind::kArray; ++depth) {
                if (depth == kMostDimensions) return {};
                record = type.btf_->At(record.target);
            }
            return Make(*type.file(), *type.btf_, record.id);
        }
        default:
            return {};
    }
}

TypeRef BtfReader::DefinitionOf(const TypeRef& declaration) {
    btf::Type record = TypeOf(declaration);
    Kind wanted = record.flag ? Kind::kUnion : Kind::kStruct;
    const btf::NameIndex& names = TypeReader::StateOf(*declaration.file()).Btf()->Names();
    TypeRef found;
    for (const btf::Type& type : names.Find(record.name)) {
        if (type.kind != wanted) continue;
        if (found) return {};
        found = Make(*declaration.file(), *declaration.btf_, type.id);
    }
    return found;
}

MemberList BtfReader::MembersOf(const TypeRef& type) {
    std::vector<TypeMember> members;
    for (const btf::Member& record : type.btf_->MembersOf(TypeOf(type))) {
        TypeMember member(*type.file(), *type.btf_, record.name, record.type);
        member.offset = record.bit_offset / 8;
        if (record.bit_size) {
            member.bit_offset = record.bit_offset % 8;
            member.bit_size = record.bit_size;
        }
        members.push_back(member);
    }
    return MemberList(std::move(members));
}

std::vector<std::optional<uint64_t>> BtfReader::DimensionsOf(const TypeRef& array) {
    std::vector<std::optional<uint64_t>> dimensions;
    btf::Type record = TypeOf(array);
    while (record.kind == Kind::kArray && dimensions.size() < kMostDimensions) {
        uint32_t count = array.btf_->ElementsOf(record);
        dimensions.push_back(count != 0 ? std::optional<uint64_t>(count) : std::nullopt);
        record = array.btf_->At(record.target);
    }
    return dimensions;
}

std::vector<TypeRef> BtfReader::ParametersOf(const TypeRef& function) {
    std::vector<TypeRef> parameters;
    for (const btf::Parameter& parameter : function.btf_->ParametersOf(TypeOf(function))) {
        if (parameter.type != 0) parameters.push_back(Make(*function.file(), *function.btf_, parameter.type));
    }
    return parameters;
}

std::string_view BtfReader::EnumeratorOf(const TypeRef& complete, int64_t value) {
    btf::Type record = TypeOf(complete);
    // Until 6.0 the flag of a signed enumeration was not set.
    auto is_it = [&](const btf::Enumerator& enumerator) {
        bool is_narrow = record.size <= 4;
        return enumerator.value == value ||
               (is_narrow && static_cast<int32_t>(enumerator.value) == value && value == static_cast<int32_t>(value));
    };
    std::vector<btf::Enumerator> enumerators = complete.btf_->EnumeratorsOf(record);
    auto found = std::ranges::find_if(enumerators, is_it);
    return found != enumerators.end() ? found->name : std::string_view();
}

}  // namespace faultbox
