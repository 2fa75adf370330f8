// tests/decode/fsr.txt: one fault status word a line, and what it says.
#include <gtest/gtest.h>

#include <charconv>
#include <fstream>
#include <string>

#include "arch/arm/control_text.h"
#include "arch/arm/fault.h"

namespace faultbox::arm {
namespace {

const char* NameOf(Access access) {
    constexpr const char* kNames[] = {"unknown", "read", "write", "execute"};
    return kNames[static_cast<size_t>(access)];
}

TEST(ArmFaultWords, MeanWhatTheListSays) {
    std::ifstream list(FAULTBOX_TESTS_DIR "/decode/fsr.txt");
    ASSERT_TRUE(list);
    size_t words = 0;
    for (std::string line; std::getline(list, line);) {
        if (line.empty() || line[0] == '#') continue;
        size_t arrow = line.find(" -> ");
        ASSERT_TRUE(line.starts_with("fsr ") && arrow != std::string::npos) << line;
        uint64_t status = 0;
        auto parsed = std::from_chars(line.data() + 4, line.data() + arrow, status, 16);
        ASSERT_EQ(parsed.ptr, line.data() + arrow) << line;
        std::string ours = std::string(NameOf(DecodeFault(status, false).access)) +
                           (IsLpae(status) ? ", LPAE, " : ", short, ") + CauseName(status, false);
        EXPECT_EQ(ours, line.substr(arrow + 4)) << line;
        ++words;
    }
    EXPECT_GE(words, 25u);
}

}  // namespace
}  // namespace faultbox::arm
