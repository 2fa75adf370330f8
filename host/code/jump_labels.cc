#include "host/code/jump_labels.h"

#include <algorithm>

#include "arch/common/byte_reader.h"
#include "host/symbols/kernel_table.h"

namespace faultbox {
namespace {

constexpr uint64_t kMostEntries = 1'000'000;

}  // namespace

JumpLabels::JumpLabels(const SymbolFile& file) {
    if (file.identity().arch == nullptr) return;
    const KernelTable table = FindKernelTable(file, "__jump_table");
    Read(file, table.bytes, table.address);
    std::ranges::stable_sort(labels_, {}, &JumpLabel::code);
}

// Fields count from themselves where HAVE_ARCH_JUMP_LABEL_RELATIVE is set: arm64 and x86, not ARM.
void JumpLabels::Read(const SymbolFile& file, Bytes table, uint64_t address) {
    const ArchInfo& arch = *file.identity().arch;
    const bool is_relative = arch.arch != Arch::kArm;
    const uint64_t entry_size = 8u + arch.pointer_size;
    ByteReader reader(table);
    for (uint64_t count = std::min<uint64_t>(table.size() / entry_size, kMostEntries); count > 0; --count) {
        uint64_t code = static_cast<uint64_t>(reader.Signed(4));
        uint64_t target = static_cast<uint64_t>(reader.Signed(4));
        reader.Skip(arch.pointer_size);
        if (is_relative) {
            labels_.push_back({code + address, target + address + 4});
        } else {
            labels_.push_back({code & 0xffff'ffff, target & 0xffff'ffff});
        }
        address += entry_size;
    }
}

std::span<const JumpLabel> JumpLabels::Find(uint64_t begin, uint64_t end) const {
    auto first = std::ranges::lower_bound(labels_, begin, {}, &JumpLabel::code);
    auto last = std::ranges::lower_bound(first, labels_.end(), end, {}, &JumpLabel::code);
    return {first, last};
}

}  // namespace faultbox
