#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/btf/type_table.h"
#include "host/dwarf/die.h"

namespace faultbox {

class SymbolFile;
class MemberList;

enum class TypeKind : uint8_t {
    kNone,  ///< No type at all: the debug information is missing or malformed.
    kVoid,
    kBase,     ///< Integer, floating point, character, boolean.
    kPointer,  ///< Also C++ references.
    kStruct,   ///< Also C++ classes.
    kUnion,
    kEnum,
    kArray,
    kTypedef,
    kQualified,  ///< const, volatile, restrict, _Atomic.
    kFunction,   ///< The type that a function pointer points to.
    kOther,
};

/// A type of the debug information, DWARF or BTF, read when it is asked about. Valid as long as its SymbolFile. All
/// answers are about untrusted data: chains of types that go round end with kNone or an empty answer.
class TypeRef {
  public:
    TypeRef() = default;

    explicit operator bool() const { return file_ != nullptr; }
    TypeKind kind() const;
    /// As C writes it: "struct rpmsg_endpoint", "u32", "const char *", "int (*)(struct tuner *)", "struct {...}".
    std::string Name() const;
    /// Bytes; for an array of all elements. Nothing where the type is incomplete or void.
    std::optional<uint64_t> Size() const;
    /// True for `struct name;` without its members; see Complete().
    bool is_declaration() const;
    bool is_signed() const;
    bool is_pointer() const { return kind() == TypeKind::kPointer; }
    bool is_aggregate() const { return kind() == TypeKind::kStruct || kind() == TypeKind::kUnion; }
    /// What a pointer points to, an array consists of (innermost element), a typedef or qualifier stands for, a
    /// function returns, an enum is represented by. kVoid where the debug information says void, kNone where there is
    /// no target.
    TypeRef Target() const;
    /// Itself without typedefs and qualifiers, a forward declaration replaced by its definition somewhere in the file.
    TypeRef Complete() const;
    /// What this points to, both sides Complete()d; nothing where this is no pointer.
    TypeRef Pointee() const;
    /// Members of a struct or union in declared order. Empty for other kinds.
    MemberList Members() const;
    /// Elements per dimension of an array; nothing where a dimension has no bound (flexible array).
    std::vector<std::optional<uint64_t>> Dimensions() const;
    /// Parameter types of a function type.
    std::vector<TypeRef> Parameters() const;
    /// Name of an enumerator of that value; empty where there is none.
    std::string_view EnumeratorName(int64_t value) const;
    /// File and line of the declaration: "include/linux/rpmsg.h", 0 where unknown.
    std::string DeclarationFile() const;
    uint32_t DeclarationLine() const;
    /// Offset of the DIE in .debug_info, or number of the type in BTF; equal numbers in one file are one type.
    uint64_t id() const { return btf_ != nullptr ? btf_id_ : die_.offset(); }
    const SymbolFile* file() const { return file_; }

    friend bool operator==(const TypeRef& a, const TypeRef& b) {
        return a.file_ == b.file_ && a.is_void_ == b.is_void_ && a.id() == b.id();
    }

  private:
    friend class SymbolFile;
    friend struct TypeReader;
    friend struct TypeNamer;
    friend struct BtfReader;
    TypeRef(const SymbolFile& file, dwarf::Die die) : file_(&file), die_(die) {}
    explicit TypeRef(const SymbolFile& file) : file_(&file), is_void_(true) {}
    TypeRef(const SymbolFile& file, const btf::TypeTable& table, btf::TypeId id)
        : file_(&file), btf_(&table), btf_id_(id) {}
    std::string_view BareName() const;
    std::string_view Word() const;

    const SymbolFile* file_ = nullptr;
    dwarf::Die die_;
    const btf::TypeTable* btf_ = nullptr;  // Where the type is one of BTF.
    btf::TypeId btf_id_ = 0;
    bool is_void_ = false;
};

}  // namespace faultbox
