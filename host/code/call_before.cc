#include "host/code/call_before.h"

#include <algorithm>

#include "arch/common/bits.h"
#include "arch/common/byte_reader.h"
#include "host/code/code_reference.h"
#include "host/symbols/answer_cache.h"

namespace faultbox {
namespace {

using Kind = CallBefore::Kind;

constexpr uint64_t kLargestFunction = 256 * 1024;

struct Found {
    Instruction instruction;
    uint64_t address;
};

// A running kernel puts calls in the place of no-operations (alternatives, ftrace).
bool IsNop(Bytes code, Arch arch) {
    uint64_t little = ByteReader(code).Unsigned(static_cast<unsigned>(std::min<size_t>(code.size(), 4)));
    switch (arch) {
        case Arch::kArm64:
            return little == 0xd503'201f;
        case Arch::kArm:  // nop, mov r0, r0; in T32 nop and nop.w.
            return little == 0xe320'f000 || little == 0xe1a0'0000 || little == 0xbf00 || little == 0x8000'f3af;
        default: {  // nop, and 0f 1f with any prefixes of operand size and segment.
            size_t opcode = 0;
            while (opcode + 1 < code.size() && (code[opcode] == 0x66 || code[opcode] == 0x2e)) ++opcode;
            bool is_long = opcode + 1 < code.size() && code[opcode] == 0x0f && code[opcode + 1] == 0x1f;
            return is_long || (!code.empty() && code[opcode] == 0x90);
        }
    }
}

CallBefore Describe(const SymbolFile& file, const Found& found) {
    CallBefore call{.kind = Kind::kIndirect};
    if (found.instruction.operation != Operation::kCall) return call;
    call.kind = Kind::kDirect;
    if (!file.identity().is_relocatable) {
        call.target = static_cast<uint64_t>(found.instruction.immediate);
        return call;
    }
    BranchTargets targets(file, {{found.address, found.address + found.instruction.length}});
    BranchTarget target = targets.Of(found.address, found.instruction);
    call.target = target.address;
    if (!target.address) call.target_name = target.symbol;
    return call;
}

// A place at or before `address` where an instruction begins: in the line table, else the function's start.
uint64_t KnownStart(const SymbolFile& file, const Symbol& function, uint64_t address) {
    const std::vector<CodeFrame>& frames = file.FramesAt(address);
    const uint64_t row = frames.empty() ? 0 : frames.front().row_address;
    return row > function.address && row <= address ? row : function.address;
}

// Where instructions have many lengths only reading on from a start finds their borders.
CallBefore ReadForward(const SymbolFile& file, const ArchAnalysis& analysis, Bytes text, uint64_t start) {
    for (size_t offset = 0; offset < text.size();) {
        // An instruction that goes on behind the address fails to decode, and nothing is said: alternatives of other
        // lengths may stand there in the running kernel.
        Result<uint8_t> length = analysis.length_of_instruction(text.subspan(offset));
        if (!length || *length == 0) return {};
        size_t next = offset + *length;
        if (next == text.size()) {
            Result<Instruction> decoded = analysis.decode_instruction(text.subspan(offset), start + offset, false);
            if (decoded && decoded->is_call()) return Describe(file, {*decoded, start + offset});
            return {.kind = IsNop(text.subspan(offset), analysis.arch) ? Kind::kUnknown : Kind::kNone};
        }
        offset = next;
    }
    return {};
}

// mov lr, pc; mov pc, rN (or ldr pc, [...]): how ARMv4 calls through a pointer (DDI 0100I, A4.1.5).
bool IsArmv4Call(Bytes text, const ArchAnalysis& analysis, const Instruction& last) {
    constexpr uint32_t kMovLrPc = 0xe1a0'e00f;
    constexpr unsigned kPc = 15;
    if (analysis.arch != Arch::kArm || text.size() < 8) return false;
    bool jumps = last.operation == Operation::kJumpRegister || Bit(last.clobbers, kPc);
    return jumps && ByteReader(text.subspan(text.size() - 8)).U32() == kMovLrPc;
}

CallBefore ReadFixed(const SymbolFile& file, const ArchAnalysis& analysis, Bytes text, uint64_t end, bool thumb) {
    CallBefore nothing{.kind = Kind::kNone};
    for (size_t length : {size_t{4}, size_t{2}}) {
        if (length > text.size() || (length == 2 && !thumb)) continue;
        Bytes code = text.last(length);
        Result<Instruction> decoded = analysis.decode_instruction(code, end - length, thumb);
        if (IsNop(code, analysis.arch)) nothing.kind = Kind::kUnknown;
        if (!decoded || decoded->length != length) continue;
        if (decoded->is_call()) return Describe(file, {*decoded, end - length});
        if (!thumb && IsArmv4Call(text, analysis, *decoded)) return {.kind = Kind::kIndirect};
    }
    return text.empty() ? CallBefore() : nothing;
}

std::string_view WithoutSuffix(std::string_view name, std::string_view suffix) {
    size_t at = name.find(suffix);
    return at == std::string_view::npos ? std::string_view() : name.substr(0, at);
}

// What was found in one file: outer callers are those of many crashes.
struct KnownCalls {
    explicit KnownCalls(const SymbolFile&) {}
    AnswerCache<CallBefore, 65536> by_return_address;
};

CallBefore ReadCallBefore(const SymbolFile& file, const ArchAnalysis& analysis, const Symbol& function,
                          uint64_t return_address) {
    if (return_address <= function.address) return {};
    uint64_t size = return_address - function.address;
    if (size > kLargestFunction) return {};
    bool is_arm = analysis.arch == Arch::kArm || analysis.arch == Arch::kArm64;
    Result<Bytes> text = file.ReadImage(function.address, size);
    if (!text || text->size() < size) return {};
    if (is_arm) return ReadFixed(file, analysis, *text, return_address, function.is_thumb);
    const uint64_t start = KnownStart(file, function, return_address - 1);
    return ReadForward(file, analysis, text->last(return_address - start), start);
}

}  // namespace

CallBefore FindCallBefore(const SymbolFile& file, const ArchAnalysis& analysis, const Symbol& function,
                          uint64_t return_address) {
    // A damaged offset may lead behind the function.
    if (return_address - function.address > function.size) {
        return ReadCallBefore(file, analysis, function, return_address);
    }
    return file.Kept<KnownCalls>().by_return_address.Get(
        return_address, [&] { return ReadCallBefore(file, analysis, function, return_address); });
}

bool Enters(const CallBefore& call, const SymbolFile& caller_file, const SymbolFile& function_file,
            const Symbol& function) {
    if (call.kind != Kind::kDirect) return false;
    if (call.target && &caller_file == &function_file) {
        if (*call.target == function.address) return true;
        // GCC moves unlikely code of a function into one of its own name, which it enters by a jump.
        std::string_view hot = WithoutSuffix(function.name, ".cold");
        std::optional<Symbol> target = caller_file.FindSymbol(*call.target);
        return !hot.empty() && target && target->address == *call.target && target->name == hot;
    }
    if (call.target_name.empty()) return false;
    std::vector<Symbol> named = function_file.FindSymbols(call.target_name);
    return std::ranges::any_of(named, [&](const Symbol& symbol) { return symbol.address == function.address; });
}

}  // namespace faultbox
