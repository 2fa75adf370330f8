#include "host/dwarf/split_package.h"

#include <algorithm>

namespace faultbox::dwarf {
namespace {

/// The section that a column stands for; nullptr for those that are not read (macros). Numbers 2, 5 and 8 changed with
/// DWARF 5. (Section 7.3.5.3, table 7.1; GNU's DW_SECT_* of version 2)
Bytes DebugSections::* ColumnOf(uint32_t id, uint16_t version) {
    bool is_5 = version >= 5;
    switch (id) {
        case 1:
            return &DebugSections::info;
        case 2:
            return is_5 ? nullptr : &DebugSections::types;
        case 3:
            return &DebugSections::abbrev;
        case 4:
            return &DebugSections::line;
        case 5:
            return is_5 ? &DebugSections::loclists : &DebugSections::loc;
        case 6:
            return &DebugSections::str_offsets;
        case 8:
            return is_5 ? &DebugSections::rnglists : nullptr;
        default:
            return nullptr;
    }
}

/// .debug_cu_index or .debug_tu_index: a hash table of signatures, then a row of offsets and one of sizes per unit.
class Index {
  public:
    Index(Bytes section, std::endian order) : reader_(section, order) {
        version_ = reader_.U16();
        uint16_t padding = reader_.U16();
        // In version 2 these are one number.
        if (order == std::endian::big && version_ == 0) version_ = padding;
        columns_ = reader_.U32();
        rows_ = reader_.U32();
        uint64_t slots = reader_.U32();
        bool is_known = version_ == 2 || version_ == 5;
        if (!reader_.ok() || !is_known || columns_ == 0 || columns_ > 16) rows_ = 0;
        table_ = reader_.offset() + slots * 12;
        if (table_ > section.size()) rows_ = 0;
        rows_ = std::min<uint64_t>(rows_, section.size() / (8 * std::max<uint64_t>(columns_, 1)));
    }

    uint64_t rows() const { return rows_; }

    /// False where the row, or what it refers to, lies outside.
    bool ReadRow(uint64_t row, const DebugSections& all, DebugSections& part) {
        for (uint64_t column = 0; column < columns_; ++column) {
            uint32_t id = NumberAt(0, column);
            uint32_t offset = NumberAt(1 + row, column);
            uint32_t size = NumberAt(1 + rows_ + row, column);
            if (!reader_.ok()) return false;
            auto section = ColumnOf(id, version_);
            if (!section || size == 0) continue;
            Result<Bytes> bytes = Slice(all.*section, offset, size);
            if (!bytes) return false;
            part.*section = *bytes;
        }
        return true;
    }

  private:
    uint32_t NumberAt(uint64_t row, uint64_t column) {
        reader_.Seek(table_ + 4 * (row * columns_ + column));
        return reader_.U32();
    }

    ByteReader reader_;
    uint16_t version_ = 0;
    uint64_t columns_ = 0, rows_ = 0;
    uint64_t table_ = 0;
};

void AddContributions(const DebugSections& all, Bytes section, std::vector<DebugSections>& contributions) {
    Index index(section, all.order);
    for (uint64_t row = 0; row < index.rows(); ++row) {
        DebugSections part;
        part.order = all.order;
        part.str = all.str;
        if (!index.ReadRow(row, all, part)) return;
        contributions.push_back(part);
    }
}

}  // namespace

std::vector<DebugSections> ContributionsOf(const SplitPackage& package) {
    std::vector<DebugSections> contributions;
    AddContributions(package.all, package.cu_index, contributions);
    AddContributions(package.all, package.tu_index, contributions);
    return contributions;
}

}  // namespace faultbox::dwarf
