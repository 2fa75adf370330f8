#include "target/harvest/pstore_source.h"

#include <algorithm>
#include <string_view>

namespace faultbox::harvest {
namespace {

bool IsConsole(std::string_view name) {
    return name.starts_with("console-");
}

// "dmesg-ramoops-0", "dmesg-efi-165467238001001"
bool IsText(std::string_view name) {
    return name.starts_with("dmesg-") || IsConsole(name);
}

}  // namespace

Result<void> PstoreSource::Open() {
    if (Result<void> started = directory_.StartListing(); !started) return started;
    while (std::optional<std::string_view> name = directory_.NextName()) {
        if (IsText(*name)) names_.Append(*name);
    }
    auto name_of = [](const record::ShortText<64>& name) { return std::string_view(name); };
    // Heap sort: std::ranges::sort takes 2 KB more code.
    std::ranges::make_heap(names_, {}, name_of);
    std::ranges::sort_heap(names_, {}, name_of);
    return {};
}

}  // namespace faultbox::harvest
