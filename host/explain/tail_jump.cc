#include "host/explain/tail_jump.h"

namespace faultbox {

std::optional<TailJump> FindTailJump(CrashContext& context, const FunctionView& caller, size_t call) {
    const FunctionCode::Entry& entry = caller.code[call];
    const SymbolFile& file = *caller.place.file;
    if (entry.instruction.operation != Operation::kCall || entry.target_address == 0) return std::nullopt;
    std::optional<Symbol> callee = file.FindSymbol(entry.target_address);
    if (!callee || callee->address != entry.target_address) return std::nullopt;
    auto view = context.ViewOf({&file, *callee, callee->address});
    if (!view) return std::nullopt;
    std::optional<size_t> found;
    bool is_only_way = true;
    const FunctionCode& code = (*view)->code;
    for (size_t index = 0; index < code.size(); ++index) {
        const Instruction& instruction = code[index].instruction;
        bool leaves =
            instruction.operation == Operation::kJump && !code.IndexOf(static_cast<uint64_t>(instruction.immediate));
        is_only_way = is_only_way && !instruction.is_call() && !leaves;
        bool jumps = instruction.operation == Operation::kJumpRegister && instruction.memory.empty() &&
                     instruction.source != kNoRegister && instruction.source != context.arch()->link &&
                     instruction.source != context.arch()->pc;
        if (!jumps) continue;
        if (found) return std::nullopt;
        found = index;
    }
    if (!found) return std::nullopt;
    return TailJump{*std::move(view), *found, is_only_way};
}

}  // namespace faultbox
