#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "host/elf/elf_file.h"

namespace faultbox::elf {
namespace {

std::vector<uint8_t> Load(const std::string& name) {
    std::ifstream file(FAULTBOX_TESTS_DIR "/malformed/elf/" + name + ".txt");
    EXPECT_TRUE(file) << name;
    std::vector<uint8_t> bytes;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with('#')) continue;
        std::istringstream words(line);
        for (std::string word; words >> word;) bytes.push_back(static_cast<uint8_t>(std::stoul(word, nullptr, 16)));
    }
    return bytes;
}

struct Case {
    const char* name;
    ErrorCode code;
    uint64_t offset;
};

class Malformed : public testing::TestWithParam<Case> {};

// What each file is stands on its first line.
TEST_P(Malformed, IsRefused) {
    auto elf = ElfFile::Parse(Load(GetParam().name));
    ASSERT_FALSE(elf);
    EXPECT_EQ(elf.error().code, GetParam().code);
    EXPECT_EQ(elf.error().offset, GetParam().offset) << elf.error().what;
}

INSTANTIATE_TEST_SUITE_P(Files, Malformed,
                         testing::Values(Case{"class_3", ErrorCode::kMalformed, 4},
                                         Case{"byte_order_0", ErrorCode::kMalformed, 5},
                                         Case{"table_behind_end", ErrorCode::kTruncated, 0x1000},
                                         Case{"small_entries", ErrorCode::kMalformed, 8},
                                         Case{"no_sections", ErrorCode::kUnsupported, 0}),
                         [](const testing::TestParamInfo<Case>& info) { return std::string(info.param.name); });

TEST(MalformedTable, SectionsThatAreThereAreKept) {
    std::vector<uint8_t> bytes = Load("names_index_outside");
    auto elf = ElfFile::Parse(bytes);
    ASSERT_TRUE(elf) << elf.error().what;
    EXPECT_EQ((*elf)->sections().size(), 1u);
    ASSERT_EQ((*elf)->damages().size(), 2u);
    EXPECT_EQ((*elf)->damages()[0].error.code, ErrorCode::kTruncated);
    EXPECT_EQ((*elf)->damages()[0].error.offset, 52u + 40u);
    EXPECT_EQ((*elf)->damages()[1].error.code, ErrorCode::kMalformed);
}

}  // namespace
}  // namespace faultbox::elf
