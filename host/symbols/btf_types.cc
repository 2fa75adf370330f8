#include "host/symbols/btf_types.h"

namespace faultbox {
namespace {

Result<btf::TypeTable> Read(Bytes bytes, bool needs_base, BtfTypes* base) {
    if (!needs_base) return btf::TypeTable::Parse(bytes);
    if (base == nullptr)
        return Fail(ErrorCode::kNotFound, "its types go on from those of its kernel, which is not given");
    const Result<btf::TypeTable>& table = base->Table();
    return table ? btf::TypeTable::Parse(bytes, &*table) : table;
}

}  // namespace

const Result<btf::TypeTable>& BtfTypes::Table() {
    if (!table_) table_.emplace(Read(bytes_, needs_base_, base_));
    return *table_;
}

const btf::NameIndex& BtfTypes::Names() {
    if (!names_) names_.emplace(**table_);
    return *names_;
}

}  // namespace faultbox
