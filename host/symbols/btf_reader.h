#pragma once

#include "host/symbols/symbol_file_state.h"
#include "host/symbols/type_member.h"

namespace faultbox {

/// The answers of a TypeRef whose type is one of BTF. Type tags ("__user") are passed over.
struct BtfReader {
    /// The type of that number, which may be `void`.
    static TypeRef Make(const SymbolFile& file, const btf::TypeTable& table, btf::TypeId id);
    /// As SymbolFile::FindTypes().
    static std::vector<TypeRef> Find(const SymbolFile& file, BtfTypes& types, std::string_view name);

    static btf::Type TypeOf(const TypeRef& type) { return type.btf_->At(type.btf_id_); }
    static TypeKind KindOf(const TypeRef& type);
    /// As TypeRef::Word(): "struct", "const", "*".
    static std::string_view WordOf(const TypeRef& type);
    static std::optional<uint64_t> SizeOf(const TypeRef& type);
    static bool IsSigned(const TypeRef& complete);
    static TypeRef TargetOf(const TypeRef& type);
    /// The only definition of that kind and name, empty where there is none or the choice is open.
    static TypeRef DefinitionOf(const TypeRef& declaration);
    static MemberList MembersOf(const TypeRef& type);
    static std::vector<std::optional<uint64_t>> DimensionsOf(const TypeRef& array);
    static std::vector<TypeRef> ParametersOf(const TypeRef& function);
    static std::string_view EnumeratorOf(const TypeRef& complete, int64_t value);
};

}  // namespace faultbox
