#include "host/unwind/call_relocation.h"

#include "arch/common/bits.h"
#include "host/elf/elf_constants.h"
#include "host/elf/elf_file.h"

namespace faultbox::unwind {
namespace {

struct Relocation {
    uint64_t symbol = 0;
    std::optional<int64_t> addend;  // nullopt: in the instruction.
};

std::optional<Relocation> FindIn(const elf::ElfFile& elf, const elf::Section& table, uint64_t begin, uint64_t end) {
    bool has_addend = table.type == elf::SHT_RELA;
    bool is_64 = elf.header().is_64;
    uint64_t entry_size = (has_addend ? 3 : 2) * uint64_t{elf.address_size()};
    ByteReader reader(table.raw, elf.header().order);
    while (reader.remaining() >= entry_size) {
        uint64_t offset = elf::ReadWord(reader, elf.header());
        uint64_t info = elf::ReadWord(reader, elf.header());
        int64_t addend = has_addend ? reader.Signed(elf.address_size()) : 0;
        if (offset < begin || offset >= end) continue;
        return Relocation{info >> (is_64 ? 32 : 8), has_addend ? std::optional(addend) : std::nullopt};
    }
    return std::nullopt;
}

// How far behind the symbol the call goes. The bytes hold the addend in the form that the CPU adds to its pc; x86
// counts from the end of the instruction, and so does the addend of its relocation, from the 4-byte field before it.
uint64_t Distance(const Relocation& relocation, uint16_t machine, uint64_t begin, uint64_t end, uint64_t decoded) {
    constexpr uint64_t kField = 4;
    if (relocation.addend) {
        uint64_t bias = machine == elf::EM_X86_64 ? kField : 0;
        return static_cast<uint64_t>(*relocation.addend) + bias;
    }
    return machine == elf::EM_386 ? decoded - end + kField : decoded - begin;
}

}  // namespace

std::optional<LinkedCall> FindCallRelocation(const SymbolFile& file, uint64_t begin, uint64_t end, uint64_t decoded) {
    const elf::ElfFile& elf = file.elf();
    const elf::Section* code = elf.FindSectionAt(begin);
    if (code == nullptr) return std::nullopt;
    for (const elf::Section& table : elf.sections()) {
        bool is_table = table.type == elf::SHT_REL || table.type == elf::SHT_RELA;
        if (!is_table || table.info != code->index) continue;
        std::optional<Relocation> found = FindIn(elf, table, begin - code->address, end - code->address);
        if (!found || found->symbol >= elf.symbols().size()) return std::nullopt;  // A section has one table.
        elf::SymbolEntry symbol = elf.symbols()[found->symbol];
        LinkedCall call;
        if (symbol.type != elf::STT_SECTION) call.name = symbol.name;
        if (symbol.section != elf::SHN_UNDEF) {
            uint64_t target = symbol.address + Distance(*found, elf.header().machine, begin, end, decoded);
            call.address = elf.header().is_64 ? target : target & 0xffff'ffff;
        }
        return call;
    }
    return std::nullopt;
}

}  // namespace faultbox::unwind
