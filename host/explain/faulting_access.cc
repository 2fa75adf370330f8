#include "host/explain/faulting_access.h"

#include <format>

#include "arch/common/bits.h"
#include "host/explain/effective_address.h"

namespace faultbox {
namespace {

struct FaultingInstruction {
    Instruction instruction;
    std::string source;
};

std::expected<FaultingInstruction, std::string> DecodeAtFault(CrashContext& context) {
    if (context.analysis() == nullptr) return std::unexpected("the CPU of the crash is not known");
    auto* decode = context.analysis()->decode_instruction;
    const format::Event& event = context.event();
    std::optional<LinkedLocation> pc = context.Pc();
    uint64_t address = pc ? pc->address : 0;
    // Of the Code: line only the pc's own instruction is used.
    bool at_pc = context.PcAdvance().value_or(0) == 0;
    if (at_pc && event.has_code_fault_at() && event.code_fault_at() < event.code().size()) {
        Bytes code = AsBytes(event.code()).subspan(event.code_fault_at());
        Result<Instruction> instruction = decode(code, address, context.is_thumb());
        if (!instruction) return std::unexpected("the marked word of the Code: line is no instruction");
        return FaultingInstruction{*instruction, "the Code: line"};
    }
    if (!pc) return std::unexpected("the crash shows no code, and no symbol file has it");
    Result<Bytes> image = pc->file->ReadImage(address, 16);
    if (!image) return std::unexpected("the crash shows no code, and the symbol file does not hold it");
    Result<Instruction> instruction = decode(*image, address, context.is_thumb());
    if (!instruction) return std::unexpected("the symbol file has no instruction at the pc");
    return FaultingInstruction{*instruction, at_pc ? "the image, as the crash shows no code"
                                                   : "the image, as the kernel had advanced the pc behind it"};
}

// With the top byte ignored the kernel clears it where bit 55 is clear (untagged_addr,
// arch/arm64/include/asm/uaccess.h).
uint64_t Untagged(uint64_t address) {
    return address & static_cast<uint64_t>(SignExtend(address, 56));
}

Access DirectionOf(const MemoryAccess& access, const Instruction& instruction) {
    if (instruction.operation == Operation::kStore) return Access::kWrite;
    if (instruction.operation == Operation::kLoad) return Access::kRead;
    return access.access;
}

}  // namespace

std::expected<FaultingAccess, std::string> FindFaultingAccess(CrashContext& context) {
    auto decoded = DecodeAtFault(context);
    if (!decoded) return std::unexpected(decoded.error());
    if (!context.event().has_fault_address()) return std::unexpected("the crash states no fault address");
    if (decoded->instruction.memory.empty()) return std::unexpected("the instruction at the pc accesses no memory");

    const uint64_t fault_address = context.event().fault_address();
    const Arch arch = context.arch()->arch;
    std::string computed;
    for (const MemoryAccess& access : decoded->instruction.memory) {
        std::optional<uint64_t> address = EffectiveAddress(access, context.registers(), *context.arch());
        if (!address) {
            computed = "a register that the instruction at the pc needs was not printed";
            continue;
        }
        if (arch == Arch::kArm64) address = Untagged(*address);
        if (!ElementAt(access, *address, fault_address)) {
            computed = std::format("the instruction at the pc accesses {:#x}, not the fault address {:#x}", *address,
                                   fault_address);
            continue;
        }
        FaultingAccess result{.instruction = decoded->instruction, .access = access};
        result.instruction_source = decoded->source;
        result.direction = DirectionOf(access, decoded->instruction);
        result.base_value = context.registers().Get(access.base).value_or(0);
        unsigned width = context.arch()->pointer_size * 8u;
        uint64_t base = arch == Arch::kArm64 ? Untagged(result.base_value) : result.base_value;
        result.from_base = SignExtend(fault_address - base, width);
        return result;
    }
    return std::unexpected(computed);
}

std::expected<AddressOfAccess, std::string> FindAddressOfAccess(CrashContext& context) {
    auto decoded = DecodeAtFault(context);
    if (!decoded) return std::unexpected(decoded.error());
    if (decoded->instruction.operation == Operation::kUndefined) {
        return std::unexpected("the instruction at the pc is a trap or undefined");
    }
    if (decoded->instruction.memory.empty()) return std::unexpected("the instruction at the pc accesses no memory");
    if (decoded->instruction.memory.size() > 1) {
        return std::unexpected("the instruction at the pc accesses memory in two places");
    }
    const MemoryAccess& access = decoded->instruction.memory[0];
    std::optional<uint64_t> address = EffectiveAddress(access, context.registers(), *context.arch());
    if (!address) return std::unexpected("a register that the instruction at the pc needs was not printed");
    return AddressOfAccess{*address, access.also_writes ? Access::kUnknown : DirectionOf(access, decoded->instruction)};
}

Access DirectionAtFault(CrashContext& context) {
    auto decoded = DecodeAtFault(context);
    if (!decoded || decoded->instruction.memory.empty()) return Access::kUnknown;
    const Access first = DirectionOf(decoded->instruction.memory[0], decoded->instruction);
    for (const MemoryAccess& access : decoded->instruction.memory) {
        if (access.also_writes || DirectionOf(access, decoded->instruction) != first) return Access::kUnknown;
    }
    return first;
}

std::vector<OperandAtPc> OperandsAtPc(CrashContext& context) {
    std::vector<OperandAtPc> operands;
    auto decoded = DecodeAtFault(context);
    if (!decoded) return operands;
    for (const MemoryAccess& access : decoded->instruction.memory) {
        operands.push_back({access, EffectiveAddress(access, context.registers(), *context.arch()),
                            DirectionOf(access, decoded->instruction), decoded->source});
    }
    return operands;
}

}  // namespace faultbox
