#include "host/input/read_mce.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "host/input/detect.h"
#include "host/input/event_facts.h"
#include "host/input/read_input.h"

namespace faultbox {
namespace {

// struct mce of CPU 19, bank 5 of the hosts with the internal timer error, in the 88 bytes of its kernel.
std::string Content() {
    std::ifstream file(FAULTBOX_TESTS_DIR "/fuzz/corpus/mce_record/intel-88", std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    return std::move(content).str();
}

constexpr const char* kName = "/sys/fs/pstore/mce-erst-5950124735152291841";

TEST(ReadMce, TheNameTells) {
    EXPECT_TRUE(IsMceName(kName));
    EXPECT_TRUE(IsMceName("mce-erst-1"));
    EXPECT_FALSE(IsMceName("/mce-erst-1/dmesg-erst-1"));
    EXPECT_EQ(DetectKind(kName, AsBytes(Content())), InputKind::kPstore);
}

TEST(ReadMce, BecomesAnEvent) {
    std::string content = Content();
    ASSERT_EQ(content.size(), 88u);
    auto input = ReadInput(kName, AsBytes(content), std::nullopt);
    ASSERT_TRUE(input);
    ASSERT_EQ(input->records.size(), 1u);
    ASSERT_EQ(input->records[0].event_size(), 1);
    const format::Event& event = input->records[0].event(0);
    EXPECT_EQ(KindOf(event), EventKind::kMachineCheck);
    EXPECT_EQ(SeverityOf(event), Severity::kFatal);
    EXPECT_EQ(event.headline(), "CPU 19: Machine Check Exception: 4 Bank 5: be00000000800400");
    EXPECT_EQ(event.cpu(), 19u);
    EXPECT_EQ(input->records[0].source(0).name(), "mce-erst-5950124735152291841");
    auto number = [&](std::string_view key) {
        for (const format::Fact& fact : event.fact()) {
            if (fact.key() == key) return fact.number();
        }
        return uint64_t{0};
    };
    EXPECT_EQ(number("mce.bank"), 5u);
    EXPECT_EQ(number("mce.status"), 0xbe00000000800400u);
    EXPECT_EQ(number("mce.cpuid"), 0x206c2u);
    EXPECT_EQ(number("mce.time"), 1480763330u);
}

TEST(ReadMce, DamagedIsSaid) {
    std::string content = Content();
    auto cut = ReadInput(kName, AsBytes(content.substr(0, 40)), std::nullopt);
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().code, ErrorCode::kTruncated);
    content[7] = 0;  // VAL
    EXPECT_EQ(ReadInput(kName, AsBytes(content), std::nullopt).error().code, ErrorCode::kMalformed);
}

}  // namespace
}  // namespace faultbox
