#include "host/symbols/kernel_table.h"

#include <string>

#include "host/elf/elf_file.h"

namespace faultbox {
namespace {

std::optional<uint64_t> AddressOf(const SymbolFile& file, const std::string& symbol) {
    std::vector<Symbol> found = file.FindSymbols(symbol);
    return found.size() == 1 ? std::optional(found.front().address) : std::nullopt;
}

}  // namespace

KernelTable FindKernelTable(const SymbolFile& file, std::string_view name) {
    if (const elf::Section* section = file.elf().FindSection(name)) {
        Result<Bytes> contents = file.elf().Contents(*section);
        return contents ? KernelTable{*contents, section->address} : KernelTable();
    }
    std::optional<uint64_t> begin = AddressOf(file, "__start_" + std::string(name));
    std::optional<uint64_t> end = AddressOf(file, "__stop_" + std::string(name));
    if (!begin || !end || *end < *begin) return {};
    Result<Bytes> bytes = file.ReadImage(*begin, *end - *begin);
    return bytes ? KernelTable{*bytes, *begin} : KernelTable();
}

}  // namespace faultbox
