#include "host/report/instruction_text.h"

#include <array>
#include <format>

#include "host/input/event_facts.h"
#include "host/report/names.h"

namespace faultbox {
namespace {

std::string RegisterName(RegisterId id, const ArchInfo& arch) {
    return id < arch.registers.size() ? arch.registers[id].name : "";
}

const char* NameOf(Operation operation) {
    constexpr auto kNames = std::to_array({"other", "undefined", "load", "store", "load-store", "preload", "move",
                                           "move-immediate", "move-top", "add", "subtract", "multiply-add", "call",
                                           "call-register", "jump", "jump-register", "compare"});
    static_assert(kNames.size() == static_cast<size_t>(Operation::kCompare) + 1);
    return kNames[static_cast<size_t>(operation)];
}

const char* NameOf(WriteBack write_back) {
    return std::to_array({"none", "before", "after"})[static_cast<size_t>(write_back)];
}

const char* NameOf(Extend extend) {
    return std::to_array({"", "uxtb ", "uxth ", "uxtw ", "sxtb ", "sxth ", "sxtw "})[static_cast<size_t>(extend)];
}

std::string DescribeIndex(const MemoryAccess& operand, const ArchInfo& arch) {
    std::string index = NameOf(operand.index_extend) + RegisterName(operand.index, arch);
    switch (operand.index_shift) {
        case Shift::kNone:
            return index;
        case Shift::kLeft:
            return std::format("({} << {})", index, operand.index_amount);
        case Shift::kLogicalRight:
            return std::format("({} >> {})", index, operand.index_amount);
        case Shift::kArithmeticRight:
            return std::format("({} asr {})", index, operand.index_amount);
        case Shift::kRotateRight:
            return std::format("({} ror {})", index, operand.index_amount);
        case Shift::kRotateRightExtended:
            return std::format("({} rrx)", index);
    }
    return index;
}

// " + 0x2c", " - 0x8"; nothing for 0.
std::string DescribeDisplacement(int64_t displacement) {
    if (displacement == 0) return "";
    auto magnitude = static_cast<uint64_t>(displacement);
    return displacement > 0 ? std::format(" + 0x{:x}", magnitude) : std::format(" - 0x{:x}", 0 - magnitude);
}

std::string DescribeSum(const MemoryAccess& operand, const ArchInfo& arch) {
    std::string text = RegisterName(operand.base, arch);
    if (operand.index != kNoRegister) {
        const char* sign = operand.subtract_index ? " - " : " + ";
        text += (text.empty() && !operand.subtract_index ? "" : sign) + DescribeIndex(operand, arch);
    }
    if (!text.empty()) return text + DescribeDisplacement(operand.displacement);
    return std::format("0x{:x}", static_cast<uint64_t>(operand.displacement));
}

std::string DescribeOperand(const MemoryAccess& operand, const ArchInfo& arch) {
    std::string text = NameOf(operand.access);
    if (operand.also_writes) text += " and write";
    if (operand.size_bytes != 0) {
        const char* plural = operand.size_bytes == 1 ? "" : "s";
        text += operand.count == 1 ? std::format(" {} byte{}", operand.size_bytes, plural)
                                   : std::format(" {} times {} byte{}", operand.count, operand.size_bytes, plural);
    }
    text += " at " + DescribeAddress(operand, arch);
    if (operand.write_back == WriteBack::kNone) return text;
    return std::format("{}, then {} = {}", text, RegisterName(operand.base, arch), DescribeSum(operand, arch));
}

void WriteOperandJson(JsonWriter& json, const MemoryAccess& operand, const ArchInfo& arch) {
    json.BeginObject(JsonLayout::kOneLine);
    json.StringMember("access", NameOf(operand.access));
    json.Key("also_writes");
    json.Bool(operand.also_writes);
    json.NumberMember("size", operand.size_bytes == 0 ? std::nullopt : std::optional<uint64_t>(operand.size_bytes));
    json.NumberMember("count", operand.count);
    json.StringMember("address", DescribeAddress(operand, arch));
    json.TextMember("base", RegisterName(operand.base, arch));
    json.TextMember("index", RegisterName(operand.index, arch));
    json.TextMember("displacement", operand.displacement < 0
                                        ? std::format("-0x{:x}", 0 - static_cast<uint64_t>(operand.displacement))
                                        : std::format("0x{:x}", operand.displacement));
    json.StringMember("write_back", NameOf(operand.write_back));
    json.TextMember("data", RegisterName(operand.data, arch));
    json.EndObject();
}

}  // namespace

std::string DescribeAddress(const MemoryAccess& operand, const ArchInfo& arch) {
    if (operand.segment != kNoRegister) {
        MemoryAccess within = operand;
        within.segment = kNoRegister;
        return RegisterName(operand.segment, arch) + ":" + DescribeAddress(within, arch);
    }
    if (operand.pc_relative) return std::format("0x{:x}", static_cast<uint64_t>(operand.displacement));
    if (operand.write_back == WriteBack::kAfter) return RegisterName(operand.base, arch);
    return DescribeSum(operand, arch);
}

std::string DescribeInstruction(const PlacedInstruction& placed, const ArchInfo& arch) {
    std::string lead =
        std::format("{:0{}x}  {:<8}  ", placed.address, arch.pointer_size == 8 ? 16 : 8, HexOf(AsText(placed.bytes)));
    if (placed.instruction.memory.empty()) return std::format("{}no memory operand\n", lead);
    std::string text;
    for (const MemoryAccess& operand : placed.instruction.memory) text += lead + DescribeOperand(operand, arch) + "\n";
    return text;
}

void WriteInstructionJson(JsonWriter& json, const PlacedInstruction& placed, const ArchInfo& arch) {
    json.BeginObject();
    json.HexMember("address", placed.address);
    json.StringMember("bytes", HexOf(AsText(placed.bytes)));
    json.StringMember("operation", NameOf(placed.instruction.operation));
    json.Key("conditional");
    json.Bool(placed.instruction.conditional);
    json.Key("operands");
    json.BeginArray();
    for (const MemoryAccess& operand : placed.instruction.memory) WriteOperandJson(json, operand, arch);
    json.EndArray();
    json.EndObject();
}

}  // namespace faultbox
