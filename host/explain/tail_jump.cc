#include "host/explain/tail_jump.h"

namespace faultbox {
namespace {

// The function that the call goes to: of its own file, or, from a module, the only one of that name in `other`.
std::optional<LinkedLocation> CalledBy(const FunctionCode::Entry& entry, const SymbolFile& file,
                                       const SymbolFile& other) {
    if (entry.instruction.operation != Operation::kCall) return std::nullopt;
    if (entry.target_address) {
        std::optional<Symbol> called = file.FindSymbol(*entry.target_address);
        if (!called || called->address != entry.target_address) return std::nullopt;
        return LinkedLocation{&file, *called, called->address};
    }
    if (entry.target.empty() || &file == &other) return std::nullopt;
    std::vector<Symbol> named = other.FindFunction(entry.target);
    if (named.size() != 1) return std::nullopt;
    return LinkedLocation{&other, named.front(), named.front().address};
}

}  // namespace

std::optional<TailJump> FindJumpTo(CrashContext& context, const FunctionView& caller, size_t call,
                                   const LinkedLocation& callee) {
    std::optional<LinkedLocation> called = CalledBy(caller.code[call], *caller.place.file, *callee.file);
    if (!called || called->file != callee.file) return std::nullopt;
    auto view = context.ViewOf(*called);
    if (!view) return std::nullopt;
    const FunctionCode& code = (*view)->code;
    std::optional<size_t> found;
    bool is_only_way = !code.may_miss_paths();
    for (size_t index = 0; index < code.size(); ++index) {
        const FunctionCode::Entry& entry = code[index];
        if (entry.instruction.operation != Operation::kJump) continue;
        const bool stays = !entry.target_address && entry.target.empty() &&
                           code.IndexOf(static_cast<uint64_t>(entry.instruction.immediate));
        if (stays) continue;
        const bool is_it = entry.target_address == callee.function.address;
        is_only_way = is_only_way && is_it && !found;
        if (is_it && !found) found = index;
    }
    if (!found) return std::nullopt;
    return TailJump{*std::move(view), *found, is_only_way};
}

std::optional<TailJump> FindTailJump(CrashContext& context, const FunctionView& caller, size_t call) {
    const FunctionCode::Entry& entry = caller.code[call];
    const SymbolFile& file = *caller.place.file;
    if (entry.instruction.operation != Operation::kCall || !entry.target_address) return std::nullopt;
    std::optional<Symbol> callee = file.FindSymbol(*entry.target_address);
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
