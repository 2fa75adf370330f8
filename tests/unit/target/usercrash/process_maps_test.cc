#include "target/usercrash/process_maps.h"

#include <gtest/gtest.h>

#include "tests/unit/target/usercrash/memory_stream.h"

namespace faultbox::usercrash {
namespace {

// Of a process on Debian 12, x86-64; addresses as the kernel printed them.
constexpr const char* kMaps =
    "555555554000-555555555000 r--p 00000000 fe:00 26214407                   /tmp/crashme\n"
    "555555555000-555555556000 r-xp 00001000 fe:00 26214407                   /tmp/crashme\n"
    "555555556000-555555557000 r--p 00002000 fe:00 26214407                   /tmp/crashme\n"
    "555555559000-55555557a000 rw-p 00000000 00:00 0                          [heap]\n"
    "7ffff7a1e000-7ffff7a44000 r--p 00000000 fe:00 3932171                    /usr/lib/x86_64-linux-gnu/libc.so.6\n"
    "7ffff7a44000-7ffff7b99000 r-xp 00026000 fe:00 3932171                    /usr/lib/x86_64-linux-gnu/libc.so.6\n"
    "7ffff7b99000-7ffff7bec000 r--p 0017b000 fe:00 3932171                    /usr/lib/x86_64-linux-gnu/libc.so.6\n"
    "7ffff7bf3000-7ffff7c00000 rw-p 00000000 00:00 0 \n"
    "7ffff7fc4000-7ffff7fc6000 r--p 00000000 00:00 0                          [vvar]\n"
    "7ffff7fc6000-7ffff7fc8000 r-xp 00000000 00:00 0                          [vdso]\n"
    "7ffff7fd0000-7ffff7fd1000 rwxp 00000000 00:00 0 \n"
    "7ffffffde000-7ffffffff000 rw-p 00000000 00:00 0                          [stack]\n";

TEST(ParseMappingTest, TakesALineApart) {
    std::optional<Mapping> mapping =
        ParseMapping("b6e48000-b6f5d000 r-xp 00001000 b3:02 1311 /lib/ld name.so (deleted)");
    ASSERT_TRUE(mapping);
    EXPECT_EQ(mapping->begin, 0xb6e48000u);
    EXPECT_EQ(mapping->end, 0xb6f5d000u);
    EXPECT_TRUE(mapping->executable);
    EXPECT_EQ(mapping->file_offset, 0x1000u);
    EXPECT_EQ(mapping->device, 0xb3'0000'0002u);
    EXPECT_EQ(mapping->inode, 1311u);
    EXPECT_EQ(mapping->path, "/lib/ld name.so (deleted)");
}

TEST(ParseMappingTest, RefusesWhatIsNoMapping) {
    for (const char* line : {"", "b6e48000", "b6e48000-", "x-y r-xp 0 0:0 0", "2000-1000 r-xp 00000000 00:00 0",
                             "1000-1000 r-xp 00000000 00:00 0", "1000-2000 r-", "1000-2000 r-xp 00000000 0000 0",
                             "10000000000000000-20000000000000000 r-xp 00000000 00:00 0"}) {
        EXPECT_FALSE(ParseMapping(line)) << line;
    }
}

TEST(ProcessMapsTest, MappingsOfAFileAreOneModule) {
    MemoryStream stream(kMaps);
    CodeMap map;
    ASSERT_TRUE(ReadProcessMaps(stream, map));
    EXPECT_EQ(map.unread_lines, 0u);
    ASSERT_EQ(map.modules.size(), 3u);
    EXPECT_EQ(std::string_view(map.modules[0].path), "/tmp/crashme");
    EXPECT_EQ(map.modules[0].begin, 0x555555554000u);
    EXPECT_EQ(map.modules[0].end, 0x555555557000u);
    EXPECT_EQ(map.modules[0].code_begin, 0x555555555000u);
    EXPECT_EQ(map.modules[0].code_file_offset, 0x1000u);
    EXPECT_EQ(std::string_view(map.modules[1].path), "/usr/lib/x86_64-linux-gnu/libc.so.6");
    EXPECT_EQ(map.modules[1].begin, 0x7ffff7a1e000u);
    EXPECT_EQ(map.modules[1].code_file_offset, 0x26000u);
    EXPECT_EQ(std::string_view(map.modules[2].path), "[vdso]");
    EXPECT_EQ(map.modules[2].begin, 0x7ffff7fc6000u);
}

TEST(ProcessMapsTest, FindsCode) {
    MemoryStream stream(kMaps);
    CodeMap map;
    ASSERT_TRUE(ReadProcessMaps(stream, map));
    ASSERT_NE(map.FindModule(0x7ffff7a44000), nullptr);
    EXPECT_EQ(map.FindModule(0x7ffff7a44000), &map.modules[1]);
    EXPECT_EQ(map.FindModule(0x7ffff7b99000), nullptr);  // Behind its code.
    EXPECT_EQ(map.FindCode(0x7ffffffdf000), nullptr);    // The stack.
    ASSERT_NE(map.FindCode(0x7ffff7fd0010), nullptr);    // Made at run time: code of no file.
    EXPECT_EQ(map.FindCode(0x7ffff7fd0010)->module, kNoModule);
    EXPECT_EQ(map.FindCode(0), nullptr);
}

TEST(ProcessMapsTest, KeepsTheEndOfALongPathAndCountsWhatDoesNotFit) {
    std::string maps = "1000-2000 r-xp 00000000 00:01 9 /" + std::string(300, 'd') + "/libplay.so\nnonsense\n";
    maps += "3000-4000 r-xp 00000000 00:01 8 /" + std::string(5000, 'd') + "\n";
    for (int i = 0; i < 200; ++i) {
        maps += Number(0, 0) + "10" + std::to_string(1000 + i) + "000-10" + std::to_string(1000 + i) +
                "fff r-xp 00000000 00:01 " + std::to_string(100 + i) + " /lib/l" + std::to_string(i) + "\n";
    }
    MemoryStream stream(maps.substr(0, maps.size() - 1));  // The last line without an end.
    CodeMap map;
    ASSERT_TRUE(ReadProcessMaps(stream, map));
    EXPECT_EQ(map.unread_lines, 2u);
    EXPECT_TRUE(std::string_view(map.modules[0].path).ends_with("ddd/libplay.so"));
    EXPECT_EQ(std::string_view(map.modules[0].path).size(), kMaxPath);
    EXPECT_EQ(map.modules.size(), kMaxModules);
    EXPECT_EQ(map.modules.dropped(), 201 - kMaxModules);
    EXPECT_EQ(map.ranges.size(), 201u);
    EXPECT_EQ(map.ranges[200].module, kNoModule);
}

}  // namespace
}  // namespace faultbox::usercrash
