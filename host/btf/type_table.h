#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "arch/common/byte_reader.h"
#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "host/btf/btf_constants.h"

namespace faultbox::btf {

/// Number of a type; 0 is `void`. Those of split BTF go on where its base ends.
using TypeId = uint32_t;

/// One type (struct btf_type).
struct Type {
    TypeId id = 0;
    Kind kind = Kind::kVoid;
    bool flag = false;      ///< kind_flag: what it says depends on the kind.
    std::string_view name;  ///< Empty for what has none.
    uint32_t size = 0;      ///< Bytes of kInt, kStruct, kUnion, kEnum, kEnum64, kFloat, kDataSection; else 0.
    TypeId target = 0;      ///< What the other kinds refer to; of kArray its elements' type.
    uint16_t count = 0;     ///< Members, enumerators, parameters, variables of a section.
    Bytes details;          ///< What follows it, as large as kind and `count` ask for.
};

/// A member of a structure or union.
struct Member {
    std::string_view name;
    TypeId type = 0;
    uint32_t bit_offset = 0;                ///< From the start of the structure.
    std::optional<uint32_t> bit_size = {};  ///< Nothing for what is no bit field.
};

struct Enumerator {
    std::string_view name;
    int64_t value = 0;  ///< Of unsigned enumerations above the range: wrapped.
};

struct Parameter {
    std::string_view name;  ///< Empty in the type of a function pointer.
    TypeId type = 0;        ///< 0 for the "..." that ends a list.
};

/// How an integer is stored (BTF_KIND_INT).
struct IntLayout {
    uint32_t encoding = 0;    ///< kIntSigned, kIntChar, kIntBool
    uint32_t bit_offset = 0;  ///< Of the value in its bytes; not 0 in old files for bit fields only.
    uint32_t bits = 0;
};

/// Whether BTF starts in `bytes`: the magic number in either byte order, and the version.
bool IsBtf(Bytes bytes);
/// True for split BTF, as the kernel's build makes it for a module: it has not the empty string at offset 0 that a
/// whole one begins with (btf_parse_str_sec, tools/lib/bpf/btf.c). False for what is no BTF.
bool NeedsBase(Bytes bytes);

/// The types of one untrusted .BTF section, or of a raw file such as /sys/kernel/btf/vmlinux. All numbers of types,
/// offsets of strings and counts are checked once, so that questions cannot fail; types may still form circles.
class TypeTable {
  public:
    /// `bytes` must outlive the result and all that is taken from it, and so must `base`, which is given where
    /// NeedsBase(). kUnsupported: a version or kind that is not known; kMismatch: the types do not fit this base;
    /// kTruncated, kMalformed and kLimit: damaged.
    static Result<TypeTable> Parse(Bytes bytes, const TypeTable* base = nullptr);

    /// One more than the last type's number.
    TypeId end() const { return first_id_ + static_cast<TypeId>(offsets_.size()); }
    /// Number of the first type that is not the base's.
    TypeId first_own() const { return first_id_; }
    const TypeTable* base() const { return base_; }
    std::endian order() const { return order_; }
    /// Own types and strings as they stand in the file, and where the strings of a table that goes on from this begin.
    Bytes types() const { return types_; }
    Bytes strings() const { return strings_; }
    uint32_t strings_end() const { return static_cast<uint32_t>(first_string_ + strings_.size()); }

    /// `void` for 0 and for a number that there is not.
    Type At(TypeId id) const;
    /// Members of a kStruct or kUnion in declared order.
    std::vector<Member> MembersOf(const Type& type) const;
    /// Of a kEnum or kEnum64.
    std::vector<Enumerator> EnumeratorsOf(const Type& type) const;
    /// Of a kPrototype.
    std::vector<Parameter> ParametersOf(const Type& type) const;
    /// Elements of a kArray; 0 for one without bound too.
    uint32_t ElementsOf(const Type& array) const;
    /// Of a kInt.
    IntLayout LayoutOf(const Type& type) const;

  private:
    TypeTable(const TypeTable* base, std::endian order) : base_(base), order_(order) {}
    Result<void> ReadHeader(Bytes bytes);
    Result<void> FindTypes();
    Result<void> Check(const Type& type) const;
    bool IsReference(TypeId id) const { return id < end(); }
    bool BeginsString(uint32_t offset) const;
    bool IsName(uint32_t offset) const;
    bool AreListsValid(const Type& type) const;
    Error WrongReference(uint64_t offset) const;
    std::string_view NameAt(uint32_t offset) const;
    ByteReader ReaderOf(const Type& type) const { return ByteReader(type.details, order_); }
    Type Decode(TypeId id, uint64_t offset) const;
    bool IsBitField(TypeId id, uint32_t& bit_offset, uint32_t& bits) const;

    const TypeTable* base_;
    std::endian order_;
    Bytes types_;
    Bytes strings_;
    uint64_t first_string_ = 0;  // What the base's strings take.
    TypeId first_id_ = 1;
    std::vector<uint32_t> offsets_;  // Of own types in `types_`.
};

}  // namespace faultbox::btf
