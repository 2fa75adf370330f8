// tests/decode/x86_control.txt and x86_error_code.txt: one word a line, and what it says.
#include <gtest/gtest.h>

#include <charconv>
#include <format>
#include <fstream>
#include <map>
#include <string>

#include "arch/x86/analysis.h"
#include "arch/x86/control_text.h"
#include "arch/x86/fault.h"

namespace faultbox::x86 {
namespace {

std::string SetFields(const BitFields& fields) {
    std::string text;
    auto append = [&](const BitField& field) {
        if (field.value == 0) return;
        if (!text.empty()) text += ' ';
        text += field.name;
        if (field.high != field.low) text += std::format("={:x}", field.value);
    };
    // Single bits first, then the fields of several.
    for (const BitField& field : fields) {
        if (field.high == field.low) append(field);
    }
    for (const BitField& field : fields) {
        if (field.high != field.low) append(field);
    }
    return text.empty() ? "none" : text;
}

std::string SayControl(const std::string& name, uint64_t value) {
    for (const DescribedRegister& reg : x86_64::kAnalysis.described) {
        if (name == reg.name) return SetFields(reg.describe(value, {}));
    }
    return "no such register";
}

std::string SayFault(uint64_t code) {
    constexpr const char* kAccesses[] = {"unknown", "read", "write", "execute"};
    FaultInfo fault = DecodePageFault(code, false);
    const char* mode = code >> kUserBit & 1 ? "user" : "kernel";
    return std::format("{}, {}, {}", kAccesses[static_cast<size_t>(fault.access)], mode,
                       PageFaultCauseName(code, false));
}

std::string SaySelector(uint64_t code) {
    constexpr const char* kTables[] = {"GDT", "LDT", "IDT"};
    SelectorError error = DecodeSelectorError(code);
    std::string text = error.external ? "EXT, " : "-, ";
    if (!error.names_selector) return text + "none";
    return text + std::format("{} {}", kTables[static_cast<size_t>(error.table)], error.index);
}

std::string SayError(const std::string& name, uint64_t code) {
    return name == "selector_error" ? SaySelector(code) : SayFault(code);
}

// How many words of each register the list has.
std::map<std::string, size_t> CheckList(const char* file, std::string (*say)(const std::string&, uint64_t)) {
    std::map<std::string, size_t> words;
    std::ifstream list(std::string(FAULTBOX_TESTS_DIR "/decode/") + file);
    EXPECT_TRUE(list) << file;
    for (std::string line; std::getline(list, line);) {
        if (line.empty() || line[0] == '#') continue;
        size_t blank = line.find(' ');
        size_t arrow = line.find(" -> ");
        uint64_t value = 0;
        if (arrow == std::string::npos ||
            std::from_chars(line.data() + blank + 1, line.data() + arrow, value, 16).ptr != line.data() + arrow) {
            ADD_FAILURE() << "not REGISTER WORD -> MEANING: " << line;
            continue;
        }
        std::string name = line.substr(0, blank);
        EXPECT_EQ(say(name, value), line.substr(arrow + 4)) << line;
        ++words[name];
    }
    return words;
}

TEST(X86Words, ControlRegisters) {
    std::map<std::string, size_t> words = CheckList("x86_control.txt", SayControl);
    for (const char* name : {"eflags", "cr0", "cr4", "dr6", "dr7"}) EXPECT_GE(words[name], 8u) << name;
    EXPECT_EQ(words.size(), 5u);
}

TEST(X86Words, ErrorCodes) {
    std::map<std::string, size_t> words = CheckList("x86_error_code.txt", SayError);
    EXPECT_GE(words["error_code"], 30u);
    EXPECT_GE(words["selector_error"], 14u);
    EXPECT_EQ(words.size(), 2u);
}

}  // namespace
}  // namespace faultbox::x86
