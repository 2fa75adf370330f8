#include "host/explain/memory_function.h"

#include <algorithm>
#include <string_view>

namespace faultbox {
namespace {

constexpr int kNone = -1;

// Which argument, from 0, is read through, and which is written through.
struct MemoryFunction {
    std::string_view name;
    int read;
    int written;
};

// include/linux/string.h, include/asm-generic/page.h; arch/arm/include/asm/bitops.h for the bits; mmiocpy and mmioset
// are second names of memcpy and memset (arch/arm/lib/memcpy.S, memset.S).
constexpr MemoryFunction kFunctions[] = {
    {"memcpy", 1, 0},
    {"memmove", 1, 0},
    {"memset", kNone, 0},
    {"memset16", kNone, 0},
    {"memset32", kNone, 0},
    {"memset64", kNone, 0},
    {"memzero", kNone, 0},
    {"mmiocpy", 1, 0},
    {"mmioset", kNone, 0},
    {"memchr", 0, kNone},
    {"memscan", 0, kNone},
    {"strlen", 0, kNone},
    {"strnlen", 0, kNone},
    {"strchr", 0, kNone},
    {"strrchr", 0, kNone},
    {"strcpy", 1, 0},
    {"strncpy", 1, 0},
    {"copy_page", 1, 0},
    {"clear_page", kNone, 0},
    {"csum_partial", 0, kNone},
    {"_set_bit", 1, 1},
    {"_clear_bit", 1, 1},
    {"_change_bit", 1, 1},
    {"_test_and_set_bit", 1, 1},
    {"_test_and_clear_bit", 1, 1},
    {"_test_and_change_bit", 1, 1},
};

// What the kernel's own names have before and behind those: __memcpy, __pi_memcpy (arm64), memcpy_erms (x86).
constexpr std::string_view kPrefixes[] = {"", "__", "__pi_", "__pi___"};
constexpr std::string_view kSuffixes[] = {"", "_erms", "_orig", "_rep"};

const MemoryFunction* FindFunction(std::string_view name) {
    for (std::string_view prefix : kPrefixes) {
        if (!name.starts_with(prefix)) continue;
        for (std::string_view suffix : kSuffixes) {
            std::string_view rest = name.substr(prefix.size());
            if (!rest.ends_with(suffix)) continue;
            rest.remove_suffix(suffix.size());
            auto found = std::ranges::find(kFunctions, rest, &MemoryFunction::name);
            if (found != std::end(kFunctions)) return &*found;
        }
    }
    return nullptr;
}

}  // namespace

bool AreVariants(std::string_view called, std::string_view ran) {
    const MemoryFunction* function = FindFunction(called);
    return function != nullptr && function == FindFunction(ran);
}

std::optional<RegisterId> PointerArgumentOf(const LinkedLocation& place, const ArchAnalysis& analysis, Access access) {
    const MemoryFunction* function = FindFunction(place.function.name);
    for (const Symbol& alias : place.file->FindAliases(place.function.address)) {
        if (function != nullptr) break;
        if (alias.address == place.function.address) function = FindFunction(alias.name);
    }
    if (function == nullptr || access == Access::kUnknown) return std::nullopt;
    const int argument = access == Access::kWrite ? function->written : function->read;
    if (argument == kNone || static_cast<size_t>(argument) >= analysis.arguments.size()) return std::nullopt;
    return analysis.arguments[static_cast<size_t>(argument)];
}

}  // namespace faultbox
