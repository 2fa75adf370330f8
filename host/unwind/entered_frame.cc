#include "host/unwind/entered_frame.h"

#include "arch/common/bits.h"
#include "host/code/function_code.h"
#include "host/code/stack_slots.h"
#include "host/code/wrapped.h"

namespace faultbox::unwind {

std::optional<EnteredFrame> FindEnteredFrame(const SymbolFile& file, const ArchInfo& arch, const ArchAnalysis& analysis,
                                             uint64_t address) {
    std::optional<Symbol> function = file.FindSymbol(address);
    // GCC's name for a part of a function that was moved away: a jump leads there.
    if (!function || function->name.contains(".cold")) return std::nullopt;
    Result<Bytes> text = file.ReadImage(function->address, function->size);
    if (!text) return std::nullopt;
    const BranchTargets targets(file, {{function->address, function->address + function->size}});
    const FunctionCode code(arch, analysis, {{function->address, *text}}, function->is_thumb, &targets);
    std::optional<size_t> index = code.IndexOf(address);
    if (!index) return std::nullopt;
    std::optional<int64_t> sp = StackSlots(arch, code).AddressIn(*index, arch.sp);
    if (!sp) return std::nullopt;
    EnteredFrame frame{.depth = SubtractWrapped(0, *sp)};
    for (RegisterId reg = 0; reg < arch.registers.size() && reg < 64; ++reg) {
        if (code.FindDefinition(*index, reg).kind == Definition::Kind::kFunctionEntry) {
            frame.unwritten |= uint64_t{1} << reg;
        }
    }
    frame.returns_to_link = arch.link != kNoRegister && Bit(frame.unwritten, arch.link);
    return frame;
}

}  // namespace faultbox::unwind
