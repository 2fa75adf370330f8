#include "target/usercrash/process_files.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <string>

namespace faultbox::usercrash {
namespace {

TEST(ParseStatusTest, TakesTheInnermostNamespaceAndTheDump) {
    // Of a process in a container, Linux 6.1.
    StatusFacts facts = ParseStatus(
        "Name:\tmediaserver\nUmask:\t0022\nState:\tD (disk sleep)\nTgid:\t4321\nNgid:\t0\nPid:\t4321\nPPid:\t4300\n"
        "TracerPid:\t0\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nFDSize:\t64\nGroups:\t0\nNStgid:\t4321\t17\n"
        "NSpid:\t4321\t17\nNSpgid:\t4321\t17\nVmPeak:\t    2576 kB\nCoreDumping:\t1\nTHP_enabled:\t1\n");
    EXPECT_EQ(facts.own_pid, 17u);
    EXPECT_EQ(facts.is_dumping_core, true);
}

TEST(ParseStatusTest, OldKernelsSayLess) {
    StatusFacts facts = ParseStatus("Name:\tNSpid:\t9\nState:\tS (sleeping)\nPid:\t4321\n");
    EXPECT_FALSE(facts.own_pid);
    EXPECT_FALSE(facts.is_dumping_core);
    EXPECT_EQ(ParseStatus("CoreDumping:\t0\n").is_dumping_core, false);
    EXPECT_FALSE(ParseStatus("NSpid:\t99999999999999999999\n").own_pid);
    EXPECT_FALSE(ParseStatus("").own_pid);
}

TEST(ParseStartTicksTest, IsField22WhateverTheNameHolds) {
    EXPECT_EQ(
        ParseStartTicks("4321 (a) 1 (b)) S 1 4321 4321 0 -1 4194560 1146 0 0 0 0 2 0 0 20 0 7 0 26143 2637824 0\n"),
        26143u);
    EXPECT_FALSE(ParseStartTicks("4321 (media) S 1 2 3\n"));
    EXPECT_FALSE(ParseStartTicks(""));
}

TEST(DescriptorMemoryTest, ReadsThisProcess) {
    FILE* file = fopen("/proc/self/mem", "rb");
    ASSERT_NE(file, nullptr);
    DescriptorMemory memory(fileno(file));
    static const std::string kText(1000, 'm');
    std::array<uint8_t, 1000> copy{};
    ASSERT_TRUE(memory.Read(reinterpret_cast<uintptr_t>(kText.data()), copy));
    EXPECT_EQ(AsText(copy), kText);
    EXPECT_FALSE(memory.Read(0x10, copy));
    EXPECT_FALSE(memory.Read(UINT64_MAX - 10, copy));
    EXPECT_FALSE(memory.Read(UINT64_MAX - 2000, copy));
    fclose(file);
}

class ProcessFilesTest : public testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = testing::TempDir() + "faultbox-XXXXXX";
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        root_ = pattern;
        mkdir((root_ + "/77").c_str(), 0700);
        Write("mem", "memory");
        Write("maps", "maps");
        Write("stat", "77 (x) S 1 2 3 0 -1 4 5 0 0 0 0 2 0 0 20 0 7 0 26143 2 0\n");
        ASSERT_EQ(symlink("/usr/bin/media server", (root_ + "/77/exe").c_str()), 0);
    }
    void TearDown() override {
        for (const char* name : {"/77/mem", "/77/maps", "/77/stat", "/77/status", "/77/exe"}) {
            unlink((root_ + name).c_str());
        }
        for (const char* name : {"/77", ""}) rmdir((root_ + name).c_str());
    }
    void Write(const char* name, const char* text) {
        FILE* file = fopen((root_ + "/77/" + name).c_str(), "w");
        fputs(text, file);
        fclose(file);
    }

    std::string root_;
};

TEST_F(ProcessFilesTest, OpensAProcessThatIsDumping) {
    Write("status", "NSpid:\t77\t5\nCoreDumping:\t1\n");
    ProcessFiles files;
    ASSERT_TRUE(files.Open(root_.c_str(), 77));
    EXPECT_EQ(files.program(), "/usr/bin/media server");
    EXPECT_EQ(files.start_ticks(), 26143u);
    EXPECT_EQ(files.status().own_pid, 5u);
    EXPECT_GE(files.maps(), 0);
    EXPECT_GE(files.memory(), 0);
}

// The number has gone to another process meanwhile.
TEST_F(ProcessFilesTest, RefusesAProcessThatIsNotDumping) {
    Write("status", "NSpid:\t77\nCoreDumping:\t0\n");
    ProcessFiles files;
    Result<void> opened = files.Open(root_.c_str(), 77);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::kMismatch);
    EXPECT_LT(files.memory(), 0);
}

TEST_F(ProcessFilesTest, AnOldKernelDoesNotSayWhetherItDumps) {
    Write("status", "Pid:\t77\n");
    ProcessFiles files;
    EXPECT_TRUE(files.Open(root_.c_str(), 77));
}

TEST_F(ProcessFilesTest, AProcessThatIsGoneIsAnError) {
    ProcessFiles files;
    Result<void> opened = files.Open(root_.c_str(), 78);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().offset, static_cast<uint64_t>(ENOENT));
}

}  // namespace
}  // namespace faultbox::usercrash
