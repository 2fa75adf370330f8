#include "host/symbols/llvm_format.h"

#include <algorithm>
#include <format>

namespace faultbox {
namespace {

std::string_view OrUnknown(std::string_view text) {
    return text.empty() ? "??" : text;
}

}  // namespace

std::string FormatLlvmFrames(const SymbolFile& file, uint64_t address) {
    std::vector<CodeFrame> frames = file.FramesAt(address);
    if (frames.empty()) frames.emplace_back();
    std::vector<Symbol> aliases = file.FindAliases(address);
    auto choice = std::ranges::max_element(aliases, {},
                                           [](const Symbol& symbol) { return std::pair(symbol.size, symbol.index); });
    if (choice != aliases.end()) frames.back().linkage_name = choice->name;
    std::string text;
    for (const CodeFrame& frame : frames) {
        text += std::format("{}\n{}:{}:{}\n", OrUnknown(frame.linkage_name), OrUnknown(frame.file), frame.line,
                            frame.column);
    }
    return text;
}

}  // namespace faultbox
