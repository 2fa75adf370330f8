#include "host/report/json_trace.h"

#include <map>

#include "host/input/event_facts.h"
#include "host/input/own_trace.h"
#include "host/report/names.h"
#include "host/report/trace_trust.h"

namespace faultbox {
namespace {

// A record has a module's build id only where it names the module for the first time.
using BuildIds = std::map<std::string, std::string>;

BuildIds CollectBuildIds(const format::Event& event) {
    BuildIds ids;
    auto add = [&](const auto& named, const std::string& module) {
        if (!module.empty() && !named.build_id().empty()) ids.try_emplace(module, HexOf(named.build_id()));
    };
    add(event.pc(), event.pc().module());
    add(event.lr(), event.lr().module());
    for (const format::Trace& trace : event.trace()) {
        for (const format::Location& frame : trace.frame()) add(frame, frame.module());
    }
    for (const format::Module& module : event.module()) add(module, module.name());
    return ids;
}

void WriteSymbol(JsonWriter& json, const format::Location& where) {
    json.TextMember("symbol", where.symbol());
    json.HexMember("offset", where.has_offset() ? std::optional(where.offset()) : std::nullopt);
    json.HexMember("size", where.has_size() ? std::optional(where.size()) : std::nullopt);
    json.TextMember("module", where.module());
}

void WriteCodeLocation(JsonWriter& json, JsonKey key, const format::Location& where, std::optional<uint64_t> address,
                       std::optional<uint64_t> link_address) {
    json.Key(key);
    if (where.symbol().empty() && !address) return json.Null();
    json.BeginObject(JsonLayout::kOneLine);
    WriteSymbol(json, where);
    json.HexMember("address", address);
    json.HexMember("link_address", link_address);
    json.EndObject();
}

const std::vector<SourceFrame>& ChainOf(const EventAnalysis& analysis, size_t trace, size_t frame) {
    static const std::vector<SourceFrame> kNone;
    if (trace >= analysis.traces.size() || frame >= analysis.traces[trace].size()) return kNone;
    return analysis.traces[trace][frame];
}

// Callers that only the unwinder found.
void WriteUnwound(JsonWriter& json, const EventReport& report) {
    for (const UnwoundCaller& caller : report.analysis->unwound) {
        json.BeginObject(JsonLayout::kOneLine);
        WriteSymbol(json, LocationOf(caller));
        json.TextMember("build_id", "");
        json.HexMember("address", caller.address);
        json.Key("reliable");
        json.Bool(true);
        json.StringMember("trust", NameOf(unwind::Trust::kUnwound));
        json.TextMember("context", NameOf(FrameContext::kUnknown));
        WriteSourceFrames(json, caller.frames);
        json.EndObject();
    }
}

void WriteEntry(JsonWriter& json, const format::Location& frame, unwind::Trust trust,
                const std::vector<SourceFrame>& chain, const BuildIds& build_ids) {
    auto build_id = build_ids.find(frame.module());
    json.BeginObject(JsonLayout::kOneLine);
    WriteSymbol(json, frame);
    json.TextMember("build_id", build_id == build_ids.end() ? "" : build_id->second);
    json.HexMember("address", frame.has_address() ? std::optional(frame.address()) : std::nullopt);
    json.Key("reliable");
    json.Bool(!frame.unreliable());
    json.StringMember("trust", NameOf(trust));
    json.TextMember("context", NameOf(ContextOf(frame)));
    WriteSourceFrames(json, chain);
    json.EndObject();
}

void WriteCallerBeforeTrace(JsonWriter& json, const EventReport& report, const BuildIds& build_ids) {
    const format::Location* lr = CallerBeforeTrace(*report.event);
    if (lr == nullptr) return;
    // Where the pc holds no code, the location is that of the call.
    const bool is_call = !report.analysis->pc_link_address;
    WriteEntry(json, *lr, unwind::Trust::kPrinted, is_call ? report.analysis->location : std::vector<SourceFrame>(),
               build_ids);
}

void WriteTrace(JsonWriter& json, const EventReport& report, int index, const BuildIds& build_ids) {
    json.Key("trace");
    json.BeginArray();
    const format::Trace& trace = report.event->trace(index);
    if (index == FindOwnTrace(*report.event)) WriteCallerBeforeTrace(json, report, build_ids);
    for (int i = 0; i < trace.frame_size(); ++i) {
        auto at = static_cast<size_t>(i);
        WriteEntry(json, trace.frame(i), TrustOf(*report.analysis, static_cast<size_t>(index), at),
                   ChainOf(*report.analysis, static_cast<size_t>(index), at), build_ids);
    }
    json.EndArray();
}

}  // namespace

void WriteCodeLocations(JsonWriter& json, const EventReport& report) {
    const format::Event& event = *report.event;
    WriteCodeLocation(json, "pc", event.pc(), PcAddress(event), report.analysis->pc_link_address);
    WriteCodeLocation(json, "lr", event.lr(), LrAddress(event), report.analysis->lr_link_address);
}

void WriteTraces(JsonWriter& json, const EventReport& report) {
    const format::Event& event = *report.event;
    BuildIds build_ids = CollectBuildIds(event);
    int own = FindOwnTrace(event);
    if (own >= 0) {
        WriteTrace(json, report, own, build_ids);
    } else {
        json.Key("trace");
        json.BeginArray();
        WriteUnwound(json, report);
        json.EndArray();
    }
    json.Key("traces");
    json.BeginArray();
    for (int i = 0; i < event.trace_size(); ++i) {
        if (i == own) continue;
        json.BeginObject();
        json.TextMember("name", event.trace(i).name());
        WriteTrace(json, report, i, build_ids);
        json.EndObject();
    }
    json.EndArray();
}

void WriteSourceFrames(JsonWriter& json, const std::vector<SourceFrame>& frames) {
    json.Key("frames");
    json.BeginArray(JsonLayout::kOneLine);
    for (const SourceFrame& frame : frames) {
        json.BeginObject();
        json.StringMember("function", frame.function);
        json.TextMember("file", frame.file);
        json.NumberMember("line", frame.line == 0 ? std::nullopt : std::optional<uint64_t>(frame.line));
        json.NumberMember("column", frame.column == 0 ? std::nullopt : std::optional<uint64_t>(frame.column));
        json.Key("inlined");
        json.Bool(frame.inlined);
        json.EndObject();
    }
    json.EndArray();
}

}  // namespace faultbox
