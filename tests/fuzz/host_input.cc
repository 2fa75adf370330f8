#include <cstdint>
#include <cstdlib>
#include <vector>

#include "host/explain/analyze.h"
#include "host/input/read_input.h"
#include "host/report/json.h"
#include "host/report/text.h"
#include "host/report/utf8.h"
#include "tests/unit/host/report/compact_json.h"

namespace {

// Whatever the input, a report is printable UTF-8.
void CheckPrintable(std::string_view text) {
    while (!text.empty()) {
        faultbox::CodePoint next = faultbox::DecodeUtf8(text);
        if (!next.valid || (next.value != '\n' && !faultbox::IsPrintable(next.value))) std::abort();
        text.remove_prefix(next.size);
    }
}

// The second line is made of what the first one left.
void CheckLines(const faultbox::Report& report, const std::string& line) {
    faultbox::JsonLines lines;
    lines.Add(report, true);
    lines.Add(report, true);
    if (lines.text() != line + line) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::vector<faultbox::DecodedInput> inputs;
    auto input = faultbox::ReadInput("input", {data, size}, std::nullopt);
    if (!input) return 0;
    inputs.push_back(std::move(*input));
    faultbox::Report report = faultbox::CollectEvents(inputs);
    const faultbox::SymbolStore no_symbols;
    faultbox::Analyzer analyzer(no_symbols);
    for (faultbox::EventReport& event : report.inputs[0].events) {
        event.analysis = analyzer.Analyze(*event.event);
        event.verdict_by_text = faultbox::VerdictByText(*event.event);
    }
    const std::string json = faultbox::WriteJson(report);
    CheckPrintable(json);
    CheckLines(report, faultbox::sample::Compact(json));
    CheckPrintable(faultbox::WriteText(report, false));
    return 0;
}
