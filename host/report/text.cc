#include "host/report/text.h"

#include <format>

#include "host/report/names.h"
#include "host/report/text_event.h"
#include "host/report/text_writer.h"

namespace faultbox {
namespace {

const char* DescribeKind(InputKind kind) {
    switch (kind) {
        case InputKind::kRamoops:
            return "raw ramoops region";
        case InputKind::kPstore:
            return "pstore file";
        case InputKind::kLog:
            return "kernel log";
        case InputKind::kRecord:
            return "Faultbox record";
        case InputKind::kBundle:
            return "Faultbox bundle";
        case InputKind::kErrorRecord:
            return "error records of firmware";
    }
    return "";
}

void WriteInput(TextWriter& text, const InputReport& input, size_t& number, size_t total) {
    size_t count = input.events.size();
    std::string events = count == 0 ? "no events" : std::format("{} event{}", count, count == 1 ? "" : "s");
    text.Line(0, std::format("{}: {}, {}", input.input->name, DescribeKind(input.input->kind), events),
              Emphasis::kStrong);
    for (const std::string& note : input.input->notes) text.Line(2, "note: " + note, Emphasis::kNone, 2);
    for (const EventReport& event : input.events) WriteEventText(text, event, number++, total);
}

}  // namespace

std::string WriteText(const Report& report, bool color) {
    size_t total = 0;
    for (const InputReport& input : report.inputs) total += input.events.size();
    TextWriter text(color);
    size_t number = 0;
    for (size_t i = 0; i < report.inputs.size(); ++i) {
        if (i > 0) text.BlankLine();
        WriteInput(text, report.inputs[i], number, total);
    }
    return text.Take();
}

}  // namespace faultbox
