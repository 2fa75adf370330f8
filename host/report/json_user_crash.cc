#include <format>

#include "host/input/event_facts.h"
#include "host/report/json_trace.h"
#include "host/report/names.h"
#include "host/report/user_crash_report.h"

namespace faultbox {
namespace {

template <typename T>
std::optional<uint64_t> When(bool present, T value) {
    return present ? std::optional<uint64_t>(value) : std::nullopt;
}

std::optional<uint64_t> OffsetOf(const UserFrameAnalysis& frame) {
    return frame.symbol.empty() ? std::nullopt : std::optional(frame.symbol_offset);
}

void WriteFrame(JsonWriter& json, const UserFrameAnalysis& frame) {
    json.BeginObject(JsonLayout::kOneLine);
    json.HexMember("address", frame.address);
    json.TextMember("module", frame.module == nullptr ? "" : frame.module->path());
    json.HexMember("offset", frame.link_address);
    json.TextMember("symbol", frame.symbol);
    json.HexMember("symbol_offset", OffsetOf(frame));
    json.StringMember("trust", frame.trust);
    json.Key("interrupted");
    json.Bool(frame.interrupted);
    WriteSourceFrames(json, frame.frames);
    json.EndObject();
}

void WriteThreads(JsonWriter& json, const UserCrashAnalysis& analysis) {
    json.Key("threads");
    json.BeginArray();
    for (const UserThreadAnalysis& thread : analysis.threads) {
        json.BeginObject();
        json.NumberMember("tid", thread.tid);
        json.Key("crashed");
        json.Bool(&thread == analysis.threads.data());
        json.StringMember("end", thread.end);
        json.Key("frames");
        json.BeginArray();
        for (const UserFrameAnalysis& frame : thread.frames) WriteFrame(json, frame);
        json.EndArray();
        json.EndObject();
    }
    json.EndArray();
}

void WriteModules(JsonWriter& json, const UserCrashAnalysis& analysis) {
    json.Key("modules");
    json.BeginArray();
    for (const UserModuleAnalysis& entry : analysis.modules) {
        const format::UserModule& module = *entry.module;
        json.BeginObject(JsonLayout::kOneLine);
        json.TextMember("path", module.path());
        json.TextMember("build_id", HexOf(module.build_id()));
        json.HexMember("address", When(module.has_address(), module.address()));
        json.NumberMember("size", When(module.has_size(), module.size()));
        json.HexMember("bias", When(module.has_bias(), module.bias()));
        const char* verified = NameOf(entry.symbols.fit);
        json.TextMember("verified", verified == nullptr ? "" : verified);
        json.TextMember("file", entry.symbols.file);
        json.TextMember("reason", entry.symbols.reason);
        json.EndObject();
    }
    json.EndArray();
}

}  // namespace

void WriteUserCrashJson(JsonWriter& json, const format::UserCrash& crash, const UserCrashAnalysis& analysis) {
    const UserFrameAnalysis* place = nullptr;
    if (!analysis.threads.empty() && !analysis.threads[0].frames.empty()) place = &analysis.threads[0].frames[0];
    json.BeginObject();
    json.NumberMember("signal", When(crash.has_signal(), crash.signal()));
    json.TextMember("signal_name", crash.has_signal() ? analysis.signal : "");
    json.Key("code");
    crash.has_code() ? json.Signed(crash.code()) : json.Null();
    json.TextMember("cause", analysis.cause);
    json.HexMember("address", place == nullptr ? std::nullopt : std::optional(place->address));
    json.TextMember("module", place == nullptr || place->module == nullptr ? "" : place->module->path());
    json.HexMember("offset", place == nullptr ? std::nullopt : place->link_address);
    json.TextMember("error", "");
    json.TextMember("program", crash.program());
    json.NumberMember("sender_pid", When(crash.has_sender_pid(), crash.sender_pid()));
    json.NumberMember("uid", When(crash.has_uid(), crash.uid()));
    json.NumberMember("gid", When(crash.has_gid(), crash.gid()));
    json.NumberMember("time_s", When(crash.has_time_s(), crash.time_s()));
    WriteThreads(json, analysis);
    json.NumberMember("dropped_threads", crash.dropped_threads());
    WriteModules(json, analysis);
    json.NumberMember("dropped_modules", crash.dropped_modules());
    json.EndObject();
}

}  // namespace faultbox
