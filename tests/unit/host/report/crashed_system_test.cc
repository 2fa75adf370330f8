#include "host/report/crashed_system.h"

#include <gtest/gtest.h>

#include "host/report/json.h"
#include "host/report/text.h"
#include "tests/unit/host/report/sample.h"

namespace faultbox {
namespace {

DecodedInput Input(format::Identity::Join join) {
    DecodedInput input = sample::Dra74xInput();
    format::Identity& crashed = *input.records[0].mutable_crashed();
    crashed.set_join(join);
    crashed.set_agreed(1);
    crashed.set_os("Head unit 3");
    crashed.set_image_version("HU3-2026.11");
    crashed.set_model("TI DRA742");
    crashed.set_unit_id("SN 4711");
    crashed.set_boot_id("\x0f\x1e");
    crashed.set_boot_count(12);
    crashed.set_command_line("console=ttyO2");
    return input;
}

TEST(CrashedSystem, StandsInTheJson) {
    DecodedInput input = Input(format::Identity::LAST_BOOT);
    std::string json = WriteJson(sample::Dra74xReport(input));
    for (const char* part :
         {"\"join\": \"last-boot\"", "\"confirmed\": true", "\"agreed\": [\"release\"]", "\"os\": \"Head unit 3\"",
          "\"image_version\": \"HU3-2026.11\"", "\"model\": \"TI DRA742\"", "\"unit_id\": \"SN 4711\"",
          "\"boot_id\": \"0f1e\"", "\"boot_count\": 12", "\"command_line\": \"console=ttyO2\"", "\"version\": null"}) {
        EXPECT_TRUE(json.contains(part)) << part;
    }
}

TEST(CrashedSystem, StandsInTheText) {
    DecodedInput input = Input(format::Identity::LAST_BOOT);
    std::string text = WriteText(sample::Dra74xReport(input), false);
    for (const char* part : {"Head unit 3, HU3-2026.11", "TI DRA742", "SN 4711", "number 12, 0f1e"}) {
        EXPECT_TRUE(text.contains(part)) << part;
    }
    EXPECT_FALSE(text.contains("nothing in the crash confirms"));
    input.records[0].mutable_crashed()->clear_agreed();
    EXPECT_TRUE(WriteText(sample::Dra74xReport(input), false).contains("nothing in the crash confirms"));
}

// A reader must not take another image for the one that crashed.
TEST(CrashedSystem, AContradictionTakesThePlaceOfTheFacts) {
    DecodedInput input = Input(format::Identity::CONTRADICTED);
    input.records[0].mutable_crashed()->add_disagreement("build: #67 in the crash, #66 in the manifest");
    std::string text = WriteText(sample::Dra74xReport(input), false);
    EXPECT_TRUE(text.contains("contradicts the crash"));
    EXPECT_TRUE(text.contains("build: #67 in the crash, #66 in the manifest"));
    EXPECT_FALSE(text.contains("HU3-2026.11"));
    EXPECT_TRUE(WriteJson(sample::Dra74xReport(input)).contains("\"confirmed\": false"));
}

// What `faultbox watch` could not see or did not store, and what was made unreadable.
TEST(CrashedSystem, NotesOfTheRecorder) {
    DecodedInput input = Input(format::Identity::SAME_BOOT);
    format::CrashRecord& record = input.records[0];
    record.mutable_watch()->set_missed(40);
    record.mutable_watch()->set_first_missed(101);
    record.mutable_watch()->set_repeats(7);
    record.mutable_watch()->set_suppressed(9);
    record.set_scrubbed(2 + 8);
    std::string json = WriteJson(sample::Dra74xReport(input));
    for (const char* note : {"40 kernel messages from number 101 on were overwritten", "7 events with this signature",
                             "2 events with other signatures", "scrubbed when they were recorded: MAC, IPv4\""}) {
        EXPECT_TRUE(json.contains(note)) << note;
    }
}

}  // namespace
}  // namespace faultbox
