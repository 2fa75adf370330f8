// tests/decode/esr.txt: one exception syndrome a line, and what it says.
#include <gtest/gtest.h>

#include <charconv>
#include <fstream>
#include <string>

#include "arch/arm64/fault.h"
#include "arch/arm64/fault_text.h"

namespace faultbox::arm64 {
namespace {

const char* NameOf(Access access) {
    constexpr const char* kNames[] = {"unknown", "read", "write", "execute"};
    return kNames[static_cast<size_t>(access)];
}

TEST(Arm64FaultWords, MeanWhatTheListSays) {
    std::ifstream list(FAULTBOX_TESTS_DIR "/decode/esr.txt");
    ASSERT_TRUE(list);
    size_t words = 0;
    for (std::string line; std::getline(list, line);) {
        if (line.empty() || line[0] == '#') continue;
        size_t arrow = line.find(" -> ");
        ASSERT_TRUE(line.starts_with("esr ") && arrow != std::string::npos) << line;
        uint64_t esr = 0;
        auto parsed = std::from_chars(line.data() + 4, line.data() + arrow, esr, 16);
        ASSERT_EQ(parsed.ptr, line.data() + arrow) << line;
        std::string ours = std::string(NameOf(DecodeFault(esr, false).access)) + ", " + KernelClassName(ClassOf(esr)) +
                           ", " + CauseName(esr, false);
        EXPECT_EQ(ours, line.substr(arrow + 4)) << line;
        ++words;
    }
    EXPECT_GE(words, 35u);
}

}  // namespace
}  // namespace faultbox::arm64
