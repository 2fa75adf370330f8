#include "host/symbols/llvm_format.h"

#include <format>

namespace faultbox {
namespace {

std::string OrUnknown(const std::string& text) {
    return text.empty() ? "??" : text;
}

}  // namespace

std::string FormatLlvmFrames(const SymbolFile& file, uint64_t address) {
    std::vector<CodeFrame> frames = file.FramesAt(address);
    if (frames.empty()) frames.emplace_back();
    std::optional<Symbol> symbol = file.FindSymbol(address);
    if (symbol) frames.back().linkage_name = symbol->name;
    std::string text;
    for (const CodeFrame& frame : frames) {
        text += std::format("{}\n{}:{}:{}\n", OrUnknown(frame.linkage_name), OrUnknown(frame.file), frame.line,
                            frame.column);
    }
    return text;
}

}  // namespace faultbox
