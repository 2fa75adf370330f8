#include "host/unwind/arm_exidx.h"

#include <algorithm>

#include "arch/common/bits.h"
#include "arch/common/byte_reader.h"

namespace faultbox::unwind {
namespace {

constexpr uint32_t SHT_ARM_EXIDX = 0x7000'0001;
constexpr uint32_t kCannotUnwind = 1;
constexpr uint32_t kCompact = 0x8000'0000;  // Bit 31: a compact entry, in line in the index or in .ARM.extab.
constexpr unsigned kWord = 4;

// IHI 0038, section 6: a place-relative offset of 31 bits.
uint64_t ResolvePrel31(uint32_t word, uint64_t place) {
    return (place + static_cast<uint64_t>(SignExtend(word & ~kCompact, 31))) & 0xffff'ffff;
}

// The bytes of a word behind its first `skip`, most significant first (section 10.2).
void AppendBytes(std::vector<uint8_t>& bytes, uint32_t word, unsigned skip) {
    for (unsigned i = skip; i < kWord; ++i) bytes.push_back(static_cast<uint8_t>(word >> (8 * (kWord - 1 - i))));
}

// Sorted by address.
std::vector<const elf::Section*> CodeSections(const elf::ElfFile& file) {
    std::vector<const elf::Section*> sections;
    for (const elf::Section& section : file.sections()) {
        if (section.is_allocated() && section.is_code() && section.size > 0) sections.push_back(&section);
    }
    std::ranges::sort(sections, {}, &elf::Section::address);
    return sections;
}

}  // namespace

ExidxTable::ExidxTable(const elf::ElfFile& file) : file_(&file) {
    // A kernel's has 1 MB, a module's is in a few sections. Headers may share what they describe.
    uint64_t bytes_left = uint64_t{64} << 20;
    int sections_left = 4096;
    for (const elf::Section& section : file.sections()) {
        if (section.type != SHT_ARM_EXIDX || section.raw.size() > bytes_left || sections_left == 0) continue;
        bytes_left -= section.raw.size();
        --sections_left;
        ReadSection(section);
    }
    std::ranges::stable_sort(entries_, {}, &ExidxEntry::function);
    std::vector<const elf::Section*> code = CodeSections(file);
    size_t behind = 0;
    for (size_t i = 0; i < entries_.size(); ++i) {
        uint64_t function = entries_[i].function;
        while (behind < code.size() && code[behind]->address <= function) ++behind;
        bool is_inside = behind > 0 && code[behind - 1]->Holds(function);
        uint64_t end = is_inside ? code[behind - 1]->address + code[behind - 1]->size : function;
        bool has_next = i + 1 < entries_.size();
        entries_[i].end = has_next ? std::min(end, entries_[i + 1].function) : end;
    }
}

void ExidxTable::ReadSection(const elf::Section& section) {
    Result<Bytes> contents = file_->Contents(section);
    if (!contents) return;
    ByteReader reader(*contents, file_->header().order);
    while (reader.remaining() >= 2 * kWord) {
        uint64_t place = section.address + reader.offset();
        uint64_t function = ResolvePrel31(reader.U32(), place);
        entries_.push_back({.function = function & ~uint64_t{1}, .place = place + kWord, .content = reader.U32()});
    }
}

std::optional<ExidxEntry> ExidxTable::Find(uint64_t address) const {
    auto behind = std::ranges::upper_bound(entries_, address, {}, &ExidxEntry::function);
    if (behind == entries_.begin()) return std::nullopt;
    const ExidxEntry& entry = *std::prev(behind);
    return address < entry.end ? std::optional(entry) : std::nullopt;
}

Result<ExidxInstructions> ExidxTable::InstructionsOf(const ExidxEntry& entry) const {
    ExidxInstructions instructions;
    if (entry.content == kCannotUnwind) {
        instructions.cannot_unwind = true;
        return instructions;
    }
    if ((entry.content & kCompact) == 0) return ReadExtab(ResolvePrel31(entry.content, entry.place));
    // In line only the short form is allowed, __aeabi_unwind_cpp_pr0.
    if ((entry.content >> 24) != 0x80) return Fail(ErrorCode::kMalformed, "inline entry of the index table");
    AppendBytes(instructions.bytes, entry.content, 1);
    return instructions;
}

Result<ExidxInstructions> ExidxTable::ReadExtab(uint64_t address) const {
    const elf::Section* section = file_ == nullptr ? nullptr : file_->FindSectionAt(address);
    if (section == nullptr) return Fail(ErrorCode::kMalformed, "handling table entry lies in no section", address);
    Result<Bytes> contents = file_->Contents(*section);
    if (!contents) return std::unexpected(contents.error());
    ByteReader reader(*contents, file_->header().order);
    reader.Seek(address - section->address);
    uint32_t first = reader.U32();
    ExidxInstructions instructions;
    unsigned words = 0;
    if ((first & kCompact) == 0) {
        // A generic entry with a language's own personality routine; GCC's puts the same instructions behind it, with
        // the number of further words in the first byte.
        uint32_t next = reader.U32();
        words = next >> 24;
        AppendBytes(instructions.bytes, next, 1);
    } else {
        unsigned index = (first >> 24) & 0xf;
        if (index > 2) return Fail(ErrorCode::kUnsupported, "personality routine is not one of the ABI's", address);
        words = index == 0 ? 0 : (first >> 16) & 0xff;
        AppendBytes(instructions.bytes, first, index == 0 ? 1 : 2);
    }
    for (; words > 0 && reader.ok(); --words) AppendBytes(instructions.bytes, reader.U32(), 0);
    if (!reader.ok()) return reader.Failure();
    return instructions;
}

}  // namespace faultbox::unwind
