#include "host/code/alternatives.h"

#include <algorithm>

#include "arch/common/byte_reader.h"
#include "host/elf/elf_file.h"

namespace faultbox {
namespace {

constexpr size_t kMostAlternatives = 1'000'000;
constexpr size_t kEntriesTried = 64;

// s32 orig, s32 alt, both from the field itself; a feature and flags; u8 orig_len, u8 alt_len, and on x86 up to 5.13 a
// u8 padlen behind them, which makes 13 bytes.
constexpr size_t kSizes[] = {12, 13, 14};

size_t LengthsAt(size_t entry_size) {
    return entry_size - (entry_size == 13 ? 3 : 2);
}

}  // namespace

Alternatives::Alternatives(const SymbolFile& file) {
    const elf::Section* section = file.elf().FindSection(".altinstructions");
    if (section == nullptr) return;
    Result<Bytes> contents = file.elf().Contents(*section);
    if (!contents || contents->empty()) return;
    address_ = section->address;
    contents_ = *contents;
    for (size_t size : kSizes) {
        if (contents_.size() % size == 0 && AllCode(file, size)) entry_size_ = size;
    }
}

uint64_t Alternatives::OriginalAt(size_t offset) const {
    ByteReader reader(contents_.subspan(offset), std::endian::little);
    return address_ + offset + static_cast<uint64_t>(reader.Signed(4));
}

bool Alternatives::AllCode(const SymbolFile& file, size_t size) const {
    const size_t count = contents_.size() / size;
    const size_t step = std::max<size_t>(count / kEntriesTried, 1);
    if (count > kMostAlternatives) return false;
    for (size_t index = 0; index < count; index += step) {
        if (!file.IsCode(OriginalAt(index * size))) return false;
    }
    return true;
}

Alternative Alternatives::operator[](size_t index) const {
    const size_t offset = index * entry_size_;
    ByteReader reader(contents_.subspan(offset, entry_size_), std::endian::little);
    reader.Unsigned(4);
    const size_t lengths = offset + LengthsAt(entry_size_);
    return {.original = OriginalAt(offset),
            .replacement = address_ + offset + 4 + static_cast<uint64_t>(reader.Signed(4)),
            .original_size = contents_[lengths],
            .replacement_size = contents_[lengths + 1]};
}

bool Alternatives::Hold(uint64_t address) const {
    for (size_t index = 0; index < size(); ++index) {
        const Alternative alternative = (*this)[index];
        if (address >= alternative.original && address - alternative.original < alternative.original_size) return true;
    }
    return false;
}

}  // namespace faultbox
