#include "host/report/symbolizer_form.h"

#include <format>

#include "host/report/utf8.h"

namespace faultbox {

std::string SymbolizerForm(const std::vector<SourceFrame>& frames) {
    if (frames.empty()) return "??\n??:0:0\n\n";
    std::string text;
    for (const SourceFrame& frame : frames) {
        text += frame.function.empty() ? "??" : Printable(frame.function);
        std::string file = frame.file.empty() ? "??" : Printable(frame.file);
        text += std::format("\n{}:{}:{}\n", file, frame.line, frame.column);
    }
    return text + "\n";
}

}  // namespace faultbox
