#include "host/unwind/caller_registers.h"

#include <format>

#include "arch/common/bits.h"
#include "host/unwind/cfi_expression.h"

namespace faultbox::unwind {
namespace {

using Kind = RegisterRule::Kind;

std::unexpected<NoCaller> None(std::string reason, bool outermost = false) {
    return std::unexpected(NoCaller{std::move(reason), outermost});
}

// Applies the rules of one row.
class RowReader {
  public:
    RowReader(std::endian order, const ArchInfo& arch, const RegisterSet& registers, const StackMemory& memory)
        : order_(order), arch_(arch), registers_(registers), memory_(memory) {}

    std::optional<uint64_t> Register(uint64_t dwarf) const { return registers_.Get(FindDwarfRegister(arch_, dwarf)); }
    std::optional<uint64_t> Compute(Bytes expression, std::optional<uint64_t> initial) const {
        auto value = ComputeExpression(expression, order_, arch_, registers_, memory_, initial);
        return value ? std::optional(*value) : std::nullopt;
    }
    std::optional<uint64_t> Cfa(const CfaRule& rule) const {
        if (rule.kind == CfaRule::Kind::kExpression) return Compute(rule.expression, std::nullopt);
        if (rule.kind == CfaRule::Kind::kUndefined) return std::nullopt;
        std::optional<uint64_t> base = Register(rule.reg);
        return base ? std::optional(Add(*base, rule.offset)) : std::nullopt;
    }
    std::optional<uint64_t> Value(uint64_t dwarf, const RegisterRule& rule, uint64_t cfa) const {
        switch (rule.kind) {
            case Kind::kUndefined:
                return std::nullopt;
            case Kind::kUnspecified:
            case Kind::kSameValue:
                return Register(dwarf);
            case Kind::kOffset:
                return memory_.Word(Add(cfa, rule.offset));
            case Kind::kValueOffset:
                return Add(cfa, rule.offset);
            case Kind::kRegister:
                return Register(rule.reg);
            case Kind::kExpression: {
                std::optional<uint64_t> address = Compute(rule.expression, cfa);
                return address ? memory_.Word(*address) : std::nullopt;
            }
            case Kind::kValueExpression:
                return Compute(rule.expression, cfa);
        }
        return std::nullopt;
    }
    uint64_t Add(uint64_t base, int64_t offset) const {
        uint64_t sum = base + static_cast<uint64_t>(offset);
        return arch_.pointer_size == 4 ? sum & 0xffff'ffff : sum;
    }

  private:
    std::endian order_;
    const ArchInfo& arch_;
    const RegisterSet& registers_;
    const StackMemory& memory_;
};

// Of a signed return address the upper bits are a code; bit 55 tells the kernel's half (DDI 0487, D8.10), whose
// addresses have ones there. 48 bits hold any address of kernel code.
uint64_t StripSignature(uint64_t address) {
    constexpr uint64_t kUpper = 0xffff'0000'0000'0000;
    return Bit(address, 55) ? address | kUpper : address & ~kUpper;
}

}  // namespace

RegisterSet Preserved(const RegisterSet& registers, const ArchInfo& arch, const ArchAnalysis& analysis) {
    RegisterSet kept = registers;
    for (RegisterId id = 0; id < RegisterSet::kCapacity; ++id) {
        if (Bit(analysis.call_clobbered, id)) kept.Clear(id);
    }
    kept.Clear(arch.link);
    kept.Clear(arch.pc);
    return kept;
}

std::expected<RegisterSet, NoCaller> CallerByRow(const UnwindRow& row, const Cie& cie, std::endian order,
                                                 const ArchInfo& arch, const ArchAnalysis& analysis,
                                                 const RegisterSet& registers, const StackMemory& memory) {
    RowReader reader(order, arch, registers, memory);
    RegisterRule return_rule = row.Of(cie.return_address_register);
    if (return_rule.kind == Kind::kUndefined) return None("the outermost frame was reached", true);
    std::optional<uint64_t> cfa = reader.Cfa(row.cfa);
    if (!cfa) return None("the frame's address is not known");
    std::optional<uint64_t> return_address = reader.Value(cie.return_address_register, return_rule, *cfa);
    if (!return_address && return_rule.kind == Kind::kOffset) {
        return None(std::format("the captured stack words do not reach 0x{:x}", reader.Add(*cfa, return_rule.offset)));
    }
    bool is_on_stack = FindDwarfRegister(arch, cie.return_address_register) == arch.pc;
    if (!return_address || (is_on_stack && return_rule.kind == Kind::kUnspecified)) {
        return None("the return address is not known");
    }
    RegisterSet caller = Preserved(registers, arch, analysis);
    for (const UnwindRow::Entry& entry : row.rules()) {
        RegisterId id = FindDwarfRegister(arch, entry.reg);
        if (id == kNoRegister) continue;
        std::optional<uint64_t> value = reader.Value(entry.reg, entry.rule, *cfa);
        caller.Clear(id);
        if (value) caller.Set(id, *value);
    }
    caller.Clear(arch.link);
    if (row.Of(static_cast<uint64_t>(arch.registers[arch.sp].dwarf)).kind == Kind::kUnspecified) {
        caller.Set(arch.sp, *cfa);
    }
    caller.Set(arch.pc, row.is_return_address_signed ? StripSignature(*return_address) : *return_address);
    return caller;
}

std::expected<RegisterSet, NoCaller> CallerByFramePointer(FrameForm form, const ArchInfo& arch,
                                                          const ArchAnalysis& analysis, const RegisterSet& registers,
                                                          const StackMemory& memory) {
    const char* name = arch.arch == Arch::kArm64    ? "x29"
                       : arch.arch == Arch::kX86_64 ? "rbp"
                       : arch.arch == Arch::kI386   ? "ebp"
                                                    : "fp";
    RegisterId pointer = FindRegister(arch, name);
    std::optional<uint64_t> fp = registers.Get(pointer);
    if (!fp) return None("the frame pointer is not known");
    const uint64_t word = arch.pointer_size;
    bool is_apcs = form == FrameForm::kApcs;
    std::optional<uint64_t> outer = memory.Word(is_apcs ? *fp - 3 * word : *fp);
    std::optional<uint64_t> sp = is_apcs ? memory.Word(*fp - 2 * word) : *fp + 2 * word;
    std::optional<uint64_t> return_address = memory.Word(is_apcs ? *fp - word : *fp + word);
    if (!outer || !sp || !return_address) {
        return None(std::format("the captured stack words do not hold the frame at 0x{:x}", *fp));
    }
    RegisterSet caller = Preserved(registers, arch, analysis);
    caller.Set(pointer, *outer);
    caller.Set(arch.sp, *sp);
    caller.Set(arch.pc, *return_address);
    return caller;
}

}  // namespace faultbox::unwind
