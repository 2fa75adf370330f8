#include "host/explain/operand_reading.h"

#include <format>

#include "arch/common/bits.h"
#include "host/explain/wording.h"

namespace faultbox {
namespace {

std::string ShiftedBy(const MemoryAccess& operand) {
    if (operand.index_shift == Shift::kNone || operand.index_amount == 0) return "";
    return std::format(" {} by {}", operand.index_shift == Shift::kLeft ? "shifted left" : "shifted",
                       operand.index_amount);
}

std::string WithValue(RegisterId reg, const CrashRegisters& registers, const ArchInfo& arch) {
    return std::format("{} ({:#x})", arch.registers[reg].name, registers.Get(reg).value_or(0));
}

std::string SumOf(const MemoryAccess& operand, const CrashRegisters& registers, const ArchInfo& arch) {
    std::string sum;
    if (operand.base != kNoRegister) sum = WithValue(operand.base, registers, arch);
    if (!sum.empty()) sum += operand.subtract_index ? " less " : " plus ";
    sum += WithValue(operand.index, registers, arch) + ShiftedBy(operand);
    if (operand.displacement > 0) sum += std::format(" plus {:#x}", operand.displacement);
    if (operand.displacement < 0) sum += std::format(" less {:#x}", -operand.displacement);
    return sum;
}

std::string NameOfOperand(const MemoryAccess& operand, const ArchInfo& arch) {
    std::string name = operand.base == kNoRegister ? "" : arch.registers[operand.base].name;
    if (operand.write_back == WriteBack::kAfter) return name;
    if (operand.index != kNoRegister) {
        name += std::format("{}{}{}", name.empty() ? "" : (operand.subtract_index ? "-" : "+"),
                            arch.registers[operand.index].name, operand.index_amount == 0 ? "" : " (shifted)");
    }
    if (operand.displacement > 0) name += std::format("+{:#x}", operand.displacement);
    if (operand.displacement < 0) name += std::format("-{:#x}", -operand.displacement);
    return name;
}

// Values that look like any other address speak for themselves.
bool IsDescribed(ValueClass value) {
    return value != ValueClass::kKernel && value != ValueClass::kUserSpace && value != ValueClass::kSmall &&
           value != ValueClass::kNonCanonical;
}

std::string ReadingOfPointer(const ClassifiedValue& value, uint64_t number, int64_t distance, const std::string& who) {
    std::string what = std::format("{:#x}", number);
    if (IsDescribed(value.value_class)) {
        what = value.value_class == ValueClass::kNull ? "a NULL pointer" : value.description;
    } else if (distance == 0) {
        return ", which " + who;
    }
    if (distance == 0) return std::format(": {}, which {}", what, who);
    return std::format(": {} {}, which {}", Distance(distance), what, who);
}

}  // namespace

std::string ReadingOfOperand(const MemoryAccess& operand, uint64_t address, const CrashRegisters& registers,
                             const ArchInfo& arch) {
    if (operand.segment != kNoRegister) return "";
    if (operand.index != kNoRegister && operand.write_back != WriteBack::kAfter) {
        return ": " + SumOf(operand, registers, arch);
    }
    if (operand.base == kNoRegister) return "";
    const std::optional<uint64_t> base = registers.Get(operand.base);
    if (!base) return "";
    const ClassifiedValue value = ClassifyValue(*base, arch);
    const int64_t distance = SignExtend(address - *base, arch.pointer_size * 8u);
    std::string reading =
        ReadingOfPointer(value, *base, distance, std::string(arch.registers[operand.base].name) + " holds");
    if (value.value_class == ValueClass::kSmall) {
        reading += "; so small a number is most often NULL plus the offset of a member";
    }
    return reading;
}

void AddOperand(const MemoryAccess& operand, const std::string& source, const CrashRegisters& registers,
                const ArchInfo& arch, Finding& finding) {
    if (operand.size_bytes != 0) finding.size = operand.size_bytes;
    const std::string name = NameOfOperand(operand, arch);
    if (name.empty() || operand.segment != kNoRegister) return;
    finding.evidence.push_back(std::format("the instruction at the pc, by {}, accesses {}", source, name));
    if (operand.base == kNoRegister || operand.index != kNoRegister) return;
    const std::optional<uint64_t> base = registers.Get(operand.base);
    if (!base) return;
    // Of a small number not the register is bad but the pointer that it was made of, and which one that is nobody
    // knows.
    const ClassifiedValue value = ClassifyValue(*base, arch);
    const bool is_sum = value.value_class == ValueClass::kSmall;
    finding.pointer = BadPointer{.reg = arch.registers[operand.base].name,
                                 .value = *base,
                                 .value_class = is_sum ? "" : value.name,
                                 .expression = {},
                                 .type = {},
                                 .origin = std::nullopt};
}

}  // namespace faultbox
