#include <cstdint>
#include <cstdlib>
#include <vector>

#include "host/input/read_input.h"
#include "host/report/json.h"
#include "host/report/text.h"
#include "host/report/utf8.h"

namespace {

// Whatever the input, a report is printable UTF-8.
void CheckPrintable(std::string_view text) {
    while (!text.empty()) {
        faultbox::CodePoint next = faultbox::DecodeUtf8(text);
        if (!next.valid || (next.value != '\n' && !faultbox::IsPrintable(next.value))) std::abort();
        text.remove_prefix(next.size);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::vector<faultbox::DecodedInput> inputs;
    auto input = faultbox::ReadInput("input", {data, size}, std::nullopt);
    if (!input) return 0;
    inputs.push_back(std::move(*input));
    faultbox::Report report = faultbox::CollectEvents(inputs);
    CheckPrintable(faultbox::WriteJson(report));
    CheckPrintable(faultbox::WriteText(report, false));
    return 0;
}
