#include "host/explain/caller.h"

#include <algorithm>
#include <format>
#include <memory>

#include "host/code/wrapped.h"
#include "host/explain/fit_of_file.h"
#include "host/explain/memory_function.h"
#include "host/explain/tail_jump.h"
#include "host/input/event_facts.h"

namespace faultbox {
namespace {

constexpr int kMostCalls = 4;
constexpr int kMostSignings = 4;
constexpr size_t kMostEntries = 16;

// The link register still holds the return address where nothing in the function has written it: in functions that call
// nothing, and before others have saved it. No frame of such a function can be in the trace of arm64.
bool HoldsReturnAddress(CrashContext& context, const FunctionView& view, size_t index) {
    const RegisterId link = context.arch()->link;
    if (link == kNoRegister) return false;
    for (int changes = 0; changes < kMostSignings; ++changes) {
        const Definition definition = view.code.FindDefinition(index, link);
        if (definition.kind == Definition::Kind::kFunctionEntry) return true;
        if (definition.kind != Definition::Kind::kInstruction) return false;
        // arm64 signs the address and takes the signature off again (paciasp, autiasp); kernels print it without.
        const Instruction& writer = view.code[definition.index].instruction;
        const bool signs = context.arch()->arch == Arch::kArm64 && writer.operation == Operation::kOther &&
                           writer.memory.empty() && writer.clobbers == uint64_t{1} << link;
        if (!signs) return false;
        index = definition.index;
    }
    return false;
}

struct ReturnEntry {
    LinkedLocation place;
    bool reliable = true;
};

// Return addresses from the innermost caller outwards.
std::vector<ReturnEntry> ReturnEntries(CrashContext& context, const FunctionView& view, size_t index) {
    std::vector<ReturnEntry> entries;
    if (HoldsReturnAddress(context, view, index)) {
        if (std::optional<LinkedLocation> lr = context.Lr()) entries.push_back({*lr});
    }
    if (context.event().trace_size() == 0) return entries;
    auto is_same = [](const LinkedLocation& a, const LinkedLocation& b) {
        return a.file == b.file && a.address == b.address;
    };
    const bool in_link = !entries.empty();
    const size_t before = entries.size();
    for (const format::Location& frame : context.event().trace(0).frame()) {
        if (!frame.has_offset() || frame.offset() == 0) continue;
        if (entries.size() == before && IsPc(context.event(), frame)) continue;
        std::optional<LinkedLocation> place = context.Frame(frame);
        if (!place && frame.unreliable()) continue;
        if (!place || entries.size() == kMostEntries) break;
        // The trace begins with the pc, and may have what the link register has.
        if (entries.size() == before && is_same(*place, view.place)) continue;
        if (in_link && entries.size() == before && is_same(*place, entries[0].place)) continue;
        entries.push_back({*place, !frame.unreliable()});
    }
    return entries;
}

enum class Callee : uint8_t { kOther, kThis, kUnknown };

// Whom the call at `entry` of `caller` calls.
Callee CalleeOf(const FunctionCode::Entry& entry, const SymbolFile& caller, const LinkedLocation& callee) {
    if (entry.instruction.operation == Operation::kCallRegister) return Callee::kUnknown;
    if (entry.instruction.operation != Operation::kCall) return Callee::kOther;
    if (&caller == callee.file && entry.target_address == callee.function.address) return Callee::kThis;
    if (entry.target.empty()) return Callee::kOther;
    if (entry.target == callee.function.name || AreVariants(entry.target, callee.function.name)) return Callee::kThis;
    std::vector<Symbol> aliases = callee.file->FindAliases(callee.function.address);
    bool named = std::ranges::any_of(aliases, [&](const Symbol& alias) { return alias.name == entry.target; });
    return named ? Callee::kThis : Callee::kOther;
}

Callee CalleeAt(const FunctionView& caller, const LinkedLocation& callee) {
    std::optional<size_t> call = caller.code.IndexBefore(caller.place.address);
    return call ? CalleeOf(caller.code[*call], *caller.place.file, callee) : Callee::kOther;
}

// Goes through the return addresses of a crash from the inside outwards.
class CallChain {
  public:
    CallChain(CrashContext& context, std::vector<ReturnEntry> entries)
        : context_(context), entries_(std::move(entries)) {}

    // The caller of `callee`, and whether it is only thought to be; nullptr, and why, where none is found.
    std::unique_ptr<FunctionView> Next(const LinkedLocation& callee, bool& doubtful, std::string& broken) {
        size_t reliable = next_;
        while (reliable < entries_.size() && !entries_[reliable].reliable) ++reliable;
        std::unique_ptr<FunctionView> caller = ViewAt(reliable);
        Callee called = caller ? CalleeAt(*caller, callee) : Callee::kOther;
        if (called != Callee::kThis) {
            for (size_t index = next_; index < reliable; ++index) {
                std::unique_ptr<FunctionView> other = ViewAt(index);
                if (!other || CalleeAt(*other, callee) != Callee::kThis) continue;
                doubtful = true;
                next_ = index + 1;
                return other;
            }
        }
        if (called == Callee::kOther && caller) {
            if (std::unique_ptr<FunctionView> between = JumpedThrough(*caller, callee, doubtful)) return between;
        }
        doubtful = called == Callee::kUnknown;
        next_ = reliable + 1;
        if (called == Callee::kOther) broken = BrokenAt(caller.get(), callee);
        return called == Callee::kOther ? nullptr : std::move(caller);
    }

  private:
    // The function that `caller` called and that was left by a jump to `callee`, as if it had called that. The same
    // return address is then that of the function in between.
    std::unique_ptr<FunctionView> JumpedThrough(const FunctionView& caller, const LinkedLocation& callee,
                                                bool& doubtful) {
        std::optional<size_t> call = caller.code.IndexBefore(caller.place.address);
        std::optional<TailJump> jump = call ? FindJumpTo(context_, caller, *call, callee) : std::nullopt;
        if (!jump) return nullptr;
        doubtful = !jump->is_only_way;
        const FunctionCode::Entry& entry = jump->view->code[jump->index];
        jump->view->place.address = entry.address + entry.instruction.length;
        return std::move(jump->view);
    }

    // The frame of a function that was left by a jump is gone; a call that never returns may be the last instruction
    // of its function, so that its return address lies in another.
    static std::string BrokenAt(const FunctionView* caller, const LinkedLocation& callee) {
        if (caller == nullptr) return std::format("no caller of {}() is known", callee.function.name);
        std::string_view function = caller->place.function.name;
        std::optional<size_t> call = caller->code.IndexBefore(caller->place.address);
        if (!call) return std::format("no instruction of {}() ends at the return address", function);
        std::optional<CallSite> site = caller->place.file->CallSiteAt(caller->place.address);
        const std::string_view target = site && !site->target.empty() ? site->target : caller->code[*call].target;
        return std::format("{}() called {}, not {}(): a tail call, or a function that does not return, lies between",
                           function, target.empty() ? "something else" : std::format("{}()", target),
                           callee.function.name);
    }

    std::unique_ptr<FunctionView> ViewAt(size_t index) {
        if (index >= entries_.size()) return nullptr;
        auto view = context_.ViewOf(entries_[index].place);
        return view ? *std::move(view) : nullptr;
    }

    CrashContext& context_;
    std::vector<ReturnEntry> entries_;
    size_t next_ = 0;
};

// Where a function found a value when it was entered.
struct ArgumentPlace {
    std::optional<RegisterId> reg;
    std::optional<int64_t> slot;  // On the stack, see StackSlots.

    bool is_known() const { return reg || slot; }
};

ArgumentPlace EntryOf(const TracedValue& value) {
    return {value.entry_register, value.entry_slot};
}

// What the debug information says that the call passes in a register; without a name where that is what the caller
// itself was entered with, which its own caller tells. Never by what a register holds at the crash.
std::expected<TracedValue, Untraceable> PassedByCallSite(const FunctionView& caller, size_t call, RegisterId reg) {
    using Base = dwarf::SymbolicValue::Base;
    std::optional<CallSite> site = caller.place.file->CallSiteAt(caller.place.address);
    if (!site || site->is_tail_call) return std::unexpected(Untraceable("the debug information has no such call"));
    for (const CallSiteParameter& parameter : site->parameters) {
        bool is_it = !parameter.in_memory && parameter.target.base == Base::kRegister && parameter.target.reg == reg;
        if (!is_it || parameter.value.kind != dwarf::SimpleLocation::Kind::kValue) continue;
        const dwarf::SymbolicValue& value = parameter.value.value;
        const int64_t added = static_cast<int64_t>(value.offset);
        if (value.base == Base::kEntryRegister && value.reg != kNoRegister) {
            TracedValue entry;
            entry.offset = added;
            entry.SetEntry(value.reg, added);
            return entry;
        }
        if (value.base != Base::kRegister || value.reg == kNoRegister || value.reg == reg) break;
        auto passed = caller.walk.Trace(call, value.reg);
        if (!passed) return passed;
        passed->Add(added);
        passed->evidence.push_back("by the call's parameters in the debug information");
        return passed;
    }
    return std::unexpected(Untraceable("the debug information does not say what the call passes"));
}

// `entry_stated`: the debug information says where the caller had it from, not a walk through its code.
std::expected<TracedValue, Untraceable> PassedAt(const FunctionView& caller, size_t call, const ArgumentPlace& argument,
                                                 bool is_interior, bool& entry_stated) {
    entry_stated = false;
    if (argument.slot) return caller.walk.TraceArgumentSlot(call, *argument.slot);
    auto passed = caller.walk.Trace(call, *argument.reg);
    if (is_interior && (!passed || passed->offset == 0)) {
        if (auto outer = caller.walk.TraceOuter(call, *argument.reg)) return *std::move(outer);
    }
    if (passed && EntryOf(*passed).is_known() && !passed->entry_is_likely) return passed;
    auto stated = PassedByCallSite(caller, call, *argument.reg);
    if (!stated) return passed;
    entry_stated = true;
    if (!passed || passed->ambiguous) return stated;
    // The code gives the name, the debug information where it came from.
    if (stated->entry_register) passed->SetEntry(stated->entry_register, stated->entry_offset);
    return passed;
}

CallerValue ValueIn(const FunctionView& caller, size_t call, TracedValue value) {
    std::vector<SourceFrame> frames = FramesOf(*caller.place.file, caller.code[call].address);
    CallerValue result{.value = std::move(value)};
    result.value.holders.clear();  // They are of another function than the one that is explained.
    result.function = frames.empty() ? caller.place.function.name : frames.front().function;
    if (frames.empty()) return result;
    result.file = frames.front().file;
    result.line = frames.front().line;
    return result;
}

}  // namespace

PointerOrigin OriginIn(const CallerValue& caller) {
    return {std::string(caller.function), std::string(caller.file), caller.line, caller.value.expression};
}

CallerTrace TraceIntoCaller(CrashContext& context, const FunctionView& view, size_t index, const TracedValue& value,
                            bool is_interior) {
    CallerTrace result;
    ArgumentPlace argument = EntryOf(value);
    if (!argument.is_known()) return result;
    CallChain chain(context, ReturnEntries(context, view, index));
    // Bytes from what the argument was to the pointer that is asked about.
    int64_t behind_argument = SubtractWrapped(value.entry_offset, value.offset);
    // Another path may have brought in another value.
    bool ambiguous = value.ambiguous || value.entry_is_likely;
    LinkedLocation callee = view.place;
    for (int calls = 0; argument.is_known() && calls < kMostCalls; ++calls) {
        bool doubtful = false;
        std::unique_ptr<FunctionView> caller = chain.Next(callee, doubtful, result.broken);
        if (!caller) break;
        const LinkedLocation& place = caller->place;
        size_t call = *caller->code.IndexBefore(place.address);
        bool entry_stated = false;
        auto passed = PassedAt(*caller, call, argument, is_interior, entry_stated);
        if (!passed) {
            result.broken = std::format("in {}() {}", place.function.name, passed.error());
            break;
        }
        ambiguous |= passed->ambiguous || doubtful || !Agrees(FitOf(context, *place.file));
        argument = EntryOf(*passed);
        const bool entry_is_likely = !entry_stated && passed->entry_is_likely;
        const int64_t offset = AddWrapped(behind_argument, passed->offset);
        behind_argument = AddWrapped(behind_argument, passed->entry_offset);
        if (doubtful) {
            passed->evidence.push_back(
                std::format("that {} called {} is not proven by the trace", place.function.name, callee.function.name));
        }
        if (!passed->expression.empty()) {
            result.value = ValueIn(*caller, call, *std::move(passed));
            result.value->value.offset = offset;
            result.value->value.ambiguous = ambiguous;
        }
        ambiguous |= entry_is_likely;
        callee = place;
    }
    return result;
}

}  // namespace faultbox
