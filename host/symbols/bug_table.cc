#include "host/symbols/bug_table.h"

#include <algorithm>

#include "arch/common/byte_reader.h"
#include "host/elf/elf_file.h"
#include "host/symbols/kernel_table.h"

namespace faultbox {
namespace {

constexpr uint64_t kMostEntries = 200'000;  // A kernel with everything has some 30 000.
constexpr uint64_t kEntriesTried = 64;
constexpr uint16_t kWarning = 1;  // BUGFLAG_WARNING
constexpr uint64_t kLongestPath = 4096;

}  // namespace

BugTable::BugTable(const SymbolFile& file) : file_(file) {
    const KernelTable table = FindKernelTable(file, "__bug_table");
    table_ = table.bytes;
    begin_ = table.address;
    is_relative_ = file.elf().address_size() == 8;
    if (Fits({true})) {
        layout_ = Layout{true};
    } else if (Fits({false})) {
        layout_ = Layout{false};
    }
    if (!layout_) return;
    const uint64_t count = std::min(table_.size() / layout_->size(), kMostEntries);
    places_.reserve(count);
    for (uint64_t n = 0; n < count; ++n) places_.push_back({Pointer(n * layout_->size()), n * layout_->size()});
    std::ranges::stable_sort(places_, {}, &Place::address);
}

std::vector<BugEntry> BugTable::Find(uint64_t begin, uint64_t end) const {
    std::vector<BugEntry> entries;
    auto place = std::ranges::lower_bound(places_, begin, {}, &Place::address);
    for (; place != places_.end() && place->address < end; ++place) entries.push_back(Read(*place));
    return entries;
}

uint64_t BugTable::Word(uint64_t at, unsigned bytes) const {
    ByteReader reader(table_.subspan(at, bytes), std::endian::little);
    return reader.Unsigned(bytes);
}

uint64_t BugTable::Pointer(uint64_t at) const {
    uint64_t word = Word(at, 4);
    return is_relative_ ? begin_ + at + static_cast<uint64_t>(static_cast<int32_t>(word)) : word;
}

// Only with the right size of an entry all addresses are those of code.
bool BugTable::Fits(Layout layout) const {
    uint64_t count = table_.size() / layout.size();
    if (count == 0 || table_.size() % layout.size() != 0) return false;
    for (uint64_t n = 0; n < std::min(count, kEntriesTried); ++n) {
        if (!file_.IsCode(Pointer(n * layout.size()))) return false;
    }
    return true;
}

BugEntry BugTable::Read(const Place& place) const {
    BugEntry entry{.address = place.address, .file = {}};
    entry.is_warning = (Word(place.at + layout_->flags_at(), 2) & kWarning) != 0;
    if (!layout_->has_place) return entry;
    entry.line = static_cast<uint32_t>(Word(place.at + 8, 2));
    entry.file = TextAt(Pointer(place.at + 4));
    // Before Linux 5.18 the distance to the file counted from the beginning of the entry.
    if (entry.file.empty() && is_relative_) entry.file = TextAt(Pointer(place.at + 4) - 4);
    return entry;
}

// A whole string: what stands before it is the end of another.
std::string_view BugTable::TextAt(uint64_t address) const {
    const elf::Section* section = file_.elf().FindSectionAt(address);
    Result<Bytes> before = file_.ReadImage(address - 1, 1);
    Result<Bytes> bytes = file_.ReadImage(address, kLongestPath);
    bool is_first = section != nullptr && section->address == address;
    if (!bytes || (!is_first && (!before || before->empty() || (*before)[0] != 0))) return {};
    auto end = std::ranges::find(*bytes, uint8_t{0});
    if (end == bytes->end()) return {};
    return {reinterpret_cast<const char*>(bytes->data()), static_cast<size_t>(end - bytes->begin())};
}

std::vector<BugEntry> FindBugEntries(const SymbolFile& file, uint64_t begin, uint64_t end) {
    return file.Bugs().Find(begin, end);
}

std::optional<BugEntry> FindBugEntry(const SymbolFile& file, uint64_t address) {
    std::vector<BugEntry> entries = FindBugEntries(file, address, address + 1);
    return entries.size() == 1 ? std::optional(entries.front()) : std::nullopt;
}

}  // namespace faultbox
