#include "host/code/code_reference.h"

#include <algorithm>

#include "host/elf/elf_constants.h"
#include "host/elf/elf_file.h"
#include "host/elf/relocation_table.h"

namespace faultbox {
namespace {

using namespace elf;

// Entries of all tables together; a module of 100 MB has fewer.
constexpr size_t kMostRelocations = 10'000'000;

class ReferenceReader {
  public:
    ReferenceReader(const ElfFile& file, uint64_t begin, uint64_t end)
        : file_(file), symbols_(file.symbols()), begin_(begin), end_(end) {}

    std::vector<CodeReference> Read() {
        const Section* section = file_.FindSectionAt(begin_);
        if (section == nullptr || !file_.is_relocatable()) return {};
        for (const Section& table : file_.sections()) {
            if (RelocationTable::IsFor(table, *section)) ReadTable(table, *section);
        }
        std::ranges::sort(references_, {}, &CodeReference::address);
        return std::move(references_);
    }

  private:
    void ReadTable(const Section& table, const Section& section) {
        RelocationTable entries(file_.header(), table);
        for (size_t index = 0; index < std::min(entries.size(), kMostRelocations); ++index) {
            RelocationEntry entry = entries[index];
            uint64_t address = section.address + entry.offset;
            if (address >= begin_ && address < end_) Add(address, entry);
        }
    }

    void Add(uint64_t address, const RelocationEntry& entry) {
        CodeReference reference{.address = address, .addend = entry.addend.value_or(0), .type = entry.type};
        if (entry.symbol < symbols_.size()) {
            SymbolEntry symbol = symbols_[entry.symbol];
            if (symbol.type != STT_SECTION) reference.symbol = symbol.name;
            reference.is_defined = symbol.section != SHN_UNDEF && symbol.section < SHN_LORESERVE;
            if (reference.is_defined) reference.symbol_address = symbol.address;
        }
        references_.push_back(reference);
    }

    const ElfFile& file_;
    SymbolTable symbols_;
    uint64_t begin_, end_;
    std::vector<CodeReference> references_;
};

}  // namespace

std::vector<CodeReference> ReadCodeReferences(const SymbolFile& file, uint64_t begin, uint64_t end) {
    return ReferenceReader(file.elf(), begin, end).Read();
}

BranchTargets::BranchTargets(const SymbolFile& file, const AddressRanges& ranges) : file_(file), ranges_(ranges) {
    for (const auto& [begin, end] : ranges) {
        std::vector<CodeReference> part = ReadCodeReferences(file, begin, end);
        references_.insert(references_.end(), part.begin(), part.end());
    }
    std::ranges::sort(references_, {}, &CodeReference::address);
}

const CodeReference* BranchTargets::ReferenceIn(uint64_t address, uint64_t length) const {
    auto found = std::ranges::lower_bound(references_, address, {}, &CodeReference::address);
    return found != references_.end() && found->address - address < length ? &*found : nullptr;
}

// The field holds 0 or, with SHT_REL, the addend, and the CPU counts from somewhere behind the field: what was decoded
// minus the field's address is that distance, whatever the CPU.
BranchTarget BranchTargets::Of(uint64_t address, const Instruction& instruction) const {
    uint64_t decoded = static_cast<uint64_t>(instruction.immediate);
    const CodeReference* reference = ReferenceIn(address, instruction.length);
    BranchTarget target{.address = decoded, .symbol = {}};
    if (reference != nullptr) {
        target.symbol = reference->symbol;
        if (!reference->is_defined) {
            target.address.reset();
            return target;
        }
        uint64_t distance = decoded - reference->address + static_cast<uint64_t>(reference->addend);
        target.address = reference->symbol_address + distance;
        if (distance != 0) target.symbol = {};
    }
    if (target.symbol.empty()) {
        std::optional<Symbol> symbol = file_.FindSymbol(*target.address);
        if (symbol && symbol->address == *target.address) target.symbol = symbol->name;
    }
    return target;
}

}  // namespace faultbox
