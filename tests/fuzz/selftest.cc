// /proc/config.gz and /proc/iomem of any bytes: what is unpacked lies in the buffer, and all of RAM is RAM.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "target/selftest/iomem.h"
#include "target/selftest/kernel_config.h"
#include "target/selftest/report.h"

using namespace faultbox;
using namespace faultbox::selftest;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    Bytes input(data, size);
    std::vector<uint8_t> output(size * 4 + 64);
    Bytes text = Gunzip(input, output);
    if (!text.empty() && (text.data() != output.data() || text.size() > output.size())) __builtin_trap();
    Sentence missing;
    for (Bytes config : {text, input}) {
        std::string_view lines(reinterpret_cast<const char*>(config.data()), config.size());
        size_t of_all = SayMissingOptions(lines, true, missing);
        if (SayMissingOptions(lines, false, missing) > of_all) __builtin_trap();
        RangeUse whole = FindRangeUse(lines, 0, UINT64_MAX);
        RangeUse part = FindRangeUse(lines, 0x50000000, 0x100000);
        // Who finds RAM in a part finds it in the whole.
        if (part == RangeUse::kRam && whole == RangeUse::kOutside) __builtin_trap();
    }
    return 0;
}
