#include "host/symbols/debug_sections.h"

#include <string>

namespace faultbox {

Bytes LoadDebugSection(const elf::ElfFile& elf, std::string_view name, std::string_view suffix) {
    const elf::Section* section = elf.FindSection(std::string(".debug_").append(name).append(suffix));
    if (!section) section = elf.FindSection(std::string(".zdebug_").append(name).append(suffix));
    return section ? elf.Contents(*section).value_or(Bytes{}) : Bytes{};
}

dwarf::DebugSections LoadDebugSections(const elf::ElfFile& elf, std::string_view suffix) {
    dwarf::DebugSections sections;
    sections.order = elf.header().order;
    auto load = [&](const char* name) { return LoadDebugSection(elf, name, suffix); };
    sections.info = load("info");
    sections.types = load("types");
    sections.abbrev = load("abbrev");
    sections.line = load("line");
    sections.str = load("str");
    sections.line_str = load("line_str");
    sections.str_offsets = load("str_offsets");
    sections.addr = load("addr");
    sections.aranges = load("aranges");
    sections.ranges = load("ranges");
    sections.rnglists = load("rnglists");
    sections.loc = load("loc");
    sections.loclists = load("loclists");
    return sections;
}

}  // namespace faultbox
