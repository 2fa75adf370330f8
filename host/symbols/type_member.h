#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "host/symbols/type_ref.h"

namespace faultbox {

/// One member of a struct or union. Of a structure with a hundred few are asked for more than their place.
class TypeMember {
  public:
    /// Empty for an anonymous struct or union, and unnamed padding.
    std::string_view Name() const;
    TypeRef Type() const;

    uint64_t offset = 0;  ///< Bytes from the start of the structure.
    /// For bit fields: bits from the least (little endian) or most (big endian) significant bit of the byte at
    /// `offset`.
    std::optional<uint32_t> bit_offset;
    std::optional<uint32_t> bit_size;

  private:
    friend struct TypeReader;
    friend struct BtfReader;
    TypeMember(const SymbolFile& file, const dwarf::Die& die) : file_(&file), die_(die) {}
    TypeMember(const SymbolFile& file, const btf::TypeTable& table, std::string_view name, btf::TypeId type)
        : file_(&file), btf_(&table), btf_name_(name), btf_type_(type) {}

    const SymbolFile* file_;
    dwarf::Die die_;                       // Of the member.
    const btf::TypeTable* btf_ = nullptr;  // Where it is one of BTF.
    std::string_view btf_name_;
    btf::TypeId btf_type_ = 0;
};

/// The members of a struct or union in declared order.
class MemberList {
  public:
    MemberList() = default;
    explicit MemberList(std::vector<TypeMember> members)
        : members_(std::make_shared<const std::vector<TypeMember>>(std::move(members))) {}

    size_t size() const { return members_ ? members_->size() : 0; }
    const TypeMember* begin() const { return members_ ? members_->data() : nullptr; }
    const TypeMember* end() const { return begin() + size(); }
    const TypeMember& operator[](size_t index) const { return (*members_)[index]; }

  private:
    std::shared_ptr<const std::vector<TypeMember>> members_;  // Shared with the file, which remembers it.
};

}  // namespace faultbox
