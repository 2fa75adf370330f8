#include "tests/bench/kernel_sites.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>

#include "arch/x86/decode.h"
#include "arch/x86/registers.h"

namespace faultbox::bench {
namespace {

constexpr uint64_t kPage = 4096;

std::optional<AccessSite> SiteOf(const Instruction& instruction, Place place) {
    bool load = instruction.operation == Operation::kLoad;
    bool store = instruction.operation == Operation::kStore;
    if ((!load && !store) || instruction.memory.size() != 1) return std::nullopt;
    const MemoryAccess& access = instruction.memory[0];
    bool plain = access.base <= x86_64::kR15 && access.base != x86_64::kRsp && access.index == kNoRegister &&
                 access.segment == kNoRegister && !access.index_unknown && access.size_bytes != 0;
    if (!plain || access.displacement < 0 || access.displacement >= static_cast<int64_t>(kPage)) return std::nullopt;
    return AccessSite{place, access.base, static_cast<uint64_t>(access.displacement), store};
}

}  // namespace

KernelSites::KernelSites(const elf::ElfFile& file) {
    const elf::Section* section = file.FindSection(".text");
    Result<Bytes> contents = section ? file.Contents(*section) : Bytes();
    if (!contents || contents->empty()) return;
    begin_ = section->address;
    text_ = *contents;
    FindFunctions(file);
    for (const Function& function : functions_) ReadCode(function);
    std::ranges::stable_sort(calls_, {}, &Call::callee);
}

void KernelSites::FindFunctions(const elf::ElfFile& file) {
    std::map<uint64_t, std::string> first;  // Of the symbols at an address, any function's name.
    std::map<std::string, int, std::less<>> uses;
    elf::SymbolTable symbols = file.symbols();
    for (uint64_t index = 0; index < symbols.size(); ++index) {
        elf::SymbolEntry symbol = symbols[index];
        if (symbol.address < begin_ || symbol.address >= begin_ + text_.size() || symbol.name.empty()) continue;
        std::string& name = first[symbol.address];
        if (!symbol.is_function()) continue;
        ++uses[std::string(symbol.name)];
        if (name.empty()) name = symbol.name;
    }
    for (auto entry = first.begin(); entry != first.end(); ++entry) {
        auto next = std::next(entry);
        uint64_t end = next == first.end() ? begin_ + text_.size() : next->first;
        if (entry->second.empty() || uses[entry->second] != 1) continue;
        functions_.push_back({entry->second, entry->first, end - entry->first});
    }
}

void KernelSites::ReadCode(const Function& function) {
    uint64_t address = function.address;
    const uint64_t end = function.address + function.size;
    while (address < end) {
        Result<Instruction> instruction = x86::Decode64(TextAt(address, end - address), address, false);
        if (!instruction || instruction->length == 0) return;
        if (std::optional<AccessSite> site = SiteOf(*instruction, {&function, address})) accesses_.push_back(*site);
        address += instruction->length;
        if (address >= end) return;
        if (instruction->operation == Operation::kCall) {
            calls_.push_back({static_cast<uint64_t>(instruction->immediate), {&function, address}});
        } else if (instruction->operation == Operation::kCallRegister) {
            indirect_calls_.push_back({&function, address});
        }
    }
}

std::vector<Place> KernelSites::CallersOf(const Function& inner, size_t count, std::mt19937_64& random) const {
    auto any = [&random](const auto& range) -> decltype(auto) { return range[random() % std::size(range)]; };
    std::vector<Place> frames;
    const Function* callee = &inner;
    while (frames.size() < count) {
        auto callers = std::ranges::equal_range(calls_, callee->address, {}, &Call::callee);
        if (callers.empty() && indirect_calls_.empty()) break;
        frames.push_back(callers.empty() ? any(indirect_calls_) : any(callers).after);
        callee = frames.back().function;
    }
    return frames;
}

Bytes KernelSites::TextAt(uint64_t address, uint64_t size) const {
    if (address < begin_ || address - begin_ >= text_.size()) return {};
    uint64_t at = address - begin_;
    return text_.subspan(at, std::min<uint64_t>(size, text_.size() - at));
}

}  // namespace faultbox::bench
