// A line says what the document says, also where it was put together from what was written of an event before.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "host/explain/analyze.h"
#include "host/input/read_input.h"
#include "host/report/fault_text.h"
#include "host/report/json.h"
#include "target/oops/crash_event.h"
#include "tests/unit/host/report/compact_json.h"
#include "tests/unit/host/report/sample.h"

namespace faultbox {
namespace {

namespace fs = std::filesystem;
using sample::Compact;

Report Explained(const DecodedInput& input, Analyzer& analyzer) {
    Report report{.inputs = {{.input = &input, .events = {}}}};
    size_t first = 0;
    for (const format::CrashRecord& record : input.records) {
        report.inputs[0].events.append_range(CollectEvents(record, first));
        first += static_cast<size_t>(record.event_size());
    }
    for (EventReport& event : report.inputs[0].events) {
        event.analysis = analyzer.Analyze(*event.event);
        event.verdict_by_text = VerdictByText(*event.event);
    }
    return report;
}

std::string LineOf(JsonLines& lines, const Report& report) {
    lines.Clear();
    lines.Add(report, true);
    return std::string(lines.text());
}

TEST(JsonLines, AreTheDocumentWithoutBlanks) {
    DecodedInput input = sample::Dra74xInput();
    input.notes = {"a \"note\" with  blanks\\"};
    Report report = sample::Dra74xReport(input);
    JsonLines lines;
    lines.Add(report, true);
    lines.Add(report, true);
    const std::string line = Compact(WriteJson(report));
    EXPECT_EQ(lines.text(), line + line);
}

TEST(JsonLines, HaveTheNotesOnlyWhenAsked) {
    DecodedInput input{.name = "log", .notes = {"truncated"}};
    const Report report{.inputs = {{.input = &input, .events = {}}}};
    JsonLines lines;
    lines.Add(report, true);
    lines.Add(report, false);
    EXPECT_EQ(
        lines.text(),
        "{\"faultbox\":1,\"inputs\":[{\"name\":\"log\",\"kind\":\"log\",\"notes\":[\"truncated\"]}],\"events\":[]}\n"
        "{\"faultbox\":1,\"inputs\":[{\"name\":\"log\",\"kind\":\"log\",\"notes\":[]}],\"events\":[]}\n");
}

// What differs between vehicles.
void MakeAnother(format::Event& event) {
    event.set_time_us(event.time_us() + 77);
    event.set_cpu(event.cpu() + 1);
    event.set_pid(4711);
    event.set_hardware("another one");
    event.set_taint("W");
    event.set_workqueue("events another");
    event.set_panic_reason("another reason");
    event.set_first_line(3);
    event.set_line_count(99);
    event.add_page_table()->set_level("pud");
    event.add_damage()->set_line(4);
    if (event.kind() != static_cast<uint32_t>(EventKind::kUserFault)) event.set_comm("another");
}

TEST(JsonLines, OfARepeatHaveWhatIsItsOwn) {
    DecodedInput input = sample::Dra74xInput();
    const SymbolStore no_symbols;
    Analyzer analyzer(no_symbols);
    JsonLines lines;
    const Report first = Explained(input, analyzer);
    EXPECT_EQ(LineOf(lines, first), Compact(WriteJson(first)));
    DecodedInput other = sample::Dra74xInput();
    MakeAnother(*other.records[0].mutable_event(0));
    const Report second = Explained(other, analyzer);
    EXPECT_EQ(second.inputs[0].events[0].analysis, first.inputs[0].events[0].analysis);
    EXPECT_EQ(LineOf(lines, second), Compact(WriteJson(second)));
    other.records[0].mutable_event(0)->mutable_pc()->set_offset(0xdc);
    const Report third = Explained(other, analyzer);
    EXPECT_NE(third.inputs[0].events[0].analysis, first.inputs[0].events[0].analysis);
    EXPECT_EQ(LineOf(lines, third), Compact(WriteJson(third)));
}

// Crashes of all kinds and kernels that are at hand.
std::vector<fs::path> RealLogs() {
    std::vector<fs::path> logs;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(FAULTBOX_TESTS_DIR "/cases")) {
        if (entry.path().filename() == "input.log") logs.push_back(entry.path());
    }
    return logs;
}

Result<DecodedInput> ReadLog(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    return ReadInput(path.filename(), AsBytes(content), std::nullopt);
}

TEST(JsonLines, OfRealCrashesAreTheDocument) {
    const SymbolStore no_symbols;
    Analyzer analyzer(no_symbols);
    JsonLines lines;
    size_t events = 0;
    for (const fs::path& path : RealLogs()) {
        Result<DecodedInput> input = ReadLog(path);
        ASSERT_TRUE(input) << path;
        for (int time = 0; time < 2; ++time) {
            const Report report = Explained(*input, analyzer);
            EXPECT_EQ(LineOf(lines, report), Compact(WriteJson(report))) << path;
            events += report.inputs[0].events.size();
            for (format::CrashRecord& record : input->records) {
                for (format::Event& event : *record.mutable_event()) MakeAnother(event);
            }
        }
    }
    EXPECT_GT(events, 150u);
}

}  // namespace
}  // namespace faultbox
