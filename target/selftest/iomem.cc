#include "target/selftest/iomem.h"

#include <algorithm>
#include <optional>

#include "arch/common/number_text.h"
#include "arch/common/text_line.h"
#include "target/selftest/system.h"

namespace faultbox::selftest {
namespace {

struct IomemLine {
    bool is_nested = false;
    uint64_t first = 0;
    uint64_t last = 0;  // inclusive
    std::string_view name;
};

// "  40200000-41afffff : Kernel code"
std::optional<IomemLine> ParseLine(std::string_view text) {
    IomemLine line;
    size_t indent = std::min(text.find_first_not_of(' '), text.size());
    line.is_nested = indent != 0;
    text.remove_prefix(indent);
    std::optional<uint64_t> first = TakeNumber(text, 16);
    if (!first || !text.starts_with('-')) return std::nullopt;
    text.remove_prefix(1);
    std::optional<uint64_t> last = TakeNumber(text, 16);
    if (!last || *last < *first || !text.starts_with(" : ")) return std::nullopt;
    line.first = *first;
    line.last = *last;
    line.name = text.substr(3);
    return line;
}

// "Reserved" of firmware's tables on x86, "reserved" of reserved-memory on arm64 (arch/arm64/kernel/setup.c).
bool IsReserved(std::string_view name) {
    return name == "reserved" || name == "Reserved";
}

uint64_t Overlap(const IomemLine& line, uint64_t first, uint64_t last) {
    if (line.last < first || line.first > last) return 0;
    return std::min(line.last, last) - std::max(line.first, first) + 1;
}

}  // namespace

RangeUse FindRangeUse(std::string_view text, uint64_t begin, uint64_t size) {
    uint64_t last = begin + std::min(size - 1, UINT64_MAX - begin);
    uint64_t ram = 0;
    uint64_t reserved = 0;
    bool any = false;
    bool any_address = false;
    bool in_ram = false;
    while (!text.empty()) {
        std::optional<IomemLine> line = ParseLine(TakeLine(text));
        if (!line) continue;
        any = true;
        any_address |= line->last != 0;
        if (!line->is_nested) {
            in_ram = line->name == "System RAM";
            if (in_ram) ram += Overlap(*line, begin, last);
        } else if (in_ram && IsReserved(line->name)) {
            reserved += Overlap(*line, begin, last);
        }
    }
    if (!any) return RangeUse::kUnreadable;
    if (!any_address) return RangeUse::kHidden;
    if (ram == 0) return RangeUse::kOutside;
    return reserved >= ram ? RangeUse::kReservedRam : RangeUse::kRam;
}

}  // namespace faultbox::selftest
