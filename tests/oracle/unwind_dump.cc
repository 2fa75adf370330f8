// Answers of host/unwind in forms that tests/oracle/unwind.py can compare:
//   unwind_dump cfi FILE SECTION    for each FDE "fde BEGIN END", then "ADDRESS ROW" wherever the rules change
//   unwind_dump exidx FILE          "ADDRESS cantunwind" or "ADDRESS BYTE..." for each entry of the index tables

#include <cstdio>
#include <format>
#include <string>

#include "host/elf/elf_constants.h"
#include "host/io/mapped_file.h"
#include "host/unwind/arm_exidx.h"
#include "host/unwind/unwind_tables.h"

namespace faultbox::unwind {
namespace {

constexpr uint64_t kReturnAddressSignState = 34;  // AADWARF64, section 4.1: RA_SIGN_STATE.

std::string Describe(const RegisterRule& rule) {
    using Kind = RegisterRule::Kind;
    switch (rule.kind) {
        case Kind::kUnspecified:
            return "";
        case Kind::kUndefined:
            return "undefined";
        case Kind::kSameValue:
            return "same";
        case Kind::kOffset:
            return std::format("[CFA{:+}]", rule.offset);
        case Kind::kValueOffset:
            return std::format("CFA{:+}", rule.offset);
        case Kind::kRegister:
            return std::format("r{}", rule.reg);
        case Kind::kExpression:
            return "[expression]";
        case Kind::kValueExpression:
            return "expression";
    }
    return "";
}

std::string Describe(const UnwindRow& row) {
    std::string text = "CFA=expression";
    if (row.cfa.kind == CfaRule::Kind::kUndefined) text = "CFA=unspecified";
    if (row.cfa.kind == CfaRule::Kind::kRegister) text = std::format("CFA=r{}{:+}", row.cfa.reg, row.cfa.offset);
    for (uint64_t reg = 0; reg < 512; ++reg) {
        std::string rule = Describe(row.Of(reg));
        if (reg == kReturnAddressSignState && row.is_return_address_signed) rule = "1";
        if (!rule.empty()) text += std::format(" r{}={}", reg, rule);
    }
    return text;
}

void PrintCfi(const elf::ElfFile& file, const char* section) {
    CfiTable table = ReadCfi(file, section);
    uint64_t step = file.header().machine == elf::EM_AARCH64 ? 4 : 1;
    if (file.header().machine == elf::EM_ARM) step = 2;
    for (const Fde& fde : table.entries()) {
        std::puts(std::format("fde {:x} {:x}", fde.begin, fde.end).c_str());
        std::string before;
        for (uint64_t pc = fde.begin; pc < fde.end; pc += step) {
            Result<UnwindRow> row = RowAt(table.section(), fde, pc);
            std::string text = row ? Describe(*row) : row.error().what;
            if (text != before) std::puts(std::format("{:x} {}", pc, text).c_str());
            before = text;
        }
    }
    if (table.skipped() != 0) std::puts(std::format("skipped {}", table.skipped()).c_str());
}

void PrintExidx(const elf::ElfFile& file) {
    ExidxTable table(file);
    for (const ExidxEntry& entry : table.entries()) {
        Result<ExidxInstructions> instructions = table.InstructionsOf(entry);
        std::string text = std::format("{:x}", entry.function);
        if (!instructions) text += std::format(" {}", instructions.error().what);
        if (instructions && instructions->cannot_unwind) text += " cantunwind";
        if (instructions) {
            for (uint8_t byte : instructions->bytes) text += std::format(" {:02x}", byte);
        }
        std::puts(text.c_str());
    }
}

int Main(int argc, char** argv) {
    if (argc < 3) return 2;
    Result<MappedFile> mapping = MappedFile::Open(argv[2]);
    if (!mapping) return 2;
    Result<std::unique_ptr<elf::ElfFile>> file = elf::ElfFile::Parse(mapping->bytes());
    if (!file) return 2;
    if (std::string_view(argv[1]) == "exidx") {
        PrintExidx(**file);
    } else if (argc > 3) {
        PrintCfi(**file, argv[3]);
    }
    return 0;
}

}  // namespace
}  // namespace faultbox::unwind

int main(int argc, char** argv) {
    return faultbox::unwind::Main(argc, argv);
}
