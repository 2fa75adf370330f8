#pragma once

#include <optional>

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
    /// The table, or why there is none; kNotFound where a base is needed.
    const Result<btf::TypeTable>& Table();
    /// Only where Table() has a value.
    const btf::NameIndex& Names();

  private:
    Bytes bytes_;
    bool needs_base_;
    BtfTypes* base_ = nullptr;
    std::optional<Result<btf::TypeTable>> table_;
    std::optional<btf::NameIndex> names_;
};

}  // namespace faultbox
