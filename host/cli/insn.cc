#include <format>

#include "arch/registry.h"
#include "arch/registry_analysis.h"
#include "host/cli/console.h"
#include "host/cli/hex_bytes.h"
#include "host/cli/verb.h"
#include "host/input/event_facts.h"
#include "host/report/instruction_text.h"

namespace faultbox::cli {
namespace {

constexpr Option kOptions[] = {
    {"--arch", "ARCH", "CPU: arm, arm64, i386 or x86_64"},
    {"--pc", "ADDR", "address of the first instruction, hexadecimal; 0 otherwise"},
    {"--thumb", nullptr, "decode Thumb instructions (arm only)"},
    {"--json", nullptr, "print JSON, see docs/json.md"},
};

struct Target {
    const ArchInfo& arch;
    const ArchAnalysis& analysis;
    uint64_t pc;
    bool thumb;
};

// Decodes one instruction after the other; false where the bytes are none.
bool DecodeAll(const Target& target, Bytes code, std::vector<PlacedInstruction>& placed) {
    uint64_t pc = target.pc;
    while (!code.empty()) {
        Result<Instruction> instruction = target.analysis.decode_instruction(code, pc, target.thumb);
        if (!instruction || instruction->length == 0 || instruction->length > code.size()) {
            Complain(std::format("{} at 0x{:x}: {}", HexOf(AsText(code)), pc,
                                 instruction ? "the instruction ends early" : instruction.error().what));
            return false;
        }
        placed.push_back({pc, code.first(instruction->length), *instruction});
        pc += instruction->length;
        code = code.subspan(instruction->length);
    }
    return true;
}

std::string Write(const ArchInfo& arch, const std::vector<PlacedInstruction>& instructions, bool as_json) {
    std::string text;
    if (!as_json) {
        for (const PlacedInstruction& instruction : instructions) text += DescribeInstruction(instruction, arch);
        return text;
    }
    JsonWriter json;
    json.BeginObject();
    json.NumberMember("faultbox", 1);
    json.StringMember("arch", arch.name);
    json.Key("instructions");
    json.BeginArray();
    for (const PlacedInstruction& instruction : instructions) WriteInstructionJson(json, instruction, arch);
    json.EndArray();
    json.EndObject();
    return json.Take();
}

ExitStatus RunInsn(const Arguments& arguments) {
    std::string name = arguments.Value("--arch").value_or("");
    const ArchInfo* arch = FindArchByName(name);
    const ArchAnalysis* analysis = arch == nullptr ? nullptr : FindArchAnalysis(arch->arch);
    if (analysis == nullptr) {
        Complain(name.empty() ? "insn: --arch is needed" : std::format("insn: CPU \"{}\" is not supported", name));
        return kUnusable;
    }
    std::optional<uint64_t> pc = ParseHex(arguments.Value("--pc").value_or("0"));
    std::vector<uint8_t> code;
    if (!pc || arguments.operands().empty()) {
        Complain(pc ? "insn: no bytes given" : "insn: --pc is no hexadecimal number");
        return kUnusable;
    }
    for (const std::string& operand : arguments.operands()) {
        if (AppendHexBytes(operand, code)) continue;
        Complain(std::format("insn: \"{}\" is not a sequence of bytes, two hexadecimal digits each", operand));
        return kUnusable;
    }
    std::vector<PlacedInstruction> instructions;
    bool whole = DecodeAll({*arch, *analysis, *pc, arguments.Has("--thumb")}, code, instructions);
    if (!Print(Write(*arch, instructions, arguments.Has("--json")))) return kUnusable;
    return whole ? kDecoded : kIncomplete;
}

}  // namespace

const Verb kInsnVerb = {
    .name = "insn",
    .operands = "--arch ARCH [--pc ADDR] [--thumb] [--json] HEXBYTES...",
    .summary = "print the memory operands of instructions",
    .description =
        "Prints the memory operands of the instructions in HEXBYTES, one line each. HEXBYTES are bytes in the order "
        "of\n"
        "memory, two hexadecimal digits each, with or without blanks between them: the ARM instruction that the "
        "kernel\n"
        "prints as e583302c is 2c3083e5 here.",
    .options = kOptions,
    .run = RunInsn,
};

}  // namespace faultbox::cli
