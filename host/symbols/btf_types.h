#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "host/btf/name_index.h"
#include "host/btf/type_table.h"

namespace faultbox {

/// The BTF of one symbol file, read when first asked for.
class BtfTypes {
  public:
    /// `bytes`, which are untrusted, must outlive the object.
    explicit BtfTypes(Bytes bytes) : bytes_(bytes), needs_base_(btf::NeedsBase(bytes)) {}

    /// True for a module's, which goes on from its kernel's.
    bool needs_base() const { return needs_base_; }
    /// Gives a module's the types that they go on from; to be called before any question, with an object that outlives
    /// this one.
    void UseBase(BtfTypes& base) { base_ = &base; }
    /// Gives a module's the contents of its .BTF.base, untrusted, which must outlive the object: the types that it goes
    /// on from by name.
    void UseDistilledBase(Bytes base) { distilled_ = base; }
    /// The table, or why there is none; kNotFound where a base is needed.
    const Result<btf::TypeTable>& Table();
    /// Only where Table() has a value.
    const btf::NameIndex& Names();

  private:
    Result<btf::TypeTable> Read();

    Bytes bytes_;
    Bytes distilled_;
    std::vector<uint8_t> relocated_;  // `bytes_` as they go on from the kernel's, where there is a distilled base.
    bool needs_base_;
    BtfTypes* base_ = nullptr;
    std::optional<Result<btf::TypeTable>> table_;
    std::optional<btf::NameIndex> names_;
};

}  // namespace faultbox
