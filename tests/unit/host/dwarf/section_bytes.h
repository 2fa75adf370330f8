#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "host/dwarf/debug_info.h"

namespace faultbox::dwarf {

/// "01 11 00" to bytes.
inline std::vector<uint8_t> FromHex(const std::string& text) {
    std::vector<uint8_t> bytes;
    std::istringstream words(text);
    for (std::string word; words >> word;) bytes.push_back(static_cast<uint8_t>(std::stoul(word, nullptr, 16)));
    return bytes;
}

/// Debug sections written as text, each line "section: hex bytes".
struct SectionBytes {
    std::vector<uint8_t> info, abbrev, line, str, ranges, rnglists, loc, loclists, aranges;

    DebugSections Sections() const {
        DebugSections sections;
        sections.info = info;
        sections.abbrev = abbrev;
        sections.line = line;
        sections.str = str;
        sections.ranges = ranges;
        sections.rnglists = rnglists;
        sections.loc = loc;
        sections.loclists = loclists;
        sections.aranges = aranges;
        return sections;
    }
};

inline SectionBytes LoadMalformed(const std::string& name) {
    std::ifstream file(FAULTBOX_TESTS_DIR "/malformed/dwarf/" + name + ".txt");
    EXPECT_TRUE(file) << name;
    SectionBytes sections;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line[0] == '#') continue;
        size_t colon = line.find(':');
        std::vector<uint8_t> bytes = FromHex(line.substr(colon + 1));
        std::vector<uint8_t>& section = line.substr(0, colon) == "info" ? sections.info : sections.abbrev;
        section.insert(section.end(), bytes.begin(), bytes.end());
    }
    return sections;
}

}  // namespace faultbox::dwarf
