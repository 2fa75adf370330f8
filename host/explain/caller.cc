#include "host/explain/caller.h"

#include <algorithm>

namespace faultbox {
namespace {

constexpr int kMostCalls = 4;

// The link register still holds the return address where nothing in the function has written it: in functions that call
// nothing, and before others have saved it. No frame of such a function can be in the trace of arm64.
bool HoldsReturnAddress(CrashContext& context, const FunctionView& view, size_t index) {
    RegisterId link = context.arch()->link;
    return link != kNoRegister && view.code.FindDefinition(index, link).kind == Definition::Kind::kFunctionEntry;
}

// Return addresses from the innermost caller outwards.
std::vector<LinkedLocation> ReturnAddresses(CrashContext& context, const FunctionView& view, size_t index) {
    std::vector<LinkedLocation> addresses;
    if (HoldsReturnAddress(context, view, index)) {
        if (std::optional<LinkedLocation> lr = context.Lr()) addresses.push_back(*lr);
    }
    auto is_same = [](const LinkedLocation& a, const LinkedLocation& b) {
        return a.file == b.file && a.address == b.address;
    };
    if (context.event().trace_size() == 0) return addresses;
    bool in_lr = !addresses.empty();
    for (const format::Location& frame : context.event().trace(0).frame()) {
        if (frame.unreliable() || !frame.has_offset() || frame.offset() == 0) continue;
        std::optional<LinkedLocation> place = context.Frame(frame);
        if (!place || addresses.size() == kMostCalls) break;
        if (addresses.empty() && is_same(*place, view.place)) continue;  // The trace begins with the pc.
        if (in_lr && addresses.size() == 1 && (is_same(*place, view.place) || is_same(*place, addresses[0]))) continue;
        addresses.push_back(*place);
    }
    return addresses;
}

enum class Callee : uint8_t { kOther, kThis, kUnknown };

// Whom the call at `entry` of `caller` calls.
Callee CalleeOf(const FunctionCode::Entry& entry, const SymbolFile& caller, const LinkedLocation& callee) {
    if (entry.instruction.operation == Operation::kCallRegister) return Callee::kUnknown;
    if (entry.instruction.operation != Operation::kCall) return Callee::kOther;
    if (&caller == callee.file && entry.target_address == callee.function.address) return Callee::kThis;
    if (entry.target.empty()) return Callee::kOther;
    if (entry.target == callee.function.name) return Callee::kThis;
    std::vector<Symbol> aliases = callee.file->FindAliases(callee.function.address);
    bool named = std::ranges::any_of(aliases, [&](const Symbol& alias) { return alias.name == entry.target; });
    return named ? Callee::kThis : Callee::kOther;
}

// What a caller passed in one register.
struct Passed {
    TracedValue value;
    size_t call = 0;
};

std::optional<Passed> TraceArgument(const FunctionView& caller, const LinkedLocation& callee, RegisterId argument) {
    std::optional<size_t> call = caller.code.IndexBefore(caller.place.address);
    if (!call) return std::nullopt;
    Callee called = CalleeOf(caller.code[*call], *caller.place.file, callee);
    if (called == Callee::kOther) return std::nullopt;
    auto traced = caller.walk.Trace(*call, argument);
    if (!traced) return std::nullopt;
    if (called == Callee::kUnknown) {
        traced->ambiguous = true;
        traced->evidence.push_back("the call goes through a pointer, to this function by the trace alone");
    }
    return Passed{*std::move(traced), *call};
}

}  // namespace

std::optional<CallerValue> TraceIntoCaller(CrashContext& context, const FunctionView& view, size_t index,
                                           const TracedValue& value) {
    std::optional<CallerValue> result;
    std::optional<RegisterId> argument = value.entry_register;
    if (!argument) return result;
    int64_t offset = 0;
    bool ambiguous = false;
    LinkedLocation callee = view.place;
    for (const LinkedLocation& place : ReturnAddresses(context, view, index)) {
        if (!argument) break;
        auto caller = context.ViewOf(place);
        if (!caller) break;
        std::optional<Passed> passed = TraceArgument(**caller, callee, *argument);
        if (!passed) break;
        offset += passed->value.offset;
        ambiguous |= passed->value.ambiguous;
        argument = passed->value.offset == 0 ? passed->value.entry_register : std::nullopt;
        std::vector<SourceFrame> frames = FramesOf(*place.file, (*caller)->code[passed->call].address);
        result = CallerValue{.value = std::move(passed->value)};
        result->value.offset = offset;
        result->value.ambiguous = ambiguous;
        result->function = frames.empty() ? std::string(place.function.name) : frames.front().function;
        if (!frames.empty()) {
            result->file = frames.front().file;
            result->line = frames.front().line;
        }
        callee = place;
    }
    return result;
}

}  // namespace faultbox
