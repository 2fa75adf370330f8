#include "host/report/text_code.h"

#include <algorithm>
#include <format>

#include "host/input/event_facts.h"
#include "host/input/own_trace.h"
#include "host/report/names.h"
#include "host/report/trace_trust.h"
#include "host/report/wording.h"

namespace faultbox {
namespace {

std::string DescribeLine(const SourceFrame& frame) {
    if (frame.file.empty()) return "";
    std::string text(frame.file);
    if (frame.line != 0) text += std::format(":{}", frame.line);
    if (frame.line != 0 && frame.column != 0) text += std::format(":{}", frame.column);
    return text;
}

std::string DescribeFrame(const SourceFrame& frame) {
    std::string line = DescribeLine(frame);
    return std::format("{}{}{}{}", frame.function, line.empty() ? "" : " at ", line,
                       frame.inlined ? ", inlined into" : "");
}

std::string DescribeSymbols(const SymbolVerdict& symbols) {
    switch (symbols.fit) {
        case SymbolFit::kNone:
            return symbols.reason.empty() ? "no symbol file given" : symbols.reason;
        case SymbolFit::kBuildId:
            return symbols.file + ", verified by its build id";
        case SymbolFit::kConsistent:
            return symbols.file + ", consistent with the crash";
        case SymbolFit::kUnverified:
            return symbols.file + ", not verified";
        case SymbolFit::kRefused:
            return symbols.file + ", refused";
    }
    return "";
}

constexpr size_t kTabColumns = 4;

std::string ExpandTabs(std::string_view line) {
    std::string text;
    for (char c : line) text += c == '\t' ? std::string(kTabColumns, ' ') : std::string(1, c);
    return text;
}

std::string TitleOf(const SourceExcerpt& source) {
    const char* role = source.place == SourcePlace::kOrigin   ? ": where the pointer comes from"
                       : source.place == SourcePlace::kCaller ? ": the caller"
                                                              : "";
    return std::format("{}{}{}{}", source.path, source.function.empty() ? "" : ", ", source.function, role);
}

void WriteExcerpt(TextWriter& text, const SourceExcerpt& source) {
    text.BlankLine();
    if (!source.problem.empty()) return text.Line(2, std::format("{}: {}", source.path, source.problem));
    text.Line(2, TitleOf(source), Emphasis::kDim);
    for (size_t i = 0; i < source.lines.size(); ++i) {
        std::string_view line = source.lines[i];
        uint64_t number = source.first_line + i;
        bool marked = number == source.marked_line;
        text.Verbatim(2, std::format("{} {:5} | {}", marked ? ">" : " ", number, ExpandTabs(line)),
                      marked ? Emphasis::kStrong : Emphasis::kNone);
        bool is_expression = number == source.expression_line && source.marked_column != 0;
        if (!is_expression || source.marked_column > line.size()) continue;
        size_t columns = ExpandTabs(line.substr(0, source.marked_column - 1)).size();
        size_t size = std::max<size_t>(ExpandTabs(line.substr(source.marked_column - 1, source.marked_size)).size(), 1);
        text.Verbatim(2, std::format("  {:5} | {:{}}^{:~<{}}", "", "", columns, "", size - 1));
    }
}

const std::vector<SourceFrame>* ChainOf(const EventAnalysis& analysis, size_t trace, size_t frame) {
    if (trace >= analysis.traces.size() || frame >= analysis.traces[trace].size()) return nullptr;
    return &analysis.traces[trace][frame];
}

void WriteFrame(TextWriter& text, const format::Location& frame, const std::vector<SourceFrame>* chain,
                unwind::Trust trust) {
    std::string line =
        std::format("{} {}", frame.unreliable() ? '?' : ' ',
                    DescribeLocation(frame, frame.has_address() ? std::optional(frame.address()) : std::nullopt));
    FrameContext context = ContextOf(frame);
    if (context != FrameContext::kTask && context != FrameContext::kUnknown)
        line += std::format("  <{}>", NameOf(context));
    if (trust == unwind::Trust::kRuledOut) line += "  (ruled out as a caller)";
    text.Line(2, line, frame.unreliable() ? Emphasis::kDim : Emphasis::kNone, 4);
    if (chain == nullptr) return;
    for (const SourceFrame& source : *chain) text.Line(8, DescribeFrame(source), Emphasis::kNone, 4);
}

void WriteCallerBeforeTrace(TextWriter& text, const EventReport& report) {
    const format::Location* lr = CallerBeforeTrace(*report.event);
    if (lr == nullptr) return;
    // Where the pc holds no code, the location is that of the call.
    bool is_call = !report.analysis->pc_link_address;
    WriteFrame(text, *lr, is_call ? &report.analysis->location : nullptr, unwind::Trust::kPrinted);
}

// Where there is no code to look up, symbol files have nothing to say.
bool HasPlace(const EventReport& report) {
    const format::Event& event = *report.event;
    return event.has_pc() || event.has_lr() || event.trace_size() != 0 || !event.source_file().empty() ||
           PcAddress(event) || !report.sources.empty() || report.analysis->symbols.fit != SymbolFit::kNone;
}

}  // namespace

void WriteWhere(TextWriter& text, const EventReport& report) {
    const format::Event& event = *report.event;
    const EventAnalysis& analysis = *report.analysis;
    if (!HasPlace(report)) return;
    std::string printed = DescribeLocation(event.pc(), PcAddress(event));
    text.Heading("Where");
    text.Field("pc", printed);
    text.Field("lr", DescribeLocation(event.lr(), LrAddress(event)));
    if (!event.source_file().empty()) {
        text.Field("stated", std::format("{}:{}", event.source_file(), event.source_line()));
    } else if (analysis.bug_place) {
        text.Field("stated", std::format("{}:{}, by the image", analysis.bug_place->file, analysis.bug_place->line));
    }
    for (size_t i = 0; i < analysis.location.size(); ++i) {
        text.Field(i == 0 ? "in" : "", DescribeFrame(analysis.location[i]));
    }
    text.Field("symbols", DescribeSymbols(analysis.symbols));
    if (analysis.symbols.fit != SymbolFit::kNone) text.Field("", analysis.symbols.reason);
    for (const SourceExcerpt& source : report.sources) WriteExcerpt(text, source);
}

void WriteCodeText(TextWriter& text, const format::Event& event) {
    if (event.code().empty()) return;
    std::string digits = CodeWords(event);
    size_t step = 2 * std::clamp<size_t>(event.code_unit(), 1, 8);
    std::string words;
    for (size_t at = 0; at < digits.size(); at += step) {
        std::string word = digits.substr(at, step);
        bool faulting = event.has_code_fault_at() && event.code_fault_at() == at / 2;
        words += std::format("{}{}", words.empty() ? "" : " ", faulting ? "<" + word + ">" : word);
    }
    text.Heading("Code");
    text.Line(2, words);
}

void WriteTraceText(TextWriter& text, const EventReport& report) {
    const format::Event& event = *report.event;
    for (int i = 0; i < event.trace_size(); ++i) {
        const format::Trace& trace = event.trace(i);
        text.Heading(trace.name().empty() ? "Call trace" : "Call trace: " + trace.name());
        if (i == FindOwnTrace(event)) WriteCallerBeforeTrace(text, report);
        for (int j = 0; j < trace.frame_size(); ++j) {
            WriteFrame(text, trace.frame(j), ChainOf(*report.analysis, static_cast<size_t>(i), static_cast<size_t>(j)),
                       TrustOf(*report.analysis, static_cast<size_t>(i), static_cast<size_t>(j)));
        }
    }
    if (!report.analysis->unwound.empty()) text.Heading("Callers found by unwinding the stack words");
    for (const UnwoundCaller& caller : report.analysis->unwound) {
        WriteFrame(text, LocationOf(caller), &caller.frames, unwind::Trust::kUnwound);
    }
}

}  // namespace faultbox
