#include "host/explain/check_traces.h"

#include <algorithm>
#include <format>

#include "host/explain/kernel_place.h"
#include "host/input/event_facts.h"
#include "host/unwind/printed_trace.h"
#include "host/unwind/unwinder.h"

namespace faultbox {
namespace {

using unwind::FramePlace;
using unwind::PrintedFrame;

constexpr int kMostModules = 8;  // In one trace.

std::optional<FramePlace> PlaceOf(const std::optional<LinkedLocation>& where) {
    if (!where) return std::nullopt;
    return FramePlace{where->file, where->function, where->address};
}

// A file that may be of another build proves nothing about its calls.
bool IsFit(CrashContext& context, const std::string& module) {
    return Agrees(context.FitOf(module).fit);
}

std::vector<PrintedFrame> ReadFrames(CrashContext& context, const format::Trace& trace) {
    std::vector<PrintedFrame> frames;
    for (const format::Location& location : trace.frame()) {
        PrintedFrame& frame = frames.emplace_back();
        if (IsFit(context, location.module())) frame.place = PlaceOf(context.Frame(location));
        frame.reliable = !location.unreliable();
        frame.is_pc = frames.size() == 1 && trace.name().empty() && frame.reliable && IsPc(context.event(), location);
        frame.is_return = !frame.is_pc && location.has_offset() && location.offset() != 0;
        frame.context = static_cast<unsigned>(ContextOf(location));
    }
    return frames;
}

// Of the trace that has no name of its own: the crash's.
std::vector<PrintedFrame> OwnFrames(CrashContext& context) {
    for (const format::Trace& trace : context.event().trace()) {
        if (trace.name().empty()) return ReadFrames(context, trace);
    }
    return {};
}

void Anchor(unwind::AddressMap& map, const std::optional<LinkedLocation>& place, std::optional<uint64_t> address) {
    if (!place || !address) return;
    uint64_t code = place->function.is_thumb ? *address & ~uint64_t{1} : *address;
    map.Add({place->file, place->address}, code);
}

// The run-time address of CrashContext::Pc().
std::optional<uint64_t> FaultingAddress(CrashContext& context) {
    std::optional<uint64_t> pc = PcAddress(context.event());
    return pc ? std::optional(*pc - context.PcAdvance().value_or(0)) : std::nullopt;
}

unwind::AddressMap MapAddresses(CrashContext& context) {
    const format::Event& event = context.event();
    unwind::AddressMap map;
    if (IsFit(context, event.pc().module())) Anchor(map, context.Pc(), FaultingAddress(context));
    if (IsFit(context, event.lr().module())) Anchor(map, context.Lr(), LrAddress(event));
    for (const format::Trace& trace : event.trace()) {
        for (const format::Location& frame : trace.frame()) {
            if (frame.unreliable() || !frame.has_address() || !IsFit(context, frame.module())) continue;
            Anchor(map, context.Frame(frame), frame.address());
        }
    }
    const SymbolFile* kernel = IsFit(context, "") ? context.FileOf("") : nullptr;
    if (kernel != nullptr && !kernel->identity().is_relocatable && IsKernelPlaceKnown(event)) {
        map.Add({kernel, 0}, event.kernel_offset());
    }
    return map;
}

void AddUnwound(const unwind::Unwinding& unwinding, EventAnalysis& analysis) {
    for (const unwind::UnwoundFrame& frame : unwinding.frames) {
        UnwoundCaller& caller = analysis.unwound.emplace_back();
        caller.address = frame.address;
        if (frame.place.file == nullptr) continue;
        const SymbolFile& file = *frame.place.file;
        if (file.identity().is_relocatable) caller.module = file.identity().module_name;
        if (std::optional<Symbol> function = file.FindSymbol(frame.place.address - 1)) {
            caller.symbol = function->name;
            caller.offset = frame.place.address - function->address;
            caller.size = function->size;
        }
        caller.frames = FramesOf(file, frame.place.address - 1);
    }
    if (!unwinding.is_complete && !unwinding.frames.empty()) {
        analysis.notes.push_back("the unwinder stopped: " + unwinding.end);
    }
}

}  // namespace

void CheckTraces(CrashContext& context, EventAnalysis& analysis) {
    if (context.arch() == nullptr || context.analysis() == nullptr) return;
    const format::Event& event = context.event();
    unwind::AddressMap map = MapAddresses(context);
    const uint8_t word_size = context.arch()->pointer_size;
    // A dump in other words than the CPU's says nothing about where its words lie.
    std::vector<uint64_t> words;
    if (event.stack_word_size() == word_size) words = ReadStackWords(event);
    unwind::StackMemory memory(event.stack_address(), std::move(words), word_size);
    unwind::Unwinding unwinding;
    if (!context.registers().empty() && !memory.empty()) {
        bool fetch_failed = event.has_fault_address() && PcAddress(event) == event.fault_address();
        unwind::Unwinder unwinder(*context.arch(), *context.analysis(), memory, map);
        unwinding = unwinder.Run(context.registers().All(), fetch_failed);
        for (int modules = 0; modules < kMostModules; ++modules) {
            auto learnt = unwind::LearnPlace(OwnFrames(context), unwinding);
            if (!learnt) break;
            map.Add(learnt->place, learnt->address);
            unwinding = unwinder.Run(context.registers().All(), fetch_failed);
        }
    }
    bool own_seen = false;
    for (const format::Trace& trace : event.trace()) {
        bool is_own = trace.name().empty() && !own_seen;
        own_seen |= is_own;
        std::optional<FramePlace> pc;
        if (is_own && IsFit(context, event.pc().module())) pc = PlaceOf(context.Pc());
        unwind::CheckedTrace checked = unwind::CheckPrintedTrace(ReadFrames(context, trace), pc, *context.analysis(),
                                                                 is_own ? &unwinding : nullptr);
        analysis.trust.push_back(std::move(checked.trust));
        analysis.notes.insert(analysis.notes.end(), checked.notes.begin(), checked.notes.end());
    }
    if (!own_seen) AddUnwound(unwinding, analysis);
}

}  // namespace faultbox
