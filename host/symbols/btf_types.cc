#include "host/symbols/btf_types.h"

#include "host/btf/distilled_base.h"

namespace faultbox {

Result<btf::TypeTable> BtfTypes::Read() {
    if (!needs_base_) return btf::TypeTable::Parse(bytes_);
    if (base_ == nullptr)
        return Fail(ErrorCode::kNotFound, "its types go on from those of its kernel, which is not given");
    const Result<btf::TypeTable>& table = base_->Table();
    if (!table) return table;
    if (distilled_.empty()) return btf::TypeTable::Parse(bytes_, &*table);
    Result<std::vector<uint8_t>> relocated = btf::RelocateToKernel(bytes_, distilled_, *table, base_->Names());
    if (!relocated) return std::unexpected(relocated.error());
    relocated_ = *std::move(relocated);
    return btf::TypeTable::Parse(relocated_, &*table);
}

const Result<btf::TypeTable>& BtfTypes::Table() {
    if (!table_) table_.emplace(Read());
    return *table_;
}

const btf::NameIndex& BtfTypes::Names() {
    if (!names_) names_.emplace(**table_);
    return *names_;
}

}  // namespace faultbox
