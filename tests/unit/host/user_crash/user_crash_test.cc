#include "host/explain/user_crash.h"

#include <gtest/gtest.h>

#include "host/explain/signal_text.h"

// A function of this program, whose own file is the symbol file.
extern "C" __attribute__((noinline, used)) int UserCrashTestPlace(int value) {
    asm volatile("" : "+r"(value));
    return value + 1;
}

namespace faultbox {
namespace {

constexpr uint64_t kBias = 0x560000000000;

class UserCrashTest : public testing::Test {
  protected:
    void SetUp() override {
        Result<const SymbolFile*> loaded = symbols_.Load("/proc/self/exe");
        ASSERT_TRUE(loaded);
        file_ = *loaded;
        std::vector<Symbol> found = file_->FindFunction("UserCrashTestPlace");
        ASSERT_EQ(found.size(), 1u);
        place_ = found[0];
        crash_.set_signal(11);
        crash_.set_code(1);
        module_ = crash_.add_module();
        module_->set_path("/usr/bin/exe");
        module_->set_bias(kBias);
        thread_ = crash_.add_thread();
        thread_->set_tid(17);
    }
    void AddFrame(uint64_t link_address) {
        format::UserFrame* frame = thread_->add_frame();
        frame->set_address(link_address + kBias);
        frame->set_module(0);
    }

    SymbolStore symbols_;
    const SymbolFile* file_ = nullptr;
    Symbol place_;
    format::UserCrash crash_;
    format::UserModule* module_ = nullptr;
    format::UserThread* thread_ = nullptr;
};

TEST_F(UserCrashTest, ThePcIsExactAndReturnAddressesAreBehindTheirCall) {
    AddFrame(place_.address);
    AddFrame(place_.address + place_.size);  // Behind a call that never returns.
    UserCrashAnalysis analysis = AnalyzeUserCrash(crash_, symbols_, {});
    ASSERT_EQ(analysis.threads.size(), 1u);
    ASSERT_EQ(analysis.threads[0].frames.size(), 2u);
    for (const UserFrameAnalysis& frame : analysis.threads[0].frames) {
        EXPECT_EQ(frame.symbol, "UserCrashTestPlace");
        ASSERT_FALSE(frame.frames.empty());
        EXPECT_EQ(frame.frames.back().function, "UserCrashTestPlace");
    }
    EXPECT_EQ(analysis.threads[0].frames[1].symbol_offset, place_.size);
    EXPECT_EQ(analysis.threads[0].frames[0].link_address, place_.address);
    EXPECT_EQ(analysis.signal, "SIGSEGV");
    EXPECT_EQ(analysis.cause, "the address is not mapped");
}

TEST_F(UserCrashTest, AFileOfTheNameAloneProvesNothing) {
    AddFrame(place_.address);
    UserCrashAnalysis analysis = AnalyzeUserCrash(crash_, symbols_, {});
    EXPECT_EQ(analysis.modules[0].symbols.fit, SymbolFit::kUnverified);
    EXPECT_FALSE(analysis.modules[0].symbols.reason.empty());
    module_->set_path("/usr/bin/other");
    EXPECT_EQ(AnalyzeUserCrash(crash_, symbols_, {}).modules[0].symbols.fit, SymbolFit::kNone);
    EXPECT_TRUE(AnalyzeUserCrash(crash_, symbols_, {}).threads[0].frames[0].frames.empty());
}

TEST_F(UserCrashTest, WithoutABiasThePlaceInTheFileDecides) {
    const elf::Section* text = file_->elf().FindSection(".text");
    ASSERT_NE(text, nullptr);
    module_->clear_bias();
    module_->set_code_address(0x7f0000000000);
    module_->set_code_file_offset(text->file_offset);
    format::UserFrame* frame = thread_->add_frame();
    frame->set_address(0x7f0000000000 + (place_.address - text->address));
    frame->set_module(0);
    UserCrashAnalysis analysis = AnalyzeUserCrash(crash_, symbols_, {});
    EXPECT_EQ(analysis.threads[0].frames[0].link_address, place_.address);
    EXPECT_EQ(analysis.threads[0].frames[0].symbol, "UserCrashTestPlace");
}

TEST_F(UserCrashTest, ARecordMayHoldAnything) {
    thread_->set_end(99);
    format::UserFrame* frame = thread_->add_frame();
    frame->set_address(UINT64_MAX);
    frame->set_module(7);
    frame->set_trust(77);
    thread_->add_frame()->set_address(UINT64_MAX - 5);
    crash_.add_thread();
    crash_.set_signal(1000);
    crash_.set_code(-100);
    UserCrashAnalysis analysis = AnalyzeUserCrash(crash_, symbols_, {});
    EXPECT_EQ(analysis.threads[0].end, "unknown");
    EXPECT_STREQ(analysis.threads[0].frames[0].trust, "unknown");
    EXPECT_EQ(analysis.threads[0].frames[0].module, nullptr);
    EXPECT_EQ(analysis.signal, "signal 1000");
    EXPECT_EQ(analysis.cause, "");
    format::CrashRecord record;
    record.add_event();
    *record.mutable_user_crash() = crash_;
    EXPECT_EQ(SummarizeUserCrash(record, analysis).explanation.verdict,
              "The process was ended by signal 1000 in 0xffffffffffffffff, which is in no known file.");
}

TEST(SignalTextTest, CodesBelongToTheirSignal) {
    EXPECT_EQ(DescribeSignalCode(7, 1), "the address is not aligned");
    EXPECT_EQ(DescribeSignalCode(8, 1), "integer division by zero");
    EXPECT_EQ(DescribeSignalCode(6, -6), "sent by tgkill(), as abort() does");
    EXPECT_EQ(DescribeSignalCode(17, 1), "");
}

TEST_F(UserCrashTest, AGuessedCallerIsNotCertain) {
    thread_->add_frame()->set_address(0);
    AddFrame(place_.address + 4);
    thread_->mutable_frame(1)->set_trust(2);
    format::CrashRecord record;
    record.add_event()->set_comm("media");
    *record.mutable_user_crash() = crash_;
    UserCrashAnalysis analysis = AnalyzeUserCrash(crash_, symbols_, {});
    std::string verdict = SummarizeUserCrash(record, analysis).explanation.verdict;
    EXPECT_TRUE(
        verdict.starts_with("media was ended by SIGSEGV (the address is not mapped) in 0x0, which is in no known file, "
                            "probably called from UserCrashTestPlace at "))
        << verdict;
}

}  // namespace
}  // namespace faultbox
