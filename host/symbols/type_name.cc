#include <format>

#include "host/dwarf/dwarf_constants.h"
#include "host/symbols/type_ref.h"

namespace faultbox {
namespace {

constexpr int kDeepestName = 12;
constexpr size_t kLongestName = 512;

}  // namespace

/// Puts names together; knows each type's DIE.
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
        std::string_view bare = type.die_.String(dwarf::DW_AT_name);
        std::string_view keyword = Keyword(type.die_.tag());
        if (bare.empty()) return keyword.empty() ? "?" : std::format("{} {{...}}", keyword);
        return keyword.empty() ? std::string(bare) : std::format("{} {}", keyword, bare);
    }
    static std::string_view Keyword(uint16_t tag) {
        switch (tag) {
            case dwarf::DW_TAG_structure_type:
                return "struct";
            case dwarf::DW_TAG_class_type:
                return "class";
            case dwarf::DW_TAG_union_type:
                return "union";
            case dwarf::DW_TAG_enumeration_type:
                return "enum";
            default:
                return {};
        }
    }
    static std::string PointerName(const TypeRef& type, int depth) {
        TypeRef target = type.Target();
        std::string_view star = type.die_.tag() == dwarf::DW_TAG_pointer_type     ? "*"
                                : type.die_.tag() == dwarf::DW_TAG_reference_type ? "&"
                                                                                  : "&&";
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
        std::string_view word = type.die_.tag() == dwarf::DW_TAG_const_type      ? "const"
                                : type.die_.tag() == dwarf::DW_TAG_volatile_type ? "volatile"
                                : type.die_.tag() == dwarf::DW_TAG_restrict_type ? "restrict"
                                                                                 : "_Atomic";
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

std::string TypeRef::Name() const {
    std::string name = TypeNamer::Name(*this, 0);
    if (name.size() > kLongestName) name.replace(kLongestName, std::string::npos, "...");
    return name;
}

}  // namespace faultbox
