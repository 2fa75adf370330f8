// Symbols proven by the manifest of the boot that crashed.
#include <gtest/gtest.h>

#include <string>

#include "host/explain/analyze.h"
#include "host/input/crashed_system.h"
#include "host/input/read_input.h"
#include "host/io/mapped_file.h"

namespace faultbox {
namespace {

constexpr const char* kCase = FAULTBOX_TESTS_DIR "/cases/arm-headunit-rpmsg-sock-release/";
// readelf -n headunit.ko
constexpr std::string_view kModuleBuildId =
    "\xcb\xeb\x1e\xa8\xa2\x29\x8e\x35\x36\x11\x09\xa7\xed\x6f\x17\xd4\x0d\xba\xdc\x1a";

class ManifestTest : public testing::Test {
  protected:
    void SetUp() override {
        Result<MappedFile> region = MappedFile::Open(std::string(kCase) + "region.bin");
        ASSERT_TRUE(region);
        Result<DecodedInput> input = ReadInput("region.bin", region->bytes(), std::nullopt);
        ASSERT_TRUE(input);
        ASSERT_FALSE(input->records.empty());
        record = input->records[0];
        ASSERT_TRUE(symbols.Load(std::string(kCase) + "headunit.ko"));
        format::Identity& crashed = *record.mutable_crashed();
        crashed.set_join(format::Identity::LAST_BOOT);
        crashed.set_agreed(1);
        format::Module& module = *crashed.add_module();
        module.set_name("headunit");
        module.set_build_id(std::string(kModuleBuildId));
    }
    EventAnalysis Run() {
        ApplyManifest(record);
        return *Analyzer(symbols).Analyze(record.event(0));
    }

    format::CrashRecord record;
    SymbolStore symbols;
};

TEST_F(ManifestTest, ProvesTheFile) {
    EventAnalysis analysis = Run();
    EXPECT_EQ(analysis.symbols.fit, SymbolFit::kBuildId);
    EXPECT_TRUE(analysis.symbols.reason.contains("by the manifest of the boot that crashed"))
        << analysis.symbols.reason;
}

TEST_F(ManifestTest, RefusesAnotherBuild) {
    record.mutable_crashed()->mutable_module(0)->set_build_id("another");
    EventAnalysis analysis = Run();
    EXPECT_EQ(analysis.symbols.fit, SymbolFit::kRefused);
    EXPECT_TRUE(analysis.symbols.reason.starts_with("the manifest of the boot that crashed states build id 616e6f74"))
        << analysis.symbols.reason;
}

// A new image of the same release that crashed before its manifest was written: the last one is that of the old image.
TEST_F(ManifestTest, OtherCodeRefusesTheFileAllTheSame) {
    std::string& code = *record.mutable_event(0)->mutable_code();
    ASSERT_FALSE(code.empty());
    for (char& byte : code) byte = static_cast<char>(byte ^ 0x11);
    EventAnalysis analysis = Run();
    EXPECT_EQ(analysis.symbols.fit, SymbolFit::kRefused);
    EXPECT_TRUE(analysis.symbols.reason.contains("the code at ")) << analysis.symbols.reason;
}

TEST_F(ManifestTest, AnotherSizeRefusesTheFileAllTheSame) {
    format::Location& pc = *record.mutable_event(0)->mutable_pc();
    pc.set_size(pc.size() + 8);
    EXPECT_EQ(Run().symbols.fit, SymbolFit::kRefused);
}

// Its place among the boots alone proves nothing, and less what the crash contradicts.
TEST_F(ManifestTest, WhatIsNotConfirmedProvesNothing) {
    record.mutable_crashed()->clear_agreed();
    EXPECT_EQ(Run().symbols.fit, SymbolFit::kConsistent);
    record.mutable_crashed()->set_agreed(1);
    record.mutable_crashed()->add_disagreement("build: #2 in the crash, #1 in the manifest");
    EXPECT_EQ(Run().symbols.fit, SymbolFit::kConsistent);
    record.mutable_crashed()->clear_disagreement();
    record.mutable_crashed()->set_join(format::Identity::CONTRADICTED);
    EXPECT_EQ(Run().symbols.fit, SymbolFit::kConsistent);
}

// The crash itself has the last word.
TEST_F(ManifestTest, WhatTheCrashStatesStays) {
    record.mutable_event(0)->mutable_pc()->set_build_id("another");
    EventAnalysis analysis = Run();
    EXPECT_EQ(analysis.symbols.fit, SymbolFit::kRefused);
    EXPECT_TRUE(analysis.symbols.reason.starts_with("the crash states")) << analysis.symbols.reason;
}

}  // namespace
}  // namespace faultbox
