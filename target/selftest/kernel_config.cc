#include "target/selftest/kernel_config.h"

#include <algorithm>
#include <bitset>
#include <iterator>

#include "arch/common/text_line.h"
#include "target/codec/inflate.h"
#include "target/selftest/system.h"

namespace faultbox::selftest {
namespace {

// RFC 1952, 2.3.1: bits of FLG.
enum GzipFlag : uint8_t { kHeaderCrc = 2, kExtra = 4, kName = 8, kComment = 16 };

Bytes SkipText(Bytes input) {
    auto end = std::ranges::find(input, 0);
    return end == input.end() ? Bytes() : Bytes(end + 1, input.end());
}

Bytes Skip(Bytes input, size_t size) {
    return input.subspan(std::min(size, input.size()));
}

// The deflate stream behind the header, empty where there is no header.
Bytes SkipGzipHeader(Bytes input) {
    constexpr uint8_t kMagic[] = {0x1f, 0x8b, 8};
    if (input.size() < 10 || !std::ranges::equal(input.first(3), kMagic)) return {};
    uint8_t flags = input[3];
    input = input.subspan(10);
    if ((flags & kExtra) != 0) {
        if (input.size() < 2) return {};
        input = Skip(input, 2 + (input[0] | input[1] << 8));
    }
    if ((flags & kName) != 0) input = SkipText(input);
    if ((flags & kComment) != 0) input = SkipText(input);
    return (flags & kHeaderCrc) != 0 ? Skip(input, 2) : input;
}

struct WantedOption {
    std::string_view line;
    bool of_ramoops;
};

constexpr WantedOption kWanted[] = {
    {"CONFIG_PSTORE=y", false},     {"CONFIG_PSTORE_RAM=y", true}, {"CONFIG_PSTORE_CONSOLE=y", true},
    {"CONFIG_PSTORE_PMSG=y", true}, {"CONFIG_KALLSYMS=y", false},  {"CONFIG_WATCHDOG_SYSFS=y", false},
};

}  // namespace

Bytes Gunzip(Bytes input, std::span<uint8_t> output) {
    codec::Inflated inflated = codec::Inflate(SkipGzipHeader(input), output);
    return inflated.finished() ? Bytes(output).first(inflated.produced) : Bytes();
}

size_t SayMissingOptions(std::string_view config, bool with_ramoops, record::TextSink& say) {
    std::bitset<std::size(kWanted)> found;
    while (!config.empty()) {
        auto option = std::ranges::find(kWanted, TakeLine(config), &WantedOption::line);
        if (option != std::end(kWanted)) found.set(static_cast<size_t>(option - std::begin(kWanted)));
    }
    size_t missing = 0;
    for (size_t i = 0; i < found.size(); ++i) {
        if (found[i] || (kWanted[i].of_ramoops && !with_ramoops)) continue;
        say.Put(" ");
        say.Put(kWanted[i].line);
        ++missing;
    }
    return missing;
}

}  // namespace faultbox::selftest
