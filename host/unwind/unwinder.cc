#include "host/unwind/unwinder.h"

#include <expected>
#include <format>

#include "arch/common/bits.h"
#include "host/code/call_before.h"
#include "host/unwind/caller_registers.h"

namespace faultbox::unwind {
namespace {

constexpr size_t kMostFrames = 256;

}  // namespace

/// One step outwards.
struct Unwinder::Step {
    std::expected<RegisterSet, NoCaller> caller = std::unexpected(NoCaller{});
    Method method = Method::kCallFrameInformation;
    bool interrupted = false;  ///< The caller was interrupted there: its pc is no return address.
};

Unwinder::Unwinder(const ArchInfo& arch, const ArchAnalysis& analysis, const StackMemory& memory, const AddressMap& map)
    : arch_(arch), analysis_(analysis), memory_(memory), map_(map) {}

const UnwindTables& Unwinder::TablesOf(const SymbolFile& file) {
    std::unique_ptr<UnwindTables>& tables = tables_[&file];
    if (!tables) tables = std::make_unique<UnwindTables>(file.elf());
    return *tables;
}

uint64_t Unwinder::CodeAddress(uint64_t pc) const {
    return arch_.arch == Arch::kArm ? pc & ~uint64_t{1} : pc;
}

Unwinding Unwinder::Run(const RegisterSet& initial, bool fetch_failed) {
    Unwinding result;
    RegisterSet registers = initial;
    bool exact = true;
    while (result.frames.size() < kMostFrames) {
        std::optional<uint64_t> pc = registers.Get(arch_.pc);
        uint64_t code = pc ? CodeAddress(*pc) - (exact ? 0 : 1) : 0;
        std::optional<CodePlace> place = pc ? map_.Find(code) : std::nullopt;
        bool is_bad_call = fetch_failed && result.frames.empty();
        if (!place && !is_bad_call) {
            result.end = pc ? std::format("no symbol file is known for the code at 0x{:x}", *pc) : "pc is not known";
            return result;
        }
        Step step = is_bad_call ? StepByCall(registers) : StepFrom(registers, *place, result.frames.empty());
        result.end = step.caller ? Check(registers, *step.caller, result.frames.empty()) : step.caller.error().reason;
        result.is_complete = !step.caller && step.caller.error().outermost;
        if (!result.end.empty()) return result;
        registers = *step.caller;
        exact = step.interrupted;
        uint64_t address = CodeAddress(*registers.Get(arch_.pc));
        CodePlace caller = map_.Find(address - (exact ? 0 : 1)).value_or(CodePlace{});
        if (caller.file != nullptr && !exact) ++caller.address;
        result.frames.push_back({address, caller, step.method});
    }
    result.end = "there are more frames than any kernel stack has";
    return result;
}

// Empty where `after` can be the caller of `before`.
std::string Unwinder::Check(const RegisterSet& before, const RegisterSet& after, bool innermost) const {
    std::optional<uint64_t> inner = before.Get(arch_.sp), outer = after.Get(arch_.sp);
    if (!inner || !outer) return "sp is not known";
    if (*outer % arch_.pointer_size != 0) return std::format("sp 0x{:x} is misaligned", *outer);
    // Only what is called last may have no frame of its own.
    if (*outer < *inner || (*outer == *inner && !innermost)) {
        return std::format("sp 0x{:x} does not lie outside 0x{:x}", *outer, *inner);
    }
    return CodeAddress(after.Get(arch_.pc).value_or(0)) == 0 ? "the return address is 0" : "";
}

Unwinder::Step Unwinder::StepByCall(const RegisterSet& registers) const {
    Step step{.method = Method::kCall};
    std::optional<uint64_t> sp = registers.Get(arch_.sp);
    bool is_on_stack = arch_.link == kNoRegister;
    std::optional<uint64_t> return_address;
    if (!is_on_stack) return_address = registers.Get(arch_.link);
    if (is_on_stack && sp) return_address = memory_.Word(*sp);
    if (!sp || !return_address) {
        step.caller = std::unexpected(NoCaller{"the return address of the call is not known"});
        return step;
    }
    step.caller = Preserved(registers, arch_, analysis_);
    step.caller->Set(arch_.sp, is_on_stack ? *sp + arch_.pointer_size : *sp);
    step.caller->Set(arch_.pc, *return_address);
    return step;
}

Unwinder::Step Unwinder::StepFrom(const RegisterSet& registers, const CodePlace& place, bool innermost) {
    const UnwindTables& tables = TablesOf(*place.file);
    for (const CfiTable* table : {&tables.debug_frame, &tables.eh_frame}) {
        if (auto fde = table->Find(place.address)) return StepByCfi(registers, *table, *fde, place.address);
    }
    if (auto entry = tables.exidx.Find(place.address)) {
        Step step = StepByExidx(registers, tables.exidx, *entry, place.address);
        return innermost && entry->function != place.address ? CheckPrologue(registers, place, std::move(step)) : step;
    }
    return StepByFramePointer(registers);
}

Unwinder::Step Unwinder::StepByCfi(const RegisterSet& registers, const CfiTable& table, const Fde& fde,
                                   uint64_t address) {
    Step step{.interrupted = fde.cie->is_signal_frame};
    Result<UnwindRow> row = RowAt(table.section(), fde, address);
    step.caller = row ? CallerByRow(*row, *fde.cie, table.section().order, arch_, analysis_, registers, memory_)
                      : std::unexpected(NoCaller{std::format("call frame information: {}", row.error().what)});
    return step;
}

Unwinder::Step Unwinder::StepByExidx(const RegisterSet& registers, const ExidxTable& table, const ExidxEntry& entry,
                                     uint64_t address) {
    Step step{.method = Method::kExidx};
    Result<ExidxInstructions> instructions = table.InstructionsOf(entry);
    if (!instructions) {
        step.caller = std::unexpected(NoCaller{std::format("unwind table: {}", instructions.error().what)});
        return step;
    }
    if (instructions->cannot_unwind) {
        step.caller = std::unexpected(NoCaller{"the outermost frame was reached", true});
        return step;
    }
    RegisterSet popped = registers;
    // The table describes a function behind its prologue; at its first instruction nothing was pushed yet.
    Bytes to_run = address == entry.function ? Bytes() : Bytes(instructions->bytes);
    if (Result<void> ran = RunExidx(to_run, popped, memory_); !ran) {
        step.caller = std::unexpected(NoCaller{std::format("unwind table: {}", ran.error().what)});
        return step;
    }
    step.caller = Preserved(popped, arch_, analysis_);
    step.caller->Set(arch_.pc, *popped.Get(arch_.pc));
    step.caller->Set(arch_.sp, *popped.Get(arch_.sp));
    return step;
}

// The table describes a function behind its prologue, where every call is; a fault may come before.
Unwinder::Step Unwinder::CheckPrologue(const RegisterSet& registers, const CodePlace& place, Step step) {
    std::optional<EnteredFrame> frame = FindEnteredFrame(*place.file, arch_, analysis_, place.address);
    std::optional<uint64_t> sp = registers.Get(arch_.sp);
    if (!frame && step.caller && CallBehind(*step.caller) == CallBefore::Kind::kNone) {
        step.caller = std::unexpected(NoCaller{"no call stands before the return address of the unwind table"});
    }
    if (!frame || !sp || step.caller.error_or(NoCaller{}).outermost) return step;
    const uint64_t outer = *sp + static_cast<uint64_t>(frame->depth);
    const bool is_behind = step.caller ? step.caller->Get(arch_.sp) == outer : !frame->returns_to_link;
    return is_behind ? step : StepInPrologue(registers, *frame);
}

// Nothing that was pushed is needed: what the caller had is in the registers still.
Unwinder::Step Unwinder::StepInPrologue(const RegisterSet& registers, const EnteredFrame& frame) const {
    Step step{.method = Method::kExidx};
    if (!frame.returns_to_link || !registers.Get(arch_.link)) {
        step.caller = std::unexpected(NoCaller{"the unwind table is not for this part of the function"});
        return step;
    }
    step.caller = Preserved(registers, arch_, analysis_);
    for (RegisterId reg = 0; reg < arch_.registers.size() && reg < 64; ++reg) {
        if (!Bit(frame.unwritten, reg)) step.caller->Clear(reg);
    }
    step.caller->Set(arch_.sp, *registers.Get(arch_.sp) + static_cast<uint64_t>(frame.depth));
    step.caller->Set(arch_.pc, *registers.Get(arch_.link));
    return step;
}

// What stands before the pc of a caller. kUnknown where no symbol file is known there.
CallBefore::Kind Unwinder::CallBehind(const RegisterSet& caller) const {
    std::optional<CodePlace> place = map_.Find(CodeAddress(*caller.Get(arch_.pc)) - 1);
    std::optional<Symbol> function = place ? place->file->FindSymbol(place->address) : std::nullopt;
    if (!function) return CallBefore::Kind::kUnknown;
    return FindCallBefore(*place->file, analysis_, *function, place->address + 1).kind;
}

Unwinder::Step Unwinder::StepByFramePointer(const RegisterSet& registers) {
    Step step{.caller = std::unexpected(NoCaller{"the function has no unwind table and no frame that its frame pointer "
                                                 "leads to"}),
              .method = Method::kFramePointer};
    for (FrameForm form : {FrameForm::kApcs, FrameForm::kRecord}) {
        if (form == FrameForm::kApcs && arch_.arch != Arch::kArm) continue;
        auto caller = CallerByFramePointer(form, arch_, analysis_, registers, memory_);
        if (!caller) continue;
        const CallBefore::Kind call = CallBehind(*caller);
        if (call != CallBefore::Kind::kDirect && call != CallBefore::Kind::kIndirect) continue;
        step.caller = *caller;
        break;
    }
    return step;
}

}  // namespace faultbox::unwind
