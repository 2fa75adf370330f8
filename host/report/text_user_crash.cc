#include <format>

#include "host/input/event_facts.h"
#include "host/report/user_crash_report.h"

namespace faultbox {
namespace {

std::string DescribeSource(const SourceFrame& frame) {
    std::string text(frame.function);
    if (!frame.file.empty()) text += std::format(" at {}:{}", frame.file, frame.line);
    return frame.inlined ? text + ", inlined into" : text;
}

std::string DescribeFrame(const UserFrameAnalysis& frame) {
    std::string text = std::format("0x{:x}", frame.address);
    if (!frame.symbol.empty()) text += std::format(" {}+0x{:x}", frame.symbol, frame.symbol_offset);
    if (frame.module != nullptr) text += " in " + frame.module->path();
    if (frame.module != nullptr && frame.link_address) text += std::format("+0x{:x}", *frame.link_address);
    if (frame.module == nullptr) text += " in no known file";
    if (frame.interrupted) text += "  <a signal came here>";
    if (std::string_view(frame.trust) == "guess") text += "  (guessed)";
    return text;
}

void WriteThread(TextWriter& text, const UserThreadAnalysis& thread, bool has_crashed) {
    text.Heading(std::format("Thread {}{}", thread.tid, has_crashed ? ", which crashed" : ""));
    for (const UserFrameAnalysis& frame : thread.frames) {
        text.Line(2, DescribeFrame(frame), Emphasis::kNone, 4);
        for (const SourceFrame& source : frame.frames) text.Line(8, DescribeSource(source), Emphasis::kNone, 4);
    }
    if (thread.end != "outermost") text.Line(2, "no further: " + thread.end, Emphasis::kDim);
}

std::string DescribeModule(const UserModuleAnalysis& entry) {
    std::string text = HexOf(entry.module->build_id());
    if (text.empty()) text = "no build id";
    if (!entry.symbols.file.empty()) text += ", symbols of " + entry.symbols.file;
    if (!entry.symbols.file.empty() && !entry.symbols.reason.empty()) text += ": " + entry.symbols.reason;
    return text;
}

}  // namespace

void WriteUserCrashText(TextWriter& text, const format::UserCrash& crash, const UserCrashAnalysis& analysis) {
    text.Heading("Process");
    text.Field("program", crash.program());
    std::string signal = crash.has_signal() ? std::format("{} ({})", analysis.signal, crash.signal()) : "";
    if (!analysis.cause.empty()) signal += ": " + analysis.cause;
    text.Field("signal", signal);
    if (crash.has_sender_pid()) text.Field("sent by", std::format("pid {}", crash.sender_pid()));
    if (crash.has_uid()) text.Field("user", std::format("{}:{}", crash.uid(), crash.gid()));
    if (crash.has_time_s()) text.Field("time", std::format("{} s since 1970, by the vehicle's clock", crash.time_s()));
    for (const UserThreadAnalysis& thread : analysis.threads) {
        WriteThread(text, thread, &thread == analysis.threads.data());
    }
    if (crash.dropped_threads() != 0)
        text.Line(2, std::format("{} more threads were not kept", crash.dropped_threads()));
    std::vector<std::vector<std::string>> rows;
    for (const UserModuleAnalysis& entry : analysis.modules)
        rows.push_back({entry.module->path(), DescribeModule(entry)});
    if (!rows.empty()) text.Heading("Files of the process");
    text.Table(2, rows);
    if (crash.dropped_modules() != 0) text.Line(2, std::format("{} more files were not kept", crash.dropped_modules()));
}

}  // namespace faultbox
