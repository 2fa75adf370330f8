#include "host/explain/caller.h"

#include <format>

namespace faultbox {
namespace {

constexpr int kMostCalls = 4;

// The frames of the crash's own trace that are return addresses, innermost first.
std::vector<LinkedLocation> ReturnAddresses(CrashContext& context) {
    std::vector<LinkedLocation> addresses;
    if (context.event().trace_size() == 0) return addresses;
    for (const format::Location& frame : context.event().trace(0).frame()) {
        if (frame.unreliable() || !frame.has_offset() || frame.offset() == 0) continue;
        std::optional<LinkedLocation> place = context.Frame(frame);
        if (!place || addresses.size() == kMostCalls) break;
        addresses.push_back(*place);
    }
    return addresses;
}

bool IsCall(const Instruction& instruction) {
    return instruction.operation == Operation::kCall || instruction.operation == Operation::kCallRegister;
}

}  // namespace

std::optional<CallerValue> TraceIntoCaller(CrashContext& context, const FunctionView& view, const TracedValue& value) {
    std::optional<CallerValue> result;
    std::optional<RegisterId> argument = value.entry_register;
    int64_t offset = 0;
    for (const LinkedLocation& place : ReturnAddresses(context)) {
        if (!argument) break;
        if (place.function.address == view.place.function.address && place.file == view.place.file) continue;
        auto caller = context.ViewOf(place);
        if (!caller) break;
        std::optional<size_t> call = (*caller)->code.IndexBefore(place.address);
        if (!call || !IsCall((*caller)->code[*call].instruction)) break;
        auto passed = (*caller)->walk.Trace(*call, *argument);
        if (!passed) break;
        offset += passed->offset;
        std::vector<SourceFrame> frames = FramesOf(*place.file, (*caller)->code[*call].address);
        argument = passed->offset == 0 ? passed->entry_register : std::nullopt;
        result = CallerValue{.value = *std::move(passed)};
        result->value.offset = offset;
        result->function = frames.empty() ? std::string(place.function.name) : frames.front().function;
        if (!frames.empty()) {
            result->file = frames.front().file;
            result->line = frames.front().line;
        }
    }
    return result;
}

}  // namespace faultbox
