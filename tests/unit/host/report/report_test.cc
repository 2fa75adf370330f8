#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "host/report/json.h"
#include "host/report/text.h"
#include "host/report/utf8.h"
#include "tests/unit/host/report/compact_json.h"
#include "tests/unit/host/report/sample.h"

namespace faultbox {
namespace {

std::string ReadGolden(const std::string& name) {
    std::ifstream file(FAULTBOX_TESTS_DIR "/unit/host/report/golden/" + name);
    std::ostringstream content;
    content << file.rdbuf();
    return content.str();
}

TEST(Report, JsonFollowsTheContract) {
    DecodedInput input = sample::Dra74xInput();
    EXPECT_EQ(WriteJson(sample::Dra74xReport(input)), ReadGolden("report.json"));
}

TEST(Report, TextForAFieldEngineer) {
    DecodedInput input = sample::Dra74xInput();
    EXPECT_EQ(WriteText(sample::Dra74xReport(input), false), ReadGolden("report.txt"));
}

TEST(Report, NoStringOfTheInputReachesTheTerminalRaw) {
    const std::string hostile =
        "\x1b]0;owned\x07\xff\n\xc2\x9b"
        "2J";
    DecodedInput input = sample::Dra74xInput();
    input.name = hostile;
    input.notes = {hostile};
    format::Event& event = *input.records[0].mutable_event(0);
    for (auto set :
         {&format::Event::set_headline<const std::string&>, &format::Event::set_comm<const std::string&>,
          &format::Event::set_hardware<const std::string&>, &format::Event::set_release<const std::string&>,
          &format::Event::set_taint<const std::string&>, &format::Event::set_workqueue<const std::string&>,
          &format::Event::set_panic_reason<const std::string&>, &format::Event::set_source_file<const std::string&>}) {
        (event.*set)(hostile);
    }
    event.mutable_pc()->set_symbol(hostile);
    event.mutable_module(0)->set_name(hostile);
    event.mutable_trace(0)->set_name(hostile);
    event.mutable_trace(0)->mutable_frame(0)->set_module(hostile);
    event.add_fact()->set_key(hostile);
    event.mutable_damage(0)->set_text(hostile);
    event.add_register_note()->set_text(hostile);
    Report report = sample::Dra74xReport(input);
    report.inputs[0].events[0].sources[0].lines[1] = hostile;
    EventAnalysis analysis = *report.inputs[0].events[0].analysis;
    analysis.notes = {hostile};
    report.inputs[0].events[0].analysis = std::make_shared<EventAnalysis>(analysis);
    for (const std::string& written : {WriteText(report, false), WriteJson(report)}) {
        std::string_view rest = written;
        while (!rest.empty()) {
            CodePoint next = DecodeUtf8(rest);
            ASSERT_TRUE(next.valid && (next.value == '\n' || IsPrintable(next.value)));
            rest.remove_prefix(next.size);
        }
    }
}

TEST(Report, AFactThatIsStatedAgainStandsWithTheFirst) {
    DecodedInput input = sample::Dra74xInput();
    format::Event& event = *input.records[0].mutable_event(0);
    event.clear_fact();
    for (const char* key : {"pgd", "ipa", "pgd", "esr"}) {
        format::Fact& fact = *event.add_fact();
        fact.set_key(key);
        fact.set_number(static_cast<uint64_t>(event.fact_size()));
    }
    const std::string json = sample::Compact(WriteJson(sample::Dra74xReport(input)));
    EXPECT_TRUE(json.contains("\"facts\":{\"pgd\":[1,3],\"ipa\":2,\"esr\":4}")) << json;
}

TEST(Report, AVerdictThatIsNotProvenSaysSo) {
    DecodedInput input = sample::Dra74xInput();
    Report report = sample::Dra74xReport(input);
    auto analysis = std::make_shared<EventAnalysis>(*report.inputs[0].events[0].analysis);
    report.inputs[0].events[0].analysis = analysis;
    Explanation& explanation = analysis->explanation;
    explanation.verdict = explanation.findings[0].claim;
    const std::string_view open = "What happened\n  write of 4 bytes to ept->priv (likely)\n";
    EXPECT_FALSE(WriteText(report, false).contains(open));
    explanation.findings[0].confidence = Confidence::kLikely;
    EXPECT_TRUE(WriteText(report, false).contains(open));
}

TEST(Report, AnEmptyEventIsNoReasonToGuess) {
    DecodedInput input;
    input.name = "empty";
    input.records.Add().add_event();
    Report report = sample::Dra74xReport(input);
    report.inputs[0].events[0] = EventReport{};
    report.inputs[0].events[0].record = &input.records[0];
    report.inputs[0].events[0].event = &input.records[0].event(0);
    std::string json = WriteJson(report);
    for (const char* absent : {"\"arch\": null", "\"time_s\": null", "\"cpu\": null", "\"fault\": null", "\"pc\": null",
                               "\"lr\": null", "\"code\": null", "\"stack\": null", "\"registers\": {}",
                               "\"verified\": null", "\"verdict\": null", "\"taint\": null", "\"location\": null"}) {
        EXPECT_TRUE(json.contains(absent)) << absent;
    }
    EXPECT_FALSE(json.contains("0x0"));
}

}  // namespace
}  // namespace faultbox
