#include "host/code/exception_table.h"

#include <algorithm>

#include "arch/common/byte_reader.h"
#include "arch/registry_analysis.h"
#include "host/code/code_reference.h"

namespace faultbox {
namespace {

constexpr size_t kMostEntries = 1'000'000;
constexpr size_t kEntriesTried = 64;
constexpr size_t kShort = 8, kLong = 12;  // Bytes of an entry.

}  // namespace

ExceptionTable::ExceptionTable(const SymbolFile& file) : file_(file) {
    if (file.identity().arch == nullptr) return;
    analysis_ = FindArchAnalysis(file.identity().arch->arch);
    table_ = FindKernelTable(file, "__ex_table");
    const std::optional<Form> form = analysis_ != nullptr ? FindForm() : std::nullopt;
    if (!form) return;
    const size_t entry_size = *form == Form::kAddresses ? kShort : kLong;
    const size_t count = std::min(table_.bytes.size() / entry_size, kMostEntries);
    entries_.reserve(count);
    for (size_t index = 0; index < count; ++index) entries_.push_back(Read(index * entry_size, *form));
    std::ranges::sort(entries_);
    auto repeated = std::ranges::unique(entries_);
    entries_.erase(repeated.begin(), repeated.end());
}

// Fields count from themselves (ARCH_HAS_RELATIVE_EXTABLE), except on ARM, where labels of Thumb code may have bit 0
// set.
uint64_t ExceptionTable::AddressAt(size_t offset) const {
    ByteReader reader(table_.bytes.subspan(offset), std::endian::little);
    if (file_.identity().arch->arch == Arch::kArm) return reader.U32() & ~uint32_t{1};
    const uint64_t mask = ~uint64_t{0} >> (64 - 8 * file_.identity().arch->pointer_size);
    return (table_.address + offset + static_cast<uint64_t>(reader.Signed(4))) & mask;
}

// x86 up to Linux 4.5 adds a number to those of accesses whose failure a flag tells (_ASM_EXTABLE_EX).
uint64_t ExceptionTable::FixupAt(size_t offset) const {
    constexpr int64_t kAdded = 0x7fff'fff0;
    const uint64_t fixup = AddressAt(offset + 4);
    ByteReader reader(table_.bytes.subspan(offset), std::endian::little);
    const int64_t code = reader.Signed(4);
    const bool is_added = IsX86(file_.identity().arch->arch) && reader.Signed(4) - code >= kAdded - 4;
    return is_added ? fixup - kAdded : fixup;
}

// Only with the right size of an entry all addresses are those of code.
bool ExceptionTable::Fits(size_t entry_size) const {
    const size_t count = table_.bytes.size() / entry_size;
    if (count == 0 || table_.bytes.size() % entry_size != 0) return false;
    for (size_t at = 0; at < std::min(count, kEntriesTried) * entry_size; at += entry_size) {
        if (!file_.IsCode(AddressAt(at)) || !file_.IsCode(FixupAt(at))) return false;
    }
    return true;
}

// A module's are the kernel's: relocations name them.
bool ExceptionTable::HasHandlers() const {
    if (file_.identity().is_relocatable) {
        auto handlers = ReadCodeReferences(file_, table_.address + kShort, table_.address + kLong);
        return !handlers.empty() && handlers.front().symbol.starts_with("ex_handler_");
    }
    std::optional<Symbol> handler = file_.FindSymbol(AddressAt(kShort));
    return handler && handler->address == AddressAt(kShort) && handler->name.starts_with("ex_handler_");
}

std::optional<ExceptionTable::Form> ExceptionTable::FindForm() const {
    const bool may_be_long = analysis_->exception_writes != nullptr && Fits(kLong);
    if (may_be_long && HasHandlers()) return Form::kHandler;
    if (Fits(kShort)) return Form::kAddresses;
    return may_be_long ? std::optional(Form::kData) : std::nullopt;
}

ExceptionEntry ExceptionTable::Read(size_t offset, Form form) const {
    ExceptionEntry entry{.code = AddressAt(offset), .fixup = FixupAt(offset)};
    if (form == Form::kHandler) entry.writes = analysis_->exception_handler_writes;
    if (form == Form::kData) {
        ByteReader data(table_.bytes.subspan(offset + kShort), std::endian::little);
        entry.writes = analysis_->exception_writes(data.U32());
    }
    return entry;
}

std::span<const ExceptionEntry> ExceptionTable::Find(uint64_t begin, uint64_t end) const {
    auto first = std::ranges::lower_bound(entries_, begin, {}, &ExceptionEntry::code);
    auto last = std::ranges::lower_bound(first, entries_.end(), end, {}, &ExceptionEntry::code);
    return {first, last};
}

}  // namespace faultbox
