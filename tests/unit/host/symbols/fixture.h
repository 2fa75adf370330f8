#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "host/elf/elf_file.h"
#include "host/io/mapped_file.h"
#include "host/symbols/symbol_file.h"

namespace faultbox {

/// A compiled fixture, opened.
struct Fixture {
    explicit Fixture(const std::string& name)
        : mapping(*MappedFile::Open(FAULTBOX_FIXTURES "/" + name)), file(*SymbolFile::Open(mapping.bytes(), name)) {}

    /// Of the only function of that name.
    Symbol Function(std::string_view symbol) const {
        std::vector<Symbol> found = file->FindFunction(symbol);
        EXPECT_EQ(found.size(), 1u) << symbol;
        return found.empty() ? Symbol() : found.front();
    }

    MappedFile mapping;
    std::unique_ptr<SymbolFile> file;
};

/// Number of the line of player.c that is marked "LINE: marker".
inline uint32_t MarkedLine(std::string_view marker) {
    std::ifstream source(FAULTBOX_TESTS_DIR "/unit/host/symbols/fixtures/player.c");
    uint32_t number = 1;
    for (std::string line; std::getline(source, line); ++number) {
        if (line.find("LINE: " + std::string(marker) + " ") != std::string::npos) return number;
    }
    ADD_FAILURE() << "no line is marked " << marker;
    return 0;
}

/// All that are read completely.
inline const char* const kFixtures[] = {
    "x86_64-dwarf2.ko",       "x86_64-dwarf3.ko", "x86_64-dwarf4.ko",          "x86_64-dwarf4-types.ko",
    "x86_64-dwarf5.ko",       "arm-linked.elf",   "x86_64-dwarf5-sections.ko", "arm-dwarf4.ko",
    "arm-dwarf5.ko",          "thumb-dwarf5.ko",  "armeb-dwarf5.ko",           "arm64-dwarf5.ko",
    "x86_64-dwarf5-64bit.ko", "i386-dwarf4.ko",
};

inline std::string FixtureName(const testing::TestParamInfo<const char*>& info) {
    std::string name = info.param;
    for (char& c : name) {
        if (!isalnum(c)) c = '_';
    }
    return name;
}

}  // namespace faultbox
