#include <format>

#include "host/dwarf/dwarf_constants.h"
#include "host/symbols/btf_reader.h"

namespace faultbox {
namespace {

constexpr int kDeepestName = 12;
constexpr size_t kLongestName = 512;

}  // namespace

/// Puts names together.
struct TypeNamer {
    static std::string Name(const TypeRef& type, int depth) {
        if (depth > kDeepestName) return "...";
        switch (type.kind()) {
            case TypeKind::kNone:
                return "?";
            case TypeKind::kVoid:
                return "void";
            case TypeKind::kPointer:
                return PointerName(type, depth);
            case TypeKind::kArray:
                return ArrayName(type, depth);
            case TypeKind::kQualified:
                return QualifiedName(type, depth);
            case TypeKind::kFunction:
                return FunctionName(type, "", depth);
            default:
                return PlainName(type);
        }
    }

  private:
    static std::string PlainName(const TypeRef& type) {
        std::string_view bare = type.BareName();
        std::string_view keyword = type.Word();
        if (bare.empty()) return keyword.empty() ? "?" : std::format("{} {{...}}", keyword);
        return keyword.empty() ? std::string(bare) : std::format("{} {}", keyword, bare);
    }
    static std::string PointerName(const TypeRef& type, int depth) {
        TypeRef target = type.Target();
        std::string_view star = type.Word();
        if (target.kind() == TypeKind::kFunction) return FunctionName(target, star, depth + 1);
        std::string name = Name(target, depth + 1);
        bool is_pointer = name.ends_with('*');
        return std::format("{}{}{}", name, is_pointer ? "" : " ", star);
    }
    static std::string ArrayName(const TypeRef& type, int depth) {
        std::string name = Name(type.Target(), depth + 1);
        for (std::optional<uint64_t> count : type.Dimensions()) {
            name += count ? std::format("[{}]", *count) : std::string("[]");
        }
        return name;
    }
    static std::string QualifiedName(const TypeRef& type, int depth) {
        std::string_view word = type.Word();
        std::string name = Name(type.Target(), depth + 1);
        if (name.ends_with('*')) return std::format("{} {}", name, word);
        return std::format("{} {}", word, name);
    }
    static std::string FunctionName(const TypeRef& type, std::string_view star, int depth) {
        std::string name = Name(type.Target(), depth + 1);
        name += star.empty() ? " (" : std::format(" ({})(", star);
        std::vector<TypeRef> parameters = type.Parameters();
        for (size_t index = 0; index < parameters.size() && name.size() < kLongestName; ++index) {
            if (index > 0) name += ", ";
            name += Name(parameters[index], depth + 1);
        }
        if (parameters.empty()) name += "void";
        return name + ")";
    }
};

std::string_view TypeRef::BareName() const {
    return btf_ ? BtfReader::TypeOf(*this).name : die_.String(dwarf::DW_AT_name);
}

// What C writes beside a name or around a target.
std::string_view TypeRef::Word() const {
    if (btf_) return BtfReader::WordOf(*this);
    switch (die_.tag()) {
        case dwarf::DW_TAG_structure_type:
            return "struct";
        case dwarf::DW_TAG_class_type:
            return "class";
        case dwarf::DW_TAG_union_type:
            return "union";
        case dwarf::DW_TAG_enumeration_type:
            return "enum";
        case dwarf::DW_TAG_pointer_type:
            return "*";
        case dwarf::DW_TAG_reference_type:
            return "&";
        case dwarf::DW_TAG_rvalue_reference_type:
            return "&&";
        case dwarf::DW_TAG_const_type:
            return "const";
        case dwarf::DW_TAG_volatile_type:
            return "volatile";
        case dwarf::DW_TAG_restrict_type:
            return "restrict";
        case dwarf::DW_TAG_atomic_type:
            return "_Atomic";
        default:
            return {};
    }
}

std::string TypeRef::Name() const {
    std::string name = TypeNamer::Name(*this, 0);
    if (name.size() > kLongestName) name.replace(kLongestName, std::string::npos, "...");
    return name;
}

}  // namespace faultbox
