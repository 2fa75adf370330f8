#include "host/explain/code_as_run.h"

#include <gtest/gtest.h>

#include <string>

#include "arch/registry_analysis.h"

namespace faultbox {
namespace {

constexpr uint64_t kBegin = 0xffff'ffff'8100'0000;

// The beginning of queue_work_on() of a 6.1 as Debian builds it: push %rbx; call *pv_ops+...; mov %rax,%rbx;
// lock btsq $0,(%rdx). It ran as pushf; pop %rax; nopl 0(%rax), which the crash printed.
class CodeAsRunTest : public testing::Test {
  protected:
    void SetUp() override { event_.set_arch(static_cast<uint32_t>(Arch::kX86_64)); }
    std::string Run(size_t from) {
        event_.set_code(std::string(printed_).substr(from));
        event_.set_code_fault_at(static_cast<uint32_t>(kPc - from));
        std::vector<uint8_t> run =
            CodeAsRun(event_, kBegin + kPc, *FindArchAnalysis(Arch::kX86_64), AsBytes(text_), kBegin);
        return std::string(AsText(run));
    }

    static constexpr size_t kPc = 11;
    const std::string text_{"\x53\xff\x14\x25\x10\x20\x30\x81\x48\x89\xc3\xf0\x48\x0f\xba\x2a\x00", 17};
    std::string printed_{"\x53\x9c\x58\x0f\x1f\x80\x00\x00\x48\x89\xc3\xf0\x48\x0f\xba\x2a\x00", 17};
    format::Event event_;
};

TEST_F(CodeAsRunTest, ACallThatWasReplacedIsWhatTheCrashShows) {
    EXPECT_EQ(Run(0), printed_);
}

TEST_F(CodeAsRunTest, WhatTheCrashDoesNotShowIsAsInTheFile) {
    EXPECT_EQ(Run(2), "");
    EXPECT_EQ(Run(8), "");
}

TEST_F(CodeAsRunTest, OnlyCallsAreTaken) {
    printed_ = text_;
    EXPECT_EQ(Run(0), "");
    printed_[8] = '\x4c';  // other code, but no call in the file
    EXPECT_EQ(Run(0), "");
}

}  // namespace
}  // namespace faultbox
