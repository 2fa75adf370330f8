#include "host/code/jump_labels.h"

#include <algorithm>

#include "arch/common/byte_reader.h"
#include "host/elf/elf_file.h"

namespace faultbox {
namespace {

constexpr uint64_t kMostEntries = 1'000'000;

struct Table {
    Bytes bytes;
    uint64_t address = 0;
};

std::optional<uint64_t> AddressOf(const SymbolFile& file, std::string_view symbol) {
    std::vector<Symbol> found = file.FindSymbols(symbol);
    return found.size() == 1 ? std::optional(found.front().address) : std::nullopt;
}

// Of a module, relocated.
Table TableOfModule(const SymbolFile& file) {
    const elf::Section* section = file.elf().FindSection("__jump_table");
    if (section == nullptr) return {};
    Result<Bytes> contents = file.elf().Contents(*section);
    return contents ? Table{*contents, section->address} : Table();
}

// JUMP_TABLE_DATA, include/asm-generic/vmlinux.lds.h
Table TableOfKernel(const SymbolFile& file) {
    std::optional<uint64_t> begin = AddressOf(file, "__start___jump_table");
    std::optional<uint64_t> end = AddressOf(file, "__stop___jump_table");
    if (!begin || !end || *end < *begin) return {};
    Result<Bytes> bytes = file.ReadImage(*begin, *end - *begin);
    return bytes ? Table{*bytes, *begin} : Table();
}

}  // namespace

JumpLabels::JumpLabels(const SymbolFile& file) {
    if (file.identity().arch == nullptr) return;
    const Table table = file.identity().is_relocatable ? TableOfModule(file) : TableOfKernel(file);
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
